//! Taking in people and units: files, school systems, and the queue of those with a mark of protection.

mod file;
mod marked;
mod sources;

use super::Shared;
use super::error::Failure;
use super::routes::Routes;
use super::signed::Signed;
use crate::office::intake::{LARGEST, Orderer};
use crate::office::{Directory, Office, Reader};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use std::collections::BTreeSet;
use varsam_access::{Action, Object};
use varsam_model::RecordClass;

/// What a form adds to the bytes of its file.
const AROUND: usize = 64 * 1024;

/// Its pages.
pub(super) fn routes() -> Routes {
    let upload = post(file::upload).layer(DefaultBodyLimit::max(LARGEST + AROUND));
    Routes::new()
        .get("/import", file::list)
        .with("POST", "/import", upload)
        .get("/import/{import}", file::job)
        .post("/import/{import}/check", file::check)
        .post("/import/{import}/begin", file::begin)
        .post("/import/{import}/drop", file::throw_away)
        .post("/import/source/{source}", sources::run)
        .get("/marked", marked::list)
        .get("/marked/{mark}", marked::door)
        .post("/marked/{mark}", marked::decide)
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
