### Mail that goes out. It says what happened and where to read more, and names nobody.

letter-reveal-secret = A shared login was shown
letter-emergency = Somebody has begun an emergency access
letter-answer-reopened = A kept answer has to be taken up again
letter-more = Read more here: { $value }
letter-end = This was sent by Varsam. Replies reach nobody.
