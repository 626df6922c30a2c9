//! The cases of the demonstration: what `data/demo/case.toml` says has happened, put on its units and people and on the
//! routines that are served. Everything is reckoned back from the day on which the demonstration is made; what would lie
//! ahead of it has not happened yet.

use super::registers::Worker;
use crate::office::cases::owed::{self, Holders};
use crate::office::cases::write::{self, NewFile};
use crate::office::cases::{CASE, clocks, plan};
use crate::office::registers::attach::Attached as Sent;
use crate::office::wheel::year::SchoolYear;
use crate::office::{Directory, calendar};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use varsam_model::case::{Act, Case, Event};
use varsam_model::detail::DetailKind;
use varsam_model::register::Register;
use varsam_model::routine::{Facts, Party};
use varsam_model::unit::Unit;
use varsam_model::{Id, Instant, RecordClass, Role, id};
use varsam_rules::{Routine, Rulebooks, Stack};
use varsam_store::{Change, Fault, Head};

/// The cases, by the organisation whose rules they follow.
const FILE: &str = include_str!("../../../data/demo/case.toml");

/// What is handed in wherever a file is: a comment of nobody's, with bars in the place of words.
const PICTURE: &[u8] = include_bytes!("../../../data/demo/skarmdump.png");

/// In seconds.
const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// The hour of the day at which what recurs is begun.
const MORNING: i64 = 9;

/// The entries of the registers, by register and code.
pub(super) type Entries = BTreeMap<(&'static str, String), Id<id::Record>>;

/// What cases are put on.
pub(super) struct Ground<'a> {
    pub(super) books: &'a Rulebooks,
    /// The organisation whose cases are wanted.
    pub(super) stack: &'a str,
    /// The organiser first, then its schools.
    pub(super) units: &'a [Unit],
    pub(super) people: &'a [Worker],
    pub(super) entries: &'a Entries,
    pub(super) now: Instant,
}

/// A case to keep.
#[derive(Debug)]
pub(super) struct Made {
    id: Id<id::Record>,
    unit: Id<id::Unit>,
    case: Case,
}

/// A case as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    routine: String,
    /// The organisation whose rules it follows, where that is not the one that it stands under.
    stack: Option<String>,
    /// The place of its unit; the organiser is the first.
    unit: usize,
    /// The role of whoever began it; nobody did where an open form was sent.
    by: Option<Role>,
    began: Began,
    title: String,
    text: String,
    /// How many hours before the beginning its moments were.
    #[serde(default)]
    dates: BTreeMap<String, i64>,
    #[serde(default)]
    facts: Facts,
    step: Vec<Happened>,
}

/// When a case began.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Began {
    /// So many hours ago.
    Hours(i64),
    /// So many days before each day of the school year that has gone by: one case for each.
    Passed(i64),
    /// So many days before the next one.
    Next(i64),
}

/// Something that happened with a step, by whoever owed it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Happened {
    id: String,
    /// How many hours after the beginning.
    after: i64,
    #[serde(default = "done")]
    act: Act,
    #[serde(default)]
    note: String,
    decision: Option<bool>,
    #[serde(default)]
    facts: Facts,
    /// The code of an entry that it led to.
    link: Option<String>,
    #[serde(default)]
    file: bool,
    /// The role of whoever it was handed to.
    to: Option<Role>,
}

fn done() -> Act {
    Act::Done
}

/// All cases, in the order of the file.
///
/// # Errors
/// When the file is not sound for this ground: its test reads all of it.
pub(super) fn made(
    ground: &Ground<'_>,
    mut next: impl FnMut(Instant) -> Id<id::Record>,
) -> Result<Vec<Made>, String> {
    let mut all = Vec::new();
    for written in read()?.remove(ground.stack).unwrap_or_default() {
        let cases = ground.cases(&written, &mut next);
        all.extend(cases.map_err(|what| format!("case.toml: {}: {what}", written.title))?);
    }
    Ok(all)
}

fn read() -> Result<BTreeMap<String, Vec<Written>>, String> {
    toml::from_str(FILE).map_err(|error| format!("case.toml: {}", error.message()))
}

fn picture() -> NewFile {
    NewFile::of(Sent { name: "skarmdump.png".to_owned(), bytes: PICTURE.to_vec() }, "image/png")
}

impl Ground<'_> {
    /// What is written once, as often as it has begun. Rulebooks of one's own may have no such routine: then there is none.
    fn cases(
        &self,
        written: &Written,
        next: &mut impl FnMut(Instant) -> Id<id::Record>,
    ) -> Result<Vec<Made>, String> {
        let stack = self.books.stack(written.stack.as_deref().unwrap_or(self.stack));
        let routine = stack.and_then(|stack| plan::routine(self.books, stack, &written.routine));
        let Some((stack, routine)) = stack.zip(routine) else { return Ok(Vec::new()) };
        let unit = self.units.get(written.unit).ok_or("there is no such unit; write another")?.id;
        let mut made = Vec::new();
        for (at, day) in self.began(written.began, routine) {
            let case = self.begun(written, (stack, routine), unit, (at, &day))?;
            made.push(Made { id: next(at), unit, case: self.gone_on(case, written, unit, next)? });
        }
        Ok(made)
    }

    /// When it began, and the day that it is for.
    fn began(&self, began: Began, routine: &Routine) -> Vec<(Instant, String)> {
        let today = calendar::day(self.now);
        let days = SchoolYear::of(today).days(&routine.yearly);
        let before = |day: Date, days: i64| calendar::start(day).plus_seconds(MORNING * HOUR - days * DAY);
        match began {
            Began::Hours(hours) => vec![(self.now.plus_seconds(-hours * HOUR), String::new())],
            Began::Passed(lead) => {
                let passed = days.into_iter().filter(|day| *day < today);
                passed.map(|day| (before(day, lead), day.to_string())).collect()
            }
            Began::Next(lead) => {
                let former = days.iter().copied().filter(|day| *day < today).max();
                let next = days.into_iter().find(|day| *day >= today);
                let at =
                    next.map(|day| (before(day, lead).min(self.now.plus_seconds(-DAY)), day.to_string()));
                // It would count for the day before, else.
                at.into_iter().filter(|(at, _)| former.is_none_or(|day| calendar::day(*at) > day)).collect()
            }
        }
    }

    /// A case as it was when it began.
    fn begun(
        &self,
        written: &Written,
        (stack, routine): (&Stack, &Routine),
        unit: Id<id::Unit>,
        (at, day): (Instant, &str),
    ) -> Result<Case, String> {
        let by = written.by.map(|role| self.holder(role, unit).ok_or_else(|| nobody(role))).transpose()?;
        let moment = |(id, hours): (&String, &i64)| (id.clone(), at.plus_seconds(-hours * HOUR));
        let mut facts: Facts = stack.given.iter().cloned().collect();
        facts.extend(written.facts.clone());
        Ok(Case {
            routine: plan::frozen(self.books, routine),
            stack: stack.id.clone(),
            title: written.title.replace("{day}", day),
            text: written.text.clone(),
            by,
            at,
            dates: written.dates.iter().map(moment).collect(),
            facts,
            despite: String::new(),
            events: Vec::new(),
        })
    }

    /// The same with what has happened since. What rulebooks of one's own leave no room for has not.
    fn gone_on(
        &self,
        mut case: Case,
        written: &Written,
        unit: Id<id::Unit>,
        next: &mut impl FnMut(Instant) -> Id<id::Record>,
    ) -> Result<Case, String> {
        for happened in &written.step {
            let at = case.at.plus_seconds(happened.after * HOUR);
            if at > self.now {
                break;
            }
            let mut event = self.event(&case, happened, unit, at)?;
            if happened.file {
                event.files.push(picture().told(next(at).of()));
            }
            let missing = case.check(&event);
            if missing.is_empty() {
                case.events.push(event);
            } else {
                tracing::warn!(routine = %case.routine.id, step = %event.step, ?missing, "not in the demonstration");
            }
        }
        Ok(case)
    }

    fn event(
        &self,
        case: &Case,
        happened: &Happened,
        unit: Id<id::Unit>,
        at: Instant,
    ) -> Result<Event, String> {
        let to = happened.to.map(|role| self.holder(role, unit).ok_or_else(|| nobody(role))).transpose()?;
        let link = happened.link.as_deref().map(|code| self.entry(case, &happened.id, code)).transpose()?;
        let mut event = Event::new(&happened.id, happened.act, self.doer(case, &happened.id, unit), at);
        event.note.clone_from(&happened.note);
        event.decision = happened.decision;
        event.facts.clone_from(&happened.facts);
        // What has to be said of when it was, was then.
        let asked = case.step(&happened.id).filter(|_| happened.act == Act::Done);
        let asked = asked.into_iter().flat_map(|step| &step.details);
        for detail in asked.filter(|detail| detail.kind == DetailKind::Moment && !detail.is_optional) {
            event.facts.entry(detail.id.clone()).or_insert_with(|| at.to_string());
        }
        event.link = link;
        event.to = to;
        Ok(event)
    }

    /// Who holds a role at a unit, or else at the organiser.
    fn holder(&self, role: Role, unit: Id<id::Unit>) -> Option<Id<id::Person>> {
        let at = |unit: Id<id::Unit>| {
            self.people.iter().find(|one| one.role == role && one.unit == unit).map(|one| one.person)
        };
        at(unit).or_else(|| self.units.first().and_then(|top| at(top.id)))
    }

    /// Whoever owes a step: to whom it was handed, else whom the guideline names, else the next one upwards.
    fn doer(&self, case: &Case, step: &str, unit: Id<id::Unit>) -> Option<Id<id::Person>> {
        let handed = case.of(step).rev().find_map(|event| event.to);
        let mut named = case.step(step).into_iter().flat_map(|step| &step.who);
        let named = named.find_map(|party| match party {
            Party::Starter => case.by,
            Party::Role(role) => self.holder(*role, unit),
        });
        handed.or(named).or_else(|| self.holder(Role::HeadOfOperations, unit))
    }

    /// The entry of that code, in the register that a step leads to.
    fn entry(&self, case: &Case, step: &str, code: &str) -> Result<Id<id::Record>, String> {
        let register = case.step(step).and_then(|step| step.link.as_deref()).and_then(Register::of);
        let found = register.and_then(|register| self.entries.get(&(register.code, code.to_owned())));
        found.copied().ok_or_else(|| format!("there is no entry `{code}` for `{step}`; write another"))
    }
}

fn nobody(role: Role) -> String {
    format!("nobody is `{role}` there; write another role")
}

/// Writes them by a change of its own, so that all keys are made at once.
pub(super) async fn keep(directory: &Directory<'_>, made: &[Made], now: Instant) -> Result<(), Fault> {
    let keys: Vec<_> = made.iter().map(|made| (made.id, RecordClass::Unit)).collect();
    directory.tenant.make_keys(&keys).await?;
    let mut holders = HashMap::new();
    for made in made {
        if let Entry::Vacant(new) = holders.entry(made.unit) {
            new.insert(Holders::of(directory, made.unit, now).await?);
        }
    }
    let mut change = super::begin(&directory.tenant, now).await?;
    for made in made {
        if let Some(holders) = holders.get(&made.unit) {
            made.write(&mut change, holders, now).await?;
        }
    }
    change.commit().await
}

impl Made {
    async fn write(&self, change: &mut Change<'_>, holders: &Holders, now: Instant) -> Result<(), Fault> {
        let Self { id, unit, case } = self;
        let mut tasks = owed::tasks(case, (*id, *unit), holders);
        // Nobody is reminded today of what came due long ago.
        for task in &mut tasks {
            task.rings = task.due.and_then(|due| clocks::next(task.since, due, now));
        }
        let head = Head::about(*id, CASE, *unit, id.uuid(), RecordClass::Unit);
        change.create(&write::standing(head, case, &tasks), case).await?;
        change.owe(*id, &tasks).await?;
        for file in case.events.iter().flat_map(|event| &event.files) {
            picture().keep(change, (*id, *unit), file.file).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::cast::{CASTS, Cast};
    use super::super::registers::tests::{Place, all, numbered, place};
    use super::*;
    use crate::library::{Origin, Shelf, read as read_books};
    use std::collections::BTreeSet;
    use std::sync::LazyLock;
    use varsam_model::case::Standing;
    use varsam_model::deadline::OfficeHours;

    /// 2026-11-29 08:00 UTC.
    const NOW: Instant = Instant(1_795_939_200_000_000);

    static SHELF: LazyLock<Shelf> =
        LazyLock::new(|| read_books(&Origin::Shipped, "2026-11-29".parse().unwrap()));

    /// The cases of each organisation at a moment, with the file that they come from.
    fn cases(now: Instant) -> Vec<(Vec<Written>, Vec<Made>)> {
        let of = |cast: &Cast| {
            let (Place { units, people }, all) = (place(cast), all(cast));
            let entries: Entries =
                all.into_iter().map(|made| ((made.register.code, made.code), made.id)).collect();
            let (books, stack) = (&SHELF.books, cast.stack);
            let ground = Ground { books, stack, units: &units, people: &people, entries: &entries, now };
            let mut last = 5000;
            let next = |_| {
                last += 1;
                numbered(last)
            };
            let made = made(&ground, next).unwrap_or_else(|flaw| panic!("{flaw}"));
            (read().unwrap().remove(cast.stack).unwrap(), made)
        };
        CASTS.iter().map(of).collect()
    }

    #[test]
    fn every_step_that_is_told_of_is_one_that_could_happen_then() {
        for (written, made) in cases(NOW) {
            for written in written {
                let is_it = |made: &&Made| {
                    let title = written.title.split("{day}").next().unwrap();
                    made.case.routine.id == written.routine && made.case.title.starts_with(title)
                };
                let found: Vec<_> = made.iter().filter(is_it).collect();
                assert!(!found.is_empty(), "{}", written.title);
                for made in found {
                    let steps = written
                        .step
                        .iter()
                        .filter(|step| made.case.at.plus_seconds(step.after * HOUR) <= NOW);
                    let steps: Vec<_> = steps.map(|step| (step.id.as_str(), step.act)).collect();
                    let events = made.case.events.iter().map(|event| (event.step.as_str(), event.act));
                    assert_eq!(events.collect::<Vec<_>>(), steps, "{}", made.case.title);
                    let is_by = |event: &Event| event.by.is_some();
                    assert!(made.case.events.iter().all(is_by), "{}", made.case.title);
                }
            }
        }
    }

    #[test]
    fn cases_stand_in_every_way_that_there_is() {
        let all: Vec<_> = cases(NOW).into_iter().flat_map(|(_, made)| made).collect();
        assert!((25..=45).contains(&all.len()), "{}", all.len());
        let routines: BTreeSet<_> = all.iter().map(|made| made.case.routine.id.as_str()).collect();
        for routine in
            ["breach", "social-question", "account-watch", "moderate", "app", "account-open", "take-down"]
        {
            assert!(routines.contains(routine), "{routine}");
        }
        let closed = all.iter().filter(|made| made.case.is_closed()).count();
        assert!(closed >= 8 && all.len() - closed >= 12, "{closed} of {}", all.len());
        let is_late = |made: &&Made| {
            let walked = made.case.walk(OfficeHours::default());
            walked
                .iter()
                .any(|stood| matches!(stood.standing, Standing::Open { due: Some(due), .. } if due <= NOW))
        };
        assert!(all.iter().filter(is_late).count() >= 3);
        for act in [Act::Declined, Act::HandedOver, Act::Noted, Act::Reopened] {
            let has = |made: &Made| made.case.events.iter().any(|event| event.act == act);
            assert!(all.iter().any(has), "{act}");
        }
    }

    /// The demonstration is made on any day: what would lie ahead is left out, and nothing is wrong.
    #[test]
    fn on_no_day_of_the_year_does_anything_lie_ahead() {
        for days in (0..370).step_by(37) {
            let now = NOW.plus_seconds(days * DAY);
            for made in cases(now).into_iter().flat_map(|(_, made)| made) {
                let case = &made.case;
                assert!(case.at <= now && case.dates.values().all(|at| *at <= case.at), "{}", case.title);
                assert!(case.events.iter().all(|event| event.at <= now), "{}", case.title);
                assert!(case.events.is_sorted_by_key(|event| event.at), "{}", case.title);
            }
        }
    }
}
