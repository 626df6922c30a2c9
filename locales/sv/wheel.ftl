# Årshjulet: det som återkommer varje läsår

wheel-title = Årshjul
wheel-of = Årshjul { $value }
wheel-choose = Välj enhet
wheel-none = Inget återkommer varje år här.
wheel-table = Det som återkommer
wheel-number = Nr
wheel-standing = Läge
wheel-today = I dag
wheel-about = Läsårets tolv månader i en ring, medurs från augusti överst. En visare pekar på i dag. Siffrorna runt ringen är raderna i listan, som säger samma sak.
wheel-by = starta senast { $value }
wheel-more = { $value ->
    [one] 1 sak till ska startas snart. Se årshjulet.
   *[other] { $value } saker till ska startas snart. Se årshjulet.
}

wheel-standing-done = Klart
wheel-standing-under-way = Pågår
wheel-standing-to-do = Att göra
wheel-standing-overdue = Försenat

month-1 = jan
month-2 = feb
month-3 = mars
month-4 = apr
month-5 = maj
month-6 = juni
month-7 = juli
month-8 = aug
month-9 = sep
month-10 = okt
month-11 = nov
month-12 = dec
