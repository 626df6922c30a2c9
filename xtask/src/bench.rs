//! `cargo xtask bench`: measurements. The rule engine, the detector and the scanner beside their peers in a crate that nobody else
//! has to compile, the pages of the real program under Debian's `wrk`, the store and an import on both databases.

use crate::assets;
use crate::postgres::Server;
use crate::shell::{self, Outcome};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Runs the named measurements, or all; what begins with `--` and stands behind the names is for `detect`.
pub(crate) fn measure(args: &[String]) -> Outcome {
    let (names, options) =
        args.split_at(args.iter().position(|arg| arg.starts_with("--")).unwrap_or(args.len()));
    let all = ["rules", "web", "detect", "store", "import", "registers", "clocks"].map(str::to_owned);
    let names = if names.is_empty() { &all[..] } else { names };
    if let (Some(option), false) = (options.first(), names.iter().any(|name| name == "detect")) {
        return Err(format!("`{option}` is an option of `cargo xtask bench detect` only"));
    }
    for name in names {
        match name.as_str() {
            "rules" => rules()?,
            "web" => web()?,
            "detect" => detect(options)?,
            "store" => store()?,
            "import" => import()?,
            "registers" => example("registers", ROWS)?,
            "clocks" => example("clocks", CLOCKS)?,
            other => {
                return Err(format!("no measurement is called `{other}`; there are: {}", all.join(", ")));
            }
        }
    }
    Ok(())
}

const CRATE: [&str; 5] = ["run", "--release", "--manifest-path", "bench/Cargo.toml", "--"];

fn rules() -> Outcome {
    shell::run(shell::cargo(&CRATE).arg("rules"))
}

fn detect(options: &[String]) -> Outcome {
    let program = program()?;
    shell::run(shell::cargo(&CRATE).arg("detect").arg("--program").arg(program).args(options))
}

/// How many entries of the log are verified.
const ENTRIES: &str = "1000000";

/// How many entries a register has.
const ROWS: &str = "100000";

/// How many clocks are open.
const CLOCKS: &str = "100000";

/// How many people a made-up school system has.
const PERSONS: &str = "200000";

fn store() -> Outcome {
    on_both(&["run", "--release", "--package", "varsam-store", "--example", "speed", "--", ENTRIES])
}

/// Taking in a school system.
fn import() -> Outcome {
    on_both(&["run", "--release", "--package", "varsam", "--example", "intake", "--", PERSONS])
}

/// The list of a large register, or a round of many clocks.
fn example(name: &str, count: &str) -> Outcome {
    let of = ["run", "--release", "--package", "varsam", "--example", name, "--", count];
    shell::run(&mut shell::cargo(&of))
}

/// Measures on SQLite, and on PostgreSQL where it is installed.
fn on_both(what: &[&str]) -> Outcome {
    shell::run(&mut shell::cargo(what))?;
    match Server::start() {
        Ok(server) => shell::run(shell::cargo(what).arg(format!("{}/postgres", server.url()))),
        Err(reason) => {
            eprintln!("skipped: on PostgreSQL: {reason}");
            Ok(())
        }
    }
}

/// The optimised program, built.
fn program() -> Result<PathBuf, String> {
    assets::build_if_changed()?;
    shell::run(&mut shell::cargo(&["build", "--release", "--package", "varsam"]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    Ok(shell::root().join(target).join("release/varsam"))
}

const PAGES: [&str; 4] = [
    "/",
    "/ask/publish?place=instagram&content=picture",
    "/ask/publish?place=instagram&content=picture&identifiable=yes&person=pupil&age=12&made_by=own_staff",
    "/guidelines",
];

fn web() -> Outcome {
    let binary = program()?;
    if !shell::available("wrk") && !shell::succeeds(shell::program("which", &["wrk"]).stdin(Stdio::null())) {
        return Err("Debian's package `wrk` is needed".to_owned());
    }
    #[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
    let start = Instant::now();
    let mut server = Command::new(binary)
        .args(["serve", "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("the program did not start: {error}"))?;
    let outcome = under_load(&mut server, start);
    drop(server.kill());
    drop(server.wait());
    outcome
}

fn under_load(server: &mut Child, start: Instant) -> Outcome {
    let stdout = server.stdout.take().ok_or("the program has no output")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).map_err(|error| error.to_string())?;
    let address = line.trim().rsplit("http://").next().unwrap_or_default().to_owned();
    let first = get(&address, "/").map_err(|error| format!("{address} does not answer: {error}"))?;
    println!("start to first answered request: {} ms ({} bytes)", start.elapsed().as_millis(), first.len());
    println!("memory before load: {}", memory(server.id()));
    for page in PAGES {
        println!("\n{page}");
        let url = format!("http://{address}{page}");
        shell::run(&mut shell::program("wrk", &["-t1", "-c32", "-d5s", "--latency", &url]))?;
    }
    println!("\nmemory after load: {}", memory(server.id()));
    Ok(())
}

fn get(address: &str, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// The memory a process holds, as the system tells it.
fn memory(process: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    held.map_or_else(|| "unknown".to_owned(), |held| held.trim().to_owned())
}
