# Samples of the log: drawn so that nobody can choose, and judged by somebody who did not do it.
sample-title = Sample of the log
sample-lead = A number that nobody has chosen decides what is drawn. Each access is judged by somebody who did not do it.
sample-asked = Somebody has asked for this review. It is about who has read data about: { $value }.
sample-aim = What is the sample drawn from?
sample-aim-random = Everybody's accesses
sample-aim-by = One person's accesses
sample-aim-about = Accesses to one person's data
sample-drawn-from = Drawn from
sample-name = Name of the person
sample-name-hint = Needed only where the sample is about one person. Whoever has protected personal data is found by the whole name only, by those who may open the data.
sample-person = Person
sample-from = First day
sample-until = Last day
sample-count = How many
sample-count-hint = From 1 to 200.
sample-how = First the program makes a random number and writes its checksum into the log. Then the sample is drawn. The number is shown once everything is judged, and anybody can then draw the same sample again. The sample is drawn from the log of this service. The logs of other systems, such as that of health records, are checked there.
sample-draw = Draw the sample
sample-go-on = The random number is fixed, but the sample is not drawn yet. Go on and draw it.
sample-period = Period
sample-drawn = Fixed
sample-size = How many entries the log had then
sample-commitment = Checksum of the random number (SHA-256)
sample-none = There is nothing here: nobody read or changed personal data in the period.
sample-left =
    { $value ->
        [0] Everything is judged.
        [one] { $value } access is left to judge.
       *[other] { $value } accesses are left to judge.
    }
sample-others = Judged by somebody else
sample-own = Your own access: somebody else judges it
sample-breach = Report a personal data breach
sample-save = Save the judgements
sample-proof = Check the sample
sample-proof-lead = The random number gives the checksum that was in the log before the sample was drawn. The command draws the same accesses from the log again, in the same order.
sample-seed = Random number
sample-command = Command
sample-drawn-note =
    { $value ->
        [one] The sample is drawn: { $value } access.
       *[other] The sample is drawn: { $value } accesses.
    }
sample-error-not-drawn = The sample is not drawn. Open “Sample of the log” in the case and draw it first.
sample-error-not-judged = Not all of the sample is judged. Nobody judges their own accesses: what is left is judged by somebody else with whom the step lies, or by whoever you hand it over to.
sample-error-day = Write a day.
sample-error-ahead = The day lies in the future. Choose one that has been.
sample-error-order = The last day is before the first. Correct one of them.
sample-error-count = Write a number from 1 to { $value }.
sample-error-aim = Choose what the sample is drawn from.
sample-error-name = Write at least two letters of the name.
sample-error-person = Choose from the list who is meant, or write the whole name.
sample-error-finding = Choose a judgement, or take the comment away.
sample-error-note = Write in a comment what has to be explained, or why it was not right.
sample-error-nothing = Judge at least one access.

my-log-ask-title = Do you wonder about something here?
my-log-ask-lead = Ask for a review. Somebody then goes through who has read the data, and whether each of them needed to. Nobody reviews what they have read themselves.
my-log-ask-text = What do you wonder about?
my-log-ask-send = Ask for a review
my-log-ask-waiting = You asked for a review on { $value }. Whoever is to do it has been told.
my-log-ask-case = Somebody asks for a review of who has read
my-log-ask-hidden = Somebody has asked for a review of who has read data. Whose it is, whoever reviews can see.
my-log-ask-hidden-lead = The data is protected. So you write nothing here, and your name does not stand in the case: only whoever reviews sees whose data it is.
my-log-ask-error-waiting = You have asked for a review already, and it has not begun yet.
