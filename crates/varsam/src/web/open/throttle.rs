//! How often anybody may do what costs others something: send a form that begins a case, have mail sent to an address, or
//! follow a link that leads nowhere.

use super::Hall;
use crate::office::Office;
use crate::web::error::Failure;
use crate::web::signed::Client;
use varsam_store::Limits;

/// Forms that were accepted. A school sends from one address, and a class may find the form together.
const FORMS: Limits = Limits { each: 20, all: 300, seconds: 3_600 };
/// Letters to one address, which may be somebody's who has asked for nothing.
const LETTERS: Limits = Limits { each: 3, all: i64::MAX, seconds: 86_400 };
/// Letters to all addresses.
const ALL_LETTERS: Limits = Limits { each: 2_000, all: 2_000, seconds: 86_400 };
/// Links that lead nowhere.
const LINKS: Limits = Limits { each: 100, all: 2_000, seconds: 900 };

/// Counts a form of an organiser's: one form that is flooded leaves the others open.
pub(super) async fn form(hall: &Hall, path: &str, client: &Client) -> Result<(), Failure> {
    let kind = format!("open_form {path} {}", hall.organiser);
    count(&hall.office, (&kind, wide(&client.from)), &FORMS).await
}

/// The first 48 bits of an address that a house may have thousands of; another as it is.
fn wide(from: &str) -> &str {
    let third = from.match_indices(':').nth(2).filter(|_| from.ends_with("::/64"));
    third.and_then(|(at, _)| from.get(..at)).unwrap_or(from)
}

/// Counts a link that leads nowhere.
pub(super) async fn dead_link(office: &Office, client: &Client) -> Result<(), Failure> {
    count(office, ("open_link", &client.from), &LINKS).await
}

/// Whether one more letter may go to an address today; it is counted then.
pub(super) async fn may_write_to(office: &Office, address: &str) -> Result<bool, Failure> {
    count(office, ("open_letters", ""), &ALL_LETTERS).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_with_many_networks_is_one_place() {
        assert_eq!(wide("2001:db8:1:2::/64"), wide("2001:db8:1:ff::/64"));
        assert_ne!(wide("2001:db8:1:2::/64"), wide("2001:db8:2:2::/64"));
        assert_eq!((wide("203.0.113.7"), wide("")), ("203.0.113.7", ""));
    }
}
