//! Changing who somebody is: name, contact data, year, unit, last day.

use super::{known, looked};
use crate::office::{Directory, Entry, Office, Reader, people};
use crate::web::conflict::{self, Differing, differing, is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::{self, Errors};
use crate::web::reason::{self, Reason};
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::{Deserialize, Serialize};
use varsam_access::{Action, Answer, Need};
use varsam_model::person::{Contact, Person};
use varsam_model::{Id, id};
use varsam_store::{Deed, Fault, Head};

/// The longest that a field may be, in characters.
const LONGEST: usize = 120;

/// `GET /people/{person}/edit`
#[derive(Template)]
#[template(path = "people/edit.html")]
struct Edit {
    site: Site,
    title: String,
    id: String,
    typed: Typed,
    units: Vec<Link>,
    /// Whether there is an enrolment, with year and last day.
    is_enrolled: bool,
    /// What somebody else has saved meanwhile.
    conflict: Vec<Differing>,
    errors: Errors,
}

/// What the form sends.
#[derive(Deserialize, Serialize, Default)]
pub(crate) struct Typed {
    #[serde(default)]
    given: String,
    #[serde(default)]
    family: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    year: String,
    #[serde(default)]
    last: String,
    #[serde(default)]
    version: i64,
    /// Why, where somebody with a mark of protection is changed.
    reason: Option<String>,
}

impl Typed {
    fn of(entry: &Entry) -> Self {
        let person = &entry.person;
        let first =
            |contacts: &[Contact]| contacts.first().map(|contact| contact.value.clone()).unwrap_or_default();
        let enrolment = person.enrolments.first();
        let year = enrolment.and_then(|enrolment| enrolment.year);
        let last = enrolment.and_then(|enrolment| enrolment.period.end);
        Self {
            given: person.given.clone(),
            family: person.family.clone(),
            email: first(&person.emails),
            phone: first(&person.phones),
            unit: entry.unit.to_string(),
            year: year.map(|year| year.to_string()).unwrap_or_default(),
            last: last.map(|day| day.to_string()).unwrap_or_default(),
            version: entry.version,
            reason: None,
        }
    }

    /// Why, as far as it was said.
    fn why(&self) -> Reason {
        Reason { reason: self.reason.clone() }
    }

    /// Whether it is the page that asks for a reason that sends it, and nothing was changed yet.
    fn is_bare(&self) -> bool {
        self.version == 0 && self.reason.is_some()
    }

    /// What is wrong with it, apart from the unit.
    fn check(&self, site: &Site) -> Errors {
        let mut errors = Errors::default();
        let is_long = |text: &str| text.trim().chars().count() > LONGEST;
        let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
        let checks = [
            ("given", self.given.trim().is_empty() || is_long(&self.given)),
            ("family", self.family.trim().is_empty() || is_long(&self.family)),
            ("email", !self.email.trim().is_empty() && (!self.email.contains('@') || is_long(&self.email))),
            ("phone", !is_number(self.phone.trim()) || is_long(&self.phone)),
            ("year", !self.year.trim().is_empty() && self.year().is_none()),
            ("last", !self.last.trim().is_empty() && fields::day(&self.last).is_none()),
        ];
        for (field, _) in checks.into_iter().filter(|(_, is_wrong)| *is_wrong) {
            errors.say(field, site.pick("person-error", field));
        }
        errors
    }

    fn year(&self) -> Option<u8> {
        varsam_model::school::school_year(&self.year)
    }

    /// Puts it into a person.
    fn put(&self, person: &mut Person, unit: Id<id::Unit>) {
        self.given.trim().clone_into(&mut person.given);
        self.family.trim().clone_into(&mut person.family);
        set(&mut person.emails, self.email.trim());
        set(&mut person.phones, self.phone.trim());
        if let Some(enrolment) = person.enrolments.first_mut() {
            enrolment.unit = unit;
            enrolment.year = self.year();
            enrolment.period.end = fields::day(&self.last);
        }
    }
}

/// Sets the first address or number; the others stay.
fn set(contacts: &mut Vec<Contact>, value: &str) {
    match (contacts.first_mut(), value.is_empty()) {
        (Some(_), true) => drop(contacts.remove(0)),
        (Some(contact), false) => value.clone_into(&mut contact.value),
        (None, false) => contacts.push(Contact { value: value.to_owned(), kind: String::new() }),
        (None, true) => {}
    }
}

/// A person whom the reader may change, and what has to come first.
async fn opened<'a>(
    office: &'a Office,
    reader: &Reader,
    id: &str,
    why: &Reason,
) -> Result<(Directory<'a>, Entry, Vec<Need>), Failure> {
    let directory = reader.directory(office).await?;
    let entry = known(&directory, id).await?;
    let decision = reader.may_for(office, why.said(), Action::EditPerson, &entry.object(&directory));
    if decision.answer == Answer::No {
        return Err(Failure::NoSuchPage);
    }
    Ok((directory, entry, decision.needs().to_vec()))
}

/// The units that the reader may move somebody to.
fn units(office: &Office, reader: &Reader, directory: &Directory<'_>, entry: &Entry) -> Vec<Id<id::Unit>> {
    let may_move = |unit: &Id<id::Unit>| {
        let there = Entry { unit: *unit, ..entry.clone() };
        *unit == entry.unit || reader.could(office, Action::EditPerson, &there.object(directory))
    };
    reader.own.iter().copied().filter(may_move).collect()
}

/// The form.
pub(crate) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let why = Reason::default();
    let (directory, entry, needs) = opened(&office, &reader, &id, &why).await?;
    if !needs.is_empty() {
        return reason::ask(site, &needs, &why);
    }
    looked(&office, &reader, &entry, "").await?;
    let typed = Typed::of(&entry);
    form(site, (&office, &reader, &directory), &entry, typed, vec![], Errors::default())
}

fn form(
    site: Site,
    (office, reader, directory): (&Office, &Reader, &Directory<'_>),
    entry: &Entry,
    typed: Typed,
    conflict: Vec<Differing>,
    errors: Errors,
) -> Result<Response, Failure> {
    let units = units(office, reader, directory, entry).into_iter().map(|unit| Link {
        href: unit.to_string(),
        text: directory.units.name(unit).to_owned(),
        about: String::new(),
        current: unit.to_string() == typed.unit,
    });
    let (title, id, units) = (entry.name(), entry.person.id.to_string(), units.collect());
    let is_enrolled = !entry.person.enrolments.is_empty();
    Ok(html(Edit { site, title, id, typed, units, is_enrolled, conflict, errors }.render()?))
}

/// Saves it; where somebody else was faster, the page shows both.
pub(crate) async fn save(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let why = typed.why();
    let (directory, entry, needs) = opened(&office, &reader, &id, &why).await?;
    let all = (&*office, &reader, &directory);
    match (needs.is_empty(), typed.is_bare()) {
        (false, true) => return reason::ask(site, &needs, &why),
        (false, false) => return reason::ask_before(site, &needs, &why, &typed),
        (true, true) => {
            looked(&office, &reader, &entry, why.said().unwrap_or_default()).await?;
            let typed = Typed { reason: why.reason, ..Typed::of(&entry) };
            return form(site, all, &entry, typed, vec![], Errors::default());
        }
        (true, false) => {}
    }
    let mut errors = typed.check(&site);
    let unit = typed.unit.parse().ok();
    let unit = unit.filter(|unit| units(&office, &reader, &directory, &entry).contains(unit));
    let Some(unit) = unit.filter(|_| errors.is_empty()) else {
        if unit.is_none() {
            errors.add(&site, "unit", "grants-error-unit");
        }
        return Ok(wrong(form(site, all, &entry, typed, vec![], errors)?));
    };
    if typed.version != entry.version {
        return changed(site, all, &entry, typed);
    }
    if is_changed(write(&office, &reader, &entry, &typed, unit).await)? {
        let now = known(&directory, &id).await?;
        return changed(site, all, &now, typed);
    }
    let decision = reader.may(&office, Action::ViewPerson, &entry.object(&directory));
    match decision.answer {
        Answer::Yes => Ok(Redirect::to(&format!("/people/{id}")).into_response()),
        Answer::After(needs) => reason::ask(site, &needs, &Reason::default()),
        // Who may change somebody and not look at them is where they were.
        Answer::No => Ok(Redirect::to(&format!("/people/{id}/edit")).into_response()),
    }
}

async fn write(
    office: &Office,
    reader: &Reader,
    entry: &Entry,
    typed: &Typed,
    unit: Id<id::Unit>,
) -> Result<(), Fault> {
    let (mut person, now) = (entry.person.clone(), office.now());
    typed.put(&mut person, unit);
    let head = Head { version: entry.version, ..Entry::head(&person, unit).in_state(&entry.state) };
    let mut change = reader.tenant(office).change(reader.session.person, now).await?;
    change.update(&head, &person).await?;
    people::note_responsibles(&mut change, &person, now).await?;
    let deed = Deed::new(Action::EditPerson.code()).about(person.id).at(unit);
    change.log(deed.note(typed.why().said().unwrap_or_default())).await?;
    change.commit().await
}

/// The form again, with what somebody else has saved beside what was typed.
fn changed(
    site: Site,
    all: (&Office, &Reader, &Directory<'_>),
    now: &Entry,
    mut typed: Typed,
) -> Result<Response, Failure> {
    let theirs = Typed::of(now);
    let name = |id: &str| id.parse().map(|id| all.2.units.name(id).to_owned()).unwrap_or_default();
    let (their_unit, our_unit) = (name(&theirs.unit), name(&typed.unit));
    let fields = [
        ("person-given", theirs.given.as_str(), typed.given.as_str()),
        ("person-family", &theirs.family, &typed.family),
        ("person-email", &theirs.email, &typed.email),
        ("person-phone", &theirs.phone, &typed.phone),
        ("people-unit", &their_unit, &our_unit),
        ("people-year", &theirs.year, &typed.year),
        ("person-last", &theirs.last, &typed.last),
    ];
    let conflict = differing(&site, &fields);
    typed.version = theirs.version;
    Ok(conflict::page(form(site, all, now, typed, conflict, Errors::default())?))
}
