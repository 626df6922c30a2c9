//! The ledger: the log in the database as the tree in `log`. New entries are worked into tiles when a checkpoint is
//! signed, daily or oftener; verification and export read the database as if it were the folder of the standard.

use crate::db::{Db, Tx, on, within};
use crate::fault::Fault;
use crate::keys::Keys;
use crate::log::tile::{Kind, bundle};
use crate::log::tree::{Hash, leaf_hash};
use crate::log::{Checkpoint, Edge, Folder, Signer, Source, Tile, VerifierKey, export, verify};
use crate::store::Store;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use tokio::runtime::Handle;
use uuid::Uuid;
use varsam_model::Instant;

/// The name of the key that checkpoints are signed with. Its subject and tenant are the installation.
const SIGNING: &str = "log_signing";

/// How many entries are worked in at a time.
const BATCH: i64 = 10_000;

/// A checkpoint as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// How many entries the log had.
    pub size: u64,
    /// When.
    pub at: Instant,
    /// The signed note, as it goes to witnesses.
    pub note: String,
    /// When a witness outside had it.
    pub witnessed: Option<Instant>,
}

type Row = (i64, i64, String, Option<i64>);

impl Store {
    /// Signs what the log is now. Gives the last checkpoint again where nothing was added.
    ///
    /// # Errors
    /// When the log cannot be read or the checkpoint not be stored.
    pub async fn checkpoint(&self, at: Instant) -> Result<Signed, Fault> {
        let signer = self.signer().await?;
        let mut tx = self.db.begin().await?;
        let size = locked_size(&mut tx).await?;
        let last = last(&mut tx).await?;
        if let Some(signed) = last.filter(|signed| signed.size == size) {
            return Ok(signed);
        }
        let edge = work_in(&mut tx, size).await?;
        let origin = signer.verifier().name().to_owned();
        let checkpoint = Checkpoint { origin, size, root: edge.root(), extensions: Vec::new() };
        let note = checkpoint.sign(&[&signer]).map_err(told)?.to_string();
        let signed = Signed { size, at, note, witnessed: None };
        put_checkpoint(&mut tx, &signed).await?;
        tx.commit().await?;
        Ok(signed)
    }

    /// The key that checkpoints are verified with, to be kept by others: whoever has it needs nothing else of us.
    ///
    /// # Errors
    /// When the key store cannot be read.
    pub async fn log_key(&self) -> Result<VerifierKey, Fault> {
        Ok(self.signer().await?.verifier().clone())
    }

    /// All checkpoints, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkpoints(&self, limit: u32) -> Result<Vec<Signed>, Fault> {
        let sql = "SELECT size, at, note, witnessed FROM log_checkpoint ORDER BY size DESC LIMIT $1";
        let rows: Vec<Row> =
            on!(&self.db, pool => sqlx::query_as(sql).bind(i64::from(limit)).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(signed).collect())
    }

    /// Notes that a witness outside has a checkpoint.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn witnessed(&self, size: u64, at: Instant) -> Result<(), Fault> {
        let sql = "UPDATE log_checkpoint SET witnessed = $1 WHERE size = $2 AND witnessed IS NULL";
        let mut tx = self.db.begin().await?;
        within!(&mut tx, connection => {
            sqlx::query(sql).bind(at.0).bind(number(size)).execute(connection).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Walks the whole log: every entry, every tile, the signature, and that an older checkpoint, as somebody outside
    /// kept it, is its beginning. Gives the checkpoint.
    ///
    /// # Errors
    /// `Log` with everything that is wrong.
    pub async fn verify_log(&self, older: Option<String>) -> Result<Checkpoint, Fault> {
        let key = self.log_key().await?;
        let last = self.checkpoints(1).await?.pop();
        let signed = last.ok_or_else(|| Fault::Log("nothing was signed yet".into()))?;
        let source = self.source();
        blocking(move || verify::verify(&source, &signed.note, &key, older.as_deref()).map_err(told)).await
    }

    /// Writes the log, up to its latest checkpoint, as the folder that other programs verify. Gives how many files
    /// were written.
    ///
    /// # Errors
    /// When the log does not hold, or does not continue what is in the folder.
    pub async fn export_log(&self, folder: &Path) -> Result<u64, Fault> {
        let key = self.log_key().await?;
        let last = self.checkpoints(1).await?.pop();
        let signed = last.ok_or_else(|| Fault::Log("nothing was signed yet".into()))?;
        let (source, mut folder) = (self.source(), Folder::new(folder));
        blocking(move || export::export(&source, &signed.note, &key, &mut folder).map_err(told)).await
    }

    fn source(&self) -> Rows {
        Rows { db: self.db.clone(), runtime: Handle::current() }
    }

    async fn signer(&self) -> Result<Signer, Fault> {
        let tenant = self.installation();
        let owner = (tenant, SIGNING);
        let found = self.keys.make(tenant, &[owner]).await?;
        let key = found.get(&(tenant, SIGNING.to_owned())).ok_or(Fault::Missing)?;
        Signer::new(&format!("varsam-{}", tenant.simple()), key.bytes()).map_err(told)
    }
}

impl Keys {
    /// Makes the keys that belong to the installation and to no organiser.
    pub(crate) async fn add_installation(&self, installation: Uuid, at: Instant) -> Result<(), Fault> {
        self.note_first_master().await?;
        self.add_tenant(installation, at).await?;
        self.make(installation, &[(installation, SIGNING)]).await.map(|_| ())
    }
}

fn told(error: impl std::fmt::Display) -> Fault {
    Fault::Log(error.to_string())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(told)?
}

fn signed((size, at, note, witnessed): Row) -> Signed {
    Signed { size: size.unsigned_abs(), at: Instant(at), note, witnessed: witnessed.map(Instant) }
}

fn number(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// The size of the log. Nobody appends until the transaction ends.
async fn locked_size(tx: &mut Tx) -> Result<u64, Fault> {
    let sql = "UPDATE log_head SET size = size WHERE one = 1 RETURNING size";
    let size: i64 = within!(tx, connection => sqlx::query_scalar(sql).fetch_one(connection).await)?;
    Ok(size.unsigned_abs())
}

async fn last(tx: &mut Tx) -> Result<Option<Signed>, Fault> {
    let sql = "SELECT size, at, note, witnessed FROM log_checkpoint ORDER BY size DESC LIMIT 1";
    let row: Option<Row> = within!(tx, connection => sqlx::query_as(sql).fetch_optional(connection).await)?;
    Ok(row.map(signed))
}

/// Works the entries since the last checkpoint into the tiles.
async fn work_in(tx: &mut Tx, size: u64) -> Result<Edge, Fault> {
    let mut edge = edge(tx).await?;
    while edge.size() < size {
        let leaves = leaves(tx, edge.size()).await?;
        if leaves.is_empty() {
            return Err(Fault::Log(format!("the entry {} is missing", edge.size())));
        }
        let mut tiles: BTreeMap<(i64, i64), Vec<u8>> = BTreeMap::new();
        for (tile, hashes) in edge.append(&leaves) {
            if let Kind::Hashes(level) = tile.kind {
                tiles.insert((i64::from(level), number(tile.index)), hashes);
            }
        }
        for (place, hashes) in tiles {
            put_tile(tx, place, &hashes).await?;
        }
    }
    Ok(edge)
}

/// The right edge as the last checkpoint left it.
async fn edge(tx: &mut Tx) -> Result<Edge, Fault> {
    let size = last(tx).await?.map_or(0, |signed| signed.size);
    let mut tiles: BTreeMap<Tile, Vec<u8>> = BTreeMap::new();
    for tile in Edge::tiles(size) {
        let Kind::Hashes(level) = tile.kind else { continue };
        let sql = "SELECT hashes FROM log_tile WHERE level = $1 AND number = $2";
        let hashes: Option<Vec<u8>> = within!(&mut *tx, connection => {
            let query = sqlx::query_scalar(sql).bind(i64::from(level)).bind(number(tile.index));
            query.fetch_optional(connection).await
        })?;
        if let Some(hashes) = hashes {
            tiles.insert(tile, cut(hashes, tile));
        }
    }
    Edge::read(size, &tiles).map_err(told)
}

async fn leaves(tx: &mut Tx, from: u64) -> Result<Vec<Hash>, Fault> {
    let sql = "SELECT place, leaf FROM log_entry WHERE place >= $1 ORDER BY place LIMIT $2";
    let rows: Vec<(i64, Vec<u8>)> = within!(tx, connection => {
        sqlx::query_as(sql).bind(number(from)).bind(BATCH).fetch_all(connection).await
    })?;
    let followed = (number(from)..).zip(rows).take_while(|(expected, (place, _))| expected == place);
    Ok(followed.map(|(_, (_, leaf))| leaf_hash(&leaf)).collect())
}

async fn put_tile(tx: &mut Tx, (level, number): (i64, i64), hashes: &[u8]) -> Result<(), Fault> {
    let sql = "INSERT INTO log_tile (level, number, hashes) VALUES ($1, $2, $3) \
               ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes";
    within!(tx, connection => {
        sqlx::query(sql).bind(level).bind(number).bind(hashes).execute(connection).await.map(|_| ())
    })?;
    Ok(())
}

async fn put_checkpoint(tx: &mut Tx, signed: &Signed) -> Result<(), Fault> {
    let sql = "INSERT INTO log_checkpoint (size, at, note, witnessed) VALUES ($1, $2, $3, NULL)";
    within!(tx, connection => {
        let query = sqlx::query(sql).bind(number(signed.size)).bind(signed.at.0).bind(signed.note.as_str());
        query.execute(connection).await.map(|_| ())
    })?;
    Ok(())
}

/// As many hashes as the tile has at that size of the log: its row may have grown since.
fn cut(mut hashes: Vec<u8>, tile: Tile) -> Vec<u8> {
    hashes.truncate(usize::from(tile.width) * size_of::<Hash>());
    hashes
}

/// The files of the log, read from the database. To be used from a thread that may block.
struct Rows {
    db: Db,
    runtime: Handle,
}

impl Source for Rows {
    fn read(&self, tile: Tile) -> io::Result<Option<Vec<u8>>> {
        let read = async {
            match tile.kind {
                Kind::Entries => self.entries(tile).await,
                Kind::Hashes(level) => self.hashes(level, tile).await,
            }
        };
        self.runtime.block_on(read).map_err(io::Error::other)
    }
}

impl Rows {
    async fn hashes(&self, level: u8, tile: Tile) -> Result<Option<Vec<u8>>, Fault> {
        let sql = "SELECT hashes FROM log_tile WHERE level = $1 AND number = $2";
        let hashes: Option<Vec<u8>> = on!(&self.db, pool => {
            let query = sqlx::query_scalar(sql).bind(i64::from(level)).bind(number(tile.index));
            query.fetch_optional(pool).await
        })?;
        let hashes = hashes.map(|hashes| cut(hashes, tile));
        Ok(hashes.filter(|hashes| hashes.len() == usize::from(tile.width) * size_of::<Hash>()))
    }

    async fn entries(&self, tile: Tile) -> Result<Option<Vec<u8>>, Fault> {
        let first = number(tile.index) * 256;
        let sql = "SELECT place, leaf FROM log_entry WHERE place >= $1 AND place < $2 ORDER BY place";
        let rows: Vec<(i64, Vec<u8>)> = on!(&self.db, pool => {
            let query = sqlx::query_as(sql).bind(first).bind(first + i64::from(tile.width));
            query.fetch_all(pool).await
        })?;
        let is_whole = rows.len() == usize::from(tile.width);
        let leaves: Vec<_> = rows.into_iter().map(|(_, leaf)| leaf).collect();
        if is_whole { bundle(&leaves).map(Some).map_err(told) } else { Ok(None) }
    }
}
