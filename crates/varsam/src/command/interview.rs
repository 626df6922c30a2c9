//! The interview at a terminal: one question at a time, until there is a verdict.

use crate::fault::Fault;
use crate::locale::Locale;
use crate::view::{AnswerView, FactView, Viewer};
use inquire::{InquireError, Select, Text};
use std::fmt;
use varsam_rules::{FactError, Hit, Id, Question, Situation};

/// An interview on one question.
pub struct Interview<'a> {
    /// The organisation and the language.
    pub viewer: &'a Viewer<'a>,
    /// The question.
    pub question: Id<Question>,
    /// Whether somebody sits at the terminal.
    pub prompts: bool,
}

impl Interview<'_> {
    /// Asks until there is a verdict, or once where nobody can be asked.
    pub fn run(&self, mut facts: Vec<(String, String)>) -> Result<AnswerView, Fault> {
        loop {
            let situation =
                self.situation(&facts).map_err(|errors| wrong_facts(&errors, self.viewer.locale))?;
            let answer = self.viewer.answer(&situation);
            match &answer.next {
                Some(next) if self.prompts => facts.push((next.id.clone(), ask(next, self.viewer.locale)?)),
                _ => return Ok(answer),
            }
        }
    }

    fn situation(&self, facts: &[(String, String)]) -> Result<Situation, Vec<FactError>> {
        let stated = facts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        self.viewer.books.situation(self.viewer.stack, self.question, stated)
    }
}

fn wrong_facts(errors: &[FactError], locale: Locale) -> Fault {
    let lines: Vec<String> = errors
        .iter()
        .map(|error| format!("--fact {}: {}", error.fact, locale.text(&error.message)))
        .collect();
    Fault::user(lines.join("\n"))
}

/// One line of a list to choose from.
struct Line<T> {
    shown: String,
    value: T,
}

impl<T> fmt::Display for Line<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

fn ask(fact: &FactView, locale: Locale) -> Result<String, Fault> {
    if fact.kind == "number" {
        return number(fact, locale);
    }
    let option = |value: &str, shown: &str| Line { shown: shown.to_owned(), value: value.to_owned() };
    let mut lines: Vec<Line<String>> = fact.options.iter().map(|o| option(&o.value, &o.label)).collect();
    lines.push(option("unknown", &locale.t("unknown")));
    let help = fact.help.clone().unwrap_or_default();
    let prompt = Select::new(&fact.question, lines).with_page_size(16);
    let prompt = if help.is_empty() { prompt } else { prompt.with_help_message(&help) };
    prompt.prompt().map(|line| line.value).map_err(|error| stopped(error, locale))
}

fn number(fact: &FactView, locale: Locale) -> Result<String, Fault> {
    let (min, max) = (fact.min.unwrap_or(i64::MIN), fact.max.unwrap_or(i64::MAX));
    let help = locale.with("terminal-number", format!("{min}–{max}"));
    loop {
        let typed = Text::new(&fact.question).with_help_message(&help).prompt();
        let typed = typed.map_err(|error| stopped(error, locale))?;
        match typed.trim() {
            "" => return Ok("unknown".to_owned()),
            typed if typed.parse().is_ok_and(|number: i64| (min..=max).contains(&number)) => {
                return Ok(typed.to_owned());
            }
            _ => {}
        }
    }
}

/// Lets the asker choose a question: among those that fit the words typed, or among all.
pub fn choose_question(viewer: &Viewer<'_>, hits: Option<&[Hit]>) -> Result<Id<Question>, Fault> {
    let books = viewer.books;
    let all = || books.questions.iter().map(|(id, _)| id).collect::<Vec<_>>();
    let mut questions = match hits {
        Some(hits) if !hits.is_empty() => hits.iter().map(|hit| hit.question).collect(),
        _ => all(),
    };
    questions.sort_by_key(|id| (hits.is_none(), books.questions[*id].popular.unwrap_or(u32::MAX)));
    let line = |id| Line { shown: viewer.question(id).title, value: id };
    let lines: Vec<Line<Id<Question>>> = questions.into_iter().map(line).collect();
    let head = viewer.locale.t("terminal-choose");
    let chosen = Select::new(&head, lines).with_page_size(16).prompt();
    chosen.map(|line| line.value).map_err(|error| stopped(error, viewer.locale))
}

fn stopped(error: InquireError, locale: Locale) -> Fault {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => {
            Fault::user(locale.t("terminal-stopped"))
        }
        other => Fault::Ours(other.into()),
    }
}
