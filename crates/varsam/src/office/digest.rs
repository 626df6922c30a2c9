//! The weekly letter: on Monday morning, to everybody who owes something, that they do. Once in a week; who was not
//! reached by Tuesday night is not written to any more: by then it says little.

use super::cases::owed;
use super::registers::debts;
use super::{Directory, Office, Reader, calendar, letters, register};
use crate::data::told::told;
use crate::fault::Fault;
use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Deed, Document, Fault as Stored, Filter, Head};

/// The hour from which it goes out on Monday, in Sweden.
const FROM: i8 = 6;

/// What it is about.
const ABOUT: &str = "digest";

/// How many letters are written at a time.
const PAGE: usize = 200;

/// The state of a wish for it, and for none.
const WANTED: &str = "wanted";
const SILENT: &str = "silent";

/// Whether somebody wants the letter. Data class: identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Wish {
    digest: bool,
}

/// The week for which the letter goes out at a moment; none where it is not its time.
pub fn week(now: Instant) -> Option<String> {
    let at = calendar::civil(now);
    let is_time = match at.weekday() {
        Weekday::Monday => at.hour() >= FROM,
        Weekday::Tuesday => true,
        _ => false,
    };
    let week = at.date().iso_week_date();
    is_time.then(|| format!("{}-W{:02}", week.year(), week.week()))
}

/// Writes to everybody who owes something, at all organisers, if it is time. Whoever was written to in the same week is
/// not again, however often this runs. Gives how many there are.
///
/// # Errors
/// When the store fails for one of the organisers; the others are written to all the same.
pub async fn write(office: &Office) -> Result<usize, Fault> {
    let (now, mut written, mut failed) = (office.now(), 0, None);
    let Some(week) = week(now) else { return Ok(0) };
    for organiser in office.store.organisers().await.map_err(told)? {
        match write_at(office, organiser, &week, now).await {
            Ok(count) => written += count,
            Err(fault) => failed = Some(fault),
        }
    }
    failed.map_or(Ok(written), |fault| Err(told(fault)))
}

async fn write_at(
    office: &Office,
    organiser: Id<id::Organiser>,
    week: &str,
    now: Instant,
) -> Result<usize, Stored> {
    let directory = office.directory(organiser).await?;
    let silent = silent(&directory).await?;
    let mut owing = owed::everybody(&directory, now).await?;
    let debts = debts::all(office, &directory, organiser).await?;
    let of_registers = debts::owing(office, &directory, debts).await?;
    owing.extend(of_registers.into_iter().flat_map(|(_, people)| people));
    let mut to: Vec<_> = owing.into_iter().collect();
    to.retain(|person| !silent.contains(person));
    for few in to.chunks(PAGE) {
        let mut change = directory.tenant.change(Id::new(uuid::Uuid::nil()), now).await?;
        letters::write(office, &mut change, few, (&format!("{ABOUT} {week}"), ABOUT, "/"), now).await?;
        change.commit().await?;
    }
    Ok(to.len())
}

/// Those who do not want it.
async fn silent(directory: &Directory<'_>) -> Result<BTreeSet<Id<id::Person>>, Stored> {
    let filter = Filter { register: register::DIGEST, state: SILENT, ..Filter::default() };
    let wishes = directory.every::<Wish>(filter).await?;
    Ok(wishes.into_iter().map(|document| Id::new(document.head.subject)).collect())
}

async fn wish(directory: &Directory<'_>, person: Id<id::Person>) -> Result<Option<Document<Wish>>, Stored> {
    let (register, subject) = (register::DIGEST, Some(person.uuid()));
    Ok(directory.every::<Wish>(Filter { register, subject, ..Filter::default() }).await?.pop())
}

/// Whether somebody gets it when they owe something. Whoever has said nothing does.
///
/// # Errors
/// When the store fails.
pub(crate) async fn is_wanted(directory: &Directory<'_>, person: Id<id::Person>) -> Result<bool, Stored> {
    Ok(wish(directory, person).await?.is_none_or(|document| document.body.digest))
}

/// Notes whether a reader wants it.
///
/// # Errors
/// `Changed` when they have said otherwise elsewhere at the same moment: nothing is noted then.
pub(crate) async fn want(office: &Office, reader: &Reader, digest: bool) -> Result<(), Stored> {
    let (now, person) = (office.now(), reader.session.person);
    let directory = reader.directory(office).await?;
    let unit = directory.person(person).await?.unit;
    let former = wish(&directory, person).await?;
    let state = if digest { WANTED } else { SILENT };
    let mut change = directory.tenant.change(person, now).await?;
    if let Some(Document { head, .. }) = former {
        change.update(&head.in_state(state), &Wish { digest }).await?;
    } else {
        let id = office.store.new_id(now)?;
        let head = Head::about(id, register::DIGEST, unit, person.uuid(), RecordClass::Identity);
        change.create(&head.in_state(state), &Wish { digest }).await?;
    }
    change.log(Deed::new("set_digest").about(person).at(unit).note(state)).await?;
    change.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_time_is_from_monday_morning_to_tuesday_night_in_sweden() {
        let at = |text: &str| week(text.parse::<jiff::Timestamp>().unwrap().into());
        for (moment, expected) in [
            ("2026-11-30T04:59:59Z", None),
            ("2026-11-30T05:00:00Z", Some("2026-W49")),
            ("2026-12-01T22:59:59Z", Some("2026-W49")),
            ("2026-12-01T23:00:00Z", None),
            ("2026-12-06T12:00:00Z", None),
            // In summer, six o'clock is at another hour.
            ("2026-06-29T03:59:59Z", None),
            ("2026-06-29T04:00:00Z", Some("2026-W27")),
            // The days about New Year's belong to one week, and to one name.
            ("2024-12-30T12:00:00Z", Some("2025-W01")),
            ("2024-12-31T12:00:00Z", Some("2025-W01")),
        ] {
            assert_eq!(at(moment).as_deref(), expected, "{moment}");
        }
    }
}
