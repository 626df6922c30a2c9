# The register of answers that were kept as decisions.
field-answer-question = Question
field-answer-unit = Unit
field-answer-asked = Name of the question
field-answer-organisation = Organisation whose rules applied
field-answer-facts = What was known
field-answer-verdict = Verdict
field-answer-rules = Rules that decided
field-answer-editions = Editions of the rules
field-answer-note = Note
field-answer-kept-by = Kept by
field-answer-kept-on = Kept on
field-answer-otherwise = What the answer would be now
field-answer-remark = Comment

option-verdict-yes = Yes
option-verdict-yes-if = Yes, if
option-verdict-no = No
option-verdict-silent = The rules do not say
option-verdict-disagreement = The rules disagree
option-verdict-open = It depends

state-answer-stands = In force
state-answer-reopened = To be taken up again
state-answer-dropped = No longer in force

step-answer-reopen = Take up again
step-answer-uphold = Let it stand
step-answer-drop = Let it fall
