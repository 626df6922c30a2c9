//! The start page: a large search field, what people ask most, and every question there is; for whoever is signed in,
//! what they owe and the way to report a breach come first.

use super::Shared;
use super::cases::{self, Owes};
use super::error::Failure;
use super::signed::Signed;
use super::site::{Link, Site, html};
use crate::office::letters::{self, Unreached};
use crate::office::{Office, Reader};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

/// `/`
#[derive(Template)]
#[template(path = "start.html")]
pub(crate) struct Start<'a> {
    site: &'a Site,
    title: String,
    /// What the reader owes; none where nobody is signed in who could owe anything.
    owes: Option<Owes>,
    /// To whom of those that the reader gives roles to a letter did not go out, and why.
    unsent: Vec<(String, String)>,
    /// What people ask most, the most asked first.
    often: Vec<Link>,
    /// The other questions that the organisation's rules answer.
    answered: Vec<Link>,
    /// Questions on which its rules are silent.
    silent: Vec<Link>,
}

/// `GET /`
pub(crate) async fn page(State(shared): State<Shared>, site: Site) -> Result<Response, Failure> {
    let signed = shared.0.settings.office.clone().zip(site.signed_in().cloned());
    let (owes, unsent) = match signed {
        Some((office, reader)) => {
            let unsent = unsent(&site, &office, &reader).await?;
            (cases::owes(&site, Signed { office, reader }).await?, unsent)
        }
        None => (None, vec![]),
    };
    if owes.is_some() || !unsent.is_empty() {
        return Ok(html(Start { owes, unsent, ..Start::of(&site) }.render()?));
    }
    let page = shared.0.kept.page(&site, |site| Start::of(site).render())?;
    Ok(html(page))
}

/// Each by name, with the reason in words.
async fn unsent(site: &Site, office: &Office, reader: &Reader) -> Result<Vec<(String, String)>, Failure> {
    let directory = reader.directory(office).await?;
    let unreached = letters::unreached(office, reader, &directory).await?;
    let told = |one: Unreached| {
        let why = match one.fault.as_str() {
            "no_address" => site.t("unsent-no-address"),
            "refused" => site.t("unsent-refused"),
            "uncertain" => site.t("unsent-uncertain"),
            _ => site.t("unsent-other"),
        };
        (one.entry.name(), why)
    };
    Ok(unreached.into_iter().map(told).collect())
}

impl<'a> Start<'a> {
    fn of(site: &'a Site) -> Self {
        let (mut often, mut answered, mut silent) = (Vec::new(), Vec::new(), Vec::new());
        for (id, question) in site.shelf.books.questions.iter() {
            let link = site.question_link(id, "");
            match (site.stack().has_rules_on(id), question.popular) {
                (true, Some(place)) => often.push((place, link)),
                (true, None) => answered.push(link),
                (false, _) => silent.push(link),
            }
        }
        often.sort_by_key(|(place, _)| *place);
        let often = often.into_iter().map(|(_, link)| link).collect();
        Self { site, title: site.t("start-title"), owes: None, unsent: vec![], often, answered, silent }
    }
}
