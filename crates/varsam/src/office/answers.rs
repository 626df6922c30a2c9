//! Answers that somebody keeps as a decision: what is written down of one, and that those are taken up again which the
//! rules of today would answer otherwise.

use super::registers::{self, Draft, Writing};
use super::{Office, calendar};
use crate::library::Shelf;
use crate::locale::Locale;
use crate::view::{AnswerView, ConditionView, RuleView, Viewer};
use jiff::ToSpan as _;
use reqwest::Url;
use std::collections::BTreeSet;
use varsam_model::register::value::limits;
use varsam_model::register::{Entry, Register, Value, Values};
use varsam_model::{Id, id};
use varsam_rules::{Language, Rulebooks, Situation, Stack, Verdict};
use varsam_store::{Document, Fault, Filter, Word};

/// The register.
pub(crate) const ANSWER: &str = "answer";

/// What a letter to whoever kept it is about.
const REOPENED: &str = "answer_reopened";

/// How many days there are to decide anew.
const DAYS: i64 = 30;

/// What is written down of an answer.
pub(crate) fn values(viewer: &Viewer<'_>, situation: &Situation, answer: &AnswerView, site: &Url) -> Values {
    let lines = |lines: Vec<String>| Some(lines.join("\n").into()).filter(|_| !lines.is_empty());
    let facts = answer.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.shown));
    let mut values = Values::default();
    values.set("question", Some(answer.question.title.as_str().into()));
    values.set("verdict", Some(answer.verdict.into()));
    values.set("organisation", Some(viewer.locale.text(&viewer.stack.title).into()));
    values.set("address", Some(address(viewer, situation, site).as_str().into()));
    values.set("outcome", Some(outcome(answer).into()));
    values.set("conditions", lines(conditions(answer)));
    values.set("facts", lines(facts.collect()));
    values.set("rules", lines(answer.deciding.iter().map(cited).collect()));
    values
}

/// Where the question is asked in the same way.
fn address(viewer: &Viewer<'_>, situation: &Situation, site: &Url) -> Url {
    let mut address = site.clone();
    address.set_path(&format!("/ask/{}", viewer.question(situation.question).id));
    let facts = viewer.query(situation, &[]);
    address.set_query(Some(&format!("stack={}&{facts}", viewer.stack.id)));
    address
}

/// How an answer came out, for a program to compare: the verdict, and what has to be arranged, by the ids of facts. Words and
/// their order are not in it: an edition that puts them otherwise answers the same.
fn outcome(answer: &AnswerView) -> String {
    let way = |way: &Vec<ConditionView>| {
        let facts: BTreeSet<_> = way.iter().map(|condition| condition.fact.as_str()).collect();
        facts.into_iter().collect::<Vec<_>>().join("+")
    };
    let ways: BTreeSet<_> = answer.conditions.iter().map(way).collect();
    let ways: String = ways.into_iter().map(|way| format!(" {way}")).collect::<Vec<_>>().concat();
    format!("{}{ways}", answer.verdict).chars().take(limits::LINE).collect()
}

/// What has to be arranged: a line for each way.
fn conditions(answer: &AnswerView) -> Vec<String> {
    let way = |way: &Vec<ConditionView>| {
        way.iter().map(|condition| condition.action.as_str()).collect::<Vec<_>>().join(" ")
    };
    answer.conditions.iter().map(way).collect()
}

fn cited(rule: &RuleView) -> String {
    let RuleView { reason, issuer, document, section, edition, .. } = rule;
    let edition = if edition.is_empty() { String::new() } else { format!(" ({edition})") };
    format!("{reason} — {issuer}: {document}{edition}, {section}")
}

/// Asks all kept answers again, and takes up those that come out otherwise. Gives how many. It may run twice, and on two
/// servers at once. What cannot be read of one organiser does not keep the others from it.
///
/// # Errors
/// When the store fails; of several faults, the last.
pub async fn ask_again(office: &Office, shelf: &Shelf) -> Result<usize, Fault> {
    let (mut reopened, mut failed) = (0, None);
    for organiser in office.store.organisers().await? {
        match ask_again_at(office, shelf, organiser).await {
            Ok(more) => reopened += more,
            Err(fault) => failed = Some(fault),
        }
    }
    failed.map_or(Ok(reopened), Err)
}

async fn ask_again_at(office: &Office, shelf: &Shelf, organiser: Id<id::Organiser>) -> Result<usize, Fault> {
    let (mut reopened, directory) = (0, office.directory(organiser).await?);
    let filter = Filter { register: ANSWER, state: "stands", ..Filter::default() };
    for document in directory.every::<Entry>(filter).await? {
        // Each is a full evaluation: others get their turn in between.
        tokio::task::yield_now().await;
        let Some(otherwise) = otherwise(shelf, &document.body.values) else { continue };
        match reopen(office, organiser, &document, otherwise).await {
            Ok(()) => reopened += 1,
            // Somebody else was faster; it is looked at the next time.
            Err(Fault::Changed) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(reopened)
}

/// What the rules of today answer: as a program compares it, and in words.
struct Otherwise {
    outcome: String,
    words: String,
}

async fn reopen(
    office: &Office,
    organiser: Id<id::Organiser>,
    document: &Document<Entry>,
    otherwise: Otherwise,
) -> Result<(), Fault> {
    let register = Register::of(ANSWER).ok_or(Fault::Missing)?;
    let (now, nobody) = (office.now(), Id::new(uuid::Uuid::nil()));
    let decide_by = calendar::day(now).saturating_add(DAYS.days());
    let mut values = document.body.values.clone().with("decide_by", decide_by.to_string());
    values.set("otherwise", Some(otherwise.words.into()));
    values.set("outcome_now", Some(otherwise.outcome.into()));
    let draft = Draft { values, state: "reopened".to_owned(), despite: String::new() };
    let mut change = office.store.tenant(organiser).change(nobody, now).await?;
    let writing = Writing { by: nobody, at: now, deed: REOPENED, step: "reopen" };
    registers::update(&mut change, register, document, draft, office.store.new_id(now)?, writing).await?;
    if let Some(keeper) = document.body.values.id("kept_by") {
        let path = format!("/registers/{ANSWER}/{}", document.head.id);
        change.tell(Word { to: &[keeper], about: REOPENED, path: &path }).await?;
    }
    change.commit().await
}

/// What the rules of today answer, where that is something else; nothing where it is the same, what somebody has upheld the
/// answer against, or when the clock stands before the day on which it was kept.
fn otherwise(shelf: &Shelf, values: &Values) -> Option<Otherwise> {
    let kept_on = values.get("kept_on").and_then(Value::date);
    if kept_on.is_some_and(|kept_on| shelf.day.to_string() < kept_on.to_string()) {
        return None;
    }
    let address = Url::parse(values.text("address")).ok()?;
    let locale = locale(&shelf.books, &address, values.text("question"));
    let today = asked(&shelf.books, &address, locale);
    let outcome = today.as_ref().map_or_else(|| "none".to_owned(), outcome);
    if [values.text("outcome"), values.text("outcome_now")].contains(&outcome.as_str()) {
        return None;
    }
    let words = today.map_or_else(|| locale.t("answer-not-asked-any-more"), |answer| told(&answer, locale));
    Some(Otherwise { outcome, words })
}

/// The language that an answer was kept in: that of its question.
fn locale(books: &Rulebooks, address: &Url, title: &str) -> Locale {
    let question = question(address).and_then(|id| books.question(id));
    let english = question.map(|id| books.questions[id].title.in_language(Language::English));
    let is_english = english == Some(title);
    Locale::of(if is_english { "en" } else { "sv" })
}

fn question(address: &Url) -> Option<&str> {
    address.path().strip_prefix("/ask/")
}

/// The answer of today; none where the question, or what was known, means nothing any more.
fn asked(books: &Rulebooks, address: &Url, locale: Locale) -> Option<AnswerView> {
    let question = books.question(question(address)?)?;
    let pairs: Vec<(String, String)> = address.query_pairs().into_owned().collect();
    let stack: &Stack = pairs.iter().find(|(name, _)| name == "stack").and_then(|(_, id)| books.stack(id))?;
    let facts = pairs.iter().filter(|(name, _)| name != "stack");
    let facts = facts.map(|(name, value)| (name.as_str(), value.as_str()));
    let situation = books.situation(stack, question, facts).ok()?;
    Some(Viewer { books, stack, locale }.answer(&situation))
}

fn told(answer: &AnswerView, locale: Locale) -> String {
    let verdict = Verdict::named(answer.verdict).unwrap_or(Verdict::Depends);
    let word = locale.t(&format!("verdict-{}", verdict.name().replace('_', "-")));
    let rules = answer.deciding.iter().map(cited);
    [format!("{word}. {}", answer.sentence)]
        .into_iter()
        .chain(conditions(answer))
        .chain(rules)
        .collect::<Vec<_>>()
        .join("\n")
}
