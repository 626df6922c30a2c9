//! What is checked of routines: that nobody has to guess at a fact which a step rests on, or at whom a routine is for.

use crate::condition::Known;
use crate::load::Rulebooks;
use crate::model::Fact;
use crate::problem::Problem;
use crate::routine::{Routine, Step};
use crate::table::Id;
use std::collections::BTreeSet;

impl Rulebooks {
    /// Adds the facts that a routine asks for or rests on.
    pub(super) fn facts_of(&self, routine: &Routine, into: &mut BTreeSet<Id<Fact>>) {
        into.extend(&routine.asks);
        self.names.collect_facts(&routine.when, into);
        for step in &routine.steps {
            into.extend(step.asks.iter().chain(&step.decides));
            self.names.collect_facts(&step.when, into);
        }
    }

    /// A step whose condition rests on what nobody has stated before would always be owed.
    pub(super) fn unstated(&self, problems: &mut Vec<Problem>) {
        for (_, routine) in self.routines.iter() {
            for (at, step) in routine.steps.iter().enumerate() {
                let stated = stated_before(routine, at);
                let open = self.rests_on(step).into_iter().filter(|fact| !stated.contains(fact));
                for fact in open.filter(|fact| !self.is_given(*fact)) {
                    let fact = &self.names.facts[fact].id;
                    let message = format!("`{}` rests on `{fact}`, which no step before it states", step.id);
                    let hint = format!("let an earlier step, or the routine, ask `{fact}`");
                    problems.push(Problem::error(step.source.place.clone(), message).hint(hint));
                }
            }
        }
    }

    /// Whom a routine is for is known of every organisation that follows its document: a routine with clocks that is
    /// missing is as bad as one that is not theirs.
    pub(super) fn undecided(&self, problems: &mut Vec<Problem>) {
        for (_, routine) in self.routines.iter() {
            let held = self.stacks.iter().filter(|stack| stack.holds(self, &routine.source, None));
            for stack in held.filter(|stack| self.offers(stack, routine).is_none()) {
                let mut facts = BTreeSet::new();
                self.names.collect_facts(&routine.when, &mut facts);
                let open = facts.into_iter().filter(|fact| self.given(stack, *fact) == Known::Open);
                let open: Vec<_> = open.map(|fact| format!("`{}`", self.names.facts[fact].id)).collect();
                let (id, stack, open) = (&routine.id, &stack.id, open.join(", "));
                let message = format!("whether `{id}` is for the stack `{stack}` rests on {open}");
                let hint = format!("state it in `given` of `{stack}`, in stacks.toml");
                problems.push(Problem::error(routine.source.place.clone(), message).hint(hint));
            }
        }
    }

    fn rests_on(&self, step: &Step) -> BTreeSet<Id<Fact>> {
        let mut facts = BTreeSet::new();
        self.names.collect_facts(&step.when, &mut facts);
        facts
    }

    fn is_given(&self, fact: Id<Fact>) -> bool {
        let name = &self.names.facts[fact].id;
        self.stacks.iter().any(|stack| stack.given.iter().any(|(given, _)| given == name))
    }
}

/// The facts that are stated when a routine starts, or with the steps that come before one.
fn stated_before(routine: &Routine, at: usize) -> BTreeSet<Id<Fact>> {
    let before = routine.steps.iter().take(at);
    let stated = before.flat_map(|step| step.asks.iter().chain(&step.decides));
    stated.chain(&routine.asks).copied().collect()
}
