//! Answers that somebody keeps as a decision: what is written down of one, and that those are taken up again which the
//! rules of today would answer otherwise.

use super::registers::{self, Draft, Writing};
use super::{Office, calendar};
use crate::library::Shelf;
use crate::locale::Locale;
use crate::view::{AnswerView, RuleView, Viewer};
use jiff::ToSpan as _;
use reqwest::Url;
use varsam_model::register::{Entry, Register, Values};
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

/// What has to be arranged: a line for each way.
fn conditions(answer: &AnswerView) -> Vec<String> {
    let way = |way: &Vec<crate::view::ConditionView>| {
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
/// servers at once.
///
/// # Errors
/// When the store fails.
pub async fn ask_again(office: &Office, shelf: &Shelf) -> Result<usize, Fault> {
    let mut reopened = 0;
    for organiser in office.store.organisers().await? {
        let directory = office.directory(organiser).await?;
        let filter = Filter { register: ANSWER, state: "stands", ..Filter::default() };
        for document in directory.every::<Entry>(filter).await? {
            let Some(otherwise) = otherwise(&shelf.books, &document.body.values) else { continue };
            match reopen(office, organiser, &document, otherwise).await {
                Ok(()) => reopened += 1,
                // Somebody else was faster; it is looked at the next time.
                Err(Fault::Changed) => {}
                Err(fault) => return Err(fault),
            }
        }
    }
    Ok(reopened)
}

async fn reopen(
    office: &Office,
    organiser: Id<id::Organiser>,
    document: &Document<Entry>,
    otherwise: String,
) -> Result<(), Fault> {
    let register = Register::of(ANSWER).ok_or(Fault::Missing)?;
    let (now, nobody) = (office.now(), Id::new(uuid::Uuid::nil()));
    let decide_by = calendar::day(now).saturating_add(DAYS.days());
    let mut values = document.body.values.clone().with("decide_by", decide_by.to_string());
    values.set("otherwise", Some(otherwise.into()));
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

/// What the rules of today answer, where that is something else; nothing where it is the same, or what somebody has
/// upheld the answer against.
fn otherwise(books: &Rulebooks, values: &Values) -> Option<String> {
    let address = Url::parse(values.text("address")).ok()?;
    let locale = locale(books, &address, values.text("question"));
    let today = asked(books, &address, locale);
    let was = (values.text("verdict"), values.text("conditions"));
    let text = match &today {
        Some(answer) if (answer.verdict, conditions(answer).join("\n").as_str()) == was => return None,
        Some(answer) => told(answer, locale),
        None => locale.t("answer-not-asked-any-more"),
    };
    Some(text).filter(|text| text != values.text("otherwise"))
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
