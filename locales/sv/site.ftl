# Ramen kring varje sida, startsida och sökning.
skip = Hoppa till innehållet
nav-label = Huvudmeny
nav-ask = Fråga
nav-guidelines = Riktlinjer
nav-changes = Ändringar
nav-health = Hälsa
search-label = Sök
search-placeholder = klassfoto
search-button = Sök
other-language = English
footer-label = Sidfot
footer-day = regler i kraft
footer-api = API

start-title = Får jag …?
start-lead = Skriv som du skulle säga det. Du får ett svar och regeln bakom.
start-search = Sök fråga
start-field = Vad vill du göra?
start-placeholder = klassfoto på insta
start-often = Ofta frågat
start-answered = Fler frågor som reglerna svarar på
start-silent = Frågor som reglerna inte svarar på
start-silent-lead = Här säger de egna reglerna inget. Frågan visar vem du kan vända dig till.

search-title = Sök
search-title-for = Sökning: { $value }
search-found = Menar du någon av dessa?
search-empty = Skriv vad du vill göra med egna ord, till exempel ”klassfoto på insta” eller ”lapp hem om utflykt”.
search-nothing = Inget hittades på ”{ $value }”
search-advice = Pröva ett annat ord eller ett kortare.
search-all = Se alla frågor
search-ask = Hittar du inte din fråga? Vänd dig till { $value }.
search-too-long = Det är för mycket text för en sökning. Skriv några ord i stället, högst 300 tecken.

accessibility-title = Tillgänglighet
accessibility-lead = Alla ska kunna få svar, också utan mus, utan skript och med uppläst skärm.
accessibility-standard = Sidorna följer WCAG 2.2 på nivå AA. Varje sida prövas maskinellt i en riktig webbläsare, ljust och mörkt, från 320 bildpunkters bredd.
accessibility-keyboard = Allt går att nå med tangentbordet, och det som har fokus syns.
accessibility-looks = Färg säger aldrig något ensam: ett tecken och ett ord står bredvid.
accessibility-data = Inga personuppgifter efterfrågas. Det du svarar står bara i adressen, och kakor minns bara val av språk och organisation.
accessibility-ask = Hittar du ett hinder, berätta för den som sköter tjänsten hos er.
