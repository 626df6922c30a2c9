### Filer som hör till en post.
attach-file = Fil
attach-hint = PDF, bild (PNG eller JPEG), Word, Excel eller OpenDocument, högst { $value } MB.
attach-paste = Du kan också klistra in en skärmdump var som helst på sidan.
attach-do = Lägg in filen
attach-change = Lägg in en fil
attach-open = Öppna filen
attach-one = en fil
attach-empty = Filen är tom. Välj en annan.
attach-again = Välj filen igen. Den sparades inte, eftersom något annat behöver rättas eller ses över först.
attach-too-large = Filen är för stor. Den får ha högst { $value } MB.
attach-kind = Filen är av ett slag som inte tas emot. Spara den som PDF och försök igen.
attach-otherwise = Filens innehåll är något annat än vad namnet säger. Spara den på nytt i det program den kommer från.
attach-moving = Bilden rör sig. Spara den som en vanlig bild, eller ta en ny skärmdump.
attach-changed = Någon annan har ändrat posten. Se efter vad som står där nu, och lägg sedan in filen igen.
