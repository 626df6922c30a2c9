# Att logga in genom andra: kommunens inloggning och kort.
sign-in-provider = Logga in med { $value }
sign-in-or = Eller logga in med en inloggningsnyckel: fingret, ansiktet eller koden på din egen telefon eller dator.
sign-in-card = Logga in med kort

outside-again = Till inloggningen
outside-unknown-title = Du har inget konto här
outside-unknown-lead = Fråga din skola om du behöver ett.
outside-stale-title = Börja om inloggningen
outside-stale-lead = Den tog för lång tid, eller fortsatte i ett annat fönster.
outside-away-title = { $value } svarar inte
outside-away-lead = { $value } svarar inte just nu. Försök igen om en stund, eller logga in på ett annat sätt.
outside-declined-title = Du är inte inloggad
outside-declined-lead = { $value } loggade inte in dig. Försök igen, eller logga in på ett annat sätt.
outside-other-title = Det var någon annan
outside-other-lead = Du visade inloggningen för ett annat konto än det du är inloggad med här. Logga ut först om du vill byta.
outside-weak-title = Det behövs två steg
outside-weak-lead = Logga in på ett sätt där du visar två saker, till exempel en kod i telefonen och ditt lösenord.
outside-taken-title = Används redan
outside-taken-lead = Den inloggningen hör till ett annat konto. Fråga din skola om det är fel.
outside-no-card-title = Inget kort hittades
outside-no-card-lead = Sätt kortet i läsaren, stäng webbläsaren helt och försök igen. Välj certifikatet på kortet när webbläsaren frågar.
outside-bad-card-title = Kortet går inte att använda
outside-bad-card-lead = Kortet har gått ut, är spärrat eller kommer från någon annan. Fråga den som beställer kort hos er.

onward-title = Koppla till ditt konto
onward-lead = Nu loggar du in med { $value }. När du kommer tillbaka hör den inloggningen till ditt konto här.
onward-go = Fortsätt med { $value }
onward-not = Avbryt

signed-out-title = Du är utloggad
signed-out-lead = Du är utloggad härifrån. Du kan fortfarande vara inloggad hos { $value }.
signed-out-go = Logga ut från { $value } också

organiser-title = Var vill du logga in?

identities-title = Mina kopplade inloggningar
identities-lead = Med dem loggar du in på ditt konto här.
identities-none = Inga är kopplade än.
identities-remove = Ta bort
identities-link = Koppla { $value }
identities-link-card = Koppla ett kort
identities-only = Det här är ditt enda sätt att logga in. Lägg till en nyckel eller koppla en annan inloggning, så kan du ta bort det.
