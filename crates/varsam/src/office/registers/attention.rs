//! What needs attention, decided here and nowhere else: an entry lacks something, its time is soon over, or it is over. What
//! has ended needs none.

use super::kept::{Row, Shelf};
use super::{HOLDERS, is_overdue};
use crate::office::{Office, calendar, logins};
use jiff::ToSpan as _;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use varsam_model::register::{ALL, Area, Kind, Register, Required, Values};
use varsam_model::{Id, Instant, id};
use varsam_store::Fault;

/// How many days before its time is over an entry is told of.
const SOON: i64 = 60;

/// Why an entry needs attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attention {
    /// It lacks something.
    Missing,
    /// Its time is soon over.
    Expiring,
    /// Its time is over.
    Overdue,
}

impl Attention {
    /// All, in the order in which they are shown.
    pub(crate) const ALL: [Self; 3] = [Self::Missing, Self::Expiring, Self::Overdue];

    /// Its code, in addresses, locale keys and figures.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Expiring => "expiring",
            Self::Overdue => "overdue",
        }
    }

    /// That of a code.
    pub(crate) fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What an entry lacks: a set of bits. It is found out when the entry is read, since lists hold no long texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Lacks(u8);

impl Lacks {
    /// A field that has to be filled where the entry stands.
    const FIELD: u8 = 1;
    /// Somebody who can sign in to an account when the one who does is away.
    const HOLDERS: u8 = 2;
    /// The agreement with a processor that something approved names.
    const AGREEMENT: u8 = 4;
    /// A point of a checklist, though the entry is a draft no longer.
    const POINT: u8 = 8;

    /// What an entry with these values lacks where it stands.
    pub(super) fn of(register: &Register, values: &Values, state: &str) -> Self {
        if register.is_ended(state) {
            return Self::default();
        }
        let has = |field| register.field(field).is_some();
        let lacks = [
            (Self::FIELD, !register.check(values, state).is_empty()),
            (Self::HOLDERS, has(HOLDERS) && values.all(HOLDERS).len() < logins::FEWEST),
            (
                Self::AGREEMENT,
                is_approved(register, state) && has("agreement") && is_without_agreement(values),
            ),
            (Self::POINT, state != register.begins() && is_short_of_a_point(register, values)),
        ];
        Self(lacks.into_iter().filter(|(_, lacks)| *lacks).fold(0, |all, (one, _)| all | one))
    }

    /// Whether it lacks anything.
    pub(crate) fn is_any(self) -> bool {
        self.0 != 0
    }

    /// Whether fewer hold its login than should.
    pub(crate) fn is_holders(self) -> bool {
        self.0 & Self::HOLDERS != 0
    }
}

/// Whether it is something from outside that may be used.
fn is_approved(register: &Register, state: &str) -> bool {
    register.area == Area::Supplier && register.is_used(state)
}

fn is_without_agreement(values: &Values) -> bool {
    values.get("processor").is_some() && values.get("agreement").is_none()
}

fn is_short_of_a_point(register: &Register, values: &Values) -> bool {
    register.fields.iter().any(|field| match (field.required, field.kind) {
        (Required::AllIn(_), Kind::Several(options)) => values.all(field.name).len() < options.codes.len(),
        _ => false,
    })
}

/// How many entries need attention, in the order of [`Attention::ALL`].
pub(crate) type Counts = [usize; 3];

/// What is looked at, as it is at one time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch {
    now: Instant,
    /// The end of the last day that is soon.
    soon: Instant,
}

impl Watch {
    /// At a time.
    pub(crate) fn at(now: Instant) -> Self {
        Self { now, soon: calendar::end(calendar::day(now).saturating_add(SOON.days())) }
    }

    /// Whether an entry needs this attention.
    pub(crate) fn finds(&self, attention: Attention, register: &Register, row: &Row) -> bool {
        !register.is_ended(&row.state)
            && match attention {
                Attention::Missing => row.lacks.is_any(),
                Attention::Expiring => row.due.is_some_and(|due| self.now < due && due <= self.soon),
                Attention::Overdue => is_overdue(row, self.now),
            }
    }

    /// How many entries of a shelf need attention, by unit; of units where none does, nothing.
    pub(crate) fn counts(&self, register: &Register, shelf: &Shelf) -> BTreeMap<Id<id::Unit>, Counts> {
        self.counted(register, shelf.rows().iter())
    }

    /// The same of these units alone.
    pub(crate) fn counts_at(
        &self,
        register: &Register,
        shelf: &Shelf,
        units: &BTreeSet<Id<id::Unit>>,
    ) -> BTreeMap<Id<id::Unit>, Counts> {
        self.counted(register, shelf.of_units(units))
    }

    fn counted<'a>(
        &self,
        register: &Register,
        rows: impl Iterator<Item = &'a Arc<Row>>,
    ) -> BTreeMap<Id<id::Unit>, Counts> {
        let mut counts: BTreeMap<_, Counts> = BTreeMap::new();
        for row in rows {
            let found = Attention::ALL.map(|attention| usize::from(self.finds(attention, register, row)));
            if found != [0; 3] {
                add(counts.entry(row.unit).or_default(), found);
            }
        }
        counts
    }
}

/// Adds more to counts.
pub(crate) fn add(to: &mut Counts, more: Counts) {
    to.iter_mut().zip(more).for_each(|(count, more)| *count += more);
}

impl Office {
    /// How many entries need attention now, by register, over all organisers.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn attention(&self) -> Result<Vec<(&'static str, Counts)>, Fault> {
        let (organisers, watch) = (self.store.organisers().await?, Watch::at(self.now()));
        let mut all = Vec::with_capacity(ALL.len());
        for register in ALL {
            let mut sum = Counts::default();
            for organiser in &organisers {
                let shelf = self.shelf(*organiser, register).await?;
                watch.counts(register, &shelf).into_values().for_each(|counts| add(&mut sum, counts));
            }
            all.push((register.code, sum));
        }
        Ok(all)
    }
}
