//! The supervisory authority's form for reporting a personal data breach, field by field in its order: an aid to fill
//! it in, not the form.
//!
//! Source: the form at e-tjanster.imy.se, as far as its questions were read in November 2026. Numbers that are not here
//! are questions that were not read. Which fields the form marks as compulsory, and the answers it gives to choose
//! among, were not seen either.

use crate::codes::codes;
use crate::register::{Options, lists};

codes! {
    /// Where what goes into a field comes from.
    pub enum FilledFrom {
        /// What the organiser is called.
        OrganiserName = "organiser_name",
        /// The organiser's organisation number.
        OrganisationNumber = "organisation_number",
        /// The organiser's postal address.
        Address = "address",
        /// The number of the case here.
        OwnReference = "own_reference",
        /// Where the data protection officer is reached.
        Contact = "contact",
        /// When it began.
        Started = "started",
        /// When it was discovered.
        Discovered = "discovered",
        /// When it ended.
        Ended = "ended",
        /// What happened: an [`Event`].
        Event = "event",
        /// Whose data: some of [`GROUPS`].
        Groups = "groups",
        /// What data: some of [`DATA`].
        Data = "data",
        /// What may come of it for them.
        Consequences = "consequences",
        /// How severe it is for them.
        Severity = "severity",
        /// What was done and will be done.
        Actions = "actions",
        /// Whether they were told.
        Informed = "informed",
        /// When they were told.
        InformedWhen = "informed_when",
        /// When they will be told.
        WillInformWhen = "will_inform_when",
        /// Why they will not be told.
        WhyNotInformed = "why_not_informed",
    }
}

codes! {
    /// What happened, as the authority counts it in its statistics. That the form has the same alternatives is
    /// unverified.
    pub enum Event {
        /// A letter, e-mail or text message went to somebody else.
        Misdirected = "misdirected",
        /// It came out to somebody who should not have it, in another way.
        Disclosure = "disclosure",
        /// Somebody got at it who should not.
        Access = "access",
        /// It was lost.
        Loss = "loss",
        /// Somebody attacked.
        Attack = "attack",
    }
}

/// Whose data: our own groups; those of the form are unverified.
pub const GROUPS: &Options = &lists::SUBJECTS;

/// What data: a municipality's groups and what is particular to schools; those of the form are unverified.
pub const DATA: &Options = &lists::DATA;

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthorityField {
    /// The number of the question; none where the form gives none, or it is not known which.
    pub number: Option<u8>,
    /// Its name, as in locale keys.
    pub code: &'static str,
    /// Whether the question was read in the form. The others are known from memory.
    pub verified: bool,
    /// Whether a notification has to say it: who reports, and what GDPR art. 33(3) asks for. What the form itself
    /// insists on is unverified.
    pub required: bool,
    /// Where what goes into it comes from.
    pub filled_from: FilledFrom,
}

/// The fields that are known, in the order of the form. Beginning and discovery stand among the questions 10 to 12;
/// which is which is unverified.
pub const FIELDS: &[AuthorityField] = &[
    field("controller", FilledFrom::OrganiserName).number(1).required(),
    field("organisation_number", FilledFrom::OrganisationNumber).number(2),
    field("address", FilledFrom::Address).number(3),
    field("own_reference", FilledFrom::OwnReference),
    field("contact", FilledFrom::Contact).number(9).required(),
    field("started", FilledFrom::Started).unverified(),
    field("discovered", FilledFrom::Discovered).unverified(),
    field("ended", FilledFrom::Ended).number(13),
    field("event", FilledFrom::Event).required(),
    field("groups", FilledFrom::Groups).number(25).required(),
    field("data", FilledFrom::Data).number(26).required(),
    field("consequences", FilledFrom::Consequences).number(28).required(),
    field("severity", FilledFrom::Severity).number(29),
    field("actions", FilledFrom::Actions).number(30).required(),
    field("informed", FilledFrom::Informed).number(31).unverified(),
    field("informed_when", FilledFrom::InformedWhen).number(32),
    field("will_inform_when", FilledFrom::WillInformWhen).number(34),
    field("why_not_informed", FilledFrom::WhyNotInformed).number(35),
];

const fn field(code: &'static str, filled_from: FilledFrom) -> AuthorityField {
    AuthorityField { number: None, code, verified: true, required: false, filled_from }
}

impl AuthorityField {
    const fn number(self, number: u8) -> Self {
        Self { number: Some(number), ..self }
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn unverified(self) -> Self {
        Self { verified: false, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_rise_and_no_field_is_there_twice() {
        let numbers: Vec<u8> = FIELDS.iter().filter_map(|field| field.number).collect();
        assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
        let codes: BTreeSet<&str> = FIELDS.iter().map(|field| field.code).collect();
        assert_eq!(codes.len(), FIELDS.len());
    }

    #[test]
    fn everything_that_is_known_of_a_case_has_its_field() {
        let filled: Vec<FilledFrom> = FIELDS.iter().map(|field| field.filled_from).collect();
        assert_eq!(filled, FilledFrom::ALL, "in the same order");
    }

    #[test]
    fn what_was_not_read_in_the_form_says_so() {
        let unverified: Vec<&str> =
            FIELDS.iter().filter(|field| !field.verified).map(|field| field.code).collect();
        assert_eq!(unverified, ["started", "discovered", "informed"]);
    }
}
