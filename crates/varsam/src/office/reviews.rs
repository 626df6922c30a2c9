//! Reviews of grants: begun from above, confirmed by those who answer for each role, ended on their day.

use super::{Directory, Office, Reader, grants, register};
use std::collections::{BTreeMap, BTreeSet};
use varsam_access::{Action, Object, SignIn, Subject};
use varsam_model::grant::{Confirmed, Given, Grant};
use varsam_model::review::{Outcome, Review};
use varsam_model::{Id, Instant, RecordClass, Role, id};
use varsam_store::{Deed, Document, Fault, Filter, Head};

/// The state of one that lasts, and of one that is over.
const OPEN: &str = "open";
const CLOSED: &str = "closed";

/// The shortest and the longest time that a review is given, in days.
pub const DAYS: std::ops::RangeInclusive<i32> = 7..=180;

/// The roles by which somebody may confirm grants: who could do so is looked for among their holders.
const REVIEWERS: [Role; 4] =
    [Role::Head, Role::HeadOfOperations, Role::HeadOfPupilHealth, Role::SystemAdministrator];

/// All, the latest first.
///
/// # Errors
/// When the store fails.
pub async fn all(directory: &Directory<'_>) -> Result<Vec<Document<Review>>, Fault> {
    let filter = Filter { register: register::REVIEW, ..Filter::default() };
    let mut all = directory.every(filter).await?;
    all.reverse();
    Ok(all)
}

/// Begins one.
///
/// # Errors
/// When the store fails.
pub async fn begin(
    office: &Office,
    reader: &Reader,
    unit: Id<id::Unit>,
    due: Instant,
) -> Result<Id<id::Record>, Fault> {
    let (now, by) = (office.now(), reader.session.person);
    let id: Id<id::Record> = office.store.new_id(now)?;
    let review = Review { id, unit, begun: now, due, by, outcome: None };
    let head = Head::about(id, register::REVIEW, unit, unit.uuid(), RecordClass::Unit).in_state(OPEN);
    let mut change = reader.tenant(office).change(by, now).await?;
    change.create(&Head { due: Some(due), ..head }, &review).await?;
    change.log(Deed::new(Action::BeginReview.code()).at(unit).object(id.uuid())).await?;
    change.commit().await?;
    Ok(id)
}

/// The grants that it is about: given before it began, not over yet. Pupils and guardians see their own only and are
/// left out.
///
/// # Errors
/// When the store fails.
pub async fn grants(
    directory: &Directory<'_>,
    review: &Review,
    now: Instant,
) -> Result<Vec<Document<Given>>, Fault> {
    let mut given = directory.given(&directory.units.within(review.unit)).await?;
    given.retain(|document| {
        let grant = &document.body.grant;
        let is_staff = !matches!(grant.role, Role::Pupil | Role::Guardian);
        is_staff && given_before(grant, review) && now < grant.until
    });
    Ok(given)
}

/// Ids sort by when they were made; a grant that begins later may have been given before.
fn given_before(grant: &Grant, review: &Review) -> bool {
    grant.id.of() < review.id
}

/// Whether somebody said in this review, or in another since it began, that a grant is still needed.
pub fn is_confirmed(given: &Given, review: &Review) -> bool {
    given.confirmed.is_some_and(|confirmed| confirmed.review == review.id || review.begun <= confirmed.at)
}

/// Notes that these grants are still needed.
///
/// # Errors
/// `Changed` when somebody else changed one since it was read: then none is confirmed.
pub async fn confirm(
    office: &Office,
    reader: &Reader,
    review: &Review,
    documents: Vec<Document<Given>>,
) -> Result<(), Fault> {
    let (by, at) = (reader.session.person, office.now());
    let mut change = reader.tenant(office).change(by, at).await?;
    for mut document in documents {
        document.body.confirmed = Some(Confirmed { review: review.id, by, at });
        change.update(&document.head, &document.body).await?;
        let Grant { person, unit, id, role, .. } = document.body.grant;
        let deed = Deed::new(Action::ReviewGrants.code()).about(person).at(unit).object(id.uuid());
        change.log(deed.note(role.code())).await?;
    }
    change.commit().await
}

/// Closes the reviews of all organisers whose day has come. It may run twice, and on two servers at once.
///
/// # Errors
/// When the store fails.
pub async fn settle_all(office: &Office) -> Result<(), Fault> {
    for organiser in office.store.organisers().await? {
        settle(office, &office.directory(organiser).await?).await?;
    }
    Ok(())
}

/// Closes the reviews of an organiser whose day has come.
///
/// # Errors
/// When the store fails.
pub async fn settle(office: &Office, directory: &Directory<'_>) -> Result<(), Fault> {
    let filter = Filter { register: register::REVIEW, state: OPEN, ..Filter::default() };
    for document in directory.every::<Review>(filter).await? {
        if document.body.due <= office.now() {
            match close(office, directory, document).await {
                // Somebody else closes it, or changed a grant meanwhile; what is left is done the next time.
                Ok(()) | Err(Fault::Changed) => {}
                Err(fault) => return Err(fault),
            }
        }
    }
    Ok(())
}

/// Ends what nobody confirmed and keeps how it came out: all of it, or nothing.
async fn close(
    office: &Office,
    directory: &Directory<'_>,
    mut document: Document<Review>,
) -> Result<(), Fault> {
    let (now, review) = (office.now(), document.body.clone());
    let given = grants(directory, &review, now).await?;
    let open = given.iter().filter(|document| !is_confirmed(&document.body, &review));
    let open = open.map(|document| document.body.grant.id).collect();
    let reviewers = Reviewers::of(directory, now, &BTreeSet::new()).await?;
    // Those who would end each other, since nobody confirmed any of them, do not.
    let lasting = Reviewers::of(directory, now, &open).await?;
    let mut change = directory.tenant.change(Id::new(uuid::Uuid::nil()), now).await?;
    let mut outcome = Outcome::default();
    for given in given {
        let grant = &given.body.grant;
        let reviewers = if REVIEWERS.contains(&grant.role) { &lasting } else { &reviewers };
        if is_confirmed(&given.body, &review) {
            outcome.confirmed += 1;
        } else if reviewers.has_for(office, directory, grant) && !is_hidden(directory, grant).await? {
            outcome.ended += 1;
            grants::end_within(&mut change, given, None, now).await?;
        } else {
            outcome.without_reviewer += 1;
        }
    }
    document.body.outcome = Some(outcome);
    (document.head.state, document.head.due) = (CLOSED.to_owned(), None);
    change.update(&document.head, &document.body).await?;
    let deed = Deed::new("close_review").at(review.unit).object(review.id.uuid());
    change.log(deed).await?;
    change.commit().await
}

/// Whether its holder is in no list, so that nobody could confirm it.
async fn is_hidden(directory: &Directory<'_>, grant: &Grant) -> Result<bool, Fault> {
    match directory.person(grant.person).await {
        Ok(holder) => Ok(holder.is_hidden()),
        Err(Fault::Missing | Fault::Erased) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// Those who hold one of these roles, with all that counts now, as if they had signed in; without the grants of these
/// ids.
pub(super) async fn holders(
    directory: &Directory<'_>,
    roles: &[Role],
    now: Instant,
    without: &BTreeSet<Id<id::Grant>>,
) -> Result<Vec<Subject>, Fault> {
    let given = directory.given_anywhere().await?.into_iter().map(|document| document.body.grant);
    let holders: BTreeMap<_, _> = given
        .filter(|grant| roles.contains(&grant.role))
        .map(|grant| (grant.person, grant.organiser))
        .collect();
    let mut subjects = Vec::new();
    for (person, organiser) in holders {
        let (mut grants, held) = directory.grants(person).await?;
        grants.retain(|grant| !without.contains(&grant.id));
        let subject = Subject::new(person, organiser)
            .with_grants(&grants, &held, now)
            .with_units_above(|unit| directory.units.above(unit));
        subjects.push(subject.signed_in(SignIn::Strong));
    }
    Ok(subjects)
}

/// Who could confirm grants at all. What nobody but its holder could confirm must not end by itself: an organiser would
/// lock itself out.
#[derive(Debug)]
pub struct Reviewers(Vec<Subject>);

impl Reviewers {
    /// Those of an organiser, without the grants of these ids.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(
        directory: &Directory<'_>,
        now: Instant,
        without: &BTreeSet<Id<id::Grant>>,
    ) -> Result<Self, Fault> {
        Ok(Self(holders(directory, &REVIEWERS, now, without).await?))
    }

    /// Whether there is anybody for this grant.
    pub fn has_for(&self, office: &Office, directory: &Directory<'_>, grant: &Grant) -> bool {
        let object = Object::grant(directory.place(grant.unit), grant.role, grant.person, vec![]);
        let could = |subject| office.policies.may(subject, Action::ReviewGrants, &object).is_allowed();
        self.0.iter().any(could)
    }
}

/// How far a review has come, unit by unit: the unit, how many grants, how many of them confirmed.
pub fn progress(given: &[Document<Given>], review: &Review) -> Vec<(Id<id::Unit>, usize, usize)> {
    let units: BTreeSet<_> = given.iter().map(|document| document.body.grant.unit).collect();
    let count = |unit| {
        let there = given.iter().filter(|document| document.body.grant.unit == unit);
        let confirmed = there.clone().filter(|document| is_confirmed(&document.body, review));
        (unit, there.count(), confirmed.count())
    };
    units.into_iter().map(count).collect()
}
