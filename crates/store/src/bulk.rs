//! Many records at once: keys made in one write, bodies sealed on another core, rows put in by the hundred.
//!
//! `(tenant = $1) IS TRUE` keeps the planner from walking through all of a tenant where it has the ids: rows are found by
//! the primary key, and the tenant is checked.

use crate::change::{ANY, Change};
use crate::db::{on, within};
use crate::fault::Fault;
use crate::keys::Found;
use crate::membership::Membership;
use crate::record::{COLUMNS, Document, Head, Row, split};
use crate::store::Tenant;
use serde::de::DeserializeOwned;
use sqlx::QueryBuilder;
use uuid::Uuid;
use varsam_model::{Id, id};

/// How many rows go into one statement.
const BATCH: usize = 500;

/// The columns of a row without its body.
pub(crate) const HEADS: &str = "SELECT id, register, unit, subject, class, state, owner_role, due, dispose_on, version \
                     FROM record";

/// A row as [`HEADS`] gives it.
pub(crate) type Bare = (Uuid, String, Uuid, Uuid, String, String, String, Option<i64>, Option<i64>, i64);

/// Puts a value into a column of the records that stand in a state, unopened. When a row was changed is noted later than
/// the last time even if the clock was set back, so that the register has another stamp.
macro_rules! put_into {
    ($change:ident, $column:literal, $value:expr, $ids:ident, $state:ident) => {{
        let (tenant, at, mut count) = ($change.tenant.id, $change.at.0, 0);
        for ids in $ids.chunks(BATCH) {
            count += within!(&mut $change.tx, connection => {
                let mut query = QueryBuilder::new(concat!("UPDATE record SET ", $column, " = "));
                query.push_bind($value).push(", changed = CASE WHEN changed < ").push_bind(at);
                query.push(" THEN ").push_bind(at).push(" ELSE changed + 1 END WHERE (tenant = ");
                query.push_bind(tenant).push(") IS TRUE AND state = ").push_bind($state).push(" AND id IN (");
                let mut list = query.separated(", ");
                for id in ids {
                    list.push_bind(id.uuid());
                }
                query.push(")");
                query.build().execute(connection).await.map(|done| done.rows_affected())
            })?;
        }
        Ok(count)
    }};
}

/// Records, sealed and not yet written.
#[derive(Debug, Default)]
pub struct Sealed {
    /// Each with the version that was read, 0 for a new one.
    rows: Vec<(Head, Vec<u8>)>,
}

impl Tenant<'_> {
    /// Seals records for [`Change::put`]; their bodies come as JSON. Whoever writes much does it while the batch before
    /// is being written.
    ///
    /// # Errors
    /// When keys cannot be made.
    pub async fn seal(&self, records: Vec<(Head, Vec<u8>)>) -> Result<Sealed, Fault> {
        let owners: Vec<_> = records.iter().map(|(head, _)| (head.subject, head.class.code())).collect();
        let (tenant, keys) = (self.id, self.store.keys.make(self.id, &owners).await?);
        let sealing = tokio::task::spawn_blocking(move || sealed(tenant, records, &keys));
        sealing.await.map_err(|_| Fault::Sealing)?
    }

    /// Records of a register by their ids, opened, in no order; those that are not there or whose keys are destroyed are left out.
    ///
    /// # Errors
    /// When one does not open though its key is there, or the database fails.
    pub async fn read_many<T: DeserializeOwned>(
        &self,
        register: &str,
        ids: &[Id<id::Record>],
    ) -> Result<Vec<Document<T>>, Fault> {
        let mut documents = Vec::with_capacity(ids.len());
        for ids in ids.chunks(BATCH) {
            let rows: Vec<Row> = on!(&self.store.db, pool => {
                let mut query = QueryBuilder::new(COLUMNS);
                query.push(" WHERE tenant = ").push_bind(self.id);
                query.push(" AND register = ").push_bind(register).push(" AND id IN (");
                let mut list = query.separated(", ");
                for id in ids {
                    list.push_bind(id.uuid());
                }
                query.push(")");
                query.build_query_as().fetch_all(pool).await
            })?;
            let rows = rows.into_iter().map(split).collect::<Result<Vec<_>, _>>()?;
            documents.extend(self.opened(rows).await?);
        }
        Ok(documents)
    }

    /// Records of a register about these subjects, opened, in no order; those whose keys are destroyed are left out.
    ///
    /// # Errors
    /// When one does not open though its key is there, or the database fails.
    pub async fn about_many<T: DeserializeOwned>(
        &self,
        register: &str,
        subjects: &[Uuid],
    ) -> Result<Vec<Document<T>>, Fault> {
        let mut documents = Vec::with_capacity(subjects.len());
        for subjects in subjects.chunks(BATCH) {
            let rows: Vec<Row> = on!(&self.store.db, pool => {
                let mut query = QueryBuilder::new(COLUMNS);
                query.push(" WHERE tenant = ").push_bind(self.id);
                // As where one subject is asked for: the planner is kept from the index of lists.
                query.push(" AND (register = ").push_bind(register).push(") IS TRUE AND subject IN (");
                let mut list = query.separated(", ");
                for subject in subjects {
                    list.push_bind(*subject);
                }
                query.push(")");
                query.build_query_as().fetch_all(pool).await
            })?;
            let rows = rows.into_iter().map(split).collect::<Result<Vec<_>, _>>()?;
            documents.extend(self.opened(rows).await?);
        }
        self.store.tally.opened(documents.len());
        Ok(documents)
    }

    /// The heads of those of these records that there are, in no order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn heads(&self, ids: &[Id<id::Record>]) -> Result<Vec<Head>, Fault> {
        let mut heads = Vec::new();
        for ids in ids.chunks(BATCH) {
            let rows: Vec<Bare> = on!(&self.store.db, pool => {
                let mut query = QueryBuilder::new(HEADS);
                query.push(" WHERE (tenant = ").push_bind(self.id).push(") IS TRUE AND id IN (");
                let mut list = query.separated(", ");
                for id in ids {
                    list.push_bind(id.uuid());
                }
                query.push(")");
                query.build_query_as().fetch_all(pool).await
            })?;
            for row in rows {
                heads.push(bare(row)?);
            }
        }
        Ok(heads)
    }
}

/// The head that a row without its body is.
pub(crate) fn bare(
    (id, register, unit, subject, class, state, role, due, on, version): Bare,
) -> Result<Head, Fault> {
    let row = (id, register, unit, subject, class, state, role, due, on, version, Vec::new());
    Ok(split(row)?.0)
}

fn sealed(tenant: Uuid, records: Vec<(Head, Vec<u8>)>, keys: &Found) -> Result<Sealed, Fault> {
    let seal = |(head, body): (Head, Vec<u8>)| {
        let key = keys.get(&(head.subject, head.class.code().to_owned())).ok_or(Fault::Erased)?;
        let sealed = key.seal(head.place(tenant, head.version + 1).bytes(), &body)?;
        Ok((head, sealed))
    };
    Ok(Sealed { rows: records.into_iter().map(seal).collect::<Result<_, Fault>>()? })
}

impl Change<'_> {
    /// Puts in what was sealed: new records by the hundred, changed ones one by one.
    ///
    /// # Errors
    /// `Changed` when somebody else changed one of them since it was read: then nothing of the change may be kept.
    pub async fn put(&mut self, sealed: &Sealed) -> Result<(), Fault> {
        let (new, known): (Vec<_>, Vec<_>) = sealed.rows.iter().partition(|(head, _)| head.version == 0);
        for rows in new.chunks(BATCH) {
            self.insert(rows).await?;
        }
        for (head, sealed) in known {
            self.replace(head, sealed).await?;
        }
        Ok(())
    }

    async fn insert(&mut self, rows: &[&(Head, Vec<u8>)]) -> Result<(), Fault> {
        let sql = "INSERT INTO record (id, tenant, register, unit, subject, class, state, owner_role, due, \
                   dispose_on, made, changed, version, sealed) ";
        let (tenant, at) = (self.tenant.id, self.at.0);
        rows.iter().for_each(|(head, _)| self.touch(&head.register));
        within!(&mut self.tx, connection => {
            let mut query = QueryBuilder::new(sql);
            query.push_values(rows, |mut row, (head, sealed)| {
                row.push_bind(head.id.uuid()).push_bind(tenant).push_bind(head.register.as_str());
                row.push_bind(head.unit.uuid()).push_bind(head.subject).push_bind(head.class.code());
                row.push_bind(head.state.as_str()).push_bind(head.owner_role.as_str());
                row.push_bind(head.due.map(|due| due.0)).push_bind(head.dispose_on.map(|on| on.0));
                row.push_bind(at).push_bind(at).push_bind(1_i64).push_bind(sealed.as_slice());
            });
            query.build().execute(connection).await.map(|_| ())
        })?;
        Ok(())
    }

    /// Moves records that stand in a state to another unit, unopened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_to(
        &mut self,
        ids: &[Id<id::Record>],
        state: &str,
        unit: Id<id::Unit>,
    ) -> Result<(), Fault> {
        self.touch(ANY);
        put_into!(self, "unit", unit.uuid(), ids, state).map(drop)
    }

    /// Moves records that stand in one state into another, unopened. Gives how many did.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn restate(&mut self, ids: &[Id<id::Record>], from: &str, to: &str) -> Result<u64, Fault> {
        self.touch(ANY);
        put_into!(self, "state", to, ids, from)
    }

    /// Notes where many belong; what was known of the same before is replaced. Nobody may be in it twice.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn join_many(&mut self, memberships: &[Membership]) -> Result<(), Fault> {
        let tenant = self.tenant.id;
        for rows in memberships.chunks(BATCH) {
            within!(&mut self.tx, connection => {
                let sql = "INSERT INTO membership (tenant, person, place, kind, since, until) ";
                let mut query = QueryBuilder::new(sql);
                query.push_values(rows, |mut row, of| {
                    row.push_bind(tenant).push_bind(of.person.uuid()).push_bind(of.place);
                    row.push_bind(of.kind.as_str()).push_bind(of.since.0).push_bind(of.until.0);
                });
                query.push(" ON CONFLICT (tenant, place, kind, person) \
                            DO UPDATE SET since = excluded.since, until = excluded.until");
                query.build().execute(connection).await.map(|_| ())
            })?;
        }
        Ok(())
    }
}
