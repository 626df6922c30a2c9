//! Backup, a look into it, and restore: whole, apart, and without bringing anybody back.

use super::home::Home;
use std::fs;
use std::path::{Path, PathBuf};
use varsam_store::backup::Half;

/// The only file in a folder.
fn file(folder: &str) -> PathBuf {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

/// An empty place that has the files and the master key of another.
fn beside(home: &Home) -> (Home, Vec<(String, String)>) {
    let master = format!("file:{}", home.data().join("master.key").display());
    let files = home.data().join("files").to_str().unwrap().to_owned();
    (Home::empty(), vec![("VARSAM_MASTER".into(), master), ("VARSAM_FILES_FOLDER".into(), files)])
}

fn restore(home: &Home, to: &Home, variables: &[(String, String)], args: &[&str]) -> super::home::Run {
    let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let run = to.run_with(&[&["restore"], args].concat(), &variables);
    if run.code == 0 {
        // The same place afterwards, without variables.
        fs::copy(home.data().join("master.key"), to.data().join("master.key")).unwrap();
    }
    run
}

#[test]
fn acm_45_a_round_trip_keeps_all_but_those_who_were_erased_since() {
    let home = Home::of(20);
    let (records, keys) = home.back_up("one");
    home.run(&["backup", "verify", "--records", &records, "--keys", &keys]).says(0, "20 records open");
    home.erase(3);
    let (to, variables) = beside(&home);
    let run = restore(&home, &to, &variables, &["--records", &records, "--keys", &keys]);
    run.says(0, "2 made since the backup are obeyed, 2 in all").says(0, "put back: the backup of 20");
    assert_eq!(to.persons(), 19);
    let again = restore(&home, &to, &variables, &["--records", &records, "--keys", &keys]);
    again.says(2, "already");
}

#[test]
fn erasures_come_from_a_newer_backup_where_the_list_beside_the_files_is_lost() {
    let home = Home::of(20);
    let old = home.back_up("old");
    home.erase(3);
    let new = home.back_up("new");
    let (to, mut variables) = beside(&home);
    variables.truncate(1);
    let args = ["--records", &old.0, "--keys", &old.1, "--erasures-from", &new.0];
    restore(&home, &to, &variables, &args).says(0, "2 made since");
    assert_eq!(to.persons(), 19);
}

/// Whoever restores a database with its own tools calls no command of ours.
#[test]
fn acm_45_nobody_comes_back_with_a_file_that_was_copied_back() {
    let home = Home::of(20);
    let kept = home.made("kept");
    for file in ["records.db", "keys.db"] {
        fs::copy(home.data().join(file), Path::new(&kept).join(file)).unwrap();
    }
    home.erase(3);
    assert_eq!(home.persons(), 19);
    for file in ["records.db", "keys.db"] {
        fs::copy(Path::new(&kept).join(file), home.data().join(file)).unwrap();
    }
    home.run(&["key", "status"]).says(0, "erasures: 2, 2 not yet final");
    assert_eq!(home.persons(), 19);
    assert_eq!(home.work(async |store| store.open_erasures().await.unwrap().len()), 0);
}

#[test]
fn the_two_halves_are_kept_apart() {
    let home = Home::of(1);
    let (one, within, apart) = (home.made("one"), home.made("one/keys"), home.made("two"));
    let back_up = |records: &str, keys: &str| home.run(&["backup", "--records", records, "--keys", keys]);
    back_up(&one, &one).says(2, "may not be kept together");
    back_up(&one, &within).says(2, "may not be kept together");
    back_up(&format!("{one}/r.db"), &format!("{one}/k.db")).says(2, "may not be kept together");
    back_up(&home.path("no/such"), &apart).says(2, "mount the disk");
    back_up(&one, &home.path("three/")).says(2, "mount the disk");
    home.run(&["backup"]).says(2, "`--records`");
    assert_eq!(fs::read_dir(&apart).unwrap().count(), 0);
    let (records, keys) = (format!("{one}/r.db"), format!("{apart}/k.db"));
    back_up(&records, &keys).says(0, "records: ");
    back_up(&records, &keys).says(2, "is there already");
    let new = format!("{one}/new.db");
    back_up(&new, &keys).says(2, "is there already");
    assert!(!Path::new(&new).exists(), "one half was written before the other was looked at");
}

/// The second once found the name of the first half taken, or, worse, that of the second half only.
#[test]
fn two_backups_within_a_second_are_two_backups() {
    let home = Home::of(1);
    let (records, keys) = (home.made("r"), home.made("k"));
    let args = ["backup", "--records", &records, "--keys", &keys];
    let (one, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| home.run(&args));
        (home.run(&args), other.join().unwrap())
    });
    // Two at the very same moment: one of them may be told to wait, and leaves nothing.
    let taken = [&one, &other].iter().filter(|run| run.code == 0).count();
    assert!(taken >= 1, "{} {}", one.err, other.err);
    home.run(&args).says(0, "keep the two apart");
    home.run(&args).says(0, "keep the two apart");
    let names = |folder: &str| {
        let names =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let times = names.map(|name| name.rsplit('-').next().unwrap().to_owned());
        times.collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(names(&records), names(&keys));
    assert_eq!(names(&records).len(), taken + 2);
    home.run(&["backup", "verify", "--records", &records, "--keys", &keys]).says(0, "whole");
}

#[test]
fn folders_of_the_configuration_are_used_and_files_copied_once() {
    let home = Home::of(2);
    let folders = [
        ("VARSAM_BACKUP_RECORDS", home.made("r")),
        ("VARSAM_BACKUP_KEYS", home.made("k")),
        ("VARSAM_BACKUP_FILES", home.made("f")),
    ];
    let variables: Vec<_> = folders.iter().map(|(name, path)| (*name, path.as_str())).collect();
    home.run_with(&["backup"], &variables).says(0, "files: 1 new, 0 there already");
    let name = file(&home.path("k")).file_name().unwrap().to_str().unwrap().to_owned();
    assert!(varsam::data::copies::date_of(Half::Keys, &name).is_some(), "{name}");
    home.erase(0);
    let (records, keys) = (home.made("r2"), home.made("k2"));
    let again =
        [("VARSAM_BACKUP_RECORDS", records.as_str()), ("VARSAM_BACKUP_KEYS", keys.as_str()), variables[2]];
    // The two marks of the erasure are new.
    home.run_with(&["backup"], &again).says(0, "files: 2 new, 1 there already");
    home.run_with(&["backup"], &[("VARSAM_BACKUP_RECORDS", &home.path("gone")), variables[1]])
        .says(2, "mount the disk");
    // A variable for a folder is no argument: it may stand beside `verify`.
    home.run_with(&["backup", "verify", "--records", &home.path("r"), "--keys", &home.path("k")], &variables)
        .says(0, "whole");
}

#[test]
fn a_backup_that_is_damaged_mixed_up_or_of_another_is_refused() {
    let (home, other) = (Home::of(30), Home::of(1));
    let ((records, keys), (_, strange)) = (home.back_up("one"), other.back_up("one"));
    let (records, keys, strange) = (file(&records), file(&keys), file(&strange));
    let verify = |records: &Path, keys: &Path| {
        home.run(&[
            "backup",
            "verify",
            "--records",
            records.to_str().unwrap(),
            "--keys",
            keys.to_str().unwrap(),
        ])
    };
    verify(&records, &keys).says(0, "whole");
    verify(&keys, &records).says(1, "mixed up");
    verify(&records, &strange).says(1, "not of the same installation");
    verify(Path::new("/no/such"), &keys).says(2, "cannot be read");
    verify(&home.data(), &keys).says(2, "no backup of the records");
    let cut = PathBuf::from(home.path("cut.db"));
    let mut bytes = fs::read(&records).unwrap();
    bytes.truncate(bytes.len() / 2);
    fs::write(&cut, bytes).unwrap();
    verify(&cut, &keys).says(1, "refused: ");
    let (to, variables) = beside(&home);
    let args = ["--records", cut.to_str().unwrap(), "--keys", keys.to_str().unwrap()];
    restore(&home, &to, &variables, &args).says(1, "refused: ");
    assert!(!to.data().exists(), "nothing is made from a damaged backup");
}

#[test]
fn after_a_rotation_no_old_backup_of_keys_opens_anything() {
    let home = Home::of(3);
    let (records, old) = home.back_up("old");
    home.erase(1);
    home.run(&["key", "status"]).says(0, "2 not yet final, the oldest of 20");
    home.run(&["key", "rotate"])
        .says(0, "2 are final by this")
        .says(0, "version 2")
        .says(0, "back up the keys anew");
    home.run(&["key", "status"]).says(0, "erasures: 2, 0 not yet final");
    let verify =
        |records: &str, keys: &str| home.run(&["backup", "verify", "--records", records, "--keys", keys]);
    verify(&records, &old).says(1, "this data was sealed under master key `");
    let (records, new) = home.back_up("new");
    verify(&records, &new).says(0, "2 records open");
}

/// A backup to such a folder once said that the URL of the database is not understood.
#[test]
fn a_folder_may_have_any_name() {
    let home = Home::of(2);
    let (records, keys) = home.back_up("två (nya) #1");
    home.run(&["backup", "verify", "--records", &records, "--keys", &keys]).says(0, "2 records open");
    let odd = home.made("50 % sure?");
    let odd_keys = home.made("100%25?");
    home.run(&["backup", "--records", &odd, "--keys", &odd_keys]).says(0, "records");
    home.run(&["backup", "verify", "--records", &odd, "--keys", &odd_keys]).says(0, "2 records open");
    for name in ["records.db", "keys.db", "master.key"] {
        fs::copy(home.data().join(name), Path::new(&odd).join(name)).unwrap();
    }
    super::home::varsam(&["key", "status", "--data", &odd], &[]).says(0, "organisers: 1");
}

/// A restore that failed once left two databases that looked like whole ones.
#[test]
fn a_restore_that_fails_leaves_nothing() {
    let home = Home::of(3);
    let (records, keys) = home.back_up("one");
    let (to, variables) = beside(&home);
    let args = ["--records", &records, "--keys", &keys, "--erasures-from", &keys];
    restore(&home, &to, &variables, &args).says(2, "no backup of the records");
    let half = file(&keys);
    let args = ["--records", &records, "--keys", &keys, "--erasures-from", half.to_str().unwrap()];
    restore(&home, &to, &variables, &args).says(2, "mixed up");
    assert_eq!(fs::read_dir(to.data()).unwrap().count(), 0);
    restore(&home, &to, &variables, &args[..4]).says(0, "put back");
}
