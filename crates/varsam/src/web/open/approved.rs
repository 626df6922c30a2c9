//! Approved apps and learning services: a list that everybody can search (ACM-13), which ones may be made compulsory
//! (ACM-14), and feeds for programs. An approval whose time is over is in no list.

use super::Hall;
use crate::office::calendar;
use crate::office::registers::{Row, csv, is_overdue};
use crate::web::error::Failure;
use crate::web::signed::Door;
use crate::web::site::{Site, html};
use askama::Template;
use axum::Json;
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use varsam_model::register::{Register, Value, Values};

/// The keys of the heads of a table.
const HEADS: [&str; 8] = [
    "open-name",
    "open-provider",
    "registers-state",
    "open-conditions",
    "open-for",
    "open-until",
    "open-used",
    "open-compulsory",
];

/// How many entries a page shows.
const PAGE: usize = 100;

/// `GET /open/{organiser}/apps` and `GET /open/{organiser}/services`
#[derive(Template)]
#[template(path = "open/list.html")]
struct List {
    site: Site,
    title: String,
    lead: String,
    words: String,
    rows: Vec<Approved>,
    /// How many there are on all pages, and the pages before and after; empty where there are none.
    count: usize,
    before: String,
    after: String,
    feed: String,
    /// The address that the search goes to.
    here: String,
}

/// Something that may be used.
#[derive(Serialize)]
struct Approved {
    /// Its id in the register.
    id: String,
    /// What it is called.
    name: String,
    /// Whose it is.
    provider: String,
    /// Where it stands: `approved`, `conditional`, `recommended`, `compulsory`.
    standing: String,
    /// The same in words.
    #[serde(skip)]
    standing_words: String,
    /// What is asked of whoever uses it; empty when nothing is.
    conditions: String,
    /// For which unit it was approved, and all below it.
    unit: String,
    /// Until when, as `2026-12-31`.
    valid_until: String,
    /// How many units have noted that they use it.
    used_by: usize,
    /// Whether it may be made compulsory in teaching.
    may_be_compulsory: bool,
}

/// What is looked for.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    /// After how many of them the page begins.
    #[serde(default)]
    from: String,
}

impl Asked {
    /// The same, after so many entries.
    fn after(&self, from: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs([("q", self.q.as_str())].into_iter().filter(|(_, text)| !text.is_empty()));
        query.extend_pairs((from > 0).then(|| ("from", from.to_string())));
        query.finish()
    }
}

/// The approved apps.
pub(super) async fn apps(
    site: Site,
    door: Door,
    Path(organiser): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    list(site, &Hall::of(door, &organiser).await?, "app", &asked).await
}

/// The approved learning services.
pub(super) async fn services(
    site: Site,
    door: Door,
    Path(organiser): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    list(site, &Hall::of(door, &organiser).await?, "service", &asked).await
}

async fn list(site: Site, hall: &Hall, code: &'static str, asked: &Asked) -> Result<Response, Failure> {
    let register = Register::of(code).ok_or(Failure::NoSuchPage)?;
    let words: Vec<_> = asked.q.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut rows = usable(hall, register).await?;
    rows.retain(|row| words.iter().all(|word| has(register, row, word)));
    let (count, from) = (rows.len(), asked.from.parse::<usize>().unwrap_or(0));
    let until = from.saturating_add(PAGE);
    let rows: Vec<_> = rows.into_iter().skip(from).take(PAGE).collect();
    let at = |from: usize| hall.href(&format!("/{code}s?{}", asked.after(from)));
    let rows = approved(&site, hall, register, &rows).await?;
    let (title, lead) = match code {
        "app" => ("open-apps-title", "open-apps-about"),
        _ => ("open-services-title", "open-services-about"),
    };
    let list = List {
        title: format!("{}: {}", site.t(title), hall.name),
        lead: site.t(lead),
        words: asked.q.clone(),
        rows,
        count,
        before: if from == 0 { String::new() } else { at(from.saturating_sub(PAGE)) },
        after: if until < count { at(until) } else { String::new() },
        feed: hall.href(&format!("/feed/{code}s")),
        here: hall.href(&format!("/{code}s")),
        site,
    };
    Ok(html(list.render()?))
}

async fn usable(hall: &Hall, register: &'static Register) -> Result<Vec<Arc<Row>>, Failure> {
    let now = hall.office.now();
    let mut rows = hall.rows(register, register.used).await?;
    rows.retain(|row| !is_overdue(row, now));
    Ok(rows)
}

fn has(register: &Register, row: &Row, word: &str) -> bool {
    let texts = ["name", "provider", "subject"].map(|field| row.get(register, field));
    texts.into_iter().flatten().filter_map(Value::text).any(|text| text.to_lowercase().contains(word))
}

async fn approved(
    site: &Site,
    hall: &Hall,
    register: &Register,
    rows: &[Arc<Row>],
) -> Result<Vec<Approved>, Failure> {
    let values = hall.values(register, rows).await?;
    let directory = hall.directory().await?;
    let shown = |(row, values): (&Arc<Row>, &Values)| Approved {
        id: row.id.to_string(),
        name: row.title.clone(),
        provider: values.text("provider").to_owned(),
        standing: row.state.clone(),
        standing_words: site.pick(&format!("state-{}", register.code), &row.state),
        conditions: values.text("conditions").to_owned(),
        unit: directory.units.name(row.unit).to_owned(),
        valid_until: values.text("valid_until").to_owned(),
        used_by: values.all("used_by").len(),
        may_be_compulsory: ["recommended", "compulsory"].contains(&row.state.as_str()),
    };
    Ok(rows.iter().zip(&values).map(shown).collect())
}

/// The same for a spreadsheet: heads, and a row for each.
fn table(site: &Site, rows: &[Approved]) -> Vec<Vec<String>> {
    let heads = HEADS.map(|key| site.t(key)).to_vec();
    let row = |row: &Approved| {
        let compulsory = site.t(if row.may_be_compulsory { "registers-yes" } else { "registers-no" });
        let texts =
            [&row.name, &row.provider, &row.standing_words, &row.conditions, &row.unit, &row.valid_until];
        texts.into_iter().cloned().chain([row.used_by.to_string(), compulsory]).collect()
    };
    std::iter::once(heads).chain(rows.iter().map(row)).collect()
}

/// All that may be used, for programs and spreadsheets: `apps.json`, `services.csv`.
pub(super) async fn feed(
    site: Site,
    door: Door,
    Path((organiser, file)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let hall = Hall::of(door, &organiser).await?;
    let (list, kind) = file.rsplit_once('.').ok_or(Failure::NoSuchPage)?;
    let code = match list {
        "apps" => "app",
        "services" => "service",
        _ => return Err(Failure::NoSuchPage),
    };
    let register = Register::of(code).ok_or(Failure::NoSuchPage)?;
    let rows = approved(&site, &hall, register, &usable(&hall, register).await?).await?;
    match kind {
        "json" => Ok(Json(rows).into_response()),
        "csv" => {
            let name = format!("{list}-{}.csv", calendar::day(hall.office.now()));
            let attached = format!("attachment; filename=\"{name}\"");
            let media = "text/csv; charset=utf-8".to_owned();
            let headers = [(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, attached)];
            Ok((headers, csv(table(&site, &rows))?).into_response())
        }
        _ => Err(Failure::NoSuchPage),
    }
}
