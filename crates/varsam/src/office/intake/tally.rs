//! What an import did or would do, in numbers, and the limit that stops it.

use super::Stopped;
use super::persons::Persons;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use varsam_model::import::{Breach, Changes, Figures, Refused};

/// What an import did, or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Units.
    pub units: Figures,
    /// Persons.
    pub persons: Figures,
    /// Groups.
    pub groups: Figures,
    /// Duties.
    pub duties: Figures,
    /// Persons who belong to units that may not be touched, or of whom nothing may be told.
    pub elsewhere: usize,
    /// Persons who were erased here.
    #[serde(default)]
    pub erased: usize,
}

impl Tally {
    /// Whether nothing was changed.
    pub fn is_still(&self) -> bool {
        [self.units, self.persons, self.groups, self.duties]
            .iter()
            .all(|figures| figures.add + figures.change + figures.remove + figures.quarantine == 0)
    }
}

/// A limit that stopped an import. Nothing was changed or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error(
    "`{breach}`: {count} of {kind}, at most {allowed} at once; look at the figures and let it through if they are right"
)]
pub struct Breached {
    /// Of what: `units`, `persons`, `groups`, `duties`.
    pub kind: String,
    /// Which limit.
    pub breach: Breach,
    /// How many it allows.
    pub allowed: usize,
    /// How many there would be.
    pub count: usize,
    /// What would have been done.
    pub tally: Tally,
}

/// The plan of each kind.
pub(super) struct Plans {
    pub(super) units: Planned,
    pub(super) persons: Planned,
    pub(super) groups: Planned,
    pub(super) duties: Planned,
}

type Planned = Result<Changes<Uuid, i64>, Refused>;
type Allowed = (Changes<Uuid, i64>, Changes<Uuid, i64>, Changes<Uuid, i64>, Changes<Uuid, i64>);

impl Plans {
    pub(super) fn tally(&self, persons: &Persons) -> Tally {
        let of =
            |plan: &Planned| plan.as_ref().map_or_else(|refused| refused.figures, |changes| changes.figures);
        Tally {
            units: of(&self.units),
            persons: of(&self.persons),
            groups: of(&self.groups),
            duties: of(&self.duties),
            elsewhere: persons.elsewhere,
            erased: persons.erased_count,
        }
    }

    pub(super) fn allowed(self, tally: &Tally) -> Result<Allowed, Stopped> {
        let of = |kind: &str, plan: Planned| {
            plan.map_err(|refused| {
                let kind = kind.to_owned();
                let figures = refused.figures;
                let count = match refused.breach {
                    Breach::Nothing => figures.kept,
                    Breach::Remove => figures.remove,
                    Breach::Change => figures.change + figures.turned,
                };
                let (breach, allowed) = (refused.breach, refused.allowed);
                Stopped::Breached(Box::new(Breached { kind, breach, allowed, count, tally: *tally }))
            })
        };
        Ok((
            of("units", self.units)?,
            of("persons", self.persons)?,
            of("groups", self.groups)?,
            of("duties", self.duties)?,
        ))
    }
}
