//! Finds identity numbers in a text.

use crate::{
    identifier::{
        civic::{CivicKind, CivicNumber, NotCivic},
        context::{Near, follows_name, words_before},
        crowd::{Crowd, crowd},
        lex::{Chain, Edge, Join, at, edge_after, edge_before},
        topic::Topic,
    },
    label::Label,
    span::{Reason, Span},
};

/// The last year of birth that the finder believes in. A number of a later year is a date, a room, an order.
pub(super) const LATEST: u16 = 2026;
/// The first year of birth that the finder believes in.
const EARLIEST: u16 = 1905;

/// The identity number that starts at `start`, where `chain` begins.
pub(super) fn civic(text: &str, start: usize, chain: &Chain, near: Option<Near>) -> Option<Span> {
    let before = edge_before(text, start);
    if before == Edge::Closed && !labelled(text, start, near) {
        return None;
    }
    let before = before.min(Edge::Tight);
    shaped(text, start, chain, before, near).or_else(|| lettered(text, start, chain, near))
}

/// Whether the letters that a number is glued to say that it is one: `pnr120312-2384`.
fn labelled(text: &str, start: usize, near: Option<Near>) -> bool {
    let glued = words_before(text, start).next().filter(|word| word.gap.is_empty());
    glued.is_some() && near.is_some_and(|near| near.topic == Topic::Civic && near.words == 0)
}

/// How a number is written.
struct Shape {
    /// Groups of digits.
    groups: usize,
    /// Digits of the date.
    head: usize,
    /// What joins the last four digits to the date.
    tail: Join,
}

impl Shape {
    fn of(chain: &Chain) -> Option<Self> {
        let mut lens = [0; 4];
        for (len, group) in lens.iter_mut().zip(chain.groups()) {
            *len = group.len;
        }
        let (groups, head) = match lens {
            [12, ..] => (1, 8),
            [10, ..] => (1, 6),
            [8, 4, ..] => (2, 8),
            [6, 4, ..] => (2, 6),
            [2, 6, 4, _] | [4, 4, 4, _] => (3, 8),
            [2, 2, 2, 4] => (4, 6),
            [4, 2, 2, 4] => (4, 8),
            _ => return None,
        };
        let tail = if groups == 1 { Join::default() } else { chain.join(groups - 1)? };
        let inner = chain.groups().get(1..groups - 1).unwrap_or_default();
        let parts = [Join::SPACE, Join::DASH, Join::DOT, Join::SLASH];
        let even = inner.iter().all(|group| parts.contains(&group.join) && Some(group.join) == chain.join(1));
        let joined = tail.only(&[Join::SPACE, Join::DASH, Join::PLUS, Join::LINE]);
        (even && joined).then_some(Self { groups, head, tail })
    }

    /// Whether the last four digits stand after a dash or plus and nothing else, but perhaps a broken line.
    fn dashed(&self) -> bool {
        let dash = self.tail.has(Join::DASH) || self.tail.has(Join::PLUS);
        dash && (!self.tail.has(Join::SPACE) || self.tail.has(Join::LINE))
    }

    /// Whether it is one of the forms in which a number with a wrong check digit is still taken for one.
    fn usual(&self) -> bool {
        self.dashed()
            && !self.tail.has(Join::LINE)
            && (self.groups == 2 || (self.groups, self.head) == (4, 8))
    }
}

/// A number of ten or twelve digits.
fn shaped(text: &str, start: usize, chain: &Chain, before: Edge, near: Option<Near>) -> Option<Span> {
    let shape = Shape::of(chain)?;
    let end = chain.end(shape.groups - 1);
    let after = edge_after(text, end);
    if after == Edge::Closed {
        return None;
    }
    let digits = chain.digits(shape.head + 4);
    let (head, tail) = digits.split_at_checked(shape.head)?;
    let tail = *tail.first_chunk::<4>()?;
    let read = CivicNumber::swedish(head, shape.tail.has(Join::PLUS), tail, LATEST);
    let checked = match read {
        Ok(number) => (EARLIEST..=LATEST).contains(&number.day().0),
        Err(NotCivic::CheckDigit)
            if shape.head == 6 || head.starts_with(b"19") || head.starts_with(b"20") =>
        {
            false
        }
        _ => return finnish(text, start, chain, near),
    };
    if read.is_ok() && !checked {
        return None;
    }
    let year = read.map_or(0, |number| number.day().0);
    let zero = head.starts_with(b"0");
    let sight = Sight { shape, checked, near, edge: before.max(after), tail, zero, year };
    let (reason, score) = sight.verdict(text, start, end)?;
    Some(Span::new(start, end, Label::Personnummer, reason, score))
}

/// What is known about a number when it is decided what it is.
struct Sight {
    shape: Shape,
    checked: bool,
    near: Option<Near>,
    edge: Edge,
    tail: [u8; 4],
    zero: bool,
    /// The year of birth, if the check digit is right.
    year: u16,
}

impl Sight {
    fn verdict(&self, text: &str, start: usize, end: usize) -> Option<(Reason, u8)> {
        if self.said(Topic::Civic) || self.said(Topic::Birth) {
            return self.named();
        }
        let sure = self.checked && self.shape.dashed();
        let pupil = self.checked && self.pupil(text, start);
        if self.thing(sure) || (self.edge == Edge::Tight && !sure && !pupil) {
            return None;
        }
        let believed = self.checked || self.shape.usual();
        let timely = clock(self.tail) && !sure && !(believed && follows_name(text, start));
        if timely && !pupil && !self.in_company(text, start, end) {
            return None;
        }
        match self.checked {
            true if self.shape.tail.has(Join::LINE) => self.broken(text, start, end),
            true if sure => Some((Reason::Checked, 99)),
            true => Some((Reason::Checked, if self.shape.head == 8 { 96 } else { 88 })),
            false => (self.shape.usual() && !self.said(Topic::Time)).then_some((Reason::Form, 60)),
        }
    }

    fn said(&self, topic: Topic) -> bool {
        self.near.is_some_and(|near| near.topic == topic)
    }

    /// A number that a word before it says to be one. A time may follow a date of birth.
    fn named(&self) -> Option<(Reason, u8)> {
        match self.checked {
            true => Some((Reason::Checked, 99)),
            false if self.said(Topic::Birth) && clock(self.tail) && !self.shape.dashed() => None,
            false => Some((Reason::InContext, 85)),
        }
    }

    /// Whether a word before the number says that it is something else. A dashed number with the right check digit is believed
    /// over a word that is not right beside it.
    fn thing(&self, sure: bool) -> bool {
        let Some(near) = self.near else { return false };
        match near.topic {
            Topic::Thing | Topic::Version | Topic::Account | Topic::Giro => !sure || near.direct(),
            Topic::Phone | Topic::Call => self.zero && self.shape.groups == 1,
            Topic::Time => !sure && self.shape.groups == 1,
            _ => false,
        }
    }

    /// Whether the word right before the number is a pupil, as in a path or a setting: `/elever/…`, `elev=…`. Times of today may
    /// stand there too.
    fn pupil(&self, text: &str, start: usize) -> bool {
        let direct = self.near.is_some_and(|near| near.topic == Topic::Pupil && near.words == 0);
        let joined = matches!(at(text.as_bytes(), start.wrapping_sub(1)), b'/' | b'=' | b':' | b'"');
        direct && self.grown() && (joined || !clock(self.tail))
    }

    /// Whether somebody born that year may go to school.
    fn grown(&self) -> bool {
        self.year <= LATEST - 5
    }

    /// Whether a right number that could be a time stands among numbers that could not: two, or one in a line about pupils.
    fn in_company(&self, text: &str, start: usize, end: usize) -> bool {
        let Crowd { numbers, times, pupils } = match self.checked && self.grown() {
            true => crowd(text, start, end),
            false => return false,
        };
        times == 0 && (numbers > 1 || (numbers > 0 && pupils))
    }

    /// A number over two lines: a dash, or running text on both sides, tells it from two columns of numbers.
    fn broken(&self, text: &str, start: usize, end: usize) -> Option<(Reason, u8)> {
        let bytes = text.as_bytes();
        let prose = at(bytes, start.wrapping_sub(1)) == b' ' && !matches!(at(bytes, end), 0 | b'\n' | b'\r');
        (self.shape.dashed() || prose).then_some((Reason::Checked, 85))
    }
}

/// Whether four digits are an hour and a minute.
pub(super) fn clock(tail: [u8; 4]) -> bool {
    tail < *b"2400" && tail[2] < b'6'
}

/// A number with letters in its last four characters, or a henkilötunnus.
fn lettered(text: &str, start: usize, chain: &Chain, near: Option<Near>) -> Option<Span> {
    let groups = match chain.groups() {
        [first, ..] if matches!(first.len, 6 | 8) => 1,
        [a, b, c, ..] if matches!((a.len, b.len, c.len), (2 | 4, 2, 2)) => 3,
        _ => return None,
    };
    finnish(text, start, chain, near).or_else(|| swedish_letters(text, start, chain, near, groups))
}

/// An interim number or one with `TF`.
fn swedish_letters(
    text: &str,
    start: usize,
    chain: &Chain,
    near: Option<Near>,
    groups: usize,
) -> Option<Span> {
    let head_end = chain.end(groups - 1);
    let head = chain.digits(chain.total(groups));
    let (tail, end) = tail_letters(text, head_end)?;
    let number = CivicNumber::swedish(head, false, tail, LATEST).ok()?;
    let civic = || near.is_some_and(|near| matches!(near.topic, Topic::Civic | Topic::Birth));
    let plausible = number.day().0 >= EARLIEST && edge_after(text, end) == Edge::Open;
    let (reason, score) = match number.kind() {
        CivicKind::Interim => (Reason::Checked, 95),
        CivicKind::Fictitious if tail[1] == b'F' => (Reason::Form, 92),
        CivicKind::Fictitious if end - head_end == 5 || civic() => (Reason::Form, 75),
        _ => return None,
    };
    plausible.then_some(Span::new(start, end, Label::Personnummer, reason, score))
}

/// The four characters after a date that begin with a letter, behind a dash or space or nothing, and where they end.
fn tail_letters(text: &str, place: usize) -> Option<([u8; 4], usize)> {
    let rest = text.get(place..)?;
    let dashed =
        rest.trim_start_matches(['-', '+', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2212}', ' ', '\u{a0}']);
    let skipped = rest.len() - dashed.len();
    let tail = dashed.as_bytes().first_chunk::<4>()?.map(|byte| byte.to_ascii_uppercase());
    let written = dashed.as_bytes().first()?.is_ascii_uppercase() || tail.starts_with(b"TF");
    (skipped <= 4 && tail[0].is_ascii_uppercase() && written).then_some((tail, place + skipped + 4))
}

/// A henkilötunnus. Where its check character is a digit it looks like a Swedish number, and a word must name it.
fn finnish(text: &str, start: usize, chain: &Chain, near: Option<Near>) -> Option<Span> {
    let first = chain.groups().first().filter(|group| group.len == 6)?;
    let dash = chain.join(1).is_some_and(|join| join.has(Join::DASH));
    let body = text.get(first.end..)?;
    let mut characters = body.char_indices();
    let separator = match characters.next()?.1 {
        letter @ ('A'..='F' | 'U'..='Y' | '+') => u8::try_from(letter).ok()?,
        _ if dash => b'-',
        _ => return None,
    };
    let (offset, _) = characters.next()?;
    let tail = *body.get(offset..)?.as_bytes().first_chunk::<4>()?;
    let end = first.end + offset + 4;
    CivicNumber::finnish(chain.digits(6), separator, tail, LATEST).ok()?;
    let named = || near.is_some_and(|near| matches!(near.topic, Topic::Civic | Topic::Birth));
    let certain = separator.is_ascii_alphabetic() || tail[3].is_ascii_alphabetic() || named();
    (certain && edge_after(text, end) == Edge::Open).then_some(Span::new(
        start,
        end,
        Label::Personnummer,
        Reason::Checked,
        96,
    ))
}
