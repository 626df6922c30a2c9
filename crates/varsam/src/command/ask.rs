//! `varsam ask`: a question in the terminal, interviewed where somebody sits at it.

use super::interview::{Interview, choose_question};
use super::{Books, Outcome, stack};
use crate::fault::Fault;
use crate::library::Shelf;
use crate::locale::Locale;
use crate::view::{AnswerView, RuleView, Viewer};
use clap::Args;
use std::io::{IsTerminal as _, Write};
use std::process::ExitCode;
use varsam_rules::{Id, Question, Stack};

/// Ask a question: "may I …?"
#[derive(Debug, Args)]
pub struct Ask {
    /// The question: its id (`publish`), or everyday words ("klassfoto på insta")
    question: Option<String>,
    /// The organisation whose rules are asked
    #[arg(long, value_name = "ID", env = "VARSAM_STACK")]
    stack: Option<String>,
    /// A fact: `place=instagram`, `age=12`, `identifiable=yes`; an arrangeable one may be `refused`, any `unknown`
    #[arg(long = "fact", value_name = "FACT=VALUE")]
    facts: Vec<String>,
    /// Print the answer as JSON, and never prompt
    #[arg(long)]
    json: bool,
    /// Never prompt; say what the answer depends on instead
    #[arg(long)]
    no_prompt: bool,
    /// Exit with a code that tells the verdict
    #[arg(long)]
    exit_code: bool,
    /// The language of the answer: sv or en
    #[arg(long, value_name = "LANG", default_value = "sv", env = "VARSAM_LANG")]
    lang: String,
    #[command(flatten)]
    books: Books,
}

/// Facts by name, as they are stated.
type Facts = Vec<(String, String)>;

impl Ask {
    /// Asks and prints the answer.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        let shelf = self.books.read()?;
        let stack = stack(&shelf, self.stack.as_deref())?;
        let viewer = Viewer { books: &shelf.books, stack, locale: Locale::of(&self.lang) };
        let prompts = !self.json && !self.no_prompt && std::io::stdin().is_terminal();
        let (question, mut facts) = self.find(&shelf, stack, &viewer, prompts)?;
        for fact in &self.facts {
            let (name, value) = fact.split_once('=').ok_or_else(|| wrong_fact(fact))?;
            facts.retain(|(known, _)| {
                known != name || self.facts.iter().any(|f| f.starts_with(&format!("{known}=")))
            });
            facts.push((name.to_owned(), value.to_owned()));
        }
        let answer = Interview { viewer: &viewer, question, prompts }.run(facts)?;
        if self.json {
            serde_json::to_writer_pretty(&mut *out, &answer)?;
            writeln!(out)?;
        } else {
            print(&answer, viewer.locale, out)?;
        }
        Ok(if self.exit_code { ExitCode::from(code(answer.verdict)) } else { ExitCode::SUCCESS })
    }

    /// The question by its id; otherwise the one that fits the words best, with the facts the words state.
    fn find(
        &self,
        shelf: &Shelf,
        stack: &Stack,
        viewer: &Viewer<'_>,
        prompts: bool,
    ) -> Result<(Id<Question>, Facts), Fault> {
        let words = self.question.as_deref().unwrap_or_default().trim();
        if let Some(question) = shelf.books.question(words) {
            return Ok((question, Vec::new()));
        }
        if words.is_empty() && prompts {
            return Ok((choose_question(viewer, None)?, Vec::new()));
        }
        let hits = shelf.books.search(stack, words);
        let clear = matches!(hits.as_slice(), [only] if only.score >= 2.0)
            || matches!(hits.as_slice(), [first, second, ..] if first.score >= second.score * 1.3);
        match hits.first() {
            Some(hit) if clear => {
                let name = |id| shelf.books.names.facts[id].id.clone();
                Ok((
                    hit.question,
                    hit.facts.iter().map(|(fact, value)| (name(*fact), value.clone())).collect(),
                ))
            }
            _ if prompts => Ok((choose_question(viewer, Some(&hits))?, Vec::new())),
            _ => Err(no_question(shelf, words, &hits)),
        }
    }
}

fn no_question(shelf: &Shelf, words: &str, hits: &[varsam_rules::Hit]) -> Fault {
    let ids = |questions: Vec<&str>| questions.join(", ");
    let near: Vec<&str> = hits.iter().map(|hit| shelf.books.questions[hit.question].id.as_str()).collect();
    if let Some(near) = shelf.books.nearest_question(words).filter(|_| near.is_empty()) {
        return Fault::user(format!("no question fits `{words}`; did you mean `{near}`?"));
    }
    if near.is_empty() {
        let words = if words.is_empty() { "no words" } else { words };
        let all = shelf.books.questions.iter().map(|(_, question)| question.id.as_str()).collect();
        return Fault::user(format!("no question fits `{words}`; there are: {}", ids(all)));
    }
    Fault::user(format!("`{words}` may mean several questions; name one of: {}", ids(near)))
}

fn wrong_fact(fact: &str) -> Fault {
    Fault::user(format!("`--fact {fact}` is not of the form FACT=VALUE, such as `--fact place=instagram`"))
}

/// The exit code of a verdict, with `--exit-code`.
fn code(verdict: &str) -> u8 {
    match verdict {
        "yes" => 0,
        "yes_if" => 10,
        "no" => 11,
        "silent" => 12,
        "disagree" => 13,
        _ => 14,
    }
}

/// The answer for a reader at a terminal.
fn print(answer: &AnswerView, locale: Locale, out: &mut dyn Write) -> Result<(), Fault> {
    let head = |key: &str| locale.t(&format!("terminal-{key}"));
    writeln!(out, "{}\n", answer.question.title)?;
    writeln!(out, "{}. {}", answer.word.to_uppercase(), answer.sentence)?;
    for (at, set) in answer.conditions.iter().enumerate() {
        if at > 0 {
            writeln!(out, "  {}", head("or"))?;
        }
        for condition in set {
            writeln!(out, "  [ ] {}", condition.action)?;
        }
    }
    list(out, &head("instead"), &answer.instead)?;
    let why: Vec<String> = answer.deciding.iter().map(|rule| cited(rule, locale)).collect();
    list(out, &head("why"), &why)?;
    let gave_way = |outranked: &crate::view::OutrankedView| {
        format!("{}\n    {}", cited(&outranked.rule, locale), outranked.because)
    };
    list(out, &head("gives-way"), &answer.outranked.iter().map(gave_way).collect::<Vec<_>>())?;
    list(
        out,
        &head("remarks"),
        &answer.remarks.iter().map(|remark| remark.text.clone()).collect::<Vec<_>>(),
    )?;
    list(out, &head("duties"), &answer.duties)?;
    let way = |way: &crate::view::WayView| format!("{}: {} → {}", way.label, way.shown, way.word);
    list(out, &head("depends"), &answer.either_way.iter().map(way).collect::<Vec<_>>())?;
    if let Some(next) = &answer.next {
        writeln!(
            out,
            "\n{}\n  --fact {}={}",
            locale.with("terminal-next", next.question.clone()),
            next.id,
            values(next)
        )?;
    }
    if let Some(careful) = answer.careful {
        let word = locale.t(&format!("verdict-{}", careful.replace('_', "-")));
        writeln!(out, "\n{}", locale.with("terminal-careful", word))?;
    }
    list(out, &head("what-if"), &answer.what_if.iter().map(way).collect::<Vec<_>>())?;
    list(
        out,
        &head("facts"),
        &answer.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.shown)).collect::<Vec<_>>(),
    )?;
    if matches!(answer.verdict, "silent" | "disagree" | "depends") {
        writeln!(out, "\n{} {}", head("ask"), answer.ask)?;
    }
    Ok(())
}

/// What can be stated of a fact, as it is written on the command line.
fn values(fact: &crate::view::FactView) -> String {
    let range = fact.min.zip(fact.max).map(|(min, max)| format!("{min}..{max}"));
    let values = fact.options.iter().map(|option| option.value.clone()).chain(range);
    values.chain(["unknown".to_owned()]).collect::<Vec<_>>().join("|")
}

fn list(out: &mut dyn Write, head: &str, items: &[String]) -> Result<(), Fault> {
    if !items.is_empty() {
        writeln!(out, "\n{head}")?;
        for item in items {
            writeln!(out, "  • {item}")?;
        }
    }
    Ok(())
}

fn cited(rule: &RuleView, locale: Locale) -> String {
    let reference = rule.reference.as_ref().map_or_else(String::new, |reference| format!(", {reference}"));
    let checked =
        if rule.verified { String::new() } else { format!(" ({})", locale.t("terminal-unverified")) };
    format!("{}\n    {}, {}{reference}: {}{checked}", rule.reason, rule.issuer, rule.document, rule.section)
}
