//! What needs attention, decided here and nowhere else: an entry lacks something, its time is soon over, or it is over. What
//! has ended needs none.

use super::is_overdue;
use super::kept::{Row, Shelf};
use crate::office::logins::present::Present;
use crate::office::{Office, calendar};
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
    /// Its password has to be changed.
    Password,
}

impl Attention {
    /// All, in the order in which they are shown.
    pub(crate) const ALL: [Self; 4] = [Self::Missing, Self::Expiring, Self::Overdue, Self::Password];

    /// Its code, in addresses, locale keys and figures.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Expiring => "expiring",
            Self::Overdue => "overdue",
            Self::Password => "password",
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
    /// The agreement with a processor that something approved names.
    const AGREEMENT: u8 = 2;
    /// A point of a checklist, though the entry is a draft no longer.
    const POINT: u8 = 4;

    /// What an entry with these values lacks where it stands.
    pub(super) fn of(register: &Register, values: &Values, state: &str) -> Self {
        if register.is_ended(state) {
            return Self::default();
        }
        let has = |field| register.field(field).is_some();
        let lacks = [
            (Self::FIELD, !register.check(values, state).is_empty()),
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
}

/// Whether it is something from outside that may be used.
fn is_approved(register: &Register, state: &str) -> bool {
    register.area == Area::Supplier && register.is_used(state)
}

impl Lacks {
    /// A medium that may be used: the one that an account is in is not to be (SOL-28).
    const MEDIUM: u8 = 16;

    /// The same of an account whose medium is not to be used, or is.
    pub(super) fn in_medium(self, is_unusable: bool) -> Self {
        Self(if is_unusable { self.0 | Self::MEDIUM } else { self.0 & !Self::MEDIUM })
    }

    /// Whether it is in a medium that is not to be used.
    pub(crate) fn is_medium(self) -> bool {
        self.0 & Self::MEDIUM != 0
    }
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
pub(crate) type Counts = [usize; 4];

/// What is looked at, as it is at one time.
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    now: Instant,
    /// The end of the last day that is soon.
    soon: Instant,
    /// Who works where accounts name them.
    pub(super) present: Arc<Present>,
}

impl Watch {
    /// At this time, at an organiser.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn of(office: &Office, organiser: Id<id::Organiser>) -> Result<Self, Fault> {
        Ok(Self { present: office.present(organiser).await?, ..Self::without_logins(office.now()) })
    }

    /// At a time, for registers whose entries have no logins.
    pub(crate) fn without_logins(now: Instant) -> Self {
        let soon = calendar::end(calendar::day(now).saturating_add(SOON.days()));
        Self { now, soon, present: Arc::default() }
    }

    /// The end of the day.
    pub(super) fn tonight(&self) -> Instant {
        calendar::end(calendar::day(self.now))
    }

    /// Whether fewer work there who can open the login of an entry than should.
    pub(crate) fn is_at_risk(&self, register: &Register, row: &Row) -> bool {
        self.present.is_at_risk(register, row)
    }

    /// Whether an entry needs this attention.
    pub(crate) fn finds(&self, attention: Attention, register: &Register, row: &Row) -> bool {
        !register.is_ended(&row.state)
            && match attention {
                Attention::Missing => row.lacks.is_any() || self.is_at_risk(register, row),
                Attention::Expiring => row.due.is_some_and(|due| self.now < due && due <= self.soon),
                Attention::Overdue => is_overdue(row, self.now),
                Attention::Password => self.present.is_due(register, row),
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
            if found != Counts::default() {
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
        let mut watched = Vec::new();
        for organiser in self.store.organisers().await? {
            watched.push((organiser, Watch::of(self, organiser).await?));
        }
        let mut all = Vec::with_capacity(ALL.len());
        for register in ALL {
            let mut sum = Counts::default();
            for (organiser, watch) in &watched {
                let shelf = self.shelf(*organiser, register).await?;
                watch.counts(register, &shelf).into_values().for_each(|counts| add(&mut sum, counts));
            }
            all.push((register.code, sum));
        }
        Ok(all)
    }
}
