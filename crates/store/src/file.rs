//! Files, such as evidence: sealed in chunks, in a folder or in a store of the S3 kind. Where one lies follows from a
//! keyed hash of what it holds, so the same file is kept once for each key, and nobody can tell files by their names.

use crate::change::Change;
use crate::db::{on, within};
use crate::erase::Erasure;
use crate::fault::Fault;
use crate::seal::{Key, Place};
use crate::store::Tenant;
use aws_lc_rs::hmac;
use futures_util::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt as _, parse_url_opts};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;
use varsam_model::{Id, RecordClass, id};

/// What is sealed at a time, in bytes.
const CHUNK: usize = 1 << 20;

/// The folder of the list of erasures.
pub(crate) const ERASURES: &str = "erasures";

/// Where files are kept.
#[derive(Debug, Clone)]
pub struct Files {
    pub(crate) store: Arc<dyn ObjectStore>,
    prefix: ObjectPath,
}

/// A file, as its sealed row tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileNote {
    /// Its name, as it came.
    pub name: String,
    /// Its media type, as found out from its bytes.
    pub media: String,
}

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileOwner {
    /// The unit that has it.
    pub unit: Id<id::Unit>,
    /// Whose key seals it.
    pub subject: Uuid,
    /// The class of that key.
    pub class: RecordClass,
}

impl Files {
    /// A folder, made for its owner only where there is none.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn folder(path: &Path) -> Result<Self, Fault> {
        use std::os::unix::fs::DirBuilderExt as _;
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(|error| Fault::at(path, error))?;
        let store = LocalFileSystem::new_with_prefix(path)?.with_fsync(true).with_automatic_cleanup(true);
        Ok(Self { store: Arc::new(store), prefix: ObjectPath::default() })
    }

    /// A store by URL, `s3://bucket/prefix`, with the options of its kind (`endpoint`, `access_key_id` …).
    ///
    /// # Errors
    /// When URL or options are not understood.
    pub fn at(url: &str, options: &[(String, String)]) -> Result<Self, Fault> {
        let url = url.parse().map_err(|_| Fault::Backup(format!("`{url}` is no URL of a store of files")))?;
        let (store, prefix) = parse_url_opts(&url, options.iter().cloned())?;
        Ok(Self { store: Arc::from(store), prefix })
    }

    /// Where the bytes with a hash lie.
    fn path(&self, tenant: Uuid, hash: &[u8]) -> ObjectPath {
        let name = hex(hash);
        let (first, _) = name.split_at_checked(2).unwrap_or((&name, ""));
        self.below(&[&tenant.simple().to_string(), first, &name])
    }

    pub(crate) fn below(&self, names: &[&str]) -> ObjectPath {
        let parts = self.prefix.parts().map(|part| part.as_ref().to_owned());
        parts.chain(names.iter().map(|name| (*name).to_owned())).collect()
    }

    /// Notes an erasure beside the files: the database, put back from a backup, would have forgotten it.
    pub(crate) async fn note_erasure(&self, erasure: &Erasure) -> Result<(), Fault> {
        let path = self.below(&[ERASURES, &format!("{}.json", erasure.id)]);
        self.store.put(&path, serde_json::to_vec(erasure)?.into()).await?;
        Ok(())
    }

    /// All erasures that are noted beside the files.
    pub(crate) async fn erasures(&self) -> Result<Vec<Erasure>, Fault> {
        let mut objects = self.store.list(Some(&self.below(&[ERASURES])));
        let mut erasures = Vec::new();
        while let Some(object) = objects.try_next().await? {
            let bytes = self.store.get(&object.location).await?.bytes().await?;
            erasures.push(serde_json::from_slice(&bytes)?);
        }
        Ok(erasures)
    }
}

/// A row of a file: unit, subject, class, hash, length, sealed note.
type Row = (Uuid, Uuid, String, Vec<u8>, i64, Vec<u8>);

impl Change<'_> {
    /// Keeps a file. Its bytes are written at once, its row with the change: bytes without a row do no harm.
    ///
    /// # Errors
    /// When keys, the store of files or the database fail.
    pub async fn keep_file(
        &mut self,
        id: Id<id::File>,
        owner: FileOwner,
        note: &FileNote,
        bytes: &[u8],
    ) -> Result<(), Fault> {
        let key = self.key(owner.subject, owner.class).await?;
        let tenant = self.tenant.id;
        let hash = keyed_hash(&key, bytes);
        let chunks = sealed_chunks(&key, tenant, &hash, bytes)?;
        let files = &self.tenant.store.files;
        files.store.put(&files.path(tenant, &hash), chunks.concat().into()).await?;
        let sealed = key.seal(place(tenant, id).bytes(), &serde_json::to_vec(note)?)?;
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let sql = "INSERT INTO file (id, tenant, unit, subject, class, hash, bytes, made, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let at = self.at.0;
        within!(&mut self.tx, connection => {
            let query = sqlx::query(sql).bind(id.uuid()).bind(tenant).bind(owner.unit.uuid());
            let query = query.bind(owner.subject).bind(owner.class.code()).bind(hash.as_slice());
            query.bind(length).bind(at).bind(sealed).execute(connection).await.map(|_| ())
        })?;
        Ok(())
    }
}

impl Tenant<'_> {
    /// A file: what is known of it, and its bytes, checked to be what was kept.
    ///
    /// # Errors
    /// `Missing`, `Erased`, or `Tampered` when the bytes are not those that were kept.
    pub async fn file(&self, id: Id<id::File>) -> Result<(FileOwner, FileNote, Vec<u8>), Fault> {
        let sql = "SELECT unit, subject, class, hash, bytes, sealed FROM file WHERE tenant = $1 AND id = $2";
        let row: Option<Row> = on!(&self.store.db, pool => {
            sqlx::query_as(sql).bind(self.id).bind(id.uuid()).fetch_optional(pool).await
        })?;
        let (unit, subject, class, hash, length, sealed) = row.ok_or(Fault::Missing)?;
        let keys = self.store.keys.find(self.id, &[(subject, class.as_str())]).await?;
        let key = keys.get(&(subject, class.clone())).ok_or(Fault::Erased)?;
        let tampered = || Fault::Tampered { table: "file", id: id.to_string() };
        let note = key.open(place(self.id, id).bytes(), &sealed).ok_or_else(tampered)?;
        let files = &self.store.files;
        let stored = files.store.get(&files.path(self.id, &hash)).await?.bytes().await?;
        let bytes = opened_chunks(key, self.id, &hash, &stored).ok_or_else(tampered)?;
        if i64::try_from(bytes.len()) != Ok(length) {
            return Err(tampered());
        }
        let owner = FileOwner { unit: Id::new(unit), subject, class: class.parse()? };
        Ok((owner, serde_json::from_slice(&note)?, bytes))
    }

    /// Takes the bytes of all files of a subject's class out of the store. One that is not there is no error.
    pub(crate) async fn unlink(&self, subject: Uuid, class: RecordClass) -> Result<(), Fault> {
        let sql = "SELECT hash FROM file WHERE tenant = $1 AND subject = $2 AND class = $3";
        let hashes: Vec<Vec<u8>> = on!(&self.store.db, pool => {
            sqlx::query_scalar(sql).bind(self.id).bind(subject).bind(class.code()).fetch_all(pool).await
        })?;
        let files = &self.store.files;
        for hash in hashes {
            match files.store.delete(&files.path(self.id, &hash)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

fn place(tenant: Uuid, id: Id<id::File>) -> Place {
    Place::of("file", tenant, id.uuid())
}

/// A key of its own for hashing, so that the sealing key is used for one thing only.
fn keyed_hash(key: &Key, bytes: &[u8]) -> Vec<u8> {
    let derive = hmac::Key::new(hmac::HMAC_SHA256, key.bytes());
    let hashing = hmac::sign(&derive, b"varsam file hash");
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, hashing.as_ref()), bytes).as_ref().to_vec()
}

/// Each chunk is bound to its number and to whether it is the last: none can be left out, moved or cut off.
fn chunk_place(tenant: Uuid, hash: &[u8], number: usize, is_last: bool) -> Place {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    Place::of("chunk", tenant, Uuid::nil()).word(&hex(hash)).number(number).number(i64::from(is_last))
}

fn sealed_chunks(key: &Key, tenant: Uuid, hash: &[u8], bytes: &[u8]) -> Result<Vec<Vec<u8>>, Fault> {
    let count = bytes.len().div_ceil(CHUNK).max(1);
    let chunk = |number: usize| bytes.chunks(CHUNK).nth(number).unwrap_or_default();
    let seal = |number| {
        let place = chunk_place(tenant, hash, number, number + 1 == count);
        key.seal(place.bytes(), chunk(number))
    };
    (0..count).map(seal).collect()
}

fn opened_chunks(key: &Key, tenant: Uuid, hash: &[u8], stored: &[u8]) -> Option<Vec<u8>> {
    let size = CHUNK + Key::OVERHEAD;
    let count = stored.len().div_ceil(size);
    let mut bytes = Vec::with_capacity(stored.len());
    for (number, chunk) in stored.chunks(size).enumerate() {
        let place = chunk_place(tenant, hash, number, number + 1 == count);
        bytes.append(&mut key.open(place.bytes(), chunk)?);
    }
    (count > 0).then_some(bytes)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
