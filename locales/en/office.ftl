# Behind sign-in: signing in, people and units, the log.
demo-note = This is a demonstration with made-up schools. Anybody on this computer can be anybody.
sign-in-title = Sign in
sign-in-demo = Choose whom you want to be. All persons are made up.
sign-in-as = Sign in
sign-out = Sign out

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

people-title = People
people-search = Find a person
people-units = Units
people-caption = People at the unit
people-name = Name
people-unit = Unit
people-year = School year
people-nobody = Nobody was found. Try a shorter word or another unit.
people-none-for-you = Your role gives you no list of people.
people-more = { $value ->
    [one] Show one more
   *[other] Show more ({ $value } left)
}
person-email = E-mail
person-phone = Telephone
person-responsible = Responsible
person-logged = That you opened this is in the log, and the person can ask for it.

reason-title = Why do you need to see this?
reason-lead = The data is sensitive or belongs to another unit. The reason is kept in the log.
reason-field = Reason
reason-error = Write the reason in a few words, at most 500 characters.
reason-open = Open
reason-step-up = Sign in once more, so that it is sure that it is you.

log-title = Log
log-lead = Who did what with whose data. That you read the log is in the log.
log-caption = Events, the latest first
log-kind = Kind
log-any = All
log-filter = Show
log-nothing = There is nothing here.
log-when = When
log-who = Who
log-what = What
log-whose = Whose data
log-why = Reason
log-program = The program
log-before = Show earlier ones
my-log-title = Who has seen my data?
my-log-lead = Everybody who opened your data here, and why.

deed-view-person = Opened personal data
deed-read-log = Read the log
deed-sign-in = Signed in
deed-erase = Erased
deed-demo-filled = Filled the demonstration

who-may-title = Who may do what?
who-may-lead = Choose a role. The table is worked out from the rules themselves, for somebody signed in by smart card.
who-may-roles = Roles
who-may-anybody = Anybody signed in
who-may-act = What
who-may-matter = With what
who-may-proven = That a technician never reaches real data, that nothing crosses organisers and forty other promises are proven by an outside solver each time the program is tested.

scope-own-unit = Own unit
scope-unit-below = Unit below
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
matter-log = Log
