//! Taking in people and units: files, school systems, and the queue of those with a mark of protection.

mod file;
mod marked;
mod sources;

use super::Shared;
use super::error::Failure;
use super::signed::Signed;
use crate::office::intake::{LARGEST, Orderer};
use crate::office::{Directory, Office, Reader};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use std::collections::BTreeSet;
use varsam_access::{Action, Object};
use varsam_model::{Instant, RecordClass};

/// What a form adds to the bytes of its file.
const AROUND: usize = 64 * 1024;

/// Its pages.
pub(super) fn routes() -> Router<Shared> {
    let upload = Router::new()
        .route("/import", get(file::list).post(file::upload))
        .layer(DefaultBodyLimit::max(LARGEST + AROUND));
    Router::new()
        .route("/import/{id}", get(file::job))
        .route("/import/{id}/check", post(file::check))
        .route("/import/{id}/begin", post(file::begin))
        .route("/import/{id}/drop", post(file::throw_away))
        .route("/import/source/{name}", post(sources::run))
        .route("/marked", get(marked::list))
        .route("/marked/{id}", get(marked::door).post(marked::decide))
        .merge(upload)
}

/// The call of a school system in which something changed. Whoever calls is not signed in: the secret in the path counts.
pub(super) fn called() -> Router<Shared> {
    Router::new().route("/changed/{secret}", post(sources::changed))
}

/// What somebody may import to, with the directory. Who may import nowhere is not told that one can.
async fn orderer<'a>(office: &'a Office, reader: &Reader) -> Result<(Orderer, Directory<'a>), Failure> {
    let directory = reader.directory(office).await?;
    let may = |unit| {
        let object = Object::new(directory.place(unit), RecordClass::Unit);
        reader.may(office, Action::ImportPeople, &object).is_allowed()
    };
    let units: BTreeSet<_> = directory.units().iter().map(|unit| unit.id).filter(|unit| may(*unit)).collect();
    let top = directory.units().into_iter().find(|unit| unit.parent.is_none()).map(|unit| unit.id);
    let top = top.filter(|_| !units.is_empty()).ok_or(Failure::NoSuchPage)?;
    let only = (!units.contains(&top)).then_some(units);
    let (organiser, by) = (reader.session.organiser, reader.session.person);
    Ok((Orderer { organiser, top, by, only }, directory))
}

/// Somebody who may import, and to where.
async fn ordering(signed: &Signed) -> Result<Orderer, Failure> {
    Ok(orderer(&signed.office, &signed.reader).await?.0)
}

/// A time as it is read in Sweden, to the minute.
fn minute(at: Instant) -> String {
    let zone = jiff::tz::TimeZone::get("Europe/Stockholm").unwrap_or(jiff::tz::TimeZone::UTC);
    let timestamp = jiff::Timestamp::from_microsecond(at.0).unwrap_or_default();
    timestamp.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}
