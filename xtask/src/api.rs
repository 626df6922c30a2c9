//! The registers for programs, held against their own description by schemathesis: thousands of requests made up from it,
//! of which none may break the program, and none may get an answer that the description does not have.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::thread;
use std::time::Duration;

use crate::pip::{self, Package};
use crate::postgres::free_port;
use crate::shell::{self, Outcome};

const SCHEMATHESIS: Package =
    Package { folder: "schemathesis", packages: &["schemathesis==4.32.5"], program: "schemathesis" };

/// What it calls itself: a session belongs to the program that it was begun for.
const AGENT: &str = "schemathesis/4.32.5";

/// How many requests are made up for each operation, and how many there have to be in all, as it counts them itself.
const EACH: &str = "22";
const LEAST: usize = 2000;

/// Who asks, and which addresses: those that decide on what is there. Each goes on beside the others.
const RUNS: [(&str, &str, &str); 3] = [
    ("Petra Isbrand", "--include-path-regex", "/registers/account"),
    ("Lena Granfors", "--include-path-regex", "/registers/(agreement|app|platform|processor|service)"),
    (
        "Lena Granfors",
        "--exclude-path-regex",
        "/registers/(account|agreement|app|platform|processor|service)",
    ),
];

/// How often it is tried whether the program answers, a fifth of a second apart.
const TRIES: u32 = 150;

/// `cargo xtask api`: this alone.
pub(crate) fn alone() -> Outcome {
    shell::run(&mut shell::cargo(&["build", "--package", "varsam"]))?;
    let mut skipped = Vec::new();
    let outcome = examples(&mut skipped);
    skipped.iter().for_each(|skip| eprintln!("skipped: {skip}"));
    outcome
}

/// Has them made up and asked, of the program that was built; one line more where that cannot be done here.
pub(crate) fn examples(skipped: &mut Vec<String>) -> Outcome {
    let program = match pip::program(&SCHEMATHESIS) {
        Ok(program) => program,
        Err(reason) => {
            skipped.push(format!("the registers for programs (schemathesis): {reason}"));
            return Ok(());
        }
    };
    let served = Served::start()?;
    let done: Vec<_> = thread::scope(|scope| {
        let (served, program) = (&served, &program);
        let runs = RUNS.map(|run| scope.spawn(move || served.asked_by(program, run)));
        runs.into_iter().map(|run| run.join().unwrap_or_else(|_| Err("a thread ended".into()))).collect()
    });
    let counts = done.into_iter().collect::<Result<Vec<_>, _>>()?;
    let count: usize = counts.iter().sum();
    eprintln!("schemathesis made {count} requests");
    if count < LEAST {
        Err(format!("only {count} requests were made, and {LEAST} were to be"))
    } else {
        Ok(())
    }
}

/// The program with the demonstration. It stops when this is dropped.
struct Served {
    child: Child,
    port: u16,
    /// Where it writes what it has to say.
    lines: PathBuf,
}

impl Served {
    fn start() -> Result<Self, String> {
        let told = |error: std::io::Error| format!("the program cannot be served: {error}");
        let binary = std::env::var_os("VARSAM_BIN").map(PathBuf::from);
        let binary = binary.unwrap_or_else(|| shell::root().join("target/debug/varsam"));
        let (port, lines) = (free_port()?, folder().join("serve.log"));
        let out = File::create(&lines).map_err(told)?;
        let mut command = Command::new(binary);
        command.args(["serve", "--demo", "--port", &port.to_string()]);
        command.stderr(out.try_clone().map_err(told)?).stdout(out);
        let served = Self { child: command.spawn().map_err(told)?, port, lines };
        for _ in 0..TRIES {
            if served.request("GET /healthz", "").is_ok() {
                return Ok(served);
            }
            thread::sleep(Duration::from_millis(200));
        }
        Err(format!("the program does not answer; see `{}`", served.lines.display()))
    }

    /// An answer, with its head. It is asked for as it was done long ago, so that it comes in one piece.
    fn request(&self, what: &str, body: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        let (form, length) = ("application/x-www-form-urlencoded", body.len());
        write!(
            stream,
            "{what} HTTP/1.0\r\nUser-Agent: {AGENT}\r\nContent-Type: {form}\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// Signs somebody of the demonstration in; the cookie.
    fn sign_in(&self, name: &str) -> Result<String, String> {
        let told = |error: std::io::Error| format!("nobody can be signed in: {error}");
        let page = self.request("GET /sign-in", "").map_err(told)?;
        let form = page.split("<form").find(|form| form.contains(name)).unwrap_or_default();
        let person = between(form, "name=\"person\" value=\"", "\"");
        let answer = self.request("POST /sign-in/demo", &format!("person={person}")).map_err(told)?;
        let cookie = between(&answer, "set-cookie: ", ";").to_owned();
        if cookie.is_empty() { Err(format!("{name} cannot be signed in")) } else { Ok(cookie) }
    }

    /// How many requests somebody made at some addresses; what is wrong with the answers is shown.
    fn asked_by(
        &self,
        program: &Path,
        (name, which, addresses): (&str, &str, &str),
    ) -> Result<usize, String> {
        let (at, cookie) = (format!("http://127.0.0.1:{}", self.port), self.sign_in(name)?);
        let ours = shell::root().join("xtask/api");
        let mut command = Command::new(program);
        command.arg("--config-file").arg(ours.join("schemathesis.toml"));
        command.args(["run", &format!("{at}/api/registers/openapi.json"), "--phases", "fuzzing"]);
        command.args(["--max-examples", EACH, which, addresses, "--header", &format!("Cookie: {cookie}")]);
        command
            .env("PYTHONPATH", ours)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("SCHEMATHESIS_HOOKS", "known");
        command.envs([
            ("VARSAM_API_URL", at.as_str()),
            ("VARSAM_API_COOKIE", &cookie),
            ("VARSAM_API_AGENT", AGENT),
        ]);
        eprintln!("\x1b[1m$ schemathesis {which} {addresses} ({name})\x1b[0m");
        let output = command.current_dir(folder()).output();
        let output = output.map_err(|error| format!("schemathesis could not start: {error}"))?;
        self.count(&output).inspect_err(|_| eprintln!("{}", String::from_utf8_lossy(&output.stdout)))
    }

    fn count(&self, output: &Output) -> Result<usize, String> {
        if !output.status.success() {
            return Err(format!("answers are not as described; the program said `{}`", self.lines.display()));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().find(|line| line.contains(" generated")).unwrap_or_default();
        let count = line.split_whitespace().next().and_then(|count| count.parse().ok());
        count.ok_or_else(|| "schemathesis does not say how many requests it made".to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where schemathesis is, and what a run leaves behind.
fn folder() -> PathBuf {
    shell::root().join("target").join(SCHEMATHESIS.folder)
}

/// What stands between two texts; nothing where they do not.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split_once(after).map_or("", |(found, _)| found)
}
