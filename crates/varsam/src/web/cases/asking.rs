//! What a routine asks for when it starts, as a part of a form: behind sign-in and on open pages alike.

use super::{facts, worded};
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
    pub(in crate::web) value: String,
}

/// The name of the field of a moment.
pub(in crate::web) fn field(id: &str) -> String {
    format!("at-{id}")
}

impl Asking<'_> {
    /// Its moments, with what was typed.
    pub(in crate::web) fn moments(&self, typed: &Typed) -> Vec<Moment> {
        let moment = |moment: &routine::Moment| {
            let name = field(&moment.id);
            let label = worded(self.site, &moment.title).to_owned();
            Moment { value: typed.one(&name).to_owned(), name, label }
        };
        self.routine.dates.iter().map(moment).collect()
    }

    /// Its facts, with what was typed.
    pub(in crate::web) fn asked(&self, typed: &Typed) -> Vec<facts::Asked> {
        self.routine.asks.iter().map(|fact| facts::Asked::of(self.site, fact, typed)).collect()
    }

    /// The moments that were typed; what is wrong with them is noted.
    pub(in crate::web) fn dates(&self, typed: &Typed, errors: &mut Errors) -> BTreeMap<String, Instant> {
        let typed_at = |id: &str| calendar::moment(typed.one(&field(id)));
        let dates = self.routine.dates.iter();
        let dates: BTreeMap<_, _> =
            dates.filter_map(|moment| Some((moment.id.clone(), typed_at(&moment.id)?))).collect();
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

    /// What was stated, with what is given where the organisation is what it is.
    pub(in crate::web) fn facts(&self, typed: &Typed, errors: &mut Errors) -> Facts {
        let mut facts: Facts = self.site.stack().given.iter().cloned().collect();
        facts.extend(facts::stated(self.site, &self.routine.asks, typed, errors));
        facts
    }
}
