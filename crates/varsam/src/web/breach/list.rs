//! The register of all personal data breaches (GDPR art. 33(5)), reported to the authority or not: a table for those who
//! answer for the units or supervise them, and a file with the texts, too.

use super::decimal;
use crate::office::breach::{self, Told, severity};
use crate::office::calendar;
use crate::office::cases::{self, Readable};
use crate::web::cases::{Desk, details, facts};
use crate::web::error::Failure;
use crate::web::registers::export::{Cell, Format, Taken, attached, note, written};
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use varsam_model::case::Case;
use varsam_model::routine::{Behaviour, Fact};
use varsam_store::{Deed, Document, Fault};

/// What the register is called in file names and in the log.
const BREACHES: &str = "breaches";

/// The deed of opening it.
const OPENED: &str = "view_breaches";

/// Its columns: the key of the head and a name.
const COLUMNS: [(&str, &str); 10] = [
    ("cases-case", "case"),
    ("breaches-discovered", "discovered"),
    ("people-unit", "unit"),
    ("breaches-event", "event"),
    ("breaches-cause", "cause"),
    ("breaches-risk", "risk"),
    ("breach-level", "severity"),
    ("breaches-authority", "authority"),
    ("breaches-persons", "persons"),
    ("breaches-state", "state"),
];
/// Those that the file has besides.
const TEXTS: [(&str, &str); 7] = [
    ("breaches-reference", "reference"),
    ("authority-groups", "groups"),
    ("authority-data", "data"),
    ("breaches-text", "text"),
    ("authority-consequences", "consequences"),
    ("authority-actions", "actions"),
    ("register-file-id", "id"),
];

/// `GET /breaches`
#[derive(Template)]
#[template(path = "breach/list.html")]
struct List {
    site: Site,
    title: String,
    heads: Vec<String>,
    rows: Vec<Row>,
    /// How many cases cannot be read, and may be breaches.
    unread: usize,
}

/// A breach.
struct Row {
    href: String,
    /// What it is called comes first.
    cells: Vec<String>,
}

/// The page.
pub(super) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let found = breaches(&desk).await?;
    let rows: Vec<_> = found.documents.iter().map(|breach| row(&desk, breach)).collect();
    opens(&desk, rows.len()).await?;
    let site = desk.site;
    let heads = COLUMNS.into_iter().map(|(key, _)| site.t(key)).collect();
    let list = List { title: site.t("breaches-title"), heads, rows, unread: found.unread, site };
    Ok(html(list.render()?))
}

/// Notes in the log that the reader has opened the register, and how many breaches stood in it.
async fn opens(desk: &Desk, count: usize) -> Result<(), Fault> {
    let (office, reader) = (&desk.office, &desk.reader);
    let mut change = reader.tenant(office).change(reader.session.person, office.now()).await?;
    change.log(Deed::new(OPENED).note(&format!("{BREACHES} {count}"))).await?;
    change.commit().await
}

/// The register as a file.
pub(super) async fn file(
    site: Site,
    signed: Signed,
    Path(format): Path<String>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let of = Format::of(&format).ok_or(Failure::NoSuchPage)?;
    let Readable { documents: found, unread } = breaches(&desk).await?;
    let columns = COLUMNS.into_iter().chain(TEXTS).map(|(key, name)| (desk.site.t(key), name)).collect();
    let cells = |breach| row(&desk, breach).cells.into_iter().chain(texts(&desk, breach));
    let rows = found.iter().map(|breach| cells(breach).map(Cell::Text).collect()).collect();
    let mut taken = Taken { columns, rows };
    taken.say_missing(&desk.site, None, unread);
    let bytes = tokio::task::spawn_blocking(move || written(of, &taken)).await??;
    note((&desk.office, &desk.reader), BREACHES, found.len()).await?;
    Ok(attached(&desk.office, BREACHES, (&format, of.media()), bytes))
}

/// The breaches at the units that the page is about. To whoever supervises none, there is no register.
async fn breaches(desk: &Desk) -> Result<Readable<Case>, Failure> {
    let mut units = breach::units(&desk.office, &desk.reader);
    if units.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    units.retain(|unit| desk.reader.is_meant(*unit));
    Ok(breach::all(&desk.office, &desk.directory().await?, &units).await?)
}

fn row(desk: &Desk, document: &Document<Case>) -> Row {
    let (head, case) = (&document.head, &document.body);
    let cells = [
        case.title.clone(),
        calendar::minute(breach::discovered(case)),
        desk.reader.units.name(head.unit).to_owned(),
        fact(desk, case, breach::EVENT),
        fact(desk, case, breach::CAUSE),
        fact(desk, case, breach::RISK),
        level(&desk.site, case),
        told(&desk.site, case, Behaviour::AuthorityForm),
        told(&desk.site, case, Behaviour::Letters),
        state(&desk.site, document),
    ];
    Row { href: format!("/cases/{}", head.id), cells: cells.into() }
}

/// What is too long for a table.
fn texts(desk: &Desk, document: &Document<Case>) -> [String; 7] {
    let case = &document.body;
    let reference = case.detail(breach::REFERENCE).unwrap_or_default().to_owned();
    let consequences = breach::consequences(case).unwrap_or_default().to_owned();
    let (groups, data) = (groups(desk, case), detail(desk, case, breach::KINDS_OF_DATA));
    let id = document.head.id.to_string();
    [reference, groups, data, case.text.clone(), consequences, measures(desk, case), id]
}

/// What was done about it and will be, a paragraph for each step.
pub(super) fn measures(desk: &Desk, case: &Case) -> String {
    let measures = breach::measures(case).into_iter();
    let told = measures.map(|(step, note)| format!("{}: {note}", desk.words(&step.title)));
    told.collect::<Vec<_>>().join("\n\n")
}

/// The words for a fact of a case; empty while nobody has stated it.
pub(super) fn fact(desk: &Desk, case: &Case, id: &str) -> String {
    let asked = case.routine.steps.iter().flat_map(|step| &step.asks);
    let fact = case.routine.asks.iter().chain(asked).find(|fact: &&Fact| fact.id == id);
    let told = |fact| Some(facts::told(desk, fact, case.known().get(id)?));
    fact.and_then(told).unwrap_or_default()
}

/// The words for a detail of a case; empty while nobody has stated it.
pub(super) fn detail(desk: &Desk, case: &Case, id: &str) -> String {
    let asked = case.routine.steps.iter().flat_map(|step| &step.details);
    let detail = case.routine.details.iter().chain(asked).find(|detail| detail.id == id);
    let said = |detail| Some(details::said(&desk.site, detail, case.detail(id)?));
    detail.and_then(said).unwrap_or_default()
}

/// Whose data it is and how many they are: until it is found whose, as whoever reported it says.
pub(super) fn groups(desk: &Desk, case: &Case) -> String {
    let whose = Some(detail(desk, case, breach::WHOSE_DATA)).filter(|found| !found.is_empty());
    let whose = whose.unwrap_or_else(|| detail(desk, case, breach::AFFECTED));
    let said = [whose, detail(desk, case, breach::HOW_MANY)];
    said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// How severe it is, with the sum; empty while nobody has noted it.
pub(super) fn level(site: &Site, case: &Case) -> String {
    let severity = severity::said(case).map(|said| said.severity());
    let told = |severity: varsam_model::severity::Severity| {
        let level = site.pick("breach-level", severity.level.code());
        format!("{level} ({})", decimal(site, severity.score))
    };
    severity.map(told).unwrap_or_default()
}

/// Whether they were told, and when.
fn told(site: &Site, case: &Case, by: Behaviour) -> String {
    match breach::told(case, by) {
        Told::Was(event) => site.with("breaches-told", calendar::minute(breach::told_at(event, by))),
        Told::Not(event) => site.with("breaches-not-told", calendar::minute(event.at)),
        Told::Will => site.t("breaches-will-tell"),
        Told::Undecided => site.t("breaches-undecided"),
        Told::Needless => site.t("breaches-needless"),
    }
}

fn state(site: &Site, document: &Document<Case>) -> String {
    let key = match document.head.state == cases::CLOSED {
        _ if breach::is_none(&document.body) => "breaches-none",
        true => "cases-closed",
        false => "breaches-open",
    };
    site.t(key)
}
