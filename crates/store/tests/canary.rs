//! Canaries: words that stand for a person, looked for in every file, byte by byte. Without keys none is there
//! before erasure; none is there after it, whoever has the keys.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use serde_json::json;
use std::path::{Path, PathBuf};
use support::{NOW, SCHOOL, about, person, sqlite};
use varsam_model::RecordClass;
use varsam_store::backup::Half;
use varsam_store::{Deed, FileNote, FileOwner, Notice};

/// What must be found nowhere.
const CANARIES: [&str; 4] = ["Kanariefågel", "20120229TF77", "hemlig anledning", "kanarie.png"];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[track_caller]
fn nowhere(folder: &Path, words: &[Vec<u8>]) {
    for path in files(folder) {
        let bytes = std::fs::read(&path).unwrap();
        for word in words {
            let found = bytes.windows(word.len()).any(|window| window == word.as_slice());
            assert!(!found, "`{}` holds a canary", path.display());
        }
    }
}

#[tokio::test]
async fn acm_47_nothing_of_a_person_is_in_any_file_and_no_key_is_left_after_erasure() {
    let made = sqlite().await;
    let elsa = person(1);
    let mut change = made.tenant().change(person(9), NOW).await.unwrap();
    change.create(&about(10, elsa), &json!({"given": CANARIES[0], "number": CANARIES[1]})).await.unwrap();
    change.log(Deed::new("view_person").about(elsa).at(SCHOOL).note(CANARIES[2])).await.unwrap();
    let owner = FileOwner { unit: SCHOOL, subject: elsa.uuid(), class: RecordClass::Identity };
    let note = FileNote { name: CANARIES[3].into(), media: "image/png".into() };
    change.keep_file(made.store.new_id(NOW).unwrap(), owner, &note, CANARIES[0].as_bytes()).await.unwrap();
    let notice = Notice {
        kind: "mail".into(),
        once: "one".into(),
        due: NOW,
        subject: elsa.uuid(),
        class: RecordClass::Identity,
        body: json!(CANARIES[0]),
    };
    change.notify(made.store.new_id(NOW).unwrap(), &notice).await.unwrap();
    change.commit().await.unwrap();
    made.tenant().index_numbers(&[(CANARIES[1], elsa)]).await.unwrap();
    made.store.back_up(Half::Records, &made.folder.join("a.backup"), NOW).await.unwrap();
    let words: Vec<_> = CANARIES.iter().map(|word| word.as_bytes().to_vec()).collect();
    nowhere(&made.folder, &words);
    let wrapped = wrapped_keys(&made.keys).await;
    assert_eq!(wrapped.len(), 2, "of identity and of the log");
    std::fs::remove_file(made.folder.join("a.backup")).unwrap();
    let classes = [RecordClass::Identity, RecordClass::Log];
    made.tenant().erase(elsa.uuid(), &classes, "left", person(9), NOW).await.unwrap();
    nowhere(&made.folder, &wrapped);
    let left = files(&made.folder.join("files"));
    assert!(left.iter().all(|path| path.extension().is_some_and(|end| end == "json")), "{left:?}");
}

/// The keys as they lie in the key store: whoever had copied one and the keys above could open what it sealed.
async fn wrapped_keys(keys: &str) -> Vec<Vec<u8>> {
    let pool = sqlx::SqlitePool::connect(keys).await.unwrap();
    let sql = "SELECT wrapped FROM subject_key WHERE subject = $1";
    sqlx::query_scalar(sql).bind(person(1).uuid()).fetch_all(&pool).await.unwrap()
}
