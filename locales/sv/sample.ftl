# Urval ur loggen: dras så att ingen kan välja, och bedöms av någon annan än den som har läst.
sample-title = Urval ur loggen
sample-lead = Ett tal som ingen har valt avgör vad som dras. Varje åtkomst bedöms av någon annan än den som gjorde den.
sample-asked = Någon har bett om den här granskningen. Den gäller vem som har läst uppgifter om: { $value }.
sample-aim = Vad ska urvalet dras ur?
sample-aim-random = Allas åtkomster
sample-aim-by = En persons åtkomster
sample-aim-about = Åtkomster till en persons uppgifter
sample-drawn-from = Draget ur
sample-name = Personens namn
sample-name-hint = Behövs bara om urvalet gäller en person. Den som har skyddade personuppgifter hittas bara på hela namnet, av den som får öppna uppgifterna.
sample-person = Person
sample-from = Från och med
sample-until = Till och med
sample-count = Hur många
sample-count-hint = Mellan 1 och 200.
sample-how = Först gör programmet ett slumptal och skriver dess kontrollsumma i loggen. Sedan dras urvalet. Talet visas när allt är bedömt, och då kan vem som helst dra om samma urval. Urvalet dras ur den här tjänstens logg. Loggar i andra system, som journalsystemet, kontrolleras där.
sample-draw = Dra urvalet
sample-go-on = Slumptalet är låst, men urvalet är inte draget än. Gå vidare och dra det.
sample-period = Period
sample-drawn = Låst
sample-size = Så många poster hade loggen då
sample-commitment = Slumptalets kontrollsumma (SHA-256)
sample-none = Här finns inget: ingen har läst eller ändrat personuppgifter under perioden.
sample-left =
    { $value ->
        [0] Allt är bedömt.
        [one] { $value } åtkomst är kvar att bedöma.
       *[other] { $value } åtkomster är kvar att bedöma.
    }
sample-others = Bedöms av någon annan
sample-own = Din egen åtkomst: någon annan bedömer den
sample-breach = Anmäl en personuppgiftsincident
sample-save = Spara bedömningarna
sample-proof = Kontrollera urvalet
sample-proof-lead = Slumptalet ger den kontrollsumma som stod i loggen innan urvalet drogs. Kommandot drar samma åtkomster ur loggen igen, i samma ordning.
sample-seed = Slumptal
sample-command = Kommando
sample-drawn-note =
    { $value ->
        [one] Urvalet är draget: { $value } åtkomst.
       *[other] Urvalet är draget: { $value } åtkomster.
    }
sample-error-not-drawn = Urvalet är inte draget. Öppna steget ”Urval ur loggen” i ärendet och dra det först.
sample-error-not-judged = Allt i urvalet är inte bedömt. Ingen bedömer sina egna åtkomster: det som är kvar bedöms av någon annan som steget ligger hos, eller av den du lämnar över det till.
sample-error-day = Skriv en dag.
sample-error-ahead = Dagen ligger i framtiden. Välj en dag som har varit.
sample-error-order = Sista dagen ligger före den första. Rätta en av dem.
sample-error-count = Skriv ett antal mellan 1 och { $value }.
sample-error-aim = Välj vad urvalet ska dras ur.
sample-error-name = Skriv minst två bokstäver av namnet.
sample-error-person = Välj i listan vem det gäller, eller skriv hela namnet.
sample-error-finding = Välj en bedömning, eller ta bort kommentaren.
sample-error-note = Skriv i en kommentar vad som behöver förklaras eller varför det inte var rätt.
sample-error-nothing = Bedöm minst en åtkomst.

my-log-ask-title = Undrar du över något här?
my-log-ask-lead = Be om en granskning. Då går någon igenom vem som har läst uppgifterna, och om var och en behövde det. Ingen granskar det de själva har läst.
my-log-ask-text = Vad undrar du över?
my-log-ask-send = Be om en granskning
my-log-ask-waiting = Du bad om en granskning { $value }. Den som ska granska har fått veta det.
my-log-ask-case = Någon ber om en granskning av vem som har läst
my-log-ask-hidden = Någon har bett om en granskning av vem som har läst uppgifter. Vem det gäller ser den som granskar.
my-log-ask-hidden-lead = Uppgifterna är skyddade. Därför skriver du inget här, och ditt namn står inte i ärendet: bara den som granskar ser vem det gäller.
my-log-ask-error-waiting = Du har redan bett om en granskning, och den har inte börjat än.
