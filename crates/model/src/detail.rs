//! Details: what a routine or a step of it asks for beside the facts. No rule rests on them, but a clock can run from one
//! that is a moment. What is stated is kept with the facts, under the id of the detail.

use crate::Instant;
use crate::authority::{DATA, GROUPS};
use crate::case::is_ahead;
use crate::codes::codes;
use crate::register::Options;
use crate::routine::Words;
use serde::{Deserialize, Serialize};

/// The longest line of text, in characters.
pub const LONGEST_LINE: usize = 200;

/// A minute, in seconds, but for one: whoever writes a moment down leaves out the seconds.
const SECONDS_LEFT_OUT: i64 = 59;

codes! {
    /// What is stated.
    pub enum DetailKind {
        /// When something was.
        Moment = "moment",
        /// A line of text.
        Line = "line",
        /// Whose data: some of the groups of the authority's form.
        Groups = "groups",
        /// What data: some of the groups of the authority's form.
        Data = "data",
    }
}

impl DetailKind {
    /// What some are chosen of.
    pub fn options(self) -> Option<&'static Options> {
        match self {
            Self::Moment | Self::Line => None,
            Self::Groups => Some(GROUPS),
            Self::Data => Some(DATA),
        }
    }
}

/// A detail that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Its id.
    pub id: String,
    /// What is stated.
    pub kind: DetailKind,
    /// Whether it may be left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_optional: bool,
    /// The moment before which it does not lie, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
    /// The moment after which it does not lie, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<String>,
    /// What it is called.
    pub title: Words,
    /// What counts as it, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
}

/// What is wrong with a detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongDetail<'a> {
    /// There is none, or what is there cannot be read.
    Missing,
    /// It is longer than a line.
    TooLong,
    /// It lies in the future.
    Ahead,
    /// It lies before the moment of that id.
    Before(&'a str),
    /// It lies after the moment of that id.
    After(&'a str),
}

impl Detail {
    /// Whether a value is one of its own, and is there unless it may be left out.
    pub fn takes(&self, value: Option<&str>) -> bool {
        let Some(value) = value else { return self.is_optional };
        match self.kind.options() {
            Some(options) => several(value).all(|code| options.codes.contains(&code)),
            None if self.kind == DetailKind::Moment => moment(value).is_some(),
            None => !value.trim().is_empty() && value.chars().count() <= LONGEST_LINE,
        }
    }

    /// What is wrong with what is stated for it, given the other moments by their ids.
    pub fn check<'a>(
        &'a self,
        value: Option<&str>,
        other: impl Fn(&str) -> Option<Instant>,
        now: Instant,
    ) -> Option<WrongDetail<'a>> {
        if !self.takes(value) {
            let is_long = value.is_some_and(|value| value.chars().count() > LONGEST_LINE);
            return Some(if is_long { WrongDetail::TooLong } else { WrongDetail::Missing });
        }
        let at = value.filter(|_| self.kind == DetailKind::Moment).and_then(moment)?;
        let known = |id: Option<&'a str>| Some((id?, other(id?)?));
        if is_ahead(at, now) {
            return Some(WrongDetail::Ahead);
        }
        let before =
            known(self.not_before.as_deref()).filter(|(_, first)| at.plus_seconds(SECONDS_LEFT_OUT) < *first);
        let after = known(self.not_after.as_deref()).filter(|(_, last)| at > *last);
        before.map(|(id, _)| WrongDetail::Before(id)).or(after.map(|(id, _)| WrongDetail::After(id)))
    }
}

/// The moment that is kept as a value.
pub fn moment(value: &str) -> Option<Instant> {
    value.parse::<jiff::Timestamp>().ok().map(Instant::from)
}

/// The codes that are kept as a value.
pub fn several(value: &str) -> impl Iterator<Item = &str> {
    value.split(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detail(kind: DetailKind, is_optional: bool) -> Detail {
        Detail {
            id: "reported".to_owned(),
            kind,
            is_optional,
            not_before: Some("discovered".to_owned()),
            not_after: Some("ended".to_owned()),
            title: Words::default(),
            help: None,
        }
    }

    #[test]
    fn a_moment_lies_between_those_that_bound_it_and_not_ahead() {
        let detail = detail(DetailKind::Moment, false);
        let at = |minutes: i64| Instant(1_795_939_200_000_000).plus_seconds(minutes * 60);
        let others = |id: &str| match id {
            "discovered" => Some(at(-60)),
            _ => Some(at(20)),
        };
        for (minutes, wrong) in [
            (-30, None),
            (-60, None),
            (-61, Some(WrongDetail::Before("discovered"))),
            (3, None),
            (10, Some(WrongDetail::Ahead)),
        ] {
            let value = at(minutes).to_string();
            assert_eq!(detail.check(Some(&value), others, at(0)), wrong, "{minutes}");
        }
        let late = at(21).to_string();
        assert_eq!(detail.check(Some(&late), others, at(99)), Some(WrongDetail::After("ended")));
        assert_eq!(detail.check(Some(&late), |_| None, at(99)), None, "nothing bounds it");
        assert_eq!(detail.check(None, others, at(0)), Some(WrongDetail::Missing));
        assert_eq!(detail.check(Some("now"), others, at(0)), Some(WrongDetail::Missing));
    }

    #[test]
    fn a_detail_takes_what_is_its_own() {
        let groups = detail(DetailKind::Groups, true);
        assert!(
            groups.takes(None) && groups.takes(Some("pupils,guardians")) && !groups.takes(Some("pupils,all"))
        );
        let line = detail(DetailKind::Line, false);
        assert!(line.takes(Some("IMY-2026-1")) && !line.takes(None) && !line.takes(Some(" ")));
        let long = "x".repeat(LONGEST_LINE + 1);
        assert_eq!(line.check(Some(&long), |_| None, Instant(0)), Some(WrongDetail::TooLong));
    }
}
