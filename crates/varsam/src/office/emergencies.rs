//! Emergency accesses: begun, ended, and judged by somebody else afterwards. That they end is worked out each time;
//! nothing has to run for it.

use super::{Directory, Office, Reader, letters, register, reviews};
use std::collections::BTreeSet;
use varsam_access::{Action, BreakGlass, Decision, Object};
use varsam_model::emergency::{Emergency, Judgement};
use varsam_model::{Id, Instant, RecordClass, Role, id};
use varsam_store::{Change, Deed, Document, Fault, Filter, Head};

/// The state of one that nobody has judged, and of one that somebody has.
const OPEN: &str = "open";
const JUDGED: &str = "judged";

/// The roles by which somebody may judge one: who could is looked for among their holders.
const JUDGES: [Role; 3] = [Role::Auditor, Role::Head, Role::HeadOfPupilHealth];

/// How many hours one may last.
pub const HOURS: std::ops::RangeInclusive<i64> = 1..=4;

/// As the access rules know it.
pub(super) fn broken(emergency: &Emergency) -> BreakGlass {
    let Emergency { person, unit, from, until, .. } = *emergency;
    BreakGlass { person, unit, from, until }
}

/// Those of somebody that last.
///
/// # Errors
/// When the store fails.
pub(super) async fn lasting(
    directory: &Directory<'_>,
    person: Id<id::Person>,
    now: Instant,
) -> Result<Vec<Emergency>, Fault> {
    let (register, state, subject) = (register::EMERGENCY, OPEN, Some(person.uuid()));
    let filter = Filter { register, state, subject, ..Filter::default() };
    let all = directory.every::<Emergency>(filter).await?.into_iter().map(|document| document.body);
    Ok(all.filter(|emergency| emergency.lasts(now)).collect())
}

/// How many a reader has been told of or could judge, and nobody has judged.
///
/// # Errors
/// When the store fails.
pub(super) async fn unjudged(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
) -> Result<usize, Fault> {
    let is_told = reader
        .subject
        .roles
        .iter()
        .any(|held| matches!(held.role, Role::Dpo | Role::HeadOfOperations | Role::HeadOfPupilHealth));
    if !is_told && !reader.opens.contains(&Action::ReviewLog) {
        return Ok(0);
    }
    let filter = Filter { register: register::EMERGENCY, state: OPEN, ..Filter::default() };
    let open = directory.every::<Emergency>(filter).await?;
    Ok(open.iter().filter(|document| concerns(office, reader, &document.body)).count())
}

/// Whether a reader has to do with somebody else's: was told of it, or could judge it.
pub fn concerns(office: &Office, reader: &Reader, emergency: &Emergency) -> bool {
    let was_told =
        reader.subject.roles.iter().any(|held| {
            emergency.told.contains(&held.role) && reader.units.is_within(emergency.unit, held.unit)
        });
    emergency.person != reader.session.person && (was_told || could_judge(office, reader, emergency))
}

/// Whether a reader may judge it; nobody their own.
pub fn could_judge(office: &Office, reader: &Reader, emergency: &Emergency) -> bool {
    let object = Object::log(reader.units.place(emergency.unit), vec![emergency.person]);
    reader.may(office, Action::ReviewLog, &object.about(emergency.person)).is_allowed()
}

/// Those of these units where nobody but the reader could judge one afterwards.
///
/// # Errors
/// When the store fails.
pub async fn without_judge(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    mut units: Vec<Id<id::Unit>>,
) -> Result<Vec<Id<id::Unit>>, Fault> {
    if units.is_empty() {
        return Ok(units);
    }
    let judges = reviews::holders(directory, &JUDGES, office.now(), &BTreeSet::new()).await?;
    let person = reader.session.person;
    units.retain(|unit| {
        let object = Object::log(reader.units.place(*unit), vec![person]).about(person);
        let could = |judge| office.policies.may(judge, Action::ReviewLog, &object).is_allowed();
        !judges.iter().any(could)
    });
    Ok(units)
}

/// Those that a reader has to do with, the latest first; the own ones too.
///
/// # Errors
/// When the store fails.
pub async fn all(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
) -> Result<Vec<Document<Emergency>>, Fault> {
    let filter = Filter { register: register::EMERGENCY, ..Filter::default() };
    let mut all = directory.every::<Emergency>(filter).await?;
    all.retain(|document| {
        document.body.person == reader.session.person || concerns(office, reader, &document.body)
    });
    all.reverse();
    Ok(all)
}

/// Begins one, as the rules allowed it; tells the roles that the rule names.
///
/// # Errors
/// When the store fails.
pub async fn begin(
    office: &Office,
    reader: &Reader,
    (unit, hours): (Id<id::Unit>, i64),
    reason: &str,
    allowed: &Decision,
) -> Result<(), Fault> {
    let (now, person) = (office.now(), reader.session.person);
    let id: Id<id::Record> = office.store.new_id(now)?;
    let until = now.plus_seconds(hours.clamp(*HOURS.start(), *HOURS.end()) * 3600);
    let (reason, told) = (reason.to_owned(), allowed.notify());
    let emergency = Emergency { id, person, unit, from: now, until, reason, told, judgement: None };
    let head = Head::about(id, register::EMERGENCY, unit, person.uuid(), RecordClass::School);
    let directory = reader.directory(office).await?;
    let holders = holders(&directory, &emergency, now).await?;
    let mut change = directory.tenant.change(person, now).await?;
    change.create(&head.in_state(OPEN), &emergency).await?;
    for holder in holders {
        tell(office, &mut change, &emergency, holder).await?;
    }
    change.log(deed(Action::BreakGlass.code(), &emergency).note(&emergency.reason)).await?;
    change.commit().await
}

/// Who holds a role that is told, at the unit or above it.
async fn holders(
    directory: &Directory<'_>,
    emergency: &Emergency,
    now: Instant,
) -> Result<Vec<Id<id::Person>>, Fault> {
    let given = directory.given_anywhere().await?.into_iter().map(|document| document.body.grant);
    let told = given.filter(|grant| {
        emergency.told.contains(&grant.role)
            && directory.units.is_within(emergency.unit, grant.unit)
            && grant.from <= now
            && now < grant.until
            && grant.person != emergency.person
    });
    let mut holders: Vec<_> = told.map(|grant| grant.person).collect();
    holders.sort_unstable();
    holders.dedup();
    Ok(holders)
}

async fn tell(
    office: &Office,
    change: &mut Change<'_>,
    emergency: &Emergency,
    person: Id<id::Person>,
) -> Result<(), Fault> {
    let name = format!("emergency {}", emergency.id);
    letters::write(office, change, [&person], (&name, "emergency", "/emergency"), emergency.from).await
}

fn deed(kind: &str, emergency: &Emergency) -> Deed {
    Deed::new(kind).about(emergency.person).at(emergency.unit).object(emergency.id.uuid())
}

/// Ends one before its time.
///
/// # Errors
/// `Changed` when somebody else changed it since it was read.
pub async fn end(office: &Office, reader: &Reader, mut document: Document<Emergency>) -> Result<(), Fault> {
    let now = office.now();
    let mut change = reader.tenant(office).change(reader.session.person, now).await?;
    document.body.until = document.body.until.min(now);
    change.update(&document.head, &document.body).await?;
    change.log(deed("end_emergency", &document.body)).await?;
    change.commit().await
}

/// Notes what a reviewer says of one.
///
/// # Errors
/// `Changed` when somebody else changed it since it was read.
pub async fn judge(
    office: &Office,
    reader: &Reader,
    mut document: Document<Emergency>,
    judgement: Judgement,
) -> Result<(), Fault> {
    let mut change = reader.tenant(office).change(reader.session.person, office.now()).await?;
    let note = format!("{} {}", judgement.verdict.code(), judgement.note);
    document.body.judgement = Some(judgement);
    JUDGED.clone_into(&mut document.head.state);
    change.update(&document.head, &document.body).await?;
    change.log(deed(Action::ReviewLog.code(), &document.body).note(note.trim())).await?;
    change.commit().await
}
