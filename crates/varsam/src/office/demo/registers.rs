//! What stands in the registers of the demonstration: the entries of `data/demo/*.toml`, put on its units and people. All of
//! it is made up, and some of it is not as it should be, so that lists have something to show.

use crate::office::registers::starter::{self, Flaw, Starter, Written, written};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeMap;
use toml::{Table, Value as Plain};
use varsam_model::register::{Area, Field, Kind, Register, Required, Value, Values};
use varsam_model::unit::Unit;
use varsam_model::{Id, Role, id};
use varsam_rules::Language;

/// The files, each after those that its entries lead to.
const FILES: [(&str, &str); 10] = [
    ("platform", include_str!("../../../data/demo/platform.toml")),
    ("processor", include_str!("../../../data/demo/processor.toml")),
    ("agreement", include_str!("../../../data/demo/agreement.toml")),
    ("system", include_str!("../../../data/demo/system.toml")),
    ("processing", include_str!("../../../data/demo/processing.toml")),
    ("app", include_str!("../../../data/demo/app.toml")),
    ("service", include_str!("../../../data/demo/service.toml")),
    ("camera", include_str!("../../../data/demo/camera.toml")),
    ("account", include_str!("../../../data/demo/account.toml")),
    ("answer", include_str!("../../../data/demo/answer.toml")),
];

/// Somebody who works at a unit.
pub(super) struct Worker {
    pub(super) person: Id<id::Person>,
    pub(super) role: Role,
    pub(super) unit: Id<id::Unit>,
}

/// What entries are put on.
pub(super) struct Ground<'a> {
    /// The organiser first, then its schools.
    pub(super) units: &'a [Unit],
    pub(super) people: &'a [Worker],
    pub(super) today: Date,
    /// What the days that are not on the edge differ by.
    pub(super) seed: u64,
    /// Whether only what both organisers have is wanted.
    pub(super) is_small: bool,
    /// Where the demonstration is reached, for addresses of its own.
    pub(super) site: &'a str,
}

/// An entry to keep.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) register: &'static Register,
    pub(super) id: Id<id::Record>,
    pub(super) state: &'static str,
    pub(super) unit: Id<id::Unit>,
    pub(super) values: Values,
    /// How many days ago it was made.
    pub(super) days_ago: i64,
    /// The code that others name it by.
    pub(super) code: String,
}

impl Ground<'_> {
    /// Who made an entry: somebody of its unit, and at the organiser whoever keeps the register.
    pub(super) fn maker(&self, made: &Made) -> Id<id::Person> {
        let keeper = match made.register.area {
            Area::Account => Role::Communications,
            Area::Supplier => Role::Dpo,
            Area::Holding => Role::Registrar,
        };
        let is_top = self.units.first().is_some_and(|top| top.id == made.unit);
        let is_it = |one: &&Worker| match one.role {
            Role::Staff | Role::Head => !is_top && one.unit == made.unit,
            role => is_top && role == keeper,
        };
        self.people.iter().find(is_it).map_or_else(|| Id::new(uuid::Uuid::nil()), |one| one.person)
    }
}

/// All entries, each after those that it leads to.
///
/// # Errors
/// When a file is not sound for this ground: its test reads all of them.
pub(super) fn made(ground: &Ground<'_>, mut next: impl FnMut() -> Id<id::Record>) -> Result<Vec<Made>, Flaw> {
    let starters = starter::all();
    let mut known = BTreeMap::new();
    let mut all = Vec::new();
    for (file, text) in FILES {
        let mut entries = written(file, text)?;
        entries.retain(|entry| !ground.is_small || entry.own.contains_key("is_shared"));
        entries.extend(as_they_are(&starters, &entries));
        for entry in entries {
            let id = next();
            let (register, code) = (entry.register, entry.code.clone());
            let maker = Maker { ground, starters: &starters, known: &known, register, code: &code };
            let made = maker.made(id, entry).map_err(|what| Flaw::at(file, &code, what))?;
            known.insert((register.code, code), id);
            all.push(made);
        }
    }
    Ok(all)
}

/// The processing activities to begin with that no entry names: they are adopted as they are.
fn as_they_are(starters: &[Starter], entries: &[Written]) -> Vec<Written> {
    let Some(first) = entries.first().filter(|first| first.register.code == "processing") else {
        return Vec::new();
    };
    let is_named = |code: &str| entries.iter().any(|entry| text(&entry.own, "starter") == code);
    let of = starters.iter().filter(|one| one.register.code == "processing" && !is_named(&one.code));
    let adopted = |starter: &Starter| {
        let code = || Plain::String(starter.code.clone());
        let own = [
            ("starter", code()),
            ("state", Plain::String("in_use".to_owned())),
            ("made", Plain::Integer(600)),
        ];
        let own = own.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Written { register: first.register, code: starter.code.clone(), common: first.common.clone(), own }
    };
    of.map(adopted).collect()
}

/// What stands in an entry and is no field of its register, or not as it is written.
const NO_FIELDS: [&str; 6] = ["starter", "is_shared", "state", "made", "unit", "without"];

/// What makes one entry.
struct Maker<'a> {
    ground: &'a Ground<'a>,
    starters: &'a [Starter],
    /// The entries that are made already, by register and code.
    known: &'a BTreeMap<(&'static str, String), Id<id::Record>>,
    register: &'static Register,
    code: &'a str,
}

impl Maker<'_> {
    fn made(&self, id: Id<id::Record>, entry: Written) -> Result<Made, String> {
        let Written { common, own, .. } = entry;
        let state = self.register.states.iter().copied().find(|state| *state == text(&own, "state"));
        let state = state.ok_or("has no `state` of its register; write one")?;
        let days_ago = number(&own, "made").ok_or("has no `made`; write how many days ago")?;
        let place = number(&own, "unit").or_else(|| number(&common, "unit")).unwrap_or_default();
        // A small organiser has fewer schools: what the others have is spread over them.
        let schools = self.ground.units.len().saturating_sub(1).max(1);
        let wrapped = |place: usize| match place {
            0 => 0,
            place if self.ground.is_small => (place - 1) % schools + 1,
            place => place,
        };
        let unit = usize::try_from(place).ok().and_then(|place| self.ground.units.get(wrapped(place)));
        let unit = unit.ok_or_else(|| format!("there is no unit {place}; write another"))?;
        let without: Vec<String> = match own.get("without") {
            Some(list) => list.clone().try_into().map_err(|_| "has a `without` that is no list of fields")?,
            None => Vec::new(),
        };
        let mut values = self.begun(text(&own, "starter"))?;
        for (name, written) in common.into_iter().filter(|(name, _)| !without.contains(name)) {
            let is_begun = values.get(&name).is_some();
            self.put(&mut values, (name, written), unit, |field| !is_begun && is_wanted(field, state))?;
        }
        for written in own {
            self.put(&mut values, written, unit, |_| true)?;
        }
        values.set("unit", Some(Value::Text(unit.id.to_string())));
        let code = self.code.to_owned();
        Ok(Made { register: self.register, id, state, unit: unit.id, values, days_ago, code })
    }

    /// What it begins with.
    fn begun(&self, starter: &str) -> Result<Values, String> {
        let is_it = |one: &&Starter| one.register.code == self.register.code && one.code == starter;
        match self.starters.iter().find(is_it) {
            Some(found) => Ok(found.values_in(Language::Swedish)),
            None if starter.is_empty() => Ok(Values::default()),
            None => Err(format!("there is no starter `{starter}`; write another")),
        }
    }

    /// Puts in what is written for a field, where it is wanted.
    fn put(
        &self,
        values: &mut Values,
        (name, written): (String, Plain),
        unit: &Unit,
        is_wanted: impl Fn(&Field) -> bool,
    ) -> Result<(), String> {
        if NO_FIELDS.contains(&name.as_str()) {
            return Ok(());
        }
        let field = self.register.field(&name).ok_or_else(|| format!("`{name}` is no field; remove it"))?;
        if is_wanted(field) {
            let value = self.value(field, written, unit)?;
            field.kind.check(&value).map_err(|wrong| format!("`{name}`: {wrong}; put it right"))?;
            values.set(&name, Some(value));
        }
        Ok(())
    }

    fn value(&self, field: &Field, written: Plain, unit: &Unit) -> Result<Value, String> {
        let list = |written: Plain| written.try_into::<Vec<String>>().map_err(|_| starter::other_kind(field));
        Ok(match (field.kind, written) {
            (Kind::Date, Plain::Integer(days)) => self.day(field, days),
            (Kind::Person, Plain::String(role)) => {
                Value::Text(self.workers(&role, unit)?.into_iter().next().unwrap_or_default())
            }
            (Kind::People, written) => {
                let people = list(written)?.into_iter().map(|role| self.workers(&role, unit));
                Value::List(people.collect::<Result<Vec<_>, _>>()?.concat())
            }
            (Kind::Link(register), Plain::String(code)) => Value::Text(self.entry(register, &code)?),
            (Kind::Links(register), written) => {
                let entries = list(written)?.into_iter().map(|code| self.entry(register, &code));
                Value::List(entries.collect::<Result<_, _>>()?)
            }
            (_, written) => self.told_of(starter::plain(field, written)?, unit),
        })
    }

    /// So many days from today, and up to two more, so that not all organisers did everything on the same days.
    fn day(&self, field: &Field, days: i64) -> Value {
        let letters = self.code.bytes().chain(field.name.bytes());
        let mixed = letters
            .fold(self.ground.seed, |mixed, letter| mixed.wrapping_mul(31).wrapping_add(letter.into()));
        let more = i64::try_from(mixed % 3).unwrap_or_default() * days.signum();
        Value::Text(self.ground.today.saturating_add((days + more).days()).to_string())
    }

    /// Those who have a role at a unit, or else at the organiser.
    fn workers(&self, role: &str, unit: &Unit) -> Result<Vec<String>, String> {
        let at = |unit: Id<id::Unit>| {
            let there =
                self.ground.people.iter().filter(move |one| one.role.code() == role && one.unit == unit);
            there.map(|one| one.person.to_string()).collect::<Vec<_>>()
        };
        let top = self.ground.units.first().map(|top| top.id);
        let anywhere = || {
            let there = self.ground.people.iter().filter(|one| one.role.code() == role);
            there.take(1).map(|one| one.person.to_string()).collect::<Vec<_>>()
        };
        let found = Some(at(unit.id)).filter(|found| !found.is_empty()).or_else(|| top.map(at));
        // What a head does at a school, the head of one of them does for all.
        let found = found.filter(|found| !found.is_empty()).unwrap_or_else(anywhere);
        let none = || format!("nobody is `{role}` at {}; write another role", unit.name);
        if found.is_empty() { Err(none()) } else { Ok(found) }
    }

    /// Texts with the unit in the place of `{unit}`, `{slug}` where an address takes no other letters, and `{site}` for where
    /// the demonstration is.
    fn told_of(&self, value: Value, unit: &Unit) -> Value {
        match value {
            Value::Text(text) => {
                let text = text.replace("{unit}", &unit.name).replace("{slug}", &slug(&unit.name));
                Value::Text(text.replace("{site}", self.ground.site))
            }
            other => other,
        }
    }

    /// An entry that is made already.
    fn entry(&self, register: &'static str, code: &str) -> Result<String, String> {
        let found = self.known.get(&(register, code.to_owned())).map(Id::to_string);
        found.ok_or_else(|| format!("there is no {register} `{code}`; write another"))
    }
}

/// Whether what stands for every entry is asked for in a state.
fn is_wanted(field: &Field, state: &str) -> bool {
    match field.required {
        Required::In(states) | Required::AllIn(states) => states.contains(&state),
        Required::No | Required::Always | Required::When(..) => true,
    }
}

fn slug(name: &str) -> String {
    let plain = |letter: char| match letter {
        'å' | 'ä' => Some('a'),
        'ö' => Some('o'),
        letter => letter.is_ascii_alphanumeric().then_some(letter),
    };
    name.to_lowercase().chars().filter_map(plain).collect()
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Plain::as_str).unwrap_or_default()
}

fn number(table: &Table, key: &str) -> Option<i64> {
    table.get(key).and_then(Plain::as_integer)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::cast::{CASTS, Cast};
    use super::*;
    use std::collections::BTreeSet;
    use varsam_model::school::UnitKind;
    use varsam_model::{Instant, register};

    pub(in crate::office::demo) struct Place {
        pub(in crate::office::demo) units: Vec<Unit>,
        pub(in crate::office::demo) people: Vec<Worker>,
    }

    pub(in crate::office::demo) fn numbered<T>(number: usize) -> Id<T> {
        let mut bytes = [0; 10];
        bytes[8..].copy_from_slice(&u16::try_from(number).unwrap().to_be_bytes());
        Id::made(Instant(1_795_939_200_000_000), bytes)
    }

    pub(in crate::office::demo) fn place(cast: &Cast) -> Place {
        let names = [cast.name].into_iter().chain(cast.schools.iter().map(|(name, _, _)| *name));
        let unit = |(number, name): (usize, &str)| Unit {
            id: numbered(number),
            kind: UnitKind::SchoolUnit,
            name: name.to_owned(),
            parent: None,
            code: None,
            forms: vec![],
            hours: None,
        };
        let units: Vec<_> = names.enumerate().map(unit).collect();
        let people = cast.staff.iter().enumerate().map(|(number, (_, _, role, school))| Worker {
            person: numbered(100 + number),
            role: *role,
            unit: units[school.map_or(0, |school| school + 1)].id,
        });
        let people = people.collect();
        Place { units, people }
    }

    pub(in crate::office::demo) fn all(cast: &Cast) -> Vec<Made> {
        let Place { units, people } = place(cast);
        let today = "2026-11-29".parse().unwrap();
        let ground = Ground {
            units: &units,
            people: &people,
            today,
            seed: 7,
            is_small: cast.is_small,
            site: "https://varsam.example/",
        };
        let mut last = 1000;
        let next = || {
            last += 1;
            numbered(last)
        };
        made(&ground, next).unwrap_or_else(|flaw| panic!("{flaw}"))
    }

    /// Nothing is wrong but what is meant to be.
    #[test]
    fn entries_are_whole_but_for_those_that_are_not_meant_to_be() {
        let wrong = |cast: &Cast| {
            let mut wrong = BTreeSet::new();
            for made in all(cast) {
                for (field, _) in made.register.check(&made.values, made.state) {
                    wrong.insert(format!("{} {} {field}", made.register.code, made.values.text("name")));
                }
            }
            wrong.into_iter().collect::<Vec<_>>()
        };
        let [norrvik, exempel] = &CASTS;
        let lacking = [
            "account Strandskolan fritids moderation",
            "account Strandskolan public_purpose",
            "camera Sidoentrén notice",
            "service Läshägern agreement",
            "system Pärmar i arbetsrummet, Strandskolan owner",
            "system Pärmar i arbetsrummet, Strandskolan review_on",
        ];
        assert_eq!(wrong(norrvik), lacking);
        assert_eq!(wrong(exempel), ["service Läshägern agreement"]);
    }

    #[test]
    fn every_register_has_entries_in_every_state_and_none_twice() {
        let least = [
            ("account", 25),
            ("platform", 12),
            ("app", 20),
            ("service", 25),
            ("processor", 15),
            ("agreement", 15),
            ("system", 30),
            ("processing", 40),
            ("camera", 10),
            ("answer", 6),
        ];
        let entries = all(&CASTS[0]);
        for (code, least) in least {
            let of: Vec<_> = entries.iter().filter(|made| made.register.code == code).collect();
            assert!(of.len() >= least, "{code}: {}", of.len());
            let states: BTreeSet<_> = of.iter().map(|made| made.state).collect();
            assert_eq!(states, Register::of(code).unwrap().states.iter().copied().collect(), "{code}");
            let key = |made: &&&Made| {
                let key = made.register.key.iter().map(|field| made.values.text(field).to_lowercase());
                key.collect::<Vec<_>>()
            };
            let is_going_on = |made: &&&Made| {
                let key = key(made);
                !made.register.is_ended(made.state) && !key.is_empty() && !key.contains(&String::new())
            };
            let keys: BTreeSet<_> = of.iter().filter(is_going_on).map(|made| key(&made)).collect();
            assert_eq!(keys.len(), of.iter().filter(is_going_on).count(), "{code}: two are alike");
        }
        assert!(all(&CASTS[1]).len() * 3 > entries.len(), "the second is filled like the first");
        assert!(register::ALL.iter().all(|register| least.iter().any(|(code, _)| *code == register.code)));
    }

    /// Some have had their day, and some soon will.
    #[test]
    fn some_are_overdue_and_some_soon_will_be() {
        // The small one has fewer of each.
        for cast in CASTS.iter().filter(|cast| !cast.is_small) {
            for register in register::ALL.iter().filter(|register| register.clock.is_some()) {
                let clock = register.clock.unwrap();
                let of = all(cast)
                    .into_iter()
                    .filter(|made| made.register.code == register.code && !register.is_ended(made.state));
                let days: Vec<_> =
                    of.filter_map(|made| made.values.get(clock)?.date()).map(|day| day.to_string()).collect();
                assert!(
                    days.iter().any(|day| day.as_str() < "2026-11-29"),
                    "{} {}",
                    cast.name,
                    register.code
                );
                let soon = |day: &String| ("2026-11-29".."2027-02-28").contains(&day.as_str());
                assert!(days.iter().any(soon), "{} {}", cast.name, register.code);
            }
        }
    }
}
