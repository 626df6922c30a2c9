//! Random rulebooks, made from a tape of numbers: a shorter tape of smaller numbers makes a simpler rulebook, so
//! that proptest shrinks them without being told how.

use super::space::Space;
use super::{Book, Cond, Fact, Kind, Layer, Never, Op, Remark, RemarkKind, Rule};
use proptest::prelude::{Strategy, any};
use std::collections::BTreeSet;

/// The most situations that a made rulebook tells apart.
const MOST_SITUATIONS: usize = 1_200;

/// Numbers to decide by; 0 when they are used up.
#[derive(Debug, Clone)]
pub(crate) struct Tape {
    numbers: std::vec::IntoIter<u16>,
}

impl Tape {
    pub(crate) fn new(numbers: Vec<u16>) -> Self {
        Self { numbers: numbers.into_iter() }
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::from(self.numbers.next().unwrap_or(0)) % end.max(1)
    }

    /// True once in `times`; false when the tape is used up.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    fn number(&mut self, from: i64, to: i64) -> i64 {
        let width = usize::try_from(to - from + 1).unwrap_or(1);
        from + i64::try_from(self.below(width)).unwrap_or(0)
    }
}

/// Tapes that are long enough for any use of one.
pub(crate) fn tapes() -> impl Strategy<Value = Vec<u16>> {
    proptest::collection::vec(any::<u16>(), 0..400)
}

/// Rulebooks.
pub(crate) fn books() -> impl Strategy<Value = Book> {
    tapes().prop_map(|tape| book(&mut Tape::new(tape)))
}

/// Two editions with the same words and other rules, and a third rulebook that has the rules of both.
pub(crate) fn editions() -> impl Strategy<Value = [Book; 3]> {
    (tapes(), tapes()).prop_map(|(one, other)| {
        let mut old = book(&mut Tape::new(one));
        (old.remarks, old.nevers) = (Vec::new(), Vec::new());
        let mut new = Book { rules: Vec::new(), ..old.clone() };
        rules(&mut new, &mut Tape::new(other));
        let both = |old: &Book, new: &Book| {
            let rules =
                old.rules.iter().chain(&new.rules).map(|rule| Rule { over: Vec::new(), ..rule.clone() });
            Book { rules: rules.collect(), ..old.clone() }
        };
        if Space::size(&both(&old, &new)) > MOST_SITUATIONS {
            new.rules =
                old.rules.iter().rev().map(|rule| Rule { over: Vec::new(), ..rule.clone() }).collect();
        }
        let mut both = both(&old, &new);
        both.impossible = known_impossible(&both);
        (old.impossible, new.impossible) = (both.impossible.clone(), both.impossible.clone());
        [old, new, both]
    })
}

fn book(tape: &mut Tape) -> Book {
    let mut book = Book {
        facts: Vec::new(),
        terms: Vec::new(),
        rules: Vec::new(),
        remarks: Vec::new(),
        nevers: Vec::new(),
        impossible: Vec::new(),
        stricter_yes: tape.once_in(3),
        reversed: tape.once_in(2),
    };
    for _ in 0..3 + tape.below(4) {
        let kind = kind(tape);
        let applies = (!book.facts.is_empty() && tape.once_in(4)).then(|| cond(&book, tape, 1));
        let applies = applies.filter(|applies| can_guard(&book, &kind, applies));
        book.facts.push(Fact { kind, applies });
    }
    for _ in 0..tape.below(3) {
        let term = cond(&book, tape, 2);
        book.terms.push(term);
    }
    rules(&mut book, tape);
    for _ in 0..tape.below(3) {
        let kind = [RemarkKind::Silence, RemarkKind::Contradiction, RemarkKind::Reading][tape.below(3)];
        let remark = Remark { layer: layer(tape), kind, when: cond(&book, tape, 1) };
        book.remarks.push(remark);
    }
    for _ in 0..tape.below(3) {
        let never = Never { yes: !tape.once_in(3), when: cond(&book, tape, 1) };
        book.nevers.push(never);
    }
    for _ in 0..tape.below(4).saturating_sub(1) {
        let when = cond(&book, tape, 1);
        book.impossible.push(when);
    }
    trim(&mut book);
    book
}

/// What can be arranged may rest on anything; a circumstance rests on circumstances.
fn can_guard(book: &Book, kind: &Kind, applies: &Cond) -> bool {
    let mut facts = BTreeSet::new();
    book.facts_of(applies, &mut facts);
    matches!(kind, Kind::YesNo { arrange: true, .. }) || !facts.iter().any(|fact| book.arrange(*fact))
}

fn kind(tape: &mut Tape) -> Kind {
    match tape.below(5) {
        0 => Kind::YesNo { arrange: false, rare: tape.once_in(4) },
        1 | 2 => Kind::YesNo { arrange: true, rare: false },
        3 => {
            let values = 2 + tape.below(3);
            Kind::Choice { values, rare: tape.once_in(3).then(|| tape.below(values)) }
        }
        _ => {
            let min = [0, 5, -3][tape.below(3)];
            Kind::Number { min, max: min + tape.number(1, 9) }
        }
    }
}

fn layer(tape: &mut Tape) -> Layer {
    [Layer::Own, Layer::Law, Layer::Guidance][tape.below(3)]
}

fn rules(book: &mut Book, tape: &mut Tape) {
    let upwards = tape.once_in(2);
    for _ in 0..2 + tape.below(7) {
        let when = (!tape.once_in(6)).then(|| cond(book, tape, 2));
        let unless = tape.once_in(4).then(|| cond(book, tape, 1));
        let rule = Rule { layer: layer(tape), yes: tape.once_in(2), when, unless, over: Vec::new() };
        book.rules.push(rule);
    }
    for at in 0..book.rules.len() {
        let lower = |other: &usize| book.rules[*other].layer <= book.rules[at].layer;
        let others = if upwards { at + 1..book.rules.len() } else { 0..at };
        let over = others.filter(lower).filter(|_| tape.once_in(4)).collect();
        book.rules[at].over = over;
    }
}

/// A condition over the facts and terms that there are.
fn cond(book: &Book, tape: &mut Tape, depth: usize) -> Cond {
    let several = |tape: &mut Tape| (0..2 + tape.below(2)).map(|_| cond(book, tape, depth - 1)).collect();
    match tape.below(if depth == 0 { 6 } else { 10 }) {
        4 if !book.terms.is_empty() => Cond::Term(tape.below(book.terms.len())),
        5 if tape.once_in(6) => Cond::Always(tape.once_in(2)),
        6 => Cond::Not(Box::new(cond(book, tape, depth - 1))),
        7 | 8 => Cond::And(several(tape)),
        9 => Cond::Or(several(tape)),
        _ => atom(book, tape),
    }
}

fn atom(book: &Book, tape: &mut Tape) -> Cond {
    let fact = tape.below(book.facts.len());
    match book.facts[fact].kind {
        Kind::YesNo { .. } if tape.once_in(4) => Cond::Not(Box::new(Cond::Yes(fact))),
        Kind::YesNo { .. } => Cond::Yes(fact),
        Kind::Choice { values, .. } => match tape.below(3) {
            0 => Cond::In(fact, vec![tape.below(values)]),
            1 => Cond::IsNot(fact, tape.below(values)),
            _ => {
                let some: BTreeSet<usize> = (0..2).map(|_| tape.below(values)).collect();
                Cond::In(fact, some.into_iter().collect())
            }
        },
        Kind::Number { min, max } => {
            let ops = [Op::Less, Op::AtLeast, Op::AtMost, Op::More, Op::Equal, Op::NotEqual];
            Cond::Compare(fact, ops[tape.below(ops.len())], tape.number(min, max))
        }
    }
}

/// The impossible situations that the guide speaks of: of circumstances that something else mentions too.
fn known_impossible(book: &Book) -> Vec<Cond> {
    let mut used = BTreeSet::new();
    book.conditions().for_each(|cond| book.facts_of(cond, &mut used));
    let known = |cond: &Cond| {
        let mut facts = BTreeSet::new();
        book.facts_of(cond, &mut facts);
        facts.iter().all(|fact| used.contains(fact) && !book.arrange(*fact))
    };
    book.impossible.iter().filter(|cond| known(cond)).cloned().collect()
}

/// Leaves out what makes the rulebook too large.
fn trim(book: &mut Book) {
    loop {
        book.impossible = known_impossible(book);
        if Space::size(book) <= MOST_SITUATIONS || book.rules.len() < 2 {
            return;
        }
        book.rules.pop();
        let last = book.rules.len();
        book.rules.iter_mut().for_each(|rule| rule.over.retain(|other| *other != last));
        book.remarks.pop();
        book.nevers.pop();
    }
}
