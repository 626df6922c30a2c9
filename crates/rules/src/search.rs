//! Finds questions by everyday words: "klassfoto på insta" leads to the question on publishing, with the picture
//! and the place filled in.

use crate::load::Rulebooks;
use crate::model::{Fact, Question};
use crate::stack::Stack;
use crate::table::Id;

/// A question that fits what somebody typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The question.
    pub question: Id<Question>,
    /// Facts that the words already state: each with its value as it is written in a URL.
    pub facts: Vec<(Id<Fact>, String)>,
    /// How well it fits; more is better.
    pub score: f64,
}

/// The longest text that is looked at, in words.
const MOST_WORDS: usize = 24;
/// How alike two words must be to count as the same with a slip of the finger.
const ALIKE: f64 = 0.92;

/// How Swedish and English words end when they are inflected.
const ENDINGS: [&str; 20] = [
    "a", "ar", "are", "arna", "ade", "at", "d", "e", "en", "er", "erna", "et", "n", "na", "or", "orna", "r",
    "s", "t", "ing",
];

/// Words that say nothing about what is asked.
const FILLERS: [&str; 40] = [
    "får", "jag", "vi", "man", "kan", "ska", "det", "den", "en", "ett", "på", "i", "av", "till", "för", "om",
    "att", "och", "med", "är", "hur", "gör", "min", "mitt", "the", "a", "an", "may", "i", "we", "on", "in",
    "of", "to", "is", "my", "can", "do", "our", "this",
];

impl Rulebooks {
    /// The questions that fit a text, the best first.
    pub fn search(&self, stack: &Stack, text: &str) -> Vec<Hit> {
        let words = words(text);
        let mut hits: Vec<Hit> = self
            .questions
            .iter()
            .map(|(id, question)| self.hit(stack, id, question, &words))
            .filter(|hit| hit.score >= 1.0)
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.question.cmp(&b.question)));
        let best = hits.first().map_or(0.0, |hit| hit.score);
        hits.retain(|hit| hit.score >= best * 0.4);
        hits
    }

    fn hit(&self, stack: &Stack, id: Id<Question>, question: &Question, typed: &[String]) -> Hit {
        let own = question.words.iter().map(|words| 3.0 * fits(typed, words)).fold(0.0, f64::max);
        let title = [&question.title, &question.about].into_iter().flat_map(|text| [&text.sv, &text.en]);
        let title = title.map(|text| shared(typed, text)).fold(0.0, f64::max);
        let (facts, stated) = self.stated(stack, id, typed);
        let ruled = if stack.has_rules_on(id) { 0.2 } else { 0.0 };
        let score = own + title + stated;
        Hit { question: id, facts, score: if score > 0.0 { score + ruled } else { 0.0 } }
    }

    /// The values of choices that the words name, one per fact.
    fn stated(
        &self,
        stack: &Stack,
        question: Id<Question>,
        typed: &[String],
    ) -> (Vec<(Id<Fact>, String)>, f64) {
        let (mut facts, mut score) = (Vec::new(), 0.0);
        for (id, fact) in self.names.facts.iter().filter(|(id, _)| stack.depends_on(question, *id)) {
            let fit = |value: &crate::model::Value| {
                let names = [&value.text.sv, &value.text.en, &value.id];
                let named = names.into_iter().chain(&value.words).map(|words| fits(typed, words));
                named.fold(0.0, f64::max)
            };
            let best =
                fact.values().iter().map(|value| (fit(value), value)).max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((fit, value)) = best.filter(|(fit, _)| *fit >= 0.99) {
                facts.push((id, value.id.clone()));
                score += fit;
            }
        }
        (self.consistent(stack, question, facts), score)
    }

    /// Drops facts until what is left can be stated together.
    fn consistent(
        &self,
        stack: &Stack,
        question: Id<Question>,
        mut facts: Vec<(Id<Fact>, String)>,
    ) -> Vec<(Id<Fact>, String)> {
        loop {
            let stated =
                facts.iter().map(|(fact, value)| (self.names.facts[*fact].id.as_str(), value.as_str()));
            if self.situation(stack, question, stated).is_ok() || facts.pop().is_none() {
                return facts;
            }
        }
    }
}

fn words(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    split.map(str::to_lowercase).filter(|word| !FILLERS.contains(&word.as_str())).take(MOST_WORDS).collect()
}

/// Whether all words of a phrase were typed: 1 as they are, less with a slip of the finger or an ending, else 0.
fn fits(typed: &[String], phrase: &str) -> f64 {
    let wanted = words(phrase);
    let each = wanted.iter().map(|word| typed.iter().map(|typed| alike(typed, word)).fold(0.0, f64::max));
    if wanted.is_empty() { 0.0 } else { each.fold(1.0, f64::min) }
}

/// How many of the typed words a text shares, each counted half.
fn shared(typed: &[String], text: &str) -> f64 {
    let text = words(text);
    let hits = typed.iter().filter(|word| text.iter().any(|known| alike(word, known) >= 0.99)).count();
    f64::from(u32::try_from(hits).unwrap_or(0)) * 0.5
}

fn alike(typed: &str, known: &str) -> f64 {
    if typed == known {
        return 1.0;
    }
    let (short, long) = if typed.len() < known.len() { (typed, known) } else { (known, typed) };
    let ending = long.strip_prefix(short).is_some_and(|ending| ENDINGS.contains(&ending));
    if short.chars().count() >= 4 && ending {
        return 0.99;
    }
    let (shorter, apart) = (short.chars().count(), short.chars().count().abs_diff(long.chars().count()));
    let similar = if shorter >= 6 && apart <= 1 { strsim::jaro_winkler(typed, known) } else { 0.0 };
    if similar >= ALIKE { similar.min(0.98) } else { 0.0 }
}
