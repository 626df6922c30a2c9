//! Personal data breaches: what the case of one says of it, for the authority's form and for the register of all of them
//! (GDPR art. 33(5)). `severity` keeps what was said of how severe one is, `letters` what those concerned were told.

pub(crate) mod letters;
pub(crate) mod severity;

use crate::office::cases::{self, Readable};
use crate::office::{Directory, Office, Reader};
use std::cmp::Reverse;
use varsam_access::{Action, Object};
use varsam_model::case::{Act, Case, Event, Standing};
use varsam_model::deadline::{OfficeHours, deadline};
use varsam_model::detail::moment;
use varsam_model::routine::{Behaviour, Due, Evidence, Since, Step};
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Fault, Filter};

/// The routine that a breach is reported by.
pub(crate) const ROUTINE: &str = "breach";

/// The moments of such a case.
pub(crate) const STARTED: &str = "started";
pub(crate) const DISCOVERED: &str = "discovered";
pub(crate) const ENDED: &str = "ended";
const REPORTED: &str = "reported";
const PERSONS_TOLD: &str = "persons-told";

/// Its other details: what the authority calls the notification; whom it concerns as whoever reported it says, and as
/// was found; how many they are; and what data.
pub(crate) const REFERENCE: &str = "reference";
pub(crate) const AFFECTED: &str = "affected";
pub(crate) const WHOSE_DATA: &str = "whose-data";
pub(crate) const HOW_MANY: &str = "how-many";
pub(crate) const KINDS_OF_DATA: &str = "kinds-of-data";

/// The facts of such a case: what happened and why, how great the risk is, whether it is a breach at all, and whether
/// somebody with protected personal data is concerned.
pub(crate) const EVENT: &str = "breach_event";
pub(crate) const CAUSE: &str = "breach_cause";
pub(crate) const RISK: &str = "breach_risk";
const CONFIRMED: &str = "breach_confirmed";
const PROTECTED: &str = "protected_concerned";

/// The steps whose notes say what was done about it and will be.
const MEASURES: [&str; 3] = ["contain", "lessons", "follow-up"];

/// What became of telling the authority, or those concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told<'a> {
    /// Nobody has decided on it.
    Undecided,
    /// It was decided that they are, and they are not yet.
    Will,
    /// They were.
    Was(&'a Event),
    /// It was decided that they are not, for a reason.
    Not(&'a Event),
    /// What has been stated makes it unnecessary.
    Needless,
}

/// What became of the telling that this is done for.
pub(crate) fn told(case: &Case, by: Behaviour) -> Told<'_> {
    // Where a step stands depends on no hours.
    let walked = case.walk(OfficeHours::default());
    let Some(stood) = walked.iter().find(|stood| stood.step.does == Some(by)) else { return Told::Undecided };
    if let Some(settled) = stood.settled {
        return if settled.act == Act::Done { Told::Was(settled) } else { Told::Not(settled) };
    }
    let before = stood.step.after.iter().filter_map(|at| walked.get(*at));
    let decided = before.filter(|before| before.step.evidence == Evidence::Decision);
    match decided.filter_map(|before| before.settled).next_back() {
        Some(event) if event.decision == Some(true) => Told::Will,
        Some(event) if event.decision == Some(false) => Told::Not(event),
        _ if stood.standing == Standing::NotNeeded => Told::Needless,
        _ => Told::Undecided,
    }
}

/// When somebody was told by what has happened: as whoever did it says, else when that was noted.
pub(crate) fn told_at(event: &Event, by: Behaviour) -> Instant {
    let id = if by == Behaviour::AuthorityForm { REPORTED } else { PERSONS_TOLD };
    event.facts.get(id).and_then(|value| moment(value)).unwrap_or(event.at)
}

/// Whether it was found that the case is no breach.
pub(crate) fn is_none(case: &Case) -> bool {
    case.known().get(CONFIRMED).is_some_and(|value| value == "no")
}

/// Whether somebody with protected personal data is concerned, once the case says so.
pub(crate) fn is_protected(case: &Case) -> Option<bool> {
    case.known().get(PROTECTED).map(|value| value == "yes")
}

/// What may come of it for those concerned: the note of the step that documents it.
pub(crate) fn consequences(case: &Case) -> Option<&str> {
    let step = step(case, Behaviour::Severity)?;
    note(case, &step.id)
}

/// What was done about it and will be, each with the step that says so.
pub(crate) fn measures(case: &Case) -> Vec<(&Step, &str)> {
    let said = |id: &str| Some((case.step(id)?, note(case, id)?));
    MEASURES.into_iter().filter_map(said).collect()
}

/// What was written when a step was done.
fn note<'a>(case: &'a Case, step: &str) -> Option<&'a str> {
    let decides = |event: &&Event| matches!(event.act, Act::Done | Act::Declined | Act::Reopened);
    let done = case.of(step).rev().find(decides).filter(|event| event.act == Act::Done);
    done.map(|event| event.note.as_str()).filter(|note| !note.is_empty())
}

/// The step that this is done for.
pub(crate) fn step(case: &Case, does: Behaviour) -> Option<&Step> {
    case.routine.steps.iter().find(|step| step.does == Some(does))
}

/// The clock of a step that runs from a moment of the case: from when, and until when, where the office is open in these
/// hours.
pub(crate) fn clock(case: &Case, step: &Step, hours: OfficeHours) -> Option<(Instant, Instant)> {
    let Some(Due::Within(within, Since::Moment(moment))) = &step.due else { return None };
    let from = case.moment(moment)?;
    Some((from, deadline(from, *within, hours)))
}

/// The units whose breaches a reader answers for, or supervises; those that are closed, too: what happened there stays
/// in the register.
pub(crate) fn units(office: &Office, reader: &Reader) -> Vec<Id<id::Unit>> {
    let supervises = |unit: &Id<id::Unit>| {
        let object = Object::case(reader.units.place(*unit), vec![], vec![]);
        reader.may(office, Action::ViewCase, &object).is_allowed()
    };
    reader.own.iter().copied().chain(reader.units.closed()).filter(supervises).collect()
}

/// The cases of all breaches at these units, the one that was discovered last first, as far as they can be read. An exercise
/// is none.
///
/// # Errors
/// When the store fails.
pub(crate) async fn all(
    office: &Office,
    directory: &Directory<'_>,
    units: &[Id<id::Unit>],
) -> Result<Readable<Case>, Fault> {
    let is_real = |unit: &Id<id::Unit>| !directory.units.place(*unit).is_fictitious;
    let units: Vec<_> = units.iter().copied().filter(is_real).collect();
    // To the store, no units mean all units.
    if units.is_empty() {
        return Ok(Readable { documents: vec![], unread: 0 });
    }
    let filter = Filter { units: &units, ..Filter::default() };
    let mut breaches = cases::of_routine(office, directory.tenant, &filter, ROUTINE).await?;
    let order = |breach: &Document<Case>| (Reverse(discovered(&breach.body)), breach.head.id);
    breaches.documents.sort_by_key(order);
    Ok(breaches)
}

/// When it was discovered; where nobody says, when the case began.
pub(crate) fn discovered(case: &Case) -> Instant {
    case.dates.get(DISCOVERED).copied().unwrap_or(case.at)
}
