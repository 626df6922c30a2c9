//! Making an entry and changing one. What is wrong is said field by field, what was typed is never lost, and who saves
//! second sees both.

use super::Desk;
use super::late::{self, Late};
use super::list::Asked;
use super::once::{self, Made};
use super::widget::{self, Choices, Widget};
use crate::office::registers::starter::{self, Starter};
use crate::office::registers::{self, Checked, Draft, Typed, Wish, Writing};
use crate::web::conflict::{is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse as _, Redirect, Response};
use std::collections::BTreeSet;
use varsam_access::Action;
use varsam_model::register::{Entry, Field, Values};
use varsam_model::{Id, id};
use varsam_store::{Document, Fault};

/// `GET /registers/{register}/new`, `…/{entry}/edit` and `…/{entry}/step/{step}`
#[derive(Template)]
#[template(path = "registers/form.html")]
pub(super) struct FormPage {
    pub(super) site: Site,
    pub(super) title: String,
    pub(super) about: String,
    /// Where one goes back to, where the form goes, and what its button says.
    pub(super) back: String,
    pub(super) action: String,
    pub(super) button: String,
    pub(super) version: i64,
    /// The id that a new entry is to have; empty where there is an entry.
    pub(super) entry: String,
    pub(super) widgets: Vec<Widget>,
    /// Whether a reason is asked for, since the guard has found something or one was given; and the reason.
    pub(super) needs_reason: bool,
    pub(super) despite: String,
    /// What somebody else has saved since it was filled; none where nobody has.
    pub(super) late: Option<Late>,
    pub(super) errors: Errors,
    /// Where what is missing can be filled in, when that is not here.
    pub(super) elsewhere: String,
}

/// What is being filled in: which fields, what was typed, and what stood there before.
pub(super) struct Filling<'a> {
    pub(super) desk: &'a Desk,
    pub(super) choices: &'a Choices,
    pub(super) fields: Vec<&'static Field>,
    pub(super) typed: Typed,
    pub(super) before: Values,
}

/// What a form came to.
pub(super) enum Read {
    /// An entry as it is to be.
    Draft(Draft),
    /// The form again.
    Again(Errors, Vec<&'static str>),
}

impl Filling<'_> {
    /// The form, as it was filled so far.
    pub(super) fn page(&self, errors: Errors, found: &[&str]) -> Result<FormPage, Failure> {
        let desk = self.desk;
        let mut widgets = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let mut widget = Widget::of(desk, self.choices, field, &self.typed);
            if found.contains(&field.name) {
                widget.guarded(desk, self.typed.one(field.name))?;
            }
            widgets.push(widget);
        }
        Ok(FormPage {
            site: desk.site.clone(),
            title: String::new(),
            about: String::new(),
            back: desk.href(""),
            action: String::new(),
            button: desk.site.t("form-save"),
            version: self.typed.one("version").parse().unwrap_or(0),
            entry: self.typed.one(once::ENTRY).to_owned(),
            widgets,
            needs_reason: !found.is_empty() || !self.typed.one("despite").trim().is_empty(),
            despite: self.typed.one("despite").to_owned(),
            late: None,
            errors,
            elsewhere: String::new(),
        })
    }

    /// Reads what was typed: the entry that it makes where it stands in a state, or what is wrong with it.
    pub(super) async fn read(
        &self,
        state: &str,
        own: Option<Id<id::Record>>,
        units: Option<&BTreeSet<Id<id::Unit>>>,
    ) -> Result<Read, Failure> {
        let desk = self.desk;
        let (fields, before, despite) = (&self.fields, &self.before, self.typed.one("despite"));
        let wish = Wish { register: desk.register, fields, before, state, own, units, despite };
        let (values, wrongs) = wish.read(&self.typed, &self.choices.names);
        let mut errors = Errors::default();
        Ok(match wish.judge(values, wrongs, &*desk.shelf().await?) {
            Checked::Draft(draft) => Read::Draft(draft),
            Checked::Wrong(wrongs) => {
                wrongs.into_iter().for_each(|(field, wrong)| widget::say(desk, &mut errors, field, wrong));
                Read::Again(errors, vec![])
            }
            Checked::Found(found) => {
                errors.add(&desk.site, "despite", registers::reason_error(despite));
                Read::Again(errors, found)
            }
        })
    }
}

/// The fields that somebody fills.
pub(super) fn filled(desk: &Desk) -> Vec<&'static Field> {
    desk.register.fields.iter().filter(|field| !field.is_decided && widget::is_in_forms(field)).collect()
}

/// The same of an entry that is there. Who holds a login that is set is for those who hold it to say: otherwise whoever
/// may change the account could open it alone.
pub(super) fn changeable(desk: &Desk, entry: &Entry) -> Vec<&'static Field> {
    let me = desk.reader.session.person.to_string();
    let is_others = !entry.secrets.is_empty() && !entry.values.all(registers::HOLDERS).contains(&me);
    filled(desk).into_iter().filter(|field| !(is_others && field.name == registers::HOLDERS)).collect()
}

/// The units at which a new entry may be.
pub(super) fn places(desk: &Desk) -> Result<BTreeSet<Id<id::Unit>>, Failure> {
    let units = desk.units(Action::CreateRecord);
    if units.is_empty() { Err(Failure::NoSuchPage) } else { Ok(units) }
}

/// The starting point that a new entry is made out of, as the address says: `?from=instagram`.
fn begun(desk: &Desk, query: Option<&str>) -> Option<Starter> {
    let asked = Asked::of(query);
    starter::of(desk.register).into_iter().find(|starter| starter.code == asked.get("from"))
}

fn new_page(
    filling: &Filling<'_>,
    starter: Option<&Starter>,
    errors: Errors,
    found: &[&str],
) -> Result<FormPage, Failure> {
    let (desk, code) = (filling.desk, filling.desk.register.code);
    let title = desk.site.t(&format!("register-{code}-new"));
    let (about, action) = match starter {
        Some(starter) => (desk.site.t("starter-review"), format!("/new?from={}", starter.code)),
        None => (desk.site.t(&format!("register-{code}-about")), "/new".to_owned()),
    };
    Ok(FormPage { title, about, action: desk.href(&action), ..filling.page(errors, found)? })
}

/// The unit that the reader most likely means: the one that they work with, or the only one.
pub(super) fn likely(desk: &Desk, units: &BTreeSet<Id<id::Unit>>) -> Option<Id<id::Unit>> {
    let chosen = desk.reader.chosen.filter(|unit| units.contains(unit));
    chosen.or(units.first().copied().filter(|_| units.len() == 1))
}

/// What a form for a new entry begins with: that unit.
pub(super) fn at_unit(desk: &Desk, units: &BTreeSet<Id<id::Unit>>) -> Typed {
    let mut typed = Typed::default();
    if let Some(unit) = likely(desk, units) {
        typed.fill("unit", vec![unit.to_string()]);
    }
    typed
}

/// The desk at a register whose entries are made by hand.
pub(super) fn by_hand(site: Site, signed: Signed, register: &str) -> Result<Desk, Failure> {
    let desk = Desk::at(site, signed, register)?;
    if desk.register.by_hand { Ok(desk) } else { Err(Failure::NoSuchPage) }
}

/// The form for a new entry, with what a starting point has.
pub(super) async fn new(
    site: Site,
    signed: Signed,
    Path(register): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let desk = by_hand(site, signed, &register)?;
    let (units, starter) = (places(&desk)?, begun(&desk, query.as_deref()));
    let choices = Choices::of(&desk, &units).await?;
    let values = starter.as_ref().map(|starter| starter.values_in(desk.site.locale.language));
    let (fields, before) = (filled(&desk), Values::default());
    let mut typed = widget::typed(&fields, &values.unwrap_or_default());
    typed.fill("unit", at_unit(&desk, &units).all("unit").to_vec());
    once::offer(&desk, &mut typed)?;
    let filling = Filling { desk: &desk, choices: &choices, fields, typed, before };
    Ok(html(new_page(&filling, starter.as_ref(), Errors::default(), &[])?.render()?))
}

/// Makes an entry.
pub(super) async fn create(
    site: Site,
    signed: Signed,
    Path(register): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, Failure> {
    let desk = by_hand(site, signed, &register)?;
    let (units, starter) = (places(&desk)?, begun(&desk, query.as_deref()));
    let starter = starter.as_ref();
    let choices = Choices::of(&desk, &units).await?;
    let (typed, before) = (Typed::of(&body), Values::default());
    let filling = Filling { desk: &desk, choices: &choices, fields: filled(&desk), typed, before };
    match once::make(&filling, &units, starter.map_or("", |starter| &starter.code)).await? {
        Made::Again(errors, found) => Ok(wrong(html(new_page(&filling, starter, errors, &found)?.render()?))),
        Made::Entry(id) => Ok(Redirect::to(&desk.href(&format!("/{id}"))).into_response()),
    }
}

/// Puts in an entry under an id, as the reader's deed; made out of the starting point of this code, or of none.
pub(super) async fn make_as(
    desk: &Desk,
    id: Id<id::Record>,
    draft: Draft,
    starter: &str,
) -> Result<(), Fault> {
    let (office, reader, now) = (&desk.office, &desk.reader, desk.office.now());
    let mut change = reader.tenant(office).change(reader.session.person, now).await?;
    let deed = Action::CreateRecord.code();
    let writing = Writing { by: reader.session.person, at: now, deed, step: starter };
    registers::create(&mut change, desk.register, id, draft, writing).await?;
    change.commit().await
}

/// An entry that the reader may change, and the units that it may be at.
pub(super) async fn opened(
    desk: &Desk,
    id: &str,
) -> Result<(Document<Entry>, BTreeSet<Id<id::Unit>>), Failure> {
    let document = desk.entry(id).await?;
    let mut units = desk.units(Action::EditRecord);
    if !units.contains(&document.head.unit) || !desk.register.by_hand {
        return Err(Failure::NoSuchPage);
    }
    units.insert(document.head.unit);
    Ok((document, units))
}

fn edit_page(filling: &Filling<'_>, id: &str, errors: Errors, found: &[&str]) -> Result<FormPage, Failure> {
    let desk = filling.desk;
    let (back, action) = (desk.href(&format!("/{id}")), desk.href(&format!("/{id}/edit")));
    let title = desk.site.t("registers-edit");
    Ok(FormPage { title, back, action, ..filling.page(errors, found)? })
}

/// The form for an entry that is there.
pub(super) async fn edit(
    site: Site,
    signed: Signed,
    Path((register, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let (document, units) = opened(&desk, &id).await?;
    let choices = Choices::beside(&desk, &units, &document).await?;
    let fields = changeable(&desk, &document.body);
    let mut typed = choices.typed(&fields, &document.body.values);
    typed.fill("version", vec![document.head.version.to_string()]);
    let filling = Filling { desk: &desk, choices: &choices, fields, typed, before: document.body.values };
    Ok(html(edit_page(&filling, &id, Errors::default(), &[])?.render()?))
}

/// Saves an entry; where somebody else was faster, the page shows both.
pub(super) async fn save(
    site: Site,
    signed: Signed,
    Path((register, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let (document, units) = opened(&desk, &id).await?;
    let typed = Typed::of(&body);
    let choices = Choices::as_filled(&desk, &units, &document, &typed).await?;
    let before = document.body.values.clone();
    let fields = changeable(&desk, &document.body);
    let mut filling = Filling { desk: &desk, choices: &choices, fields, typed, before };
    late::settle(&mut filling);
    let read = filling.read(&document.head.state, Some(document.head.id), Some(&units)).await?;
    let draft = match read {
        Read::Again(errors, found) => {
            return Ok(wrong(html(edit_page(&filling, &id, errors, &found)?.render()?)));
        }
        Read::Draft(draft) => draft,
    };
    let is_first = filling.typed.one("version") == document.head.version.to_string();
    let values = draft.values.clone();
    if !is_first || is_changed(write(&desk, &document, draft, Action::EditRecord, "").await)? {
        let late = late::compare(&mut filling, &id, &values).await?;
        return late::page(late, edit_page(&filling, &id, Errors::default(), &[])?);
    }
    Ok(Redirect::to(&desk.href(&format!("/{id}"))).into_response())
}

/// Writes an entry anew, as a deed.
pub(super) async fn write(
    desk: &Desk,
    document: &Document<Entry>,
    draft: Draft,
    action: Action,
    step: &str,
) -> Result<(), Fault> {
    let (office, reader, now) = (&desk.office, &desk.reader, desk.office.now());
    if step.is_empty() && draft.values == document.body.values {
        return Ok(());
    }
    let mut change = reader.tenant(office).change(reader.session.person, now).await?;
    let writing = Writing { by: reader.session.person, at: now, deed: action.code(), step };
    let revision = office.store.new_id(now)?;
    registers::update(&mut change, desk.register, document, draft, revision, writing).await?;
    change.commit().await
}
