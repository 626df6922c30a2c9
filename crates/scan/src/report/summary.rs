//! Sums: how many findings of each label, in which kinds of file, folders, hands and years.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::unit::{Report, State};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// How long a file has lain untouched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Age {
    /// Changed within 30 days.
    Month,
    /// Changed within 365 days.
    Year,
    /// Changed within three years.
    ThreeYears,
    /// Not changed for more than three years.
    Older,
}

/// Numbers of one group of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Files.
    pub files: u64,
    /// Files with at least one finding.
    pub hit: u64,
    /// Findings by label.
    pub counts: BTreeMap<String, u64>,
}

/// The numbers of a scan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Of everything.
    pub total: Sum,
    /// Accepted findings by label; in no other number.
    pub accepted: BTreeMap<String, u64>,
    /// Bytes of all files.
    pub bytes: u64,
    /// Files by how far they were read.
    pub states: BTreeMap<State, u64>,
    /// Faults by reason.
    pub faults: BTreeMap<String, u64>,
    /// By kind of file.
    pub kinds: BTreeMap<String, Sum>,
    /// By folder.
    pub folders: BTreeMap<String, Sum>,
    /// By owner: the name, or the number where there is none.
    pub owners: BTreeMap<String, Sum>,
    /// By how long ago they were changed.
    pub ages: BTreeMap<Age, Sum>,
}

impl Summary {
    /// The numbers of these reports; `now` in seconds of Unix time.
    pub fn of<'r>(reports: impl IntoIterator<Item = &'r Report>, now: i64) -> Self {
        let mut summary = Self::default();
        reports.into_iter().for_each(|report| summary.add(report, now));
        summary
    }

    /// Adds one report, for whoever does not keep them.
    pub fn add(&mut self, report: &Report, now: i64) {
        self.bytes += report.size;
        *self.states.entry(report.state).or_default() += 1;
        for fault in &report.faults {
            *self.faults.entry(fault.reason.code().to_owned()).or_default() += 1;
        }
        for (label, count) in &report.accepted {
            *self.accepted.entry(label.clone()).or_default() += count;
        }
        let folder = report.path.as_path().parent().unwrap_or(Path::new("")).display().to_string();
        let owner =
            report.owner.as_ref().map(|owner| owner.name.clone().unwrap_or_else(|| owner.id.to_string()));
        self.total.add(report);
        self.kinds.entry(report.kind.code().to_owned()).or_default().add(report);
        self.folders.entry(folder).or_default().add(report);
        self.owners.entry(owner.unwrap_or_default()).or_default().add(report);
        self.ages.entry(age(now - report.modified)).or_default().add(report);
    }
}

impl Sum {
    fn add(&mut self, report: &Report) {
        self.files += 1;
        self.hit += u64::from(report.total() > 0);
        for (label, count) in &report.counts {
            *self.counts.entry(label.clone()).or_default() += count;
        }
    }
}

fn age(seconds: i64) -> Age {
    match seconds / DAY {
        ..=30 => Age::Month,
        31..=365 => Age::Year,
        366..=1095 => Age::ThreeYears,
        _ => Age::Older,
    }
}
