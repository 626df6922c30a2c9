# Personer och enheter.
people-title = Personer
people-search = Sök person
people-units = Enheter
people-caption = Personer på enheten
people-name = Namn
people-unit = Enhet
people-year = Årskurs
people-nobody = Ingen hittades. Pröva ett kortare ord eller en annan enhet.
people-none-for-you = Din roll ger dig ingen lista över personer.
people-more = { $value ->
    [one] Visa en till
   *[other] Visa fler ({ $value } kvar)
}
person-email = E-post
person-phone = Telefon
person-responsible = Ansvarig
person-logged = Att du har öppnat uppgifterna står i loggen, och personen kan fråga efter det.
