//! The record as a page: two tables, narrowed to a unit by the address.

use super::words::Table;
use super::{Asked, READ, Reading, TAKE_OUT};
use crate::office::record::{PROCESSING, Sight, may_anywhere};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;

/// How many rows a page shows.
const PAGE: usize = 200;

/// What the record can be taken out as, and the keys of the links.
const FORMATS: [(&str, &str); 4] = [
    ("html", "record-html"),
    ("xlsx", "register-file-xlsx"),
    ("csv", "register-file-csv"),
    ("json", "register-file-json"),
];

/// `GET /record`
#[derive(Template)]
#[template(path = "record.html")]
struct Page {
    site: Site,
    title: String,
    units: Vec<Link>,
    tables: [Table; 2],
    count: usize,
    missing: usize,
    /// How many described activities are not in use yet, and stand in no table.
    drafts: usize,
    /// What it can be taken out as, by key; nothing where the reader may not.
    exports: Vec<(String, &'static str)>,
    query: String,
    /// Pages before and after; empty where there are none.
    before: String,
    after: String,
}

/// Shows the record.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let reading = Reading::of(site, signed, READ, &asked).await?;
    let (rows, from) = (reading.sight.rows(), asked.from.parse().unwrap_or(0));
    let shown: Vec<_> = rows.iter().skip(from).take(PAGE).copied().collect();
    let tables = reading.tables(&shown).await?;
    let may_take_out = may_anywhere(&reading.office, &reading.reader, TAKE_OUT);
    let query = reading.query();
    let export = |(format, key): (&str, &'static str)| (format!("/record/export/{format}?{query}"), key);
    let at = |from: usize| format!("/record?{query}&from={from}");
    let page = Page {
        title: reading.site.t("record-title"),
        units: reading.units(),
        count: rows.len(),
        missing: tables.iter().map(Table::missing).sum(),
        tables,
        drafts: drafts(&reading.sight),
        exports: FORMATS.into_iter().filter(|_| may_take_out).map(export).collect(),
        before: if from == 0 { String::new() } else { at(from.saturating_sub(PAGE)) },
        after: if from.saturating_add(PAGE) < rows.len() { at(from + PAGE) } else { String::new() },
        query,
        site: reading.site,
    };
    Ok(html(page.render()?))
}

fn drafts(sight: &Sight) -> usize {
    sight.entries(PROCESSING).into_iter().filter(|row| row.state == "draft").count()
}
