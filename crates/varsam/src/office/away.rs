//! Being away: somebody says until when, and who stands in. It ends by itself. The record of it decides; a membership
//! beside it finds it without opening anybody's.

use super::cases::can_owe;
use super::cases::owed::UPWARDS;
use super::{Directory, Office, Reader, calendar, letters, register};
use std::collections::{BTreeMap, BTreeSet};
use varsam_model::absence::Absence;
use varsam_model::grant::Grant;
use varsam_model::{Id, Instant, RecordClass, Role, id};
use varsam_store::{Change, Deed, Document, Fault, Filter, Head, Membership};

/// What somebody who is away is to whoever stands in, among the memberships.
const AWAY: &str = "away";

/// The state of an absence that holds as it was set, and of one that was ended by hand.
const SET: &str = "set";
const ENDED: &str = "ended";

/// What the letter is about that tells somebody that they stand in.
const STANDS_IN: &str = "stand_in";

/// What the log calls it that somebody stands in no more, before the time that was set.
const ENDS: &str = "end_stand_in";

/// For how many somebody stands in at most: further ones are not looked for.
const MOST: u32 = 1000;

/// What was set last of somebody, whatever became of it.
async fn kept(directory: &Directory<'_>, person: Id<id::Person>) -> Result<Option<Document<Absence>>, Fault> {
    let (register, subject) = (register::ABSENCE, Some(person.uuid()));
    Ok(directory.every::<Absence>(Filter { register, subject, ..Filter::default() }).await?.pop())
}

/// The absence of somebody that lasts or is to come.
///
/// # Errors
/// When the store fails.
pub(crate) async fn planned(
    directory: &Directory<'_>,
    person: Id<id::Person>,
    now: Instant,
) -> Result<Option<Document<Absence>>, Fault> {
    let kept = kept(directory, person).await?;
    Ok(kept.filter(|document| document.head.state == SET && now < document.body.until))
}

/// The absence of somebody that lasts.
async fn lasting(
    directory: &Directory<'_>,
    person: Id<id::Person>,
    now: Instant,
) -> Result<Option<Absence>, Fault> {
    let planned = planned(directory, person, now).await?;
    Ok(planned.map(|document| document.body).filter(|absence| absence.lasts(now)))
}

/// Who stands in for those of these people who are away, whatever they hold. Who is away too stands in for nobody.
///
/// # Errors
/// When the store fails.
pub(super) async fn stand_ins(
    directory: &Directory<'_>,
    people: &[Id<id::Person>],
    now: Instant,
) -> Result<BTreeMap<Id<id::Person>, Id<id::Person>>, Fault> {
    let found = directory.tenant.places_of(people, AWAY, now).await?;
    let away: BTreeSet<_> = found.into_iter().map(|member| member.person).collect();
    let mut stand_ins = BTreeMap::new();
    for person in away {
        let Some(absence) = lasting(directory, person, now).await? else { continue };
        if lasting(directory, absence.stand_in, now).await?.is_none() {
            stand_ins.insert(person, absence.stand_in);
        }
    }
    Ok(stand_ins)
}

/// The absences in which somebody stands in now.
///
/// # Errors
/// When the store fails.
pub(crate) async fn stood_in_for(
    directory: &Directory<'_>,
    person: Id<id::Person>,
    now: Instant,
) -> Result<Vec<Absence>, Fault> {
    let members = directory.tenant.members(person.uuid(), now, None, MOST).await?;
    let away: BTreeSet<_> =
        members.into_iter().filter(|member| member.kind == AWAY).map(|member| member.person).collect();
    let mut absences = Vec::new();
    if away.is_empty() || lasting(directory, person, now).await?.is_some() {
        return Ok(absences);
    }
    for other in away {
        let lasting = lasting(directory, other, now).await?;
        absences.extend(lasting.filter(|absence| absence.stand_in == person));
    }
    Ok(absences)
}

/// Who could stand in for a reader, by name: who holds a role of the reader's where the reader does, or above, or answers for
/// the unit. Those who are hidden are not among them.
///
/// # Errors
/// When the store fails.
pub(crate) async fn candidates(
    office: &Office,
    reader: &Reader,
) -> Result<Vec<(Id<id::Person>, String)>, Fault> {
    let (directory, now) = (reader.directory(office).await?, office.now());
    let mut places: BTreeMap<Id<id::Unit>, BTreeSet<Role>> = BTreeMap::new();
    for held in reader.subject.roles.iter().filter(|held| can_owe(held.role)) {
        for unit in directory.place(held.unit).above.into_iter().chain([held.unit]) {
            places.entry(unit).or_default().extend([held.role].into_iter().chain(UPWARDS));
        }
    }
    let could = |grant: &Grant| places.get(&grant.unit).is_some_and(|roles| roles.contains(&grant.role));
    let units: Vec<_> = places.keys().copied().collect();
    let given = directory.given(&units).await?.into_iter().map(|document| document.body.grant);
    let people: BTreeSet<_> = given.filter(could).map(|grant| grant.person).collect();
    let mut found = Vec::new();
    for person in people.into_iter().filter(|person| *person != reader.session.person) {
        let entry = match directory.person(person).await {
            Ok(entry) if entry.is_here() && !entry.is_hidden() => entry,
            Ok(_) | Err(Fault::Missing | Fault::Erased) => continue,
            Err(fault) => return Err(fault),
        };
        let (grants, held) = directory.grants(person).await?;
        if grants.iter().any(|grant| could(grant) && grant.is_active(now, &held)) {
            found.push((person, entry.name()));
        }
    }
    found.sort_by_cached_key(|(person, name)| (name.to_lowercase(), *person));
    Ok(found)
}

/// Notes that a reader is away, in the place of what was set before, and tells whoever stands in.
///
/// # Errors
/// `Changed` when it was set elsewhere at the same moment: nothing is noted then.
pub(crate) async fn set(
    office: &Office,
    reader: &Reader,
    (from, until): (Instant, Instant),
    stand_in: Id<id::Person>,
) -> Result<(), Fault> {
    let (now, person) = (office.now(), reader.session.person);
    let directory = reader.directory(office).await?;
    let unit = directory.person(person).await?.unit;
    let former = kept(&directory, person).await?;
    let absence = Absence { person, from, until, stand_in };
    let mut change = directory.tenant.change(person, now).await?;
    let (id, version) = if let Some(Document { head, body }) = former {
        if head.state == SET && now < body.until {
            change.log(Deed::new(ENDS).about(body.stand_in).at(unit).object(head.id.uuid())).await?;
        }
        change.leave(person, body.stand_in.uuid(), AWAY).await?;
        let id = head.id;
        (id, change.update(&head.in_state(SET), &absence).await?)
    } else {
        let id = office.store.new_id(now)?;
        let head = Head::about(id, register::ABSENCE, unit, person.uuid(), RecordClass::Identity);
        change.create(&head.in_state(SET), &absence).await?;
        (id, 1)
    };
    let (place, kind) = (stand_in.uuid(), AWAY.to_owned());
    change.join(&Membership { person, place, kind, since: from, until }).await?;
    tell(office, &mut change, (id, version), stand_in, now).await?;
    let days = format!("{} {}", calendar::day(from), calendar::last_day(until));
    // The record tells of the last time only: who stood in when is in the log.
    for (deed, about) in [("set_away", person), ("name_stand_in", stand_in)] {
        change.log(Deed::new(deed).about(about).at(unit).object(id.uuid()).note(&days)).await?;
    }
    change.commit().await
}

async fn tell(
    office: &Office,
    change: &mut Change<'_>,
    (id, version): (Id<id::Record>, i64),
    stand_in: Id<id::Person>,
    now: Instant,
) -> Result<(), Fault> {
    let name = format!("away {id} {version}");
    letters::write(office, change, [&stand_in], (&name, STANDS_IN, "/my/tasks"), now).await
}

/// Notes that a reader is not away any more, or will not be. That nothing was set is no fault.
///
/// # Errors
/// `Changed` when it was set elsewhere at the same moment: nothing is noted then.
pub(crate) async fn end(office: &Office, reader: &Reader) -> Result<(), Fault> {
    let (now, person) = (office.now(), reader.session.person);
    let directory = reader.directory(office).await?;
    let Some(Document { head, mut body }) = planned(&directory, person, now).await? else { return Ok(()) };
    let (id, unit) = (head.id, head.unit);
    let mut change = directory.tenant.change(person, now).await?;
    change.leave(person, body.stand_in.uuid(), AWAY).await?;
    body.until = body.until.min(now);
    change.update(&head.in_state(ENDED), &body).await?;
    for (deed, about) in [("end_away", person), (ENDS, body.stand_in)] {
        change.log(Deed::new(deed).about(about).at(unit).object(id.uuid())).await?;
    }
    change.commit().await
}
