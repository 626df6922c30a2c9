//! The interview, one question at a time, and the answer, both under one address that holds all the facts.

use super::Shared;
use super::error::Failure;
use super::facts::{self, Taken};
use super::site::{Site, html};
use crate::view::{AnswerView, ExplanationView, FactView, QuestionView, StatedView};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use varsam_rules::{Fault, Id, Question, Verdict};

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
    Answer(Box<Settled>),
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
}

/// The answer with what the page adds to it.
struct Settled {
    answer: AnswerView,
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
    State(_): State<Shared>,
    site: Site,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(question) = site.shelf.books.question(&id) else { return Err(Failure::NoSuchQuestion(id)) };
    let pairs = facts::pairs(query.as_deref().unwrap_or_default()).ok_or(Failure::TooLong)?;
    let taken = facts::take(&site.shelf.books, site.stack(), question, pairs)?;
    let is_block = headers.contains_key("hx-request");
    let page = Ask::of(site, question, &taken, is_block);
    let status = if taken.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    if !is_block {
        return Ok((status, html(page.render()?)).into_response());
    }
    let mut response = (status, html(page.as_step().render()?)).into_response();
    let address = HeaderValue::try_from(page.address())?;
    response.headers_mut().insert("hx-push-url", address);
    Ok(response)
}

impl Ask {
    fn of(mut site: Site, question: Id<Question>, taken: &Taken, is_block: bool) -> Self {
        let view = site.viewer().question(question);
        let answer = site.viewer().answer(&taken.situation);
        let step = step(&site, taken, answer);
        let checked: Vec<&str> = match &step {
            Step::Answer(settled) => settled.checks.iter().map(|check| check.fact.as_str()).collect(),
            Step::Next(_) => Vec::new(),
        };
        let facts = &site.shelf.books.names.facts;
        let matters = |name: &str| {
            facts.find(|fact| fact.id == name).is_some_and(|fact| site.stack().depends_on(question, fact))
        };
        let kept = || taken.kept.iter().filter(|(name, _)| matters(name));
        let stated = site.viewer().stated(&taken.situation);
        let stated = stated.iter().filter(|stated| !checked.contains(&stated.fact.as_str()));
        let stated = stated.map(|stated| self::stated(&site, &view.id, stated, kept())).collect();
        let hidden = kept().filter(|(name, _)| !checked.contains(&name.as_str())).cloned().collect();
        let title = match &step {
            Step::Next(next) => format!("{} · {}", next.fact.question, view.title),
            Step::Answer(settled) => format!("{}: {}", settled.word, view.title),
        };
        let on_this = |name: &String| matches!(&step, Step::Next(next) if next.fact.id == *name);
        let wrong = taken.wrong.iter().map(|(error, _)| Wrong {
            field: Some(error.fact.clone()).filter(on_this),
            message: site.text(&error.message),
        });
        let wrong = wrong.collect();
        let dropped = taken.dropped.iter().map(|error| label(&site, &error.fact)).collect();
        site.query = written(kept());
        let afresh = site.ask(&view.id, "");
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

impl Settled {
    /// Whether there are several ways, and one of them asks for more than one thing.
    fn has_mixed_ways(&self) -> bool {
        let ways = &self.answer.conditions;
        ways.len() > 1 && ways.iter().any(|way| way.len() > 1)
    }
}

/// What comes next: a fact that was stated wrongly is asked for again before any other.
fn step(site: &Site, taken: &Taken, answer: AnswerView) -> Step {
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
            Step::Next(Box::new(Next { fact, value, error: Some(error), left }))
        }
        (None, Some(next)) => {
            Step::Next(Box::new(Next { fact: next.clone(), value: String::new(), error: None, left }))
        }
        (None, None) => Step::Answer(Box::new(settled(site, answer))),
    }
}

fn settled(site: &Site, answer: AnswerView) -> Settled {
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
    Settled { verdict: holds.replace('_', "-"), word, color, checks, answer }
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

fn stated<'a>(
    site: &Site,
    question: &str,
    stated: &StatedView,
    kept: impl Iterator<Item = &'a (String, String)>,
) -> Stated {
    let others = written(kept.filter(|(name, _)| *name != stated.fact));
    let change = (!stated.given).then(|| site.ask(question, &others));
    Stated { label: stated.label.clone(), shown: stated.shown.clone(), change }
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
