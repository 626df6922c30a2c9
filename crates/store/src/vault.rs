//! Logins that several colleagues hold (SOL-11). Where they are and who holds them opens like any record; the password in
//! it is sealed once more, and is shown to a holder only, for a reason, with an entry in the log and word to the others.

use crate::change::Change;
use crate::erase::is_erased;
use crate::fault::Fault;
use crate::outbox::{Letter, MAIL, Notice};
use crate::record::{Document, Head};
use crate::seal::{Key, Place};
use crate::store::Tenant;
use crate::trail::Deed;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use varsam_model::vault::Holders;
use varsam_model::{Id, Instant, RecordClass, id};
use zeroize::Zeroizing;

/// A login, as its record holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedLogin {
    /// What it is for, and the name to sign in with.
    pub name: String,
    /// Who holds it.
    pub holders: Holders,
    /// The password.
    pub secret: Secret,
}

/// A password that is sealed once more, in the record that it was sealed for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(Vec<u8>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// The code of the deed, and of the letter that tells the other holders.
pub const REVEAL: &str = "reveal_secret";

impl Change<'_> {
    /// Seals a password for the record with this head, to be put into its body.
    ///
    /// # Errors
    /// When its key cannot be made.
    pub async fn secret(&mut self, head: &Head, password: &str) -> Result<Secret, Fault> {
        let place = place(self.tenant.id, head.id);
        let key = self.key(head.subject, head.class).await?;
        Ok(Secret(key.seal(place.bytes(), password.as_bytes())?))
    }
}

impl Tenant<'_> {
    /// Shows one of its holders the password of a login. That it was shown, why, and word to the other holders are
    /// written first: when that fails, nothing is shown.
    ///
    /// # Errors
    /// `Missing` when there is none or `by` does not hold it, `NoReason` when none is given.
    pub async fn reveal(
        &self,
        login: Id<id::Record>,
        by: Id<id::Person>,
        reason: &str,
        at: Instant,
    ) -> Result<Zeroizing<String>, Fault> {
        let Document { head, body } = self.read::<SharedLogin>(login).await?;
        if !body.holders.contains(by) {
            return Err(Fault::Missing);
        }
        if reason.trim().is_empty() {
            return Err(Fault::NoReason);
        }
        let mut change = self.change(by, at).await?;
        let key = change.key(head.subject, head.class).await?;
        let password = opened(self.id, &head, &key, &body.secret)?;
        change.log(Deed::new(REVEAL).at(head.unit).object(login.uuid()).note(reason)).await?;
        for holder in body.holders.others(by) {
            self.tell(&mut change, login, holder, at).await?;
        }
        change.commit().await?;
        Ok(password)
    }

    /// Each time it is shown is an event of its own. Who was erased is told nothing: a key would be made for them anew.
    async fn tell(
        &self,
        change: &mut Change<'_>,
        login: Id<id::Record>,
        holder: Id<id::Person>,
        at: Instant,
    ) -> Result<(), Fault> {
        if is_erased(&mut change.tx, self.id, (holder.uuid(), RecordClass::Identity)).await? {
            return Ok(());
        }
        let id = self.store.new_id(at)?;
        let notice = Notice {
            kind: MAIL.to_owned(),
            once: format!("{REVEAL} {login} {id}"),
            due: at,
            subject: holder.uuid(),
            class: RecordClass::Identity,
            body: Letter { to: holder, about: REVEAL.to_owned(), path: "/my/log".to_owned() },
        };
        change.notify(id, &notice).await
    }
}

fn place(tenant: Uuid, login: Id<id::Record>) -> Place {
    Place::of("secret", tenant, login.uuid())
}

fn opened(tenant: Uuid, head: &Head, key: &Key, secret: &Secret) -> Result<Zeroizing<String>, Fault> {
    let tampered = || Fault::Tampered { table: "record", id: head.id.to_string() };
    let plain = key.open(place(tenant, head.id).bytes(), &secret.0).ok_or_else(tampered)?;
    String::from_utf8(plain).map(Zeroizing::new).map_err(|_| tampered())
}
