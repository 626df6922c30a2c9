//! Handing over a file, finding out what it would change, and taking it in, in the background. Its bytes are kept sealed
//! under a key of their own, which is destroyed when the job ends.

use super::layout::{are_heads, has_number, known, layouts, source};
use super::sheet::glimpse;
use super::{Desk, Job, Jobs, Layout, PROGRAM, Progress, Sheet, Stage, Stopped, look, remember, take_in};
use crate::office::{Office, calendar};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use varsam_model::import::Mapping;
use varsam_model::{Id, Instant, Mark, RecordClass, id};
use varsam_scan::table::Refused;
use varsam_store::{Deed, Document, Fault, FileNote, FileOwner, Tenant};

/// The largest file that is taken, in bytes.
pub const LARGEST: usize = 128 << 20;

/// How often a job gives a sign.
const SIGN_EVERY: Duration = Duration::from_millis(500);

/// How often a job is read again that gave a sign at the same moment.
const TRIES: usize = 5;

/// How long a job that nobody goes on with is kept, in seconds: a week.
const KEPT: i64 = 7 * 24 * 3600;

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadFault {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is no table that can be read.
    #[error("the file is no table")]
    Kind,
    /// Its first row is none of headings, or tells of somebody.
    #[error("the first row holds no headings")]
    Heads,
    /// It is damaged, or needs a password.
    #[error("the file is damaged or needs a password")]
    Damaged,
    /// It is larger than can be taken.
    #[error("the file is too large")]
    TooLarge,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Fault),
}

impl From<Refused> for UploadFault {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Kind => Self::Kind,
            Refused::Damaged => Self::Damaged,
            Refused::TooLarge => Self::TooLarge,
        }
    }
}

/// Whose job it is, and where.
#[derive(Debug, Clone)]
pub struct Orderer {
    /// The organiser.
    pub organiser: Id<id::Organiser>,
    /// The unit of the organiser itself.
    pub top: Id<id::Unit>,
    /// Who orders it.
    pub by: Id<id::Person>,
    /// The units whose people they may touch; of all, where nothing is said.
    pub only: Option<BTreeSet<Id<id::Unit>>>,
}

/// Takes a file on and keeps it sealed. Gives the job.
///
/// # Errors
/// When it is no table, or the store fails.
pub async fn receive(
    office: &Office,
    of: &Orderer,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Id<id::Record>, UploadFault> {
    if bytes.is_empty() {
        return Err(UploadFault::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(UploadFault::TooLarge);
    }
    let bytes = Arc::new(bytes);
    let sheet = read_sheet(Arc::clone(&bytes)).await??;
    if sheet.heads.iter().all(|head| head.trim().is_empty()) {
        return Err(UploadFault::Empty);
    }
    let tenant = office.store.tenant(of.organiser);
    let now = office.now();
    let today = calendar::day(now);
    if !are_heads(&sheet.heads, today) {
        return Err(UploadFault::Heads);
    }
    let mapping = known(&layouts(&tenant).await?, &sheet.heads, sheet.delimiter, Some(of.by));
    let id: Id<id::Record> = office.store.new_id(now)?;
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(120).collect();
    // The job lies under the key of the organiser, and stays: nobody's number may be in it.
    let name = if has_number(&name, today) { String::new() } else { name };
    let job = Job {
        name: name.clone(),
        by: of.by,
        at: now,
        stage: Stage::Mapping,
        mapping,
        heads: sheet.heads.clone(),
        found: None,
        reason: None,
        is_held_up: false,
        done: (0, 0),
        seen: now,
    };
    let owner = FileOwner { unit: of.top, subject: id.uuid(), class: RecordClass::Identity };
    let note = FileNote { name, media: "application/octet-stream".into() };
    let mut change = tenant.change(of.by, now).await?;
    change.keep_file(id.of(), owner, &note, &bytes).await?;
    change.create(&Job::head(id, of.top), &job).await?;
    change.log(Deed::new("import_received").at(of.top).object(id.uuid())).await?;
    change.commit().await?;
    Ok(id)
}

/// The table of a job.
///
/// # Errors
/// `Missing` or `Erased` when the file is gone.
async fn sheet_of(tenant: &Tenant<'_>, id: Id<id::Record>) -> Result<Arc<Sheet>, UploadFault> {
    let (_, _, bytes) = tenant.file(id.of()).await?;
    Ok(Arc::new(read_sheet(Arc::new(bytes)).await??))
}

/// The first rows of the table of a job.
///
/// # Errors
/// `Missing` or `Erased` when the file is gone.
pub(crate) async fn glimpse_of(tenant: &Tenant<'_>, id: Id<id::Record>) -> Result<Sheet, UploadFault> {
    let (_, _, bytes) = tenant.file(id.of()).await?;
    let sheet = tokio::task::spawn_blocking(move || glimpse(&bytes)).await.map_err(|_| Fault::Sealing)?;
    Ok(sheet?)
}

async fn read_sheet(bytes: Arc<Vec<u8>>) -> Result<Result<Sheet, Refused>, Fault> {
    tokio::task::spawn_blocking(move || look(&bytes)).await.map_err(|_| Fault::Sealing)
}

/// Notes which column is what, and finds out in the background what would change.
///
/// # Errors
/// When the store fails.
pub async fn check(
    office: &Arc<Office>,
    of: Orderer,
    mut job: Document<Job>,
    mapping: Mapping,
) -> Result<(), Fault> {
    let tenant = office.store.tenant(of.organiser);
    let remembered = Mapping { silence: Mark::Unsaid, ..mapping.clone() };
    let whose = of.only.is_some().then_some(of.by);
    let layout = Layout { heads: job.body.heads.clone(), mapping: remembered, of: whose };
    remember(&office.store, &tenant, of.top, layout, (of.by, office.now())).await?;
    job.body.mapping = mapping;
    job.body.found = None;
    start(office, of, job, Stage::Checking).await
}

/// Takes the file in, in the background; with a reason where a limit has to be let through.
///
/// # Errors
/// When the store fails.
pub async fn begin(
    office: &Arc<Office>,
    of: Orderer,
    mut job: Document<Job>,
    reason: Option<String>,
) -> Result<(), Fault> {
    job.body.reason = reason;
    start(office, of, job, Stage::Importing).await
}

/// Throws a job's file away.
///
/// # Errors
/// When the store fails.
pub async fn drop_job(office: &Office, of: &Orderer, mut job: Document<Job>) -> Result<(), Fault> {
    let tenant = office.store.tenant(of.organiser);
    // The file first: whatever breaks off after that, nothing of it is left.
    forget(office, of, job.head.id).await?;
    job.body.stage = Stage::Dropped;
    let mut change = tenant.change(of.by, office.now()).await?;
    change.update(&Job::ended(&job.head), &job.body).await?;
    change.log(Deed::new("import_dropped").at(of.top).object(job.head.id.uuid())).await?;
    change.commit().await
}

/// Throws the files away that nobody has gone on with for a week.
///
/// # Errors
/// When the store fails.
pub async fn drop_stale(office: &Office, now: Instant) -> Result<(), Fault> {
    for organiser in office.store.organisers().await? {
        for job in Jobs::unfinished(&office.store.tenant(organiser)).await? {
            if job.body.seen.plus_seconds(KEPT) <= now {
                let of = Orderer { organiser, top: job.head.unit, by: PROGRAM, only: None };
                drop_job(office, &of, job).await?;
            }
        }
    }
    Ok(())
}

async fn forget(office: &Office, of: &Orderer, id: Id<id::Record>) -> Result<(), Fault> {
    let tenant = office.store.tenant(of.organiser);
    tenant.erase(id.uuid(), &[RecordClass::Identity], "import_ended", of.by, office.now()).await
}

async fn start(office: &Arc<Office>, of: Orderer, mut job: Document<Job>, stage: Stage) -> Result<(), Fault> {
    let tenant = office.store.tenant(of.organiser);
    let now = office.now();
    (job.body.stage, job.body.seen, job.body.is_held_up, job.body.done) = (stage, now, false, (0, 0));
    let kind = if stage == Stage::Checking { "import_checked" } else { "import_begun" };
    let mut change = tenant.change(of.by, now).await?;
    change.update(&job.head, &job.body).await?;
    let deed = Deed::new(kind).at(of.top).object(job.head.id.uuid());
    change.log(deed.note(job.body.reason.as_deref().unwrap_or_default())).await?;
    change.commit().await?;
    let office = Arc::clone(office);
    tokio::spawn(async move {
        if let Err(fault) = work(&office, &of, job.head.id).await {
            tracing::error!("an import failed: {fault}");
            drop(note(&office, &of, job.head.id, |job| job.stage = Stage::Failed).await);
        }
    });
    Ok(())
}

/// Does what a job is at, and gives signs meanwhile.
async fn work(office: &Office, of: &Orderer, id: Id<id::Record>) -> Result<(), Stopped> {
    let progress = Progress::default();
    let working = done(office, of, id, &progress);
    // Side by side: whoever writes may wait for the other's change to end.
    let signing = async {
        loop {
            tokio::time::sleep(SIGN_EVERY).await;
            if let Err(fault) = note(office, of, id, |job| job.done = progress.now()).await {
                return Stopped::from(fault);
            }
        }
    };
    tokio::select! {
        done = working => done,
        fault = signing => Err(fault),
    }
}

async fn done(office: &Office, of: &Orderer, id: Id<id::Record>, progress: &Progress) -> Result<(), Stopped> {
    let tenant = office.store.tenant(of.organiser);
    let job = Jobs::read(&tenant, id).await?.body;
    let sheet = sheet_of(&tenant, id).await.map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let (source, is_dry) = (source(job.mapping.sheet), job.stage == Stage::Checking);
    let desk = if is_dry {
        Desk::dry(&office.store, of.organiser, &source, of.by, office.clock)
    } else {
        match Desk::open(&office.store, of.organiser, &source, of.by, office.clock).await {
            Err(Stopped::Busy) => return hold_up(office, of, id).await,
            desk => desk?,
        }
    };
    let is_let_through = job.reason.is_some();
    let taking = take_in(&desk, &sheet, &job.mapping, is_let_through, of.only.clone(), progress);
    let taken = Box::pin(taking).await;
    desk.close().await?;
    let found = match taken {
        Err(Stopped::Busy) => return hold_up(office, of, id).await,
        taken => taken?,
    };
    let stage = if is_dry || found.breached.is_some() { Stage::Checked } else { Stage::Done };
    if stage == Stage::Done {
        forget(office, of, id).await?;
    }
    note(office, of, id, |job| {
        (job.stage, job.found, job.done) = (stage, Some(found.clone()), progress.now());
        job.reason = None;
    })
    .await?;
    Ok(())
}

/// Another import is under way: somebody begins this one again later.
async fn hold_up(office: &Office, of: &Orderer, id: Id<id::Record>) -> Result<(), Stopped> {
    note(office, of, id, |job| (job.stage, job.is_held_up) = (Stage::Checked, true)).await?;
    Ok(())
}

/// Writes into a job what has become of it.
async fn note(
    office: &Office,
    of: &Orderer,
    id: Id<id::Record>,
    write: impl Fn(&mut Job),
) -> Result<(), Fault> {
    let tenant = office.store.tenant(of.organiser);
    let mut tries = TRIES;
    loop {
        let mut job = Jobs::read(&tenant, id).await?;
        write(&mut job.body);
        job.body.seen = office.now();
        let mut change = tenant.change(of.by, office.now()).await?;
        tries -= 1;
        let head = if job.body.stage == Stage::Done { Job::ended(&job.head) } else { job.head };
        match change.update(&head, &job.body).await {
            Err(Fault::Changed) if tries > 0 => {}
            updated => {
                updated?;
                return change.commit().await;
            }
        }
    }
}
