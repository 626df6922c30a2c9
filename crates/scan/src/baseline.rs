//! Findings that somebody has looked at and accepted, each with a reason and a last day.

use std::collections::HashSet;

use globset::{Glob, GlobMatcher};
use serde::Deserialize;
use toml::Spanned;

use crate::unit::{Finding, Report};

/// What is wrong with a line of the baseline.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Problem {
    /// It is no TOML, or has a field that is not known.
    #[error(
        "line {line}: {message}; an entry has `fingerprint`, or `path` and `label`, and `reason` and `expires`"
    )]
    Format {
        /// Counted from 1.
        line: usize,
        /// What the parser said.
        message: String,
    },
    /// Nobody says why.
    #[error("line {line}: `reason` is missing; say why this may stay, so that the next person need not ask")]
    NoReason {
        /// Counted from 1.
        line: usize,
    },
    /// It does not say until when.
    #[error("line {line}: `expires` is missing or no day; write the last day as `2027-06-30`")]
    NoDay {
        /// Counted from 1.
        line: usize,
    },
    /// Its last day is over.
    #[error(
        "line {line}: accepted until `{expires}` only; look at the finding again, then remove the entry or set a new day"
    )]
    Expired {
        /// Counted from 1.
        line: usize,
        /// The last day.
        expires: String,
    },
    /// It does not say what is accepted.
    #[error("line {line}: the entry names nothing; give a `fingerprint`, or a `path` and a `label`")]
    Nothing {
        /// Counted from 1.
        line: usize,
    },
    /// Its path is no pattern.
    #[error("line {line}: `{path}` is no pattern; write it as `archive/**/*.csv`")]
    Pattern {
        /// Counted from 1.
        line: usize,
        /// The pattern.
        path: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    accepted: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fingerprint: Option<String>,
    path: Option<String>,
    label: Option<String>,
    reason: Option<String>,
    expires: Option<toml::Value>,
}

/// Accepted findings.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    fingerprints: HashSet<String>,
    paths: Vec<(GlobMatcher, Option<String>)>,
}

impl Baseline {
    /// Reads a baseline in TOML as of `today` (`2026-11-30`). Entries with a problem do not count.
    pub fn read(text: &str, today: &str) -> (Self, Vec<Problem>) {
        let written: Written = match toml::from_str(text) {
            Ok(written) => written,
            Err(error) => {
                let line = line_of(text, error.span().map_or(0, |span| span.start));
                return (
                    Self::default(),
                    vec![Problem::Format { line, message: error.message().to_owned() }],
                );
            }
        };
        let mut baseline = Self::default();
        let entries = written.accepted.into_iter();
        let problems = entries.filter_map(|entry| {
            let line = line_of(text, entry.span().start);
            baseline.add(entry.into_inner(), line, today).err()
        });
        let problems = problems.collect();
        (baseline, problems)
    }

    fn add(&mut self, entry: Entry, line: usize, today: &str) -> Result<(), Problem> {
        if entry.reason.is_none_or(|reason| reason.trim().is_empty()) {
            return Err(Problem::NoReason { line });
        }
        let expires = entry.expires.as_ref().and_then(day).ok_or(Problem::NoDay { line })?;
        if expires.as_str() < today {
            return Err(Problem::Expired { line, expires });
        }
        match (entry.fingerprint, entry.path) {
            (Some(fingerprint), None) => {
                self.fingerprints.insert(fingerprint);
            }
            (None, Some(path)) => {
                let glob = Glob::new(&path).map_err(|_| Problem::Pattern { line, path })?;
                self.paths.push((glob.compile_matcher(), entry.label));
            }
            _ => return Err(Problem::Nothing { line }),
        }
        Ok(())
    }

    fn accepts(&self, report: &Report, finding: &Finding) -> bool {
        let known = finding.fingerprint.as_ref().is_some_and(|print| self.fingerprints.contains(print));
        known
            || self.paths.iter().any(|(glob, label)| {
                glob.is_match(report.path.as_path())
                    && label.as_ref().is_none_or(|label| *label == finding.label)
            })
    }

    /// Takes accepted findings out of a report; they are counted apart.
    pub fn apply(&self, report: &mut Report) {
        let findings = std::mem::take(&mut report.findings);
        let (accepted, kept): (Vec<_>, Vec<_>) =
            findings.into_iter().partition(|finding| self.accepts(report, finding));
        report.findings = kept;
        for finding in accepted {
            if let Some(count) = report.counts.get_mut(&finding.label) {
                *count = count.saturating_sub(1);
            }
            *report.accepted.entry(finding.label).or_default() += 1;
        }
        report.counts.retain(|_, count| *count > 0);
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.get(..at).unwrap_or_default().matches('\n').count()
}

/// A day as `2026-11-30`, written as a date or as a string.
fn day(value: &toml::Value) -> Option<String> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let number =
        |part: &str, length: usize| (part.len() == length).then(|| part.parse::<u16>().ok()).flatten();
    let fits = number(year, 4)? > 1999
        && (1..=12).contains(&number(month, 2)?)
        && (1..=31).contains(&number(day, 2)?);
    fits.then_some(text.clone())
}
