//! The samples of a case: drawing one, judging what was drawn, and what anybody can check it by (ACM-56).

pub(super) mod draw;
pub(super) mod judge;
mod view;

use super::Names;
use crate::office::log_review::{self, Hidden, Sight};
use crate::office::registers::Typed;
use crate::office::{Directory, breach};
use crate::web::cases::Desk;
use crate::web::cases::act::link;
use crate::web::conflict;
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use std::collections::HashMap;
use varsam_access::Action;
use varsam_model::case::{Case, Standing};
use varsam_model::routine::{Behaviour, Step};
use varsam_model::sample::{Drawn, Sample};
use varsam_store::{Deed, Document, Passed};

/// `GET /cases/{case}/sample`
#[derive(Template)]
#[template(path = "log/review.html")]
struct ReviewPage {
    site: Site,
    title: String,
    case: Link,
    action: String,
    version: i64,
    /// What is asked for before a sample is drawn; none where none can be drawn now.
    form: Option<draw::Form>,
    /// Whether one is fixed, and waits to be drawn.
    is_fixed: bool,
    samples: Vec<view::SampleView>,
    errors: Errors,
}

/// A step by which samples are drawn or judged, where the reader may do something with it.
struct Acting {
    step: Step,
    is_open: bool,
}

/// A case whose samples the reader draws or judges.
struct Opened<'a> {
    desk: &'a Desk,
    directory: &'a Directory<'a>,
    document: Document<Case>,
    samples: Vec<Document<Sample>>,
    draws: Option<Acting>,
    judges: Option<Acting>,
}

/// What was typed: which form it was, and what is found in it.
#[derive(Default)]
struct Said {
    typed: Typed,
    /// Which sample was judged, in their order; none where one was to be drawn.
    at: Option<usize>,
    /// Whether the guard has found something in the notes.
    is_found: bool,
    /// People who are called as was typed.
    people: Vec<Link>,
}

/// An access that was drawn, with what the reader has to do with it.
struct Seen<'a> {
    number: usize,
    drawn: &'a Drawn,
    passed: Passed,
    sight: Sight,
}

async fn opened<'a>(desk: &'a Desk, directory: &'a Directory<'a>, id: &str) -> Result<Opened<'a>, Failure> {
    let document = desk.case(directory, id).await?;
    let draws = acting(desk, directory, &document, Behaviour::DrawSample).await?;
    let judges = acting(desk, directory, &document, Behaviour::JudgeSample).await?;
    let may = log_review::may_review(&desk.office, &desk.reader, document.head.unit);
    if !may || (draws.is_none() && judges.is_none()) {
        return Err(Failure::NoSuchPage);
    }
    let samples = log_review::samples(directory, document.head.id).await?;
    Ok(Opened { desk, directory, document, samples, draws, judges })
}

async fn acting(
    desk: &Desk,
    directory: &Directory<'_>,
    document: &Document<Case>,
    does: Behaviour,
) -> Result<Option<Acting>, Failure> {
    let Some(step) = breach::step(&document.body, does) else { return Ok(None) };
    let (step, holders) = match desk.step(directory, document, &step.id).await {
        Ok(found) => found,
        Err(Failure::NoSuchPage) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let walked = document.body.walk(holders.hours());
    let stood = walked.iter().find(|stood| stood.step.id == step.id);
    let is_open = stood.is_some_and(|stood| matches!(stood.standing, Standing::Open { .. }));
    Ok(Some(Acting { step, is_open }))
}

impl Opened<'_> {
    fn is_judging(&self) -> bool {
        self.judges.as_ref().is_some_and(|acting| acting.is_open)
    }

    /// The sample that is fixed, and waits to be drawn.
    fn fixed(&self) -> Option<&Document<Sample>> {
        self.samples.iter().find(|sample| sample.body.fixed.is_some() && sample.body.rows.is_none())
    }

    /// The sample that somebody has asked for, and that is not fixed yet.
    fn asked(&self) -> Option<&Document<Sample>> {
        self.samples.iter().find(|sample| sample.body.fixed.is_none())
    }

    /// The page; that it was read is in the log before it is shown.
    async fn page(&self, said: &Said, errors: Errors) -> Result<String, Failure> {
        let (desk, head) = (self.desk, &self.document.head);
        let back = format!("/cases/{}", head.id);
        let mut names = Names::new(self.directory);
        let mut samples = Vec::with_capacity(self.samples.len());
        for at in 0..self.samples.len() {
            samples.extend(self.sample(at, said, &mut names).await?);
        }
        let form = match &self.draws {
            Some(acting) if acting.is_open => Some(self.form(said, &mut names).await?),
            _ => None,
        };
        if !samples.is_empty() {
            self.note_read().await?;
        }
        let page = ReviewPage {
            title: desk.site.t("sample-title"),
            action: format!("{back}/sample"),
            case: link(back, self.document.body.title.clone()),
            version: head.version,
            is_fixed: form.is_some() && self.fixed().is_some(),
            form,
            samples,
            errors,
            site: desk.site.clone(),
        };
        Ok(page.render()?)
    }

    async fn note_read(&self) -> Result<(), Failure> {
        let (office, reader, head) = (&self.desk.office, &self.desk.reader, &self.document.head);
        let mut change = reader.tenant(office).change(reader.session.person, office.now()).await?;
        let deed = Deed::new(Action::ReadLog.code()).at(head.unit).object(head.id.uuid());
        change.log(deed.note(&self.document.body.routine.id)).await?;
        Ok(change.commit().await?)
    }

    /// What was drawn, as far as the reader may know of it, in the order in which it was.
    async fn seen<'s>(&self, sample: &'s Sample) -> Result<Vec<Seen<'s>>, Failure> {
        let places: Vec<_> = sample.drawn().iter().map(|drawn| drawn.place).collect();
        let passed = self.directory.tenant.passed_at(&places).await?;
        let mut passed: HashMap<_, _> = passed.into_iter().map(|passed| (passed.place, passed)).collect();
        let asks = (&*self.desk.office, &self.desk.reader);
        let (mut seen, mut hidden) = (Vec::with_capacity(places.len()), Hidden::default());
        for drawn in sample.drawn() {
            let Some(passed) = passed.remove(&drawn.place) else { continue };
            let sight = log_review::sight(asks, self.directory, &passed, &mut hidden).await?;
            if sight != Sight::Hidden {
                seen.push(Seen { number: seen.len() + 1, drawn, passed, sight });
            }
        }
        Ok(seen)
    }
}

/// The page.
pub(super) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let directory = desk.directory().await?;
    let opened = opened(&desk, &directory, &id).await?;
    Ok(html(opened.page(&Said::default(), Errors::default()).await?))
}

/// The page once more, with what was typed: somebody else was faster.
async fn changed(desk: &Desk, directory: &Directory<'_>, id: &str, said: &Said) -> Result<Response, Failure> {
    let opened = opened(desk, directory, id).await?;
    let mut errors = Errors::default();
    errors.add(&desk.site, "main", "cases-error-changed");
    Ok(conflict::page(html(opened.page(said, errors).await?)))
}
