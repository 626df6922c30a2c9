//! Who belongs where and as what: the joins that scopes and lists need. Ids and times only.

use crate::change::Change;
use crate::db::{on, within};
use crate::fault::Fault;
use crate::store::Tenant;
use sqlx::QueryBuilder;
use uuid::Uuid;
use varsam_model::{Id, Instant, id};

/// That a person belongs to a unit or group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub person: Id<id::Person>,
    /// The unit or group; where a person belongs to another, that one.
    pub place: Uuid,
    /// As what: a code such as `pupil`.
    pub kind: String,
    /// From when.
    pub since: Instant,
    /// Until when; `Instant(i64::MAX)` where no end is known.
    pub until: Instant,
}

type Row = (Uuid, Uuid, String, i64, i64);

/// How many people are asked for at a time.
const FEW: usize = 500;

impl From<Row> for Membership {
    fn from((person, place, kind, since, until): Row) -> Self {
        Self { person: Id::new(person), place, kind, since: Instant(since), until: Instant(until) }
    }
}

impl Change<'_> {
    /// Notes that somebody belongs somewhere; what was known of the same before is replaced.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn join(&mut self, membership: &Membership) -> Result<(), Fault> {
        let sql = "INSERT INTO membership (tenant, person, place, kind, since, until) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, place, kind, person) \
                   DO UPDATE SET since = excluded.since, until = excluded.until";
        let (tenant, of) = (self.tenant.id, membership);
        within!(&mut self.tx, connection => {
            let query = sqlx::query(sql).bind(tenant).bind(of.person.uuid()).bind(of.place);
            let query = query.bind(of.kind.as_str()).bind(of.since.0).bind(of.until.0);
            query.execute(connection).await.map(|_| ())
        })?;
        Ok(())
    }

    /// Ends what somebody is somewhere, now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn leave(&mut self, person: Id<id::Person>, place: Uuid, kind: &str) -> Result<(), Fault> {
        let sql = "UPDATE membership SET until = $1 \
                   WHERE tenant = $2 AND person = $3 AND place = $4 AND kind = $5 AND until > $1";
        let (tenant, at) = (self.tenant.id, self.at.0);
        within!(&mut self.tx, connection => {
            let query = sqlx::query(sql).bind(at).bind(tenant).bind(person.uuid()).bind(place).bind(kind);
            query.execute(connection).await.map(|_| ())
        })?;
        Ok(())
    }
}

impl Tenant<'_> {
    /// Who belongs to a unit or group at a time, in the order of their ids, after `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn members(
        &self,
        place: Uuid,
        at: Instant,
        after: Option<Id<id::Person>>,
        limit: u32,
    ) -> Result<Vec<Membership>, Fault> {
        let sql = "SELECT person, place, kind, since, until FROM membership \
                   WHERE tenant = $1 AND place = $2 AND since <= $3 AND until > $3 AND person > $4 \
                   ORDER BY person, kind LIMIT $5";
        let after = after.map_or(Uuid::nil(), Id::uuid);
        let rows: Vec<Row> = on!(&self.store.db, pool => {
            let query = sqlx::query_as(sql).bind(self.id).bind(place).bind(at.0).bind(after);
            query.bind(i64::from(limit)).fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(Membership::from).collect())
    }

    /// Where somebody belongs at a time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn places(&self, person: Id<id::Person>, at: Instant) -> Result<Vec<Membership>, Fault> {
        let sql = "SELECT person, place, kind, since, until FROM membership \
                   WHERE tenant = $1 AND person = $2 AND since <= $3 AND until > $3 ORDER BY place, kind";
        let rows: Vec<Row> = on!(&self.store.db, pool => {
            sqlx::query_as(sql).bind(self.id).bind(person.uuid()).bind(at.0).fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(Membership::from).collect())
    }

    /// What any of some people are somewhere at a time, of a kind.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn places_of(
        &self,
        people: &[Id<id::Person>],
        kind: &str,
        at: Instant,
    ) -> Result<Vec<Membership>, Fault> {
        let mut found = Vec::new();
        for few in people.chunks(FEW) {
            let rows: Vec<Row> = on!(&self.store.db, pool => {
                let mut query = QueryBuilder::new("SELECT person, place, kind, since, until FROM membership");
                query.push(" WHERE tenant = ").push_bind(self.id).push(" AND kind = ").push_bind(kind);
                query.push(" AND since <= ").push_bind(at.0).push(" AND until > ").push_bind(at.0);
                query.push(" AND person IN (");
                let mut list = query.separated(", ");
                for person in few {
                    list.push_bind(person.uuid());
                }
                query.push(") ORDER BY person, place");
                query.build_query_as().fetch_all(pool).await
            })?;
            found.extend(rows.into_iter().map(Membership::from));
        }
        Ok(found)
    }
}
