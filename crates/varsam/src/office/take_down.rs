//! Outsiders who ask to be removed from social media (SOL-42). What they ask is kept until whoever reads the mail of their
//! address has confirmed it; then a case begins, and they read its answer by a link. Of a link, only a hash is kept.

use super::cases::owed::Holders;
use super::cases::{CASE, write};
use super::intake::PROGRAM;
use super::{Directory, Office, register};
use crate::data::told::told;
use crate::fault::Fault;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use varsam_model::case::{Act, Case, Event};
use varsam_model::routine::{Behaviour, Facts};
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{
    Change, Deed, Document, Fault as Stored, Filter, Head, MAIL, Notice, OutsideLetter, link_hash,
    link_secret,
};

/// The routine that a request begins.
pub(crate) const ROUTINE: &str = "take-down";

/// Where a request stands.
const ASKED: &str = "asked";
const CONFIRMED: &str = "confirmed";

/// How long a request can be confirmed, how long it is kept at most after that, and how long after its answer; in seconds.
const WAITS: i64 = 7 * 86_400;
const LASTS: i64 = 365 * 86_400;
const AFTER: i64 = 90 * 86_400;

/// The letter with the link that confirms, and the one that says that there is an answer.
const CONFIRM: &str = "removal_confirm";
const ANSWERED: &str = "removal_answered";

/// What somebody asks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    /// Where the answer goes.
    pub(crate) email: String,
    /// In which language they read, as a tag.
    pub(crate) language: String,
    /// What is to go, and where it is seen.
    pub(crate) text: String,
    /// Why that was sent though the guard had found something; empty when it had not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) despite: String,
    /// What the routine asks for.
    pub(crate) facts: Facts,
    /// The moments that it asks for.
    pub(crate) dates: BTreeMap<String, Instant>,
    /// The organisation whose rules it was asked under.
    pub(crate) stack: String,
    /// When.
    pub(crate) at: Instant,
    /// The hashes of the links that lead to it: each letter has one of its own.
    pub(crate) links: Vec<String>,
    /// When it was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) confirmed: Option<Instant>,
    /// The case that has begun then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) case: Option<Id<id::Record>>,
}

impl Request {
    /// Whether the same is asked by the same.
    fn is_as(&self, other: &Self) -> bool {
        let is_by_same = self.email.to_lowercase() == other.email.to_lowercase();
        is_by_same && self.text == other.text && self.facts == other.facts
    }
}

/// Keeps a request at a unit, and sends the link that confirms it. Gives the path that the link leads to.
///
/// # Errors
/// When the store fails: then nothing is kept and nothing sent.
pub(crate) async fn ask(
    office: &Office,
    directory: &Directory<'_>,
    unit: Id<id::Unit>,
    mut request: Request,
) -> Result<String, Stored> {
    let now = request.at;
    let id: Id<id::Record> = office.store.new_id(now)?;
    let (token, hash) = link_secret()?;
    request.links.push(hash);
    let path = path(directory, unit, id, &token);
    let head = Head::about(id, register::REMOVAL, unit, id.uuid(), RecordClass::Identity).in_state(ASKED);
    let mut change = directory.tenant.change(PROGRAM, now).await?;
    change.create(&Head { due: Some(now.plus_seconds(WAITS)), ..head }, &request).await?;
    tell(office, &mut change, id, &request, (CONFIRM, path.clone(), now)).await?;
    change.log(Deed::new("ask_removal").at(unit).object(id.uuid())).await?;
    change.commit().await?;
    Ok(path)
}

/// Where a link leads.
fn path(directory: &Directory<'_>, unit: Id<id::Unit>, id: Id<id::Record>, token: &str) -> String {
    let organiser = directory.place(unit).organiser;
    format!("/open/{organiser}/take-down/{id}/{token}")
}

/// Writes to whoever asked. Each link is an event of its own.
async fn tell(
    office: &Office,
    change: &mut Change<'_>,
    id: Id<id::Record>,
    request: &Request,
    (about, path, now): (&str, String, Instant),
) -> Result<(), Stored> {
    let body = OutsideLetter {
        address: request.email.clone(),
        language: request.language.clone(),
        about: about.to_owned(),
        path,
    };
    let notice = Notice {
        kind: MAIL.to_owned(),
        once: format!("{about} {id} {}", request.links.len()),
        due: now,
        subject: id.uuid(),
        class: RecordClass::Identity,
        body,
    };
    change.notify(office.store.new_id(now)?, &notice).await
}

/// The request that a link leads to; none where there is no such link, or its time is over.
///
/// # Errors
/// When the store fails.
pub(crate) async fn by_link(
    office: &Office,
    directory: &Directory<'_>,
    (id, token): (&str, &str),
) -> Result<Option<Document<Request>>, Stored> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let document = match directory.record::<Request>(register::REMOVAL, id).await {
        Ok(document) => document,
        Err(Stored::Missing | Stored::Erased) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let is_ours = document.body.links.contains(&link_hash(token));
    Ok(Some(document).filter(|document| is_ours && !is_over(&document.head, office.now())))
}

fn is_over(head: &Head, now: Instant) -> bool {
    head.due.is_some_and(|due| due <= now)
}

/// Confirms a request: its case begins. Where the same is asked twice, both wait for one case.
///
/// # Errors
/// `Changed` when it was confirmed meanwhile: nothing has happened then.
pub(crate) async fn confirm(
    office: &Office,
    directory: &Directory<'_>,
    document: &Document<Request>,
    case: &Case,
) -> Result<(), Stored> {
    let (unit, now) = (document.head.unit, case.at);
    let same = under_way(directory, document).await?;
    let holders = Holders::of(directory, unit, now).await?;
    let mut change = directory.tenant.change(PROGRAM, now).await?;
    let begun = if let Some(same) = same {
        same
    } else {
        let id = office.store.new_id(now)?;
        write::begin_in(office, &mut change, (id, unit), case, &holders).await?;
        id
    };
    let head = document.head.clone().in_state(CONFIRMED);
    let head = Head { due: Some(now.plus_seconds(LASTS)), ..head };
    let body = Request { confirmed: Some(now), case: Some(begun), ..document.body.clone() };
    change.update(&head, &body).await?;
    change.log(Deed::new("confirm_removal").at(unit).object(head.id.uuid())).await?;
    change.commit().await
}

/// The case of the same request, where one is not over yet.
async fn under_way(
    directory: &Directory<'_>,
    document: &Document<Request>,
) -> Result<Option<Id<id::Record>>, Stored> {
    for other in confirmed(directory, document.head.unit).await? {
        let Some(case) = other.body.case.filter(|_| other.body.is_as(&document.body)) else { continue };
        match directory.record::<Case>(CASE, case).await {
            Ok(case) if !case.body.is_closed() => return Ok(Some(case.head.id)),
            Ok(_) | Err(Stored::Missing | Stored::Erased) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(None)
}

async fn confirmed(directory: &Directory<'_>, unit: Id<id::Unit>) -> Result<Vec<Document<Request>>, Stored> {
    let units = &[unit];
    directory
        .every(Filter { register: register::REMOVAL, state: CONFIRMED, units, ..Filter::default() })
        .await
}

/// The case of a request, as it is now; none before it is confirmed, and where it was erased.
///
/// # Errors
/// When the store fails.
pub(crate) async fn case(directory: &Directory<'_>, request: &Request) -> Result<Option<Case>, Stored> {
    let Some(id) = request.case else { return Ok(None) };
    match directory.record::<Case>(CASE, id).await {
        Ok(document) => Ok(Some(document.body)),
        Err(Stored::Missing | Stored::Erased) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Those who have asked for what a case is about.
///
/// # Errors
/// When the store fails.
pub(crate) async fn askers(directory: &Directory<'_>, head: &Head) -> Result<Vec<Document<Request>>, Stored> {
    let mut askers = confirmed(directory, head.unit).await?;
    askers.retain(|asker| asker.body.case == Some(head.id));
    Ok(askers)
}

/// Those whom something that happens in a case answers.
pub(super) async fn answered_by(
    directory: &Directory<'_>,
    document: &Document<Case>,
    event: &Event,
) -> Result<Vec<Document<Request>>, Stored> {
    let step = document.body.step(&event.step).filter(|_| event.act == Act::Done);
    let answers = step.is_some_and(|step| step.does == Some(Behaviour::AnswerAsker));
    if answers { askers(directory, &document.head).await } else { Ok(vec![]) }
}

/// Tells them that there is an answer, each by a new link; what it says is read there. They are forgotten when its time is over.
pub(super) async fn tell_answered(
    office: &Office,
    change: &mut Change<'_>,
    directory: &Directory<'_>,
    askers: Vec<Document<Request>>,
    now: Instant,
) -> Result<(), Stored> {
    for Document { head, mut body } in askers {
        let (token, hash) = link_secret()?;
        body.links.push(hash);
        let head = Head { due: Some(now.plus_seconds(AFTER)), ..head };
        change.update(&head, &body).await?;
        let path = path(directory, head.unit, head.id, &token);
        tell(office, change, head.id, &body, (ANSWERED, path, now)).await?;
    }
    Ok(())
}

/// Erases, at all organisers, the requests that nobody has confirmed in time, and those that were answered long ago. Gives how
/// many.
///
/// # Errors
/// When the store fails.
pub async fn erase_due(office: &Office) -> Result<usize, Fault> {
    let (now, mut erased) = (office.now(), 0);
    for organiser in office.store.organisers().await.map_err(told)? {
        let directory = office.directory(organiser).await.map_err(told)?;
        let filter = Filter { register: register::REMOVAL, ..Filter::default() };
        let requests = directory.every::<IgnoredAny>(filter).await.map_err(told)?;
        for head in requests.into_iter().map(|request| request.head).filter(|head| is_over(head, now)) {
            let class = [RecordClass::Identity];
            let done = directory.tenant.erase(head.subject, &class, "time_over", PROGRAM, now).await;
            done.map_err(told)?;
            erased += 1;
        }
    }
    Ok(erased)
}
