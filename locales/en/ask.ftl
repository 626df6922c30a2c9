# The interview and the page of the answer.
ask-errors = Put this right first
ask-dropped = By what you answered, this no longer applies and is left out:
ask-so-far = You have answered
ask-change = Change
ask-given = Holds where you are
ask-number = A whole number,
ask-next = Next
ask-afresh = Start over
ask-left =
    { $value ->
        [one] The last question.
       *[other] { $value } more questions at most.
    }
ask-known = Known from the register:
ask-no-entry = No entry is called “{ $value }”, or several are. Choose one in the list.
ask-pick-app = Which app is it?
ask-pick-service = Which learning service is it?
ask-pick-platform = Which medium is it?
ask-pick-agreement = Which agreement is it?
ask-pick-system = Which system or place is it?
ask-pick-account = Which account is it?
ask-pick-camera = Which camera is it?
ask-pick-hint = The register already knows the answer. Type a few letters and choose in the list.
ask-pick-take = Get it from the register

answer-careful = The stricter answer holds
answer-careful-lead = You do not know all that decides. The answer holds until somebody has found out:
answer-ask = Ask { $value }.
answer-unsure = Still unsure? Ask { $value }.
answer-conditions = Arrange this first
answer-any-way = One of the ways is enough.
answer-either = Either
answer-or = Or
answer-recalculate = Work out the answer again
check-yes = Done
check-no = Not yet
check-refused = Cannot be had
answer-instead = Do this instead
answer-duties = Remember
answer-why = Why
answer-outranked = Rules that give way
answer-steps = Step by step
answer-either-way = The answer depends on this
answer-what-if = What would change the answer?
answer-what-if-lead = For those who want to understand the rule. Only change what really is different.
answer-again = Ask again from the start
answer-copy = Copy link
answer-copied = The link is copied
answer-keep = Keep as a decision
answer-not-asked-any-more = The question, or what was known, is no longer in the rules.
answer-print = Print
way-if = If
way-then = Then
holds-yes = True
holds-no = Not true
holds-open = Not known
remark-silence = The rules are silent
remark-contradiction = The sources contradict each other
remark-reading = How the rule is read
remark-link = Read more
cite-edition = edition
cite-in-force = in force
cite-unverified = Not checked against the source
