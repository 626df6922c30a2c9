//! Cases: what one owes, starting a routine, the page of a case, and what is done with its steps. One set of pages for all
//! routines; what each shows follows from the rulebook.

pub(in crate::web) mod act;
pub(in crate::web) mod asking;
mod begin;
mod debts;
pub(in crate::web) mod details;
pub(in crate::web) mod facts;
mod form;
pub(in crate::web) mod guarded;
mod index;
mod linked;
mod list;
mod looks;
mod own;
mod page;
mod places;
mod statistics;
mod waits;

pub(super) use begin::offer;
pub(super) use index::{Owes, owes};

use crate::office::cases::{
    self,
    owed::{self, Holders},
};
use crate::office::registers::attach::LARGEST;
use crate::office::{Directory, Office, Reader};
use crate::web::error::Failure;
use crate::web::routes::Routes;
use crate::web::signed::Signed;
use crate::web::site::Site;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use std::sync::Arc;
use varsam_access::Action;
use varsam_model::case::Case;
use varsam_model::routine::{Step, Words};
use varsam_rules::Language;
use varsam_store::{Deed, Document, Fault};

/// What a form adds to the bytes of its file.
const AROUND: usize = 1024 * 1024;

/// Its pages.
pub(super) fn routes() -> Routes {
    let large = || DefaultBodyLimit::max(LARGEST + AROUND);
    Routes::new()
        .get("/cases", index::page)
        .get("/cases/statistics", statistics::page)
        .get("/cases/statistics/export/{format}", statistics::file)
        .get("/my/units", looks::page)
        .get("/report", begin::report)
        .get(own::PAGE, own::page)
        .post("/my/tasks/calendar", own::make_calendar)
        .post("/my/tasks/calendar/end", own::end_calendar)
        .post("/my/tasks/digest", own::set_digest)
        .post("/my/tasks/away", own::set_away)
        .post("/my/tasks/away/end", own::end_away)
        .get("/cases/new/{routine}", begin::ask)
        .with("POST", "/cases/new/{routine}", post(begin::take).layer(DefaultBodyLimit::max(AROUND)))
        .get("/cases/{case}", page::page)
        .get("/cases/{case}/file/{file}", page::file)
        .get("/cases/{case}/{step}/{act}", act::ask)
        .with("POST", "/cases/{case}/{step}/{act}", post(act::take).layer(large()))
}

/// Who is at the desk of cases.
pub(in crate::web) struct Desk {
    pub(in crate::web) site: Site,
    pub(in crate::web) office: Arc<Office>,
    pub(in crate::web) reader: Reader,
}

impl Desk {
    pub(in crate::web) fn at(site: Site, signed: Signed) -> Self {
        let Signed { office, reader } = signed;
        Self { site, office, reader }
    }

    pub(in crate::web) async fn directory(&self) -> Result<Directory<'_>, Failure> {
        Ok(self.reader.directory(&self.office).await?)
    }

    /// A case that the reader may see.
    pub(in crate::web) async fn case(
        &self,
        directory: &Directory<'_>,
        id: &str,
    ) -> Result<Document<Case>, Failure> {
        let id = id.parse().map_err(|_| Failure::NoSuchPage)?;
        match cases::case(&self.office, &self.reader, directory, id).await {
            Ok(document) => Ok(document),
            Err(Fault::Missing | Fault::Erased) => Err(Failure::NoSuchPage),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Notes in the log that the reader has opened a case.
    pub(in crate::web) async fn opens(&self, document: &Document<Case>) -> Result<(), Fault> {
        let (office, reader) = (&self.office, &self.reader);
        let mut change = reader.tenant(office).change(reader.session.person, office.now()).await?;
        let deed = Deed::new(Action::ViewCase.code()).at(document.head.unit).object(document.head.id.uuid());
        change.log(deed.note(&document.body.routine.id)).await?;
        change.commit().await
    }

    /// The step of a case that has this id, where the reader may do something with it; and who holds which role there.
    pub(in crate::web) async fn step(
        &self,
        directory: &Directory<'_>,
        document: &Document<Case>,
        id: &str,
    ) -> Result<(Step, Holders), Failure> {
        let step = document.body.step(id).cloned().ok_or(Failure::NoSuchPage)?;
        let holders = Holders::of(directory, document.head.unit, self.office.now()).await?;
        let walked = document.body.walk(holders.hours());
        let stood = walked.iter().find(|stood| stood.step.id == id).ok_or(Failure::NoSuchPage)?;
        let owing = owed::owing(&document.body, stood, &holders);
        let object = cases::step_object(&self.reader, document, stood, &owing);
        let may = self.reader.may(&self.office, Action::ActOnCase, &object).is_allowed();
        if may { Ok((step, holders)) } else { Err(Failure::NoSuchPage) }
    }

    /// Words of a routine, in the language of the page.
    pub(in crate::web) fn words<'a>(&self, words: &'a Words) -> &'a str {
        worded(&self.site, words)
    }

    /// Who owes a step: the role, or whoever started the case.
    fn party(&self, code: &str) -> String {
        if code == "starter" { self.site.t("cases-starter") } else { self.site.pick("role", code) }
    }
}

/// Words of a routine, in the language of a page.
pub(in crate::web) fn worded<'a>(site: &Site, words: &'a Words) -> &'a str {
    match site.locale.language {
        Language::Swedish => &words.sv,
        Language::English => &words.en,
    }
}
