# Sidor som alla kan läsa.
open-title = Öppet för alla
open-organisers = Välj huvudman.
open-lead = Det här kan alla läsa, utan att logga in.
open-choose = Välj
open-none = Här finns inget än.
open-accounts-title = Konton i sociala medier
open-accounts-about = Var verksamheten finns i sociala medier, vem som ansvarar och vad som gäller där.
open-apps-title = Godkända appar
open-apps-about = Appar som är granskade och får användas. Står appen inte här är den inte godkänd.
open-services-title = Godkända lärtjänster
open-services-about = Lärtjänster som är granskade. Bara de som är rekommenderade får vara obligatoriska i undervisningen.
open-not-approved = Ingen sådan är godkänd. Fråga personuppgiftsombudet eller be om en granskning innan den används.
open-name = Namn
open-provider = Leverantör
open-conditions = Villkor
open-for = Gäller för
open-until = Godkänd till
open-used = Används av
open-compulsory = Får vara obligatorisk
open-feed-csv = Hela listan till kalkylprogram (CSV)
open-feed-json = Hela listan som JSON
open-account-closing = Huvudmannen har kommit fram till att det här mediet inte får användas. Kontot avvecklas.
open-account-purpose = Vad kontot är till för
open-account-audience = Det vänder sig till
open-account-unit = Vem som ansvarar
open-account-answers = Så besvaras synpunkter och frågor
open-account-hours = Svar kommer inom
open-account-rules = Vad som gäller här
open-account-criticism = Kritik är välkommen och får stå kvar.
open-account-forbidden = Det här får inte skrivas eller läggas ut:
open-account-follows = Sådant sparas som bild och tas bort direkt, utan kommentar. Hot och annat som kan vara brott kan anmälas till polisen.
open-account-records = Allmänna handlingar och personuppgifter
open-account-public = Det du skriver till oss här, också i meddelanden, kan bli en allmän handling som andra får läsa. Skriv därför inget känsligt om dig själv eller någon annan.
open-account-processed = När du skriver, gillar eller skickar meddelanden behandlas dina personuppgifter av den som ansvarar för kontot, och av företaget bakom mediet.
open-account-code = QR-kod som leder till den här sidan

# Formulär som alla kan använda.
open-unit-label = Skola eller verksamhet
open-email-label = Din e-postadress
open-email-hint = Hit skickar vi en länk som du bekräftar med, och säger till när svaret finns.
open-despite-label = Skicka ändå, därför att …
open-despite-hint = Ta hellre bort det som är markerat. Skälet sparas med det du skickar.
open-error-unit = Välj skola eller verksamhet i listan.
open-error-email = Skriv en e-postadress som du kan läsa mejl på, till exempel namn@example.se.
open-error-email-often = Till den adressen har vi skickat tre mejl det senaste dygnet. Öppna länken i ett av dem, eller försök igen i morgon.
open-error-too-many = Formuläret har skickats för många gånger på kort tid. Det du skrev finns kvar: vänta { $value ->
    [one] 1 minut
   *[other] { $value } minuter
} och skicka igen.
open-error-too-many-hours = Formuläret har skickats för många gånger på kort tid. Det du skrev finns kvar: vänta { $value ->
    [one] 1 timme
   *[other] { $value } timmar
} och skicka igen.
open-error-despite = Texten säger något som kan vara farligt för någon. Ta bort det, eller skriv varför det behövs (högst { $value } tecken).

open-removal-title = Be om att bli borttagen
open-removal-about = Syns du, eller ditt barn, i våra sociala medier och inte vill det längre? Be oss ta bort det.
open-removal-here = Be oss ta bort något som visar dig eller ditt barn
open-removal-lead = Syns du, eller ditt barn, i en bild, en film eller en text som vi har lagt ut? Berätta var. Inget startar förrän du har bekräftat från din e-post.
open-removal-text = Vad vill du ha bort, och var syns det?
open-removal-text-hint = Klistra in adresserna till inläggen om du kan. Beskriv annars vad som visas och ungefär när det las ut. Skriv inte mer om dig själv än vi behöver för att hitta det.
open-removal-send = Skicka
open-removal-case = Begäran från det öppna formuläret
open-removal-none = Det går inte att be om det med ett formulär här.
open-removal-instead = Vänd dig direkt till skolan eller till den som sköter kontot. Adressen står på kontots sida. Du har samma rätt att få svar.
open-removal-sent = Titta i din e-post
open-removal-sent-lead = Vi har skickat en länk till adressen du skrev. Öppna den och tryck på knappen inom 7 dagar, så börjar vi.
open-removal-sent-note = Kommer inget mejl? Titta i skräpposten och se efter att adressen var rätt. Vi skickar högst tre mejl om dagen till samma adress. Det som inte bekräftas raderas efter 7 dagar.
open-removal-demo = Länken i mejlet
open-removal-demo-about = I demonstrationen skickas inga mejl. Länken finns bara därför här.
open-removal-to-confirm = Bekräfta det du bad om
open-removal-to-confirm-lead = Någon har med den här e-postadressen bett oss ta bort något från våra sociala medier. Tryck på knappen om det var du.
open-removal-confirm = Ja, det var jag
open-removal-not-you = Var det inte du? Gör ingenting. Då raderas det, och inget händer.
open-removal-again = Det här var redan bekräftat. Inget nytt har startats.
open-removal-received = Vi har tagit emot det du bad om
open-removal-received-lead = Vi letar upp varje ställe och tar bort det. Spara länken till den här sidan: här ser du hur det går, och du får ett mejl när svaret finns.
open-removal-answered = Du har fått svar
open-removal-answered-lead = Svaret står här i 90 dagar. Sedan raderas det du skickade.
open-removal-closed = Det är avslutat
open-removal-closed-lead = Det du bad om är avslutat, och inget svar har skrivits här. Vänd dig till skolan om du undrar något.
open-removal-answer = Svar
open-removal-state = Så långt har det kommit
open-removal-asked = Skickat
open-removal-confirmed = Bekräftat
open-removal-due = Svar senast
open-removal-answered-at = Besvarat
open-removal-dead = Länken leder ingenstans
open-removal-dead-lead = Den kan vara felskriven, eller för gammal. Det som inte bekräftas inom 7 dagar raderas. Vill du fortfarande ha något borttaget? Be om det igen.

open-report-title = Anmäl en personuppgiftsincident anonymt
open-report-about = Har uppgifter om någon hamnat fel? Berätta det, utan att säga vem du är.
open-report-lead = Har uppgifter om någon hamnat fel, försvunnit eller ändrats? Berätta det här. Vi frågar inte vem du är och sparar inget som visar det. Arbetar du här: logga in och anmäl hellre där.
open-report-text = Vad har hänt?
open-report-text-hint = Skriv vad som har hänt, var, och ungefär vilka det gäller. Ingen kan fråga dig efteråt, så skriv det som behövs för att stoppa det. Nämn inga elever vid namn om det inte behövs.
open-report-send = Skicka anmälan
open-report-case = Anonym anmälan
open-report-received = Tack, anmälan är mottagen
open-report-acting = De här får veta det nu och tar hand om det: { $value }.
open-report-nobody = Vi vet inte vem du är, så ingen kan fråga dig något mer eller svara dig. Kommer du på något mer, skicka en ny anmälan.
