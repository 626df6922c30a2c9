//! Sessions. A token is 256 random bits; only its hash is kept, so that whoever reads the database cannot be anybody.

use crate::db::{on, within};
use crate::fault::Fault;
use crate::store::{Store, Tenant};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use varsam_model::{Id, Instant, id};

/// How long a session lasts without a request, in seconds.
pub(crate) const IDLE: i64 = 30 * 60;
/// How long it lasts at most, in seconds.
pub(crate) const LONGEST: i64 = 12 * 60 * 60;
/// How often it is noted that a session is in use, in seconds: not with every request.
const NOTED: i64 = 60;

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What names it in lists: a hash, of no use for signing in.
    pub name: String,
    /// At which organiser.
    pub organiser: Id<id::Organiser>,
    /// Who.
    pub person: Id<id::Person>,
    /// How they signed in: a code.
    pub level: String,
    /// Since when.
    pub made: Instant,
    /// When it was last seen, to the minute.
    pub seen: Instant,
    /// Until when at most.
    pub until: Instant,
    /// Until when what asks for a fresh sign-in is open.
    pub fresh_until: Instant,
    /// A hash of the token and of what the browser calls itself.
    browser: Vec<u8>,
}

impl Session {
    /// Whether it was begun in a browser that calls itself this. The same token from another one was stolen.
    pub fn is_in(&self, token: &str, browser: &str) -> bool {
        self.browser == print(token, browser)
    }
}

type Row = (Vec<u8>, Uuid, Uuid, String, i64, i64, i64, i64, Vec<u8>);

const COLUMNS: &str =
    "SELECT token, tenant, person, level, made, seen, until, fresh_until, browser FROM session WHERE ";

fn session((token, tenant, person, level, made, seen, until, fresh_until, browser): Row) -> Session {
    Session {
        name: URL_SAFE_NO_PAD.encode(token),
        organiser: Id::new(tenant),
        person: Id::new(person),
        level,
        made: Instant(made),
        seen: Instant(seen),
        until: Instant(until),
        fresh_until: Instant(fresh_until),
        browser,
    }
}

impl Tenant<'_> {
    /// Signs somebody in, in a way given as a code, in a browser that calls itself `browser`. Gives the token for the
    /// cookie. What asks for a fresh sign-in is open until `fresh_until`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in(
        &self,
        person: Id<id::Person>,
        level: &str,
        browser: &str,
        now: Instant,
        fresh_until: Instant,
    ) -> Result<String, Fault> {
        let (token, hash) = token()?;
        let browser = print(&token, browser);
        let sql = "INSERT INTO session (token, tenant, person, level, made, seen, until, fresh_until, browser) \
                   VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)";
        let mut tx = self.store.db.begin().await?;
        within!(&mut tx, connection => {
            let over = sqlx::query("DELETE FROM session WHERE until <= $1").bind(now.0);
            over.execute(connection).await.map(|_| ())
        })?;
        within!(&mut tx, connection => {
            let query = sqlx::query(sql).bind(hash).bind(self.id).bind(person.uuid()).bind(level);
            let query = query.bind(now.0).bind(now.plus_seconds(LONGEST).0).bind(fresh_until.0);
            query.bind(browser).execute(connection).await.map(|_| ())
        })?;
        tx.commit().await?;
        Ok(token)
    }

    /// Where somebody is signed in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions(&self, person: Id<id::Person>, now: Instant) -> Result<Vec<Session>, Fault> {
        let rows: Vec<Row> = on!(&self.store.db, pool => {
            let mut query = sqlx::QueryBuilder::new(COLUMNS);
            query.push("tenant = ").push_bind(self.id).push(" AND person = ").push_bind(person.uuid());
            query.push(" AND until > ").push_bind(now.0);
            query.push(" AND seen > ").push_bind(now.plus_seconds(-IDLE).0).push(" ORDER BY made");
            query.build_query_as().fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(session).collect())
    }

    /// Signs somebody out: in the session of that name, or everywhere.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, person: Id<id::Person>, name: Option<&str>) -> Result<(), Fault> {
        let hash = name.map(|name| URL_SAFE_NO_PAD.decode(name).unwrap_or_default());
        let mut tx = self.store.db.begin().await?;
        within!(&mut tx, connection => {
            let mut query = sqlx::QueryBuilder::new("DELETE FROM session WHERE tenant = ");
            query.push_bind(self.id).push(" AND person = ").push_bind(person.uuid());
            if let Some(hash) = hash {
                query.push(" AND token = ").push_bind(hash);
            }
            query.build().execute(connection).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Notes that somebody has shown who they are again: what asks for a fresh sign-in is open until then, in the session
    /// of that name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn freshen(
        &self,
        person: Id<id::Person>,
        name: &str,
        fresh_until: Instant,
    ) -> Result<(), Fault> {
        let hash = URL_SAFE_NO_PAD.decode(name).unwrap_or_default();
        let sql = "UPDATE session SET fresh_until = $1 WHERE tenant = $2 AND person = $3 AND token = $4";
        let mut tx = self.store.db.begin().await?;
        within!(&mut tx, connection => {
            let query = sqlx::query(sql).bind(fresh_until.0).bind(self.id).bind(person.uuid()).bind(hash);
            query.execute(connection).await.map(|_| ())
        })?;
        tx.commit().await
    }
}

impl Store {
    /// Who has this token, if anybody. That the session is in use is noted once a minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, token: &str, now: Instant) -> Result<Option<Session>, Fault> {
        let hash = hashed(token);
        let row: Option<Row> = on!(&self.db, pool => {
            let mut query = sqlx::QueryBuilder::new(COLUMNS);
            query.push("token = ").push_bind(hash.as_slice());
            query.build_query_as().fetch_optional(pool).await
        })?;
        let found = row.map(session).filter(|session| session.until > now);
        let found = found.filter(|session| session.seen > now.plus_seconds(-IDLE));
        if found.as_ref().is_some_and(|session| session.seen <= now.plus_seconds(-NOTED)) {
            self.note_seen(&hash, now).await?;
        }
        Ok(found)
    }

    async fn note_seen(&self, hash: &[u8], now: Instant) -> Result<(), Fault> {
        let sql = "UPDATE session SET seen = $1 WHERE token = $2 AND seen < $1";
        let mut tx = self.db.begin().await?;
        within!(&mut tx, connection => {
            sqlx::query(sql).bind(now.0).bind(hash).execute(connection).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Ends the session with this token, whosever it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&self, token: &str) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        within!(&mut tx, connection => {
            let query = sqlx::query("DELETE FROM session WHERE token = $1").bind(hashed(token));
            query.execute(connection).await.map(|_| ())
        })?;
        tx.commit().await
    }
}

/// A new token, and its hash.
pub(crate) fn token() -> Result<(String, Vec<u8>), Fault> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Fault::Sealing)?;
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let hash = hashed(&token);
    Ok((token, hash))
}

pub(crate) fn hashed(token: &str) -> Vec<u8> {
    digest(&SHA256, token.as_bytes()).as_ref().to_vec()
}

/// What a session remembers of its browser. With the token in it, two sessions in the same kind of browser look
/// different.
fn print(token: &str, browser: &str) -> Vec<u8> {
    digest(&SHA256, format!("{token} {browser}").as_bytes()).as_ref().to_vec()
}
