//! The unit of systemd and the container file: as closed as they say, and without a secret.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../packaging"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap()
}

/// The settings of a section, in their order.
fn section(unit: &str, name: &str) -> BTreeMap<String, Vec<String>> {
    let mut settings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut is_within = false;
    for line in unit.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with('[') {
            is_within = line == format!("[{name}]");
        } else if is_within {
            let (key, value) = line.split_once('=').unwrap_or_else(|| panic!("`{line}` is no setting"));
            settings.entry(key.to_owned()).or_default().push(value.to_owned());
        }
    }
    settings
}

/// What both services must have: whoever takes the program over gets nothing else.
const CLOSED: [(&str, &str); 16] = [
    ("DynamicUser", "yes"),
    ("NoNewPrivileges", "yes"),
    ("ProtectSystem", "strict"),
    ("ProtectHome", "yes"),
    ("PrivateTmp", "yes"),
    ("PrivateDevices", "yes"),
    ("ProtectKernelTunables", "yes"),
    ("ProtectKernelModules", "yes"),
    ("ProtectControlGroups", "yes"),
    ("RestrictNamespaces", "yes"),
    ("RestrictSUIDSGID", "yes"),
    ("MemoryDenyWriteExecute", "yes"),
    ("CapabilityBoundingSet", ""),
    ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"),
    ("StateDirectoryMode", "0700"),
    ("LimitCORE", "0"),
];

#[test]
fn services_are_closed_and_the_master_key_is_a_sealed_credential() {
    for name in ["varsam.service", "varsam-backup.service"] {
        let service = section(&read(name), "Service");
        for (key, value) in CLOSED {
            assert_eq!(service.get(key), Some(&vec![value.to_owned()]), "{name}: {key}");
        }
        assert!(service["SystemCallFilter"].contains(&"@system-service".to_owned()), "{name}");
        assert!(service["LoadCredentialEncrypted"][0].starts_with("master.key:"), "{name}");
        assert!(!service.contains_key("Environment"), "{name}: secrets end up in environments");
    }
}

#[test]
fn what_the_configuration_names_is_lent_to_every_service_that_reads_it() {
    let lent = |name: &str| section(&read(name), "Service")["LoadCredentialEncrypted"].clone();
    assert_eq!(lent("varsam.service"), lent("varsam-backup.service"));
    assert!(lent("varsam-backup.service").contains(&"mail.password".to_owned()));
    let guide = std::fs::read_to_string(folder().join("../docs/guide/operation.md")).unwrap();
    assert!(!guide.contains("/run/credentials/"), "a folder of one service is not there for another");
}

#[test]
fn systemd_reads_the_units_and_calls_them_closed() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        println!("skipped: `systemd-analyze` is missing (Debian: apt-get install systemd)");
        return;
    }
    let copies = std::env::temp_dir().join(format!("varsam-units-{}", std::process::id()));
    std::fs::create_dir_all(&copies).unwrap();
    for name in ["varsam.service", "varsam-backup.service", "varsam-backup.timer"] {
        // The program is not installed here.
        std::fs::write(copies.join(name), read(name).replace("/usr/bin/varsam", "/bin/true")).unwrap();
    }
    let analyze = |args: &[&str]| {
        let output = Command::new("systemd-analyze").args(args).current_dir(&copies).output().unwrap();
        let told = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&told));
        String::from_utf8_lossy(&told).into_owned()
    };
    let verified =
        analyze(&["verify", "./varsam.service", "./varsam-backup.service", "./varsam-backup.timer"]);
    assert!(!verified.contains("varsam"), "{verified}");
    // Exposure in tenths, of 100.
    for (name, most) in
        [("./varsam.service", "--threshold=15"), ("./varsam-backup.service", "--threshold=20")]
    {
        analyze(&["security", "--offline=true", "--no-pager", most, name]);
    }
    std::fs::remove_dir_all(&copies).unwrap();
}

#[test]
fn the_image_has_no_secret_and_runs_as_nobody_special() {
    let file = read("Containerfile");
    let lines: Vec<_> = file.lines().filter(|line| !line.starts_with('#')).collect();
    let all = |word: &str| lines.iter().filter(|line| line.starts_with(word)).copied().collect::<Vec<_>>();
    let from = all("FROM ");
    assert!(from.len() >= 2 && from.last().unwrap().contains("debian:"), "{from:?}");
    assert!(from.iter().all(|line| line.contains(':') && !line.contains(":latest")), "{from:?}");
    let user = all("USER ").pop().unwrap().trim_start_matches("USER ");
    assert!(user.split(':').all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)), "{user}");
    let last = file.rsplit("FROM ").next().unwrap();
    assert!(!last.contains("COPY . "), "the source is not in the image");
    for word in ["_KEY", "PASSWORD", "SECRET", "TOKEN", "MASTER"] {
        assert!(
            !all("ENV ").iter().chain(&all("ARG ")).any(|line| line.to_uppercase().contains(word)),
            "{word}"
        );
    }
    let ignored = read("Containerfile.dockerignore");
    for name in ["*.key", "*.db", ".git", "**/target"] {
        assert!(ignored.lines().any(|line| line == name), "{name}");
    }
    assert!(last.contains("HEALTHCHECK") && last.contains("\"varsam\", \"ready\""), "{last}");
    assert!(last.contains("STOPSIGNAL SIGTERM"));
}
