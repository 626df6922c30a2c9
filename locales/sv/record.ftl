# Registerförteckningen (dataskyddsförordningen, artikel 30), som skriver sig själv ur registren, och vad som har ändrats i den.
record-title = Registerförteckning
record-about = Alla behandlingar av personuppgifter, så som dataskyddsförordningen vill ha dem (artikel 30).
record-lead = Förteckningen skriver sig själv ur registren. Ändra i posten, så ändras den här. Före varje uppgift står vilket fält den kommer från, och inom parentes vilken annan post som säger den.
record-unit = Enhet
record-html = Ta ut som webbsida
record-count = { $value ->
    [one] 1 behandling är i bruk.
   *[other] { $value } behandlingar är i bruk.
}
record-missing-count = { $value ->
    [0] Inget saknas på sidan.
    [one] 1 uppgift saknas på sidan.
   *[other] { $value } uppgifter saknas på sidan.
}
record-drafts = { $value ->
    [one] 1 utkast står inte med.
   *[other] { $value } utkast står inte med.
}
record-own = Det vi är ansvariga för (artikel 30.1)
record-others = Det vi gör åt andra (artikel 30.2)
record-row = Behandling
record-register = Register
record-article = Artikel
record-for-whom = Biträde, och för vem
record-categories = Kategorier av behandling
record-joint = Gemensamt ansvar
record-agreement = Biträdesavtal
record-read = läst { $value }
record-unread = inte läst
record-missing = saknas
record-none = Inget.
record-day = Förteckningen som den var den
record-law = Registerförteckning enligt artikel 30 i dataskyddsförordningen, med rättslig grund.
record-changes-title = Ändringar i registerförteckningen
record-changes-about = Vad som har tillkommit, försvunnit och ändrats sedan en dag som du väljer.
record-changes-lead = Förteckningen som den är nu, jämförd med hur den var när dagen började.
record-changes-covers = Jämförelsen bygger på posternas historik, också den hos system, biträden och avtal som en behandling leder till. Poster som har gallrats sedan dess syns inte. Byte av dataskyddsombud, och nya namn på enheter, tas inte med.
record-since = Sedan
record-since-wrong = Välj en dag som har varit.
record-unchanged = Inget har ändrats.
record-added = { $value ->
    [one] 1 ny
   *[other] { $value } nya
}
record-gone = { $value ->
    [one] 1 står inte längre med
   *[other] { $value } står inte längre med
}
record-changed = { $value ->
    [one] 1 har ändrats
   *[other] { $value } har ändrats
}
