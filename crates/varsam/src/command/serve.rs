//! `varsam serve`: the pages and the API on one address.

use super::data::At;
use super::{Books, Outcome};
use crate::clock;
use crate::data::{self, Config};
use crate::fault::Fault;
use crate::library::Library;
use crate::office::{Office, intake};
use crate::web::{self, Settings};
use clap::Args;
use reqwest::Url;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// How often a folder of rulebooks, and the day, are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How often it is looked whether the log is to be signed.
const LOOK_AFTER_EVERY: Duration = Duration::from_mins(10);

/// Serve the pages and the API
#[derive(Debug, Args)]
pub struct Serve {
    /// The address to listen on; put a proxy that speaks TLS before any other than loopback
    #[arg(long, default_value = "127.0.0.1", env = "VARSAM_ADDRESS")]
    address: IpAddr,
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 8080, env = "VARSAM_PORT")]
    port: u16,
    /// The organisation shown to who has not chosen one; without it, the first of `stacks.toml`
    #[arg(long, value_name = "ID", env = "VARSAM_STACK")]
    stack: Option<String>,
    #[command(flatten)]
    at: At,
    /// Made-up schools behind a sign-in where anybody on this machine may be anybody; on loopback only
    #[arg(long, conflicts_with_all = ["config", "data"])]
    demo: bool,
    /// The folder of the demonstration; without it, a temporary one that is gone afterwards
    #[arg(long, value_name = "DIR", requires = "demo")]
    demo_folder: Option<PathBuf>,
    #[command(flatten)]
    books: Books,
}

impl Serve {
    /// Serves until it is told to stop.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        let filter = EnvFilter::try_from_env("VARSAM_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
        // Only the first call counts; a test that serves twice in one process keeps the first log.
        drop(tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init());
        let library = Library::open(self.books.origin(), self.books.day()).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Fault::user(format!("{}\nthe rulebooks are refused; nothing is served", problems.join("\n")))
        })?;
        let default_stack = super::stack(&library.shelf(), self.stack.as_deref())?.id.clone();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let temporary = tempfile::tempdir()?;
        runtime.block_on(self.serve(Arc::new(library), default_stack, temporary.path(), out))?;
        Ok(ExitCode::SUCCESS)
    }

    /// What lies behind sign-in: the demonstration, the data that the command names, or nothing.
    async fn office(&self, temporary: &Path, port: u16) -> Result<Option<Arc<Office>>, Fault> {
        let reached_at = Url::parse(&format!("http://localhost:{port}")).map_err(anyhow::Error::from)?;
        if self.demo {
            let folder = self.demo_folder.as_deref().unwrap_or(temporary);
            return Ok(Some(Arc::new(Office::demonstration(folder, reached_at, clock::now).await?)));
        }
        if self.at.config.is_none() && self.at.data.is_none() {
            return Ok(None);
        }
        let config = self.at.config()?;
        let store = data::open(&config, clock::now()).await?;
        let office = Office::over(store, &config.site, reached_at, clock::now)?;
        let office = Arc::new(office.asking(config.sources.clone()));
        tokio::spawn(intake::keep_in_step(Arc::downgrade(&office)));
        tokio::spawn(look_after(config, Arc::downgrade(&office)));
        Ok(Some(office))
    }

    async fn serve(
        &self,
        library: Arc<Library>,
        default_stack: String,
        temporary: &Path,
        out: &mut dyn Write,
    ) -> Outcome {
        if self.demo && !self.address.is_loopback() {
            return Err(Fault::user("the demonstration lets anybody be anybody: serve it on loopback only"));
        }
        let address = SocketAddr::new(self.address, self.port);
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| Fault::user(format!("{address} cannot be listened on: {error}")))?;
        let address = listener.local_addr()?;
        let office = self.office(temporary, address.port()).await?;
        writeln!(out, "Varsam: http://{address}")?;
        out.flush()?;
        tokio::spawn(keep_fresh(Arc::clone(&library), self.books.clone()));
        let settings = Settings { default_stack, stamp: clock::stamp(), office: office.clone() };
        let app = web::router(library, settings);
        axum::serve(listener, app).with_graceful_shutdown(told_to_stop()).await?;
        if let Some(office) = office.and_then(Arc::into_inner) {
            office.store.close().await;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Signs the log once a day, for as long as the data is open.
async fn look_after(config: Config, office: Weak<Office>) {
    let mut ticks = tokio::time::interval(LOOK_AFTER_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        let Some(office) = office.upgrade() else { return };
        if let Err(fault) = data::daily::sign_log(&config, &office.store, clock::now()).await {
            tracing::error!("the log was not signed: {fault}");
        }
    }
}

/// Takes in changed rulebooks and a new day. The clock may jump either way: the day is read afresh each time.
async fn keep_fresh(library: Arc<Library>, books: Books) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        let (library, day) = (Arc::clone(&library), books.day.unwrap_or_else(clock::today));
        let look = tokio::task::spawn_blocking(move || {
            let changed = library.refresh(day);
            (changed, library.refused().len())
        });
        match look.await {
            Ok((true, 0)) => tracing::info!("rulebooks taken in"),
            Ok((true, problems)) => {
                tracing::warn!(problems, "changed rulebooks refused; the former ones go on");
            }
            Ok((false, _)) => {}
            Err(error) => tracing::error!(%error, "looking at the rulebooks failed"),
        }
    }
}

async fn told_to_stop() {
    let interrupt = async { drop(tokio::signal::ctrl_c().await) };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await;
}
