//! Drawing a sample. First a seed is made, and what the sample will follow from is noted in the case and in the log, with
//! the hash of the seed; once that lasts, the sample is drawn. A draw that was broken off in between is gone on with.

use super::{DRAWN, FIXED, Hidden, KINDS, SAMPLE, ask};
use crate::office::cases::owed::Holders;
use crate::office::cases::{CASE, write};
use crate::office::{Directory, Office};
use std::collections::HashMap;
use std::ops::RangeInclusive;
use varsam_model::case::{Case, Event};
use varsam_model::sample::{Aim, Drawn, Fixed, Sample};
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::log::Seed;
use varsam_store::log::sample::SEED_BYTES;
use varsam_store::{Change, Deed, Document, Fault, Head, Urn};

/// How many may be drawn, and how many are unless something else is said.
pub(crate) const COUNT: RangeInclusive<usize> = 1..=200;
pub(crate) const USUAL: usize = 20;

/// How many more are looked at, for those that are out of sight: that one is left out must not show in the number.
const SPARE: usize = 20;

/// What somebody wants to have drawn.
pub(crate) struct Wish {
    /// The first moment of the time that it is about.
    pub(crate) from: Instant,
    /// The first moment after it.
    pub(crate) until: Instant,
    /// How many.
    pub(crate) count: usize,
}

/// All that a sample will follow from, with a new seed, for the log as long as it is now.
///
/// # Errors
/// When the store fails, or there is no randomness.
pub(crate) async fn prepared(
    office: &Office,
    directory: &Directory<'_>,
    unit: Id<id::Unit>,
    by: Id<id::Person>,
    wish: &Wish,
) -> Result<Fixed, Fault> {
    let mut bytes = [0; SEED_BYTES];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Fault::Sealing)?;
    let seed = Seed::new(bytes);
    let is_top = directory.units.top().is_some_and(|top| top.id == unit);
    let mut units = if is_top { vec![] } else { directory.units.within(unit) };
    // One that was closed meanwhile is not within itself, and no units would mean all.
    if !is_top && !units.contains(&unit) {
        units.push(unit);
    }
    let (at, size) = (office.now(), office.store.log_size().await?);
    let Wish { from, until, count } = *wish;
    let (seed, commitment) = (seed.to_string(), seed.commitment());
    Ok(Fixed { by, at, from, until, count, size, units, seed, commitment })
}

/// The head of a new sample of a case.
///
/// # Errors
/// When no id can be made.
pub(super) fn head(
    office: &Office,
    (case, unit): (Id<id::Record>, Id<id::Unit>),
    at: Instant,
) -> Result<Head, Fault> {
    Ok(Head::about(office.store.new_id(at)?, SAMPLE, unit, case.uuid(), RecordClass::Unit))
}

/// Fixes a sample: the case, the sample and the log say so from the same moment on. `former` is the head of one that was
/// asked for.
///
/// # Errors
/// `Changed` when somebody else was faster: nothing is fixed then.
pub(crate) async fn fix(
    office: &Office,
    directory: &Directory<'_>,
    document: &Document<Case>,
    event: Event,
    (former, sample): (Option<Head>, &Sample),
) -> Result<(), Fault> {
    let (case, unit, at) = (document.head.id, document.head.unit, event.at);
    let mut change = acting(office, directory, document, event).await?;
    let id = if let Some(head) = former {
        let head = head.in_state(FIXED);
        change.update(&head, sample).await?;
        head.id
    } else {
        let head = head(office, (case, unit), at)?.in_state(FIXED);
        change.create(&head, sample).await?;
        head.id
    };
    let deed = Deed::new("sample_fixed").at(unit).object(id.uuid());
    change.log(deed.note(&noted(case, sample))).await?;
    change.commit().await
}

/// A change in which something happens in a case; it is for whoever asks to commit it.
async fn acting<'a>(
    office: &Office,
    directory: &Directory<'a>,
    document: &Document<Case>,
    event: Event,
) -> Result<Change<'a>, Fault> {
    let holders = Holders::of(directory, document.head.unit, event.at).await?;
    let by = event.by.unwrap_or(Id::new(uuid::Uuid::nil()));
    let asked_at = ask::place(directory, document, event.at).await?;
    let mut change = directory.tenant.change(by, event.at).await?;
    write::act_in(office, &mut change, (document, &holders, asked_at), event, None).await?;
    Ok(change)
}

/// What the log says of a sample that is fixed: ids, moments and numbers, nobody's name.
fn noted(case: Id<id::Record>, sample: &Sample) -> String {
    let Some(fixed) = &sample.fixed else { return String::new() };
    let person = sample.person.map(|person| format!(" person={person}")).unwrap_or_default();
    format!(
        "sha256={} size={} from={} until={} count={} aim={}{person} case={case}",
        fixed.commitment, fixed.size, fixed.from, fixed.until, fixed.count, sample.aim
    )
}

/// What is drawn by what was fixed. An access to the data of somebody who is out of sight is passed over, and the next one
/// takes its place.
///
/// # Errors
/// When the store fails, or nothing was fixed.
pub(crate) async fn drawn(directory: &Directory<'_>, sample: &Sample) -> Result<Vec<Drawn>, Fault> {
    let fixed = sample.fixed.as_ref().ok_or(Fault::Missing)?;
    let seed = fixed.seed.parse::<Seed>().map_err(|error| Fault::Log(error.to_string()))?;
    let places = directory.tenant.draw(&urn(sample, fixed), &seed, fixed.count + SPARE).await?;
    let passed = directory.tenant.passed_at(&places).await?;
    let passed: HashMap<_, _> = passed.into_iter().map(|passed| (passed.place, passed)).collect();
    let ordered: Vec<_> = places.iter().filter_map(|place| passed.get(place)).collect();
    let (mut rows, mut hidden) = (Vec::with_capacity(fixed.count), Hidden::default());
    for passed in ordered {
        if rows.len() < fixed.count && !hidden.is_of(directory, passed).await? {
            rows.push(Drawn::new(passed.place, passed.by));
        }
    }
    Ok(rows)
}

/// What a sample is drawn from.
fn urn<'a>(sample: &Sample, fixed: &'a Fixed) -> Urn<'a> {
    let of = |aim: Aim| sample.person.filter(|_| sample.aim == aim);
    Urn {
        kinds: &KINDS,
        units: &fixed.units,
        by: of(Aim::By),
        about: of(Aim::About),
        from: fixed.from,
        until: fixed.until,
        size: fixed.size,
    }
}

/// Keeps what was drawn; with it, the step of the case is done.
///
/// # Errors
/// `Changed` when somebody else was faster, or the step is not open any more.
pub(crate) async fn keep(
    office: &Office,
    directory: &Directory<'_>,
    (document, sample): (&Document<Case>, &Document<Sample>),
    event: Event,
) -> Result<(), Fault> {
    if !document.body.check(&event).is_empty() {
        return Err(Fault::Changed);
    }
    let mut change = acting(office, directory, document, event).await?;
    let head = sample.head.clone().in_state(DRAWN);
    change.update(&head, &sample.body).await?;
    let note = format!("{} case={}", sample.body.drawn().len(), document.head.id);
    change.log(Deed::new("sample_drawn").at(head.unit).object(head.id.uuid()).note(&note)).await?;
    change.commit().await
}

/// A case as it is now.
///
/// # Errors
/// When the store fails.
pub(crate) async fn anew(directory: &Directory<'_>, case: Id<id::Record>) -> Result<Document<Case>, Fault> {
    directory.record(CASE, case).await
}
