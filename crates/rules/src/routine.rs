//! Routines: ordered steps that somebody takes, each with who owes it, by when, and what is kept of it. What they are
//! is said here; that somebody walks them is the program's matter, which checks the names of roles, registers and
//! behaviours against those it has.

use crate::condition::{Condition, Known};
use crate::load::Rulebooks;
use crate::model::{Fact, Question, Source};
use crate::situation::Stated;
use crate::stack::Stack;
use crate::table::Id;
use crate::text::Text;
use std::fmt;

/// A length of time that may change with an edition: a term of a law, say.
#[derive(Debug, Clone)]
pub struct Period {
    /// Its id.
    pub id: String,
    /// How long.
    pub length: Length,
    /// The demands it carries.
    pub cites: Vec<String>,
    /// What it is the length of.
    pub text: Text,
    /// Where it stands.
    pub source: Source,
}

/// A length of time as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// How many; never 0.
    pub amount: u32,
    /// Of what.
    pub unit: Measure,
}

/// What a length of time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Minutes, whatever the clock on the wall does.
    Minutes,
    /// Hours, likewise; weekends included.
    Hours,
    /// Days of the calendar.
    Days,
    /// Days on which people work.
    WorkingDays,
    /// Hours in which the office is open.
    OfficeHours,
    /// Months of the calendar.
    Months,
}

impl Measure {
    /// All, as they are written.
    pub(crate) const ALL: [(&'static str, &'static str, Self); 6] = [
        ("minute", "minutes", Self::Minutes),
        ("hour", "hours", Self::Hours),
        ("day", "days", Self::Days),
        ("working day", "working days", Self::WorkingDays),
        ("office hour", "office hours", Self::OfficeHours),
        ("month", "months", Self::Months),
    ];
}

impl Length {
    /// Reads a length such as `72 hours` or `1 working day`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (amount, of) = text.trim().split_once(' ')?;
        let amount: u32 = amount.parse().ok().filter(|amount| (1..=100_000).contains(amount))?;
        let named = |(one, many, _): &&(&str, &str, Measure)| of.trim() == *one || of.trim() == *many;
        Measure::ALL.iter().find(named).map(|(_, _, unit)| Self { amount, unit: *unit })
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = Measure::ALL.iter().find(|(_, _, unit)| *unit == self.unit);
        let word = unit.map_or("", |(one, many, _)| if self.amount == 1 { one } else { many });
        write!(f, "{} {word}", self.amount)
    }
}

/// What is written for the day by which all is done that belongs to the start of a school year.
const SCHOOL_YEAR_START: &str = "school-year start";

/// A day of every year, as `08-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayOfYear {
    /// From 1.
    pub month: u8,
    /// From 1; the 29th of February means its last day.
    pub day: u8,
}

impl DayOfYear {
    /// By when all is done that belongs to the start of a school year: the last day of the month that it begins with, August.
    pub const SCHOOL_YEAR_START: Self = Self { month: 8, day: 31 };

    /// Reads a day such as `08-31`, or `school-year start`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text == SCHOOL_YEAR_START {
            return Some(Self::SCHOOL_YEAR_START);
        }
        let (month, day) = text.split_once('-')?;
        let is_written_out = month.len() == 2 && day.len() == 2;
        let (month, day): (u8, u8) = (month.parse().ok()?, day.parse().ok()?);
        let longest = match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let is_day = is_written_out && (1..=12).contains(&month) && (1..=longest).contains(&day);
        is_day.then_some(Self { month, day })
    }
}

/// A routine.
#[derive(Debug, Clone)]
pub struct Routine {
    /// Its id.
    pub id: String,
    /// The demands it carries as a whole.
    pub cites: Vec<String>,
    /// What it is called.
    pub title: Text,
    /// When it is started, in a sentence.
    pub about: Text,
    /// For which organisations it is, by what is given for them.
    pub when: Condition,
    /// Who may start it: codes of roles, [`ANYONE`].
    pub starts: Vec<String>,
    /// Which roles are told when it starts.
    pub tells: Vec<String>,
    /// The moments that are asked for when it starts.
    pub dates: Vec<Moment>,
    /// The facts that are asked for when it starts.
    pub asks: Vec<Id<Fact>>,
    /// What is asked for then besides.
    pub details: Vec<Detail>,
    /// By which days it has to be done each year; empty where it does not recur.
    pub yearly: Vec<DayOfYear>,
    /// Whether, as it recurs, it is for the organiser as a whole and not for every unit.
    pub is_for_all: bool,
    /// Its steps, in their order.
    pub steps: Vec<Step>,
    /// Where it stands.
    pub source: Source,
}

/// Everybody who works at a unit.
pub const ANYONE: &str = "anyone";

/// Whoever started a case.
pub const STARTER: &str = "starter";

/// A moment in the past that a case is reckoned from.
#[derive(Debug, Clone)]
pub struct Moment {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub text: Text,
    /// What counts as it, where there is more to say.
    pub help: Option<Text>,
}

/// What is asked for beside the facts: no rule rests on it. The program knows the kinds.
#[derive(Debug, Clone)]
pub struct Detail {
    /// Its id.
    pub id: String,
    /// What is stated: [`MOMENT`], or another kind that the program knows.
    pub kind: String,
    /// Whether it may be left out.
    pub is_optional: bool,
    /// The moment before which it does not lie, by its id.
    pub not_before: Option<String>,
    /// The moment after which it does not lie, by its id.
    pub not_after: Option<String>,
    /// What it is called.
    pub text: Text,
    /// What counts as it, where there is more to say.
    pub help: Option<Text>,
}

/// The kind of a detail that clocks can run from.
pub const MOMENT: &str = "moment";

/// A step of a routine.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its id, of its own within the routine.
    pub id: String,
    /// The demands it carries.
    pub cites: Vec<String>,
    /// What is to be done, as an imperative.
    pub title: Text,
    /// How, where there is more to say.
    pub help: Option<Text>,
    /// Who owes it, any of these: codes of roles, [`STARTER`].
    pub who: Vec<String>,
    /// Whether it is handed over to those only who hold one of these roles.
    pub only_role: bool,
    /// The steps that are settled before it is owed: places in the routine.
    pub after: Vec<usize>,
    /// When it is needed.
    pub when: Condition,
    /// By when it has to be done.
    pub due: Option<Due>,
    /// What is kept of it.
    pub evidence: Evidence,
    /// The facts that are stated with it.
    pub asks: Vec<Id<Fact>>,
    /// What is stated with it besides.
    pub details: Vec<Detail>,
    /// The yes/no fact that its decision becomes.
    pub decides: Option<Id<Fact>>,
    /// The question whose answer is shown beside its decision.
    pub question: Option<Id<Question>>,
    /// The register that its entry is in.
    pub link: Option<String>,
    /// Where that entry has to stand, any of these; empty where it may stand anywhere.
    pub link_in: Vec<String>,
    /// Who is told when it is done: codes of roles, [`STARTER`].
    pub tells: Vec<String>,
    /// What the program does for it, by name.
    pub does: Option<String>,
    /// Where it stands.
    pub source: Source,
}

/// By when a step has to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// So long after something.
    Within(Length, Since),
    /// By a day of the year, the next one.
    By(DayOfYear),
}

/// What a length of time is counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// When the step is first owed.
    Opening,
    /// When the case started.
    Start,
    /// A moment that is asked for at the start, or with an earlier step, by its id.
    Moment(String),
    /// When another step was settled: its place in the routine.
    Step(usize),
}

/// What is kept of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Evidence {
    /// That it is done.
    #[default]
    Nothing,
    /// A note.
    Note,
    /// A file.
    File,
    /// Yes or no, with a reason.
    Decision,
    /// An entry of a register.
    Link,
}

impl Evidence {
    /// All, by the word for each.
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("none", Self::Nothing),
        ("note", Self::Note),
        ("file", Self::File),
        ("decision", Self::Decision),
        ("link", Self::Link),
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, evidence)| *evidence == self).map_or("none", |(name, _)| name)
    }
}

impl Rulebooks {
    /// The routines of an organisation, in the order of its documents: those that are for one like it.
    pub fn routines_of<'a>(&'a self, stack: &'a Stack) -> impl Iterator<Item = &'a Routine> {
        let routines = self.routines.iter().map(|(_, routine)| routine);
        let held = routines.filter(|routine| stack.holds(self, &routine.source, None));
        held.filter(|routine| self.offers(stack, routine) == Some(true))
    }

    /// Whether a routine is for an organisation like this one; open where what is given for it does not say.
    pub(crate) fn offers(&self, stack: &Stack, routine: &Routine) -> Option<bool> {
        self.names.value_of(&routine.when, &|fact| self.given(stack, fact))
    }

    /// What is given of a fact for an organisation.
    pub(crate) fn given(&self, stack: &Stack, fact: Id<Fact>) -> Known {
        let fact = &self.names.facts[fact];
        let given = stack.given.iter().find(|(name, _)| *name == fact.id);
        let stated = given.and_then(|(_, value)| fact.state(value).ok());
        stated.map_or(Known::Open, Stated::known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_days_are_read_strictly() {
        for (text, shown) in [
            ("72 hours", Some("72 hours")),
            ("1 working day", Some("1 working day")),
            ("2 months", Some("2 months")),
            ("0 days", None),
            ("72", None),
            ("many hours", None),
            ("3 weeks", None),
            ("999999999 days", None),
        ] {
            assert_eq!(Length::read(text).map(|length| length.to_string()).as_deref(), shown, "{text}");
        }
        assert_eq!(DayOfYear::read("08-31"), Some(DayOfYear { month: 8, day: 31 }));
        assert_eq!(DayOfYear::read("school-year start"), Some(DayOfYear::SCHOOL_YEAR_START));
        for wrong in ["school-year", "8-31", "02-30", "13-01", "00-10", "06-31", "0831", "06-00", ""] {
            assert_eq!(DayOfYear::read(wrong), None, "{wrong}");
        }
    }
}
