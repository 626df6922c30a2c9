//! What somebody reaches: a simulation for a role at a unit, or for a person with the roles that count now.

use super::grants::{is_named, seen};
use crate::office::{Directory, Entry, Office, Reader, register};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use varsam_access::matrix::{Reached, reach};
use varsam_access::{SignIn, Subject};
use varsam_model::grant::Grant;
use varsam_model::{Id, Role, id};
use varsam_store::{Fault, Filter};

/// `GET /who-may/reach`
#[derive(Template)]
#[template(path = "access/reach.html")]
struct Reach {
    site: Site,
    title: String,
    /// Of whom it is told; empty for a role.
    name: String,
    /// Codes of the roles that count, each with its unit.
    held: Vec<(&'static str, String)>,
    /// The roles to choose from; none where a person was chosen.
    roles: Vec<Link>,
    /// Where the role is held.
    at: Vec<Link>,
    /// The units to look at.
    units: Vec<Link>,
    /// What the unit that is looked at is called.
    unit: String,
    lines: Vec<Line>,
}

/// An act that is possible.
struct Line {
    action: &'static str,
    matter: String,
    /// A code.
    answer: String,
    /// The rules that say so, with the demands that they come from.
    rules: String,
}

/// Which role where, and seen from which unit.
#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    #[serde(default)]
    role: String,
    #[serde(default)]
    at: String,
    #[serde(default)]
    unit: String,
}

/// What a role at a unit reaches.
pub(crate) async fn page(
    site: Site,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let role: Role = asked.role.parse().unwrap_or(Role::Staff);
    let at = asked.at.parse().ok().filter(|unit| reader.own.contains(unit));
    let at = at.or(reader.chosen).or(reader.own.first().copied());
    let subject = Subject::new(Id::new(uuid::Uuid::nil()), reader.session.organiser);
    let subject = at.map_or(subject.clone(), |unit| subject.clone().with_role(role, unit));
    let roles = Role::ALL.iter().map(|one| Link {
        href: one.code().to_owned(),
        text: site.pick("role", one.code()),
        about: String::new(),
        current: *one == role,
    });
    let query = at.map(|unit| format!("role={}&at={unit}&", role.code())).unwrap_or_default();
    let page = Reach {
        roles: roles.collect(),
        at: units(&reader, at, ""),
        ..simulated(site, &office, &reader, &subject, (&asked.unit, &format!("/who-may/reach?{query}")))
    };
    Ok(html(page.render()?))
}

/// What somebody reaches with the roles that count now.
pub(crate) async fn of_person(
    site: Site,
    signed: Signed,
    Path(person): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let id: Id<id::Person> = person.parse().map_err(|_| Failure::NoSuchPage)?;
    let (entry, grants) = shown_of(&office, &reader, &directory, id).await?.ok_or(Failure::NoSuchPage)?;
    let (_, held) = directory.grants(id).await?;
    let subject = Subject::new(id, reader.session.organiser).with_grants(&grants, &held, office.now());
    let path = format!("/who-may/reach/{id}?");
    let page = simulated(site, &office, &reader, &subject, (&asked.unit, &path));
    Ok(html(Reach { name: entry.name(), ..page }.render()?))
}

/// Somebody, with the roles from which the reader may see what they reach: all of their own, and of others those that the
/// reader confirms or ends.
async fn shown_of(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    id: Id<id::Person>,
) -> Result<Option<(Entry, Vec<Grant>)>, Failure> {
    let entry = match directory.person(id).await {
        Ok(entry) => entry,
        Err(Fault::Missing | Fault::Erased) => return Ok(None),
        Err(fault) => return Err(fault.into()),
    };
    let subject = Some(id.uuid());
    let filter = Filter { register: register::GRANT, state: "active", subject, ..Filter::default() };
    let given = directory.every(filter).await?;
    let is_own = id == reader.session.person;
    let given = if is_own { given } else { seen(office, reader, given) };
    let is_shown = is_own || is_named(office, reader, directory, &entry) && !given.is_empty();
    Ok(is_shown.then(|| (entry, given.into_iter().map(|document| document.body.grant).collect())))
}

/// The page of whoever it is: the first unit is one where they hold a role.
fn simulated(
    site: Site,
    office: &Office,
    reader: &Reader,
    subject: &Subject,
    (asked, path): (&str, &str),
) -> Reach {
    let subject = subject.clone().with_units_above(|unit| reader.units.above(unit));
    let subject = subject.signed_in(SignIn::SmartCard);
    let seen = |unit: &Id<id::Unit>| reader.own.contains(unit);
    let unit = asked.parse().ok().filter(seen);
    let unit = unit.or_else(|| subject.roles.iter().map(|held| held.unit).find(seen));
    let unit = unit.or(reader.own.first().copied());
    let reached = unit.map(|unit| reach(&office.policies, &subject, &reader.units.place(unit)));
    let held = subject.roles.iter();
    let held = held.map(|held| (held.role.code(), reader.units.name(held.unit).to_owned()));
    let lines = reached.unwrap_or_default().iter().map(|one| line(&site, one)).collect();
    Reach {
        title: site.t("reach-title"),
        name: String::new(),
        held: held.collect(),
        roles: vec![],
        at: vec![],
        units: units(reader, unit, path),
        unit: unit.map(|unit| reader.units.name(unit).to_owned()).unwrap_or_default(),
        lines,
        site,
    }
}

fn units(reader: &Reader, chosen: Option<Id<id::Unit>>, path: &str) -> Vec<Link> {
    let link = |unit: &Id<id::Unit>| Link {
        href: if path.is_empty() { unit.to_string() } else { format!("{path}unit={unit}") },
        text: reader.units.name(*unit).to_owned(),
        about: String::new(),
        current: chosen == Some(*unit),
    };
    reader.own.iter().map(link).collect()
}

fn line(site: &Site, reached: &Reached) -> Line {
    let kind = if reached.matter.parse::<Role>().is_ok() { "role" } else { "matter" };
    let rules = reached.decision.by.iter().map(|rule| {
        let sources: Vec<_> = rule.sources.iter().map(String::as_str).filter(|one| *one != "own").collect();
        match sources.is_empty() {
            true => rule.id.clone(),
            false => format!("{} ({})", rule.id, sources.join(", ")),
        }
    });
    Line {
        action: reached.action.code(),
        matter: site.pick(kind, &reached.matter.replace(' ', "_")),
        answer: reached.decision.answer.to_string().replace('+', "_"),
        rules: rules.collect::<Vec<_>>().join(", "),
    }
}
