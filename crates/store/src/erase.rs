//! Erasure: keys destroyed, rows emptied, files unlinked, a line in the log, and a mark that a restore obeys.

use crate::change::{ANY, turn};
use crate::db::{Db, Tx, on, within};
use crate::fault::Fault;
use crate::store::{Store, Tenant};
use crate::trail::Deed;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;
use varsam_model::{Id, Instant, RecordClass, id};

/// That a class of somebody's records is to be nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Which erasure.
    pub id: Uuid,
    /// The organiser.
    pub tenant: Uuid,
    /// Whose records.
    pub subject: Uuid,
    /// Which of them.
    pub class: RecordClass,
    /// When.
    pub at: Instant,
    /// When the keys above were rotated and the old ones destroyed: from then on no old backup opens any of it.
    pub final_at: Option<Instant>,
}

type Row = (Uuid, Uuid, Uuid, String, i64, Option<i64>);

const COLUMNS: &str = "SELECT id, tenant, subject, class, at, final_at FROM erasure";

fn read(row: Row) -> Result<Erasure, Fault> {
    let (id, tenant, subject, class, at, final_at) = row;
    let class = class.parse()?;
    Ok(Erasure { id, tenant, subject, class, at: Instant(at), final_at: final_at.map(Instant) })
}

/// The statements that leave nothing of a subject's class. The log keeps its leaves: they say nothing of anybody.
const ROWS: [&str; 3] = [
    "DELETE FROM record WHERE tenant = $1 AND subject = $2 AND class = $3",
    "DELETE FROM outbox WHERE tenant = $1 AND subject = $2 AND class = $3",
    "DELETE FROM file WHERE tenant = $1 AND subject = $2 AND class = $3",
];

impl Tenant<'_> {
    /// Erases classes of somebody's records, for a reason given as a code. What was erased before is no error.
    ///
    /// The mark is written first: what is broken off in the middle is made good by [`Store::finish_erasures`], which
    /// the program calls at start. Then the keys go, then the rows.
    ///
    /// # Errors
    /// When a database fails; what is done by then stays done.
    pub async fn erase(
        &self,
        subject: Uuid,
        classes: &[RecordClass],
        reason: &str,
        by: Id<id::Person>,
        at: Instant,
    ) -> Result<(), Fault> {
        let mut change = self.change(by, at).await?;
        let mut erasures = Vec::with_capacity(classes.len());
        for &class in classes {
            let id = self.store.new_id::<id::Record>(at)?.uuid();
            let erasure = Erasure { id, tenant: self.id, subject, class, at, final_at: None };
            note(&mut change.tx, &erasure).await?;
            change.log(Deed::new("erase").object(subject).note(&format!("{class} {reason}"))).await?;
            erasures.push(erasure);
        }
        change.commit().await?;
        for erasure in &erasures {
            self.carry_out(erasure).await?;
        }
        Ok(())
    }

    /// Of whom a class was ever erased.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erased(&self, class: RecordClass) -> Result<Vec<Uuid>, Fault> {
        let sql = "SELECT DISTINCT subject FROM erasure WHERE tenant = $1 AND class = $2";
        Ok(on!(&self.store.db, pool => {
            sqlx::query_scalar(sql).bind(self.id).bind(class.code()).fetch_all(pool).await
        })?)
    }

    /// Everything of a class goes, wherever it still is. Done twice, it does no harm.
    async fn carry_out(&self, erasure: &Erasure) -> Result<(), Fault> {
        let Erasure { subject, class, .. } = *erasure;
        self.store.files.note_erasure(erasure).await?;
        self.store.keys.destroy(self.id, subject, &keys_of(class)).await?;
        if class == RecordClass::Identity {
            self.store.keys.unindex(self.id, subject).await?;
        }
        self.unlink(subject, class).await?;
        let mut tx = self.store.db.begin().await?;
        for sql in ROWS {
            within!(&mut tx, connection => {
                let query = sqlx::query(sql).bind(self.id).bind(subject).bind(class.code());
                query.execute(connection).await.map(|_| ())
            })?;
        }
        for sql in also(class) {
            within!(&mut tx, connection => {
                sqlx::query(*sql).bind(self.id).bind(subject).execute(connection).await.map(|_| ())
            })?;
        }
        turn(&mut tx, self.id, &BTreeSet::from([ANY.to_owned()])).await?;
        let done = "UPDATE erasure SET done = 1 WHERE id = $1";
        within!(&mut tx, connection => sqlx::query(done).bind(erasure.id).execute(connection).await.map(|_| ()))?;
        tx.commit().await?;
        self.store.db.settle("").await
    }
}

/// The keys that go with a class: what is sealed once more inside a record goes with the record.
fn keys_of(class: RecordClass) -> Vec<&'static str> {
    let inside = (class == RecordClass::Unit).then_some(crate::vault::CLASS);
    [Some(class), inside].into_iter().flatten().map(RecordClass::code).collect()
}

/// What goes besides, with some classes: where somebody belonged goes with who they were, and whom the log was
/// about goes with what it said of them.
fn also(class: RecordClass) -> &'static [&'static str] {
    match class {
        RecordClass::Identity => &[
            "DELETE FROM membership WHERE tenant = $1 AND (person = $2 OR place = $2)",
            // By what another system calls them they do not come back with its next list.
            "UPDATE origin SET kind = 'erased', print = 0 WHERE tenant = $1 AND id = $2",
            "DELETE FROM session WHERE tenant = $1 AND person = $2",
            "DELETE FROM ticket WHERE tenant = $1 AND person = $2",
        ],
        RecordClass::Log => &["UPDATE log_entry SET subject = NULL, owner = tenant, sealed = '' \
                               WHERE tenant = $1 AND owner = $2"],
        // What was owed by a record goes with it.
        RecordClass::Unit => &["DELETE FROM task WHERE tenant = $1 AND record = $2"],
        _ => &[],
    }
}

impl Store {
    /// All erasures, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, Fault> {
        erasures(&self.db, false).await
    }

    /// Carries out the erasures that were broken off, or that a backup did not know of. Called at every start and
    /// after a restore, before anything is served.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn finish_erasures(&self) -> Result<(), Fault> {
        for erasure in erasures(&self.db, true).await? {
            self.tenant(Id::new(erasure.tenant)).carry_out(&erasure).await?;
        }
        Ok(())
    }

    /// Notes erasures that were made elsewhere or later than this database remembers, so that they hold here too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_erasures(&self, erasures: &[Erasure]) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        for erasure in erasures {
            note(&mut tx, erasure).await?;
        }
        tx.commit().await
    }

    /// Rotates all keys above those of subjects and destroys the former ones. From `at` on, no key backup from
    /// before opens anything; every erasure up to then is final.
    ///
    /// # Errors
    /// When a key or a database fails; it can be run again.
    pub async fn rotate(&self, at: Instant) -> Result<(), Fault> {
        for tenant in self.keys.tenants().await? {
            self.keys.rotate_tenant(tenant, at).await?;
        }
        self.keys.rotate_master().await?;
        let sql = "UPDATE erasure SET final_at = $1 WHERE final_at IS NULL AND at <= $1";
        let mut tx = self.db.begin().await?;
        within!(&mut tx, connection => sqlx::query(sql).bind(at.0).execute(connection).await.map(|_| ()))?;
        tx.commit().await
    }
}

async fn note(tx: &mut Tx, erasure: &Erasure) -> Result<(), Fault> {
    let sql = "INSERT INTO erasure (id, tenant, subject, class, at, final_at, done) \
               VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT (id) DO UPDATE SET done = 0";
    within!(tx, connection => {
        let query = sqlx::query(sql).bind(erasure.id).bind(erasure.tenant).bind(erasure.subject);
        let query = query.bind(erasure.class.code()).bind(erasure.at.0);
        query.bind(erasure.final_at.map(|at| at.0)).execute(connection).await.map(|_| ())
    })?;
    Ok(())
}

/// Whether a class of somebody's was erased: nothing is sealed for them any more.
pub(crate) async fn is_erased(
    tx: &mut Tx,
    tenant: Uuid,
    (subject, class): (Uuid, RecordClass),
) -> Result<bool, Fault> {
    let sql = "SELECT count(*) FROM erasure WHERE tenant = $1 AND subject = $2 AND class = $3";
    let count: i64 = within!(tx, connection => {
        sqlx::query_scalar(sql).bind(tenant).bind(subject).bind(class.code()).fetch_one(connection).await
    })?;
    Ok(count > 0)
}

/// The erasures that a database knows of, oldest first: all, or those that are still to be carried out.
pub(crate) async fn erasures(db: &Db, only_open: bool) -> Result<Vec<Erasure>, Fault> {
    let rows: Vec<Row> = on!(db, pool => {
        let mut query = sqlx::QueryBuilder::new(COLUMNS);
        query.push(if only_open { " WHERE done = 0" } else { "" });
        query.push(" ORDER BY at, id").build_query_as().fetch_all(pool).await
    })?;
    rows.into_iter().map(read).collect()
}
