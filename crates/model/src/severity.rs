//! How severe a personal data breach is for those it concerns, as a sum that can be followed.
//!
//! Source: ENISA, *Recommendations for a methodology of the assessment of severity of personal data breaches*, working
//! document 1.0, December 2013: severity = context of the data × ease of identification + circumstances. The words of
//! the values are ours. It is an aid: whoever assesses may come to something else and say why. Numbers are in
//! hundredths, so that the sum is exact.

use crate::codes::codes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

codes! {
    /// What the data is, at its worst.
    pub enum Content {
        /// Names, contact data, schooling (1).
        Simple = "simple",
        /// What somebody does, likes, where somebody is (2).
        Behavioural = "behavioural",
        /// Income, debts, accounts (3).
        Financial = "financial",
        /// Health, religion, politics, and what else GDPR art. 9 protects (4).
        Sensitive = "sensitive",
    }
}

codes! {
    /// What makes the same data weigh more or less.
    pub enum Factor {
        /// More: there is much of it about each person.
        Volume = "volume",
        /// More: whose data it is says something in itself, as with a clinic.
        Controller = "controller",
        /// More: they are children, or in need of protection in another way.
        Vulnerable = "vulnerable",
        /// Less: it is old or known to be wrong.
        Stale = "stale",
        /// Less: everybody could read it before.
        Public = "public",
    }
}

codes! {
    /// How easily it is found out whom the data is about.
    pub enum Ease {
        /// Hardly by anybody (0.25).
        Negligible = "negligible",
        /// With much trouble (0.5).
        Limited = "limited",
        /// With some trouble (0.75).
        Significant = "significant",
        /// At once (1).
        Maximum = "maximum",
    }
}

codes! {
    /// Who got to see it.
    pub enum Confidentiality {
        /// Nobody, as far as is known (0).
        Kept = "kept",
        /// A number of people who are known (0.25).
        Known = "known",
        /// Nobody knows how many (0.5).
        Unknown = "unknown",
    }
}

codes! {
    /// Whether it was altered.
    pub enum Integrity {
        /// No, or nobody used it (0).
        Kept = "kept",
        /// It was, and can be put right (0.25).
        Restorable = "restorable",
        /// It was, and cannot be put right (0.5).
        Lost = "lost",
    }
}

codes! {
    /// Whether it is there for those who need it.
    pub enum Availability {
        /// It is, or was soon again (0).
        Kept = "kept",
        /// It is away for a time (0.25).
        Interrupted = "interrupted",
        /// It is gone (0.5).
        Lost = "lost",
    }
}

codes! {
    /// How severe it is.
    pub enum Level {
        /// Below 2: a nuisance.
        Low = "low",
        /// Below 3: a trouble that people get over.
        Medium = "medium",
        /// Below 4: serious, hard to get over.
        High = "high",
        /// From 4: grave, perhaps for ever.
        VeryHigh = "very_high",
    }
}

/// The data, and what surrounds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataContext {
    /// What it is.
    pub content: Content,
    /// What makes it weigh more or less, each by one to three whole steps; more than three count as three.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub factors: BTreeMap<Factor, u8>,
}

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circumstances {
    /// Who got to see it.
    pub confidentiality: Confidentiality,
    /// Whether it was altered.
    pub integrity: Integrity,
    /// Whether it is there.
    pub availability: Availability,
    /// Whether somebody meant harm (0.5).
    #[serde(default)]
    pub malicious: bool,
}

/// What somebody says of a breach, to have its severity worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// The data.
    pub data: DataContext,
    /// How easily it is found out whom it is about.
    pub ease: Ease,
    /// What happened to it.
    pub circumstances: Circumstances,
    /// Whether somebody with protected personal data is concerned: the level is then at least high. This rule is our
    /// own; the method has none.
    #[serde(default)]
    pub protected: bool,
    /// Whether more than a hundred people are concerned. It is told beside the level and changes nothing.
    #[serde(default)]
    pub many: bool,
    /// Whether nobody can read the data, as it is encrypted and the key is safe. It is told beside the level and
    /// changes nothing.
    #[serde(default)]
    pub unintelligible: bool,
}

/// How severe a breach is, with every part of the sum. All numbers are in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Severity {
    /// What the data weighs in itself: 100 to 400.
    pub content: i32,
    /// What the factors add to it or take from it, together.
    pub factors: i32,
    /// The two, kept within 100 and 400.
    pub context: i32,
    /// The ease of identification: 25 to 100.
    pub ease: i32,
    /// Context times ease.
    pub product: i32,
    /// For who got to see it: 0 to 50.
    pub confidentiality: i32,
    /// For what was altered: 0 to 50.
    pub integrity: i32,
    /// For what is not there: 0 to 50.
    pub availability: i32,
    /// For intent: 0 or 50.
    pub malicious: i32,
    /// The product and the four after it: 25 to 600.
    pub score: i32,
    /// The level.
    pub level: Level,
    /// Whether the level is higher than the score says, as somebody with protected personal data is concerned.
    pub forced: bool,
}

impl Assessment {
    /// The severity.
    pub fn severity(&self) -> Severity {
        let (content, factors) = (self.data.content.weight(), self.data.factors());
        let context = (content + factors).clamp(100, 400);
        let ease = self.ease.weight();
        // Both are whole multiples of 100 and 25: nothing is lost.
        let product = context * ease / 100;
        let of = self.circumstances;
        let (confidentiality, integrity) = (of.confidentiality.weight(), of.integrity.weight());
        let (availability, malicious) = (of.availability.weight(), if of.malicious { 50 } else { 0 });
        let score = product + confidentiality + integrity + availability + malicious;
        let said = Level::of(score);
        let level = if self.protected { said.max(Level::High) } else { said };
        Severity {
            content,
            factors,
            context,
            ease,
            product,
            confidentiality,
            integrity,
            availability,
            malicious,
            score,
            level,
            forced: level != said,
        }
    }
}

impl DataContext {
    /// What the factors come to, in hundredths.
    fn factors(&self) -> i32 {
        self.factors.iter().map(|(factor, steps)| factor.step() * i32::from(*steps).min(3)).sum()
    }
}

impl Content {
    /// What it weighs, in hundredths.
    pub const fn weight(self) -> i32 {
        match self {
            Self::Simple => 100,
            Self::Behavioural => 200,
            Self::Financial => 300,
            Self::Sensitive => 400,
        }
    }
}

impl Factor {
    /// What one step adds or takes, in hundredths.
    pub const fn step(self) -> i32 {
        match self {
            Self::Volume | Self::Controller | Self::Vulnerable => 100,
            Self::Stale | Self::Public => -100,
        }
    }
}

impl Ease {
    /// What the context is multiplied by, in hundredths.
    pub const fn weight(self) -> i32 {
        match self {
            Self::Negligible => 25,
            Self::Limited => 50,
            Self::Significant => 75,
            Self::Maximum => 100,
        }
    }
}

impl Confidentiality {
    /// What it adds, in hundredths.
    pub const fn weight(self) -> i32 {
        match self {
            Self::Kept => 0,
            Self::Known => 25,
            Self::Unknown => 50,
        }
    }
}

impl Integrity {
    /// What it adds, in hundredths.
    pub const fn weight(self) -> i32 {
        match self {
            Self::Kept => 0,
            Self::Restorable => 25,
            Self::Lost => 50,
        }
    }
}

impl Availability {
    /// What it adds, in hundredths.
    pub const fn weight(self) -> i32 {
        match self {
            Self::Kept => 0,
            Self::Interrupted => 25,
            Self::Lost => 50,
        }
    }
}

impl Level {
    /// The level of a score in hundredths.
    pub const fn of(score: i32) -> Self {
        match score {
            ..200 => Self::Low,
            200..300 => Self::Medium,
            300..400 => Self::High,
            400.. => Self::VeryHigh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HARMLESS: Circumstances = Circumstances {
        confidentiality: Confidentiality::Kept,
        integrity: Integrity::Kept,
        availability: Availability::Kept,
        malicious: false,
    };

    fn assessment(content: Content, factors: &[(Factor, u8)], ease: Ease) -> Assessment {
        let data = DataContext { content, factors: factors.iter().copied().collect() };
        Assessment {
            data,
            ease,
            circumstances: HARMLESS,
            protected: false,
            many: false,
            unintelligible: false,
        }
    }

    #[test]
    fn a_class_list_in_the_wrong_mailbox() {
        // 1 + 1 for children = 2; 2 × 1 = 2; + 0.25 for one known reader = 2.25.
        let mut list = assessment(Content::Simple, &[(Factor::Vulnerable, 1)], Ease::Maximum);
        list.circumstances.confidentiality = Confidentiality::Known;
        let severity = list.severity();
        assert_eq!((severity.content, severity.factors, severity.context), (100, 100, 200));
        assert_eq!((severity.ease, severity.product, severity.confidentiality), (100, 200, 25));
        assert_eq!((severity.score, severity.level, severity.forced), (225, Level::Medium, false));
    }

    #[test]
    fn health_records_that_were_stolen_and_destroyed() {
        // 4 × 0.75 = 3; + 0.5 + 0.25 + 0.5 + 0.5 = 4.75.
        let mut records = assessment(Content::Sensitive, &[], Ease::Significant);
        records.circumstances = Circumstances {
            confidentiality: Confidentiality::Unknown,
            integrity: Integrity::Restorable,
            availability: Availability::Lost,
            malicious: true,
        };
        let severity = records.severity();
        assert_eq!((severity.product, severity.malicious, severity.score), (300, 50, 475));
        assert_eq!(severity.level, Level::VeryHigh);
    }

    #[test]
    fn an_old_address_list_that_everybody_had() {
        // 2 − 1 − 1 = 0, kept at 1; 1 × 0.25 = 0.25.
        let list =
            assessment(Content::Behavioural, &[(Factor::Stale, 1), (Factor::Public, 1)], Ease::Negligible);
        let severity = list.severity();
        assert_eq!((severity.factors, severity.context, severity.score), (-200, 100, 25));
        assert_eq!(severity.level, Level::Low);
    }

    #[test]
    fn the_context_stays_within_one_and_four() {
        let context = |content, factors: &[_]| assessment(content, factors, Ease::Maximum).severity().context;
        assert_eq!(context(Content::Sensitive, &[(Factor::Volume, 1), (Factor::Vulnerable, 3)]), 400);
        assert_eq!(context(Content::Simple, &[(Factor::Public, 3)]), 100);
        assert_eq!(context(Content::Simple, &[(Factor::Vulnerable, 3)]), 400);
        assert_eq!(context(Content::Simple, &[(Factor::Vulnerable, u8::MAX), (Factor::Stale, 2)]), 200);
        assert_eq!(context(Content::Financial, &[(Factor::Controller, 0)]), 300);
    }

    #[test]
    fn a_level_begins_with_its_number() {
        let levels = [25, 199, 200, 299, 300, 399, 400, 600].map(Level::of);
        let [low, medium, high, most] = [Level::Low, Level::Medium, Level::High, Level::VeryHigh];
        assert_eq!(levels, [low, low, medium, medium, high, high, most, most]);
        for (content, level) in Content::ALL.iter().zip(Level::ALL) {
            assert_eq!(assessment(*content, &[], Ease::Maximum).severity().level, *level, "{content}");
        }
    }

    #[test]
    fn protected_personal_data_is_never_less_than_high() {
        let mut simple = assessment(Content::Simple, &[], Ease::Negligible);
        simple.protected = true;
        let severity = simple.severity();
        assert_eq!((severity.score, severity.level, severity.forced), (25, Level::High, true));
        let mut sensitive = assessment(Content::Sensitive, &[], Ease::Maximum);
        sensitive.protected = true;
        let severity = sensitive.severity();
        assert_eq!((severity.level, severity.forced), (Level::VeryHigh, false));
    }

    #[test]
    fn flags_change_nothing() {
        let plain = assessment(Content::Financial, &[], Ease::Limited);
        let flagged = Assessment { many: true, unintelligible: true, ..plain.clone() };
        assert_eq!(flagged.severity(), plain.severity());
    }

    #[test]
    fn it_is_kept_as_it_was_said() {
        let mut said = assessment(Content::Simple, &[(Factor::Vulnerable, 2)], Ease::Maximum);
        said.many = true;
        let json = serde_json::to_string(&said).unwrap();
        assert!(
            json.starts_with(r#"{"data":{"content":"simple","factors":{"vulnerable":2}},"ease":"maximum""#)
        );
        assert_eq!(serde_json::from_str::<Assessment>(&json).unwrap(), said);
        let severity = serde_json::to_string(&said.severity()).unwrap();
        assert_eq!(serde_json::from_str::<Severity>(&severity).unwrap(), said.severity());
        assert!(serde_json::from_str::<Assessment>(&json.replace("maximum", "utmost")).is_err());
    }
}
