//! What would change the answer: the smallest changes of circumstances that would turn it, for learning.

use crate::answer::Answer;
use crate::load::Rulebooks;
use crate::model::{Fact, Verdict};
use crate::settle::Rest;
use crate::situation::{Situation, Slot, Stated};
use crate::stack::{Compiled, Stack};
use crate::table::Id;

/// Circumstances that would have to be otherwise, and the verdict then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Each fact with the value it would need.
    pub facts: Vec<(Id<Fact>, Stated)>,
    /// The verdict then.
    pub verdict: Verdict,
}

/// The most changes that are listed.
const MOST: usize = 6;

impl Rulebooks {
    /// The smallest changes of known circumstances that would turn the verdict: a yes (also a "yes, if") into a
    /// no, anything else into a yes. One fact if one is enough, else two; nothing beyond that.
    pub fn what_if(&self, stack: &Stack, situation: &Situation, answer: &Answer) -> Vec<Change> {
        let Some(compiled) = stack.compiled(situation.question) else { return Vec::new() };
        if answer.verdict == Verdict::Depends {
            return Vec::new();
        }
        let search = Search { compiled, was_yes: is_yes(answer.verdict) };
        let known: Vec<usize> = (0..compiled.domain.circumstances)
            .filter(|at| matches!(situation.slot(*at), Slot::Value(_)))
            .collect();
        let mut changes: Vec<Change> =
            known.iter().flat_map(|level| search.one(situation, *level)).map(|(change, _)| change).collect();
        if changes.is_empty() {
            changes = search.two(situation, &known);
        }
        changes.truncate(MOST);
        changes
    }
}

fn is_yes(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Yes | Verdict::YesIf)
}

struct Search<'a> {
    compiled: &'a Compiled,
    was_yes: bool,
}

impl Search<'_> {
    /// The changes of one fact that turn the verdict.
    fn one(&self, situation: &Situation, level: usize) -> Vec<(Change, Situation)> {
        let turned = |verdict| if self.was_yes { verdict == Verdict::No } else { is_yes(verdict) };
        self.others(situation, level).into_iter().filter(|(change, _)| turned(change.verdict)).collect()
    }

    fn two(&self, situation: &Situation, known: &[usize]) -> Vec<Change> {
        let mut changes = Vec::new();
        for (at, first) in known.iter().enumerate() {
            for (one, other) in self.others(situation, *first) {
                for second in known.iter().skip(at + 1) {
                    for (two, _) in self.one(&other, *second) {
                        let facts = one.facts.iter().chain(&two.facts).copied().collect();
                        changes.push(Change { facts, verdict: two.verdict });
                    }
                }
            }
        }
        changes
    }

    /// The situation with every other value of one fact.
    fn others(&self, situation: &Situation, level: usize) -> Vec<(Change, Situation)> {
        let Some(axis) = self.compiled.domain.axes.get(level) else { return Vec::new() };
        let other = |value: usize| {
            let changed = situation.with(level, value);
            let verdict =
                Rest::new(&self.compiled.outcome, &self.compiled.domain, &changed.slots).verdict()?;
            let stated = Stated::Is(axis.sample(value));
            Some((Change { facts: vec![(axis.fact, stated)], verdict }, changed))
        };
        let values = (0..axis.arity).filter(|value| situation.slot(level) != Slot::Value(*value));
        values.filter_map(other).collect()
    }
}
