//! Figures for those who watch over the program, in the form that Prometheus reads (`OpenMetrics`). None says anything of
//! anybody: no name, no id, no address that was asked for; the template of the route stands for all of its pages.
//!
//! What happens is counted here; how things are (`held`) is looked up when somebody asks; `listener` gives both out on an
//! address of its own.

mod held;
pub mod listener;

use crate::data::Config;
use crate::office::Office;
use held::Held;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use std::fmt;
use std::sync::Arc;

/// The figures of a running program. A clone counts into the same.
#[derive(Clone, Default)]
pub struct Metrics(Arc<Inside>);

struct Inside {
    registry: Registry,
    requests: Family<Request, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    sign_ins: Family<SignIn, Counter>,
    notices: Family<Sent, Counter>,
    faults: Family<Kind, Counter>,
    held: Arc<Held>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SignIn {
    way: String,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Sent {
    kind: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

/// Upper bounds of what a request takes, in seconds.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// How an attempt to come in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody is signed in.
    In,
    /// What was shown was not right.
    Refused,
    /// There were too many attempts.
    Limited,
    /// It could not be found out: an identity provider is away, a fault of ours.
    Failed,
}

impl Outcome {
    fn code(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Refused => "refused",
            Self::Limited => "limited",
            Self::Failed => "failed",
        }
    }
}

impl Default for Inside {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("varsam");
        let (requests, sign_ins, notices, faults) =
            (Family::default(), Family::default(), Family::default(), Family::default());
        let seconds = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> Histogram);
        registry.register(
            "requests",
            "Requests by method, template of the route and status",
            requests.clone(),
        );
        registry.register(
            "request_duration_seconds",
            "How long requests took, by the template of the route",
            seconds.clone(),
        );
        registry.register("sign_ins", "Attempts to sign in by way and outcome", sign_ins.clone());
        registry.register("notices", "Attempts to send notices by kind and outcome", notices.clone());
        registry.register("faults", "Faults of the program by kind", faults.clone());
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        registry.register("build", "The program", Info::new(version));
        let held = Arc::new(Held::default());
        registry.register_collector(Box::new(Arc::clone(&held)));
        Self { registry, requests, seconds, sign_ins, notices, faults, held }
    }
}

impl Metrics {
    /// A request was answered. `route` is its template, never the address that was asked for.
    pub fn answered(&self, method: &'static str, route: &str, status: u16, seconds: f64) {
        let inside = &self.0;
        inside.requests.get_or_create(&Request { method, route: route.to_owned(), status }).inc();
        inside.seconds.get_or_create(&Route { route: route.to_owned() }).observe(seconds);
    }

    /// Somebody tried to sign in, in a way given as a code: `passkey`, `card` …; `any` where it did not come to that.
    pub fn sign_in(&self, way: &str, outcome: Outcome) {
        let way = way.to_owned();
        self.0.sign_ins.get_or_create(&SignIn { way, outcome: outcome.code() }).inc();
    }

    /// A notice of a kind, given as a code, went out or did not.
    pub fn notice(&self, kind: &'static str, is_sent: bool) {
        let outcome = if is_sent { "sent" } else { "failed" };
        self.0.notices.get_or_create(&Sent { kind, outcome }).inc();
    }

    /// Something failed on our side.
    pub fn fault(&self, error: &anyhow::Error) {
        self.0.faults.get_or_create(&Kind { kind: kind(error) }).inc();
    }

    /// All figures, as text. What is looked up for it is told by `varsam_held_up`: whether that went well.
    pub async fn text(&self, of: Option<(&Office, &Config)>) -> Result<String, fmt::Error> {
        if let Some((office, config)) = of {
            self.0.held.look(office, config).await;
        }
        let mut text = String::new();
        encode(&mut text, &self.0.registry)?;
        Ok(text)
    }
}

/// What kind of fault it is: a code.
fn kind(error: &anyhow::Error) -> &'static str {
    use varsam_store::Fault;
    match error.chain().find_map(|cause| cause.downcast_ref::<Fault>()) {
        Some(Fault::Full) => "store_full",
        Some(Fault::ReadOnly) => "store_read_only",
        Some(Fault::Away(_)) => "store_away",
        Some(Fault::Changed) => "store_changed",
        Some(Fault::Tampered { .. }) => "store_tampered",
        Some(Fault::Master(_)) => "master_key",
        Some(Fault::Files(_)) => "files",
        Some(_) => "store",
        None if error.to_string().starts_with("panic: ") => "panic",
        None => "other",
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
