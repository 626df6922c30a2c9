# Vem som får göra vad.
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

who-may-title = Vem får göra vad?
who-may-lead = Välj en roll. Tabellen räknas fram ur reglerna själva, för den som är inloggad med tjänstekort.
who-may-roles = Roller
who-may-anybody = Alla som är inloggade
who-may-act = Vad
who-may-matter = Med vad
who-may-proven = Att en tekniker aldrig når riktiga uppgifter, att ingenting korsar huvudmän och över femtio andra löften är bevisade av en lösare utifrån varje gång programmet prövas.

scope-own-unit = Egen enhet
scope-unit-below = Enhet under
scope-unit-above = Enhet över
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
act-start-case = Starta en rutin
act-view-case = Se ett ärende
act-act-on-case = Göra ett steg i ett ärende
act-decide-record = Godkänna, avslå eller stänga
act-open-login = Öppna eller ändra
act-open-login-together = Öppna två tillsammans
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
matter-unit-account = Konto i sociala medier
matter-unit-supplier = Plattform, biträde, avtal, app eller lärtjänst
matter-unit-case = Ett ärende som andra ska göra något i
matter-unit-case-named = Ett ärende som någon själv startat eller fått
matter-unit-case-owed = Ett ärende där rollen ska göra något
matter-unit-holding = System, lagringsplats, behandling, kamera eller beslut
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
matter-sign-in-account = Ett kontos inloggning
matter-sign-in-account-named = Ett kontos inloggning, namngiven
matter-log = Logg

act-record-competence = Notera en förutsättning
act-begin-review = Börja en genomgång av roller

grants-title = Roller
grants-lead = Vem som har vilken roll på dina enheter. En roll öppnar inget förrän förutsättningarna finns, och den tar slut av sig själv.
grants-narrow = Begränsa listan
grants-found = { $value ->
    [0] Inga roller
    [one] 1 roll
   *[other] { $value } roller
}
grants-precondition = Förutsättning
grants-before = Slutar gälla före
grants-error-before = Skriv en dag som 2027-06-30
grants-lacks = Saknas
grants-lacks-something = Något saknas
grants-fulfilled = Finns, till och med
grants-fulfilled-until = { $value }, till och med
grants-no-end = tills vidare
grants-nobody = Ingen har någon roll här som du går igenom.
grants-caption = Roller på enheterna
grants-role = Roll
grants-since = Från
grants-until = Till och med
grants-standing = Läge
grants-given-by = Gavs av
grants-exempt = Undantag från tjänstekort till och med
grants-required = Det rollen kräver
grants-required-none = Rollen kräver ingenting särskilt.
grants-held = finns, till och med
grants-held-no-more = gällde till och med
grants-not-held = saknas
grants-changed = Någon annan hann ändra rollen. Så här ser den ut nu.
grants-end-title = Avsluta rollen
grants-end-lead = Rollen öppnar inget från och med nu. Det går att ge den på nytt.
grants-end = Avsluta nu
grants-new-title = Ge en roll
grants-new-lead = Välj roll, enhet och sista dag.
grants-find-lead = Sök personen på dina enheter. Den som har skyddade personuppgifter finns inte med i sökningen.
grants-find-nobody = Ingen hittades som du kan ge en roll. Pröva ett kortare namn.
grants-find-more = Det finns fler. Skriv mer av namnet.
grants-choose = Välj …
grants-last-day = Sista dag
grants-last-day-hint = Högst två år bort. Läsårets sista dag är föreslagen.
grants-give = Ge rollen
grants-error-unit = Välj en enhet
grants-error-role = Välj en roll
grants-error-until = Skriv en sista dag, från i dag och högst två år bort
grants-error-exempt-until = Skriv en sista dag, högst ett halvår bort
grants-refused = Du kan inte ge den rollen på den enheten
grants-refused-grant-not-self = Ingen ger sig själv en roll. Be en kollega.
grants-refused-grant-technician-only-fictitious = En tekniker får bara finnas på en påhittad skola
grants-refused-technician-and-nothing-else = Tekniker går inte ihop med personens andra roller, som rör riktiga uppgifter
grants-refused-auditor-apart-from-administrator = Den som granskar loggen kan inte också vara systemadministratör
grants-refused-has-it = Personen har redan den rollen på den enheten

standing-active = Gäller
standing-not-yet = Börjar senare
standing-ended = Slut
standing-missing = Gäller inte än, saknar

precondition-training = utbildning
precondition-certificate = certifikat
precondition-licence = legitimation
precondition-smart-card = tjänstekort

competence-title = Notera en förutsättning
competence-lead = Den som ger rollen svarar för att det stämmer. Ingen noterar sin egen.
competence-what = Vad
competence-from = Gjort eller kontrollerat
competence-until = Gäller till och med
competence-evidence = Hur du vet det
competence-evidence-hint = Till exempel: kontrollerat hos Socialstyrelsen.
competence-record = Notera
competence-error-precondition = Välj vad det gäller
competence-error-from = Skriv dagen då det gjordes, i dag eller tidigare
competence-error-until = Skriv till och med när det gäller, från i dag
competence-error-evidence = Skriv med några ord hur du vet det, högst 300 tecken

exempt-title = Undanta från tjänstekort
exempt-lead = Till exempel medan kortet beställs. Undantaget tar slut av sig självt.
exempt-until = Undantaget till och med
exempt-do = Undanta

reviews-title = Genomgång av roller
reviews-lead = Då och då bekräftas att alla roller behövs. Det som ingen bekräftar tar slut av sig självt.
reviews-none = Ingen genomgång har gjorts än.
reviews-over = Genomgången är slut.
reviews-due = Pågår. Ska vara klar till och med
reviews-confirmed = { $value ->
    [one] En roll bekräftades.
   *[other] { $value } roller bekräftades.
}
reviews-ended = { $value ->
    [one] En roll avslutades.
   *[other] { $value } roller avslutades.
}
reviews-begin-title = Börja en genomgång
reviews-begin-lead = Rektorer och andra ansvariga bekräftar rollerna på sina enheter. Elever och vårdnadshavare är inte med: de ser bara sitt eget.
reviews-due-day = Sista dag att bekräfta
reviews-begin = Börja
reviews-error-due = Skriv en sista dag mellan en vecka och ett halvår bort
review-title = Genomgång
review-lead = Det som inte är bekräftat tar slut efter
review-left = Behövs de här rollerna?
review-left-caption = Roller som du bekräftar
review-needed = Behövs
review-confirm = Behövs
review-confirm-all = Alla behövs
review-more = { $value ->
    [one] En till visas sedan.
   *[other] { $value } till visas sedan.
}
review-nothing-left = Du har inget kvar att bekräfta här.
review-progress = Så långt har det kommit
review-progress-caption = Bekräftade roller per enhet
review-confirmed = Bekräftade
review-ended = Avslutade
review-of = Av
review-without = Utan någon som kan bekräfta
review-without-lead = { $value ->
    [one] En roll kan bara bekräftas av den som har den. Den tar inte slut: utse någon till som kan bekräfta.
   *[other] { $value } roller kan bara bekräftas av dem som har dem. De tar inte slut: utse någon till som kan bekräfta.
}

emergency-title = Nödåtkomst
emergency-lead = När något är akut och du inte får öppna det som behövs. Allt du öppnar står i loggen, andra får veta, och någon bedömer det efteråt.
emergency-begin-title = Börja en nödåtkomst
emergency-hours = Hur många timmar?
emergency-reason-hint = Vad har hänt? Skälet sparas och läses av den som bedömer.
emergency-begin = Börja nu
emergency-error-hours = Välj en till fyra timmar
emergency-error-verdict = Välj om åtkomsten var inom befogenheten
emergency-changed = Någon annan hann ändra. Så här ser det ut nu.
emergency-list = Nödåtkomster
emergency-none = Det finns inga.
emergency-now = pågår
emergency-end = Avsluta nu
emergency-judge = Var åtkomsten inom befogenheten?
emergency-note = Kommentar
emergency-judge-do = Spara bedömningen
emergency-unjudged = Väntar på bedömning.
emergency-lasts = Nödåtkomst på { $value }
emergency-until = till
emergency-end-it = Avsluta
emergency-told = { $value ->
    [one] En nödåtkomst väntar på bedömning
   *[other] { $value } nödåtkomster väntar på bedömning
}
judged-within = Inom befogenheten
judged-outside = Inte inom befogenheten
judged-unexplained = Behöver förklaras

reach-title = Vad når …?
reach-lead = En simulering: vad reglerna tillåter på en enhet, om det gäller någon annan än personen själv, och vilken regel som säger det.
reach-at = Rollen finns på
reach-show = Visa
reach-nothing = Ingenting på den enheten.
reach-may = Får
reach-rules = Regel
emergency-without-judge = Här finns just nu ingen annan som kan bedöma en nödåtkomst efteråt; be den som tilldelar roller att utse en granskare:
emergency-opens = Gå till { $value }
competence-withdraw = Ta tillbaka

### Smarta kort för elevhälsan.
cards-title = Smarta kort
cards-lead = De vars roll kräver ett smart kort, och hur långt det har kommit. Kortet gäller när chefen för elevhälsan har fört in att det är utlämnat.
cards-caption = Smarta kort
cards-card = Kort
cards-nobody = Ingen roll hos de enheter du beställer för kräver ett smart kort.
cards-order = Beställ kort
cards-again = Beställ nytt
card-held = Utlämnat, gäller till
card-ordered = Beställt
card-missing = Inte beställt
