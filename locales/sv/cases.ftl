# Ärenden: rutiner som någon har startat

cases-title = Ärenden
cases-mine = Att göra
cases-mine-none = Du har inget att göra just nu.
cases-report = Anmäl en personuppgiftsincident
cases-all = Alla ärenden
cases-start = Starta en rutin
cases-open-caption = Pågående ärenden
cases-closed-caption = Avslutade ärenden
cases-case = Ärende
cases-routine = Rutin
cases-began = Startat
cases-due = Klart senast
cases-overdue = Försenat
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
cases-yes = Ja
cases-no = Nej
cases-begin = Starta
cases-title-label = Rubrik
cases-title-hint = Några ord, utan namn
cases-text-label = Vad har hänt, eller vad gäller det?
cases-text-hint = Skriv kort. Nämn inga elever vid namn om det inte behövs.
cases-unit-label = Enhet
cases-decision = Beslut
cases-link-label = Post i registret
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
cases-error-ahead = Det ligger i framtiden. Skriv när det var.
cases-error-order = Det ligger före tidpunkten ovanför. Rätta en av dem.
cases-error-not-open = Steget är inte längre öppet. Se ärendet för vad som har hänt.
cases-error-note = Skriv något här: det är det som visar vad som gjordes och varför.
cases-error-decision = Välj ja eller nej.
cases-error-link = Välj posten som steget ledde till.
cases-error-to = Välj vem som tar över.
cases-error-changed = Någon annan hann före. Läs vad som har hänt i ärendet. Det du skrev finns kvar: spara igen om det fortfarande gäller.

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
