//! The words before a number that say what it is.

use super::{
    lex::at,
    topic::{Topic, topic},
};

/// The nearest word with a topic.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub(super) topic: Topic,
    /// How many words stand between it and the number, *nr* and *är* not counted.
    pub(super) words: usize,
    /// Whether a word with a capital stands between: a name, that the number may belong to.
    pub(super) name: bool,
}

impl Near {
    /// Whether the word names the number and nothing else between does.
    pub(super) fn direct(self) -> bool {
        self.words <= 2 && !self.name
    }
}

const REACH: usize = 96;
const WORDS: usize = 6;

/// The nearest word with a topic before `place`, in the same line or, right above a number, at the end of the line before.
pub(super) fn nearest(text: &str, place: usize) -> Option<Near> {
    nearest_within(text, place, WORDS)
}

/// The nearest word with a topic that at most `most` words stand behind.
pub(super) fn nearest_within(text: &str, place: usize, most: usize) -> Option<Near> {
    let (mut counted, mut name, mut seen, mut figures) = (0, false, 0, 0);
    let mut weak = None;
    for Before { word, gap, .. } in words_before(text, place).take(WORDS + 3) {
        if gap.contains(['!', '?']) || (seen > 0 && gap.contains('\n')) {
            break;
        }
        let lower = Lower::new(word);
        let lower = lower.as_str();
        match topic(lower) {
            Some(topic @ Topic::Pupil) => {
                weak = weak.or(Some(Near { topic, words: counted, name }));
            }
            Some(topic) => return Some(Near { topic, words: counted, name }),
            None => {}
        }
        if ends_sentence(word, gap) || word.bytes().filter(u8::is_ascii_digit).count() > 2 {
            break;
        }
        counted += usize::from(!matches!(lower, "nr" | "nummer" | "numret" | "är" | "var" | "no"));
        name |= word.chars().next().is_some_and(char::is_uppercase);
        seen += 1;
        figures += usize::from(word.bytes().all(|byte| byte.is_ascii_digit()));
        if counted > most || figures > 2 {
            break;
        }
    }
    weak
}

/// Whether the word right before `place` begins with a capital and is no topic: a name, perhaps.
pub(super) fn follows_name(text: &str, place: usize) -> bool {
    words_before(text, place).next().is_some_and(|Before { word, gap, .. }| {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        capital
            && word.chars().all(char::is_alphabetic)
            && !gap.contains('\n')
            && topic(Lower::new(word).as_str()).is_none_or(|topic| topic == Topic::Pupil)
    })
}

fn ends_sentence(word: &str, gap: &str) -> bool {
    gap.starts_with('.') && word.chars().count() > 4
}

/// A word and where it stands.
pub(super) struct Before<'t> {
    pub(super) word: &'t str,
    pub(super) start: usize,
    /// What stands between the word and the next.
    pub(super) gap: &'t str,
}

/// The words before `place`, the nearest first, as far as they may matter.
pub(super) fn words_before(text: &str, place: usize) -> impl Iterator<Item = Before<'_>> {
    let floor = place.saturating_sub(REACH);
    let mut end = place;
    std::iter::from_fn(move || {
        let rough_end = back_while(text, end, floor, |byte| !is_letter(byte));
        let rough_start = back_while(text, rough_end, floor, |byte| {
            is_letter(byte) || matches!(byte, b'-' | b'.' | b'_' | b':')
        });
        if rough_start == rough_end || rough_start <= floor && floor > 0 {
            return None;
        }
        let rough = text.get(rough_start..rough_end)?;
        let tail = rough.trim_start_matches(|character: char| !character.is_alphanumeric());
        let start = rough_end - tail.len();
        let word = tail.trim_end_matches(|character: char| !character.is_alphanumeric());
        let gap = text.get(start + word.len()..end)?;
        end = rough_start;
        Some(Before { word, start, gap })
    })
}

fn back_while(text: &str, mut place: usize, floor: usize, wanted: impl Fn(u8) -> bool) -> usize {
    while place > floor && wanted(at(text.as_bytes(), place - 1)) {
        place -= 1;
    }
    place
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// A word in lower case, without an allocation; a long one is cut.
pub(super) struct Lower {
    bytes: [u8; 40],
    len: usize,
}

impl Lower {
    pub(super) fn new(word: &str) -> Self {
        let mut lower = Self { bytes: [0; 40], len: 0 };
        if let Some(room) = lower.bytes.get_mut(..word.len()).filter(|_| word.is_ascii()) {
            room.copy_from_slice(word.as_bytes());
            room.make_ascii_lowercase();
            return Self { len: word.len(), ..lower };
        }
        for character in word.chars() {
            let small = match character {
                _ if character.is_ascii() => character.to_ascii_lowercase(),
                'ß'..='ö' => character,
                _ => character.to_lowercase().next().unwrap_or(character),
            };
            let Some(room) = lower.bytes.get_mut(lower.len..lower.len + small.len_utf8()) else { break };
            lower.len += small.encode_utf8(room).len();
        }
        lower
    }

    pub(super) fn as_str(&self) -> &str {
        self.bytes.get(..self.len).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}
