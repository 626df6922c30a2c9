# Loggen, och skäl för att se det känsliga.
reason-title = Varför behöver du se det här?
reason-lead = Uppgifterna är känsliga eller hör till en annan enhet. Skälet sparas i loggen.
reason-field = Skäl
reason-error = Skriv skälet med några ord, högst 500 tecken.
reason-open = Öppna
reason-step-up = Logga in en gång till, så att det är säkert att det är du.

log-title = Logg
log-lead = Vem som har gjort vad med vems uppgifter. Att du läser loggen står i loggen.
log-caption = Händelser, de senaste först
log-kind = Slag
log-any = Alla
log-filter = Visa
log-nothing = Här finns inget.
log-when = När
log-who = Vem
log-what = Vad
log-whose = Vems uppgifter
log-why = Skäl
log-program = Programmet
log-before = Visa tidigare
my-log-title = Vem har sett mina uppgifter?
my-log-lead = Alla som har öppnat dina uppgifter här, och varför.

deed-view-person = Öppnade personuppgifter
deed-read-log = Läste loggen
deed-sign-in = Loggade in
deed-erase = Raderade
deed-demo-filled = Fyllde demonstrationen
