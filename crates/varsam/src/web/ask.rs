//! The interview, one question at a time, and the answer, both under one address that holds all the facts.

mod known;

use super::Shared;
use super::error::Failure;
use super::facts::{self, Taken};
use super::site::{Link, Site, html};
use crate::office::answers::ANSWER;
use crate::office::{Office, Reader, registers};
use crate::view::{AnswerView, ExplanationView, FactView, QuestionView, StatedView};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use known::{Known, Pick};
use varsam_access::Action;
use varsam_model::register::Register;
use varsam_rules::{Fault, Id, Question, Situation, Verdict};

/// `/ask/{question}`; for htmx, only its block `step`.
#[derive(Template)]
#[template(path = "ask.html", blocks = ["step"])]
pub(crate) struct Ask {
    site: Site,
    title: String,
    /// Whether only the block is sent, so that the frame's links have to be brought up to date.
    is_block: bool,
    question: QuestionView,
    /// The address of the question without facts.
    afresh: String,
    /// What was stated, each with the address that takes it back.
    stated: Vec<Stated>,
    /// What goes along with the next answer.
    hidden: Vec<(String, String)>,
    /// What cannot be taken.
    wrong: Vec<Wrong>,
    /// What was left out, because it means nothing any more.
    dropped: Vec<String>,
    step: Step,
}

/// What comes next.
enum Step {
    /// Another question.
    Next(Box<Next>),
    /// The answer.
    Answer(Box<Shown>),
}

/// The next question.
struct Next {
    fact: FactView,
    /// The value that was stated and cannot be taken.
    value: String,
    /// What is wrong with it.
    error: Option<String>,
    /// How many questions there are at most, this one included.
    left: usize,
    /// A register that knows the answer, once it is said which entry it is about.
    pick: Option<Pick>,
}

/// The answer with what the page adds to it.
struct Shown {
    answer: AnswerView,
    /// The address where it can be kept as a decision; none where the reader keeps none.
    keep: Option<String>,
    /// The verdict that holds, as in `data-verdict`.
    verdict: String,
    /// Its word.
    word: String,
    /// Its tone.
    color: &'static str,
    /// What can be arranged, and how far it has come.
    checks: Vec<Check>,
}

/// Something to arrange.
struct Check {
    fact: String,
    action: String,
    /// `yes`, `no` or `refused`.
    state: String,
}

/// Something stated.
struct Stated {
    label: String,
    shown: String,
    /// The address without it; none for what the organisation states.
    change: Option<String>,
    /// The entry of a register that it is known from, as a link.
    source: Option<Link>,
}

/// Something that cannot be taken.
struct Wrong {
    /// The field to go to.
    field: Option<String>,
    message: String,
}

/// A level of the explanation.
#[derive(Template)]
#[template(path = "ask/tree.html")]
struct Tree<'a> {
    site: &'a Site,
    parts: &'a [ExplanationView],
}

/// `GET /ask/{question}`
pub(crate) async fn page(
    State(shared): State<Shared>,
    site: Site,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let signed = shared.0.settings.office.as_deref().zip(site.signed_in());
    let (question, known, taken) = read(&site, signed, &id, query.as_deref()).await?;
    let is_block = headers.contains_key("hx-request");
    let keep = signed.is_some_and(|(office, reader)| may_keep(office, reader));
    let page = Ask::of(site, question, &taken, &known, (is_block, keep));
    let status = if page.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    if !is_block {
        return Ok((status, html(page.render()?)).into_response());
    }
    let mut response = (status, html(page.as_step().render()?)).into_response();
    let address = HeaderValue::try_from(page.address())?;
    response.headers_mut().insert("hx-push-url", address);
    Ok(response)
}

impl Ask {
    fn of(
        mut site: Site,
        question: Id<Question>,
        taken: &Taken,
        known: &Known,
        (is_block, keep): (bool, bool),
    ) -> Self {
        let view = site.viewer().question(question);
        let answer = site.viewer().answer(&taken.situation);
        let step = step(&site, taken, known, answer);
        let checked: Vec<&str> = match &step {
            Step::Answer(settled) => settled.checks.iter().map(|check| check.fact.as_str()).collect(),
            Step::Next(_) => Vec::new(),
        };
        let facts = &site.shelf.books.names.facts;
        let matters = |name: &str| {
            let fact = facts.find(|fact| fact.id == name);
            known.get(name).is_none() && fact.is_some_and(|fact| site.stack().depends_on(question, fact))
        };
        let kept: Vec<_> = taken.kept.iter().filter(|(name, _)| matters(name)).cloned().collect();
        let told = Told { site: &site, question: &view.id, known, kept: &kept };
        let stated = site.viewer().stated(&taken.situation);
        let stated = stated.iter().filter(|stated| !checked.contains(&stated.fact.as_str()));
        let stated = stated.map(|stated| told.stated(stated)).collect();
        let hidden = known.entries.iter().chain(&kept);
        let hidden = hidden.filter(|(name, _)| !checked.contains(&name.as_str())).cloned().collect();
        let title = match &step {
            Step::Next(next) => format!("{} · {}", next.fact.question, view.title),
            Step::Answer(settled) => format!("{}: {}", settled.word, view.title),
        };
        let wrong = wrong(&site, taken, known, &step);
        let dropped = taken.dropped.iter().filter(|error| known.get(&error.fact).is_none());
        let dropped = dropped.map(|error| label(&site, &error.fact)).collect();
        site.query = written(known.entries.iter().chain(&kept));
        let afresh = site.ask(&view.id, "");
        let keep = keep.then(|| format!("/ask/{}/keep?stack={}&{}", view.id, site.stack().id, site.query));
        let step = match step {
            Step::Answer(shown) => Step::Answer(Box::new(Shown { keep, ..*shown })),
            next @ Step::Next(_) => next,
        };
        Self { title, is_block, question: view, afresh, stated, hidden, wrong, dropped, step, site }
    }

    /// The address of what the page shows.
    fn address(&self) -> String {
        self.site.ask(&self.question.id, &self.site.query)
    }

    /// The facts that the next question's answer is added to, for a link.
    fn tree<'a>(&'a self, parts: &'a [ExplanationView]) -> Tree<'a> {
        Tree { site: &self.site, parts }
    }

    fn ask(&self, query: &str) -> String {
        self.site.ask(&self.question.id, query)
    }
}

impl Tree<'_> {
    fn deeper<'b>(&'b self, parts: &'b [ExplanationView]) -> Tree<'b> {
        Tree { site: self.site, parts }
    }
}

impl Shown {
    /// Whether there are several ways, and one of them asks for more than one thing.
    fn has_mixed_ways(&self) -> bool {
        let ways = &self.answer.conditions;
        ways.len() > 1 && ways.iter().any(|way| way.len() > 1)
    }
}

/// Whether a reader may keep an answer as a decision somewhere.
fn may_keep(office: &Office, reader: &Reader) -> bool {
    let register = Register::of(ANSWER);
    register
        .is_some_and(|register| !registers::units(office, reader, register, Action::CreateRecord).is_empty())
}

/// A question with what is known of it, and the answer.
pub(super) struct Settled {
    pub(super) situation: Situation,
    pub(super) answer: AnswerView,
}

/// What an address asks, and the answer. What cannot be taken is left out.
pub(super) async fn settled(
    site: &Site,
    signed: (&Office, &Reader),
    id: &str,
    query: Option<&str>,
) -> Result<Settled, Failure> {
    let (_, _, taken) = read(site, Some(signed), id, query).await?;
    let answer = site.viewer().answer(&taken.situation);
    Ok(Settled { situation: taken.situation, answer })
}

/// What an address asks, with what the registers know of it.
async fn read(
    site: &Site,
    signed: Option<(&Office, &Reader)>,
    id: &str,
    query: Option<&str>,
) -> Result<(Id<Question>, Known, Taken), Failure> {
    let books = &site.shelf.books;
    let Some(question) = books.question(id) else { return Err(Failure::NoSuchQuestion(id.to_owned())) };
    let mut stated = facts::pairs(query.unwrap_or_default()).ok_or(Failure::TooLong)?;
    let known = Known::of(site, signed, question, &mut stated).await?;
    // What is known goes first: of facts that cannot all be true, the last is taken back.
    let pairs = known.pairs().chain(stated).collect();
    let taken = facts::take(books, site.stack(), question, pairs)?;
    Ok((question, known, taken))
}

/// What cannot be taken: facts, and names of entries that there are not.
fn wrong(site: &Site, taken: &Taken, known: &Known, step: &Step) -> Vec<Wrong> {
    let on_this = |name: &String| matches!(step, Step::Next(next) if next.fact.id == *name);
    let facts = taken.wrong.iter().map(|(error, _)| Wrong {
        field: Some(error.fact.clone()).filter(on_this),
        message: site.text(&error.message),
    });
    let shown = |pick: &Pick| {
        let next = if let Step::Next(next) = step { next.pick.as_ref() } else { None };
        next.is_some_and(|next| next.register == pick.register)
    };
    let entries = known.unknown().map(|pick| Wrong {
        field: shown(pick).then(|| pick.name()),
        message: site.with("ask-no-entry", &pick.wrong),
    });
    facts.chain(entries).collect()
}

/// What comes next: a fact that was stated wrongly is asked for again before any other.
fn step(site: &Site, taken: &Taken, known: &Known, answer: AnswerView) -> Step {
    let again = taken.wrong.iter().find_map(|(error, value)| {
        let fact = site.shelf.books.names.facts.find(|fact| fact.id == error.fact)?;
        let asks = site.stack().depends_on(taken.situation.question, fact);
        asks.then(|| {
            (site.viewer().fact(fact), value.clone(), site.text(&error.message), error.fault.clone())
        })
    });
    let left = answer.open.len().max(1);
    match (again, &answer.next) {
        (Some((fact, value, error, fault)), _) => {
            let value = if fault == Fault::StatedTwice { String::new() } else { value };
            let pick = known.pick(&fact.id).cloned();
            Step::Next(Box::new(Next { fact, value, error: Some(error), left, pick }))
        }
        (None, Some(next)) => {
            let (fact, pick) = (next.clone(), known.pick(&next.id).cloned());
            Step::Next(Box::new(Next { fact, value: String::new(), error: None, left, pick }))
        }
        (None, None) => Step::Answer(Box::new(shown(site, answer))),
    }
}

fn shown(site: &Site, answer: AnswerView) -> Shown {
    let holds = answer.careful.unwrap_or(answer.verdict);
    let color = match Verdict::named(holds) {
        Some(Verdict::Yes | Verdict::YesIf) => "success",
        Some(Verdict::No) => "danger",
        Some(Verdict::Disagree) => "warning",
        Some(Verdict::Depends) => "info",
        Some(Verdict::Silent) | None => "neutral",
    };
    let word = Verdict::named(holds).map(|verdict| site.viewer().word(verdict)).unwrap_or_default();
    let checks = checks(site, &answer);
    Shown { keep: None, verdict: holds.replace('_', "-"), word, color, checks, answer }
}

/// What can be arranged: what is missing, then what the asker has already spoken of.
fn checks(site: &Site, answer: &AnswerView) -> Vec<Check> {
    let mut checks: Vec<Check> = Vec::new();
    for condition in answer.conditions.iter().flatten() {
        if !checks.iter().any(|check| check.fact == condition.fact) {
            checks.push(Check {
                fact: condition.fact.clone(),
                action: condition.action.clone(),
                state: "no".to_owned(),
            });
        }
    }
    if checks.is_empty() {
        return checks;
    }
    for stated in answer.facts.iter().filter(|stated| !stated.given) {
        let facts = &site.shelf.books.names.facts;
        let Some(fact) = facts.find(|fact| fact.id == stated.fact && fact.arrange) else { continue };
        match checks.iter_mut().find(|check| check.fact == stated.fact) {
            Some(check) => check.state.clone_from(&stated.value),
            None => checks.push(Check {
                fact: stated.fact.clone(),
                action: site.text(facts[fact].doing.as_ref().unwrap_or(&facts[fact].label)),
                state: stated.value.clone(),
            }),
        }
    }
    checks
}

/// What was stated, with the ways to take it back.
struct Told<'a> {
    site: &'a Site,
    question: &'a str,
    known: &'a Known,
    kept: &'a [(String, String)],
}

impl Told<'_> {
    fn stated(&self, stated: &StatedView) -> Stated {
        let (site, known) = (self.site, self.known);
        let source = known.get(&stated.fact);
        let change = match source {
            Some(fact) if known.is_picked(fact.register) => {
                Some(written(known.without(fact.register).chain(self.kept)))
            }
            Some(_) => None,
            None => (!stated.given).then(|| {
                let others = self.kept.iter().filter(|(name, _)| *name != stated.fact);
                written(known.entries.iter().chain(others))
            }),
        };
        let change = change.map(|query| site.ask(self.question, &query));
        let source = source.map(|fact| Link {
            href: fact.href.clone(),
            text: fact.title.clone(),
            about: site.pick(&format!("state-{}", fact.register), &fact.state),
            current: false,
        });
        Stated { label: stated.label.clone(), shown: stated.shown.clone(), change, source }
    }
}

fn written<'a>(pairs: impl Iterator<Item = &'a (String, String)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    query.finish()
}

fn label(site: &Site, fact: &str) -> String {
    let facts = &site.shelf.books.names.facts;
    facts.find(|known| known.id == fact).map_or_else(String::new, |fact| site.text(&facts[fact].label))
}
