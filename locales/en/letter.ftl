### Mail that goes out. It says what happened and where to read more, and names nobody.

letter-reveal-secret = A shared login was shown
letter-emergency = Somebody has begun an emergency access
letter-answer-reopened = A kept answer has to be taken up again
letter-case-owed = You have something to do in a case
letter-case-begun = A case has been started
letter-case-told = A step of a case is done
letter-case-closed = A case that you started is closed
letter-case-before = Something in a case is due soon
letter-case-due = Something in a case is due now
letter-case-after = Something in a case is overdue
letter-removal-confirm = Confirm what you asked for
letter-removal-confirm-note = Open the link and press the button within 7 days. If it was not you who wrote to us, you need not do anything: nothing happens then.
letter-removal-answered = There is an answer to what you asked for
letter-removal-answered-note = The link works for 90 days. Do not pass it on to anybody.
letter-digest = You have things to do in Varsam
letter-stand-in = You stand in for somebody who is away
letter-yearly-before = Something that recurs is to be started soon
letter-yearly-due = Something that recurs was to be started by now
letter-yearly-after = Something that recurs was not started in time
letter-register-soon = Something in a register needs attention within 60 days
letter-register-over = The time of something in a register is over
letter-password-due = The password of an account has to be changed
letter-more = Read more here: { $value }
letter-end = This was sent by Varsam. Replies reach nobody.

### Mail that did not go out, on the first page of whoever gives the person roles.

unsent-title = Mail that did not arrive
unsent-lead = Mail about something here has not gone out to these people in the last month, or nobody knows. Tell them in some other way. If it is the address, see to it that it is put right.
unsent-no-address = No e-mail address is known.
unsent-refused = The mail server did not take the mail.
unsent-uncertain = It is not certain whether the mail went out.
unsent-other = The mail could not be sent. Whoever runs the service can see why.
