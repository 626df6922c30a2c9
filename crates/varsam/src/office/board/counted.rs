//! What is counted of a case, of something that was asked for, and of an emergency access: codes and times, no words of
//! anybody's.

use crate::office::breach::{self, Told, severity};
use crate::office::calendar;
use crate::office::registers::Row;
use crate::office::social::Asked;
use jiff::civil::Date;
use varsam_model::Instant;
use varsam_model::case::Case;
use varsam_model::deadline::OfficeHours;
use varsam_model::emergency::{Emergency as Written, Verdict as Judged};
use varsam_model::holiday::working_days;
use varsam_model::register::{Register, Value};
use varsam_model::routine::{Behaviour, Takes, Words};
use varsam_model::severity::Level;
use varsam_store::Document;

/// Whether the authority was told of a breach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reported {
    /// Before the time for it was over.
    InTime,
    /// After that.
    Late,
    /// It need not be, or it was decided that it is not.
    Not,
    /// That is not settled.
    Open,
}

/// Whether those concerned were told of a breach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Persons {
    /// They were.
    Told,
    /// They need not be, or it was decided that they are not.
    Not,
    /// That is not settled.
    Open,
}

/// What became of an app or a learning service that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// It may be used.
    Approved,
    /// It may not.
    Refused,
    /// It was taken back.
    Withdrawn,
    /// It waits for a verdict.
    Waiting,
}

/// What is counted of a case.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) at: Instant,
    pub(super) breach: Option<Breach>,
    pub(super) asked: Option<Asked>,
}

/// What is counted of a breach.
#[derive(Debug)]
pub(super) struct Breach {
    /// Whether it was found to be none.
    pub(super) is_none: bool,
    /// What happened, by its id and in words.
    pub(super) event: Option<(String, Words)>,
    pub(super) level: Option<Level>,
    pub(super) authority: Reported,
    pub(super) persons: Persons,
}

/// What is counted of something that was asked for.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) made: Date,
    pub(super) verdict: Verdict,
    /// How many working days later there was a verdict.
    pub(super) days: Option<i64>,
}

/// What is counted of an emergency access.
#[derive(Debug)]
pub(super) struct Emergency {
    pub(super) from: Instant,
    pub(super) judged: Option<Judged>,
}

impl Counted {
    /// That of a case, where the office is open in these hours.
    pub(super) fn of(document: &Document<Case>, hours: OfficeHours) -> Self {
        let case = &document.body;
        Self {
            at: case.at,
            breach: (case.routine.id == breach::ROUTINE).then(|| Breach::of(case, hours)),
            asked: Asked::of(case, hours),
        }
    }
}

impl Breach {
    fn of(case: &Case, hours: OfficeHours) -> Self {
        Self {
            is_none: breach::is_none(case),
            event: event(case),
            level: severity::said(case).map(|said| said.severity().level),
            authority: reported(case, hours),
            persons: match breach::told(case, Behaviour::Letters) {
                Told::Was(_) => Persons::Told,
                Told::Not(_) | Told::Needless => Persons::Not,
                Told::Will | Told::Undecided => Persons::Open,
            },
        }
    }
}

/// What happened, in the words of the edition that the case began with.
fn event(case: &Case) -> Option<(String, Words)> {
    let known = case.known();
    let id = known.get(breach::EVENT)?;
    let fact = case.routine.asks.iter().find(|fact| fact.id == breach::EVENT)?;
    let Takes::OneOf(choices) = &fact.takes else { return None };
    let choice = choices.iter().find(|choice| choice.id == *id)?;
    Some((id.clone(), choice.title.clone()))
}

fn reported(case: &Case, hours: OfficeHours) -> Reported {
    let told = match breach::told(case, Behaviour::AuthorityForm) {
        Told::Was(event) => breach::told_at(event, Behaviour::AuthorityForm),
        Told::Will | Told::Undecided => return Reported::Open,
        Told::Not(_) | Told::Needless => return Reported::Not,
    };
    let step = breach::step(case, Behaviour::AuthorityForm);
    let clock = step.and_then(|step| breach::clock(case, step, hours));
    let is_late = clock.is_some_and(|(_, until)| told > until);
    if is_late { Reported::Late } else { Reported::InTime }
}

/// What is counted of an entry in the register of apps or of learning services.
pub(super) fn request(register: &Register, row: &Row) -> Request {
    let (state, made) = (row.state.as_str(), calendar::day(row.made));
    let verdict = match state {
        "refused" => Verdict::Refused,
        state if register.is_used(state) => Verdict::Approved,
        state if register.is_ended(state) => Verdict::Withdrawn,
        _ => Verdict::Waiting,
    };
    let judged = row.get(register, "assessed_on").and_then(Value::date);
    // What was judged before it stood here was not waited for here.
    let judged = judged.filter(|judged| *judged >= made && verdict != Verdict::Waiting);
    let days = judged.and_then(|judged| i64::try_from(working_days(made, judged)).ok());
    Request { made, verdict, days }
}

impl Emergency {
    pub(super) fn of(document: &Document<Written>) -> Self {
        let emergency = &document.body;
        let judged = emergency.judgement.as_ref().map(|judgement| judgement.verdict);
        Self { from: emergency.from, judged }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeMap;
    use varsam_model::register::{Entry, Origin, Values};
    use varsam_model::{Id, RecordClass};
    use varsam_store::Head;

    /// Made on a Friday.
    fn entry(register: &Register, state: &str, assessed_on: &str) -> Row {
        let (nil, at) = (uuid::Uuid::nil(), calendar::start(date(2026, 11, 27)));
        let head =
            Head::about(Id::new(nil), register.code, Id::new(nil), nil, RecordClass::Unit).in_state(state);
        let origin = Origin { by: Id::new(nil), at, starter: String::new(), despite: String::new() };
        let values = Values::default().with("assessed_on", assessed_on);
        let body = Entry { values, origin, secrets: BTreeMap::new(), known_by: BTreeMap::new() };
        Row::of(register, Document { head, body })
    }

    #[test]
    fn the_days_to_a_verdict_are_working_ones_and_none_where_it_came_before() {
        for (code, state, assessed_on, verdict, days) in [
            ("app", "approved", "2026-12-01", Verdict::Approved, Some(2)),
            ("app", "conditional", "2026-11-27", Verdict::Approved, Some(0)),
            ("app", "refused", "2026-11-30", Verdict::Refused, Some(1)),
            ("app", "withdrawn", "2026-11-30", Verdict::Withdrawn, Some(1)),
            ("app", "requested", "", Verdict::Waiting, None),
            ("service", "compulsory", "2026-03-01", Verdict::Approved, None),
            ("service", "under_assessment", "2026-11-30", Verdict::Waiting, None),
        ] {
            let register = Register::of(code).unwrap();
            let request = request(register, &entry(register, state, assessed_on));
            assert_eq!((request.verdict, request.days), (verdict, days), "{code} {state}");
            assert_eq!(request.made, date(2026, 11, 27));
        }
    }
}
