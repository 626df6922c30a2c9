//! `varsam serve`: the pages and the API on one address.

mod doors;

use super::data::At;
use super::{Books, Outcome};
use crate::data::config::LogFormat;
use crate::data::mail::Mailer;
use crate::data::told::told;
use crate::data::{self, Config};
use crate::fault::Fault;
use crate::library::Library;
use crate::metrics::{Metrics, listener};
use crate::office::wheel::remind;
use crate::office::{
    Office, answers, calendar, cases, digest, intake, letters, reviews, set_up, take_down, upkeep,
};
use crate::web::{self, Settings};
use crate::{clock, lines};
use clap::Args;
use doors::{Doors, listen_on};
use reqwest::Url;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// How often a folder of rulebooks, and the day, are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How often it is looked whether the log is to be signed.
const LOOK_AFTER_EVERY: Duration = Duration::from_mins(10);

/// How often it is looked whether mail is to go out.
const SEND_EVERY: Duration = Duration::from_secs(15);

/// How often it is looked whether somebody is to be reminded, and whether it is time for the weekly letter.
const RING_EVERY: Duration = Duration::from_secs(30);

/// How many times it is not looked after weekly letters could not all be written: ten minutes.
const REST: u32 = 20;

/// Serve the pages and the API
#[derive(Debug, Args)]
pub struct Serve {
    /// The address to listen on; any other than loopback needs TLS, by `[tls]` or by a proxy before it
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
        let config = self.config()?;
        lines::start(config.as_ref().map_or_else(|| LogFormat::of(&data::env()), |of| Ok(of.log_format))?);
        let library = Library::open(self.books.origin(), self.books.day()).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Fault::user(format!("{}\nthe rulebooks are refused; nothing is served", problems.join("\n")))
        })?;
        let default_stack = super::stack(&library.shelf(), self.stack.as_deref())?.id.clone();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let temporary = tempfile::tempdir()?;
        let within = Within { config: config.map(Arc::new), default_stack, temporary: temporary.path() };
        let served = runtime.block_on(self.serve(Arc::new(library), within, out));
        // What is being worked out for later is not waited for.
        runtime.shutdown_background();
        served
    }

    /// Where the data is, where the command names any.
    fn config(&self) -> Result<Option<Config>, Fault> {
        let is_named = self.at.config.is_some() || self.at.data.is_some();
        (is_named && !self.demo).then(|| self.at.config()).transpose()
    }

    /// What lies behind sign-in: the demonstration, the data of the configuration, or nothing.
    async fn office(
        &self,
        within: &Within<'_>,
        reached_at: Url,
        library: &Library,
    ) -> Result<Option<Arc<Office>>, Fault> {
        let office = if self.demo {
            let folder = self.demo_folder.as_deref().unwrap_or(within.temporary);
            let shelf = library.shelf();
            Arc::new(Office::demonstration(folder, reached_at, clock::now, Some(&shelf.books)).await?)
        } else if let Some(config) = &within.config {
            let store = data::open(config, clock::now()).await?;
            let office = Office::over(store, &config.site, reached_at, clock::now)?.with_others(config)?;
            let office = Arc::new(office.asking(config.sources.clone()));
            tokio::spawn(intake::keep_in_step(Arc::downgrade(&office)));
            tokio::spawn(look_after(Arc::clone(config), Arc::downgrade(&office)));
            if let Some(mail) = &config.mail {
                tokio::spawn(send_mail(Mailer::new(mail)?, Arc::downgrade(&office)));
            }
            office
        } else {
            return Ok(None);
        };
        // Worked out before somebody asks for it: that would take a second.
        let of = Arc::clone(&office);
        tokio::task::spawn_blocking(move || of.matrix().len());
        Ok(Some(office))
    }

    async fn serve(&self, library: Arc<Library>, within: Within<'_>, out: &mut dyn Write) -> Outcome {
        if self.demo && !self.address.is_loopback() {
            return Err(Fault::user("the demonstration lets anybody be anybody: serve it on loopback only"));
        }
        let tls = within.config.as_ref().and_then(|config| config.tls.clone());
        let listener = listen_on(SocketAddr::new(self.address, self.port)).await?;
        let address = listener.local_addr()?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        if tls.is_none() && !self.address.is_loopback() {
            tracing::warn!(
                "what is sent can be read on the way: put a proxy that speaks TLS before, or set `[tls]`"
            );
        }
        let reached_at = Url::parse(&format!("{scheme}://localhost:{}", address.port()))?;
        let office = self.office(&within, reached_at, &library).await?;
        let mut doors = Doors::new();
        let tls = tls.map(|tls| doors.show(tls)).transpose()?;
        if let Some((office, card)) = office.as_ref().and_then(|office| Some((office, office.card.clone()?)))
        {
            doors.meet_cards(self.address, office, card).await?;
        }
        let metrics = office.as_ref().map(|office| office.metrics.clone()).unwrap_or_default();
        say(out, format_args!("Varsam: {scheme}://{address}"))?;
        within.give_out(&metrics, office.as_ref(), out).await?;
        if let Some(office) = &office {
            tell_set_up(office, out).await?;
        }
        tokio::spawn(keep_fresh(Arc::clone(&library), self.books.clone()));
        if let Some(office) = &office {
            tokio::spawn(ring(Arc::downgrade(office)));
            tokio::spawn(reckon(Arc::downgrade(office)));
            tokio::spawn(ask_again(Arc::clone(&library), Arc::downgrade(office)));
            let stack = within.default_stack.clone();
            tokio::spawn(recur(Arc::clone(&library), stack, Arc::downgrade(office)));
        }
        let settings = Settings {
            default_stack: within.default_stack,
            stamp: clock::stamp(),
            office: office.clone(),
            metrics,
        };
        doors.serve(listener, web::router(library, settings), tls).await?;
        if let Some(office) = office {
            letters::finish(&office).await;
            office.store.close().await;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Says something to whoever started the program. That nobody listens does not stop it.
fn say(out: &mut dyn Write, line: std::fmt::Arguments<'_>) -> std::io::Result<()> {
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        said => said,
    }
}

/// Where one sets up, as long as nobody has.
async fn tell_set_up(office: &Office, out: &mut dyn Write) -> Result<(), Fault> {
    if let Some(link) = set_up::link(office).await.map_err(told)? {
        say(out, format_args!("Set up within 24 hours, once: {link}"))?;
    }
    Ok(())
}

/// What the program is started with.
struct Within<'a> {
    /// Where the data is.
    config: Option<Arc<Config>>,
    /// The organisation shown to who has not chosen one.
    default_stack: String,
    /// A folder that is gone afterwards.
    temporary: &'a Path,
}

impl Within<'_> {
    /// Gives the figures out, where an address for them is configured.
    async fn give_out(
        &self,
        metrics: &Metrics,
        office: Option<&Arc<Office>>,
        out: &mut dyn Write,
    ) -> Result<(), Fault> {
        let Some((config, address)) = self.config.as_ref().and_then(|of| Some((of, of.metrics?))) else {
            return Ok(());
        };
        let listener = listener::bind(address).await?;
        say(out, format_args!("Figures: http://{}/metrics", listener.local_addr()?))?;
        let source = listener::Source {
            metrics: metrics.clone(),
            office: office.map(Arc::downgrade).unwrap_or_default(),
            config: Some(Arc::clone(config)),
        };
        tokio::spawn(async { axum::serve(listener, listener::router(source)).await });
        Ok(())
    }
}

/// Signs the log once a day, closes the reviews that are due and erases what outsiders asked long ago, for as long as the data is open.
async fn look_after(config: Arc<Config>, office: Weak<Office>) {
    let mut ticks = tokio::time::interval(LOOK_AFTER_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        let Some(office) = office.upgrade() else { return };
        if let Err(fault) = data::daily::sign_log(&config, &office.store, clock::now()).await {
            tracing::error!("the log was not signed: {fault}");
        }
        if let Err(fault) = reviews::settle_all(&office).await {
            tracing::error!("reviews of roles that were due were not closed: {fault}");
        }
        if let Err(fault) = take_down::erase_due(&office).await {
            tracing::error!("requests of outsiders whose time is over were not erased: {fault}");
        }
    }
}

/// Reminds of what is due in cases, and writes the weekly letters, for as long as the data is open.
async fn ring(office: Weak<Office>) {
    let mut ticks = tokio::time::interval(RING_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut written, mut rest) = (None, 0_u32);
    loop {
        ticks.tick().await;
        let Some(office) = office.upgrade() else { return };
        if let Err(fault) = cases::clocks::ring(&office).await {
            tracing::error!("somebody was not reminded of what is due: {fault}");
        }
        // Nobody is written to twice in a week; to work it out once is enough, too.
        let week = digest::week(office.now());
        if week.is_none() || week == written || rest > 0 {
            rest = rest.saturating_sub(1);
            continue;
        }
        match digest::write(&office).await {
            Ok(_) => written = week,
            Err(fault) => {
                tracing::error!("not all weekly letters were written: {fault}");
                rest = REST;
            }
        }
    }
}

/// Follows those who come to hold roles and hold them no longer, for as long as the data is open.
async fn reckon(office: Weak<Office>) {
    let mut ticks = tokio::time::interval(RING_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut seen = cases::reckon::Seen::default();
    loop {
        ticks.tick().await;
        let Some(office) = office.upgrade() else { return };
        if let Err(fault) = seen.keep_up(&office).await {
            tracing::error!("what is owed was not all reckoned anew: {fault}");
        }
    }
}

/// Reminds of what registers owe, and once a day of what recurs, for as long as the data is open: by the rules of the
/// organisation that is shown to who has not chosen one.
async fn recur(library: Arc<Library>, stack: String, office: Weak<Office>) {
    let mut ticks = tokio::time::interval(LOOK_AFTER_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut done = None;
    loop {
        ticks.tick().await;
        let Some(office) = office.upgrade() else { return };
        if let Err(fault) = upkeep::remind(&office).await {
            tracing::error!("somebody was not reminded of what registers owe: {fault}");
        }
        let today = Some(calendar::day(office.now()));
        if done == today {
            continue;
        }
        match remind::remind(&office, &library.shelf().books, &stack).await {
            Ok(()) => done = today,
            Err(fault) => tracing::error!("somebody was not reminded of what recurs: {fault}"),
        }
    }
}

/// Sends the mail that is due, for as long as the data is open.
async fn send_mail(mailer: Mailer, office: Weak<Office>) {
    let mut ticks = tokio::time::interval(SEND_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let Some(office) = office.upgrade() else { return };
        if let Err(fault) = letters::send_due(&office, &mailer).await {
            tracing::error!("mail was not sent: {fault}");
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

/// How long rulebooks have to be the same before kept answers are asked again: a folder may be in the middle of a copy.
const SETTLED_AFTER: u32 = 30;

/// Asks the answers that were kept as decisions again, once and whenever other rulebooks have been taken in for a minute.
async fn ask_again(library: Arc<Library>, office: Weak<Office>) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let (mut seen, mut times) = (library.shelf(), 0);
    loop {
        ticks.tick().await;
        let Some(office) = office.upgrade() else { return };
        let shelf = library.shelf();
        if !Arc::ptr_eq(&seen, &shelf) {
            (seen, times) = (Arc::clone(&shelf), 0);
        }
        times += 1;
        if times != SETTLED_AFTER {
            continue;
        }
        match answers::ask_again(&office, &shelf).await {
            Ok(reopened) if reopened > 0 => tracing::info!(reopened, "kept answers are taken up again"),
            Ok(_) => {}
            Err(fault) => {
                tracing::error!("kept answers were not all asked again: {fault}");
                times = 0;
            }
        }
    }
}
