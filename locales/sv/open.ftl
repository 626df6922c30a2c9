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
open-more = { $value ->
    [one] 1 till. Sök för att hitta den.
   *[other] { $value } till. Sök för att hitta dem.
}
open-compulsory = Får vara obligatorisk
open-feed-csv = Hela listan till kalkylprogram (CSV)
open-feed-json = Hela listan som JSON
open-account-closing = Huvudmannen har kommit fram till att det här mediet inte ska användas. Kontot avvecklas.
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
