//! What a span can be: the labels, whose exact meaning is in `docs/guide/labels.md`.

/// What a stretch of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// The name of a living person.
    Person,
    /// A personal identity number (personnummer), a coordination, interim or fictitious one, or a Finnish henkilötunnus.
    Personnummer,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// Street and house number, with postcode and town where they follow.
    Address,
    /// Another number or name that points at one person: account, number plate, IP address, user handle.
    OtherId,
    /// Something about a person's health.
    Health,
    /// Something about a person's ethnic origin.
    Ethnic,
    /// Something about a person's religion.
    Religion,
    /// Something about a person's political opinion.
    Politics,
    /// Something about a person's trade union.
    Union,
    /// Something about a person's sexual life or orientation.
    Sexual,
    /// An insult, a threat, swearing.
    Abuse,
    /// A notice that somebody's identity is protected.
    Security,
}

impl Label {
    /// All labels, in the order in which they are shown.
    pub const ALL: [Self; 14] = [
        Self::Person,
        Self::Personnummer,
        Self::Phone,
        Self::Email,
        Self::Address,
        Self::OtherId,
        Self::Health,
        Self::Ethnic,
        Self::Religion,
        Self::Politics,
        Self::Union,
        Self::Sexual,
        Self::Abuse,
        Self::Security,
    ];

    /// The name under which the label stands in files and reports, as `OTHER_ID`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Personnummer => "PERSONNUMMER",
            Self::Phone => "PHONE",
            Self::Email => "EMAIL",
            Self::Address => "ADDRESS",
            Self::OtherId => "OTHER_ID",
            Self::Health => "HEALTH",
            Self::Ethnic => "ETHNIC",
            Self::Religion => "RELIGION",
            Self::Politics => "POLITICS",
            Self::Union => "UNION",
            Self::Sexual => "SEXUAL",
            Self::Abuse => "ABUSE",
            Self::Security => "SECURITY",
        }
    }

    /// The label with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.code() == code)
    }

    /// Whether it points at a person directly: a name, a number, an address.
    pub fn is_identifier(self) -> bool {
        self <= Self::OtherId
    }

    /// Whether it is one of the special categories of personal data (GDPR article 9).
    pub fn is_special(self) -> bool {
        (Self::Health..=Self::Sexual).contains(&self)
    }

    /// Whether it is personal data at all; [`Label::Abuse`] is about tone.
    pub fn is_personal(self) -> bool {
        self != Self::Abuse
    }
}
