# The register of processor agreements.
field-agreement-name = Name of the agreement
field-agreement-processor = Processor
field-agreement-unit = Agreed by
field-agreement-unit-hint = Choose the organiser if the agreement holds for all schools, otherwise the unit that signed it.
field-agreement-kind = Kind of agreement
field-agreement-kind-hint = A framework agreement is made centrally and holds for several; an own one was made by the unit itself.
field-agreement-covers = What the agreement covers
field-agreement-covers-hint = Write which services and which schools the agreement is about.
field-agreement-service-signed-by = Signed the service agreement
field-agreement-service-signed-by-hint = Choose whoever bought the service, and therefore answers for there being a processor agreement.
field-agreement-answers = Responsible
field-agreement-answers-hint = Choose who answers for a framework agreement, or has taken over an own one.
field-agreement-clauses = What the agreement has to say
field-agreement-clauses-hint = Tick what you have read in the agreement yourself; all of it has to be there before it can be in force.
field-agreement-sub-processors = Sub-processors by the agreement
field-agreement-has-transfers = Does the data leave the EU and EEA?
field-agreement-transfers = What data, and to which country
field-agreement-safeguard = Safeguard for transfers
field-agreement-read-on = Read on
field-agreement-read-on-hint = Write the day when somebody read the whole agreement, not just signed it.
field-agreement-read-by = Read by
field-agreement-meets-gdpr = Does it meet the data protection regulation?
field-agreement-meets-gdpr-hint = Answer yes only if both secrecy and data security are settled in the agreement.
field-agreement-document = The agreement as a file
field-agreement-signed-by = Signed by
field-agreement-signed-on = Signed on
field-agreement-ends-on = In force until
field-agreement-remarks = Deficiencies
field-agreement-ended-on = Ended on

option-agreement-kind-own = Own agreement
option-agreement-kind-framework = Framework agreement

option-clauses-subject-matter = What the processor is to do
option-clauses-duration = For how long
option-clauses-nature = In what way and for what purposes
option-clauses-data = What data it is about
option-clauses-subjects = Whose data it is about
option-clauses-duties = Our duties and rights
option-clauses-instructions = The processor does only what we have said in writing
option-clauses-confidentiality = Those who work with the data are bound to secrecy
option-clauses-security = The processor protects the data as the law demands
option-clauses-sub-processors = Sub-processors are engaged only if we have approved it, and on the same terms
option-clauses-rights = The processor helps when somebody wants to see, correct or remove their data
option-clauses-assistance = The processor helps with security, breaches and impact assessments
option-clauses-deletion = When the agreement ends the data is erased or handed back
option-clauses-audit = We may check, and the processor tells us if something we ask for is unlawful

state-agreement-draft = Draft
state-agreement-in-force = In force
state-agreement-deficient = In force, deficient
state-agreement-ended = Ended

step-agreement-sign = Put into force
step-agreement-note-deficient = Note deficiencies
step-agreement-prolong = Prolong
step-agreement-end = End
