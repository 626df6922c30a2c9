# Personer och enheter.
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
person-edit = Ändra uppgifter
person-given = Förnamn
person-family = Efternamn
person-last = Sista dag
person-last-hint = Lämna tomt om den inte är känd.
person-year-hint = 0 till 10; 0 är förskoleklass.
person-error-given = Skriv ett förnamn, högst 120 tecken
person-error-family = Skriv ett efternamn, högst 120 tecken
person-error-email = Skriv en e-postadress, till exempel namn@skolan.example
person-error-phone = Skriv telefonnumret med siffror
person-error-year = Skriv årskursen med en siffra från 0 till 10
person-error-last = Skriv sista dagen som år-månad-dag

form-errors = Rätta det här först
form-save = Spara
conflict-title = Någon annan hann före
conflict-lead = Det du skrev finns kvar nedanför. Jämför, och spara en gång till om ditt ska gälla.
conflict-theirs = Sparat nu
conflict-ours = Du skrev

export-title = Ta ut det som finns
export-lead = Allt som finns sparat om personen här och som du får ta ut.
export-file = Hämta som fil (JSON)
export-withheld = Elevhälsans journaler och sådant som också rör andra finns inte med. Det begär man hos enheten.
export-accesses = Vem som har sett uppgifterna

erase-title = Radera
erase-lead = Det här försvinner för alltid. Nycklarna förstörs, och ingen kan öppna uppgifterna igen.
erase-stays = Elevhälsans journaler och handlingsplaner raderas inte härifrån.
erase-log-stays = Loggen visar fortfarande att något har hänt, men inte vems uppgifter det gällde.
erase-why = Varför raderas uppgifterna?
erase-why-time-over = Tiden är ute
erase-why-asked = Personen har begärt det
erase-why-mistake = Uppgifterna kom hit av misstag
erase-why-decided = Ett beslut säger det
erase-family = Skriv personens efternamn
erase-family-hint = Så att det inte sker av misstag.
erase-do = Radera för alltid
erase-error-why = Välj varför
erase-error-family = Skriv efternamnet så som det står överst
erase-error-roles = Personen har kvar en roll. Avsluta rollen först.
erased-title = Raderat
erased-lead = Uppgifterna är borta ur systemet. Så här är det med äldre säkerhetskopior.
erasures-title = Raderingar
erasures-lead = Vad som har raderats, utan namn, och när den sista säkerhetskopian av nycklar blev värdelös.
erasures-caption = Raderingar, de senaste först
erasures-none = Inget är raderat.
erasures-classes = Slag av uppgifter
erasures-final = Öppnas inte av någon säkerhetskopia från
erasures-not-final = vid nästa nyckelbyte

class-identity = identitet
class-unit = enhet
class-school = skola
class-sensitive = integritetskänsligt
class-health = hälsa
class-protected = skyddade personuppgifter
class-sign-in = inloggning
class-log = logg

register-person = Person
register-grant = Roll
register-competence = Förutsättning
register-emergency = Nödåtkomst

data-given = Förnamn
data-middle = Mellannamn
data-family = Efternamn
data-civic = Personnummer
data-born = Född
data-sex = Juridiskt kön
data-mark = Skyddsmarkering
data-emails = E-post
data-phones = Telefon
data-addresses = Adress
data-enrolments = Placering
data-responsibles = Ansvarig
data-form = Skolform
data-year = Årskurs
data-start = Första dag
data-end = Sista dag
data-relation = Relation
data-value = Uppgift
data-role = Roll
data-from = Från
data-until = Till
data-precondition = Förutsättning
data-evidence = Underlag
data-card-exempt-until = Undantag från tjänstekort till
