# Vakten i fritextfält, och sidan som kontrollerar en text.
nav-check = Kontrollera

check-title = Kontrollera en text
check-lead = Klistra in texten innan du sparar eller skickar. Du ser vad som kan vara fel plats, och var det hör hemma.
check-field = Vad är texten till för?
check-text = Texten
check-hint = Texten sparas inte. Den glöms när du har fått svaret.
check-button = Kontrollera
check-examples = Pröva ett exempel
check-too-long = Texten är längre än { $value } tecken. Dela upp den och kontrollera en del i taget. Det du skrev finns kvar.
check-far-too-long = Texten är för lång att ta emot. Gå tillbaka i webbläsaren, så finns den kvar, och kontrollera en del i taget. Högst { $value } tecken går bra.
check-no-field = Välj vad texten är till för.
check-found =
    { $value ->
        [one] 1 ställe att kontrollera
       *[other] { $value } ställen att kontrollera
    }
check-nothing = Inget känns igen här.
check-nothing-lead = Det betyder inte att texten är fri från personuppgifter. Du känner sammanhanget: kan någon förstå vem det handlar om?
check-marked = Texten med ställena markerade
check-list = Kontrollera det här
check-why = Varför:
check-rule = Regeln:
check-ask = Fråga reglerna om bilden
check-copy = Kopia utan uppgifterna
check-copy-lead = Maskera det som hittades, eller byt ut det mot Person 1, Person 2. Läs igenom kopian: det som inte hittades står kvar.
check-mask = Maskera
check-alias = Person 1, Person 2
check-copied-mask = Maskerad kopia
check-copied-alias = Kopia med Person 1, Person 2
check-copied-hint = Markera allt och kopiera.
check-copy-button = Kopiera
check-copy-done = Texten är kopierad

field-absence-note = Frånvaroanteckning
field-teacher-note = Lärares anteckning om en elev
field-public-post = Inlägg eller kommentar som alla kan läsa
field-form-question = Fråga i ett formulär
field-incident-report = Rapport om en händelse
field-register-text = Text i ett register

example-absence-note = Elsa har feber och ont i halsen sedan i går. Mamma Karin ringde från 070-174 06 35.
example-teacher-note = Elsa har fått diagnosen adhd och går hos BUP. Hon behöver mer tid på proven.
example-public-post = Grattis Elsa Lindqvist i 4B som vann tävlingen! Här är en bild på henne.
example-form-question = Vad heter ditt barn, och har barnet några allergier?
example-incident-report = Ali kallade Elsa för jävla idiot på rasten. Elsa fick ont i magen och gick hem.
example-register-text = Appen används av Elsa Lundgren 20121130-2389 i 4B, som har diabetes.

severity-not-here = Hör inte hemma här
severity-check = Kontrollera
severity-hint = Får stå här

what-person = Namn
what-personnummer = Personnummer
what-phone = Telefonnummer
what-email = E-postadress
what-address = Adress
what-other-id = Nummer som pekar ut någon
what-health = Hälsa
what-ethnic = Etniskt ursprung
what-religion = Religion
what-politics = Politisk åsikt
what-union = Facklig tillhörighet
what-sexual = Sexualliv eller läggning
what-abuse = Kränkande ord
what-security = Skyddade personuppgifter
what-birth = Födelsedatum
what-picture = Bild

alias-person = Person
alias-personnummer = Personnummer
alias-phone = Telefon
alias-email = E-post
alias-address = Adress
alias-other-id = Nummer
alias-health = Hälsa
alias-ethnic = Ursprung
alias-religion = Religion
alias-politics = Politik
alias-union = Fack
alias-sexual = Läggning
alias-abuse = Kränkning
alias-security = Skydd

why-checked = Datum och kontrollsiffra stämmer.
why-form = Det ser ut som ett sådant nummer eller en sådan adress.
why-in-context = Det liknar ett sådant nummer, och ett ord intill säger vad det är.
why-name = Det är vanligt som namn.
why-name-in-context = Det ser ut som ett namn där det står.
why-name-carried = Det är en del av ett namn som står längre upp eller ner.
why-name-column = Det står i en kolumn med namn.
why-term = Ordet står i ordlistan och sägs här om någon.
why-implied = Meningen säger det om någon, fast med andra ord.
why-asked = Frågan ber om det.
why-named = Texten talar om en bild.

advice-absence-illness = Skriv bara att frånvaron är anmäld. Behöver elevhälsan veta hur eleven mår hör det hemma i elevhälsans journal.
advice-absence-reason = Skriv bara att frånvaron är anmäld. Skälet hör inte hemma i någon anteckning.
advice-absence-detail = Anteckningen hör redan till eleven. Stryk det om det inte behövs; kontaktuppgifter hör hemma i elevregistret.
advice-degrading = Skriv vad som hände, sakligt, eller inte alls. Texten ska tåla att läsas av den den handlar om.
advice-protected = Skriv det aldrig i en text. Ring eller gå till rektor, som vet vad som gäller.
advice-note-health = Stryk det här. Hälsa hör hemma i elevhälsans journal; anpassningar hör hemma där de ska dokumenteras.
advice-note-sensitive = Stryk det. Behövs uppgiften verkligen finns det ett system som är till för den; fråga rektor.
advice-contact = Stryk det om det inte behövs. Kontaktuppgifter hör hemma i elevregistret.
advice-identity-number = Stryk numret om ingen kan tas för någon annan. Namn eller födelsedatum räcker oftast.
advice-post-person = Skriv utan namn. Gäller det elever kan det i stället ligga i lärplattformen.
advice-post-contact = Verksamhetens egen växel och funktionsadress går bra. Någons egen ska bort.
advice-post-number = Ta bort det. Det pekar ut en person för alla som läser.
advice-post-secret = Ta bort det. Sådant hör aldrig hemma där alla kan läsa; ta kontakt på ett säkert sätt i stället.
advice-post-sensitive = Ta bort det. Är det någon annans kommentar: ta en skärmdump först, och ta sedan bort den direkt.
advice-post-abuse = Är det någon annans kommentar: ta en skärmdump, ta bort den direkt och svara inte. Är det din egen: skriv om.
advice-post-picture = Går någon att känna igen på bilden? Fråga reglerna innan du lägger ut den.
advice-form-asks = Behövs uppgiften? Stryk annars frågan. Googles och Microsofts formulär är bara till för frågor utan personuppgifter.
advice-form-asks-sensitive = Det är en känslig uppgift. Stryk frågan, eller ställ den i ett system som är godkänt för sådant.
advice-form-holds = Frågan själv bör inte peka ut någon. Skriv om den, och be den som svarar att inte lämna personuppgifter.
advice-incident-sensitive = Skriv det bara om det hör till det som hände, och lägg rapporten där sådana rapporter ska ligga.
advice-incident-evidence = Ett citat är bevis: låt det stå ord för ord, inom citattecken, och skriv vem som sa det.
advice-register-person = Skriv roll eller grupp, inte namn. Den som ansvarar väljs i sitt eget fält.
advice-register-number = Nummer och adresser till enskilda hör inte hemma i ett register över verksamheten. De hör hemma i elevregistret eller i ärendet.
advice-register-sensitive = Skriv vilket slags uppgifter det gäller, inte vems. Det som gäller en enskild hör hemma i elevhälsans system eller i ärendet.

api-body = Förfrågan kunde inte läsas. Skicka JSON, till exempel { $value }.
api-too-long = Texten är för lång. Högst { $value } tecken går bra; dela upp den.
api-no-such-field = Något sådant fält finns inte. Välj ett av: { $value }.
api-no-such-label = Någon sådan etikett finns inte. Välj bland: { $value }.
api-no-such-cover = Välj `mask` eller `alias`.
