//! Key services for tests: a real `OpenBao`, and one that answers what it was told to.

use serde_json::Value;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use varsam_store::master::TransitConfig;

/// The token of whoever may do everything.
pub(crate) const ROOT: &str = "root-token-for-tests";

/// An `OpenBao` that keeps everything in memory, with its own home. Stopped when it is dropped.
pub(crate) struct Bao {
    server: Child,
    pub(crate) url: String,
    pub(crate) folder: TempDir,
    client: reqwest::Client,
}

impl Drop for Bao {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Bao {
    /// `None`, and a word on it, where `OpenBao` is not installed.
    pub(crate) async fn start(with_tls: bool) -> Option<Self> {
        let Some(program) = program() else {
            println!("skipped: OpenBao is not installed (name its program with VARSAM_BAO)");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(program);
        command
            .args(["server", "-dev-no-store-token"])
            .arg(format!("-dev-root-token-id={ROOT}"))
            .arg(format!("-dev-listen-address=127.0.0.1:{port}"))
            .arg(if with_tls { "-dev-tls" } else { "-dev" });
        if with_tls {
            command.arg(format!("-dev-tls-cert-dir={}", folder.path().display()));
        }
        command.env_clear().env("HOME", folder.path()).current_dir(folder.path()).stdin(Stdio::null());
        command.stdout(File::create(folder.path().join("log")).unwrap()).stderr(Stdio::null());
        let url = format!("{}://127.0.0.1:{port}", if with_tls { "https" } else { "http" });
        let client = reqwest::Client::builder().tls_danger_accept_invalid_certs(true).build().unwrap();
        let bao = Self { server: command.spawn().unwrap(), url, folder, client };
        bao.wait().await;
        bao.post("sys/mounts/transit", serde_json::json!({ "type": "transit" })).await;
        Some(bao)
    }

    async fn wait(&self) {
        for _ in 0..300 {
            let answer = self.client.get(format!("{}/v1/sys/health", self.url)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("OpenBao does not start: {}", fs::read_to_string(self.folder.path().join("log")).unwrap());
    }

    /// Tells it something as root; the answer.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let request =
            self.client.post(format!("{}/v1/{path}", self.url)).header("x-vault-token", ROOT).json(&body);
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// A token with a policy.
    pub(crate) async fn token(&self, policy: &str) -> String {
        self.post("sys/policies/acl/test", serde_json::json!({ "policy": policy })).await;
        let made = self.post("auth/token/create", serde_json::json!({ "policies": ["test"] })).await;
        made["auth"]["client_token"].as_str().unwrap().to_owned()
    }

    /// The key that unseals it, which it writes when it starts.
    pub(crate) fn unseal_key(&self) -> String {
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap();
        log.lines().find_map(|line| line.strip_prefix("Unseal Key: ")).unwrap().trim().to_owned()
    }

    pub(crate) fn config(&self, key: &str) -> TransitConfig {
        config(&self.url, key, &self.folder.path().join("token"), ROOT)
    }
}

/// A configuration with a token in this file.
pub(crate) fn config(url: &str, key: &str, token_file: &Path, token: &str) -> TransitConfig {
    write_secret(token_file, token);
    TransitConfig {
        url: url.into(),
        mount: "transit".into(),
        key: key.into(),
        token_file: token_file.into(),
        ca_file: None,
        namespace: None,
    }
}

pub(crate) fn write_secret(path: &Path, text: &str) {
    let mut file =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("VARSAM_BAO") {
        return Some(named.into());
    }
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/openbao/bin/bao");
    installed.canonicalize().ok()
}

/// What a made-up service does with a request.
#[derive(Clone, Copy)]
pub(crate) enum Reply {
    /// Answers with this status and body.
    With(u16, &'static str),
    /// Closes the connection when it has read the request.
    HangUp,
    /// Reads the request and says nothing for long.
    Silence,
    /// Sends to another address.
    Elsewhere(u16),
}

/// A service that gives these replies, one after another, and the last one for ever. It notes what it was asked.
pub(crate) struct Script {
    pub(crate) url: String,
    pub(crate) port: u16,
    pub(crate) asked: Arc<Mutex<Vec<String>>>,
}

impl Script {
    pub(crate) fn new(replies: &[Reply]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (replies, noted) = (replies.to_vec(), Arc::clone(&asked));
        std::thread::spawn(move || {
            for (at, connection) in listener.incoming().flatten().enumerate() {
                let reply = replies.get(at).or(replies.last()).copied().unwrap();
                answer(connection, reply, &noted);
            }
        });
        Self { url: format!("http://127.0.0.1:{port}"), port, asked }
    }

    /// What it was asked, one line each.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(mut connection: TcpStream, reply: Reply, noted: &Mutex<Vec<String>>) {
    let Some(line) = read_request(&mut connection) else { return };
    noted.lock().unwrap().push(line);
    let text = match reply {
        Reply::HangUp => return,
        Reply::Silence => {
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_secs(30));
                drop(connection);
            });
            return;
        }
        Reply::With(status, body) => format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        ),
        Reply::Elsewhere(port) => format!(
            "HTTP/1.1 307 X\r\nlocation: http://127.0.0.1:{port}/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        ),
    };
    let _ = connection.write_all(text.as_bytes());
}

/// Reads one request to its end; its first line.
fn read_request(connection: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let count = connection.read(&mut piece).ok().filter(|&count| count > 0)?;
        bytes.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return head.lines().next().map(str::to_owned);
        }
    }
}
