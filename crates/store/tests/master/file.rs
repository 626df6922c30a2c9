//! A master key in a file, and in a credential.

use crate::{KEY, lives_as_a_master_key};
use std::fs::{self, File, Permissions};
use std::io::{Read as _, Seek as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use varsam_store::master::{KeyFile, Master, MasterConfig, MasterError, Wrapped, retired_text, rotated_text};

const FIRST: [u8; 32] = [0xa1; 32];
const SECOND: [u8; 32] = [0xb2; 32];
const FIRST_HEX: &str = "a1a1a1a1a1a1a1a1";

/// A folder with a key file.
fn made() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    KeyFile::create(&path, &FIRST).unwrap();
    (folder, path)
}

fn allow(path: &Path, rights: u32) {
    fs::set_permissions(path, Permissions::from_mode(rights)).unwrap();
}

#[track_caller]
fn exposed(path: &Path, expected: &str) {
    let error = KeyFile::open(path).unwrap_err();
    assert!(matches!(error, MasterError::Exposed { .. }), "{error:?}");
    assert!(error.to_string().contains(expected), "{error}");
}

#[tokio::test]
async fn it_lives_as_a_master_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    let config: MasterConfig = format!("file:{}", path.display()).parse().unwrap();
    assert!(matches!(Master::open(&config).await, Err(MasterError::Missing(_))));
    let master = Master::create(&config).await.unwrap();
    assert!(matches!(Master::create(&config).await, Err(MasterError::Exists(_))));
    let master = lives_as_a_master_key(master).await;
    let again = Master::open(&config).await.unwrap();
    assert_eq!(again.versions(), master.versions());
    assert_eq!(again.fingerprint(2).await.unwrap(), master.fingerprint(2).await.unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside the file");
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
}

#[test]
fn it_is_made_for_its_owner_alone_and_never_overwritten() {
    let (_folder, path) = made();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
    let before = fs::read(&path).unwrap();
    assert!(matches!(KeyFile::create(&path, &SECOND), Err(MasterError::Exists(_))));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_link_that_leads_nowhere_is_not_filled() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("link");
    symlink(folder.path().join("elsewhere"), &link).unwrap();
    assert!(matches!(KeyFile::create(&link, &FIRST), Err(MasterError::Exists(_))));
    assert!(!folder.path().join("elsewhere").exists());
    assert!(KeyFile::open(&link).is_err());
}

#[test]
fn a_file_that_others_can_use_is_refused() {
    let (_folder, path) = made();
    for rights in [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o666, 0o440] {
        allow(&path, rights);
        exposed(&path, "chmod 600");
    }
    for rights in [0o600, 0o400] {
        allow(&path, rights);
        KeyFile::open(&path).unwrap();
    }
}

#[test]
fn a_file_of_another_user_is_refused() {
    let (_folder, path) = made();
    if chown(&path, Some(65534), None).is_err() {
        println!("skipped: only root can give a file to another user");
        return;
    }
    exposed(&path, "another user");
    chown(&path, Some(0), None).unwrap();
    KeyFile::open(&path).unwrap();
}

#[test]
fn a_folder_that_everybody_can_write_to_is_refused() {
    let (folder, path) = made();
    allow(folder.path(), 0o777);
    exposed(&path, "chmod o-w");
    let beside = folder.path().join("beside");
    assert!(matches!(KeyFile::create(&beside, &FIRST), Err(MasterError::Exposed { .. })));
    assert!(!beside.exists(), "what was refused is not left lying there");
    allow(folder.path(), 0o1777);
    KeyFile::open(&path).unwrap();
}

#[test]
fn a_link_is_followed_and_stays_a_link() {
    let (_folder, path) = made();
    let links = tempfile::tempdir().unwrap();
    let link = links.path().join("link");
    symlink(&path, &link).unwrap();
    KeyFile::open(&link).unwrap().rotate(&SECOND).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(KeyFile::open(&path).unwrap().versions(), [1, 2]);
    allow(links.path(), 0o777);
    exposed(&link, "chmod o-w");
    allow(links.path(), 0o700);
    allow(&path, 0o644);
    exposed(&link, "chmod 600");
}

#[test]
fn what_is_no_file_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    exposed(folder.path(), "no plain file");
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    exposed(&pipe, "no plain file");
    exposed(Path::new("/dev/null"), "no plain file");
}

#[test]
fn a_damaged_file_is_refused_without_repeating_it() {
    let (_folder, path) = made();
    KeyFile::open(&path).unwrap().rotate(&SECOND).unwrap();
    let whole = fs::read_to_string(&path).unwrap();
    let (before, after) = whole.split_once("2 ").unwrap();
    let lost_line = format!("{before}{}", after.split_once('\n').unwrap().1);
    let damaged = [
        String::new(),
        "not a key".into(),
        before.into(),
        whole.trim_end().into(),
        whole.replacen("a1", "a2", 1),
        whole.replace("current 2", "current 1"),
        lost_line,
        "varsam master key\ncurrent 0\n".into(),
        "x".repeat(100_000),
    ];
    for text in damaged {
        fs::write(&path, &text).unwrap();
        let error = KeyFile::open(&path).unwrap_err();
        assert!(matches!(error, MasterError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains("master.key"));
        assert!(!format!("{error} {error:?}").contains(FIRST_HEX));
    }
    fs::write(&path, [0xff; 40]).unwrap();
    assert!(matches!(KeyFile::open(&path), Err(MasterError::Damaged { .. })));
}

#[test]
fn nothing_shows_a_key() {
    let (_folder, path) = made();
    let file = KeyFile::open(&path).unwrap();
    let shown = format!("{file:?} {:?}", Master::File(KeyFile::open(&path).unwrap()));
    assert!(!shown.contains(FIRST_HEX) && !shown.contains("161, 161"), "{shown}");
}

#[test]
fn old_bytes_are_overwritten_when_a_version_is_retired() {
    let (_folder, path) = made();
    let mut file = KeyFile::open(&path).unwrap();
    file.rotate(&SECOND).unwrap();
    let mut old = File::open(&path).unwrap();
    file.retire(2).unwrap();
    let mut left = Vec::new();
    old.rewind().unwrap();
    old.read_to_end(&mut left).unwrap();
    assert!(!left.is_empty() && left.iter().all(|&byte| byte == 0), "the old file is overwritten in place");
    assert!(!fs::read_to_string(&path).unwrap().contains(FIRST_HEX));
}

#[test]
fn rotations_at_the_same_time_lose_no_version() {
    let (_folder, path) = made();
    let wrapped: Vec<Wrapped> = std::thread::scope(|scope| {
        let rotate = |worker: u8| {
            let mut file = KeyFile::open(&path).unwrap();
            let wrap = |turn| {
                let made = file.rotate(&[worker * 16 + turn; 32]).unwrap();
                let wrapped = file.wrap(&KEY, b"x").unwrap();
                assert!(wrapped.version() >= made);
                wrapped
            };
            (0..6).map(wrap).collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..8).map(|worker| scope.spawn(move || rotate(worker))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let file = KeyFile::open(&path).unwrap();
    assert_eq!(file.versions(), (1..=49).collect::<Vec<_>>());
    for wrapped in wrapped {
        assert_eq!(*file.unwrap(&wrapped, b"x").unwrap(), KEY);
    }
}

#[test]
fn who_reads_while_it_is_replaced_reads_a_whole_one() {
    let (_folder, path) = made();
    let done = std::sync::atomic::AtomicBool::new(false);
    let read = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut read = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                KeyFile::open(&path).unwrap();
                read += 1;
            }
            read
        });
        let mut file = KeyFile::open(&path).unwrap();
        for turn in 0..60 {
            file.rotate(&[turn; 32]).unwrap();
            file.retire(file.current()).unwrap();
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(read > 10, "{read} reads");
}

/// Else a key would be wrapped by a version that another program has destroyed, and be lost.
#[test]
fn a_rotation_by_another_program_is_noticed_before_the_next_wrap() {
    let (_folder, path) = made();
    let server = KeyFile::open(&path).unwrap();
    let mut other = KeyFile::open(&path).unwrap();
    other.rotate(&SECOND).unwrap();
    assert_eq!(server.wrap(&KEY, b"x").unwrap().version(), 2);
    other.rotate(&[0xc3; 32]).unwrap();
    let by_other = other.wrap(&KEY, b"x").unwrap();
    assert_eq!(*server.unwrap(&by_other, b"x").unwrap(), KEY);
    other.retire(3).unwrap();
    assert_eq!(server.wrap(&KEY, b"x").unwrap().version(), 3);
    assert_eq!(server.versions(), [3]);
}

#[test]
fn what_a_stopped_rotation_left_is_cleared() {
    let (folder, path) = made();
    let beside = folder.path().join(".master.key.new");
    fs::write(&beside, "half a key").unwrap();
    KeyFile::open(&path).unwrap().rotate(&SECOND).unwrap();
    assert!(!beside.exists());
    assert_eq!(KeyFile::open(&path).unwrap().versions(), [1, 2]);
}

#[test]
fn a_rotation_that_fails_leaves_what_was() {
    let (folder, path) = made();
    let mut file = KeyFile::open(&path).unwrap();
    fs::create_dir(folder.path().join(".master.key.new")).unwrap();
    assert!(matches!(file.rotate(&SECOND), Err(MasterError::Path { .. })));
    assert_eq!(file.versions(), [1]);
    assert_eq!(KeyFile::open(&path).unwrap().versions(), [1]);
}

#[test]
fn a_credential_is_read_as_systemd_lends_it_and_never_changed() {
    let (folder, path) = made();
    // With an access list for the service's user, the right to read shows as that of the group.
    for rights in [0o400, 0o440] {
        allow(&path, rights);
        KeyFile::credential(folder.path(), "master.key").unwrap();
    }
    for rights in [0o444, 0o460] {
        allow(&path, rights);
        assert!(matches!(KeyFile::credential(folder.path(), "master.key"), Err(MasterError::Exposed { .. })));
    }
    allow(&path, 0o400);
    let mut file = KeyFile::credential(folder.path(), "master.key").unwrap();
    for refused in [file.rotate(&SECOND).unwrap_err(), file.retire(1).unwrap_err()] {
        assert!(refused.to_string().contains("`master.key` cannot be changed by the program"), "{refused}");
    }
    assert_eq!(KeyFile::open(&path).unwrap().versions(), [1]);
}

#[test]
fn the_next_text_of_a_credential_holds_both_versions() {
    let (folder, path) = made();
    let file = KeyFile::credential(folder.path(), "master.key").unwrap();
    let wrapped = file.wrap(&KEY, b"x").unwrap();
    let both = rotated_text(&fs::read(&path).unwrap(), &SECOND).unwrap();
    fs::write(&path, both.as_bytes()).unwrap();
    let file = KeyFile::credential(folder.path(), "master.key").unwrap();
    assert_eq!(file.versions(), [1, 2]);
    assert_eq!(*file.unwrap(&wrapped, b"x").unwrap(), KEY);
    let last = retired_text(both.as_bytes(), 2).unwrap();
    assert!(!last.contains(FIRST_HEX));
    assert!(matches!(retired_text(both.as_bytes(), 3), Err(MasterError::Current(2))));
    assert!(matches!(rotated_text(b"nothing", &SECOND), Err(MasterError::Damaged { .. })));
}

#[tokio::test]
async fn a_key_of_another_kind_or_none_is_told_apart() {
    let (_folder, path) = made();
    let master = Master::File(KeyFile::open(&path).unwrap());
    let other: Wrapped = "transit:1:vault:v1:AAAA".parse().unwrap();
    let told = master.unwrap(&other, b"").await.unwrap_err().to_string();
    assert!(told.contains("kind `transit`, and `file` is configured"), "{told}");
    for text in ["", "file", "file:1", "usb:1:00", "file:x:00", "file:-1:00"] {
        assert!(matches!(text.parse::<Wrapped>(), Err(MasterError::NotWrapped)), "{text}");
    }
    let short: Wrapped = "file:1:00".parse().unwrap();
    assert!(matches!(master.unwrap(&short, b"").await, Err(MasterError::NotWrapped)));
    let unknown: Wrapped = format!("file:9:{}", "00".repeat(60)).parse().unwrap();
    let told = master.unwrap(&unknown, b"").await.unwrap_err().to_string();
    assert!(told.contains("version 9") && told.contains("only 1"), "{told}");
}

/// The master key of another school: everything else is the same.
#[tokio::test]
async fn another_master_key_opens_nothing_and_is_named() {
    let (_folder, path) = made();
    let (_other_folder, other_path) = {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        KeyFile::create(&path, &SECOND).unwrap();
        (folder, path)
    };
    let own = Master::File(KeyFile::open(&path).unwrap());
    let other = Master::File(KeyFile::open(&other_path).unwrap());
    let wrapped = own.wrap(&KEY, b"x").await.unwrap();
    assert!(matches!(other.unwrap(&wrapped, b"x").await, Err(MasterError::NotOpened(1))));
    let noted = own.fingerprint(1).await.unwrap();
    assert!(matches!(other.recognise(1, &noted).await, Err(MasterError::Other { .. })));
}
