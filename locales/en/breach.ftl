# Personal data breaches: how severe one is, the authority's form, letters to those concerned and the register of all of them.
breach-weigh = Work out how severe it is
breach-weigh-lead = Answer each question as well as you can. You see how the answers add up before anything is saved.
breach-reckon = Work it out
breach-again = Change it and work it out again
breach-use = Save as a note in the case
breach-error-part = Choose one of the answers.
breach-flags = Does any of this hold?
breach-from-case = the case says so
breach-steps =
    { $value ->
        [0] no
        [one] { $value } step
       *[other] { $value } steps
    }
breach-method = The method is that of the EU Agency for Cybersecurity (ENISA, 2013). It is an aid: you may come to something else and say why.

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

breach-sum-caption = How it adds up
breach-sum-part = Part
breach-sum-chosen = Your answer
breach-sum-number = Number
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

authority-title = Basis for the notification
authority-lead = As far as the case knows. Copy it field by field into the e-service of the Authority for Privacy Protection. Nothing is sent from here.
authority-exercise = This is an exercise. Do not send anything in.
authority-due = The notification has to be in by { $value }, whatever day that is.
authority-reading = The EU regulation on periods can be read so that two whole working days are always included, that is until { $value }. This is disputed: do not rely on it.
authority-open = Fill in yourself
authority-required = A notification has to say this. If you do not know it yet, it may follow later.
authority-needless = Does not apply
authority-not-yet = No, not yet
authority-among = Choose among
authority-done = The notification is sent in

letters-title = Letters to those concerned
letters-lead = Drafts in plain words. Nothing is sent from here: when a letter is ready you keep it, and then you print or copy it.
letters-exercise = This is an exercise. Do not send any letters.
letters-protected = Somebody with protected personal data is concerned
letters-protected-way = Letters to that person never go to an ordinary address, neither on paper nor digitally. Let the head reach the person in the way that has been decided for that very person.
letters-protected-open = The case does not say yet whether somebody with protected personal data is concerned. Send nothing until it does.
letters-hindrance-advice = The data protection officer is to give advice on those concerned first. Until then these are drafts to read.
letters-hindrance-decision = It has not been decided yet that those concerned are told. Until then these are drafts to read.
letters-hindrance-not-needed = It was decided that those concerned are not told, or that it is not needed. If that has changed: reopen the decision.
letters-hindrance-settled = The step of telling those concerned is settled. If more letters are to be kept: reopen it.
letters-others = You can read the drafts. Only whoever is to tell those concerned can keep a letter.
letters-choose = Choose a letter
letters-to = To
letters-to-guardian = Guardian
letters-to-pupil = Pupil, in words for one of 13
letters-to-adult = Adult: a pupil who is of age, staff or somebody else
letters-language = Language
letters-language-sv = Swedish
letters-language-en = English
letters-language-ar = Arabic
letters-language-fi = Finnish
letters-language-so = Somali
letters-language-uk = Ukrainian
letters-show = Show the draft
letters-draft = Draft
letters-unreviewed = Unreviewed translation. Have the whole letter read by somebody who has the language before it is sent.
letters-written = What the case says, in Swedish
letters-text = The letter
letters-text-hint = What stands within [ ] you fill in yourself. Write no names of those concerned, and no identity numbers.
letters-keep = Keep as the finished letter
letters-error-empty = Write the letter.
letters-error-place = Fill in what stands within [ ], or take it out: { $value }
letters-names = There seem to be names in the letter: { $value }. Take them out, or say why they belong there.
letters-kept = Letters that are kept
letters-kept-note = Finished letter kept: { $value }
letters-print = Print the letters
letters-print-title = Finished letters
letters-print-lead = The latest letter to each, in each language. Every letter comes on a sheet of its own.
letters-sent = The letters are sent

breaches-title = Register of breaches
breaches-lead = All personal data breaches, also those that are not notified (GDPR, article 33(5)). Exercises are left out.
breaches-caption = Breaches, the one discovered last first
breaches-nothing = No breach has been reported.
breaches-discovered = Discovered
breaches-event = Event
breaches-cause = Cause
breaches-risk = Risk to those concerned
breaches-authority = The authority
breaches-persons = Those concerned
breaches-state = State
breaches-reference = The authority's reference number
breaches-text = What happened
breaches-told = Were told, { $value }
breaches-not-told = Will not be told, decided { $value }
breaches-will-tell = Will be told
breaches-undecided = Not decided
breaches-needless = Not needed
breaches-open = Under way
breaches-none = No breach
