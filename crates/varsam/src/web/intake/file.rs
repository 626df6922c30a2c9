//! Importing a file: hand it over, say which column is what, see what would change, take it in.

use super::ordering;
use super::sources::{SourceRow, source_rows};
use crate::office::calendar;
use crate::office::intake::{
    self, Breached, Found, Job, Jobs, LARGEST, Orderer, Stage, UploadFault, drop_job, glimpse_of, unmarked,
};
use crate::web::error::Failure;
use crate::web::parts::{Part, TooLarge, parts};
use crate::web::reason::Reason;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::{Form, Multipart, Path};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use std::collections::BTreeMap;
use varsam_model::import::{Field, Figures, Mapping, Sheet, guess, masked};
use varsam_model::{Id, Mark, id};
use varsam_store::{Document, Fault};

/// How many values of a column are shown.
const SAMPLES: usize = 3;

/// `GET /import`
#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    site: Site,
    title: String,
    /// Why a file was not taken; empty where none was handed over.
    error: String,
    /// The largest file, in MB.
    largest: usize,
    jobs: Vec<JobRow>,
    sources: Vec<SourceRow>,
    /// What was wrong with the last thing that was asked of a source.
    notice: String,
}

/// A job in the list.
struct JobRow {
    href: String,
    name: String,
    at: String,
    stage: &'static str,
}

/// `GET /import/{id}`
#[derive(Template)]
#[template(path = "import/job.html")]
struct JobPage {
    site: Site,
    title: String,
    view: JobView,
}

/// The part of it that is asked for again while the job runs.
#[derive(Template)]
#[template(path = "import/state.html")]
struct StatePage {
    site: Site,
    view: JobView,
}

/// A job as its page shows it.
struct JobView {
    href: String,
    name: String,
    stage: &'static str,
    is_broken: bool,
    is_held_up: bool,
    done: u64,
    total: u64,
    /// The columns, while somebody has to say what they are or may throw the list away; none of them when the file is gone.
    columns: Option<Vec<Column>>,
    fields: Vec<&'static str>,
    sheets: Vec<&'static str>,
    sheet: &'static str,
    unit: String,
    is_silence_none: bool,
    found: Option<FoundView>,
    /// What is wrong with the form, or with the reason.
    error: String,
    reason: String,
}

/// A column of the file.
struct Column {
    number: usize,
    head: String,
    samples: String,
    field: &'static str,
}

/// What was found, as a page shows it.
struct FoundView {
    rows: usize,
    left_out: usize,
    more: usize,
    faults: Vec<FaultRow>,
    kinds: Vec<(&'static str, Figures)>,
    elsewhere: usize,
    is_still: bool,
    breached: Option<Breached>,
}

struct FaultRow {
    row: usize,
    column: String,
    code: &'static str,
    civic: &'static str,
    value: String,
    left_out: bool,
}

/// Shows what can be imported, and the last imports.
pub(crate) async fn list(site: Site, signed: Signed) -> Result<Response, Failure> {
    listed(site, &signed, String::new(), String::new()).await
}

pub(super) async fn listed(
    site: Site,
    signed: &Signed,
    error: String,
    notice: String,
) -> Result<Response, Failure> {
    let of = ordering(signed).await?;
    let tenant = signed.reader.tenant(&signed.office);
    let now = signed.office.now();
    let jobs = Jobs::latest(&tenant).await?.into_iter().filter(|job| is_theirs(&job.body, &of));
    let row = |job: Document<Job>| JobRow {
        href: format!("/import/{}", job.head.id),
        at: calendar::minute(job.body.at),
        stage: if job.body.is_broken(now) { "broken" } else { job.body.stage.code() },
        name: job.body.name,
    };
    let jobs = jobs.map(row).collect();
    let sources = if of.only.is_none() { source_rows(signed).await? } else { Vec::new() };
    let is_wrong = !error.is_empty();
    let (title, largest) = (site.t("import-title"), LARGEST >> 20);
    let page = html(ImportPage { site, title, error, largest, jobs, sources, notice }.render()?);
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page).into_response())
}

/// Whoever may import everywhere sees all imports, a head the own ones.
fn is_theirs(job: &Job, of: &Orderer) -> bool {
    of.only.is_none() || job.by == of.by
}

/// Takes a file on.
pub(crate) async fn upload(site: Site, signed: Signed, form: Multipart) -> Result<Response, Failure> {
    let of = ordering(&signed).await?;
    let received = match handed_over(form).await {
        Ok(Some((name, bytes))) => intake::receive(&signed.office, &of, &name, bytes).await,
        Ok(None) => Err(UploadFault::Empty),
        Err(fault) => Err(fault),
    };
    let key = match received {
        Ok(id) => return Ok(Redirect::to(&format!("/import/{id}")).into_response()),
        Err(UploadFault::Store(fault)) => return Err(fault.into()),
        Err(UploadFault::Empty) => "import-empty",
        Err(UploadFault::Kind) => "import-kind",
        Err(UploadFault::Heads) => "import-heads",
        Err(UploadFault::Damaged) => "import-damaged",
        Err(UploadFault::TooLarge) => "import-too-large",
    };
    let error = site.with(key, (LARGEST >> 20).to_string());
    listed(site, &signed, error, String::new()).await
}

/// The file of a form: its name and its bytes.
async fn handed_over(form: Multipart) -> Result<Option<(String, Vec<u8>)>, UploadFault> {
    let mut sent = parts(form, LARGEST).await.map_err(|TooLarge(_)| UploadFault::TooLarge)?;
    Ok(sent.remove("file").map(|Part { name, bytes }| (name, bytes)))
}

/// The job of that id, if it is the reader's to see.
async fn found(signed: &Signed, id: &str) -> Result<(Orderer, Document<Job>), Failure> {
    let of = ordering(signed).await?;
    let id: Id<id::Record> = id.parse().map_err(|_| Failure::NoSuchPage)?;
    match Jobs::read(&signed.reader.tenant(&signed.office), id).await {
        Ok(job) if is_theirs(&job.body, &of) => Ok((of, job)),
        Ok(_) | Err(Fault::Missing | Fault::Erased) => Err(Failure::NoSuchPage),
        Err(fault) => Err(fault.into()),
    }
}

/// Shows a job; only the part that changes, where a script asks for it.
pub(crate) async fn job(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (_, job) = found(&signed, &id).await?;
    let view = view(&site, &signed, job, String::new()).await?;
    if headers.contains_key("hx-request") {
        return Ok(html(StatePage { site, view }.render()?));
    }
    let title = view.name.clone();
    Ok(html(JobPage { site, title, view }.render()?))
}

async fn view(site: &Site, signed: &Signed, job: Document<Job>, error: String) -> Result<JobView, Failure> {
    let now = signed.office.now();
    let is_broken = job.body.is_broken(now);
    let tenant = signed.reader.tenant(&signed.office);
    let waits = [Stage::Mapping, Stage::Checked, Stage::Failed].contains(&job.body.stage);
    let columns = if waits || is_broken { Some(columns(&tenant, &job).await?) } else { None };
    let Job { name, stage, mapping, found, is_held_up, done: (done, total), .. } = job.body;
    let name = if name.is_empty() { site.t("import-no-name") } else { name };
    Ok(JobView {
        href: format!("/import/{}", job.head.id),
        name,
        stage: stage.code(),
        is_broken,
        is_held_up,
        done,
        total,
        columns,
        fields: Field::ALL.iter().map(|field| field.code()).collect(),
        sheets: Sheet::ALL.iter().map(|sheet| sheet.code()).collect(),
        sheet: mapping.sheet.code(),
        unit: mapping.unit.unwrap_or_default(),
        is_silence_none: mapping.silence == Mark::None,
        found: found.map(shown),
        error,
        reason: String::new(),
    })
}

/// The columns with a few values each. What could tell who somebody is shows its shape only.
async fn columns(tenant: &varsam_store::Tenant<'_>, job: &Document<Job>) -> Result<Vec<Column>, Failure> {
    let sheet = match glimpse_of(tenant, job.head.id).await {
        Ok(sheet) => sheet,
        // The file is gone: nothing but throwing the rest away is left to do.
        Err(UploadFault::Store(Fault::Missing | Fault::Erased)) => return Ok(Vec::new()),
        Err(UploadFault::Store(fault)) => return Err(fault.into()),
        Err(_) => return Ok(Vec::new()),
    };
    let rows: Vec<Vec<String>> = sheet.rows().filter(|row| !row.is_empty()).take(SAMPLES).collect();
    let columns = &job.body.mapping.columns;
    // What somebody says a column is does not uncover it; what it is called does.
    let guessed = guess(&sheet.heads).columns;
    let column = |(number, head): (usize, &String)| {
        let field_of = |columns: &BTreeMap<Field, String>| {
            columns.iter().find(|(_, of)| of.trim() == head.trim()).map(|(field, _)| *field)
        };
        let (field, guessed) = (field_of(columns), field_of(&guessed));
        let is_harmless = is_harmless(guessed) && is_harmless(field);
        let values = rows.iter().filter_map(|row| row.get(number)).filter(|value| !value.trim().is_empty());
        let shown = |value: &String| if is_harmless { value.clone() } else { masked(value) };
        let samples: Vec<_> = values.map(shown).collect();
        let field = field.map_or("", Field::code);
        Column { number, head: head.clone(), samples: samples.join(" · "), field }
    };
    Ok(sheet.heads.iter().enumerate().map(column).collect())
}

/// Whether the values of a field tell nothing of who somebody is.
fn is_harmless(field: Option<Field>) -> bool {
    use Field::{End, Form, Group, GroupKind, Parent, Relation, Role, Start, Unit, UnitCode, UnitKind, Year};
    let harmless =
        [End, Form, Group, GroupKind, Parent, Relation, Role, Start, Unit, UnitCode, UnitKind, Year];
    field.is_some_and(|field| harmless.contains(&field))
}

fn shown(found: Found) -> FoundView {
    let fault = |fault: varsam_model::import::RowFault| FaultRow {
        row: fault.row,
        column: fault.column.unwrap_or_default(),
        code: fault.code.code(),
        civic: fault.civic.map(varsam_model::civic::CivicFault::code).unwrap_or_default(),
        value: fault.value,
        left_out: fault.left_out,
    };
    let tally = found.tally;
    let kinds = [
        ("persons", tally.persons),
        ("units", tally.units),
        ("groups", tally.groups),
        ("duties", tally.duties),
    ];
    FoundView {
        rows: found.rows,
        left_out: found.left_out,
        more: found.fault_count - found.faults.len(),
        faults: found.faults.into_iter().map(fault).collect(),
        kinds: kinds.into_iter().filter(|(_, of)| of.came + of.kept + of.quarantine > 0).collect(),
        elsewhere: tally.elsewhere,
        is_still: tally.is_still(),
        breached: found.breached,
    }
}

/// Notes which column is what, and has it found out what would change.
pub(crate) async fn check(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(asked): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let (of, mut job) = found(&signed, &id).await?;
    if !may_begin(&signed, &job.body) {
        return Ok(back(&id));
    }
    let (mapping, twice) = mapping(&job.body, &asked.into_iter().collect());
    let error = match (twice, unmarked(&mapping, &job.body.heads)) {
        (Some(field), _) => Some(site.with("import-twice", site.pick("column", field.code()))),
        (None, Some(head)) => Some(site.with("import-unmarked", head.trim())),
        (None, None) => None,
    };
    if let Some(error) = error {
        job.body.mapping = mapping;
        return refused(site, &signed, job, error, String::new()).await;
    }
    intake::check(&signed.office, of, job, mapping).await?;
    Ok(back(&id))
}

/// The mapping that a form says, and a field that it gives to two columns.
fn mapping(job: &Job, asked: &BTreeMap<String, String>) -> (Mapping, Option<Field>) {
    let said = |name: &str| asked.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
    let (mut columns, mut twice) = (BTreeMap::new(), None);
    for (number, head) in job.heads.iter().enumerate() {
        let Ok(field) = said(&format!("c{number}")).parse::<Field>() else { continue };
        if columns.insert(field, head.trim().to_owned()).is_some() {
            twice = Some(field);
        }
    }
    let sheet = said("sheet").parse().unwrap_or(job.mapping.sheet);
    let unit = Some(said("unit")).filter(|unit| !unit.is_empty());
    let silence = if said("silence") == "none" { Mark::None } else { Mark::Unsaid };
    (Mapping { sheet, columns, unit, silence, ..job.mapping.clone() }, twice)
}

/// Whether nobody is at it, and it has not ended.
fn may_begin(signed: &Signed, job: &Job) -> bool {
    let ended = [Stage::Done, Stage::Dropped].contains(&job.stage);
    !ended && !job.is_running(signed.office.now())
}

/// Takes the file in. Where a limit stops it, somebody has to say why it is right.
pub(crate) async fn begin(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(reason): Form<Reason>,
) -> Result<Response, Failure> {
    let (of, job) = found(&signed, &id).await?;
    let is_checked = job.body.found.as_ref().is_some_and(|found| found.rows > 0);
    if !may_begin(&signed, &job.body) || !is_checked {
        return Ok(back(&id));
    }
    let is_stopped = job.body.found.as_ref().is_some_and(|found| found.breached.is_some());
    let said = reason.said().map(str::to_owned);
    if is_stopped && said.is_none() {
        let error = site.t("reason-error");
        return refused(site, &signed, job, error, reason.reason.unwrap_or_default()).await;
    }
    intake::begin(&signed.office, of, job, said.filter(|_| is_stopped)).await?;
    Ok(back(&id))
}

async fn refused(
    site: Site,
    signed: &Signed,
    job: Document<Job>,
    error: String,
    reason: String,
) -> Result<Response, Failure> {
    let view = JobView { reason, ..view(&site, signed, job, error).await? };
    let title = view.name.clone();
    let page = html(JobPage { site, title, view }.render()?);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Throws the file away.
pub(crate) async fn throw_away(signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let (of, job) = found(&signed, &id).await?;
    if may_begin(&signed, &job.body) {
        drop_job(&signed.office, &of, job).await?;
    }
    Ok(Redirect::to("/import").into_response())
}

fn back(id: &str) -> Response {
    Redirect::to(&format!("/import/{id}")).into_response()
}
