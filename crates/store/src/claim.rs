//! Claims: who is at something that only one may do at a time, in whatever process. A claim that is not held on to ends
//! by itself, so that one who was killed bars nobody for long.

use crate::change::Change;
use crate::db::within;
use crate::fault::Fault;
use crate::store::Tenant;
use uuid::Uuid;
use varsam_model::Instant;

/// The statement that takes a claim which is free, has ended, or is the holder's own.
const TAKE: &str = "INSERT INTO claim (tenant, name, holder, until) VALUES ($1, $2, $3, $4) \
                    ON CONFLICT (tenant, name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
                    WHERE claim.until <= $5 OR claim.holder = excluded.holder";

impl Tenant<'_> {
    /// Takes a claim until a time; false while somebody else has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take(&self, name: &str, holder: Uuid, now: Instant, until: Instant) -> Result<bool, Fault> {
        let mut tx = self.store.db.begin().await?;
        let rows = within!(&mut tx, connection => {
            let query = sqlx::query(TAKE).bind(self.id).bind(name).bind(holder).bind(until.0).bind(now.0);
            query.execute(connection).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(rows == 1)
    }

    /// Gives a claim back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_back(&self, name: &str, holder: Uuid) -> Result<(), Fault> {
        let sql = "DELETE FROM claim WHERE tenant = $1 AND name = $2 AND holder = $3";
        let mut tx = self.store.db.begin().await?;
        within!(&mut tx, connection => {
            sqlx::query(sql).bind(self.id).bind(name).bind(holder).execute(connection).await.map(|_| ())
        })?;
        tx.commit().await
    }
}

impl Change<'_> {
    /// Holds on to a claim for longer, and makes sure that it is still the holder's: with it, the change is made by
    /// whoever has the claim, or not at all.
    ///
    /// # Errors
    /// `Changed` when somebody else has it by now.
    pub async fn hold(&mut self, name: &str, holder: Uuid, until: Instant) -> Result<(), Fault> {
        let sql = "UPDATE claim SET until = $1 WHERE tenant = $2 AND name = $3 AND holder = $4";
        let tenant = self.tenant.id;
        let rows = within!(&mut self.tx, connection => {
            let query = sqlx::query(sql).bind(until.0).bind(tenant).bind(name).bind(holder);
            query.execute(connection).await.map(|done| done.rows_affected())
        })?;
        if rows == 1 { Ok(()) } else { Err(Fault::Changed) }
    }
}
