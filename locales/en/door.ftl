# Coming in and going out.
demo-note = This is a demonstration with made-up schools. Anybody on this computer can be anybody.
sign-in-title = Sign in
sign-in-demo = Choose whom you want to be. All persons are made up.
sign-in-as = Sign in
sign-out = Sign out
