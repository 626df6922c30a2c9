# People and units.
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
person-edit = Change the data
person-given = Given name
person-family = Family name
person-last = Last day
person-last-hint = Leave it empty if it is not known.
person-year-hint = 0 to 10; 0 is the preschool class.
person-error-given = Write a given name, at most 120 characters
person-error-family = Write a family name, at most 120 characters
person-error-email = Write an e-mail address, such as name@school.example
person-error-phone = Write the telephone number in digits
person-error-year = Write the school year as a number from 0 to 10
person-error-last = Write the last day as year-month-day

form-errors = Put this right first
form-save = Save
conflict-title = Somebody else was faster
conflict-lead = What you wrote is still below. Compare, and save once more if yours is to hold.
conflict-theirs = Saved now
conflict-ours = You wrote

export-title = Take out what is kept
export-lead = Everything that is kept about the person here and that you may take out.
export-file = Fetch as a file (JSON)
export-withheld = Records of pupil health, and what concerns others too, are not here. They are asked for at the unit.
export-accesses = Who has seen the data

erase-title = Erase
erase-lead = This goes for good. The keys are destroyed, and nobody can open the data again.
erase-stays = Records of pupil health and action plans are not erased from here.
erase-log-stays = The log still shows that something happened, but not whose data it was about.
erase-why = Why is the data erased?
erase-why-time-over = The time is over
erase-why-asked = The person has asked for it
erase-why-mistake = The data came here by mistake
erase-why-decided = A decision says so
erase-family = Write the person's family name
erase-family-hint = So that it does not happen by mistake.
erase-do = Erase for good
erase-error-why = Choose why
erase-error-family = Write the family name as it stands at the top
erase-error-roles = The person still has a role. End the role first.
erased-title = Erased
erased-lead = The data is gone from the system. This is how it is with older backups.
erasures-title = Erasures
erasures-lead = What was erased, without names, and when the last backup of keys became worthless.
erasures-caption = Erasures, the latest first
erasures-none = Nothing has been erased.
erasures-classes = Kinds of data
erasures-final = Opened by no backup from
erasures-not-final = at the next rotation of keys

class-identity = identity
class-unit = unit
class-school = school
class-sensitive = integrity-sensitive
class-health = health
class-protected = protected personal data
class-sign-in = sign-in
class-log = log

register-person = Person
register-grant = Role
register-competence = Precondition
register-emergency = Emergency access

data-given = Given name
data-middle = Middle name
data-family = Family name
data-civic = Identity number
data-born = Born
data-sex = Legal sex
data-mark = Mark of protection
data-emails = E-mail
data-phones = Telephone
data-addresses = Address
data-enrolments = Enrolment
data-responsibles = Responsible
data-form = Form of school
data-year = School year
data-start = First day
data-end = Last day
data-relation = Relation
data-value = Value
data-role = Role
data-from = From
data-until = Until
data-precondition = Precondition
data-evidence = Evidence
data-card-exempt-until = Exempt from the smart card until
