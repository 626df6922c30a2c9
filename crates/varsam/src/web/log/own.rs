//! Who looked at the reader's own data, or at their child's; and asking that somebody examines it.

use super::{Ask, Asked, LogPage, Names, PAGE, before};
use crate::office::cases::plan;
use crate::office::intake::is_of_mark;
use crate::office::log_review::ask as review;
use crate::office::registers::Typed;
use crate::office::{Directory, Entry, Office, Reader, calendar};
use crate::web::cases::guarded;
use crate::web::conflict::wrong;
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template as _;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse as _, Redirect, Response};
use std::collections::BTreeMap;
use varsam_access::{Action, Object};
use varsam_model::case::Case;
use varsam_model::{Id, id};
use varsam_store::{Fault, TrailFilter};

/// The longest text that says why a review is asked for, in characters.
const LONGEST: usize = 2_000;

/// Whose data it is: the reader's own, or a child's.
struct Own<'a> {
    site: &'a Site,
    office: &'a Office,
    reader: &'a Reader,
    directory: &'a Directory<'a>,
    entry: Entry,
    /// Whether a case may tell neither what was typed nor who asks: whose data it is is protected, or the reader is.
    is_hidden: bool,
}

/// What was typed by who asks for a review.
#[derive(Default)]
struct Said {
    typed: Typed,
    errors: Errors,
    /// Whether the guard has found something in it.
    is_found: bool,
}

/// Who looked at the reader's own data.
pub(crate) async fn page(
    site: Site,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let me = signed.reader.session.person;
    of_person(site, signed, me, asked).await
}

/// Who looked at a child's data, for whoever answers for the child.
pub(crate) async fn of_child(
    site: Site,
    signed: Signed,
    Path(child): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let id = child.parse().map_err(|_| Failure::NoSuchPage)?;
    of_person(site, signed, id, asked).await
}

/// Asks for a review of who looked at the reader's own data.
pub(crate) async fn ask(site: Site, signed: Signed, body: Bytes) -> Result<Response, Failure> {
    let me = signed.reader.session.person;
    ask_about(site, signed, me, &body).await
}

/// Asks for a review of who looked at a child's data.
pub(crate) async fn ask_of_child(
    site: Site,
    signed: Signed,
    Path(child): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    let id = child.parse().map_err(|_| Failure::NoSuchPage)?;
    ask_about(site, signed, id, &body).await
}

async fn of_person(
    site: Site,
    signed: Signed,
    id: Id<id::Person>,
    asked: Asked,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let own = own((&site, &*office, &reader), &directory, id).await?;
    Ok(html(own.page(asked, Said::default()).await?))
}

async fn own<'a>(
    (site, office, reader): (&'a Site, &'a Office, &'a Reader),
    directory: &'a Directory<'a>,
    id: Id<id::Person>,
) -> Result<Own<'a>, Failure> {
    let entry = match directory.person(id).await {
        Ok(entry) if may_read(office, reader, directory, &entry) => entry,
        Ok(_) | Err(Fault::Missing | Fault::Erased) => return Err(Failure::NoSuchPage),
        Err(fault) => return Err(fault.into()),
    };
    let me = reader.session.person;
    let is_hidden = entry.is_hidden() || (id != me && directory.person(me).await?.is_hidden());
    Ok(Own { site, office, reader, directory, entry, is_hidden })
}

impl Own<'_> {
    fn is_child(&self) -> bool {
        self.entry.person.id != self.reader.session.person
    }

    fn path(&self) -> String {
        if self.is_child() { format!("/my/log/{}", self.entry.person.id) } else { "/my/log".to_owned() }
    }

    async fn page(&self, asked: Asked, said: Said) -> Result<String, Failure> {
        let (site, id) = (self.site, self.entry.person.id);
        let filter =
            TrailFilter { about: Some(id), before: asked.before, limit: PAGE, ..TrailFilter::default() };
        let trail = self.directory.tenant.trail(&filter).await?;
        let before = before(&trail);
        let mut names = Names::new(self.directory);
        let mut rows = Vec::with_capacity(trail.len());
        for passed in trail.into_iter().filter(|passed| !is_of_mark(passed)) {
            rows.push(names.row(site, passed).await?);
        }
        let (title, lead) = match self.is_child() {
            true => {
                (format!("{} {}", site.t("child-log-title"), self.entry.name()), site.t("child-log-lead"))
            }
            false => (site.t("my-log-title"), site.t("my-log-lead")),
        };
        let page = LogPage {
            title,
            lead,
            is_own: true,
            path: self.path(),
            children: children(self.reader, self.directory).await?,
            asked,
            actors: vec![],
            subjects: vec![],
            kinds: vec![],
            rows,
            before,
            ask: self.asking(&said).await?,
            errors: said.errors,
            site: site.clone(),
        };
        Ok(page.render()?)
    }

    /// What a review is asked for with; none where no guideline has it.
    async fn asking(&self, said: &Said) -> Result<Option<Ask>, Failure> {
        if self.routine().is_none() {
            return Ok(None);
        }
        let typed = &said.typed;
        let waiting = self.waiting().await?.map(|since| calendar::day(since).to_string());
        let found = if said.is_found { guarded::found(self.site, typed.one("text"))? } else { String::new() };
        Ok(Some(Ask {
            waiting: waiting.map(|day| self.site.with("my-log-ask-waiting", day)).unwrap_or_default(),
            asks_text: !self.is_hidden,
            text: typed.one("text").to_owned(),
            found,
            needs_reason: said.is_found,
            despite: typed.one("despite").to_owned(),
        }))
    }

    fn routine(&self) -> Option<&varsam_rules::Routine> {
        plan::routine(&self.site.shelf.books, self.site.stack(), review::ROUTINE)
    }

    /// Since when the reader waits for one.
    async fn waiting(&self) -> Result<Option<varsam_model::Instant>, Fault> {
        review::waiting(self.directory, self.reader.session.person, self.entry.person.id).await
    }

    /// The case that the program begins for the reader. Whose data is protected is told to whoever reviews, and stands in no
    /// case, nor does a guardian who is: others read that, above the school too.
    fn case(&self, routine: &varsam_rules::Routine, text: &str, despite: String) -> Case {
        let (stack, is_hidden) = (self.site.stack(), self.is_hidden);
        Case {
            routine: plan::frozen(&self.site.shelf.books, routine),
            stack: stack.id.clone(),
            title: self.site.t("my-log-ask-case"),
            text: if is_hidden { self.site.t("my-log-ask-hidden") } else { text.to_owned() },
            by: (!is_hidden).then_some(self.reader.session.person),
            at: self.office.now(),
            dates: BTreeMap::new(),
            facts: stack.given.iter().cloned().collect(),
            despite,
            events: vec![],
        }
    }

    /// What was typed, judged.
    async fn said(&self, body: &[u8]) -> Result<(Said, String), Failure> {
        let (site, mut said) = (self.site, Said { typed: Typed::of(body), ..Said::default() });
        let is_hidden = self.is_hidden;
        let text = if is_hidden { "" } else { said.typed.one("text").trim() };
        if !is_hidden && (text.is_empty() || text.chars().count() > LONGEST) {
            said.errors.say("text", site.count("cases-error-text", &LONGEST));
        } else if self.waiting().await?.is_some() {
            said.errors.add(site, "main", "my-log-ask-error-waiting");
        }
        said.is_found = said.errors.is_empty() && guarded::does_not_belong(text);
        let despite = match said.is_found {
            true => guarded::despite(site, &said.typed, &mut said.errors),
            false => String::new(),
        };
        Ok((said, despite))
    }
}

async fn ask_about(site: Site, signed: Signed, id: Id<id::Person>, body: &[u8]) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let own = own((&site, &*office, &reader), &directory, id).await?;
    let routine = own.routine().ok_or(Failure::NoSuchPage)?;
    let (said, despite) = own.said(body).await?;
    if !said.errors.is_empty() {
        return Ok(wrong(html(own.page(Asked::default(), said).await?)));
    }
    let case = own.case(routine, said.typed.one("text").trim(), despite);
    review::begin(&office, &directory, &own.entry, (reader.session.person, &case)).await?;
    Ok(Redirect::to(&own.path()).into_response())
}

fn may_read(office: &Office, reader: &Reader, directory: &Directory<'_>, entry: &Entry) -> bool {
    let mut object = Object::log(directory.place(entry.unit), vec![]).about(entry.person.id);
    object.is_quarantined = entry.is_quarantined;
    object.is_marked = entry.person.mark.is_protected();
    reader.may(office, Action::ReadOwnAccesses, &object).is_allowed()
}

/// The reader's children: their data, and who looked at it.
async fn children(reader: &Reader, directory: &Directory<'_>) -> Result<Vec<Link>, Fault> {
    let mut children = Vec::new();
    for id in &reader.subject.children {
        let name = directory.person(*id).await?.name();
        let (href, about) = (format!("/people/{id}"), format!("/my/log/{id}"));
        children.push(Link { href, text: name, about, current: false });
    }
    Ok(children)
}
