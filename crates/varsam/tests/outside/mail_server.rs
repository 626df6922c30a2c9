//! A real mail server for tests: aiosmtpd, run by the Python that `VARSAM_AIOSMTPD` names, or that `cargo xtask test` has put
//! into `target/aiosmtpd`.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The place of a server: it may be started, stopped and started again there.
pub(crate) struct MailServer {
    folder: TempDir,
    mode: &'static str,
    pub(crate) port: u16,
    child: Option<Child>,
}

impl MailServer {
    /// A place for one that speaks `none`, `starttls` or `tls`; `None`, and a word on it, where aiosmtpd is not installed.
    pub(crate) fn place(mode: &'static str) -> Option<Self> {
        if python().is_none() {
            println!("skipped: aiosmtpd is not installed (name a Python that has it with VARSAM_AIOSMTPD)");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(folder.path().join("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Some(Self { folder, mode, port, child: None })
    }

    /// Starts it.
    pub(crate) fn start(&mut self) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/outside/smtp.py");
        let mut child = Command::new(python().unwrap())
            .args([script, self.mode, &self.port.to_string()])
            .args(["cert.pem", "key.pem", "notes"].map(|name| self.folder.path().join(name)))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n", "the mail server did not start");
        self.child = Some(child);
    }

    /// The certificate that it shows.
    #[allow(dead_code, reason = "each test file uses its part")]
    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    /// What it has taken.
    pub(crate) fn taken(&self) -> Vec<serde_json::Value> {
        let notes = std::fs::read_to_string(self.folder.path().join("notes")).unwrap_or_default();
        notes.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

fn python() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("VARSAM_AIOSMTPD") {
        return Some(named.into());
    }
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/aiosmtpd/bin/python");
    installed.exists().then_some(installed)
}
