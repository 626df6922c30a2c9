//! One grant: how it stands, what is missing, and what can be done about it.

use super::grants::{code, is_named};
use crate::office::{Directory, Office, Reader, calendar, grants, register};
use crate::web::conflict::{is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::{self, Errors};
use crate::web::reason::{self, Reason};
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::{Deserialize, Serialize};
use varsam_access::{Action, Object};
use varsam_model::grant::{Competence, Given, HeldPrecondition, Precondition, Standing};
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Fault};

/// How long a precondition may hold, and an exemption from the card, in days.
const HELD_DAYS: std::ops::RangeInclusive<i32> = 0..=3660;
const EXEMPT_DAYS: std::ops::RangeInclusive<i32> = 0..=183;

/// The longest note on how something is known, in characters.
const LONGEST_NOTE: usize = 300;

/// `GET /grants/{grant}`
#[derive(Template)]
#[template(path = "access/grant.html")]
struct GrantPage {
    site: Site,
    title: String,
    id: String,
    version: i64,
    /// Code of the role.
    role: &'static str,
    unit: String,
    since: String,
    until: String,
    given_by: String,
    standing: &'static str,
    missing: Vec<&'static str>,
    /// What the role requires and how far the holder has it.
    required: Vec<Required>,
    /// Until when the holder may do without the card; empty when not.
    exempt: String,
    can_end: bool,
    can_record: bool,
    can_exempt: bool,
    /// What was typed into the form that something is wrong with.
    typed: Typed,
    errors: Errors,
}

/// Something that a role requires.
struct Required {
    /// A code.
    what: &'static str,
    is_held: bool,
    since: String,
    until: String,
    evidence: String,
    by: String,
    /// What it is recorded as, and in which version; empty where nothing holds that could be taken back.
    id: String,
    version: i64,
}

/// What the forms of the page send.
#[derive(Deserialize, Serialize, Default, Clone)]
pub(crate) struct Typed {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    precondition: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    evidence: String,
    /// Which record is taken back.
    #[serde(default)]
    competence: String,
    reason: Option<String>,
}

/// A grant with what is asked about when it is.
struct Opened<'a> {
    directory: Directory<'a>,
    document: Document<Given>,
    object: Object,
    name: String,
}

impl Opened<'_> {
    /// Whether it can still be changed.
    fn is_open(&self, now: Instant) -> bool {
        self.document.head.state == "active" && now < self.document.body.grant.until
    }
}

/// Opens a grant for whoever has to do with it: who confirms or ends it, and who holds it.
async fn opened<'a>(office: &'a Office, reader: &Reader, id: &str) -> Result<Opened<'a>, Failure> {
    let id: Id<id::Grant> = id.parse().map_err(|_| Failure::NoSuchPage)?;
    let directory = reader.directory(office).await?;
    let missing = |fault| match fault {
        Fault::Missing | Fault::Erased => Failure::NoSuchPage,
        fault => fault.into(),
    };
    let document: Document<Given> = directory.record(register::GRANT, id.of()).await.map_err(missing)?;
    let grant = &document.body.grant;
    let holder = directory.person(grant.person).await.map_err(missing)?;
    let object = grants::object(&directory, (grant.role, grant.unit), &holder, vec![]);
    let acts = [Action::ReviewGrants, Action::EndGrant, Action::RecordCompetence, Action::ExemptFromCard];
    let is_own = grant.person == reader.session.person;
    let is_theirs = is_named(office, reader, &directory, &holder)
        && acts.iter().any(|act| reader.could(office, *act, &object));
    if !is_own && !is_theirs {
        return Err(Failure::NoSuchPage);
    }
    let name = holder.name();
    Ok(Opened { directory, document, object, name })
}

/// Shows it.
pub(crate) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let opened = opened(&office, &reader, &id).await?;
    let from = calendar::day(office.now()).to_string();
    shown(site, &office, &reader, &opened, Typed { from, ..Typed::default() }, Errors::default()).await
}

async fn shown(
    site: Site,
    office: &Office,
    reader: &Reader,
    opened: &Opened<'_>,
    typed: Typed,
    errors: Errors,
) -> Result<Response, Failure> {
    let (grant, now) = (&opened.document.body.grant, office.now());
    let competences = opened.directory.competences(grant.person).await?;
    let held: Vec<_> = competences.iter().map(|one| one.body.held.clone()).collect();
    let standing = grant.standing(now, &held);
    let missing = match &standing {
        Standing::Missing(missing) => missing.iter().map(|one| one.code()).collect(),
        _ => vec![],
    };
    let mut required = Vec::new();
    for precondition in Precondition::of_role(grant.role) {
        required.push(requirement(&opened.directory, &competences, *precondition, now).await);
    }
    let is_open = opened.is_open(now);
    let can = |act| is_open && reader.could(office, act, &opened.object);
    let has_card = Precondition::of_role(grant.role).contains(&Precondition::SmartCard);
    let exempt = grant.card_exempt_until.filter(|until| now < *until);
    let page = GrantPage {
        title: opened.name.clone(),
        id: grant.id.to_string(),
        version: opened.document.head.version,
        role: grant.role.code(),
        unit: opened.directory.units.name(grant.unit).to_owned(),
        since: calendar::day(grant.from).to_string(),
        until: calendar::last_day(grant.until).to_string(),
        given_by: name_of(&opened.directory, grant.by).await,
        standing: code(&standing),
        missing,
        required,
        exempt: exempt.map(|until| calendar::last_day(until).to_string()).unwrap_or_default(),
        can_end: can(Action::EndGrant),
        can_record: can(Action::RecordCompetence),
        can_exempt: has_card && can(Action::ExemptFromCard),
        site,
        typed,
        errors,
    };
    Ok(html(page.render()?))
}

/// What is known of a precondition: that which holds the longest, of those that hold.
async fn requirement(
    directory: &Directory<'_>,
    competences: &[Document<Competence>],
    precondition: Precondition,
    now: Instant,
) -> Required {
    let ends = |one: &&Document<Competence>| one.body.held.until.unwrap_or(Instant(i64::MAX));
    let of_it = competences.iter().filter(|one| one.body.held.precondition == precondition);
    let Some(document) = of_it.max_by_key(ends) else {
        let (what, empty) = (precondition.code(), String::new);
        return Required {
            what,
            is_held: false,
            since: empty(),
            until: empty(),
            evidence: empty(),
            by: empty(),
            id: empty(),
            version: 0,
        };
    };
    let last = &document.body;
    let is_held = last.held.from <= now && now < ends(&document);
    Required {
        what: precondition.code(),
        is_held,
        id: if is_held { document.head.id.to_string() } else { String::new() },
        version: document.head.version,
        since: calendar::day(last.held.from).to_string(),
        until: last.held.until.map(|until| calendar::last_day(until).to_string()).unwrap_or_default(),
        evidence: last.evidence.clone(),
        by: match last.by {
            Some(by) => name_of(directory, by).await,
            None => String::new(),
        },
    }
}

/// What a colleague is called; empty for the program, and for who is gone.
async fn name_of(directory: &Directory<'_>, person: Id<id::Person>) -> String {
    let entry = directory.person(person).await.ok();
    entry.filter(|entry| !entry.is_hidden()).map(|entry| entry.name()).unwrap_or_default()
}

fn back(opened: &Opened<'_>) -> Response {
    Redirect::to(&format!("/grants/{}", opened.document.body.grant.id)).into_response()
}

/// The page again, saying that somebody else was faster.
async fn changed(
    site: Site,
    office: &Office,
    reader: &Reader,
    id: &str,
    typed: Typed,
) -> Result<Response, Failure> {
    let mut errors = Errors::default();
    errors.add(&site, "main", "grants-changed");
    let now = opened(office, reader, id).await?;
    Ok(crate::web::conflict::page(shown(site, office, reader, &now, typed, errors).await?))
}

/// Ends it.
pub(crate) async fn end(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let opened = opened(&office, &reader, &id).await?;
    if !reader.may(&office, Action::EndGrant, &opened.object).is_allowed() {
        return Err(Failure::NoSuchPage);
    }
    if typed.version != opened.document.head.version || !opened.is_open(office.now()) {
        return changed(site, &office, &reader, &id, typed).await;
    }
    match is_changed(grants::end(&office, &reader, opened.document.clone()).await)? {
        true => changed(site, &office, &reader, &id, typed).await,
        false => Ok(back(&opened)),
    }
}

/// Records that the holder fulfils what the role requires.
pub(crate) async fn record(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let opened = opened(&office, &reader, &id).await?;
    let decision = reader.may(&office, Action::RecordCompetence, &opened.object);
    if !decision.is_allowed() {
        return reason::ask_before(site, decision.needs(), &Reason::default(), &typed);
    }
    let (competence, errors) = competence(&site, &office, &reader, &opened, &typed);
    let Some(competence) = competence.filter(|_| errors.is_empty()) else {
        return Ok(wrong(shown(site, &office, &reader, &opened, typed, errors).await?));
    };
    grants::record(&office, &reader, &opened.document.body.grant, &competence).await?;
    Ok(back(&opened))
}

/// Takes back what was recorded: a licence that was lost, or a mistake.
pub(crate) async fn withdraw(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let opened = opened(&office, &reader, &id).await?;
    let decision = reader.may(&office, Action::RecordCompetence, &opened.object);
    if !decision.is_allowed() {
        return reason::ask_before(site, decision.needs(), &Reason::default(), &typed);
    }
    let grant = &opened.document.body.grant;
    let is_meant = |one: &Document<Competence>| {
        one.head.id.to_string() == typed.competence
            && one.head.version == typed.version
            && Precondition::of_role(grant.role).contains(&one.body.held.precondition)
    };
    let document = opened.directory.competences(grant.person).await?.into_iter().find(is_meant);
    let Some(document) = document else { return changed(site, &office, &reader, &id, typed).await };
    match is_changed(grants::withdraw(&office, &reader, grant, document).await)? {
        true => changed(site, &office, &reader, &id, typed).await,
        false => Ok(back(&opened)),
    }
}

/// What was typed, and what is wrong with it.
fn competence(
    site: &Site,
    office: &Office,
    reader: &Reader,
    opened: &Opened<'_>,
    typed: &Typed,
) -> (Option<Competence>, Errors) {
    let (grant, now, mut errors) = (&opened.document.body.grant, office.now(), Errors::default());
    let precondition = typed.precondition.parse().ok();
    let precondition = precondition.filter(|one| Precondition::of_role(grant.role).contains(one));
    let from = fields::day(&typed.from).map(calendar::start).filter(|from| *from <= now);
    let until = fields::until(&typed.until, now, HELD_DAYS);
    let evidence = typed.evidence.trim().to_owned();
    let is_told = !evidence.is_empty() && evidence.chars().count() <= LONGEST_NOTE;
    let checks = [
        ("precondition", precondition.is_none()),
        ("from", from.is_none()),
        ("until", until.is_none()),
        ("evidence", !is_told),
    ];
    for (field, _) in checks.into_iter().filter(|(_, is_wrong)| *is_wrong) {
        errors.say(field, site.pick("competence-error", field));
    }
    let (Some(precondition), Some(from)) = (precondition, from) else { return (None, errors) };
    let held = HeldPrecondition { person: grant.person, precondition, from, until };
    (Some(Competence { held, evidence, by: Some(reader.session.person) }), errors)
}

/// Exempts the holder from the smart card for a time.
pub(crate) async fn exempt(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let opened = opened(&office, &reader, &id).await?;
    let why = Reason { reason: typed.reason.clone() };
    let decision = reader.may_for(&office, why.said(), Action::ExemptFromCard, &opened.object);
    if !decision.is_allowed() && (why.said().is_some() || decision.needs().is_empty()) {
        return reason::ask_before(site, decision.needs(), &why, &typed);
    }
    let mut errors = Errors::default();
    let until = fields::until(&typed.until, office.now(), EXEMPT_DAYS);
    if until.is_none() {
        errors.add(&site, "exempt-until", "grants-error-exempt-until");
    }
    if why.said().is_none() {
        errors.add(&site, "reason", "reason-error");
    }
    let (Some(until), Some(said), true) = (until, why.said(), errors.is_empty()) else {
        return Ok(wrong(shown(site, &office, &reader, &opened, typed, errors).await?));
    };
    if typed.version != opened.document.head.version || !opened.is_open(office.now()) {
        return changed(site, &office, &reader, &id, typed).await;
    }
    match is_changed(grants::exempt(&office, &reader, opened.document.clone(), until, said).await)? {
        true => changed(site, &office, &reader, &id, typed).await,
        false => Ok(back(&opened)),
    }
}
