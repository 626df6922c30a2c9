//! Files of entries: taken out, and handed over. What was handed over is kept sealed until somebody has seen what it
//! would do, and is then done whole or not at all.

use super::judge::{Judge, Judged, Verdict};
use super::write::{deed, made, remade};
use super::{Column, Words, Writing};
use crate::office::intake::{PROGRAM, look};
use crate::office::{Office, Reader};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use varsam_access::Action;
use varsam_model::register::Entry;
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_scan::table;
use varsam_store::{Deed, Document, Fault, FileNote, FileOwner, Filter, Head, Sealed};

/// The largest file, in bytes.
pub(crate) const LARGEST: usize = 20 << 20;

/// The most rows.
pub(crate) const ROWS: usize = 50_000;

/// The most text in the cells that are read, in bytes: a workbook unpacks to more than it weighs.
const TEXT: usize = 64 << 20;

/// How many rows are judged at a time.
const BATCH: usize = 1000;

/// How many rows are told of.
pub(crate) const SHOWN: usize = 200;

/// How long a file is kept that nobody goes on with, in seconds: a day.
const KEPT: i64 = 86_400;

/// The register that files are kept in.
const FILE: &str = "register_file";

/// What stands in the state of one that was taken in.
const DONE: &str = "done";

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// There is nothing in it.
    Empty,
    /// It is no table.
    Kind,
    /// It is damaged, or needs a password.
    Damaged,
    /// It is larger than can be taken, or has too many rows.
    TooLarge,
    /// None of its heads is one of the register.
    Heads,
}

impl From<table::Refused> for Refused {
    fn from(refused: table::Refused) -> Self {
        match refused {
            table::Refused::Kind => Self::Kind,
            table::Refused::Damaged => Self::Damaged,
            table::Refused::TooLarge => Self::TooLarge,
        }
    }
}

/// A row of a file: what stands in the columns that are known.
#[derive(Debug)]
pub(crate) struct Line {
    /// As a spreadsheet counts it.
    pub(super) number: usize,
    pub(super) cells: Vec<String>,
}

/// A file, read.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// What its columns hold, as far as that is known.
    pub(crate) columns: Vec<Column>,
    /// The heads of the others.
    pub(crate) unknown: Vec<String>,
    lines: Vec<Line>,
}

/// Reads a file: its columns by their heads, and its rows.
///
/// # Errors
/// Why it cannot be taken.
pub(crate) fn read(bytes: &[u8], words: &Words) -> Result<Sheet, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(Refused::TooLarge);
    }
    let sheet = look(bytes)?;
    let (mut columns, mut places, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for (place, column) in words.matched(&sheet.heads).into_iter().enumerate() {
        match column.filter(|column| !columns.contains(column)) {
            Some(column) => {
                columns.push(column);
                places.push(place);
            }
            // The second of two that are called the same is not read either.
            None => unknown.extend(sheet.heads.get(place).map(|head| head.trim().to_owned())),
        }
    }
    unknown.retain(|head| !head.is_empty());
    if !columns.iter().any(|column| matches!(column, Column::Field(_))) {
        return Err(Refused::Heads);
    }
    let (mut lines, mut text) = (Vec::new(), 0);
    for (row, number) in sheet.rows().zip(2..) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cells: Vec<String> = places.iter().map(|at| row.get(*at).cloned().unwrap_or_default()).collect();
        text += cells.iter().map(String::len).sum::<usize>();
        if lines.len() == ROWS || text > TEXT {
            return Err(Refused::TooLarge);
        }
        lines.push(Line { number, cells });
    }
    if lines.is_empty() { Err(Refused::Empty) } else { Ok(Sheet { columns, unknown, lines }) }
}

/// What a file does, or would.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// How many rows make an entry, change one, say what is there, cannot be taken.
    pub(crate) new: usize,
    pub(crate) changed: usize,
    pub(crate) same: usize,
    pub(crate) wrong: usize,
    /// Those that are told of: what is wrong first.
    pub(crate) shown: Vec<Judged>,
    /// How many there are besides of which something could be told.
    pub(crate) more: usize,
    sealed: Vec<Sealed>,
    deeds: Vec<Deed>,
}

impl Outcome {
    fn note(&mut self, judged: Judged) {
        match judged.verdict {
            Verdict::New(_) => self.new += 1,
            Verdict::Changed(..) => self.changed += 1,
            Verdict::Same => self.same += 1,
            Verdict::Wrong => self.wrong += 1,
        }
        let is_wrong = |judged: &Judged| matches!(judged.verdict, Verdict::Wrong);
        if matches!(judged.verdict, Verdict::Same) && judged.told.is_empty() {
            return;
        }
        if self.shown.len() == SHOWN {
            self.more += 1;
            // What is wrong goes before what is not.
            let last = self.shown.iter().rposition(|shown| !is_wrong(shown));
            let Some(last) = last.filter(|_| is_wrong(&judged)) else { return };
            self.shown.remove(last);
        }
        let place = self.shown.iter().position(|shown| !is_wrong(shown)).filter(|_| is_wrong(&judged));
        self.shown.insert(place.unwrap_or(self.shown.len()), judged);
    }
}

/// Judges all rows of a file; where it is written, makes ready what is written.
///
/// # Errors
/// When the store fails.
pub(crate) async fn go_through(
    (office, reader): (&Office, &Reader),
    mut judge: Judge,
    sheet: Sheet,
    by: Option<Id<id::Person>>,
) -> Result<Outcome, Fault> {
    let (directory, register) = (reader.directory(office).await?, judge.words.register);
    let (mut outcome, mut lines) = (Outcome::default(), sheet.lines.into_iter());
    loop {
        let batch: Vec<Line> = lines.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(outcome);
        }
        let ids: Vec<Id<id::Record>> = batch.iter().filter_map(|line| judge.id(line).parse().ok()).collect();
        let known = directory.tenant.read_many::<Entry>(register.code, &ids).await?;
        let people = judge.words.unknown(known.iter().map(|document| &document.body.values));
        judge.words.look_up(&directory, people).await?;
        let judging = tokio::task::spawn_blocking(move || {
            let judged = judge.judge(&batch, known);
            (judge, judged)
        });
        let judged;
        (judge, judged) = judging.await.map_err(|_| Fault::Sealing)?;
        let mut records = Vec::new();
        for one in judged {
            if let Some(by) = by.filter(|_| outcome.wrong == 0) {
                records.extend(written(office, &mut outcome.deeds, register, &one, by)?);
            }
            outcome.note(one);
        }
        if !records.is_empty() {
            outcome.sealed.push(directory.tenant.seal(records).await?);
        }
    }
}

/// The records that a row makes, before they are sealed.
fn written(
    office: &Office,
    deeds: &mut Vec<Deed>,
    register: &varsam_model::register::Register,
    judged: &Judged,
    by: Id<id::Person>,
) -> Result<Vec<(Head, Vec<u8>)>, Fault> {
    let at = office.now();
    let writing = |action: Action| Writing { by, at, deed: action.code(), step: "" };
    match &judged.verdict {
        Verdict::New(draft) => {
            let writing = writing(Action::CreateRecord);
            let (head, entry) = made(register, office.store.new_id(at)?, draft.clone(), writing)?;
            deeds.push(deed(register, &head, writing));
            Ok(vec![(head, serde_json::to_vec(&entry)?)])
        }
        Verdict::Changed(document, draft) => {
            let writing = writing(Action::EditRecord);
            let again = remade(register, document, draft.clone(), office.store.new_id(at)?, writing)?;
            deeds.push(deed(register, &again.head, writing));
            let revised = serde_json::to_vec(&again.revised)?;
            Ok(vec![(again.head, serde_json::to_vec(&again.entry)?), (again.beside, revised)])
        }
        Verdict::Same | Verdict::Wrong => Ok(vec![]),
    }
}

/// A file that was handed over, as its record tells it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// For which register.
    pub(crate) register: String,
    /// By whom: nobody else sees it.
    pub(crate) by: Id<id::Person>,
    /// When.
    pub(crate) at: Instant,
}

/// Keeps a file sealed under a key of its own.
///
/// # Errors
/// When the store fails.
pub(crate) async fn keep(
    (office, reader): (&Office, &Reader),
    register: &str,
    bytes: &[u8],
) -> Result<Id<id::Record>, Fault> {
    let (now, by) = (office.now(), reader.session.person);
    let id: Id<id::Record> = office.store.new_id(now)?;
    let unit = reader.units.top().ok_or(Fault::Missing)?.id;
    let owner = FileOwner { unit, subject: id.uuid(), class: RecordClass::Identity };
    // Its name may say whom it is about, and is not kept.
    let note = FileNote { name: String::new(), media: "application/octet-stream".to_owned() };
    let upload = Upload { register: register.to_owned(), by, at: now };
    let mut change = reader.tenant(office).change(by, now).await?;
    change.keep_file(id.of(), owner, &note, bytes).await?;
    change.create(&Head::about(id, FILE, unit, id.uuid(), RecordClass::Identity), &upload).await?;
    change.log(Deed::new("import_received").at(unit).object(id.uuid()).note(register)).await?;
    change.commit().await?;
    Ok(id)
}

/// A file that the reader has handed over for a register and that is not done with.
///
/// # Errors
/// `Missing` when there is none, or another fault of the store.
pub(crate) async fn kept(
    (office, reader): (&Office, &Reader),
    register: &str,
    id: &str,
) -> Result<(Document<Upload>, Vec<u8>), Fault> {
    let id: Id<id::Record> = id.parse().map_err(|_| Fault::Missing)?;
    let upload = reader.directory(office).await?.record::<Upload>(FILE, id).await?;
    let is_open = upload.head.state != DONE;
    if upload.body.by != reader.session.person || upload.body.register != register || !is_open {
        return Err(Fault::Missing);
    }
    let (_, _, bytes) = reader.tenant(office).file(id.of()).await?;
    Ok((upload, bytes))
}

/// Writes what was made ready, whole or not at all, and is done with the file.
///
/// # Errors
/// `Changed` when somebody else was faster with one of the entries, or another fault of the store.
pub(crate) async fn write(
    (office, reader): (&Office, &Reader),
    upload: &Document<Upload>,
    outcome: &mut Outcome,
) -> Result<(), Fault> {
    let (now, by) = (office.now(), reader.session.person);
    let mut change = reader.tenant(office).change(by, now).await?;
    for sealed in &outcome.sealed {
        change.put(sealed).await?;
    }
    for deed in outcome.deeds.drain(..) {
        change.log(deed).await?;
    }
    // Whoever presses twice is told that it is done: the second finds another version.
    change.update(&upload.head.clone().in_state(DONE), &upload.body).await?;
    change.commit().await
}

/// Throws a file away.
///
/// # Errors
/// When the store fails.
pub(crate) async fn throw_away(office: &Office, reader: &Reader, id: Id<id::Record>) -> Result<(), Fault> {
    let by = reader.session.person;
    let class = [RecordClass::Identity];
    reader.tenant(office).erase(id.uuid(), &class, "import_ended", by, office.now()).await
}

/// Throws the files away that nobody has gone on with for a day, and what is left of those that are done.
///
/// # Errors
/// When the store fails.
pub(crate) async fn drop_stale(office: &Office, now: Instant) -> Result<(), Fault> {
    for organiser in office.store.organisers().await? {
        let tenant = office.store.tenant(organiser);
        let filter = Filter { register: FILE, limit: 1000, ..Filter::default() };
        for upload in tenant.list::<Upload>(&filter).await? {
            if upload.body.at.plus_seconds(KEPT) <= now {
                let (subject, class) = (upload.head.id.uuid(), [RecordClass::Identity]);
                tenant.erase(subject, &class, "import_ended", PROGRAM, now).await?;
            }
        }
    }
    Ok(())
}

/// The same on another core: reading takes a while.
///
/// # Errors
/// When the other core fails; inside, why the file cannot be taken.
pub(crate) async fn read_aside(
    bytes: Arc<Vec<u8>>,
    words: Words,
) -> Result<Result<(Sheet, Words), Refused>, Fault> {
    let reading = tokio::task::spawn_blocking(move || read(&bytes, &words).map(|sheet| (sheet, words)));
    reading.await.map_err(|_| Fault::Sealing)
}
