//! A master key in a PKCS#11 token: Debian's `SoftHSM2`.
//!
//! `SoftHSM2` reads where its tokens lie from the environment of the process, once. So each test makes a folder with
//! tokens and runs itself again, alone in a process of its own.

use crate::{KEY, lives_as_a_master_key};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, KeyType, ObjectClass};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use varsam_store::master::{Master, MasterConfig, MasterError, Token, TokenConfig};

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
const FOLDER: &str = "VARSAM_TEST_TOKENS";
const PIN: &str = "pin-4711";

/// Runs the test in a process that has its own tokens. `None` in the process that only started it.
fn tokens(name: &str) -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return Some(folder.into());
    }
    if !Path::new(MODULE).exists() || Command::new("softhsm2-util").arg("--version").output().is_err() {
        println!("skipped: SoftHSM2 is not installed (Debian: apt-get install softhsm2)");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("softhsm2.conf");
    fs::create_dir(folder.path().join("tokens")).unwrap();
    fs::write(&settings, format!("directories.tokendir = {}\n", folder.path().join("tokens").display()))
        .unwrap();
    for label in ["Varsam", "Twin", "Twin"] {
        make_token(&settings, label);
    }
    write_secret(&folder.path().join("pin"), PIN);
    let itself = std::env::current_exe().unwrap();
    let run = Command::new(itself)
        .args([&format!("master::token::{name}"), "--exact", "--nocapture"])
        .env(FOLDER, folder.path())
        .env("SOFTHSM2_CONF", &settings)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && told.contains("1 passed"), "{told}");
    None
}

fn make_token(settings: &Path, label: &str) {
    let words = ["--init-token", "--free", "--label", label, "--so-pin", "so-pin-1", "--pin", PIN];
    let made = Command::new("softhsm2-util").args(words).env("SOFTHSM2_CONF", settings).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

fn write_secret(path: &Path, text: &str) {
    use std::io::Write as _;
    let mut file =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

fn config(folder: &Path) -> TokenConfig {
    TokenConfig {
        module: MODULE.into(),
        token: "Varsam".into(),
        serial: None,
        label: "varsam-master".into(),
        pin_file: folder.join("pin"),
    }
}

/// Another user of the library in the same process.
fn beside() -> Session {
    let library = Pkcs11::new(MODULE).unwrap();
    let _ = library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK));
    let is_ours = |slot: &_| library.get_token_info(*slot).unwrap().label() == "Varsam";
    let slot = library.get_slots_with_token().unwrap().into_iter().find(is_ours).unwrap();
    let session = library.open_rw_session(slot).unwrap();
    let _ = session.login(UserType::User, Some(&AuthPin::from(PIN.to_owned())));
    session
}

fn make_key(session: &Session, label: &str, id: &[u8], is_extractable: bool) {
    let template = [
        Attribute::Class(ObjectClass::SECRET_KEY),
        Attribute::KeyType(KeyType::AES),
        Attribute::Token(true),
        Attribute::ValueLen(32.into()),
        Attribute::Label(label.into()),
        Attribute::Id(id.into()),
        Attribute::Sensitive(!is_extractable),
        Attribute::Extractable(is_extractable),
    ];
    session.generate_key(&Mechanism::AesKeyGen, &template).unwrap();
}

#[tokio::test]
async fn it_lives_as_a_master_key() {
    let Some(folder) = tokens("it_lives_as_a_master_key") else { return };
    let config = config(&folder);
    let missing = Token::open(&config).await.unwrap_err();
    assert!(matches!(missing, MasterError::Missing(_)), "{missing}");
    let text = format!(
        "pkcs11:token=Varsam;object=varsam-master?module-path={MODULE}&pin-source={}",
        config.pin_file.display()
    );
    let parsed: MasterConfig = text.parse().unwrap();
    let master = Master::create(&parsed).await.unwrap();
    assert!(matches!(Master::create(&parsed).await, Err(MasterError::Exists(_))));
    let master = lives_as_a_master_key(master).await;
    let again = Master::open(&parsed).await.unwrap();
    assert_eq!(again.versions(), [2]);
    assert_eq!(again.fingerprint(2).await.unwrap(), master.fingerprint(2).await.unwrap());
    let wrapped = master.wrap(&KEY, b"x").await.unwrap();
    assert_eq!(*again.unwrap(&wrapped, b"x").await.unwrap(), KEY);
}

#[tokio::test]
async fn its_keys_cannot_be_read_out() {
    let Some(folder) = tokens("its_keys_cannot_be_read_out") else { return };
    Token::create(&config(&folder)).await.unwrap();
    let session = beside();
    let key = session.find_objects(&[Attribute::Label("varsam-master-1".into())]).unwrap()[0];
    let shown = session.get_attributes(key, &[cryptoki::object::AttributeType::Value]).unwrap_or_default();
    assert!(shown.is_empty(), "{shown:?}");
    let copied = session.copy_object(key, &[Attribute::Extractable(true)]);
    assert!(copied.is_err());
}

#[tokio::test]
async fn a_key_that_can_be_read_out_or_has_no_id_or_a_twin_is_refused() {
    let name = "a_key_that_can_be_read_out_or_has_no_id_or_a_twin_is_refused";
    let Some(folder) = tokens(name) else { return };
    let session = beside();
    for (label, prefix) in [("readable-1", "readable"), ("nameless-1", "nameless"), ("twin-1", "twin")] {
        make_key(&session, label, if prefix == "nameless" { b"" } else { b"12345678" }, prefix == "readable");
        if prefix == "twin" {
            make_key(&session, label, b"87654321", false);
        }
        let config = TokenConfig { label: prefix.into(), ..config(&folder) };
        let told = Token::open(&config).await.unwrap_err().to_string();
        let expected = match prefix {
            "readable" => "`readable-1` can be read out",
            "nameless" => "`nameless-1` has no id of 8 bytes",
            _ => "two keys of one version of `twin`",
        };
        assert!(told.contains(expected), "{told}");
    }
}

#[tokio::test]
async fn a_wrong_pin_is_tried_once_and_never_shown() {
    let Some(folder) = tokens("a_wrong_pin_is_tried_once_and_never_shown") else { return };
    let config = config(&folder);
    write_secret(&config.pin_file, "wrong-0815");
    let error = Token::open(&config).await.unwrap_err();
    assert!(matches!(error, MasterError::Pin { .. }), "{error}");
    assert!(!format!("{error} {error:?}").contains("0815"));
    write_secret(&config.pin_file, PIN);
    let token = Token::create(&config).await.unwrap();
    assert!(!format!("{token:?}").contains("4711"));
    fs::set_permissions(&config.pin_file, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    assert!(matches!(Token::open(&config).await, Err(MasterError::Exposed { .. })));
}

#[tokio::test]
async fn a_token_that_was_pulled_and_put_back_is_logged_in_to_again() {
    let name = "a_token_that_was_pulled_and_put_back_is_logged_in_to_again";
    let Some(folder) = tokens(name) else { return };
    let config = config(&folder);
    let master = Master::Token(Token::create(&config).await.unwrap());
    let wrapped = master.wrap(&KEY, b"x").await.unwrap();
    let session = beside();
    session.logout().unwrap();
    assert_eq!(*master.unwrap(&wrapped, b"x").await.unwrap(), KEY, "after everybody was logged out");
    session.logout().unwrap();
    master.wrap(&KEY, b"x").await.unwrap();
    session.logout().unwrap();
    assert_eq!(master.versions(), [1]);
    assert_eq!(master.wrap(&KEY, b"x").await.unwrap().version(), 1, "who sees no keys is not rotated");
}

/// Tokens lock themselves after a few wrong ones.
#[tokio::test]
async fn a_pin_that_was_refused_is_not_tried_again() {
    let Some(folder) = tokens("a_pin_that_was_refused_is_not_tried_again") else { return };
    let config = config(&folder);
    let token = Token::create(&config).await.unwrap();
    let wrapped = token.wrap_all(&[(&KEY, b"x")]).await.unwrap();
    let items = [(&wrapped[0], &b"x"[..])];
    let (right, wrong) = (AuthPin::from(PIN.to_owned()), AuthPin::from("wrong-0815".to_owned()));
    write_secret(&config.pin_file, "wrong-0815");
    let session = beside();
    session.logout().unwrap();
    assert!(matches!(token.unwrap_all(&items).await, Err(MasterError::Pin { .. })));
    // Were it tried again, it would be right now.
    session.login(UserType::User, Some(&right)).unwrap();
    session.set_pin(&right, &wrong).unwrap();
    session.logout().unwrap();
    assert!(matches!(token.unwrap_all(&items).await, Err(MasterError::Pin { .. })));
    session.login(UserType::User, Some(&wrong)).unwrap();
    session.set_pin(&wrong, &right).unwrap();
    session.logout().unwrap();
    write_secret(&config.pin_file, PIN);
    assert_eq!(*token.unwrap_all(&items).await.unwrap()[0], KEY);
}

#[tokio::test]
async fn what_is_not_there_is_named_with_what_is() {
    let Some(folder) = tokens("what_is_not_there_is_named_with_what_is") else { return };
    let config = config(&folder);
    let told = |config: TokenConfig| async move { Token::open(&config).await.unwrap_err().to_string() };
    let error = told(TokenConfig { token: "Other".into(), ..config.clone() }).await;
    assert!(error.contains("`Other`: it is not there, only") && error.contains("`Varsam`"), "{error}");
    let error = told(TokenConfig { token: "Twin".into(), ..config.clone() }).await;
    assert!(error.contains("several with this label") && error.contains("`serial`"), "{error}");
    let error = told(TokenConfig { module: "/no/such.so".into(), ..config.clone() }).await;
    assert!(error.contains("`/no/such.so` cannot be loaded"), "{error}");
    let error = told(TokenConfig { pin_file: folder.join("none"), ..config.clone() }).await;
    assert!(error.contains("none"), "{error}");
}

/// Else a key would be wrapped by a version that another program has destroyed, and be lost.
#[tokio::test]
async fn a_rotation_by_another_program_is_noticed_before_the_next_wrap() {
    let name = "a_rotation_by_another_program_is_noticed_before_the_next_wrap";
    let Some(folder) = tokens(name) else { return };
    let config = config(&folder);
    let server = Token::create(&config).await.unwrap();
    let mut other = Token::open(&config).await.unwrap();
    other.rotate().await.unwrap();
    assert_eq!(server.wrap_all(&[(&KEY, b"x")]).await.unwrap()[0].version(), 2);
    other.rotate().await.unwrap();
    let by_other = other.wrap_all(&[(&KEY, b"x")]).await.unwrap();
    assert_eq!(*server.unwrap_all(&[(&by_other[0], b"x")]).await.unwrap()[0], KEY);
    other.retire(3).await.unwrap();
    assert_eq!(server.wrap_all(&[(&KEY, b"x")]).await.unwrap()[0].version(), 3);
    assert_eq!(server.versions(), [3]);
}

/// Two programs, since within one all sessions of a token share whether they are logged in.
#[tokio::test]
async fn rotations_at_the_same_time_make_no_twins() {
    let name = "rotations_at_the_same_time_make_no_twins";
    let Some(folder) = tokens(name) else { return };
    let config = config(&folder);
    if std::env::var_os("VARSAM_TEST_ROTATE").is_some() {
        return rotate_often(&config).await;
    }
    Token::create(&config).await.unwrap();
    let start = || {
        let mut itself = Command::new(std::env::current_exe().unwrap());
        itself
            .args([&format!("master::token::{name}"), "--exact", "--nocapture"])
            .env("VARSAM_TEST_ROTATE", "1");
        itself.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut made = Vec::new();
    for program in [start(), start()] {
        let run = program.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{told}");
        made.extend(told.lines().filter_map(|line| line.strip_prefix("made ")?.parse::<u32>().ok()));
    }
    made.sort_unstable();
    let versions = Token::open(&config).await.unwrap().versions();
    assert_eq!(versions[0], 1);
    assert_eq!(versions[1..], made, "each rotation that succeeded made a version, and no other did");
}

async fn rotate_often(config: &TokenConfig) {
    let mut token = Token::open(config).await.unwrap();
    for _ in 0..20 {
        match token.rotate().await {
            Ok(version) => println!("made {version}"),
            Err(error) => assert!(error.may_pass(), "{error}"),
        }
    }
}
