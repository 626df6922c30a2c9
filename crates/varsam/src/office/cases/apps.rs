//! Reviews of many apps at once: of each that was handed over in a file and is asked for, a case that begins with the
//! request done. An entry that has an open case gets no other one.

use super::begun::readable;
use super::many::{self, TURN, Turn};
use super::{CASE, OPEN, may_start, plan};
use crate::office::registers::Row;
use crate::office::{Office, Reader};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use varsam_model::case::{Act, Case, Event};
use varsam_model::register::Register;
use varsam_model::routine::{Facts, Routine};
use varsam_model::{Id, Instant, Role, id};
use varsam_rules::{Rulebooks, Stack};
use varsam_store::{Fault, Filter};

/// The register, and the routine that its entries are reviewed by.
pub(crate) const APP: &str = "app";

/// The step by which an app is asked for, and the state of an entry that is.
const REQUEST: &str = "request";
const REQUESTED: &str = "requested";

/// How many reviews are started at a time.
const MOST: usize = 500;

/// How many cases are open at a time.
const AT_A_TIME: usize = 100;

/// The longest title of a case, in characters.
const LONGEST: usize = 120;

/// What the turn to start reviews is called.
const NAME: &str = "app reviews";

/// The routine by which apps are reviewed, as an organisation follows it.
pub(crate) struct Review {
    routine: Routine,
    starts: Vec<Role>,
    stack: String,
    given: Facts,
}

impl Review {
    /// The one of an organisation; none where it has none, or one that asks for more than an entry tells.
    pub(crate) fn of(books: &Rulebooks, stack: &Stack) -> Option<Self> {
        let written = plan::routine(books, stack, APP)?;
        let routine = plan::frozen(books, written);
        let (starts, given) = (plan::starts(written), stack.given.iter().cloned().collect());
        let review = Self { routine, starts, stack: stack.id.clone(), given };
        review.fits().then_some(review)
    }

    /// Whether the entry is all that there has to be for the request.
    fn fits(&self) -> bool {
        let nobody: Id<id::Person> = Id::new(uuid::Uuid::nil());
        let links =
            self.routine.steps.iter().any(|step| step.id == REQUEST && step.link.as_deref() == Some(APP));
        let mut case = self.case((nobody.of(), ""), nobody, Instant(0), "");
        let request = case.events.pop();
        let is_whole = request.is_some_and(|request| case.check(&request).is_empty());
        links && is_whole && self.asks_nothing()
    }

    /// Whether nothing has to be said when it starts.
    fn asks_nothing(&self) -> bool {
        let routine = &self.routine;
        let is_optional = routine.details.iter().all(|detail| detail.is_optional);
        routine.dates.is_empty() && routine.asks.is_empty() && is_optional
    }

    /// A case for an entry, with its request done.
    fn case(
        &self,
        (entry, title): (Id<id::Record>, &str),
        by: Id<id::Person>,
        at: Instant,
        text: &str,
    ) -> Case {
        let request = Event { link: Some(entry), ..Event::new(REQUEST, Act::Done, Some(by), at) };
        Case {
            routine: self.routine.clone(),
            stack: self.stack.clone(),
            title: title.chars().take(LONGEST).collect(),
            text: text.to_owned(),
            by: Some(by),
            at,
            dates: BTreeMap::new(),
            facts: self.given.clone(),
            despite: String::new(),
            events: vec![request],
        }
    }

    /// The entries that were made since, are asked for and have no open case, where the reader may start one.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn waiting(
        &self,
        (office, reader): (&Office, &Reader),
        since: Instant,
    ) -> Result<Vec<Arc<Row>>, Fault> {
        let register = Register::of(APP).ok_or(Fault::Missing)?;
        let shelf = office.shelf(reader.session.organiser, register).await?;
        // An id begins with the time that it was made at.
        let first = Id::made(since, [0; 10]);
        let made = shelf.rows().iter().filter(|row| row.id >= first && row.state == REQUESTED);
        let mut rows: Vec<_> = made.cloned().collect();
        let units: BTreeSet<_> = rows.iter().map(|row| row.unit).collect();
        let units: BTreeSet<_> =
            units.into_iter().filter(|unit| may_start(office, reader, *unit, &self.starts)).collect();
        rows.retain(|row| units.contains(&row.unit));
        if !rows.is_empty() {
            let under_review = under_review((office, reader), &units).await?;
            rows.retain(|row| !under_review.contains(&row.id));
        }
        Ok(rows)
    }

    /// Starts the review of those that wait, at their units; no more than a number at a time. Gives how many.
    ///
    /// # Errors
    /// `Changed` while somebody else is at it.
    pub(crate) async fn start(
        &self,
        (office, reader): (&Office, &Reader),
        since: Instant,
        text: &str,
    ) -> Result<usize, Fault> {
        let (tenant, now) = (reader.tenant(office), office.now());
        let holder: Id<id::Record> = office.store.new_id(now)?;
        let turn = Turn { name: NAME, holder: holder.uuid() };
        // What has an open case already is looked at while nobody else starts any.
        if !tenant.take(turn.name, turn.holder, now, now.plus_seconds(TURN)).await? {
            return Err(Fault::Changed);
        }
        let started = self.start_in((office, reader), (since, text), &turn).await;
        tenant.give_back(turn.name, turn.holder).await?;
        started
    }

    async fn start_in(
        &self,
        (office, reader): (&Office, &Reader),
        (since, text): (Instant, &str),
        turn: &Turn<'_>,
    ) -> Result<usize, Fault> {
        let (by, now) = (reader.session.person, office.now());
        let mut rows = self.waiting((office, reader), since).await?;
        rows.truncate(MOST);
        let case = |row: &Arc<Row>| (row.unit, self.case((row.id, row.title.as_str()), by, now, text));
        let cases: Vec<_> = rows.iter().map(case).collect();
        if !cases.is_empty() {
            many::begin(office, &reader.directory(office).await?, (cases.as_slice(), by), turn).await?;
        }
        Ok(cases.len())
    }
}

/// The entries that an open case at these units, above or below them was begun for.
async fn under_review(
    (office, reader): (&Office, &Reader),
    units: &BTreeSet<Id<id::Unit>>,
) -> Result<BTreeSet<Id<id::Record>>, Fault> {
    let all = &reader.units;
    let is_near = |unit: &Id<id::Unit>| {
        units.iter().any(|one| all.is_within(*unit, *one) || all.is_within(*one, *unit))
    };
    let near: Vec<_> = all.all().into_iter().map(|unit| unit.id).filter(is_near).collect();
    let mut found = BTreeSet::new();
    // To the store, no units mean all units.
    if near.is_empty() {
        return Ok(found);
    }
    let tenant = reader.tenant(office);
    let filter = Filter { register: CASE, state: OPEN, units: &near, limit: u32::MAX, ..Filter::default() };
    let ids: Vec<_> = tenant.bare(&filter).await?.into_iter().map(|head| head.id).collect();
    let begun = office.begun(tenant, &ids).await?;
    let reviews: Vec<_> =
        begun.iter().filter(|(_, begun)| *begun.routine == *APP).map(|(id, _)| *id).collect();
    for ids in reviews.chunks(AT_A_TIME) {
        // One that cannot be read keeps no other app waiting.
        for document in readable::<Case>(tenant, ids).await?.documents {
            found.extend(document.body.events.iter().filter_map(|event| event.link));
        }
    }
    Ok(found)
}
