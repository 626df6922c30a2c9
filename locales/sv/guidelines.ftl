# Riktlinjer, ändringar, hälsa och API.
here-label = Du är här
day-error = Skriv dagen som år, månad och dag, till exempel 2026-01-15
example-any = i alla situationer

guidelines-title = Riktlinjer
guidelines-lead = Det här är dokumenten bakom svaren. Samma text läses av människor och körs av programmet.
guidelines-about-own = Beslutade av er huvudman. De får vara strängare än lagen, aldrig mildare.
guidelines-about-guidance = Råd som gäller där de egna reglerna inte säger något.
guidelines-about-law = Går före allt annat.
guidelines-about-vocabulary = Ord, frågor och svarsval som dokumenten delar.

guideline-issuer = Beslutat av
guideline-reference = Beteckning
guideline-decided = Beslutat
guideline-in-force = I kraft
guideline-edition = Utgåva
guideline-source = Originalet
guideline-editions = Utgåvor
guideline-day = Visa det som gällde den dagen
guideline-show = Visa
guideline-none-then = Ingen utgåva av dokumentet gällde den dagen
guideline-changes = Vad ändrades när utgåvan trädde i kraft?
guideline-contents = Innehåll
guideline-table = Tabell
guideline-not-followed = { $value } följer inte det här dokumentet.
guideline-not-in-force = Den här utgåvan är inte i kraft.

note-rule = Regel
note-when = När gäller det?
note-over = Går före, eftersom
note-try = Pröva
note-see = Se svaret
note-case = Exempel
note-never = Ska aldrig kunna hända
note-proven = Bevisat
note-contact = Vem man frågar
note-fact = Uppgift
note-question = Fråga
note-answers = Svar
note-ask = Fråga
note-routine = Rutin
note-not-offered = Startas inte hos er
note-starts = Startas av
note-anyone = alla som arbetar där
note-yearly = Varje år senast
note-who = Vem
note-kept = Sparas
note-kept-note = en anteckning
note-kept-file = en fil
note-kept-decision = ett beslut med skäl
note-kept-link = posten i registret ”{ $value }”
note-value = Tidsfrist
note-from = från ”{ $value }”
note-from-start = från starten
note-minutes =
    { $value ->
        [one] { $value } minut
       *[other] { $value } minuter
    }
note-hours =
    { $value ->
        [one] { $value } timme
       *[other] { $value } timmar
    }
note-days =
    { $value ->
        [one] { $value } dag
       *[other] { $value } dagar
    }
note-working-days =
    { $value ->
        [one] { $value } arbetsdag
       *[other] { $value } arbetsdagar
    }
note-office-hours =
    { $value ->
        [one] { $value } timme kontorstid
       *[other] { $value } timmar kontorstid
    }
note-months =
    { $value ->
        [one] { $value } månad
       *[other] { $value } månader
    }

changes-title = Ändringar
changes-lead = Vilka dokument som har kommit och gått mellan två dagar, och vilka svar som har blivit andra.
changes-from = Jämför dagen
changes-to = med dagen
changes-backwards = Den första dagen ska komma före den sista
changes-show = Jämför
changes-documents = Dokument
changes-no-documents = Inga dokument har kommit eller gått.
changes-entered = Har trätt i kraft
changes-left = Har upphört
changes-answers = Svar
changes-permits = Tillåts något som förut var förbjudet?
changes-same =
    { $value ->
        [one] En fråga besvaras som förut.
       *[other] { $value } frågor besvaras som förut.
    }
changes-none = Inga svar är ändrade.
changes-before = Förut
changes-after = Nu
changes-count = Situationer
changes-example = Exempel
changes-of = av
changes-permits-more = Tillåter mer än förut
changes-unsound = Svaren kan inte jämföras
changes-unsound-lead = Reglerna som gällde { $value } hänger inte ihop med varandra: något dokument som andra bygger på fanns inte då. Dokumenten ovan stämmer ändå.
changes-problems = Vad som saknas
changes-impossible = Svaren kan inte jämföras:

health-title = Reglernas hälsa
health-lead = Det som går att säga säkert om reglerna: vad de svarar, var de tiger, var de säger emot sig och vad som är bevisat.
health-refused = Mappens nyaste läge är inte i bruk
health-refused-lead = Reglerna där håller inte ihop, så de tidigare gäller tills det här är rättat:
health-rules = regler
health-cases = exempel som stämmer
health-nevers = löften prövade
health-asked = av uppgifterna behövs i snitt för ett svar
health-questions = Frågor
health-questions-lead = Hur många situationer varje fråga skiljer på, och vad reglerna svarar i dem. Ja räknar också ”ja, om”.
health-question = Fråga
health-situations = Situationer
health-gaps = Luckor
health-gaps-lead = Frågor där reglerna tiger någonstans utan att säga att de gör det, med ett exempel var.
health-disagreements = Motsägelser
health-disagreements-lead = Frågor där källorna säger emot varandra. De är kända och visas i svaren.
health-never = Ska aldrig kunna hända
health-never-lead = Prövat för alla tänkbara situationer, inte bara för exempel.
health-broken = Brutet
health-none = Inga.
health-warnings = Varningar
health-no-warnings = Inga varningar.

api-missing = ”{ $value }” saknas.
