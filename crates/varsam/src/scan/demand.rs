//! What a finding breaks: a label in a kind of place, the demands of the catalogue, and where it belongs instead.
//!
//! Two tables, both exhaustive: `Channel::of` says what a file is for, `Remedy::of` what a label there means.

use varsam_detect::Label;
use varsam_scan::{Finding, Kind, Report, Step, forms, roster};

/// What a finding is about: a label of the detector, or something that only a scan knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// The person that is looked for.
    Identity,
    /// One of our pupils.
    Pupil,
    /// What the detector finds.
    Label(Label),
    /// A question of a survey that asks for personal data.
    FormAsks,
}

impl Matter {
    /// All, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = Self> {
        let first = [Self::Identity, Self::Pupil].into_iter();
        first.chain(Label::ALL.map(Self::Label)).chain([Self::FormAsks])
    }

    /// The name under which it stands in reports, as `OWN-PUPIL`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Identity => roster::IDENTITY,
            Self::Pupil => roster::PUPIL,
            Self::Label(label) => label.code(),
            Self::FormAsks => forms::LABEL,
        }
    }

    /// The matter with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|matter| matter.code() == code)
    }

    /// How much one finding of it counts when files are ranked.
    pub fn weight(self) -> u64 {
        match self {
            Self::Identity => 100,
            Self::Label(Label::Security) => 50,
            Self::Label(label) if label.is_special() => 20,
            Self::Label(Label::Personnummer) | Self::Pupil => 10,
            Self::Label(Label::Abuse) => 3,
            Self::Label(_) => 1,
            Self::FormAsks => 2,
        }
    }

    /// How it is coloured: `most` for numbers and protected identities, `sensitive`, or `other`.
    pub fn group(self) -> &'static str {
        match self {
            Self::Identity | Self::Pupil | Self::Label(Label::Personnummer | Label::Security) => "most",
            Self::Label(label) if label.is_special() => "sensitive",
            Self::Label(_) | Self::FormAsks => "other",
        }
    }
}

/// What a file, or a part of it, is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Documents on a shared drive.
    FileServer,
    /// Kept e-mail.
    Mail,
    /// What a social medium gives out about an account.
    Social,
}

/// Words in the path of what social media give out.
const SOCIAL: [&str; 14] = [
    "facebook",
    "instagram",
    "tiktok",
    "youtube",
    "twitter",
    "snapchat",
    "linkedin",
    "takeout",
    "tweets.js",
    "message_1.",
    "posts_1.",
    "post_comments",
    "your_posts",
    "comments_and_reactions",
];

impl Channel {
    /// The channel of a finding: by the path of its file, and inside archives by the path there.
    pub fn of(report: &Report, finding: &Finding) -> Self {
        let entries = finding.place.0.iter().filter_map(|step| match step {
            Step::Entry(name) => Some(name.to_lowercase()),
            _ => None,
        });
        let paths: Vec<String> = entries.chain([report.path.to_string().to_lowercase()]).collect();
        let is_data = matches!(
            report.kind,
            Kind::Json | Kind::Html | Kind::Csv | Kind::Zip | Kind::Tar | Kind::Gz | Kind::SevenZ
        );
        if is_data && paths.iter().any(|path| SOCIAL.iter().any(|word| path.contains(word))) {
            return Self::Social;
        }
        let is_mail = matches!(report.kind, Kind::Eml | Kind::Mbox | Kind::Msg);
        if is_mail || finding.place.0.iter().any(|step| matches!(step, Step::Mail(_))) {
            return Self::Mail;
        }
        Self::FileServer
    }
}

/// The demands that a finding breaks, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remedy {
    /// Ids of the catalogue; their short texts are `demand-…` in the locales.
    pub demands: &'static [&'static str],
    /// Where it belongs instead; the words are `belongs-…` in the locales.
    pub belongs: &'static str,
}

/// All codes of [`Remedy::belongs`].
pub const BELONGS: [&str; 11] = [
    "register",
    "health",
    "systems",
    "protected",
    "factual",
    "mail",
    "mail-sensitive",
    "form",
    "social",
    "social-abuse",
    "identity",
];

/// All ids of [`Remedy::demands`].
pub const DEMANDS: [&str; 11] = [
    "ACM-39", "ACM-47", "ACM-50", "DAN-02", "DAN-17", "LAPE-06", "LAPE-09", "SOL-18", "SOL-26", "SOL-31",
    "SOL-34",
];

impl Remedy {
    /// The remedy for a matter in a channel.
    pub fn of(matter: Matter, channel: Channel) -> Self {
        let new = |demands, belongs| Self { demands, belongs };
        match (matter, channel) {
            (Matter::Identity, _) => new(&["DAN-17"], "identity"),
            (Matter::FormAsks, _) => new(&["LAPE-09"], "form"),
            (Matter::Label(Label::Security), Channel::Social) => new(&["SOL-31"], "protected"),
            (Matter::Label(Label::Security), _) => new(&["DAN-02"], "protected"),
            (Matter::Label(Label::Abuse), Channel::Social) => new(&["SOL-26"], "social-abuse"),
            (Matter::Label(Label::Abuse), _) => new(&["ACM-50"], "factual"),
            (Matter::Label(Label::Health), Channel::Social) => new(&["SOL-31", "SOL-18"], "social"),
            (Matter::Label(label), Channel::Social) if label.is_special() => new(&["SOL-18"], "social"),
            (Matter::Pupil | Matter::Label(_), Channel::Social) => new(&["SOL-34", "LAPE-06"], "social"),
            (Matter::Label(label), Channel::Mail) if label.is_special() => {
                new(&["ACM-39", "ACM-47"], "mail-sensitive")
            }
            (Matter::Pupil | Matter::Label(_), Channel::Mail) => new(&["ACM-47"], "mail"),
            (Matter::Label(Label::Health), Channel::FileServer) => new(&["ACM-39", "ACM-50"], "health"),
            (Matter::Label(label), Channel::FileServer) if label.is_special() => {
                new(&["ACM-39", "ACM-50"], "systems")
            }
            (Matter::Pupil | Matter::Label(_), Channel::FileServer) => new(&["ACM-47"], "register"),
        }
    }

    /// The remedy for a finding; none for a label of another version.
    pub fn for_finding(report: &Report, finding: &Finding) -> Option<Self> {
        Some(Self::of(Matter::from_code(&finding.label)?, Channel::of(report, finding)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use varsam_scan::Place;

    fn finding(label: &str, place: Place) -> Finding {
        let reason = String::new();
        Finding {
            label: label.to_owned(),
            reason,
            score: 90,
            place,
            offset: 0,
            excerpt: None,
            fingerprint: None,
        }
    }

    fn demands(path: &str, kind: Kind, label: &str) -> &'static [&'static str] {
        let report = Report { kind, ..Report::empty(path.into()) };
        Remedy::for_finding(&report, &finding(label, Place::default())).unwrap().demands
    }

    #[test]
    fn what_a_label_breaks_depends_on_the_file() {
        assert_eq!(demands("/g/klass.docx", Kind::Docx, "PERSON"), ["ACM-47"]);
        assert_eq!(demands("/g/klass.docx", Kind::Docx, "HEALTH"), ["ACM-39", "ACM-50"]);
        assert_eq!(demands("/g/a.eml", Kind::Eml, "HEALTH"), ["ACM-39", "ACM-47"]);
        assert_eq!(demands("/g/facebook/posts_1.json", Kind::Json, "PERSON"), ["SOL-34", "LAPE-06"]);
        assert_eq!(demands("/g/Facebook-plan.docx", Kind::Docx, "PERSON"), ["ACM-47"]);
        assert_eq!(demands("/g/a.json", Kind::Json, "FORM-ASKS"), ["LAPE-09"]);
        assert_eq!(demands("/g/a.json", Kind::Json, "IDENTITY"), ["DAN-17"]);
    }

    #[test]
    fn the_tables_of_codes_are_whole() {
        for matter in Matter::all() {
            for channel in [Channel::FileServer, Channel::Mail, Channel::Social] {
                let remedy = Remedy::of(matter, channel);
                assert!(BELONGS.contains(&remedy.belongs), "{}", remedy.belongs);
                assert!(remedy.demands.iter().all(|id| DEMANDS.contains(id)), "{:?}", remedy.demands);
            }
            assert_eq!(Matter::from_code(matter.code()), Some(matter));
        }
    }
}
