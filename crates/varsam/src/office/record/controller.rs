//! Who the controller is: the organiser of a unit, which is a board of a municipality or a company (SOL-06, ACM-03); and who
//! its data protection officer is.

use crate::office::{Directory, Units};
use std::collections::BTreeMap;
use varsam_model::grant::Grant;
use varsam_model::school::UnitKind;
use varsam_model::{Id, Instant, Role, id};
use varsam_store::Fault;

/// A controller, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Controller {
    /// What it is called.
    pub(crate) name: String,
    /// Its organisation number; empty when it is not known.
    pub(crate) number: String,
    /// Its data protection officers, each with an address of e-mail where there is one.
    pub(crate) officers: Vec<(String, String)>,
}

/// The controllers of units.
#[derive(Debug, Default)]
pub(crate) struct Controllers(BTreeMap<Id<id::Unit>, Controller>);

impl Controllers {
    /// Those of all units.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn read(directory: &Directory<'_>, now: Instant) -> Result<Self, Fault> {
        let given = directory.given_anywhere().await?.into_iter().map(|document| document.body.grant);
        let is_officer = |grant: &Grant| grant.role == Role::Dpo && grant.from <= now && now < grant.until;
        let mut officers = Vec::new();
        for grant in given.filter(is_officer) {
            match directory.person(grant.person).await {
                Ok(entry) if entry.is_here() && !entry.is_hidden() => {
                    let mail = entry.person.emails.first().map(|mail| mail.value.clone()).unwrap_or_default();
                    officers.push((grant.unit, (entry.name(), mail)));
                }
                Ok(_) | Err(Fault::Missing | Fault::Erased) => {}
                Err(fault) => return Err(fault),
            }
        }
        officers.sort();
        officers.dedup();
        let units = &directory.units;
        let of = |unit: Id<id::Unit>| {
            let unit = answering(units, unit)?;
            let near = officers.iter().filter(|(at, _)| units.is_within(unit.id, *at));
            let number = unit.code.clone().unwrap_or_default();
            let officers = near.map(|(_, officer)| officer.clone()).collect();
            Some(Controller { name: unit.name.clone(), number, officers })
        };
        Ok(Self(units.all().into_iter().filter_map(|unit| Some((unit.id, of(unit.id)?))).collect()))
    }

    /// That of a unit.
    pub(crate) fn of(&self, unit: Id<id::Unit>) -> Option<&Controller> {
        self.0.get(&unit)
    }
}

/// The organiser that a unit belongs to: the nearest above it, where there are several.
fn answering(units: &Units, unit: Id<id::Unit>) -> Option<&varsam_model::unit::Unit> {
    let way = [unit].into_iter().chain(units.place(unit).above).filter_map(|id| units.get(id));
    let mut last = None;
    for unit in way {
        if unit.kind == UnitKind::Organiser {
            return Some(unit);
        }
        last = Some(unit);
    }
    last
}
