# The log, and reasons for seeing what is sensitive.
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
