//! How often somebody may try in vain, and how long an answer takes at least: as long whether or not there was anything
//! to find. Only what was in vain counts, since a whole school may come from one address.

use crate::metrics::Outcome;
use crate::office::Office;
use crate::web::error::Failure;
use crate::web::signed::Client;
use std::future::Future;
use std::time::Duration;
use varsam_store::Limits;

/// Passkeys shown in vain. Nobody guesses one, so a right one always lets in: what comes after these is slow, and says
/// that it is too much.
const SHOWN: Limits = Limits { each: 20, all: 2_000, seconds: 900 };
/// Links that let nobody in. Whoever guesses them is shut out of links, and of nothing else; so many that a school whose
/// invitations are over can still use those that are not.
const LINKS: Limits = Limits { each: 100, all: 2_000, seconds: 900 };
/// Questions that nobody has answered rightly: each is remembered for minutes, and this bounds how much that is.
const QUESTIONS: Limits = Limits { each: 5_000, all: 50_000, seconds: 300 };
/// Calendars that there are none of. Nobody guesses a link to one, so a right one always leads there; programs go on
/// asking for one that has ended.
const CALENDARS: Limits = Limits { each: 100, all: 2_000, seconds: 900 };
/// How long an answer takes at least.
const FLOOR: Duration = Duration::from_millis(150);
/// How long it takes where there were too many in vain.
const SLOW: Duration = Duration::from_secs(1);

/// Follows a link, which may be guessed: `work` says whether it leads anywhere. Who has tried too often waits.
pub(super) async fn followed<T>(
    office: &Office,
    client: &Client,
    work: impl Future<Output = Result<Option<T>, Failure>>,
) -> Result<Option<T>, Failure> {
    count(office, client, "link", &LINKS).await?;
    let done = taking(office, work).await;
    if let Ok(Some(_)) = done {
        office.store.forgive("link", &client.from).await?;
    }
    done
}

/// Looks at a passkey that is shown: `work` says whether it is a right one.
pub(super) async fn shown<T>(
    office: &Office,
    client: &Client,
    work: impl Future<Output = Result<Option<T>, Failure>>,
) -> Result<Option<T>, Failure> {
    let done = taking(office, work).await?;
    if done.is_some() {
        answered(office, client).await?;
    } else if let Err(too_many) = count(office, client, "passkey", &SHOWN).await {
        tokio::time::sleep(SLOW).await;
        return Err(too_many);
    }
    Ok(done)
}

/// Reads a calendar: `work` says whether there is one.
pub(super) async fn read<T>(
    office: &Office,
    client: &Client,
    work: impl Future<Output = Result<Option<T>, Failure>>,
) -> Result<Option<T>, Failure> {
    let (done, now) = (work.await?, office.now());
    if done.is_some() {
        return Ok(done);
    }
    match office.store.knock("calendar", &client.from, &CALENDARS, now).await? {
        None => Ok(None),
        Some(opens) => {
            tokio::time::sleep(SLOW).await;
            Err(Failure::TooMany((opens.seconds() - now.seconds()).max(1)))
        }
    }
}

/// Counts a question that is put to a browser.
pub(super) async fn asked(office: &Office, client: &Client) -> Result<(), Failure> {
    count(office, client, "question", &QUESTIONS).await
}

/// Takes a question back: it was answered rightly.
pub(super) async fn answered(office: &Office, client: &Client) -> Result<(), Failure> {
    Ok(office.store.forgive("question", &client.from).await?)
}

async fn taking<T>(
    office: &Office,
    work: impl Future<Output = Result<Option<T>, Failure>>,
) -> Result<Option<T>, Failure> {
    let (done, ()) = tokio::join!(work, tokio::time::sleep(FLOOR));
    match done {
        Ok(Some(_)) => {}
        Ok(None) => office.metrics.sign_in("any", Outcome::Refused),
        Err(_) => office.metrics.sign_in("any", Outcome::Failed),
    }
    done
}

async fn count(office: &Office, client: &Client, kind: &str, limits: &Limits) -> Result<(), Failure> {
    let now = office.now();
    match office.store.knock(kind, &client.from, limits, now).await? {
        None => Ok(()),
        Some(opens) => {
            office.metrics.sign_in("any", Outcome::Limited);
            Err(Failure::TooMany((opens.seconds() - now.seconds()).max(1)))
        }
    }
}
