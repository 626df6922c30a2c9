//! One-time links, and the link to somebody's calendar, which is read again and again. As with sessions, only a hash of the
//! token is kept.

use crate::db::{Tx, on, within};
use crate::fault::Fault;
use crate::sign_in::{hashed, token};
use crate::store::{Store, Tenant};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use varsam_model::{Id, Instant, id};

/// What the link to a calendar is for. It lets nobody in, so that what is done with those that do leaves it alone.
const CALENDAR: &str = "calendar";

/// Whom a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// At which organiser.
    pub organiser: Id<id::Organiser>,
    /// Who.
    pub person: Id<id::Person>,
}

/// A link that nobody has used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLink {
    /// What it is for: a code.
    pub purpose: String,
    /// Until when it works.
    pub until: Instant,
}

/// A token for a link that works more than once and names its record, and the hash of it, which that record keeps.
///
/// # Errors
/// When there is no randomness to be had.
pub fn link_secret() -> Result<(String, String), Fault> {
    let (token, hash) = token()?;
    Ok((token, URL_SAFE_NO_PAD.encode(hash)))
}

/// The hash of such a token.
pub fn link_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(hashed(token))
}

impl Tenant<'_> {
    /// Makes a link that lets somebody in once, for a purpose given as a code. Gives the token for the link.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invite(
        &self,
        person: Id<id::Person>,
        purpose: &str,
        until: Instant,
    ) -> Result<String, Fault> {
        let (token, hash) = token()?;
        let sql = "INSERT INTO ticket (token, tenant, person, purpose, until, used) \
                   VALUES ($1, $2, $3, $4, $5, NULL)";
        let mut tx = self.store.db.begin().await?;
        within!(&mut tx, connection => {
            let query = sqlx::query(sql).bind(hash).bind(self.id).bind(person.uuid());
            query.bind(purpose).bind(until.0).execute(connection).await.map(|_| ())
        })?;
        tx.commit().await?;
        Ok(token)
    }

    /// The links of somebody that would still let in, the one that ends first in front.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_links(&self, person: Id<id::Person>, now: Instant) -> Result<Vec<OpenLink>, Fault> {
        let sql = "SELECT purpose, until FROM ticket WHERE tenant = $1 AND person = $2 AND used IS NULL \
                   AND until > $3 AND purpose <> $4 ORDER BY until";
        let rows: Vec<(String, i64)> = on!(&self.store.db, pool => {
            let query = sqlx::query_as(sql).bind(self.id).bind(person.uuid()).bind(now.0).bind(CALENDAR);
            query.fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(|(purpose, until)| OpenLink { purpose, until: Instant(until) }).collect())
    }

    /// Takes back all links of somebody that let in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn withdraw_links(&self, person: Id<id::Person>) -> Result<(), Fault> {
        let sql = "DELETE FROM ticket WHERE tenant = $1 AND person = $2 AND purpose <> $3";
        let mut tx = self.store.db.begin().await?;
        within!(&mut tx, connection => {
            let query = sqlx::query(sql).bind(self.id).bind(person.uuid()).bind(CALENDAR);
            query.execute(connection).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Makes the link to somebody's calendar, in the place of the one before. Gives the token for it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn make_calendar(&self, person: Id<id::Person>, until: Instant) -> Result<String, Fault> {
        let (token, hash) = token()?;
        let sql = "INSERT INTO ticket (token, tenant, person, purpose, until, used) \
                   VALUES ($1, $2, $3, $4, $5, NULL)";
        let mut tx = self.store.db.begin().await?;
        take_calendar(&mut tx, self.id, person).await?;
        within!(&mut tx, connection => {
            let query = sqlx::query(sql).bind(hash).bind(self.id).bind(person.uuid());
            query.bind(CALENDAR).bind(until.0).execute(connection).await.map(|_| ())
        })?;
        tx.commit().await?;
        Ok(token)
    }

    /// Until when the link to somebody's calendar works, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar_until(
        &self,
        person: Id<id::Person>,
        now: Instant,
    ) -> Result<Option<Instant>, Fault> {
        let sql = "SELECT until FROM ticket WHERE tenant = $1 AND person = $2 AND purpose = $3 AND until > $4 \
                   ORDER BY until DESC LIMIT 1";
        let until: Option<i64> = on!(&self.store.db, pool => {
            let query = sqlx::query_scalar(sql).bind(self.id).bind(person.uuid()).bind(CALENDAR).bind(now.0);
            query.fetch_optional(pool).await
        })?;
        Ok(until.map(Instant))
    }

    /// Takes back the link to somebody's calendar, and no other.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn withdraw_calendar(&self, person: Id<id::Person>) -> Result<(), Fault> {
        let mut tx = self.store.db.begin().await?;
        take_calendar(&mut tx, self.id, person).await?;
        tx.commit().await
    }
}

async fn take_calendar(tx: &mut Tx, tenant: Uuid, person: Id<id::Person>) -> Result<(), Fault> {
    let sql = "DELETE FROM ticket WHERE tenant = $1 AND person = $2 AND purpose = $3";
    within!(tx, connection => {
        let query = sqlx::query(sql).bind(tenant).bind(person.uuid()).bind(CALENDAR);
        query.execute(connection).await.map(|_| ())
    })?;
    Ok(())
}

impl Store {
    /// For what the link with this token lets in, if it still does. It is not used up by that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purpose_of(&self, token: &str, now: Instant) -> Result<Option<String>, Fault> {
        let sql = "SELECT purpose FROM ticket WHERE token = $1 AND used IS NULL AND until > $2";
        let hash = hashed(token);
        Ok(on!(&self.db, pool => {
            sqlx::query_scalar(sql).bind(hash.as_slice()).bind(now.0).fetch_optional(pool).await
        })?)
    }

    /// Whose calendar the link with this token leads to, if it still does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn whose_calendar(&self, token: &str, now: Instant) -> Result<Option<Ticket>, Fault> {
        let sql = "SELECT tenant, person FROM ticket WHERE token = $1 AND purpose = $2 AND until > $3";
        let hash = hashed(token);
        let row: Option<(Uuid, Uuid)> = on!(&self.db, pool => {
            let query = sqlx::query_as(sql).bind(hash.as_slice()).bind(CALENDAR).bind(now.0);
            query.fetch_optional(pool).await
        })?;
        Ok(row.map(|(tenant, person)| Ticket { organiser: Id::new(tenant), person: Id::new(person) }))
    }

    /// Whom the link with this token lets in for this purpose; nobody the second time. Links whose time is over go.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn redeem(&self, token: &str, purpose: &str, now: Instant) -> Result<Option<Ticket>, Fault> {
        let sql = "UPDATE ticket SET used = $1 WHERE token = $2 AND purpose = $3 AND used IS NULL \
                   AND until > $1 RETURNING tenant, person";
        let hash = hashed(token);
        let mut tx = self.db.begin().await?;
        let row: Option<(Uuid, Uuid)> = within!(&mut tx, connection => {
            let query = sqlx::query_as(sql).bind(now.0).bind(hash).bind(purpose);
            query.fetch_optional(connection).await
        })?;
        within!(&mut tx, connection => {
            let over = sqlx::query("DELETE FROM ticket WHERE until <= $1").bind(now.0);
            over.execute(connection).await.map(|_| ())
        })?;
        tx.commit().await?;
        Ok(row.map(|(tenant, person)| Ticket { organiser: Id::new(tenant), person: Id::new(person) }))
    }
}
