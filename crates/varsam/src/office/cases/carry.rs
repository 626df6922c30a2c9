//! What a step of a case does to the registers. The entry that a step leads to has to stand where the routine says: where
//! one step of the register brings it there, the reader may take that, and nobody has to be asked for more, it is taken
//! with the step of the case; together or not at all.

use crate::office::registers::{self, Checked, Draft, Wish, Writing};
use crate::office::{Directory, Office, Reader, calendar};
use jiff::ToSpan as _;
use varsam_access::Action;
use varsam_model::case::{Act, Case, Event};
use varsam_model::register::{Entry, Field, Kind, Register, Step as Taken, Takes, Value, Values};
use varsam_model::routine::Step;
use varsam_model::{Id, Instant, id};
use varsam_store::{Change, Document, Fault};

/// The days on which something was decided, and those on which it ends: the first are known of the case, the others are today.
const DECIDED_ON: [&str; 3] = ["decided_on", "assessed_on", "reviewed_on"];
const ENDS_ON: [&str; 2] = ["closed_on", "ended_on"];

/// The texts that say why: the case has them.
const WHY: [&str; 2] = ["decision", "assessment"];

/// The day until which an account is attested.
const ATTESTED: &str = "attested_until";

/// An entry as it is to be written with a step of a case.
#[derive(Debug)]
pub(crate) struct Carried {
    register: &'static Register,
    document: Document<Entry>,
    draft: Draft,
    action: Action,
    /// The step of the register; empty where the entry is changed only.
    taken: &'static str,
}

/// How the entry that a step leads to stands to what the routine says.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It stands where it is to, or may stand anywhere.
    Stands,
    /// It is brought there with the step.
    Carried(Box<Carried>),
    /// It stands here, and somebody has to take it further.
    Elsewhere(String),
}

impl Carried {
    pub(super) async fn write(
        self,
        office: &Office,
        change: &mut Change<'_>,
        (by, at): (Id<id::Person>, Instant),
    ) -> Result<(), Fault> {
        let writing = Writing { by, at, deed: self.action.code(), step: self.taken };
        let revision = office.store.new_id(at)?;
        registers::update(change, self.register, &self.document, self.draft, revision, writing)
            .await
            .map(|_| ())
    }
}

/// What becomes of the entry that a step leads to when the step is done. `why` is written where the register wants reasons.
///
/// # Errors
/// `Missing` when there is no such entry for the reader, or another fault of the store.
pub(crate) async fn outcome(
    (office, reader): (&Office, &Reader),
    directory: &Directory<'_>,
    (case, step): (&Case, &Step),
    entry: Id<id::Record>,
    why: &str,
) -> Result<Outcome, Fault> {
    let register = step.link.as_deref().and_then(Register::of).filter(|_| !step.link_in.is_empty());
    let Some(register) = register else { return Ok(Outcome::Stands) };
    let document = registers::entry(office, reader, directory, register, entry).await?;
    let state = document.head.state.clone();
    if step.link_in.contains(&state) {
        return Ok(Outcome::Stands);
    }
    if leaves_open(register, step) {
        return Ok(Outcome::Elsewhere(state));
    }
    let object = registers::object(reader, register, document.head.unit);
    let leads = |taken: &&'static Taken| step.link_in.iter().any(|wanted| wanted == taken.to);
    let may = |taken: &&'static Taken| reader.may(office, action(taken), &object).is_allowed();
    let fitting: Vec<_> = register.steps_from(&state).filter(leads).filter(may).collect();
    let [taken] = fitting.as_slice() else { return Ok(Outcome::Elsewhere(state)) };
    let fields: Vec<_> = taken.asks.iter().filter_map(|name| register.field(name)).collect();
    let known = Known::of(case, reader.session.person, office.now(), why);
    let Some(values) = known.fill(&fields, &document.body.values) else {
        return Ok(Outcome::Elsewhere(state));
    };
    let shelf = office.shelf(reader.session.organiser, register).await?;
    let (before, own) = (&document.body.values, Some(document.head.id));
    let wish = Wish { register, fields: &fields, before, state: taken.to, own, units: None, despite: "" };
    Ok(match wish.judge(values, vec![], &shelf) {
        Checked::Draft(draft) => {
            let (action, taken) = (action(taken), taken.code);
            Outcome::Carried(Box::new(Carried { register, document, draft, action, taken }))
        }
        Checked::Wrong(_) | Checked::Found(_) => Outcome::Elsewhere(state),
    })
}

/// Whether the routine leaves open if the entry is of the past from then on: that is decided in the register, not by the way.
fn leaves_open(register: &Register, step: &Step) -> bool {
    let mut are_ended = step.link_in.iter().map(|state| register.is_ended(state));
    let first = are_ended.next();
    are_ended.any(|is_ended| Some(is_ended) != first)
}

fn action(taken: &Taken) -> Action {
    match taken.takes {
        Takes::Editing => Action::EditRecord,
        Takes::Deciding => Action::DecideRecord,
    }
}

/// What is known without asking: who decided in the case, and when; today; and the words that lead to the reasons.
struct Known<'a> {
    by: Id<id::Person>,
    decided: Instant,
    now: Instant,
    why: &'a str,
}

impl<'a> Known<'a> {
    fn of(case: &Case, me: Id<id::Person>, now: Instant, why: &'a str) -> Self {
        let is_decision = |event: &&Event| event.act == Act::Done && event.decision.is_some();
        let decision = case.events.iter().rev().find(is_decision);
        Self {
            by: decision.and_then(|event| event.by).unwrap_or(me),
            decided: decision.map_or(now, |event| event.at),
            now,
            why,
        }
    }

    /// The values with these fields filled; none where one of them is not known.
    fn fill(&self, fields: &[&'static Field], before: &Values) -> Option<Values> {
        let mut values = before.clone();
        for field in fields {
            let value: Value = match field.kind {
                Kind::Person if field.name.ends_with("_by") => self.by.to_string().into(),
                Kind::Date if DECIDED_ON.contains(&field.name) => day(self.decided),
                Kind::Date if ENDS_ON.contains(&field.name) => day(self.now),
                Kind::LongText if WHY.contains(&field.name) => self.why.into(),
                _ => return None,
            };
            values.set(field.name, Some(value));
        }
        Some(values)
    }
}

fn day(at: Instant) -> Value {
    calendar::day(at).to_string().into()
}

/// The accounts in use at a unit, each attested for another year, to the end of that month; none where the reader may not
/// change one of them.
///
/// # Errors
/// When the store fails.
pub(crate) async fn attested(
    (office, reader): (&Office, &Reader),
    directory: &Directory<'_>,
    unit: Id<id::Unit>,
) -> Result<Option<Vec<Carried>>, Fault> {
    let Some(register) = Register::of("account") else { return Ok(Some(vec![])) };
    let shelf = office.shelf(reader.session.organiser, register).await?;
    let used = |row: &registers::Row| row.unit == unit && register.is_used(&row.state);
    let ids: Vec<_> = shelf.rows().iter().filter(|row| used(row)).map(|row| row.id).collect();
    let object = registers::object(reader, register, unit);
    if !ids.is_empty() && !reader.may(office, Action::EditRecord, &object).is_allowed() {
        return Ok(None);
    }
    let until = calendar::day(office.now()).saturating_add(1.year()).last_of_month();
    let mut carried = Vec::with_capacity(ids.len());
    for id in ids {
        let document = directory.record::<Entry>(register.code, id).await?;
        if document.body.values.get(ATTESTED).and_then(Value::date).is_some_and(|day| day >= until) {
            continue;
        }
        let values = document.body.values.clone().with(ATTESTED, until.to_string());
        let draft = Draft { values, state: document.head.state.clone(), despite: String::new() };
        carried.push(Carried { register, document, draft, action: Action::EditRecord, taken: "" });
    }
    Ok(Some(carried))
}
