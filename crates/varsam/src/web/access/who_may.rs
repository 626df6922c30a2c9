//! Who may do what: the table of the access rules, role by role, worked out by asking them.

use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use varsam_access::matrix::{Row, Scope};
use varsam_model::Role;

/// `GET /who-may`
#[derive(Template)]
#[template(path = "access/who_may.html")]
struct WhoMay {
    site: Site,
    title: String,
    /// The roles to choose from; the first is nobody's in particular.
    roles: Vec<Link>,
    /// What the chosen one is called.
    chosen: String,
    rows: Vec<Line>,
}

/// A line of the table: an act, on what, and the answer where.
struct Line {
    /// Its code.
    action: String,
    /// In words; of a grant, the role that is given.
    matter: String,
    /// A code for each scope, in the order of [`Scope::ALL`].
    answers: Vec<String>,
}

/// Which role.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    role: String,
}

/// Shows the table of one role.
pub(crate) async fn page(
    site: Site,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let role: Option<Role> = asked.role.parse().ok();
    let told = signed.office.matrix().iter().filter(|row| row.role == role && row.opens_something());
    let rows = told.map(|row| line(&site, row)).collect();
    let anybody = std::iter::once((String::new(), site.t("who-may-anybody")));
    let named = Role::ALL.iter().map(|role| (role.code().to_owned(), site.pick("role", role.code())));
    let roles: Vec<_> = anybody.chain(named).map(|(code, text)| link(&code, text, role)).collect();
    let chosen = roles.iter().find(|role| role.current).map(|role| role.text.clone()).unwrap_or_default();
    let title = site.t("who-may-title");
    Ok(html(WhoMay { site, title, roles, chosen, rows }.render()?))
}

fn link(code: &str, text: String, chosen: Option<Role>) -> Link {
    let current = chosen.map_or("", Role::code) == code;
    let href = if code.is_empty() { "/who-may".into() } else { format!("/who-may?role={code}") };
    Link { href, text, about: String::new(), current }
}

fn line(site: &Site, row: &Row) -> Line {
    let kind = if row.matter.parse::<Role>().is_ok() { "role" } else { "matter" };
    Line {
        action: row.action.code().to_owned(),
        matter: site.pick(kind, &row.matter.replace(' ', "_")),
        answers: row.answers.iter().map(|answer| answer.to_string().replace('+', "_")).collect(),
    }
}

impl WhoMay {
    /// The codes of the columns.
    #[expect(clippy::unused_self, reason = "templates reach functions through what they are given")]
    fn scopes(&self) -> Vec<&'static str> {
        Scope::ALL.into_iter().map(Scope::code).collect()
    }
}
