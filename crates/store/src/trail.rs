//! The trail: who did what to whom, as the log tells it. What the tree commits to says no name and no text; what
//! opens the commitment is sealed under the key of the person it is about, and goes with it.

use crate::db::{Db, Tx, on, within};
use crate::fault::Fault;
use crate::log::leaf::{Leaf, SALT_BYTES, commitment};
use crate::seal::{Key, Place};
use crate::store::Tenant;
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use uuid::Uuid;
use varsam_model::{Id, Instant, RecordClass, id};

/// Something that somebody does, for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    kind: String,
    unit: Option<Uuid>,
    about: Option<Uuid>,
    object: Option<Uuid>,
    note: String,
}

impl Deed {
    /// A deed of a kind, given as a code: `view_person`, `erase` …
    pub fn new(kind: &str) -> Self {
        Self { kind: kind.to_owned(), unit: None, about: None, object: None, note: String::new() }
    }

    /// At a unit.
    #[must_use]
    pub fn at(self, unit: Id<id::Unit>) -> Self {
        Self { unit: Some(unit.uuid()), ..self }
    }

    /// To a person's data. That person may ask who did it.
    #[must_use]
    pub fn about(self, person: Id<id::Person>) -> Self {
        Self { about: Some(person.uuid()), ..self }
    }

    /// With a record, a grant, a file …
    #[must_use]
    pub fn object(self, object: Uuid) -> Self {
        Self { object: Some(object), ..self }
    }

    /// Whose key seals what it says: the person's that it is about.
    pub(crate) fn owner(&self) -> Option<Uuid> {
        self.about
    }

    /// With a reason, or what was changed. It is sealed.
    #[must_use]
    pub fn note(self, note: &str) -> Self {
        Self { note: note.to_owned(), ..self }
    }
}

/// What opens a commitment, after its salt.
#[derive(Debug, Serialize, Deserialize)]
struct Detail {
    unit: Option<Uuid>,
    about: Option<Uuid>,
    object: Option<Uuid>,
    note: String,
}

/// A deed, ready to be appended.
#[derive(Debug)]
pub(crate) struct Step {
    at: Instant,
    by: Uuid,
    kind: String,
    unit: Uuid,
    about: Option<Uuid>,
    owner: Uuid,
    leaf: Vec<u8>,
    sealed: Vec<u8>,
}

impl Step {
    /// Seals what a deed says under the key of its owner.
    pub(crate) fn sealed(
        tenant: Uuid,
        (owner, key): (Uuid, &Key),
        (by, at): (Uuid, Instant),
        deed: Deed,
    ) -> Result<Self, Fault> {
        let Deed { kind, unit, about, object, note } = deed;
        let (salt, detail) = (salt()?, serde_json::to_vec(&Detail { unit, about, object, note })?);
        let opening = [salt.as_slice(), &detail].concat();
        let leaf = Leaf { at, actor: by, kind: kind.clone(), object, commitment: commitment(&salt, &detail) };
        let leaf = leaf.to_bytes().map_err(|error| Fault::Log(error.to_string()))?;
        let sealed = key.seal(place(tenant, &leaf).bytes(), &opening)?;
        Ok(Self { at, by, kind, unit: unit.unwrap_or(tenant), about, owner, leaf, sealed })
    }
}

fn salt() -> Result<[u8; SALT_BYTES], Fault> {
    let mut salt = [0; SALT_BYTES];
    aws_lc_rs::rand::fill(&mut salt).map_err(|_| Fault::Sealing)?;
    Ok(salt)
}

/// What opens a leaf opens no other.
fn place(tenant: Uuid, leaf: &[u8]) -> Place {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, leaf);
    let half = digest.as_ref().first_chunk().copied().unwrap_or_default();
    Place::of("log_entry", tenant, Uuid::from_bytes(half))
}

/// Appends to the log, as the last thing before a commit: whoever appends next waits for that.
pub(crate) async fn append(tx: &mut Tx, tenant: Uuid, steps: &[Step]) -> Result<(), Fault> {
    if steps.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let sql = "UPDATE log_head SET size = size + $1 WHERE one = 1 RETURNING size";
    let size: i64 =
        within!(tx, connection => sqlx::query_scalar(sql).bind(count).fetch_one(connection).await)?;
    let placed: Vec<(i64, &Step)> = (size - count..).zip(steps).collect();
    for steps in placed.chunks(500) {
        insert(tx, tenant, steps).await?;
    }
    Ok(())
}

async fn insert(tx: &mut Tx, tenant: Uuid, steps: &[(i64, &Step)]) -> Result<(), Fault> {
    let sql = "INSERT INTO log_entry (place, at, tenant, actor, kind, unit, subject, owner, leaf, sealed) ";
    within!(tx, connection => {
        let mut query = QueryBuilder::new(sql);
        query.push_values(steps, |mut row, (place, step)| {
            row.push_bind(*place).push_bind(step.at.0).push_bind(tenant).push_bind(step.by);
            row.push_bind(step.kind.as_str()).push_bind(step.unit).push_bind(step.about);
            row.push_bind(step.owner).push_bind(step.leaf.as_slice()).push_bind(step.sealed.as_slice());
        });
        query.build().execute(connection).await.map(|_| ())
    })?;
    Ok(())
}

/// Which part of the trail.
#[derive(Debug, Clone, Default)]
pub struct TrailFilter<'a> {
    /// What was done to this person's data.
    pub about: Option<Id<id::Person>>,
    /// What this person did.
    pub by: Option<Id<id::Person>>,
    /// What is of this kind; of any when empty.
    pub kind: &'a str,
    /// What was done at these units; at any when empty.
    pub units: &'a [Id<id::Unit>],
    /// What came before this place in the log: the trail is read from the end.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: u32,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// Its place in the log, from 0.
    pub place: u64,
    /// When.
    pub at: Instant,
    /// Who did it.
    pub by: Id<id::Person>,
    /// What: a code.
    pub kind: String,
    /// At which unit; the organiser's id where at none.
    pub unit: Id<id::Unit>,
    /// To whose data. `None` when to nobody's, or when that person was erased.
    pub about: Option<Id<id::Person>>,
    /// With what.
    pub object: Option<Uuid>,
    /// The reason, or what was changed; `None` when it was erased.
    pub note: Option<String>,
}

type Row = (i64, i64, Uuid, String, Uuid, Uuid, Option<Uuid>, Vec<u8>, Vec<u8>);

impl Tenant<'_> {
    /// What was done, the latest first.
    ///
    /// # Errors
    /// `Tampered` when an entry does not open though its key is there, or opens to something that its leaf does
    /// not commit to.
    pub async fn trail(&self, filter: &TrailFilter<'_>) -> Result<Vec<Passed>, Fault> {
        self.opened_trail(rows(&self.store.db, self.id, filter).await?).await
    }

    /// What stands at these places of the log, in their order. Those of others are left out.
    ///
    /// # Errors
    /// As above.
    pub async fn passed_at(&self, places: &[u64]) -> Result<Vec<Passed>, Fault> {
        // To a database, no places are a fault.
        if places.is_empty() {
            return Ok(vec![]);
        }
        self.opened_trail(rows_at(&self.store.db, self.id, places).await?).await
    }

    async fn opened_trail(&self, rows: Vec<Row>) -> Result<Vec<Passed>, Fault> {
        let owners: Vec<_> = rows.iter().map(|row| (row.5, RecordClass::Log.code())).collect();
        let keys = self.store.keys.find(self.id, &owners).await?;
        rows.into_iter().map(|row| self.passed(row, &keys)).collect()
    }

    fn passed(&self, row: Row, keys: &crate::keys::Found) -> Result<Passed, Fault> {
        let (number, at, by, kind, unit, owner, about, leaf, sealed) = row;
        let key = keys.get(&(owner, RecordClass::Log.code().to_owned()));
        let detail = match key {
            Some(key) if !sealed.is_empty() => {
                let tampered = || Fault::Tampered { table: "log_entry", id: number.to_string() };
                let opening = key.open(place(self.id, &leaf).bytes(), &sealed).ok_or_else(tampered)?;
                let (salt, detail) = opening.split_first_chunk::<SALT_BYTES>().ok_or_else(tampered)?;
                let is_said = Leaf::parse(&leaf).is_ok_and(|leaf| leaf.commits_to(salt, detail));
                Some(serde_json::from_slice::<Detail>(if is_said { detail } else { return Err(tampered()) })?)
            }
            _ => None,
        };
        Ok(Passed {
            place: number.unsigned_abs(),
            at: Instant(at),
            by: Id::new(by),
            kind,
            unit: Id::new(unit),
            about: about.map(Id::new),
            object: detail.as_ref().and_then(|detail| detail.object),
            note: detail.map(|detail| detail.note),
        })
    }
}

/// The columns of a [`Row`], in its order.
const COLUMNS: &str =
    "SELECT place, at, actor, kind, unit, owner, subject, leaf, sealed FROM log_entry WHERE tenant = ";

async fn rows_at(db: &Db, tenant: Uuid, places: &[u64]) -> Result<Vec<Row>, Fault> {
    Ok(on!(db, pool => {
        let mut query = QueryBuilder::new(COLUMNS);
        query.push_bind(tenant).push(" AND place IN (");
        let mut list = query.separated(", ");
        for place in places {
            list.push_bind(i64::try_from(*place).unwrap_or(i64::MAX));
        }
        query.push(") ORDER BY place");
        query.build_query_as().fetch_all(pool).await
    })?)
}

async fn rows(db: &Db, tenant: Uuid, filter: &TrailFilter<'_>) -> Result<Vec<Row>, Fault> {
    Ok(on!(db, pool => {
        let mut query = QueryBuilder::new(COLUMNS);
        query.push_bind(tenant);
        if let Some(about) = filter.about {
            query.push(" AND subject = ").push_bind(about.uuid());
        }
        if let Some(by) = filter.by {
            query.push(" AND actor = ").push_bind(by.uuid());
        }
        if !filter.kind.is_empty() {
            query.push(" AND kind = ").push_bind(filter.kind);
        }
        if !filter.units.is_empty() {
            query.push(" AND unit IN (");
            let mut list = query.separated(", ");
            for unit in filter.units {
                list.push_bind(unit.uuid());
            }
            query.push(")");
        }
        if let Some(before) = filter.before {
            query.push(" AND place < ").push_bind(i64::try_from(before).unwrap_or(i64::MAX));
        }
        query.push(" ORDER BY place DESC LIMIT ").push_bind(i64::from(filter.limit));
        query.build_query_as().fetch_all(pool).await
    })?)
}
