# Signing in through others: the organiser's sign-in and cards.
sign-in-provider = Sign in with { $value }
sign-in-or = Or sign in with a passkey: the finger, face or code on your own phone or computer.
sign-in-card = Sign in with a card

outside-again = To sign-in
outside-unknown-title = You have no account here
outside-unknown-lead = Ask your school if you need one.
outside-stale-title = Start over
outside-stale-lead = Signing in took too long, or went on in another window.
outside-away-title = { $value } does not answer
outside-away-lead = { $value } does not answer at the moment. Try again in a while, or sign in another way.
outside-declined-title = You are not signed in
outside-declined-lead = { $value } did not sign you in. Try again, or sign in another way.
outside-other-title = That was somebody else
outside-other-lead = You signed in as another account than the one that you are signed in with here. Sign out first if you want to change.
outside-weak-title = Two steps are needed
outside-weak-lead = Sign in in a way in which you show two things, such as a code on your telephone and your password.
outside-taken-title = In use already
outside-taken-lead = That sign-in belongs to another account. Ask your school if that is wrong.
outside-no-card-title = No card was found
outside-no-card-lead = Put the card into the reader, close the browser entirely and try again. Choose the certificate on the card when the browser asks.
outside-bad-card-title = The card cannot be used
outside-bad-card-lead = The card has run out, is blocked, or comes from somebody else. Ask whoever orders cards where you work.

onward-title = Link with your account
onward-lead = You now sign in with { $value }. When you come back, that sign-in belongs to your account here.
onward-go = Continue with { $value }
onward-not = Cancel

signed-out-title = You are signed out
signed-out-lead = You are signed out from here. You may still be signed in at { $value }.
signed-out-go = Sign out of { $value } too

organiser-title = Where do you want to sign in?

identities-title = My linked sign-ins
identities-lead = With these you sign in to your account here.
identities-none = None are linked yet.
identities-remove = Remove
identities-link = Link { $value }
identities-link-card = Link a card
identities-only = This is your only way to sign in. Add a passkey or link another sign-in, then you can remove it.
