//! Where the master key is, as a line of text and as a table.

use std::path::Path;
use varsam_store::master::{Master, MasterConfig, MasterError};

#[track_caller]
fn same(text: &str, table: &str) {
    let from_text: MasterConfig = text.parse().unwrap();
    let from_table: MasterConfig = serde_json::from_str(table).unwrap();
    let from_string: MasterConfig = serde_json::from_value(serde_json::Value::from(text)).unwrap();
    assert_eq!(from_text, from_table);
    assert_eq!(from_text, from_string);
}

#[test]
fn a_line_and_a_table_say_the_same() {
    same("file:/etc/varsam/master.key", r#"{"kind": "file", "path": "/etc/varsam/master.key"}"#);
    same("file:///etc/varsam/master.key", r#"{"kind": "file", "path": "/etc/varsam/master.key"}"#);
    same("credential:master.key", r#"{"kind": "credential", "name": "master.key"}"#);
    same(
        "pkcs11:token=Varsam%20A;object=master+key?module-path=/usr/lib/x.so&pin-source=file:/etc/varsam/pin",
        r#"{"kind": "pkcs11", "token": "Varsam A", "label": "master+key", "module": "/usr/lib/x.so", "pin-file": "/etc/varsam/pin"}"#,
    );
    same(
        "transit:https://bao.example:8200?token-file=/run/token&mount=a/b&key=k&ca-file=/ca.pem&namespace=school",
        r#"{"kind": "transit", "url": "https://bao.example:8200", "mount": "a/b", "key": "k", "token-file": "/run/token",
            "ca-file": "/ca.pem", "namespace": "school"}"#,
    );
    same(
        "transit:http://127.0.0.1:8200?token-file=/run/token",
        r#"{"kind": "transit", "url": "http://127.0.0.1:8200", "token-file": "/run/token"}"#,
    );
}

#[test]
fn what_is_not_understood_is_named() {
    let cases = [
        ("", "use `file:`"),
        ("/etc/varsam/master.key", "use `file:`"),
        ("file:", "path of the key file"),
        ("credential:", "name of the credential"),
        ("credential:../other", "no path"),
        ("credential:.hidden", "no path"),
        ("pkcs11:token=a?module-path=/x&pin-source=/y", "`object=` is missing"),
        ("pkcs11:token=a;object=b?module-path=/x", "`pin-source=` is missing"),
        ("pkcs11:token=a;object=?module-path=/x&pin-source=/y", "may not be empty"),
        ("pkcs11:token=a;object=b;slot=1?module-path=/x&pin-source=/y", "`slot=` is not known"),
        ("transit:https://bao.example", "`token-file=` is missing"),
        ("transit:bao.example?token-file=/t", "https://host:port"),
        ("transit:http://bao.example?token-file=/t", "only under `https`"),
        ("transit:http://127.0.0.1.evil.example?token-file=/t", "only under `https`"),
        ("transit:https://bao.example/v1?token-file=/t", "has no path"),
        ("transit:https://bao.example?token-file=/t&key=../sys", "letters, digits"),
        ("transit:https://bao.example?token-file=/t&mount=a/../b", "letters, digits"),
        ("transit:https://bao.example?token-file=/t&tocken=x", "`tocken=` is not known"),
    ];
    for (text, expected) in cases {
        let told = text.parse::<MasterConfig>().unwrap_err().to_string();
        assert!(told.contains(expected), "{text}: {told}");
        assert!(!told.contains('\n'));
    }
    let misspelt =
        r#"{"kind": "pkcs11", "token": "a", "label": "b", "module": "/x", "pin-file": "/y", "pin": "1"}"#;
    assert!(serde_json::from_str::<MasterConfig>(misspelt).unwrap_err().to_string().contains("`pin`"));
    assert!(serde_json::from_str::<MasterConfig>(r#"{"kind": "usb"}"#).is_err());
    assert!(serde_json::from_str::<MasterConfig>(r#"{"kind": "file", "path": ""}"#).is_err());
    assert!(serde_json::from_str::<MasterConfig>("7").unwrap_err().to_string().contains("`file:…`"));
}

#[test]
fn a_secret_in_the_wrong_place_is_refused_and_not_repeated() {
    let cases = [
        "pkcs11:token=a;object=b?module-path=/x&pin-value=hunter2",
        "transit:https://user:hunter2@bao.example?token-file=/t",
        "transit:https://hunter2@bao.example?token-file=/t",
        "s.abcdefghijklmnophunter2",
    ];
    for text in cases {
        let error = text.parse::<MasterConfig>().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn a_credential_needs_the_folder_of_the_service() {
    let config: MasterConfig = "credential:master.key".parse().unwrap();
    let told = Master::open(&config).await.unwrap_err().to_string();
    assert!(told.contains("LoadCredential="), "{told}");
    let config = config.with_credentials(Some(Path::new("/does/not/exist")));
    assert!(matches!(Master::open(&config).await, Err(MasterError::Missing(_))));
    assert!(matches!(Master::create(&config).await, Err(MasterError::ReadOnly(_))));
}
