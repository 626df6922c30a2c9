# Svarstider i sociala medier.
statistics-title = Svarstider i sociala medier
statistics-lead = Frågor och synpunkter som skulle besvaras eller skickas vidare, räknade i den månad då de noterades. Bara tid då kontoret är öppet räknas.
statistics-none = Inget har noterats under läsåret.
statistics-overdue =
    { $value ->
        [one] { $value } fråga väntar fast tiden har gått ut.
       *[other] { $value } frågor väntar fast tiden har gått ut.
    }
statistics-drawn = Diagram: frågor per månad
statistics-about = En stapel för varje månad, från augusti till juli. Tabellen under säger samma sak.
statistics-months = Månad för månad
statistics-units = Enhet för enhet
statistics-month = Månad
statistics-of = Månad eller enhet
statistics-total = Hela läsåret
statistics-count = Frågor
statistics-in-time = Besvarade i tid
statistics-late = Besvarade för sent
statistics-waiting = Väntar
statistics-left = Lämnade utan svar
statistics-median = Kontorstimmar till svar, median
statistics-ninetieth = Kontorstimmar till svar, nio av tio
statistics-checked = Gjorda kontroller av konton
statistics-missed = Missade kontroller av konton
