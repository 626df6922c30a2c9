//! Where sentences end.

use crate::token::{Shape, Token, Tokens};

/// Lines shorter than this, in bytes, are not wrapped: what follows is a new sentence.
const WRAPPED: u32 = 50;

/// The sentences of a text, one at a time.
pub(crate) struct Sentences<'t> {
    text: &'t str,
    tokens: Tokens<'t>,
    next: Option<Token>,
    line_start: u32,
}

impl<'t> Sentences<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let mut tokens = Tokens::new(text, 0);
        let next = tokens.next();
        Self { text, tokens, next, line_start: 0 }
    }

    /// Puts the next sentence into `into`, which is emptied first; false at the end of the text.
    pub(crate) fn read(&mut self, into: &mut Vec<Token>, most: usize) -> bool {
        into.clear();
        while let Some(token) = self.next {
            let ends = into.last().is_some_and(|last| self.ends(into, last, &token));
            if ends || into.len() >= most {
                break;
            }
            if token.line {
                self.line_start = token.start;
            }
            into.push(token);
            self.next = self.tokens.next();
        }
        !into.is_empty()
    }

    /// Whether a sentence ends between two tokens.
    fn ends(&self, so_far: &[Token], last: &Token, next: &Token) -> bool {
        if next.line {
            return last.end - self.line_start.min(last.end) < WRAPPED
                || last.shape == Shape::Mark
                || next.is_capital();
        }
        if !next.spaced || last.shape != Shape::Mark {
            return false;
        }
        match last.bytes(self.text) {
            b"!" | b"?" => true,
            b"." => {
                (next.is_capital() || next.shape == Shape::Number || next.shape == Shape::Mark)
                    && !self.is_short(so_far)
            }
            _ => false,
        }
    }

    /// Whether the dot belongs to an abbreviation or an initial: *A. Karlsson*, *kl. 8*, *bl.a. Elsa*.
    fn is_short(&self, so_far: &[Token]) -> bool {
        let Some(word) = so_far.len().checked_sub(2).and_then(|at| so_far.get(at)) else { return false };
        word.shape == Shape::Initial
            || matches!(
                word.bytes(self.text),
                b"kl" | b"St" | b"Dr" | b"nr" | b"tel" | b"a" | b"ex" | b"dr" | b"s" | b"f"
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let (mut reader, mut tokens, mut all) = (Sentences::new(text), Vec::new(), Vec::new());
        while reader.read(&mut tokens, 100) {
            all.push(text.get(tokens[0].start as usize..tokens[tokens.len() - 1].end as usize).unwrap());
        }
        all
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        assert_eq!(
            sentences("Hej! A. Karlsson kom kl. 8 igår. Sen då\nMvh\nEva"),
            ["Hej!", "A. Karlsson kom kl. 8 igår.", "Sen då", "Mvh", "Eva"]
        );
        assert_eq!(
            sentences("En rad som är så lång att den måste brytas av programmet som\nskrev den. Slut."),
            ["En rad som är så lång att den måste brytas av programmet som\nskrev den.", "Slut."]
        );
    }
}
