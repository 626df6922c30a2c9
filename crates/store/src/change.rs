//! A change: records, log entries and notices that are written together or not at all.

use crate::db::{Tx, within};
use crate::fault::Fault;
use crate::record::Head;
use crate::seal::Key;
use crate::store::Tenant;
use crate::trail::{Deed, Step};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use varsam_model::{Instant, RecordClass};

/// A change that somebody is making. What is not committed has not happened.
pub struct Change<'a> {
    pub(crate) tenant: Tenant<'a>,
    pub(crate) tx: Tx,
    pub(crate) by: Uuid,
    pub(crate) at: Instant,
    /// What the log will say, in its order.
    steps: Vec<Step>,
    /// Keys that were used in it, for as long as it lasts. What is sealed under one that is destroyed meanwhile does
    /// not open any more, which is as it should be.
    keys: HashMap<(Uuid, &'static str), Key>,
    /// The registers that are written in it.
    touched: BTreeSet<String>,
}

/// Under what it counts that something was written, it is not said in which register.
pub(crate) const ANY: &str = "*";

impl<'a> Change<'a> {
    pub(crate) async fn begin(tenant: Tenant<'a>, by: Uuid, at: Instant) -> Result<Self, Fault> {
        let tx = tenant.store.db.begin().await?;
        Ok(Self { tenant, tx, by, at, steps: Vec::new(), keys: HashMap::new(), touched: BTreeSet::new() })
    }

    /// Puts in a new record, as version 1.
    ///
    /// # Errors
    /// When its key cannot be made or the database fails.
    pub async fn create(&mut self, head: &Head, body: &impl Serialize) -> Result<(), Fault> {
        let sealed = self.sealed(head, 1, body).await?;
        let sql = "INSERT INTO record (id, tenant, register, unit, subject, class, state, owner_role, due, \
                   dispose_on, made, changed, version, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, 1, $12)";
        let (tenant, at) = (self.tenant.id, self.at.0);
        self.touch(&head.register);
        within!(&mut self.tx, connection => {
            let query = sqlx::query(sql).bind(head.id.uuid()).bind(tenant).bind(head.register.as_str());
            let query = query.bind(head.unit.uuid()).bind(head.subject).bind(head.class.code());
            let query = query.bind(head.state.as_str()).bind(head.owner_role.as_str());
            let query = query.bind(head.due.map(|due| due.0)).bind(head.dispose_on.map(|on| on.0));
            query.bind(at).bind(sealed).execute(connection).await.map(|_| ())
        })?;
        Ok(())
    }

    /// Writes a record anew; `head.version` is the version that was read. Gives the new version.
    ///
    /// # Errors
    /// `Changed` when somebody else was faster: nothing is written then.
    pub async fn update(&mut self, head: &Head, body: &impl Serialize) -> Result<i64, Fault> {
        let sealed = self.sealed(head, head.version + 1, body).await?;
        self.replace(head, &sealed).await
    }

    /// Writes a sealed body in the place of the version that was read.
    pub(crate) async fn replace(&mut self, head: &Head, sealed: &[u8]) -> Result<i64, Fault> {
        let version = head.version + 1;
        let sql = "UPDATE record SET unit = $1, state = $2, owner_role = $3, due = $4, dispose_on = $5, \
                   changed = $6, version = $7, sealed = $8 \
                   WHERE tenant = $9 AND id = $10 AND version = $11 AND subject = $12 AND class = $13";
        let (tenant, at) = (self.tenant.id, self.at.0);
        self.touch(&head.register);
        let rows = within!(&mut self.tx, connection => {
            let query = sqlx::query(sql).bind(head.unit.uuid()).bind(head.state.as_str());
            let query = query.bind(head.owner_role.as_str()).bind(head.due.map(|due| due.0));
            let query = query.bind(head.dispose_on.map(|on| on.0)).bind(at).bind(version).bind(sealed);
            let query = query.bind(tenant).bind(head.id.uuid()).bind(head.version);
            let query = query.bind(head.subject).bind(head.class.code());
            query.execute(connection).await.map(|done| done.rows_affected())
        })?;
        if rows == 1 {
            return Ok(version);
        }
        self.tenant.store.tally.conflicted();
        Err(Fault::Changed)
    }

    /// Writes anew with which role a record lies and by when something has to be done, where both follow from others; what
    /// it holds, and so its version, stays.
    ///
    /// # Errors
    /// `Changed` when somebody else wrote it since it was read: nothing is written then.
    pub async fn follow(&mut self, head: &Head) -> Result<(), Fault> {
        let sql =
            "UPDATE record SET owner_role = $1, due = $2 WHERE tenant = $3 AND id = $4 AND version = $5";
        let tenant = self.tenant.id;
        self.touch(&head.register);
        let rows = within!(&mut self.tx, connection => {
            let query = sqlx::query(sql).bind(head.owner_role.as_str()).bind(head.due.map(|due| due.0));
            let query = query.bind(tenant).bind(head.id.uuid()).bind(head.version);
            query.execute(connection).await.map(|done| done.rows_affected())
        })?;
        if rows == 1 { Ok(()) } else { Err(Fault::Changed) }
    }

    async fn sealed(&mut self, head: &Head, version: i64, body: &impl Serialize) -> Result<Vec<u8>, Fault> {
        let key = self.key(head.subject, head.class).await?;
        key.seal(head.place(self.tenant.id, version).bytes(), &serde_json::to_vec(body)?)
    }

    /// The key of a subject's class, made where it is not there yet.
    pub(crate) async fn key(&mut self, subject: Uuid, class: RecordClass) -> Result<Key, Fault> {
        let owner = (subject, class.code());
        if let Some(key) = self.keys.get(&owner) {
            return Ok(key.clone());
        }
        let key = self.tenant.made_key(subject, class.code()).await?;
        self.keys.insert(owner, key.clone());
        Ok(key)
    }

    /// Notes for the log what is done.
    ///
    /// # Errors
    /// When the key that its details are sealed under cannot be made.
    pub async fn log(&mut self, deed: Deed) -> Result<(), Fault> {
        let owner = deed.owner().unwrap_or(self.tenant.id);
        let key = self.key(owner, RecordClass::Log).await?;
        let step = Step::sealed(self.tenant.id, (owner, &key), (self.by, self.at), deed)?;
        self.steps.push(step);
        Ok(())
    }

    /// Makes all of it last. When this returns, it is on the disk.
    ///
    /// # Errors
    /// When it could not be made to last: then nothing has happened.
    pub async fn commit(mut self) -> Result<(), Fault> {
        self.advance_clock().await?;
        turn(&mut self.tx, self.tenant.id, &self.touched).await?;
        crate::trail::append(&mut self.tx, self.tenant.id, &self.steps).await?;
        self.tx.commit().await?;
        self.tenant.store.tally.committed();
        Ok(())
    }

    /// Notes that a register is written.
    pub(crate) fn touch(&mut self, register: &str) {
        if !self.touched.contains(register) {
            self.touched.insert(register.to_owned());
        }
    }

    async fn advance_clock(&mut self) -> Result<(), Fault> {
        let sql = "UPDATE installation SET latest = $1 WHERE one = 1 AND latest < $1";
        let at = self.at.0;
        within!(&mut self.tx, connection => sqlx::query(sql).bind(at).execute(connection).await.map(|_| ()))?;
        Ok(())
    }
}

/// Counts that registers were written. In their order, at the end: two changes never wait for each other.
pub(crate) async fn turn(tx: &mut Tx, tenant: Uuid, registers: &BTreeSet<String>) -> Result<(), Fault> {
    let sql = "INSERT INTO turn (tenant, register, turns) VALUES ($1, $2, 1) \
               ON CONFLICT (tenant, register) DO UPDATE SET turns = turn.turns + 1";
    for register in registers {
        within!(tx, connection => {
            let query = sqlx::query(sql).bind(tenant).bind(register.as_str());
            query.execute(connection).await.map(|_| ())
        })?;
    }
    Ok(())
}
