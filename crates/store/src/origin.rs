//! Where what is kept came from: what another system calls it, and a keyed fingerprint of what that system said last.

use crate::change::Change;
use crate::db::{on, within};
use crate::fault::Fault;
use crate::store::Tenant;
use sqlx::QueryBuilder;
use uuid::Uuid;

/// How many rows go into one statement.
const BATCH: usize = 500;

/// Where one thing came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Our id of it.
    pub id: Uuid,
    /// What it is called there: an id of that system, or one that [`Blind`](crate::Blind) made of it.
    pub outside: Uuid,
    /// What it is: a code such as `person`.
    pub kind: String,
    /// The fingerprint of what came.
    pub print: i64,
}

type Row = (Uuid, Uuid, String, i64);

impl Tenant<'_> {
    /// What came from a source, in the order of our ids, after `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn origins(&self, source: &str, after: Uuid, limit: u32) -> Result<Vec<Origin>, Fault> {
        let sql = "SELECT id, outside, kind, print FROM origin \
                   WHERE tenant = $1 AND source = $2 AND id > $3 ORDER BY id LIMIT $4";
        let rows: Vec<Row> = on!(&self.store.db, pool => {
            let query = sqlx::query_as(sql).bind(self.id).bind(source).bind(after);
            query.bind(i64::from(limit)).fetch_all(pool).await
        })?;
        let origin = |(id, outside, kind, print)| Origin { id, outside, kind, print };
        Ok(rows.into_iter().map(origin).collect())
    }

    /// Which of these come from another source too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn from_elsewhere(&self, source: &str, ids: &[Uuid]) -> Result<Vec<Uuid>, Fault> {
        let mut found = Vec::new();
        for ids in ids.chunks(BATCH) {
            let rows: Vec<Uuid> = on!(&self.store.db, pool => {
                let mut query = QueryBuilder::new("SELECT DISTINCT id FROM origin WHERE tenant = ");
                query.push_bind(self.id).push(" AND source <> ").push_bind(source).push(" AND id IN (");
                let mut list = query.separated(", ");
                for id in ids {
                    list.push_bind(*id);
                }
                query.push(")");
                query.build_query_scalar().fetch_all(pool).await
            })?;
            found.extend(rows);
        }
        Ok(found)
    }
}

impl Change<'_> {
    /// Notes where things came from; what was noted of the same and its source before is replaced.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_origins(&mut self, source: &str, origins: &[Origin]) -> Result<(), Fault> {
        let tenant = self.tenant.id;
        for rows in origins.chunks(BATCH) {
            within!(&mut self.tx, connection => {
                let sql = "INSERT INTO origin (tenant, id, source, outside, kind, print) ";
                let mut query = QueryBuilder::new(sql);
                query.push_values(rows, |mut row, of| {
                    row.push_bind(tenant).push_bind(of.id).push_bind(source).push_bind(of.outside);
                    row.push_bind(of.kind.as_str()).push_bind(of.print);
                });
                query.push(" ON CONFLICT (tenant, id, source) \
                            DO UPDATE SET outside = excluded.outside, print = excluded.print");
                query.build().execute(connection).await.map(|_| ())
            })?;
        }
        Ok(())
    }

    /// Forgets that things came from a source.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_origins(&mut self, source: &str, ids: &[Uuid]) -> Result<(), Fault> {
        let tenant = self.tenant.id;
        for ids in ids.chunks(BATCH) {
            within!(&mut self.tx, connection => {
                let mut query = QueryBuilder::new("DELETE FROM origin WHERE tenant = ");
                query.push_bind(tenant).push(" AND source = ").push_bind(source).push(" AND id IN (");
                let mut list = query.separated(", ");
                for id in ids {
                    list.push_bind(*id);
                }
                query.push(")");
                query.build().execute(connection).await.map(|_| ())
            })?;
        }
        Ok(())
    }
}
