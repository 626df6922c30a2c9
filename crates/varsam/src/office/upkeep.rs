//! Letters about what registers owe: that the time of an entry is over soon, that it is over, that a password has to be
//! changed. Each once, to those who are to do it and whoever stands in for them.

use super::registers::debts::{self, Debt, What};
use super::{Directory, Office, calendar, letters, logins};
use crate::data::told::told;
use crate::fault::Fault;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use varsam_model::register::Entry;
use varsam_model::{Id, codes, id};
use varsam_store::{Change, Fault as Stored};

codes! {
    /// How near the day of an entry is when somebody is reminded.
    pub enum Stage {
        /// It comes within sixty days.
        Soon = "register_soon",
        /// It has gone by.
        Over = "register_over",
    }
}

impl Stage {
    /// The attention that entries need then.
    fn attention(self) -> &'static str {
        match self {
            Self::Soon => "expiring",
            Self::Over => "overdue",
        }
    }
}

/// The letter that tells that a password has to be changed.
const PASSWORD: &str = "password_due";

/// For how many days after its day an entry is told of: what is long over stands on first pages.
const LATE: i32 = 14;

/// What the turn to remind of days is called that one server has, for a day.
const TURN: &str = "upkeep";

/// How near a day is; none once it is long gone.
fn stage(day: Date, today: Date) -> Option<Stage> {
    match day.since(today).ok()?.get_days() {
        0.. => Some(Stage::Soon),
        left if left >= -LATE => Some(Stage::Over),
        _ => None,
    }
}

/// Reminds at all organisers: of passwords at once, of days once a day. What cannot be read of one organiser keeps no other
/// waiting.
///
/// # Errors
/// When the store fails; of several faults, the last.
pub async fn remind(office: &Office) -> Result<(), Fault> {
    let mut failed = None;
    for organiser in office.store.organisers().await.map_err(told)? {
        if let Err(fault) = remind_at(office, organiser).await {
            failed = Some(told(fault));
        }
    }
    failed.map_or(Ok(()), Err)
}

async fn remind_at(office: &Office, organiser: Id<id::Organiser>) -> Result<(), Stored> {
    let (tenant, now) = (office.store.tenant(organiser), office.now());
    let holder: Id<id::Record> = office.store.new_id(now)?;
    let is_first = tenant.take(TURN, holder.uuid(), now, calendar::end(calendar::day(now))).await?;
    let done = write(office, organiser, is_first).await;
    if done.is_err() && is_first {
        // It is tried again today; nobody gets the same letter twice.
        tenant.give_back(TURN, holder.uuid()).await?;
    }
    done
}

/// Writes the letters: about passwords, and where it is the first time today, about days.
async fn write(office: &Office, organiser: Id<id::Organiser>, is_first: bool) -> Result<(), Stored> {
    let (directory, today) = (office.directory(organiser).await?, calendar::day(office.now()));
    let mut debts = debts::all(office, &directory, organiser).await?;
    debts.retain(|debt| match debt.what {
        What::Password => true,
        What::Time => is_first && near(debt, today).is_some(),
        What::Check => false,
    });
    if debts.is_empty() {
        return Ok(());
    }
    let owing = debts::owing(office, &directory, debts).await?;
    // All is read before anything is written: nobody else waits for that.
    let mut passwords = Vec::new();
    for (debt, people) in &owing {
        if debt.what == What::Password
            && let Some(name) = name_of(&directory, debt).await?
        {
            passwords.push((name, logins::path(debt.row.id), people));
        }
    }
    let mut change = directory.tenant.change(Id::new(uuid::Uuid::nil()), office.now()).await?;
    for (name, path, people) in passwords {
        letters::write(office, &mut change, people, (&name, PASSWORD, &path), office.now()).await?;
    }
    tell_days(office, &mut change, &owing, today).await?;
    change.commit().await
}

/// The day of an entry, and how near it is.
fn near(debt: &Debt, today: Date) -> Option<(Date, Stage)> {
    let day = calendar::last_day(debt.due.filter(|_| debt.what == What::Time)?);
    Some((day, stage(day, today)?))
}

/// What the letter about a password is called that has to be changed: the same for as long as the password is.
async fn name_of(directory: &Directory<'_>, debt: &Debt) -> Result<Option<String>, Stored> {
    let id = debt.row.id;
    let entry = match directory.record::<Entry>(debt.register.code, id).await {
        Ok(document) => document.body,
        Err(Stored::Missing | Stored::Erased) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    // With another password, all who know it know it from then on.
    let since = entry.known_by.values().min().map_or(0, |since| since.0);
    Ok(Some(format!("{PASSWORD} {id} {since}")))
}

/// Tells of days: whoever is to look at several entries of a register that have the same day gets one letter for all of
/// them, and another once there are others.
async fn tell_days(
    office: &Office,
    change: &mut Change<'_>,
    owing: &[(Debt, BTreeSet<Id<id::Person>>)],
    today: Date,
) -> Result<(), Stored> {
    let mut by_day: BTreeMap<_, Vec<Id<id::Record>>> = BTreeMap::new();
    for (debt, people) in owing {
        let Some((day, stage)) = near(debt, today) else { continue };
        for person in people {
            by_day.entry((debt.register.code, day, stage, *person)).or_default().push(debt.row.id);
        }
    }
    for ((code, day, stage, person), mut entries) in by_day {
        entries.sort_unstable();
        entries.dedup();
        let path = match entries.as_slice() {
            [entry] => format!("/registers/{code}/{entry}"),
            _ => format!("/registers/{code}?attention={}", stage.attention()),
        };
        let name = format!("{stage} {code} {day} {}", digest(&entries));
        letters::write(office, change, &[person], (&name, stage.code(), &path), office.now()).await?;
    }
    Ok(())
}

/// What stands for entries in the name of a letter.
fn digest(entries: &[Id<id::Record>]) -> String {
    let mut digest = Sha256::new();
    for entry in entries {
        digest.update(entry.uuid().as_bytes());
    }
    digest.finalize().iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan as _;
    use jiff::civil::date;

    #[test]
    fn a_day_is_told_of_until_it_comes_and_for_two_weeks_after() {
        let day = date(2027, 1, 29);
        let at = |ahead: i32| stage(day, day.saturating_sub(ahead.days()));
        assert_eq!((at(60), at(1), at(0)), (Some(Stage::Soon), Some(Stage::Soon), Some(Stage::Soon)));
        assert_eq!((at(-1), at(-14), at(-15)), (Some(Stage::Over), Some(Stage::Over), None));
    }
}
