### Mejl som går ut. De säger vad som har hänt och var man läser mer, och nämner ingen.

letter-reveal-secret = En gemensam inloggning har visats
letter-emergency = Någon har börjat en nödåtkomst
letter-answer-reopened = Ett sparat svar behöver tas upp igen
letter-case-owed = Du har något att göra i ett ärende
letter-case-begun = Ett ärende har startat
letter-case-told = Ett steg i ett ärende är klart
letter-case-closed = Ett ärende som du startade är avslutat
letter-case-before = Något i ett ärende ska snart vara klart
letter-case-due = Något i ett ärende ska vara klart nu
letter-case-after = Något i ett ärende är försenat
letter-removal-confirm = Bekräfta det du bad om
letter-removal-confirm-note = Öppna länken och tryck på knappen inom 7 dagar. Om det inte var du som skrev till oss behöver du inte göra något: då händer ingenting.
letter-removal-answered = Det finns ett svar på det du bad om
letter-removal-answered-note = Länken fungerar i 90 dagar. Ge den inte till någon annan.
letter-digest = Du har saker att göra i Varsam
letter-stand-in = Du är ersättare för någon som är borta
letter-yearly-before = Något som återkommer ska snart startas
letter-yearly-due = Något som återkommer skulle startas senast nu
letter-yearly-after = Något som återkommer har inte startats i tid
letter-register-soon = Något i ett register behöver ses över inom 60 dagar
letter-register-over = Tiden har gått ut för något i ett register
letter-password-due = Lösenordet till ett konto behöver bytas
letter-more = Läs mer här: { $value }
letter-end = Mejlet är skickat av Varsam. Det går inte att svara på det.

### Mejl som inte gick ut, på första sidan för den som ger personen roller.

unsent-title = Mejl som inte kom fram
unsent-lead = Ett mejl om något här har inte gått ut till de här personerna den senaste månaden, eller det är osäkert. Säg till dem på något annat sätt. Är det adressen, se till att den blir rätt.
unsent-no-address = Ingen e-postadress är känd.
unsent-refused = E-postservern tog inte emot mejlet.
unsent-uncertain = Det är osäkert om mejlet gick ut.
unsent-other = Mejlet kunde inte skickas. Den som driver tjänsten kan se varför.
