//! Personal data breaches: the form that weighs one, the authority's form filled as far as the case knows, letters to those
//! concerned, and the register of all of them.

mod authority;
mod draft;
mod letters;
mod list;
mod severity;

use crate::web::cases::act::link;
use crate::web::routes::Routes;
use crate::web::site::{Link, Site};
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use varsam_model::case::{Standing, Stood};
use varsam_model::routine::Behaviour;
use varsam_model::{Id, id};
use varsam_rules::Language;

/// The largest letter that is read, in bytes: one in Arabic, each character percent-encoded.
const LARGEST: usize = 1024 * 1024;

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/cases/{case}/{step}/severity", severity::ask)
        .post("/cases/{case}/{step}/severity", severity::take)
        .get("/cases/{case}/authority", authority::page)
        .get("/cases/{case}/letters", letters::page)
        .with("POST", "/cases/{case}/letters", post(letters::take).layer(DefaultBodyLimit::max(LARGEST)))
        .get("/cases/{case}/letters/print", letters::print)
        .get("/breaches", list::page)
        .get("/breaches/export/{format}", list::file)
}

/// Where the program does something for a step, for whoever may act on it. Letters can be read by all who see the case.
pub(super) fn tool(site: &Site, case: Id<id::Record>, stood: &Stood<'_>, may_act: bool) -> Option<Link> {
    match stood.step.does? {
        Behaviour::Severity if may_act => {
            Some(link(format!("/cases/{case}/{}/severity", stood.step.id), site.t("breach-weigh")))
        }
        Behaviour::AuthorityForm if may_act => {
            Some(link(format!("/cases/{case}/authority"), site.t("authority-title")))
        }
        Behaviour::Letters if stood.standing != Standing::NotNeeded => {
            Some(link(format!("/cases/{case}/letters"), site.t("letters-title")))
        }
        Behaviour::DrawSample | Behaviour::JudgeSample if may_act => {
            Some(link(format!("/cases/{case}/sample"), site.t("sample-title")))
        }
        Behaviour::Severity
        | Behaviour::AuthorityForm
        | Behaviour::Letters
        | Behaviour::AnswerAsker
        | Behaviour::AttestAccounts
        | Behaviour::FindPlaces
        | Behaviour::RemovePlaces
        | Behaviour::BoardFigures
        | Behaviour::DrawSample
        | Behaviour::JudgeSample => None,
    }
}

/// A number of hundredths as it is read: `2,25`.
fn decimal(site: &Site, hundredths: i32) -> String {
    let sign = if hundredths < 0 { "−" } else { "" };
    let point = if site.locale.language == Language::Swedish { ',' } else { '.' };
    let number = hundredths.unsigned_abs();
    let text = format!("{sign}{}{point}{:02}", number / 100, number % 100);
    text.trim_end_matches('0').trim_end_matches(point).to_owned()
}
