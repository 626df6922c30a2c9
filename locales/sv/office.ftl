# Bakom inloggningen: logga in, personer och enheter, loggen.
demo-note = Det här är en demonstration med påhittade skolor. Vem som helst på den här datorn kan vara vem som helst.
sign-in-title = Logga in
sign-in-demo = Välj vem du vill vara. Alla personer är påhittade.
sign-in-as = Logga in
sign-out = Logga ut

role-pupil = Elev
role-guardian = Vårdnadshavare
role-staff = Lärare och annan personal
role-head = Rektor
role-head-of-operations = Verksamhetschef
role-dpo = Dataskyddsombud
role-communications = Kommunikation
role-appointed-officer = Utsedd tjänsteman
role-registrar = Registrator och arkivarie
role-system-administrator = Systemadministratör
role-protected-administrator = Handläggare för skyddade personuppgifter
role-nurse = Skolsköterska eller skolläkare
role-psychologist = Skolpsykolog
role-counsellor = Kurator eller specialpedagog
role-head-of-pupil-health = Verksamhetschef för elevhälsan
role-card-orderer = Beställare av tjänstekort
role-technician = Tekniker
role-auditor = Granskare

people-title = Personer
people-search = Sök person
people-units = Enheter
people-caption = Personer på enheten
people-name = Namn
people-unit = Enhet
people-year = Årskurs
people-nobody = Ingen hittades. Pröva ett kortare ord eller en annan enhet.
people-none-for-you = Din roll ger dig ingen lista över personer.
people-more = { $value ->
    [one] Visa en till
   *[other] Visa fler ({ $value } kvar)
}
person-email = E-post
person-phone = Telefon
person-responsible = Ansvarig
person-logged = Att du har öppnat uppgifterna står i loggen, och personen kan fråga efter det.

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
