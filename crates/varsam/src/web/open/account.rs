//! The page of an account in social media, for everybody who meets it there: what it is for, who answers for it, how
//! questions are answered, what is removed, and that what is written becomes a public record (SOL-14, SOL-15, SOL-43).

use super::Hall;
use crate::office::registers::{Row, UNUSABLE, order};
use crate::web::error::Failure;
use crate::web::signed::Door;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use qrcode::QrCode;
use qrcode::render::svg;
use std::sync::Arc;
use varsam_model::register::{Register, Value, Values};
use varsam_model::{Id, id};

/// Where an account stands that everybody may know of.
const OPEN: &[&str] = &["open", "handed_over"];

/// `GET /open/{organiser}/accounts`
#[derive(Template)]
#[template(path = "open.html")]
struct List {
    site: Site,
    title: String,
    lead: String,
    links: Vec<Link>,
}

/// `GET /open/{organiser}/accounts/{entry}`
#[derive(Template)]
#[template(path = "open/account.html")]
struct AccountPage {
    site: Site,
    title: String,
    platform: String,
    /// Whether the medium is not to be used any more (SOL-28).
    is_closing: bool,
    unit: String,
    organiser: String,
    address: String,
    purpose: Said,
    audience: String,
    answers: Said,
    hours: i64,
    forbidden: Vec<String>,
    rules: Said,
    contact: String,
    /// Where the code of its own address is.
    code: String,
    /// Where anybody asks to be removed from it.
    removal: String,
}

/// A text of the organiser's, and the language that it is in where that is not the page's; empty otherwise.
struct Said {
    text: String,
    lang: &'static str,
}

fn register() -> Result<&'static Register, Failure> {
    Register::of("account").ok_or(Failure::NoSuchPage)
}

/// Whether an account is one of the organiser's: what somebody does in private is theirs.
fn is_on_duty(register: &Register, row: &Row) -> bool {
    row.get(register, "use").is_some_and(|value| value.says("on_duty"))
}

/// All accounts, by platform (SOL-01).
pub(super) async fn list(site: Site, door: Door, Path(organiser): Path<String>) -> Result<Response, Failure> {
    let (hall, register) = (Hall::of(door, &organiser).await?, register()?);
    let directory = hall.directory().await?;
    let mut links = Vec::new();
    for row in hall.rows(register, OPEN).await?.iter().filter(|row| is_on_duty(register, row)) {
        let (platform, _) = platform(&hall, row.get(register, "platform")).await?;
        let about = [platform.as_str(), directory.units.name(row.unit)].join(" · ");
        let (href, text) = (hall.href(&format!("/accounts/{}", row.id)), row.title.clone());
        links.push((platform, Link { href, text, about, current: false }));
    }
    links.sort_by_cached_key(|(platform, _)| order(platform));
    let links = links.into_iter().map(|(_, link)| link).collect();
    let title = format!("{}: {}", site.t("open-accounts-title"), hall.name);
    let lead = site.t("open-accounts-about");
    Ok(html(List { site, title, lead, links }.render()?))
}

/// The accounts, each with the address that it says one can write to.
pub(super) async fn contacts(hall: &Hall) -> Result<Vec<Link>, Failure> {
    let register = register()?;
    let mut rows = hall.rows(register, OPEN).await?;
    rows.retain(|row| is_on_duty(register, row));
    let all = hall.values(register, &rows).await?;
    let link = |(row, values): (&Arc<Row>, &Values)| Link {
        href: hall.href(&format!("/accounts/{}", row.id)),
        text: row.title.clone(),
        about: values.text("contact").to_owned(),
        current: false,
    };
    Ok(rows.iter().zip(&all).map(link).collect())
}

/// What a platform is called, and whether it is not to be used.
async fn platform(hall: &Hall, id: Option<&Value>) -> Result<(String, bool), Failure> {
    let register = Register::of("platform").ok_or(Failure::NoSuchPage)?;
    let shelf = hall.office.shelf(hall.organiser, register).await?;
    let row = id.and_then(Value::text).and_then(|id| shelf.get(id.parse().ok()?));
    Ok(row.map_or((String::new(), false), |row| (row.title.clone(), row.state == UNUSABLE)))
}

async fn found(hall: &Hall, id: &str) -> Result<Arc<Row>, Failure> {
    let register = register()?;
    let id: Id<id::Record> = id.parse().map_err(|_| Failure::NoSuchPage)?;
    let rows = hall.rows(register, OPEN).await?;
    let row = rows.into_iter().find(|row| row.id == id && is_on_duty(register, row));
    row.ok_or(Failure::NoSuchPage)
}

/// Shows an account.
pub(super) async fn page(
    site: Site,
    door: Door,
    Path((organiser, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (hall, register) = (Hall::of(door, &organiser).await?, register()?);
    let row = found(&hall, &id).await?;
    let values = hall.entry(register, row.id).await?.body.values;
    let (platform, is_closing) = platform(&hall, values.get("platform")).await?;
    let options = |name: &str, field: &str| -> Vec<String> {
        values.all(field).iter().map(|code| site.pick(&format!("option-{name}"), code)).collect()
    };
    let page = AccountPage {
        title: row.title.clone(),
        is_closing,
        unit: hall.directory().await?.units.name(row.unit).to_owned(),
        organiser: hall.name.clone(),
        address: values.text("address").to_owned(),
        purpose: in_language(&site, &values, "public_purpose"),
        audience: options("audience", "audience").join(", "),
        answers: in_language(&site, &values, "answers"),
        hours: hours(&values),
        forbidden: options("forbidden", "forbidden"),
        rules: in_language(&site, &values, "rules"),
        contact: values.text("contact").to_owned(),
        code: hall.href(&format!("/accounts/{}/qr.svg", row.id)),
        removal: hall.href(&format!("/take-down?unit={}", row.unit)),
        platform,
        site,
    };
    Ok(html(page.render()?))
}

fn hours(values: &Values) -> i64 {
    match values.get("answer_hours") {
        Some(Value::Number(hours)) => *hours,
        _ => 0,
    }
}

/// A text in the language of the page; in Swedish where there is none.
fn in_language(site: &Site, values: &Values, field: &str) -> Said {
    let (english, swedish) = (values.text(&format!("{field}_en")), values.text(field));
    let (text, lang) = match (site.locale.tag(), english) {
        ("en", "") => (swedish, "sv"),
        ("en", english) => (english, ""),
        _ => (swedish, ""),
    };
    Said { text: text.to_owned(), lang }
}

/// The code that leads to the page of an account, to be put on a poster.
pub(super) async fn code(
    door: Door,
    Path((organiser, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let hall = Hall::of(door, &organiser).await?;
    let row = found(&hall, &id).await?;
    let address = hall.office.link(&hall.href(&format!("/accounts/{}", row.id)));
    let code = QrCode::new(address.as_bytes())?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}
