//! What the tests are held against besides our own code: a database server, a key service, a token, verifiers of
//! logs. What cannot be had is skipped, and said.

use std::process::Command;

use crate::postgres::{self, Server};
use crate::{openbao, tlog_tools};

/// The library that plays a PKCS#11 token, as Debian installs it.
const TOKEN: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// The peers that are there; the database server stops when this is dropped.
pub(crate) struct Peers {
    variables: Vec<(&'static str, String)>,
    _server: Option<Server>,
}

impl Peers {
    /// Starts and installs them; gives one line more for each that is missing.
    pub(crate) fn meet(skipped: &mut Vec<String>) -> Self {
        let mut variables = Vec::new();
        let server = Server::start();
        match &server {
            Ok(server) => variables.push((postgres::VARIABLE, server.url())),
            Err(reason) => skipped.push(format!("the store on PostgreSQL: {reason}")),
        }
        match openbao::program() {
            Ok(program) => variables.push(("VARSAM_BAO", program.display().to_string())),
            Err(reason) => skipped.push(format!("the key service OpenBao: {reason}")),
        }
        if !std::path::Path::new(TOKEN).exists() {
            skipped.push("the PKCS#11 token: SoftHSM is missing (Debian: apt-get install softhsm2)".into());
        }
        skipped.extend(tlog_tools::set_up());
        Self { variables, _server: server.ok() }
    }

    /// Tells a command where they are.
    pub(crate) fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.variables.iter().map(|(name, value)| (name, value)))
    }
}
