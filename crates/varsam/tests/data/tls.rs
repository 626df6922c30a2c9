//! The real program under TLS: what it shows, how it takes in another certificate, and what it refuses to start with.

use super::authority::{Authority, Made, write};
use super::home::{Home, set_mode, wait};
use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

/// The program, serving.
struct Serving {
    child: Child,
    /// Held, so that what it says later goes somewhere.
    _said: Lines<BufReader<ChildStdout>>,
    address: String,
}

impl Serving {
    fn start(home: &Home, config: &str) -> Self {
        let path = home.path("varsam.toml");
        std::fs::write(&path, config).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_varsam"));
        command.args(["serve", "--port", "0", "--config", &path, "--data", home.data().to_str().unwrap()]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = said.next().unwrap().unwrap();
        Self { child, _said: said, address: line.strip_prefix("Varsam: ").unwrap().to_owned() }
    }

    fn signal(&self, signal: &str) {
        let done = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn put(home: &Home, made: &Made) -> String {
    let (certificate, key) = (home.path("server.pem"), home.path("server.key"));
    write(Path::new(&certificate), &made.certificate);
    write(Path::new(&key), &made.key);
    format!("[tls]\ncertificate = \"{certificate}\"\nkey = \"{key}\"\n")
}

fn client(authority: &Authority) -> reqwest::Client {
    varsam::tls::choose_library();
    let root = reqwest::Certificate::from_pem(authority.pem().as_bytes()).unwrap();
    reqwest::Client::builder().tls_certs_only([root]).tls_info(true).build().unwrap()
}

/// The certificate that is shown to a client.
async fn shown(client: &reqwest::Client, address: &str) -> Vec<u8> {
    let reply = client.get(format!("{address}/accessibility")).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    let info = reply.extensions().get::<reqwest::tls::TlsInfo>().unwrap();
    info.peer_certificate().unwrap().to_vec()
}

#[test]
fn another_certificate_is_taken_in_and_no_connection_is_dropped() {
    let (home, authority) = (Home::of(1), Authority::new("Test"));
    let (first, second) = (authority.server(), authority.server());
    let mut serving = Serving::start(&home, &put(&home, &first));
    assert!(serving.address.starts_with("https://127.0.0.1:"), "{}", serving.address);
    wait(async {
        let old = client(&authority);
        assert_eq!(shown(&old, &serving.address).await, first.der);
        put(&home, &second);
        serving.signal("-HUP");
        let mut tries = 0;
        while shown(&client(&authority), &serving.address).await == first.der {
            tries += 1;
            assert!(tries < 100, "the new certificate is not shown");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(shown(&client(&authority), &serving.address).await, second.der);
        assert_eq!(
            shown(&old, &serving.address).await,
            first.der,
            "the connection from before is there still"
        );
        // A key that others can read is not taken in; what was shown before goes on.
        put(&home, &first);
        set_mode(Path::new(&home.path("server.key")), 0o644);
        serving.signal("-HUP");
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(shown(&client(&authority), &serving.address).await, second.der);
    });
    serving.signal("-TERM");
    assert!(serving.child.wait().unwrap().success(), "it stops when it is told");
}

#[test]
fn what_cannot_be_shown_is_not_served() {
    let (home, authority) = (Home::of(1), Authority::new("Test"));
    let file = home.path("varsam.toml");
    let serve = |config: &str| {
        std::fs::write(&file, config).unwrap();
        home.run(&["serve", "--port", "0", "--config", &file])
    };
    let config = put(&home, &authority.server());
    set_mode(Path::new(&home.path("server.key")), 0o644);
    serve(&config).says(2, "chmod 600");
    write(Path::new(&home.path("server.key")), &authority.server().key);
    serve(&config).says(2, "do not fit");
    write(Path::new(&home.path("server.key")), "no key");
    serve(&config).says(2, "holds no private key");
    write(Path::new(&home.path("server.pem")), "no certificate");
    serve(&config).says(2, "holds no certificate");
    serve("[tls]\ncertificate = \"/a\"\n").says(2, "needs both");
}

#[test]
fn the_doctor_looks_at_certificates_lists_and_the_provider() {
    let (home, authority) = (Home::of(1), Authority::new("Test"));
    let (file, roots, revoked) = (home.path("varsam.toml"), home.path("roots.pem"), home.path("revoked.pem"));
    let card = format!("[card]\nport = 0\nroots = [\"{roots}\"]\nrevoked = [\"{revoked}\"]\n");
    let provider = "[provider]\nname = \"K\"\nissuer = \"http://127.0.0.1:1\"\nclient-id = \"v\"\n";
    std::fs::write(&file, [&put(&home, &authority.server()), &card, provider].concat()).unwrap();
    write(Path::new(&roots), &authority.pem());
    write(Path::new(&revoked), &authority.list(&[], 2060));
    let doctor = || home.run(&["doctor", "--config", &file]);
    doctor()
        .says(1, "ok     tls")
        .says(1, "ok     card ")
        .says(1, "ok     card_tls")
        .says(1, "ok     card_revoked");
    doctor().says(1, "wrong  provider").says(1, "see that it runs");
    write(Path::new(&revoked), &authority.list(&[], 2021));
    doctor().says(1, "wrong  card_revoked").says(1, "fetch it anew");
    std::fs::write(
        &file,
        [&put(&home, &authority.server()), &card.replace("revoked =", "proxies = []\n# "), ""].concat(),
    )
    .unwrap();
    doctor().says(0, "look   card_revoked");
}
