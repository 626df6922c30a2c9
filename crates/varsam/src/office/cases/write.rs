//! Starting a case, and letting something happen in one: what happened, what is owed because of it, who is told and what
//! the log says, together or not at all.

use super::carry::Carried;
use super::owed::{self, Holders};
use super::{CASE, CLOSED, OPEN, clocks};
use crate::office::registers::attach::Attached as Sent;
use crate::office::{Directory, Office, letters, log_review, take_down};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use varsam_access::Action;
use varsam_model::case::{Act, Attached, Case, Event, Standing};
use varsam_model::routine::Party;
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Change, Deed, Document, Fault, FileNote, FileOwner, Head, Task};

/// What a letter is about that says that somebody owes a step, or that one is done.
pub(super) const OWED: &str = "case_owed";
const TOLD: &str = "case_told";
/// What one is about that says that a case is closed.
const OVER: &str = "case_closed";
/// And one that says that a routine was started.
pub(super) const BEGUN: &str = "case_begun";

/// Starts a case at a unit. Gives its id.
///
/// # Errors
/// When the store fails: then nothing has begun.
pub async fn begin(
    office: &Office,
    directory: &Directory<'_>,
    unit: Id<id::Unit>,
    case: &Case,
) -> Result<Id<id::Record>, Fault> {
    let id: Id<id::Record> = office.store.new_id(case.at)?;
    begin_as(office, directory, (id, unit), case).await?;
    Ok(id)
}

/// Starts a case under an id that a form was given before it was filled in: sent twice, it starts one case. An id that is
/// taken by anything else is passed over. Gives the id of the case.
///
/// # Errors
/// When the store fails: then nothing has begun.
pub(crate) async fn begin_once(
    office: &Office,
    directory: &Directory<'_>,
    (id, unit): (Id<id::Record>, Id<id::Unit>),
    case: &Case,
) -> Result<Id<id::Record>, Fault> {
    if is_begun(directory, (id, unit), case).await? {
        return Ok(id);
    }
    let Err(fault) = begin_as(office, directory, (id, unit), case).await else { return Ok(id) };
    // The same form came a second time while the first was being written.
    if is_begun(directory, (id, unit), case).await? {
        return Ok(id);
    }
    if fault.may_pass() { Err(fault) } else { begin(office, directory, unit, case).await }
}

/// Whether this very case was begun under an id, by the same person who said the same.
async fn is_begun(
    directory: &Directory<'_>,
    (id, unit): (Id<id::Record>, Id<id::Unit>),
    case: &Case,
) -> Result<bool, Fault> {
    let Document { head, body } = match directory.record::<Case>(CASE, id).await {
        Ok(begun) => begun,
        Err(Fault::Missing | Fault::Erased) => return Ok(false),
        Err(fault) => return Err(fault),
    };
    let is_same = body.by == case.by
        && words(&body) == words(case)
        && moments(&body) == moments(case)
        && facts(&body) == facts(case);
    Ok(head.unit == unit && is_same)
}

/// What a case says in words.
fn words(case: &Case) -> [&str; 4] {
    [&case.routine.id, &case.title, &case.text, &case.despite]
}

/// The moments that were typed, by their ids. One that was just now has none: it is another when the form comes again.
fn moments(case: &Case) -> BTreeMap<&str, Option<Instant>> {
    let typed = |at: &Instant| Some(*at).filter(|at| *at != case.at);
    case.dates.iter().map(|(id, at)| (id.as_str(), typed(at))).collect()
}

/// The facts that were stated, by their ids; a detail that was just now in the same way.
fn facts(case: &Case) -> BTreeMap<&str, Option<&str>> {
    let now = case.at.to_string();
    let stated = case.facts.iter();
    stated.map(|(id, said)| (id.as_str(), Some(said.as_str()).filter(|said| *said != now.as_str()))).collect()
}

async fn begin_as(
    office: &Office,
    directory: &Directory<'_>,
    (id, unit): (Id<id::Record>, Id<id::Unit>),
    case: &Case,
) -> Result<(), Fault> {
    let holders = Holders::of(directory, unit, case.at).await?;
    let mut change = directory.tenant.change(somebody(case.by), case.at).await?;
    begin_in(office, &mut change, (id, unit), case, &holders).await?;
    change.commit().await
}

/// Starts a case under an id as a part of a change, with those who hold roles at its unit.
///
/// # Errors
/// When the store fails.
pub(crate) async fn begin_in(
    office: &Office,
    change: &mut Change<'_>,
    (id, unit): (Id<id::Record>, Id<id::Unit>),
    case: &Case,
    holders: &Holders,
) -> Result<(), Fault> {
    let now = case.at;
    let tasks = owed::tasks(case, (id, unit), holders);
    let head = Head::about(id, CASE, unit, id.uuid(), RecordClass::Unit);
    change.create(&standing(head, case, &tasks), case).await?;
    change.owe(id, &tasks).await?;
    let told = tell_owing(office, change, (id, case), None, (holders, case.by), now).await?;
    let mut begun = holders.told(case.routine.tells.iter().copied());
    begun.retain(|person| Some(*person) != case.by && !told.contains(person));
    clocks::write_to(office, change, &begun, (&format!("case {id} {BEGUN}"), BEGUN, id), now).await?;
    change.log(Deed::new(Action::StartCase.code()).at(unit).object(id.uuid()).note(&case.routine.id)).await?;
    Ok(())
}

/// A file that is given as evidence, with what can be told of it.
pub struct NewFile {
    name: String,
    media: &'static str,
    bytes: Vec<u8>,
}

impl NewFile {
    /// A file as it was handed over, of this media type.
    pub(crate) fn of(file: Sent, media: &'static str) -> Self {
        Self { name: file.name, media, bytes: file.bytes }
    }

    /// What the case says of it.
    ///
    /// # Errors
    /// When no id can be made.
    pub fn note(&self, office: &Office, at: Instant) -> Result<Attached, Fault> {
        Ok(self.told(office.store.new_id(at)?))
    }

    /// What the case says of it where it is kept under that id.
    pub(crate) fn told(&self, file: Id<id::File>) -> Attached {
        let digest = Sha256::digest(&self.bytes);
        let sha256 = digest.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"));
        Attached {
            file,
            name: self.name.clone(),
            media: self.media.to_owned(),
            bytes: u64::try_from(self.bytes.len()).unwrap_or(u64::MAX),
            sha256,
        }
    }

    /// Keeps it with a case.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn keep(
        self,
        change: &mut Change<'_>,
        (case, unit): (Id<id::Record>, Id<id::Unit>),
        file: Id<id::File>,
    ) -> Result<(), Fault> {
        let owner = FileOwner { unit, subject: case.uuid(), class: RecordClass::Unit };
        let note = FileNote { name: self.name, media: self.media.to_owned() };
        change.keep_file(file, owner, &note, &self.bytes).await
    }
}

/// Lets something happen with a step, with the file that it tells of. Gives the case as it is then.
///
/// # Errors
/// `Changed` when somebody else was faster: nothing has happened then.
pub async fn act(
    office: &Office,
    directory: &Directory<'_>,
    document: &Document<Case>,
    event: Event,
    file: Option<NewFile>,
) -> Result<Case, Fault> {
    act_with(office, directory, document, event, (file, vec![])).await
}

/// The same, with what is written to registers with it.
///
/// # Errors
/// `Changed` when somebody else was faster, in the case or in a register: nothing has happened then.
pub(crate) async fn act_with(
    office: &Office,
    directory: &Directory<'_>,
    document: &Document<Case>,
    event: Event,
    (file, carried): (Option<NewFile>, Vec<Carried>),
) -> Result<Case, Fault> {
    let (at, by) = (event.at, event.by);
    let holders = Holders::of(directory, document.head.unit, at).await?;
    let answered = take_down::answered_by(directory, document, &event).await?;
    let asked_at = log_review::ask::place(directory, document, at).await?;
    let mut change = directory.tenant.change(somebody(by), at).await?;
    let case = act_in(office, &mut change, (document, &holders, asked_at), event, file).await?;
    take_down::tell_answered(office, &mut change, directory, answered, at).await?;
    for carried in carried {
        carried.write(office, &mut change, (somebody(by), at)).await?;
    }
    change.commit().await?;
    Ok(case)
}

/// The same as a part of a change, with those who hold roles there, and where whoever asked for a review sees of it.
///
/// # Errors
/// `Changed` when somebody else was faster: nothing has happened then.
pub(crate) async fn act_in(
    office: &Office,
    change: &mut Change<'_>,
    (document, holders, asked_at): (&Document<Case>, &Holders, Option<String>),
    event: Event,
    file: Option<NewFile>,
) -> Result<Case, Fault> {
    let (before, now, by) = (&document.body, event.at, event.by);
    let (id, unit) = (document.head.id, document.head.unit);
    let mut case = before.clone();
    let note = format!("{} {} {}", case.routine.id, event.step, event.act);
    case.events.push(event.clone());
    let tasks = owed::tasks(&case, (id, unit), holders);
    if let Some((file, attached)) = file.zip(event.files.first()) {
        file.keep(change, (id, unit), attached.file).await?;
    }
    change.update(&standing(document.head.clone(), &case, &tasks), &case).await?;
    change.owe(id, &tasks).await?;
    let mut told = tell_owing(office, change, (id, &case), Some(before), (holders, by), now).await?;
    told.extend(tell_closed(office, change, (id, &case), before, (holders, by, asked_at), now).await?);
    tell_done(office, change, (id, &case), &event, (holders, &told)).await?;
    change.log(Deed::new(Action::ActOnCase.code()).at(unit).object(id.uuid()).note(&note)).await?;
    Ok(case)
}

fn somebody(by: Option<Id<id::Person>>) -> Id<id::Person> {
    by.unwrap_or(Id::new(uuid::Uuid::nil()))
}

/// A head as lists need it: whether anything is left, what is due first, and with which role it lies.
pub(crate) fn standing(head: Head, case: &Case, tasks: &[Task]) -> Head {
    let first = tasks.iter().min_by_key(|task| (task.due.is_none(), task.due));
    Head {
        state: if case.is_closed() { CLOSED } else { OPEN }.to_owned(),
        owner_role: first.and_then(|task| task.role).map(|role| role.code().to_owned()).unwrap_or_default(),
        due: tasks.iter().filter_map(|task| task.due).min(),
        ..head
    }
}

/// Tells those who owe a step from now on, but for whoever made it so. Gives whom it has told.
async fn tell_owing(
    office: &Office,
    change: &mut Change<'_>,
    (id, case): (Id<id::Record>, &Case),
    before: Option<&Case>,
    (holders, by): (&Holders, Option<Id<id::Person>>),
    now: Instant,
) -> Result<BTreeSet<Id<id::Person>>, Fault> {
    let former = before.map(|before| opened(before, holders)).unwrap_or_default();
    let mut told = BTreeSet::new();
    for stood in case.walk(holders.hours()) {
        let Standing::Open { since, .. } = stood.standing else { continue };
        if former.contains(&(stood.step.id.clone(), since, stood.turn)) {
            continue;
        }
        let mut to = owed::owing(case, &stood, holders).persons(holders);
        to.retain(|person| Some(*person) != by);
        let name = format!("case {id} {} {} {} {OWED}", stood.step.id, since.0, stood.turn);
        clocks::write_to(office, change, &to, (&name, OWED, id), now).await?;
        told.append(&mut to);
    }
    Ok(told)
}

/// The steps that are open, since when, and how often they were handed over.
fn opened(case: &Case, holders: &Holders) -> BTreeSet<(String, Instant, usize)> {
    let open = case.walk(holders.hours()).into_iter().filter_map(|stood| match stood.standing {
        Standing::Open { since, .. } => Some((stood.step.id.clone(), since, stood.turn)),
        _ => None,
    });
    open.collect()
}

/// Tells those whom the guideline names that a step is done, but for whoever has done it or is told of more.
async fn tell_done(
    office: &Office,
    change: &mut Change<'_>,
    (id, case): (Id<id::Record>, &Case),
    event: &Event,
    (holders, told): (&Holders, &BTreeSet<Id<id::Person>>),
) -> Result<(), Fault> {
    let Some(step) = case.step(&event.step).filter(|_| event.act == Act::Done) else { return Ok(()) };
    let mut to = holders.told(step.tells.iter().filter_map(|party| super::role(*party)));
    to.extend(case.by.filter(|starter| step.tells.contains(&Party::Starter) && holders.has(*starter)));
    to.retain(|person| Some(*person) != event.by && !told.contains(person));
    let name = format!("case {id} {} {} {TOLD}", step.id, case.events.len());
    clocks::write_to(office, change, &to, (&name, TOLD, id), event.at).await
}

/// Tells whoever started a case that it is closed, where somebody else has closed it. Gives whom it has told.
async fn tell_closed(
    office: &Office,
    change: &mut Change<'_>,
    (id, case): (Id<id::Record>, &Case),
    before: &Case,
    (holders, by, asked_at): (&Holders, Option<Id<id::Person>>, Option<String>),
    now: Instant,
) -> Result<Option<Id<id::Person>>, Fault> {
    let is_over = case.is_closed() && !before.is_closed();
    let Some(starter) = case.by.filter(|starter| is_over && Some(*starter) != by) else { return Ok(None) };
    let own = || format!("/cases/{id}");
    // Pupils and guardians ask for a review, too: they see no case, but where they asked.
    let Some(path) = holders.has(starter).then(own).or(asked_at) else { return Ok(None) };
    let name = format!("case {id} {} {OVER}", case.events.len());
    letters::write(office, change, &[starter], (&name, OVER, &path), now).await?;
    Ok(Some(starter))
}
