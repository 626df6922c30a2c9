//! What recurs at units, day by day, and the case that counts for each day; whoever asks. No case is opened for it but the
//! once that its routine is learnt.

use super::year::SchoolYear;
use crate::office::cases::{CASE, CLOSED};
use crate::office::{Directory, Office, Units, calendar};
use jiff::civil::Date;
use std::collections::HashMap;
use varsam_model::school::UnitKind;
use varsam_model::{Id, id};
use varsam_rules::Routine;
use varsam_store::{Fault, Filter, Head};

/// Something that recurs at a unit, by one of its days.
pub(crate) struct Duty<'a> {
    pub(crate) unit: Id<id::Unit>,
    pub(crate) day: Date,
    /// The first day of its time in its school year.
    pub(crate) begins: Date,
    pub(crate) routine: &'a Routine,
    /// The case that counts for it.
    pub(crate) case: Option<Head>,
    /// Whether a case that began now would count for it.
    pub(crate) is_next: bool,
    /// Whether its time has come and is not over: a case that began now would count for it, were there none for the days
    /// before.
    pub(crate) is_open: bool,
}

impl Duty<'_> {
    /// Whether a case for it is closed, if there is one.
    pub(crate) fn is_closed(&self) -> Option<bool> {
        self.case.as_ref().map(|case| case.state == CLOSED)
    }
}

/// Cases by their units and the ids of their routines, each with the day that it began.
type Cases = HashMap<(Id<id::Unit>, String), Vec<(Head, Date)>>;

/// Where and when what recurs is looked at.
pub(crate) struct Asked<'a> {
    pub(crate) office: &'a Office,
    pub(crate) directory: &'a Directory<'a>,
    pub(crate) units: &'a [Id<id::Unit>],
    pub(crate) today: Date,
    /// The school years, the first before the rest.
    pub(crate) years: &'a [SchoolYear],
}

/// Whether a routine recurs at a unit: what is for all, at the organiser's own; the rest at each school.
pub(crate) fn recurs_at(units: &Units, routine: &Routine, unit: Id<id::Unit>) -> bool {
    if routine.yearly.is_empty() {
        return false;
    }
    if routine.is_for_all {
        return units.top().is_some_and(|top| top.id == unit);
    }
    units.get(unit).is_some_and(|unit| matches!(unit.kind, UnitKind::School | UnitKind::SchoolUnit))
}

/// Those of these routines that recur at a unit.
fn recurring<'r>(
    units: &Units,
    routines: &[&'r Routine],
    unit: Id<id::Unit>,
) -> impl Iterator<Item = &'r Routine> {
    routines.iter().copied().filter(move |routine| recurs_at(units, routine, unit))
}

impl Asked<'_> {
    /// What of these routines recurs, unit by unit and routine by routine, each by its days.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn duties<'r>(&self, routines: &[&'r Routine]) -> Result<Vec<Duty<'r>>, Fault> {
        let all = &*self.directory.units;
        if !self.units.iter().any(|unit| recurring(all, routines, *unit).next().is_some()) {
            return Ok(vec![]);
        }
        let begun = self.begun().await?;
        let mut duties = Vec::new();
        for unit in self.units {
            for routine in recurring(all, routines, *unit) {
                let cases = begun.get(&(*unit, routine.id.clone())).map(Vec::as_slice).unwrap_or_default();
                duties
                    .extend(self.years.iter().flat_map(|year| self.of_year(*year, (*unit, routine), cases)));
            }
        }
        Ok(duties)
    }

    /// The cases that can count, by their units and routines, the first before the rest, each with the day that it began.
    async fn begun(&self) -> Result<Cases, Fault> {
        let mut cases = Cases::new();
        let Some(first) = self.years.first() else { return Ok(cases) };
        // An id begins with the time that it was made at.
        let after = Some(Id::made(calendar::start(first.earliest()), [0; 10]));
        let filter =
            Filter { register: CASE, units: self.units, after, limit: u32::MAX, ..Filter::default() };
        let heads = self.directory.tenant.bare(&filter).await?;
        let ids: Vec<_> = heads.iter().map(|head| head.id).collect();
        let begun = self.office.begun(self.directory.tenant, &ids).await?;
        for head in heads {
            if let Some(begun) = begun.get(&head.id) {
                let key = (head.unit, begun.routine.as_ref().to_owned());
                cases.entry(key).or_default().push((head, begun.on));
            }
        }
        Ok(cases)
    }

    /// The days of a routine in a school year, given its cases.
    fn of_year<'r>(
        &self,
        year: SchoolYear,
        (unit, routine): (Id<id::Unit>, &'r Routine),
        cases: &[(Head, Date)],
    ) -> Vec<Duty<'r>> {
        // One more is begun today, to see what it would count for.
        let begun: Vec<_> = cases.iter().map(|(_, on)| *on).chain([self.today]).collect();
        let counted = year.counted(&routine.yearly, &begun);
        let (mut opens, closes) = (year.opens(&routine.yearly), year.closes(&routine.yearly));
        let duty = |(day, counts): (Date, Option<usize>)| {
            let opened = std::mem::replace(&mut opens, super::year::after(day));
            let is_open = self.today >= opened && self.today < closes;
            let case = counts.and_then(|at| cases.get(at)).map(|(head, _)| head.clone());
            let begins = opened.max(year.former().over());
            Duty { unit, day, begins, routine, case, is_next: counts == Some(cases.len()), is_open }
        };
        counted.into_iter().map(duty).collect()
    }
}
