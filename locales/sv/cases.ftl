# Ärenden: rutiner som någon har startat

cases-title = Ärenden
cases-mine = Att göra
cases-mine-none = Du har inget att göra just nu.
waits-title = Du väntar på
waits-with = ligger hos
waits-by = senast { $value }
cases-report = Anmäl en personuppgiftsincident
cases-all = Alla ärenden
cases-start = Starta en rutin
cases-open-caption = Pågående ärenden
cases-closed-caption = Avslutade ärenden
cases-narrow = Leta bland ärenden
cases-words = Ord i rubriken
cases-none-found = Inga ärenden passar in.
cases-cut =
    { $value ->
        [0] Inget ärende på den här sidan passar in, men det kan finnas äldre.
        [one] Här visas ett ärende. Det kan finnas äldre.
       *[other] Här visas { $value } ärenden. Det kan finnas äldre.
    }
cases-older = Visa äldre ärenden
cases-case = Ärende
cases-routine = Rutin
cases-began = Startat
cases-due = Klart senast
cases-overdue = Försenat
cases-instead-of = i stället för { $value }
cases-stand-in = { $value } (ersättare)
cases-late = Försenade steg
cases-unread =
    { $value ->
        [one] { $value } ärende går inte att läsa och är inte med här. Säg till dem som sköter servern.
       *[other] { $value } ärenden går inte att läsa och är inte med här. Säg till dem som sköter servern.
    }
cases-closed = Avslutat
cases-exercise = Övning
cases-now = Nu
cases-about = Det här gäller
cases-later = Sedan
cases-settled = Klart
cases-history = Det som har hänt
cases-owes = Ligger hos
cases-owed-by-nobody = ingen: dela ut en roll som kan ta det
cases-upwards = ingen har rollen som rutinen anger
cases-starter = den som startade ärendet
cases-nobody = programmet
cases-seen-by = Ärendet kan ses av
cases-source-gone = riktlinjen finns inte kvar här
cases-yes = Ja
cases-no = Nej
cases-begin = Starta
cases-title-label = Rubrik
cases-title-hint = Några ord, utan namn
cases-text-label = Vad har hänt, eller vad gäller det?
cases-text-hint = Skriv kort. Nämn inga elever vid namn om det inte behövs.
cases-just-now = { $value }: alldeles nyss
cases-unit-label = Enhet
cases-decision = Beslut
cases-link-label = Post i registret
cases-link-in = I registret ska posten stå som { $value }. Om du får föra den dit, och inget mer behöver fyllas i, görs det när du markerar steget.
cases-carried-why = Skälen står i ärendet om beslutet.
cases-open-entry = Öppna posten i registret
cases-places-accounts = Konton där det finns
cases-places-addresses = Adresser där det finns
cases-places-hint = En adress på varje rad, också till delningar och gamla inlägg. Vart och ett av ställena visas sedan som borttaget, för sig.
cases-place-label = Ställe
cases-place-left = kvar
cases-place-cleared = borttaget
cases-note-cleared = Vad visar att det är borta? En anteckning eller en fil räcker
cases-error-places = Skriv högst { $value } ställen, med högst 2 000 tecken i varje.
cases-error-place = Välj det ställe där det är borttaget. Steget är klart när alla är det.
cases-error-proof = Skriv vad som visar att det är borta, eller lägg till en fil.
cases-to-label = Lämna över till
cases-file-label = Fil
cases-rules-say = Det här säger reglerna
cases-note = Anteckning
cases-note-if-any = Anteckning, om det behövs
cases-note-done = Vad gjordes?
cases-note-for-asker = Den som bad om det läser vad du skriver här. Nämn ingen annan och inget internt.
cases-note-reason = Skäl
cases-note-declined = Varför görs det inte?
cases-note-reopened = Varför öppnas steget igen?
cases-left-hours =
    { $value ->
        [0] mindre än en timme kvar
        [one] { $value } timme kvar
       *[other] { $value } timmar kvar
    }
cases-left-days =
    { $value ->
        [one] { $value } dag kvar
       *[other] { $value } dagar kvar
    }
cases-late-hours =
    { $value ->
        [0] nyss försenat
        [one] { $value } timme försenat
       *[other] { $value } timmar försenat
    }
cases-late-days =
    { $value ->
        [one] { $value } dag försenat
       *[other] { $value } dagar försenat
    }
cases-error-unit = Välj vilken enhet det gäller.
cases-error-title = Skriv en rubrik på högst { $value } tecken.
cases-error-text = Skriv en text på högst { $value } tecken.
cases-error-fact = Svara på frågan: { $value }
cases-error-moment = Skriv dag och klockslag.
cases-error-either = Skriv när det var, eller kryssa i att det var nyss. Inte båda.
cases-error-ahead = Det ligger i framtiden. Skriv när det var.
cases-error-order = Det ligger före tidpunkten ovanför. Rätta en av dem.
cases-error-detail = Fyll i: { $value }
cases-error-line = Skriv högst { $value } tecken.
cases-error-before = Det ligger före en annan tidpunkt: { $value }. Rätta det.
cases-error-after = Det ligger efter en annan tidpunkt: { $value }. Rätta det.
cases-error-not-open = Steget är inte längre öppet. Se ärendet för vad som har hänt.
cases-error-note = Skriv något här: det är det som visar vad som gjordes och varför.
cases-error-decision = Välj ja eller nej.
cases-error-link = Välj posten som steget ledde till.
cases-error-link-in = Posten står som { $value } i registret. För den vidare där, eller be någon som får göra det, och markera sedan steget.
cases-error-attest = Du får inte ändra skolans konton i registret. Lämna över steget till rektor eller kommunikationsenheten.
cases-error-to = Välj vem som tar över.
cases-error-changed = Någon annan hann före. Läs vad som har hänt i ärendet. Det du skrev finns kvar: spara igen om det fortfarande gäller.
cases-error-over = Steget ligger inte längre hos dig, så det här sparades inte. Det du skrev finns kvar nedanför: kopiera det till den som har steget nu.

case-standing-waiting = Kommer sedan
case-standing-perhaps = Kan behövas
case-standing-open = Att göra
case-standing-done = Klart
case-standing-declined = Görs inte
case-standing-not-needed = Behövs inte

case-do-done = Klart
case-do-declined = Görs inte
case-do-handed-over = Lämna över
case-do-reopened = Öppna igen
case-do-noted = Anteckna

case-act-done = klart
case-act-declined = görs inte
case-act-handed-over = lämnades över till
case-act-reopened = öppnades igen
case-act-noted = anteckning

case-decision-yes = ja
case-decision-no = nej

# Det som når en om det man har att göra

my-tasks-title = Påminnelser och frånvaro
my-tasks-away = När du är borta
my-tasks-away-lead = Säg när du är borta och vem som är din ersättare. Under tiden får ersättaren samma mejl som du, ser det du har att göra och kan göra det. Det slutar av sig självt.
my-tasks-away-who = Ersättaren behöver ha samma roll som du, eller ansvara för enheten som rektor, verksamhetschef eller dataskyddsombud. Saknas någon i listan? Då behöver den personen först få rollen.
my-tasks-away-set = Du är borta från och med
my-tasks-to = till och med
my-tasks-away-end = Ta bort frånvaron
my-tasks-away-save = Spara frånvaron
my-tasks-from = Första dagen
my-tasks-until = Sista dagen
my-tasks-stand-in = Ersättare
my-tasks-choose = Välj en kollega
my-tasks-nobody = Ingen annan har samma roll som du eller ansvarar för din enhet. Därför finns ingen att välja som ersättare.
my-tasks-stand-in-away = Ersättaren är själv borta under en del av tiden. Då tar ingen över det du har att göra. Välj gärna någon annan.
my-tasks-stand-in-gone = Ersättaren har inte längre samma roll som du och ansvarar inte för din enhet. Ingen tar över det du har att göra. Välj någon annan.
my-tasks-stands-in = Du är ersättare för
my-tasks-error-from = Skriv den första dagen: i dag eller senare, högst ett år fram.
my-tasks-error-until = Skriv den sista dagen: inte före den första, högst ett år fram.
my-tasks-error-stand-in = Välj vem som är din ersättare.
my-tasks-error-changed = Det ändrades nyss på ett annat ställe. Så här är det nu: spara igen om det ska vara annorlunda.
my-tasks-calendar = Din kalender
my-tasks-calendar-lead = Prenumerera på det du har att göra i kalendern på jobbet eller i telefonen. Där står steget, enheten och när det ska vara klart, och inga namn. Alla som har länken kan läsa den, så ge den inte till någon annan.
my-tasks-calendar-once = Kopiera länken nu: den visas bara den här gången. Lägg till den i ditt kalenderprogram som en kalender från en webbadress.
my-tasks-calendar-until = Din länk gäller till och med
my-tasks-calendar-make = Skapa en länk
my-tasks-calendar-renew = Skapa en ny länk i stället
my-tasks-calendar-end = Ta bort länken
my-tasks-calendar-name = Att göra (Varsam)
my-tasks-digest = Veckobrevet
my-tasks-digest-lead = På måndag morgon får du ett mejl om du har något att göra. Där står bara det, och var du läser mer.
my-tasks-digest-off = Stäng av veckobrevet
my-tasks-digest-on = Slå på veckobrevet

# Läget på enheterna, för den som är chef
looks-title = Läget på mina enheter
looks-lead = Varje siffra leder till en lista med lika många rader.
looks-cut = Bara de första { $value } enheterna visas. Välj en enhet att arbeta med för att se de andra.
looks-all = Alla mina enheter
looks-open = Pågående ärenden
looks-late = Försenade steg
looks-missed = Försenat på årshjulet
looks-next = Nästa steg ska vara klart
