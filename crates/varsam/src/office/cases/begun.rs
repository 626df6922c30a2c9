//! What a case never changes once it has begun: by which routine, and when. It stands in what is sealed, and is kept at hand
//! for those who count cases, so that each is opened once.

use super::CASE;
use crate::office::{Office, calendar};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Fault, Tenant};

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
}

/// The part of a case that says so. Of the rest, a newer server may have written what this one does not know.
#[derive(Deserialize)]
struct Start {
    routine: Named,
    at: Instant,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

/// These cases, as far as they can be read: of one that cannot, the log of faults tells, and it stands in the way of no
/// other.
///
/// # Errors
/// When the store fails as a whole.
pub(super) async fn readable<T: DeserializeOwned>(
    tenant: Tenant<'_>,
    ids: &[Id<id::Record>],
) -> Result<Vec<Document<T>>, Fault> {
    match tenant.read_many::<T>(CASE, ids).await {
        Err(fault) if fault.is_of_one() => {}
        read => return read,
    }
    let mut documents = Vec::new();
    for id in ids {
        match tenant.read_many::<T>(CASE, std::slice::from_ref(id)).await {
            Ok(read) => documents.extend(read),
            Err(fault) if fault.is_of_one() => tracing::error!(case = %id, "a case cannot be read: {fault}"),
            Err(fault) => return Err(fault),
        }
    }
    Ok(documents)
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
        let mut known = self.begun.of(cases);
        let unknown: Vec<_> = cases.iter().copied().filter(|id| !known.contains_key(id)).collect();
        for ids in unknown.chunks(AT_A_TIME) {
            for document in readable::<Start>(tenant, ids).await? {
                let Start { routine, at } = document.body;
                let begun = Begun { routine: routine.id.into(), on: calendar::day(at) };
                known.insert(document.head.id, begun);
            }
        }
        self.begun.keep(unknown.iter().filter_map(|id| Some((*id, known.get(id)?.clone()))));
        Ok(known)
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
