//! Mail that goes out because of a change: taken from the outbox, put into words, sent; tried again when the server is
//! away. Where the mail of a person goes is looked up at that moment and written nowhere; only an outsider's address stands in
//! the letter.

use super::{Directory, Entry, Office, Reader};
use crate::data::mail::{Mailer, NotSent, Text};
use crate::data::told::told;
use crate::fault::Fault;
use crate::locale::Locale;
use serde::Deserialize;
use std::collections::HashSet;
use std::time::Duration;
use varsam_access::{Action, Object};
use varsam_model::{Id, Instant, RecordClass, Role, id};
use varsam_store::{Change, Claimed, Fault as Stored, Letter, MAIL, Notice, OutsideLetter};

/// How long a letter is nobody else's while it is being sent, in seconds.
const LEASE: i64 = 5 * 60;
/// How long a letter that is being sent keeps the program from stopping.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long until it is tried again, in seconds: at first, and at most.
const AGAIN: (i64, i64) = (60, 6 * 60 * 60);
/// How many times it is tried: with the times above, for four days.
const TRIES: i64 = 24;
/// For how long a letter that did not go out is told of, in seconds.
const TOLD: i64 = 30 * 24 * 60 * 60;
/// How many such letters are looked at, and of how many people it is told.
const MOST: (u32, usize) = (500, 20);

/// Writes to people as part of a change, each once for a name: what it is about, and where to read more.
///
/// # Errors
/// When the store fails.
pub(crate) async fn write(
    office: &Office,
    change: &mut Change<'_>,
    to: impl IntoIterator<Item = &Id<id::Person>>,
    (name, about, path): (&str, &str, &str),
    now: Instant,
) -> Result<(), Stored> {
    for person in to {
        let notice = Notice {
            kind: MAIL.to_owned(),
            once: format!("{name} {person}"),
            due: now,
            subject: person.uuid(),
            class: RecordClass::Identity,
            body: Letter { to: *person, about: about.to_owned(), path: path.to_owned() },
        };
        change.notify(office.store.new_id(now)?, &notice).await?;
    }
    Ok(())
}

/// What became of the letters that were due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// Taken by the server.
    pub sent: usize,
    /// To be tried again.
    pub later: usize,
    /// Given up.
    pub given_up: usize,
}

/// Sends the letters that are due.
///
/// # Errors
/// When the store fails. A server that is away is none: the letters stay.
pub async fn send_due(office: &Office, mailer: &Mailer) -> Result<Sent, Fault> {
    let mut done = Sent::default();
    while let Some(claimed) = office.store.claim(MAIL, office.now(), LEASE).await.map_err(told)? {
        let _in_hand = office.letter_in_hand.lock().await;
        let Some(sent) = send(office, mailer, &claimed).await.map_err(told)? else { continue };
        if claimed.body.is_some() || claimed.is_unreadable {
            office.metrics.notice(MAIL, sent.is_ok());
        }
        let (id, now) = (claimed.id, office.now());
        match sent {
            Ok(()) => {
                office.store.sent(id, now).await.map_err(told)?;
                done.sent += 1;
            }
            Err(error) if error.is_final() || claimed.tries >= TRIES => {
                // What the server says may hold an address.
                tracing::error!(letter = %id, code = error.code(), status = error.status(), "a letter is given up");
                office.store.give_up(id, error.code(), now).await.map_err(told)?;
                done.given_up += 1;
            }
            Err(error) => {
                let again = now.plus_seconds(wait(claimed.tries));
                let (code, status) = (error.code(), error.status());
                tracing::warn!(letter = %id, code, status, tries = claimed.tries, "a letter waits");
                office.store.not_sent(id, error.code(), again).await.map_err(told)?;
                done.later += 1;
            }
        }
    }
    Ok(done)
}

/// Lets the letter that is being sent go out, and none after it: a program that stops here would not know what became
/// of it. A server that hangs is not waited for for ever.
pub async fn finish(office: &Office) {
    if let Ok(held) = tokio::time::timeout(PATIENCE, office.letter_in_hand.lock()).await {
        std::mem::forget(held);
    } else {
        tracing::warn!("a letter was on its way when the program stopped");
    }
}

/// Twice as long after each try.
fn wait(tries: i64) -> i64 {
    let doubled = u32::try_from(tries - 1).ok().and_then(|tries| AGAIN.0.checked_shl(tries.min(20)));
    doubled.unwrap_or(AGAIN.1).min(AGAIN.1)
}

/// What a mail is made of: to whom in the directory, or to which address.
#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Inside(Letter),
    Outside(OutsideLetter),
}

/// A letter in words.
struct Ready {
    to: String,
    subject: String,
    body: String,
}

/// Sends one. That it goes is written down before, so that a program that is killed here sends nothing twice. None when
/// another program has taken it on since.
async fn send(
    office: &Office,
    mailer: &Mailer,
    claimed: &Claimed,
) -> Result<Option<Result<(), NotSent>>, Stored> {
    let ready = match put_in_words(office, claimed).await? {
        Ok(Some(ready)) => ready,
        Ok(None) => return Ok(Some(Ok(()))),
        Err(error) => return Ok(Some(Err(error))),
    };
    if !office.store.going(claimed.id, office.now()).await? {
        return Ok(None);
    }
    let text = Text { name: &claimed.id.to_string(), subject: &ready.subject, body: &ready.body };
    Ok(Some(mailer.send(&ready.to, text).await))
}

/// One whose person was erased says nothing to anybody any more; one that does not open holds up no other.
async fn put_in_words(office: &Office, claimed: &Claimed) -> Result<Result<Option<Ready>, NotSent>, Stored> {
    if claimed.is_unreadable {
        return Ok(Err(NotSent::Unreadable));
    }
    let Some(body) = &claimed.body else { return Ok(Ok(None)) };
    let letter = match serde_json::from_slice(body) {
        Ok(Body::Inside(letter)) => letter,
        Ok(Body::Outside(letter)) => return Ok(Ok(Some(to_outsider(office, letter)))),
        Err(_) => return Ok(Err(NotSent::Unreadable)),
    };
    let to = match address(office, claimed, &letter).await {
        Ok(Some(to)) => to,
        Ok(None) => return Ok(Err(NotSent::NoAddress)),
        Err(Stored::Tampered { .. } | Stored::Body(..)) => return Ok(Err(NotSent::Unreadable)),
        Err(fault) => return Err(fault),
    };
    let locale = Locale::default();
    let link = office.address.join(&letter.path).unwrap_or_else(|_| office.address.clone());
    let subject = locale.t(&format!("letter-{}", letter.about.replace('_', "-")));
    let body = format!(
        "{subject}\n\n{}\n\n{}\n",
        locale.with("letter-more", link.to_string()),
        locale.t("letter-end")
    );
    Ok(Ok(Some(Ready { to, subject, body })))
}

/// One to somebody who is in no directory, who reads why it came and what to do if it is not meant for them.
fn to_outsider(office: &Office, letter: OutsideLetter) -> Ready {
    let locale = Locale::of(&letter.language);
    let key = format!("letter-{}", letter.about.replace('_', "-"));
    let (subject, note) = (locale.t(&key), locale.t(&format!("{key}-note")));
    let more = locale.with("letter-more", office.link(&letter.path));
    let body = format!("{subject}\n\n{more}\n\n{note}\n\n{}\n", locale.t("letter-end"));
    Ready { to: letter.address, subject, body }
}

/// The first address of the person.
async fn address(office: &Office, claimed: &Claimed, letter: &Letter) -> Result<Option<String>, Stored> {
    let tenant = office.store.tenant(claimed.organiser);
    match Directory::of(tenant, claimed.organiser).await?.person(letter.to).await {
        Ok(entry) => Ok(entry.person.emails.first().map(|email| email.value.clone())),
        Err(Stored::Missing | Stored::Erased) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Somebody to whom a letter did not go out, with the code that says why.
pub(crate) struct Unreached {
    pub(crate) entry: Entry,
    pub(crate) fault: String,
}

/// Of those to whom a reader gives roles, the ones to whom a letter did not go out lately, by name. Nobody who is hidden is among
/// them, and nobody who has got an address since.
///
/// # Errors
/// When the store fails.
pub(crate) async fn unreached(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
) -> Result<Vec<Unreached>, Stored> {
    let mut found: Vec<Unreached> = Vec::new();
    if !reader.opens.contains(&Action::GrantRole) {
        return Ok(found);
    }
    let (now, mut seen) = (office.now(), HashSet::new());
    for unsent in directory.tenant.unsent(now.plus_seconds(-TOLD), now, MOST.0).await? {
        if found.len() == MOST.1 || !seen.insert(unsent.to.uuid()) {
            continue;
        }
        let entry = match directory.person(unsent.to).await {
            Ok(entry) => entry,
            Err(Stored::Missing | Stored::Erased | Stored::Tampered { .. } | Stored::Body(..)) => continue,
            Err(fault) => return Err(fault),
        };
        let has_one_now = unsent.fault == NotSent::NoAddress.code() && !entry.person.emails.is_empty();
        if entry.is_here() && !has_one_now && is_theirs(office, reader, directory, &entry) {
            found.push(Unreached { entry, fault: unsent.fault });
        }
    }
    found.sort_by_cached_key(|one| (one.entry.name().to_lowercase(), one.entry.person.id));
    Ok(found)
}

/// Whether somebody is one to whom a reader gives a role, and is not hidden.
fn is_theirs(office: &Office, reader: &Reader, directory: &Directory<'_>, entry: &Entry) -> bool {
    let could_give = |role: &Role| {
        let object = Object { grants: Some(*role), ..entry.object(directory) };
        reader.could(office, Action::GrantRole, &object)
    };
    !entry.is_hidden() && Role::ALL.iter().any(could_give)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_longer_each_time_and_no_longer_than_six_hours() {
        let waits: Vec<_> = [1, 2, 3, 9, 10, 24, 1000].into_iter().map(wait).collect();
        assert_eq!(waits, [60, 120, 240, 15_360, 21_600, 21_600, 21_600]);
        let all: i64 = (1..TRIES).map(wait).sum();
        assert!((3 * 86_400..5 * 86_400).contains(&all), "{all}");
    }
}
