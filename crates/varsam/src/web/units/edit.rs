//! Adding, renaming, moving and closing a unit. The tree never bites its tail.

use super::unit::{counts, may_edit, read, seen};
use crate::office::cases::{self, reckon};
use crate::office::{Directory, Office, Reader, calendar, register, state};
use crate::web::conflict::{self, Differing, differing, is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use varsam_access::Action;
use varsam_model::deadline::OfficeHours;
use varsam_model::school::UnitKind;
use varsam_model::unit::Unit;
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Deed, Document, Fault, Filter, Head};

/// The longest name of a unit, in characters.
const LONGEST: usize = 120;

/// `GET /units/{unit}/edit` and `GET /units/{unit}/add`
#[derive(Template)]
#[template(path = "units/edit.html")]
struct Edit {
    site: Site,
    title: String,
    /// Where the form goes, and where one goes back to.
    action: String,
    back: String,
    typed: Typed,
    /// The units that it may stand below; none where it stands where it does.
    parents: Vec<Link>,
    /// When its office is open where nothing is said.
    above: String,
    /// What somebody else has saved meanwhile.
    conflict: Vec<Differing>,
    errors: Errors,
}

/// What the form sends.
#[derive(Deserialize, Default)]
pub(crate) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    parent: String,
    /// When its office opens and closes; empty where that is as above it.
    #[serde(default)]
    opens: String,
    #[serde(default)]
    closes: String,
    #[serde(default)]
    version: i64,
}

impl Typed {
    fn of(document: &Document<Unit>) -> Self {
        let unit = &document.body;
        Self {
            name: unit.name.clone(),
            code: unit.code.clone().unwrap_or_default(),
            parent: unit.parent.map(|parent| parent.to_string()).unwrap_or_default(),
            opens: unit.hours.map(|hours| calendar::time(hours.from())).unwrap_or_default(),
            closes: unit.hours.map(|hours| calendar::time(hours.until())).unwrap_or_default(),
            version: document.head.version,
        }
    }

    /// What is wrong: with the name, which has to be there, and with the hours.
    fn check(&self, site: &Site) -> Errors {
        let mut errors = Errors::default();
        let length = self.name.trim().chars().count();
        if length == 0 || length > LONGEST {
            errors.add(site, "name", "units-error-name");
        }
        if let Err((field, key)) = self.hours() {
            errors.add(site, field, key);
        }
        errors
    }

    /// When its office is open; none where that is as above it. Else the field that is wrong, and the key of the words.
    fn hours(&self) -> Result<Option<OfficeHours>, (&'static str, &'static str)> {
        let typed = [("opens", &self.opens), ("closes", &self.closes)];
        if typed.iter().all(|(_, text)| text.trim().is_empty()) {
            return Ok(None);
        }
        let [from, until] =
            typed.map(|(field, text)| calendar::minutes(text).ok_or((field, "units-error-time")));
        OfficeHours::new(from?, until?).map(Some).map_err(|_| ("closes", "units-error-hours"))
    }

    /// The same as it is read.
    fn said_hours(&self) -> String {
        [self.opens.trim(), self.closes.trim()].join("–")
    }

    fn code(&self) -> Option<String> {
        Some(self.code.trim().to_owned()).filter(|code| !code.is_empty())
    }
}

/// A unit that the reader may change, with its record.
async fn opened<'a>(
    office: &'a Office,
    reader: &Reader,
    id: &str,
) -> Result<(Directory<'a>, Document<Unit>), Failure> {
    let unit = seen(reader, id)?;
    if !may_edit(office, reader, unit) {
        return Err(Failure::NoSuchPage);
    }
    let directory = reader.directory(office).await?;
    let document = directory.record::<Unit>(register::UNIT, unit.of()).await?;
    Ok((directory, document))
}

/// The units that this one may be put below: not itself, nothing that stands below it, a made-up school only below
/// a made-up one's parent where it is already, and nothing by which the reader would come to answer for it.
fn parents(office: &Office, reader: &Reader, unit: &Unit) -> Vec<Id<id::Unit>> {
    let is_fictitious = reader.units.place(unit.id).is_fictitious;
    let may_hold = |parent: &Id<id::Unit>| {
        let place = reader.units.place(*parent);
        !reader.units.is_within(*parent, unit.id)
            && (is_fictitious || !place.is_fictitious)
            && (unit.parent == Some(*parent)
                || may_edit(office, reader, *parent) && !gains(reader, unit.id, *parent))
    };
    match unit.parent {
        Some(_) => reader.own.iter().copied().filter(may_hold).collect(),
        None => vec![],
    }
}

/// Whether a role of the reader's would reach this unit below that parent, and does not yet: nobody gives themselves a
/// school by moving it.
fn gains(reader: &Reader, unit: Id<id::Unit>, parent: Id<id::Unit>) -> bool {
    let (now, then) = (reader.units.place(unit), reader.units.place(parent));
    let reaches = |at: &Id<id::Unit>| now.unit == *at || now.above.contains(at);
    let would = |at: &Id<id::Unit>| then.unit == *at || then.above.contains(at);
    reader.subject.roles.iter().any(|held| would(&held.unit) && !reaches(&held.unit))
}

fn links(reader: &Reader, units: &[Id<id::Unit>], chosen: &str) -> Vec<Link> {
    let link = |unit: &Id<id::Unit>| Link {
        href: unit.to_string(),
        text: reader.units.name(*unit).to_owned(),
        about: String::new(),
        current: unit.to_string() == chosen,
    };
    units.iter().map(link).collect()
}

/// The form for one that is there.
pub(crate) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let (_, document) = opened(&office, &reader, &id).await?;
    let typed = Typed::of(&document);
    form(site, &office, &reader, &document.body, typed, vec![], Errors::default())
}

fn form(
    site: Site,
    office: &Office,
    reader: &Reader,
    unit: &Unit,
    typed: Typed,
    conflict: Vec<Differing>,
    errors: Errors,
) -> Result<Response, Failure> {
    let back = format!("/units/{}", unit.id);
    let parents = links(reader, &parents(office, reader, unit), &typed.parent);
    let (title, action) = (site.t("units-edit-title"), format!("{back}/edit"));
    let above = read(unit.parent.map(|parent| reader.units.hours(parent)).unwrap_or_default());
    Ok(html(Edit { site, title, action, back, typed, parents, above, conflict, errors }.render()?))
}

/// Saves it; where somebody else was faster, the page shows both.
pub(crate) async fn save(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let (directory, mut document) = opened(&office, &reader, &id).await?;
    let (mut errors, hours) = (typed.check(&site), typed.hours().ok().flatten());
    let parent = typed.parent.parse().ok();
    let parent = match document.body.parent {
        None => None,
        Some(_) => parent.filter(|parent| parents(&office, &reader, &document.body).contains(parent)),
    };
    if parent.is_none() && document.body.parent.is_some() {
        errors.add(&site, "parent", "units-error-parent");
    }
    if !errors.is_empty() {
        return Ok(wrong(form(site, &office, &reader, &document.body, typed, vec![], errors)?));
    }
    if typed.version != document.head.version {
        return changed(site, &office, &reader, &document, typed);
    }
    (document.body.name, document.body.code) = (typed.name.trim().to_owned(), typed.code());
    let moves = (document.body.parent, document.body.hours) != (parent, hours);
    (document.body.parent, document.body.hours) = (parent, hours);
    if is_changed(write(&office, &reader, &document, "edit_unit").await)? {
        let now = directory.record::<Unit>(register::UNIT, document.head.id).await?;
        return changed(site, &office, &reader, &now, typed);
    }
    if moves {
        // Who answers for it and when it is open decides with whom steps lie, and by when they are due.
        reckon::soon(&office, reader.session.organiser, document.body.id).await;
    }
    Ok(Redirect::to(&format!("/units/{id}")).into_response())
}

/// The form again, with what somebody else has saved beside what was typed.
fn changed(
    site: Site,
    office: &Office,
    reader: &Reader,
    now: &Document<Unit>,
    mut typed: Typed,
) -> Result<Response, Failure> {
    let theirs = Typed::of(now);
    let name = |id: &str| id.parse().map(|id| reader.units.name(id).to_owned()).unwrap_or_default();
    let (their_parent, our_parent) = (name(&theirs.parent), name(&typed.parent));
    let (their_hours, our_hours) = (theirs.said_hours(), typed.said_hours());
    let fields = [
        ("units-name", theirs.name.as_str(), typed.name.as_str()),
        ("units-code", &theirs.code, &typed.code),
        ("units-parent", &their_parent, &our_parent),
        ("units-hours", &their_hours, &our_hours),
    ];
    let conflict = differing(&site, &fields);
    typed.version = theirs.version;
    Ok(conflict::page(form(site, office, reader, &now.body, typed, conflict, Errors::default())?))
}

async fn write(office: &Office, reader: &Reader, document: &Document<Unit>, note: &str) -> Result<(), Fault> {
    let unit = document.body.id;
    let mut change = reader.tenant(office).change(reader.session.person, office.now()).await?;
    change.update(&document.head, &document.body).await?;
    change.log(Deed::new(Action::EditUnit.code()).at(unit).object(unit.uuid()).note(note)).await?;
    change.commit().await
}

/// The form for a new one below this one.
pub(crate) async fn new(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let (_, parent) = opened(&office, &reader, &id).await?;
    new_form(site, &reader, parent.body.id, Typed::default(), Errors::default())
}

fn new_form(
    site: Site,
    reader: &Reader,
    parent: Id<id::Unit>,
    typed: Typed,
    errors: Errors,
) -> Result<Response, Failure> {
    let (back, title) = (format!("/units/{parent}"), site.t("units-add-title"));
    let (action, parents, conflict) = (format!("{back}/add"), vec![], vec![]);
    let above = read(reader.units.hours(parent));
    Ok(html(Edit { site, title, action, back, typed, parents, above, conflict, errors }.render()?))
}

/// Adds a unit below this one; below a made-up one it is made up too.
pub(crate) async fn add(
    site: Site,
    signed: Signed,
    Path(above): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let (directory, parent) = opened(&office, &reader, &above).await?;
    let errors = typed.check(&site);
    if !errors.is_empty() {
        return Ok(wrong(new_form(site, &reader, parent.body.id, typed, errors)?));
    }
    let id: Id<id::Unit> = office.store.new_id(office.now())?;
    let is_fictitious = directory.place(parent.body.id).is_fictitious;
    let (kind, forms) = (UnitKind::SchoolUnit, parent.body.forms.clone());
    let (name, code, parent) = (typed.name.trim().to_owned(), typed.code(), Some(parent.body.id));
    let hours = typed.hours().ok().flatten();
    let unit = Unit { id, kind, name, parent, code, forms, hours };
    let head = Head::about(id.of(), register::UNIT, id, id.uuid(), RecordClass::Unit);
    let state = if is_fictitious { state::FICTITIOUS } else { state::ACTIVE };
    let mut change = reader.tenant(&office).change(reader.session.person, office.now()).await?;
    change.create(&head.in_state(state), &unit).await?;
    let deed = Deed::new(Action::EditUnit.code()).at(id).object(id.uuid());
    change.log(deed.note("add_unit")).await?;
    change.commit().await?;
    Ok(Redirect::to(&format!("/units/{id}")).into_response())
}

/// Why a unit is not closed, as the key of the words; none where nobody and nothing is left there.
async fn keeps_open(
    directory: &Directory<'_>,
    document: &Document<Unit>,
) -> Result<Option<&'static str>, Fault> {
    let unit = document.body.id;
    let (people, grants) = counts(directory, unit).await?;
    let hidden = directory.hidden(unit).await?;
    let is_empty = people + grants + hidden == 0 && directory.units.below(unit).is_empty();
    if !is_empty || document.body.parent.is_none() {
        return Ok(Some("units-error-not-empty"));
    }
    let filter = Filter { register: cases::CASE, state: cases::OPEN, units: &[unit], ..Filter::default() };
    let has_cases = directory.tenant.count(&filter).await? > 0;
    Ok(has_cases.then_some("units-error-open-cases"))
}

/// Closes a unit where nobody and nothing is left.
pub(crate) async fn close(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let (directory, mut document) = opened(&office, &reader, &id).await?;
    let unit = document.body.id;
    if let Some(key) = keeps_open(&directory, &document).await? {
        let mut errors = Errors::default();
        errors.add(&site, "main", key);
        let typed = Typed::of(&document);
        return Ok(wrong(form(site, &office, &reader, &document.body, typed, vec![], errors)?));
    }
    let is_fictitious = directory.place(unit).is_fictitious;
    let closed = if is_fictitious { state::FICTITIOUS_CLOSED } else { state::CLOSED };
    closed.clone_into(&mut document.head.state);
    let is_same = typed.version == document.head.version;
    if !is_same || is_changed(write(&office, &reader, &document, "close_unit").await)? {
        let now = directory.record::<Unit>(register::UNIT, document.head.id).await?;
        let typed = Typed::of(&now);
        return changed(site, &office, &reader, &now, typed);
    }
    Ok(Redirect::to("/units").into_response())
}
