//! Plans: what would change, what stops them, and that nobody protected passes through.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;
use varsam_model::import::{Breach, Changes, Entry, Kept, Limit, Limits, Refused, Scope, plan};
use varsam_model::{Id, Mark, id};

type P = Id<id::Person>;

fn id(number: u128) -> P {
    Id::new(Uuid::from_u128(number))
}

fn kept(number: u128, mark: Mark, what: &str) -> Kept<P, String> {
    Kept { id: id(number), mark, what: what.to_owned() }
}

fn came(number: u128, mark: Mark, what: &str) -> Entry<P, String> {
    Entry { id: id(number), mark, what: what.to_owned() }
}

type Both = (Vec<Kept<P, String>>, Vec<Entry<P, String>>);

fn many(numbers: std::ops::Range<u128>) -> Both {
    let all = |number: u128| (kept(number, Mark::None, "a"), came(number, Mark::None, "a"));
    numbers.map(all).unzip()
}

type Planned = Result<Changes<P, String>, Refused>;

fn full(kept: Vec<Kept<P, String>>, came: Vec<Entry<P, String>>) -> Planned {
    plan(kept, came, &Scope::Full, Limits::default().persons)
}

#[test]
fn added_changed_removed_and_the_same() {
    let now = vec![kept(1, Mark::None, "a"), kept(2, Mark::None, "b"), kept(3, Mark::None, "c")];
    let next = vec![
        came(1, Mark::None, "a"),
        came(2, Mark::None, "B"),
        came(4, Mark::None, "d"),
        came(4, Mark::None, "d"),
    ];
    let changes = full(now, next).unwrap();
    assert_eq!(changes.add, [(id(4), "d".to_owned())]);
    assert_eq!(changes.change, [(id(2), "B".to_owned())]);
    assert_eq!(changes.remove, [id(3)]);
    assert_eq!((changes.figures.same, changes.figures.came, changes.figures.repeated), (1, 3, 1));
}

#[test]
fn a_delta_removes_nobody_by_silence() {
    let (now, _) = many(0..100);
    let scope = Scope::Delta(vec![id(7), id(500)]);
    let changes = plan(now, [came(200, Mark::None, "new")], &scope, Limits::default().persons).unwrap();
    assert_eq!(changes.remove, [id(7)]);
    assert_eq!(changes.add.len(), 1);
}

#[test]
fn too_many_removals_are_refused_with_figures() {
    let (now, mut next) = many(0..1000);
    next.truncate(949);
    let refused = full(now.clone(), next).unwrap_err();
    assert_eq!((refused.breach, refused.allowed), (Breach::Remove, 50));
    assert_eq!((refused.figures.kept, refused.figures.came, refused.figures.remove), (1000, 949, 51));
    assert!(refused.to_string().contains("too_many_removed"), "{refused}");
    let (_, mut next) = many(0..1000);
    next.truncate(950);
    assert_eq!(full(now, next).unwrap().remove.len(), 50);
}

#[test]
fn too_many_changes_are_refused_and_allowed_once_seen() {
    let (now, next) = many(0..100);
    let next: Vec<_> = next.into_iter().map(|entry| Entry { what: "b".to_owned(), ..entry }).collect();
    assert_eq!(full(now.clone(), next.clone()).unwrap_err().breach, Breach::Change);
    assert_eq!(plan(now, next, &Scope::Full, Limit::NONE).unwrap().change.len(), 100);
}

#[test]
fn half_of_a_tiny_school_may_leave() {
    let (now, mut next) = many(0..12);
    next.truncate(6);
    assert_eq!(full(now.clone(), next).unwrap().remove.len(), 6);
    // An empty answer is a fault, however small the school.
    assert_eq!(full(now, vec![]).unwrap_err().breach, Breach::Nothing);
    assert!(full(vec![], vec![]).is_ok());
}

#[test]
fn who_turns_protected_leaves_with_id_and_mark_only() {
    let (now, mut next) = many(0..100);
    next[5] = came(5, Mark::Secrecy, "Cia Dolda, Hemliga gatan 2");
    next.push(came(900, Mark::Unknown, "Dag Gömd"));
    let changes = full(now, next).unwrap();
    assert_eq!(changes.quarantine, [(id(5), Mark::Secrecy), (id(900), Mark::Unknown)]);
    let shown = format!("{changes:?}");
    assert!(!shown.contains("Dolda") && !shown.contains("Gömd"), "{shown}");
}

/// The person is on two pages, protected on one: whichever comes last.
#[test]
fn the_strongest_mark_of_all_pages_holds() {
    let pages =
        [came(1, Mark::None, "a"), came(1, Mark::ProtectedRegistration, "a"), came(1, Mark::Secrecy, "a")];
    for turn in 0..3 {
        let mut pages = pages.to_vec();
        pages.rotate_left(turn);
        let changes = full(vec![kept(1, Mark::None, "a")], pages).unwrap();
        assert_eq!(changes.quarantine, [(id(1), Mark::ProtectedRegistration)]);
        assert!(changes.change.is_empty() && changes.add.is_empty());
    }
}

#[test]
fn nobody_is_released_or_removed_by_a_plan() {
    let now = vec![
        kept(1, Mark::Secrecy, ""),
        kept(2, Mark::Unknown, ""),
        kept(3, Mark::Secrecy, ""),
        kept(4, Mark::None, "d"),
    ];
    let next = vec![came(1, Mark::None, "Cia"), came(3, Mark::Secrecy, "Eva"), came(4, Mark::None, "d")];
    let changes = full(now, next).unwrap();
    assert_eq!((changes.cleared.clone(), changes.gone.clone()), (vec![id(1)], vec![id(2)]));
    assert!(changes.add.is_empty() && changes.change.is_empty() && changes.remove.is_empty());
    assert!(changes.quarantine.is_empty());
}

/// A source that stops sending marks would put everybody out of sight.
#[test]
fn everybody_protected_at_once_is_refused() {
    let (now, next) = many(0..100);
    let mut next: Vec<_> = next.into_iter().map(|entry| Entry { mark: Mark::Unknown, ..entry }).collect();
    next[7].mark = Mark::Secrecy;
    let refused = full(now, next).unwrap_err();
    assert_eq!((refused.breach, refused.figures.turned), (Breach::Change, 100));
}

fn marks() -> impl Strategy<Value = Mark> {
    prop_oneof![6 => Just(Mark::None), 1 => Just(Mark::Secrecy), 1 => Just(Mark::Unknown)]
}

proptest! {
    /// Applied, a plan makes what is kept into what came, for all who are marked nowhere; the others stay untouched.
    #[test]
    fn applied_it_is_what_came(
        now in prop::collection::btree_map(0..30_u128, (marks(), 0..3_u8), 0..30),
        next in prop::collection::vec((0..30_u128, marks(), 0..3_u8), 0..40),
        named in prop::option::of(prop::collection::vec(0..30_u128, 0..10)),
    ) {
        let kept = now.iter().map(|(number, (mark, what))| Kept { id: id(*number), mark: *mark, what: *what });
        let entries = next.iter().map(|(number, mark, what)| Entry { id: id(*number), mark: *mark, what: *what });
        let scope = named.clone().map_or(Scope::Full, |named| Scope::Delta(named.into_iter().map(id).collect()));
        let Ok(changes) = plan(kept, entries, &scope, Limit::NONE) else {
            prop_assert!(named.is_none() && next.is_empty() && !now.is_empty());
            return Ok(());
        };
        let marked = |number: &u128| {
            now.get(number).is_some_and(|(mark, _)| mark.is_protected())
                || next.iter().any(|(other, mark, _)| other == number && mark.is_protected())
        };
        let mut expected: BTreeMap<u128, u8> = match &named {
            None => BTreeMap::new(),
            Some(_) => now.iter().map(|(number, (_, what))| (*number, *what)).collect(),
        };
        expected.extend(next.iter().map(|(number, _, what)| (*number, *what)));
        for number in named.iter().flatten() {
            expected.remove(number);
        }
        expected.retain(|number, _| !marked(number));
        let mut result: BTreeMap<P, u8> = now.iter().filter(|(number, _)| !marked(number)).map(|(number, (_, what))| (id(*number), *what)).collect();
        for gone in &changes.remove {
            prop_assert!(result.remove(gone).is_some());
        }
        for (one, what) in changes.add.iter().chain(&changes.change) {
            result.insert(*one, *what);
        }
        let expected: BTreeMap<_, _> = expected.into_iter().map(|(number, what)| (id(number), what)).collect();
        prop_assert_eq!(result, expected);
    }
}
