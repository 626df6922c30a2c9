//! Judging what was drawn: any of it at a time, nobody their own. What was said before stays.

use super::view::fields;
use super::{Opened, Said, Seen, changed, opened};
use crate::office::log_review::{self, Sight};
use crate::office::registers::Typed;
use crate::web::cases::Desk;
use crate::web::cases::guarded;
use crate::web::conflict::{is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use varsam_model::sample::{Finding, Judged, Sample};
use varsam_store::{Document, Fault};

/// The largest body that is read, in bytes: two hundred notes, each character percent-encoded.
pub(in crate::web::log) const LARGEST: usize = 2 * 1024 * 1024;

/// The longest note on an access, in characters.
const LONGEST_NOTE: usize = 500;

/// What is said anew of an access.
struct New {
    place: u64,
    finding: Finding,
    note: String,
}

/// All the notes that were typed, as the guard reads them.
pub(super) fn notes(typed: &Typed) -> String {
    let notes = typed.starting("note-").map(str::trim).filter(|note| !note.is_empty());
    notes.collect::<Vec<_>>().join("\n")
}

impl Opened<'_> {
    /// What was typed of each access and is not what is there already; what is wrong with it is noted. Nothing is typed of
    /// what the reader may not judge, unless somebody made a form of their own.
    fn said_anew(
        &self,
        at: usize,
        seen: &[Seen<'_>],
        typed: &Typed,
        errors: &mut Errors,
    ) -> Result<Vec<New>, Failure> {
        let mut new = Vec::new();
        for one in seen {
            let (finding_id, note_id) = fields(at, one.drawn.place);
            let (finding, note) = (typed.one(&finding_id), typed.one(&note_id).trim());
            let is_same = match one.drawn.last() {
                Some(last) => last.finding.code() == finding && last.note == note,
                None => finding.is_empty() && note.is_empty(),
            };
            let is_typed = !typed.all(&finding_id).is_empty() || !typed.all(&note_id).is_empty();
            if is_typed && one.sight != Sight::Judges {
                return Err(Failure::NoSuchPage);
            }
            if is_typed && !is_same {
                new.extend(self.new_of((finding_id, finding), (note_id, note), one.drawn.place, errors));
            }
        }
        Ok(new)
    }

    fn new_of(
        &self,
        (finding_id, finding): (String, &str),
        (note_id, note): (String, &str),
        place: u64,
        errors: &mut Errors,
    ) -> Option<New> {
        let site = &self.desk.site;
        let Ok(finding) = finding.parse::<Finding>() else {
            errors.add(site, finding_id, "sample-error-finding");
            return None;
        };
        if note.chars().count() > LONGEST_NOTE {
            errors.say(note_id, site.count("cases-error-text", &LONGEST_NOTE));
        } else if finding.needs_note() && note.is_empty() {
            errors.add(site, note_id, "sample-error-note");
        }
        Some(New { place, finding, note: note.to_owned() })
    }

    /// The sample with what is said anew.
    fn judged(
        &self,
        document: &Document<Sample>,
        new: Vec<New>,
        despite: &str,
    ) -> Result<Document<Sample>, Failure> {
        let (by, at) = (self.desk.reader.session.person, self.desk.office.now());
        let mut document = document.clone();
        let rows = document.body.rows.as_mut().ok_or(Failure::NoSuchPage)?;
        for New { place, finding, note } in new {
            let row = rows.iter_mut().find(|row| row.place == place).ok_or(Failure::NoSuchPage)?;
            let despite = if guarded::does_not_belong(&note) { despite.to_owned() } else { String::new() };
            let judged = Judged { finding, note, despite, by, at };
            row.judge(judged).map_err(|_| Failure::NoSuchPage)?;
        }
        Ok(document)
    }
}

/// Keeps what the reader says of what was drawn.
pub(in crate::web::log) async fn take(
    site: Site,
    signed: Signed,
    Path((id, sample)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let judging = opened(&desk, &directory, &id).await?;
    let named = |document: &Document<Sample>| document.head.id.to_string() == sample;
    let at = judging.samples.iter().position(named).ok_or(Failure::NoSuchPage)?;
    let document = judging.samples.get(at).ok_or(Failure::NoSuchPage)?;
    let seen = judging.seen(&document.body).await?;
    let (typed, mut errors) = (Typed::of(&body), Errors::default());
    let new = judging.said_anew(at, &seen, &typed, &mut errors)?;
    if judging.judges.is_none() {
        return Err(Failure::NoSuchPage);
    }
    if !judging.is_judging() {
        errors.add(&desk.site, "main", "cases-error-not-open");
    } else if new.is_empty() && errors.is_empty() {
        errors.add(&desk.site, "main", "sample-error-nothing");
    }
    let is_found = errors.is_empty() && new.iter().any(|new| guarded::does_not_belong(&new.note));
    let despite = if is_found { guarded::despite(&desk.site, &typed, &mut errors) } else { String::new() };
    let said = Said { typed, at: Some(at), is_found, people: vec![] };
    if !errors.is_empty() {
        return Ok(wrong(html(judging.page(&said, errors).await?)));
    }
    if is_changed(kept(&judging, document, (new, &despite), &said).await?)? {
        return changed(&desk, &directory, &id, &said).await;
    }
    Ok(Redirect::to(&format!("/cases/{id}/sample")).into_response())
}

/// Writes it, unless it was typed beside an earlier version.
async fn kept(
    judging: &Opened<'_>,
    document: &Document<Sample>,
    (new, despite): (Vec<New>, &str),
    said: &Said,
) -> Result<Result<(), Fault>, Failure> {
    if said.typed.one("version") != document.head.version.to_string() {
        return Ok(Err(Fault::Changed));
    }
    let places: Vec<_> = new.iter().map(|new| new.place).collect();
    let document = judging.judged(document, new, despite)?;
    let desk = judging.desk;
    Ok(log_review::judge(&desk.office, &desk.reader, &document, &places).await)
}
