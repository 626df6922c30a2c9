//! What a routine asks for when it starts, as a part of a form: behind sign-in and on open pages alike.

use super::{details, facts, worded};
use crate::office::calendar;
use crate::office::registers::Typed;
use crate::web::fields::Errors;
use crate::web::site::Site;
use std::collections::BTreeMap;
use varsam_model::Instant;
use varsam_model::case::{WrongMoment, check_moments};
use varsam_model::routine::{self, Facts, Routine};

/// A routine that asks.
pub(in crate::web) struct Asking<'a> {
    pub(in crate::web) site: &'a Site,
    pub(in crate::web) routine: &'a Routine,
    pub(in crate::web) now: Instant,
}

/// A moment in a form.
pub(in crate::web) struct Moment {
    /// The name of its field.
    pub(in crate::web) name: String,
    pub(in crate::web) label: String,
    /// What counts as it.
    pub(in crate::web) help: String,
    pub(in crate::web) value: String,
    /// The name of the box that says that it was just now; empty where it hardly can have been.
    pub(in crate::web) now: String,
    pub(in crate::web) is_now: bool,
}

/// The name of the field of a moment.
pub(in crate::web) fn field(id: &str) -> String {
    format!("at-{id}")
}

/// The name of the box that says that it was just now.
pub(super) fn now(id: &str) -> String {
    format!("now-{id}")
}

impl Asking<'_> {
    /// Its moments, with what was typed.
    pub(in crate::web) fn moments(&self, typed: &Typed) -> Vec<Moment> {
        let moment = |moment: &routine::Moment| {
            let name = field(&moment.id);
            let help = moment.help.as_ref().map(|help| worded(self.site, help).to_owned());
            Moment {
                label: worded(self.site, &moment.title).to_owned(),
                help: help.unwrap_or_default(),
                value: typed.one(&name).to_owned(),
                now: if self.is_last(&moment.id) { now(&moment.id) } else { String::new() },
                is_now: self.is_now(&moment.id, typed),
                name,
            }
        };
        self.routine.dates.iter().map(moment).collect()
    }

    /// Whether a moment is the last that is asked for: an earlier one was not just now.
    fn is_last(&self, moment: &str) -> bool {
        self.routine.dates.last().is_some_and(|last| last.id == moment)
    }

    /// Whether a moment is said to have been just now.
    fn is_now(&self, moment: &str, typed: &Typed) -> bool {
        self.is_last(moment) && typed.one(&now(moment)) == "yes"
    }

    /// Its facts, with what was typed.
    pub(in crate::web) fn asked(&self, typed: &Typed) -> Vec<facts::Asked> {
        self.routine.asks.iter().map(|fact| facts::Asked::of(self.site, fact, typed)).collect()
    }

    /// Its details, with what was typed.
    pub(in crate::web) fn details(&self, typed: &Typed) -> Vec<details::Asked> {
        details::asked(self.site, &self.routine.details, typed)
    }

    /// The moments that were typed; what is wrong with them is noted.
    pub(in crate::web) fn dates(&self, typed: &Typed, errors: &mut Errors) -> BTreeMap<String, Instant> {
        let text = |id: &str| typed.one(&field(id)).trim();
        let at = |id: &str| if self.is_now(id, typed) { Some(self.now) } else { calendar::moment(text(id)) };
        let moments = self.routine.dates.iter();
        let dates: BTreeMap<_, _> =
            moments.clone().filter_map(|moment| Some((moment.id.clone(), at(&moment.id)?))).collect();
        for moment in moments.filter(|moment| self.is_now(&moment.id, typed) && !text(&moment.id).is_empty())
        {
            errors.add(self.site, field(&moment.id), "cases-error-either");
        }
        for (id, wrong) in check_moments(&self.routine.dates, &dates, self.now) {
            let key = match wrong {
                WrongMoment::Missing => "cases-error-moment",
                WrongMoment::Ahead => "cases-error-ahead",
                WrongMoment::BeforeFormer => "cases-error-order",
            };
            errors.say(field(id), self.site.t(key));
        }
        dates
    }

    /// What was stated, details included, with what is given where the organisation is what it is.
    pub(in crate::web) fn facts(&self, typed: &Typed, errors: &mut Errors) -> Facts {
        let mut facts: Facts = self.site.stack().given.iter().cloned().collect();
        facts.extend(facts::stated(self.site, &self.routine.asks, typed, errors));
        // What is wrong with these is noted where they are read.
        let dates = self.dates(typed, &mut Errors::default());
        let of = (self.site, self.routine, self.routine.details.as_slice());
        facts.extend(details::stated(of, (typed, self.now), |id| dates.get(id).copied(), errors));
        facts
    }
}
