//! Samples of the log: the same from the same seed, of what was there when it was fixed, and of nothing else.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use std::collections::BTreeSet;
use support::{Made, NOW, SCHOOL, each, person};
use varsam_model::{Id, Instant};
use varsam_store::log::Seed;
use varsam_store::{Deed, Urn};

const KINDS: &[&str] = &["view_person", "edit_person"];

/// Everything of the log, as long as it was.
fn all(size: u64) -> Urn<'static> {
    let (from, until) = (Instant(i64::MIN), Instant(i64::MAX));
    Urn { kinds: KINDS, units: &[], by: None, about: None, from, until, size }
}

/// Somebody opens the data of the persons with these numbers, an hour after the other.
async fn opened(made: &Made, by: u128, numbers: std::ops::Range<u128>) {
    for number in numbers {
        let hours = i64::try_from(number).unwrap();
        let mut change = made.tenant().change(person(by), NOW.plus_seconds(3600 * hours)).await.unwrap();
        change.log(Deed::new("view_person").about(person(1000 + number)).at(SCHOOL)).await.unwrap();
        change.log(Deed::new("read_log")).await.unwrap();
        change.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_sample_is_the_same_whatever_the_log_says_later() {
    each(async |made| {
        opened(&made, 1, 0..30).await;
        let (seed, size) = (Seed::new([7; 32]), made.store.log_size().await.unwrap());
        let first = made.tenant().draw(&all(size), &seed, 10).await.unwrap();
        opened(&made, 2, 30..60).await;
        assert_eq!(made.tenant().draw(&all(size), &seed, 10).await.unwrap(), first);
        let later = made.store.log_size().await.unwrap();
        assert_ne!(made.tenant().draw(&all(later), &seed, 10).await.unwrap(), first, "of a longer log");
        let other = Seed::new([8; 32]);
        assert_ne!(made.tenant().draw(&all(size), &other, 10).await.unwrap(), first, "by another seed");
        let distinct: BTreeSet<_> = first.iter().collect();
        assert!(distinct.len() == 10 && first.iter().all(|place| *place < size), "{first:?}");
        let more = made.tenant().draw(&all(size), &seed, 99).await.unwrap();
        assert!(more.len() == 30 && more.starts_with(&first), "each once, in the same order: {more:?}");
    })
    .await;
}

#[tokio::test]
async fn a_sample_is_of_the_kinds_times_units_and_persons_that_are_asked_for() {
    each(async |made| {
        opened(&made, 1, 0..10).await;
        opened(&made, 2, 10..20).await;
        let (seed, size) = (Seed::new([7; 32]), made.store.log_size().await.unwrap());
        let drawn = async |urn: Urn<'_>| {
            let places = made.tenant().draw(&urn, &seed, 99).await.unwrap();
            made.tenant().passed_at(&places).await.unwrap()
        };
        let of = drawn(all(size)).await;
        assert!(of.len() == 20 && of.iter().all(|passed| passed.kind == "view_person"), "{of:?}");
        assert!(of.is_sorted_by_key(|passed| passed.place));
        let of = drawn(Urn { by: Some(person(2)), ..all(size) }).await;
        assert!(of.len() == 10 && of.iter().all(|passed| passed.by == person(2)));
        let of = drawn(Urn { about: Some(person(1003)), ..all(size) }).await;
        assert!(of.len() == 1 && of.iter().all(|passed| passed.about == Some(person(1003))));
        let (from, until) = (NOW.plus_seconds(3600), NOW.plus_seconds(3 * 3600));
        let of = drawn(Urn { from, until, ..all(size) }).await;
        let at: Vec<_> = of.iter().map(|passed| passed.at).collect();
        assert_eq!(at, [from, NOW.plus_seconds(2 * 3600)], "from the first moment on, before the last");
        let elsewhere = [Id::new(uuid::Uuid::from_u128(1))];
        assert!(drawn(Urn { units: &elsewhere, ..all(size) }).await.is_empty());
        assert_eq!(drawn(Urn { units: &[SCHOOL], ..all(size) }).await.len(), 20);
        assert!(drawn(Urn { kinds: &[], ..all(size) }).await.is_empty());
        let stranger = made.store.new_id(NOW).unwrap();
        made.store.add_organiser(stranger, NOW).await.unwrap();
        let others = made.store.tenant(stranger).draw(&all(size), &seed, 99).await.unwrap();
        assert!(others.is_empty(), "another organiser's");
        assert!(made.store.tenant(stranger).passed_at(&[0, 2]).await.unwrap().is_empty());
    })
    .await;
}
