//! Who is told of a case: at once, and by its clocks.

use crate::house::{House, house, seconds_pass};
use crate::office::cases::{Cast, breach, finish};
use std::collections::BTreeSet;
use varsam::office::cases::clocks::ring;
use varsam_model::Id;

/// The letters that have gone out since the last time, each with whom it went to and what it was about.
async fn letters(house: &House) -> Vec<(Id<varsam_model::id::Person>, String)> {
    let letters = house.letters().await;
    assert!(letters.iter().all(|letter| letter.path.starts_with("/cases/")), "a link, and nobody's name");
    letters.into_iter().map(|letter| (letter.to, letter.about)).collect()
}

fn about(letters: &[(Id<varsam_model::id::Person>, String)]) -> BTreeSet<&str> {
    letters.iter().map(|(_, about)| about.as_str()).collect()
}

#[tokio::test]
async fn acm_16_the_head_and_the_officer_are_told_at_once() {
    let house = house().await;
    let mut cast = Cast::of(&house);
    breach(&mut cast).await;
    let letters = letters(&house).await;
    assert_eq!(about(&letters), BTreeSet::from(["case_begun", "case_owed"]));
    let begun: Vec<_> = letters.iter().filter(|(_, about)| about == "case_begun").collect();
    assert_eq!(begun.len(), 1, "the head of the school, and no other");
}

#[tokio::test]
async fn clocks_ring_before_at_and_after_and_each_once() {
    let house = house().await;
    let mut cast = Cast::of(&house);
    breach(&mut cast).await;
    letters(&house).await;
    let mut rang = Vec::new();
    // Two servers look every hour, for four days.
    for _ in 0..96 {
        seconds_pass(3600);
        ring(&house.office).await.unwrap();
        ring(&house.office).await.unwrap();
        rang.extend(letters(&house).await);
    }
    assert_eq!(about(&rang), BTreeSet::from(["case_before", "case_due", "case_after"]));
    let of = |about: &str| rang.iter().filter(|(_, of)| of == about).count();
    // The officer, for the 24 hours and for the 72, which run though nothing is done.
    assert_eq!((of("case_before"), of("case_due")), (2, 2));
    let most = rang.iter().map(|one| rang.iter().filter(|other| *other == one).count()).max();
    assert_eq!(most, Some(2), "nobody is told the same twice of a step: {rang:?}");
    assert!(of("case_after") > 1, "others are told, too");
}

#[tokio::test]
async fn after_an_outage_only_the_last_word_is_said() {
    let house = house().await;
    let mut cast = Cast::of(&house);
    breach(&mut cast).await;
    letters(&house).await;
    seconds_pass(30 * 86_400);
    ring(&house.office).await.unwrap();
    assert_eq!(about(&letters(&house).await), BTreeSet::from(["case_after"]));
    ring(&house.office).await.unwrap();
    assert!(letters(&house).await.is_empty());
}

#[tokio::test]
async fn what_is_done_rings_no_more() {
    let house = house().await;
    let mut cast = Cast::of(&house);
    let path = breach(&mut cast).await;
    finish(&mut cast, &path, "Jonas Flodmark", false).await;
    letters(&house).await;
    seconds_pass(90 * 86_400);
    assert_eq!(ring(&house.office).await.unwrap(), 0);
    assert!(letters(&house).await.is_empty());
}
