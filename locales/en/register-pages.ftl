# The pages of all registers. What each is called and consists of stands in registers.ftl.
registers-pictures = Record and map
registers-title = Registers
registers-count = { $value ->
    [one] 1 entry
   *[other] { $value } entries
}
registers-overdue-count = { $value ->
    [one] 1 is overdue
   *[other] { $value } are overdue
}
registers-overdue = Overdue
registers-found = { $value ->
    [0] No entries
    [one] 1 entry
   *[other] { $value } entries
}
registers-narrow = Search and narrow
registers-words = Search
registers-any = All
registers-show = Show
registers-more-filters = More filters
registers-pages = Pages
registers-before = Page before
registers-after = Next page
registers-state = Standing
registers-yes = yes
registers-no = no
registers-nothing = nothing
registers-withheld = name not shown
registers-erased = removed person
registers-by-program = Varsam itself
registers-withheld-entry = entry of another unit
registers-edit = Change
registers-back = Back
registers-history = What has happened
registers-dispose = To be disposed of after { $value }
registers-made = Added
registers-despite = Saved despite the check
registers-despite-label = Save anyway, because …
registers-despite-hint = The reason is kept with the entry. Better take out what does not belong here.
registers-error-despite = There is something here that does not belong in a register. Take it out, or write why it has to stay (at most 500 characters).
registers-error-reason = The reason too has something in it that does not belong in a register. Write it without identity numbers and without anything about somebody.
registers-error-gone-on = Somebody else has taken a step already: the entry is now { $value }.
registers-late = Nothing of yours is saved yet, but all that you wrote is kept. See what has changed, and save once more.
registers-late-taken = Somebody else has changed this, and you have not. It stays as it is.
registers-late-both = You have both changed this. Choose which is to hold.
registers-required = Fields with * have to be filled in.
registers-fill-in = Fill in what is missing in the entry
registers-choose = Choose …
registers-as-before = As before
registers-sought = name or id
registers-more-choices = The list has the first { $value } entries. If yours is not among them, write its name or its id here.
registers-from = From
registers-until = Until
uses-count = Used by { $value ->
    [one] 1 unit
   *[other] { $value } units
}
uses-yes = Say that { $value } uses this
uses-no = Say that { $value } no longer uses this
