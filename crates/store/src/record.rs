//! Records: a head of a few columns that lists and clocks need, and a body that is sealed.

use crate::bulk::{Bare, HEADS, bare};
use crate::change::ANY;
use crate::db::{Db, on};
use crate::fault::Fault;
use crate::keys::Found;
use crate::seal::{Key, Place};
use crate::store::{Store, Tenant};
use serde::de::DeserializeOwned;
use sqlx::QueryBuilder;
use uuid::Uuid;
use varsam_model::{Id, Instant, RecordClass, id};

/// What is known of a record without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Which.
    pub id: Id<id::Record>,
    /// The register that it is in: `person`, `unit`, `account` …
    pub register: String,
    /// The unit that it belongs to.
    pub unit: Id<id::Unit>,
    /// Whose key opens it: the person that it is about, else the unit.
    pub subject: Uuid,
    /// What kind of matter it holds.
    pub class: RecordClass,
    /// Where it stands, in a code of its register.
    pub state: String,
    /// The role that has to do something about it; empty when none has.
    pub owner_role: String,
    /// When something has to be done.
    pub due: Option<Instant>,
    /// When it has to be disposed of.
    pub dispose_on: Option<Instant>,
    /// How many times it was written. Whoever changes a record says which version was read.
    pub version: i64,
}

impl Head {
    /// The head of a new record about a person.
    pub fn about(
        id: Id<id::Record>,
        register: &str,
        unit: Id<id::Unit>,
        subject: Uuid,
        class: RecordClass,
    ) -> Self {
        Self {
            id,
            register: register.to_owned(),
            unit,
            subject,
            class,
            state: String::new(),
            owner_role: String::new(),
            due: None,
            dispose_on: None,
            version: 0,
        }
    }

    /// In this state.
    #[must_use]
    pub fn in_state(self, state: &str) -> Self {
        Self { state: state.to_owned(), ..self }
    }

    /// Where version `version` of it lies.
    pub(crate) fn place(&self, tenant: Uuid, version: i64) -> Place {
        Place::of("record", tenant, self.id.uuid())
            .number(version)
            .word(&self.register)
            .word(self.class.code())
    }

    pub(crate) fn tampered(&self) -> Fault {
        Fault::Tampered { table: "record", id: self.id.to_string() }
    }
}

/// A record, open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document<T> {
    /// Its head.
    pub head: Head,
    /// What it holds.
    pub body: T,
}

/// Which records of a register.
#[derive(Debug, Clone, Default)]
pub struct Filter<'a> {
    /// The register; any when empty.
    pub register: &'a str,
    /// Those of these units; of all when empty.
    pub units: &'a [Id<id::Unit>],
    /// Those in this state; in any when empty.
    pub state: &'a str,
    /// Those about this subject.
    pub subject: Option<Uuid>,
    /// Those written at this moment or later.
    pub since: Option<Instant>,
    /// Those after this one; records are listed in the order of their ids.
    pub after: Option<Id<id::Record>>,
    /// Those before this one.
    pub before: Option<Id<id::Record>>,
    /// At most so many.
    pub limit: u32,
}

/// How many records are read at a time.
const PAGE: u32 = 1000;

/// What a register looked like at a moment: it differs when anything in it was written since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    count: i64,
    versions: i64,
    changed: i64,
}

impl Stamp {
    /// How many records there are.
    pub fn count(self) -> i64 {
        self.count
    }

    /// How often they were written, all together.
    pub fn versions(self) -> i64 {
        self.versions
    }
}

/// A row as it is in the database.
pub(crate) type Row =
    (Uuid, String, Uuid, Uuid, String, String, String, Option<i64>, Option<i64>, i64, Vec<u8>);

/// The columns of a [`Row`], in its order.
pub(crate) const COLUMNS: &str = "SELECT id, register, unit, subject, class, state, owner_role, due, dispose_on, version, sealed FROM record";

/// Puts the conditions of a filter behind a query.
macro_rules! narrow {
    ($query:ident, $tenant:expr, $filter:expr) => {
        $query.push(" WHERE tenant = ").push_bind($tenant);
        // Of somebody there is little, and of a register much: the planner has no figures, and is kept from the index of lists.
        if !$filter.register.is_empty() && $filter.subject.is_some() {
            $query.push(" AND (register = ").push_bind($filter.register).push(") IS TRUE");
        } else if !$filter.register.is_empty() {
            $query.push(" AND register = ").push_bind($filter.register);
        }
        if !$filter.state.is_empty() {
            $query.push(" AND state = ").push_bind($filter.state);
        }
        if let Some(subject) = $filter.subject {
            $query.push(" AND subject = ").push_bind(subject);
        }
        if let Some(since) = $filter.since {
            $query.push(" AND changed >= ").push_bind(since.0);
        }
        if let Some(after) = $filter.after {
            $query.push(" AND id > ").push_bind(after.uuid());
        }
        if let Some(before) = $filter.before {
            $query.push(" AND id < ").push_bind(before.uuid());
        }
        if !$filter.units.is_empty() {
            $query.push(" AND unit IN (");
            let mut list = $query.separated(", ");
            for unit in $filter.units {
                list.push_bind(unit.uuid());
            }
            $query.push(")");
        }
    };
}

impl Tenant<'_> {
    /// One record.
    ///
    /// # Errors
    /// `Missing`, `Erased`, or `Tampered` when what is stored is not what was stored there.
    pub async fn read<T: DeserializeOwned>(&self, id: Id<id::Record>) -> Result<Document<T>, Fault> {
        let (head, sealed) = self.sealed(id).await?;
        let keys = self.store.keys.find(self.id, &[(head.subject, head.class.code())]).await?;
        let document = opened(self.id, head, &sealed, &keys)?;
        self.store.tally.opened(1);
        Ok(document)
    }

    async fn sealed(&self, id: Id<id::Record>) -> Result<(Head, Vec<u8>), Fault> {
        let row: Option<Row> = on!(&self.store.db, pool => {
            let mut query = QueryBuilder::new(COLUMNS);
            query.push(" WHERE tenant = ").push_bind(self.id).push(" AND id = ").push_bind(id.uuid());
            query.build_query_as().fetch_optional(pool).await
        })?;
        split(row.ok_or(Fault::Missing)?)
    }

    /// Records of a register, opened. Those whose keys are destroyed are left out. A long list is read in pages, the next
    /// one while the one before is opened: what others write meanwhile may be in it or not.
    ///
    /// # Errors
    /// When one does not open though its key is there, or the database fails.
    pub async fn list<T: DeserializeOwned>(&self, filter: &Filter<'_>) -> Result<Vec<Document<T>>, Fault> {
        let (mut documents, mut left) = (Vec::new(), filter.limit);
        let mut page = self.page(filter, filter.after, left).await?;
        loop {
            left = left.saturating_sub(PAGE);
            let last =
                page.last().map(|(head, _)| head.id).filter(|_| page.len() == PAGE as usize && left > 0);
            let Some(last) = last else { break };
            let (opened, next) = tokio::join!(self.opened(page), self.page(filter, Some(last), left));
            documents.append(&mut opened?);
            page = next?;
        }
        documents.append(&mut self.opened(page).await?);
        self.store.tally.opened(documents.len());
        Ok(documents)
    }

    /// The heads of the records that a filter finds, in the order of their ids. Nothing is opened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bare(&self, filter: &Filter<'_>) -> Result<Vec<Head>, Fault> {
        let rows: Vec<Bare> = on!(&self.store.db, pool => {
            let mut query = QueryBuilder::new(HEADS);
            narrow!(query, self.id, filter);
            query.push(" ORDER BY id LIMIT ").push_bind(i64::from(filter.limit));
            query.build_query_as().fetch_all(pool).await
        })?;
        rows.into_iter().map(bare).collect()
    }

    /// The heads of the latest records that a filter finds, the latest first; no more than its limit. Nothing is opened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_heads(&self, filter: &Filter<'_>) -> Result<Vec<Head>, Fault> {
        let rows: Vec<Bare> = on!(&self.store.db, pool => {
            let mut query = QueryBuilder::new(HEADS);
            narrow!(query, self.id, filter);
            query.push(" ORDER BY id DESC LIMIT ").push_bind(i64::from(filter.limit));
            query.build_query_as().fetch_all(pool).await
        })?;
        rows.into_iter().map(bare).collect()
    }

    /// The latest records of a register, opened, the latest first; no more than the limit of the filter. Those whose keys
    /// are destroyed are left out.
    ///
    /// # Errors
    /// When one does not open though its key is there, or the database fails.
    pub async fn latest<T: DeserializeOwned>(&self, filter: &Filter<'_>) -> Result<Vec<Document<T>>, Fault> {
        let rows: Vec<Row> = on!(&self.store.db, pool => {
            let mut query = QueryBuilder::new(COLUMNS);
            narrow!(query, self.id, filter);
            query.push(" ORDER BY id DESC LIMIT ").push_bind(i64::from(filter.limit));
            query.build_query_as().fetch_all(pool).await
        })?;
        let documents = self.opened(rows.into_iter().map(split).collect::<Result<_, _>>()?).await?;
        self.store.tally.opened(documents.len());
        Ok(documents)
    }

    /// What comes after a record, as far as one page goes.
    async fn page(
        &self,
        filter: &Filter<'_>,
        after: Option<Id<id::Record>>,
        left: u32,
    ) -> Result<Vec<(Head, Vec<u8>)>, Fault> {
        let filter = Filter { after, limit: left.min(PAGE), ..filter.clone() };
        let rows = rows(&self.store.db, self.id, &filter).await?;
        rows.into_iter().map(split).collect()
    }

    /// Opens rows; those whose keys are destroyed are left out.
    pub(crate) async fn opened<T: DeserializeOwned>(
        &self,
        rows: Vec<(Head, Vec<u8>)>,
    ) -> Result<Vec<Document<T>>, Fault> {
        let owners: Vec<_> = rows.iter().map(|(head, _)| (head.subject, head.class.code())).collect();
        let keys = self.store.keys.find(self.id, &owners).await?;
        let mut documents = Vec::with_capacity(rows.len());
        for (head, sealed) in rows {
            match opened(self.id, head, &sealed, &keys) {
                Ok(document) => documents.push(document),
                Err(Fault::Erased) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(documents)
    }

    /// How often a register was written: it differs when anything in it was. Cheaper to ask than a stamp.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn turns(&self, register: &str) -> Result<i64, Fault> {
        let sql = "SELECT CAST(coalesce(sum(turns), 0) AS BIGINT) FROM turn WHERE tenant = $1 AND register IN ($2, $3)";
        Ok(on!(&self.store.db, pool => {
            sqlx::query_scalar(sql).bind(self.id).bind(register).bind(ANY).fetch_one(pool).await
        })?)
    }

    /// What a register looks like now, without opening anything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stamp(&self, register: &str) -> Result<Stamp, Fault> {
        let sql = "SELECT count(*), CAST(coalesce(sum(version), 0) AS BIGINT), \
                   CAST(coalesce(sum(changed % 1000003), 0) AS BIGINT) \
                   FROM record WHERE tenant = $1 AND register = $2";
        let (count, versions, changed) = on!(&self.store.db, pool => {
            sqlx::query_as(sql).bind(self.id).bind(register).fetch_one(pool).await
        })?;
        Ok(Stamp { count, versions, changed })
    }

    /// How many records a filter finds, whatever its limit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, filter: &Filter<'_>) -> Result<u64, Fault> {
        let count: i64 = on!(&self.store.db, pool => {
            let mut query = QueryBuilder::new("SELECT count(*) FROM record");
            narrow!(query, self.id, filter);
            query.build_query_scalar().fetch_one(pool).await
        })?;
        Ok(count.unsigned_abs())
    }
}

impl Store {
    /// Opens every record. Gives how many opened, and how many have no key any more.
    pub(crate) async fn open_all(&self) -> Result<(u64, u64), Fault> {
        let (mut read, mut erased, mut after) = (0, 0, Uuid::nil());
        loop {
            let rows: Vec<(Uuid, Uuid)> = on!(&self.db, pool => {
                let sql = "SELECT id, tenant FROM record WHERE id > $1 ORDER BY id LIMIT 500";
                sqlx::query_as(sql).bind(after).fetch_all(pool).await
            })?;
            let Some((last, _)) = rows.last() else { return Ok((read, erased)) };
            after = *last;
            for (id, tenant) in rows {
                match self.tenant(Id::new(tenant)).read::<serde::de::IgnoredAny>(Id::new(id)).await {
                    Ok(_) => read += 1,
                    Err(Fault::Erased) => erased += 1,
                    Err(fault) => return Err(fault),
                }
            }
        }
    }
}

async fn rows(db: &Db, tenant: Uuid, filter: &Filter<'_>) -> Result<Vec<Row>, Fault> {
    Ok(on!(db, pool => {
        let mut query = QueryBuilder::new(COLUMNS);
        narrow!(query, tenant, filter);
        query.push(" ORDER BY id LIMIT ").push_bind(i64::from(filter.limit));
        query.build_query_as().fetch_all(pool).await
    })?)
}

pub(crate) fn split(row: Row) -> Result<(Head, Vec<u8>), Fault> {
    let (id, register, unit, subject, class, state, owner_role, due, dispose_on, version, sealed) = row;
    let head = Head {
        id: Id::new(id),
        register,
        unit: Id::new(unit),
        subject,
        class: class.parse()?,
        state,
        owner_role,
        due: due.map(Instant),
        dispose_on: dispose_on.map(Instant),
        version,
    };
    Ok((head, sealed))
}

fn opened<T: DeserializeOwned>(
    tenant: Uuid,
    head: Head,
    sealed: &[u8],
    keys: &Found,
) -> Result<Document<T>, Fault> {
    let key = keys.get(&(head.subject, head.class.code().to_owned())).ok_or(Fault::Erased)?;
    let plain = unsealed(tenant, &head, sealed, key)?;
    Ok(Document { body: serde_json::from_slice(&plain)?, head })
}

fn unsealed(tenant: Uuid, head: &Head, sealed: &[u8], key: &Key) -> Result<Vec<u8>, Fault> {
    key.open(head.place(tenant, head.version).bytes(), sealed).ok_or_else(|| head.tampered())
}
