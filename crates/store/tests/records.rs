//! Records, erasure and the trail, on every database that there is.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use serde_json::{Value, json};
use support::{NOW, SCHOOL, about, each, person, sqlite};
use varsam_model::{Id, Instant, RecordClass};
use varsam_store::{Deed, Fault, Filter, Head, TrailFilter};

fn filter<'a>() -> Filter<'a> {
    Filter { register: "person", limit: 100, ..Filter::default() }
}

#[tokio::test]
async fn what_was_stored_is_read_again_after_a_restart() {
    each(async |made| {
        let (elsa, head) = (person(1), about(10, person(1)));
        let mut change = made.tenant().change(person(9), NOW).await.unwrap();
        change.create(&head, &json!({"given": "Elsa"})).await.unwrap();
        change.log(Deed::new("create").about(elsa).at(SCHOOL).note("skrevs in")).await.unwrap();
        change.commit().await.unwrap();
        let made = made.again().await;
        let read = made.tenant().read::<Value>(head.id).await.unwrap();
        assert_eq!((read.body, read.head.version), (json!({"given": "Elsa"}), 1));
        let trail = made
            .tenant()
            .trail(&TrailFilter { about: Some(elsa), limit: 9, ..TrailFilter::default() })
            .await
            .unwrap();
        assert_eq!(trail.len(), 1);
        assert_eq!((trail[0].kind.as_str(), trail[0].note.as_deref()), ("create", Some("skrevs in")));
        assert_eq!((trail[0].by, trail[0].at), (person(9), NOW));
    })
    .await;
}

#[tokio::test]
async fn of_two_who_change_the_same_the_second_is_told_and_nothing_is_lost() {
    each(async |made| {
        let head = about(10, person(1));
        let tenant = made.tenant();
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.create(&head, &json!("1")).await.unwrap();
        change.commit().await.unwrap();
        let read = tenant.read::<Value>(head.id).await.unwrap().head;
        let mut first = tenant.change(person(8), NOW).await.unwrap();
        assert_eq!(first.update(&read, &json!("2")).await.unwrap(), 2);
        first.commit().await.unwrap();
        let mut second = tenant.change(person(9), NOW).await.unwrap();
        assert!(matches!(second.update(&read, &json!("3")).await, Err(Fault::Changed)));
        drop(second);
        assert_eq!(tenant.read::<Value>(head.id).await.unwrap().body, json!("2"));
    })
    .await;
}

#[tokio::test]
async fn who_reads_for_the_first_time_does_not_wait_for_who_writes() {
    each(async |made| {
        let tenant = made.tenant();
        let head = about(10, person(1));
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.create(&head, &json!("1")).await.unwrap();
        change.commit().await.unwrap();
        let change = tenant.change(person(9), NOW).await.unwrap();
        let reading = (0..6).map(|_| tenant.read::<Value>(head.id));
        for read in futures_util::future::join_all(reading).await {
            assert_eq!(read.unwrap().body, json!("1"));
        }
        drop(change);
    })
    .await;
}

#[tokio::test]
async fn a_register_has_another_stamp_after_anything_in_it_was_written() {
    each(async |made| {
        let tenant = made.tenant();
        let empty = tenant.stamp("person").await.unwrap();
        let head = about(10, person(1));
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.create(&head, &json!("1")).await.unwrap();
        change.commit().await.unwrap();
        let created = tenant.stamp("person").await.unwrap();
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.update(&tenant.read::<Value>(head.id).await.unwrap().head, &json!("2")).await.unwrap();
        change.commit().await.unwrap();
        let updated = tenant.stamp("person").await.unwrap();
        assert!(empty != created && created != updated);
        let mut change = tenant.change(person(9), Instant(NOW.0 - 3_600_000_000)).await.unwrap();
        change.restate(&[head.id], &head.state, "closed").await.unwrap();
        change.commit().await.unwrap();
        let restated = tenant.stamp("person").await.unwrap();
        assert_ne!(restated, updated, "unsealed, and by a clock that was set back");
        assert_eq!(restated, tenant.stamp("person").await.unwrap());
        assert_eq!(empty, tenant.stamp("unit").await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_change_that_is_not_committed_has_not_happened() {
    each(async |made| {
        let tenant = made.tenant();
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.create(&about(10, person(1)), &json!("1")).await.unwrap();
        change.log(Deed::new("create")).await.unwrap();
        drop(change);
        assert_eq!(tenant.count(&filter()).await.unwrap(), 0);
        assert!(tenant.trail(&TrailFilter { limit: 9, ..TrailFilter::default() }).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn lists_are_filtered_and_paged_and_nothing_crosses_organisers() {
    each(async |made| {
        let tenant = made.tenant();
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        for number in 1..=25 {
            let state = if number % 5 == 0 { "left" } else { "active" };
            change
                .create(&about(100 + number, person(number)).in_state(state), &json!(number))
                .await
                .unwrap();
        }
        change.commit().await.unwrap();
        let page = tenant.list::<u64>(&Filter { state: "active", limit: 7, ..filter() }).await.unwrap();
        assert_eq!(page.iter().map(|document| document.body).collect::<Vec<_>>(), [1, 2, 3, 4, 6, 7, 8]);
        let next = Filter { state: "active", limit: 7, after: Some(page[6].head.id), ..filter() };
        assert_eq!(tenant.list::<u64>(&next).await.unwrap()[0].body, 9);
        assert_eq!(tenant.count(&Filter { units: &[SCHOOL], state: "left", ..filter() }).await.unwrap(), 5);
        assert_eq!(
            tenant.count(&Filter { units: &[Id::new(uuid::Uuid::from_u128(77))], ..filter() }).await.unwrap(),
            0
        );
        let other = made.store.new_id(NOW).unwrap();
        made.store.add_organiser(other, NOW).await.unwrap();
        assert_eq!(made.store.tenant(other).count(&filter()).await.unwrap(), 0);
        assert!(matches!(made.store.tenant(other).read::<Value>(page[0].head.id).await, Err(Fault::Missing)));
    })
    .await;
}

#[tokio::test]
async fn a_row_swapped_between_two_persons_is_noticed() {
    each(async |made| {
        let tenant = made.tenant();
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.create(&about(10, person(1)), &json!("Elsa")).await.unwrap();
        change.create(&about(11, person(2)), &json!("Omar")).await.unwrap();
        change.create(&about(12, person(1)), &json!("Elsa igen")).await.unwrap();
        change.commit().await.unwrap();
        for (from, to) in [(10_u128, 11_u128), (10, 12)] {
            raw(
                &made.records,
                "UPDATE record SET sealed = (SELECT sealed FROM record WHERE id = $1) WHERE id = $2",
                &[from, to],
            )
            .await;
            let id = Id::new(uuid::Uuid::from_u128(to));
            assert!(matches!(tenant.read::<Value>(id).await, Err(Fault::Tampered { table: "record", .. })));
        }
        assert!(matches!(tenant.list::<Value>(&filter()).await, Err(Fault::Tampered { .. })));
    })
    .await;
}

/// Somebody who has the database, but no keys.
async fn raw(url: &str, sql: &'static str, ids: &[u128]) {
    let ids: Vec<_> = ids.iter().map(|id| uuid::Uuid::from_u128(*id)).collect();
    if url.starts_with("sqlite") {
        let pool = sqlx::SqlitePool::connect(url).await.unwrap();
        let query = ids.iter().fold(sqlx::query(sql), |query, id| query.bind(*id));
        query.execute(&pool).await.unwrap();
    } else {
        let options: sqlx::postgres::PgConnectOptions = url.parse().unwrap();
        let pool = sqlx::PgPool::connect_with(options.options([("search_path", "varsam")])).await.unwrap();
        let query = ids.iter().fold(sqlx::query(sql), |query, id| query.bind(*id));
        query.execute(&pool).await.unwrap();
    }
}

#[tokio::test]
async fn acm_45_what_is_erased_is_gone_and_the_rest_stays() {
    each(async |made| {
        let tenant = made.tenant();
        let (elsa, omar) = (person(1), person(2));
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        for (number, who) in [(10, elsa), (11, omar)] {
            change.create(&about(number, who), &json!("hemligt")).await.unwrap();
            change.log(Deed::new("create").about(who).note("därför")).await.unwrap();
        }
        change.commit().await.unwrap();
        tenant.index_numbers(&[("20120101TF01", elsa), ("20120101TF02", omar)]).await.unwrap();
        let classes = [RecordClass::Identity, RecordClass::Log];
        tenant.erase(elsa.uuid(), &classes, "left", person(9), NOW).await.unwrap();
        tenant.erase(elsa.uuid(), &classes, "left", person(9), NOW).await.unwrap();
        assert!(matches!(tenant.read::<Value>(about(10, elsa).id).await, Err(Fault::Missing)));
        assert_eq!(tenant.read::<Value>(about(11, omar).id).await.unwrap().body, json!("hemligt"));
        assert_eq!(tenant.whose_number("20120101TF01").await.unwrap(), None);
        assert_eq!(tenant.whose_number("20120101TF02").await.unwrap(), Some(omar));
        let trail =
            tenant.trail(&TrailFilter { kind: "create", limit: 9, ..TrailFilter::default() }).await.unwrap();
        let told: Vec<_> = trail.iter().map(|passed| (passed.about, passed.note.as_deref())).collect();
        assert_eq!(told, [(Some(omar), Some("därför")), (None, None)]);
        let erased =
            tenant.trail(&TrailFilter { kind: "erase", limit: 9, ..TrailFilter::default() }).await.unwrap();
        assert_eq!(erased[0].object, Some(elsa.uuid()));
    })
    .await;
}

#[tokio::test]
async fn after_a_rotation_everything_opens_and_erasures_are_final() {
    each(async |made| {
        let tenant = made.tenant();
        let people: Vec<_> = (1..=1200).map(|number| (person(number), RecordClass::Identity)).collect();
        tenant.make_keys(&people).await.unwrap();
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        for number in 1..=1200 {
            change.create(&about(5000 + number, person(number)), &json!(number)).await.unwrap();
        }
        change.commit().await.unwrap();
        tenant.erase(person(7).uuid(), &[RecordClass::Identity], "left", person(9), NOW).await.unwrap();
        let before = made.store.keys().master_fingerprint().await.unwrap();
        made.store.rotate(NOW.plus_seconds(60)).await.unwrap();
        assert_ne!(made.store.keys().master_fingerprint().await.unwrap(), before);
        assert_eq!(made.store.erasures().await.unwrap()[0].final_at, Some(NOW.plus_seconds(60)));
        let made = made.again().await;
        let all = made.tenant().list::<u64>(&Filter { limit: 5000, ..filter() }).await.unwrap();
        assert_eq!(all.len(), 1199);
    })
    .await;
}

#[tokio::test]
async fn many_who_make_and_rotate_keys_at_once_lose_none() {
    each(async |made| {
        let tenant = made.tenant();
        let write = async |worker: u128| {
            for number in 0..20 {
                let (who, id) = (person(worker * 100 + number), 90_000 + worker * 100 + number);
                let mut change = tenant.change(person(9), NOW).await.unwrap();
                change.create(&about(id, who), &json!(1)).await.unwrap();
                change.commit().await.unwrap();
            }
        };
        let rotate = async || {
            for _ in 0..3 {
                made.store.rotate(NOW).await.unwrap();
            }
        };
        tokio::join!(Box::pin(write(1)), Box::pin(write(2)), Box::pin(write(3)), Box::pin(rotate()));
        assert_eq!(tenant.list::<u64>(&Filter { limit: 500, ..filter() }).await.unwrap().len(), 60);
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_was_set_back_is_refused_and_a_little_is_allowed() {
    let made = sqlite().await;
    let mut change = made.tenant().change(person(9), NOW.plus_seconds(7200)).await.unwrap();
    change.log(Deed::new("create")).await.unwrap();
    change.commit().await.unwrap();
    let (records, keys, folder) = (made.records.clone(), made.keys.clone(), made.folder.clone());
    made.store.close().await;
    let refused = support::open(&records, &keys, &folder, NOW.plus_seconds(3600)).await;
    assert!(matches!(refused, Err(Fault::ClockBehind { .. })));
    assert!(support::open(&records, &keys, &folder, NOW.plus_seconds(7100)).await.is_ok());
}

#[tokio::test]
async fn keys_of_another_installation_are_refused() {
    let (one, other) = (sqlite().await, sqlite().await);
    let refused = support::open(&one.records, &other.keys, &other.folder, NOW).await;
    assert!(matches!(refused, Err(Fault::Strangers)));
    let refused = support::open(&one.records, &one.keys, &other.folder, NOW).await;
    let told = refused.unwrap_err();
    assert!(matches!(told, Fault::Master(_)), "a wrong master key");
    assert!(told.to_string().contains("sealed under"), "{told}");
}

#[tokio::test]
async fn whoever_keeps_a_register_in_memory_learns_that_it_was_written() {
    each(async |made| {
        let (tenant, head) = (made.tenant(), about(10, person(1)));
        let turns = async || (tenant.turns("person").await.unwrap(), tenant.turns("unit").await.unwrap());
        let write = async |register: &str| {
            let head = Head { register: register.to_owned(), ..about(11, person(2)) };
            let mut change = tenant.change(person(9), NOW).await.unwrap();
            change.create(&head, &json!({})).await.unwrap();
            change
        };
        assert_eq!(turns().await, (0, 0));
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.create(&head, &json!("1")).await.unwrap();
        change.commit().await.unwrap();
        assert_eq!(turns().await, (1, 0));
        drop(write("unit").await);
        assert_eq!(turns().await, (1, 0), "what is not committed has not happened");
        let read = tenant.read::<Value>(head.id).await.unwrap().head;
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.update(&read, &json!("2")).await.unwrap();
        change.commit().await.unwrap();
        assert_eq!(turns().await, (2, 0));
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.restate(&[head.id], &read.state, "ended").await.unwrap();
        change.commit().await.unwrap();
        assert_eq!(
            turns().await,
            (3, 1),
            "of what is moved unopened nobody says the register: it counts for all"
        );
        tenant.erase(person(1).uuid(), &[RecordClass::Identity], "gallras", person(9), NOW).await.unwrap();
        assert_eq!(turns().await, (4, 2));
    })
    .await;
}

#[tokio::test]
async fn the_latest_come_first_and_no_more_than_are_asked_for() {
    each(async |made| {
        let tenant = made.tenant();
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        for number in 10..15 {
            change.create(&about(number, person(number)), &json!(number.to_string())).await.unwrap();
        }
        change.commit().await.unwrap();
        let latest = tenant.latest::<Value>(&Filter { limit: 3, ..filter() }).await.unwrap();
        assert_eq!(
            latest.iter().map(|one| &one.body).collect::<Vec<_>>(),
            [&json!("14"), &json!("13"), &json!("12")]
        );
        let before = latest.last().map(|last| last.head.id);
        let earlier = Filter { before, limit: 3, ..filter() };
        let bodies = tenant.latest::<Value>(&earlier).await.unwrap().into_iter().map(|one| one.body);
        assert_eq!(bodies.collect::<Vec<_>>(), [json!("11"), json!("10")]);
        assert_eq!(tenant.count(&earlier).await.unwrap(), 2);
        assert_eq!(tenant.list::<Value>(&Filter { limit: 9, ..earlier }).await.unwrap().len(), 2);
        let others = tenant.latest::<Value>(&Filter { register: "unit", ..filter() }).await.unwrap();
        assert!(others.is_empty());
    })
    .await;
}
