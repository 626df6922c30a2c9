//! The guard: what in a free text does not belong in its field, or should be looked at once more, and where it
//! belongs instead. It says "check this"; it never says that a text is free of personal data.
//!
//! `guard` is the one call; `guard/advice.rs` is the table of label by field. The text is read and forgotten:
//! nothing here stores or logs it.

mod advice;
mod form;
mod picture;
mod words;

pub use advice::Advice;

use varsam_detect::{Detector, Label, Reason};

/// What a free-text field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Why a pupil is away.
    AbsenceNote,
    /// A teacher's note about a pupil.
    TeacherNote,
    /// A post or a comment that everybody can read.
    PublicPost,
    /// A question of a form or a survey.
    FormQuestion,
    /// What happened: a report of an incident.
    IncidentReport,
    /// A text in a register of the organiser's: a purpose, an assessment. It is about a kind of people, not about one.
    RegisterText,
}

impl Field {
    /// All fields, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::AbsenceNote,
        Self::TeacherNote,
        Self::PublicPost,
        Self::FormQuestion,
        Self::IncidentReport,
        Self::RegisterText,
    ];

    /// The name under which it stands in forms and in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::AbsenceNote => "absence-note",
            Self::TeacherNote => "teacher-note",
            Self::PublicPost => "public-post",
            Self::FormQuestion => "form-question",
            Self::IncidentReport => "incident-report",
            Self::RegisterText => "register-text",
        }
    }

    /// The field with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Personal data, sensitive matter or tone.
    Label(Label),
    /// A date of birth that is asked for.
    Birth,
    /// A picture that is spoken of.
    Picture,
}

impl What {
    /// The name under which it stands in the API, as `HEALTH`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Label(label) => label.code(),
            Self::Birth => "BIRTH",
            Self::Picture => "PICTURE",
        }
    }
}

/// Why there is a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The detector marked it.
    Found(Reason),
    /// The question asks for it.
    Asked,
    /// The text speaks of it.
    Named,
}

impl Why {
    /// The name under which it stands in the API, as `name-carried`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Found(reason) => reason.code(),
            Self::Asked => "asked",
            Self::Named => "named",
        }
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It does not belong in this field.
    NotHere,
    /// Check whether it is needed.
    Check,
    /// It may stand here; the advice says how.
    Hint,
}

impl Severity {
    /// The name under which it stands in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotHere => "not-here",
            Self::Check => "check",
            Self::Hint => "hint",
        }
    }
}

/// A stretch of text to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where it starts, in bytes from the start of the text.
    pub start: usize,
    /// Where it ends (not included), in bytes.
    pub end: usize,
    /// What it is about.
    pub what: What,
    /// Why it was found.
    pub why: Why,
    /// How sure, in per cent.
    pub score: u8,
    /// What to do.
    pub advice: Advice,
}

impl Finding {
    /// The words themselves.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// What to look at in a text that stands in a field, in the order of the text.
pub fn guard(text: &str, field: Field) -> Vec<Finding> {
    let asked = if field == Field::FormQuestion { form::asked(text) } else { Vec::new() };
    let pictures = if field == Field::PublicPost { picture::named(text) } else { Vec::new() };
    let free = |start: usize, end: usize| !asked.iter().any(|other| start < other.end && other.start < end);
    let spans = Detector::shipped().spans(text);
    let is_about_somebody =
        field != Field::RegisterText || spans.iter().any(|span| points_at_one(span.label));
    let found = spans.into_iter().filter_map(|span| {
        // A register speaks of health and protected identities in general; of somebody's it must not.
        let is_general = !is_about_somebody && !points_at_one(span.label) && span.label != Label::Abuse;
        let advice = Advice::of(span.label, field).filter(|_| !is_general && free(span.start, span.end))?;
        Some(Finding {
            start: span.start,
            end: span.end,
            what: What::Label(span.label),
            why: Why::Found(span.reason),
            score: span.score.min(100),
            advice,
        })
    });
    let mut findings: Vec<Finding> = found.collect();
    findings.extend(asked.iter().chain(&pictures));
    findings.sort_unstable();
    findings
}

/// Whether a label says who somebody is.
fn points_at_one(label: Label) -> bool {
    matches!(
        label,
        Label::Person | Label::Personnummer | Label::Phone | Label::Email | Label::Address | Label::OtherId
    )
}
