//! Which column is what: guessed from the heads, put right by somebody, remembered for the next time.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::Mark;
use crate::codes::codes;
use crate::school::SchoolForm;

codes! {
    /// What the rows of a sheet are.
    pub enum Sheet {
        /// Pupils and where they are enrolled.
        Pupils = "pupils",
        /// Guardians, a row for each child.
        Guardians = "guardians",
        /// Staff and their duties.
        Staff = "staff",
        /// Groups, a row for each member.
        Groups = "groups",
        /// Units.
        Units = "units",
    }
}

codes! {
    /// What a column holds.
    pub enum Field {
        /// The other system's own id of the person.
        Key = "key",
        /// Identity number.
        Civic = "civic",
        /// Given name.
        Given = "given",
        /// Middle name.
        Middle = "middle",
        /// Family name.
        Family = "family",
        /// Both names: `Ada Testsson`, or `Testsson, Ada`.
        Name = "name",
        /// Day of birth.
        Born = "born",
        /// Sex.
        Sex = "sex",
        /// Mark of protection.
        Mark = "mark",
        /// Address of e-mail.
        Email = "email",
        /// Telephone.
        Phone = "phone",
        /// Mobile telephone.
        Mobile = "mobile",
        /// Street.
        Street = "street",
        /// Postal code.
        PostalCode = "postal_code",
        /// Postal town.
        Locality = "locality",
        /// Name of the unit.
        Unit = "unit",
        /// Code of the unit.
        UnitCode = "unit_code",
        /// Kind of the unit.
        UnitKind = "unit_kind",
        /// The unit that it belongs to, by code or name.
        Parent = "parent",
        /// Form of school.
        Form = "form",
        /// School year.
        Year = "year",
        /// Name of the group; for a pupil the class.
        Group = "group",
        /// Kind of the group.
        GroupKind = "group_kind",
        /// Member of the group, by identity number or id.
        Member = "member",
        /// Role of staff.
        Role = "role",
        /// The guardian's child, by identity number or id.
        Child = "child",
        /// What the guardian is to the child.
        Relation = "relation",
        /// First day.
        Start = "start",
        /// Last day.
        End = "end",
    }
}

/// How a sheet of one system is read. Kept with the organiser's settings; it holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// What it is called where it is chosen.
    pub name: String,
    /// What the rows are.
    pub sheet: Sheet,
    /// The head of the column of each field.
    pub columns: BTreeMap<Field, String>,
    /// What parts the cells of a text file.
    #[serde(default = "semicolon")]
    pub delimiter: char,
    /// The unit of all rows, where the sheet has no column for it.
    #[serde(default)]
    pub unit: Option<String>,
    /// The form of school of all rows, where the sheet has no column for it.
    #[serde(default)]
    pub form: Option<SchoolForm>,
    /// What it means when nothing is said of protection: no column, or an empty cell. `Unsaid` until somebody has
    /// answered for it: silence is no proof that nobody hides.
    #[serde(default = "unsaid")]
    pub silence: Mark,
}

fn semicolon() -> char {
    ';'
}

fn unsaid() -> Mark {
    Mark::Unsaid
}

/// Heads by which a field is known, without anything but letters and digits. The first field that knows a head has it.
const HEADS: &[(Field, &[&str])] = &[
    (
        Field::Child,
        &[
            "elevenspersonnummer",
            "elevpersonnummer",
            "barnetspersonnummer",
            "barn",
            "child",
            "studentcivicno",
            "elevid",
            "studentid",
        ],
    ),
    (Field::Member, &["medlem", "medlemmenspersonnummer", "member", "medlemsid", "memberid"]),
    (
        Field::Civic,
        &[
            "personnummer",
            "personnr",
            "pnr",
            "personid10",
            "civicno",
            "civicnumber",
            "nationalid",
            "personalidentitynumber",
            "ssn",
            "socialsecuritynumber",
            "personbeteckning",
        ],
    ),
    (Field::Key, &["id", "personid", "externtid", "externalid", "guid", "uuid", "nyckel", "key"]),
    (Field::Given, &["förnamn", "tilltalsnamn", "givenname", "firstname", "given"]),
    (Field::Middle, &["mellannamn", "middlename"]),
    (Field::Family, &["efternamn", "familyname", "lastname", "surname", "family"]),
    (Field::Born, &["född", "födelsedatum", "fodelsedatum", "birthdate", "dateofbirth", "born"]),
    (Field::Sex, &["kön", "kon", "sex", "gender"]),
    (
        Field::Mark,
        &[
            "skyddadidentitet",
            "skyddad",
            "skydd",
            "skyddadepersonuppgifter",
            "sekretess",
            "sekretessmarkering",
            "sekretessmarkerad",
            "securitymarking",
            "protected",
            "protectedidentity",
            "skyddadfolkbokföring",
            "skyddadeuppgifter",
            "kvarskrivning",
        ],
    ),
    (Field::Email, &["epost", "epostadress", "mejl", "mail", "email", "emailaddress"]),
    (Field::Mobile, &["mobil", "mobilnummer", "mobiltelefon", "mobile", "cellphone"]),
    (
        Field::Phone,
        &["telefon", "telefonnummer", "tfn", "tel", "hemtelefon", "phone", "phonenumber", "telephone"],
    ),
    (
        Field::Street,
        &["adress", "gatuadress", "gata", "utdelningsadress", "street", "streetaddress", "address"],
    ),
    (Field::PostalCode, &["postnr", "postnummer", "postalcode", "postcode", "zip", "zipcode"]),
    (Field::Locality, &["ort", "postort", "stad", "city", "locality", "town"]),
    (
        Field::UnitCode,
        &["skolenhetskod", "enhetskod", "skolkod", "schoolunitcode", "unitcode", "kod", "code"],
    ),
    (Field::UnitKind, &["enhetstyp", "organisationstyp", "unitkind", "unittype", "organisationtype"]),
    (Field::Parent, &["överordnad", "överordnadenhet", "tillhör", "parent", "parentunit"]),
    (
        Field::Unit,
        &[
            "skola",
            "skolenhet",
            "enhet",
            "enhetsnamn",
            "skolnamn",
            "förskola",
            "school",
            "schoolname",
            "unit",
            "schoolunit",
        ],
    ),
    (Field::Form, &["skolform", "verksamhetsform", "schooltype", "schoolform"]),
    (Field::Year, &["årskurs", "åk", "arskurs", "schoolyear", "grade", "year"]),
    (Field::GroupKind, &["grupptyp", "typavgrupp", "grouptype", "groupkind"]),
    (Field::Group, &["klass", "grupp", "gruppnamn", "avdelning", "class", "classname", "group", "groupname"]),
    (
        Field::Role,
        &["befattning", "roll", "tjänst", "yrkesroll", "titel", "role", "dutyrole", "position", "title"],
    ),
    (Field::Relation, &["relation", "relationstyp", "relationtype", "typavrelation"]),
    (
        Field::Start,
        &[
            "startdatum",
            "start",
            "från",
            "frånochmed",
            "fom",
            "börjar",
            "anställdfrån",
            "startdate",
            "from",
            "begin",
        ],
    ),
    (
        Field::End,
        &[
            "slutdatum",
            "slut",
            "till",
            "tillochmed",
            "tom",
            "slutar",
            "anställdtill",
            "enddate",
            "to",
            "end",
            "until",
        ],
    ),
    (Field::Name, &["namn", "name", "fullname", "elev", "elevnamn", "pupil", "student"]),
];

/// A mapping from the heads alone, in Swedish or English. What is not known is left out; the kind of sheet follows from
/// what there is. Nothing is assumed about protection.
pub fn guess<S: AsRef<str>>(heads: &[S]) -> Mapping {
    let mut columns = BTreeMap::new();
    for head in heads {
        let plain = plain(head.as_ref());
        let known = HEADS
            .iter()
            .find(|(field, words)| !columns.contains_key(field) && words.contains(&plain.as_str()));
        if let Some((field, _)) = known {
            columns.insert(*field, head.as_ref().trim().to_owned());
        }
    }
    let sheet = sheet_of(&columns);
    if sheet == Sheet::Groups {
        // In a list of groups the numbers are those of its members.
        let number =
            [Field::Member, Field::Child, Field::Civic, Field::Key].iter().find_map(|at| columns.remove(at));
        number.and_then(|head| columns.insert(Field::Member, head));
    }
    let name = sheet.code().to_owned();
    Mapping { name, sheet, columns, delimiter: semicolon(), unit: None, form: None, silence: unsaid() }
}

/// Whether a head says that its column holds marks of protection.
pub fn is_mark(head: &str) -> bool {
    let plain = plain(head);
    HEADS.iter().any(|(field, words)| *field == Field::Mark && words.contains(&plain.as_str()))
}

fn sheet_of(columns: &BTreeMap<Field, String>) -> Sheet {
    let has = |fields: &[Field]| fields.iter().any(|field| columns.contains_key(field));
    let named = has(&[Field::Given, Field::Family]);
    match () {
        () if has(&[Field::Member]) => Sheet::Groups,
        () if has(&[Field::Child, Field::Relation]) && named => Sheet::Guardians,
        () if has(&[Field::Role]) => Sheet::Staff,
        () if has(&[Field::Group]) && !named && !has(&[Field::Name]) => Sheet::Groups,
        () if named || has(&[Field::Civic]) => Sheet::Pupils,
        () if has(&[Field::UnitCode, Field::UnitKind, Field::Parent]) => Sheet::Units,
        () => Sheet::Pupils,
    }
}

/// A head without what people write differently: case, spaces, dashes, a mark at the front of the file.
pub(super) fn plain(head: &str) -> String {
    head.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
