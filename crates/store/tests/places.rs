//! Memberships, notices, files, and the log as others see it.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use serde_json::json;
use support::{Made, NOW, SCHOOL, each, person, sqlite};
use varsam_model::{Instant, RecordClass};
use varsam_store::{Deed, Fault, FileNote, FileOwner, Membership, Notice};

fn member(number: u128, kind: &str, until: Instant) -> Membership {
    Membership { person: person(number), place: SCHOOL.uuid(), kind: kind.into(), since: NOW, until }
}

#[tokio::test]
async fn who_belongs_where_is_true_for_its_time_only() {
    each(async |made| {
        let end = NOW.plus_seconds(3600);
        let mut change = made.tenant().change(person(9), NOW).await.unwrap();
        change.join(&member(1, "pupil", end)).await.unwrap();
        change.join(&member(2, "staff", Instant(i64::MAX))).await.unwrap();
        change.join(&member(2, "staff", Instant(i64::MAX))).await.unwrap();
        change.commit().await.unwrap();
        let who = async |at| {
            let members = made.tenant().members(SCHOOL.uuid(), at, None, 99).await.unwrap();
            members.into_iter().map(|member| member.person).collect::<Vec<_>>()
        };
        assert_eq!(who(NOW.plus_seconds(-1)).await, []);
        assert_eq!(who(NOW).await, [person(1), person(2)]);
        let people = [1, 2, 3].map(person);
        let staff = made.tenant().places_of(&people, "staff", NOW).await.unwrap();
        assert_eq!(staff, [member(2, "staff", Instant(i64::MAX))]);
        assert_eq!(made.tenant().places_of(&people, "pupil", end).await.unwrap(), []);
        assert_eq!(made.tenant().places_of(&[], "staff", NOW).await.unwrap(), []);
        assert_eq!(who(end).await, [person(2)]);
        let mut change = made.tenant().change(person(9), end).await.unwrap();
        change.leave(person(2), SCHOOL.uuid(), "staff").await.unwrap();
        change.commit().await.unwrap();
        assert_eq!(who(end).await, []);
        assert_eq!(made.tenant().places(person(2), NOW).await.unwrap(), [member(2, "staff", end)]);
    })
    .await;
}

fn notice(once: &str) -> Notice<serde_json::Value> {
    let (kind, subject) = ("mail".to_owned(), person(1).uuid());
    Notice {
        kind,
        once: once.into(),
        due: NOW,
        subject,
        class: RecordClass::School,
        body: json!({"to": "x"}),
    }
}

async fn put(made: &Made, once: &str) {
    let mut change = made.tenant().change(person(9), NOW).await.unwrap();
    change.notify(made.store.new_id(NOW).unwrap(), &notice(once)).await.unwrap();
    change.commit().await.unwrap();
}

#[tokio::test]
async fn a_notice_goes_out_once_whoever_asks_and_however_often_it_was_put() {
    each(async |made| {
        for number in 0..40 {
            put(&made, &format!("event-{}", number / 2)).await;
        }
        let take = async || {
            let mut taken = Vec::new();
            while let Some(claimed) = made.store.claim("mail", NOW, 60).await.unwrap() {
                made.store.sent(claimed.id, NOW).await.unwrap();
                taken.push(claimed.id);
            }
            taken
        };
        let (a, b, c, d) =
            tokio::join!(Box::pin(take()), Box::pin(take()), Box::pin(take()), Box::pin(take()));
        let mut all = [a, b, c, d].concat();
        all.sort();
        let sent = all.len();
        all.dedup();
        assert_eq!((sent, all.len()), (20, 20));
    })
    .await;
}

#[tokio::test]
async fn a_notice_that_was_not_sent_comes_again_and_an_erased_one_has_nothing_to_send() {
    each(async |made| {
        put(&made, "one").await;
        let claimed = made.store.claim("mail", NOW, 60).await.unwrap().unwrap();
        assert_eq!(claimed.body.as_deref(), Some(br#"{"to":"x"}"#.as_slice()));
        assert_eq!(made.store.claim("mail", NOW.plus_seconds(59), 60).await.unwrap(), None);
        let again = made.store.claim("mail", NOW.plus_seconds(61), 60).await.unwrap().unwrap();
        assert_eq!((again.id, again.tries), (claimed.id, 2));
        let since = made.store.figures(NOW.plus_seconds(62)).await.unwrap().overdue;
        made.store.not_sent(again.id, "refused", NOW.plus_seconds(600)).await.unwrap();
        let figures = made.store.figures(NOW.plus_seconds(500)).await.unwrap();
        assert!(since.is_some() && figures.overdue == since, "waiting for its turn does not make it younger");
        assert_eq!(made.store.claim("mail", NOW.plus_seconds(599), 60).await.unwrap(), None);
        made.tenant().erase(person(1).uuid(), &[RecordClass::School], "left", person(9), NOW).await.unwrap();
        assert_eq!(made.store.claim("mail", NOW.plus_seconds(600), 60).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_notice_that_was_on_its_way_at_a_stop_is_not_sent_again_and_is_told_of() {
    each(async |made| {
        put(&made, "one").await;
        let later = NOW.plus_seconds(999);
        let claimed = made.store.claim("mail", NOW, 60).await.unwrap().unwrap();
        assert!(made.store.going(claimed.id, NOW).await.unwrap());
        assert_eq!(made.store.claim("mail", later, 60).await.unwrap(), None);
        assert!(!made.store.going(claimed.id, later).await.unwrap(), "it has gone already");
        let figures = made.store.figures(later).await.unwrap();
        assert_eq!((figures.waiting, figures.given_up, figures.uncertain), (0, 0, 1));
        // Whoever sent it was not stopped after all: the server wanted it later, and then took it.
        made.store.not_sent(claimed.id, "later", later).await.unwrap();
        let again = made.store.claim("mail", later, 60).await.unwrap().unwrap();
        assert_eq!((again.id, again.tries), (claimed.id, 2));
        assert!(made.store.going(again.id, later).await.unwrap());
        made.store.sent(again.id, later).await.unwrap();
        let figures = made.store.figures(later).await.unwrap();
        assert_eq!((figures.waiting, figures.given_up, figures.uncertain), (0, 0, 0));
        made.store.not_sent(again.id, "later", later).await.unwrap();
        assert_eq!(made.store.claim("mail", later, 60).await.unwrap(), None, "it was sent");
    })
    .await;
}

#[tokio::test]
async fn files_are_sealed_in_chunks_and_changed_ones_are_noticed() {
    each(async |made| {
        let owner = FileOwner { unit: SCHOOL, subject: person(1).uuid(), class: RecordClass::School };
        let note = FileNote { name: "bild.png".into(), media: "image/png".into() };
        for length in [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20] {
            let bytes: Vec<u8> = (0..251).cycle().take(length).collect();
            let id = made.store.new_id(NOW).unwrap();
            let mut change = made.tenant().change(person(9), NOW).await.unwrap();
            change.keep_file(id, owner, &note, &bytes).await.unwrap();
            change.commit().await.unwrap();
            assert_eq!(made.tenant().file(id).await.unwrap(), (owner, note.clone(), bytes));
        }
        let id = made.store.new_id(NOW).unwrap();
        let mut change = made.tenant().change(person(9), NOW).await.unwrap();
        change.keep_file(id, owner, &note, &vec![7; 3 << 20]).await.unwrap();
        change.commit().await.unwrap();
        for change in [cut_off as fn(&[u8]) -> Vec<u8>, swap_chunks] {
            let kept: Vec<_> = walk(&made.folder.join("files"))
                .into_iter()
                .map(|path| (std::fs::read(&path).unwrap(), path))
                .collect();
            for (bytes, path) in &kept {
                std::fs::write(path, change(bytes)).unwrap();
            }
            assert!(matches!(made.tenant().file(id).await, Err(Fault::Tampered { table: "file", .. })));
            for (bytes, path) in kept {
                std::fs::write(path, bytes).unwrap();
            }
        }
        assert!(made.tenant().file(id).await.is_ok());
    })
    .await;
}

const CHUNK: usize = (1 << 20) + 29;

fn cut_off(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().take(bytes.len().saturating_sub(CHUNK)).collect()
}

fn swap_chunks(bytes: &[u8]) -> Vec<u8> {
    let mut chunks: Vec<_> = bytes.chunks(CHUNK).collect();
    chunks.reverse();
    chunks.concat()
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

async fn log(made: &Made, count: usize) {
    let mut change = made.tenant().change(person(9), NOW).await.unwrap();
    for _ in 0..count {
        change.log(Deed::new("view_person").about(person(1)).note("därför")).await.unwrap();
    }
    change.commit().await.unwrap();
}

#[tokio::test]
async fn the_log_grows_from_checkpoint_to_checkpoint_and_each_continues_the_one_before() {
    each(async |made| {
        let mut before = None;
        for count in [1, 255, 1, 300, 1300] {
            log(&made, count).await;
            let signed = made.store.checkpoint(NOW).await.unwrap();
            assert_eq!(made.store.checkpoint(NOW).await.unwrap(), signed);
            made.store.verify_log(before).await.unwrap();
            before = Some(signed.note);
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(made.store.export_log(folder.path()).await.unwrap() > 10);
        assert_eq!(made.store.export_log(folder.path()).await.unwrap(), 0);
        let made = made.again().await;
        log(&made, 3).await;
        made.store.checkpoint(NOW).await.unwrap();
        assert_eq!(made.store.verify_log(before).await.unwrap().size, 1860);
    })
    .await;
}

#[tokio::test]
async fn acm_56_an_entry_that_was_changed_or_taken_out_is_noticed() {
    let made = sqlite().await;
    log(&made, 600).await;
    let older = made.store.checkpoint(NOW).await.unwrap().note;
    let pool = sqlx::SqlitePool::connect(&made.records).await.unwrap();
    let kept: Vec<u8> =
        sqlx::query_scalar("SELECT leaf FROM log_entry WHERE place = 17").fetch_one(&pool).await.unwrap();
    let change = async |sql: &'static str| sqlx::query(sql).execute(&pool).await.map(|_| ()).unwrap();
    change("UPDATE log_entry SET leaf = (SELECT leaf FROM log_entry WHERE place = 18) WHERE place = 17")
        .await;
    let told = made.store.verify_log(None).await.unwrap_err().to_string();
    assert!(told.contains("17") || told.contains("entries/000"), "{told}");
    sqlx::query("UPDATE log_entry SET leaf = $1 WHERE place = 17").bind(kept).execute(&pool).await.unwrap();
    made.store.verify_log(Some(older.clone())).await.unwrap();
    change("UPDATE log_tile SET hashes = (SELECT hashes FROM log_tile WHERE level = 0 AND number = 1) WHERE level = 0 AND number = 0").await;
    assert!(made.store.verify_log(None).await.is_err());
    change("DELETE FROM log_entry WHERE place > 300").await;
    change("UPDATE log_head SET size = 301").await;
    change("DELETE FROM log_tile").await;
    change("DELETE FROM log_checkpoint").await;
    made.store.checkpoint(NOW).await.unwrap();
    assert!(made.store.verify_log(Some(older)).await.is_err(), "rolled back");
}
