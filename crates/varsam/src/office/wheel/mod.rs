//! The annual wheel: what recurs at a unit, by which days of the school year, and where it stands. Whoever may start
//! something at a unit sees where all of it stands there, so that nothing is begun twice; the case itself is for those
//! who may see it.

pub(crate) mod drawing;
pub(crate) mod tally;
pub(crate) mod year;

use self::year::SchoolYear;
use super::cases::{self, CASE, CLOSED, may_start, plan};
use super::{Directory, Office, Reader, Units, calendar};
use jiff::civil::Date;
use std::collections::HashMap;
use varsam_access::Action;
use varsam_model::case::Case;
use varsam_model::school::UnitKind;
use varsam_model::{Id, codes, id};
use varsam_rules::Routine;
use varsam_store::{Document, Fault, Filter};

codes! {
    /// Where something that recurs stands.
    pub enum Standing {
        /// A case for it is closed.
        Done = "done",
        /// A case for it is open, and its day has not gone by.
        UnderWay = "under_way",
        /// There is no case yet.
        ToDo = "to_do",
        /// Its day has gone by, and no case for it is closed.
        Overdue = "overdue",
    }
}

/// A day by which something that recurs has to be done.
pub(crate) struct Turn<'a> {
    pub(crate) day: Date,
    pub(crate) routine: &'a Routine,
    pub(crate) standing: Standing,
    /// The case that counts for it, where the reader may see it, with what it is called.
    pub(crate) case: Option<(Id<id::Record>, String)>,
    /// Whether the reader may start a case that would count for it.
    pub(crate) can_start: bool,
}

/// What recurs at a unit.
pub(crate) struct Wheel<'a> {
    pub(crate) today: Date,
    pub(crate) year: SchoolYear,
    /// In the order of the days.
    pub(crate) turns: Vec<Turn<'a>>,
}

impl<'a> Wheel<'a> {
    /// What of these routines recurs at a unit, in the school year that it is.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn of(
        office: &Office,
        reader: &Reader,
        routines: impl Iterator<Item = &'a Routine>,
        unit: Id<id::Unit>,
    ) -> Result<Self, Fault> {
        let today = calendar::day(office.now());
        let year = SchoolYear::of(today);
        let begun = begun(&reader.directory(office).await?, unit, year).await?;
        let at = At { office, reader, unit, today, year };
        let recurring = routines.filter(|routine| recurs_at(&reader.units, routine, unit));
        let of_routine = |routine: &'a Routine| {
            at.turns(routine, begun.get(&routine.id).map(Vec::as_slice).unwrap_or_default())
        };
        let mut turns: Vec<_> = recurring.flat_map(of_routine).collect();
        turns.sort_by_key(|turn| turn.day);
        Ok(Self { today, year, turns })
    }
}

/// Whether a routine recurs at a unit: what is for all, at the organiser's own; the rest at each school.
fn recurs_at(units: &Units, routine: &Routine, unit: Id<id::Unit>) -> bool {
    let is_top = units.top().is_some_and(|top| top.id == unit);
    let is_school =
        units.get(unit).is_some_and(|unit| matches!(unit.kind, UnitKind::School | UnitKind::SchoolUnit));
    !routine.yearly.is_empty() && if routine.is_for_all { is_top } else { is_school }
}

/// The cases of a unit that can count for a school year, by their routines, the first before the rest.
async fn begun(
    directory: &Directory<'_>,
    unit: Id<id::Unit>,
    year: SchoolYear,
) -> Result<HashMap<String, Vec<Document<Case>>>, Fault> {
    // An id begins with the time that it was made at.
    let after = Some(Id::made(calendar::start(year.earliest()), [0; 10]));
    let filter = Filter { register: CASE, units: &[unit], after, ..Filter::default() };
    let mut by_routine: HashMap<_, Vec<_>> = HashMap::new();
    for document in directory.every::<Case>(filter).await? {
        by_routine.entry(document.body.routine.id.clone()).or_default().push(document);
    }
    Ok(by_routine)
}

/// Who asks about which unit, and when.
struct At<'a> {
    office: &'a Office,
    reader: &'a Reader,
    unit: Id<id::Unit>,
    today: Date,
    year: SchoolYear,
}

impl At<'_> {
    /// The days of a routine, given its cases.
    fn turns<'a>(&self, routine: &'a Routine, cases: &[Document<Case>]) -> Vec<Turn<'a>> {
        // One more is begun today, to see what it would count for.
        let begun = cases.iter().map(|case| calendar::day(case.body.at)).chain([self.today]);
        let counted = self.year.counted(&routine.yearly, &begun.collect::<Vec<_>>());
        let may = may_start(self.office, self.reader, self.unit, &plan::starts(routine));
        let turn = |(day, counts): (Date, Option<usize>)| {
            let case = counts.and_then(|at| cases.get(at));
            Turn {
                day,
                routine,
                standing: standing(case.map(|case| case.head.state == CLOSED), day < self.today),
                case: case.filter(|case| self.sees(case)).map(|case| (case.head.id, case.body.title.clone())),
                can_start: may && counts == Some(cases.len()),
            }
        };
        counted.into_iter().map(turn).collect()
    }

    fn sees(&self, case: &Document<Case>) -> bool {
        let object = cases::object(&self.reader.units, case);
        self.reader.may(self.office, Action::ViewCase, &object).is_allowed()
    }
}

/// Where something stands, given whether the case for it is closed, if there is one, and whether its day has gone by.
fn standing(is_closed: Option<bool>, has_passed: bool) -> Standing {
    match is_closed {
        Some(true) => Standing::Done,
        _ if has_passed => Standing::Overdue,
        Some(false) => Standing::UnderWay,
        None => Standing::ToDo,
    }
}
