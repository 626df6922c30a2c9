//! Cases: a routine that somebody has started, and what has been done since. A case is what happened in it: where each
//! step stands is worked out from that, and nothing that happened is ever taken away.

use crate::codes::codes;
use crate::deadline::{self, OfficeHours};
use crate::detail;
use crate::routine::{Behaviour, Due, Evidence, Facts, Moment, Routine, Since, Step};
use crate::{Id, Instant, id};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The routine as it was when the case began.
    pub routine: Routine,
    /// The organisation whose rules it follows, by its id in the rulebooks.
    pub stack: String,
    /// What it is called.
    pub title: String,
    /// What whoever started it wrote.
    pub text: String,
    /// Who started it; nobody where an open form or the calendar did.
    pub by: Option<Id<id::Person>>,
    /// When.
    pub at: Instant,
    /// The moments that it is reckoned from, by their ids.
    pub dates: BTreeMap<String, Instant>,
    /// The facts that were stated at the start.
    pub facts: Facts,
    /// Why it was begun though the guard had found something; empty when it had not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub despite: String,
    /// What has happened, in its order.
    pub events: Vec<Event>,
}

codes! {
    /// What can happen with a step.
    pub enum Act {
        /// It was done.
        Done = "done",
        /// It will not be done, for a reason.
        Declined = "declined",
        /// Somebody else owes it from now on.
        HandedOver = "handed_over",
        /// It is owed again.
        Reopened = "reopened",
        /// Something was written down.
        Noted = "noted",
    }
}

/// Something that has happened in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The id of the step.
    pub step: String,
    /// What.
    pub act: Act,
    /// Who; nobody where the program did.
    pub by: Option<Id<id::Person>>,
    /// When.
    pub at: Instant,
    /// A note, or the reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Of a decision: yes or no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<bool>,
    /// The facts that were stated with it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: Facts,
    /// The files that were given with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attached>,
    /// The entry that it led to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Id<id::Record>>,
    /// The places that were found, or that are shown to be cleared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// To whom it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Id<id::Person>>,
    /// Why it was saved though the guard had found something; empty when it had not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub despite: String,
}

impl Event {
    /// Something that happened with a step, with nothing more to say.
    pub fn new(step: &str, act: Act, by: Option<Id<id::Person>>, at: Instant) -> Self {
        Self {
            step: step.to_owned(),
            act,
            by,
            at,
            note: String::new(),
            decision: None,
            facts: Facts::new(),
            files: Vec::new(),
            link: None,
            places: Vec::new(),
            to: None,
            despite: String::new(),
        }
    }
}

/// A place where something is seen that is to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// An account of the register.
    Account(Id<id::Record>),
    /// An address, or whatever else says where it is.
    Address(String),
}

/// A file that is kept as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Where it is kept.
    pub file: Id<id::File>,
    /// What it was called.
    pub name: String,
    /// What kind it is, as a media type.
    pub media: String,
    /// How long it is, in bytes.
    pub bytes: u64,
    /// The SHA-256 of it, in hexadecimal digits: anybody can compare it with what they have.
    pub sha256: String,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Others come first. `is_sure` tells that it will be needed, as far as is known.
    Waiting {
        /// Whether it will be needed.
        is_sure: bool,
    },
    /// It is owed.
    Open {
        /// Since when.
        since: Instant,
        /// By when it has to be done.
        due: Option<Instant>,
    },
    /// It is done.
    Done,
    /// It will not be done.
    Declined,
    /// What has been stated makes it unnecessary.
    NotNeeded,
}

impl Standing {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting { is_sure: true } => "waiting",
            Self::Waiting { is_sure: false } => "perhaps",
            Self::Open { .. } => "open",
            Self::Done => "done",
            Self::Declined => "declined",
            Self::NotNeeded => "not_needed",
        }
    }
}

/// A step of a case, and where it stands.
#[derive(Debug, Clone)]
pub struct Stood<'a> {
    /// The step.
    pub step: &'a Step,
    /// Where it stands.
    pub standing: Standing,
    /// What settled it.
    pub settled: Option<&'a Event>,
    /// To whom it was handed over last.
    pub holder: Option<Id<id::Person>>,
    /// How often it was handed over.
    pub turn: usize,
}

/// What is missing for a step to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// It is not owed now.
    NotOpen,
    /// A note, or the reason of a decision.
    Note,
    /// A file.
    File,
    /// Yes or no.
    Decision,
    /// An entry.
    Link,
    /// Which place is cleared; or others are left.
    Place,
    /// A note or a file that shows it.
    Proof,
    /// Whom it is handed over to.
    To,
    /// A fact, or one of its values, by its id.
    Fact(String),
    /// A detail that is one of its own, by its id.
    Detail(String),
}

/// What is wrong with a moment that a case is to be reckoned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongMoment {
    /// There is none.
    Missing,
    /// It lies in the future.
    Ahead,
    /// It lies before one that comes first.
    BeforeFormer,
}

/// How far a clock of somebody else may be ahead, in seconds: five minutes.
const AHEAD: i64 = 300;

/// Whether a moment lies in the future.
pub fn is_ahead(at: Instant, now: Instant) -> bool {
    at > now.plus_seconds(AHEAD)
}

/// What is wrong with the moments of a routine, by their ids.
pub fn check_moments<'a>(
    asked: &'a [Moment],
    dates: &BTreeMap<String, Instant>,
    now: Instant,
) -> Vec<(&'a str, WrongMoment)> {
    let mut former = None;
    let mut wrong = Vec::new();
    for moment in asked {
        let found = match dates.get(&moment.id) {
            None => Some(WrongMoment::Missing),
            Some(at) if is_ahead(*at, now) => Some(WrongMoment::Ahead),
            Some(at) if former.is_some_and(|former| *at < former) => Some(WrongMoment::BeforeFormer),
            Some(_) => None,
        };
        former = former.max(dates.get(&moment.id).copied());
        wrong.extend(found.map(|found| (moment.id.as_str(), found)));
    }
    wrong
}

impl Case {
    /// Where each step stands, in the order of the routine, where the office is open in these hours.
    pub fn walk(&self, hours: OfficeHours) -> Vec<Stood<'_>> {
        let facts = self.known();
        let steps = &self.routine.steps;
        let mut settled: Vec<Option<Instant>> = Vec::with_capacity(steps.len());
        let mut walked = Vec::with_capacity(steps.len());
        for (place, step) in steps.iter().enumerate() {
            let (standing, at) = self.standing((place, step), &facts, &settled, hours);
            settled.push(at);
            walked.push(Stood {
                step,
                standing,
                settled: self.settling(&step.id),
                holder: self.holder(&step.id),
                turn: self.of(&step.id).filter(|event| event.act == Act::HandedOver).count(),
            });
        }
        walked
    }

    /// Where a step stands, and when it was settled; `settled` has that of those before it.
    fn standing(
        &self,
        (place, step): (usize, &Step),
        facts: &Facts,
        settled: &[Option<Instant>],
        hours: OfficeHours,
    ) -> (Standing, Option<Instant>) {
        if let Some(event) = self.settling(&step.id) {
            let standing = if event.act == Act::Declined { Standing::Declined } else { Standing::Done };
            return (standing, Some(event.at));
        }
        let needed = step.when.holds(facts);
        let before = step.after.iter().map(|at| settled.get(*at).copied().flatten());
        let Some(before) = before.collect::<Option<Vec<_>>>() else {
            return (Standing::Waiting { is_sure: needed == Some(true) }, None);
        };
        let since = before.into_iter().chain(self.reopened(&step.id)).fold(self.at, Instant::max);
        if needed == Some(false) {
            return (Standing::NotNeeded, Some(since));
        }
        let own = self.due(step, since, settled, hours);
        let due = own.into_iter().chain(self.under(place, facts, hours)).min();
        (Standing::Open { since, due }, None)
    }

    /// The clocks that run for steps which wait for one, and that stand still for nobody: what they wait for is under
    /// them, too, or nobody would be reminded before it is too late.
    fn under(&self, place: usize, facts: &Facts, hours: OfficeHours) -> Option<Instant> {
        let mut waiting = vec![place];
        let mut first = None;
        for (later, step) in self.routine.steps.iter().enumerate().skip(place + 1) {
            let is_in_the_way = step.after.iter().any(|at| waiting.contains(at));
            if !is_in_the_way || step.when.holds(facts) == Some(false) {
                continue;
            }
            waiting.push(later);
            first = first.into_iter().chain(self.promised(step, hours)).min();
        }
        first
    }

    /// By when a step has to be done where its clock waits for nobody: it runs from the start, or from a moment that has
    /// been stated.
    pub fn promised(&self, step: &Step, hours: OfficeHours) -> Option<Instant> {
        let runs = match &step.due {
            Some(Due::By(..) | Due::On(_) | Due::Within(_, Since::Start)) => true,
            Some(Due::Within(_, Since::Moment(id))) => self.moment(id).is_some(),
            _ => false,
        };
        if runs { self.due(step, self.at, &[], hours) } else { None }
    }

    fn due(
        &self,
        step: &Step,
        since: Instant,
        settled: &[Option<Instant>],
        hours: OfficeHours,
    ) -> Option<Instant> {
        Some(match step.due.as_ref()? {
            Due::By(month, day) => deadline::by(self.at, *month, *day),
            Due::On(at) => *at,
            Due::Within(within, from) => {
                let from = match from {
                    Since::Opening => None,
                    Since::Start => Some(self.at),
                    Since::Moment(id) => self.moment(id),
                    Since::Step(at) => settled.get(*at).copied().flatten(),
                };
                deadline::deadline(from.unwrap_or(since), *within, hours)
            }
        })
    }

    /// What happened with a step, in its order.
    pub fn of(&self, step: &str) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter().filter(move |event| event.step == step)
    }

    /// What settled a step, unless it was opened again since.
    fn settling(&self, step: &str) -> Option<&Event> {
        let decides = |event: &&Event| matches!(event.act, Act::Done | Act::Declined | Act::Reopened);
        self.of(step).rev().find(decides).filter(|event| event.act != Act::Reopened)
    }

    fn reopened(&self, step: &str) -> Option<Instant> {
        self.of(step).rev().find(|event| event.act == Act::Reopened).map(|event| event.at)
    }

    fn holder(&self, step: &str) -> Option<Id<id::Person>> {
        self.of(step).rev().find_map(|event| event.to)
    }

    /// What is known of the facts: as stated at the start, and with the steps that are settled; what was stated last
    /// counts.
    pub fn known(&self) -> Facts {
        let mut settling: Vec<&Event> =
            self.routine.steps.iter().filter_map(|step| self.settling(&step.id)).collect();
        settling.sort_by_key(|event| event.at);
        let mut facts = self.facts.clone();
        for event in settling {
            facts.extend(event.facts.iter().map(|(fact, value)| (fact.clone(), value.clone())));
            facts.extend(self.decided(event));
        }
        facts
    }

    /// What is stated of a detail: with the step that is settled last, else at the start.
    pub fn detail(&self, id: &str) -> Option<&str> {
        let settled = self.routine.steps.iter().filter_map(|step| self.settling(&step.id));
        let stating = settled.filter(|event| event.facts.contains_key(id)).max_by_key(|event| event.at);
        stating.map_or(&self.facts, |event| &event.facts).get(id).map(String::as_str)
    }

    /// A moment that was stated at the start, or with a step that is settled.
    pub fn moment(&self, id: &str) -> Option<Instant> {
        self.dates.get(id).copied().or_else(|| detail::moment(self.detail(id)?))
    }

    /// The fact that a decision has become.
    fn decided(&self, event: &Event) -> Option<(String, String)> {
        let fact = self.step(&event.step)?.decides.clone()?;
        Some((fact, if event.decision? { "yes" } else { "no" }.to_owned()))
    }

    /// The places that a step clears: those that the steps it comes after have listed, each once.
    pub fn places(&self, step: &Step) -> Vec<&Place> {
        let mut places = Vec::new();
        if step.does != Some(Behaviour::RemovePlaces) {
            return places;
        }
        let before = step.after.iter().filter_map(|at| self.routine.steps.get(*at));
        let listed = before.filter_map(|step| self.settling(&step.id)).filter(|event| event.act == Act::Done);
        for place in listed.flat_map(|event| &event.places) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// Those of them that nobody has shown to be cleared since the step was opened last.
    pub fn places_left(&self, step: &Step) -> Vec<&Place> {
        let since = self.of(&step.id).rev().take_while(|event| event.act != Act::Reopened);
        let cleared: Vec<_> = since.flat_map(|event| &event.places).collect();
        self.places(step).into_iter().filter(|place| !cleared.contains(place)).collect()
    }

    /// The step of that id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.routine.steps.iter().find(|step| step.id == id)
    }

    /// Whether nothing is left to do.
    pub fn is_closed(&self) -> bool {
        let is_left =
            |stood: &Stood<'_>| matches!(stood.standing, Standing::Waiting { .. } | Standing::Open { .. });
        !self.walk(OfficeHours::default()).iter().any(is_left)
    }

    /// What is missing for something to happen.
    pub fn check(&self, event: &Event) -> Vec<Missing> {
        let walked = self.walk(OfficeHours::default());
        let Some(stood) = walked.iter().find(|stood| stood.step.id == event.step) else {
            return vec![Missing::NotOpen];
        };
        let is_open = matches!(stood.standing, Standing::Open { .. });
        let is_settled = stood.settled.is_some();
        let needs_note = |is: bool| (is && event.note.trim().is_empty()).then_some(Missing::Note);
        match event.act {
            Act::Noted if !event.places.is_empty() && !is_open => vec![Missing::NotOpen],
            Act::Noted if !event.places.is_empty() => proof(event).into_iter().collect(),
            Act::Noted => needs_note(true).into_iter().collect(),
            Act::Reopened if is_settled => needs_note(true).into_iter().collect(),
            Act::Declined if is_open && !stood.step.is_rested_on() => needs_note(true).into_iter().collect(),
            Act::HandedOver if is_open => event.to.is_none().then_some(Missing::To).into_iter().collect(),
            Act::Done if is_open && !self.places(stood.step).is_empty() => self.uncleared(stood.step, event),
            Act::Done if is_open => missing(stood.step, event),
            _ => vec![Missing::NotOpen],
        }
    }

    /// What is missing for a step to be done that clears places: each of them, and what shows the last.
    fn uncleared(&self, step: &Step, event: &Event) -> Vec<Missing> {
        let left = self.places_left(step);
        if left.iter().any(|place| !event.places.contains(place)) {
            return vec![Missing::Place];
        }
        proof(event).filter(|_| !left.is_empty()).into_iter().collect()
    }
}

/// What is missing for a place to be shown as cleared: a note or a file will do.
fn proof(event: &Event) -> Option<Missing> {
    (event.note.trim().is_empty() && event.files.is_empty()).then_some(Missing::Proof)
}

/// What is missing for a step to be done.
fn missing(step: &Step, event: &Event) -> Vec<Missing> {
    // Places that are listed say enough.
    let is_short = event.note.trim().is_empty() && event.places.is_empty();
    let evidence = match step.evidence {
        Evidence::Decision if event.decision.is_none() => Some(Missing::Decision),
        Evidence::Note | Evidence::Decision => is_short.then_some(Missing::Note),
        Evidence::File => event.files.is_empty().then_some(Missing::File),
        Evidence::Link => event.link.is_none().then_some(Missing::Link),
        Evidence::Nothing => None,
    };
    let is_stated =
        |fact: &&crate::routine::Fact| !event.facts.get(&fact.id).is_some_and(|value| fact.takes(value));
    let facts = step.asks.iter().filter(is_stated).map(|fact| Missing::Fact(fact.id.clone()));
    let is_given = |detail: &&detail::Detail| detail.takes(event.facts.get(&detail.id).map(String::as_str));
    let details = step.details.iter().filter(|detail| !is_given(detail));
    let details = details.map(|detail| Missing::Detail(detail.id.clone()));
    evidence.into_iter().chain(facts).chain(details).collect()
}
