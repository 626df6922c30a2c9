//! What one owes and the cases that one may see; and the routines that one may start.

use super::Desk;
use super::begin::{may_report, startable};
use super::debts;
use super::list::{Asked, Choices, List};
use super::looks::{self, Look};
use super::statistics::READERS;
use super::waits::{self, Wait};
use crate::office::cases::mine;
use crate::office::cases::owed::Holders;
use crate::office::wheel::duty::Duty;
use crate::office::{Directory, breach, calendar, cases, figures, wheel};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use varsam_access::Action;
use varsam_model::case::Case;
use varsam_model::{Id, Instant, Role, id};
use varsam_store::{Document, Fault, Task};

/// How many tasks are shown on the start page.
const FEW: usize = 5;

/// How many steps that are late are shown of a unit.
const MOST_LATE: usize = 200;

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
    /// What the reader owes; none where cases are looked for, which stand alone then.
    tasks: Option<Vec<TaskView>>,
    /// What is late at the unit that is asked for, whoever owes it.
    late: Vec<TaskView>,
    lists: Vec<List>,
    /// What they are narrowed by, where there are any.
    choices: Option<Choices>,
    /// How many cases cannot be read, for whoever supervises.
    unread: usize,
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

/// The page; narrowed to a unit where one is asked for.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let unit = asked.unit(&desk)?;
    let units = unit.map_or_else(|| desk.reader.scope(), |unit| vec![unit]);
    let (directory, is_narrowed) = (desk.directory().await?, asked.is_narrowed());
    let mut starts = startable(&desk);
    let owed = mine::owes(&desk.office, &directory, &desk.reader.subject, unit).await?;
    let mut lists = asked.lists(&desk, &directory, &units).await?;
    let has_none = lists.iter().all(List::is_empty);
    let has_breaches = !breach::units(&desk.office, &desk.reader).is_empty();
    let has_figures = |roles: &[Role]| figures::are_seen(&desk.office, &desk.reader, roles);
    let (has_board, has_statistics) = (has_figures(&[]), has_figures(&READERS));
    // Whoever may look for cases may find none.
    let may_look = is_narrowed && (has_breaches || has_statistics);
    if starts.is_empty() && owed.is_empty() && has_none && !may_look {
        return Err(Failure::NoSuchPage);
    }
    // What is looked for stands alone.
    if unit.is_some() || is_narrowed {
        starts.clear();
    }
    let tasks = if is_narrowed { None } else { Some(tasks(&desk, &directory, owed).await?) };
    let late = match unit.filter(|_| !is_narrowed) {
        Some(unit) => late(&desk, &directory, unit).await?,
        None => vec![],
    };
    let unread: usize = if has_breaches { lists.iter().map(|list| list.unread).sum() } else { 0 };
    lists.retain(|list| !list.is_empty());
    let mut title = desk.site.t("cases-title");
    if let Some(unit) = unit {
        title = format!("{title} · {}", desk.reader.units.name(unit));
    }
    let index = Index {
        title,
        has_breaches,
        has_board,
        has_statistics,
        starts,
        tasks,
        late,
        lists,
        choices: (!has_none || is_narrowed).then(|| asked.choices(&desk, has_none)),
        unread,
        site: desk.site.clone(),
    };
    Ok(html(index.render()?))
}

/// What is late at a unit, whoever owes it, as far as the reader sees the cases; each leads to its case.
async fn late(desk: &Desk, directory: &Directory<'_>, unit: Id<id::Unit>) -> Result<Vec<TaskView>, Failure> {
    let (mut owed, mut seen) = (directory.tenant.owed_at(&[unit]).await?, BTreeSet::new());
    owed.retain(|task| task.due.is_some_and(|due| due <= desk.office.now()));
    // A step that several roles owe is one thing to do.
    owed.retain(|task| seen.insert((task.record, task.step.clone())));
    owed.truncate(MOST_LATE);
    let holders = cases::standing_in(&desk.office, &desk.reader, directory, unit).await?;
    let (mut views, mut opened) = (Vec::new(), HashMap::new());
    for task in owed {
        let document = match opened.entry(task.record) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(visible(desk, directory, task.record, holders.as_ref()).await?),
        };
        let view = document.as_ref().and_then(|document| task_view(desk, (document, &task), String::new()));
        views.extend(view.map(|view| TaskView { href: format!("/cases/{}", task.record), ..view }));
    }
    Ok(views)
}

/// A case, where the reader may see it.
async fn visible(
    desk: &Desk,
    directory: &Directory<'_>,
    id: Id<id::Record>,
    standing_in: Option<&Holders>,
) -> Result<Option<Document<Case>>, Fault> {
    match directory.record::<Case>(cases::CASE, id).await {
        Ok(document) => {
            let may = cases::may_see(&desk.office, &desk.reader, &document, standing_in);
            Ok(may.then_some(document))
        }
        Err(Fault::Missing | Fault::Erased) => Ok(None),
        // What else is late at the unit is told all the same.
        Err(fault) if fault.is_of_one() => {
            tracing::error!(case = %id, "a case cannot be read: {fault}");
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

/// What the reader owes, as the start page shows it.
pub(in crate::web) struct Owes {
    /// What is due first.
    pub(in crate::web) tasks: Vec<TaskView>,
    /// What recurs, and is to be started soon.
    pub(in crate::web) starts: Vec<StartView>,
    /// How many more of these there are than are shown.
    pub(in crate::web) more: usize,
    /// What they have started, and wait for.
    pub(in crate::web) waits: Vec<Wait>,
    /// What has to be done about entries of registers, and how much more of that there is than is shown.
    pub(in crate::web) entries: Vec<StartView>,
    pub(in crate::web) more_entries: usize,
    /// Whether they may report a breach.
    pub(in crate::web) may_report: bool,
    /// The units that they head, in one look each, and whether there are more.
    pub(in crate::web) looks: Vec<Look>,
    pub(in crate::web) has_more_units: bool,
}

/// Something that recurs, and is to be started; or an entry of a register about which something is to be done.
pub(in crate::web) struct StartView {
    pub(in crate::web) href: String,
    pub(in crate::web) routine: String,
    pub(in crate::web) unit: String,
    pub(in crate::web) by: String,
    pub(in crate::web) is_overdue: bool,
}

/// What a reader owes, the first few; none for whoever can owe nothing.
pub(in crate::web) async fn owes(site: &Site, signed: Signed) -> Result<Option<Owes>, Failure> {
    let desk = Desk::at(site.clone(), signed);
    if !desk.reader.opens.contains(&Action::StartCase) {
        return Ok(None);
    }
    let directory = desk.directory().await?;
    let owed = mine::first(&desk.office, &directory, &desk.reader.subject, FEW).await?;
    let routines: Vec<_> = desk.site.shelf.books.routines_of(desk.site.stack()).collect();
    let mut duties = wheel::to_start(&desk.office, &desk.reader, &routines).await?;
    let more = duties.len().saturating_sub(FEW);
    duties.truncate(FEW);
    let (entries, more_entries) = debts::of(&desk, &directory, FEW).await?;
    let units = looks::headed(&desk.reader);
    let first = units.get(..looks::FEW).unwrap_or(&units);
    Ok(Some(Owes {
        tasks: tasks(&desk, &directory, owed).await?,
        starts: duties.iter().map(|duty| start_view(&desk, duty)).collect(),
        more,
        waits: waits::of(&desk, &directory).await?,
        entries,
        more_entries,
        may_report: may_report(&desk),
        looks: looks::of(&desk, &directory, first).await?,
        has_more_units: units.len() > first.len(),
    }))
}

fn start_view(desk: &Desk, duty: &Duty<'_>) -> StartView {
    StartView {
        href: format!("/cases/new/{}?unit={}", duty.routine.id, duty.unit),
        routine: desk.site.text(&duty.routine.title),
        unit: desk.reader.units.name(duty.unit).to_owned(),
        by: desk.site.with("wheel-by", duty.day.to_string()),
        is_overdue: duty.day < calendar::day(desk.office.now()),
    }
}

/// What the reader owes, as it is shown, in its order.
async fn tasks(
    desk: &Desk,
    directory: &Directory<'_>,
    owed: Vec<mine::Owes>,
) -> Result<Vec<TaskView>, Failure> {
    let mut views = Vec::new();
    for owes in owed {
        let instead_of = match owes.instead_of {
            Some(person) => desk.site.with("cases-instead-of", called(desk, directory, person).await?),
            None => String::new(),
        };
        views.extend(task_view(desk, (&owes.document, &owes.task), instead_of));
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

/// A task, with the way to where it is done.
fn task_view(
    desk: &Desk,
    (document, task): (&Document<Case>, &Task),
    instead_of: String,
) -> Option<TaskView> {
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
pub(super) fn left(desk: &Desk, due: Instant) -> String {
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
