//! Copying tables from one database into another, in either direction between SQLite and PostgreSQL.

use crate::db::{Db, Tx, within};
use crate::fault::Fault;
use aws_lc_rs::digest::{Context, SHA256};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};
use uuid::Uuid;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Id,
    Text,
    Number,
    Bytes,
}

/// A table: its name, its columns.
pub(crate) type Table = (&'static str, &'static [(&'static str, Kind)]);

use Kind::{Bytes, Id, Number, Text};

/// What is in the database of records. A test holds it against the migrations.
pub(crate) const RECORDS: &[Table] = &[
    ("installation", &[("one", Number), ("id", Id), ("made", Number), ("latest", Number)]),
    (
        "record",
        &[
            ("id", Id),
            ("tenant", Id),
            ("register", Text),
            ("unit", Id),
            ("subject", Id),
            ("class", Text),
            ("state", Text),
            ("owner_role", Text),
            ("due", Number),
            ("dispose_on", Number),
            ("made", Number),
            ("changed", Number),
            ("version", Number),
            ("sealed", Bytes),
        ],
    ),
    (
        "membership",
        &[
            ("tenant", Id),
            ("person", Id),
            ("place", Id),
            ("kind", Text),
            ("since", Number),
            ("until", Number),
        ],
    ),
    (
        "task",
        &[
            ("tenant", Id),
            ("record", Id),
            ("step", Text),
            ("party", Text),
            ("unit", Id),
            ("person", Id),
            ("since", Number),
            ("due", Number),
            ("rings", Number),
        ],
    ),
    (
        "origin",
        &[("tenant", Id), ("id", Id), ("source", Text), ("outside", Id), ("kind", Text), ("print", Number)],
    ),
    (
        "outbox",
        &[
            ("id", Id),
            ("tenant", Id),
            ("kind", Text),
            ("once", Text),
            ("subject", Id),
            ("class", Text),
            ("due", Number),
            ("lease", Number),
            ("tries", Number),
            ("done", Number),
            ("fault", Text),
            ("sealed", Bytes),
        ],
    ),
    (
        "file",
        &[
            ("id", Id),
            ("tenant", Id),
            ("unit", Id),
            ("subject", Id),
            ("class", Text),
            ("hash", Bytes),
            ("bytes", Number),
            ("made", Number),
            ("sealed", Bytes),
        ],
    ),
    ("log_head", &[("one", Number), ("size", Number)]),
    (
        "log_entry",
        &[
            ("place", Number),
            ("at", Number),
            ("tenant", Id),
            ("actor", Id),
            ("kind", Text),
            ("unit", Id),
            ("subject", Id),
            ("owner", Id),
            ("leaf", Bytes),
            ("sealed", Bytes),
        ],
    ),
    ("log_tile", &[("level", Number), ("number", Number), ("hashes", Bytes)]),
    ("log_checkpoint", &[("size", Number), ("at", Number), ("note", Text), ("witnessed", Number)]),
    (
        "erasure",
        &[
            ("id", Id),
            ("tenant", Id),
            ("subject", Id),
            ("class", Text),
            ("at", Number),
            ("final_at", Number),
            ("done", Number),
        ],
    ),
];

/// What is in the database of keys.
pub(crate) const KEYS: &[Table] = &[
    ("installation", &[("one", Number), ("id", Id), ("master_version", Number), ("master_print", Text)]),
    ("tenant_key", &[("tenant", Id), ("version", Number), ("made", Number), ("wrapped", Text)]),
    (
        "subject_key",
        &[("tenant", Id), ("subject", Id), ("class", Text), ("tenant_version", Number), ("wrapped", Bytes)],
    ),
    ("blind", &[("tenant", Id), ("hash", Bytes), ("subject", Id)]),
];

/// A value on its way.
enum Cell {
    Id(Option<Uuid>),
    Text(Option<String>),
    Number(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

/// The values of a row, whichever database it is of.
macro_rules! cells {
    ($row:expr, $columns:expr) => {{
        let mut cells = Vec::with_capacity($columns.len());
        for (at, (_, kind)) in $columns.iter().enumerate() {
            cells.push(match kind {
                Id => Cell::Id($row.try_get(at)?),
                Text => Cell::Text($row.try_get(at)?),
                Number => Cell::Number($row.try_get(at)?),
                Bytes => Cell::Bytes($row.try_get(at)?),
            });
        }
        cells
    }};
}

/// How many rows go into one statement; SQLite allows 32,766 values.
const BATCH: usize = 500;

/// What a table held: how many rows, and a digest of them all in any order, so that damage is noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The table.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// The digests of the rows (SHA-256), added up by exclusive or.
    pub digest: [u8; 32],
}

impl Held {
    fn nothing(table: &str) -> Self {
        Self { table: table.to_owned(), rows: 0, digest: [0; 32] }
    }

    fn add(&mut self, cells: &[Cell]) {
        let mut context = Context::new(&SHA256);
        for cell in cells {
            let (kind, bytes): (u8, &[u8]) = match cell {
                Cell::Id(Some(id)) => (1, id.as_bytes()),
                Cell::Text(Some(text)) => (2, text.as_bytes()),
                Cell::Number(Some(number)) => (3, &number.to_be_bytes()),
                Cell::Bytes(Some(bytes)) => (4, bytes),
                _ => (0, &[]),
            };
            context.update(&[kind]);
            context.update(&bytes.len().to_be_bytes());
            context.update(bytes);
        }
        self.rows += 1;
        let digest = context.finish();
        self.digest.iter_mut().zip(digest.as_ref()).for_each(|(sum, byte)| *sum ^= byte);
    }
}

/// What a table holds now.
pub(super) async fn held(db: &Db, table: &Table) -> Result<Held, Fault> {
    one(&mut snapshot(db).await?, None, table).await
}

/// Copies all tables as they are at one moment into a database whose tables are empty. Gives what each held.
pub(super) async fn all(from: &Db, to: &Db, tables: &[Table]) -> Result<Vec<Held>, Fault> {
    let mut read = snapshot(from).await?;
    let mut write = to.begin().await?;
    let mut held = Vec::with_capacity(tables.len());
    for table in tables {
        // A migration may have put a row in.
        let empty = format!("DELETE FROM {}", table.0);
        within!(&mut write, connection => sqlx::query(AssertSqlSafe(empty)).execute(connection).await.map(|_| ()))?;
        held.push(one(&mut read, Some(&mut write), table).await?);
    }
    write.commit().await?;
    Ok(held)
}

/// Takes everything out again that was put in.
pub(super) async fn empty(db: &Db, tables: &[Table]) -> Result<(), Fault> {
    let mut write = db.begin().await?;
    for (table, _) in tables {
        let empty = format!("DELETE FROM {table}");
        within!(&mut write, connection => sqlx::query(AssertSqlSafe(empty)).execute(connection).await.map(|_| ()))?;
    }
    write.commit().await
}

/// A transaction in which everything is as it was at one moment.
async fn snapshot(from: &Db) -> Result<Tx, Fault> {
    Ok(match from {
        Db::Sqlite { read, .. } => Tx::Sqlite(read.begin_with("BEGIN DEFERRED").await?),
        Db::Postgres(pool) => {
            let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
            Tx::Postgres(pool.begin_with(begin).await?)
        }
    })
}

/// Reads a table, and writes it where there is somewhere to write it.
async fn one(read: &mut Tx, mut write: Option<&mut Tx>, (name, columns): &Table) -> Result<Held, Fault> {
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let select = format!("SELECT {} FROM {name}", names.join(", "));
    let insert = format!("INSERT INTO {name} ({}) ", names.join(", "));
    let (mut held, mut batch) = (Held::nothing(name), Vec::with_capacity(BATCH));
    within!(read, connection => {
        let mut rows = sqlx::query(AssertSqlSafe(select)).fetch(connection);
        while let Some(row) = rows.try_next().await? {
            let cells = cells!(row, columns);
            held.add(&cells);
            batch.push(cells);
            if batch.len() == BATCH {
                put(write.as_deref_mut(), &insert, &batch).await?;
                batch.clear();
            }
        }
        Ok::<_, Fault>(())
    })?;
    put(write, &insert, &batch).await?;
    Ok(held)
}

async fn put(write: Option<&mut Tx>, insert: &str, rows: &[Vec<Cell>]) -> Result<(), Fault> {
    let Some(write) = write.filter(|_| !rows.is_empty()) else { return Ok(()) };
    within!(write, connection => {
        let mut query = QueryBuilder::new(insert);
        query.push_values(rows, |mut row, cells| {
            for cell in cells {
                match cell {
                    Cell::Id(id) => row.push_bind(*id),
                    Cell::Text(text) => row.push_bind(text.as_deref()),
                    Cell::Number(number) => row.push_bind(*number),
                    Cell::Bytes(bytes) => row.push_bind(bytes.as_deref()),
                };
            }
        });
        query.build().execute(connection).await.map(|_| ())
    })?;
    Ok(())
}
