//! What is left of a question once some facts are known: a small diagram over the facts that still matter.
//!
//! Above, circumstances; below, arrangeable facts. Where a yes can be reached by arranging things, what lies below
//! is the set of arrangements that reach it. Where it cannot, it is the outcome as things stand; unless arranging
//! what was not spoken of leads to a disagreement of the rules, which no asker should learn of too late.

#![expect(clippy::indexing_slicing, reason = "levels and nodes are numbered by the diagrams walked here")]

use crate::diagram::{DISAGREE, Diagram, IMPOSSIBLE, NO, Nodes, Ref, SILENT, TERMINALS, YES};
use crate::domain::{Domain, MOST_VALUES};
use crate::model::Verdict;
use crate::situation::Slot;

/// What is left of a question.
pub(crate) struct Rest<'a> {
    domain: &'a Domain,
    diagram: Diagram,
}

impl<'a> Rest<'a> {
    /// Puts what is known into an outcome.
    pub(crate) fn new(outcome: &'a Diagram, domain: &'a Domain, slots: &'a [Slot]) -> Self {
        let known = vec![UNKNOWN; TERMINALS as usize + outcome.len()];
        let mut reducer = Reducer { outcome, domain, slots, nodes: Nodes::empty(), known };
        let root = reducer.circumstances(outcome.root);
        Self { domain, diagram: reducer.nodes.finish(root) }
    }

    /// The verdict below a node; `Depends` while a circumstance matters there.
    fn verdict_at(&self, at: Ref) -> Option<Verdict> {
        match (at, self.diagram.level(at)) {
            (YES, _) => Some(Verdict::Yes),
            (NO, _) => Some(Verdict::No),
            (SILENT, _) => Some(Verdict::Silent),
            (DISAGREE, _) => Some(Verdict::Disagree),
            (_, Some(level)) if level < self.domain.circumstances => Some(Verdict::Depends),
            (_, Some(_)) => Some(Verdict::YesIf),
            _ => None,
        }
    }

    /// The verdict; `None` when the situation cannot be.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        self.verdict_at(self.diagram.root)
    }

    /// Every verdict that is still possible.
    pub(crate) fn possible_verdicts(&self) -> Vec<Verdict> {
        let mut found = Vec::new();
        for at in self.reachable() {
            match self.verdict_at(at) {
                Some(Verdict::Depends) | None => {}
                Some(verdict) if found.contains(&verdict) => {}
                Some(verdict) => found.push(verdict),
            }
        }
        found
    }

    fn nodes(&self) -> impl DoubleEndedIterator<Item = Ref> + use<> {
        TERMINALS..TERMINALS + u32::try_from(self.diagram.len()).unwrap_or(0)
    }

    /// The level of a node that asks a circumstance.
    fn circumstance(&self, at: Ref) -> Option<usize> {
        self.diagram.level(at).filter(|level| *level < self.domain.circumstances)
    }

    /// The levels of the circumstances that still matter.
    pub(crate) fn circumstances(&self) -> Vec<usize> {
        self.levels(|level| level < self.domain.circumstances)
    }

    fn levels(&self, wanted: impl Fn(usize) -> bool) -> Vec<usize> {
        let all = self.all_nodes();
        let mut levels: Vec<usize> =
            all.iter().filter_map(|at| self.diagram.level(*at)).filter(|level| wanted(*level)).collect();
        levels.sort_unstable();
        levels.dedup();
        levels
    }

    /// Nodes and ends that are reached through circumstances alone.
    fn reachable(&self) -> Vec<Ref> {
        self.spread(|level| level < self.domain.circumstances)
    }

    fn all_nodes(&self) -> Vec<Ref> {
        self.spread(|_| true)
    }

    fn spread(&self, through: impl Fn(usize) -> bool) -> Vec<Ref> {
        let mut seen = vec![false; TERMINALS as usize + self.diagram.len()];
        let (mut found, mut at) = (vec![self.diagram.root], 0);
        seen[self.diagram.root as usize] = true;
        while let Some(node) = found.get(at).copied() {
            at += 1;
            if let Some(level) = self.diagram.level(node).filter(|level| through(*level)) {
                for child in self.diagram.children(node, self.domain.axes[level].arity) {
                    if !std::mem::replace(&mut seen[*child as usize], true) {
                        found.push(*child);
                    }
                }
            }
        }
        found
    }

    /// The smallest sets of arrangeable facts that make it yes whatever else is open.
    pub(crate) fn conditions(&self) -> Vec<Vec<usize>> {
        let levels = self.levels(|level| level >= self.domain.circumstances);
        let mut found: Vec<Vec<usize>> = Vec::new();
        let mut masks: Vec<u32> = (0..1u32 << levels.len()).collect();
        masks.sort_by_key(|mask| mask.count_ones());
        for mask in masks {
            let set: Vec<usize> = levels
                .iter()
                .enumerate()
                .filter(|(at, _)| mask >> at & 1 == 1)
                .map(|(_, level)| *level)
                .collect();
            let minimal = !found.iter().any(|smaller| smaller.iter().all(|level| set.contains(level)));
            if minimal && self.always_yes(self.diagram.root, &set) {
                found.push(set);
            }
        }
        found
    }

    fn always_yes(&self, at: Ref, arranged: &[usize]) -> bool {
        let Some(level) = self.diagram.level(at) else { return at == YES || at == IMPOSSIBLE };
        if arranged.contains(&level) {
            return self.always_yes(self.diagram.child(at, 1), arranged);
        }
        self.diagram
            .children(at, self.domain.axes[level].arity)
            .iter()
            .all(|child| self.always_yes(*child, arranged))
    }

    /// The circumstance whose answer settles most, among those that may be asked. How much each one settles is
    /// computed from the diagram: the fall in uncertainty about the verdict, with rare values counted as rare.
    pub(crate) fn most_telling(&self, may_ask: impl Fn(usize) -> bool) -> Option<usize> {
        let tables = Tables::new(self);
        let before = entropy(&tables.below[self.diagram.root as usize]);
        let mut best: Option<(usize, f64)> = None;
        for level in self.circumstances().into_iter().filter(|level| may_ask(*level)) {
            let gain = before - tables.entropy_after(self, level);
            let clearly = |least: f64| gain > least * 2.0 + 1e-9;
            if best.is_none_or(|(_, least)| clearly(least)) {
                best = Some((level, gain));
            }
        }
        best.map(|(level, _)| level)
    }
}

/// How likely each verdict is: no, silent, disagree, yes, and yes-if.
type Likely = [f64; 5];
const YES_IF: usize = 4;

/// Sums over the diagram, by node. Children are numbered before their parents, so one sweep up and one down do.
struct Tables {
    below: Vec<Likely>,
    /// How likely a walk is to come by each node.
    passing: Vec<f64>,
}

impl Tables {
    fn new(rest: &Rest<'_>) -> Self {
        let size = TERMINALS as usize + rest.diagram.len();
        let mut tables = Self { below: vec![[0.0; 5]; size], passing: vec![0.0; size] };
        (NO..IMPOSSIBLE).for_each(|end| tables.below[end as usize][end as usize] = 1.0);
        rest.nodes().for_each(|at| tables.sum_up(rest, at));
        tables.passing[rest.diagram.root as usize] = 1.0;
        rest.nodes().rev().for_each(|at| tables.pass_down(rest, at));
        tables
    }

    fn sum_up(&mut self, rest: &Rest<'_>, at: Ref) {
        let Some(level) = rest.circumstance(at) else {
            self.below[at as usize][YES_IF] = 1.0;
            return;
        };
        let axis = &rest.domain.axes[level];
        let (mut sum, mut possible) = ([0.0; 5], 0.0);
        for (child, weight) in rest.diagram.children(at, axis.arity).iter().zip(&axis.weights) {
            if *child != IMPOSSIBLE {
                possible += weight;
                add(&mut sum, &self.below[*child as usize], *weight);
            }
        }
        self.below[at as usize] = sum.map(|likely| likely / possible);
    }

    fn pass_down(&mut self, rest: &Rest<'_>, at: Ref) {
        let Some(level) = rest.circumstance(at) else { return };
        let (axis, share) = (&rest.domain.axes[level], self.passing[at as usize]);
        for (child, weight) in rest.diagram.children(at, axis.arity).iter().zip(&axis.weights) {
            self.passing[*child as usize] += share * weight;
        }
    }

    /// The uncertainty that is expected to remain once the fact at a level is known.
    fn entropy_after(&self, rest: &Rest<'_>, level: usize) -> f64 {
        let axis = &rest.domain.axes[level];
        let mut elsewhere = self.below[rest.diagram.root as usize];
        let mut after = vec![[0.0; 5]; axis.arity];
        for at in rest.nodes().filter(|at| rest.diagram.level(*at) == Some(level)) {
            let share = self.passing[at as usize];
            add(&mut elsewhere, &self.below[at as usize], -share);
            for (value, child) in rest.diagram.children(at, axis.arity).iter().enumerate() {
                add(&mut after[value], &self.below[*child as usize], share);
            }
        }
        let expected = |(after, weight): (&mut Likely, &f64)| {
            add(after, &elsewhere, 1.0);
            weight * entropy(after)
        };
        after.iter_mut().zip(&axis.weights).map(expected).sum()
    }
}

fn add(to: &mut Likely, more: &Likely, share: f64) {
    to.iter_mut().zip(more).for_each(|(to, more)| *to += more * share);
}

/// In bits.
fn entropy(likely: &Likely) -> f64 {
    let total: f64 = likely.iter().map(|p| p.max(0.0)).sum();
    let bits = |p: f64| if p <= 0.0 { 0.0 } else { -p * p.log2() };
    likely.iter().map(|p| bits(p / total.max(f64::MIN_POSITIVE))).sum()
}

struct Reducer<'a> {
    outcome: &'a Diagram,
    domain: &'a Domain,
    slots: &'a [Slot],
    nodes: Nodes,
    /// What each node of the outcome has become. Nodes above and below the frontier are not the same nodes.
    known: Vec<Ref>,
}

/// A node that has not been looked at.
const UNKNOWN: Ref = Ref::MAX;

impl Reducer<'_> {
    fn value(&self, level: usize) -> Option<usize> {
        match self.slots.get(level) {
            Some(Slot::Value(value)) => Some(*value),
            _ => None,
        }
    }

    fn circumstances(&mut self, at: Ref) -> Ref {
        let Some(level) = self.outcome.level(at).filter(|level| *level < self.domain.circumstances) else {
            return self.frontier(at);
        };
        if let Some(value) = self.value(level) {
            return self.circumstances(self.outcome.child(at, value));
        }
        if self.known[at as usize] != UNKNOWN {
            return self.known[at as usize];
        }
        let arity = self.domain.axes[level].arity;
        let mut children = [NO; MOST_VALUES];
        for (value, child) in children.iter_mut().enumerate().take(arity) {
            *child = self.circumstances(self.outcome.child(at, value));
        }
        let node = self.nodes.possible(level, &children[..arity]);
        self.known[at as usize] = node;
        node
    }

    fn frontier(&mut self, at: Ref) -> Ref {
        if self.end(at, |_| 1) == YES {
            return self.arrangements(at);
        }
        let spoken_of = |slot: Slot| usize::from(slot != Slot::NotYet);
        if self.end(at, spoken_of) == DISAGREE { DISAGREE } else { self.end(at, |_| 0) }
    }

    /// The outcome when each arrangeable fact that is not settled has the value that its slot suggests.
    fn end(&self, at: Ref, suggested: impl Fn(Slot) -> usize) -> Ref {
        let slot = |level: usize| self.slots.get(level).copied().unwrap_or(Slot::Open);
        self.outcome.follow(at, |level| Some(self.value(level).unwrap_or_else(|| suggested(slot(level)))))
    }

    /// The arrangements that reach a yes.
    fn arrangements(&mut self, at: Ref) -> Ref {
        let Some(level) = self.outcome.level(at) else { return if at == YES { YES } else { NO } };
        if let Some(value) = self.value(level) {
            return self.arrangements(self.outcome.child(at, value));
        }
        if self.known[at as usize] != UNKNOWN {
            return self.known[at as usize];
        }
        let children = [0, 1].map(|value| self.arrangements(self.outcome.child(at, value)));
        let node = self.nodes.possible(level, &children);
        self.known[at as usize] = node;
        node
    }
}

/// The verdict by one walk, where every circumstance on the way is known; `None` where one is not.
pub(crate) fn walk(outcome: &Diagram, domain: &Domain, slots: &[Slot]) -> Option<Ref> {
    let end = outcome.walk(|level| match slots.get(level) {
        Some(Slot::Value(value)) => Some(*value),
        _ => None,
    });
    let settled = outcome.level(end).is_none_or(|level| level >= domain.circumstances);
    (settled && (end < TERMINALS)).then_some(end)
}
