//! Questions and views that come in on social media (SOL-19 to SOL-23), and the looks at accounts (SOL-17, SOL-24): how many
//! there were, and how long answers took while the office was open.

use super::figures::{self, Scope, Started};
use super::wheel::Standing as Stands;
use super::wheel::tally::{Begun, stood};
use super::wheel::year::SchoolYear;
use super::{Office, Reader, breach, calendar};
use jiff::civil::Date;
use std::collections::BTreeSet;
use varsam_model::case::{Act, Case, Standing};
use varsam_model::deadline::{OfficeHours, open_between};
use varsam_model::register::Register;
use varsam_model::{Id, Instant, id};
use varsam_rules::Routine;
use varsam_store::{Document, Fault};

/// The routine of a question or view, and that of the looks at a school's accounts.
pub(crate) const QUESTION: &str = "social-question";
pub(crate) const WATCH: &str = "account-watch";

/// Those that a school without accounts has nothing to do with.
const OF_ACCOUNTS: [&str; 2] = [WATCH, "account-attest"];

/// Whether a routine is about the accounts that a school has.
pub(crate) fn is_of_accounts(routine: &Routine) -> bool {
    OF_ACCOUNTS.contains(&routine.id.as_str())
}

/// A question or view that has a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    /// When it was written, and by when it has to be answered or passed on.
    asked: Instant,
    due: Instant,
    settled: Settled,
    /// When the office was open meanwhile.
    hours: OfficeHours,
}

/// What became of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Settled {
    /// Something is left to do.
    Waiting,
    /// It was answered, or passed on and the asker told.
    At(Instant),
    /// It is left without an answer, for a reason: not every post has to have one (SOL-23).
    Left,
}

impl Asked {
    /// That of a case, where the office is open in these hours; none of another routine, and none where the rules want no
    /// answer.
    pub(crate) fn of(case: &Case, hours: OfficeHours) -> Option<Self> {
        if case.routine.id != QUESTION {
            return None;
        }
        let walked = case.walk(hours);
        let needed = walked.iter().filter(|stood| stood.standing != Standing::NotNeeded);
        let clocks: Vec<_> = needed
            .filter_map(|stood| Some((stood.settled, breach::clock(case, stood.step, hours)?)))
            .collect();
        let asked = clocks.iter().map(|(_, (from, _))| *from).min()?;
        let due = clocks.iter().map(|(_, (_, until))| *until).max()?;
        let done = clocks.iter().filter_map(|(settled, _)| *settled).filter(|event| event.act == Act::Done);
        let settled = match done.map(|event| event.at).max() {
            _ if clocks.iter().any(|(settled, _)| settled.is_none()) => Settled::Waiting,
            Some(at) => Settled::At(at),
            None => Settled::Left,
        };
        Some(Self { asked, due, settled, hours })
    }
}

/// What became of several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) in_time: usize,
    pub(crate) late: usize,
    /// Those that wait, and those of them whose time is over.
    pub(crate) waiting: usize,
    pub(crate) overdue: usize,
    pub(crate) left: usize,
    /// For how long the office was open until each was answered, in seconds.
    seconds: Vec<i64>,
}

impl Tally {
    /// With one more.
    pub(crate) fn add(&mut self, one: Asked, now: Instant) {
        match one.settled {
            Settled::At(at) => {
                self.in_time += usize::from(at <= one.due);
                self.late += usize::from(at > one.due);
                self.seconds.push(open_between(one.asked, at, one.hours));
            }
            Settled::Waiting => {
                self.waiting += 1;
                self.overdue += usize::from(one.due <= now);
            }
            Settled::Left => self.left += 1,
        }
    }

    /// How many there were.
    pub(crate) fn count(&self) -> usize {
        self.in_time + self.late + self.waiting + self.left
    }

    /// In how much time half of the answers came, in seconds, and in how much nine in ten did.
    pub(crate) fn median(&self) -> Option<i64> {
        figures::median(&self.seconds)
    }

    pub(crate) fn ninetieth(&self) -> Option<i64> {
        figures::percentile(&self.seconds, 90)
    }
}

/// A line of the statistics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) questions: Tally,
    /// How often the accounts were looked at, and how often they were not though it was time to.
    pub(crate) checked: usize,
    pub(crate) missed: usize,
}

/// What is counted of a question.
#[derive(Debug)]
struct Counted {
    unit: Id<id::Unit>,
    at: Instant,
    asked: Asked,
}

/// The statistics of a unit and those below it, in a school year.
#[derive(Debug, Default)]
pub(crate) struct Statistics {
    pub(crate) months: [Line; 12],
    /// Those of each unit that has any, by name.
    pub(crate) units: Vec<(Id<id::Unit>, Line)>,
    pub(crate) total: Line,
    /// Whether there were more cases than are read.
    pub(crate) is_cut: bool,
    /// How many cases cannot be read, and are not counted.
    pub(crate) unread: usize,
}

impl Statistics {
    /// Those of a scope, where the accounts are looked at by this routine.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn of(
        office: &Office,
        reader: &Reader,
        scope: &Scope,
        watch: Option<&Routine>,
    ) -> Result<Self, Fault> {
        let directory = reader.directory(office).await?;
        let figures::Read { found: started, unread, .. } =
            figures::started(office, &directory, scope, scope.year.earliest()).await?;
        let counted = |case: &Document<Case>| {
            let (unit, at) = (case.head.unit, case.body.at);
            Asked::of(&case.body, directory.units.hours(unit)).map(|asked| Counted { unit, at, asked })
        };
        let read = figures::opened(&directory, &started, &[QUESTION], counted).await?;
        let questions: Vec<_> = read.found.into_iter().flatten().collect();
        // A school without accounts has nothing to look at; which had some in a year that is over, only cases tell.
        let is_present = scope.year == SchoolYear::of(scope.today());
        let to_look_at =
            if is_present { with_accounts(office, reader.session.organiser).await? } else { BTreeSet::new() };
        let mut statistics = Self { is_cut: read.is_cut, unread: unread + read.unread, ..Self::default() };
        for unit in &scope.units {
            let mut line = Line::default();
            for question in questions.iter().filter(|question| question.unit == *unit) {
                statistics.add_question(&mut line, question, scope);
            }
            let is_look = |case: &&Started| case.unit == *unit && case.routine.as_ref() == WATCH;
            let looks: Vec<Begun> =
                started.iter().filter(is_look).map(|case| (case.on, case.is_closed)).collect();
            if let Some(watch) = watch.filter(|_| !looks.is_empty() || to_look_at.contains(unit)) {
                let days = stood((&reader.units, *unit), watch, (scope.year, scope.today()), &looks);
                statistics.add_looks(&mut line, days, scope.year);
            }
            if line != Line::default() {
                statistics.units.push((*unit, line));
            }
        }
        Ok(statistics)
    }

    /// Counts a question in the month in which it was noted.
    fn add_question(&mut self, line: &mut Line, question: &Counted, scope: &Scope) {
        let month = scope.year.month(calendar::day(question.at));
        let Some(month) = month.and_then(|month| self.months.get_mut(month)) else { return };
        for line in [line, month, &mut self.total] {
            line.questions.add(question.asked, scope.now);
        }
    }

    /// Counts the looks at accounts, each in the month by whose end it had to be taken.
    fn add_looks(&mut self, line: &mut Line, days: Vec<(Date, Stands)>, year: SchoolYear) {
        for (day, stands) in days {
            let Some(month) = year.month(day).and_then(|month| self.months.get_mut(month)) else { continue };
            for line in [&mut *line, month, &mut self.total] {
                line.checked += usize::from(stands == Stands::Done);
                line.missed += usize::from(stands == Stands::Overdue);
            }
        }
    }
}

/// The units that have an account in use.
///
/// # Errors
/// When the store fails.
pub(crate) async fn with_accounts(
    office: &Office,
    organiser: Id<id::Organiser>,
) -> Result<BTreeSet<Id<id::Unit>>, Fault> {
    let Some(register) = Register::of("account") else { return Ok(BTreeSet::new()) };
    let shelf = office.shelf(organiser, register).await?;
    let used = shelf.rows().iter().filter(|row| register.is_used(&row.state));
    Ok(used.map(|row| row.unit).collect())
}
