//! What a board is told of how personal data is looked after at a unit and below it (ACM-04): figures of a school year beside
//! those of the year before, and how things stand now. `counted` says what is counted of a record, `present` how it is now.

mod counted;
mod present;

pub(crate) use counted::{Persons, Reported, Verdict};

use self::counted::{Counted, Emergency, Request, request};
use self::present::Present;
use super::figures::{self, Read, Scope, Started};
use super::social::{QUESTION, Tally};
use super::wheel::Standing;
use super::wheel::tally::{Begun, stood};
use super::wheel::year::SchoolYear;
use super::{Directory, Office, Reader, breach, calendar, register};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use varsam_model::case::Case;
use varsam_model::emergency::Verdict as Judged;
use varsam_model::register::Register;
use varsam_model::routine::Words;
use varsam_model::severity::Level;
use varsam_model::{Id, Instant, id};
use varsam_rules::Routine;
use varsam_store::{Document, Fault};

/// The routine by which a board is told.
pub(crate) const REPORT: &str = "board-report";

/// The routines whose cases are opened to be counted.
const COUNTED: [&str; 2] = [breach::ROUTINE, QUESTION];

/// The registers of what is asked for.
const ASKED_FOR: [&str; 2] = ["app", "service"];

/// What a board is told.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) year: Year,
    /// The year before, where anything is known of it.
    pub(crate) former: Option<Year>,
    /// Whether anything is known of the year.
    pub(crate) is_known: bool,
    pub(crate) present: Present,
    /// The reports that were begun at the unit itself in the year, the first before the rest.
    pub(crate) reports: Vec<Id<id::Record>>,
    /// Whether there were more records than are read.
    pub(crate) is_cut: bool,
    /// How many cases cannot be read, and are in no figure.
    pub(crate) unread: usize,
}

/// The figures of a school year.
#[derive(Debug, Default)]
pub(crate) struct Year {
    /// The breaches that were reported, in each month, and those of them that were found to be none.
    pub(crate) months: [usize; 12],
    pub(crate) none: usize,
    /// Of those that are one, or may be: what happened, by the id of that, with its words.
    pub(crate) events: BTreeMap<String, (Words, usize)>,
    /// How severe they are; nobody has weighed those under `None`.
    pub(crate) levels: BTreeMap<Option<Level>, usize>,
    /// Whether the authority was told, and those concerned.
    pub(crate) authority: BTreeMap<Reported, usize>,
    pub(crate) persons: BTreeMap<Persons, usize>,
    /// Apps and learning services that were asked for, and after how many working days there was a verdict.
    pub(crate) requests: BTreeMap<Verdict, usize>,
    pub(crate) verdict_days: Vec<i64>,
    /// Questions in social media.
    pub(crate) questions: Tally,
    /// Emergency accesses, as they were judged; nobody has judged those under `None`.
    pub(crate) emergencies: BTreeMap<Option<Judged>, usize>,
    /// What recurs every year, at each unit where anything does, by name.
    pub(crate) duties: Vec<(Id<id::Unit>, Duties)>,
}

/// What recurs, by where it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Duties {
    pub(crate) done: usize,
    pub(crate) under_way: usize,
    pub(crate) to_do: usize,
    pub(crate) overdue: usize,
}

impl Duties {
    fn add(&mut self, standing: Standing) {
        let count = match standing {
            Standing::Done => &mut self.done,
            Standing::UnderWay => &mut self.under_way,
            Standing::ToDo => &mut self.to_do,
            Standing::Overdue => &mut self.overdue,
        };
        *count += 1;
    }
}

impl Board {
    /// What is told of a scope, where these routines are followed.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn of(
        office: &Office,
        reader: &Reader,
        scope: &Scope,
        routines: &[&Routine],
    ) -> Result<Self, Fault> {
        let directory = reader.directory(office).await?;
        let material = Material::of(office, reader, &directory, scope).await?;
        let present = Present::of(office, reader, &directory, scope).await?;
        let of_year = |year| {
            let duties = material.duties(reader, scope, routines, year);
            Year { duties, ..material.year(year, scope.now) }
        };
        let (year, former) = (scope.year, scope.year.former());
        let is_present = year == SchoolYear::of(scope.today());
        Ok(Self {
            year: of_year(year),
            // Where not all is read, it is the earliest that is missing.
            former: (material.knows(former) && !material.is_cut).then(|| of_year(former)),
            is_known: is_present || material.knows(year),
            present,
            reports: material.reports(scope),
            is_cut: material.is_cut,
            unread: material.unread,
        })
    }
}

/// What figures are made from.
struct Material {
    /// All cases; of some of these, what is counted is read.
    started: Vec<Started>,
    cases: Vec<Counted>,
    requests: Vec<Request>,
    emergencies: Vec<Emergency>,
    /// Whether there was more than is read.
    is_cut: bool,
    /// How many cases cannot be read.
    unread: usize,
}

impl Material {
    /// That of a scope, from the time before the year before on.
    async fn of(
        office: &Office,
        reader: &Reader,
        directory: &Directory<'_>,
        scope: &Scope,
    ) -> Result<Self, Fault> {
        let earliest = scope.year.former().earliest();
        let started = figures::started(office, directory, scope, earliest).await?;
        let counted = |case: &Document<Case>| Counted::of(case, directory.units.hours(case.head.unit));
        let cases = figures::opened(directory, &started.found, &COUNTED, counted).await?;
        let filter = scope.made_since(register::EMERGENCY, earliest);
        let emergencies: Read<Emergency> = figures::read(directory, &filter, Emergency::of).await?;
        let units: BTreeSet<_> = scope.units.iter().copied().collect();
        let mut requests = Vec::new();
        for register in ASKED_FOR.into_iter().filter_map(Register::of) {
            // All that are at hand: a list that was taken over is older than its ids.
            let shelf = office.shelf(reader.session.organiser, register).await?;
            requests.extend(shelf.of_units(&units).map(|row| request(register, row)));
        }
        Ok(Self {
            is_cut: cases.is_cut || emergencies.is_cut,
            unread: started.unread + cases.unread,
            started: started.found,
            cases: cases.found,
            requests,
            emergencies: emergencies.found,
        })
    }

    /// Whether anything happened in a year.
    fn knows(&self, year: SchoolYear) -> bool {
        self.started.iter().any(|case| SchoolYear::of(case.on) == year)
            || self.requests.iter().any(|request| SchoolYear::of(request.made) == year)
            || self.emergencies.iter().any(|one| SchoolYear::of(one.day()) == year)
    }

    /// The figures of a year, but for what recurs.
    fn year(&self, of: SchoolYear, now: Instant) -> Year {
        let mut year = Year::default();
        for case in &self.cases {
            if let Some(month) = of.month(case.day()) {
                year.add_case(case, month, now);
            }
        }
        for request in self.requests.iter().filter(|request| SchoolYear::of(request.made) == of) {
            *year.requests.entry(request.verdict).or_default() += 1;
            year.verdict_days.extend(request.days);
        }
        for emergency in self.emergencies.iter().filter(|one| SchoolYear::of(one.day()) == of) {
            *year.emergencies.entry(emergency.judged).or_default() += 1;
        }
        year
    }

    /// What recurs in a year, and where it stands.
    fn duties(
        &self,
        reader: &Reader,
        scope: &Scope,
        routines: &[&Routine],
        year: SchoolYear,
    ) -> Vec<(Id<id::Unit>, Duties)> {
        let mut begun: HashMap<(Id<id::Unit>, &str), Vec<Begun>> = HashMap::new();
        for case in &self.started {
            begun.entry((case.unit, case.routine.as_ref())).or_default().push((case.on, case.is_closed));
        }
        let of_unit = |unit: Id<id::Unit>| {
            let mut duties = Duties::default();
            for routine in routines {
                let begun = begun.get(&(unit, routine.id.as_str())).map(Vec::as_slice).unwrap_or_default();
                let days = stood((&reader.units, unit), routine, (year, scope.today()), begun);
                days.into_iter().for_each(|(_, standing)| duties.add(standing));
            }
            (unit, duties)
        };
        let all = scope.units.iter().map(|unit| of_unit(*unit));
        all.filter(|(_, duties)| *duties != Duties::default()).collect()
    }

    fn reports(&self, scope: &Scope) -> Vec<Id<id::Record>> {
        let is_report = |case: &&Started| {
            case.routine.as_ref() == REPORT
                && case.unit == scope.unit
                && SchoolYear::of(case.on) == scope.year
        };
        self.started.iter().filter(is_report).map(|case| case.id).collect()
    }
}

impl Counted {
    fn day(&self) -> jiff::civil::Date {
        calendar::day(self.at)
    }
}

impl Emergency {
    fn day(&self) -> jiff::civil::Date {
        calendar::day(self.from)
    }
}

impl Year {
    /// How many breaches were reported.
    pub(crate) fn breaches(&self) -> usize {
        self.months.iter().sum()
    }

    /// How many emergency accesses there were.
    pub(crate) fn emergencies(&self) -> usize {
        self.emergencies.values().sum()
    }

    /// How many apps and learning services were asked for.
    pub(crate) fn requests(&self) -> usize {
        self.requests.values().sum()
    }

    /// What recurs, at all units together.
    pub(crate) fn all_duties(&self) -> Duties {
        self.duties.iter().fold(Duties::default(), |sum, (_, one)| Duties {
            done: sum.done + one.done,
            under_way: sum.under_way + one.under_way,
            to_do: sum.to_do + one.to_do,
            overdue: sum.overdue + one.overdue,
        })
    }

    fn add_case(&mut self, case: &Counted, month: usize, now: Instant) {
        if let Some(asked) = case.asked {
            self.questions.add(asked, now);
        }
        let Some(breach) = &case.breach else { return };
        if let Some(count) = self.months.get_mut(month) {
            *count += 1;
        }
        if breach.is_none {
            self.none += 1;
            return;
        }
        if let Some((event, words)) = &breach.event {
            self.events.entry(event.clone()).or_insert_with(|| (words.clone(), 0)).1 += 1;
        }
        *self.levels.entry(breach.level).or_default() += 1;
        *self.authority.entry(breach.authority).or_default() += 1;
        *self.persons.entry(breach.persons).or_default() += 1;
    }
}
