### Mejl som går ut. De säger vad som har hänt och var man läser mer, och nämner ingen.

letter-reveal-secret = En gemensam inloggning har visats
letter-emergency = Någon har börjat en nödåtkomst
letter-answer-reopened = Ett sparat svar behöver tas upp igen
letter-more = Läs mer här: { $value }
letter-end = Mejlet är skickat av Varsam. Det går inte att svara på det.
