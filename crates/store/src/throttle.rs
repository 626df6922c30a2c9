//! How often somebody has tried in vain, counted where all servers of an installation see it. From where is kept as a
//! keyed hash, for minutes.

use crate::db::{Tx, within};
use crate::fault::Fault;
use crate::store::Store;
use aws_lc_rs::hmac;
use varsam_model::{Id, Instant};

/// How many tries there are before one has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From each place.
    pub each: i64,
    /// From all places together. It bounds how many places are kept, too.
    pub all: i64,
    /// For how long tries are counted, from the first one on, in seconds.
    pub seconds: i64,
}

/// What the key for hashing places is kept as.
const KEY: &str = "throttle";

/// The row that counts for all places.
const ALL: &[u8] = &[];

impl Store {
    /// Counts a try of a kind from a place. Gives the instant at which one may try again, when there were too many;
    /// such a try is not counted.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn knock(
        &self,
        kind: &str,
        from: &str,
        limits: &Limits,
        now: Instant,
    ) -> Result<Option<Instant>, Fault> {
        let place = self.hashed_place(from).await?;
        let until = now.plus_seconds(limits.seconds);
        let mut tx = self.db.begin().await?;
        // The row for all comes first: who has it, is alone with this kind.
        for (place, most) in [(ALL, limits.all), (place.as_slice(), limits.each)] {
            let (count, opens) = count(&mut tx, (kind, place), until, now).await?;
            if count > most {
                return Ok(Some(opens));
            }
        }
        tx.commit().await?;
        Ok(None)
    }

    /// Takes a try back: it was not in vain.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn forgive(&self, kind: &str, from: &str) -> Result<(), Fault> {
        let place = self.hashed_place(from).await?;
        let sql = "UPDATE throttle SET count = count - 1 WHERE kind = $1 AND place = $2 AND count > 0";
        let mut tx = self.db.begin().await?;
        for place in [ALL, place.as_slice()] {
            within!(&mut tx, connection => {
                sqlx::query(sql).bind(kind).bind(place).execute(connection).await.map(|_| ())
            })?;
        }
        tx.commit().await
    }

    async fn hashed_place(&self, from: &str) -> Result<Vec<u8>, Fault> {
        let of = self.installation();
        let key = self.tenant(Id::new(of)).made_key(of, KEY).await?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.bytes());
        Ok(hmac::sign(&key, from.as_bytes()).as_ref().to_vec())
    }
}

/// Counts one more in a row; what is over of its kind goes. Gives the count and when it ends.
async fn count(
    tx: &mut Tx,
    (kind, place): (&str, &[u8]),
    until: Instant,
    now: Instant,
) -> Result<(i64, Instant), Fault> {
    let sql = "INSERT INTO throttle (kind, place, until, count) VALUES ($1, $2, $3, 1) \
               ON CONFLICT (kind, place) DO UPDATE SET \
               count = CASE WHEN throttle.until <= $4 THEN 1 ELSE throttle.count + 1 END, \
               until = CASE WHEN throttle.until <= $4 THEN excluded.until ELSE throttle.until END \
               RETURNING count, until";
    let (count, opens): (i64, i64) = within!(tx, connection => {
        let query = sqlx::query_as(sql).bind(kind).bind(place).bind(until.0).bind(now.0);
        query.fetch_one(connection).await
    })?;
    within!(tx, connection => {
        let over = sqlx::query("DELETE FROM throttle WHERE kind = $1 AND until <= $2");
        over.bind(kind).bind(now.0).execute(connection).await.map(|_| ())
    })?;
    Ok((count, Instant(opens)))
}
