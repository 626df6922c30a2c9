# Registret över personuppgiftsbiträden.
field-processor-name = Namn
field-processor-organisation-number = Organisationsnummer
field-processor-organisation-number-hint = Skriv det svenska numret, eller landets eget om företaget inte är svenskt.
field-processor-unit = Anlitas av
field-processor-unit-hint = Välj huvudmannen om biträdet är gemensamt för alla skolor.
field-processor-contact = E-post
field-processor-services = Vad biträdet gör åt oss
field-processor-services-hint = Skriv vilka tjänster det gäller och vad som händer med personuppgifterna där.
field-processor-subjects = Vems uppgifter
field-processor-data = Vilka uppgifter
field-processor-country = Där uppgifterna finns
field-processor-safeguard = Skydd vid överföring
field-processor-sub-processors = Underbiträden
field-processor-sub-processors-hint = Skriv vilka biträdet i sin tur anlitar, för vad och i vilket land.
field-processor-security = Skyddsåtgärder
field-processor-security-hint = Skriv hur uppgifterna skyddas, till exempel med kryptering, behörigheter och loggning.
field-processor-review = Vad kontrollen visade
field-processor-reviewed-by = Kontrollerat av
field-processor-reviewed-on = Kontrollerat den
field-processor-review-on = Kontrolleras på nytt senast
field-processor-ended-on = Avslutat den

state-processor-proposed = Föreslaget
state-processor-suitable = Lämpligt
state-processor-with-remarks = Lämpligt, med anmärkning
state-processor-unsuitable = Olämpligt
state-processor-ended = Avslutat

step-processor-find-suitable = Bedöm som lämpligt
step-processor-remark = Lämna en anmärkning
step-processor-find-unsuitable = Bedöm som olämpligt
step-processor-end = Avsluta
