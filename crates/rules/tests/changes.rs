//! What changes the answer: other rules between two editions, other circumstances in one situation. Both are held
//! against a second reading of the guide that tries every situation.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod broken;
mod brute;

use broken::{LAW_MD, OWN_MD, WORDS_MD, with};
use brute::expect::View;
use brute::made::{Tape, books, editions, tapes};
use brute::read::{Read, config};
use brute::space::Places;
use brute::{Book, Outcome};
use proptest::prelude::proptest;
use std::collections::{BTreeMap, BTreeSet};
use varsam_rules::{Change, Diff, DiffError, File, Verdict};

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn two_editions_differ_in_exactly_these_situations(editions in editions()) {
        let [old, new, both] = &editions;
        let read = [old, new, both].map(Read::new);
        let diff = Diff::new((&read[0].rules, read[0].stack()), (&read[1].rules, read[1].stack())).unwrap();
        let found = &diff.questions[0];
        let expected = shifts(&read[2], old, new);
        let all = read[2].space.all().into_iter().filter(|places| read[2].space.is_canonical(places)).count();
        assert_eq!(found.situations.to_string(), all.to_string());
        let counts = expected.iter().map(|(shift, all)| (*shift, canonical(&read[2], all).to_string()));
        let found_counts = found.shifts.iter().map(|shift| ((shift.from.name(), shift.to.name()), shift.count.to_string()));
        assert_eq!(found_counts.collect::<BTreeMap<_, _>>(), counts.collect());
        for shift in &found.shifts {
            let shown = shift.example.show(&diff.names);
            let matching = read[2].matching(&read[2].known_by(&shown));
            let shifting = &expected[&(shift.from.name(), shift.to.name())];
            assert!(!matching.is_empty() && matching.iter().all(|places| shifting.contains(places)), "{shown}");
        }
        assert_eq!(found.permits_more().is_some(), expected.contains_key(&("no", "yes")));
    }

    #[test]
    fn the_same_edition_does_not_differ(book in books()) {
        let read = Read::new(&book);
        let diff = Diff::new((&read.rules, read.stack()), (&read.rules, read.stack())).unwrap();
        assert!(diff.questions.iter().all(|question| question.shifts.is_empty()));
    }

    #[test]
    fn other_circumstances_would_turn_the_answer(book in books(), tape in tapes()) {
        let (read, mut tape) = (Read::new(&book), Tape::new(tape));
        let truths = read.space.all();
        for _ in 0..if truths.is_empty() { 0 } else { 6 } {
            what_if(&read, &truths[tape.below(truths.len())], &mut tape);
        }
    }
}

/// By old and new outcome, the situations that change so.
fn shifts(
    read: &Read<'_>,
    old: &Book,
    new: &Book,
) -> BTreeMap<(&'static str, &'static str), BTreeSet<Places>> {
    let mut shifts: BTreeMap<_, BTreeSet<Places>> = BTreeMap::new();
    for places in read.space.all() {
        let at = read.space.at(&places);
        let (from, to) = (old.outcome(&at), new.outcome(&at));
        if from != to {
            shifts.entry((name(from), name(to))).or_default().insert(places);
        }
    }
    shifts
}

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Yes => "yes",
        Outcome::No => "no",
        Outcome::Silent => "silent",
        Outcome::Disagree => "disagree",
    }
}

fn canonical(read: &Read<'_>, places: &BTreeSet<Places>) -> usize {
    places.iter().filter(|places| read.space.is_canonical(places)).count()
}

/// A yes, also a "yes, if", turns into a no; anything else into a yes.
fn turned(from: &str, to: &str) -> bool {
    if from.starts_with("yes") { to == "no" } else { to.starts_with("yes") }
}

/// States a part of a situation and holds the changes that would turn its answer against all that there are.
fn what_if(read: &Read<'_>, truth: &Places, tape: &mut Tape) {
    let at = read.space.at(truth);
    let mut known = vec![None; truth.len()];
    for fact in (0..truth.len()).filter(|fact| read.space.is_used(*fact) && read.book.means(*fact, &at)) {
        if !tape.once_in(4) {
            let mut with = read.behind(fact);
            with.retain(|behind| read.book.means(*behind, &at));
            with.into_iter().chain([fact]).for_each(|fact| known[fact] = Some(truth[fact]));
        }
    }
    let facts: Vec<_> = (0..truth.len()).filter_map(|fact| Some(read.stated(fact, known[fact]?))).collect();
    let situation = read.situation(&facts).unwrap();
    let answer = read.rules.ask(read.stack(), &situation);
    let found = read.rules.what_if(read.stack(), &situation, &answer);
    if answer.verdict == Verdict::Depends {
        return assert!(found.is_empty());
    }
    let from = answer.verdict.name();
    for change in &found {
        let then = verdict_after(read, &known, &changed(read, change));
        assert_eq!(then, Some(change.verdict.name()), "{change:?} of {facts:?}");
        assert!(turned(from, change.verdict.name()), "{change:?}");
    }
    let single = singles(read, &known, from);
    let found: BTreeSet<_> = found.iter().map(|change| changed(read, change)).collect();
    let complete = found.len() == single.len().min(6) && found.iter().all(|change| single.contains(change));
    assert!(single.is_empty() || complete, "{found:?} instead of {single:?} of {facts:?}");
    assert!(!single.is_empty() || found.iter().all(|change| change.len() == 2));
}

/// Facts with the places of their new values.
type Changed = BTreeMap<usize, usize>;

fn changed(read: &Read<'_>, change: &Change) -> Changed {
    let place = |(id, stated)| {
        let fact = read.fact(id);
        let written = read.rules.names.facts[id].written(stated);
        let same = |place: &usize| read.book.value(fact, read.space.values[fact][*place]) == written;
        (fact, (0..read.space.values[fact].len()).find(same).unwrap())
    };
    change.facts.iter().copied().map(place).collect()
}

fn verdict_after(read: &Read<'_>, known: &[Option<usize>], changed: &Changed) -> Option<&'static str> {
    let known: Vec<_> =
        known.iter().enumerate().map(|(fact, known)| changed.get(&fact).copied().or(*known)).collect();
    View::new(&read.space, &known, &BTreeSet::new()).verdict()
}

/// Every change of one known circumstance that turns the answer.
fn singles(read: &Read<'_>, known: &[Option<usize>], from: &str) -> BTreeSet<Changed> {
    let circumstances = (0..known.len()).filter(|fact| known[*fact].is_some() && !read.book.arrange(*fact));
    let changes = circumstances.flat_map(|fact| {
        let values = (0..read.space.values[fact].len()).filter(move |place| known[fact] != Some(*place));
        values.map(move |place| Changed::from([(fact, place)]))
    });
    let turns = |changed: &Changed| verdict_after(read, known, changed).is_some_and(|to| turned(from, to));
    changes.filter(turns).collect()
}

fn differ(old: &[File], new: &[File]) -> Result<Vec<String>, DiffError> {
    let ((old, old_problems), (new, new_problems)) = (broken::read(old), broken::read(new));
    assert_eq!((old_problems.len(), new_problems.len()), (0, 0), "{old_problems:?} {new_problems:?}");
    let diff = Diff::new((&old, &old.stacks[0]), (&new, &new.stacks[0]))?;
    let shifts = diff.questions.iter().flat_map(|question| &question.shifts);
    Ok(shifts
        .map(|shift| format!("{} to {}: {}", shift.from, shift.to, shift.example.show(&diff.names)))
        .collect())
}

#[test]
fn a_moved_border_shows_at_the_border() {
    let found = differ(&broken::sound(), &with(WORDS_MD, "age < 13", "age < 16")).unwrap();
    assert_eq!(found, ["yes to no: place=web age=15 pupil=yes consent=yes"]);
}

#[test]
fn values_are_matched_by_their_ids() {
    let values = "  { id = \"web\", sv = \"Webben\", en = \"The web\" },\n";
    let paper = "  { id = \"paper\", sv = \"Papper\", en = \"Paper\" },\n";
    assert_eq!(
        differ(&broken::sound(), &with(WORDS_MD, values, &format!("{paper}{values}"))).unwrap(),
        [""; 0]
    );
    let mut new = with(WORDS_MD, values, &format!("{paper}{values}"));
    new[1].1 = new[1].1.replace("place == web", "place in [web, paper]");
    let found = differ(&broken::sound(), &new).unwrap();
    assert!(!found.is_empty() && found.iter().all(|shift| shift.contains("place=paper")), "{found:?}");
}

#[test]
fn a_fact_of_another_kind_is_refused() {
    let mut new =
        with(WORDS_MD, "kind = \"yes_no\"\nsv = \"Är", "kind = \"number\"\nmin = 0\nmax = 9\nsv = \"Är");
    for (_, text) in &mut new {
        *text = text
            .replace("applies = \"pupil\"", "applies = \"pupil > 0\"")
            .replace("\"pupil and", "\"pupil > 0 and");
        *text = text.replace("pupil = false", "pupil = 0");
    }
    assert_eq!(differ(&broken::sound(), &new), Err(DiffError::OtherKind("pupil".into())));
}

#[test]
fn rules_that_come_and_go() {
    let mut gone = with(OWN_MD, "consent and not child", "consent and not child and place == intranet");
    gone[2].1 = gone[2].1.split("```case").next().unwrap().to_owned();
    let found = differ(&broken::sound(), &gone).unwrap();
    assert_eq!(found, ["yes to silent: place=web pupil=no consent=yes"]);
    let law = with(LAW_MD, "child and place == web", "child");
    assert_eq!(differ(&broken::sound(), &law).unwrap(), [""; 0], "no child reaches the intranet");
}
