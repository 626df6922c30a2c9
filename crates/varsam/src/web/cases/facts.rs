//! The facts that a form asks for: each with its values to choose among, or a number.

use super::{Desk, worded};
use crate::office::registers::Typed;
use crate::web::fields::Errors;
use crate::web::site::{Link, Site};
use varsam_model::routine::{Fact, Facts, Takes};

/// A fact in a form.
pub(in crate::web) struct Asked {
    /// The name of its field.
    pub(in crate::web) name: String,
    pub(in crate::web) question: String,
    /// What there is to choose among; nothing where a number is asked for.
    pub(in crate::web) options: Vec<Link>,
    pub(in crate::web) number: String,
}

/// The name of the field of a fact.
fn name(fact: &Fact) -> String {
    format!("fact-{}", fact.id)
}

impl Asked {
    /// A fact with what was typed.
    pub(in crate::web) fn of(site: &Site, fact: &Fact, typed: &Typed) -> Self {
        let name = name(fact);
        let chosen = typed.one(&name);
        let link = |href: &str, text: String| Link {
            href: href.to_owned(),
            text,
            about: String::new(),
            current: href == chosen,
        };
        let options = match &fact.takes {
            Takes::YesNo => {
                vec![link("yes", site.t("cases-yes")), link("no", site.t("cases-no"))]
            }
            Takes::OneOf(choices) => choices
                .iter()
                .map(|choice| link(&choice.id, worded(site, &choice.title).to_owned()))
                .collect(),
            Takes::Number(..) => vec![],
        };
        let question = worded(site, &fact.question).to_owned();
        Self { question, options, number: chosen.to_owned(), name }
    }
}

/// The facts that were stated in a form; what is missing or does not fit is noted.
pub(in crate::web) fn stated(site: &Site, facts: &[Fact], typed: &Typed, errors: &mut Errors) -> Facts {
    let mut stated = Facts::new();
    for fact in facts {
        let name = name(fact);
        let value = typed.one(&name).trim().to_owned();
        if fact.takes(&value) {
            stated.insert(fact.id.clone(), value);
        } else {
            errors.say(name, site.with("cases-error-fact", worded(site, &fact.label)));
        }
    }
    stated
}

/// The words for a value of a fact.
pub(in crate::web) fn told(desk: &Desk, fact: &Fact, value: &str) -> String {
    match &fact.takes {
        Takes::YesNo if value == "yes" => desk.site.t("cases-yes"),
        Takes::YesNo => desk.site.t("cases-no"),
        Takes::OneOf(choices) => {
            let choice = choices.iter().find(|choice| choice.id == value);
            choice.map_or(value, |choice| desk.words(&choice.title)).to_owned()
        }
        Takes::Number(..) => value.to_owned(),
    }
}
