//! A sample as its page shows it: what it follows from, what was drawn, what was said of it, and how to draw it again.

use super::{Opened, Said, Seen};
use crate::office::cases::{may_start, plan};
use crate::office::log_review::Sight;
use crate::office::{breach, calendar};
use crate::web::cases::act::link;
use crate::web::cases::facts::Asked;
use crate::web::cases::guarded;
use crate::web::error::Failure;
use crate::web::log::{Names, Row, called};
use crate::web::site::{Link, Site};
use varsam_model::sample::{Aim, Finding, Fixed, Judged, Sample};
use varsam_model::{Id, id};

/// A sample.
pub(super) struct SampleView {
    pub(super) heading: String,
    /// What it follows from, each with its label.
    pub(super) facts: Vec<(String, String)>,
    pub(super) action: String,
    pub(super) version: i64,
    pub(super) rows: Vec<RowView>,
    /// How many wait for a judgement, in words.
    pub(super) left: String,
    /// Whether the reader can judge any.
    pub(super) can_save: bool,
    /// What the guard has found in the notes; with it, a reason is asked for.
    pub(super) found: String,
    pub(super) needs_reason: bool,
    pub(super) despite: String,
    /// How anybody draws it again, once all is judged.
    pub(super) proof: Option<Proof>,
}

/// What a sample is drawn again by.
pub(super) struct Proof {
    pub(super) seed: String,
    pub(super) command: String,
}

/// An access.
pub(super) struct RowView {
    pub(super) number: usize,
    /// What it was; none where it is for others.
    pub(super) entry: Option<Row>,
    pub(super) unit: String,
    pub(super) is_own: bool,
    /// What to say of it; nothing where the reader says nothing of it.
    pub(super) asks: Vec<Asked>,
    pub(super) note_id: String,
    pub(super) note_label: String,
    pub(super) note: String,
    /// What was said of it, the first first.
    pub(super) said: Vec<SaidView>,
    /// Where a breach is reported because of it; empty where there is none to report.
    pub(super) breach: String,
}

/// What somebody said of an access.
pub(super) struct SaidView {
    pub(super) finding: String,
    pub(super) note: String,
    pub(super) by: String,
    pub(super) at: String,
    pub(super) despite: String,
}

/// The names of the fields of an access in the form of a sample: what is said of it, and the note.
pub(super) fn fields(at: usize, place: u64) -> (String, String) {
    (format!("finding-{}-{place}", at + 1), format!("note-{}-{place}", at + 1))
}

impl Opened<'_> {
    /// A sample of the case, once it is drawn.
    pub(super) async fn sample(
        &self,
        at: usize,
        said: &Said,
        names: &mut Names<'_, '_>,
    ) -> Result<Option<SampleView>, Failure> {
        let Some(document) = self.samples.get(at) else { return Ok(None) };
        let (site, sample) = (&self.desk.site, &document.body);
        let Some(fixed) = sample.fixed.as_ref().filter(|_| sample.rows.is_some()) else { return Ok(None) };
        let seen = self.seen(sample).await?;
        let left = seen.iter().filter(|one| one.drawn.last().is_none()).count();
        let is_said = said.at == Some(at);
        let is_found = is_said && said.is_found;
        let facts = self.facts(sample, fixed, names).await?;
        let mut rows = Vec::with_capacity(seen.len());
        for one in seen {
            rows.push(self.row(at, one, said, names).await?);
        }
        Ok(Some(SampleView {
            heading: site.pick("sample-aim", sample.aim.code()),
            facts,
            action: format!("/cases/{}/sample/{}", self.document.head.id, document.head.id),
            version: document.head.version,
            left: site.count("sample-left", &left),
            can_save: rows.iter().any(|row| !row.asks.is_empty()),
            found: if is_found {
                guarded::found(site, &super::judge::notes(&said.typed))?
            } else {
                String::new()
            },
            needs_reason: is_found,
            despite: if is_said { said.typed.one("despite").to_owned() } else { String::new() },
            proof: (left == 0).then(|| self.proof(sample, fixed)),
            rows,
        }))
    }

    async fn facts(
        &self,
        sample: &Sample,
        fixed: &Fixed,
        names: &mut Names<'_, '_>,
    ) -> Result<Vec<(String, String)>, Failure> {
        let site = &self.desk.site;
        let mut facts = Vec::new();
        if let Some(person) = sample.person {
            facts.push((site.t("sample-person"), name(site, person, names).await?));
        }
        let by = name(site, fixed.by, names).await?;
        let (from, until) = (calendar::day(fixed.from), calendar::last_day(fixed.until));
        facts.extend([
            (site.t("sample-period"), format!("{from} – {until}")),
            (site.t("sample-count"), fixed.count.to_string()),
            (site.t("sample-drawn"), format!("{} · {by}", calendar::minute(fixed.at))),
            (site.t("sample-size"), fixed.size.to_string()),
            (site.t("sample-commitment"), fixed.commitment.clone()),
        ]);
        Ok(facts)
    }

    async fn row(
        &self,
        at: usize,
        seen: Seen<'_>,
        said: &Said,
        names: &mut Names<'_, '_>,
    ) -> Result<RowView, Failure> {
        let site = &self.desk.site;
        let Seen { number, drawn, passed, sight } = seen;
        let is_known = sight != Sight::Others;
        let (finding_id, note_id) = fields(at, drawn.place);
        let is_typed = said.at == Some(at);
        let (finding, note) = match drawn.last() {
            _ if is_typed => (said.typed.one(&finding_id).to_owned(), said.typed.one(&note_id).to_owned()),
            Some(last) => (last.finding.code().to_owned(), last.note.clone()),
            None => (String::new(), String::new()),
        };
        let can_judge = sight == Sight::Judges && self.is_judging();
        let asks = can_judge.then(|| asked(site, finding_id, &finding, number));
        let is_outside = drawn.last().is_some_and(|last| last.finding == Finding::Outside);
        let judged: &[Judged] = if is_known { &drawn.judged } else { &[] };
        let mut told = Vec::with_capacity(judged.len());
        for judged in judged {
            told.push(self.told(judged, names).await?);
        }
        Ok(RowView {
            number,
            unit: self.desk.reader.units.name(passed.unit).to_owned(),
            is_own: sight == Sight::Own,
            asks: asks.into_iter().collect(),
            note_label: format!("{} ({number})", site.t("emergency-note")),
            note_id,
            note,
            said: told,
            breach: if is_known && is_outside { self.breach(passed.unit) } else { String::new() },
            entry: if is_known { Some(names.row(site, passed).await?) } else { None },
        })
    }

    async fn told(&self, judged: &Judged, names: &mut Names<'_, '_>) -> Result<SaidView, Failure> {
        let site = &self.desk.site;
        Ok(SaidView {
            finding: site.pick("judged", judged.finding.code()),
            note: judged.note.clone(),
            by: name(site, judged.by, names).await?,
            at: calendar::minute(judged.at),
            despite: judged.despite.clone(),
        })
    }

    /// Where the reader reports a breach at a unit, if they may.
    fn breach(&self, unit: Id<id::Unit>) -> String {
        let (site, reader) = (&self.desk.site, &self.desk.reader);
        let routine = plan::routine(&site.shelf.books, site.stack(), breach::ROUTINE);
        let may = |routine: &varsam_rules::Routine| {
            may_start(&self.desk.office, reader, unit, &plan::starts(routine))
        };
        match routine.is_some_and(may) {
            true => format!("/cases/new/{}?unit={unit}", breach::ROUTINE),
            false => String::new(),
        }
    }

    /// The command that draws the same.
    fn proof(&self, sample: &Sample, fixed: &Fixed) -> Proof {
        let (from, until) = (calendar::day(fixed.from), calendar::last_day(fixed.until));
        let person = sample.person.filter(|_| sample.aim != Aim::Random);
        let person = person.map(|person| format!(" --{} {person}", sample.aim)).unwrap_or_default();
        let units = fixed.units.iter().fold(String::new(), |all, unit| all + &format!(" --unit {unit}"));
        let command = format!(
            "varsam log sample --organiser {} --seed {} --size {} --from {from} --until {until} --count {}{person}{units}",
            self.desk.reader.session.organiser, fixed.seed, fixed.size, fixed.count
        );
        Proof { seed: fixed.seed.clone(), command }
    }
}

/// What somebody is called; that it is somebody, of who is not named.
pub(super) async fn name(
    site: &Site,
    person: Id<id::Person>,
    names: &mut Names<'_, '_>,
) -> Result<String, Failure> {
    Ok(called(site, person, names.of(person).await?.name))
}

/// What is asked of an access.
fn asked(site: &Site, name: String, chosen: &str, number: usize) -> Asked {
    let option = |finding: &Finding| Link {
        current: finding.code() == chosen,
        ..link(finding.code().to_owned(), site.pick("judged", finding.code()))
    };
    let options = Finding::ALL.iter().map(option).collect();
    let question = format!("{} ({number})", site.t("emergency-judge"));
    Asked { name, question, options, number: String::new() }
}
