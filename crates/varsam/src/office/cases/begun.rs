//! What a case never changes once it has begun: by which routine, when and by whom. It stands in what is sealed, and is kept
//! at hand for those who count cases, so that each is opened once.

use super::CASE;
use crate::office::{Office, calendar};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use varsam_model::case::Case;
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Fault, Filter, Tenant};

/// How many are kept at hand, over all organisers.
const MOST: usize = 200_000;

/// How many are open at a time.
const AT_A_TIME: usize = 500;

/// How a case began.
#[derive(Debug, Clone)]
pub(crate) struct Begun {
    /// The id of its routine.
    pub(crate) routine: Arc<str>,
    /// On which day.
    pub(crate) on: Date,
    /// By whom; by nobody where an open form or the program did.
    pub(crate) by: Option<Id<id::Person>>,
}

/// The part of a case that says so. Of the rest, a newer server may have written what this one does not know.
#[derive(Deserialize)]
struct Start {
    routine: Named,
    at: Instant,
    #[serde(default)]
    by: Option<Id<id::Person>>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

/// Some cases, as far as they can be read.
#[derive(Debug)]
pub(crate) struct Readable<T> {
    /// Those that can be, in no order.
    pub(crate) documents: Vec<Document<T>>,
    /// How many cannot be.
    pub(crate) unread: usize,
}

/// These cases, as far as they can be read: of one that cannot, the log of faults tells, and it stands in the way of no
/// other.
///
/// # Errors
/// When the store fails as a whole.
pub(crate) async fn readable<T: DeserializeOwned>(
    tenant: Tenant<'_>,
    ids: &[Id<id::Record>],
) -> Result<Readable<T>, Fault> {
    let mut read = Readable { documents: Vec::with_capacity(ids.len()), unread: 0 };
    for ids in ids.chunks(AT_A_TIME) {
        match tenant.read_many::<T>(CASE, ids).await {
            Ok(documents) => read.documents.extend(documents),
            Err(fault) if fault.is_of_one() => read.add_each(tenant, ids).await?,
            Err(fault) => return Err(fault),
        }
    }
    Ok(read)
}

impl<T: DeserializeOwned> Readable<T> {
    /// Adds cases one by one.
    async fn add_each(&mut self, tenant: Tenant<'_>, ids: &[Id<id::Record>]) -> Result<(), Fault> {
        for id in ids {
            match tenant.read_many::<T>(CASE, std::slice::from_ref(id)).await {
                Ok(documents) => self.documents.extend(documents),
                Err(fault) if fault.is_of_one() => {
                    tracing::error!(case = %id, "a case cannot be read: {fault}");
                    self.unread += 1;
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }
}

/// The cases of a routine among all that a filter finds, as far as they can be read. Of those of other routines, none is
/// opened whose routine is known; of one that cannot be read, it may be unknown.
///
/// # Errors
/// When the store fails as a whole.
pub(crate) async fn of_routine(
    office: &Office,
    tenant: Tenant<'_>,
    filter: &Filter<'_>,
    routine: &str,
) -> Result<Readable<Case>, Fault> {
    let filter = Filter { register: CASE, limit: u32::MAX, ..filter.clone() };
    let mut ids: Vec<_> = tenant.bare(&filter).await?.into_iter().map(|head| head.id).collect();
    let (begun, unread) = office.begun_and_unread(tenant, &ids).await?;
    ids.retain(|id| begun.get(id).is_some_and(|of| *of.routine == *routine));
    let mut read = readable::<Case>(tenant, &ids).await?;
    read.unread += unread;
    Ok(read)
}

/// What is kept.
#[derive(Debug, Default)]
pub(crate) struct KeptBegun(Mutex<HashMap<Id<id::Record>, Begun>>);

impl Office {
    /// How these cases of an organiser began; those that do not open, or cannot be read, are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn begun(
        &self,
        tenant: Tenant<'_>,
        cases: &[Id<id::Record>],
    ) -> Result<HashMap<Id<id::Record>, Begun>, Fault> {
        Ok(self.begun_and_unread(tenant, cases).await?.0)
    }

    /// The same, and how many of them cannot be read.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn begun_and_unread(
        &self,
        tenant: Tenant<'_>,
        cases: &[Id<id::Record>],
    ) -> Result<(HashMap<Id<id::Record>, Begun>, usize), Fault> {
        let mut known = self.begun.of(cases);
        let unknown: Vec<_> = cases.iter().copied().filter(|id| !known.contains_key(id)).collect();
        let mut unread = 0;
        for ids in unknown.chunks(AT_A_TIME) {
            let read = readable::<Start>(tenant, ids).await?;
            unread += read.unread;
            for document in read.documents {
                let Start { routine, at, by } = document.body;
                let begun = Begun { routine: routine.id.into(), on: calendar::day(at), by };
                known.insert(document.head.id, begun);
            }
        }
        self.begun.keep(unknown.iter().filter_map(|id| Some((*id, known.get(id)?.clone()))));
        Ok((known, unread))
    }
}

impl KeptBegun {
    fn of(&self, cases: &[Id<id::Record>]) -> HashMap<Id<id::Record>, Begun> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cases.iter().filter_map(|id| Some((*id, kept.get(id)?.clone()))).collect()
    }

    fn keep(&self, more: impl Iterator<Item = (Id<id::Record>, Begun)>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.extend(more);
    }
}
