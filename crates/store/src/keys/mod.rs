//! The key store: a key for each data subject and class, sealed under the key of the organiser (tenant), which is
//! wrapped by the master key. To erase is to destroy a key here.
//!
//! Keys of subjects are never remembered in memory: a key that was destroyed opens nothing from that moment, in any
//! process. Those of tenants are, until they are rotated.

mod blind;
mod rotate;
mod subject;

use crate::db::{Db, on, within};
use crate::fault::Fault;
use crate::master::{Master, Wrapped};
use crate::seal::{KEY_BYTES, Key, Place};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
pub(crate) use subject::Found;
use tokio::sync::RwLock;
use uuid::Uuid;
use varsam_model::Instant;
use zeroize::Zeroizing;

/// Whose key is meant: a subject (person or unit) and the name of a class, or of a use within the program.
pub(crate) type Owner = (Uuid, &'static str);

/// The name of the key that identity numbers are hashed with. Its subject is the tenant.
const INDEX: &str = "index";

/// What is vacuumed in PostgreSQL when keys were destroyed.
const VACUUM: &str = "VACUUM subject_key, tenant_key, blind";

/// The key store, open.
#[derive(Debug)]
pub struct Keys {
    db: Db,
    master: RwLock<Master>,
    tenants: RwLock<HashMap<Uuid, Arc<TenantKeys>>>,
}

/// The keys of a tenant: the current one seals, the former ones open what is not yet sealed anew.
#[derive(Debug)]
struct TenantKeys {
    versions: BTreeMap<i64, Key>,
}

impl TenantKeys {
    fn current(&self) -> Option<(i64, &Key)> {
        self.versions.last_key_value().map(|(&version, key)| (version, key))
    }
}

impl Keys {
    /// The key store in a database, with the master key that its tenants' keys are wrapped by.
    ///
    /// # Errors
    /// When a tenant's key does not open with this master key.
    pub async fn open(db: Db, master: Master) -> Result<Self, Fault> {
        let keys = Self { db, master: RwLock::new(master), tenants: RwLock::default() };
        for tenant in keys.tenants().await? {
            keys.tenant(tenant).await?;
        }
        Ok(keys)
    }

    /// The database.
    pub(crate) fn db(&self) -> &Db {
        &self.db
    }

    /// All tenants that have a key.
    pub(crate) async fn tenants(&self) -> Result<Vec<Uuid>, Fault> {
        let sql = "SELECT DISTINCT tenant FROM tenant_key ORDER BY tenant";
        Ok(on!(&self.db, pool => sqlx::query_scalar(sql).fetch_all(pool).await)?)
    }

    /// Makes the key of a tenant, and the one that its identity numbers are hashed with. One that is there stays.
    ///
    /// # Errors
    /// When the master key or the database fails.
    pub async fn add_tenant(&self, tenant: Uuid, at: Instant) -> Result<(), Fault> {
        if self.tenant(tenant).await.is_err() {
            let key = fresh()?;
            self.put_tenant_key(tenant, 1, &key, at).await?;
        }
        self.make(tenant, &[(tenant, INDEX)]).await.map(|_| ())
    }

    async fn put_tenant_key(&self, tenant: Uuid, version: i64, key: &Key, at: Instant) -> Result<(), Fault> {
        let wrapped =
            self.master.read().await.wrap(key.bytes(), tenant_place(tenant, version).bytes()).await?;
        let sql = "INSERT INTO tenant_key (tenant, version, made, wrapped) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (tenant, version) DO NOTHING";
        let mut tx = self.db.begin().await?;
        within!(&mut tx, connection => {
            sqlx::query(sql).bind(tenant).bind(version).bind(at.0).bind(wrapped.to_string()).execute(connection).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// The keys of a tenant.
    async fn tenant(&self, tenant: Uuid) -> Result<Arc<TenantKeys>, Fault> {
        if let Some(keys) = self.tenants.read().await.get(&tenant) {
            return Ok(Arc::clone(keys));
        }
        let keys = Arc::new(self.load_tenant(tenant).await?);
        self.tenants.write().await.insert(tenant, Arc::clone(&keys));
        Ok(keys)
    }

    async fn load_tenant(&self, tenant: Uuid) -> Result<TenantKeys, Fault> {
        let sql = "SELECT version, wrapped FROM tenant_key WHERE tenant = $1";
        let rows: Vec<(i64, String)> =
            on!(&self.db, pool => sqlx::query_as(sql).bind(tenant).fetch_all(pool).await)?;
        let master = self.master.read().await;
        let mut versions = BTreeMap::new();
        for (version, wrapped) in rows {
            let wrapped: Wrapped = wrapped.parse()?;
            let key = master.unwrap(&wrapped, tenant_place(tenant, version).bytes()).await?;
            versions.insert(version, Key::new(key));
        }
        if versions.is_empty() { Err(Fault::Missing) } else { Ok(TenantKeys { versions }) }
    }

    /// Forgets what it knows of a tenant, because it has changed.
    async fn forget(&self, tenant: Uuid) {
        self.tenants.write().await.remove(&tenant);
    }

    /// What tells one master key from another: shown by the doctor, and written into backups.
    ///
    /// # Errors
    /// When the master key cannot be used.
    pub async fn master_fingerprint(&self) -> Result<String, Fault> {
        let master = self.master.read().await;
        Ok(master.fingerprint(master.current()).await?)
    }
}

/// A new key.
pub(crate) fn fresh() -> Result<Key, Fault> {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    aws_lc_rs::rand::fill(bytes.as_mut_slice()).map_err(|_| Fault::Sealing)?;
    Ok(Key::new(bytes))
}

fn tenant_place(tenant: Uuid, version: i64) -> Place {
    Place::of("tenant_key", tenant, tenant).number(version)
}

fn subject_place(tenant: Uuid, owner: (Uuid, &str), version: i64) -> Place {
    Place::of("subject_key", tenant, owner.0).word(owner.1).number(version)
}
