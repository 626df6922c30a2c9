//! Patterns: marked texts with choices in braces, from which many texts are made.
//!
//! `{kom/gick}` is one of several, `{given}` a slot; `docs/guide/detector.md` has the list.

use crate::{MarkFault, Marked, dice::Dice, train::augment::Swap};

/// A marked text with choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// The patterns of a file, one a line; `#` starts a comment.
    pub fn read(lines: &str) -> Result<Vec<Self>, MarkFault> {
        let patterns =
            lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        patterns
            .map(|(number, line)| {
                let pattern = Self(line.to_owned());
                let first = pattern.text(|choices| choices.split('/').next().unwrap_or_default().to_owned());
                let text = first.ok_or("`{` without `}`");
                text.and_then(|text| Marked::line(&text))
                    .map_err(|fault| MarkFault { line: number + 1, fault })?;
                Ok(pattern)
            })
            .collect()
    }

    /// A text of the pattern, by chance.
    pub(crate) fn expand(&self, swap: &Swap<'_>, dice: &mut Dice) -> Option<Marked> {
        let text = self.text(|choices| slot(choices, swap, dice).unwrap_or_else(|| choice(choices, dice)))?;
        Marked::line(&tidy(&text)).ok()
    }

    fn text(&self, mut fill: impl FnMut(&str) -> String) -> Option<String> {
        let mut out = String::new();
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (choices, next) = after.split_once('}')?;
            out.push_str(before);
            out.push_str(&fill(choices));
            rest = next;
        }
        out.push_str(rest);
        Some(out)
    }
}

fn choice(choices: &str, dice: &mut Dice) -> String {
    let all: Vec<&str> = choices.split('/').collect();
    all.get(dice.below(all.len())).copied().unwrap_or_default().to_owned()
}

fn slot(name: &str, swap: &Swap<'_>, dice: &mut Dice) -> Option<String> {
    Some(match name {
        "given" => swap.given(dice),
        "family" => swap.family(dice),
        "full" => format!("{} {}", swap.given(dice), swap.family(dice)),
        "init" => format!("{}.", swap.given(dice).chars().next()?),
        "class" => format!("{}{}", 1 + dice.below(9), choice("A/B/C/a/b/c", dice)),
        "weekday" => choice("måndag/tisdag/onsdag/torsdag/fredag", dice),
        "clock" => format!("{}.{:02}", 7 + dice.below(10), 5 * dice.below(12)),
        "num" => (1 + dice.below(99)).to_string(),
        "town" => choice("Sala/Umeå/Malmö/Nacka/Kalix/Lund/Borås/Växjö/Falun/Motala/Ystad/Gävle", dice),
        "school" => {
            choice("Björkskolan/Lindskolan/Norra skolan/Ekbackens skola/Almgymnasiet/Vikskolan", dice)
        }
        "month" => {
            choice("januari/februari/mars/april/maj/juni/augusti/september/oktober/november/december", dice)
        }
        _ => return None,
    })
}

/// Without the double spaces that empty choices leave.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character == ' ' && (out.is_empty() || out.ends_with([' ', '['])) {
            continue;
        }
        if matches!(character, ',' | '.' | '!' | '?' | '|') && out.ends_with(' ') {
            out.pop();
        }
        out.push(character);
    }
    out.trim_end().to_owned()
}
