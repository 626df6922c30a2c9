//! The lines that the program writes to its log: as text for people, or as JSON for machines. Neither names anybody.

use crate::data::config::LogFormat;
use crate::web::QUIET;
use std::io::IsTerminal as _;
use std::panic::PanicHookInfo;
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What takes lines, and writes those that a filter lets through.
pub fn subscriber<W>(format: LogFormat, filter: EnvFilter, writer: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = QUIET.iter().filter_map(|one| one.parse().ok()).fold(filter, EnvFilter::add_directive);
    let is_seen = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(is_seen).with_writer(writer);
    match format {
        LogFormat::Text => Box::new(lines.finish()),
        LogFormat::Json => Box::new(lines.json().flatten_event(true).with_current_span(false).finish()),
    }
}

/// Starts the log, to standard error. Only the first call in a process counts.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_env("VARSAM_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    if subscriber(format, filter, std::io::stderr).try_init().is_ok() {
        std::panic::set_hook(Box::new(panicked));
    }
}

/// Where something broke. What it said may hold data: of a request it stands in the line with the reference.
fn panicked(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "panicked");
}
