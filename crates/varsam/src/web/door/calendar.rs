//! The calendar of somebody who owes things, for the programs that read calendars. Its link is all that is asked for, so
//! that it names nobody and repeats nothing that anybody wrote: which step, where, and by when.

use super::throttle;
use crate::office::cases::can_owe;
use crate::office::cases::mine::{self, Owes};
use crate::office::ics::{self, Event};
use crate::office::{Directory, Office};
use crate::web::cases::worded;
use crate::web::error::Failure;
use crate::web::signed::{Client, Door};
use crate::web::site::Site;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

/// How long before it is due a task begins in the calendar, in seconds: half an hour.
const LENGTH: i64 = 30 * 60;

/// `GET /calendar/{token}.ics`. It is read again and again; what has not changed is not sent again.
pub(crate) async fn feed(
    site: Site,
    Door(office): Door,
    client: Client,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, Failure> {
    let token = file.strip_suffix(".ics").ok_or(Failure::NoSuchPage)?;
    let work = Box::pin(calendar(&site, &office, token));
    let text = throttle::read(&office, &client, work).await?.ok_or(Failure::NoSuchPage)?;
    let digest = Sha256::digest(text.as_bytes());
    let tag = digest.iter().take(16).fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"));
    let tag = HeaderValue::try_from(format!("\"{tag}\""))?;
    // Whoever compresses it on the way calls the tag a weak one.
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    let is_known =
        known.split(',').any(|one| one.trim().trim_start_matches("W/").as_bytes() == tag.as_bytes());
    let kept = [(header::ETAG, tag), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}

/// The calendar that a link leads to. It ends for good when somebody holds no role any more that could owe anything.
async fn calendar(site: &Site, office: &Office, token: &str) -> Result<Option<String>, Failure> {
    let now = office.now();
    let Some(who) = office.store.whose_calendar(token, now).await? else { return Ok(None) };
    let directory = office.directory(who.organiser).await?;
    let Some(subject) = mine::as_subject(&directory, who, now).await? else { return Ok(None) };
    if !subject.roles.iter().any(|held| can_owe(held.role)) {
        directory.tenant.withdraw_calendar(who.person).await?;
        return Ok(None);
    }
    let owes = mine::owes(office, &directory, &subject, None).await?;
    let events: Vec<_> = owes.iter().filter_map(|owes| event(site, office, &directory, owes)).collect();
    Ok(Some(ics::written(&site.t("my-tasks-calendar-name"), &events)))
}

/// A task in the calendar, where it has a clock.
fn event(site: &Site, office: &Office, directory: &Directory<'_>, owes: &Owes) -> Option<Event> {
    let (task, case) = (&owes.task, &owes.document.body);
    let (due, step) = (task.due?, case.step(&task.step)?);
    let unit = directory.units.name(owes.document.head.unit);
    Some(Event {
        uid: format!("{}-{}@varsam", task.record, task.step),
        stamp: task.since,
        from: due.plus_seconds(-LENGTH),
        until: due,
        summary: format!("{} ({unit})", worded(site, &step.title)),
        url: office.link(&format!("/cases/{}", task.record)),
    })
}
