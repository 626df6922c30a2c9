# Registret över sociala medier som har bedömts.
field-platform-name = Namn
field-platform-medium = Slag
field-platform-unit = Bedömningen gäller för
field-platform-unit-hint = Välj huvudmannen om bedömningen gäller alla skolor.
field-platform-provider = Leverantör
field-platform-provider-hint = Skriv företaget som driver mediet och som villkoren är skrivna av.
field-platform-address = Webbplats
field-platform-handling = Så hanteras personuppgifter där
field-platform-handling-hint = Skriv vad mediet samlar in, vem som får del av det, och om det går ihop med dataskyddsreglerna.
field-platform-country = Där uppgifterna finns
field-platform-least-age = Lägsta ålder enligt villkoren
field-platform-terms-read-on = Villkoren lästes den
field-platform-terms = Går villkoren ihop med våra regler?
field-platform-verdict = Bedömning och skäl
field-platform-conditions = Villkor för att använda det
field-platform-assessed-by = Bedömt av
field-platform-assessed-on = Bedömt den
field-platform-review-on = Bedöms på nytt senast

option-medium-network = Socialt nätverk
option-medium-pictures = Bilder
option-medium-video = Film
option-medium-messages = Meddelanden
option-medium-blog = Blogg
option-medium-forum = Forum
option-medium-other = Annat

option-terms-reconcilable = Ja
option-terms-irreconcilable = Nej
option-terms-unclear = Oklart

state-platform-unassessed = Inte bedömt
state-platform-usable = Får användas
state-platform-conditional = Får användas på villkor
state-platform-not-to-be-used = Får inte användas
state-platform-retired = Inte längre aktuellt

step-platform-find-usable = Tillåt
step-platform-find-conditional = Tillåt på villkor
step-platform-find-unusable = Tillåt inte
step-platform-retire = Ta ur listan
