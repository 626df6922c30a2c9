//! Registers: entries as the store has them, and the lists of them that are kept at hand. What a register consists of is
//! declared in the model; nothing here knows one from another.

pub(crate) mod attach;
pub(crate) mod attention;
mod check;
pub(crate) mod checks;
pub(crate) mod debts;
pub(crate) mod file;
pub(crate) mod judge;
mod kept;
mod marks;
mod order;
mod read;
mod select;
pub(crate) mod starter;
mod words;
mod write;

pub(crate) use check::{Checked, REASON, Wish, Wrongs, reason_error};
pub(crate) use kept::{KeptShelves, Row, Shelf};
pub(crate) use order::order;
pub(crate) use read::{Names, Typed, Unseen, lines};
pub(crate) use select::{By, Narrow, ranked, select};
pub(crate) use words::{Column, Words, bare, csv, escaped};
pub(crate) use write::{Draft, Writing, create, keep, update};

use super::{Directory, Office, Reader};
use std::collections::BTreeSet;
use std::sync::Arc;
use varsam_access::{Action, Kind, Object};
use varsam_model::register::{Area, Entry, Register, Revision, Value, Values};
use varsam_model::{Id, Instant, RecordClass, Role, id};
use varsam_store::{Document, Fault, Filter};

/// The register that changes of entries are kept in.
pub(crate) const REVISION: &str = "revision";

/// The field that says who holds what is sealed in an entry.
pub(crate) const HOLDERS: &str = "holders";

/// The field that says which medium an account is in, and the register that it leads to.
const MEDIUM: &str = "platform";

/// Where a medium stands that is not to be used (SOL-28).
pub(crate) const UNUSABLE: &str = "not_to_be_used";

/// What is asked about when an entry of a register is, at a unit.
pub(crate) fn object(reader: &Reader, register: &Register, unit: Id<id::Unit>) -> Object {
    Object::new(reader.units.place(unit), RecordClass::Unit).of_kind(kind(register.area))
}

fn kind(area: Area) -> Kind {
    match area {
        Area::Account => Kind::Account,
        Area::Supplier => Kind::Supplier,
        Area::Holding => Kind::Holding,
    }
}

/// The units at which a reader may do this with entries of a register, by name.
pub(crate) fn units(
    office: &Office,
    reader: &Reader,
    register: &Register,
    action: Action,
) -> Vec<Id<id::Unit>> {
    let all = reader.units.all().into_iter().map(|unit| unit.id);
    all.filter(|unit| reader.may(office, action, &object(reader, register, *unit)).is_allowed()).collect()
}

/// An entry that a reader may see. To whoever may not, there is none.
///
/// # Errors
/// `Missing` when there is none for them, or another fault of the store.
pub(crate) async fn entry(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    register: &Register,
    id: Id<id::Record>,
) -> Result<Document<Entry>, Fault> {
    let document = directory.record::<Entry>(register.code, id).await?;
    let object = object(reader, register, document.head.unit);
    let may = reader.may(office, Action::ViewRecord, &object).is_allowed();
    if may { Ok(document) } else { Err(Fault::Missing) }
}

/// Whether an entry is in a medium that is not to be used (SOL-28); one that has ended is in none. Only the head of the
/// medium is looked at.
///
/// # Errors
/// When the store fails.
pub(crate) async fn is_in_unusable(
    directory: &Directory<'_>,
    register: &Register,
    Document { head, body }: &Document<Entry>,
) -> Result<bool, Fault> {
    if register.field(MEDIUM).is_none() || register.is_ended(&head.state) {
        return Ok(false);
    }
    let medium = body.values.get(MEDIUM).and_then(Value::text);
    let Some(medium) = medium.and_then(|id| id.parse().ok()) else { return Ok(false) };
    let heads = directory.tenant.heads(&[medium]).await?;
    Ok(heads.iter().any(|head| head.register == MEDIUM && head.state == UNUSABLE))
}

/// What became of an entry, the latest first.
///
/// # Errors
/// When the store fails.
pub(crate) async fn history(directory: &Directory<'_>, id: Id<id::Record>) -> Result<Vec<Revision>, Fault> {
    let filter = Filter { register: REVISION, subject: Some(id.uuid()), ..Filter::default() };
    let revisions = directory.every::<Revision>(filter).await?;
    Ok(revisions.into_iter().rev().map(|document| document.body).collect())
}

/// What stood in an entry when it had a version: what was changed since is put back.
///
/// # Errors
/// When the store fails.
pub(crate) async fn as_of(
    directory: &Directory<'_>,
    document: &Document<Entry>,
    version: i64,
) -> Result<Values, Fault> {
    let mut values = document.body.values.clone();
    // Somebody may have gone on since the entry was read.
    let since = |revision: &Revision| version < revision.version && revision.version <= document.head.version;
    for revision in history(directory, document.head.id).await?.into_iter().filter(since) {
        for change in revision.changes {
            values.set(&change.field, change.before);
        }
    }
    Ok(values)
}

impl Office {
    /// The entries of a register, kept at hand for lists.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn shelf(
        &self,
        organiser: Id<id::Organiser>,
        register: &'static Register,
    ) -> Result<Arc<Shelf>, Fault> {
        let (tenant, now) = (self.store.tenant(organiser), self.now());
        let shelf = self.shelves.of(tenant, organiser, register, now).await?;
        let media = register.field(MEDIUM).and(Register::of(MEDIUM));
        let Some(media) = media else { return Ok(shelf) };
        let media = self.shelves.of(tenant, organiser, media, now).await?;
        Ok(self.shelves.marked(organiser, shelf, media.unusable()))
    }
}

/// Whether the time of an entry is over.
pub(crate) fn is_overdue(row: &Row, now: Instant) -> bool {
    row.due.is_some_and(|due| due <= now)
}

/// Another entry that is alike in the fields that are an entry's own; none where these are empty.
pub(crate) fn twin<'a>(
    register: &Register,
    shelf: &'a Shelf,
    values: &Values,
    own: Option<Id<id::Record>>,
) -> Option<&'a Row> {
    let key: Option<Vec<_>> = register.key.iter().map(|field| Some((*field, values.get(field)?))).collect();
    let key = key.filter(|key| !key.is_empty())?;
    let is_alike = |row: &Row| {
        Some(row.id) != own
            && !register.is_ended(&row.state)
            && key
                .iter()
                .all(|(field, value)| row.get(register, field).is_some_and(|other| same(other, value)))
    };
    shelf.rows().iter().map(AsRef::as_ref).find(|row| is_alike(row))
}

fn same(one: &Value, other: &Value) -> bool {
    match (one.text(), other.text()) {
        (Some(one), Some(other)) => one.to_lowercase() == other.to_lowercase(),
        _ => one == other,
    }
}

/// The people that a reader may name in an entry: who works where the reader does, below or above it, by name. Those who
/// are hidden are not among them, except the reader, who may say that it was they who decided.
///
/// # Errors
/// When the store fails.
pub(crate) async fn colleagues(
    office: &Office,
    reader: &Reader,
) -> Result<Vec<(Id<id::Person>, String)>, Fault> {
    let (directory, now) = (reader.directory(office).await?, office.now());
    let is_near = |unit: Id<id::Unit>| {
        let near =
            |held: Id<id::Unit>| reader.units.is_within(unit, held) || reader.units.is_within(held, unit);
        reader.subject.roles.iter().any(|held| near(held.unit))
    };
    let given = directory.given_anywhere().await?.into_iter().map(|document| document.body.grant);
    let working = given.filter(|grant| !matches!(grant.role, Role::Pupil | Role::Guardian));
    let working = working.filter(|grant| grant.from <= now && now < grant.until && is_near(grant.unit));
    let me = reader.session.person;
    let ids: BTreeSet<_> = working.map(|grant| grant.person).chain([me]).collect();
    let mut people = Vec::with_capacity(ids.len());
    for id in ids {
        match directory.person(id).await {
            Ok(entry) if entry.is_here() && (id == me || !entry.is_hidden()) => {
                people.push((id, entry.name()));
            }
            Ok(_) | Err(Fault::Missing | Fault::Erased) => {}
            Err(fault) => return Err(fault),
        }
    }
    people.sort_by_cached_key(|(id, name)| (name.to_lowercase(), *id));
    Ok(people)
}
