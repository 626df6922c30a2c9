//! What goes out because of a change: written with it, sent after it, at most once for each name.

use crate::change::Change;
use crate::db::{Tx, on, within};
use crate::fault::Fault;
use crate::seal::Place;
use crate::store::{Store, Tenant};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;
use varsam_model::{Id, Instant, RecordClass, id};

/// Something to be sent or done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice<T> {
    /// What: a code such as `mail`.
    pub kind: String,
    /// The name of the event. What has the same name goes out once.
    pub once: String,
    /// Not before.
    pub due: Instant,
    /// Whose key seals it: whom it is about. Erasing that one silences it.
    pub subject: Uuid,
    /// The class of that key.
    pub class: RecordClass,
    /// What the sender needs.
    pub body: T,
}

/// The kind of notices that go out as mail; the body is a [`Letter`] or an [`OutsideLetter`].
pub const MAIL: &str = "mail";

/// What a mail is made of. What it says of anybody is read where its link leads, by whom it lets in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// To whom: where their mail goes is looked up when it is sent.
    pub to: Id<id::Person>,
    /// What happened: a code that there are words for.
    pub about: String,
    /// Where to read more: a path of ours that names nobody.
    pub path: String,
}

/// The same to somebody who is in no directory: the address stands in the notice itself, sealed with it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsideLetter {
    /// Where it goes.
    pub address: String,
    /// In which language, as a tag.
    pub language: String,
    /// What happened: a code that there are words for.
    pub about: String,
    /// Where to read more: a path of ours that names nobody.
    pub path: String,
}

impl fmt::Debug for OutsideLetter {
    /// Without the address, and without the path, which lets in whoever has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OutsideLetter({})", self.about)
    }
}

/// A notice that this program has taken on, until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Which.
    pub id: Id<id::Record>,
    /// Whose organiser's.
    pub organiser: Id<id::Organiser>,
    /// What.
    pub kind: String,
    /// How many times it has been tried, this one included.
    pub tries: i64,
    /// The body, as JSON; `None` when it was erased: there is nothing to send then.
    pub body: Option<Vec<u8>>,
    /// Whether there is a body that does not open with the key that there is: it never will.
    pub is_unreadable: bool,
}

/// That mail to somebody in the directory was given up, or may be lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// To whom.
    pub to: Id<id::Person>,
    /// The code that says why; `uncertain` where nobody knows whether it went out.
    pub fault: String,
}

type Row = (Uuid, Uuid, String, i64, Uuid, String, Vec<u8>);

impl Change<'_> {
    /// Puts a notice out, with the change. One whose name was used before is not put out again.
    ///
    /// # Errors
    /// When its key cannot be made or the database fails.
    pub async fn notify<T: Serialize>(
        &mut self,
        id: Id<id::Record>,
        notice: &Notice<T>,
    ) -> Result<(), Fault> {
        let key = self.key(notice.subject, notice.class).await?;
        let sealed =
            key.seal(place(self.tenant.id, id.uuid()).bytes(), &serde_json::to_vec(&notice.body)?)?;
        let sql = "INSERT INTO outbox (id, tenant, kind, once, subject, class, due, lease, tries, done, fault, \
                   sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, NULL, '', $8) ON CONFLICT (once) DO NOTHING";
        let tenant = self.tenant.id;
        within!(&mut self.tx, connection => {
            let query = sqlx::query(sql).bind(id.uuid()).bind(tenant).bind(notice.kind.as_str());
            let query = query.bind(notice.once.as_str()).bind(notice.subject).bind(notice.class.code());
            query.bind(notice.due.0).bind(sealed).execute(connection).await.map(|_| ())
        })?;
        Ok(())
    }
}

impl Tenant<'_> {
    /// Mail to people in the directory that was put out since a moment and did not go out, or may not have, the latest first; at
    /// most so much. What is still tried is not in it, nor what is on its way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unsent(&self, since: Instant, now: Instant, limit: u32) -> Result<Vec<Unsent>, Fault> {
        // An id begins with the time at which it was made.
        let first = Id::<id::Record>::made(since, [0; 10]).uuid();
        let sql = "SELECT subject, fault FROM outbox WHERE id >= $1 AND tenant = $2 AND kind = $3 AND class = $4 \
                   AND done IS NOT NULL AND fault <> '' AND (fault <> 'uncertain' OR lease <= $5) ORDER BY id DESC LIMIT $6";
        let class = RecordClass::Identity.code();
        let rows: Vec<(Uuid, String)> = on!(&self.store.db, pool => {
            let query = sqlx::query_as(sql).bind(first).bind(self.id).bind(MAIL).bind(class);
            query.bind(now.0).bind(i64::from(limit)).fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(|(to, fault)| Unsent { to: Id::new(to), fault }).collect())
    }
}

impl Store {
    /// Takes on the notice of a kind that has been due the longest, for so many seconds. Nobody else gets it until then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(
        &self,
        kind: &str,
        now: Instant,
        lease_seconds: i64,
    ) -> Result<Option<Claimed>, Fault> {
        let until = now.plus_seconds(lease_seconds).0;
        let mut tx = self.db.begin().await?;
        let row = claim(&mut tx, kind, now.0, until).await?;
        tx.commit().await?;
        let Some((id, tenant, kind, tries, subject, class, sealed)) = row else { return Ok(None) };
        let keys = self.keys.find(tenant, &[(subject, class.as_str())]).await?;
        let key = keys.get(&(subject, class));
        let body = key.and_then(|key| key.open(place(tenant, id).bytes(), &sealed));
        let is_unreadable = key.is_some() && body.is_none();
        Ok(Some(Claimed { id: Id::new(id), organiser: Id::new(tenant), kind, tries, body, is_unreadable }))
    }

    /// Notes that a notice is about to go out. Until it is said what became of it, it counts as lost: whoever is killed
    /// meanwhile cannot know whether it went out, and nobody sends it again. Gives whether it was still to be sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn going(&self, id: Id<id::Record>, at: Instant) -> Result<bool, Fault> {
        let sql = "UPDATE outbox SET done = $1, fault = 'uncertain' WHERE id = $2 AND done IS NULL";
        let mut tx = self.db.begin().await?;
        let gone = within!(&mut tx, connection => {
            let query = sqlx::query(sql).bind(at.0).bind(id.uuid());
            query.execute(connection).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(gone == 1)
    }

    /// Notes that a notice went out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sent(&self, id: Id<id::Record>, at: Instant) -> Result<(), Fault> {
        self.settle(id, (Some(at), None), "").await
    }

    /// Notes that a notice did not go out, with a code that says why, and when to try again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn not_sent(&self, id: Id<id::Record>, fault: &str, again: Instant) -> Result<(), Fault> {
        self.settle(id, (None, Some(again)), fault).await
    }

    /// Notes that a notice will not go out, with a code that says why. Nobody tries again; the doctor tells of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_up(&self, id: Id<id::Record>, fault: &str, at: Instant) -> Result<(), Fault> {
        self.settle(id, (Some(at), None), fault).await
    }

    /// Since when it is due stays as it is: that is how long it has not gone out.
    async fn settle(
        &self,
        id: Id<id::Record>,
        (done, again): (Option<Instant>, Option<Instant>),
        fault: &str,
    ) -> Result<(), Fault> {
        let sql = "UPDATE outbox SET done = $1, lease = COALESCE($2, lease), fault = $3 \
                   WHERE id = $4 AND (done IS NULL OR fault = 'uncertain')";
        let mut tx = self.db.begin().await?;
        within!(&mut tx, connection => {
            let query = sqlx::query(sql).bind(done.map(|at| at.0)).bind(again.map(|at| at.0)).bind(fault);
            query.bind(id.uuid()).execute(connection).await.map(|_| ())
        })?;
        tx.commit().await
    }
}

/// `SKIP LOCKED` is what lets several servers claim at once in PostgreSQL; SQLite has one writer anyway.
async fn claim(tx: &mut Tx, kind: &str, now: i64, until: i64) -> Result<Option<Row>, Fault> {
    let one = "UPDATE outbox SET lease = $1, tries = tries + 1 WHERE id = (SELECT id FROM outbox \
               WHERE done IS NULL AND kind = $3 AND due <= $2 AND lease <= $2 ORDER BY due LIMIT 1) \
               RETURNING id, tenant, kind, tries, subject, class, sealed";
    let skipping = "UPDATE outbox SET lease = $1, tries = tries + 1 WHERE id = (SELECT id FROM outbox \
               WHERE done IS NULL AND kind = $3 AND due <= $2 AND lease <= $2 ORDER BY due LIMIT 1 FOR UPDATE SKIP LOCKED) \
               RETURNING id, tenant, kind, tries, subject, class, sealed";
    let sql = if matches!(tx, Tx::Sqlite(_)) { one } else { skipping };
    Ok(within!(tx, connection => {
        sqlx::query_as(sql).bind(until).bind(now).bind(kind).fetch_optional(connection).await
    })?)
}

fn place(tenant: Uuid, id: Uuid) -> Place {
    Place::of("outbox", tenant, id)
}
