# Utgångspunkter: det som ett register kan börja med.
starter-title = Utgångspunkter
starter-begin = Här står inget än. Börja med det som de flesta huvudmän har, och gör det till ert.
starter-lead = Kryssa för det som finns hos er och ta över det, eller anpassa en utgångspunkt i taget. Det som inte gäller er låter ni bara vara.
starter-review = Det här är utgångspunkter att granska, inga färdiga bedömningar. Läs igenom varje post och ändra det som är annorlunda hos er innan ni beslutar något.
starter-unit = Enhet som posterna ska höra till
starter-points = Utgångspunkter
starter-there = Finns redan
starter-adapt = Anpassa
starter-adopt = Ta över det ikryssade som utkast
starter-origin = från en utgångspunkt
starter-to-review = Utgångspunkt att granska
starter-error-none = Inget är ikryssat. Kryssa för minst en utgångspunkt.
starter-error-there = { $value } finns redan i registret. Ta bort krysset, så kan du ta över resten.
