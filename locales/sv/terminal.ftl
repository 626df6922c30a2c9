# Terminalen: varsam ask.
terminal-or = eller
terminal-instead = Gör så här i stället:
terminal-why = Därför:
terminal-gives-way = Ger vika:
terminal-remarks = Att veta:
terminal-duties = Då gäller också:
terminal-depends = Det beror på:
terminal-next = Nästa fråga: { $value }
terminal-careful = Den som inte kan ta reda på mer håller sig till det strängare svaret: { $value }.
terminal-what-if = För att lära: det här hade ändrat svaret
terminal-facts = Utifrån:
terminal-ask = Fråga:
terminal-unverified = ej kontrollerad mot källan
terminal-number = Ett heltal, { $value }. Tomt: jag vet inte.
terminal-choose = Vad undrar du?
terminal-stopped = avbrutet
