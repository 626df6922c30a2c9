//! Backup and restore: whole, apart, and without bringing anybody back.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use serde_json::{Value, json};
use std::path::Path;
use support::{Made, NOW, about, each, master, person, sqlite};
use varsam_model::RecordClass;
use varsam_store::backup::{Half, restore, verify};
use varsam_store::{Access, Db, Deed, Fault, FileNote, FileOwner, Files, Filter, Keys, Store};

async fn fill(made: &Made, from: u128, to: u128) {
    let mut change = made.tenant().change(person(9), NOW).await.unwrap();
    for number in from..to {
        change.create(&about(1000 + number, person(number)), &json!({ "number": number })).await.unwrap();
        change.log(Deed::new("create").about(person(number)).note("in")).await.unwrap();
    }
    change.commit().await.unwrap();
}

async fn back_up(made: &Made, name: &str) -> (std::path::PathBuf, std::path::PathBuf) {
    let records = made.folder.join(format!("{name}.records"));
    let keys = made.folder.join(format!("{name}.keys"));
    made.store.back_up(Half::Records, &records, NOW).await.unwrap();
    made.store.back_up(Half::Keys, &keys, NOW).await.unwrap();
    (records, keys)
}

/// Puts a backup back into new SQLite files in a folder that has the files and the master key of `made`.
async fn put_back(made: &Made, (records, keys): (&Path, &Path), name: &str) -> Result<Store, Fault> {
    let url = |half: &str| format!("sqlite:{}", made.folder.join(format!("{name}-{half}.db")).display());
    let to = Db::open(&Access::records(&url("records"))).await?;
    let to_keys = Db::open(&Access::keys(&url("keys"))).await?;
    restore(records, keys, (&to, &to_keys)).await?;
    let keys = Keys::open(to_keys, master(&made.folder).await).await?;
    let store = Store::open(to, keys, Files::folder(&made.folder.join("files"))?, NOW).await?;
    store.replay(None).await?;
    Ok(store)
}

async fn count(made: &Made, store: &Store) -> usize {
    let filter = Filter { register: "person", limit: 10_000, ..Filter::default() };
    store.tenant(made.organiser).list::<Value>(&filter).await.unwrap().len()
}

#[tokio::test]
async fn what_was_backed_up_while_others_wrote_opens_and_is_whole() {
    each(async |made| {
        fill(&made, 0, 700).await;
        let (records, keys) = tokio::join!(back_up(&made, "one"), fill(&made, 700, 900)).0;
        let folder = tempfile::tempdir().unwrap();
        let found = verify(&records, &keys, master(&made.folder).await, folder.path()).await.unwrap();
        assert!((700..=900).contains(&found.opened), "{found:?}");
        assert_eq!(found.erased, 0);
        let store = put_back(&made, (&records, &keys), "back").await.unwrap();
        assert_eq!(count(&made, &store).await as u64, found.opened);
        store.checkpoint(NOW).await.unwrap();
        assert_eq!(store.verify_log(None).await.unwrap().size, found.opened);
    })
    .await;
}

#[tokio::test]
async fn a_path_with_signs_of_urls_is_a_path() {
    let made = sqlite().await;
    fill(&made, 0, 3).await;
    let (records, keys) = back_up(&made, "100%25 klart? ja").await;
    assert!(records.is_file() && keys.is_file());
    let folder = tempfile::tempdir().unwrap();
    let found = verify(&records, &keys, master(&made.folder).await, folder.path()).await.unwrap();
    assert_eq!(found.opened, 3);
}

#[tokio::test]
async fn acm_45_a_backup_from_before_brings_nobody_back() {
    each(async |made| {
        fill(&made, 0, 20).await;
        let owner =
            FileOwner { unit: support::SCHOOL, subject: person(3).uuid(), class: RecordClass::Identity };
        let note = FileNote { name: "blankett.pdf".into(), media: "application/pdf".into() };
        let file = made.store.new_id(NOW).unwrap();
        let mut change = made.tenant().change(person(9), NOW).await.unwrap();
        change.keep_file(file, owner, &note, b"Elsa").await.unwrap();
        change.commit().await.unwrap();
        let (records, keys) = back_up(&made, "old").await;
        let classes = [RecordClass::Identity, RecordClass::Log];
        made.tenant().erase(person(3).uuid(), &classes, "left", person(9), NOW).await.unwrap();
        let store = put_back(&made, (&records, &keys), "back").await.unwrap();
        assert_eq!(count(&made, &store).await, 19);
        let tenant = store.tenant(made.organiser);
        assert!(matches!(tenant.read::<Value>(about(1003, person(3)).id).await, Err(Fault::Missing)));
        assert!(matches!(tenant.file(file).await, Err(Fault::Missing)));
        let trail =
            tenant.trail(&varsam_store::TrailFilter { limit: 99, ..Default::default() }).await.unwrap();
        assert_eq!(trail.iter().filter(|passed| passed.note.is_none()).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn after_a_rotation_no_old_backup_of_keys_opens_anything() {
    each(async |made| {
        fill(&made, 0, 5).await;
        let (records, keys) = back_up(&made, "old").await;
        made.store.rotate(NOW).await.unwrap();
        let refused = put_back(&made, (&records, &keys), "back").await;
        assert!(matches!(refused, Err(Fault::Master(_))));
        let (_, new_keys) = back_up(&made, "new").await;
        let store = put_back(&made, (&records, &new_keys), "again").await.unwrap();
        assert_eq!(count(&made, &store).await, 5);
    })
    .await;
}

#[tokio::test]
async fn a_backup_that_is_damaged_mixed_up_or_of_another_is_refused_and_says_why() {
    let (made, other) = (sqlite().await, sqlite().await);
    fill(&made, 0, 50).await;
    let (records, keys) = back_up(&made, "one").await;
    let (_, strange) = back_up(&other, "other").await;
    let folder = || tempfile::tempdir().unwrap();
    let look = async |records: &Path, keys: &Path| {
        let folder = folder();
        verify(records, keys, master(&made.folder).await, folder.path()).await
    };
    assert!(look(&records, &keys).await.is_ok());
    assert!(matches!(look(&keys, &records).await, Err(Fault::Backup(_))));
    assert!(look(&records, &strange).await.is_err());
    assert!(matches!(made.store.back_up(Half::Keys, &keys, NOW).await, Err(Fault::Backup(_))));
    let bytes = std::fs::read(&records).unwrap();
    let cut = made.folder.join("cut.records");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    assert!(look(&cut, &keys).await.is_err());
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", records.display())).await.unwrap();
    for sql in ["SELECT sealed FROM record LIMIT 1", "SELECT sealed FROM log_entry LIMIT 1"] {
        let sealed: Vec<u8> = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
        let at = bytes.windows(sealed.len()).position(|window| window == sealed.as_slice()).unwrap();
        let mut changed = bytes.clone();
        changed[at + 20] ^= 1;
        std::fs::write(&cut, &changed).unwrap();
        let told = look(&cut, &keys).await.unwrap_err().to_string();
        assert!(told.contains("damaged"), "{told}");
    }
    pool.close().await;
    let used = Db::open(&Access::records(&made.records)).await.unwrap();
    let used_keys = Db::open(&Access::keys(&made.keys)).await.unwrap();
    assert!(matches!(restore(&records, &keys, (&used, &used_keys)).await, Err(Fault::Backup(_))));
}

#[tokio::test]
async fn every_column_of_every_table_is_in_a_backup() {
    let made = sqlite().await;
    for (url, tables) in
        varsam_store::backup::columns().into_iter().zip([&made.records, &made.keys]).map(|(t, u)| (u, t))
    {
        let pool = sqlx::SqlitePool::connect(url).await.unwrap();
        let sql = "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                   WHERE m.type = 'table' AND m.name NOT LIKE '\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'";
        let mut there: Vec<String> = sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap();
        // Nobody is signed in because a backup was put back, and nothing is kept in memory from before it.
        let is_passing = |column: &String| {
            ["session.", "ticket.", "claim.", "ceremony.", "throttle.", "turn."]
                .iter()
                .any(|table| column.starts_with(table))
        };
        there.retain(|column| !is_passing(column));
        let mut copied = tables;
        there.sort();
        copied.sort();
        assert_eq!(there, copied);
    }
}

#[tokio::test]
async fn of_two_backups_to_one_name_at_once_neither_overwrites_the_other() {
    let made = sqlite().await;
    fill(&made, 0, 3).await;
    let path = made.folder.join("one.records");
    for _ in 0..10 {
        let (one, other) = tokio::join!(
            made.store.back_up(Half::Records, &path, NOW),
            made.store.back_up(Half::Records, &path, NOW.plus_seconds(1))
        );
        let taken: Vec<_> = [&one, &other].into_iter().filter_map(|done| done.as_ref().ok()).collect();
        assert_eq!(taken.len(), 1, "{one:?} {other:?}");
        let refused = [&one, &other].into_iter().find_map(|done| done.as_ref().err()).unwrap();
        assert!(refused.to_string().contains("is there already"), "{refused}");
        let at = sqlx::SqlitePool::connect(path.to_str().unwrap()).await.unwrap();
        let note: String = sqlx::query_scalar("SELECT note FROM backup").fetch_one(&at).await.unwrap();
        assert_eq!(serde_json::from_str::<varsam_store::backup::Note>(&note).unwrap(), *taken[0]);
        at.close().await;
        let left: Vec<_> =
            std::fs::read_dir(&made.folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(!left.iter().any(|path| path.extension().is_some_and(|end| end == "unfinished")), "{left:?}");
        std::fs::remove_file(&path).unwrap();
    }
}

#[tokio::test]
async fn a_restore_that_cannot_be_undone_says_first_why_it_failed() {
    let made = sqlite().await;
    fill(&made, 0, 3).await;
    let (records, keys) = back_up(&made, "one").await;
    let url = |half: &str| format!("sqlite:{}", made.folder.join(format!("back-{half}.db")).display());
    let to = Db::open(&Access::records(&url("records"))).await.unwrap();
    let to_keys = Db::open(&Access::keys(&url("keys"))).await.unwrap();
    for (half, sql) in [
        ("records", "CREATE TRIGGER a BEFORE INSERT ON record BEGIN SELECT RAISE(ABORT, 'first'); END"),
        ("keys", "CREATE TRIGGER b BEFORE DELETE ON subject_key BEGIN SELECT RAISE(ABORT, 'second'); END"),
    ] {
        let pool = sqlx::SqlitePool::connect(&url(half)).await.unwrap();
        sqlx::query(sql).execute(&pool).await.unwrap();
        pool.close().await;
    }
    let told = restore(&records, &keys, (&to, &to_keys)).await.unwrap_err().to_string();
    let (first, second) = (told.find("first"), told.find("second"));
    assert!(first.is_some() && first < second, "{told}");
}
