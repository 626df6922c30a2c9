//! Registers: overview, lists, entries, forms and steps. One set of pages for all of them; what each shows follows from
//! its declaration.

mod api;
pub(super) mod attach;
pub(super) mod checked;
mod entry;
pub(super) mod export;
mod form;
mod hidden;
mod import;
mod index;
mod keep;
pub(super) mod known;
mod late;
mod list;
mod login;
mod once;
mod reviewing;
mod starter;
mod step;
mod upkeep;
mod uses;
mod widget;

use crate::office::registers::attention::Watch;
use crate::office::registers::{self, Names, Shelf};
use crate::office::{Directory, Office, Reader};
use crate::web::error::Failure;
use crate::web::routes::Routes;
use crate::web::signed::Signed;
use crate::web::site::Site;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use varsam_access::Action;
use varsam_model::register::{ALL, Entry, Kind, Register, Values};
use varsam_model::{Id, id};
use varsam_store::Document;

/// The largest form that is read, in bytes: a text that is too long is told, not cut off.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// Of how many entries a list of choices is made: a longer one helps nobody.
pub(super) const MOST_CHOICES: usize = 500;

/// Its pages.
pub(super) fn routes() -> Routes {
    let large = || DefaultBodyLimit::max(LARGEST_BODY);
    Routes::new()
        .get("/upkeep", upkeep::page)
        .merge(api::routes())
        .get("/registers", index::page)
        .get("/ask/{question}/keep", keep::ask)
        .with("POST", "/ask/{question}/keep", post(keep::take).layer(large()))
        .get("/registers/{register}", list::page)
        .get("/registers/{register}/new", form::new)
        .with("POST", "/registers/{register}/new", post(form::create).layer(large()))
        .get("/registers/{register}/export/{format}", export::file)
        .get("/registers/{register}/starter", starter::page)
        .post("/registers/{register}/starter", starter::adopt)
        .get("/registers/{register}/import", import::page)
        .with("POST", "/registers/{register}/import", post(import::take).layer(import::limit()))
        .post("/registers/app/import/review", reviewing::start)
        .get("/registers/{register}/{entry}", entry::page)
        .get("/registers/{register}/{entry}/edit", form::edit)
        .with("POST", "/registers/{register}/{entry}/edit", post(form::save).layer(large()))
        .post("/registers/{register}/{entry}/uses", uses::say)
        .post("/registers/account/{entry}/check", checked::take)
        .get("/registers/account/{entry}/login", login::page)
        .post("/registers/account/{entry}/login", login::set)
        .post("/registers/account/{entry}/login/reveal", login::reveal)
        .post("/registers/account/{entry}/login/ask", login::ask)
        .post("/registers/account/{entry}/login/confirm", login::confirm)
        .get("/registers/{register}/{entry}/file/{field}", attach::file)
        .get("/registers/{register}/{entry}/attach/{field}", attach::ask)
        .with(
            "POST",
            "/registers/{register}/{entry}/attach/{field}",
            post(attach::take).layer(attach::limit()),
        )
        .get("/registers/{register}/{entry}/step/{step}", step::page)
        .with("POST", "/registers/{register}/{entry}/step/{step}", post(step::take).layer(large()))
}

/// The desks at all registers that the reader sees anything of; to whoever sees none, there is nothing.
fn desks(site: &Site, signed: &Signed) -> Result<Vec<Desk>, Failure> {
    let desks = Desk::all(site, signed);
    if desks.is_empty() { Err(Failure::NoSuchPage) } else { Ok(desks) }
}

/// Who is at which register.
pub(super) struct Desk {
    pub(super) site: Site,
    pub(super) office: Arc<Office>,
    pub(super) reader: Reader,
    pub(super) register: &'static Register,
}

impl Desk {
    /// The desk at a register; to whoever sees nothing in it, there is none.
    pub(super) fn at(site: Site, signed: Signed, register: &str) -> Result<Self, Failure> {
        let Signed { office, reader } = signed;
        let register = Register::of(register).ok_or(Failure::NoSuchPage)?;
        let desk = Self { site, office, reader, register };
        if desk.units(Action::ViewRecord).is_empty() { Err(Failure::NoSuchPage) } else { Ok(desk) }
    }

    /// The desks at all registers of which the reader sees anything.
    pub(super) fn all(site: &Site, signed: &Signed) -> Vec<Self> {
        let desk = |register: &&'static Register| Self::at(site.clone(), signed.clone(), register.code).ok();
        ALL.iter().filter_map(desk).collect()
    }

    /// The units at which the reader may do this with entries.
    pub(super) fn units(&self, action: Action) -> BTreeSet<Id<id::Unit>> {
        registers::units(&self.office, &self.reader, self.register, action).into_iter().collect()
    }

    /// Whether the reader may do this at a unit.
    pub(super) fn may(&self, action: Action, unit: Id<id::Unit>) -> bool {
        let object = registers::object(&self.reader, self.register, unit);
        self.reader.may(&self.office, action, &object).is_allowed()
    }

    pub(super) async fn directory(&self) -> Result<Directory<'_>, Failure> {
        Ok(self.reader.directory(&self.office).await?)
    }

    /// An entry that the reader may see.
    pub(super) async fn entry(&self, id: &str) -> Result<Document<Entry>, Failure> {
        let id = id.parse().map_err(|_| Failure::NoSuchPage)?;
        let directory = self.directory().await?;
        match registers::entry(&self.office, &self.reader, &directory, self.register, id).await {
            Ok(document) => Ok(document),
            Err(varsam_store::Fault::Missing | varsam_store::Fault::Erased) => Err(Failure::NoSuchPage),
            Err(fault) => Err(fault.into()),
        }
    }

    /// The entries of the register at hand.
    pub(super) async fn shelf(&self) -> Result<Arc<Shelf>, Failure> {
        Ok(self.office.shelf(self.reader.session.organiser, self.register).await?)
    }

    /// What is looked at in its entries, as it is now.
    pub(super) async fn watch(&self) -> Result<Watch, Failure> {
        if self.register.field(registers::HOLDERS).is_none() {
            return Ok(Watch::without_logins(self.office.now()));
        }
        Ok(Watch::of(&self.office, self.reader.session.organiser).await?)
    }

    /// The shelves of the registers that fields of this one lead to.
    pub(super) async fn linked(&self) -> Result<HashMap<&'static str, Arc<Shelf>>, Failure> {
        let mut shelves = HashMap::new();
        for field in self.register.fields {
            if let Kind::Link(code) | Kind::Links(code) = field.kind
                && let Some(register) = Register::of(code)
            {
                shelves.insert(code, self.office.shelf(self.reader.session.organiser, register).await?);
            }
        }
        Ok(shelves)
    }

    /// What names and ids can mean for the reader, with these shelves to link to.
    pub(super) async fn names(&self, shelves: HashMap<&'static str, Arc<Shelf>>) -> Result<Names, Failure> {
        let seen = |code: &str| match Register::of(code) {
            Some(register) => registers::units(&self.office, &self.reader, register, Action::ViewRecord)
                .into_iter()
                .collect(),
            None => BTreeSet::new(),
        };
        Ok(Names {
            units: Some(Arc::clone(&self.reader.units)),
            people: registers::colleagues(&self.office, &self.reader).await?,
            shelves: shelves.into_iter().map(|(code, shelf)| (code, (shelf, seen(code)))).collect(),
            unseen: registers::Unseen::new(),
            former: Values::default(),
        })
    }

    /// The entries of a register that can be linked to: each with its id and what it is called.
    pub(super) fn choices(
        &self,
        shelves: &HashMap<&'static str, Arc<Shelf>>,
        code: &str,
    ) -> Vec<(String, String)> {
        let Some((register, shelf)) = Register::of(code).zip(shelves.get(code)) else { return vec![] };
        let seen = registers::units(&self.office, &self.reader, register, Action::ViewRecord);
        let rows =
            shelf.rows().iter().filter(|row| seen.contains(&row.unit) && !register.is_ended(&row.state));
        rows.take(MOST_CHOICES).map(|row| (row.id.to_string(), row.title.clone())).collect()
    }

    /// The address of the register, or of something in it.
    pub(super) fn href(&self, rest: &str) -> String {
        format!("/registers/{}{rest}", self.register.code)
    }

    /// The words for something of this register: `state-account-open`.
    pub(super) fn word(&self, kind: &str, code: &str) -> String {
        self.site.pick(&format!("{kind}-{}", self.register.code), code)
    }

    /// What a field is called.
    pub(super) fn label(&self, field: &str) -> String {
        self.word("field", field)
    }
}
