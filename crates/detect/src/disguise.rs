//! Words in disguise: *j4vla*, *h0ra*, *k\*k*, *jäääävla*, *i d i o t*.

use crate::{
    token::{Shape, Token, word_hash},
    vocabulary::Vocabulary,
};

/// Gives a disguised word the hash of what it stands for, where the lists know it; for words that no table has.
pub(crate) fn uncover(text: &str, token: &mut Token, vocabulary: &Vocabulary) -> bool {
    let plain = may_be_disguised(token, text).then(|| plain(token.bytes(text), vocabulary)).flatten();
    if let Some(hash) = plain {
        token.hash = hash;
    }
    plain.is_some()
}

/// Whether a word mixes letters with digits or marks, or has a letter three times in a row.
fn may_be_disguised(token: &Token, text: &str) -> bool {
    if !token.is_word() || token.end - token.start > 24 || token.end - token.start < 3 {
        return false;
    }
    let bytes = token.bytes(text);
    token.shape == Shape::Code
        || bytes.iter().any(|byte| matches!(byte, b'*' | b'@' | b'$'))
        || bytes.array_windows().any(|[a, b, c]| a == b && b == c)
        || bytes.array_windows().any(|[a, b, c, d, e, f]| a == c && c == e && b == d && d == f)
}

fn plain(word: &[u8], vocabulary: &Vocabulary) -> Option<u64> {
    let replaced: Vec<u8> = word.iter().map(|byte| stands_for(*byte)).collect();
    let known = |candidate: &[u8]| {
        let hash = word_hash(candidate);
        (vocabulary.get(hash).term.labels() != 0).then_some(hash)
    };
    known(&replaced)
        .or_else(|| known(&squeezed(&replaced, 2)))
        .or_else(|| known(&squeezed(&replaced, 1)))
        .or_else(|| starred(&replaced, &known))
}

fn stands_for(byte: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' | b'!' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' => b't',
        _ => byte,
    }
}

/// With no character more than `most` times in a row.
fn squeezed(word: &[u8], most: usize) -> Vec<u8> {
    let text = String::from_utf8_lossy(word);
    let mut out = String::new();
    for character in text.chars() {
        let run = out.chars().rev().take_while(|last| *last == character).count();
        if run < most {
            out.push(character);
        }
    }
    out.into_bytes()
}

/// With one letter for each star, if that makes a term of the lists.
fn starred(word: &[u8], known: &impl Fn(&[u8]) -> Option<u64>) -> Option<u64> {
    let stars = memchr::memchr_iter(b'*', word).count();
    if !(1..=2).contains(&stars) || word.len() - stars < 2 {
        return None;
    }
    let place = word.iter().position(|byte| *byte == b'*')?;
    LETTERS.iter().find_map(|letter| {
        let filled = [word.get(..place)?, letter.as_bytes(), word.get(place + 1..)?].concat();
        if stars == 1 { known(&filled) } else { starred(&filled, known) }
    })
}

const LETTERS: [&str; 21] =
    ["a", "e", "i", "o", "u", "y", "ä", "ö", "å", "n", "t", "k", "c", "r", "l", "s", "d", "g", "p", "b", "v"];

/// `i d i o t` and `f.a.n`: three or more single letters become one token.
pub(crate) fn join_letters(text: &str, tokens: &mut Vec<Token>, vocabulary: &Vocabulary) {
    let single = |token: &Token| token.end - token.start == 1;
    if !tokens.array_windows().any(|[a, b, c]| single(a) && single(b) && single(c) && a.is_word()) {
        return;
    }
    let mut at = 0;
    while at + 2 < tokens.len() {
        let run = letter_run(tokens.get(at..).unwrap_or_default());
        if run.len() >= 3
            && let Some(joined) = joined(text, tokens, at, &run, vocabulary)
        {
            let used = run.last().map_or(1, |last| last + 1);
            tokens.splice(at..at + used, [joined]);
        }
        at += 1;
    }
}

/// Places of the single letters from the first token on, each beside the last or one mark apart.
fn letter_run(tokens: &[Token]) -> Vec<usize> {
    let mut run = Vec::new();
    let mut marks = 0;
    for (place, token) in tokens.iter().enumerate().take(24) {
        match token.shape {
            Shape::Initial => marks = 0,
            Shape::Lower if token.end - token.start <= 2 => marks = 0,
            Shape::Mark if marks == 0 && !run.is_empty() => {
                marks = 1;
                continue;
            }
            _ => break,
        }
        run.push(place);
    }
    run
}

fn joined(text: &str, tokens: &[Token], at: usize, run: &[usize], vocabulary: &Vocabulary) -> Option<Token> {
    let letters = run.iter().filter_map(|place| tokens.get(at + place));
    let word: Vec<u8> = letters.flat_map(|token| token.bytes(text).iter().copied()).collect();
    let hash = word_hash(&word);
    let (first, last) = (tokens.get(at)?, tokens.get(at + run.last()?)?);
    (vocabulary.get(hash).term.labels() != 0).then_some(Token {
        end: last.end,
        hash,
        shape: Shape::Lower,
        ..*first
    })
}
