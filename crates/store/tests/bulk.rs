//! Many records at once, where they came from, and claims, on every database that there is.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use serde_json::{Value, json};
use support::{NOW, SCHOOL, about, each, person};
use uuid::Uuid;
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Fault, Filter, Head, Membership, Origin};

fn ids(numbers: std::ops::Range<u128>) -> Vec<Id<id::Record>> {
    numbers.map(|number| Id::new(Uuid::from_u128(number))).collect()
}

fn bodies(numbers: std::ops::Range<u128>) -> Vec<(Head, Vec<u8>)> {
    let body = |number: u128| serde_json::to_vec(&json!({ "number": number.to_string() })).unwrap();
    numbers.map(|number| (about(number, person(number)), body(number))).collect()
}

#[tokio::test]
async fn many_are_written_at_once_and_read_again() {
    each(async |made| {
        let tenant = made.tenant();
        let sealed = tenant.seal(bodies(1..1201)).await.unwrap();
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.put(&sealed).await.unwrap();
        change.commit().await.unwrap();
        let read = tenant.read_many::<Value>("person", &ids(1..1300)).await.unwrap();
        assert_eq!(read.len(), 1200);
        assert!(read.iter().all(|one| one.body["number"] == one.head.id.uuid().as_u128().to_string()));
        let heads = tenant.heads(&ids(1100..1300)).await.unwrap();
        assert!(heads.len() == 101 && heads.iter().all(|head| head.version == 1 && head.state == "active"));
        let changed: Vec<_> =
            heads.into_iter().map(|head| (head, serde_json::to_vec(&json!("anew")).unwrap())).collect();
        let sealed = tenant.seal(changed).await.unwrap();
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.put(&sealed).await.unwrap();
        change.commit().await.unwrap();
        // What was read before that change is not written over it.
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        assert!(matches!(change.put(&sealed).await, Err(Fault::Changed)));
        drop(change);
        assert_eq!(tenant.read::<Value>(Id::new(Uuid::from_u128(1150))).await.unwrap().body, json!("anew"));
        assert!(tenant.read_many::<Value>("person", &[]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_about_many_is_read_at_once() {
    each(async |made| {
        let tenant = made.tenant();
        let sealed = tenant.seal(bodies(1..1201)).await.unwrap();
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.put(&sealed).await.unwrap();
        change.commit().await.unwrap();
        let subjects: Vec<_> = (601..1301).map(|number| person(number).uuid()).collect();
        let read = tenant.about_many::<Value>("person", &subjects).await.unwrap();
        let of: std::collections::BTreeSet<_> = read.iter().map(|one| one.head.subject).collect();
        assert_eq!((read.len(), of.len()), (600, 600));
        assert!(of.iter().all(|subject| subjects.contains(subject)));
        assert!(tenant.about_many::<Value>("grant", &subjects).await.unwrap().is_empty());
        assert!(tenant.about_many::<Value>("person", &[]).await.unwrap().is_empty());
        tenant.erase(subjects[0], &[RecordClass::Identity], "left", person(9), NOW).await.unwrap();
        assert_eq!(tenant.about_many::<Value>("person", &subjects).await.unwrap().len(), 599);
    })
    .await;
}

#[tokio::test]
async fn records_are_moved_between_states_and_units_unopened() {
    each(async |made| {
        let tenant = made.tenant();
        let (arriving, other) = ("arriving", Id::new(Uuid::from_u128(0x5c01)));
        let records = bodies(1..11).into_iter().map(|(head, body)| (head.in_state(arriving), body));
        let sealed = tenant.seal(records.collect()).await.unwrap();
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.put(&sealed).await.unwrap();
        change.move_to(&ids(1..4), arriving, other).await.unwrap();
        assert_eq!(change.restate(&ids(4..11), arriving, "active").await.unwrap(), 7);
        assert_eq!(change.restate(&ids(1..3), arriving, "active").await.unwrap(), 2);
        assert_eq!(change.restate(&ids(5..6), arriving, "ended").await.unwrap(), 0, "it stands elsewhere");
        change.commit().await.unwrap();
        let count = async |state, units: &[_]| {
            let filter = Filter { register: "person", state, units, ..Filter::default() };
            tenant.count(&filter).await.unwrap()
        };
        assert_eq!((count("active", &[]).await, count(arriving, &[]).await), (9, 1));
        assert_eq!(count("", &[other]).await, 3);
        assert_eq!(
            tenant.read_many::<Value>("person", &ids(1..11)).await.unwrap().len(),
            10,
            "all still open"
        );
    })
    .await;
}

#[tokio::test]
async fn of_who_is_erased_it_stays_known_by_what_others_call_them() {
    each(async |made| {
        let tenant = made.tenant();
        let blind = tenant.blind().await.unwrap();
        let origin = |number: u128, print: i64| Origin {
            id: Uuid::from_u128(number),
            outside: blind.outside(&number.to_string()),
            kind: "person".into(),
            print,
        };
        let all: Vec<_> = (1..1101).map(|number| origin(number, blind.print(&[1]))).collect();
        let note = async |source: &str, origins: &[Origin]| {
            let mut change = tenant.change(person(9), NOW).await.unwrap();
            change.note_origins(source, origins).await.unwrap();
            change.commit().await.unwrap();
        };
        note("a", &all).await;
        note("b", &[origin(5, 7)]).await;
        note("a", &[origin(5, 8)]).await;
        let read = tenant.origins("a", Uuid::nil(), 2000).await.unwrap();
        assert!(
            read.len() == 1100
                && read.contains(&origin(5, 8))
                && read.contains(&origin(6, blind.print(&[1])))
        );
        assert_eq!(tenant.origins("a", Uuid::from_u128(1099), 9).await.unwrap().len(), 1);
        let two = [Uuid::from_u128(5), Uuid::from_u128(6)];
        assert_eq!(tenant.from_elsewhere("a", &two).await.unwrap(), [Uuid::from_u128(5)]);
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.forget_origins("a", &two).await.unwrap();
        change.commit().await.unwrap();
        assert_eq!(tenant.origins("a", Uuid::nil(), 2000).await.unwrap().len(), 1098);
        let classes = [RecordClass::Identity];
        tenant.erase(Uuid::from_u128(7), &classes, "left", person(9), NOW).await.unwrap();
        let kept = tenant.origins("a", Uuid::nil(), 2000).await.unwrap();
        let erased: Vec<_> = kept.iter().filter(|of| of.kind == "erased").collect();
        assert!(
            kept.len() == 1098
                && erased.len() == 1
                && erased[0].id == Uuid::from_u128(7)
                && erased[0].print == 0
        );
        let other = made.store.new_id(NOW).unwrap();
        made.store.add_organiser(other, NOW).await.unwrap();
        let theirs = made.store.tenant(other);
        assert!(theirs.origins("a", Uuid::nil(), 9).await.unwrap().is_empty());
        assert_ne!(theirs.blind().await.unwrap().print(&[1]), blind.print(&[1]), "another key");
    })
    .await;
}

#[tokio::test]
async fn numbers_are_looked_up_by_the_hundred() {
    each(async |made| {
        let tenant = made.tenant();
        let numbers: Vec<_> = (0..700_u128).map(|number| (number.to_string(), person(number))).collect();
        let pairs: Vec<_> = numbers.iter().map(|(number, who)| (number.as_str(), *who)).collect();
        tenant.index_numbers(&pairs).await.unwrap();
        let asked: Vec<_> = (600..1200_u128).map(|number| number.to_string()).collect();
        let mut known = tenant.whose_numbers(&asked).await.unwrap();
        known.sort();
        assert_eq!(known.len(), 100);
        assert!(known.iter().all(|(number, who)| *who == person(number.parse().unwrap())));
    })
    .await;
}

#[tokio::test]
async fn memberships_are_written_at_once_and_the_last_counts() {
    each(async |made| {
        let tenant = made.tenant();
        let of = |number: u128, until: i64| Membership {
            person: person(number),
            place: SCHOOL.uuid(),
            kind: "pupil".into(),
            since: Instant(0),
            until: Instant(until),
        };
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.join_many(&(1..=600).map(|number| of(number, i64::MAX)).collect::<Vec<_>>()).await.unwrap();
        change.join_many(&[of(3, 1)]).await.unwrap();
        change.commit().await.unwrap();
        assert_eq!(tenant.members(SCHOOL.uuid(), NOW, None, 1000).await.unwrap().len(), 599);
    })
    .await;
}

#[tokio::test]
async fn a_claim_is_one_holders_until_it_ends_and_only_the_holder_writes() {
    each(async |made| {
        let tenant = made.tenant();
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let until = NOW.plus_seconds(60);
        assert!(tenant.take("import", one, NOW, until).await.unwrap());
        assert!(!tenant.take("import", two, NOW, until).await.unwrap());
        assert!(tenant.take("other", two, NOW, until).await.unwrap());
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.hold("import", one, NOW.plus_seconds(90)).await.unwrap();
        change.commit().await.unwrap();
        assert!(!tenant.take("import", two, until, NOW.plus_seconds(120)).await.unwrap(), "held for longer");
        let late = NOW.plus_seconds(90);
        assert!(tenant.take("import", two, late, late.plus_seconds(60)).await.unwrap(), "it ended by itself");
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        assert!(matches!(change.hold("import", one, until).await, Err(Fault::Changed)));
        drop(change);
        tenant.give_back("import", one).await.unwrap();
        assert!(
            !tenant.take("import", one, late, until).await.unwrap(),
            "nobody gives back what is another's"
        );
        tenant.give_back("import", two).await.unwrap();
        assert!(tenant.take("import", one, late, late.plus_seconds(1)).await.unwrap());
    })
    .await;
}
