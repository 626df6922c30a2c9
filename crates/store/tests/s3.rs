//! Files in a store of the S3 kind: moto's server, found by `VARSAM_MOTO` or in `target/moto`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

mod support;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use support::{NOW, SCHOOL, master, person};
use uuid::Uuid;
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Access, Db, Fault, FileNote, FileOwner, Files, Keys, Store};

/// Whose objects these are; moto does not look at the signature.
const SIGNED: &str =
    "AWS4-HMAC-SHA256 Credential=varsam/20261129/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";

struct Moto {
    server: Child,
    port: u16,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Moto {
    /// `None`, and a word on it, where moto is not installed.
    async fn start() -> Option<Self> {
        let Some(program) = program() else {
            println!("skipped: moto is not installed (name its program with VARSAM_MOTO)");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        let server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let moto = Self { server, port };
        for _ in 0..200 {
            if let Ok(reply) = reqwest::Client::new().put(moto.url("bucket")).send().await {
                assert!(reply.status().is_success(), "{reply:?}");
                return Some(moto);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("moto does not answer");
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    fn files(&self) -> Files {
        let option = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let options = [
            option("endpoint", &self.url("")),
            option("region", "us-east-1"),
            option("access_key_id", "varsam"),
            option("secret_access_key", "s3cret"),
            option("allow_http", "true"),
        ];
        Files::at("s3://bucket/some/where", &options).unwrap()
    }

    /// The names of all objects.
    async fn names(&self) -> Vec<String> {
        let text = reqwest::get(self.url("bucket?list-type=2")).await.unwrap().text().await.unwrap();
        let names = text.split("<Key>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned());
        names.collect()
    }
}

fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("VARSAM_MOTO") {
        return Some(named.into());
    }
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/moto/bin/moto_server");
    installed.exists().then_some(installed)
}

/// A store whose files lie there; its databases lie in a folder.
async fn store(moto: &Moto, folder: &Path) -> Store {
    let url = |name: &str| format!("sqlite:{}", folder.join(name).display());
    let keys = Db::open(&Access::keys(&url("keys.db"))).await.unwrap();
    let keys = Keys::open(keys, master(folder).await).await.unwrap();
    let db = Db::open(&Access::records(&url("records.db"))).await.unwrap();
    Store::open(db, keys, moto.files(), NOW).await.unwrap()
}

async fn keep(
    store: &Store,
    organiser: Id<id::Organiser>,
    of: u128,
    bytes: &[u8],
) -> Result<Id<id::File>, Fault> {
    let owner = FileOwner { unit: SCHOOL, subject: person(of).uuid(), class: RecordClass::School };
    let note = FileNote { name: "bild.png".into(), media: "image/png".into() };
    let id = store.new_id(NOW)?;
    let mut change = store.tenant(organiser).change(person(9), NOW).await?;
    change.keep_file(id, owner, &note, bytes).await?;
    change.commit().await.map(|()| id)
}

#[tokio::test]
async fn files_lie_there_sealed_and_go_when_they_are_erased() {
    let Some(moto) = Moto::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = store(&moto, folder.path()).await;
    store.probe_files().await.unwrap();
    let organiser = store.new_id(NOW).unwrap();
    store.add_organiser(organiser, NOW).await.unwrap();
    let tenant = store.tenant(organiser);
    let bytes = "kanariefågel ".repeat(200_000).into_bytes();
    let (first, again) = tokio::join!(
        Box::pin(keep(&store, organiser, 1, &bytes)),
        Box::pin(keep(&store, organiser, 1, &bytes)),
    );
    let (first, again) = (first.unwrap(), again.unwrap());
    assert_eq!(tenant.file(first).await.unwrap().2, bytes);
    assert_eq!(moto.names().await.len(), 1, "the same file is kept once, even when two bring it at once");
    let other = keep(&store, organiser, 2, &bytes).await.unwrap();
    let names = moto.names().await;
    assert_eq!(names.len(), 2, "but nobody can tell that two have the same");
    for name in &names {
        assert!(name.starts_with("some/where/"), "{name}");
        let stored = reqwest::get(moto.url(&format!("bucket/{name}"))).await.unwrap().bytes().await.unwrap();
        assert!(!stored.windows(6).any(|part| part == b"kanari"), "{name}");
    }
    tenant.erase(person(1).uuid(), &[RecordClass::School], "left", person(9), NOW).await.unwrap();
    for gone in [first, again] {
        assert!(matches!(tenant.file(gone).await, Err(Fault::Missing)));
    }
    assert_eq!(tenant.file(other).await.unwrap().2, bytes);
    let left = moto.names().await;
    assert_eq!(left.iter().filter(|name| !name.contains("/erasures/")).count(), 1, "{left:?}");
    assert_eq!(
        left.iter().filter(|name| name.contains("/erasures/")).count(),
        1,
        "the mark that a restore obeys"
    );
}

#[tokio::test]
async fn what_was_erased_stays_so_when_the_databases_are_put_back() {
    let Some(moto) = Moto::start().await else { return };
    let (folder, kept) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let of = store(&moto, folder.path()).await;
    let organiser = of.new_id(NOW).unwrap();
    of.add_organiser(organiser, NOW).await.unwrap();
    let id = keep(&of, organiser, 1, b"en blankett").await.unwrap();
    of.close().await;
    for name in ["records.db", "keys.db", "master.key"] {
        std::fs::copy(folder.path().join(name), kept.path().join(name)).unwrap();
    }
    let of = store(&moto, folder.path()).await;
    let tenant = of.tenant(organiser);
    tenant.erase(person(1).uuid(), &[RecordClass::School], "left", person(9), NOW).await.unwrap();
    of.close().await;
    let back = store(&moto, kept.path()).await;
    assert_eq!(back.recall_erasures().await.unwrap(), 1);
    back.finish_erasures().await.unwrap();
    assert!(matches!(back.tenant(organiser).file(id).await, Err(Fault::Missing)));
}

#[tokio::test]
async fn changed_objects_are_noticed_and_a_store_that_is_away_is_told() {
    let Some(moto) = Moto::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = store(&moto, folder.path()).await;
    let organiser = store.new_id(NOW).unwrap();
    store.add_organiser(organiser, NOW).await.unwrap();
    let id = keep(&store, organiser, 1, b"en blankett").await.unwrap();
    let name = moto.names().await.pop().unwrap();
    let object = moto.url(&format!("bucket/{name}"));
    let swapped = reqwest::Client::new().put(&object).header("authorization", SIGNED).body("something else");
    assert!(swapped.send().await.unwrap().status().is_success());
    let tampered = store.tenant(organiser).file(id).await;
    assert!(matches!(tampered, Err(Fault::Tampered { table: "file", .. })), "{tampered:?}");
    let gone = reqwest::Client::new().delete(&object).header("authorization", SIGNED).send().await.unwrap();
    assert!(gone.status().is_success());
    assert!(matches!(store.tenant(organiser).file(id).await, Err(Fault::Files(_))));
    let missing = store.tenant(organiser).file(Id::new(Uuid::from_u128(7))).await;
    assert!(matches!(missing, Err(Fault::Missing)));
}
