//! Making an entry and changing one. What is wrong is said field by field, what was typed is never lost, and who saves
//! second sees both.

use super::Desk;
use super::known::Known;
use super::widget::{self, Choices, Widget};
use crate::office::registers::{self, Checked, Draft, Typed, Wish, Writing};
use crate::web::conflict::{self, Differing, is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
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
    pub(super) widgets: Vec<Widget>,
    /// Whether a reason is asked for, since the guard has found something; and the reason.
    pub(super) needs_reason: bool,
    pub(super) despite: String,
    pub(super) conflict: Vec<Differing>,
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
            widgets,
            needs_reason: !found.is_empty(),
            despite: self.typed.one("despite").to_owned(),
            conflict: vec![],
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
                errors.add(&desk.site, "despite", "registers-error-despite");
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
    if units.is_empty() || !desk.register.by_hand { Err(Failure::NoSuchPage) } else { Ok(units) }
}

fn new_page(filling: &Filling<'_>, errors: Errors, found: &[&str]) -> Result<FormPage, Failure> {
    let desk = filling.desk;
    let (title, about) =
        (format!("register-{}-new", desk.register.code), format!("register-{}-about", desk.register.code));
    let (title, about, action) = (desk.site.t(&title), desk.site.t(&about), desk.href("/new"));
    Ok(FormPage { title, about, action, ..filling.page(errors, found)? })
}

/// The form for a new entry; at the unit that the reader works with, where that can be.
pub(super) async fn new(
    site: Site,
    signed: Signed,
    Path(register): Path<String>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let units = places(&desk)?;
    let choices = Choices::of(&desk, &units).await?;
    let mut typed = Typed::default();
    let chosen = desk.reader.chosen.filter(|unit| units.contains(unit));
    let only = units.first().copied().filter(|_| units.len() == 1);
    if let Some(unit) = chosen.or(only) {
        typed.fill("unit", vec![unit.to_string()]);
    }
    let filling =
        Filling { desk: &desk, choices: &choices, fields: filled(&desk), typed, before: Values::default() };
    Ok(html(new_page(&filling, Errors::default(), &[])?.render()?))
}

/// Makes an entry.
pub(super) async fn create(
    site: Site,
    signed: Signed,
    Path(register): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let units = places(&desk)?;
    let choices = Choices::of(&desk, &units).await?;
    let (typed, before) = (Typed::of(&body), Values::default());
    let filling = Filling { desk: &desk, choices: &choices, fields: filled(&desk), typed, before };
    let draft = match filling.read(desk.register.begins(), None, Some(&units)).await? {
        Read::Again(errors, found) => return Ok(wrong(html(new_page(&filling, errors, &found)?.render()?))),
        Read::Draft(draft) => draft,
    };
    let id = make(&desk, draft).await?;
    Ok(Redirect::to(&desk.href(&format!("/{id}"))).into_response())
}

/// Writes a new entry.
pub(super) async fn make(desk: &Desk, draft: Draft) -> Result<Id<id::Record>, Fault> {
    let (office, reader, now) = (&desk.office, &desk.reader, desk.office.now());
    let id = office.store.new_id(now)?;
    let mut change = reader.tenant(office).change(reader.session.person, now).await?;
    let writing = Writing { by: reader.session.person, at: now, deed: Action::CreateRecord.code(), step: "" };
    registers::create(&mut change, desk.register, id, draft, writing).await?;
    change.commit().await?;
    Ok(id)
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
    let choices = Choices::of(&desk, &units).await?;
    let fields = changeable(&desk, &document.body);
    let mut typed = widget::typed(&fields, &document.body.values);
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
    let choices = Choices::of(&desk, &units).await?;
    let before = document.body.values.clone();
    let fields = changeable(&desk, &document.body);
    let filling = Filling { desk: &desk, choices: &choices, fields, typed: Typed::of(&body), before };
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
        let page = edit_page(&filling, &id, Errors::default(), &[])?;
        return changed(&desk, &id, &values, page).await;
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

/// The form again, with what somebody else has saved beside what was typed.
pub(super) async fn changed(
    desk: &Desk,
    id: &str,
    ours: &Values,
    page: FormPage,
) -> Result<Response, Failure> {
    let now = desk.entry(id).await?;
    let theirs = &now.body.values;
    let known = Known::of_all(desk, &[theirs, ours]).await?;
    let differ = desk.register.fields.iter().filter(|field| theirs.get(field.name) != ours.get(field.name));
    let said = |field: &Field| Differing {
        label: desk.label(field.name),
        theirs: known.line(field, theirs.get(field.name)),
        ours: known.line(field, ours.get(field.name)),
    };
    let conflict = differ.map(said).collect();
    let page = FormPage { version: now.head.version, conflict, ..page };
    Ok(conflict::page(html(page.render()?)))
}
