//! What is written into the forms of cases: how long it may be, what the guard finds in it, and why it is saved all the same.

use crate::guard::{Field as Guarded, Severity, guard};
use crate::office::registers::{REASON, Typed};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::guard::Found;
use crate::web::site::Site;
use askama::Template as _;

/// The longest text, in characters.
pub(in crate::web) const LONGEST: usize = 20_000;

/// Notes where a text is too long.
pub(in crate::web) fn fits(site: &Site, field: &'static str, text: &str, errors: &mut Errors) {
    if text.chars().count() > LONGEST {
        errors.say(field, site.count("cases-error-text", &LONGEST));
    }
}

/// Notes where there is no text, or one too long.
pub(in crate::web) fn is_written(site: &Site, field: &'static str, text: &str, errors: &mut Errors) {
    if text.is_empty() {
        errors.say(field, site.count("cases-error-text", &LONGEST));
    }
    fits(site, field, text, errors);
}

/// Whether there is something in a text that does not belong there.
pub(in crate::web) fn does_not_belong(text: &str) -> bool {
    guard(text, Guarded::IncidentReport).iter().any(|finding| finding.advice.severity() == Severity::NotHere)
}

/// What the guard has found in a text, as a page shows it.
pub(in crate::web) fn found(site: &Site, text: &str) -> Result<String, Failure> {
    Ok(Found::of(site, "guard-found", text, Some(Guarded::IncidentReport)).render()?)
}

/// Why it is saved all the same; that nothing is said, or too much, is noted.
pub(in crate::web) fn despite(site: &Site, typed: &Typed, errors: &mut Errors) -> String {
    let despite = typed.one("despite").trim();
    if despite.is_empty() {
        errors.add(site, "despite", "registers-error-despite");
    } else if despite.chars().count() > REASON {
        errors.say("despite", site.count("cases-error-text", &REASON));
    }
    despite.to_owned()
}
