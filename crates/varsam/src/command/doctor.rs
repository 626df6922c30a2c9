//! `varsam doctor`: is everything in order, and what is to be done.

use super::data::{At, wait};
use super::{Outcome, REFUSED};
use crate::clock;
use crate::data::Config;
use crate::data::doctor::{Check, State, examine};
use crate::data::mail::{Mailer, Text};
use crate::fault::Fault;
use clap::Args;
use std::io::Write;
use std::process::ExitCode;

/// See whether everything is in order, and say what is to be done
///
/// Looks at the configuration, the master key, the databases, the clock, the disks, the files, certificates, the identity
/// provider, the backups, the log and the erasures, and changes nothing. Run it as the user that the program runs as.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 nothing is wrong; 1 something is wrong; 3 a fault of the program.")]
pub struct Doctor {
    /// Print all as JSON
    #[arg(long)]
    json: bool,
    /// Send a mail to this address, to see that it arrives
    #[arg(long, value_name = "ADDRESS")]
    send_mail_to: Option<String>,
    #[command(flatten)]
    at: At,
}

impl Doctor {
    /// Looks, and prints a line for each thing.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        let checks = match self.at.config() {
            Ok(config) => {
                let mut checks = vec![Check::ok("config", self.place())];
                checks.extend(wait(async { Ok(examine(&config, clock::now()).await) })?);
                if let Some(address) = &self.send_mail_to {
                    checks.push(wait(async { Ok(sent(&config, address).await) })?);
                }
                checks
            }
            Err(fault @ Fault::User(_)) => vec![Check::failed("config", &fault)],
            Err(fault) => return Err(fault),
        };
        let worst = checks.iter().map(|check| check.state).max().unwrap_or(State::Ok);
        if self.json {
            let told = serde_json::json!({ "state": worst, "checks": checks });
            writeln!(out, "{}", serde_json::to_string_pretty(&told)?)?;
        } else {
            checks.iter().try_for_each(|check| tell(check, out))?;
        }
        Ok(ExitCode::from(if worst == State::Wrong { REFUSED } else { 0 }))
    }

    /// Where the configuration comes from.
    fn place(&self) -> String {
        let place = self.at.config.as_ref().or(self.at.data.as_ref());
        place.map_or_else(|| "the environment".to_owned(), |path| format!("`{}`", path.display()))
    }
}

/// Sends a mail that says that it is one.
async fn sent(config: &Config, address: &str) -> Check {
    let body = "This is a mail by which somebody sees that mail of Varsam arrives. Nothing is to be done.\n";
    let name = format!("doctor-{}", clock::now().0);
    let text = Text { name: &name, subject: "Varsam: a trial mail", body };
    let sent = match &config.mail {
        None => Err(Fault::user("nothing says how mail goes out; name a server as `[mail] server`")),
        Some(mail) => match Mailer::new(mail) {
            Ok(mailer) => mailer.send(address, text).await.map_err(|error| Fault::user(error.to_string())),
            Err(fault) => Err(fault),
        },
    };
    match sent {
        Ok(()) => Check::ok("mail_sent", "the server has taken it; see that it arrives"),
        Err(fault) => Check::failed("mail_sent", &fault),
    }
}

fn tell(check: &Check, out: &mut dyn Write) -> std::io::Result<()> {
    let Check { check, state, found, todo } = check;
    write!(out, "{:<5}  {check:<14}  {found}", state.code())?;
    match todo {
        Some(todo) => writeln!(out, "; {todo}"),
        None => writeln!(out),
    }
}
