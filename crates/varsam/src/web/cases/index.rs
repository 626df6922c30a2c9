//! What one owes and the cases that one may see; and the routines that one may start.

use super::Desk;
use super::begin::{may_report, startable};
use super::statistics::READERS;
use crate::office::cases::mine::{self, Owes as Owed};
use crate::office::{Directory, breach, calendar, cases, figures};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::response::Response;
use varsam_access::Action;
use varsam_model::case::Case;
use varsam_model::{Id, Instant, Role, id};
use varsam_store::{Document, Fault};

/// How many tasks are shown on the start page.
const FEW: usize = 5;

/// `GET /cases`
#[derive(Template)]
#[template(path = "cases/index.html")]
struct Index {
    site: Site,
    title: String,
    /// Whether the reader sees the register of breaches.
    has_breaches: bool,
    /// Whether they see the figures for the board, and the statistics of social media.
    has_board: bool,
    has_statistics: bool,
    starts: Vec<Link>,
    tasks: Vec<TaskView>,
    open: Vec<CaseView>,
    closed: Vec<CaseView>,
}

/// Something that the reader owes.
pub(in crate::web) struct TaskView {
    pub(in crate::web) href: String,
    pub(in crate::web) step: String,
    pub(in crate::web) case: String,
    pub(in crate::web) unit: String,
    /// In whose place, in words; empty where it is the reader's own.
    pub(in crate::web) instead_of: String,
    /// By when, and how long that is away; empty where it has no clock.
    pub(in crate::web) due: String,
    pub(in crate::web) left: String,
    pub(in crate::web) is_overdue: bool,
}

/// A case.
struct CaseView {
    href: String,
    title: String,
    routine: String,
    unit: String,
    began: String,
    due: String,
    is_overdue: bool,
}

/// The page.
pub(super) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let starts = startable(&desk);
    let directory = desk.directory().await?;
    let tasks = tasks(&desk, &directory, usize::MAX).await?;
    let views = async |state: &str| -> Result<Vec<CaseView>, Failure> {
        let found = cases::cases(&desk.office, &desk.reader, &directory, state).await?;
        Ok(found.iter().map(|document| view(&desk, document)).collect())
    };
    let (open, closed) = (views(cases::OPEN).await?, views(cases::CLOSED).await?);
    if starts.is_empty() && tasks.is_empty() && open.is_empty() && closed.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    let (site, title) = (desk.site.clone(), desk.site.t("cases-title"));
    let has_breaches = !breach::units(&desk.office, &desk.reader).is_empty();
    let has_figures = |roles: &[Role]| figures::are_seen(&desk.office, &desk.reader, roles);
    let (has_board, has_statistics) = (has_figures(&[]), has_figures(&READERS));
    let index = Index { site, title, has_breaches, has_board, has_statistics, starts, tasks, open, closed };
    Ok(html(index.render()?))
}

fn view(desk: &Desk, document: &Document<Case>) -> CaseView {
    let (head, case) = (&document.head, &document.body);
    CaseView {
        href: format!("/cases/{}", head.id),
        title: case.title.clone(),
        routine: desk.words(&case.routine.title).to_owned(),
        unit: desk.reader.units.name(head.unit).to_owned(),
        began: calendar::day(case.at).to_string(),
        due: head.due.map(calendar::minute).unwrap_or_default(),
        is_overdue: head.due.is_some_and(|due| due <= desk.office.now()),
    }
}

/// What the reader owes, as the start page shows it.
pub(in crate::web) struct Owes {
    /// What is due first.
    pub(in crate::web) tasks: Vec<TaskView>,
    /// Whether they may report a breach.
    pub(in crate::web) may_report: bool,
}

/// What a reader owes, the first few; none for whoever can owe nothing.
pub(in crate::web) async fn owes(site: &Site, signed: Signed) -> Result<Option<Owes>, Failure> {
    let desk = Desk::at(site.clone(), signed);
    if !desk.reader.opens.contains(&Action::StartCase) {
        return Ok(None);
    }
    let directory = desk.directory().await?;
    let tasks = tasks(&desk, &directory, FEW).await?;
    Ok(Some(Owes { tasks, may_report: may_report(&desk) }))
}

/// What the reader owes, what is due first before the rest; no more than so many.
async fn tasks(desk: &Desk, directory: &Directory<'_>, most: usize) -> Result<Vec<TaskView>, Failure> {
    let mut views = Vec::new();
    for owes in mine::owes(&desk.office, directory, &desk.reader.subject, most).await? {
        let instead_of = match owes.instead_of {
            Some(person) => desk.site.with("cases-instead-of", called(desk, directory, person).await?),
            None => String::new(),
        };
        views.extend(task_view(desk, &owes, instead_of));
    }
    Ok(views)
}

/// What somebody is called. Those who are hidden are not named.
pub(super) async fn called(
    desk: &Desk,
    directory: &Directory<'_>,
    person: Id<id::Person>,
) -> Result<String, Failure> {
    match directory.person(person).await {
        Ok(entry) if !entry.is_hidden() => Ok(entry.name()),
        Ok(_) | Err(Fault::Missing | Fault::Erased) => Ok(desk.site.t("log-somebody")),
        Err(fault) => Err(fault.into()),
    }
}

fn task_view(desk: &Desk, Owed { document, task, .. }: &Owed, instead_of: String) -> Option<TaskView> {
    let case = &document.body;
    let step = case.step(&task.step)?;
    Some(TaskView {
        href: format!("/cases/{}/{}/done", document.head.id, step.id),
        step: desk.words(&step.title).to_owned(),
        case: format!("{}: {}", desk.words(&case.routine.title), case.title),
        unit: desk.reader.units.name(document.head.unit).to_owned(),
        instead_of,
        due: task.due.map(calendar::minute).unwrap_or_default(),
        left: task.due.map(|due| left(desk, due)).unwrap_or_default(),
        is_overdue: task.due.is_some_and(|due| due <= desk.office.now()),
    })
}

/// How long until something is due, or since, in whole hours or days.
fn left(desk: &Desk, due: Instant) -> String {
    let seconds = due.seconds().saturating_sub(desk.office.now().seconds());
    let hours = usize::try_from(seconds.unsigned_abs() / 3600).unwrap_or(usize::MAX);
    let key = match (seconds < 0, hours >= 48) {
        (false, false) => "cases-left-hours",
        (false, true) => "cases-left-days",
        (true, false) => "cases-late-hours",
        (true, true) => "cases-late-days",
    };
    desk.site.count(key, &(if hours >= 48 { hours / 24 } else { hours }))
}
