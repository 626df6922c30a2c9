//! Keys of subjects: made before the first record, fetched when one is opened, destroyed to erase.

use super::{Keys, Owner, TenantKeys, VACUUM, fresh, subject_place};
use crate::db::{Db, Tx, within};
use crate::fault::Fault;
use crate::seal::Key;
use sqlx::QueryBuilder;
use std::collections::HashMap;
use uuid::Uuid;

/// Keys by whose they are. What is not in it was never made, or is erased.
pub(crate) type Found = HashMap<(Uuid, String), Key>;

type Row = (Uuid, String, i64, Vec<u8>);

/// How many rows go into one statement.
const BATCH: usize = 500;
/// How many are asked for in one: SQLite takes 32,766 values.
const ASKED: usize = 5000;

/// What became of new keys.
enum Made {
    /// All of them are in.
    All(Found),
    /// Somebody else was faster with some.
    Some,
}

impl Keys {
    /// Makes the keys that are not there yet, and gives all. A key without a record does no harm; a record without
    /// a key would be lost: so this comes first, and lasts whatever becomes of the record.
    pub(crate) async fn make(&self, tenant: Uuid, owners: &[Owner]) -> Result<Found, Fault> {
        let mut found = self.find(tenant, owners).await?;
        let is_new = |owner: &&Owner| !found.contains_key(&(owner.0, owner.1.to_owned()));
        let missing: Vec<Owner> = owners.iter().filter(is_new).copied().collect();
        if missing.is_empty() {
            return Ok(found);
        }
        let mut made = self.insert(tenant, &missing).await?;
        if made.is_none() {
            // The tenant's key was rotated since we looked.
            self.forget(tenant).await;
            made = self.insert(tenant, &missing).await?;
        }
        match made.ok_or(Fault::Missing)? {
            Made::All(keys) => found.extend(keys),
            Made::Some => found.extend(self.find(tenant, &missing).await?),
        }
        Ok(found)
    }

    /// Puts in new keys; nothing when the tenant's key, as we know it, is no longer there.
    async fn insert(&self, tenant: Uuid, owners: &[Owner]) -> Result<Option<Made>, Fault> {
        let keys = self.tenant(tenant).await?;
        let (version, tenant_key) = keys.current().ok_or(Fault::Missing)?;
        let (mut made, mut are_all_ours) = (Found::with_capacity(owners.len()), true);
        let mut rows = Vec::with_capacity(owners.len());
        for &owner in owners {
            let key = fresh()?;
            rows.push((owner, tenant_key.seal(subject_place(tenant, owner, version).bytes(), key.bytes())?));
            made.insert((owner.0, owner.1.to_owned()), key);
        }
        let mut tx = self.db.begin().await?;
        if !holds(&mut tx, tenant, version).await? {
            return Ok(None);
        }
        for rows in rows.chunks(BATCH) {
            are_all_ours &= put(&mut tx, tenant, version, rows).await? == rows.len() as u64;
        }
        tx.commit().await?;
        Ok(Some(if are_all_ours { Made::All(made) } else { Made::Some }))
    }

    /// The keys of these that are there.
    pub(crate) async fn find(&self, tenant: Uuid, owners: &[(Uuid, &str)]) -> Result<Found, Fault> {
        let mut subjects: Vec<Uuid> = owners.iter().map(|(subject, _)| *subject).collect();
        subjects.sort_unstable();
        subjects.dedup();
        let mut rows = Vec::new();
        for subjects in subjects.chunks(ASKED) {
            rows.extend(select(&self.db, tenant, subjects).await?);
        }
        if let Some(found) = self.opened(tenant, &rows).await? {
            return Ok(found);
        }
        // The tenant's key was rotated since we looked.
        self.forget(tenant).await;
        self.opened(tenant, &rows).await?.ok_or(Fault::Missing)
    }

    /// The keys in these rows; `None` when one is sealed under a tenant's key that we have not read yet.
    async fn opened(&self, tenant: Uuid, rows: &[Row]) -> Result<Option<Found>, Fault> {
        if rows.is_empty() {
            return Ok(Some(Found::new()));
        }
        let keys = self.tenant(tenant).await?;
        let mut found = Found::with_capacity(rows.len());
        for (subject, class, version, wrapped) in rows {
            let Some(tenant_key) = keys.versions.get(version) else { return Ok(None) };
            let key = open_row(tenant_key, tenant, (*subject, class), *version, wrapped)?;
            found.insert((*subject, class.clone()), key);
        }
        Ok(Some(found))
    }

    /// Destroys keys. From here on nothing sealed under them opens, not even in a backup of the records.
    /// Gives how many there were.
    pub(crate) async fn destroy(&self, tenant: Uuid, subject: Uuid, classes: &[&str]) -> Result<u64, Fault> {
        let sql = "DELETE FROM subject_key WHERE tenant = $1 AND subject = $2 AND class = $3";
        let mut tx = self.db.begin().await?;
        let mut destroyed = 0;
        for class in classes {
            destroyed += within!(&mut tx, connection => {
                let query = sqlx::query(sql).bind(tenant).bind(subject).bind(*class);
                query.execute(connection).await.map(|done| done.rows_affected())
            })?;
        }
        tx.commit().await?;
        self.db.settle(VACUUM).await?;
        Ok(destroyed)
    }
}

/// Whether the tenant's key of that version is still there; it stays until the transaction ends.
async fn holds(tx: &mut Tx, tenant: Uuid, version: i64) -> Result<bool, Fault> {
    let sql = "UPDATE tenant_key SET made = made WHERE tenant = $1 AND version = $2";
    let rows = within!(tx, connection => {
        let query = sqlx::query(sql).bind(tenant).bind(version);
        query.execute(connection).await.map(|done| done.rows_affected())
    })?;
    Ok(rows == 1)
}

async fn put(tx: &mut Tx, tenant: Uuid, version: i64, rows: &[(Owner, Vec<u8>)]) -> Result<u64, Fault> {
    let sql = "INSERT INTO subject_key (tenant, subject, class, tenant_version, wrapped) ";
    Ok(within!(tx, connection => {
        let mut query = QueryBuilder::new(sql);
        query.push_values(rows, |mut row, ((subject, class), wrapped)| {
            row.push_bind(tenant).push_bind(*subject).push_bind(*class);
            row.push_bind(version).push_bind(wrapped.as_slice());
        });
        query.push(" ON CONFLICT (tenant, subject, class) DO NOTHING");
        query.build().execute(connection).await.map(|done| done.rows_affected())
    })?)
}

async fn select(db: &Db, tenant: Uuid, subjects: &[Uuid]) -> Result<Vec<Row>, Fault> {
    let sql = "SELECT subject, class, tenant_version, wrapped FROM subject_key WHERE tenant = ";
    Ok(match db {
        Db::Sqlite { read, .. } => {
            let mut query = QueryBuilder::new(sql);
            query.push_bind(tenant).push(" AND subject IN (");
            let mut list = query.separated(", ");
            for subject in subjects {
                list.push_bind(*subject);
            }
            query.push(")");
            query.build_query_as().fetch_all(read).await
        }
        // One value: PostgreSQL reads a long list slowly, and plans for each length anew.
        Db::Postgres(pool) => {
            let mut query = QueryBuilder::new(sql);
            query.push_bind(tenant).push(" AND subject = ANY(").push_bind(subjects).push(")");
            query.build_query_as().fetch_all(pool).await
        }
    }?)
}

pub(super) fn open_row(
    tenant_key: &Key,
    tenant: Uuid,
    owner: (Uuid, &str),
    version: i64,
    wrapped: &[u8],
) -> Result<Key, Fault> {
    let opened = tenant_key.open_key(subject_place(tenant, owner, version).bytes(), wrapped);
    opened.ok_or_else(|| Fault::Tampered { table: "subject_key", id: owner.0.to_string() })
}

impl TenantKeys {
    /// A key of a subject, sealed anew under the current key.
    pub(super) fn rewrapped(&self, tenant: Uuid, row: &Row) -> Result<(i64, Vec<u8>), Fault> {
        let (subject, class, version, wrapped) = row;
        let former = self.versions.get(version).ok_or(Fault::Missing)?;
        let key = open_row(former, tenant, (*subject, class), *version, wrapped)?;
        let (current, tenant_key) = self.current().ok_or(Fault::Missing)?;
        let place = subject_place(tenant, (*subject, class), current);
        Ok((current, tenant_key.seal(place.bytes(), key.bytes())?))
    }
}
