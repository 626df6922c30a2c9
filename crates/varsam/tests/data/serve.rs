//! The running program: what it tells who runs it, and how it stops.

use super::home::Home;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The program, serving.
struct Serving {
    child: Child,
    /// What it said before it served.
    said: Vec<String>,
}

impl Serving {
    /// Serves the data; `lines` of its output say where.
    fn of(home: &Home, variables: &[(&str, &str)], lines: usize) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_varsam"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("VARSAM_"))
        {
            command.env_remove(name);
        }
        command.args(["serve", "--port", "0", "--data"]).arg(home.data()).envs(variables.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let said = out.lines().take(lines).map(Result::unwrap).collect();
        Self { child, said }
    }

    /// What stands after `http://` in a line, without a path.
    fn address(&self, line: usize) -> String {
        let (_, address) = self.said[line].split_once("http://").unwrap();
        address.split('/').next().unwrap().to_owned()
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address(0)).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream
    }

    fn tell_to_stop(&self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits for its end; gives its code and what it wrote to its log.
    fn ended(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (code, log)
    }
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_request_that_has_begun_is_finished_before_the_store_is_closed() {
    let home = Home::of(1);
    let serving = Serving::of(&home, &[], 1);
    let mut slow = serving.connect();
    let (begun, rest) = ("guarded=note&note=Elsa+", "har+feber&field=absence-note");
    let head = "POST /guard/field HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n";
    write!(slow, "{head}Content-Length: {}\r\n\r\n{begun}", begun.len() + rest.len()).unwrap();
    let url = format!("http://{}", serving.address(0));
    home.run(&["ready", "--url", &url]).says(0, "ready");
    assert!(home.data().join("records.db-wal").exists(), "the store is open");
    serving.tell_to_stop();
    std::thread::sleep(Duration::from_millis(300));
    assert!(TcpStream::connect(serving.address(0)).is_err(), "nobody new comes in");
    slow.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
    let (code, log) = serving.ended();
    assert_eq!(code, Some(0), "{log}");
    home.run(&["ready", "--url", &url]).says(1, "not ready: ");
    for end in ["records.db-wal", "keys.db-wal"] {
        assert!(!home.data().join(end).exists(), "{end} is left: the store was not closed");
    }
}

#[test]
fn figures_and_lines_are_for_machines_where_that_is_configured() {
    let home = Home::of(1);
    let variables = [("VARSAM_METRICS_ADDRESS", "127.0.0.1:0"), ("VARSAM_LOG_FORMAT", "json")];
    let serving = Serving::of(&home, &variables, 2);
    get(&serving.address(0), "/health?x=kanariefagel");
    let figures = get(&serving.address(1), "/metrics");
    let counted = r#"varsam_requests_total{method="GET",route="/health",status="200"} 1"#;
    assert!(figures.contains(counted) && figures.contains("varsam_held_up 1"), "{figures}");
    assert!(get(&serving.address(1), "/health").contains("404"), "no page is there");
    assert!(get(&serving.address(0), "/metrics").contains("404"), "no figure is here");
    serving.tell_to_stop();
    let (code, log) = serving.ended();
    assert_eq!(code, Some(0));
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    assert!(lines.iter().any(|line| line["route"] == "/health" && line["status"] == 200), "{log}");
    assert!(!log.contains("kanariefagel"), "{log}");
}

#[test]
fn systemd_is_told_when_it_serves_and_when_it_stops() {
    let home = Home::of(1);
    let path = home.path("notify");
    let socket = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    let serving = Serving::of(&home, &[("NOTIFY_SOCKET", &path)], 1);
    let heard = || {
        let mut bytes = [0; 64];
        let length = socket.recv(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    };
    assert_eq!(heard(), "READY=1");
    serving.tell_to_stop();
    assert_eq!(heard(), "STOPPING=1");
    assert_eq!(serving.ended().0, Some(0));
}

#[test]
fn an_address_for_figures_that_is_none_is_told() {
    let home = Home::of(1);
    let args = ["serve", "--port", "0"];
    home.run_with(&args, &[("VARSAM_METRICS_ADDRESS", "9464")]).says(2, "`127.0.0.1:9464`");
    home.run_with(&args, &[("VARSAM_LOG_FORMAT", "xml")]).says(2, "`text` or `json`");
}
