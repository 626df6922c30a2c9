# Taking in people and units, school systems, and those who wait for a decision on protection.
import-title = Import people
import-lead = Hand over a list from another system. You see what would change before anything does.
import-file = List
import-file-hint = A text file (CSV) or a workbook (XLSX), at most { $value } MB. The first row has to be headings.
import-hand-over = Hand over the list
import-empty = The file is empty or has no headings. Choose another one.
import-heads = The first row holds no headings, or data of somebody. Write headings at the top, such as Personnummer and Förnamn.
import-kind = This is no table. Save the list as CSV or XLSX and try again.
import-damaged = The file is damaged or has a password. Save it anew without one.
import-too-large = The file is too large. At most { $value } MB are taken: split the list, one school at a time.
import-jobs = Latest lists
import-name = List
import-no-name = List without a name
import-when = Handed over
import-stage = Where it stands
import-done = { $value } people done
import-of = of { $value }.
import-refresh = Show where it stands now
import-broken = The work was broken off, by a restart for example. Nothing is half done: begin again below.
import-held-up = Another import was under way. Wait until it has ended and begin again.
import-nothing-read = No row could be read. Look at the columns below.
import-begin = Import
import-drop = Throw the list away
import-twice = Two columns are { $value }. Choose one of them.
import-unmarked = The column { $value } says who is protected. Choose Protection for it: without it, somebody who is hidden may be seen.

stage-mapping = Say what the columns are
stage-checking = Finding out what would change
stage-checked = Nothing is changed yet
stage-importing = Importing
stage-done = Done
stage-dropped = The list was thrown away
stage-failed = Something went wrong on our side
stage-broken = Broken off

mapping-title = Columns
mapping-lead = The choices are guessed or from the last time. They are kept for the next list with the same headings, but for the answer on protection.
mapping-sheet = What the list holds
mapping-columns = The columns of the list
mapping-head = Heading
mapping-samples = Below each choice are examples from the list; what is sensitive is hidden.
mapping-field = Is
mapping-none = Not used
mapping-unit = Unit of all rows
mapping-unit-hint = Only where the list has no column for the unit.
mapping-silence = When the list says nothing of protected personal data
mapping-silence-unknown = Not known: the person waits for a decision
mapping-silence-none = The system marks everybody who is protected: no protection
mapping-check = Show what would change

sheet-pupils = Pupils
sheet-guardians = Guardians
sheet-staff = Staff
sheet-groups = Groups
sheet-units = Units

column-key = Id in the other system
column-civic = Identity number
column-given = Given name
column-middle = Middle name
column-family = Family name
column-name = Whole name
column-born = Day of birth
column-sex = Sex
column-mark = Protection
column-email = E-mail
column-phone = Telephone
column-mobile = Mobile
column-street = Street
column-postal-code = Postal code
column-locality = Town
column-unit = Unit
column-unit-code = Code of the unit
column-unit-kind = Kind of unit
column-parent = Unit above
column-form = Form of school
column-year = School year
column-group = Group or class
column-group-kind = Kind of group
column-member = Member
column-role = Position
column-child = Child
column-relation = Relation
column-start = First day
column-end = Last day

found-title = What would change
found-done = What was changed
found-rows = { $value ->
    [one] One row was read.
   *[other] { $value } rows were read.
}
found-left-out = { $value ->
    [one] One row was left out, so nobody who is missing in the list is ended.
   *[other] { $value } rows were left out, so nobody who is missing in the list is ended.
}
found-still = Everything is as in the list already.
found-elsewhere = { $value ->
    [one] One person belongs to a unit that you may not import to, and is left alone.
   *[other] { $value } people belong to units that you may not import to, and are left alone.
}
found-faults = Faults in the list
found-row = Row
found-why = Fault
found-value = What it looks like
found-result = Result
found-out = The row is left out
found-without = Read without that cell
found-more = { $value ->
    [one] One more fault.
   *[other] { $value } more faults.
}
figure-caption = Numbers
figure-kind = What
figure-add = New
figure-change = Changed
figure-remove = Ended
figure-same = Unchanged
figure-quarantine = Wait for a decision
counted-persons = People
counted-units = Units
counted-groups = Groups
counted-duties = Positions

row-fault-column-missing = The file has no such column.
row-fault-too-many-cells = More cells than headings.
row-fault-cell-broken = A line break or very much text in a cell. Often it is a quotation mark that is never closed.
row-fault-key-missing = Neither an identity number nor an id.
row-fault-civic = No identity number.
row-fault-key-of-other = The same id is somebody else already, with another name and identity number.
row-fault-name-missing = The name is missing.
row-fault-name-differs = The same person has another name further up.
row-fault-unit-missing = The unit is missing.
row-fault-unit-ambiguous = Several units are called so or have that code.
row-fault-group-missing = The name of the group is missing.
row-fault-role-missing = The position is missing.
row-fault-date = No day. Write it as 2026-08-17.
row-fault-backwards = It ends before it begins.
row-fault-school-year = No school year from 0 to 10.
civic-fault-empty = The cell is empty.
civic-fault-characters = There are characters that no identity number has.
civic-fault-too-short = It is too short.
civic-fault-too-long = It is too long.
civic-fault-last-four-missing = The last four are missing.
civic-fault-check-digit-missing = The last digit is missing.
civic-fault-date = There is no such day.
civic-fault-future = The day has not come yet.
civic-fault-century = The plus sign does not fit the year.
civic-fault-serial = Such numbers are never given.
civic-fault-check-digit = The check digit does not fit.

breach-title = Stopped: much would change at once
breach-nothing-came = Nothing came, though there is something here.
breach-too-many-removed = Many would be ended.
breach-too-many-changed = Many would be changed or become protected.
breach-count = There are { $value }.
breach-allowed = At most { $value } are allowed at once.
breach-reason = Why is it right? The reason is kept in the log.
breach-let-through = Let it through once

source-title = School systems
source-hours = Changes are fetched each { $value } hours.
source-full-hours = Everything is fetched each { $value } hours.
source-remove = Stops when more than { $value } % would be ended
source-change = or more than { $value } % changed.
source-last-full = Everything was last fetched { $value }.
source-last-delta = Changes were last fetched { $value }.
source-never = Not fetched yet.
source-failed = The system could not be read. It is tried again.
source-failed-here = Fetching went wrong on our side. The fault is in the log for whoever runs the system. It is tried again.
source-erased = Erased here, still in the source
source-problems = Could not be read
source-run = Fetch changes now
source-run-full = Fetch everything now
source-running = Fetching goes on. Load the page again in a while.
source-busy = Another import is under way. Wait until it has ended.

marked-title = Protected
marked-lead = People who got a mark of protection, or had one that is gone. Nobody else sees them until you have decided.
marked-nobody = Nobody waits for a decision.
marked-caption = Waiting for a decision
marked-who = Who
marked-no-name = The name is not known
marked-what = What happened
marked-mark = Protection
marked-source = From
marked-when = When
marked-task-title = Decision on protection
marked-decision = Decision
marked-keep = Protected: keep the person hidden
marked-open = No protection: the person may be seen
marked-reason-hint = Write how you know. No addresses or other data of the person.
marked-decision-error = Choose one of the two.
marked-changed = This was changed while you had the page open. Read it again, then decide. What you wrote is still here.
marked-decide = Decide
mark-task-came = Protection came
mark-task-cleared = The protection is gone from the source
mark-task-gone = The person is gone from the source
protection-none = None
protection-secrecy = Confidentiality mark
protection-protected-registration = Protected registration
protection-unsaid = Nothing said of protection
protection-unknown = Unknown mark
