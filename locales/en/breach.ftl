# Personal data breaches: how severe one is, and the authority's form.
breach-content = What data is it, at its most sensitive?
breach-content-simple = Simple: names, contact data, schooling
breach-content-behavioural = Behaviour: what somebody does, likes, or where somebody is
breach-content-financial = Financial: income, debts, accounts
breach-content-sensitive = Sensitive: health, religion, politics, sexual life and the like

breach-factor = What makes it weigh more or less?
breach-factor-volume = More: there is much of it about each person
breach-factor-controller = More: whose data it is says something in itself, such as pupil health's
breach-factor-vulnerable = More: it is about children or others who need protection
breach-factor-stale = Less: the data is old or wrong, and we know that for certain
breach-factor-public = Less: anybody could read it before

breach-ease = How easily is it seen whom it is about?
breach-ease-negligible = Hardly at all
breach-ease-limited = With difficulty
breach-ease-significant = With some work
breach-ease-maximum = At once

breach-confidentiality = Who may have seen it?
breach-confidentiality-kept = Nobody, as far as we know
breach-confidentiality-known = A number of people whom we know
breach-confidentiality-unknown = We do not know how many

breach-integrity = Was the data altered?
breach-integrity-kept = No, or nobody has used it
breach-integrity-restorable = Yes, but it can be put right
breach-integrity-lost = Yes, and it cannot be put right

breach-availability = Is the data there for those who need it?
breach-availability-kept = Yes, or soon again
breach-availability-interrupted = It is away for a time
breach-availability-lost = It is gone for good

breach-malicious = Somebody meant harm
breach-protected = Somebody with protected personal data is concerned
breach-many = More than 100 people are concerned
breach-unintelligible = Nobody can read the data: it is encrypted and the key is safe

breach-level = Severity
breach-level-low = Low
breach-level-medium = Medium
breach-level-high = High
breach-level-very-high = Very high
breach-forced = Raised to high, as somebody with protected personal data is concerned. This is our own rule.

breach-sum-content = What the data weighs
breach-sum-factors = What makes it heavier or lighter
breach-sum-context = The weight together, at least 1 and at most 4
breach-sum-ease = Times how easily it is seen whom it is about
breach-sum-product = Makes
breach-sum-confidentiality = Plus who may have seen it
breach-sum-integrity = Plus what was altered
breach-sum-availability = Plus what is gone
breach-sum-malicious = Plus that somebody meant harm
breach-sum-score = Sum

breach-event-misdirected = A letter, e-mail or text message to the wrong recipient
breach-event-disclosure = Data disclosed in another way
breach-event-access = Somebody got at data without the right to it
breach-event-loss = Data that was lost
breach-event-attack = An attack

breach-cause-mistake = Somebody made a mistake
breach-cause-routines = Routines were missing or not good enough
breach-cause-technical = A technical fault
breach-cause-attack = An attack

authority-controller = Controller
authority-organisation-number = Organisation number
authority-address = Postal address
authority-own-reference = Our own case number
authority-contact = Address at which we want to be reached
authority-started = When it began
authority-discovered = When it was discovered
authority-ended = When it ended
authority-event = What happened
authority-groups = Which groups of people it concerns
authority-data = What kinds of data it concerns
authority-consequences = What may come of it for them
authority-severity = How severe it is for them
authority-actions = What we have done and will do
authority-informed = Whether they have been told
authority-informed-when = When they were told
authority-will-inform-when = When they will be told
authority-why-not-informed = Why they will not be told
authority-unverified = The question was not checked against the form. Its number or place may be another.
