# The register of answers that were kept as decisions.
field-answer-question = Question
field-answer-unit = Unit
field-answer-organisation = Organisation whose rules applied
field-answer-conditions = To be arranged first
field-answer-address = The question again
field-answer-decide-by = Decide by
field-answer-outcome = The outcome in the terms of the rules
field-answer-outcome-now = The outcome now, in the terms of the rules
field-answer-facts = What was known
field-answer-verdict = Verdict
field-answer-rules = Rules that decided
field-answer-note = Note
field-answer-kept-by = Kept by
field-answer-kept-on = Kept on
field-answer-otherwise = What the answer would be now
field-answer-remark = Comment

option-verdict-yes = Yes
option-verdict-yes-if = Yes, if
option-verdict-no = No
option-verdict-silent = The rules do not say
option-verdict-disagree = The rules disagree
option-verdict-depends = It depends

state-answer-stands = In force
state-answer-reopened = To be taken up again
state-answer-dropped = No longer in force

step-answer-reopen = Take up again
step-answer-uphold = Let it stand
step-answer-drop = Let it fall

field-answer-unit-hint = The unit that the decision is for.
field-answer-note-hint = What whoever reads the decision later needs to know. No names of pupils.
