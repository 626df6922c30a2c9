//! The master key in each of its places: a file, a credential, a PKCS#11 token (`SoftHSM2`), a key service (`OpenBao`).
//!
//! What is not installed is skipped, and the test says so.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop where it stands"
)]

mod master {
    mod config;
    mod file;
    mod service;
    mod token;
    mod transit;
}

use varsam_store::master::{KEY_BYTES, Master, MasterError};

const KEY: [u8; KEY_BYTES] = *b"0123456789abcdefghijklmnopqrstuv";

/// What every kind of master key does, from its making to the death of what an old backup holds.
async fn lives_as_a_master_key(mut master: Master) -> Master {
    assert_eq!((master.current(), master.versions()), (1, vec![1]));
    let first = master.wrap(&KEY, b"tenant 1").await.unwrap();
    assert_eq!(first.version(), 1);
    assert_eq!(*master.unwrap(&first, b"tenant 1").await.unwrap(), KEY);
    refuses_what_it_did_not_wrap(&master, &first.to_string()).await;
    let check = master.fingerprint(1).await.unwrap();
    assert_eq!(check.len(), 16);

    assert_eq!(master.rotate().await.unwrap(), 2);
    assert_eq!((master.current(), master.versions()), (2, vec![1, 2]));
    assert_eq!(master.fingerprint(1).await.unwrap(), check, "a check value stays");
    assert_ne!(master.fingerprint(2).await.unwrap(), check);
    let again = master.unwrap(&first, b"tenant 1").await.unwrap();
    let second = master.wrap(&again, b"tenant 1").await.unwrap();
    assert_eq!(second.version(), 2);

    assert!(matches!(master.retire(3).await, Err(MasterError::Current(2))));
    master.retire(2).await.unwrap();
    assert_eq!(master.versions(), [2]);
    let dead = master.unwrap(&first, b"tenant 1").await.unwrap_err();
    assert!(matches!(dead, MasterError::NoSuchVersion { version: 1, .. }), "{dead}");
    assert!(master.fingerprint(1).await.is_err());
    assert_eq!(*master.unwrap(&second, b"tenant 1").await.unwrap(), KEY);
    master.retire(1).await.unwrap();
    assert_eq!(master.versions(), [2], "to retire what is gone changes nothing");

    recognises_itself(&master, &check).await;
    wraps_many(&master).await;
    master
}

async fn refuses_what_it_did_not_wrap(master: &Master, wrapped: &str) {
    let whole = wrapped.parse().unwrap();
    for bound in [&b"tenant 2"[..], b"", b"tenant 1 "] {
        let refused = master.unwrap(&whole, bound).await.unwrap_err();
        assert!(matches!(refused, MasterError::NotOpened(1)), "{refused}");
    }
    let last = wrapped.trim_end_matches('=').len() - 3;
    let other = if wrapped.as_bytes()[last] == b'a' { "b" } else { "a" };
    let changed = format!("{}{other}{}", &wrapped[..last], &wrapped[last + 1..]);
    let refused = master.unwrap(&changed.parse().unwrap(), b"tenant 1").await.unwrap_err();
    assert!(matches!(refused, MasterError::NotOpened(1)), "{refused}");
    let cut = &wrapped[..wrapped.len() - 8];
    assert!(master.unwrap(&cut.parse().unwrap(), b"tenant 1").await.is_err());
}

async fn recognises_itself(master: &Master, other: &str) {
    let own = master.fingerprint(2).await.unwrap();
    master.recognise(2, &own).await.unwrap();
    for version in [1, 2, 7] {
        let told = master.recognise(version, other).await.unwrap_err().to_string();
        let both = format!("sealed under master key `{other}`; the configured one is `{own}`");
        assert!(told.contains(&both), "{told}");
    }
}

async fn wraps_many(master: &Master) {
    let keys: Vec<[u8; KEY_BYTES]> =
        (0..600_u16).map(|at| std::array::from_fn(|byte| at.to_be_bytes()[byte % 2])).collect();
    let bounds: Vec<_> = (0..keys.len()).map(|at| format!("tenant {at}")).collect();
    let items: Vec<_> = keys.iter().zip(&bounds).map(|(key, bound)| (key, bound.as_bytes())).collect();
    let wrapped = master.wrap_all(&items).await.unwrap();
    let items: Vec<_> =
        wrapped.iter().zip(&bounds).map(|(wrapped, bound)| (wrapped, bound.as_bytes())).collect();
    let opened = master.unwrap_all(&items).await.unwrap();
    assert!(opened.iter().map(|key| **key).eq(keys.iter().copied()), "each comes back in its place");
    let mut crossed = items.clone();
    (crossed[300].1, crossed[301].1) = (items[301].1, items[300].1);
    assert!(matches!(master.unwrap_all(&crossed).await, Err(MasterError::NotOpened(2))));
    assert!(master.wrap_all(&[]).await.unwrap().is_empty());
}
