//! Personal data breaches: the form that weighs one, the authority's form filled as far as the case knows, and the
//! register of all of them.

mod authority;
mod list;
mod severity;

use crate::web::cases::act::link;
use crate::web::routes::Routes;
use crate::web::site::{Link, Site};
use varsam_model::routine::{Behaviour, Step};
use varsam_model::{Id, id};
use varsam_rules::Language;

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/cases/{case}/{step}/severity", severity::ask)
        .post("/cases/{case}/{step}/severity", severity::take)
        .get("/cases/{case}/authority", authority::page)
        .get("/breaches", list::page)
        .get("/breaches/export/{format}", list::file)
}

/// Where the program does something for a step.
pub(super) fn tool(site: &Site, case: Id<id::Record>, step: &Step) -> Option<Link> {
    match step.does? {
        Behaviour::Severity => {
            Some(link(format!("/cases/{case}/{}/severity", step.id), site.t("breach-weigh")))
        }
        Behaviour::AuthorityForm => Some(link(format!("/cases/{case}/authority"), site.t("authority-title"))),
        Behaviour::Letters | Behaviour::AnswerAsker => None,
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
