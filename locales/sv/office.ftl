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

who-may-title = Vem får göra vad?
who-may-lead = Välj en roll. Tabellen räknas fram ur reglerna själva, för den som är inloggad med tjänstekort.
who-may-roles = Roller
who-may-anybody = Alla som är inloggade
who-may-act = Vad
who-may-matter = Med vad
who-may-proven = Att en tekniker aldrig når riktiga uppgifter, att ingenting korsar huvudmän och fyrtio andra löften är bevisade av en lösare utifrån varje gång programmet prövas.

scope-own-unit = Egen enhet
scope-unit-below = Enhet under
scope-other-unit = Annan enhet
scope-other-organiser = Annan huvudman
scope-own-data = Egna uppgifter
scope-fictitious = Påhittad skola
scope-emergency = Nödläge

may-no = –
may-yes = ja
may-reason = med skäl
may-step-up = efter ny inloggning
may-reason-step-up = med skäl, efter ny inloggning

act-view-person = Se vem någon är
act-search-persons = Söka personer
act-edit-person = Ändra en persons uppgifter
act-view-record = Läsa
act-create-record = Skriva nytt
act-edit-record = Ändra
act-export = Ta ut
act-erase = Radera
act-limit-access = Begränsa till namngivna
act-open-plan = Öppna handlingsplan
act-edit-plan = Skriva handlingsplan
act-open-protected-person = Se en skyddad person
act-view-marked-queue = Se nya skyddsmarkeringar
act-decide-mark = Besluta om en skyddsmarkering
act-exempt-from-card = Undanta från tjänstekort
act-view-unit = Se enheten
act-edit-unit = Ändra enheten
act-import-people = Läsa in personer
act-grant-role = Ge en roll
act-end-grant = Avsluta en roll
act-review-grants = Gå igenom roller
act-read-log = Läsa loggen
act-review-log = Granska loggen
act-read-own-accesses = Se vem som sett uppgifterna
act-manage-settings = Ändra inställningar
act-administer-sign-in = Sköta inloggning
act-recover-sign-in = Återställa inloggning
act-order-card = Beställa tjänstekort
act-view-metrics = Se hur systemet mår
act-run-backup = Säkerhetskopiera
act-break-glass = Bryta glaset

matter-identity = Identitet
matter-identity-marked = Identitet, skyddad
matter-identity-quarantined = Identitet, väntar på beslut
matter-unit = Enhet
matter-school = Skola
matter-school-consent = Samtycke
matter-school-register = Register
matter-school-marked = Skola, skyddad person
matter-sensitive = Integritetskänsligt
matter-sensitive-limited = Integritetskänsligt, begränsat
matter-sensitive-named = Integritetskänsligt, namngiven
matter-sensitive-register = Register, integritetskänsligt
matter-sensitive-team = Elevhälsoteamet
matter-health-medical = Medicinsk journal
matter-health-medical-limited = Medicinsk journal, begränsad
matter-health-psychology = Psykologens journal
matter-health-welfare = Kuratorns anteckningar
matter-protected-marked = Handlingsplan för skyddad person
matter-sign-in = Inloggning
matter-log = Logg
