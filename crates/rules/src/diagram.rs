//! Decision diagrams over the facts of a question, flat in memory: one node asks one fact and has one child for
//! each of its values. Answering is one walk from the root.
//!
//! They are made from the binary diagrams once, when a stack is compiled.

#![expect(clippy::indexing_slicing, reason = "nodes and children are numbered by the builder in this file")]

use crate::domain::Domain;
use biodivine_lib_bdd::{Bdd, BddPointer};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A node, or below [`TERMINALS`] an end.
pub(crate) type Ref = u32;

/// The ends of a diagram. For a set of situations, [`NO`] is outside and [`YES`] inside.
pub(crate) const NO: Ref = 0;
pub(crate) const SILENT: Ref = 1;
pub(crate) const DISAGREE: Ref = 2;
pub(crate) const YES: Ref = 3;
/// No such situation exists.
pub(crate) const IMPOSSIBLE: Ref = 4;
pub(crate) const TERMINALS: u32 = 5;

#[derive(Debug, Clone, Copy)]
struct Node {
    level: u16,
    first: u32,
}

/// A diagram.
#[derive(Debug, Clone)]
pub(crate) struct Diagram {
    nodes: Vec<Node>,
    children: Vec<Ref>,
    pub(crate) root: Ref,
}

impl Diagram {
    /// The diagram of several sets at once; `end` says what being inside each of them means.
    pub(crate) fn new(domain: &Domain, sets: &[&Bdd], end: &dyn Fn(&[bool]) -> Ref) -> Self {
        let mut builder = Builder { domain, sets, end, known: HashMap::new(), nodes: Nodes::empty() };
        let root = builder.build(&sets.iter().map(|set| set.root_pointer()).collect::<Vec<_>>());
        builder.nodes.finish(root)
    }

    /// The diagram of one set of situations.
    pub(crate) fn of(domain: &Domain, set: &Bdd) -> Self {
        Self::new(domain, &[set], &|inside| if inside.first() == Some(&true) { YES } else { NO })
    }

    /// The diagram of one set of situations, where others cannot be.
    pub(crate) fn within(domain: &Domain, set: &Bdd, possible: &Bdd) -> Self {
        Self::new(domain, &[set, possible], &|inside| match inside {
            [_, false] => IMPOSSIBLE,
            [true, _] => YES,
            _ => NO,
        })
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The level that a node asks; `None` at an end.
    #[inline]
    pub(crate) fn level(&self, at: Ref) -> Option<usize> {
        (at >= TERMINALS).then(|| self.nodes[(at - TERMINALS) as usize].level as usize)
    }

    /// The child of a node for a value.
    #[inline]
    pub(crate) fn child(&self, at: Ref, value: usize) -> Ref {
        self.children[self.nodes[(at - TERMINALS) as usize].first as usize + value]
    }

    /// The children of a node, where its fact has `arity` values.
    pub(crate) fn children(&self, at: Ref, arity: usize) -> &[Ref] {
        let first = self.nodes[(at - TERMINALS) as usize].first as usize;
        &self.children[first..first + arity]
    }

    /// Follows known values from the root, and stops at an end or at a fact that is not known.
    #[inline]
    pub(crate) fn walk(&self, known: impl Fn(usize) -> Option<usize>) -> Ref {
        self.follow(self.root, known)
    }

    /// The same from any node.
    #[inline]
    pub(crate) fn follow(&self, mut at: Ref, known: impl Fn(usize) -> Option<usize>) -> Ref {
        while let Some(value) = self.level(at).and_then(&known) {
            at = self.child(at, value);
        }
        at
    }

    /// Whether the set contains some, and whether it contains all, of the situations that fit what is known.
    pub(crate) fn some_and_all(
        &self,
        domain: &Domain,
        known: &dyn Fn(usize) -> Option<usize>,
    ) -> (bool, bool) {
        let end = self.walk(known);
        if end < TERMINALS {
            return (end == YES, end == YES);
        }
        let mut seen = vec![false; self.nodes.len()];
        let (mut some, mut all, mut todo) = (false, true, vec![end]);
        while let Some(at) = todo.pop() {
            let Some(level) = self.level(at) else {
                some |= at == YES;
                all &= at == YES || at == IMPOSSIBLE;
                continue;
            };
            if std::mem::replace(&mut seen[(at - TERMINALS) as usize], true) {
                continue;
            }
            match known(level) {
                Some(value) => todo.push(self.child(at, value)),
                None => todo.extend(self.children(at, domain.axes[level].arity)),
            }
        }
        (some, some && all)
    }

    /// One situation of the set, with only the facts that place it there; what is chosen goes first, then
    /// what is likely.
    pub(crate) fn witness(&self, domain: &Domain, chosen: &[(usize, usize)]) -> Option<Vec<(usize, usize)>> {
        let (mut at, mut path) = (self.root, Vec::new());
        while let Some(level) = self.level(at) {
            let axis = &domain.axes[level];
            let mut values: Vec<usize> = (0..axis.arity).collect();
            values.sort_by(|a, b| axis.weights[*b].total_cmp(&axis.weights[*a]));
            values.sort_by_key(|value| !chosen.contains(&(level, *value)));
            let value = values.into_iter().find(|value| self.child(at, *value) != NO)?;
            path.push((level, value));
            at = self.child(at, value);
        }
        (at == YES).then_some(path)
    }

    /// How many situations of the domain the set contains.
    pub(crate) fn count(&self, domain: &Domain) -> f64 {
        let mut counts = vec![None; self.nodes.len()];
        let total: f64 =
            domain.axes.iter().map(|axis| f64::from(u32::try_from(axis.arity).unwrap_or(u32::MAX))).product();
        total * self.share(self.root, domain, &mut counts)
    }

    fn share(&self, at: Ref, domain: &Domain, known: &mut [Option<f64>]) -> f64 {
        let Some(level) = self.level(at) else { return if at == YES { 1.0 } else { 0.0 } };
        if let Some(share) = known[(at - TERMINALS) as usize] {
            return share;
        }
        let arity = domain.axes[level].arity;
        let sum: f64 = (0..arity).map(|value| self.share(self.child(at, value), domain, known)).sum();
        let share = sum / f64::from(u32::try_from(arity).unwrap_or(u32::MAX));
        known[(at - TERMINALS) as usize] = Some(share);
        share
    }
}

struct Builder<'a> {
    domain: &'a Domain,
    sets: &'a [&'a Bdd],
    end: &'a dyn Fn(&[bool]) -> Ref,
    known: HashMap<Vec<BddPointer>, Ref>,
    nodes: Nodes,
}

impl Builder<'_> {
    fn build(&mut self, at: &[BddPointer]) -> Ref {
        if let Some(known) = self.known.get(at) {
            return *known;
        }
        let built = match self.level(at) {
            None => (self.end)(&at.iter().map(BddPointer::is_one).collect::<Vec<_>>()),
            Some(level) => {
                let arity = self.domain.axes[level].arity;
                let children: Vec<Ref> = (0..arity)
                    .map(|value| {
                        let below: Vec<_> = at
                            .iter()
                            .zip(self.sets)
                            .map(|(p, set)| self.descend(set, *p, level, value))
                            .collect();
                        self.build(&below)
                    })
                    .collect();
                self.nodes.node(level, &children)
            }
        };
        self.known.insert(at.to_vec(), built);
        built
    }

    /// The first level that any of the diagrams still asks about.
    fn level(&self, at: &[BddPointer]) -> Option<usize> {
        let inner = at.iter().zip(self.sets).filter(|(pointer, _)| !pointer.is_terminal());
        let variable = inner.map(|(pointer, set)| set.var_of(*pointer)).min()?;
        self.domain.axes.iter().position(|axis| axis.variables.contains(&variable))
    }

    fn descend(&self, set: &Bdd, from: BddPointer, level: usize, value: usize) -> BddPointer {
        let variables = &self.domain.axes[level].variables;
        variables.iter().enumerate().fold(from, |at, (bit, variable)| {
            if at.is_terminal() || set.var_of(at) != *variable {
                at
            } else if value >> (variables.len() - 1 - bit) & 1 == 1 {
                set.high_link_of(at)
            } else {
                set.low_link_of(at)
            }
        })
    }
}

/// Nodes that are never made twice, and never made where the fact does not matter.
pub(crate) struct Nodes {
    nodes: Vec<Node>,
    children: Vec<Ref>,
    /// Whether something below each node cannot be.
    partial: Vec<bool>,
    /// By hash of level and children; the node it leads to is compared before it is taken.
    made: HashMap<u64, Ref, BuildHasherDefault<Mixed>>,
}

/// Hands a key on that is a hash already.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = (self.0.rotate_left(5) ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

fn hash(level: usize, children: &[Ref]) -> u64 {
    let mut mixed = Mixed(level as u64);
    children.iter().for_each(|child| mixed.write_u64(u64::from(*child)));
    mixed.0
}

impl Nodes {
    pub(crate) fn empty() -> Self {
        Self { nodes: Vec::new(), children: Vec::new(), partial: Vec::new(), made: HashMap::default() }
    }

    /// The node with these children; or, where one child can stand for all of them in every situation that can be,
    /// that child. What cannot be is forgotten here, so this is for diagrams in which no more facts will be put.
    pub(crate) fn possible(&mut self, level: usize, children: &[Ref]) -> Ref {
        let mut merged = IMPOSSIBLE;
        for child in children {
            match self.merge(merged, *child) {
                Some(both) => merged = both,
                None => return self.node(level, children),
            }
        }
        merged
    }

    /// One diagram that agrees with both wherever each of them says something.
    fn merge(&mut self, left: Ref, right: Ref) -> Option<Ref> {
        match (left, right) {
            (same, other) if same == other => return Some(same),
            (IMPOSSIBLE, other) | (other, IMPOSSIBLE) => return Some(other),
            _ if !self.is_partial(left) && !self.is_partial(right) => return None,
            _ => {}
        }
        let level = [left, right].into_iter().filter_map(|at| self.asks(at)).min()?;
        let arity =
            [left, right].into_iter().find(|at| self.asks(*at) == Some(level)).map(|at| self.arity(at))?;
        let mut children = Vec::with_capacity(arity);
        for value in 0..arity {
            let (left, right) = (self.below(left, level, value), self.below(right, level, value));
            children.push(self.merge(left, right)?);
        }
        Some(self.node(level, &children))
    }

    fn asks(&self, at: Ref) -> Option<usize> {
        (at >= TERMINALS).then(|| self.nodes[(at - TERMINALS) as usize].level as usize)
    }

    fn arity(&self, at: Ref) -> usize {
        let index = (at - TERMINALS) as usize;
        let end = self.nodes.get(index + 1).map_or(self.children.len(), |next| next.first as usize);
        end - self.nodes[index].first as usize
    }

    fn below(&self, at: Ref, level: usize, value: usize) -> Ref {
        if self.asks(at) == Some(level) {
            return self.children[self.nodes[(at - TERMINALS) as usize].first as usize + value];
        }
        at
    }

    /// Whether a diagram says nothing of some situation.
    fn is_partial(&self, at: Ref) -> bool {
        at == IMPOSSIBLE || (at >= TERMINALS && self.partial[(at - TERMINALS) as usize])
    }

    /// The node with these children, or the child when there is only one. (Two nodes whose hashes collide are both
    /// made anew each time; that costs a little room and changes nothing.)
    pub(crate) fn node(&mut self, level: usize, children: &[Ref]) -> Ref {
        if let Some(first) = children.first().filter(|first| children.iter().all(|child| child == *first)) {
            return *first;
        }
        let key = hash(level, children);
        if let Some(made) = self.made.get(&key).copied().filter(|made| self.is(*made, level, children)) {
            return made;
        }
        let made = TERMINALS + u32::try_from(self.nodes.len()).unwrap_or(u32::MAX - TERMINALS);
        let first = u32::try_from(self.children.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node { level: u16::try_from(level).unwrap_or(u16::MAX), first });
        self.children.extend_from_slice(children);
        self.partial.push(children.iter().any(|child| self.is_partial(*child)));
        self.made.insert(key, made);
        made
    }

    fn is(&self, node: Ref, level: usize, children: &[Ref]) -> bool {
        let node = self.nodes[(node - TERMINALS) as usize];
        let first = node.first as usize;
        node.level as usize == level && self.children.get(first..first + children.len()) == Some(children)
    }

    pub(crate) fn finish(self, root: Ref) -> Diagram {
        Diagram { nodes: self.nodes, children: self.children, root }
    }
}
