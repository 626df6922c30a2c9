//! The numbers around a number: among identity numbers, one that could be a date and a time is one of them too.

use super::{
    civic::CivicNumber,
    context::Lower,
    lex::{Chain, Edge, at, edge_after, edge_before},
    number::{LATEST, clock},
    topic::{Topic, topic},
};

/// How far to look to each side.
const REACH: usize = 120;

/// What stands around a number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Crowd {
    /// Right identity numbers in the same line that are no times.
    pub(super) numbers: usize,
    /// Dates with a time, written as identity numbers, that are wrong as such.
    pub(super) times: usize,
    /// Whether a word for pupils stands before, in the same line.
    pub(super) pupils: bool,
}

/// What stands around the number at `start..end`.
pub(super) fn crowd(text: &str, start: usize, end: usize) -> Crowd {
    let bytes = text.as_bytes();
    let mut crowd = Crowd::default();
    let same_line = |place: usize| {
        let between = if place < start { bytes.get(place..start) } else { bytes.get(end..place) };
        !between.unwrap_or_default().contains(&b'\n')
    };
    let mut place = start.saturating_sub(REACH);
    while place < (end + REACH).min(bytes.len()) {
        if place == start {
            place = end;
        } else if !at(bytes, place).is_ascii_digit() || at(bytes, place.wrapping_sub(1)).is_ascii_digit() {
            place += 1;
        } else if let Some((timely, right, next)) = number(text, place) {
            crowd.numbers += usize::from(right && !timely && same_line(place));
            crowd.times += usize::from(timely && !right);
            place = next;
        } else {
            place += 1;
        }
    }
    crowd.pupils = pupils(text, start);
    crowd
}

/// Whether the number at `place` ends like a time, whether it is right, and where it ends.
fn number(text: &str, place: usize) -> Option<(bool, bool, usize)> {
    let chain = Chain::read(text, place);
    let (groups, head) = match *chain.groups() {
        [first, ..] if matches!(first.len, 10 | 12) => (1, first.len - 4),
        [first, second, ..] if matches!(first.len, 6 | 8) && second.len == 4 => (2, first.len),
        _ => return None,
    };
    let end = chain.end(groups - 1);
    let (day, tail) = chain.digits(head + 4).split_at_checked(head)?;
    let tail = *tail.first_chunk::<4>()?;
    let dashed = groups == 2 && at(text.as_bytes(), chain.end(0)) == b'-';
    let right = CivicNumber::swedish(day, false, tail, LATEST).is_ok();
    let free = edge_before(text, place) != Edge::Closed && edge_after(text, end) != Edge::Closed;
    free.then_some((clock(tail) && !(dashed && right), right, end))
}

/// Whether a word for pupils stands in the line before `place`, near enough.
fn pupils(text: &str, place: usize) -> bool {
    let mut from = place.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let head = text.get(from..place).unwrap_or_default();
    let line = head.rsplit('\n').next().unwrap_or_default();
    line.split(|c: char| !c.is_alphabetic())
        .any(|word| topic(Lower::new(word).as_str()) == Some(Topic::Pupil))
}
