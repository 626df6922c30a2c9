//! Reviews of the log (ACM-56): a sample is drawn by a seed that was fixed before, so that nobody could choose, and each
//! access in it is judged by somebody who did not do it. `draw` fixes and draws, `ask` is for those whose data it is.

pub(crate) mod ask;
pub(crate) mod draw;

use super::{Directory, Office, Reader};
use std::collections::HashMap;
use varsam_access::{Action, Object};
use varsam_model::case::{Act, Case};
use varsam_model::routine::{Behaviour, Step};
use varsam_model::sample::Sample;
use varsam_model::{Id, Instant, id};
use varsam_store::{Deed, Document, Fault, Filter, Passed};

/// The register of samples, each under the key of its case.
pub(crate) const SAMPLE: &str = "log_sample";

/// The state of one that somebody has asked for, of one that is fixed, and of one that is drawn.
const ASKED: &str = "asked";
const FIXED: &str = "fixed";
const DRAWN: &str = "drawn";

/// What a sample is drawn from: what shows or changes what is kept of persons, by the kinds of the log.
pub(crate) static KINDS: [&str; 3] =
    [Action::ViewPerson.code(), Action::EditPerson.code(), Action::Export.code()];

/// The samples of a case, the first one first.
///
/// # Errors
/// When the store fails.
pub(crate) async fn samples(
    directory: &Directory<'_>,
    case: Id<id::Record>,
) -> Result<Vec<Document<Sample>>, Fault> {
    let filter = Filter { register: SAMPLE, subject: Some(case.uuid()), ..Filter::default() };
    directory.every(filter).await
}

/// Whether a reader may draw from the log of a unit, and judge it; that a step was handed to them is not enough.
pub(crate) fn may_review(office: &Office, reader: &Reader, unit: Id<id::Unit>) -> bool {
    let object = Object::log(reader.units.place(unit), vec![]);
    reader.may(office, Action::ReviewLog, &object).is_allowed()
}

/// What keeps a step from being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blocked {
    /// No sample was drawn, or none since the step is open.
    NotDrawn,
    /// Not all of the sample is judged.
    NotJudged,
}

/// What keeps a step of a case from being done, if anything does.
///
/// # Errors
/// When the store fails.
pub(crate) async fn blocked(
    directory: &Directory<'_>,
    document: &Document<Case>,
    step: &Step,
) -> Result<Option<Blocked>, Fault> {
    match step.does {
        Some(Behaviour::DrawSample) => {
            let samples = samples(directory, document.head.id).await?;
            let since = reopened(&document.body, &step.id);
            let is_drawn = samples.iter().any(|sample| is_drawn_since(&sample.body, since));
            Ok((!is_drawn).then_some(Blocked::NotDrawn))
        }
        Some(Behaviour::JudgeSample) => {
            let samples = samples(directory, document.head.id).await?;
            // Where drawing was declined, there is nothing that could be judged.
            if !samples.iter().any(|sample| sample.body.rows.is_some()) {
                return Ok(Some(Blocked::NotDrawn));
            }
            let left: Vec<_> = samples.iter().flat_map(|sample| unjudged(&sample.body)).collect();
            let is_left = is_any_in_sight(directory, &left).await?;
            Ok(is_left.then_some(Blocked::NotJudged))
        }
        _ => Ok(None),
    }
}

/// When a step was opened again last.
fn reopened(case: &Case, step: &str) -> Option<Instant> {
    case.of(step).rfind(|event| event.act == Act::Reopened).map(|event| event.at)
}

fn is_drawn_since(sample: &Sample, since: Option<Instant>) -> bool {
    let fixed = sample.fixed.as_ref().filter(|_| sample.rows.is_some());
    fixed.is_some_and(|fixed| since.is_none_or(|since| fixed.at >= since))
}

/// The places of what nobody has judged.
fn unjudged(sample: &Sample) -> Vec<u64> {
    let left = sample.drawn().iter().filter(|row| row.last().is_none());
    left.map(|row| row.place).collect()
}

/// Whether anybody may see any of these for now: what nobody may see waits for nobody's judgement.
async fn is_any_in_sight(directory: &Directory<'_>, places: &[u64]) -> Result<bool, Fault> {
    let mut hidden = Hidden::default();
    for passed in directory.tenant.passed_at(places).await? {
        if !hidden.is_of(directory, &passed).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whose accesses are out of sight: those to the data of whoever waits for a decision on a mark. Each person is looked up
/// once.
#[derive(Default)]
pub(crate) struct Hidden(HashMap<Id<id::Person>, bool>);

impl Hidden {
    /// Whether an access is.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn is_of(&mut self, directory: &Directory<'_>, passed: &Passed) -> Result<bool, Fault> {
        let Some(about) = passed.about else { return Ok(false) };
        if let Some(known) = self.0.get(&about) {
            return Ok(*known);
        }
        let is_hidden = match directory.person(about).await {
            Ok(entry) => entry.is_quarantined,
            Err(Fault::Missing | Fault::Erased) => false,
            Err(fault) => return Err(fault),
        };
        self.0.insert(about, is_hidden);
        Ok(is_hidden)
    }
}

/// What a reader has to do with an access that was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// They may judge it.
    Judges,
    /// It is their own: somebody else judges it.
    Own,
    /// Others judge it: what it was is for them.
    Others,
    /// It is out of sight.
    Hidden,
}

/// What a reader has to do with an access.
///
/// # Errors
/// When the store fails.
pub(crate) async fn sight(
    (office, reader): (&Office, &Reader),
    directory: &Directory<'_>,
    passed: &Passed,
    hidden: &mut Hidden,
) -> Result<Sight, Fault> {
    let is_quarantined = hidden.is_of(directory, passed).await?;
    let unit = directory.unit(passed.unit).or_else(|| directory.units.top());
    let Some(unit) = unit else { return Ok(Sight::Others) };
    let mut object = Object::log(directory.place(unit.id), vec![passed.by]);
    object.about.extend(passed.about);
    object.is_quarantined = is_quarantined;
    Ok(match reader.may(office, Action::ReviewLog, &object).is_allowed() {
        true => Sight::Judges,
        false if is_quarantined => Sight::Hidden,
        false if passed.by == reader.session.person => Sight::Own,
        false => Sight::Others,
    })
}

/// Writes what a reader has judged, with a line in the log for each access.
///
/// # Errors
/// `Changed` when somebody else was faster: nothing is written then.
pub(crate) async fn judge(
    office: &Office,
    reader: &Reader,
    document: &Document<Sample>,
    judged: &[u64],
) -> Result<(), Fault> {
    let (head, sample) = (&document.head, &document.body);
    let mut change = reader.tenant(office).change(reader.session.person, office.now()).await?;
    change.update(head, sample).await?;
    for row in sample.drawn().iter().filter(|row| judged.contains(&row.place)) {
        let Some(last) = row.last() else { continue };
        let note = format!("{} {}", row.place, last.finding);
        let deed = Deed::new(Action::ReviewLog.code()).at(head.unit).object(head.id.uuid());
        change.log(deed.note(&note)).await?;
    }
    change.commit().await
}
