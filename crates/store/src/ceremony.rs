//! What a sign-in in several steps has to remember in between: sealed, for minutes, and given out once.

use crate::db::within;
use crate::fault::Fault;
use crate::seal::{Key, Place};
use crate::sign_in::{hashed, token};
use crate::store::Store;
use aws_lc_rs::digest::{SHA256, digest};
use varsam_model::{Id, Instant, RecordClass};

impl Store {
    /// Keeps what a step of a kind needs to know of the one before. Gives the token for the cookie or the answer.
    ///
    /// # Errors
    /// When it cannot be sealed or the database fails.
    pub async fn begin(
        &self,
        kind: &str,
        state: &[u8],
        now: Instant,
        until: Instant,
    ) -> Result<String, Fault> {
        let (token, hash) = token()?;
        let sealed = self.ceremony_key().await?.seal(&self.place(kind, &hash), state)?;
        self.keep(hash, sealed, now, until).await?;
        Ok(token)
    }

    /// Whether this name is seen for the first time for this kind of step, until a time: what is sent to us may be sent
    /// again by somebody else.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_time(
        &self,
        kind: &str,
        name: &str,
        now: Instant,
        until: Instant,
    ) -> Result<bool, Fault> {
        self.keep(named(kind, name), Vec::new(), now, until).await
    }

    /// Keeps a row, unless there is one of that hash; rows that are out of date go.
    async fn keep(
        &self,
        hash: Vec<u8>,
        sealed: Vec<u8>,
        now: Instant,
        until: Instant,
    ) -> Result<bool, Fault> {
        let mut tx = self.db.begin().await?;
        within!(&mut tx, connection => {
            let sql = "DELETE FROM ceremony WHERE until <= $1";
            sqlx::query(sql).bind(now.0).execute(connection).await.map(|_| ())
        })?;
        let kept = within!(&mut tx, connection => {
            let sql = "INSERT INTO ceremony (token, until, sealed) VALUES ($1, $2, $3) \
                       ON CONFLICT (token) DO NOTHING";
            let query = sqlx::query(sql).bind(hash).bind(until.0).bind(sealed);
            query.execute(connection).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(kept == 1)
    }

    /// What was kept under this token for this kind of step; nothing the second time, or after its time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn go_on(&self, kind: &str, token: &str, now: Instant) -> Result<Option<Vec<u8>>, Fault> {
        let hash = hashed(token);
        let mut tx = self.db.begin().await?;
        let row: Option<(i64, Vec<u8>)> = within!(&mut tx, connection => {
            let sql = "DELETE FROM ceremony WHERE token = $1 RETURNING until, sealed";
            sqlx::query_as(sql).bind(hash.as_slice()).fetch_optional(connection).await
        })?;
        tx.commit().await?;
        let Some((_, sealed)) = row.filter(|(until, _)| now.0 < *until) else { return Ok(None) };
        Ok(self.ceremony_key().await?.open(&self.place(kind, &hash), &sealed))
    }

    async fn ceremony_key(&self) -> Result<Key, Fault> {
        let of = self.installation();
        self.tenant(Id::new(of)).made_key(of, RecordClass::SignIn.code()).await
    }

    /// What is kept for one kind of step opens in no other.
    fn place(&self, kind: &str, hash: &[u8]) -> Vec<u8> {
        let half = hash.first_chunk().copied().unwrap_or_default();
        let place = Place::of("ceremony", self.installation(), uuid::Uuid::from_bytes(half));
        place.word(kind).bytes().to_vec()
    }
}

/// The hash of a name that others give. No token has it: the first byte stands in no text, so nobody takes the row away
/// by sending the name as a token.
fn named(kind: &str, name: &str) -> Vec<u8> {
    let bytes = [&[0xFF], kind.as_bytes(), &[0xFF], name.as_bytes()].concat();
    digest(&SHA256, &bytes).as_ref().to_vec()
}
