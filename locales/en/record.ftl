# The record of processing activities (GDPR, art. 30), which writes itself out of the registers, and what has changed in it.
record-title = Record of processing
record-about = All processing of personal data, as the GDPR wants it recorded (article 30).
record-lead = The record writes itself out of the registers. Change the entry, and it changes here. Each statement says which field it comes from, and in brackets which other entry makes it.
record-unit = Unit
record-html = Take out as a web page
record-count = { $value ->
    [one] 1 processing activity is in use.
   *[other] { $value } processing activities are in use.
}
record-missing-count = { $value ->
    [0] Nothing is missing on the page.
    [one] 1 statement is missing on the page.
   *[other] { $value } statements are missing on the page.
}
record-drafts = { $value ->
    [one] 1 draft is left out.
   *[other] { $value } drafts are left out.
}
record-own = What we are responsible for (article 30(1))
record-others = What we do for others (article 30(2))
record-row = Processing activity
record-register = Register
record-article = Article
record-for-whom = Processor, and for whom
record-categories = Categories of processing
record-joint = Joint responsibility
record-agreement = Agreement
record-read = read { $value }
record-unread = not read
record-missing = missing
record-none = None.
record-day = The record as it was on
record-law = Record of processing activities under article 30 of the GDPR, with the legal basis.
record-changes-title = Changes in the record of processing
record-changes-about = What came, went and was changed since a day that you choose.
record-changes-lead = The record as it is now, held against what it was when the day began.
record-changes-covers = The comparison is built on the history of the entries, also that of systems, processors and agreements that a processing activity leads to. Entries erased since then do not show. A change of data protection officer, and new names of units, are left out.
record-since = Since
record-since-wrong = Choose a day that has been.
record-unchanged = Nothing has changed.
record-added = { $value ->
    [one] 1 new
   *[other] { $value } new
}
record-gone = { $value ->
    [one] 1 no longer in the record
   *[other] { $value } no longer in the record
}
record-changed = { $value ->
    [one] 1 changed
   *[other] { $value } changed
}
