//! Secrets inside a record (SOL-11): sealed once more, each for its field, under a key of the record's own that whoever
//! reads the record does not use. That they were opened, why, and word to the others who hold them is written before
//! anything is shown.

use crate::change::Change;
use crate::erase::is_erased;
use crate::fault::Fault;
use crate::outbox::{Letter, MAIL, Notice};
use crate::record::Head;
use crate::seal::Place;
use crate::store::Tenant;
use crate::trail::Deed;
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;
use varsam_model::{Id, Instant, RecordClass, id};
use zeroize::Zeroizing;

/// The class of the key that the secrets of a record are sealed under; its subject is the record.
pub(crate) const CLASS: RecordClass = RecordClass::SignIn;

/// Who is told of a deed by mail, and of what.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    /// To whom.
    pub to: &'a [Id<id::Person>],
    /// What happened: a code that there are words for.
    pub about: &'a str,
    /// Where to read more: a path of ours that names nobody.
    pub path: &'a str,
}

impl Change<'_> {
    /// Seals a secret for a field of the record with this head, to be put into its body.
    ///
    /// # Errors
    /// When its key cannot be made.
    pub async fn seal_secret(&mut self, head: &Head, field: &str, text: &str) -> Result<Vec<u8>, Fault> {
        let key = self.key(head.id.uuid(), CLASS).await?;
        key.seal(place(self.tenant.id, head.id, field).bytes(), text.as_bytes())
    }

    /// Tells people by mail. Each time is an event of its own. Who was erased is told nothing: a key would be made for
    /// them anew.
    ///
    /// # Errors
    /// When a key cannot be made or the database fails.
    pub async fn tell(&mut self, word: Word<'_>) -> Result<(), Fault> {
        let at = self.at;
        for &person in word.to {
            if is_erased(&mut self.tx, self.tenant.id, (person.uuid(), RecordClass::Identity)).await? {
                continue;
            }
            let id: Id<id::Record> = self.tenant.store.new_id(at)?;
            let notice = Notice {
                kind: MAIL.to_owned(),
                once: format!("{} {id}", word.about),
                due: at,
                subject: person.uuid(),
                class: RecordClass::Identity,
                body: Letter { to: person, about: word.about.to_owned(), path: word.path.to_owned() },
            };
            self.notify(id, &notice).await?;
        }
        Ok(())
    }
}

impl Tenant<'_> {
    /// Opens the secrets of a record, by field. The deed, word to the others and, where it is to be another from now on,
    /// the record are written first: when that fails, nothing is shown.
    ///
    /// # Errors
    /// `Erased` when their key is destroyed, `Tampered` when they are not what was sealed there, `Changed` when somebody
    /// else has written the record since.
    pub async fn open_secrets<T: Serialize>(
        &self,
        (head, anew): (&Head, Option<&T>),
        secrets: &BTreeMap<String, Vec<u8>>,
        (by, at): (Id<id::Person>, Instant),
        deed: Deed,
        word: Word<'_>,
    ) -> Result<BTreeMap<String, Zeroizing<String>>, Fault> {
        let opened = self.opened_secrets(head, secrets).await?;
        let mut change = self.change(by, at).await?;
        if let Some(body) = anew {
            change.update(head, body).await?;
        }
        change.log(deed).await?;
        change.tell(word).await?;
        change.commit().await?;
        Ok(opened)
    }

    async fn opened_secrets(
        &self,
        head: &Head,
        secrets: &BTreeMap<String, Vec<u8>>,
    ) -> Result<BTreeMap<String, Zeroizing<String>>, Fault> {
        let owner = (head.id.uuid(), CLASS.code());
        let keys = self.store.keys.find(self.id, &[owner]).await?;
        let key = keys.get(&(owner.0, owner.1.to_owned())).ok_or(Fault::Erased)?;
        let mut opened = BTreeMap::new();
        for (field, sealed) in secrets {
            let plain = key.open(place(self.id, head.id, field).bytes(), sealed);
            let text =
                plain.and_then(|plain| String::from_utf8(plain).ok()).ok_or_else(|| head.tampered())?;
            opened.insert(field.clone(), Zeroizing::new(text));
        }
        Ok(opened)
    }
}

fn place(tenant: Uuid, record: Id<id::Record>, field: &str) -> Place {
    Place::of("secret", tenant, record.uuid()).word(field)
}
