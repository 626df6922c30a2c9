//! The record as a file: the cells of the page, all rows of it that the reader may take out.

use super::words::{Said, Table};
use super::{Asked, Reading, TAKE_OUT};
use crate::office::calendar;
use crate::web::error::Failure;
use crate::web::registers::export::{Cell, Format, Taken, attached, note, written};
use crate::web::signed::Signed;
use crate::web::site::Site;
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use varsam_model::register::Item;

/// What the record is called in file names and in the log.
const RECORD: &str = "record";

/// The record as a page of its own, to be handed to others.
#[derive(Template)]
#[template(path = "record/file.html")]
struct File<'a> {
    site: &'a Site,
    title: String,
    organiser: String,
    unit: String,
    day: String,
    tables: &'a [Table; 2],
}

/// Gives the record as a file.
pub(super) async fn file(
    site: Site,
    signed: Signed,
    Path(format): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let of = Format::of(&format);
    if of.is_none() && format != "html" {
        return Err(Failure::NoSuchPage);
    }
    let reading = Reading::of(site, signed, TAKE_OUT, &asked).await?;
    let tables = reading.tables(&reading.sight.rows()).await?;
    let count = tables.iter().map(|table| table.rows.len()).sum();
    let (bytes, media) = match of {
        None => (page(&reading, &tables)?.into_bytes(), "text/html; charset=utf-8"),
        Some(of) => {
            let taken = taken(&reading.site, &tables);
            (tokio::task::spawn_blocking(move || written(of, &taken)).await??, of.media())
        }
    };
    note((&reading.office, &reading.reader), RECORD, count).await?;
    Ok(attached(&reading.office, RECORD, (&format, media), bytes))
}

fn page(reading: &Reading, tables: &[Table; 2]) -> Result<String, askama::Error> {
    let (site, units) = (&reading.site, &reading.reader.units);
    let file = File {
        title: site.t("record-title"),
        organiser: units.top().map(|top| top.name.clone()).unwrap_or_default(),
        unit: reading.unit.map(|unit| units.name(unit).to_owned()).unwrap_or_default(),
        day: calendar::day(reading.office.now()).to_string(),
        site,
        tables,
    };
    file.render()
}

/// Both tables as one list: which of them a row stands in is its first cell.
fn taken(site: &Site, tables: &[Table; 2]) -> Taken {
    let first = [
        (site.t("record-article"), "article"),
        (site.t("record-row"), "name"),
        (site.t("record-register"), "register"),
    ];
    let items = Item::ALL.iter().map(|item| (site.pick("item", item.code()), item.code()));
    let last = (site.t("register-file-id"), "id");
    let rows = tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let rows = rows.map(|(table, row)| {
        let article = format!("30.{}", table.article);
        let first = [article, row.title.clone(), row.register.clone()];
        let said = |item: &Item| table.columns.iter().zip(&row.cells).find(|((of, _), _)| of == item);
        let cells = Item::ALL.iter().map(|item| said(item).map(|(_, cell)| text(site, cell)));
        let cells = first.into_iter().chain(cells.map(Option::unwrap_or_default)).chain([row.id.to_string()]);
        cells.map(Cell::Text).collect()
    });
    Taken { columns: first.into_iter().chain(items).chain([last]).collect(), rows: rows.collect() }
}

/// A cell, a line for each that says something.
fn text(site: &Site, cell: &[Said]) -> String {
    if cell.is_empty() {
        return site.t("record-missing");
    }
    cell.iter().map(Said::text).collect::<Vec<_>>().join("\n")
}
