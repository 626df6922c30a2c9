//! Pages and API: one file per page, with a template of the same name.
//!
//! A request passes `site`, which finds out for whom and in which language it is, then its page. What goes wrong
//! on the way is an `error::Failure`; `site` turns it into a page (or JSON) in the same look. Pages that depend on
//! nothing but the rulebooks are rendered once and `kept`.

mod access;
mod api;
mod ask;
mod assets;
mod board;
mod breach;
mod cases;
mod changes;
mod check;
mod conflict;
mod door;
mod error;
mod example;
mod facts;
mod fields;
mod figures;
mod flows;
mod guard;
mod guideline;
mod guidelines;
mod health;
mod intake;
mod kept;
mod log;
mod notes;
mod observe;
mod open;
mod parts;
mod past;
mod people;
mod probe;
mod prose;
mod reason;
mod record;
mod registers;
mod routes;
mod search;
mod signed;
mod site;
mod start;
mod units;
mod wheel;

pub use log::DEEDS;
pub use people::FIELDS;
pub use routes::Route;

use crate::library::Library;
use crate::metrics::Metrics;
use crate::office::Office;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn_with_state, map_response_with_state};
use axum::routing::{get, post};
use error::Failure;
use routes::Routes;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::CsrfLayer;

/// How the pages are served.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The organisation shown to who has not chosen one; any other than those there are means the first.
    pub default_stack: String,
    /// When the program started, as it goes into the references of faults, so that they are not given out twice.
    pub stamp: String,
    /// What lies behind sign-in; without it there are the public pages only.
    pub office: Option<Arc<Office>>,
    /// What is counted; where there is an office, that one's.
    pub metrics: Metrics,
}

/// What all requests share.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Inside>);

struct Inside {
    library: Arc<Library>,
    settings: Settings,
    faults: AtomicU64,
    kept: kept::Kept,
    past: past::Past,
}

/// What libraries are not heard saying, whatever level is wished for: they write down addresses, and links have tokens in
/// them. Directives of the log's filter.
pub const QUIET: [&str; 2] = ["tower_http=info", "hyper=info"];

/// The largest body that is read, in bytes: facts are short.
const LARGEST_BODY: usize = 64 * 1024;

/// The pages and the API.
pub fn router(library: Arc<Library>, settings: Settings) -> Router {
    if assets::named("app.css").is_none() {
        tracing::warn!("pages have no style sheet: run `cargo xtask assets`, then build again");
    }
    let pages = Router::new()
        .route("/", get(start::page))
        .route("/search", get(search::page))
        .route("/ask/{question}", get(ask::page))
        .route("/guidelines", get(guidelines::page))
        .route("/guidelines/{*document}", get(guideline::page))
        .route("/changes", get(changes::page))
        .route("/health", get(health::page))
        .route("/accessibility", get(site::accessibility))
        .merge(guarded())
        .merge(behind_sign_in().router().layer(CsrfLayer::new()))
        .merge(intake::called())
        .merge(open::router())
        .merge(api::router())
        .fallback(async || Failure::NoSuchPage)
        .method_not_allowed_fallback(async || Failure::WrongMethod);
    framed(pages, shared(library, settings))
}

/// What the port answers with that cards are shown at.
pub fn card_router(office: &Arc<Office>) -> Router {
    door::card_router(office)
}

/// The pages that somebody has to sign in for, and the door. A form of another site does nothing here.
fn behind_sign_in() -> Routes {
    door::routes()
        .merge(people::routes())
        .merge(units::routes())
        .merge(registers::routes())
        .merge(cases::routes())
        .merge(wheel::routes())
        .merge(breach::routes())
        .merge(board::routes())
        .merge(record::routes())
        .merge(flows::routes())
        .merge(intake::routes())
        .merge(log::routes())
        .merge(access::routes())
}

/// The routes behind sign-in, and those of the door: a test holds each against each role.
pub fn inside() -> Vec<Route> {
    behind_sign_in().listed()
}

/// The pages that take texts, which are longer than facts.
fn guarded() -> Router<Shared> {
    Router::new()
        .route("/check", get(check::open).post(check::check))
        .route("/guard/field", post(guard::field))
        .layer(DefaultBodyLimit::max(guard::LARGEST_BODY))
}

fn shared(library: Arc<Library>, mut settings: Settings) -> Shared {
    if let Some(office) = &settings.office {
        settings.metrics = office.metrics.clone();
    }
    Shared(Arc::new(Inside {
        library,
        settings,
        faults: AtomicU64::new(0),
        kept: kept::Kept::default(),
        past: past::Past::default(),
    }))
}

/// Pages with everything that surrounds them: faults caught, organisation and language, compression, headers, a line in
/// the log.
fn framed(pages: Router<Shared>, shared: Shared) -> Router {
    pages
        .layer(CatchPanicLayer::custom(error::caught))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(shared.clone(), site::visit))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .route("/assets/{name}", get(assets::file))
        .route("/healthz", get(probe::alive))
        .route("/readyz", get(probe::ready))
        .layer(map_response_with_state(shared.clone(), site::safe))
        .layer(from_fn_with_state(shared.clone(), observe::request))
        .with_state(shared)
}
