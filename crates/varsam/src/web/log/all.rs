//! The log of the organiser, for those who review it: by unit, by who did something, by whose data it was.

use super::{Asked, DEEDS, LogPage, Names, PAGE, READS, Row, before};
use crate::office::intake::is_of_mark;
use crate::office::people::is_meant;
use crate::office::{Directory, Office, Reader};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::reason::{self, Reason};
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template as _;
use axum::extract::Form;
use axum::response::Response;
use varsam_access::{Action, Answer, Decision, Object};
use varsam_model::{Id, id};
use varsam_store::{Deed, Fault, Passed, TrailFilter};

/// The shortest name that is looked for, in characters, and the most people that are offered.
const SHORTEST: usize = 2;
const MOST: usize = 20;

/// Asks why, before the log is shown: nobody reads it out of curiosity.
pub(crate) async fn door(site: Site, signed: Signed) -> Result<Response, Failure> {
    page(site, signed, Form(Asked::default())).await
}

/// The log, for those who may read it and say why.
pub(crate) async fn page(
    site: Site,
    signed: Signed,
    Form(mut asked): Form<Asked>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let all = (&*office, &reader, &directory);
    let reason = Reason { reason: asked.reason.clone() };
    let any = first_allowed(all, &reason);
    if !any.is_allowed() {
        return reason::ask(site, any.needs(), &reason);
    }
    let actors = chosen(all, &reason, &mut asked.by, &asked.by_name).await?;
    let subjects = chosen(all, &reason, &mut asked.about, &asked.about_name).await?;
    let scope = reader.scope();
    let filter = TrailFilter {
        about: asked.about.parse().ok(),
        by: asked.by.parse().ok(),
        kind: DEEDS.into_iter().find(|kind| *kind == asked.kind).unwrap_or_default(),
        units: if reader.chosen.is_some() { &scope } else { &[] },
        before: asked.before,
        limit: PAGE,
    };
    // Who reads the log is in the log.
    let mut change = directory.tenant.change(reader.session.person, office.now()).await?;
    change.log(Deed::new(Action::ReadLog.code()).note(reason.said().unwrap_or_default())).await?;
    change.commit().await?;
    let (rows, before) = rows(all, &site, &reason, filter).await?;
    let page = LogPage {
        title: site.t("log-title"),
        lead: site.t("log-lead"),
        is_own: false,
        path: "/log".to_owned(),
        children: vec![],
        kinds: DEEDS.to_vec(),
        site,
        asked,
        actors,
        subjects,
        rows,
        before,
        ask: None,
        errors: Errors::default(),
    };
    Ok(html(page.render()?))
}

/// A page of what the reader may see, and the place before which the next one ends: what is left out leaves no gap to
/// count.
async fn rows(
    all: All<'_, '_>,
    site: &Site,
    reason: &Reason,
    mut filter: TrailFilter<'_>,
) -> Result<(Vec<Row>, Option<u64>), Failure> {
    let (mut rows, mut names) = (Vec::new(), Names::new(all.2));
    for _ in 0..READS {
        let trail = all.2.tenant.trail(&filter).await?;
        filter.before = before(&trail);
        for passed in trail {
            let place = passed.place;
            let tells = filter.about.is_some() && is_of_mark(&passed);
            if !tells && may_read(all, reason, &mut names, &passed).await? {
                rows.push(names.row(site, passed).await?);
                if rows.len() == PAGE as usize {
                    return Ok((rows, Some(place)));
                }
            }
        }
        if filter.before.is_none() {
            break;
        }
    }
    Ok((rows, filter.before))
}

type All<'a, 'b> = (&'a Office, &'a Reader, &'a Directory<'b>);

/// People to choose from: who is called so, or who has been chosen. Of one who is called so, the id is taken at once.
async fn chosen(
    all: All<'_, '_>,
    reason: &Reason,
    id: &mut String,
    name: &str,
) -> Result<Vec<Link>, Failure> {
    let (_, _, directory) = all;
    if name.trim().chars().count() < SHORTEST {
        let known = match id.parse::<Id<id::Person>>() {
            Ok(id) => directory.person(id).await.ok(),
            Err(_) => None,
        };
        // An id that was kept from before names nobody who is hidden since, or has moved out of sight.
        let units = readable(all, reason);
        let known = known.filter(|entry| !entry.is_hidden() && units.contains(&entry.unit));
        return Ok(known.iter().map(|entry| link(entry, directory, true)).collect());
    }
    let mut found = Vec::new();
    for unit in readable(all, reason) {
        let people = directory.people(unit).await?.into_iter();
        found.extend(people.filter(|entry| is_meant(entry, name) && !entry.is_hidden()));
    }
    found.sort_by_cached_key(|entry| (entry.person.family.to_lowercase(), entry.person.id));
    found.truncate(MOST);
    *id = match found.as_slice() {
        [one] => one.person.id.to_string(),
        _ => String::new(),
    };
    Ok(found.iter().map(|entry| link(entry, directory, found.len() == 1)).collect())
}

fn link(entry: &crate::office::Entry, directory: &Directory<'_>, current: bool) -> Link {
    let about = directory.units.name(entry.unit).to_owned();
    Link { href: entry.person.id.to_string(), text: entry.name(), about, current }
}

/// The units whose log the reader reads, among those that they work with.
fn readable((office, reader, directory): All<'_, '_>, reason: &Reason) -> Vec<Id<id::Unit>> {
    let may = |unit: &Id<id::Unit>| {
        let object = Object::log(directory.place(*unit), vec![]);
        reader.may_for(office, reason.said(), Action::ReadLog, &object).is_allowed()
    };
    reader.scope().into_iter().filter(may).collect()
}

/// What the rules say of the log of the unit where they allow the most; who may read none is not told that there is
/// one.
fn first_allowed((office, reader, directory): All<'_, '_>, reason: &Reason) -> Decision {
    let ask = |unit: &varsam_model::unit::Unit| {
        let object = Object::log(directory.place(unit.id), vec![]);
        reader.may_for(office, reason.said(), Action::ReadLog, &object)
    };
    let mut decisions: Vec<_> = directory.units().into_iter().map(ask).collect();
    decisions.sort_by_key(|decision| (decision.is_allowed(), !decision.needs().is_empty()));
    decisions.pop().unwrap_or(Decision { answer: Answer::No, by: vec![], fault: None })
}

async fn may_read(
    (office, reader, directory): All<'_, '_>,
    reason: &Reason,
    names: &mut Names<'_, '_>,
    passed: &Passed,
) -> Result<bool, Fault> {
    let unit = directory.unit(passed.unit).or_else(|| directory.units.top());
    let Some(unit) = unit else { return Ok(false) };
    let mut object = Object::log(directory.place(unit.id), vec![passed.by]);
    if let Some(about) = passed.about {
        object = object.about(about);
        object.is_quarantined = names.of(about).await?.is_quarantined;
    }
    Ok(reader.may_for(office, reason.said(), Action::ReadLog, &object).is_allowed())
}
