//! The entry that a step leads to: which there are to choose among, where it has to stand for the step to be done, and what
//! is written to the registers with the step.

use super::Desk;
use crate::locale::Locale;
use crate::office::Directory;
use crate::office::cases::carry::{self, Carried, Outcome};
use crate::office::registers::{self, Row};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::site::Link;
use std::sync::Arc;
use varsam_access::Action;
use varsam_model::case::{Act, Case, Event};
use varsam_model::register::Register;
use varsam_model::routine::{Behaviour, Step};
use varsam_model::{Id, id};
use varsam_store::Document;

/// The entries that a step can have led to; none where it asks for none. Where the routine says how one has to stand, it is
/// the one that the case is about.
pub(super) async fn entries(
    desk: &Desk,
    document: &Document<Case>,
    step: &Step,
    chosen: &str,
) -> Result<Option<Vec<Link>>, Failure> {
    let Some(register) = step.link.as_deref().and_then(Register::of) else { return Ok(None) };
    let (office, reader) = (&desk.office, &desk.reader);
    let shelf = office.shelf(reader.session.organiser, register).await?;
    let seen = registers::units(office, reader, register, Action::ViewRecord);
    let near = |unit: &Id<id::Unit>| reader.units.is_within(document.head.unit, *unit);
    let rows = shelf.rows().iter().filter(|row| seen.contains(&row.unit) && near(&row.unit));
    let mut rows: Vec<&Arc<Row>> = rows.collect();
    let about = about(&document.body, step).filter(|about| rows.iter().any(|row| row.id == *about));
    if let Some(about) = about {
        rows.retain(|row| row.id == about);
    }
    let option = |row: &Arc<Row>| {
        let id = row.id.to_string();
        let text = if step.link_in.is_empty() {
            row.title.clone()
        } else {
            format!("{} ({})", row.title, state(desk, register, &row.state))
        };
        let current = chosen == id || (chosen.is_empty() && about.is_some());
        Link { current, text, href: id, about: String::new() }
    };
    Ok(Some(rows.into_iter().map(option).collect()))
}

/// The entry that the case is about: what an earlier step led to in the same register. It counts where the routine says how
/// it has to stand.
fn about(case: &Case, step: &Step) -> Option<Id<id::Record>> {
    if step.link_in.is_empty() {
        return None;
    }
    let is_same = |id: &str| id != step.id && case.step(id).is_some_and(|other| other.link == step.link);
    let mut earlier = case.events.iter().rev().filter(|event| event.act == Act::Done && is_same(&event.step));
    earlier.find_map(|event| event.link)
}

fn state(desk: &Desk, register: &Register, code: &str) -> String {
    desk.site.pick(&format!("state-{}", register.code), code)
}

/// Where the entry has to stand, in words; empty where it may stand anywhere.
pub(super) fn hint(desk: &Desk, step: &Step) -> String {
    let register = step.link.as_deref().and_then(Register::of).filter(|_| !step.link_in.is_empty());
    let Some(register) = register else { return String::new() };
    let states: Vec<_> = step.link_in.iter().map(|code| state(desk, register, code)).collect();
    desk.site.with("cases-link-in", states.join(" / "))
}

/// Where the entry is opened that was chosen and stands elsewhere.
pub(super) fn elsewhere(desk: &Desk, step: &Step, entries: Option<&[Link]>, errors: &Errors) -> Option<Link> {
    let register = step.link.as_deref().filter(|_| !errors.of("link").is_empty())?;
    let chosen = entries?.iter().find(|entry| entry.current)?;
    let text = desk.site.t("cases-open-entry");
    Some(Link {
        href: format!("/registers/{register}/{}", chosen.href),
        text,
        about: String::new(),
        current: false,
    })
}

/// What is written to the registers when a step is done. What keeps it from being done is noted.
pub(super) async fn carried(
    desk: &Desk,
    directory: &Directory<'_>,
    (document, step): (&Document<Case>, &Step),
    event: &Event,
    errors: &mut Errors,
) -> Result<Vec<Carried>, Failure> {
    let (office, reader) = (&*desk.office, &desk.reader);
    if event.act != Act::Done || !errors.is_empty() {
        return Ok(vec![]);
    }
    if step.does == Some(Behaviour::AttestAccounts) && event.decision == Some(true) {
        let attested = carry::attested((office, reader), directory, document.head.unit).await?;
        if attested.is_none() {
            errors.add(&desk.site, "main", "cases-error-attest");
        }
        return Ok(attested.unwrap_or_default());
    }
    let Some((entry, register)) = event.link.zip(step.link.as_deref().and_then(Register::of)) else {
        return Ok(vec![]);
    };
    // It is kept, and read by all who work there.
    let why = Locale::default().t("cases-carried-why");
    let found = carry::outcome((office, reader), directory, (&document.body, step), entry, &why).await?;
    Ok(match found {
        Outcome::Stands => vec![],
        Outcome::Carried(carried) => vec![*carried],
        Outcome::Elsewhere(code) => {
            errors.say("link", desk.site.with("cases-error-link-in", state(desk, register, &code)));
            vec![]
        }
    })
}
