//! More texts out of few: other names in the same sentences, and sentences in lower case.

use crate::{
    Label, Marked, Span,
    dice::Dice,
    token::{Shape, Tokens},
    train::{Material, Pattern},
    vocabulary::Vocabulary,
};

/// Names to swap in, each with the sum of the weights up to it.
pub(crate) struct Swap<'m> {
    given: Vec<(&'m str, u64)>,
    family: Vec<(&'m str, u64)>,
    vocabulary: &'m Vocabulary,
}

impl<'m> Swap<'m> {
    pub(crate) fn new(
        given: &'m [(String, u32)],
        family: &'m [(String, u32)],
        vocabulary: &'m Vocabulary,
    ) -> Self {
        Self { given: summed(given), family: summed(family), vocabulary }
    }

    /// The text with other names for the same persons.
    fn swap(&self, marked: &Marked, dice: &mut Dice) -> Marked {
        rewrite(marked, |span, words| {
            if span.label == Label::Person { self.other_name(words, dice) } else { words.to_owned() }
        })
    }

    fn other_name(&self, name: &str, dice: &mut Dice) -> String {
        let mut out = String::new();
        let mut end = 0;
        for token in Tokens::new(name, 0) {
            out.push_str(name.get(end..token.start as usize).unwrap_or_default());
            end = token.end as usize;
            let word = name.get(token.start as usize..end).unwrap_or_default();
            out.push_str(&self.other_word(word, token.shape, token.start == 0, dice));
        }
        out
    }

    fn other_word(&self, word: &str, shape: Shape, first: bool, dice: &mut Dice) -> String {
        if !matches!(shape, Shape::Capital | Shape::Upper | Shape::Lower) || word.chars().count() < 3 {
            return word.to_owned();
        }
        let known = self.vocabulary.get(crate::token::word_hash(word.as_bytes())).word;
        let is_given =
            if first { known.given() + 1 >= known.family() } else { known.given() > known.family() + 1 };
        let genitive = word.ends_with('s') && known.given() == 0 && known.family() == 0;
        let other = self.pick(is_given, dice);
        let other = match shape {
            Shape::Upper => other.to_uppercase(),
            Shape::Lower => other.to_lowercase(),
            _ => other,
        };
        if genitive && !other.ends_with(['s', 'x', 'z']) { other + "s" } else { other }
    }

    /// Somebody's given name.
    pub(crate) fn given(&self, dice: &mut Dice) -> String {
        self.pick(true, dice)
    }

    /// Somebody's family name.
    pub(crate) fn family(&self, dice: &mut Dice) -> String {
        self.pick(false, dice)
    }

    /// A name that somebody has; sometimes one that nobody has, so that the words around must tell.
    fn pick(&self, is_given: bool, dice: &mut Dice) -> String {
        let list = if is_given { &self.given } else { &self.family };
        if !dice.chance(12) {
            return drawn(list, dice).to_owned();
        }
        let (head, tail) = (rare(list, dice), rare(list, dice));
        let half = |name: &str| name.chars().count().div_ceil(2);
        head.chars()
            .take(half(head))
            .chain(tail.chars().skip(half(tail)).flat_map(char::to_lowercase))
            .collect()
    }
}

/// Weights are square roots: the common names often, the rare ones too.
fn summed(names: &[(String, u32)]) -> Vec<(&str, u64)> {
    let mut sum = 0;
    names
        .iter()
        .map(|(name, bearers)| {
            sum += u64::from(bearers.isqrt()) + 1;
            (name.as_str(), sum)
        })
        .collect()
}

fn drawn<'m>(list: &[(&'m str, u64)], dice: &mut Dice) -> &'m str {
    let most = list.last().map_or(0, |(_, sum)| *sum);
    let at = dice.below(usize::try_from(most).unwrap_or_default()) as u64;
    let place = list.partition_point(|(_, sum)| *sum <= at);
    list.get(place).map_or("Kim", |(name, _)| name)
}

fn rare<'m>(list: &[(&'m str, u64)], dice: &mut Dice) -> &'m str {
    list.get(dice.below(list.len())).map_or("Kim", |(name, _)| name)
}

/// The text with each span's words replaced.
fn rewrite(marked: &Marked, mut words: impl FnMut(&Span, &str) -> String) -> Marked {
    let mut out = Marked::default();
    let mut end = 0;
    for span in &marked.spans {
        out.text.push_str(marked.text.get(end..span.start).unwrap_or_default());
        let start = out.text.len();
        out.text.push_str(&words(span, span.text(&marked.text)));
        out.spans.push(Span { start, end: out.text.len(), ..*span });
        end = span.end;
    }
    out.text.push_str(marked.text.get(end..).unwrap_or_default());
    out
}

/// The text in lower case.
fn lower(marked: &Marked) -> Marked {
    let mut out = rewrite(marked, |_, words| words.to_lowercase());
    if out.text.to_lowercase().len() == out.text.len() {
        out.text = out.text.to_lowercase();
    }
    out
}

/// Texts made from patterns, `each` from one.
pub(crate) fn made(patterns: &[Pattern], each: usize, swap: &Swap<'_>, dice: &mut Dice) -> Vec<Marked> {
    let mut texts = Vec::new();
    for pattern in patterns {
        texts.extend((0..each).filter_map(|_| pattern.expand(swap, dice)));
    }
    texts
}

/// Texts for learning names.
pub(crate) fn for_names(
    material: &Material,
    made: &[Marked],
    swap: &Swap<'_>,
    dice: &mut Dice,
) -> Vec<Marked> {
    let mut texts: Vec<Marked> = material.news.iter().chain(&material.school).cloned().collect();
    texts.extend(made.iter().filter(|_| dice.chance(40)).cloned());
    for (list, copies) in [(&material.news, 2), (&material.school, 3)] {
        for marked in list.iter().filter(|marked| has_name(marked)) {
            texts.extend((0..copies).map(|_| swap.swap(marked, dice)));
            if dice.chance(40) {
                texts.push(lower(&swap.swap(marked, dice)));
            }
        }
        let plain = list.iter().filter(|marked| !has_name(marked));
        texts.extend(plain.filter(|_| dice.chance(10)).map(lower));
    }
    texts
}

fn has_name(marked: &Marked) -> bool {
    marked.spans.iter().any(|span| span.label == Label::Person)
}

/// Texts for learning sensitive matter.
pub(crate) fn for_matter(
    material: &Material,
    made: &[Marked],
    swap: &Swap<'_>,
    dice: &mut Dice,
) -> Vec<Marked> {
    let mut texts = material.school.clone();
    texts.extend(made.iter().map(|marked| if dice.chance(15) { lower(marked) } else { marked.clone() }));
    for marked in &material.school {
        texts.push(swap.swap(marked, dice));
        if dice.chance(25) {
            texts.push(lower(marked));
        }
    }
    texts
}
