//! A PostgreSQL server for the tests: in a temporary folder, on a free port of this machine, gone afterwards.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use crate::shell;

/// The variable by which the tests find a server; it is a URL without the name of a database.
pub(crate) const VARIABLE: &str = "VARSAM_TEST_POSTGRES";

/// A server that is running. It stops when this is dropped.
pub(crate) struct Server {
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
}

impl Server {
    /// Starts one, if PostgreSQL is installed.
    pub(crate) fn start() -> Result<Self, String> {
        let programs = programs().ok_or("PostgreSQL is missing (Debian: apt-get install postgresql)")?;
        let folder = std::env::temp_dir().join(format!("varsam-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
        let server = Self { folder, programs, port: free_port()? };
        server.set_up()?;
        Ok(server)
    }

    /// Where the tests find it.
    pub(crate) fn url(&self) -> String {
        format!("postgres://varsam:varsam@127.0.0.1:{}", self.port)
    }

    fn set_up(&self) -> Result<(), String> {
        let (data, password) = (self.folder.join("data"), self.folder.join("password"));
        fs::write(&password, "varsam").map_err(|error| error.to_string())?;
        if is_root() {
            shell::run(Command::new("chown").arg("-R").arg("postgres").arg(&self.folder))?;
        }
        let mut init = self.command("initdb");
        init.args(["--no-sync", "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "-U", "varsam"]);
        init.arg("--pwfile").arg(&password).arg("-D").arg(&data);
        quietly(init)?;
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=300",
            self.port
        );
        let mut start = self.command("pg_ctl");
        start
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(self.folder.join("log"))
            .args(["-w", "-o", &options, "start"]);
        quietly(start)
    }

    /// A program of the server's, run by somebody who is not root: PostgreSQL refuses root.
    fn command(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(std::env::temp_dir());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = self.command("pg_ctl");
        stop.arg("-D").arg(self.folder.join("data")).args(["-m", "immediate", "stop"]);
        if let Err(problem) = quietly(stop) {
            eprintln!("{problem}");
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The newest version that Debian's packages put there.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<_> = versions.flatten().map(|version| version.path().join("bin")).collect();
    folders.retain(|folder| folder.join("initdb").exists());
    folders.sort();
    folders.pop()
}

fn quietly(mut command: Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("PostgreSQL could not start: {error}"))?;
    let told = || String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() { Ok(()) } else { Err(format!("PostgreSQL did not do it: {}", told())) }
}

fn is_root() -> bool {
    let id = shell::program("id", &["-u"]).output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// A port of this machine that nobody listens on.
pub(crate) fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}
