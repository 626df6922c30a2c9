# The register of social media that have been assessed.
field-platform-name = Name
field-platform-medium = Kind
field-platform-unit = The assessment holds for
field-platform-unit-hint = Choose the organiser if the assessment holds for all schools.
field-platform-provider = Provider
field-platform-provider-hint = Write the company that runs the medium and wrote its terms.
field-platform-address = Web site
field-platform-handling = How personal data is handled there
field-platform-handling-hint = Write what the medium collects, who gets it, and whether that meets the data protection rules.
field-platform-country = Where the data is
field-platform-least-age = Lowest age by its terms
field-platform-terms-read-on = Terms read on
field-platform-terms = Can the terms be reconciled with our rules?
field-platform-verdict = Assessment and reasons
field-platform-conditions = Conditions of use
field-platform-assessed-by = Assessed by
field-platform-assessed-on = Assessed on
field-platform-review-on = To be assessed again by

option-medium-network = Social network
option-medium-pictures = Pictures
option-medium-video = Film
option-medium-messages = Messages
option-medium-blog = Blog
option-medium-forum = Forum
option-medium-other = Other

option-terms-reconcilable = Yes
option-terms-irreconcilable = No
option-terms-unclear = Unclear

state-platform-unassessed = Not assessed
state-platform-usable = May be used
state-platform-conditional = May be used on conditions
state-platform-not-to-be-used = May not be used
state-platform-retired = No longer relevant

step-platform-find-usable = Allow
step-platform-find-conditional = Allow on conditions
step-platform-find-unusable = Do not allow
step-platform-retire = Take off the list
