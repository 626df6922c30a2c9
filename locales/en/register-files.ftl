# Registers as files: taking a list out, and handing entries over.
register-file-xlsx = Take out as Excel
register-file-csv = Take out as CSV
register-file-json = Take out as JSON
register-file-id = Id
register-file-import = Hand over a file
register-file-lead = It is easiest to take the list out as a file, change it, and hand it over again. A row without an id becomes a new entry. You see what each row would do before anything is saved.
register-file-file = File
register-file-hint = Excel (.xlsx) or CSV, at most { $value } MB and 50,000 rows. The first row holds the headings.
register-file-look = Show what the file would change
register-file-empty = The file is empty. Choose one with headings and at least one row.
register-file-kind = The file is no table. Save it as Excel (.xlsx) or CSV and hand it over again.
register-file-damaged = The file is damaged or has a password. Open it, save it without a password and hand it over again.
register-file-too-large = The file is too large. Split it and hand over one part at a time.
register-file-heads = No heading in the file is one of this register. Take the list out as a file and use its headings.
register-file-report-lead = Nothing is saved yet. This is what the file would change.
register-file-new = New
register-file-changed = Changes
register-file-same = Unchanged
register-file-wrong = Wrong
register-file-unknown = These columns are not read, since the register has no field of that name or the column is there twice:
register-file-rows = The rows
register-file-row = Row
register-file-entry = Entry
register-file-verdict = What happens
register-file-told = Fields and remarks
register-file-more = { $value ->
    [one] 1 more row is not shown.
   *[other] { $value } more rows are not shown.
}
register-file-unsound = Put right what is wrong in the file and hand it over again. Nothing is saved as long as a row is wrong.
register-file-nothing = The file says what the register says already. There is nothing to save.
register-file-do = Save all of it
register-file-drop = Throw the file away
register-file-done = { $value ->
    [one] 1 entry was saved.
   *[other] { $value } entries were saved.
}
register-file-gone-on = Something in the register was changed since the file was shown, so nothing is saved. Look again at what the file would do.
register-file-guard = The check found something that does not belong in a register. Take it out, or change the entry on its own page and write a reason.
register-file-no-entry = There is no such entry. Empty the cell with the id if the row is to become a new one.
register-file-not-yours = You may not change this entry. Take the row out.
register-file-twice = This is the same entry as in row { $value }. Take one of the rows out.
register-file-state = A file does not change where an entry stands: it stays where it is, and a new one starts at the beginning.
register-file-decided = Only a step writes this, so it is not read from the file.

# Reviews of apps that came in a file
apps-waiting = { $value ->
    [one] 1 app that came in the file waits for a review.
   *[other] { $value } apps that came in the file wait for a review.
}
apps-start = Start the review, at most 500 at a time
apps-begun = { $value ->
    [0] No review was started: all have a case already.
    [one] 1 review has started. You find it among the cases.
   *[other] { $value } reviews have started. You find them among the cases.
}
apps-busy = Somebody else is starting reviews at this moment. Try again in a while.
apps-text = The app came in a file. What is known of it stands in the register.
