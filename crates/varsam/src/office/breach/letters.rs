//! Letters to those whom a breach concerns: when one may be kept, and those that are. What is kept is what is sent, so that
//! it can be shown later what somebody was told (GDPR art. 34, ACM-20).

use varsam_model::case::{Act, Attached, Case, Event, Standing};
use varsam_model::deadline::OfficeHours;
use varsam_model::letter::{Addressee, Tongue};
use varsam_model::routine::{Behaviour, Facts};

/// The step by which the officer gives advice on those concerned.
const ADVICE: &str = "advise";

/// Under which names an event says which letter it keeps.
const TONGUE: &str = "letter_language";
const TO: &str = "letter_to";

/// What stands in the way of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hindrance {
    /// The officer has not been consulted.
    Advice,
    /// Nobody has decided that they are told.
    Decision,
    /// What was stated makes it unnecessary.
    NotNeeded,
    /// The step is settled.
    Settled,
}

impl Hindrance {
    /// Its code, as in locale keys.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Decision => "decision",
            Self::NotNeeded => "not-needed",
            Self::Settled => "settled",
        }
    }
}

/// What stands in the way of a letter now. That the officer was consulted is asked for by itself: that step may have been
/// opened again since the decision.
pub(crate) fn hindrance(case: &Case) -> Option<Hindrance> {
    // Where a step stands depends on no hours.
    let walked = case.walk(OfficeHours::default());
    let letters = walked.iter().find(|stood| stood.step.does == Some(Behaviour::Letters))?;
    let mut advice = walked.iter().filter(|stood| stood.step.id == ADVICE);
    let is_advised = advice.all(|stood| stood.standing == Standing::Done);
    match letters.standing {
        Standing::NotNeeded => Some(Hindrance::NotNeeded),
        Standing::Done | Standing::Declined => Some(Hindrance::Settled),
        _ if !is_advised => Some(Hindrance::Advice),
        Standing::Waiting { .. } => Some(Hindrance::Decision),
        Standing::Open { .. } => None,
    }
}

/// A letter that is kept.
pub(crate) struct Kept<'a> {
    /// How it came to be kept.
    pub(crate) event: &'a Event,
    /// The letter itself.
    pub(crate) file: &'a Attached,
    /// In which language it is.
    pub(crate) tongue: Tongue,
    /// To whom.
    pub(crate) to: Addressee,
}

/// What an event says of the letter that it keeps.
pub(crate) fn facts(tongue: Tongue, to: Addressee) -> Facts {
    [(TONGUE, tongue.code()), (TO, to.code())].map(|(name, code)| (name.to_owned(), code.to_owned())).into()
}

/// The letters of a case, in the order in which they were kept.
pub(crate) fn kept(case: &Case) -> Vec<Kept<'_>> {
    let tells = |step: &str| case.step(step).is_some_and(|step| step.does == Some(Behaviour::Letters));
    let noted = case.events.iter().filter(|event| event.act == Act::Noted && tells(&event.step));
    noted.filter_map(read).collect()
}

fn read(event: &Event) -> Option<Kept<'_>> {
    let tongue = event.facts.get(TONGUE)?.parse().ok()?;
    let to = event.facts.get(TO)?.parse().ok()?;
    Some(Kept { event, file: event.files.first()?, tongue, to })
}

/// The last letter in each language to each addressee: what is printed.
pub(crate) fn last(case: &Case) -> Vec<Kept<'_>> {
    let mut last: Vec<Kept<'_>> = Vec::new();
    for letter in kept(case) {
        last.retain(|before| (before.tongue, before.to) != (letter.tongue, letter.to));
        last.push(letter);
    }
    last
}
