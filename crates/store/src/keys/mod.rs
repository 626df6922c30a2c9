//! The key store: a key for each data subject and class, sealed under the key of the organiser (tenant), which is
//! wrapped by the master key. To erase is to destroy a key here.
//!
//! Keys of subjects are never remembered in memory: a key that was destroyed opens nothing from that moment, in any
//! process. Those of tenants are, until they are rotated.

mod blind;
mod rotate;
mod subject;

use crate::db::{Db, Tx, on, within};
use crate::fault::Fault;
use crate::master::{Master, MasterError, Wrapped};
use crate::seal::{KEY_BYTES, Key, Place};
pub use blind::Blind;
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
pub(crate) const VACUUM: &str = "VACUUM subject_key, tenant_key, blind";

/// How often keys of a tenant are read again that were wrapped anew in between.
const LOOKS: usize = 5;

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
        recognise(&db, &master).await?;
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
        match self.tenant(tenant).await {
            Err(Fault::Missing) => self.put_tenant_key(tenant, 1, &fresh()?, at).await?,
            known => drop(known?),
        }
        self.make(tenant, &[(tenant, INDEX)]).await.map(|_| ())
    }

    /// Notes which master key is current, the first time.
    pub(crate) async fn note_first_master(&self) -> Result<(), Fault> {
        let sql = "SELECT master_version FROM installation WHERE one = 1";
        let noted: Option<i64> = on!(&self.db, pool => sqlx::query_scalar(sql).fetch_one(pool).await)?;
        if noted.is_some() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        lock(&mut tx).await?;
        note_master(&mut tx, &*self.master.read().await).await?;
        tx.commit().await
    }

    async fn put_tenant_key(&self, tenant: Uuid, version: i64, key: &Key, at: Instant) -> Result<(), Fault> {
        let sql = "INSERT INTO tenant_key (tenant, version, made, wrapped) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (tenant, version) DO NOTHING";
        let mut tx = self.db.begin().await?;
        lock(&mut tx).await?;
        let place = tenant_place(tenant, version);
        let wrapped = self.master.read().await.wrap(key.bytes(), place.bytes()).await?;
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

    /// Reads the keys of a tenant. Whoever rotates the master key may destroy, between our two steps, the version that
    /// the rows were wrapped by: then they have been wrapped anew, and are read again. (Holding the master key while
    /// the rows are read would let a rotation and a new connection wait for each other.)
    async fn load_tenant(&self, tenant: Uuid) -> Result<TenantKeys, Fault> {
        for _ in 0..LOOKS {
            match self.look_at_tenant(tenant).await {
                Err(Fault::Master(MasterError::NoSuchVersion { .. })) => {}
                looked => return looked,
            }
        }
        self.look_at_tenant(tenant).await
    }

    async fn look_at_tenant(&self, tenant: Uuid) -> Result<TenantKeys, Fault> {
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

    /// The version of the master key that is current.
    pub(crate) async fn master_version(&self) -> u32 {
        self.master.read().await.current()
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

/// Lets one at a time wrap tenants' keys or rotate the master key, in whatever process: a key that was wrapped by a
/// version which somebody destroys at the same moment would be lost. The database comes first and the master key
/// second, everywhere, so that nobody waits in a circle.
async fn lock(tx: &mut Tx) -> Result<(), Fault> {
    let sql = "UPDATE installation SET id = id WHERE one = 1";
    within!(tx, connection => sqlx::query(sql).execute(connection).await.map(|_| ()))?;
    Ok(())
}

/// Notes the check value of the master key that is current.
async fn note_master(tx: &mut Tx, master: &Master) -> Result<(), Fault> {
    let version = master.current();
    let print = master.fingerprint(version).await?;
    let sql = "UPDATE installation SET master_version = $1, master_print = $2 WHERE one = 1";
    within!(tx, connection => {
        sqlx::query(sql).bind(i64::from(version)).bind(print).execute(connection).await.map(|_| ())
    })?;
    Ok(())
}

/// Refuses a master key that is not the one noted, and says which is which.
async fn recognise(db: &Db, master: &Master) -> Result<(), Fault> {
    let sql = "SELECT master_version, master_print FROM installation WHERE one = 1";
    let noted: Option<(Option<i64>, Option<String>)> =
        on!(db, pool => sqlx::query_as(sql).fetch_optional(pool).await)?;
    if let Some((Some(version), Some(print))) = noted {
        master.recognise(u32::try_from(version).unwrap_or_default(), &print).await?;
    }
    Ok(())
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
