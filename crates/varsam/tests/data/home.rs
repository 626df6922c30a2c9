//! A folder with data in it, as a first start makes it, and the real program run on it.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use uuid::Uuid;
use varsam::clock;
use varsam::data::{Config, Env, open};
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Deed, FileNote, FileOwner, Filter, Head, Store};

pub(crate) const SCHOOL: Id<id::Unit> = Id::new(Uuid::from_u128(0x5c00));

pub(crate) struct Home {
    pub(crate) folder: TempDir,
}

pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// It ended with this code, and said this.
    #[track_caller]
    pub(crate) fn says(&self, code: i32, text: &str) -> &Self {
        let all = format!("{}{}", self.out, self.err);
        assert!(
            self.code == code && all.contains(text),
            "wanted {code} and `{text}`, got {}: {all}",
            self.code
        );
        self
    }
}

/// Runs the program with nothing in its environment but what is given.
pub(crate) fn varsam(args: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_varsam"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("VARSAM_")) {
        command.env_remove(name);
    }
    command.args(args).envs(variables.iter().copied()).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(work)
}

pub(crate) fn person(number: u128) -> Id<id::Person> {
    Id::new(Uuid::from_u128(number))
}

impl Home {
    /// A folder, and nothing in it yet.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With so many persons, each with a record and an entry of the log, and a file about number 1.
    pub(crate) fn of(persons: u128) -> Self {
        let home = Self::empty();
        home.work(async |store| {
            let organiser = store.new_id(clock::now()).unwrap();
            store.add_organiser(organiser, clock::now()).await.unwrap();
            add(store, 0, persons, clock::now()).await;
            let owner = FileOwner { unit: SCHOOL, subject: person(1).uuid(), class: RecordClass::Identity };
            let note = FileNote { name: "blankett.pdf".into(), media: "application/pdf".into() };
            let tenant = store.tenant(organiser);
            let mut change = tenant.change(person(9), clock::now()).await.unwrap();
            change.keep_file(store.new_id(clock::now()).unwrap(), owner, &note, b"a form").await.unwrap();
            change.commit().await.unwrap();
        });
        home
    }

    /// The folder of the data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A path beside the data.
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// A folder beside the data, made.
    pub(crate) fn made(&self, name: &str) -> String {
        std::fs::create_dir_all(self.path(name)).unwrap();
        self.path(name)
    }

    pub(crate) fn config(&self) -> Config {
        Config::read(None, Some(&self.data()), &Env::new()).unwrap()
    }

    /// Opens the data, as a start of the program does, and works with it.
    pub(crate) fn work<T>(&self, work: impl AsyncFnOnce(&Store) -> T) -> T {
        wait(async {
            let store = open(&self.config(), clock::now()).await.unwrap();
            let done = work(&store).await;
            store.close().await;
            done
        })
    }

    /// Runs the program on the data.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, &[])
    }

    pub(crate) fn run_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Run {
        let data = self.data();
        varsam(args, &[&[("VARSAM_DATA", data.to_str().unwrap())], variables].concat())
    }

    /// Backs up into the folders `name/records` and `name/keys`, and gives these.
    pub(crate) fn back_up(&self, name: &str) -> (String, String) {
        let (records, keys) = (self.made(&format!("{name}/records")), self.made(&format!("{name}/keys")));
        self.run(&["backup", "--records", &records, "--keys", &keys]).says(0, "keep the two apart");
        (records, keys)
    }

    pub(crate) fn erase(&self, number: u128) {
        self.work(async |store| {
            let organiser = store.organisers().await.unwrap()[0];
            let classes = [RecordClass::Identity, RecordClass::Log];
            let tenant = store.tenant(organiser);
            tenant.erase(person(number).uuid(), &classes, "left", person(9), clock::now()).await.unwrap();
        });
    }

    pub(crate) fn persons(&self) -> usize {
        self.work(async |store| persons(store).await)
    }
}

/// Adds persons from a number to below another.
pub(crate) async fn add(store: &Store, from: u128, to: u128, at: Instant) {
    let organiser = store.organisers().await.unwrap()[0];
    let mut change = store.tenant(organiser).change(person(9), at).await.unwrap();
    for number in from..to {
        let who = person(number);
        let id = Id::new(Uuid::from_u128(1000 + number));
        let head = Head::about(id, "person", SCHOOL, who.uuid(), RecordClass::Identity).in_state("active");
        change.create(&head, &json!({ "number": number.to_string() })).await.unwrap();
        change.log(Deed::new("create").about(who).note("in")).await.unwrap();
    }
    change.commit().await.unwrap();
}

pub(crate) async fn persons(store: &Store) -> usize {
    let organiser = store.organisers().await.unwrap()[0];
    let filter = Filter { register: "person", limit: 10_000, ..Filter::default() };
    store.tenant(organiser).list::<Value>(&filter).await.unwrap().len()
}

/// The rights of a path.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

pub(crate) fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}
