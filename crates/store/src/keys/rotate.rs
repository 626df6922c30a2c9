//! Rotation: new keys above, everything below sealed anew, the old keys destroyed. It runs while others work.
//!
//! Whoever has an old backup of the key store has tenants' keys in it, wrapped by a master key that was current then.
//! Once that version of the master key is destroyed, the backup opens nothing.

use super::{Keys, VACUUM, fresh, lock, note_master, tenant_place};
use crate::db::{on, within};
use crate::fault::Fault;
use crate::master::Wrapped;
use uuid::Uuid;
use varsam_model::Instant;

type Row = (Uuid, String, i64, Vec<u8>);

/// How many keys are sealed anew in one transaction: short, so that nobody waits for it.
const BATCH: i64 = 500;

impl Keys {
    /// Gives a tenant a new key, seals all keys of subjects anew, and destroys the former key.
    pub(crate) async fn rotate_tenant(&self, tenant: Uuid, at: Instant) -> Result<(), Fault> {
        self.forget(tenant).await;
        let former = self.tenant(tenant).await?.current().ok_or(Fault::Missing)?.0;
        let current = former + 1;
        self.put_tenant_key(tenant, current, &fresh()?, at).await?;
        self.forget(tenant).await;
        // Others may make keys under the former key until they notice; so until none is left and it is gone.
        while !self.drop_former(tenant, current).await? {
            while self.rewrap_some(tenant, current).await? > 0 {}
        }
        self.forget(tenant).await;
        self.db.settle(VACUUM).await
    }

    async fn rewrap_some(&self, tenant: Uuid, current: i64) -> Result<usize, Fault> {
        let keys = self.tenant(tenant).await?;
        let select = "SELECT subject, class, tenant_version, wrapped FROM subject_key \
                      WHERE tenant = $1 AND tenant_version < $2 LIMIT $3";
        let rows: Vec<Row> = on!(&self.db, pool => {
            sqlx::query_as(select).bind(tenant).bind(current).bind(BATCH).fetch_all(pool).await
        })?;
        // A key that was destroyed in the meantime stays destroyed: the row is changed, never put back.
        let update = "UPDATE subject_key SET tenant_version = $1, wrapped = $2 \
                      WHERE tenant = $3 AND subject = $4 AND class = $5 AND tenant_version = $6";
        let mut tx = self.db.begin().await?;
        for row in &rows {
            let (version, wrapped) = keys.rewrapped(tenant, row)?;
            within!(&mut tx, connection => {
                let query = sqlx::query(update).bind(version).bind(wrapped).bind(tenant);
                query.bind(row.0).bind(row.1.as_str()).bind(row.2).execute(connection).await.map(|_| ())
            })?;
        }
        tx.commit().await?;
        Ok(rows.len())
    }

    /// Destroys the former keys of a tenant when nothing is sealed under them any more; says whether they are gone.
    async fn drop_former(&self, tenant: Uuid, current: i64) -> Result<bool, Fault> {
        let lock = "UPDATE tenant_key SET made = made WHERE tenant = $1";
        let delete = "DELETE FROM tenant_key WHERE tenant = $1 AND version < $2 AND NOT EXISTS \
                      (SELECT 1 FROM subject_key WHERE tenant = $1 AND tenant_version < $2)";
        let count = "SELECT count(*) FROM tenant_key WHERE tenant = $1 AND version < $2";
        let mut tx = self.db.begin().await?;
        let left: i64 = within!(&mut tx, connection => {
            sqlx::query(lock).bind(tenant).execute(&mut *connection).await?;
            sqlx::query(delete).bind(tenant).bind(current).execute(&mut *connection).await?;
            sqlx::query_scalar(count).bind(tenant).bind(current).fetch_one(connection).await
        })?;
        tx.commit().await?;
        Ok(left == 0)
    }

    /// Gives the installation a new master key, wraps all tenants' keys anew, and destroys the former one.
    pub(crate) async fn rotate_master(&self) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        lock(&mut tx).await?;
        let mut master = self.master.write().await;
        let current = master.rotate().await?;
        let sql = "SELECT tenant, version, wrapped FROM tenant_key";
        let rows: Vec<(Uuid, i64, String)> =
            within!(&mut tx, connection => sqlx::query_as(sql).fetch_all(connection).await)?;
        for (tenant, version, wrapped) in rows {
            let place = tenant_place(tenant, version);
            let wrapped: Wrapped = wrapped.parse()?;
            let key = master.unwrap(&wrapped, place.bytes()).await?;
            let wrapped = master.wrap(&key, place.bytes()).await?.to_string();
            let sql = "UPDATE tenant_key SET wrapped = $1 WHERE tenant = $2 AND version = $3";
            within!(&mut tx, connection => {
                sqlx::query(sql).bind(wrapped).bind(tenant).bind(version).execute(connection).await.map(|_| ())
            })?;
        }
        note_master(&mut tx, &master).await?;
        tx.commit().await?;
        self.db.settle(VACUUM).await?;
        master.retire(current).await?;
        Ok(())
    }
}
