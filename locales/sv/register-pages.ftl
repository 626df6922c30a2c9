# Sidorna för alla register. Vad varje register heter och består av står i registers.ftl.
registers-pictures = Förteckning och karta
registers-title = Register
registers-count = { $value ->
    [one] 1 post
   *[other] { $value } poster
}
registers-overdue-count = { $value ->
    [one] 1 har passerat sin tid
   *[other] { $value } har passerat sin tid
}
registers-overdue = Tiden har gått ut
registers-found = { $value ->
    [0] Inga poster
    [one] 1 post
   *[other] { $value } poster
}
registers-narrow = Sök och begränsa
registers-words = Sök
registers-any = Alla
registers-show = Visa
registers-more-filters = Fler urval
registers-pages = Sidor
registers-before = Föregående sida
registers-after = Nästa sida
registers-state = Läge
registers-yes = ja
registers-no = nej
registers-nothing = inget
registers-withheld = namn visas inte
registers-erased = borttagen person
registers-by-program = Varsam självt
registers-withheld-entry = annan enhets post
registers-edit = Ändra
registers-back = Tillbaka
registers-history = Vad som har hänt
registers-dispose = Ska gallras efter { $value }
registers-made = Upplagd
registers-despite = Sparades trots granskningen
registers-despite-label = Spara ändå, därför att …
registers-despite-hint = Skälet sparas med posten. Ta hellre bort det som inte hör hit.
registers-error-despite = Här står något som inte hör hemma i ett register. Ta bort det, eller skriv varför det ska stå kvar (högst 500 tecken).
registers-error-reason = I skälet står också något som inte hör hemma i ett register. Skriv skälet utan personnummer och utan uppgifter om någon.
registers-error-gone-on = Någon annan har redan tagit ett steg: posten är nu { $value }.
registers-late = Inget av ditt är sparat än, men allt du skrev finns kvar. Se efter vad som har ändrats och spara en gång till.
registers-late-taken = Det här har någon annan ändrat, men inte du. Det står kvar.
registers-late-both = Det här har ni båda ändrat. Välj vad som ska gälla.
registers-required = Fält med * måste fyllas i.
registers-fill-in = Fyll i det som saknas i posten
registers-choose = Välj …
registers-as-before = Som förut
registers-sought = namn eller id
registers-more-choices = Listan har de första { $value } posterna. Finns inte den du söker där, skriv vad den heter eller dess id här.
registers-from = Från och med
registers-until = Till och med
uses-count = Används av { $value ->
    [one] 1 enhet
   *[other] { $value } enheter
}
uses-yes = Ange att { $value } använder det här
uses-no = Ange att { $value } inte längre använder det
