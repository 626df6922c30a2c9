//! What would change: compared before anything is touched, stopped when it is too much at once.
//!
//! Nobody with a mark of protection passes through. Only their id and mark come out, for the quarantine; and whoever is
//! marked already is never changed, released or removed by a plan: that is for the named role.

use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::Mark;
use crate::codes::codes;

/// One of those that came, with an id of the kind `I`. `what` is compared with what is kept: the thing itself, or a fingerprint of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<I, T> {
    /// Its id.
    pub id: I,
    /// The mark that came with it; `None` for what is no person.
    pub mark: Mark,
    /// The thing.
    pub what: T,
}

/// One of those that are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<I, T> {
    /// Its id.
    pub id: I,
    /// The mark under which it is kept. With one, it is in quarantine or decided upon: out of every plan.
    pub mark: Mark,
    /// The thing.
    pub what: T,
}

/// What absence means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope<I> {
    /// Everything came: what is absent is gone.
    Full,
    /// Only what changed came: gone is what is named here.
    Delta(Vec<I>),
}

/// How much may change without somebody having seen the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Removals, in percent of what is kept.
    pub remove_percent: u8,
    /// Changes, and persons who turn protected, in percent of what is kept.
    pub change_percent: u8,
    /// So many are always allowed of each: half of a school of four is no accident.
    pub free: usize,
}

/// A limit for each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Units.
    pub units: Limit,
    /// Persons.
    pub persons: Limit,
    /// Groups.
    pub groups: Limit,
    /// Duties.
    pub duties: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        let limit = |remove_percent, change_percent, free| Limit { remove_percent, change_percent, free };
        Self {
            units: limit(10, 50, 1),
            persons: limit(5, 50, 10),
            groups: limit(50, 80, 10),
            duties: limit(20, 50, 10),
        }
    }
}

codes! {
    /// Which limit a plan would break.
    pub enum Breach {
        /// Nothing came at all, though something is kept.
        Nothing = "nothing_came",
        /// Too many would be removed.
        Remove = "too_many_removed",
        /// Too many would be changed or turn protected.
        Change = "too_many_changed",
    }
}

/// How many of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Kept now.
    pub kept: usize,
    /// Came, each counted once.
    pub came: usize,
    /// Came more than once.
    pub repeated: usize,
    /// New.
    pub add: usize,
    /// Different.
    pub change: usize,
    /// Gone.
    pub remove: usize,
    /// As they were.
    pub same: usize,
    /// Turned protected, or protected in another way than before.
    pub quarantine: usize,
    /// Of those, the ones who are kept without a mark now.
    pub turned: usize,
}

/// What would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes<I, T> {
    /// New ones.
    pub add: Vec<(I, T)>,
    /// Those that differ, as they are to be.
    pub change: Vec<(I, T)>,
    /// Those that are gone.
    pub remove: Vec<I>,
    /// Those to be taken out of sight, with their mark. Nothing else is known of them here.
    pub quarantine: Vec<(I, Mark)>,
    /// Kept under a mark, and the other system shows none any more: the named role decides.
    pub cleared: Vec<I>,
    /// Kept under a mark, and gone from the other system: the named role decides.
    pub gone: Vec<I>,
    /// How many of each.
    pub figures: Figures,
}

/// A plan that would do too much at once. Nothing of it may be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{breach}`: at most {allowed} are allowed at once; look at the figures, and raise the limit if they are right"
)]
pub struct Refused {
    /// Which limit.
    pub breach: Breach,
    /// How many it allows.
    pub allowed: usize,
    /// How many there would be.
    pub figures: Figures,
}

/// Compares what came with what is kept. Of those that came twice the last counts, with the strongest mark of all.
pub fn plan<I: Copy + Ord + Hash, T: PartialEq>(
    kept: impl IntoIterator<Item = Kept<I, T>>,
    came: impl IntoIterator<Item = Entry<I, T>>,
    scope: &Scope<I>,
    limit: Limit,
) -> Result<Changes<I, T>, Refused> {
    let mut figures = Figures::default();
    let (mut marks, mut came) = gather(came, &mut figures);
    let mut changes = Changes::new();
    let removed = match scope {
        Scope::Full => None,
        Scope::Delta(removed) => Some(removed.iter().copied().collect::<HashSet<_>>()),
    };
    for Kept { id, mark, what } in kept {
        figures.kept += 1;
        let mark_now = marks.remove(&id).unwrap_or(Mark::None);
        let now = came.remove(&id);
        let is_gone = removed.as_ref().map_or(now.is_none(), |removed| removed.contains(&id));
        match now {
            _ if mark_now.is_protected() && mark_now != mark => {
                changes.quarantine.push((id, mark_now));
                figures.turned += usize::from(!mark.is_protected());
            }
            _ if mark.is_protected() && is_gone => changes.gone.push(id),
            Some(_) if mark.is_protected() && !mark_now.is_protected() => changes.cleared.push(id),
            _ if mark.is_protected() => {}
            _ if is_gone => changes.remove.push(id),
            Some(now) if now != what => changes.change.push((id, now)),
            _ => figures.same += usize::from(mark == mark_now),
        }
    }
    let is_removed = |id: &I| removed.as_ref().is_some_and(|removed| removed.contains(id));
    changes
        .quarantine
        .extend(marks.iter().filter(|(_, mark)| mark.is_protected()).map(|(id, mark)| (*id, *mark)));
    let unmarked = |id: &I| !marks.get(id).is_some_and(|mark| mark.is_protected());
    changes.add.extend(came.into_iter().filter(|(id, _)| unmarked(id) && !is_removed(id)));
    changes.finish(figures, scope, limit)
}

/// The marks and the things that came, each once.
fn gather<I: Copy + Ord + Hash, T>(
    came: impl IntoIterator<Item = Entry<I, T>>,
    figures: &mut Figures,
) -> (HashMap<I, Mark>, HashMap<I, T>) {
    let mut marks: HashMap<I, Mark> = HashMap::new();
    let mut things = HashMap::new();
    let mut marked = |id, mark: Mark| {
        if mark.is_protected() {
            let strongest = marks.entry(id).or_insert(mark);
            *strongest = mark.max(*strongest);
        }
    };
    for Entry { id, mark, what } in came {
        marked(id, mark);
        figures.repeated += usize::from(things.insert(id, what).is_some());
    }
    figures.came = things.len();
    (marks, things)
}

impl<I: Copy + Ord, T> Changes<I, T> {
    fn new() -> Self {
        Self {
            add: Vec::new(),
            change: Vec::new(),
            remove: Vec::new(),
            quarantine: Vec::new(),
            cleared: Vec::new(),
            gone: Vec::new(),
            figures: Figures::default(),
        }
    }

    /// Counts, sorts so that the same data give the same plan, and holds it against the limit.
    fn finish(mut self, figures: Figures, scope: &Scope<I>, limit: Limit) -> Result<Self, Refused> {
        self.figures = Figures {
            add: self.add.len(),
            change: self.change.len(),
            remove: self.remove.len(),
            quarantine: self.quarantine.len(),
            ..figures
        };
        self.add.sort_by_key(|(id, _)| *id);
        self.change.sort_by_key(|(id, _)| *id);
        self.quarantine.sort_by_key(|(id, _)| *id);
        self.remove.sort();
        self.cleared.sort();
        self.gone.sort();
        match limit.breach(&self.figures, scope) {
            None => Ok(self),
            Some((breach, allowed)) => Err(Refused { breach, allowed, figures: self.figures }),
        }
    }
}

impl Limit {
    /// No limit: for a plan whose figures somebody has seen and confirmed.
    pub const NONE: Self = Self { remove_percent: 100, change_percent: 100, free: usize::MAX };

    fn breach<I>(self, figures: &Figures, scope: &Scope<I>) -> Option<(Breach, usize)> {
        let allowed = |percent: u8| self.free.max(figures.kept.saturating_mul(usize::from(percent)) / 100);
        let (remove, change) = (allowed(self.remove_percent), allowed(self.change_percent));
        let nothing = matches!(scope, Scope::Full) && figures.came == 0 && figures.kept > 0;
        match () {
            () if nothing => Some((Breach::Nothing, 0)),
            () if figures.remove > remove => Some((Breach::Remove, remove)),
            () if figures.change + figures.turned > change => Some((Breach::Change, change)),
            () => None,
        }
    }
}
