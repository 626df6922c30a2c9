//! Mappings that come with the program.

use super::mapping::{Field, Mapping, Sheet};
use crate::Mark;

use Field::{
    Child, Civic, Email, End, Family, Form, Given, Group, GroupKind, Locality, Mark as Marked, Member,
    Mobile, Phone, PostalCode, Relation, Role, Start, Street, Unit, Year,
};

const PUPILS: &[(Field, &str)] = &[
    (Civic, "Personnummer"),
    (Given, "Förnamn"),
    (Family, "Efternamn"),
    (Group, "Klass"),
    (Year, "Årskurs"),
    (Form, "Skolform"),
    (Unit, "Skola"),
    (Email, "E-post"),
    (Mobile, "Mobil"),
    (Street, "Adress"),
    (PostalCode, "Postnr"),
    (Locality, "Ort"),
    (Marked, "Skyddad identitet"),
    (Start, "Startdatum"),
    (End, "Slutdatum"),
];

const STAFF: &[(Field, &str)] = &[
    (Civic, "Personnummer"),
    (Given, "Förnamn"),
    (Family, "Efternamn"),
    (Role, "Befattning"),
    (Unit, "Skola"),
    (Email, "E-post"),
    (Phone, "Telefon"),
    (Marked, "Skyddad identitet"),
    (Start, "Anställd från"),
    (End, "Anställd till"),
];

const GUARDIANS: &[(Field, &str)] = &[
    (Civic, "Personnummer"),
    (Given, "Förnamn"),
    (Family, "Efternamn"),
    (Child, "Elevens personnummer"),
    (Relation, "Relation"),
    (Email, "E-post"),
    (Mobile, "Mobil"),
    (Street, "Adress"),
    (PostalCode, "Postnr"),
    (Locality, "Ort"),
    (Marked, "Skyddad identitet"),
];

const GROUPS: &[(Field, &str)] = &[
    (Group, "Gruppnamn"),
    (GroupKind, "Grupptyp"),
    (Unit, "Skola"),
    (Member, "Elevens personnummer"),
    (Start, "Från"),
    (End, "Till"),
];

/// Four lists of the kind that `SchoolSoft` exports: pupils, staff, guardians and groups, parted by tabs. The heads are
/// ours; where a school's own differ, [`guess`](super::guess) and somebody's eyes make the mapping.
///
/// An empty cell under `Skyddad identitet` is read as an unknown mark, as everywhere, until somebody says otherwise.
pub fn schoolsoft() -> [Mapping; 4] {
    [
        mapping("schoolsoft_pupils", Sheet::Pupils, PUPILS),
        mapping("schoolsoft_staff", Sheet::Staff, STAFF),
        mapping("schoolsoft_guardians", Sheet::Guardians, GUARDIANS),
        mapping("schoolsoft_groups", Sheet::Groups, GROUPS),
    ]
}

fn mapping(name: &str, sheet: Sheet, columns: &[(Field, &str)]) -> Mapping {
    let columns = columns.iter().map(|(field, head)| (*field, (*head).to_owned())).collect();
    let name = name.to_owned();
    Mapping { name, sheet, columns, delimiter: '\t', unit: None, form: None, silence: Mark::Unsaid }
}
