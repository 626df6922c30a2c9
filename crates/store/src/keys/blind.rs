//! Look-up by identity number: a keyed hash for each tenant, kept with the keys and erased with them.

use super::{INDEX, Keys};
use crate::db::{on, within};
use crate::fault::Fault;
use aws_lc_rs::hmac;
use sqlx::QueryBuilder;
use uuid::Uuid;

/// How many rows go into one statement.
const BATCH: usize = 500;

impl Keys {
    /// Notes whose number it is. `number` is in its canonical form.
    pub(crate) async fn index(&self, tenant: Uuid, numbers: &[(&str, Uuid)]) -> Result<(), Fault> {
        if numbers.is_empty() {
            return Ok(());
        }
        let key = self.index_key(tenant).await?;
        let hashed: Vec<_> = numbers.iter().map(|(number, subject)| (hash(&key, number), *subject)).collect();
        let mut tx = self.db.begin().await?;
        for rows in hashed.chunks(BATCH) {
            within!(&mut tx, connection => {
                let mut query = QueryBuilder::new("INSERT INTO blind (tenant, hash, subject) ");
                query.push_values(rows, |mut row, (hash, subject)| {
                    row.push_bind(tenant).push_bind(hash.as_slice()).push_bind(*subject);
                });
                query.push(" ON CONFLICT (tenant, hash) DO UPDATE SET subject = excluded.subject");
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

fn hash(key: &hmac::Key, number: &str) -> Vec<u8> {
    hmac::sign(key, number.as_bytes()).as_ref().to_vec()
}
