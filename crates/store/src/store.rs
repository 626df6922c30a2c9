//! The store: two databases that belong together, and who asks of them.

use crate::change::Change;
use crate::db::{Db, on, within};
use crate::fault::Fault;
use crate::figures::Tally;
use crate::file::Files;
use crate::keys::{Blind, Keys};
use crate::seal::Key;
use uuid::Uuid;
use varsam_model::{Id, Instant, RecordClass, id};

/// How far the clock may be behind the latest change, in seconds. Two servers are never quite at one.
const CLOCK_SLACK: i64 = 120;

/// Records and keys, open.
#[derive(Debug)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) keys: Keys,
    pub(crate) files: Files,
    pub(crate) tally: Tally,
    installation: Uuid,
}

/// An organiser's part of the store: everything that is asked goes through one, so that nothing crosses organisers.
#[derive(Debug, Clone, Copy)]
pub struct Tenant<'a> {
    pub(crate) store: &'a Store,
    pub(crate) id: Uuid,
}

impl Store {
    /// Puts records and keys together. Both are new, or both are of the same installation.
    ///
    /// # Errors
    /// `Strangers` when they are not; `ClockBehind` when the clock is behind what was written before.
    pub async fn open(db: Db, keys: Keys, files: Files, now: Instant) -> Result<Self, Fault> {
        let installation = installation(&db, keys.db(), now).await?;
        let store = Self { db, keys, files, tally: Tally::default(), installation };
        store.clock(now).await?;
        store.keys.add_installation(installation, now).await?;
        Ok(store)
    }

    /// The id of the installation: whose log this is.
    pub fn installation(&self) -> Uuid {
        self.installation
    }

    /// The part of an organiser.
    pub fn tenant(&self, organiser: Id<id::Organiser>) -> Tenant<'_> {
        Tenant { store: self, id: organiser.uuid() }
    }

    /// Takes in an organiser: makes its keys. One that is there stays as it is.
    ///
    /// # Errors
    /// When the keys cannot be made.
    pub async fn add_organiser(&self, organiser: Id<id::Organiser>, at: Instant) -> Result<(), Fault> {
        self.keys.add_tenant(organiser.uuid(), at).await
    }

    /// All organisers.
    ///
    /// # Errors
    /// When the key store cannot be read.
    pub async fn organisers(&self) -> Result<Vec<Id<id::Organiser>>, Fault> {
        let tenants = self.keys.tenants().await?.into_iter();
        Ok(tenants.filter(|tenant| *tenant != self.installation).map(Id::new).collect())
    }

    /// A new id, made at a time.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn new_id<T>(&self, at: Instant) -> Result<Id<T>, Fault> {
        made_id(at).map(Id::new)
    }

    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The kind of database: `sqlite` or `postgres`.
    pub fn kind(&self) -> &'static str {
        self.db.kind()
    }

    /// Waits for those who are at it, and closes.
    pub async fn close(&self) {
        self.db.close().await;
        self.keys.db().close().await;
    }

    /// Refuses a clock that is behind what was written before: deadlines and the log would be wrong.
    async fn clock(&self, now: Instant) -> Result<(), Fault> {
        let sql = "SELECT latest FROM installation WHERE one = 1";
        let latest: i64 = on!(&self.db, pool => sqlx::query_scalar(sql).fetch_one(pool).await)?;
        let latest = Instant(latest);
        if now.plus_seconds(CLOCK_SLACK) < latest { Err(Fault::ClockBehind { now, latest }) } else { Ok(()) }
    }
}

impl<'a> Tenant<'a> {
    /// Begins a change by somebody at a time.
    ///
    /// # Errors
    /// When the database does not let us write.
    pub async fn change(&self, by: Id<id::Person>, at: Instant) -> Result<Change<'a>, Fault> {
        Change::begin(*self, by.uuid(), at).await
    }

    /// Whose identity number it is. `number` is in its canonical form of twelve characters.
    ///
    /// # Errors
    /// When the key store cannot be read.
    pub async fn whose_number(&self, number: &str) -> Result<Option<Id<id::Person>>, Fault> {
        Ok(self.store.keys.whose(self.id, number).await?.map(Id::new))
    }

    /// Whose identity numbers these are, as far as they are known.
    ///
    /// # Errors
    /// When the key store cannot be read.
    pub async fn whose_numbers(&self, numbers: &[String]) -> Result<Vec<(String, Id<id::Person>)>, Fault> {
        let known = self.store.keys.whose_many(self.id, numbers).await?;
        Ok(known.into_iter().map(|(number, subject)| (number, Id::new(subject))).collect())
    }

    /// What makes fingerprints of what came from elsewhere.
    ///
    /// # Errors
    /// When the key store cannot be read.
    pub async fn blind(&self) -> Result<Blind, Fault> {
        self.store.keys.blind(self.id).await
    }

    /// Notes numbers, so that they can be looked up; those that were noted as another's are moved.
    ///
    /// # Errors
    /// When the key store cannot be written.
    pub async fn index_numbers(&self, numbers: &[(&str, Id<id::Person>)]) -> Result<(), Fault> {
        let numbers: Vec<_> = numbers.iter().map(|(number, person)| (*number, person.uuid())).collect();
        self.store.keys.index(self.id, &numbers, true).await
    }

    /// Notes numbers that nobody else has: one that is noted as another's stays so. For what comes from outside, where
    /// anybody may write any number.
    ///
    /// # Errors
    /// When the key store cannot be written.
    pub async fn index_new_numbers(&self, numbers: &[(&str, Id<id::Person>)]) -> Result<(), Fault> {
        let numbers: Vec<_> = numbers.iter().map(|(number, person)| (*number, person.uuid())).collect();
        self.store.keys.index(self.id, &numbers, false).await
    }

    /// Forgets numbers of somebody; what is noted as another's stays.
    ///
    /// # Errors
    /// When the key store cannot be written.
    pub async fn forget_numbers(&self, person: Id<id::Person>, numbers: &[&str]) -> Result<(), Fault> {
        self.store.keys.unindex_some(self.id, person.uuid(), numbers).await
    }

    /// Makes keys for many at once, before a change that creates their records: one write instead of many.
    ///
    /// # Errors
    /// When the key store cannot be written.
    pub async fn make_keys<T>(&self, owners: &[(Id<T>, RecordClass)]) -> Result<(), Fault> {
        let owners: Vec<_> = owners.iter().map(|(subject, class)| (subject.uuid(), class.code())).collect();
        self.store.keys.make(self.id, &owners).await.map(|_| ())
    }

    /// The key of one, made where it is not there yet.
    pub(crate) async fn made_key(&self, subject: Uuid, class: &'static str) -> Result<Key, Fault> {
        let mut found = self.store.keys.make(self.id, &[(subject, class)]).await?;
        found.remove(&(subject, class.to_owned())).ok_or(Fault::Erased)
    }
}

/// A new id.
fn made_id(at: Instant) -> Result<Uuid, Fault> {
    let mut random = [0; 10];
    aws_lc_rs::rand::fill(&mut random).map_err(|_| Fault::Sealing)?;
    Ok(Id::<id::Record>::made(at, random).uuid())
}

/// Reads which installation the two databases are of; writes it into two that are new.
async fn installation(db: &Db, keys: &Db, now: Instant) -> Result<Uuid, Fault> {
    let sql = "SELECT id FROM installation WHERE one = 1";
    let of_records: Option<Uuid> = on!(db, pool => sqlx::query_scalar(sql).fetch_optional(pool).await)?;
    let of_keys: Option<Uuid> = on!(keys, pool => sqlx::query_scalar(sql).fetch_optional(pool).await)?;
    match (of_records, of_keys) {
        (Some(records), Some(keys)) if records == keys => Ok(records),
        (None, None) => found_installation(db, keys, now).await,
        // The start was broken off between the two: the keys' side is written first and has no keys yet.
        (None, Some(keys_id)) if is_empty(keys).await? => {
            note_records(db, keys_id, now).await?;
            Ok(keys_id)
        }
        _ => Err(Fault::Strangers),
    }
}

async fn is_empty(keys: &Db) -> Result<bool, Fault> {
    let count: i64 =
        on!(keys, pool => sqlx::query_scalar("SELECT count(*) FROM tenant_key").fetch_one(pool).await)?;
    Ok(count == 0)
}

async fn found_installation(db: &Db, keys: &Db, now: Instant) -> Result<Uuid, Fault> {
    let id = made_id(now)?;
    let sql = "INSERT INTO installation (one, id) VALUES (1, $1) ON CONFLICT (one) DO NOTHING";
    let mut tx = keys.begin().await?;
    within!(&mut tx, connection => sqlx::query(sql).bind(id).execute(connection).await.map(|_| ()))?;
    tx.commit().await?;
    let sql = "SELECT id FROM installation WHERE one = 1";
    let id: Uuid = on!(keys, pool => sqlx::query_scalar(sql).fetch_one(pool).await)?;
    note_records(db, id, now).await?;
    Ok(id)
}

async fn note_records(db: &Db, id: Uuid, now: Instant) -> Result<(), Fault> {
    let sql = "INSERT INTO installation (one, id, made, latest) VALUES (1, $1, $2, $2) \
               ON CONFLICT (one) DO NOTHING";
    let mut tx = db.begin().await?;
    within!(&mut tx, connection => sqlx::query(sql).bind(id).bind(now.0).execute(connection).await.map(|_| ()))?;
    tx.commit().await
}
