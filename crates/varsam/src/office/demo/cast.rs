//! Who and what the demonstration is made up of: a municipality, and a company with schools of its own. No name here is
//! anybody's.

use varsam_model::Role;
use varsam_model::school::SchoolForm;

pub(super) const GIVEN: [&str; 24] = [
    "Alma", "Omar", "Ebba", "Elias", "Hodan", "Nils", "Saga", "Yusuf", "Tuva", "Leo", "Amina", "Viggo",
    "Selam", "Astrid", "Dawit", "Maja", "Aron", "Lina", "Kerem", "Signe", "Milo", "Zahra", "Love", "Freja",
];
pub(super) const FAMILY: [&str; 20] = [
    "Almklint",
    "Björkdal",
    "Warsamare",
    "Ekhammar",
    "Flodmark",
    "Granfors",
    "Haileman",
    "Isbrand",
    "Jonstam",
    "Kvistorp",
    "Lövhage",
    "Mårdskog",
    "Nyängen",
    "Osmanik",
    "Palmlund",
    "Rönnås",
    "Stenvik",
    "Tallheden",
    "Ulvsand",
    "Ängslund",
];

/// A school: its name, its form, and how many pupils it has.
pub(super) type School = (&'static str, SchoolForm, usize);

/// Somebody with a role: given name, family name, role, and which school (none: at the organiser).
pub(super) type Member = (&'static str, &'static str, Role, Option<usize>);

/// An organiser with its schools and people.
pub(super) struct Cast {
    pub(super) name: &'static str,
    pub(super) schools: &'static [School],
    /// Which school is one to practise on, if there is one.
    pub(super) fictitious: Option<usize>,
    pub(super) staff: &'static [Member],
    /// From where its people's numbers are counted: nobody has the number of somebody at the other.
    pub(super) numbers_from: usize,
    /// The organisation whose rules it follows, by its id in the rulebooks.
    pub(super) stack: &'static str,
    /// Whether only what both organisers have stands in its registers.
    pub(super) is_small: bool,
}

/// Both, the municipality first.
pub(super) const CASTS: [Cast; 2] = [
    Cast {
        name: "Norrviks kommun",
        schools: &NORRVIK,
        fictitious: Some(3),
        staff: &NORRVIK_STAFF,
        numbers_from: 0,
        stack: "municipality",
        is_small: false,
    },
    Cast {
        name: "Exempelskolorna AB",
        schools: &EXEMPEL,
        fictitious: None,
        staff: &EXEMPEL_STAFF,
        numbers_from: 50,
        stack: "company",
        is_small: true,
    },
];

const NORRVIK: [School; 8] = [
    ("Björkskolan", SchoolForm::Compulsory, 90),
    ("Strandskolan", SchoolForm::Compulsory, 60),
    ("Kyrkbyns gymnasium", SchoolForm::UpperSecondary, 60),
    ("Övningsskolan", SchoolForm::Compulsory, 12),
    ("Lillåskolan", SchoolForm::Compulsory, 4),
    ("Storängsskolan", SchoolForm::Compulsory, 4),
    ("Hamnskolan", SchoolForm::Compulsory, 4),
    ("Förskolan Gläntan", SchoolForm::Preschool, 4),
];

const NORRVIK_STAFF: [Member; 31] = [
    ("Karin", "Ekhammar", Role::Head, Some(0)),
    ("Jonas", "Flodmark", Role::Staff, Some(0)),
    ("Samira", "Osmanik", Role::Staff, Some(1)),
    ("Henrik", "Stenvik", Role::Head, Some(2)),
    ("Lena", "Granfors", Role::Dpo, None),
    ("Petra", "Isbrand", Role::HeadOfOperations, None),
    ("Anders", "Kvistorp", Role::SystemAdministrator, None),
    ("Marika", "Lövhage", Role::ProtectedAdministrator, None),
    ("Ulla", "Palmlund", Role::Registrar, None),
    ("Sofia", "Rönnås", Role::Nurse, Some(0)),
    ("Mats", "Tallheden", Role::Technician, Some(3)),
    ("Gun", "Ulvsand", Role::Auditor, None),
    // Two, since it takes two to let somebody in who lost every key.
    ("Birgit", "Nyängen", Role::SystemAdministrator, None),
    ("Ewa", "Jonstam", Role::HeadOfPupilHealth, None),
    ("Per", "Björkdal", Role::HeadOfOperations, None),
    ("Nour", "Almklint", Role::Guardian, Some(0)),
    UNTRAINED,
    ("Hanna", "Nyängen", Role::Psychologist, Some(0)),
    ("Disa", "Ripskog", Role::Communications, None),
    ("Göran", "Tranhed", Role::AppointedOfficer, None),
    ("Idris", "Utterborn", Role::Staff, Some(2)),
    ("Moa", "Vitfors", Role::Counsellor, Some(2)),
    ("Rut", "Ymerdal", Role::CardOrderer, None),
    ("Sten", "Åkervind", Role::Head, Some(4)),
    ("Leila", "Snöfjell", Role::Staff, Some(4)),
    ("Annika", "Älgmark", Role::Head, Some(5)),
    ("Bosse", "Harrvik", Role::Staff, Some(5)),
    ("Tariq", "Lodjung", Role::Head, Some(6)),
    ("Vera", "Ödlind", Role::Staff, Some(6)),
    ("Elin", "Kornhed", Role::Head, Some(7)),
    ("Malte", "Ekbäcken", Role::Staff, Some(7)),
];

/// Whose role does not count yet: no training has been recorded.
pub(super) const UNTRAINED: Member = ("Tove", "Mårdskog", Role::Staff, Some(0));

const EXEMPEL: [School; 3] = [
    ("Fyrskolan", SchoolForm::Compulsory, 30),
    ("Havtornsskolan", SchoolForm::Compulsory, 15),
    ("Tallmo gymnasium", SchoolForm::UpperSecondary, 20),
];

const EXEMPEL_STAFF: [Member; 20] = [
    ("Eskil", "Bergfalk", Role::Head, Some(0)),
    ("Fatima", "Dalripa", Role::Staff, Some(0)),
    ("Gunilla", "Fjällsta", Role::Head, Some(1)),
    ("Hugo", "Gräshed", Role::Staff, Some(1)),
    ("Ines", "Hedlärka", Role::Head, Some(2)),
    ("Jamal", "Islom", Role::Staff, Some(2)),
    ("Klara", "Järvlund", Role::Dpo, None),
    ("Lars", "Kråkvik", Role::HeadOfOperations, None),
    ("Mina", "Lavskrika", Role::HeadOfOperations, None),
    ("Nelly", "Myrstack", Role::SystemAdministrator, None),
    ("Olof", "Nattljus", Role::SystemAdministrator, None),
    ("Pia", "Orrfjäder", Role::ProtectedAdministrator, None),
    ("Rasmus", "Pilört", Role::Registrar, None),
    ("Siri", "Rågblom", Role::Communications, None),
    ("Tage", "Silvergås", Role::AppointedOfficer, None),
    ("Ulrika", "Tuvull", Role::Nurse, Some(0)),
    ("Vidar", "Uvberg", Role::HeadOfPupilHealth, None),
    ("Wilma", "Vassrör", Role::Auditor, None),
    ("Yonas", "Åmynta", Role::Counsellor, Some(2)),
    ("Zara", "Älvros", Role::Guardian, Some(0)),
];
