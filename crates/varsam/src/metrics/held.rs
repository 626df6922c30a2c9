//! How things are, looked up when somebody asks. What could not be found out is left out, and `varsam_held_up` is 0.

use crate::data::{Config, copies};
use crate::office::Office;
use crate::office::registers::attention::{Attention, Counts};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use std::fmt::Error;
use std::sync::{Mutex, PoisonError};
use varsam_model::Instant;
use varsam_store::backup::Half;
use varsam_store::{Connections, Figures, Tallied};

/// How long what needs attention in the registers is not counted anew, in seconds: days decide it, and every entry is looked at.
const COUNTED_EVERY: i64 = 300;

/// What was found the last time; nothing where there is nothing to look at.
#[derive(Debug, Default)]
pub(super) struct Held(Mutex<Option<Reading>>);

#[derive(Debug, Clone)]
struct Reading {
    /// None when the store could not be looked at.
    figures: Option<Figures>,
    done: Tallied,
    connections: [Connections; 2],
    /// How many entries need attention, by register, and when they were counted; none when they could not be.
    attention: Option<(Instant, Vec<(&'static str, Counts)>)>,
    /// When the newest backup of a half was taken.
    backups: Vec<(&'static str, Instant)>,
}

impl Held {
    /// Looks everything up.
    pub(super) async fn look(&self, office: &Office, config: &Config) {
        let figures = office.store.figures(office.now()).await;
        if let Err(fault) = &figures {
            tracing::warn!("the figures of the store cannot be looked up: {fault}");
        }
        let reading = Reading {
            figures: figures.ok(),
            done: office.store.tallied(),
            connections: office.store.connections(),
            attention: self.attention(office).await,
            backups: backups(config),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(reading);
    }

    /// What needs attention, as it was counted a short while ago, or anew.
    async fn attention(&self, office: &Office) -> Option<(Instant, Vec<(&'static str, Counts)>)> {
        let (now, last) = (office.now(), self.last().and_then(|reading| reading.attention));
        if let Some((at, counts)) = last.filter(|(at, _)| *at <= now && now < at.plus_seconds(COUNTED_EVERY))
        {
            return Some((at, counts));
        }
        match office.attention().await {
            Ok(counts) => Some((now, counts)),
            Err(fault) => {
                tracing::warn!("what needs attention in the registers cannot be counted: {fault}");
                None
            }
        }
    }

    fn last(&self) -> Option<Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn backups(config: &Config) -> Vec<(&'static str, Instant)> {
    let newest = |(half, folder): (Half, &Option<_>)| {
        let (at, _) = copies::all(half, folder.as_deref()?).ok()?.pop()?;
        Some((copies::name(half), at))
    };
    let folders = [(Half::Records, &config.backup.records), (Half::Keys, &config.backup.keys)];
    folders.into_iter().filter_map(newest).collect()
}

impl Collector for Held {
    fn encode(&self, encoder: DescriptorEncoder) -> Result<(), Error> {
        let Some(reading) = self.last() else { return Ok(()) };
        let mut to = Writing(encoder);
        to.gauge("held_up", "Whether the store could be looked at", u64::from(reading.figures.is_some()))?;
        if let Some(figures) = &reading.figures {
            to.of_store(figures)?;
            to.of_keys(figures)?;
        }
        to.done(reading.done)?;
        let backups = reading.backups.iter().map(|(half, at)| ([("half", *half)], seconds(*at)));
        to.family("backup_timestamp_seconds", "When the newest backup was taken", backups)?;
        if let Some((_, counts)) = &reading.attention {
            to.of_registers(counts)?;
        }
        let connections = ["records", "keys"].into_iter().zip(reading.connections).flat_map(|(of, count)| {
            let labels = |state| [("database", of), ("state", state)];
            [(labels("busy"), number(count.busy)), (labels("idle"), number(count.idle))]
        });
        to.family("store_connections", "Connections to the databases by state", connections)
    }
}

/// Writes figures down.
struct Writing<'a>(DescriptorEncoder<'a>);

impl Writing<'_> {
    fn of_store(&mut self, figures: &Figures) -> Result<(), Error> {
        self.gauge("sessions", "How many are signed in", figures.sessions)?;
        self.gauge("outbox_waiting", "Notices that wait to go out", figures.waiting)?;
        self.gauge("outbox_failing", "Waiting notices that failed at least once", figures.failing)?;
        self.gauge("outbox_given_up", "Notices that were given up", figures.given_up)?;
        let help = "Notices of which nobody knows whether they went out";
        self.gauge("outbox_uncertain", help, figures.uncertain)?;
        let help = "Since when the oldest due notice should have gone out";
        self.since("outbox_overdue_timestamp_seconds", help, figures.overdue)?;
        self.gauge("log_entries", "Entries of the log", figures.entries)?;
        let signed = figures.signed.map_or(0, |(_, size)| size);
        self.gauge("log_signed_entries", "Entries of the log that are signed", signed)?;
        let signed = figures.signed.map(|(at, _)| at);
        self.since("log_signed_timestamp_seconds", "When the log was last signed", signed)?;
        let help = "When a witness outside last got a checkpoint";
        self.since("log_witnessed_timestamp_seconds", help, figures.witnessed)
    }

    fn of_registers(&mut self, counts: &[(&'static str, Counts)]) -> Result<(), Error> {
        let values = counts.iter().flat_map(|(register, counts)| {
            let kinds = Attention::ALL.map(Attention::code).into_iter().zip(counts);
            let labels = |kind| [("register", *register), ("kind", kind)];
            kinds.map(move |(kind, count)| (labels(kind), number(u64::try_from(*count).unwrap_or(u64::MAX))))
        });
        self.family("register_entries_attention", "Entries of registers that need attention by kind", values)
    }

    fn of_keys(&mut self, figures: &Figures) -> Result<(), Error> {
        self.gauge("erasures_open", "Erasures that are not carried out", figures.erasures_open)?;
        let help = "Erasures that wait for a rotation of keys to be final";
        self.gauge("erasures_not_final", help, figures.erasures_not_final)?;
        self.gauge("master_key_version", "Version of the master key", figures.master_version.into())?;
        let help = "Highest version of an organiser's key";
        self.gauge("organiser_key_version", help, figures.organiser_version)?;
        let help = "When the keys were last rotated, or first made";
        self.since("keys_rotated_timestamp_seconds", help, figures.keys_since)
    }

    fn done(&mut self, done: Tallied) -> Result<(), Error> {
        self.counter("store_records_opened", "Records that were opened", done.opened)?;
        self.counter("store_changes", "Changes that were made to last", done.commits)?;
        let help = "Changes that were refused because somebody else was faster";
        self.counter("store_conflicts", help, done.conflicts)
    }

    fn gauge(&mut self, name: &str, help: &str, value: u64) -> Result<(), Error> {
        let encoder = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        ConstGauge::new(number(value)).encode(encoder)
    }

    /// An instant; left out where there is none.
    fn since(&mut self, name: &str, help: &str, at: Option<Instant>) -> Result<(), Error> {
        let Some(at) = at else { return Ok(()) };
        let encoder = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        ConstGauge::new(seconds(at)).encode(encoder)
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) -> Result<(), Error> {
        let encoder = self.0.encode_descriptor(name, help, None, MetricType::Counter)?;
        ConstCounter::new(value).encode(encoder)
    }

    fn family<const N: usize>(
        &mut self,
        name: &str,
        help: &str,
        values: impl Iterator<Item = ([(&'static str, &'static str); N], f64)>,
    ) -> Result<(), Error> {
        let mut encoder = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        for (labels, value) in values {
            ConstGauge::new(value).encode(encoder.encode_family(&labels)?)?;
        }
        Ok(())
    }
}

/// Numbers of things, as the format has them.
#[expect(clippy::cast_precision_loss, reason = "no figure of ours is that large")]
fn number(value: u64) -> f64 {
    value as f64
}

/// Seconds of Unix time.
#[expect(clippy::cast_precision_loss, reason = "microseconds of our times fit well into a float")]
fn seconds(at: Instant) -> f64 {
    at.0 as f64 / 1e6
}
