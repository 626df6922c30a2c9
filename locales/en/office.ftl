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
