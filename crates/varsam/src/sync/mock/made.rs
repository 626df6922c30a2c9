//! What the made-up school consists of, each thing from its number alone.

use std::fmt::Write as _;
use uuid::Uuid;

use super::School;

/// Persons in a block: nine pupils, nine guardians, two members of staff.
const BLOCK: u64 = 20;
/// Persons in a school unit.
const UNIT: u64 = 600;
/// Blocks in a class.
const CLASS: u64 = 3;

const GIVEN: [&str; 16] = [
    "Ada", "Alv", "Bea", "Bo", "Cia", "Dag", "Ebba", "Elis", "Frej", "Gry", "Hugo", "Iris", "Jon", "Kaj",
    "Liv", "Måns",
];
const FAMILY: [&str; 12] = [
    "Testsson",
    "Exempelsson",
    "Påhittad",
    "Modellberg",
    "Provström",
    "Mallqvist",
    "Låtsasdal",
    "Fiktivgren",
    "Utkastlund",
    "Skissdotter",
    "Övningsson",
    "Dummyby",
];

/// What a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A unit; number 0 is the organiser.
    Unit,
    /// A person.
    Person,
    /// A group.
    Group,
    /// A duty.
    Duty,
    /// An activity.
    Activity,
}

/// The id of a thing.
pub fn id(seed: u64, kind: Kind, number: u64) -> Uuid {
    let first = mixed(seed ^ mixed(kind as u64 + 1) ^ number);
    let bytes = (u128::from(first) << 64) | u128::from(mixed(first ^ 0x5555));
    uuid::Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid()
}

/// The finaliser of splitmix64: a number in, one out that looks like chance.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

fn pick(from: &[&'static str], number: u64) -> &'static str {
    let place = usize::try_from(number % from.len() as u64).unwrap_or(0);
    from.get(place).copied().unwrap_or_default()
}

impl School {
    /// How many there are of a kind.
    pub fn count(&self, kind: Kind) -> u64 {
        let blocks = self.persons.div_ceil(BLOCK);
        match kind {
            Kind::Unit => 1 + self.persons.div_ceil(UNIT),
            Kind::Person => self.persons,
            Kind::Group | Kind::Activity => blocks.div_ceil(CLASS),
            Kind::Duty => {
                (blocks * 2).min(self.persons / BLOCK * 2 + (self.persons % BLOCK).saturating_sub(18))
            }
        }
    }

    /// Writes a thing as JSON. `again` is for a person who turned protected between two pages.
    pub(super) fn write(&self, to: &mut String, kind: Kind, number: u64, again: bool) {
        let written = match kind {
            Kind::Unit => self.unit(to, number),
            Kind::Person => self.person(to, number, again),
            Kind::Group => self.group(to, number),
            Kind::Duty => self.duty(to, number),
            Kind::Activity => self.activity(to, number),
        };
        debug_assert!(written.is_ok(), "a string takes all that is written to it");
    }

    fn id(&self, kind: Kind, number: u64) -> Uuid {
        id(self.seed, kind, number)
    }

    fn unit(&self, to: &mut String, number: u64) -> std::fmt::Result {
        let id = self.id(Kind::Unit, number);
        write!(to, r#"{{"id":"{id}",{META},"#)?;
        if number == 0 {
            return write!(to, r#""displayName":"Påhittade kommunen","organisationType":"Huvudman"}}"#);
        }
        let parent = self.id(Kind::Unit, 0);
        write!(
            to,
            r#""displayName":"Påhittade skolan {number}","organisationType":"Skolenhet","schoolUnitCode":"{:08}","parentOrganisation":{{"id":"{parent}"}},"schoolTypes":["GR"]}}"#,
            10_000_000 + number
        )
    }

    /// The mark on a person's own record.
    fn mark(&self, number: u64, again: bool) -> &'static str {
        let every = self.protected_every.filter(|every| (number + 1).is_multiple_of(*every));
        match every {
            _ if again => "Sekretessmarkering",
            Some(every) if (number / every).is_multiple_of(3) => "Skyddad folkbokföring",
            Some(_) => "Sekretessmarkering",
            None => "Ingen",
        }
    }

    fn person(&self, to: &mut String, number: u64, again: bool) -> std::fmt::Result {
        let id = self.id(Kind::Person, number);
        let chance = mixed(self.seed ^ number);
        let (given, family) = (pick(&GIVEN, chance), pick(&FAMILY, chance >> 8));
        let mark = self.mark(number, again);
        let changed = if self.changed.contains(&number) { "-Ny" } else { "" };
        // Who is of the same kind has another day or another of its hundred numbers, up to some millions.
        let block = number / BLOCK;
        let (first, days, rank) = match number % BLOCK {
            place @ 0..9 => (2001, 9_131, block * 9 + place),
            place @ 9..18 => (1960, 10_950, block * 9 + place - 9),
            place => (1990, 4_015, block * 2 + place - 18),
        };
        let (date, serial) = day(first, rank % days, rank / days);
        let civic = date.replace('-', "");
        let sex = if chance & 1 == 0 { "Kvinna" } else { "Man" };
        write!(
            to,
            r#"{{"id":"{id}",{META},"givenName":"{given}","familyName":"{family}{changed}","eduPersonPrincipalNames":["p{number}@skola.example"],"civicNo":{{"value":"{civic}TF{serial:02}","nationality":"SE"}},"birthDate":"{date}","sex":"{sex}","securityMarking":"{mark}","personStatus":"Aktiv","emails":[{{"value":"p{number}@skola.example","type":"Skola elev"}}],"phoneNumbers":[{{"value":"070-174 06 {:02}","type":"Hem","mobile":true}}],"addresses":[{{"type":"Folkbokföring","streetAddress":"Påhittade gatan {}","postalCode":"123 45","locality":"PÅHITTAD","country":"Sverige"}}]"#,
            number % 100,
            number % 300
        )?;
        if number % BLOCK < 9 {
            self.pupil(to, number)?;
        }
        to.write_str("}")
    }

    fn pupil(&self, to: &mut String, number: u64) -> std::fmt::Result {
        let unit = self.id(Kind::Unit, 1 + number / UNIT);
        let guardian = number + 9;
        let year = number / BLOCK % 10;
        write!(
            to,
            r#","enrolments":[{{"enroledAt":{{"id":"{unit}","displayName":"Påhittade skolan"}},"schoolType":"GR","schoolYear":{year},"startDate":"2022-08-15","endDate":null,"cancelled":false}}]"#
        )?;
        if guardian < self.persons && !self.deleted.contains(&guardian) {
            to.write_str(r#","responsibles":[{"person":"#)?;
            self.reference(to, guardian)?;
            to.write_str(r#","relationType":"Vårdnadshavare"}]"#)?;
        }
        Ok(())
    }

    /// A person referred to.
    fn reference(&self, to: &mut String, number: u64) -> std::fmt::Result {
        let id = self.id(Kind::Person, number);
        let marked = self.faults.marked_reference == Some(number);
        let mark = if marked { "Sekretessmarkering" } else { self.mark(number, false) };
        write!(to, r#"{{"id":"{id}","securityMarking":"{mark}"}}"#)
    }

    fn group(&self, to: &mut String, number: u64) -> std::fmt::Result {
        let id = self.id(Kind::Group, number);
        let first = number * CLASS * BLOCK;
        let unit = self.id(Kind::Unit, 1 + first / UNIT);
        write!(
            to,
            r#"{{"id":"{id}",{META},"displayName":"Klass {number}","groupType":"Klass","schoolType":"GR","startDate":"2026-08-17","organisation":{{"id":"{unit}"}},"groupMemberships":["#
        )?;
        let pupils = (first..first + CLASS * BLOCK).filter(|person| person % BLOCK < 9);
        let mut comma = "";
        for person in pupils.filter(|person| *person < self.persons && !self.deleted.contains(person)) {
            write!(to, r#"{comma}{{"person":"#)?;
            self.reference(to, person)?;
            to.write_str("}")?;
            comma = ",";
        }
        to.write_str("]}")
    }

    fn duty(&self, to: &mut String, number: u64) -> std::fmt::Result {
        let (id, person) = (self.id(Kind::Duty, number), number / 2 * BLOCK + 18 + number % 2);
        let unit = self.id(Kind::Unit, 1 + person / UNIT);
        write!(to, r#"{{"id":"{id}",{META},"person":"#)?;
        self.reference(to, person)?;
        let role = pick(&["Lärare", "Fritidspedagog", "Skolsköterska", "Elevhälsopersonal"], number);
        write!(to, r#","dutyAt":{{"id":"{unit}"}},"dutyRole":"{role}","startDate":"2020-01-01"}}"#)
    }

    fn activity(&self, to: &mut String, number: u64) -> std::fmt::Result {
        let (id, group) = (self.id(Kind::Activity, number), self.id(Kind::Group, number));
        let unit = self.id(Kind::Unit, 1 + number * CLASS * BLOCK / UNIT);
        let duty = self.id(Kind::Duty, number * CLASS * 2);
        write!(
            to,
            r#"{{"id":"{id}",{META},"displayName":"Undervisning {number}","activityType":"Undervisning","groups":[{{"id":"{group}"}}],"teachers":[{{"duty":{{"id":"{duty}"}}}}],"organisation":{{"id":"{unit}"}}}}"#
        )
    }
}

const META: &str = r#""meta":{"created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z"}"#;

/// The day so many days into a year and beyond, and which of the hundred temporary numbers of that day.
fn day(first_year: i16, days: u64, serial: u64) -> (String, u64) {
    let start = jiff::civil::date(first_year, 1, 1);
    let days = i64::try_from(days).unwrap_or(0);
    let date = start.checked_add(jiff::Span::new().days(days)).unwrap_or(start);
    (date.to_string(), serial % 100)
}
