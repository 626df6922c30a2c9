//! `varsam ready`: does the program that runs here take requests. For containers and scripts.

use super::data::wait;
use super::{Outcome, REFUSED};
use crate::fault::Fault;
use clap::Args;
use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

/// How long it has to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// See whether the program that runs here takes requests
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 it does; 1 it does not.")]
pub struct Ready {
    /// Where it is reached; without it, on this machine at the port of `VARSAM_PORT`, else 8080
    #[arg(long, value_name = "URL")]
    url: Option<reqwest::Url>,
    /// Its port on this machine
    #[arg(long, default_value_t = 8080, env = "VARSAM_PORT", hide = true)]
    port: u16,
}

impl Ready {
    /// Asks, and says what it was told.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        let local = || format!("http://127.0.0.1:{}", self.port).parse();
        let mut url: reqwest::Url = self.url.clone().map_or_else(local, Ok)?;
        url.set_path("/readyz");
        let told = wait(async {
            let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build()?;
            Ok(answer(&client, url).await)
        })?;
        match told {
            Ok(()) => {
                writeln!(out, "ready")?;
                Ok(ExitCode::SUCCESS)
            }
            Err(why) => {
                writeln!(out, "not ready: {why}")?;
                Ok(ExitCode::from(REFUSED))
            }
        }
    }
}

async fn answer(client: &reqwest::Client, url: reqwest::Url) -> Result<(), String> {
    let told = |error: reqwest::Error| Fault::from(error).to_string();
    let reply = client.get(url).send().await.map_err(told)?;
    if reply.status().is_success() {
        return Ok(());
    }
    Err(reply.text().await.map_err(told)?)
}
