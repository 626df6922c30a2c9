# The register of processing activities.
field-processing-name = Name
field-processing-unit = Unit
field-processing-unit-hint = Choose the organiser if all schools do the same.
field-processing-capacity = Our role
field-processing-capacity-hint = We are the controller when we decide why and how, and a processor when somebody else decides.
field-processing-for-whom = For whom
field-processing-for-whom-hint = Write whose processor we are, and whom to reach there.
field-processing-purposes = Purposes
field-processing-purposes-hint = Write why the data is needed, so that those it is about understand.
field-processing-basis = Legal basis
field-processing-basis-note = More on the basis
field-processing-basis-note-hint = Write which law or task the basis rests on, and what is uncertain.
field-processing-is-sensitive = Is there sensitive data?
field-processing-is-sensitive-hint = Health, allergies, religion and ethnic origin are sensitive, also where they only show indirectly.
field-processing-condition = Why sensitive data may be used
field-processing-subjects = Whose data
field-processing-data = What data
field-processing-recipients = Recipients
field-processing-recipients-hint = Write who gets the data outside the unit.
field-processing-systems = Systems and places
field-processing-systems-hint = Choose all places where the data is, binders too.
field-processing-processors = Processors
field-processing-has-transfers = Does the data leave the EU and EEA?
field-processing-transfers = What data, and to which country
field-processing-safeguard = Safeguard for transfers
field-processing-erasure = Erasure
field-processing-erasure-hint = Write when the data is removed, or which decision says so.
field-processing-security = Security measures
field-processing-security-hint = Write how the data is protected, such as by permissions, logging and locked cabinets.
field-processing-assessment = Impact assessment
field-processing-assessment-hint = It is needed where much is at stake, such as sensitive data about many children.
field-processing-assessed-on = Impact assessment made on
field-processing-review-on = To be reviewed by
field-processing-ended-on = Ended on

option-capacity-controller = Controller
option-capacity-joint = Controller together with somebody else
option-capacity-processor = Processor

option-basis-consent = Consent
option-basis-contract = Contract
option-basis-legal-obligation = Legal obligation
option-basis-vital-interests = Protection of somebody's life
option-basis-public-task = Task in the public interest or exercise of authority
option-basis-legitimate-interests = Balance of interests

option-condition-explicit-consent = Explicit consent
option-condition-employment = Duties and rights in working life
option-condition-vital-interests = Protection of somebody's life
option-condition-made-public = The person has made the data public
option-condition-claims = Legal claims
option-condition-public-interest = Important public interest
option-condition-health-care = Health care
option-condition-archiving = Archives, research or statistics

option-assessment-not-needed = Not needed
option-assessment-needed = Needed, not made yet
option-assessment-done = Made

state-processing-draft = Draft
state-processing-in-use = Going on
state-processing-ended = Ended

step-processing-adopt = Adopt
step-processing-end = End
