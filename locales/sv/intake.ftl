# Ta in personer och enheter, skolsystem, och de som väntar på beslut om skydd.
import-title = Ta in personer
import-lead = Lämna en lista från ett annat system. Du ser vad som skulle ändras innan något ändras.
import-file = Lista
import-file-hint = En textfil (CSV) eller en arbetsbok (XLSX), högst { $value } MB. Första raden ska vara rubriker.
import-hand-over = Lämna listan
import-empty = Filen är tom, eller så saknar den rubriker. Välj en annan fil.
import-heads = Första raden är inga rubriker, eller så står uppgifter om någon där. Skriv rubriker överst, som Personnummer och Förnamn.
import-kind = Det här är ingen tabell. Spara listan som CSV eller XLSX och försök igen.
import-damaged = Filen är skadad eller har lösenord. Spara den på nytt utan lösenord.
import-too-large = Filen är för stor. Högst { $value } MB tas emot: dela listan, en skola i taget.
import-jobs = Senaste listorna
import-name = Lista
import-no-name = Lista utan namn
import-when = Lämnad
import-stage = Läge
import-done = { $value } personer klara
import-of = av { $value }.
import-refresh = Visa läget nu
import-broken = Arbetet bröts av, till exempel av en omstart. Inget är halvt: börja om nedan.
import-held-up = En annan inläsning pågick. Vänta tills den är klar och börja om.
import-nothing-read = Ingen rad gick att läsa. Se över kolumnerna nedan.
import-begin = Ta in
import-drop = Kasta listan
import-twice = Två kolumner är { $value }. Välj en av dem.
import-unmarked = Kolumnen { $value } säger vilka som är skyddade. Välj Skydd för den: utan den kan någon som är dold bli synlig.

stage-mapping = Säg vad kolumnerna är
stage-checking = Tar reda på vad som skulle ändras
stage-checked = Inget är ändrat än
stage-importing = Tar in
stage-done = Klart
stage-dropped = Listan är kastad
stage-failed = Något gick fel hos oss
stage-broken = Avbrutet

mapping-title = Kolumner
mapping-lead = Valen är gissade eller från förra gången. De sparas till nästa lista med samma rubriker, utom svaret om skydd.
mapping-sheet = Vad listan innehåller
mapping-columns = Listans kolumner
mapping-head = Rubrik
mapping-samples = Under valet står exempel ur listan; det känsliga är dolt.
mapping-field = Är
mapping-none = Används inte
mapping-unit = Enhet för alla rader
mapping-unit-hint = Bara om listan inte har någon kolumn för enhet.
mapping-silence = När listan inte säger något om skyddade personuppgifter
mapping-silence-unknown = Vet inte: personen väntar på beslut
mapping-silence-none = Systemet märker alla som är skyddade: inget skydd
mapping-check = Visa vad som skulle ändras

sheet-pupils = Elever
sheet-guardians = Vårdnadshavare
sheet-staff = Personal
sheet-groups = Grupper
sheet-units = Enheter

column-key = Id i det andra systemet
column-civic = Personnummer
column-given = Förnamn
column-middle = Mellannamn
column-family = Efternamn
column-name = Hela namnet
column-born = Födelsedag
column-sex = Kön
column-mark = Skydd
column-email = E-post
column-phone = Telefon
column-mobile = Mobil
column-street = Gata
column-postal-code = Postnummer
column-locality = Ort
column-unit = Enhet
column-unit-code = Enhetskod
column-unit-kind = Slag av enhet
column-parent = Överordnad enhet
column-form = Skolform
column-year = Årskurs
column-group = Grupp eller klass
column-group-kind = Slag av grupp
column-member = Medlem
column-role = Befattning
column-child = Barn
column-relation = Relation
column-start = Första dag
column-end = Sista dag

found-title = Det här skulle ändras
found-done = Det här ändrades
found-rows = { $value ->
    [one] En rad lästes.
   *[other] { $value } rader lästes.
}
found-left-out = { $value ->
    [one] En rad hoppades över, så ingen som saknas i listan avslutas.
   *[other] { $value } rader hoppades över, så ingen som saknas i listan avslutas.
}
found-still = Allt är redan som i listan.
found-elsewhere = { $value ->
    [one] En person hör till en enhet där du inte får ta in personer och lämnas som den är.
   *[other] { $value } personer hör till enheter där du inte får ta in personer och lämnas som de är.
}
found-faults = Fel i listan
found-row = Rad
found-why = Fel
found-value = Så ser det ut
found-result = Följd
found-out = Raden hoppas över
found-without = Läses utan den cellen
found-more = { $value ->
    [one] Ett fel till.
   *[other] { $value } fel till.
}
figure-caption = Antal
figure-kind = Vad
figure-add = Nya
figure-change = Ändrade
figure-remove = Avslutade
figure-same = Oförändrade
figure-quarantine = Väntar på beslut
counted-persons = Personer
counted-units = Enheter
counted-groups = Grupper
counted-duties = Befattningar

row-fault-column-missing = Kolumnen finns inte i filen.
row-fault-too-many-cells = Fler celler än rubriker.
row-fault-cell-broken = Radbrytning eller mycket text i en cell. Ofta är det ett citattecken som inte avslutas.
row-fault-key-missing = Varken personnummer eller id.
row-fault-civic = Inget personnummer.
row-fault-key-of-other = Samma id är redan någon annan, med annat namn och personnummer.
row-fault-name-missing = Namn saknas.
row-fault-name-differs = Samma person har ett annat namn längre upp.
row-fault-unit-missing = Enhet saknas.
row-fault-unit-ambiguous = Flera enheter heter så eller har den koden.
row-fault-group-missing = Gruppens namn saknas.
row-fault-role-missing = Befattning saknas.
row-fault-date = Ingen dag. Skriv som 2026-08-17.
row-fault-backwards = Slutar innan det börjar.
row-fault-school-year = Ingen årskurs från 0 till 10.
civic-fault-empty = Cellen är tom.
civic-fault-characters = Det står tecken som inget personnummer har.
civic-fault-too-short = Det är för kort.
civic-fault-too-long = Det är för långt.
civic-fault-last-four-missing = De fyra sista saknas.
civic-fault-check-digit-missing = Sista siffran saknas.
civic-fault-date = Den dagen finns inte.
civic-fault-future = Den dagen har inte varit än.
civic-fault-century = Plustecknet stämmer inte med året.
civic-fault-serial = Sådana nummer delas inte ut.
civic-fault-check-digit = Kontrollsiffran stämmer inte.

breach-title = Stoppat: mycket skulle ändras på en gång
breach-nothing-came = Inget kom, fast det finns uppgifter här.
breach-too-many-removed = Många skulle avslutas.
breach-too-many-changed = Många skulle ändras eller få skydd.
breach-count = Det gäller { $value }.
breach-allowed = Högst { $value } går på en gång.
breach-reason = Varför är det rätt? Skälet sparas i loggen.
breach-let-through = Släpp igenom en gång

source-title = Skolsystem
source-hours = Ändringar hämtas varje { $value } timme.
source-full-hours = Allt hämtas var { $value } timme.
source-remove = Stoppar om mer än { $value } % skulle avslutas
source-change = eller mer än { $value } % ändras.
source-last-full = Allt hämtades senast { $value }.
source-last-delta = Ändringar hämtades senast { $value }.
source-never = Har inte hämtats än.
source-failed = Systemet gick inte att läsa. Det försöks igen.
source-failed-here = Hämtningen gick fel här. Felet står i loggen för den som sköter systemet. Det försöks igen.
source-erased = Raderade här, finns kvar i källan
source-problems = Gick inte att läsa
source-run = Hämta ändringar nu
source-run-full = Hämta allt nu
source-running = Hämtningen pågår. Ladda om sidan om en stund.
source-busy = En annan inläsning pågår. Vänta tills den är klar.

marked-title = Skyddade
marked-lead = Personer som har fått en skyddsmarkering eller har en som försvunnit. De syns inte för någon annan förrän du har beslutat.
marked-nobody = Ingen väntar på beslut.
marked-caption = Väntar på beslut
marked-who = Vem
marked-no-name = Namnet är inte känt
marked-what = Vad har hänt
marked-mark = Skydd
marked-source = Från
marked-when = När
marked-task-title = Beslut om skydd
marked-decision = Beslut
marked-keep = Skyddad: håll personen dold
marked-open = Inget skydd: personen får synas
marked-reason-hint = Skriv hur du vet det. Inga adresser eller andra uppgifter om personen.
marked-decision-error = Välj ett av de två.
marked-changed = Uppgifterna ändrades medan du hade sidan öppen. Läs dem igen och besluta sedan. Det du skrev finns kvar.
marked-decide = Besluta
mark-task-came = Har fått ett skydd
mark-task-cleared = Skyddet är borta i källan
mark-task-gone = Personen är borta i källan
protection-none = Inget
protection-secrecy = Sekretessmarkering
protection-protected-registration = Skyddad folkbokföring
protection-unsaid = Inget sagt om skydd
protection-unknown = Okänd markering
