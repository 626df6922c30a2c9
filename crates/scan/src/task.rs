//! What a scan looks for and how: all that a worker has to be told.

use serde::{Deserialize, Serialize};

use crate::extract::Options;
use crate::find::{All, Detect};
use crate::key::Key;
use crate::limits::Limits;
use crate::roster::{Identity, Roster};

/// What a scan looks for. Sent to workers over a pipe and never written down: it may hold the key and an identity.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "four independent switches, as on the command line")]
pub struct Task {
    /// The key of the fingerprints; none are made without.
    pub key: Option<Key>,
    /// Whether findings get a masked excerpt.
    pub excerpts: bool,
    /// Whether the detector looks.
    pub detect: bool,
    /// Detector hits below this many per cent are left out.
    pub min_score: u8,
    /// Whether questions that ask for personal data are found.
    pub forms: bool,
    /// Our pupils, to be told apart from everybody else.
    pub roster: Option<Roster>,
    /// One person to look for.
    pub identity: Option<Identity>,
    /// Whether text is read off pictures where `tesseract` is installed.
    pub ocr: bool,
    /// What one unit may cost.
    pub limits: Limits,
}

impl Default for Task {
    fn default() -> Self {
        Self {
            key: None,
            excerpts: false,
            detect: true,
            min_score: 0,
            forms: true,
            roster: None,
            identity: None,
            ocr: true,
            limits: Limits::default(),
        }
    }
}

impl Task {
    /// Is this person anywhere? Findings say the place only.
    pub fn search_for(identity: Identity) -> Self {
        Self { detect: false, forms: false, identity: Some(identity), ..Self::default() }
    }

    /// What looks at the text.
    pub fn find(&self) -> All {
        let mut all = All::new();
        if self.detect {
            all.add(Detect::new(self.min_score));
        }
        if let Some(roster) = &self.roster {
            all.add(roster.clone());
        }
        if let Some(identity) = &self.identity {
            all.add(identity.finder());
        }
        all
    }

    /// How files are read.
    pub fn options(&self) -> Options {
        Options { limits: self.limits.clone(), ocr: self.ocr }
    }
}
