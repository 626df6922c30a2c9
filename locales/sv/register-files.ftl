# Register som filer: att ta ut en lista, och att lämna in poster.
register-file-xlsx = Ta ut som Excel
register-file-csv = Ta ut som CSV
register-file-json = Ta ut som JSON
register-file-id = Id
register-file-import = Lämna in en fil
register-file-lead = Enklast är att ta ut listan som fil, ändra i den och lämna in den igen. En rad utan id blir en ny post. Du får se vad varje rad skulle göra innan något sparas.
register-file-file = Fil
register-file-hint = Excel (.xlsx) eller CSV, högst { $value } MB och 50 000 rader. Den första raden är rubriker.
register-file-look = Visa vad filen skulle ändra
register-file-empty = Filen är tom. Välj en fil med rubriker och minst en rad.
register-file-kind = Filen är ingen tabell. Spara den som Excel (.xlsx) eller CSV och lämna in den igen.
register-file-damaged = Filen är skadad eller har lösenord. Öppna den, spara om den utan lösenord och lämna in den igen.
register-file-too-large = Filen är för stor. Dela upp den i flera och lämna in en i taget.
register-file-heads = Ingen rubrik i filen hör till registret. Ta ut listan som fil och använd rubrikerna i den.
register-file-report-lead = Inget är sparat än. Så här skulle filen ändra registret.
register-file-new = Ny
register-file-changed = Ändras
register-file-same = Oförändrad
register-file-wrong = Fel
register-file-unknown = De här kolumnerna läses inte, eftersom registret inte har något fält som heter så eller kolumnen finns två gånger:
register-file-rows = Raderna
register-file-row = Rad
register-file-entry = Post
register-file-verdict = Vad som händer
register-file-told = Fält och anmärkningar
register-file-more = { $value ->
    [one] 1 rad till visas inte.
   *[other] { $value } rader till visas inte.
}
register-file-unsound = Rätta det som är fel i filen och lämna in den igen. Inget sparas så länge någon rad är fel.
register-file-nothing = Filen säger det som redan står i registret. Det finns inget att spara.
register-file-do = Spara allt
register-file-drop = Kasta filen
register-file-done = { $value ->
    [one] 1 post sparades.
   *[other] { $value } poster sparades.
}
register-file-gone-on = Något har ändrats i registret sedan filen visades, så inget är sparat. Se efter igen vad filen skulle göra.
register-file-guard = Granskningen hittade något som inte hör hemma i ett register. Ta bort det, eller ändra posten på dess egen sida och skriv ett skäl.
register-file-no-entry = Det finns ingen sådan post. Töm cellen med id om raden ska bli en ny post.
register-file-not-yours = Du får inte ändra den här posten. Ta bort raden.
register-file-twice = Det är samma post som på rad { $value }. Ta bort en av raderna.
register-file-state = En fil ändrar inte läget: posten står kvar där den står, och en ny börjar från början.
register-file-decided = Det skrivs bara med ett steg, så det läses inte ur filen.

# Granskning av appar som kom i en fil
apps-waiting = { $value ->
    [one] 1 app som kom i filen väntar på granskning.
   *[other] { $value } appar som kom i filen väntar på granskning.
}
apps-start = Starta granskningen, högst 500 åt gången
apps-begun = { $value ->
    [0] Ingen granskning startades: alla har redan ett ärende.
    [one] 1 granskning har startat. Du hittar den under Ärenden.
   *[other] { $value } granskningar har startat. Du hittar dem under Ärenden.
}
apps-busy = Någon annan startar granskningar just nu. Försök igen om en stund.
apps-text = Appen kom i en fil. Det som är känt om den står i registret.
