# Registret över biträdesavtal.
field-agreement-name = Avtalets namn
field-agreement-processor = Personuppgiftsbiträde
field-agreement-unit = Avtalet är slutet av
field-agreement-unit-hint = Välj huvudmannen om avtalet gäller alla skolor, annars den enhet som har skrivit på.
field-agreement-kind = Slag av avtal
field-agreement-kind-hint = Ett ramavtal är slutet centralt och gäller flera; ett eget avtal har enheten själv slutit.
field-agreement-covers = Vad avtalet omfattar
field-agreement-covers-hint = Skriv vilka tjänster och vilka skolor avtalet gäller.
field-agreement-service-signed-by = Skrev på tjänsteavtalet
field-agreement-service-signed-by-hint = Välj den som köpte tjänsten, och som därför svarar för att biträdesavtalet finns.
field-agreement-answers = Ansvarig
field-agreement-answers-hint = Välj den som svarar för ett ramavtal, eller den som har tagit över ett eget avtal.
field-agreement-clauses = Vad avtalet ska säga
field-agreement-clauses-hint = Kryssa för det du själv har läst i avtalet; allt måste finnas innan det kan gälla.
field-agreement-sub-processors = Underbiträden enligt avtalet
field-agreement-has-transfers = Lämnar uppgifterna EU och EES?
field-agreement-transfers = Vilka uppgifter, och till vilket land
field-agreement-safeguard = Skydd vid överföring
field-agreement-read-on = Läst den
field-agreement-read-on-hint = Skriv dagen då någon läste hela avtalet, inte bara skrev på.
field-agreement-read-by = Läst av
field-agreement-meets-gdpr = Räcker avtalet enligt dataskyddsförordningen?
field-agreement-meets-gdpr-hint = Svara ja bara om både sekretess och datasäkerhet är ordnade i avtalet.
field-agreement-document = Avtalet som fil
field-agreement-signed-by = Undertecknat av
field-agreement-signed-on = Undertecknat den
field-agreement-ends-on = Gäller till och med
field-agreement-remarks = Brister
field-agreement-ended-on = Upphörde den

option-agreement-kind-own = Eget avtal
option-agreement-kind-framework = Ramavtal

option-clauses-subject-matter = Vad biträdet ska göra
option-clauses-duration = Hur länge det ska hållas på
option-clauses-nature = På vilket sätt och för vilka ändamål
option-clauses-data = Vilka uppgifter det gäller
option-clauses-subjects = Vems uppgifter det gäller
option-clauses-duties = Våra skyldigheter och rättigheter
option-clauses-instructions = Biträdet gör bara det som vi har sagt skriftligt
option-clauses-confidentiality = De som arbetar med uppgifterna har tystnadsplikt
option-clauses-security = Biträdet skyddar uppgifterna så som lagen kräver
option-clauses-sub-processors = Underbiträden anlitas bara om vi har godkänt det, och på samma villkor
option-clauses-rights = Biträdet hjälper till när någon vill se, rätta eller få bort sina uppgifter
option-clauses-assistance = Biträdet hjälper till med säkerhet, incidenter och konsekvensbedömningar
option-clauses-deletion = När avtalet är slut raderas uppgifterna eller lämnas tillbaka
option-clauses-audit = Vi får kontrollera, och biträdet säger till om något vi begär är olagligt

state-agreement-draft = Utkast
state-agreement-in-force = Gäller
state-agreement-deficient = Gäller, med brister
state-agreement-ended = Har upphört

step-agreement-sign = Sätt i kraft
step-agreement-note-deficient = Notera brister
step-agreement-prolong = Förläng
step-agreement-end = Avsluta
