//! Starting a case, and letting something happen in one: what happened, what is owed because of it, who is told and what
//! the log says, together or not at all.

use super::owed::{self, Holders};
use super::{CASE, CLOSED, OPEN, clocks, hours};
use crate::office::registers::attach::Attached as Sent;
use crate::office::{Directory, Office};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use varsam_access::Action;
use varsam_model::case::{Act, Attached, Case, Event, Standing};
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Change, Deed, Document, Fault, FileNote, FileOwner, Head, Task};

/// What a letter is about that says that somebody owes a step, or that one is done.
const OWED: &str = "case_owed";
const TOLD: &str = "case_told";
/// And one that says that a routine was started.
const BEGUN: &str = "case_begun";

/// Starts a case at a unit. Gives its id.
///
/// # Errors
/// When the store fails: then nothing has begun.
pub(crate) async fn begin(
    office: &Office,
    directory: &Directory<'_>,
    unit: Id<id::Unit>,
    case: &Case,
) -> Result<Id<id::Record>, Fault> {
    let now = case.at;
    let id: Id<id::Record> = office.store.new_id(now)?;
    let holders = Holders::of(directory, unit, now).await?;
    let tasks = owed::tasks(case, (id, unit), &holders, now);
    let head = Head::about(id, CASE, unit, id.uuid(), RecordClass::Unit);
    let mut change = directory.tenant.change(somebody(case.by), now).await?;
    change.create(&standing(head, case, &tasks), case).await?;
    change.owe(id, &tasks).await?;
    tell_owing(office, &mut change, (id, case), None, (&holders, case.by), now).await?;
    let told = case.routine.tells.iter().flat_map(|role| holders.with(*role)).copied();
    let told = told.filter(|person| Some(*person) != case.by).collect();
    clocks::write_to(office, &mut change, &told, (&format!("case {id} {BEGUN}"), BEGUN, id), now).await?;
    change.log(Deed::new(Action::StartCase.code()).at(unit).object(id.uuid()).note(&case.routine.id)).await?;
    change.commit().await?;
    Ok(id)
}

/// A file that is given as evidence, with what can be told of it.
pub(crate) struct NewFile {
    name: String,
    media: &'static str,
    bytes: Vec<u8>,
}

impl NewFile {
    /// A file as it was handed over, of this media type.
    pub(crate) fn of(file: &Sent, media: &'static str) -> Self {
        Self { name: file.name.clone(), media, bytes: file.bytes.clone() }
    }

    /// What the case says of it.
    ///
    /// # Errors
    /// When no id can be made.
    pub(crate) fn note(&self, office: &Office, at: Instant) -> Result<Attached, Fault> {
        let digest = Sha256::digest(&self.bytes);
        let sha256 = digest.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"));
        Ok(Attached {
            file: office.store.new_id(at)?,
            name: self.name.clone(),
            media: self.media.to_owned(),
            bytes: u64::try_from(self.bytes.len()).unwrap_or(u64::MAX),
            sha256,
        })
    }
}

/// Lets something happen with a step, with the file that it tells of. Gives the case as it is then.
///
/// # Errors
/// `Changed` when somebody else was faster: nothing has happened then.
pub(crate) async fn act(
    office: &Office,
    directory: &Directory<'_>,
    document: &Document<Case>,
    event: Event,
    file: Option<NewFile>,
) -> Result<Case, Fault> {
    let (before, now, by) = (&document.body, event.at, event.by);
    let (id, unit) = (document.head.id, document.head.unit);
    let holders = Holders::of(directory, unit, now).await?;
    let mut case = before.clone();
    let note = format!("{} {} {}", case.routine.id, event.step, event.act);
    case.events.push(event.clone());
    let tasks = owed::tasks(&case, (id, unit), &holders, now);
    let mut change = directory.tenant.change(somebody(by), now).await?;
    if let Some((file, attached)) = file.zip(event.files.first()) {
        let owner = FileOwner { unit, subject: id.uuid(), class: RecordClass::Unit };
        let note = FileNote { name: file.name, media: file.media.to_owned() };
        change.keep_file(attached.file, owner, &note, &file.bytes).await?;
    }
    change.update(&standing(document.head.clone(), &case, &tasks), &case).await?;
    change.owe(id, &tasks).await?;
    tell_owing(office, &mut change, (id, &case), Some(before), (&holders, by), now).await?;
    tell_done(office, &mut change, (id, &case), &event, &holders).await?;
    change.log(Deed::new(Action::ActOnCase.code()).at(unit).object(id.uuid()).note(&note)).await?;
    change.commit().await?;
    Ok(case)
}

fn somebody(by: Option<Id<id::Person>>) -> Id<id::Person> {
    by.unwrap_or(Id::new(uuid::Uuid::nil()))
}

/// A head as lists need it: whether anything is left, what is due first, and with which role it lies.
fn standing(head: Head, case: &Case, tasks: &[Task]) -> Head {
    let first = tasks.iter().min_by_key(|task| (task.due.is_none(), task.due));
    Head {
        state: if case.is_closed() { CLOSED } else { OPEN }.to_owned(),
        owner_role: first.and_then(|task| task.role).map(|role| role.code().to_owned()).unwrap_or_default(),
        due: tasks.iter().filter_map(|task| task.due).min(),
        ..head
    }
}

/// Tells those who owe a step from now on, but for whoever made it so.
async fn tell_owing(
    office: &Office,
    change: &mut Change<'_>,
    (id, case): (Id<id::Record>, &Case),
    before: Option<&Case>,
    (holders, by): (&Holders, Option<Id<id::Person>>),
    now: Instant,
) -> Result<(), Fault> {
    let owed = |case: &Case| -> BTreeSet<(String, usize, Option<Id<id::Person>>)> {
        let open = case.walk(hours()).into_iter();
        let open = open.filter(|stood| matches!(stood.standing, Standing::Open { .. }));
        open.map(|stood| (stood.step.id.clone(), stood.turn, stood.holder)).collect()
    };
    let former = before.map(owed).unwrap_or_default();
    for stood in case.walk(hours()) {
        let is_open = matches!(stood.standing, Standing::Open { .. });
        if !is_open || former.contains(&(stood.step.id.clone(), stood.turn, stood.holder)) {
            continue;
        }
        let owing = owed::owing(case, &stood, holders);
        let mut to: BTreeSet<_> = owing.roles.iter().flat_map(|role| holders.with(*role)).copied().collect();
        to.extend(owing.person);
        to.retain(|person| Some(*person) != by);
        let holder = stood.holder.map(|person| person.to_string()).unwrap_or_default();
        let name = format!("case {id} {} {} {OWED} {holder}", stood.step.id, stood.turn);
        clocks::write_to(office, change, &to, (&name, OWED, id), now).await?;
    }
    Ok(())
}

/// Tells those whom the guideline names that a step is done, but for whoever has done it.
async fn tell_done(
    office: &Office,
    change: &mut Change<'_>,
    (id, case): (Id<id::Record>, &Case),
    event: &Event,
    holders: &Holders,
) -> Result<(), Fault> {
    let Some(step) = case.step(&event.step).filter(|_| event.act == Act::Done) else { return Ok(()) };
    let mut to: BTreeSet<_> = step.tells.iter().flat_map(|role| holders.with(*role)).copied().collect();
    to.retain(|person| Some(*person) != event.by);
    let name = format!("case {id} {} {} {TOLD}", step.id, case.events.len());
    clocks::write_to(office, change, &to, (&name, TOLD, id), event.at).await
}
