# People and units.
people-title = People
people-search = Find a person
people-units = Units
people-caption = People at the unit
people-name = Name
people-unit = Unit
people-year = School year
people-nobody = Nobody was found. Try a shorter word or another unit.
people-none-for-you = Your role gives you no list of people.
people-more = { $value ->
    [one] Show one more
   *[other] Show more ({ $value } left)
}
person-email = E-mail
person-phone = Telephone
person-responsible = Responsible
person-logged = That you opened this is in the log, and the person can ask for it.
