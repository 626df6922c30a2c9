//! School systems: keeping in step with a source that speaks SS 12000.

use super::desk::Desk;
use super::{Arrival, Breached, Intake, Progress, Stopped, Tally, Terms};
use crate::office::register;
use crate::sync::{Batch, Cursor, Fetch, Options, Report, Sink, run};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use varsam_model::import::{Limits, Scope};
use varsam_model::{Instant, Mark, RecordClass};
use varsam_store::{Deed, Document, Fault, Filter, Head, Tenant};

/// How many pages may lie between reading and writing.
const AHEAD: usize = 2;

/// How many people are written at once: their ids are random, so that each of them alone would touch every page of an index.
const GATHERED: usize = 10_000;

/// How a source is read.
#[derive(Debug, Clone)]
pub struct School {
    /// Its name, as the configuration has it.
    pub name: String,
    /// How many are asked for on a page.
    pub page: usize,
    /// How much may change at once.
    pub limits: Limits,
    /// What it means when nothing is said of protection.
    pub silence: Mark,
}

/// How the last run with a source went. It says nothing of anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRun {
    /// The source.
    pub source: String,
    /// When it began.
    pub at: Instant,
    /// Whether everything was asked for; else what had changed.
    pub is_full: bool,
    /// What was done, or would have been.
    pub tally: Tally,
    /// The limit that stopped it.
    pub breached: Option<Breached>,
    /// Why it could not be read, if it could not; empty where the fault was ours.
    pub fault: Option<String>,
    /// Where the last run stood that came to its end: the next delta goes on from there.
    pub cursor: Option<Cursor>,
    /// How much could not be read.
    pub problems: usize,
    /// When everything was asked for the last time, and came.
    #[serde(default)]
    pub full_at: Option<Instant>,
}

impl LastRun {
    /// Whether it came to its end.
    pub fn is_done(&self) -> bool {
        self.breached.is_none() && self.fault.is_none()
    }
}

/// The last run with each source.
///
/// # Errors
/// When the store fails.
pub async fn last_runs(tenant: &Tenant<'_>) -> Result<Vec<Document<LastRun>>, Fault> {
    tenant.list(&Filter { register: register::SOURCE, limit: 1000, ..Filter::default() }).await
}

/// Hands pages over to the writing side, so that the next one is read meanwhile.
struct Handing(mpsc::Sender<Batch>);

impl Sink for Handing {
    async fn take(&mut self, batch: Batch, _: &Cursor) -> anyhow::Result<()> {
        self.0.send(batch).await.map_err(|_| anyhow::anyhow!("the writing side has stopped"))
    }
}

/// Asks a source for everything, or for what changed, and takes it in. How it went is kept and given.
///
/// # Errors
/// `Busy` while another import is under way, or when the store fails; what is wrong with the source is in what is given.
pub async fn synchronise<F: Fetch>(
    desk: &Desk<'_>,
    fetch: &F,
    school: &School,
    is_full: bool,
    is_let_through: bool,
    progress: &Progress,
) -> Result<LastRun, Stopped> {
    let runs = last_runs(&desk.tenant).await?;
    let last = runs.into_iter().find(|run| run.body.source == school.name);
    let now = Timestamp::from_microsecond(desk.now().0).unwrap_or_default();
    // One that began later than now is of a clock that went ahead: what changed meanwhile would be missed.
    let cursor = last.as_ref().and_then(|last| last.body.cursor.clone()).filter(|of| of.started <= now);
    let begun = match cursor.as_ref().filter(|_| !is_full) {
        Some(cursor) => cursor.delta(now),
        None => Cursor::full(now),
    };
    let mut done = LastRun {
        source: school.name.clone(),
        at: desk.now(),
        is_full: begun.since.is_none(),
        tally: Tally::default(),
        breached: None,
        fault: None,
        cursor,
        problems: 0,
        full_at: last.as_ref().and_then(|last| last.body.full_at),
    };
    let terms = Terms { is_let_through, ..Terms::full(school.limits) };
    let mut is_first = true;
    loop {
        match round(desk, fetch, school, &begun, terms.clone(), progress).await {
            Ok((tally, problems, again)) => {
                if is_first {
                    (done.tally, done.problems) = (tally, problems);
                }
                if !again {
                    done.full_at = if done.is_full { Some(done.at) } else { done.full_at };
                    done.cursor = Some(begun);
                    break;
                }
                is_first = false;
            }
            Err(Stopped::Breached(breached)) => {
                done.tally = breached.tally;
                done.breached = Some(*breached);
                break;
            }
            Err(Stopped::Source(fault)) => {
                done.fault = Some(fault);
                break;
            }
            Err(Stopped::Busy) => return Err(Stopped::Busy),
            Err(stopped) => {
                // It is told, so that the source is not asked again every half minute; if that fails too, the first counts.
                done.fault = Some(String::new());
                drop(keep(desk, last, &done).await);
                return Err(stopped);
            }
        }
    }
    keep(desk, last, &done).await?;
    Ok(done)
}

async fn round<F: Fetch>(
    desk: &Desk<'_>,
    fetch: &F,
    school: &School,
    begun: &Cursor,
    terms: Terms,
    progress: &Progress,
) -> Result<(Tally, usize, bool), Stopped> {
    let mut intake = Intake::begin(desk, terms, progress).await?;
    let options = Options { limit: school.page, today: desk.today(), silence: school.silence };
    let (send, mut pages) = mpsc::channel(AHEAD);
    let reading = async {
        let mut sink = Handing(send);
        run(fetch, &mut sink, &options, begun.clone()).await
    };
    let is_delta = begun.since.is_some();
    let taking = &mut intake;
    // The channel goes with it, so that reading stops where writing has failed.
    let writing = async move {
        let mut persons = Vec::new();
        let (mut problems, mut lost, mut removed) = (0, 0, [const { Vec::new() }; 4]);
        while let Some(page) = pages.recv().await {
            problems += page.problems.len();
            lost += page.problems.iter().filter(|problem| problem.code.is_left_out()).count();
            for (all, some) in removed.iter_mut().zip(&page.deleted) {
                all.extend(some.iter().copied());
            }
            persons.extend(take(taking, page).await?);
            if persons.len() >= GATHERED {
                taking.persons(std::mem::take(&mut persons)).await?;
            }
        }
        taking.persons(persons).await?;
        Ok::<_, Stopped>((problems, lost, removed))
    };
    let (read, written) = tokio::join!(reading, writing);
    let (problems, lost, removed) = written?;
    let _: Report = read.map_err(|fault| Stopped::Source(fault.to_string()))?;
    if is_delta {
        let of = |ids: Vec<_>| Scope::Delta(ids.into_iter().map(|id| intake.alias(id)).collect());
        intake.terms.scopes = removed.map(of);
    } else if lost > 0 {
        // What could not be read is not gone.
        intake.terms.scopes = [const { Scope::Delta(Vec::new()) }; 4];
    }
    let (tally, again) = intake.finish().await?;
    Ok((tally, problems, again))
}

/// Takes a page, and gives its people: they are written by the thousand. A mark that comes meanwhile counts for them too.
async fn take(intake: &mut Intake<'_>, page: Batch) -> Result<Vec<Arrival>, Stopped> {
    intake.desk.give_sign().await?;
    // A mark counts before anything that stands beside it.
    intake.marks(&page.quarantine).await?;
    if !page.units.is_empty() {
        intake.units(page.units).await?;
    }
    intake.groups(page.groups)?;
    intake.duties(page.duties)?;
    Ok(page.persons.into_iter().map(|person| Arrival { person, children: Vec::new() }).collect())
}

/// Keeps how it went.
async fn keep(desk: &Desk<'_>, last: Option<Document<LastRun>>, run: &LastRun) -> Result<(), Stopped> {
    let Some(top) =
        super::run::all_units(&desk.tenant).await?.into_iter().find(|unit| unit.body.parent.is_none())
    else {
        return Ok(());
    };
    let top = top.body.id;
    let mut change = desk.change().await?;
    if let Some(last) = last {
        change.update(&last.head, run).await?;
    } else {
        let id = desk.store.new_id(desk.now())?;
        let head = Head::about(id, register::SOURCE, top, top.uuid(), RecordClass::Unit);
        change.create(&head.in_state("active"), run).await?;
    }
    let kind = if run.is_done() { "sync_done" } else { "sync_stopped" };
    change.log(Deed::new(kind).at(top).note(&run.source)).await?;
    change.commit().await?;
    Ok(())
}
