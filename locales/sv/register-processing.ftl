# Registret över behandlingar av personuppgifter.
field-processing-name = Namn
field-processing-unit = Enhet
field-processing-unit-hint = Välj huvudmannen om alla skolor gör likadant.
field-processing-capacity = Vår roll
field-processing-capacity-hint = Vi är ansvariga när vi bestämmer varför och hur, och biträde när någon annan bestämmer det.
field-processing-for-whom = För vem
field-processing-for-whom-hint = Skriv vem vi är biträde åt, och vem man når där.
field-processing-purposes = Ändamål
field-processing-purposes-hint = Skriv varför uppgifterna behövs, så att den det gäller förstår.
field-processing-basis = Rättslig grund
field-processing-basis-note = Mer om grunden
field-processing-basis-note-hint = Skriv vilken lag eller vilket uppdrag grunden vilar på, och det som är osäkert.
field-processing-is-sensitive = Finns känsliga uppgifter med?
field-processing-is-sensitive-hint = Hälsa, allergi, religion och etniskt ursprung är känsligt, också när det bara framgår indirekt.
field-processing-condition = Varför känsliga uppgifter får användas
field-processing-subjects = Vems uppgifter
field-processing-data = Vilka uppgifter
field-processing-recipients = Mottagare
field-processing-recipients-hint = Skriv vilka som får uppgifterna utanför enheten.
field-processing-systems = System och platser
field-processing-systems-hint = Välj alla ställen där uppgifterna finns, också pärmar.
field-processing-processors = Personuppgiftsbiträden
field-processing-has-transfers = Lämnar uppgifterna EU och EES?
field-processing-transfers = Vilka uppgifter, och till vilket land
field-processing-safeguard = Skydd vid överföring
field-processing-erasure = Gallring
field-processing-erasure-hint = Skriv när uppgifterna tas bort, eller i vilket beslut det står.
field-processing-security = Skyddsåtgärder
field-processing-security-hint = Skriv hur uppgifterna skyddas, till exempel med behörigheter, loggning och låsta skåp.
field-processing-assessment = Konsekvensbedömning
field-processing-assessment-hint = Den behövs när mycket står på spel, till exempel känsliga uppgifter om många barn.
field-processing-assessed-on = Konsekvensbedömningen gjordes den
field-processing-review-on = Ses över senast
field-processing-ended-on = Upphörde den

option-capacity-controller = Personuppgiftsansvarig
option-capacity-joint = Ansvarig tillsammans med någon annan
option-capacity-processor = Personuppgiftsbiträde

option-basis-consent = Samtycke
option-basis-contract = Avtal
option-basis-legal-obligation = Rättslig förpliktelse
option-basis-vital-interests = Skydd för någons liv
option-basis-public-task = Uppgift av allmänt intresse eller myndighetsutövning
option-basis-legitimate-interests = Intresseavvägning

option-condition-explicit-consent = Uttryckligt samtycke
option-condition-employment = Skyldigheter och rättigheter i arbetslivet
option-condition-vital-interests = Skydd för någons liv
option-condition-made-public = Personen har själv gjort uppgifterna offentliga
option-condition-claims = Rättsliga anspråk
option-condition-public-interest = Viktigt allmänt intresse
option-condition-health-care = Hälso- och sjukvård
option-condition-archiving = Arkiv, forskning eller statistik

option-assessment-not-needed = Behövs inte
option-assessment-needed = Behövs, inte gjord än
option-assessment-done = Gjord

state-processing-draft = Utkast
state-processing-in-use = Pågår
state-processing-ended = Har upphört

step-processing-adopt = Fastställ
step-processing-end = Avsluta
