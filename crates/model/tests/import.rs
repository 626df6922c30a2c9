//! Lists of other systems: heads guessed, rows read, faults named without telling what stood there.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use uuid::Uuid;
use varsam_model::civic::CivicFault;
use varsam_model::import::{
    Field, Ids, Key, Mapping, Reading, RowCode, Scope, Sheet, guess, masked, read_date, read_mark, schoolsoft,
};
use varsam_model::person::Duty;
use varsam_model::school::{DutyRole, GroupKind, Relation, SchoolForm};
use varsam_model::{Id, Mark, id};

const TODAY: Date = date(2026, 11, 29);

/// Ids in the order of asking.
#[derive(Default)]
struct Counting(BTreeMap<String, u128>);

impl Counting {
    fn id<K>(&mut self, keys: &[String]) -> Id<K> {
        let next = self.0.len() as u128 + 1;
        let known = keys.iter().find_map(|key| self.0.get(key)).copied().unwrap_or(next);
        self.0.extend(keys.iter().map(|key| (key.clone(), known)));
        Id::new(Uuid::from_u128(known))
    }
}

impl Ids for Counting {
    fn person(&mut self, keys: &[Key<'_>], _: Option<(&str, &str)>) -> Option<Id<id::Person>> {
        let text = |key: &Key<'_>| match key {
            Key::Civic(civic) => civic.exposed(),
            Key::Own(who, own) => format!("own {who:?} {own}"),
        };
        Some(self.id(&keys.iter().map(text).collect::<Vec<_>>()))
    }

    fn unit(&mut self, key: &str) -> Option<Id<id::Unit>> {
        Some(self.id(&[format!("unit {key}")]))
    }

    fn group(&mut self, unit: Id<id::Unit>, name: &str) -> Id<id::Group> {
        self.id(&[format!("group {unit} {name}")])
    }

    fn duty(&mut self, person: Id<id::Person>, unit: Id<id::Unit>, role: &str) -> Id<Duty> {
        self.id(&[format!("duty {person} {unit} {role}")])
    }
}

fn cells(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn read_into(reading: &mut Reading, ids: &mut Counting, mapping: &Mapping, text: &str) {
    let table = cells(text);
    reading.sheet(mapping, &table[0], &table[1..], ids, TODAY);
}

fn read(mapping: &Mapping, text: &str) -> Reading {
    let mut reading = Reading::default();
    read_into(&mut reading, &mut Counting::default(), mapping, text);
    reading
}

const PUPILS: &str = "Personnummer\tFörnamn\tEfternamn\tKlass\tÅrskurs\tSkolform\tSkola\tE-post\tMobil\tAdress\tPostnr\tOrt\tSkyddad identitet\tStartdatum\tSlutdatum
20170101-2393\tAlv\tExempelsson\t4A\t4\tGrundskola\tPåhittade skolan\talv@example.se\t\tGatan 1\t123 45\tPåhittad\tNej\t2022-08-15\t
20170102-2384\tBea\tTestsson\t4A\tåk 4\tGR\tPåhittade skolan\t\t\t\t\t\tnej\t20220815\t10/6/2027
20170103-2391\tCia\tDolda\t4B\t4\tGR\tPåhittade skolan\t\t\tHemliga gatan 2\t\t\tJa\t\t
";
const STAFF: &str = "Personnummer\tFörnamn\tEfternamn\tBefattning\tSkola\tE-post\tTelefon\tSkyddad identitet\tAnställd från\tAnställd till
19960101-2397\tDag\tLärarsson\tLärare\tPåhittade skolan\t\t010-000000\tNej\t2020-01-01\t
";
const GUARDIANS: &str = "Personnummer\tFörnamn\tEfternamn\tElevens personnummer\tRelation\tE-post\tMobil\tAdress\tPostnr\tOrt\tSkyddad identitet
20130101TF01\tEbba\tExempelsson\t170101-2393\tVårdnadshavare\te@example.se\t070-000\t\t\t\tNej
";
const GROUPS: &str = "Gruppnamn\tGrupptyp\tSkola\tElevens personnummer\tFrån\tTill
Slöjd 1\tUndervisning\tPåhittade skolan\t20170101-2393\t2026-08-17\t2026-12-20
Slöjd 1\tUndervisning\tPåhittade skolan\t201701022384\t2026-08-17\t2026-12-20
";

#[test]
fn the_four_lists_of_schoolsoft_become_a_school() {
    let [pupils, staff, guardians, groups] = schoolsoft();
    let (mut reading, mut ids) = (Reading::default(), Counting::default());
    // Guardians first: their children are not known yet.
    for (mapping, text) in [(&guardians, GUARDIANS), (&pupils, PUPILS), (&staff, STAFF), (&groups, GROUPS)] {
        read_into(&mut reading, &mut ids, mapping, text);
    }
    assert_eq!(reading.faults, []);
    assert_eq!(
        (reading.rows, reading.persons.len(), reading.units.len(), reading.duties.len()),
        (7, 5, 1, 1)
    );
    let person = |name: &str| reading.persons.values().find(|person| person.given == name).unwrap();
    let (alv, ebba) = (person("Alv"), person("Ebba"));
    assert_eq!(alv.responsibles[0].person, ebba.id);
    assert_eq!(alv.responsibles[0].relation, Relation::Custodian);
    assert_eq!((alv.enrolments[0].form.clone(), alv.enrolments[0].year), (SchoolForm::Compulsory, Some(4)));
    assert_eq!((alv.mark, person("Cia").mark), (Mark::None, Mark::Unknown));
    assert_eq!(alv.born, Some(date(2017, 1, 1)));
    let bea = &person("Bea").enrolments[0];
    assert_eq!((bea.period.start, bea.period.end), (Some(date(2022, 8, 15)), Some(date(2027, 6, 10))));
    assert_eq!(reading.duties.values().next().unwrap().role, DutyRole::Teacher);
    let group = |name: &str| reading.groups.values().find(|group| group.name == name).unwrap();
    assert_eq!((group("4A").kind.clone(), group("4A").members.len()), (GroupKind::Class, 2));
    assert_eq!(group("Slöjd 1").members.len(), 2);
    assert!(reading.waiting.is_empty());
    assert_eq!(reading.scope::<Id<id::Person>>(), Scope::Full);
}

/// The list of guardians may come alone: their children are in the store, not in the list.
#[test]
fn guardians_of_children_on_no_row_wait() {
    let [_, _, guardians, _] = schoolsoft();
    let reading = read(&guardians, GUARDIANS);
    assert_eq!((reading.persons.len(), reading.waiting.len(), reading.faults.len()), (1, 1, 0));
    let (child, responsible) = &reading.waiting[0];
    assert!(reading.persons.contains_key(&responsible.person) && !reading.persons.contains_key(child));
}

#[test]
fn custody_is_not_read_from_an_empty_cell() {
    let [_, _, mut guardians, _] = schoolsoft();
    let relation = |mapping: &Mapping, text: &str| {
        let reading = read(mapping, text);
        reading.waiting.first().unwrap_or_else(|| panic!("{:?}", reading.faults)).1.relation.clone()
    };
    let text = GUARDIANS.replace("\tVårdnadshavare", "\t");
    assert_eq!(relation(&guardians, &text), Relation::Parent);
    guardians.columns.remove(&Field::Relation);
    assert_eq!(
        relation(&guardians, &text),
        Relation::Custodian,
        "a list of guardians, which says nothing of others"
    );
}

#[test]
fn the_strongest_of_several_columns_of_marks_counts() {
    let heads = ["Personnummer", "Förnamn", "Efternamn", "Skyddad identitet", "Sekretessmarkering"];
    let mark = |first: &str, second: &str| {
        let row = ["20170101-2393", "Alv", "Exempelsson", first, second];
        let mut reading = Reading::default();
        let mapping = Mapping { unit: Some("Skolan".into()), ..guess(&heads) };
        reading.sheet(&mapping, &heads, [row], &mut Counting::default(), date(2026, 11, 29));
        reading.persons.values().next().unwrap_or_else(|| panic!("{:?}", reading.faults)).mark
    };
    assert_eq!(mark("Nej", "Nej"), Mark::None);
    assert_eq!(mark("Nej", "Ja"), Mark::Unknown, "whichever was chosen");
    assert_eq!(mark("Ja", ""), Mark::Unknown);
    assert_eq!(mark("Nej", "Skyddad folkbokföring"), Mark::ProtectedRegistration);
    assert_eq!(mark("", ""), Mark::Unsaid);
}

#[test]
fn heads_are_guessed_in_both_languages() {
    let swedish =
        guess(&["\u{feff}Personnr", "Förnamn", "Efternamn", "Klass", "Skolenhetskod", "Okänd kolumn"]);
    assert_eq!(swedish.sheet, Sheet::Pupils);
    assert_eq!(swedish.columns.len(), 5);
    assert_eq!(swedish.columns[&Field::Group], "Klass");
    let english = guess(&["civic_no", "First name", "LAST NAME", "role", "School", "E-mail"]);
    assert_eq!((english.sheet, english.columns.len()), (Sheet::Staff, 6));
    assert_eq!(english.columns[&Field::Email], "E-mail");
    assert_eq!(english.silence, Mark::Unsaid);
    let groups = guess(&["Grupp", "Grupptyp", "Skola", "Personnummer"]);
    assert_eq!((groups.sheet, groups.columns[&Field::Member].as_str()), (Sheet::Groups, "Personnummer"));
    assert_eq!(guess(&["Skolenhetskod", "Namn", "Enhetstyp"]).sheet, Sheet::Units);
    for mapping in schoolsoft() {
        let heads: Vec<_> = mapping.columns.values().collect();
        let guessed = guess(&heads);
        assert_eq!((guessed.sheet, guessed.columns), (mapping.sheet, mapping.columns));
    }
}

#[test]
fn a_mapping_is_remembered() {
    for mapping in schoolsoft() {
        let json = serde_json::to_string(&mapping).unwrap();
        assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
    }
}

#[test]
fn a_fault_says_where_and_why_and_not_what() {
    let [pupils, ..] = schoolsoft();
    let table = PUPILS
        .replace("20170102-2384", "20170102-2385")
        .replace("2022-08-15", "15 augusti")
        .replace("\t4B\t4\t", "\t4B\tfyra\t");
    let reading = read(&pupils, &table);
    let told: Vec<_> = reading
        .faults
        .iter()
        .map(|fault| (fault.row, fault.column.as_deref(), fault.code, fault.left_out))
        .collect();
    assert_eq!(
        told,
        [
            (2, Some("Startdatum"), RowCode::Date, false),
            (3, Some("Personnummer"), RowCode::Civic, true),
            (4, Some("Årskurs"), RowCode::SchoolYear, false),
        ]
    );
    assert_eq!(reading.faults[1].civic, Some(CivicFault::CheckDigit));
    assert_eq!(reading.faults[1].value, "00000000-0000");
    assert_eq!(reading.faults[0].value, "00 xxxxxxx");
    assert_eq!(reading.persons.len(), 2);
}

/// A row that could not be read is not a pupil who left.
#[test]
fn who_stands_on_a_faulty_row_is_not_gone() {
    let [pupils, ..] = schoolsoft();
    let reading = read(&pupils, &PUPILS.replace("20170102-2384", ""));
    assert_eq!(reading.faults[0].code, RowCode::KeyMissing);
    assert_eq!(reading.scope::<Id<id::Person>>(), Scope::Delta(Vec::new()));
}

#[test]
fn a_missing_column_stops_the_sheet() {
    let [pupils, ..] = schoolsoft();
    let reading = read(&pupils, &PUPILS.replace("Skyddad identitet", "Something"));
    assert_eq!(reading.faults.len(), 1);
    assert_eq!((reading.faults[0].row, reading.faults[0].code), (1, RowCode::ColumnMissing));
    assert_eq!(reading.faults[0].column.as_deref(), Some("Skyddad identitet"));
    assert!(reading.persons.is_empty() && reading.rows == 0);
    assert_eq!(reading.scope::<Id<id::Person>>(), Scope::Delta(Vec::new()));
}

#[test]
fn broken_rows_are_told() {
    let mapping = Mapping {
        unit: Some("Påhittade skolan".to_owned()),
        ..guess(&["Id", "Namn", "Start", "Slut", "Sekretess"])
    };
    let text = "Id\tNamn\tStart\tSlut\tSekretess
1\tTestsson, Ada\t2026-01-01\t2025-01-01\tnej\textra
2\tTestsson, Bo\t2026-01-01\t2025-01-01\tnej\t
2\tTestsson, Bosse\t\t\tsekretessmarkering
3\t\t\t\tnej
\tCia Testsson\t\t\tnej

4\tDag Erik Testsson\t29.11.2025\t\t
";
    let reading = read(&mapping, text);
    let told: Vec<_> = reading.faults.iter().map(|fault| (fault.row, fault.code)).collect();
    let expected = [
        (2, RowCode::TooManyCells),
        (3, RowCode::Backwards),
        (4, RowCode::NameDiffers),
        (5, RowCode::NameMissing),
        (6, RowCode::KeyMissing),
    ];
    assert_eq!(told, expected);
    let persons: Vec<_> = reading
        .persons
        .values()
        .map(|person| (person.given.as_str(), person.family.as_str(), person.mark))
        .collect();
    // The mark of a row that is left out holds all the same.
    assert_eq!(persons, [("Bo", "Testsson", Mark::Secrecy), ("Dag Erik", "Testsson", Mark::Unsaid)]);
}

#[test]
fn a_person_of_two_keys_is_one() {
    let mapping = Mapping {
        unit: Some("S".to_owned()),
        ..guess(&["Id", "Personnummer", "Förnamn", "Efternamn", "Klass"])
    };
    let text = "Id\tPersonnummer\tFörnamn\tEfternamn\tKlass
7\t20170101-2393\tAlv\tExempelsson\t4A
7\t\tAlv\tExempelsson\tSlöjd
\t170101-2393\tAlv\tExempelsson\tKör
";
    let reading = read(&mapping, text);
    assert_eq!((reading.persons.len(), reading.groups.len(), reading.faults.len()), (1, 3, 0));
}

#[test]
fn days_are_read_in_three_ways() {
    for text in [
        "2026-11-29",
        "20261129",
        "29/11/2026",
        "29.11.2026",
        " 2026-11-29 00:00:00 ",
        "2026-11-29T08:00:00Z",
    ] {
        assert_eq!(read_date(text), Some(TODAY), "`{text}`");
    }
    for text in [
        "",
        "26-11-29",
        "29/11/26",
        "2026-13-01",
        "2026-02-30",
        "11/29/2026",
        "45000",
        "2026-11",
        "+026-11-29",
    ] {
        assert_eq!(read_date(text), None, "`{text}`");
    }
}

#[test]
fn silence_about_protection_is_what_somebody_answered_for() {
    assert_eq!(read_mark("", Mark::Unknown), Mark::Unknown);
    assert_eq!(read_mark(" ", Mark::None), Mark::None);
    assert_eq!(read_mark("NEJ", Mark::Unknown), Mark::None);
    assert_eq!(read_mark("false", Mark::Unknown), Mark::None);
    for text in ["x", "Ja", "skyddad", "fingerad", "?", "true", "#N/A"] {
        assert_eq!(read_mark(text, Mark::None), Mark::Unknown, "`{text}`");
    }
    assert_eq!(read_mark("Skyddad folkbokföring", Mark::None), Mark::ProtectedRegistration);
}

#[test]
fn a_formula_that_failed_is_nobodys_name() {
    let text = PUPILS.replace("\tAlv\tExempelsson\t", "\t#SAKNAS!\t#N/A\t");
    let [pupils, ..] = schoolsoft();
    let reading = read(&pupils, &text);
    assert_eq!((reading.persons.len(), reading.faults.len()), (2, 1), "{:?}", reading.faults);
    assert_eq!(reading.faults[0].code, RowCode::NameMissing);
}

#[test]
fn a_mask_keeps_the_shape_only() {
    assert_eq!(masked(" Åsa 2017-01-01§"), "xxx 0000-00-00?");
    assert_eq!(masked(&"a".repeat(500)).len(), 24);
}

/// 300,000 rows, 7 of them wrong: the seven are named, the others are read.
#[test]
fn seven_wrong_rows_among_many() {
    let mapping = Mapping {
        unit: Some("S".to_owned()),
        silence: Mark::None,
        ..guess(&["Id", "Förnamn", "Efternamn", "Född"])
    };
    let heads: Vec<String> = ["Id", "Förnamn", "Efternamn", "Född"].map(str::to_owned).to_vec();
    let wrong = [0, 1, 77, 4_321, 99_999, 150_000, 299_999];
    let row = |n: usize| {
        let id = if wrong.contains(&n) { String::new() } else { n.to_string() };
        vec![id, "Ada".to_owned(), "Testsson".to_owned(), "2015-01-01".to_owned()]
    };
    let mut reading = Reading::default();
    reading.sheet(&mapping, &heads, (0..300_000).map(row), &mut Counting::default(), TODAY);
    assert_eq!(reading.faults.iter().map(|fault| fault.row).collect::<Vec<_>>(), wrong.map(|n| n + 2));
    assert_eq!((reading.rows, reading.persons.len()), (300_000, 299_993));
}
