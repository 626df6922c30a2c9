//! Samples of the log: a few of all accesses, drawn so that nobody could choose them, each judged by somebody who did not
//! do it (ACM-56). What was judged first stays beside what is judged later.

use crate::codes::codes;
use crate::{Id, Instant, id};
use serde::{Deserialize, Serialize};

codes! {
    /// What a sample is drawn from.
    pub enum Aim {
        /// From all accesses.
        Random = "random",
        /// From those of a person.
        By = "by",
        /// From those to a person's data.
        About = "about",
    }
}

codes! {
    /// What a reviewer says of an access.
    pub enum Finding {
        /// Within their authority.
        Within = "within",
        /// Somebody has to explain it.
        Unexplained = "unexplained",
        /// Not within their authority.
        Outside = "outside",
    }
}

impl Finding {
    /// Whether it says nothing without a note.
    pub fn needs_note(self) -> bool {
        self != Self::Within
    }
}

/// A sample of the log. Data class: unit, of the case that it was drawn for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The case.
    pub case: Id<id::Record>,
    /// What it is drawn from.
    pub aim: Aim,
    /// Whose accesses, or to whose data; nobody's where it is drawn from all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Id<id::Person>>,
    /// Who has asked for it, where somebody did whose data it is, or who answers for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// What was fixed before anything was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Fixed>,
    /// What was drawn, in the order in which it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<Drawn>>,
}

/// That somebody has asked for a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Who.
    pub by: Id<id::Person>,
    /// When.
    pub at: Instant,
}

/// What is fixed, and noted in the log, before a sample is drawn: all that it follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixed {
    /// Who draws it.
    pub by: Id<id::Person>,
    /// When that was.
    pub at: Instant,
    /// The first moment of the time that it is about.
    pub from: Instant,
    /// The first moment after it.
    pub until: Instant,
    /// How many are drawn, at most.
    pub count: usize,
    /// How many entries the log had.
    pub size: u64,
    /// The units that it is about; all when empty.
    pub units: Vec<Id<id::Unit>>,
    /// The seed, in hexadecimal digits. It is shown once everything is judged.
    pub seed: String,
    /// The SHA-256 of the seed, as the log has it.
    pub commitment: String,
}

/// An access that was drawn. What it was stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Its place in the log.
    pub place: u64,
    /// Whose access it was.
    pub by: Id<id::Person>,
    /// What was said of it, in its order; the last counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub judged: Vec<Judged>,
}

/// What somebody said of an access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What.
    pub finding: Finding,
    /// In a few words, why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Why the note was saved though the guard had found something; empty when it had not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub despite: String,
    /// Who.
    pub by: Id<id::Person>,
    /// When.
    pub at: Instant,
}

/// Why something cannot be said of an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotJudged {
    /// It is their own.
    Own,
    /// A note is missing.
    Note,
}

impl Drawn {
    /// An access that nobody has judged.
    pub fn new(place: u64, by: Id<id::Person>) -> Self {
        Self { place, by, judged: vec![] }
    }

    /// What counts of what was said.
    pub fn last(&self) -> Option<&Judged> {
        self.judged.last()
    }

    /// Adds what somebody says of it. What was said before stays.
    ///
    /// # Errors
    /// Nobody judges their own; and some findings want a note.
    pub fn judge(&mut self, judged: Judged) -> Result<(), NotJudged> {
        if judged.by == self.by {
            return Err(NotJudged::Own);
        }
        if judged.finding.needs_note() && judged.note.trim().is_empty() {
            return Err(NotJudged::Note);
        }
        self.judged.push(judged);
        Ok(())
    }
}

impl Sample {
    /// What was drawn; nothing before it was.
    pub fn drawn(&self) -> &[Drawn] {
        self.rows.as_deref().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(number: u128) -> Id<id::Person> {
        Id::new(Uuid::from_u128(number))
    }

    fn said(finding: Finding, note: &str, by: u128) -> Judged {
        let (note, despite) = (note.to_owned(), String::new());
        Judged { finding, note, despite, by: person(by), at: Instant(0) }
    }

    #[test]
    fn nobody_judges_their_own_and_doubt_wants_a_note() {
        let mut drawn = Drawn::new(7, person(1));
        assert_eq!(drawn.judge(said(Finding::Within, "", 1)), Err(NotJudged::Own));
        assert_eq!(drawn.judge(said(Finding::Outside, " ", 2)), Err(NotJudged::Note));
        assert_eq!(drawn.judge(said(Finding::Unexplained, "", 2)), Err(NotJudged::Note));
        assert_eq!(drawn.last(), None);
        assert_eq!(drawn.judge(said(Finding::Within, "", 2)), Ok(()));
    }

    #[test]
    fn what_was_said_first_stays() {
        let mut drawn = Drawn::new(7, person(1));
        drawn.judge(said(Finding::Unexplained, "Varför?", 2)).unwrap();
        drawn.judge(said(Finding::Within, "Eleven bytte klass.", 3)).unwrap();
        assert_eq!(drawn.last().map(|judged| judged.finding), Some(Finding::Within));
        assert_eq!(drawn.judged.len(), 2);
        let json = serde_json::to_string(&drawn).unwrap();
        assert_eq!(serde_json::from_str::<Drawn>(&json).unwrap(), drawn);
    }
}
