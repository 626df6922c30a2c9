//! How often anybody may do what costs others something: send a form that begins a case, have mail sent to an address, or
//! follow a link that leads nowhere.

use crate::office::Office;
use crate::web::error::Failure;
use crate::web::signed::Client;
use varsam_store::Limits;

/// Forms that were accepted. A school sends from one address, and a class may find the form together.
const FORMS: Limits = Limits { each: 20, all: 300, seconds: 3_600 };
/// Letters to one address, which may be somebody's who has asked for nothing.
const LETTERS: Limits = Limits { each: 3, all: 2_000, seconds: 86_400 };
/// Links that lead nowhere.
const LINKS: Limits = Limits { each: 100, all: 2_000, seconds: 900 };

/// Counts a form.
pub(super) async fn form(office: &Office, client: &Client) -> Result<(), Failure> {
    count(office, ("open_form", &client.from), &FORMS).await
}

/// Counts a link that leads nowhere.
pub(super) async fn dead_link(office: &Office, client: &Client) -> Result<(), Failure> {
    count(office, ("open_link", &client.from), &LINKS).await
}

/// Whether one more letter may go to an address; it is counted then.
pub(super) async fn may_write_to(office: &Office, address: &str) -> Result<bool, Failure> {
    let waits = office.store.knock("open_letter", &address.to_lowercase(), &LETTERS, office.now()).await?;
    Ok(waits.is_none())
}

async fn count(office: &Office, (kind, from): (&str, &str), limits: &Limits) -> Result<(), Failure> {
    let now = office.now();
    match office.store.knock(kind, from, limits, now).await? {
        None => Ok(()),
        Some(opens) => Err(Failure::TooMany((opens.seconds() - now.seconds()).max(1))),
    }
}
