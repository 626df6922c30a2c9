//! What to do about each label in each field: the advice, how much it weighs, and the rules that say so.
//!
//! Two tables: `Advice::of` says which advice a label in a field gets, `Advice::row` what stands behind an advice.
//! Both are exhaustive, so that a new label or field does not go through in silence.

use super::{Field, Severity};
use varsam_detect::Label;
use varsam_rules::{Id, Layer, Rule, Rulebooks, Stack};

/// What to do about a finding; its words are `advice-…` in the locales.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Advice {
    /// Illness or mood with an absence.
    AbsenceIllness,
    /// Any other reason with an absence.
    AbsenceReason,
    /// A person or a number with an absence.
    AbsenceDetail,
    /// Degrading words.
    Degrading,
    /// A protected identity.
    Protected,
    /// Health in a note.
    NoteHealth,
    /// Other sensitive matter in a note.
    NoteSensitive,
    /// A number or an address that points at one person.
    Contact,
    /// A personal identity number.
    IdentityNumber,
    /// A person in a post.
    PostPerson,
    /// A telephone or an e-mail address in a post.
    PostContact,
    /// A number or an address of a person in a post.
    PostNumber,
    /// What is under secrecy, in a post.
    PostSecret,
    /// Other sensitive matter in a post.
    PostSensitive,
    /// Attacks and swearing in a post or a comment.
    PostAbuse,
    /// A picture that a post speaks of.
    PostPicture,
    /// A question that asks for personal data.
    FormAsks,
    /// A question that asks for sensitive data.
    FormAsksSensitive,
    /// Personal data in the question itself.
    FormHolds,
    /// Sensitive matter in a report.
    IncidentSensitive,
    /// Words quoted as evidence in a report.
    IncidentEvidence,
    /// A person in a text of a register.
    RegisterPerson,
    /// A number or an address of a person in a text of a register.
    RegisterNumber,
    /// Sensitive matter about somebody in a text of a register.
    RegisterSensitive,
}

/// What stands behind an advice: its code, its weight, the demand of the catalogue that it serves, and the rules that
/// say so, by id. Each organisation sees those that it follows.
type Row = (&'static str, Severity, &'static str, &'static [&'static str]);

impl Advice {
    /// All advice.
    pub const ALL: [Self; 24] = [
        Self::AbsenceIllness,
        Self::AbsenceReason,
        Self::AbsenceDetail,
        Self::Degrading,
        Self::Protected,
        Self::NoteHealth,
        Self::NoteSensitive,
        Self::Contact,
        Self::IdentityNumber,
        Self::PostPerson,
        Self::PostContact,
        Self::PostNumber,
        Self::PostSecret,
        Self::PostSensitive,
        Self::PostAbuse,
        Self::PostPicture,
        Self::FormAsks,
        Self::FormAsksSensitive,
        Self::FormHolds,
        Self::IncidentSensitive,
        Self::IncidentEvidence,
        Self::RegisterPerson,
        Self::RegisterNumber,
        Self::RegisterSensitive,
    ];

    /// The advice for a label in a field; none where it may stand.
    pub fn of(label: Label, field: Field) -> Option<Self> {
        use Label as L;
        match field {
            _ if label == L::Security => Some(Self::Protected),
            Field::AbsenceNote => Some(match label {
                L::Health => Self::AbsenceIllness,
                L::Ethnic | L::Religion | L::Politics | L::Union | L::Sexual => Self::AbsenceReason,
                L::Abuse => Self::Degrading,
                L::Personnummer => Self::IdentityNumber,
                L::Person | L::Phone | L::Email | L::Address | L::OtherId | L::Security => {
                    Self::AbsenceDetail
                }
            }),
            Field::TeacherNote => match label {
                L::Person | L::Security => None,
                L::Personnummer => Some(Self::IdentityNumber),
                L::Phone | L::Email | L::Address | L::OtherId => Some(Self::Contact),
                L::Health => Some(Self::NoteHealth),
                L::Ethnic | L::Religion | L::Politics | L::Union | L::Sexual => Some(Self::NoteSensitive),
                L::Abuse => Some(Self::Degrading),
            },
            Field::PublicPost => Some(match label {
                L::Person => Self::PostPerson,
                L::Phone | L::Email => Self::PostContact,
                L::Personnummer | L::Address | L::OtherId => Self::PostNumber,
                L::Health | L::Security => Self::PostSecret,
                L::Ethnic | L::Religion | L::Politics | L::Union | L::Sexual => Self::PostSensitive,
                L::Abuse => Self::PostAbuse,
            }),
            Field::FormQuestion => Some(if label == L::Abuse { Self::Degrading } else { Self::FormHolds }),
            Field::IncidentReport => match label {
                L::Person | L::Security => None,
                L::Personnummer => Some(Self::IdentityNumber),
                L::Phone | L::Email | L::Address | L::OtherId => Some(Self::Contact),
                L::Health | L::Ethnic | L::Religion | L::Politics | L::Union | L::Sexual => {
                    Some(Self::IncidentSensitive)
                }
                L::Abuse => Some(Self::IncidentEvidence),
            },
            Field::RegisterText => Some(match label {
                L::Person => Self::RegisterPerson,
                L::Phone | L::Email => Self::Contact,
                L::Personnummer | L::Address | L::OtherId => Self::RegisterNumber,
                L::Health | L::Security | L::Ethnic | L::Religion | L::Politics | L::Union | L::Sexual => {
                    Self::RegisterSensitive
                }
                L::Abuse => Self::Degrading,
            }),
        }
    }

    fn row(self) -> Row {
        use Severity::{Check, Hint, NotHere};
        const NEEDED: &str = "gdpr-5-1-c-not-needed";
        const NUMBER: &str = "dsl-3-10-not-justified";
        const NAMED: &str = "sol-34-personal-data";
        const PUBLIC: &str = "lape-06-no-personal-data";
        match self {
            Self::AbsenceIllness => ("absence-illness", NotHere, "ACM-51", &["acm-51-no-health", NEEDED]),
            Self::AbsenceReason => ("absence-reason", NotHere, "ACM-51", &["acm-51-no-other-reason", NEEDED]),
            Self::AbsenceDetail => ("absence-detail", Check, "ACM-51", &["acm-51-no-other-reason", NEEDED]),
            Self::Degrading => ("degrading", NotHere, "ACM-50", &["acm-50-degrading", NEEDED]),
            Self::Protected => {
                ("protected", NotHere, "DAN-01", &["dan-01-not-revealed", "skyddad-nothing-identifying"])
            }
            Self::NoteHealth => ("note-health", NotHere, "ACM-50", &["acm-50-delicate", NEEDED]),
            Self::NoteSensitive => ("note-sensitive", NotHere, "ACM-50", &["acm-50-delicate", NEEDED]),
            Self::Contact => ("contact", Check, "ACM-50", &["acm-50-wrong-field", NEEDED]),
            Self::IdentityNumber => ("identity-number", Check, "ACM-50", &["acm-50-wrong-field", NUMBER]),
            Self::PostPerson => ("post-person", NotHere, "SOL-34", &[NAMED, PUBLIC, NEEDED]),
            Self::PostContact => ("post-contact", Check, "LAPE-06", &[NAMED, PUBLIC, NEEDED]),
            Self::PostNumber => ("post-number", NotHere, "LAPE-06", &[NAMED, PUBLIC, NUMBER]),
            Self::PostSecret => ("post-secret", NotHere, "SOL-31", &["sol-31-secrecy", "osl-nothing-secret"]),
            Self::PostSensitive => (
                "post-sensitive",
                NotHere,
                "SOL-18",
                &["sol-18-breaks-the-law", PUBLIC, "osl-nothing-secret"],
            ),
            Self::PostAbuse => (
                "post-abuse",
                NotHere,
                "SOL-26",
                &["sol-27-screenshot", "sol-26-obscene", "acm-50-degrading"],
            ),
            Self::PostPicture => {
                ("post-picture", Check, "SOL-34", &["sol-34-nobody-identified", "acm-28-consent-needed"])
            }
            Self::FormAsks => ("form-asks", Check, "LAPE-09", &["lape-09-no-personal-data", NEEDED]),
            Self::FormAsksSensitive => {
                ("form-asks-sensitive", Check, "LAPE-09", &["lape-09-no-personal-data", NEEDED])
            }
            Self::FormHolds => ("form-holds", Check, "LAPE-09", &["lape-09-not-told", NEEDED]),
            Self::IncidentSensitive => {
                ("incident-sensitive", Check, "ACM-38", &["acm-38-nowhere-else", NEEDED])
            }
            Self::IncidentEvidence => {
                ("incident-evidence", Hint, "ACM-38", &["acm-38-nowhere-else", "sol-27-screenshot"])
            }
            Self::RegisterPerson => ("register-person", Check, "ACM-50", &["acm-50-wrong-field", NEEDED]),
            Self::RegisterNumber => ("register-number", NotHere, "ACM-50", &["acm-50-wrong-field", NUMBER]),
            Self::RegisterSensitive => {
                ("register-sensitive", NotHere, "ACM-38", &["acm-38-nowhere-else", NEEDED])
            }
        }
    }

    /// The name under which it stands in the API and in the locales.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// How much it weighs.
    pub fn severity(self) -> Severity {
        self.row().1
    }

    /// The demand of the catalogue that it serves.
    pub fn demand(self) -> &'static str {
        self.row().2
    }

    /// The rules behind it that an organisation follows: its own and the guidance; where those are silent, the law.
    pub fn rules(self, books: &Rulebooks, stack: &Stack) -> Vec<Id<Rule>> {
        let ids = self.row().3.iter().filter_map(|id| books.rules.find(|rule| rule.id == *id));
        let held = ids.filter(|id| stack.holds(books, &books.rules[*id].source, None));
        let (law, own): (Vec<_>, Vec<_>) = held.partition(|id| books.layer(*id) == Layer::Law);
        if own.is_empty() { law } else { own }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Origin, read};

    #[test]
    fn every_advice_rests_on_rules_that_exist_and_carry_its_demand() {
        let shelf = read(&Origin::Shipped, "2026-11-21".parse().unwrap());
        for advice in Advice::ALL {
            let (code, _, demand, rules) = advice.row();
            let known = |id: &&str| shelf.books.rules.find(|rule| rule.id == **id);
            assert!(rules.iter().all(|id| known(id).is_some()), "{code}");
            let carries = |id: &&str| {
                known(id).is_some_and(|id| shelf.books.rules[id].cites.iter().any(|cite| cite == demand))
            };
            assert!(rules.iter().any(carries), "{code}: no rule cites {demand}");
            for stack in &shelf.books.stacks {
                assert!(!advice.rules(&shelf.books, stack).is_empty(), "{code}, {}", stack.id);
            }
        }
    }

    #[test]
    fn codes_are_told_apart_and_all_advice_is_given() {
        let mut codes: Vec<_> = Advice::ALL.into_iter().map(Advice::code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Advice::ALL.len());
        let given: Vec<_> = Field::ALL
            .into_iter()
            .flat_map(|field| Label::ALL.map(|label| Advice::of(label, field)))
            .collect();
        let by_word = [Advice::PostPicture, Advice::FormAsks, Advice::FormAsksSensitive];
        for advice in Advice::ALL {
            assert!(given.contains(&Some(advice)) || by_word.contains(&advice), "{}", advice.code());
        }
    }
}
