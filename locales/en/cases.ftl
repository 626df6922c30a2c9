# Cases: routines that somebody has started

cases-title = Cases
cases-mine = To do
cases-mine-none = You have nothing to do right now.
waits-title = What you wait for
waits-with = lies with
waits-by = by { $value }
cases-report = Report a personal data breach
cases-all = All cases
cases-start = Start a routine
cases-open-caption = Open cases
cases-closed-caption = Closed cases
cases-narrow = Look for cases
cases-words = Words in the title
cases-none-found = No cases match.
cases-cut =
    { $value ->
        [0] No case on this page matches, but there may be older ones.
        [one] One case is shown here. There may be older ones.
       *[other] { $value } cases are shown here. There may be older ones.
    }
cases-older = Show older cases
cases-case = Case
cases-routine = Routine
cases-began = Started
cases-due = Due
cases-overdue = Overdue
cases-instead-of = in place of { $value }
cases-stand-in = { $value } (standing in)
cases-late = Overdue steps
cases-unread =
    { $value ->
        [one] { $value } case cannot be read and is not included here. Tell those who look after the server.
       *[other] { $value } cases cannot be read and are not included here. Tell those who look after the server.
    }
cases-closed = Closed
cases-exercise = Exercise
cases-now = Now
cases-about = What it is about
cases-later = Later
cases-settled = Settled
cases-history = What has happened
cases-owes = With
cases-owed-by-nobody = nobody: give somebody a role that can take it
cases-upwards = nobody holds the role that the routine names
cases-starter = whoever started the case
cases-nobody = the program
cases-seen-by = The case can be seen by
cases-source-gone = the guideline is no longer here
cases-yes = Yes
cases-no = No
cases-begin = Start
cases-title-label = Title
cases-title-hint = A few words, without names
cases-text-label = What has happened, or what is it about?
cases-text-hint = Keep it short. Name no pupils unless it is needed.
cases-just-now = { $value }: just now
cases-unit-label = Unit
cases-decision = Decision
cases-link-label = Entry in the register
cases-link-in = In the register the entry is to stand as { $value }. If you may bring it there and nothing more has to be filled in, that is done when you mark the step.
cases-carried-why = The reasons are in the case of the decision.
cases-open-entry = Open the entry in the register
cases-places-accounts = Accounts where it is
cases-places-addresses = Addresses where it is
cases-places-hint = An address on each line, shares and old posts included. Each of the places is then shown as cleared, by itself.
cases-place-label = Place
cases-place-left = left
cases-place-cleared = cleared
cases-note-cleared = What shows that it is gone? A note or a file will do
cases-error-places = Write { $value } places at most, with 2,000 characters in each at most.
cases-error-place = Choose the place where it is cleared. The step is done once all are.
cases-error-proof = Write what shows that it is gone, or add a file.
cases-to-label = Hand over to
cases-file-label = File
cases-rules-say = What the rules say
cases-note = Note
cases-note-if-any = Note, if there is anything to say
cases-note-done = What was done?
cases-note-for-asker = Whoever asked for it reads what you write here. Mention nobody else, and nothing internal.
cases-note-reason = Reason
cases-note-declined = Why will it not be done?
cases-note-reopened = Why is the step opened again?
cases-left-hours =
    { $value ->
        [0] less than an hour left
        [one] { $value } hour left
       *[other] { $value } hours left
    }
cases-left-days =
    { $value ->
        [one] { $value } day left
       *[other] { $value } days left
    }
cases-late-hours =
    { $value ->
        [0] just overdue
        [one] { $value } hour overdue
       *[other] { $value } hours overdue
    }
cases-late-days =
    { $value ->
        [one] { $value } day overdue
       *[other] { $value } days overdue
    }
cases-error-unit = Choose which unit it concerns.
cases-error-title = Write a title of { $value } characters at most.
cases-error-text = Write a text of { $value } characters at most.
cases-error-fact = Answer the question: { $value }
cases-error-moment = Write day and time.
cases-error-either = Say when it was, or tick that it was just now. Not both.
cases-error-ahead = That lies in the future. Write when it was.
cases-error-order = That lies before the time above. Correct one of them.
cases-error-detail = Fill in: { $value }
cases-error-line = Write { $value } characters at most.
cases-error-before = That lies before another time: { $value }. Correct it.
cases-error-after = That lies after another time: { $value }. Correct it.
cases-error-not-open = The step is no longer open. See the case for what has happened.
cases-error-note = Write something here: it shows what was done and why.
cases-error-decision = Choose yes or no.
cases-error-link = Choose the entry that the step led to.
cases-error-link-in = The entry stands as { $value } in the register. Take it further there, or ask somebody who may, and then mark the step.
cases-error-attest = You may not change the school's accounts in the register. Hand the step over to the head or to communications.
cases-error-to = Choose who takes over.
cases-error-changed = Somebody else was faster. Read what has happened in the case. What you wrote is still here: save again if it still holds.
cases-error-over = The step no longer lies with you, so this was not saved. What you wrote is still below: copy it to whoever has the step now.

case-standing-waiting = Comes later
case-standing-perhaps = May be needed
case-standing-open = To do
case-standing-done = Done
case-standing-declined = Will not be done
case-standing-not-needed = Not needed

case-do-done = Done
case-do-declined = Decline
case-do-handed-over = Hand over
case-do-reopened = Open again
case-do-noted = Note

case-act-done = done
case-act-declined = will not be done
case-act-handed-over = handed over to
case-act-reopened = opened again
case-act-noted = note

case-decision-yes = yes
case-decision-no = no

# What reaches one about what one has to do

my-tasks-title = Reminders and absence
my-tasks-away = When you are away
my-tasks-away-lead = Say when you are away and who stands in for you. Meanwhile that person gets the same mail as you, sees what you have to do and can do it. It ends by itself.
my-tasks-away-who = Your stand-in has to hold the same role as you, or answer for the unit as head, head of operations or data protection officer. Is somebody missing from the list? Then that person has to be given the role first.
my-tasks-away-set = You are away from
my-tasks-to = up to and including
my-tasks-away-end = Remove the absence
my-tasks-away-save = Save the absence
my-tasks-from = First day
my-tasks-until = Last day
my-tasks-stand-in = Stand-in
my-tasks-choose = Choose a colleague
my-tasks-nobody = Nobody else holds the same role as you or answers for your unit, so there is nobody to choose as stand-in.
my-tasks-stand-in-away = Your stand-in is away too for some of that time. Then nobody takes over what you have to do. You may want to choose somebody else.
my-tasks-stand-in-gone = Your stand-in no longer holds the same role as you, and does not answer for your unit. Nobody takes over what you have to do. Choose somebody else.
my-tasks-stands-in = You stand in for
my-tasks-error-from = Write the first day: today or later, a year ahead at most.
my-tasks-error-until = Write the last day: not before the first, a year ahead at most.
my-tasks-error-stand-in = Choose who stands in for you.
my-tasks-error-changed = This was changed somewhere else just now. This is how it stands: save again if it should be otherwise.
my-tasks-calendar = Your calendar
my-tasks-calendar-lead = Subscribe to what you have to do, in the calendar at work or on your phone. It has the step, the unit and when it is due, and no names. Whoever has the link can read it, so give it to nobody else.
my-tasks-calendar-once = Copy the link now: it is shown this once. Add it to your calendar program as a calendar from a web address.
my-tasks-calendar-until = Your link works up to and including
my-tasks-calendar-make = Make a link
my-tasks-calendar-renew = Make a new link instead
my-tasks-calendar-end = Remove the link
my-tasks-calendar-name = To do (Varsam)
my-tasks-digest = The weekly letter
my-tasks-digest-lead = On Monday morning you get a mail if you have something to do. It says only that, and where to read more.
my-tasks-digest-off = Switch the weekly letter off
my-tasks-digest-on = Switch the weekly letter on

# How the units stand, for whoever heads them
looks-title = My units at a glance
looks-lead = Each number leads to a list with as many rows.
looks-cut = Only the first { $value } units are shown. Choose a unit to work with to see the others.
looks-all = All my units
looks-open = Open cases
looks-late = Overdue steps
looks-missed = Overdue on the annual wheel
looks-next = The next step is due
