# The guard of free-text fields, and the page that checks a text.
nav-check = Check a text

check-title = Check a text
check-lead = Paste the text before you save or send it. You see what may be in the wrong place, and where it belongs.
check-field = What is the text for?
check-text = The text
check-hint = The text is not stored. It is forgotten once you have the answer.
check-button = Check
check-examples = Try an example
check-too-long = The text is longer than { $value } characters. Split it and check one part at a time. What you wrote is still here.
check-far-too-long = The text is too long to take in. Go back in the browser, where it still is, and check one part at a time. Up to { $value } characters will do.
check-no-field = Choose what the text is for.
check-found =
    { $value ->
        [one] 1 place to check
       *[other] { $value } places to check
    }
check-nothing = Nothing is recognised here.
check-nothing-lead = That does not mean that the text holds no personal data. You know the context: can anybody tell whom it is about?
check-marked = The text with the places marked
check-list = Check this
check-why = Why:
check-rule = The rule:
check-ask = Ask the rules about the picture
check-copy = Copy without the data
check-copy-lead = Mask what was found, or put Person 1, Person 2 in its place. Read the copy through: what was not found is still there.
check-mask = Mask
check-alias = Person 1, Person 2
check-copied-mask = Masked copy
check-copied-alias = Copy with Person 1, Person 2
check-copied-hint = Select all and copy.
check-copy-button = Copy
check-copy-done = The text is copied

field-absence-note = Absence note
field-teacher-note = Teacher's note about a pupil
field-public-post = Post or comment that everybody can read
field-form-question = Question in a form
field-incident-report = Report of an incident
field-register-text = Text in a register

example-absence-note = Elsa har feber och ont i halsen sedan i går. Mamma Karin ringde från 070-174 06 35.
example-teacher-note = Elsa har fått diagnosen adhd och går hos BUP. Hon behöver mer tid på proven.
example-public-post = Grattis Elsa Lindqvist i 4B som vann tävlingen! Här är en bild på henne.
example-form-question = Vad heter ditt barn, och har barnet några allergier?
example-incident-report = Ali kallade Elsa för jävla idiot på rasten. Elsa fick ont i magen och gick hem.
example-register-text = Appen används av Elsa Lundgren 20121130-2389 i 4B, som har diabetes.

severity-not-here = Does not belong here
severity-check = Check
severity-hint = May stand here

what-person = Name
what-personnummer = Personal identity number
what-phone = Telephone number
what-email = E-mail address
what-address = Address
what-other-id = Number that points at somebody
what-health = Health
what-ethnic = Ethnic origin
what-religion = Religion
what-politics = Political opinion
what-union = Trade union
what-sexual = Sexual life or orientation
what-abuse = Degrading words
what-security = Protected personal data
what-birth = Date of birth
what-picture = Picture

alias-person = Person
alias-personnummer = Identity number
alias-phone = Telephone
alias-email = E-mail
alias-address = Address
alias-other-id = Number
alias-health = Health
alias-ethnic = Origin
alias-religion = Religion
alias-politics = Politics
alias-union = Union
alias-sexual = Orientation
alias-abuse = Abuse
alias-security = Protection

why-checked = Date and check digit are right.
why-form = It looks like such a number or address.
why-in-context = It resembles such a number, and a word beside it says what it is.
why-name = It is common as a name.
why-name-in-context = It looks like a name where it stands.
why-name-carried = It is part of a name that stands further up or down.
why-name-column = It stands in a column of names.
why-term = The word is on the list, and is said about somebody here.
why-implied = The sentence says it about somebody, in other words.
why-asked = The question asks for it.
why-named = The text speaks of a picture.

advice-absence-illness = Write only that the absence is reported. If pupil health needs to know how the pupil is, that belongs in the pupil-health record.
advice-absence-reason = Write only that the absence is reported. The reason does not belong in any note.
advice-absence-detail = The note already belongs to the pupil. Strike this if it is not needed; contact details belong in the pupil register.
advice-degrading = Write what happened, factually, or nothing. The text must bear being read by whom it is about.
advice-protected = Never write it in a text. Call or go to the head, who knows what applies.
advice-note-health = Strike this. Health belongs in the pupil-health record; adaptations belong where they are to be documented.
advice-note-sensitive = Strike it. If it is really needed there is a system meant for it; ask the head.
advice-contact = Strike it if it is not needed. Contact details belong in the pupil register.
advice-identity-number = Strike the number unless somebody may be mistaken for another. A name or a date of birth is mostly enough.
advice-post-person = Write without names. If it is about pupils it may go into the learning platform instead.
advice-post-contact = The unit's own switchboard and shared address will do. Somebody's own is to go.
advice-post-number = Remove it. It points a person out to everybody who reads.
advice-post-secret = Remove it. It never belongs where everybody can read; make contact in a secure way instead.
advice-post-sensitive = Remove it. If it is somebody else's comment: take a screenshot first, then remove it at once.
advice-post-abuse = If it is somebody else's comment: take a screenshot, remove it at once and do not reply. If it is your own: rewrite it.
advice-post-picture = Can anybody be recognised in the picture? Ask the rules before you post it.
advice-form-asks = Is it needed? If not, strike the question. Google's and Microsoft's forms are only for questions without personal data.
advice-form-asks-sensitive = This is sensitive data. Strike the question, or ask it in a system approved for such data.
advice-form-holds = The question itself should not point anybody out. Rewrite it, and ask those who answer not to enter personal data.
advice-incident-sensitive = Write it only if it belongs to what happened, and put the report where such reports are kept.
advice-incident-evidence = A quotation is evidence: let it stand word for word, in quotation marks, and write who said it.
advice-register-person = Write a role or a group, not a name. Whoever is responsible is chosen in a field of its own.
advice-register-number = Numbers and addresses of individuals do not belong in a register of what the organiser does. They belong in the pupil register or in the case.
advice-register-sensitive = Write what kind of data it is about, not whose. What is about one person belongs in the system of pupil health or in the case.

api-body = The request could not be read. Send JSON, such as { $value }.
api-too-long = The text is too long. Up to { $value } characters will do; split it.
api-no-such-field = There is no such field. Choose one of: { $value }.
api-no-such-label = There is no such label. Choose from: { $value }.
api-no-such-cover = Choose `mask` or `alias`.
