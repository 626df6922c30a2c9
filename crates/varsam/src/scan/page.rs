//! A scan as one HTML file: to read, to print, to hand on. No script, nothing fetched.

use super::collect::Collected;
use super::told::{FileView, Told, UnreadView, by_label};
use crate::locale::Locale;
use askama::Template;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use varsam_rules::Date;
use varsam_scan::report::summary::{Age, Sum};

/// Folders that are drawn.
const FOLDERS: usize = 15;
/// Places that are named for each reason why something was not read.
const UNREAD_SHOWN: usize = 50;
/// Height of the tallest column, in the units of the drawing.
const TALLEST: u64 = 90;

/// A number with its bar: how long each coloured part of it is, in hundredths of the longest.
#[derive(Debug)]
struct Bar {
    name: String,
    count: u64,
    files: u64,
    parts: Vec<Part>,
}

/// A part of a bar.
#[derive(Debug)]
struct Part {
    group: &'static str,
    from: String,
    length: String,
}

/// A column: what it stands for, and where it is drawn.
#[derive(Debug)]
struct Column {
    name: String,
    long: String,
    count: u64,
    files: u64,
    left: u64,
    middle: u64,
    top: u64,
    height: u64,
}

/// The file.
#[derive(Debug, Template)]
#[template(path = "scan/report.html")]
pub struct Page {
    locale: Locale,
    day: Date,
    version: &'static str,
    roots: Vec<String>,
    is_search: bool,
    files: u64,
    size: String,
    hit: u64,
    found: u64,
    accepted: u64,
    unreadable: u64,
    promise: String,
    labels: Vec<Bar>,
    ages: Vec<Column>,
    folders: Vec<Bar>,
    more_folders: usize,
    kinds: Vec<Bar>,
    demands: Vec<(&'static str, String, u64)>,
    worst: Vec<FileView>,
    unread: Vec<UnreadView>,
    show: bool,
}

impl Page {
    /// The page of a scan.
    pub fn of(told: &Told<'_>, collected: &Collected, day: Date) -> Self {
        let (locale, summary) = (told.locale, &collected.summary);
        let total = &summary.total;
        let kind = |(code, sum): (&String, &Sum)| (locale.t(&format!("kind-{code}")), sum.clone());
        let folders: Vec<_> =
            summary.folders.iter().map(|(name, sum)| (shorter(name, told.roots), sum.clone())).collect();
        let demands = collected.demands.iter().map(|(id, files)| (*id, told.demand(id), *files));
        let failed = collected.unread.iter().filter(|(reason, _)| super::collect::is_failure(**reason));
        Self {
            locale,
            day,
            version: env!("CARGO_PKG_VERSION"),
            roots: told.roots.iter().map(|root| root.display().to_string()).collect(),
            is_search: told.is_search,
            files: total.files,
            size: told.megabytes(summary.bytes),
            hit: total.hit,
            found: collected.found(),
            accepted: summary.accepted.values().sum(),
            unreadable: failed.map(|(_, unread)| unread.count).sum(),
            promise: locale.t(told.promise(collected)),
            labels: labels(locale, total),
            ages: ages(locale, &summary.ages),
            more_folders: folders.iter().filter(|(_, sum)| sum.hit > 0).count().saturating_sub(FOLDERS),
            folders: bars(folders, FOLDERS),
            kinds: bars(summary.kinds.iter().map(kind).collect(), usize::MAX),
            demands: demands.collect(),
            worst: collected.worst.iter().map(|bad| told.file(bad)).collect(),
            unread: told.unread(collected, UNREAD_SHOWN),
            show: told.show,
        }
    }

    fn t(&self, key: &str) -> String {
        self.locale.t(key)
    }

    fn count(&self, key: &str, count: usize) -> String {
        self.locale.with(key, count)
    }

    fn title(&self) -> String {
        self.t(if self.is_search { "scan-search-title" } else { "scan-title" })
    }
}

fn labels(locale: Locale, total: &Sum) -> Vec<Bar> {
    let found = by_label(locale, total);
    let most = found.iter().map(|(_, _, count)| *count).max().unwrap_or(0);
    let bar = |(matter, name, count): (super::demand::Matter, String, u64)| {
        let part = Part { group: matter.group(), from: hundredths(0, most), length: hundredths(count, most) };
        Bar { name, count, files: 0, parts: vec![part] }
    };
    found.into_iter().map(bar).collect()
}

/// The name of a folder, from the one that was scanned where that is one.
fn shorter(name: &str, roots: &[PathBuf]) -> String {
    let [root] = roots else { return name.to_owned() };
    let inside = Path::new(name).strip_prefix(root).map(|inside| inside.display().to_string());
    inside.ok().filter(|inside| !inside.is_empty()).unwrap_or_else(|| name.to_owned())
}

/// The groups that have most, with their findings in three colours.
fn bars(mut groups: Vec<(String, Sum)>, shown: usize) -> Vec<Bar> {
    let found = |sum: &Sum| sum.counts.values().sum::<u64>();
    groups.retain(|(_, sum)| sum.hit > 0);
    groups.sort_by_key(|(name, sum)| (std::cmp::Reverse(found(sum)), name.clone()));
    groups.truncate(shown);
    let most = groups.iter().map(|(_, sum)| found(sum)).max().unwrap_or(0);
    let bar = |(name, sum): (String, Sum)| Bar {
        name,
        count: found(&sum),
        files: sum.hit,
        parts: parts(&sum, most),
    };
    groups.into_iter().map(bar).collect()
}

fn parts(sum: &Sum, most: u64) -> Vec<Part> {
    let mut at = 0;
    let part = |group: &'static str| {
        let of_group = |code: &String| {
            super::demand::Matter::from_code(code).is_some_and(|matter| matter.group() == group)
        };
        let count: u64 = sum.counts.iter().filter(|(code, _)| of_group(code)).map(|(_, count)| count).sum();
        let from = hundredths(at, most);
        at += count;
        Part { group, from, length: hundredths(count, most) }
    };
    ["most", "sensitive", "other"].map(part).into()
}

#[expect(clippy::cast_precision_loss, reason = "drawn with two decimals")]
fn hundredths(count: u64, most: u64) -> String {
    format!("{:.2}", count as f64 * 100.0 / most.max(1) as f64)
}

fn ages(locale: Locale, ages: &BTreeMap<Age, Sum>) -> Vec<Column> {
    let known = [
        (Age::Month, "scan-age-month", "scan-age-month-long"),
        (Age::Year, "scan-age-year", "scan-age-year-long"),
        (Age::ThreeYears, "scan-age-three-years", "scan-age-three-years-long"),
        (Age::Older, "scan-age-older", "scan-age-older-long"),
    ];
    let found = |age: &Age| ages.get(age).map_or(0, |sum| sum.counts.values().sum::<u64>());
    let most = known.iter().map(|(age, _, _)| found(age)).max().unwrap_or(0).max(1);
    let column = |((age, name, long), number): (&(Age, &str, &str), u64)| {
        let (count, left) = (found(age), 12 + number * 77);
        let height = (count * TALLEST / most).max(u64::from(count > 0));
        let files = ages.get(age).map_or(0, |sum| sum.hit);
        let (name, long) = (locale.t(name), locale.t(long));
        Column { name, long, count, files, left, middle: left + 32, top: 20 + TALLEST - height, height }
    };
    known.iter().zip(0..).map(column).collect()
}
