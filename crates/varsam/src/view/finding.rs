//! Puts findings of the guard into the words of one language, for the page, the terminal and the API.

use super::{RuleView, Viewer};
use crate::guard::{Finding, What};
use crate::locale::Locale;
use serde::Serialize;
use utoipa::ToSchema;
use varsam_detect::CodePoints;

/// A stretch of text to look at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingView {
    /// Where it starts and ends (not included), in bytes of UTF-8.
    pub bytes: [usize; 2],
    /// The same in Unicode code points.
    pub characters: [usize; 2],
    /// What it is about, such as `HEALTH`.
    pub label: &'static str,
    /// The same in words.
    pub what: String,
    /// Why it was found, such as `checked`.
    pub reason: &'static str,
    /// The same in words.
    pub why: String,
    /// How sure, in per cent.
    pub score: u8,
    /// `not-here`, `check` or `hint`.
    pub severity: &'static str,
    /// The same in words.
    pub weight: String,
    /// The advice, such as `absence-illness`.
    pub advice: &'static str,
    /// Where it belongs instead, or what to do.
    pub instead: String,
    /// The demand of the catalogue that the advice serves.
    pub demand: &'static str,
    /// The rules that say so, of those that the organisation follows.
    pub rules: Vec<RuleView>,
}

impl Viewer<'_> {
    /// Findings in a text, in its order.
    pub fn findings(&self, text: &str, findings: &[Finding]) -> Vec<FindingView> {
        let mut points = CodePoints::new(text);
        let view = |finding: &Finding| self.finding(finding, points.of(finding.start, finding.end).into());
        findings.iter().map(view).collect()
    }

    fn finding(&self, finding: &Finding, characters: [usize; 2]) -> FindingView {
        let advice = finding.advice;
        let severity = advice.severity().code();
        FindingView {
            bytes: [finding.start, finding.end],
            characters,
            label: finding.what.code(),
            what: what(self.locale, finding.what),
            reason: finding.why.code(),
            why: self.locale.t(&format!("why-{}", finding.why.code())),
            score: finding.score,
            severity,
            weight: self.locale.t(&format!("severity-{severity}")),
            advice: advice.code(),
            instead: self.locale.t(&format!("advice-{}", advice.code())),
            demand: advice.demand(),
            rules: advice.rules(self.books, self.stack).into_iter().map(|rule| self.rule(rule)).collect(),
        }
    }
}

/// What a finding is about, in words.
pub fn what(locale: Locale, what: What) -> String {
    locale.t(&format!("what-{}", slug(what.code())))
}

/// The word that stands for a label in a redacted text: `Person` in `[Person 1]`.
pub fn alias(locale: Locale, label: varsam_detect::Label) -> String {
    locale.t(&format!("alias-{}", slug(label.code())))
}

fn slug(code: &str) -> String {
    code.to_lowercase().replace('_', "-")
}
