//! Sessions that an identity provider vouched for, and that it may end. Whom it calls what is kept as keyed hashes.

use crate::db::within;
use crate::fault::Fault;
use crate::sign_in::hashed;
use crate::store::Tenant;

/// Somebody as an identity provider calls them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outside<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// Its name for the person.
    pub subject: Option<&'a str>,
    /// Its name for the session.
    pub session: Option<&'a str>,
}

impl Tenant<'_> {
    /// Notes of the session with this token who vouched for it.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn vouched(&self, token: &str, outside: &Outside<'_>) -> Result<(), Fault> {
        let (subject, session) = self.blinded(outside).await?;
        let sql =
            "UPDATE session SET outside_subject = $1, outside_session = $2 WHERE tenant = $3 AND token = $4";
        let mut tx = self.store.db.begin().await?;
        within!(&mut tx, connection => {
            let query = sqlx::query(sql).bind(subject).bind(session).bind(self.id).bind(hashed(token));
            query.execute(connection).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Ends the sessions that a provider wants ended: the one that it names, else all of the person. Where it never told
    /// us its name for a session, all of the person end. Gives how many.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn end_vouched(&self, outside: &Outside<'_>) -> Result<u64, Fault> {
        let (subject, session) = self.blinded(outside).await?;
        let mut tx = self.store.db.begin().await?;
        let ended = within!(&mut tx, connection => {
            let mut query = sqlx::QueryBuilder::new("DELETE FROM session WHERE tenant = ");
            query.push_bind(self.id).push(" AND (outside_subject = ").push_bind(subject);
            if let Some(session) = session {
                query.push(" AND outside_session IS NULL OR outside_session = ").push_bind(session);
            }
            query.push(")").build().execute(connection).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(ended)
    }

    async fn blinded(&self, outside: &Outside<'_>) -> Result<(Option<Vec<u8>>, Option<Vec<u8>>), Fault> {
        let subject = self.blinded_name("outside subject", outside.issuer, outside.subject).await?;
        Ok((subject, self.blinded_name("outside session", outside.issuer, outside.session).await?))
    }

    async fn blinded_name(
        &self,
        kind: &str,
        issuer: &str,
        name: Option<&str>,
    ) -> Result<Option<Vec<u8>>, Fault> {
        let Some(name) = name else { return Ok(None) };
        Ok(Some(self.store.keys.blinded(self.id, &format!("{kind}\n{issuer}\n{name}")).await?))
    }
}
