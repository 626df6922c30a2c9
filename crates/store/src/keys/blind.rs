//! Look-up by identity number: a keyed hash for each tenant, kept with the keys and erased with them.

use super::{INDEX, Keys};
use crate::db::{on, within};
use crate::fault::Fault;
use aws_lc_rs::hmac;
use sqlx::QueryBuilder;
use std::collections::HashMap;
use uuid::Uuid;

/// How many rows go into one statement.
const BATCH: usize = 500;

impl Keys {
    /// Notes whose numbers these are, in their canonical form. One that is noted as another's stays so, unless it `moves`.
    pub(crate) async fn index(
        &self,
        tenant: Uuid,
        numbers: &[(&str, Uuid)],
        moves: bool,
    ) -> Result<(), Fault> {
        if numbers.is_empty() {
            return Ok(());
        }
        let key = self.index_key(tenant).await?;
        let mut hashed: Vec<_> =
            numbers.iter().map(|(number, subject)| (hash(&key, number), *subject)).collect();
        // In the order of the index, page after page; and each once, as one statement takes it.
        hashed.sort();
        hashed.dedup_by(|a, b| a.0 == b.0);
        let mut tx = self.db.begin().await?;
        for rows in hashed.chunks(BATCH) {
            within!(&mut tx, connection => {
                let mut query = QueryBuilder::new("INSERT INTO blind (tenant, hash, subject) ");
                query.push_values(rows, |mut row, (hash, subject)| {
                    row.push_bind(tenant).push_bind(hash.as_slice()).push_bind(*subject);
                });
                query.push(" ON CONFLICT (tenant, hash) DO ");
                query.push(if moves { "UPDATE SET subject = excluded.subject" } else { "NOTHING" });
                query.build().execute(connection).await.map(|_| ())
            })?;
        }
        tx.commit().await
    }

    /// Whose number it is.
    pub(crate) async fn whose(&self, tenant: Uuid, number: &str) -> Result<Option<Uuid>, Fault> {
        let hash = hash(&self.index_key(tenant).await?, number);
        let sql = "SELECT subject FROM blind WHERE tenant = $1 AND hash = $2";
        Ok(on!(&self.db, pool => {
            sqlx::query_scalar(sql).bind(tenant).bind(hash.as_slice()).fetch_optional(pool).await
        })?)
    }

    /// Whose numbers these are, as far as they are known: number and subject.
    pub(crate) async fn whose_many(
        &self,
        tenant: Uuid,
        numbers: &[String],
    ) -> Result<Vec<(String, Uuid)>, Fault> {
        let key = self.index_key(tenant).await?;
        let mut known = Vec::new();
        for numbers in numbers.chunks(BATCH) {
            let mut hashed: HashMap<_, _> =
                numbers.iter().map(|number| (hash(&key, number), number)).collect();
            let rows: Vec<(Vec<u8>, Uuid)> = on!(&self.db, pool => {
                let mut query = QueryBuilder::new("SELECT hash, subject FROM blind WHERE tenant = ");
                query.push_bind(tenant).push(" AND hash IN (");
                let mut list = query.separated(", ");
                for hash in hashed.keys() {
                    list.push_bind(hash.clone());
                }
                query.push(")");
                query.build_query_as().fetch_all(pool).await
            })?;
            let found = |(hash, subject)| Some((hashed.remove(&hash)?.clone(), subject));
            known.extend(rows.into_iter().filter_map(found));
        }
        Ok(known)
    }

    /// What a tenant's fingerprints are made with.
    pub(crate) async fn blind(&self, tenant: Uuid) -> Result<Blind, Fault> {
        Ok(Blind { key: self.index_key(tenant).await? })
    }

    /// Forgets all numbers of a subject.
    pub(crate) async fn unindex(&self, tenant: Uuid, subject: Uuid) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        let sql = "DELETE FROM blind WHERE tenant = $1 AND subject = $2";
        within!(&mut tx, connection => {
            sqlx::query(sql).bind(tenant).bind(subject).execute(connection).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Forgets some of the numbers of a subject; what is another's stays.
    pub(crate) async fn unindex_some(
        &self,
        tenant: Uuid,
        subject: Uuid,
        numbers: &[&str],
    ) -> Result<(), Fault> {
        let key = self.index_key(tenant).await?;
        let mut tx = self.db.begin().await?;
        let sql = "DELETE FROM blind WHERE tenant = $1 AND subject = $2 AND hash = $3";
        for number in numbers {
            let hash = hash(&key, number);
            within!(&mut tx, connection => {
                let query = sqlx::query(sql).bind(tenant).bind(subject).bind(hash);
                query.execute(connection).await.map(|_| ())
            })?;
        }
        tx.commit().await
    }

    /// A keyed hash of a text, for columns that must say nothing without the keys.
    pub(crate) async fn blinded(&self, tenant: Uuid, text: &str) -> Result<Vec<u8>, Fault> {
        Ok(hash(&self.index_key(tenant).await?, text))
    }

    async fn index_key(&self, tenant: Uuid) -> Result<hmac::Key, Fault> {
        let found = self.find(tenant, &[(tenant, INDEX)]).await?;
        let key = found.get(&(tenant, INDEX.to_owned())).ok_or(Fault::Missing)?;
        Ok(hmac::Key::new(hmac::HMAC_SHA256, key.bytes()))
    }
}

/// Makes fingerprints that nobody without the tenant's key can make or try out: of what came from another system, and
/// of its ids.
#[derive(Clone)]
pub struct Blind {
    key: hmac::Key,
}

impl Blind {
    /// A fingerprint of what something says.
    pub fn print(&self, bytes: &[u8]) -> i64 {
        let tag = self.tagged(b"print", bytes);
        i64::from_be_bytes(tag.as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// An id in the place of another system's own.
    pub fn outside(&self, key: &str) -> Uuid {
        let tag = self.tagged(b"outside", key.as_bytes());
        Uuid::from_bytes(tag.as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// Identity numbers are hashed without a word in front, and no number contains a zero byte.
    fn tagged(&self, word: &[u8], bytes: &[u8]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(word);
        context.update(&[0]);
        context.update(bytes);
        context.sign()
    }
}

impl std::fmt::Debug for Blind {
    /// Never the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Blind")
    }
}

fn hash(key: &hmac::Key, number: &str) -> Vec<u8> {
    hmac::sign(key, number.as_bytes()).as_ref().to_vec()
}
