//! What is owed, by whom and when somebody has to be reminded, on every database that there is.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use serde_json::json;
use support::{Made, NOW, SCHOOL, each, person};
use varsam_model::{Id, Instant, RecordClass, Role, id};
use varsam_store::{Clocks, Head, Mine, Owed, Task};

fn record(number: u128) -> Id<id::Record> {
    Id::new(uuid::Uuid::from_u128(number))
}

fn task(of: u128, step: &str, role: Option<Role>, hours: Option<i64>) -> Task {
    let due = hours.map(|hours| NOW.plus_seconds(hours * 3600));
    let person = role.is_none().then(|| person(7));
    let step = step.to_owned();
    Task { record: record(of), step, role, person, unit: SCHOOL, since: NOW, due, rings: due }
}

async fn owe(made: &Made, of: u128, tasks: &[Task]) {
    let mut change = made.tenant().change(person(9), NOW).await.unwrap();
    change.owe(record(of), tasks).await.unwrap();
    change.commit().await.unwrap();
}

async fn steps(made: &Made, mine: Mine) -> Vec<String> {
    let tasks = made.tenant().tasks(&Mine { limit: 9, ..mine }).await.unwrap();
    tasks.into_iter().map(|task| task.step).collect()
}

#[tokio::test]
async fn everybody_finds_what_they_owe_and_what_is_due_first_before_the_rest() {
    each(async |made| {
        let tasks = [
            task(1, "late", Some(Role::Dpo), Some(72)),
            task(1, "whenever", Some(Role::Dpo), None),
            task(1, "early", Some(Role::Dpo), Some(1)),
            task(1, "early", Some(Role::Head), Some(1)),
            task(1, "mine", None, Some(2)),
        ];
        owe(&made, 1, &tasks).await;
        let of = |role| Mine { roles: vec![(role, vec![SCHOOL])], ..Mine::default() };
        assert_eq!(steps(&made, of(Role::Dpo)).await, ["early", "late", "whenever"]);
        assert_eq!(steps(&made, of(Role::Head)).await, ["early"]);
        assert_eq!(steps(&made, of(Role::Auditor)).await, [""; 0]);
        let elsewhere =
            Mine { roles: vec![(Role::Dpo, vec![Id::new(uuid::Uuid::from_u128(4))])], ..of(Role::Dpo) };
        assert_eq!(steps(&made, elsewhere).await, [""; 0]);
        assert_eq!(steps(&made, Mine { roles: vec![(Role::Dpo, vec![])], ..of(Role::Dpo) }).await, [""; 0]);
        let me = Mine { person: Some(person(7)), ..of(Role::Head) };
        assert_eq!(steps(&made, me.clone()).await, ["early", "mine"]);
        let at = |unit| Mine { unit: Some(unit), ..me.clone() };
        assert_eq!(steps(&made, at(SCHOOL)).await, ["early", "mine"]);
        assert_eq!(steps(&made, at(Id::new(uuid::Uuid::from_u128(4)))).await, [""; 0]);
        assert_eq!(steps(&made, Mine { person: Some(person(8)), ..Mine::default() }).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn with_whom_anything_lies_is_told_once_however_much_it_is() {
    each(async |made| {
        assert_eq!(made.tenant().owed().await.unwrap(), []);
        for of in 1..=3 {
            let tasks = [("one", Some(Role::Dpo)), ("two", Some(Role::Dpo)), ("mine", None)];
            let tasks = tasks.map(|(step, role)| task(of, step, role, Some(1)));
            owe(&made, of, &tasks).await;
        }
        let mut owed = made.tenant().owed().await.unwrap();
        owed.sort_by_key(|owed| owed.role.is_none());
        let of = |role, person| Owed { role, person, unit: SCHOOL };
        assert_eq!(owed, [of(Some(Role::Dpo), None), of(None, Some(person(7)))]);
    })
    .await;
}

#[tokio::test]
async fn what_is_owed_takes_the_place_of_what_was_and_outlives_a_restart() {
    each(async |made| {
        owe(&made, 1, &[task(1, "first", Some(Role::Dpo), Some(1))]).await;
        owe(&made, 2, &[task(2, "other", Some(Role::Dpo), Some(3))]).await;
        owe(&made, 1, &[task(1, "second", Some(Role::Dpo), Some(2))]).await;
        let made = made.again().await;
        let dpo = Mine { roles: vec![(Role::Dpo, vec![SCHOOL])], ..Mine::default() };
        assert_eq!(steps(&made, dpo.clone()).await, ["second", "other"]);
        let unfinished = {
            let mut change = made.tenant().change(person(9), NOW).await.unwrap();
            change.owe(record(2), &[]).await.unwrap();
            change
        };
        drop(unfinished);
        assert_eq!(steps(&made, dpo).await, ["second", "other"], "what is not committed has not happened");
    })
    .await;
}

#[tokio::test]
async fn a_clock_rings_for_one_server_only() {
    each(async |made| {
        owe(
            &made,
            1,
            &[task(1, "soon", Some(Role::Dpo), Some(1)), task(1, "later", Some(Role::Dpo), Some(9))],
        )
        .await;
        let ringing = async |hours: i64| {
            let now = NOW.plus_seconds(hours * 3600);
            let all = made.store.ringing(now, 9).await.unwrap();
            all.into_iter().map(|one| (one.organiser, one.task)).collect::<Vec<_>>()
        };
        assert_eq!(ringing(0).await, []);
        let now = ringing(1).await;
        assert_eq!(now.len(), 1);
        let (organiser, task) = now.first().unwrap();
        assert_eq!((*organiser, task.step.as_str()), (made.organiser, "soon"));
        let again: Option<Instant> = Some(NOW.plus_seconds(7200));
        for is_first in [true, false] {
            let mut change = made.tenant().change(person(9), NOW).await.unwrap();
            assert_eq!(change.rung(task, again).await.unwrap(), is_first);
            change.commit().await.unwrap();
        }
        assert_eq!(ringing(1).await, []);
        assert_eq!(ringing(2).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_late_is_counted_once_a_record_and_at_its_units_only() {
    each(async |made| {
        let late = [task(1, "a", Some(Role::Dpo), Some(1)), task(1, "b", Some(Role::Head), Some(2))];
        owe(&made, 1, &late).await;
        owe(&made, 2, &[task(2, "c", None, Some(3)), task(2, "whenever", Some(Role::Dpo), None)]).await;
        let elsewhere = Id::new(uuid::Uuid::from_u128(4));
        let overdue = async |units: &[Id<id::Unit>], hours: i64| {
            made.tenant().overdue(units, NOW.plus_seconds(hours * 3600)).await.unwrap()
        };
        assert_eq!(overdue(&[SCHOOL], 0).await, 0);
        assert_eq!(overdue(&[SCHOOL, elsewhere], 2).await, 1);
        assert_eq!(overdue(&[SCHOOL], 3).await, 2);
        assert_eq!((overdue(&[elsewhere], 99).await, overdue(&[], 99).await), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn what_was_owed_by_a_record_goes_with_it() {
    each(async |made| {
        let head = Head::about(record(1), "case", SCHOOL, record(1).uuid(), RecordClass::Unit);
        let mut change = made.tenant().change(person(9), NOW).await.unwrap();
        change.create(&head, &json!({})).await.unwrap();
        change.owe(record(1), &[task(1, "soon", Some(Role::Dpo), Some(1))]).await.unwrap();
        change.commit().await.unwrap();
        let tenant = made.tenant();
        tenant.erase(record(1).uuid(), &[RecordClass::Unit], "gallras", person(9), NOW).await.unwrap();
        assert_eq!(made.store.ringing(NOW.plus_seconds(7200), 9).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn the_clocks_of_a_unit_are_counted_once_for_each_step_and_all_that_is_owed_there_is_found() {
    each(async |made| {
        let tasks = [
            task(1, "late", Some(Role::Dpo), Some(1)),
            task(1, "late", Some(Role::Head), Some(1)),
            task(1, "mine", None, Some(2)),
            task(1, "next", Some(Role::Dpo), Some(9)),
            task(1, "later", Some(Role::Dpo), Some(12)),
            task(1, "whenever", Some(Role::Dpo), None),
        ];
        owe(&made, 1, &tasks).await;
        let (tenant, other) = (made.tenant(), Id::new(uuid::Uuid::from_u128(4)));
        let at = |hours: i64| NOW.plus_seconds(hours * 3600);
        let clocks = |late, next| vec![Clocks { unit: SCHOOL, late, next }];
        let units = [SCHOOL, other];
        assert_eq!(tenant.clocks(&units, at(0)).await.unwrap(), clocks(0, Some(at(1))));
        assert_eq!(tenant.clocks(&units, at(2)).await.unwrap(), clocks(2, Some(at(9))), "due now is late");
        assert_eq!(tenant.clocks(&units, at(99)).await.unwrap(), clocks(4, None));
        assert_eq!(tenant.clocks(&[other], at(99)).await.unwrap(), []);
        assert_eq!(tenant.clocks(&[], at(99)).await.unwrap(), []);
        let owed = tenant.owed_at(&units).await.unwrap();
        let steps: Vec<_> = owed.iter().map(|task| task.step.as_str()).collect();
        assert_eq!(steps, ["late", "late", "mine", "next", "later", "whenever"]);
        assert_eq!(tenant.owed_at(&[other]).await.unwrap(), []);
        assert_eq!(tenant.owed_at(&[]).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_head_that_follows_from_others_is_written_without_what_it_is_the_head_of() {
    each(async |made| {
        let head = Head::about(record(1), "case", SCHOOL, record(1).uuid(), RecordClass::Unit);
        let mut change = made.tenant().change(person(9), NOW).await.unwrap();
        change.create(&head, &json!({"a": 1})).await.unwrap();
        change.commit().await.unwrap();
        let follow = async |version: i64| {
            let due = Some(NOW.plus_seconds(60));
            let head = Head { owner_role: "dpo".to_owned(), due, version, ..head.clone() };
            let mut change = made.tenant().change(person(9), NOW).await.unwrap();
            let followed = change.follow(&head).await;
            change.commit().await.unwrap();
            followed
        };
        assert!(
            matches!(follow(2).await, Err(varsam_store::Fault::Changed)),
            "of a version that is not there"
        );
        follow(1).await.unwrap();
        let read = made.tenant().read::<serde_json::Value>(record(1)).await.unwrap();
        assert_eq!((read.head.version, read.head.owner_role.as_str()), (1, "dpo"));
        assert_eq!((read.head.due, read.body), (Some(NOW.plus_seconds(60)), json!({"a": 1})));
        let filter = varsam_store::Filter { register: "case", limit: 9, ..varsam_store::Filter::default() };
        assert_eq!(made.tenant().bare(&filter).await.unwrap(), [read.head]);
    })
    .await;
}
