# The annual wheel: what recurs every school year

wheel-title = Annual wheel
wheel-of = Annual wheel { $value }
wheel-choose = Choose a unit
wheel-none = Nothing recurs every year here.
wheel-table = What recurs
wheel-number = No.
wheel-standing = Standing
wheel-today = Today
wheel-about = The twelve months of the school year in a ring, clockwise from August at the top. A needle points at today. The numbers around the ring are the rows of the list, which says the same.
wheel-by = to start by { $value }
wheel-more = { $value ->
    [one] 1 more thing is to be started soon. See the annual wheel.
   *[other] { $value } more things are to be started soon. See the annual wheel.
}

wheel-standing-done = Done
wheel-standing-under-way = Under way
wheel-standing-to-do = To be done
wheel-standing-overdue = Overdue

month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = June
month-7 = July
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
