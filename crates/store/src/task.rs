//! Tasks: what is owed by whom and by when, and when somebody has to be reminded. They follow from what records say,
//! and are written with them; a list of them opens nothing.

use crate::change::Change;
use crate::db::{on, within};
use crate::fault::Fault;
use crate::store::{Store, Tenant};
use sqlx::QueryBuilder;
use uuid::Uuid;
use varsam_model::{Id, Instant, Role, id};

/// Something that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The record that says so.
    pub record: Id<id::Record>,
    /// Which step of it.
    pub step: String,
    /// The role that owes it; a person does where there is none.
    pub role: Option<Role>,
    /// The person who owes it, where a role does not.
    pub person: Option<Id<id::Person>>,
    /// The unit that it is about.
    pub unit: Id<id::Unit>,
    /// Since when.
    pub since: Instant,
    /// By when it has to be done.
    pub due: Option<Instant>,
    /// When somebody has to be reminded next.
    pub rings: Option<Instant>,
}

/// Whose tasks are looked for: a person's own, and those of roles at units.
#[derive(Debug, Clone, Default)]
pub struct Mine {
    /// Who.
    pub person: Option<Id<id::Person>>,
    /// Each role, with the units at which it counts.
    pub roles: Vec<(Role, Vec<Id<id::Unit>>)>,
    /// At this unit alone; at any when there is none.
    pub unit: Option<Id<id::Unit>>,
    /// At most so many, those that are due first.
    pub limit: u32,
}

/// How the clocks of a unit stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// Where.
    pub unit: Id<id::Unit>,
    /// How many steps should have been done by now.
    pub late: usize,
    /// When the next one has to be.
    pub next: Option<Instant>,
}

/// A task that somebody has to be reminded of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ringing {
    /// Whose organiser's.
    pub organiser: Id<id::Organiser>,
    /// What.
    pub task: Task,
}

/// With whom something lies, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The role that owes it; a person does where there is none.
    pub role: Option<Role>,
    /// The person who owes it, where a role does not.
    pub person: Option<Id<id::Person>>,
    /// The unit that it is about.
    pub unit: Id<id::Unit>,
}

type Row = (Uuid, Uuid, String, String, Uuid, Uuid, i64, Option<i64>, Option<i64>);

const COLUMNS: &str = "SELECT tenant, record, step, party, unit, person, since, due, rings FROM task";

/// Puts behind a query that it asks for what is owed at units, by any role or by a person: all parties are named, so that the
/// index of parties serves it.
macro_rules! at {
    ($query:ident, $tenant:expr, $units:expr) => {
        $query.push(" WHERE tenant = ").push_bind($tenant).push(" AND party IN (''");
        for role in Role::ALL {
            $query.push(", ").push_bind(role.code());
        }
        $query.push(") AND unit IN (");
        let mut list = $query.separated(", ");
        for unit in $units {
            list.push_bind(unit.uuid());
        }
        $query.push(")");
    };
}

impl Change<'_> {
    /// Puts what is owed by a record in the place of what was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owe(&mut self, record: Id<id::Record>, tasks: &[Task]) -> Result<(), Fault> {
        let tenant = self.tenant.id;
        let sql = "DELETE FROM task WHERE tenant = $1 AND record = $2";
        within!(&mut self.tx, connection => {
            sqlx::query(sql).bind(tenant).bind(record.uuid()).execute(connection).await.map(|_| ())
        })?;
        for task in tasks {
            self.put_task(record, task).await?;
        }
        Ok(())
    }

    async fn put_task(&mut self, record: Id<id::Record>, task: &Task) -> Result<(), Fault> {
        let sql = "INSERT INTO task (tenant, record, step, party, unit, person, since, due, rings) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant, record, step, party) \
                   DO UPDATE SET unit = excluded.unit, person = excluded.person, since = excluded.since, \
                   due = excluded.due, rings = excluded.rings";
        let (tenant, party) = (self.tenant.id, task.role.map_or("", Role::code));
        let person = task.person.map_or(Uuid::nil(), Id::uuid);
        within!(&mut self.tx, connection => {
            let query = sqlx::query(sql).bind(tenant).bind(record.uuid()).bind(task.step.as_str());
            let query = query.bind(party).bind(task.unit.uuid()).bind(person).bind(task.since.0);
            let query = query.bind(task.due.map(|due| due.0)).bind(task.rings.map(|at| at.0));
            query.execute(connection).await.map(|_| ())
        })?;
        Ok(())
    }

    /// Notes that somebody was reminded of a task, and when next. Gives whether it still stood as it was read: another
    /// server may have been faster, or the record may have changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rung(&mut self, task: &Task, next: Option<Instant>) -> Result<bool, Fault> {
        let sql = "UPDATE task SET rings = $1 \
                   WHERE tenant = $2 AND record = $3 AND step = $4 AND party = $5 AND rings = $6";
        let (tenant, party) = (self.tenant.id, task.role.map_or("", Role::code));
        let rows = within!(&mut self.tx, connection => {
            let query = sqlx::query(sql).bind(next.map(|at| at.0)).bind(tenant).bind(task.record.uuid());
            let query = query.bind(task.step.as_str()).bind(party).bind(task.rings.map(|at| at.0));
            query.execute(connection).await.map(|done| done.rows_affected())
        })?;
        Ok(rows == 1)
    }
}

impl Tenant<'_> {
    /// What is owed by these, what is due first before the rest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tasks(&self, mine: &Mine) -> Result<Vec<Task>, Fault> {
        let rows: Vec<Row> = on!(&self.store.db, pool => {
            let mut query = QueryBuilder::new(COLUMNS);
            query.push(" WHERE tenant = ").push_bind(self.id).push(" AND (1 = 0");
            if let Some(person) = mine.person {
                query.push(" OR person = ").push_bind(person.uuid());
            }
            for (role, units) in mine.roles.iter().filter(|(_, units)| !units.is_empty()) {
                query.push(" OR (party = ").push_bind(role.code()).push(" AND unit IN (");
                let mut list = query.separated(", ");
                for unit in units {
                    list.push_bind(unit.uuid());
                }
                query.push("))");
            }
            query.push(")");
            if let Some(unit) = mine.unit {
                query.push(" AND unit = ").push_bind(unit.uuid());
            }
            query.push(" ORDER BY CASE WHEN due IS NULL THEN 1 ELSE 0 END, due, since, record, step LIMIT ");
            query.push_bind(i64::from(mine.limit)).build_query_as().fetch_all(pool).await
        })?;
        rows.into_iter().map(|row| read(row).map(|ringing| ringing.task)).collect()
    }

    /// With whom anything lies, each once, however much that is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owed(&self) -> Result<Vec<Owed>, Fault> {
        let sql = "SELECT DISTINCT party, person, unit FROM task WHERE tenant = $1";
        let rows: Vec<(String, Uuid, Uuid)> = on!(&self.store.db, pool => {
            sqlx::query_as(sql).bind(self.id).fetch_all(pool).await
        })?;
        let owed = |(party, whose, unit): (String, Uuid, Uuid)| -> Result<Owed, Fault> {
            Ok(Owed { role: role(&party)?, person: person(whose), unit: Id::new(unit) })
        };
        rows.into_iter().map(owed).collect()
    }

    /// How many records of these units owe something that was due by now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn overdue(&self, units: &[Id<id::Unit>], now: Instant) -> Result<u64, Fault> {
        if units.is_empty() {
            return Ok(0);
        }
        let count: i64 = on!(&self.store.db, pool => {
            let mut query = QueryBuilder::new("SELECT count(DISTINCT record) FROM task WHERE tenant = ");
            query.push_bind(self.id).push(" AND due <= ").push_bind(now.0).push(" AND unit IN (");
            let mut list = query.separated(", ");
            for unit in units {
                list.push_bind(unit.uuid());
            }
            query.push(")");
            query.build_query_scalar().fetch_one(pool).await
        })?;
        Ok(count.unsigned_abs())
    }
}

impl Tenant<'_> {
    /// All that is owed at these units, by whomever, what is due first before the rest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owed_at(&self, units: &[Id<id::Unit>]) -> Result<Vec<Task>, Fault> {
        if units.is_empty() {
            return Ok(vec![]);
        }
        let rows: Vec<Row> = on!(&self.store.db, pool => {
            let mut query = QueryBuilder::new(COLUMNS);
            at!(query, self.id, units);
            query.push(" ORDER BY CASE WHEN due IS NULL THEN 1 ELSE 0 END, due, since, record, step");
            query.build_query_as().fetch_all(pool).await
        })?;
        rows.into_iter().map(|row| read(row).map(|ringing| ringing.task)).collect()
    }

    /// How the clocks stand at these units; a unit where none runs is left out. A step that several owe counts once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clocks(&self, units: &[Id<id::Unit>], now: Instant) -> Result<Vec<Clocks>, Fault> {
        if units.is_empty() {
            return Ok(vec![]);
        }
        let rows: Vec<(Uuid, i64, Option<i64>)> = on!(&self.store.db, pool => {
            let mut query = QueryBuilder::new("SELECT unit, CAST(sum(CASE WHEN due <= ");
            query.push_bind(now.0).push(" THEN 1 ELSE 0 END) AS BIGINT), min(CASE WHEN due > ");
            query.push_bind(now.0).push(" THEN due END) FROM (SELECT DISTINCT unit, record, step, due FROM task");
            at!(query, self.id, units);
            query.push(" AND due IS NOT NULL) AS owed GROUP BY unit ORDER BY unit");
            query.build_query_as().fetch_all(pool).await
        })?;
        let clocks = |(unit, late, next): (Uuid, i64, Option<i64>)| Clocks {
            unit: Id::new(unit),
            late: usize::try_from(late).unwrap_or(0),
            next: next.map(Instant),
        };
        Ok(rows.into_iter().map(clocks).collect())
    }
}

impl Store {
    /// Tasks of all organisers that somebody has to be reminded of by now, those first that have waited the longest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ringing(&self, now: Instant, limit: u32) -> Result<Vec<Ringing>, Fault> {
        let rows: Vec<Row> = on!(&self.db, pool => {
            let mut query = QueryBuilder::new(COLUMNS);
            query.push(" WHERE rings IS NOT NULL AND rings <= ").push_bind(now.0);
            query.push(" ORDER BY rings LIMIT ").push_bind(i64::from(limit));
            query.build_query_as().fetch_all(pool).await
        })?;
        rows.into_iter().map(read).collect()
    }
}

/// The role of a party; none where a person owes it.
fn role(party: &str) -> Result<Option<Role>, Fault> {
    Ok(if party.is_empty() { None } else { Some(party.parse()?) })
}

/// A person; none where a role owes it.
fn person(whose: Uuid) -> Option<Id<id::Person>> {
    (!whose.is_nil()).then(|| Id::new(whose))
}

fn read(row: Row) -> Result<Ringing, Fault> {
    let (tenant, record, step, party, unit, whose, since, due, rings) = row;
    let (role, person) = (role(&party)?, person(whose));
    let (due, rings) = (due.map(Instant), rings.map(Instant));
    let (record, unit, since) = (Id::new(record), Id::new(unit), Instant(since));
    let task = Task { record, step, role, person, unit, since, due, rings };
    Ok(Ringing { organiser: Id::new(tenant), task })
}
