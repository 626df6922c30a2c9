//! Units: taken before what stands in them, and put in their places when all have come.

use super::Stopped;
use super::run::{Intake, all_units, json};
use super::things::Thing;
use crate::office::{register, units};
use std::collections::HashMap;
use uuid::Uuid;
use varsam_model::school::UnitKind;
use varsam_model::unit::Unit;
use varsam_model::{Id, RecordClass, id};
use varsam_store::Head;

impl Intake<'_> {
    /// Takes units. New ones are written at once, out of sight.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn units(&mut self, mut units: Vec<Unit>) -> Result<(), Stopped> {
        let mut new = Vec::new();
        // The organiser first: the others stand below.
        units.sort_by_key(|unit| unit.kind != UnitKind::Organiser);
        units.iter().for_each(|unit| self.meet_top(unit));
        let ids: Vec<_> = units.iter().map(|unit| Id::new(self.alias(unit.id.uuid()))).collect();
        let heads = self.desk.tenant.heads(&ids).await?.into_iter();
        let heads: HashMap<_, _> = heads.map(|head| (head.id.uuid(), head.register)).collect();
        for mut unit in units {
            let outside = unit.id.uuid();
            unit.id = Id::new(self.alias(outside));
            let parent = unit.parent.map(|parent| Id::new(self.alias(parent.uuid())));
            unit.parent = parent.or(Some(self.top()?)).filter(|parent| *parent != unit.id);
            let id = unit.id;
            self.seen_units.insert(id.uuid());
            self.came_units.insert(id.uuid());
            let body = json(&unit)?;
            let head = Head::about(id.of(), register::UNIT, id, id.uuid(), RecordClass::Unit);
            let head = head.in_state(units::state::ACTIVE);
            if !self.terms.may_touch(id) && !self.units.knows(id.uuid()) {
                continue;
            }
            let found = heads.get(&id.uuid());
            // The id is that of something else here.
            if found.is_some_and(|register| register != register::UNIT) {
                continue;
            }
            let is_new = found.is_none() && !self.arriving.contains(&id.uuid());
            if is_new && !self.desk.is_dry() {
                self.arriving.insert(id.uuid());
                new.push((head.clone().in_state(units::state::ARRIVING), body.clone()));
            }
            self.units.take(&self.blind, Thing { head, body, outside, members: vec![] });
        }
        if new.is_empty() {
            return Ok(());
        }
        let sealed = self.desk.tenant.seal(new).await?;
        let mut change = self.desk.change().await?;
        change.put(&sealed).await?;
        change.commit().await?;
        Ok(())
    }

    /// The organiser's own unit is one, whatever the source calls it.
    fn meet_top(&mut self, unit: &Unit) {
        let outside = unit.id.uuid();
        let is_top = unit.kind == UnitKind::Organiser && unit.parent.is_none();
        if is_top && !self.units.knows(self.alias(outside)) {
            match self.top {
                Some(top) => self.call(outside, top.uuid()),
                None => self.top = Some(unit.id),
            }
        }
    }

    /// Puts units whose place is nowhere, or below themselves, below the organiser: whoever answers for everything would no
    /// longer answer for them. Who may touch some units only moves none of them out of these. What is said of a unit here
    /// alone stays.
    pub(super) async fn straighten(&mut self) -> Result<(), Stopped> {
        if self.units.held().next().is_none() {
            return Ok(());
        }
        let top = self.top()?.uuid();
        let there = all_units(&self.desk.tenant).await?.into_iter().map(|unit| unit.body);
        let there: HashMap<Uuid, Unit> = there.map(|unit| (unit.id.uuid(), unit)).collect();
        let mut parents: HashMap<_, _> = there.iter().map(|(id, unit)| (*id, unit.parent)).collect();
        let mut held = Vec::new();
        for thing in self.units.held() {
            let unit: Unit = serde_json::from_slice(&thing.body).map_err(anyhow::Error::from)?;
            parents.insert(unit.id.uuid(), unit.parent);
            held.push(unit);
        }
        for mut unit in held {
            let id = unit.id.uuid();
            let before = there.get(&id);
            // No source says when an office is open: that is said here.
            unit.hours = before.and_then(|before| before.hours);
            let stood = before.and_then(|before| before.parent);
            let may_stand = |parent: Id<id::Unit>| {
                let is_theirs = self.terms.may_touch(parent) || stood == Some(parent);
                is_theirs && reaches(&parents, parent.uuid(), top)
            };
            let is_straight = id == top || unit.parent.is_some_and(may_stand);
            if is_straight && unit.hours.is_none() {
                continue;
            }
            if !is_straight {
                unit.parent = stood.filter(|parent| reaches(&parents, parent.uuid(), top));
                unit.parent = unit.parent.or(Some(Id::new(top)));
                parents.insert(id, unit.parent);
            }
            self.units.rewrite(id, json(&unit)?);
        }
        Ok(())
    }
}

/// Whether the way up from a unit ends at the top.
fn reaches(parents: &HashMap<Uuid, Option<Id<id::Unit>>>, from: Uuid, top: Uuid) -> bool {
    let above = |at: &Uuid| parents.get(at).copied().flatten().map(Id::uuid);
    std::iter::successors(Some(from), above).take(parents.len() + 1).any(|at| at == top)
}
