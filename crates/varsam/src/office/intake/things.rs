//! Units, groups and duties: everything that comes beside people, held until all has come.

use super::arrival::belongs;
use super::{Stopped, Terms, state};
use crate::office::{cases, register, units};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use varsam_model::import::{Changes, Entry, Kept, Limit, Refused, Scope, plan};
use varsam_model::{Id, Mark, id};
use varsam_store::{Blind, Filter, Head, Membership, Origin, Tenant};

use super::desk::Desk;

/// The kind of origin that units have.
pub(super) const UNIT: &str = "unit";

/// How many are written in one change.
const BATCH: usize = 500;

/// One thing that came.
#[derive(Debug)]
pub(super) struct Thing {
    /// Where it will lie.
    pub(super) head: Head,
    /// What it says, as JSON.
    pub(super) body: Vec<u8>,
    /// What it is called where it comes from.
    pub(super) outside: Uuid,
    /// Who belongs to it.
    pub(super) members: Vec<Membership>,
}

/// The things of one kind.
#[derive(Debug)]
pub(super) struct Things {
    pub(super) kind: &'static str,
    /// What the source said of each the last time.
    pub(super) known: HashMap<Uuid, i64>,
    came: Vec<Entry<Uuid, i64>>,
    held: HashMap<Uuid, (Thing, i64)>,
}

impl Things {
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind, known: HashMap::new(), came: Vec::new(), held: HashMap::new() }
    }

    /// Whether the source has said it before.
    pub(super) fn knows(&self, id: Uuid) -> bool {
        self.known.contains_key(&id)
    }

    /// Takes one; of those that came twice the last counts. What is as it was is not held.
    pub(super) fn take(&mut self, blind: &Blind, thing: Thing) {
        let (id, print) = (thing.head.id.uuid(), blind.print(&thing.body));
        self.came.push(Entry { id, mark: Mark::None, what: print });
        if self.known.get(&id) == Some(&print) {
            self.held.remove(&id);
        } else {
            self.held.insert(id, (thing, print));
        }
    }

    /// Leaves out of the comparison what the source knows at units that did not come.
    pub(super) async fn keep_within(
        &mut self,
        tenant: &Tenant<'_>,
        units: &HashSet<Uuid>,
    ) -> Result<(), Stopped> {
        let compared = compared(tenant, units, self.known.keys(), &self.came).await?;
        self.known.retain(|id, _| compared.contains(id));
        Ok(())
    }

    /// What would change.
    pub(super) fn plan(&mut self, scope: &Scope<Uuid>, limit: Limit) -> Result<Changes<Uuid, i64>, Refused> {
        let kept = self.known.iter().map(|(id, print)| Kept { id: *id, mark: Mark::None, what: *print });
        plan(kept, std::mem::take(&mut self.came), scope, limit)
    }

    /// Writes what is new or has changed, and ends what is gone.
    pub(super) async fn write(
        &mut self,
        desk: &Desk<'_>,
        terms: &Terms,
        removed: &[Uuid],
    ) -> Result<(), Stopped> {
        let mut held: Vec<_> = self.held.drain().map(|(_, held)| held).collect();
        held.sort_by_key(|(thing, _)| thing.head.id);
        held.retain(|(thing, _)| terms.may_touch(thing.head.unit));
        while !held.is_empty() {
            let rest = held.split_off(held.len().min(BATCH));
            self.write_some(desk, std::mem::replace(&mut held, rest)).await?;
        }
        for gone in removed.chunks(BATCH) {
            let elsewhere: HashSet<_> =
                desk.tenant.from_elsewhere(&desk.source, gone).await?.into_iter().collect();
            let mut ended = Vec::with_capacity(gone.len());
            for id in gone.iter().filter(|id| !elsewhere.contains(*id)) {
                // A unit is closed when nobody is left in it and no case is open there, as by hand.
                if self.kind != UNIT || is_empty(&desk.tenant, Id::new(*id)).await? {
                    ended.push(Id::new(*id));
                }
            }
            let mut change = desk.change().await?;
            change.restate(&ended, state::ACTIVE, self.ended()).await?;
            change.forget_origins(&desk.source, gone).await?;
            change.commit().await?;
        }
        Ok(())
    }

    /// Those that are held.
    pub(super) fn held(&self) -> impl Iterator<Item = &Thing> {
        self.held.values().map(|(thing, _)| thing)
    }

    /// Has one that is held say something else than what came.
    pub(super) fn rewrite(&mut self, id: Uuid, body: Vec<u8>) {
        if let Some((thing, _)) = self.held.get_mut(&id) {
            thing.body = body;
        }
    }

    /// The state of one that is gone.
    fn ended(&self) -> &'static str {
        if self.kind == UNIT { units::state::CLOSED } else { state::ENDED }
    }

    async fn write_some(&self, desk: &Desk<'_>, mut held: Vec<(Thing, i64)>) -> Result<(), Stopped> {
        let ids: Vec<_> = held.iter().map(|(thing, _)| thing.head.id).collect();
        let heads: HashMap<_, _> =
            desk.tenant.heads(&ids).await?.into_iter().map(|head| (head.id, head)).collect();
        let mut records = Vec::with_capacity(held.len());
        let mut left = Vec::new();
        for (thing, _) in &mut held {
            let head = heads.get(&thing.head.id);
            // The id is that of something else here.
            if head.is_some_and(|head| head.register != thing.head.register) {
                continue;
            }
            if let Some(head) = head {
                // One that is made up stays so, as does what somebody closed here; what had ended there is back.
                if head.state != self.ended() || self.knows(thing.head.id.uuid()) {
                    thing.head.state.clone_from(&head.state);
                }
                thing.head.version = head.version;
                left.extend(leavers(desk, thing).await?);
            }
            records.push((thing.head.clone(), std::mem::take(&mut thing.body)));
        }
        let sealed = desk.tenant.seal(records).await?;
        let mut change = desk.change().await?;
        change.put(&sealed).await?;
        let members: Vec<_> = held.iter().flat_map(|(thing, _)| thing.members.clone()).collect();
        change.join_many(&members).await?;
        for membership in left {
            change.leave(membership.person, membership.place, &membership.kind).await?;
        }
        let origin = |(thing, print): &(Thing, i64)| Origin {
            id: thing.head.id.uuid(),
            outside: thing.outside,
            kind: self.kind.to_owned(),
            print: *print,
        };
        change.note_origins(&desk.source, &held.iter().map(origin).collect::<Vec<_>>()).await?;
        change.commit().await?;
        Ok(())
    }
}

/// Which of those that a source knows are compared with what came: what came, and what lies at units that did.
pub(super) async fn compared(
    tenant: &Tenant<'_>,
    units: &HashSet<Uuid>,
    known: impl Iterator<Item = &Uuid>,
    came: &[Entry<Uuid, i64>],
) -> Result<HashSet<Uuid>, Stopped> {
    let mut compared: HashSet<_> = came.iter().map(|entry| entry.id).collect();
    let absent: Vec<_> = known.filter(|id| !compared.contains(*id)).map(|id| Id::new(*id)).collect();
    let heads = tenant.heads(&absent).await?.into_iter();
    let within = heads.filter(|head| units.contains(&head.unit.uuid()));
    compared.extend(within.map(|head| head.id.uuid()));
    Ok(compared)
}

/// Whether nobody belongs to a unit, seen or not, and no case is open there.
async fn is_empty(tenant: &Tenant<'_>, unit: Id<id::Unit>) -> Result<bool, Stopped> {
    let units = [unit];
    let all = Filter { register: register::PERSON, units: &units, ..Filter::default() };
    let ended = Filter { state: state::ENDED, ..all.clone() };
    let open = Filter { register: cases::CASE, state: cases::OPEN, ..all.clone() };
    let has_left = tenant.count(&all).await? == tenant.count(&ended).await?;
    Ok(has_left && tenant.count(&open).await? == 0)
}

/// Those who were in a group and are not named any more.
async fn leavers(desk: &Desk<'_>, thing: &Thing) -> Result<Vec<Membership>, Stopped> {
    if thing.head.register != register::GROUP {
        return Ok(Vec::new());
    }
    let now: HashSet<Id<id::Person>> = thing.members.iter().map(|member| member.person).collect();
    let (mut left, mut after) = (Vec::new(), None);
    loop {
        let page = desk.tenant.members(thing.head.id.uuid(), desk.now(), after, 1000).await?;
        let Some(last) = page.last() else { return Ok(left) };
        after = Some(last.person);
        left.extend(page.into_iter().filter(|one| one.kind == belongs::MEMBER && !now.contains(&one.person)));
    }
}
