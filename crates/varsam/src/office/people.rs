//! People: found by name, changed, and everything that is kept of one.

use super::{CHILD, Directory, Entry, Office, Reader, register};
use serde_json::Value;
use varsam_access::{Action, Kind, Object};
use varsam_model::person::Person;
use varsam_model::{Instant, RecordClass};
use varsam_store::{Change, Document, Fault, Filter, Membership};

/// Whether every word that was asked for begins a part of the name.
pub fn is_meant(entry: &Entry, query: &str) -> bool {
    let name = entry.name().to_lowercase();
    let parts: Vec<_> = name.split([' ', '-']).collect();
    query.to_lowercase().split_whitespace().all(|word| parts.iter().any(|part| part.starts_with(word)))
}

/// Notes whose child somebody is, so that who answers for them finds them. Part of every write of a person.
///
/// # Errors
/// When the database fails.
pub async fn note_responsibles(change: &mut Change<'_>, person: &Person, now: Instant) -> Result<(), Fault> {
    for responsible in &person.responsibles {
        let place = responsible.person.uuid();
        let (kind, until) = (CHILD.to_owned(), Instant(i64::MAX));
        change.join(&Membership { person: person.id, place, kind, since: now, until }).await?;
    }
    Ok(())
}

/// Everything that is kept under somebody's name, register by register; that there is or was something to decide about a mark
/// of protection only for those who decide.
///
/// # Errors
/// When the store fails.
pub async fn kept(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    entry: &Entry,
) -> Result<Vec<Document<Value>>, Fault> {
    let subject = Some(entry.person.id.uuid());
    let mut all: Vec<Document<Value>> = directory.every(Filter { subject, ..Filter::default() }).await?;
    let decides = reader.may(office, Action::ViewMarkedQueue, &entry.in_queue(directory)).is_allowed();
    all.retain(|record| decides || record.head.register != register::MARK);
    Ok(all)
}

/// What is asked about when a record of somebody is: by the register that it is in, since a record does not say more.
pub fn object(directory: &Directory<'_>, entry: &Entry, record: &Document<Value>) -> Object {
    let head = &record.head;
    let kind = match head.register.as_str() {
        register::PERSON | register::GRANT | register::COMPETENCE | register::ABSENCE | register::DIGEST => {
            Kind::General
        }
        _ => Kind::Register,
    };
    // Where it was made: whoever has come to another unit since is not followed by what was written before.
    Object { place: directory.place(head.unit), ..of_class(directory, entry, head.class, kind) }
}

/// What is asked about when a class of somebody's records is.
pub fn of_class(directory: &Directory<'_>, entry: &Entry, class: RecordClass, kind: Kind) -> Object {
    Object { class, kind, ..entry.object(directory) }
}
