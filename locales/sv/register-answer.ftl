# Registret över svar som har sparats som beslut.
field-answer-question = Fråga
field-answer-unit = Enhet
field-answer-organisation = Organisation vars regler gällde
field-answer-conditions = Det som ska ordnas först
field-answer-address = Frågan igen
field-answer-decide-by = Ta ställning senast
field-answer-outcome = Utfallet i reglernas ord
field-answer-outcome-now = Utfallet nu, i reglernas ord
field-answer-facts = Det som var känt
field-answer-verdict = Besked
field-answer-rules = Regler som avgjorde
field-answer-note = Anteckning
field-answer-kept-by = Sparat av
field-answer-kept-on = Sparat den
field-answer-otherwise = Vad svaret blir nu
field-answer-remark = Kommentar

option-verdict-yes = Ja
option-verdict-yes-if = Ja, om
option-verdict-no = Nej
option-verdict-silent = Reglerna säger inget
option-verdict-disagree = Reglerna är oense
option-verdict-depends = Det beror på

state-answer-stands = Gäller
state-answer-reopened = Behöver tas upp igen
state-answer-dropped = Gäller inte längre

step-answer-reopen = Ta upp igen
step-answer-uphold = Låt det gälla
step-answer-drop = Låt det falla

field-answer-unit-hint = Enheten som beslutet gäller.
field-answer-note-hint = Det som den som läser beslutet senare behöver veta. Inga namn på elever.
