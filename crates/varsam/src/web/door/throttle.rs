//! How often somebody may try in vain, and how long an answer takes at least: as long whether or not there was anything
//! to find.

use crate::metrics::Outcome;
use crate::office::Office;
use crate::web::error::Failure;
use crate::web::signed::Client;
use std::future::Future;
use std::time::Duration;
use varsam_store::Limits;

/// Tries in vain to come in: by passkey, by a link, by setting up. What lets in does not count, since a whole school may
/// come from one address.
const TRIES: Limits = Limits { each: 20, all: 2_000, seconds: 900 };
/// Questions put to a browser: each is remembered for minutes.
const QUESTIONS: Limits = Limits { each: 300, all: 20_000, seconds: 300 };
/// How long an answer takes at least.
const FLOOR: Duration = Duration::from_millis(150);

/// Does what may be tried in vain: `work` says whether it was not. Who has tried too often waits.
pub(super) async fn tried<T>(
    office: &Office,
    client: &Client,
    work: impl Future<Output = Result<Option<T>, Failure>>,
) -> Result<Option<T>, Failure> {
    count(office, client, "try", &TRIES).await?;
    let (done, ()) = tokio::join!(work, tokio::time::sleep(FLOOR));
    match done {
        Ok(Some(_)) => office.store.forgive("try", &client.from).await?,
        Ok(None) => office.metrics.sign_in("any", Outcome::Refused),
        Err(_) => office.metrics.sign_in("any", Outcome::Failed),
    }
    done
}

/// Counts a question that is put to a browser.
pub(super) async fn asked(office: &Office, client: &Client) -> Result<(), Failure> {
    count(office, client, "question", &QUESTIONS).await
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
