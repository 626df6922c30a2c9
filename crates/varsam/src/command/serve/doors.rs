//! The sockets of `varsam serve`: the pages, cards on a port of their own, and the files behind both.

use crate::command::notify;
use crate::data::config::{MetBy, Tls};
use crate::fault::Fault;
use crate::listen::{self, Fresh, PATIENCE};
use crate::office::{Card, Office};
use crate::{tls, web};
use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;

/// How often certificates, keys and lists are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// All that is listened on, and what it is made from.
pub(super) struct Doors {
    handle: Handle<SocketAddr>,
    fresh: Vec<Fresh>,
    cards: Option<JoinHandle<std::io::Result<()>>>,
}

/// Listens on an address.
pub(super) async fn listen_on(address: SocketAddr) -> Result<TcpListener, Fault> {
    TcpListener::bind(address).await.map_err(|error| {
        Fault::user(format!(
            "{address} cannot be listened on: {error}; stop what does, or choose another port"
        ))
    })
}

impl Doors {
    pub(super) fn new() -> Self {
        Self { handle: Handle::new(), fresh: Vec::new(), cards: None }
    }

    /// What pages are shown under.
    pub(super) fn show(&mut self, tls: Tls) -> Result<RustlsConfig, Fault> {
        let config = RustlsConfig::from_config(Arc::new(tls::server(&tls)?));
        let (kept, files) = (config.clone(), vec![tls.certificate.clone(), tls.key.clone()]);
        self.fresh.push(Fresh::of("the certificate of the pages", files, move || {
            kept.reload_from_config(Arc::new(tls::server(&tls)?));
            Ok(())
        }));
        Ok(config)
    }

    /// Meets cards on their port, and keeps fresh whom they are trusted by.
    pub(super) async fn meet_cards(
        &mut self,
        address: IpAddr,
        office: &Arc<Office>,
        card: Arc<Card>,
    ) -> Result<(), Fault> {
        let mut shown = None;
        if let (Some(config), MetBy::Port { port, .. }) = (card.server()?, &card.config.met_by) {
            let config = RustlsConfig::from_config(Arc::new(config));
            let listener = listen_on(SocketAddr::new(address, *port)).await?;
            let pages = web::card_router(office);
            self.cards =
                Some(tokio::spawn(listen::cards(listener, pages, config.clone(), self.handle.clone())));
            shown = Some(config);
        }
        self.fresh.push(Fresh::of("who is trusted for cards", card.files(), move || {
            card.take_in()?;
            if let (Some(shown), Some(config)) = (&shown, card.server()?) {
                shown.reload_from_config(Arc::new(config));
            }
            Ok(())
        }));
        Ok(())
    }

    /// Serves the pages, until it is told to stop.
    pub(super) async fn serve(
        self,
        listener: TcpListener,
        pages: Router,
        tls: Option<RustlsConfig>,
    ) -> Result<(), Fault> {
        let looking = tokio::spawn(keep_fresh(self.fresh));
        let (handle, told) = (self.handle.clone(), Told::listen()?);
        notify::tell("READY=1");
        tokio::spawn(async move {
            told.wait().await;
            notify::tell("STOPPING=1");
            handle.graceful_shutdown(Some(PATIENCE));
        });
        listen::pages(listener, pages, tls, self.handle).await?;
        if let Some(cards) = self.cards {
            cards.await??;
        }
        looking.abort();
        // What the files were taken in for is let go of, so that the data can be closed.
        drop(looking.await);
        Ok(())
    }
}

/// Looks at files every few seconds, and at once when told (`SIGHUP`).
async fn keep_fresh(mut fresh: Vec<Fresh>) {
    if fresh.is_empty() {
        return;
    }
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let Ok(mut told) = signal(SignalKind::hangup()) else { return };
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = told.recv() => {}
        }
        let looked = tokio::task::spawn_blocking(move || {
            fresh.iter_mut().for_each(Fresh::look);
            fresh
        });
        match looked.await {
            Ok(looked) => fresh = looked,
            Err(error) => return tracing::error!(%error, "looking at certificates failed"),
        }
    }
}

/// What the system tells a program with that is to stop.
struct Told([Signal; 2]);

impl Told {
    /// From here on nothing that is told is missed.
    fn listen() -> std::io::Result<Self> {
        Ok(Self([signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?]))
    }

    async fn wait(mut self) {
        let [terminate, interrupt] = &mut self.0;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}
