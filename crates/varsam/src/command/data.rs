//! What the commands share that work on the stored data.

use crate::clock;
use crate::data::{self, Config, env};
use crate::fault::Fault;
use clap::Args;
use std::future::Future;
use std::path::PathBuf;
use varsam_store::Store;

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct At {
    /// The configuration, a TOML file; variables such as `VARSAM_RECORDS_URL` go before it
    #[arg(long, value_name = "FILE", env = "VARSAM_CONFIG")]
    pub config: Option<PathBuf>,
    /// A folder with everything in it that the configuration does not place elsewhere
    #[arg(long, value_name = "DIR", env = "VARSAM_DATA")]
    pub data: Option<PathBuf>,
}

impl At {
    /// Reads the configuration.
    pub fn config(&self) -> Result<Config, Fault> {
        Config::read(self.config.as_deref(), self.data.as_deref(), &env())
    }
}

/// Does something that waits for others.
pub fn wait<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// Opens the data that is there, works with it, and closes it.
pub fn with_store<T>(
    at: &At,
    work: impl AsyncFnOnce(&Config, &Store) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let config = at.config()?;
    wait(async {
        let store = data::reopen(&config, clock::now()).await?;
        let done = work(&config, &store).await;
        store.close().await;
        done
    })
}
