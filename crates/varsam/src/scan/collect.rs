//! What is kept of a scan while it runs: sums, the worst files, what could not be read, and a spool of the rest.

use super::demand::{Matter, Remedy};
use super::spool::Spool;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use varsam_scan::baseline::Baseline;
use varsam_scan::report::summary::Summary;
use varsam_scan::{FilePath, Finding, Kind, Owner, Place, Reason, Report};

/// Files that are kept as the worst.
const WORST: usize = 100;
/// Places of one file that are kept for show, and those of one label.
const PLACES: usize = 20;
const OF_LABEL: usize = 3;
/// Findings of one label that count when files are ranked; a register does not push everything else aside.
const COUNTED: u64 = 50;
/// Files that are named for each reason why something was not read; the written reports have all.
const NAMED: usize = 200;

/// A file with findings.
#[derive(Debug)]
pub struct Bad {
    /// The file.
    pub path: FilePath,
    /// Whose it is.
    pub owner: Option<Owner>,
    /// What kind of file.
    pub kind: Kind,
    /// When it was last changed, in seconds of Unix time.
    pub modified: i64,
    /// When it was last read, in seconds of Unix time.
    pub accessed: Option<i64>,
    /// How many of each label, most first.
    pub counts: Vec<(String, u64)>,
    /// The demands that it breaks.
    pub demands: BTreeSet<&'static str>,
    /// Where what is in it belongs instead.
    pub belongs: BTreeSet<&'static str>,
    /// The first places.
    pub places: Vec<Finding>,
    weight: u64,
}

/// Files that were not read for one reason.
#[derive(Debug, Default)]
pub struct Unread {
    /// How many places.
    pub count: u64,
    /// The first of them.
    pub places: Vec<(FilePath, Place)>,
}

/// Which findings count.
#[derive(Debug, Default)]
pub struct Wanted {
    /// The labels; all where there are none.
    pub labels: Vec<Matter>,
    /// What somebody has accepted.
    pub baseline: Baseline,
}

/// What is kept of a scan.
#[derive(Debug)]
pub struct Collected {
    /// The sums.
    pub summary: Summary,
    /// The worst files, worst first.
    pub worst: Vec<Bad>,
    /// What was not read, by reason.
    pub unread: BTreeMap<Reason, Unread>,
    /// How many files break each demand.
    pub demands: BTreeMap<&'static str, u64>,
    /// The reports with findings or faults.
    pub spool: Spool,
    wanted: Wanted,
    now: i64,
}

impl Collected {
    /// Nothing yet; `now` in seconds of Unix time.
    pub fn new(wanted: Wanted, now: i64) -> io::Result<Self> {
        Ok(Self {
            summary: Summary::default(),
            worst: Vec::new(),
            unread: BTreeMap::new(),
            demands: BTreeMap::new(),
            spool: Spool::new()?,
            wanted,
            now,
        })
    }

    /// Takes in a report.
    pub fn add(&mut self, mut report: Report) -> io::Result<()> {
        self.wanted.apply(&mut report);
        self.summary.add(&report, self.now);
        for fault in &report.faults {
            let unread = self.unread.entry(fault.reason).or_default();
            unread.count += 1;
            if unread.places.len() < NAMED {
                unread.places.push((report.path.clone(), fault.place.clone()));
            }
        }
        if report.total() > 0 || !report.faults.is_empty() || !report.accepted.is_empty() {
            self.spool.add(&report)?;
        }
        if report.total() > 0 {
            self.rank(report);
        }
        Ok(())
    }

    fn rank(&mut self, report: Report) {
        let bad = Bad::of(report);
        for demand in &bad.demands {
            *self.demands.entry(demand).or_default() += 1;
        }
        let key = |bad: &Bad| (std::cmp::Reverse(bad.weight), bad.path.clone());
        let at = self.worst.partition_point(|other| key(other) < key(&bad));
        if at < WORST {
            self.worst.insert(at, bad);
            self.worst.truncate(WORST);
        }
    }

    /// The first reports of each reason by path, so that two scans tell the same.
    pub fn sort(&mut self) {
        self.unread.values_mut().for_each(|unread| unread.places.sort());
    }

    /// Findings in all.
    pub fn found(&self) -> u64 {
        self.summary.total.counts.values().sum()
    }

    /// Whether everything that has to be read was.
    pub fn is_whole(&self) -> bool {
        !self.unread.keys().any(|reason| is_failure(*reason))
    }
}

/// Whether somebody has to do something before the file can be read. Links are not followed on purpose; of pictures, sound and
/// programs nobody expects more than their names.
pub fn is_failure(reason: Reason) -> bool {
    match reason {
        Reason::Password
        | Reason::Damaged
        | Reason::TooLarge
        | Reason::TooDeep
        | Reason::Timeout
        | Reason::Crashed
        | Reason::NoPermission
        | Reason::Gone
        | Reason::Io => true,
        Reason::UnknownFormat | Reason::OcrMissing | Reason::Link | Reason::Special => false,
    }
}

impl Wanted {
    fn apply(&self, report: &mut Report) {
        if !self.labels.is_empty() {
            let is_wanted = |label: &str| self.labels.iter().any(|matter| matter.code() == label);
            report.findings.retain(|finding| is_wanted(&finding.label));
            report.counts.retain(|label, _| is_wanted(label));
            report.left_off = report.total().saturating_sub(report.findings.len() as u64);
        }
        self.baseline.apply(report);
    }
}

impl Bad {
    fn of(report: Report) -> Self {
        let remedies: BTreeSet<Remedy> =
            report.findings.iter().filter_map(|finding| Remedy::for_finding(&report, finding)).collect();
        let weight = |(label, count): (&String, &u64)| {
            Matter::from_code(label).map_or(1, Matter::weight) * (*count).min(COUNTED)
        };
        let mut counts: Vec<(String, u64)> = report.counts.clone().into_iter().collect();
        counts.sort_by_key(|(label, count)| {
            (std::cmp::Reverse(Matter::from_code(label).map_or(0, Matter::weight)), std::cmp::Reverse(*count))
        });
        Self {
            weight: report.counts.iter().map(weight).sum(),
            counts,
            demands: remedies.iter().flat_map(|remedy| remedy.demands).copied().collect(),
            belongs: remedies.iter().map(|remedy| remedy.belongs).collect(),
            places: first_places(report.findings),
            path: report.path,
            owner: report.owner,
            kind: report.kind,
            modified: report.modified,
            accessed: report.accessed,
        }
    }
}

/// The first places, those that weigh most before others, a few of each label; of the person that is looked for, all that fit.
fn first_places(mut findings: Vec<Finding>) -> Vec<Finding> {
    let matter = |finding: &Finding| Matter::from_code(&finding.label);
    findings.sort_by_key(|finding| std::cmp::Reverse(matter(finding).map_or(0, Matter::weight)));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    findings.retain(|finding| {
        let count = seen.entry(finding.label.clone()).or_default();
        *count += 1;
        *count <= if matter(finding) == Some(Matter::Identity) { PLACES } else { OF_LABEL }
    });
    findings.truncate(PLACES);
    findings
}
