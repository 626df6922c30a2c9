# The register of processors.
field-processor-name = Name
field-processor-organisation-number = Organisation number
field-processor-organisation-number-hint = Write the Swedish number, or the country's own if the company is not Swedish.
field-processor-unit = Engaged by
field-processor-unit-hint = Choose the organiser if all schools share the processor.
field-processor-contact = E-mail
field-processor-services = What the processor does for us
field-processor-services-hint = Write which services it is about and what happens to the personal data there.
field-processor-subjects = Whose data
field-processor-data = What data
field-processor-country = Where the data is
field-processor-safeguard = Safeguard for transfers
field-processor-sub-processors = Sub-processors
field-processor-sub-processors-hint = Write whom the processor engages in turn, for what and in which country.
field-processor-security = Security measures
field-processor-security-hint = Write how the data is protected, such as by encryption, permissions and logging.
field-processor-review = What the check showed
field-processor-reviewed-by = Checked by
field-processor-reviewed-on = Checked on
field-processor-review-on = To be checked again by
field-processor-ended-on = Ended on

state-processor-proposed = Proposed
state-processor-suitable = Suitable
state-processor-with-remarks = Suitable, with remarks
state-processor-unsuitable = Unsuitable
state-processor-ended = Ended

step-processor-find-suitable = Find suitable
step-processor-remark = Make a remark
step-processor-find-unsuitable = Find unsuitable
step-processor-end = End
