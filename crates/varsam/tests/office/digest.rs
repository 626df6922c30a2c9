//! The weekly letter: once on Monday, to whoever owes something and wants it.

use crate::house::{House, days_pass, house, houses, now, seconds_pass};
use crate::office::away::{breach, letters, person};
use axum::http::StatusCode;
use std::collections::BTreeSet;
use varsam::office::digest::{week, write};
use varsam_model::{Id, id};

const TEACHER: &str = "Jonas Flodmark";
const OFFICER: &str = "Lena Granfors";

/// Lets time pass until the next Monday at six.
fn until_monday() {
    while week(now()).is_some() {
        seconds_pass(3600);
    }
    while week(now()).is_none() {
        seconds_pass(3600);
    }
}

/// To whom weekly letters have gone out since the last time, each once.
async fn weekly(house: &House) -> BTreeSet<Id<id::Person>> {
    let letters = letters(house).await.into_iter().filter(|(_, about)| about == "digest");
    let to: Vec<_> = letters.map(|(who, _)| who).collect();
    let once: BTreeSet<_> = to.iter().copied().collect();
    assert_eq!(to.len(), once.len(), "somebody was written to twice");
    once
}

#[tokio::test]
async fn on_monday_whoever_owes_something_is_written_to_once() {
    for house in houses().await {
        until_monday();
        assert_eq!(write(&house.office).await.unwrap(), 0, "nobody owes anything");
        breach(&house).await;
        let owing = BTreeSet::from([person(&house, TEACHER).await, person(&house, OFFICER).await]);
        until_monday();
        seconds_pass(-3600);
        assert_eq!(write(&house.office).await.unwrap(), 0, "it is five o'clock");
        assert_eq!(weekly(&house).await, BTreeSet::new());
        seconds_pass(3600);
        let (one, other) = tokio::join!(write(&house.office), write(&house.office));
        assert_eq!((one.unwrap(), other.unwrap()), (2, 2));
        assert_eq!(weekly(&house).await, owing);
        days_pass(1);
        write(&house.office).await.unwrap();
        assert_eq!(weekly(&house).await, BTreeSet::new(), "once in a week");
        until_monday();
        write(&house.office).await.unwrap();
        assert_eq!(weekly(&house).await, owing, "the next week");
    }
}

#[tokio::test]
async fn what_was_missed_on_monday_and_tuesday_is_not_sent_later_in_the_week() {
    let house = house().await;
    breach(&house).await;
    until_monday();
    days_pass(1);
    assert!(week(now()).is_some(), "on Tuesday it still is");
    for _ in 0..5 {
        days_pass(1);
        assert_eq!(write(&house.office).await.unwrap(), 0);
    }
    assert_eq!(weekly(&house).await, BTreeSet::new());
}

#[tokio::test]
async fn whoever_does_not_want_it_does_not_get_it_until_they_do() {
    for house in houses().await {
        breach(&house).await;
        let (teacher, officer) = (person(&house, TEACHER).await, person(&house, OFFICER).await);
        let switch = async |to: &str| {
            let cookie = house.as_role(TEACHER).await;
            let done = house.post("/my/tasks/digest", &cookie, &format!("digest={to}")).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
            house.get("/my/tasks", &cookie).await.text
        };
        assert!(switch("no").await.contains("Slå på veckobrevet"));
        until_monday();
        write(&house.office).await.unwrap();
        assert_eq!(weekly(&house).await, BTreeSet::from([officer]));
        assert!(switch("yes").await.contains("Stäng av veckobrevet"));
        until_monday();
        write(&house.office).await.unwrap();
        assert_eq!(weekly(&house).await, BTreeSet::from([teacher, officer]));
    }
}

#[tokio::test]
async fn whoever_stands_in_is_written_to_as_well() {
    let house = house().await;
    breach(&house).await;
    let (teacher, officer) = (person(&house, TEACHER).await, person(&house, OFFICER).await);
    let petra = person(&house, "Petra Isbrand").await;
    until_monday();
    let cookie = house.as_role(OFFICER).await;
    let today = crate::house::day(0);
    let form = format!("from={today}&until={today}&stand_in={petra}");
    assert_eq!(house.post("/my/tasks/away", &cookie, &form).await.status, StatusCode::SEE_OTHER);
    write(&house.office).await.unwrap();
    assert_eq!(weekly(&house).await, BTreeSet::from([teacher, officer, petra]));
}
