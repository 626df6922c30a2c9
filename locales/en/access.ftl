# Who may do what.
role-pupil = Pupil
role-guardian = Guardian
role-staff = Teacher or other staff
role-head = Head
role-head-of-operations = Head of operations
role-dpo = Data protection officer
role-communications = Communications
role-appointed-officer = Appointed officer
role-registrar = Registrar and archivist
role-system-administrator = System administrator
role-protected-administrator = Administrator for protected personal data
role-nurse = School nurse or doctor
role-psychologist = School psychologist
role-counsellor = Counsellor or special educator
role-head-of-pupil-health = Head of pupil health
role-card-orderer = Orderer of id cards
role-technician = Technician
role-auditor = Auditor

who-may-title = Who may do what?
who-may-lead = Choose a role. The table is worked out from the rules themselves, for somebody signed in by smart card.
who-may-roles = Roles
who-may-anybody = Anybody signed in
who-may-act = What
who-may-matter = With what
who-may-proven = That a technician never reaches real data, that nothing crosses organisers and more than fifty other promises are proven by an outside solver each time the program is tested.

scope-own-unit = Own unit
scope-unit-below = Unit below
scope-unit-above = Unit above
scope-other-unit = Other unit
scope-other-organiser = Other organiser
scope-own-data = Own data
scope-fictitious = Made-up school
scope-emergency = Emergency

may-no = –
may-yes = yes
may-reason = with a reason
may-step-up = after signing in anew
may-reason-step-up = with a reason, after signing in anew

act-view-person = See who somebody is
act-search-persons = Search people
act-edit-person = Change somebody's data
act-view-record = Read
act-create-record = Write new
act-edit-record = Change
act-export = Take out
act-erase = Erase
act-limit-access = Limit to named persons
act-start-case = Start a routine
act-view-case = See a case
act-act-on-case = Do a step of a case
act-decide-record = Approve, refuse or close
act-open-login = Open or change
act-open-login-together = Open together, by two
act-open-plan = Open an action plan
act-edit-plan = Write an action plan
act-open-protected-person = See a protected person
act-view-marked-queue = See new marks of protection
act-decide-mark = Decide on a mark of protection
act-exempt-from-card = Exempt from the smart card
act-view-unit = See the unit
act-edit-unit = Change the unit
act-import-people = Import people
act-grant-role = Give a role
act-end-grant = End a role
act-review-grants = Go through roles
act-read-log = Read the log
act-review-log = Review the log
act-read-own-accesses = See who looked at the data
act-manage-settings = Change settings
act-administer-sign-in = Administer sign-in
act-recover-sign-in = Recover sign-in
act-order-card = Order a smart card
act-view-metrics = See how the system is doing
act-run-backup = Run a backup
act-break-glass = Break the glass

matter-identity = Identity
matter-identity-marked = Identity, protected
matter-identity-quarantined = Identity, waiting for a decision
matter-unit = Unit
matter-unit-account = Account in social media
matter-unit-supplier = Platform, processor, agreement, app or learning service
matter-unit-case = A case that others owe something in
matter-unit-case-named = A case that one has started or been handed
matter-unit-case-owed = A case in which the role owes something
matter-unit-holding = System, storage place, processing, camera or decision
matter-school = School
matter-school-consent = Consent
matter-school-register = Register
matter-school-marked = School, protected person
matter-sensitive = Integrity-sensitive
matter-sensitive-limited = Integrity-sensitive, limited
matter-sensitive-named = Integrity-sensitive, named
matter-sensitive-register = Register, integrity-sensitive
matter-sensitive-team = Pupil-health team
matter-health-medical = Medical record
matter-health-medical-limited = Medical record, limited
matter-health-psychology = Psychologist's record
matter-health-welfare = Counsellor's notes
matter-protected-marked = Action plan for a protected person
matter-sign-in = Sign-in
matter-sign-in-account = An account's login
matter-sign-in-account-named = An account's login, named
matter-log = Log

act-record-competence = Record a precondition
act-begin-review = Begin a review of roles

grants-title = Roles
grants-lead = Who holds which role at your units. A role opens nothing until its preconditions are there, and it ends by itself.
grants-narrow = Narrow the list
grants-found = { $value ->
    [0] No roles
    [one] 1 role
   *[other] { $value } roles
}
grants-precondition = Precondition
grants-before = Ends before
grants-error-before = Write a day like 2027-06-30
grants-lacks = Missing
grants-lacks-something = Something is missing
grants-fulfilled = There, until
grants-fulfilled-until = { $value }, until
grants-no-end = without an end
grants-nobody = Nobody holds a role here that you go through.
grants-caption = Roles at the units
grants-role = Role
grants-since = From
grants-until = Last day
grants-standing = Standing
grants-given-by = Given by
grants-exempt = Exempted from the smart card until
grants-required = What the role requires
grants-required-none = The role requires nothing in particular.
grants-held = there, until
grants-held-no-more = held until
grants-not-held = missing
grants-changed = Somebody else has changed the role. This is how it is now.
grants-end-title = End the role
grants-end-lead = The role opens nothing from now on. It can be given anew.
grants-end = End it now
grants-new-title = Give a role
grants-new-lead = Choose role, unit and last day.
grants-find-lead = Find the person at your units. Whoever has protected personal data is not in the search.
grants-find-nobody = Nobody was found to whom you can give a role. Try a shorter name.
grants-find-more = There are more. Write more of the name.
grants-choose = Choose …
grants-last-day = Last day
grants-last-day-hint = At most two years away. The last day of the school year is suggested.
grants-give = Give the role
grants-error-unit = Choose a unit
grants-error-role = Choose a role
grants-error-until = Write a last day, from today and at most two years away
grants-error-exempt-until = Write a last day, at most half a year away
grants-refused = You cannot give that role at that unit
grants-refused-grant-not-self = Nobody gives themselves a role. Ask a colleague.
grants-refused-grant-technician-only-fictitious = A technician may only be at a made-up school
grants-refused-technician-and-nothing-else = Technician does not go with the person's other roles, which concern real data
grants-refused-auditor-apart-from-administrator = Whoever reviews the log cannot be a system administrator too
grants-refused-has-it = The person has that role at that unit already

standing-active = Holds
standing-not-yet = Begins later
standing-ended = Ended
standing-missing = Does not count yet, lacks

precondition-training = training
precondition-certificate = certificate
precondition-licence = licence
precondition-smart-card = smart card

competence-title = Record a precondition
competence-lead = Whoever gives the role answers for it. Nobody records their own.
competence-what = What
competence-from = Done or checked
competence-until = Holds until
competence-evidence = How you know
competence-evidence-hint = For example: checked with the authority.
competence-record = Record
competence-error-precondition = Choose what it is about
competence-error-from = Write the day when it was done, today or earlier
competence-error-until = Write until when it holds, from today
competence-error-evidence = Write in a few words how you know, at most 300 characters

exempt-title = Exempt from the smart card
exempt-lead = For example while the card is being ordered. The exemption ends by itself.
exempt-until = Exempted until
exempt-do = Exempt

reviews-title = Review of roles
reviews-lead = Now and then it is confirmed that all roles are needed. What nobody confirms ends by itself.
reviews-none = No review has been made yet.
reviews-over = The review is over.
reviews-due = Under way. To be done until
reviews-confirmed = { $value ->
    [one] One role was confirmed.
   *[other] { $value } roles were confirmed.
}
reviews-ended = { $value ->
    [one] One role was ended.
   *[other] { $value } roles were ended.
}
reviews-begin-title = Begin a review
reviews-begin-lead = Heads and others who answer for roles confirm those at their units. Pupils and guardians are left out: they see their own only.
reviews-due-day = Last day to confirm
reviews-begin = Begin
reviews-error-due = Write a last day between a week and half a year away
review-title = Review
review-lead = What is not confirmed ends after
review-left = Are these roles needed?
review-left-caption = Roles that you confirm
review-needed = Needed
review-confirm = Needed
review-confirm-all = All are needed
review-more = { $value ->
    [one] One more comes afterwards.
   *[other] { $value } more come afterwards.
}
review-nothing-left = You have nothing left to confirm here.
review-progress = This far it has come
review-progress-caption = Confirmed roles by unit
review-confirmed = Confirmed
review-ended = Ended
review-of = Of
review-without = With nobody who can confirm
review-without-lead = { $value ->
    [one] One role can only be confirmed by its holder. It does not end: appoint somebody else who can confirm.
   *[other] { $value } roles can only be confirmed by their holders. They do not end: appoint somebody else who can confirm.
}

emergency-title = Emergency access
emergency-lead = When something is urgent and you may not open what is needed. All that you open is in the log, others are told, and somebody judges it afterwards.
emergency-begin-title = Begin an emergency access
emergency-hours = How many hours?
emergency-reason-hint = What has happened? The reason is kept and read by whoever judges.
emergency-begin = Begin now
emergency-error-hours = Choose one to four hours
emergency-error-verdict = Choose whether the access was within authority
emergency-changed = Somebody else has changed it. This is how it is now.
emergency-list = Emergency accesses
emergency-none = There are none.
emergency-now = under way
emergency-end = End it now
emergency-judge = Was the access within authority?
emergency-note = Comment
emergency-judge-do = Save the judgement
emergency-unjudged = Waits to be judged.
emergency-lasts = Emergency access at { $value }
emergency-until = until
emergency-end-it = End it
emergency-told = { $value ->
    [one] One emergency access waits to be judged
   *[other] { $value } emergency accesses wait to be judged
}
judged-within = Within authority
judged-outside = Not within authority
judged-unexplained = Needs to be explained

reach-title = What does … reach?
reach-lead = A simulation: what the rules allow at a unit, about somebody other than the person, and which rule says so.
reach-at = The role is held at
reach-show = Show
reach-nothing = Nothing at that unit.
reach-may = May
reach-rules = Rule
emergency-without-judge = There is nobody else here who could judge an emergency access afterwards; ask whoever gives roles to appoint a reviewer:
emergency-opens = Go to { $value }
competence-withdraw = Withdraw

### Smart cards of the pupil-health team.
cards-title = Smart cards
cards-lead = Those whose role requires a smart card, and how far it has come. The card counts once the head of pupil health has recorded that it was handed out.
cards-caption = Smart cards
cards-card = Card
cards-nobody = No role at the units that you order for requires a smart card.
cards-order = Order a card
cards-again = Order another
card-held = Handed out, valid until
card-ordered = Ordered
card-missing = Not ordered
