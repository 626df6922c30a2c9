//! What is left of a question once some facts are known: a small diagram over the facts that still matter.
//!
//! Above, circumstances; below, arrangeable facts. Where a yes can be reached by arranging things, what lies below
//! is the set of arrangements that reach it. Where it cannot, it is the outcome as things stand; unless arranging
//! what was not spoken of leads to a disagreement of the rules, which no asker should learn of too late.

#![expect(clippy::indexing_slicing, reason = "levels and nodes are numbered by the diagrams walked here")]

use crate::diagram::{DISAGREE, Diagram, IMPOSSIBLE, NO, Nodes, Ref, SILENT, TERMINALS, YES};
use crate::domain::Domain;
use crate::model::Verdict;
use crate::situation::Slot;
use std::collections::HashMap;

/// What is left of a question.
pub(crate) struct Rest<'a> {
    domain: &'a Domain,
    diagram: Diagram,
}

impl<'a> Rest<'a> {
    /// Puts what is known into an outcome.
    pub(crate) fn new(outcome: &'a Diagram, domain: &'a Domain, slots: &'a [Slot]) -> Self {
        let mut reducer = Reducer {
            outcome,
            domain,
            slots,
            nodes: Nodes::empty(),
            above: HashMap::new(),
            below: HashMap::new(),
        };
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
        let (mut seen, mut at) = (vec![self.diagram.root], 0);
        while let Some(node) = seen.get(at).copied() {
            at += 1;
            if let Some(level) = self.diagram.level(node).filter(|level| through(*level)) {
                for child in self.diagram.children(node, self.domain.axes[level].arity) {
                    if !seen.contains(child) {
                        seen.push(*child);
                    }
                }
            }
        }
        seen
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
    /// computed from the diagram: the fall in uncertainty about the outcome, with rare values counted as rare.
    pub(crate) fn most_telling(&self, may_ask: impl Fn(usize) -> bool) -> Option<usize> {
        let tables = Tables::new(self);
        let before = entropy(&tables.below[&self.diagram.root]);
        let mut best: Option<(usize, f64)> = None;
        for level in self.circumstances().into_iter().filter(|level| may_ask(*level)) {
            let gain = before - tables.entropy_after(self, level);
            let clearly = |least: f64| gain > least * 1.02 + 1e-9;
            if best.is_none_or(|(_, least)| clearly(least)) {
                best = Some((level, gain));
            }
        }
        best.map(|(level, _)| level)
    }
}

/// How likely each outcome is below a node.
type Likely = Vec<(Ref, f64)>;

struct Tables {
    below: HashMap<Ref, Likely>,
    /// How likely a walk is to come by a node.
    passing: Vec<(Ref, f64)>,
}

impl Tables {
    fn new(rest: &Rest<'_>) -> Self {
        let mut tables = Self { below: HashMap::new(), passing: Vec::new() };
        tables.fill(rest, rest.diagram.root);
        tables.pass(rest);
        tables
    }

    fn fill(&mut self, rest: &Rest<'_>, at: Ref) {
        if self.below.contains_key(&at) {
            return;
        }
        let mut likely: Likely = Vec::new();
        match rest.diagram.level(at).filter(|level| *level < rest.domain.circumstances) {
            None if at == IMPOSSIBLE => {}
            None => likely.push((at, 1.0)),
            Some(level) => {
                let axis = &rest.domain.axes[level];
                let children = rest.diagram.children(at, axis.arity);
                let possible: f64 = children
                    .iter()
                    .zip(&axis.weights)
                    .filter(|(c, _)| **c != IMPOSSIBLE)
                    .map(|(_, w)| w)
                    .sum();
                for (child, weight) in children.iter().zip(&axis.weights) {
                    self.fill(rest, *child);
                    add(&mut likely, &self.below[child], weight / possible);
                }
            }
        }
        self.below.insert(at, likely);
    }

    /// Walks down in level order, so that a node is left only when all of its share has come in.
    fn pass(&mut self, rest: &Rest<'_>) {
        let mut open: HashMap<Ref, f64> = HashMap::from([(rest.diagram.root, 1.0)]);
        while let Some(at) =
            open.keys().copied().min_by_key(|at| (rest.diagram.level(*at).unwrap_or(usize::MAX), *at))
        {
            let share = open.remove(&at).unwrap_or(0.0);
            let Some(level) = rest.diagram.level(at).filter(|level| *level < rest.domain.circumstances)
            else {
                continue;
            };
            self.passing.push((at, share));
            let axis = &rest.domain.axes[level];
            for (child, weight) in rest.diagram.children(at, axis.arity).iter().zip(&axis.weights) {
                *open.entry(*child).or_insert(0.0) += share * weight;
            }
        }
    }

    /// The uncertainty that is expected to remain once the fact at a level is known.
    fn entropy_after(&self, rest: &Rest<'_>, level: usize) -> f64 {
        let axis = &rest.domain.axes[level];
        let here: Vec<_> =
            self.passing.iter().filter(|(at, _)| rest.diagram.level(*at) == Some(level)).collect();
        let mut elsewhere: Likely = self.below[&rest.diagram.root].clone();
        here.iter().for_each(|(at, share)| add(&mut elsewhere, &self.below[at], -share));
        let after = |(value, weight): (usize, &f64)| {
            let mut likely = elsewhere.clone();
            for (at, share) in &here {
                add(&mut likely, &self.below[&rest.diagram.child(*at, value)], *share);
            }
            weight * entropy(&likely)
        };
        axis.weights.iter().enumerate().map(after).sum()
    }
}

fn add(to: &mut Likely, more: &Likely, share: f64) {
    for (outcome, likely) in more {
        match to.iter_mut().find(|(known, _)| known == outcome) {
            Some((_, sum)) => *sum += likely * share,
            None => to.push((*outcome, likely * share)),
        }
    }
}

/// In bits.
fn entropy(likely: &Likely) -> f64 {
    let total: f64 = likely.iter().map(|(_, p)| p.max(0.0)).sum();
    let bits = |p: f64| if p <= 0.0 { 0.0 } else { -p * p.log2() };
    likely.iter().map(|(_, p)| bits(p / total.max(f64::MIN_POSITIVE))).sum()
}

struct Reducer<'a> {
    outcome: &'a Diagram,
    domain: &'a Domain,
    slots: &'a [Slot],
    nodes: Nodes,
    above: HashMap<Ref, Ref>,
    below: HashMap<Ref, Ref>,
}

impl Reducer<'_> {
    fn known(&self, level: usize) -> Option<usize> {
        match self.slots.get(level) {
            Some(Slot::Value(value)) => Some(*value),
            _ => None,
        }
    }

    fn circumstances(&mut self, at: Ref) -> Ref {
        let Some(level) = self.outcome.level(at).filter(|level| *level < self.domain.circumstances) else {
            return self.frontier(at);
        };
        if let Some(value) = self.known(level) {
            return self.circumstances(self.outcome.child(at, value));
        }
        if let Some(known) = self.above.get(&at) {
            return *known;
        }
        let arity = self.domain.axes[level].arity;
        let children = (0..arity).map(|value| self.circumstances(self.outcome.child(at, value))).collect();
        let node = self.nodes.possible(level, children);
        self.above.insert(at, node);
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
    fn end(&self, mut at: Ref, suggested: impl Fn(Slot) -> usize) -> Ref {
        while let Some(level) = self.outcome.level(at) {
            let slot = self.slots.get(level).copied().unwrap_or(Slot::Open);
            at = self.outcome.child(at, self.known(level).unwrap_or_else(|| suggested(slot)));
        }
        at
    }

    /// The arrangements that reach a yes.
    fn arrangements(&mut self, at: Ref) -> Ref {
        let Some(level) = self.outcome.level(at) else { return if at == YES { YES } else { NO } };
        if let Some(value) = self.known(level) {
            return self.arrangements(self.outcome.child(at, value));
        }
        if let Some(known) = self.below.get(&at) {
            return *known;
        }
        let children = (0..2).map(|value| self.arrangements(self.outcome.child(at, value))).collect();
        let node = self.nodes.possible(level, children);
        self.below.insert(at, node);
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
