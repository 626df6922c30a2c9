//! A review that is asked for: by the person whose data it is, or by who answers for a child. The program begins the case for
//! them, at the unit of whose data it is; they see of it that it goes on.

use super::{ASKED, SAMPLE, draw};
use crate::office::cases::owed::Holders;
use crate::office::cases::{OPEN, write};
use crate::office::intake::PROGRAM;
use crate::office::{Directory, Entry, Office};
use varsam_model::case::Case;
use varsam_model::sample::{Aim, Asked, Sample};
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Fault, Filter};

/// The routine that is begun.
pub(crate) const ROUTINE: &str = "log-asked";

/// Since when somebody waits for a review of accesses to a person's data that nobody has begun with. One that was closed
/// without keeps nobody from asking again.
///
/// # Errors
/// When the store fails.
pub(crate) async fn waiting(
    directory: &Directory<'_>,
    by: Id<id::Person>,
    about: Id<id::Person>,
) -> Result<Option<Instant>, Fault> {
    let filter = Filter { register: SAMPLE, state: ASKED, ..Filter::default() };
    let asked = directory.every::<Sample>(filter).await?.into_iter().map(|document| document.body);
    for Sample { case, asked, .. } in asked.filter(|sample| sample.person == Some(about)) {
        let Some(asked) = asked.filter(|asked| asked.by == by) else { continue };
        // One that cannot be read waits like others.
        if directory.tenant.heads(&[case]).await?.iter().any(|head| head.state == OPEN) {
            return Ok(Some(asked.at));
        }
    }
    Ok(None)
}

/// Where whoever asked for a review sees of it: where they asked, which of a child is the child's page for as long as they see
/// that. None where the case is no such review, or says nobody who asked.
///
/// # Errors
/// When the store fails.
pub(crate) async fn place(
    directory: &Directory<'_>,
    document: &Document<Case>,
    at: Instant,
) -> Result<Option<String>, Fault> {
    let Some(by) = document.body.by.filter(|_| document.body.routine.id == ROUTINE) else { return Ok(None) };
    let samples = super::samples(directory, document.head.id).await?;
    let is_asked =
        |sample: &&Document<Sample>| sample.body.asked.as_ref().is_some_and(|asked| asked.by == by);
    let about = samples.iter().find(is_asked).and_then(|sample| sample.body.person);
    let children = match about.filter(|person| *person != by) {
        Some(_) => directory.children(by, at).await?,
        None => vec![],
    };
    let child = children.iter().find(|child| about == Some(child.person.id));
    Ok(Some(child.map_or_else(|| "/my/log".to_owned(), |child| format!("/my/log/{}", child.person.id))))
}

/// Begins the case, with the sample that it is about.
///
/// # Errors
/// When the store fails: then nothing has begun.
pub(crate) async fn begin(
    office: &Office,
    directory: &Directory<'_>,
    about: &Entry,
    (by, case): (Id<id::Person>, &Case),
) -> Result<(), Fault> {
    let (unit, at) = (about.unit, case.at);
    let holders = Holders::of(directory, unit, at).await?;
    // The log names nobody either who asks for somebody whose data is protected.
    let mut change = directory.tenant.change(case.by.unwrap_or(PROGRAM), at).await?;
    let id = office.store.new_id(at)?;
    write::begin_in(office, &mut change, (id, unit), case, &holders).await?;
    let (person, asked) = (Some(about.person.id), Some(Asked { by, at }));
    let sample = Sample { case: id, aim: Aim::About, person, asked, fixed: None, rows: None };
    let head = draw::head(office, (id, unit), at)?.in_state(ASKED);
    change.create(&head, &sample).await?;
    change.commit().await
}
