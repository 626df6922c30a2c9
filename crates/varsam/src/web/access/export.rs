//! The list of grants as a file: what the list shows, on all its pages.

use super::grants::Row;
use super::narrow::{Asked, Found};
use crate::web::error::Failure;
use crate::web::registers::export::{Cell, Format, Taken, attached, note, written};
use crate::web::signed::Signed;
use crate::web::site::Site;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse as _, Redirect, Response};
use varsam_model::grant::Precondition;

/// What the list is called in file names and in the log.
const GRANTS: &str = "grants";

/// The first columns: the key of the head and a name. After them come the preconditions, and the id.
const COLUMNS: [(&str, &str); 7] = [
    ("people-name", "name"),
    ("grants-role", "role"),
    ("people-unit", "unit"),
    ("grants-since", "from"),
    ("grants-until", "until"),
    ("grants-standing", "standing"),
    ("grants-lacks", "missing"),
];

/// Gives the list as a file. It tells of people, so it takes a fresh sign-in.
pub(super) async fn file(
    site: Site,
    signed: Signed,
    Path(format): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let of = Format::of(&format).ok_or(Failure::NoSuchPage)?;
    let found = Found::of(&office, &reader, &asked).await?;
    let list = format!("/grants?{}", asked.query(0));
    if !reader.subject.has_stepped_up {
        return Err(Failure::NotFresh(list));
    }
    // The list says what is wrong; a file would hold more than was asked for.
    if asked.is_wrong() {
        return Ok(Redirect::to(&list).into_response());
    }
    let rows = found.rows(&office, &reader, (0, usize::MAX)).await?;
    note((&office, &reader), GRANTS, rows.len()).await?;
    let taken = taken(&site, &rows);
    let bytes = tokio::task::spawn_blocking(move || written(of, &taken)).await??;
    Ok(attached(&office, GRANTS, (&format, of.media()), bytes))
}

fn taken(site: &Site, rows: &[Row]) -> Taken {
    let head = |one: &Precondition| {
        let what = site.pick("precondition", one.code());
        (site.with("grants-fulfilled-until", what), one.code())
    };
    let first = COLUMNS.into_iter().map(|(key, name)| (site.t(key), name));
    let last = (site.t("register-file-id"), "id");
    Taken {
        columns: first.chain(Precondition::ALL.iter().map(head)).chain([last]).collect(),
        rows: rows.iter().map(|row| cells(site, row).into_iter().map(Cell::Text).collect()).collect(),
    }
}

fn cells(site: &Site, row: &Row) -> Vec<String> {
    let missing: Vec<_> = row.missing.iter().map(|one| site.pick("precondition", one)).collect();
    let first = [
        row.name.clone(),
        site.pick("role", row.role),
        row.unit.clone(),
        row.since.clone(),
        row.until.clone(),
        site.pick("standing", row.standing),
        missing.join(", "),
    ];
    let until = |one: &Precondition| match row.held.iter().find(|(what, _)| *what == one.code()) {
        Some((_, until)) if until.is_empty() => site.t("grants-no-end"),
        Some((_, until)) => until.clone(),
        None => String::new(),
    };
    first.into_iter().chain(Precondition::ALL.iter().map(until)).chain([row.id.clone()]).collect()
}
