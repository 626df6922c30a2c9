//! A master key in a key service: against a real `OpenBao`, and against services that misbehave.

use super::service::{Bao, ROOT, Reply, Script, config, write_secret};
use crate::{KEY, lives_as_a_master_key};
use serde_json::json;
use std::net::TcpListener;
use std::time::Duration;
use varsam_store::master::{Master, MasterConfig, MasterError, Transit, TransitConfig};

const INFO: &str = r#"{"data":{"type":"aes256-gcm96","keys":{"1":1},"derived":false,"exportable":false}}"#;
const ENCRYPTED: &str = r#"{"data":{"batch_results":[{"ciphertext":"vault:v1:AAAA"}]}}"#;
const SEALED: &str = r#"{"errors":["Vault is sealed"]}"#;

/// The rights that `docs/guide/master-key.md` names for every day.
const EVERY_DAY: &str = r#"
path "transit/encrypt/varsam"   { capabilities = ["update"] }
path "transit/decrypt/varsam"   { capabilities = ["update"] }
path "transit/hmac/varsam"      { capabilities = ["update"] }
path "transit/keys/varsam"      { capabilities = ["read"] }
"#;
/// And those that it names for rotating.
const ROTATING: &str = r#"
path "transit/keys/varsam/rotate" { capabilities = ["update"] }
path "transit/keys/varsam/config" { capabilities = ["update"] }
path "transit/keys/varsam/trim"   { capabilities = ["update"] }
"#;

#[tokio::test]
async fn it_lives_as_a_master_key() {
    let Some(bao) = Bao::start(false).await else { return };
    let settings = bao.config("varsam");
    assert!(matches!(Transit::open(&settings).await, Err(MasterError::Missing(_))));
    let text = format!("transit:{}?token-file={}", bao.url, settings.token_file.display());
    let parsed: MasterConfig = text.parse().unwrap();
    Master::create(&parsed).await.unwrap();
    assert!(matches!(Master::create(&parsed).await, Err(MasterError::Exists(_))));
    write_secret(&settings.token_file, &bao.token(&format!("{EVERY_DAY}{ROTATING}")).await);
    let master = lives_as_a_master_key(Master::open(&parsed).await.unwrap()).await;
    let again = Master::open(&parsed).await.unwrap();
    assert_eq!(again.versions(), [2]);
    assert_eq!(again.fingerprint(2).await.unwrap(), master.fingerprint(2).await.unwrap());
}

/// The service itself, asked by its root, cannot bring a retired version back.
#[tokio::test]
async fn a_retired_version_is_gone_for_the_service_too() {
    let Some(bao) = Bao::start(false).await else { return };
    let mut transit = Transit::create(&bao.config("varsam")).await.unwrap();
    let old = transit.wrap_all(&[(&KEY, b"x")]).await.unwrap();
    transit.rotate().await.unwrap();
    transit.retire(2).await.unwrap();
    let client = reqwest::Client::new();
    let back =
        client.post(format!("{}/v1/transit/keys/varsam/config", bao.url)).header("x-vault-token", ROOT);
    let refused = back.json(&json!({ "min_decryption_version": 1 })).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 400);
    let dead = transit.unwrap_all(&[(&old[0], b"x")]).await.unwrap_err();
    assert!(matches!(dead, MasterError::NoSuchVersion { version: 1, .. }), "{dead}");
}

/// Else a key would be wrapped by a version that another program has destroyed, and be lost.
#[tokio::test]
async fn a_rotation_by_another_program_is_noticed_at_the_next_wrap() {
    let Some(bao) = Bao::start(false).await else { return };
    let server = Transit::create(&bao.config("varsam")).await.unwrap();
    let mut other = Transit::open(&bao.config("varsam")).await.unwrap();
    other.rotate().await.unwrap();
    other.retire(2).await.unwrap();
    let wrapped = server.wrap_all(&[(&KEY, b"x")]).await.unwrap();
    assert_eq!(wrapped[0].version(), 2);
    assert_eq!(*server.unwrap_all(&[(&wrapped[0], b"x")]).await.unwrap()[0], KEY);
}

#[tokio::test]
async fn a_token_without_the_right_is_named_and_never_shown() {
    let Some(bao) = Bao::start(false).await else { return };
    let settings = bao.config("varsam");
    let master = Master::Transit(Transit::create(&settings).await.unwrap());
    assert!(!format!("{master:?}").contains(ROOT));
    let every_day = bao.token(EVERY_DAY).await;
    write_secret(&settings.token_file, &every_day);
    let mut limited = Transit::open(&settings).await.unwrap();
    let error = limited.rotate().await.unwrap_err();
    assert!(error.to_string().contains("does not allow `transit/keys/varsam/rotate`"), "{error}");
    write_secret(&settings.token_file, "wrong-token");
    let error = Transit::open(&settings).await.unwrap_err();
    assert!(matches!(error, MasterError::Denied { .. }), "{error}");
    let shown = format!("{error} {error:?} {limited:?}");
    assert!(!shown.contains("wrong-token") && !shown.contains(&every_day), "{shown}");
}

/// An agent that renews the token writes a new one into the file.
#[tokio::test]
async fn a_new_token_in_the_file_is_taken_when_the_old_one_is_refused() {
    let Some(bao) = Bao::start(false).await else { return };
    let settings = bao.config("varsam");
    Transit::create(&settings).await.unwrap();
    let first = bao.token(EVERY_DAY).await;
    write_secret(&settings.token_file, &first);
    let transit = Transit::open(&settings).await.unwrap();
    let wrapped = transit.wrap_all(&[(&KEY, b"x")]).await.unwrap();
    bao.post("auth/token/revoke", json!({ "token": first })).await;
    assert!(matches!(transit.unwrap_all(&[(&wrapped[0], b"x")]).await, Err(MasterError::Denied { .. })));
    write_secret(&settings.token_file, &bao.token(EVERY_DAY).await);
    assert_eq!(*transit.unwrap_all(&[(&wrapped[0], b"x")]).await.unwrap()[0], KEY);
}

#[tokio::test]
async fn a_sealed_service_is_waited_for_a_moment() {
    let Some(bao) = Bao::start(false).await else { return };
    let transit = Transit::create(&bao.config("varsam")).await.unwrap();
    let wrapped = transit.wrap_all(&[(&KEY, b"x")]).await.unwrap();
    bao.post("sys/seal", json!({})).await;
    let error = transit.unwrap_all(&[(&wrapped[0], b"x")]).await.unwrap_err();
    assert!(matches!(error, MasterError::NotReady { status: 503, .. }) && error.may_pass(), "{error}");
    let unseal = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        bao.post("sys/unseal", json!({ "key": bao.unseal_key() })).await;
    };
    let items = [(&wrapped[0], &b"x"[..])];
    let (opened, ()) = tokio::join!(transit.unwrap_all(&items), unseal);
    assert_eq!(*opened.unwrap()[0], KEY);
}

#[tokio::test]
async fn a_key_that_does_not_fit_is_refused() {
    let Some(bao) = Bao::start(false).await else { return };
    let cases = [
        ("signs", json!({ "type": "ed25519" }), "type `ed25519`"),
        ("derived", json!({ "type": "aes256-gcm96", "derived": true }), "needs a context"),
        ("exportable", json!({ "type": "aes256-gcm96", "exportable": true }), "may be exported"),
        ("backup", json!({ "type": "aes256-gcm96", "allow_plaintext_backup": true }), "may be exported"),
    ];
    for (name, body, expected) in cases {
        bao.post(&format!("transit/keys/{name}"), body).await;
        let told = Transit::open(&bao.config(name)).await.unwrap_err().to_string();
        assert!(told.contains(expected), "{name}: {told}");
    }
    let elsewhere = TransitConfig { mount: "nothing/here".into(), ..bao.config("varsam") };
    let told = Transit::open(&elsewhere).await.unwrap_err().to_string();
    assert!(told.contains("mount `nothing/here`"), "{told}");
}

#[tokio::test]
async fn with_tls_only_a_service_of_the_named_authority_is_spoken_to() {
    let Some(bao) = Bao::start(true).await else { return };
    let files = std::fs::read_dir(bao.folder.path()).unwrap().flatten().map(|entry| entry.path());
    let authority = files.into_iter().find(|path| path.to_string_lossy().ends_with("ca.pem")).unwrap();
    let trusting = TransitConfig { ca_file: Some(authority), ..bao.config("varsam") };
    let transit = Transit::create(&trusting).await.unwrap();
    transit.wrap_all(&[(&KEY, b"x")]).await.unwrap();
    let error = Transit::open(&bao.config("varsam")).await.unwrap_err();
    assert!(matches!(error, MasterError::Unreachable { .. }), "{error}");
    let no_certificate = TransitConfig { ca_file: Some(trusting.token_file.clone()), ..trusting };
    assert!(matches!(Transit::open(&no_certificate).await, Err(MasterError::Damaged { .. })));
}

/// A made-up service and a configuration for it.
fn scripted(replies: &[Reply]) -> (Script, tempfile::TempDir, TransitConfig) {
    let script = Script::new(replies);
    let folder = tempfile::tempdir().unwrap();
    let settings = config(&script.url, "varsam", &folder.path().join("token"), "s.secret-token");
    (script, folder, settings)
}

#[tokio::test]
async fn nobody_there_is_said_within_seconds() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let settings =
        config(&format!("http://127.0.0.1:{port}"), "varsam", &folder.path().join("token"), "s.secret-token");
    let error = Transit::open(&settings).await.unwrap_err();
    assert!(matches!(error, MasterError::Unreachable { .. }), "{error}");
    assert!(
        error.to_string().contains(&format!("127.0.0.1:{port}")) && !error.to_string().contains("secret")
    );
}

#[tokio::test]
async fn a_service_that_never_answers_is_given_up() {
    let (script, _folder, settings) = scripted(&[Reply::Silence]);
    let error =
        tokio::time::timeout(Duration::from_secs(20), Transit::open(&settings)).await.unwrap().unwrap_err();
    assert!(matches!(error, MasterError::Slow { seconds: 5, .. }), "{error}");
    assert_eq!(script.asked().len(), 1, "it is not waited for again");
}

#[tokio::test]
async fn a_service_that_is_not_ready_is_asked_again() {
    let sealed = Reply::With(503, SEALED);
    let (script, _folder, settings) =
        scripted(&[sealed, Reply::HangUp, Reply::With(200, INFO), Reply::With(200, ENCRYPTED)]);
    let transit = Transit::open(&settings).await.unwrap();
    assert_eq!(transit.wrap_all(&[(&KEY, b"x")]).await.unwrap()[0].to_string(), "transit:1:vault:v1:AAAA");
    assert_eq!(script.asked().len(), 4);
    let (script, _folder, settings) = scripted(&[sealed]);
    assert!(matches!(Transit::open(&settings).await, Err(MasterError::NotReady { status: 503, .. })));
    assert_eq!(script.asked().len(), 4, "and then given up");
}

/// A second rotation would make a version that nobody asked for.
#[tokio::test]
async fn a_rotation_is_not_repeated_when_it_may_have_been_done() {
    let (script, _folder, settings) =
        scripted(&[Reply::With(200, INFO), Reply::HangUp, Reply::With(200, INFO)]);
    let mut transit = Transit::open(&settings).await.unwrap();
    assert!(matches!(transit.rotate().await, Err(MasterError::Unreachable { .. })));
    assert_eq!(script.asked().len(), 2);
    let (script, _folder, settings) = scripted(&[
        Reply::With(200, INFO),
        Reply::With(503, SEALED),
        Reply::With(204, ""),
        Reply::With(200, INFO),
    ]);
    Transit::open(&settings).await.unwrap().rotate().await.unwrap();
    assert_eq!(
        script.asked().iter().filter(|line| line.contains("/rotate")).count(),
        2,
        "sealed: it was not done"
    );
}

/// The token would go along.
#[tokio::test]
async fn nobody_is_followed_to_another_server() {
    let (other, _other_folder, _) = scripted(&[Reply::With(200, INFO)]);
    let (_script, _folder, settings) = scripted(&[Reply::Elsewhere(other.port)]);
    let told = Transit::open(&settings).await.unwrap_err().to_string();
    assert!(told.contains("another server"), "{told}");
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn an_answer_that_is_none_is_no_key() {
    for body in ["", "<html>", "{}", r#"{"data":{}}"#, r#"{"data":{"type":"aes256-gcm96"}}"#] {
        let (_script, _folder, settings) = scripted(&[Reply::With(200, body)]);
        assert!(matches!(Transit::open(&settings).await, Err(MasterError::Service { .. })), "{body}");
    }
    let strange = [
        r#"{"data":{"batch_results":[]}}"#,
        r#"{"data":{"batch_results":[{"ciphertext":"v1:AAAA"}]}}"#,
        r#"{"data":{"batch_results":[{"ciphertext":"vault:v1:AA"},{"ciphertext":"vault:v1:BB"}]}}"#,
        r#"{"data":{"batch_results":[{"error":"no"}]}}"#,
    ];
    for body in strange {
        let (_script, _folder, settings) = scripted(&[Reply::With(200, INFO), Reply::With(200, body)]);
        let transit = Transit::open(&settings).await.unwrap();
        assert!(
            matches!(transit.wrap_all(&[(&KEY, b"x")]).await, Err(MasterError::Service { .. })),
            "{body}"
        );
    }
    for plaintext in ["", "AAAA", "not base64 at all!!!!!!!!!!!!!!!!!!!!!!!!!!!"] {
        let body = format!(r#"{{"data":{{"batch_results":[{{"plaintext":"{plaintext}"}}]}}}}"#).leak();
        let (_script, _folder, settings) = scripted(&[Reply::With(200, INFO), Reply::With(200, body)]);
        let transit = Transit::open(&settings).await.unwrap();
        let wrapped = "transit:1:vault:v1:AAAA".parse().unwrap();
        assert!(matches!(transit.unwrap_all(&[(&wrapped, b"x")]).await, Err(MasterError::NotOpened(1))));
    }
}

#[tokio::test]
async fn a_token_file_that_others_can_read_is_refused() {
    let (script, _folder, settings) = scripted(&[Reply::With(200, INFO)]);
    std::fs::set_permissions(&settings.token_file, std::os::unix::fs::PermissionsExt::from_mode(0o640))
        .unwrap();
    assert!(matches!(Transit::open(&settings).await, Err(MasterError::Exposed { .. })));
    write_secret(&settings.token_file, "\n");
    std::fs::set_permissions(&settings.token_file, std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .unwrap();
    assert!(matches!(Transit::open(&settings).await, Err(MasterError::Damaged { .. })));
    assert!(script.asked().is_empty());
}
