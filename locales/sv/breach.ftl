# Personuppgiftsincidenter: hur allvarlig en är, myndighetens formulär, brev till de berörda och registret över alla.
breach-weigh = Räkna ut hur allvarligt det är
breach-weigh-lead = Svara på varje fråga så gott du kan. Du får se hur svaren räknas ihop innan något sparas.
breach-reckon = Räkna ut
breach-again = Ändra och räkna om
breach-use = Spara som anteckning i ärendet
breach-error-part = Välj ett av svaren.
breach-flags = Gäller något av det här?
breach-from-case = står i ärendet
breach-steps =
    { $value ->
        [0] nej
        [one] { $value } steg
       *[other] { $value } steg
    }
breach-method = Metoden kommer från EU:s cybersäkerhetsbyrå (Enisa, 2013). Den är ett stöd: du kan komma fram till något annat och skriva varför.

breach-content = Vad är det för uppgifter, som känsligast?
breach-content-simple = Enkla: namn, kontaktuppgifter, skolgång
breach-content-behavioural = Beteende: vad någon gör, tycker om eller var någon är
breach-content-financial = Ekonomi: inkomster, skulder, konton
breach-content-sensitive = Känsliga: hälsa, religion, politik, sexualliv och liknande

breach-factor = Vad gör att de väger mer eller mindre?
breach-factor-volume = Mer: det är mycket om varje person
breach-factor-controller = Mer: vems uppgifter det är säger något i sig, till exempel elevhälsans
breach-factor-vulnerable = Mer: det gäller barn eller andra som behöver skydd
breach-factor-stale = Mindre: uppgifterna är gamla eller fel, och det vet vi säkert
breach-factor-public = Mindre: vem som helst kunde läsa dem redan innan

breach-ease = Hur lätt är det att se vem det gäller?
breach-ease-negligible = Knappt möjligt
breach-ease-limited = Svårt
breach-ease-significant = Går med lite arbete
breach-ease-maximum = Syns direkt

breach-confidentiality = Vem kan ha sett dem?
breach-confidentiality-kept = Ingen, så vitt vi vet
breach-confidentiality-known = Ett antal personer som vi känner till
breach-confidentiality-unknown = Vi vet inte hur många

breach-integrity = Har uppgifterna ändrats?
breach-integrity-kept = Nej, eller så har ingen använt dem
breach-integrity-restorable = Ja, men det går att rätta
breach-integrity-lost = Ja, och det går inte att rätta

breach-availability = Finns uppgifterna kvar för dem som behöver dem?
breach-availability-kept = Ja, eller snart igen
breach-availability-interrupted = De är borta en tid
breach-availability-lost = De är borta för gott

breach-malicious = Någon ville skada
breach-protected = Någon med skyddade personuppgifter är med
breach-many = Fler än 100 personer är med
breach-unintelligible = Ingen kan läsa uppgifterna: de är krypterade och nyckeln är säker

breach-level = Allvarlighetsgrad
breach-level-low = Låg
breach-level-medium = Medel
breach-level-high = Hög
breach-level-very-high = Mycket hög
breach-forced = Höjd till hög, eftersom någon med skyddade personuppgifter är med. Det är vår egen regel.

breach-sum-caption = Så räknas det ihop
breach-sum-part = Del
breach-sum-chosen = Ditt svar
breach-sum-number = Tal
breach-sum-content = Uppgifternas vikt
breach-sum-factors = Det som gör dem tyngre eller lättare
breach-sum-context = Vikten tillsammans, lägst 1 och högst 4
breach-sum-ease = Gånger hur lätt det är att se vem det gäller
breach-sum-product = Blir
breach-sum-confidentiality = Plus vem som kan ha sett dem
breach-sum-integrity = Plus det som har ändrats
breach-sum-availability = Plus det som är borta
breach-sum-malicious = Plus att någon ville skada
breach-sum-score = Summa

breach-event-misdirected = Brev, mejl eller sms till fel mottagare
breach-event-disclosure = Uppgifter som röjdes på annat sätt
breach-event-access = Någon kom åt uppgifter utan att ha rätt till det
breach-event-loss = Uppgifter som förlorades
breach-event-attack = Ett angrepp

authority-controller = Personuppgiftsansvarig
authority-organisation-number = Organisationsnummer
authority-address = Postadress
authority-own-reference = Vårt eget ärendenummer
authority-contact = Adress där vi vill bli kontaktade
authority-started = När det började
authority-discovered = När det upptäcktes
authority-ended = När det upphörde
authority-event = Vad som har hänt
authority-groups = Vilka grupper det gäller
authority-data = Vilka slags uppgifter det gäller
authority-consequences = Vad det kan leda till för dem
authority-severity = Hur allvarligt det är för dem
authority-actions = Vad vi har gjort och tänker göra
authority-informed = Om de har fått veta
authority-informed-when = När de fick veta
authority-will-inform-when = När de kommer att få veta
authority-why-not-informed = Varför de inte kommer att få veta
authority-unverified = Frågan är inte kontrollerad mot formuläret. Numret eller ordningen kan vara en annan.

authority-title = Underlag till anmälan
authority-lead = Så långt ärendet vet. Kopiera fält för fält till Integritetsskyddsmyndighetens e-tjänst. Härifrån skickas inget.
authority-exercise = Det här är en övning. Skicka inte in något.
authority-due = Anmälan ska vara inne senast { $value }, vilken dag det än är.
authority-reading = EU:s förordning om tidsfrister kan läsas så att två hela arbetsdagar alltid ingår, alltså till { $value }. Det är omtvistat: räkna inte med det.
authority-open = Fyll i själv
authority-required = Det ska stå i en anmälan. Vet ni det inte än får det komma senare.
authority-needless = Gäller inte
authority-not-yet = Nej, inte än
authority-among = Välj bland
authority-done = Anmälan är inskickad

letters-title = Brev till de berörda
letters-lead = Utkast med enkla ord. Härifrån skickas inget: när ett brev är klart sparar du det, och sedan skriver du ut det eller kopierar det.
letters-exercise = Det här är en övning. Skicka inga brev.
letters-protected = Någon med skyddade personuppgifter är med
letters-protected-way = Brev till den personen går aldrig till en vanlig adress, varken på papper eller digitalt. Låt rektor nå personen på det sätt som är bestämt för just den personen.
letters-protected-open = Ärendet säger inte än om någon med skyddade personuppgifter är med. Skicka inget förrän det är klart.
letters-hindrance-advice = Dataskyddsombudet ska ge råd om de berörda först. Tills dess är det här utkast att läsa.
letters-hindrance-decision = Det är inte bestämt än att de berörda ska få veta. Tills dess är det här utkast att läsa.
letters-hindrance-not-needed = Det är bestämt att de berörda inte ska få veta, eller att det inte behövs. Har det ändrats: öppna beslutet igen.
letters-hindrance-settled = Steget att berätta för de berörda är avslutat. Ska fler brev sparas: öppna det igen.
letters-others = Du kan läsa utkasten. Bara den som ska berätta för de berörda kan spara ett brev.
letters-choose = Välj brev
letters-to = Till
letters-to-guardian = Vårdnadshavare
letters-to-pupil = Elev, med ord för den som är 13 år
letters-to-adult = Vuxen: myndig elev, personal eller någon annan
letters-language = Språk
letters-language-sv = Svenska
letters-language-en = Engelska
letters-language-ar = Arabiska
letters-language-fi = Finska
letters-language-so = Somaliska
letters-language-uk = Ukrainska
letters-show = Visa utkastet
letters-draft = Utkast
letters-unreviewed = Översättningen är inte granskad. Låt någon som kan språket läsa hela brevet innan det skickas.
letters-written = Det här står i ärendet, på svenska
letters-text = Brevet
letters-text-hint = Det som står inom [ ] fyller du i själv. Skriv inga namn på dem som är med, och inga personnummer.
letters-keep = Spara som färdigt brev
letters-error-empty = Skriv brevet.
letters-error-place = Fyll i det som står inom [ ], eller ta bort det: { $value }
letters-names = Det ser ut att stå namn i brevet: { $value }. Ta bort dem, eller skriv varför de ska stå där.
letters-kept = Sparade brev
letters-kept-note = Färdigt brev sparat: { $value }
letters-print = Skriv ut breven
letters-print-title = Färdiga brev
letters-print-lead = Det senaste brevet till var och en, på varje språk. Varje brev kommer på ett eget papper.
letters-sent = Breven är skickade

breaches-title = Register över incidenter
breaches-lead = Alla personuppgiftsincidenter, också de som inte anmäls (dataskyddsförordningen, artikel 33.5). Övningar är inte med.
breaches-caption = Incidenter, den senast upptäckta först
breaches-nothing = Ingen incident har rapporterats.
breaches-discovered = Upptäckt
breaches-event = Händelse
breaches-cause = Orsak
breaches-risk = Risk för de berörda
breaches-authority = Integritetsskyddsmyndigheten
breaches-persons = De berörda
breaches-state = Läge
breaches-reference = Myndighetens ärendenummer
breaches-text = Vad som hände
breaches-told = Har fått veta, { $value }
breaches-not-told = Får inte veta, bestämt { $value }
breaches-will-tell = Ska få veta
breaches-undecided = Inte bestämt
breaches-needless = Behövs inte
breaches-open = Pågår
breaches-none = Ingen incident
