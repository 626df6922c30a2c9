# Registret över system och förvaringsplatser.
field-system-name = Namn
field-system-kind = Slag
field-system-unit = Enhet
field-system-owner = Ansvarig
field-system-owner-hint = Välj den som bestämmer vad som får finnas här och vem som kommer åt det.
field-system-holds = Får innehålla
field-system-holds-hint = Välj allt som platsen är tillräckligt säker för; annat får inte sparas här.
field-system-sharing = Vem kommer åt det?
field-system-sharing-hint = Välj det vidaste som förekommer.
field-system-permissions = Behörigheter
field-system-permissions-hint = Skriv vem som ger och tar bort åtkomst, och hur ofta någon går igenom den.
field-system-login = Inloggning eller lås
field-system-processor = Personuppgiftsbiträde
field-system-agreement = Biträdesavtal
field-system-country = Där uppgifterna finns
field-system-exports = Går att ta ut som
field-system-erasure-by = Vem kan ta bort uppgifter?
field-system-erasure-by-hint = Välj ”ingen” om det inte går, så att det syns.
field-system-erasure = Gallring
field-system-erasure-hint = Skriv när och hur uppgifterna tas bort, också ur kopior.
field-system-reviewed-on = Senast genomgånget
field-system-review-on = Gås igenom senast
field-system-review-on-hint = Då ser den ansvariga efter vad som finns här och vem som kommer åt det.
field-system-limits = Begränsning
field-system-ended-on = Togs ur bruk den

option-system-kind-school-platform = Elevregister och skoladministration
option-system-kind-learning-platform = Lärplattform
option-system-kind-health-record = Elevhälsans journalsystem
option-system-kind-case-system = Diarium och ärendehantering
option-system-kind-office-suite = Kontorsprogram och personligt moln
option-system-kind-team-drive = Delad yta för en grupp
option-system-kind-mail = E-post
option-system-kind-chat = Chatt och möten
option-system-kind-finance = Ekonomi och lön
option-system-kind-library = Bibliotek
option-system-kind-local-disk = Datorns egen disk
option-system-kind-phone = Telefon
option-system-kind-usb-stick = USB-minne
option-system-kind-paper-binder = Pärm
option-system-kind-locker = Låst skåp
option-system-kind-other = Annat

option-sharing-none = Bara den som har lagt det där
option-sharing-named = Namngivna personer
option-sharing-team = En grupp
option-sharing-role = Alla med en viss roll
option-sharing-link = Alla som har länken
option-sharing-public = Alla

option-exports-none = Går inte
option-exports-csv = CSV
option-exports-xlsx = Excel
option-exports-pdf = PDF
option-exports-interface = Genom ett API
option-exports-archive = Arkivpaket

option-erasure-by-user = Den som använder det
option-erasure-by-owner = Den ansvariga
option-erasure-by-administrator = Administratören
option-erasure-by-processor = Biträdet
option-erasure-by-nobody = Ingen

state-system-planned = Planerat
state-system-in-use = Används
state-system-limited = Används, med begränsning
state-system-ended = Ur bruk

step-system-put-to-use = Ta i bruk
step-system-limit = Begränsa
step-system-end = Ta ur bruk
