//! Taking a list out as a file: what the list shows, on all its pages, with every field that is no secret and no file.

use super::Desk;
use super::list::Asked;
use crate::office::registers::{Column, Words, csv, escaped, select};
use crate::office::{Office, Reader, calendar};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::Site;
use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use rust_xlsxwriter::{Workbook, XlsxError};
use std::collections::HashMap;
use varsam_access::Action;
use varsam_model::register::{Entry, Value};
use varsam_model::{Id, id};
use varsam_store::{Deed, Document};

/// How many entries are open at a time.
const BATCH: usize = 1000;

/// What a list is taken out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Format {
    Csv,
    Xlsx,
    Json,
}

impl Format {
    /// The format of a name.
    pub(in crate::web) fn of(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// What browsers call it.
    pub(in crate::web) fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }
}

/// A cell: a number stays one where the file knows numbers.
pub(in crate::web) enum Cell {
    Text(String),
    Number(i64),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// A list, ready to be written.
pub(in crate::web) struct Taken {
    /// The head of each column, and its name.
    pub(in crate::web) columns: Vec<(String, &'static str)>,
    pub(in crate::web) rows: Vec<Vec<Cell>>,
}

impl Taken {
    /// Says in rows of their own what is missing, as the page does: that no more were read after so many cases, and how many
    /// cannot be read.
    pub(in crate::web) fn say_missing(&mut self, site: &Site, cut: Option<usize>, unread: usize) {
        let unread = (unread > 0).then(|| site.count("cases-unread", &unread));
        for told in cut.map(|most| site.count("board-cut", &most)).into_iter().chain(unread) {
            let rest = self.columns.iter().skip(1).map(|_| Cell::Text(String::new()));
            self.rows.push([Cell::Text(told)].into_iter().chain(rest).collect());
        }
    }
}

/// Gives a list as a file.
pub(super) async fn file(
    site: Site,
    signed: Signed,
    Path((register, format)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let format_of = Format::of(&format).ok_or(Failure::NoSuchPage)?;
    let may = desk.units(Action::Export);
    if may.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    let mut narrow = Asked::of(query.as_deref()).narrow(&desk, &desk.watch().await?).await?;
    narrow.units.retain(|unit| may.contains(unit));
    let found = select(desk.register, &*desk.shelf().await?, &narrow, 0, usize::MAX);
    let ids: Vec<_> = found.rows.iter().map(|row| row.id).collect();
    let mut words = Words::of((&desk.office, &desk.reader), desk.register, desk.site.locale, &[]).await?;
    let columns = words.columns();
    let mut rows = Vec::with_capacity(ids.len());
    for ids in ids.chunks(BATCH) {
        rows.extend(opened(&desk, &mut words, &columns, ids).await?);
    }
    note((&desk.office, &desk.reader), desk.register.code, rows.len()).await?;
    let columns = columns.into_iter().map(|column| (words.head(column), name(column))).collect();
    let taken = Taken { columns, rows };
    let bytes = tokio::task::spawn_blocking(move || written(format_of, &taken)).await??;
    Ok(attached(&desk.office, &register, (&format, format_of.media()), bytes))
}

/// A file that is kept by whoever asks for it: what it is called, how it ends and what kind it is.
pub(in crate::web) fn attached(
    office: &Office,
    name: &str,
    (ending, media): (&str, &str),
    bytes: Vec<u8>,
) -> Response {
    let day = calendar::day(office.now());
    let attached = format!("attachment; filename=\"{name}-{day}.{ending}\"");
    let headers = [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, attached)];
    (headers, bytes).into_response()
}

/// The rows of some entries, in the order of the list. What went or moved meanwhile is left out.
async fn opened(
    desk: &Desk,
    words: &mut Words,
    columns: &[Column],
    ids: &[Id<id::Record>],
) -> Result<Vec<Vec<Cell>>, Failure> {
    let directory = desk.directory().await?;
    let documents = directory.tenant.read_many::<Entry>(desk.register.code, ids).await?;
    let is_open = |document: &Document<Entry>| {
        desk.may(Action::Export, document.head.unit) && desk.may(Action::ViewRecord, document.head.unit)
    };
    let documents: HashMap<_, _> =
        documents.into_iter().filter(is_open).map(|document| (document.head.id, document)).collect();
    let people = words.unknown(documents.values().map(|document| &document.body.values));
    words.look_up(&directory, people).await?;
    let rows = ids.iter().filter_map(|id| documents.get(id));
    let row = |document| columns.iter().map(|column| cell(words, *column, document)).collect();
    Ok(rows.map(row).collect())
}

fn cell(words: &Words, column: Column, document: &Document<Entry>) -> Cell {
    match column {
        Column::Id => Cell::Text(document.head.id.to_string()),
        Column::State => Cell::Text(words.state(&document.head.state)),
        Column::Field(field) => match document.body.values.get(field.name) {
            Some(Value::Number(number)) => Cell::Number(*number),
            value => Cell::Text(words.cell(field, value)),
        },
    }
}

fn name(column: Column) -> &'static str {
    match column {
        Column::Id => "id",
        Column::State => "state",
        Column::Field(field) => field.name,
    }
}

/// Notes in the log that a list was taken out, and how long it was.
pub(in crate::web) async fn note(
    (office, reader): (&Office, &Reader),
    what: &str,
    count: usize,
) -> Result<(), Failure> {
    let mut change = reader.tenant(office).change(reader.session.person, office.now()).await?;
    change.log(Deed::new(Action::Export.code()).note(&format!("{what} {count}"))).await?;
    Ok(change.commit().await?)
}

/// The file of a list.
pub(in crate::web) fn written(format: Format, taken: &Taken) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Csv => {
            let heads = taken.columns.iter().map(|(head, _)| head.clone()).collect();
            let rows = taken.rows.iter().map(|row| row.iter().map(Cell::text).collect());
            Ok(csv(std::iter::once(heads).chain(rows))?)
        }
        Format::Xlsx => Ok(workbook(taken)?),
        Format::Json => json(taken),
    }
}

fn workbook(taken: &Taken) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_freeze_panes(1, 0)?;
    for ((head, _), column) in taken.columns.iter().zip(0_u16..) {
        sheet.write_string(0, column, head)?;
    }
    for (row, number) in taken.rows.iter().zip(1_u32..) {
        for (cell, column) in row.iter().zip(0_u16..) {
            match cell {
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(_) => drop(sheet.write_string(number, column, fitting(escaped(&cell.text())))?),
                #[expect(clippy::cast_precision_loss, reason = "a number is at most a thousand million")]
                Cell::Number(value) => drop(sheet.write_number(number, column, *value as f64)?),
            }
        }
    }
    book.save_to_buffer()
}

/// A text as far as a cell of a workbook holds it.
fn fitting(text: String) -> String {
    /// In halves of letters, as workbooks count; a few less for what says that there is more.
    const MOST: usize = 32_760;
    let mut left = MOST;
    if text.encode_utf16().count() <= MOST {
        return text;
    }
    let fits = |char: &char| {
        left = left.saturating_sub(char.len_utf16());
        left > 0
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn json(taken: &Taken) -> anyhow::Result<Vec<u8>> {
    use serde_json::Value;
    let value = |cell: &Cell| match cell {
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Number(number) => Value::from(*number),
    };
    let names = || taken.columns.iter().map(|(_, name)| (*name).to_owned());
    let object = |row: &Vec<Cell>| Value::Object(names().zip(row.iter().map(value)).collect());
    Ok(serde_json::to_vec(&taken.rows.iter().map(object).collect::<Vec<_>>())?)
}
