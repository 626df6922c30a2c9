# Intervjun och svarssidan.
ask-errors = Rätta det här först
ask-dropped = Det här gäller inte längre, efter det du svarade, och är struket:
ask-so-far = Du har svarat
ask-change = Ändra
ask-given = Gäller hos er
ask-number = Ett helt tal,
ask-next = Nästa
ask-afresh = Börja om
ask-left =
    { $value ->
        [one] Sista frågan.
       *[other] Högst { $value } frågor till.
    }
ask-known = Känt från registret:
ask-no-entry = Det finns ingen post som heter ”{ $value }”, eller flera. Välj en i listan.
ask-pick-app = Vilken app gäller det?
ask-pick-service = Vilken lärtjänst gäller det?
ask-pick-platform = Vilket medium gäller det?
ask-pick-agreement = Vilket avtal gäller det?
ask-pick-system = Vilket system eller vilken plats gäller det?
ask-pick-account = Vilket konto gäller det?
ask-pick-camera = Vilken kamera gäller det?
ask-pick-hint = Registret vet redan svaret. Skriv några bokstäver och välj i listan.
ask-pick-take = Hämta från registret

answer-careful = Det strängare svaret gäller
answer-careful-lead = Du vet inte allt som avgör. Svaret gäller tills någon har tagit reda på:
answer-ask = Fråga { $value }.
answer-unsure = Är du ändå osäker? Fråga { $value }.
answer-conditions = Ordna det här först
answer-any-way = Ett av sätten räcker.
answer-either = Antingen
answer-or = Eller
answer-recalculate = Räkna om
check-yes = Klart
check-no = Inte än
check-refused = Går inte
answer-instead = Gör så här i stället
answer-duties = Kom ihåg
answer-why = Varför
answer-outranked = Regler som får stå tillbaka
answer-steps = Steg för steg
answer-either-way = Svaret beror på det här
answer-what-if = Vad skulle ändra svaret?
answer-what-if-lead = För den som vill förstå regeln. Ändra bara det som verkligen är annorlunda.
answer-again = Ny fråga av samma slag
answer-copy = Kopiera länk
answer-copied = Länken är kopierad
answer-keep = Spara som beslut
answer-not-asked-any-more = Frågan, eller det som var känt, finns inte längre i reglerna.
answer-print = Skriv ut
way-if = Om
way-then = Då
holds-yes = Stämmer
holds-no = Stämmer inte
holds-open = Inte känt
remark-silence = Reglerna är tysta
remark-contradiction = Källorna säger emot varandra
remark-reading = Så läses regeln
remark-link = Läs mer
cite-edition = utgåva
cite-in-force = i kraft
cite-unverified = Ej kontrollerad mot källan
