# Guidelines, changes, health and the API.
here-label = You are here
day-error = Write the day as year, month and day, such as 2026-01-15
example-any = in every situation

guidelines-title = Guidelines
guidelines-lead = These are the documents behind the answers. The same text is read by people and run by the program.
guidelines-about-own = Decided by your organiser. They may be stricter than the law, never laxer.
guidelines-about-guidance = Advice that holds where the own rules say nothing.
guidelines-about-law = Goes before everything else.
guidelines-about-vocabulary = Words, questions and choices that the documents share.

guideline-issuer = Decided by
guideline-reference = Reference
guideline-decided = Decided
guideline-in-force = In force
guideline-edition = Edition
guideline-source = The original
guideline-editions = Editions
guideline-day = Show what was in force on the day
guideline-show = Show
guideline-none-then = No edition of the document was in force on that day
guideline-changes = What changed when the edition came into force?
guideline-contents = Contents
guideline-table = Table
guideline-not-followed = { $value } does not follow this document.
guideline-not-in-force = This edition is not in force.

note-rule = Rule
note-when = When does it apply?
note-over = Goes first, because
note-try = Try it
note-see = See the answer
note-case = Example
note-never = Must never happen
note-proven = Proven
note-contact = Whom to ask
note-fact = Fact
note-question = Question
note-answers = Answers
note-ask = Ask
note-routine = Routine
note-not-offered = Not started at your organisation
note-starts = Started by
note-anyone = everybody who works there
note-yearly = Each year by
note-who = Who
note-kept = Kept
note-kept-note = a note
note-kept-file = a file
note-kept-decision = a decision with its reason
note-kept-link = the entry in the register “{ $value }”
note-value = Time limit
note-from = from “{ $value }”
note-from-start = from the start
note-minutes =
    { $value ->
        [one] { $value } minute
       *[other] { $value } minutes
    }
note-hours =
    { $value ->
        [one] { $value } hour
       *[other] { $value } hours
    }
note-days =
    { $value ->
        [one] { $value } day
       *[other] { $value } days
    }
note-working-days =
    { $value ->
        [one] { $value } working day
       *[other] { $value } working days
    }
note-office-hours =
    { $value ->
        [one] { $value } office hour
       *[other] { $value } office hours
    }
note-months =
    { $value ->
        [one] { $value } month
       *[other] { $value } months
    }

changes-title = Changes
changes-lead = Which documents have come and gone between two days, and which answers have become others.
changes-from = Compare the day
changes-to = with the day
changes-backwards = The first day comes before the last
changes-show = Compare
changes-documents = Documents
changes-no-documents = No documents have come or gone.
changes-entered = Came into force
changes-left = No longer in force
changes-answers = Answers
changes-permits = Is anything permitted that was forbidden before?
changes-same =
    { $value ->
        [one] One question is answered as before.
       *[other] { $value } questions are answered as before.
    }
changes-none = No answers have changed.
changes-before = Before
changes-after = Now
changes-count = Situations
changes-example = Example
changes-of = of
changes-permits-more = Permits more than before
changes-unsound = The answers cannot be compared
changes-unsound-lead = The rules in force on { $value } do not hold together: a document that others rest on was not there then. The documents above are right all the same.
changes-problems = What is missing
changes-impossible = The answers cannot be compared:

health-title = Health of the rules
health-lead = What can be said for certain about the rules: what they answer, where they are silent, where they disagree and what is proven.
health-refused = The newest state of the folder is not in use
health-refused-lead = The rules there do not hold together, so the former ones go on until this is put right:
health-rules = rules
health-cases = examples as expected
health-nevers = promises tested
health-asked = of the facts are needed for an answer, on average
health-questions = Questions
health-questions-lead = How many situations each question tells apart, and what the rules answer in them. Yes includes “yes, if”.
health-question = Question
health-situations = Situations
health-gaps = Gaps
health-gaps-lead = Questions on which the rules are silent somewhere without saying so, with an example each.
health-disagreements = Disagreements
health-disagreements-lead = Questions on which the sources contradict each other. They are known, and shown in the answers.
health-never = Must never happen
health-never-lead = Tested for every possible situation, not for examples only.
health-broken = Broken
health-none = None.
health-warnings = Warnings
health-no-warnings = No warnings.

api-missing = “{ $value }” is missing.
