//! Codes that several registers choose among.

use super::field::Options;

/// Whose data. Source of the groups: what schools write in their records of processing.
pub const SUBJECTS: Options = Options {
    name: "subjects",
    codes: &[
        "pupils",
        "former_pupils",
        "guardians",
        "relatives",
        "staff",
        "applicants",
        "visitors",
        "public",
        "suppliers",
        "elected",
    ],
};

/// What data, in the order from what harms least. Source: the groups of a municipality's form for reporting a breach,
/// which follow those of the supervisory authority, and what is particular to schools.
pub const DATA: Options = Options {
    name: "data",
    codes: &[
        "names",
        "contact",
        "birth",
        "class",
        "attendance",
        "pictures",
        "sound",
        "schoolwork",
        "grades",
        "civic_number",
        "economy",
        "assessments",
        "adaptations",
        "location",
        "logs",
        "metadata",
        "crime",
        "health",
        "diet",
        "ethnicity",
        "politics",
        "religion",
        "union",
        "sexual_life",
        "biometrics",
        "secrecy",
        "protected",
    ],
};

/// Those of [`DATA`] that are sensitive by GDPR art. 9, or by what they are of.
pub const SENSITIVE: &[&str] = &[
    "crime",
    "health",
    "diet",
    "ethnicity",
    "politics",
    "religion",
    "union",
    "sexual_life",
    "biometrics",
    "secrecy",
    "protected",
];

/// Where data is kept, as far as the law asks (GDPR, chapter V).
pub const COUNTRY: Options =
    Options { name: "country", codes: &["sweden", "eu_eea", "adequate", "third", "unknown"] };

/// What makes a transfer to a third country lawful (GDPR, art. 45, 46, 49).
pub const SAFEGUARD: Options = Options {
    name: "safeguard",
    codes: &["none", "adequacy", "clauses", "binding_rules", "consent", "public_interest", "other"],
};

/// How much harm it does when it comes out: what a place may hold.
pub const SECRECY: Options =
    Options { name: "secrecy", codes: &["harmless", "integrity", "sensitive", "secrecy", "protected"] };

/// How one signs in.
pub const LOGIN: Options =
    Options { name: "login", codes: &["none", "password", "two_factor", "e_id", "smart_card", "lock"] };
