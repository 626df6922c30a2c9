//! The queue of marks: who was taken out of sight, or has lost their mark elsewhere, and what the named role decided. An import
//! makes tasks; it never applies a decision and never lifts one.

use super::state;
use crate::office::register;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;
use varsam_access::Action;
use varsam_model::person::Person;
use varsam_model::{Id, Instant, Mark, RecordClass, codes, id};
use varsam_store::{Deed, Document, Fault, Filter, Head, Passed, Tenant};

/// How many tasks are read at a time.
const PAGE: u32 = 1000;

/// The state of a task that waits.
pub(super) const OPEN: &str = "open";
/// The state of one that was decided.
const DECIDED: &str = "decided";

codes! {
    /// What a task is about.
    pub enum TaskKind {
        /// A mark came.
        Came = "came",
        /// The mark is gone from the source.
        Cleared = "cleared",
        /// The person is gone from the source.
        Gone = "gone",
    }
}

codes! {
    /// What somebody decided.
    pub enum Decided {
        /// There is no protection: the mark was wrong, or is rightly gone.
        Open = "open",
        /// The person stays out of every list and search.
        Keep = "keep",
    }
}

/// A task for those who decide on marks. Data class: identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkTask {
    /// Whose mark.
    pub person: Id<id::Person>,
    /// Where it came from.
    pub source: String,
    /// The mark.
    pub mark: Mark,
    /// What happened.
    pub kind: TaskKind,
    /// When.
    pub at: Instant,
    /// Whether the person has left with it: no other source knows them, and this one had brought them.
    #[serde(default)]
    pub has_left: bool,
    /// What was decided, if something was.
    #[serde(default)]
    pub decision: Option<Decision>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub what: Decided,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: Id<id::Person>,
    /// When.
    pub at: Instant,
    /// The marks that were decided to be wrong, by source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub wrong: BTreeMap<String, Mark>,
}

impl MarkTask {
    /// The head of a new task.
    pub(in crate::office) fn head(&self, id: Id<id::Record>, unit: Id<id::Unit>) -> Head {
        let subject = self.person.uuid();
        let head = Head::about(id, register::MARK, unit, subject, RecordClass::Identity).in_state(OPEN);
        Head { owner_role: varsam_model::Role::ProtectedAdministrator.code().to_owned(), ..head }
    }
}

/// Whether an entry of the log tells that somebody has or had a mark. It names nobody to who reads the log, and is in no list
/// of what was done with somebody's data: it may be the guardian who reads it from whom they are hidden.
pub(crate) fn is_of_mark(passed: &Passed) -> bool {
    [Action::ViewMarkedQueue, Action::DecideMark].iter().any(|act| act.code() == passed.kind)
}

/// The tasks that wait, oldest first.
///
/// # Errors
/// When the store fails.
pub async fn tasks(tenant: &Tenant<'_>) -> Result<Vec<Document<MarkTask>>, Fault> {
    all(tenant, &Filter { register: register::MARK, state: OPEN, limit: PAGE, ..Filter::default() }).await
}

/// A task that waits.
///
/// # Errors
/// `Missing` when there is none, or another fault of the store.
pub async fn task(tenant: &Tenant<'_>, id: Id<id::Record>) -> Result<Document<MarkTask>, Fault> {
    let task: Document<serde_json::Value> = tenant.read(id).await?;
    if task.head.register != register::MARK || task.head.state != OPEN {
        return Err(Fault::Missing);
    }
    Ok(Document { body: serde_json::from_value(task.body)?, head: task.head })
}

/// All tasks about somebody, oldest first.
pub(super) async fn tasks_of(tenant: &Tenant<'_>, person: Uuid) -> Result<Vec<Document<MarkTask>>, Fault> {
    let subject = Some(person);
    all(tenant, &Filter { register: register::MARK, subject, limit: PAGE, ..Filter::default() }).await
}

/// The marks that somebody decided to be wrong, by person and source.
pub(super) async fn overruled(tenant: &Tenant<'_>) -> Result<HashMap<Uuid, BTreeSet<(String, Mark)>>, Fault> {
    let filter = Filter { register: register::MARK, state: DECIDED, limit: PAGE, ..Filter::default() };
    let mut wrong: HashMap<_, BTreeSet<_>> = HashMap::new();
    let mut tasks = all(tenant, &filter).await?;
    tasks.sort_by_key(|task| task.body.decision.as_ref().map(|decision| decision.at));
    for task in tasks {
        let person = task.body.person.uuid();
        match task.body.decision {
            Some(decision) if decision.what == Decided::Open && task.body.kind == TaskKind::Came => {
                wrong.entry(person).or_default().extend(decision.wrong);
            }
            // A mark that was rightly gone and comes again is a new one.
            Some(_) => drop(wrong.remove(&person)),
            None => {}
        }
    }
    Ok(wrong)
}

async fn all(tenant: &Tenant<'_>, filter: &Filter<'_>) -> Result<Vec<Document<MarkTask>>, Fault> {
    let (mut tasks, mut after) = (Vec::new(), None);
    loop {
        let page = tenant.list::<MarkTask>(&Filter { after, ..filter.clone() }).await?;
        let Some(last) = page.last() else { return Ok(tasks) };
        after = Some(last.head.id);
        tasks.extend(page);
    }
}

/// Decides. Other tasks about the same person are decided with it.
///
/// # Errors
/// `Changed` when the task is another by now: somebody else decided, or an import told it anew.
pub async fn decide(
    tenant: &Tenant<'_>,
    task: Document<MarkTask>,
    mut decision: Decision,
) -> Result<(), Fault> {
    let person = task.body.person;
    let at = task.head.unit;
    let mut change = tenant.change(decision.by, decision.at).await?;
    // Whoever was kept by one decision and is opened by the next comes out again, and the other way round.
    let mut document = tenant.read::<Person>(person.of()).await?;
    match decision.what {
        Decided::Open => {
            document.body.mark = Mark::None;
            decision.wrong = std::mem::take(&mut document.body.marks);
            let has_name = !(document.body.given.is_empty() && document.body.family.is_empty());
            let opened = match has_name {
                _ if task.body.has_left => state::ENDED,
                true => state::ACTIVE,
                false => state::RELEASED,
            };
            opened.clone_into(&mut document.head.state);
        }
        Decided::Keep => state::PROTECTED.clone_into(&mut document.head.state),
    }
    change.update(&document.head, &document.body).await?;
    for other in tasks_of(tenant, person.uuid()).await? {
        if other.head.state == OPEN {
            if other.head.id == task.head.id && other.head.version != task.head.version {
                return Err(Fault::Changed);
            }
            let body = MarkTask { decision: Some(decision.clone()), ..other.body };
            change.update(&other.head.in_state(DECIDED), &body).await?;
        }
    }
    change.log(Deed::new(Action::DecideMark.code()).about(person).at(at)).await?;
    change.commit().await
}
