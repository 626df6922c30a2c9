//! Plain text and tables as text, in windows, whatever their size.

use std::io::{self, Read};

use super::decode::{self, Charset};
use super::joined::{OVERLAP, WINDOW};
use super::{Context, Inside, Part, Piece};
use crate::fault::Reason;
use crate::place::Place;

/// Bytes of a table's head that go before every window.
const HEAD_MAX: usize = 2 * 1024;

pub(super) fn read(part: Part<'_>, table: bool, context: &mut Context<'_>) -> Result<(), Reason> {
    stream(part.input.reader(), &part.place, table, context)
}

/// Text from a reader, line by line as far as there are lines.
pub(super) fn stream(
    mut reader: impl Read,
    place: &Place,
    table: bool,
    context: &mut Context<'_>,
) -> Result<(), Reason> {
    let mut windows = Windows { place, table, head: String::new(), tail: String::new(), line: 1, base: 0 };
    let mut bytes = Vec::with_capacity(WINDOW);
    let mut wide = None;
    loop {
        let free = WINDOW.saturating_sub(bytes.len()) as u64;
        let count = (&mut reader).take(free).read_to_end(&mut bytes);
        let ended = !matches!(count, Ok(1..)) && !interrupted(&count);
        if windows.base == 0 && wide.is_none() {
            wide = Some(decode::wide(&bytes));
        }
        let charset = wide.flatten().map_or_else(|| decode::charset(&bytes), Charset::Web);
        let until = if ended { bytes.len() } else { cut(&bytes, charset) };
        let text = decode::decode(bytes.get(..until).unwrap_or_default(), charset);
        windows.give(&text, ended, context);
        bytes.drain(..until);
        if ended {
            return count.map(|_| ()).map_err(Reason::from);
        }
    }
}

fn interrupted(count: &io::Result<usize>) -> bool {
    matches!(count, Err(error) if error.kind() == io::ErrorKind::Interrupted)
}

/// Where to end a window: behind the last line break in its second half, else between two characters.
fn cut(bytes: &[u8], charset: Charset) -> usize {
    let half = bytes.len() / 2;
    let wide = matches!(charset, Charset::Web(encoding) if encoding.name().starts_with("UTF-16"));
    if wide {
        return bytes.len() & !1;
    }
    let line = bytes.get(half..).and_then(|second| memchr::memrchr(b'\n', second));
    line.map_or_else(|| whole_characters(bytes), |at| half + at + 1)
}

/// The bytes before a character that is cut at the end.
fn whole_characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    }
}

struct Windows<'a> {
    place: &'a Place,
    table: bool,
    head: String,
    tail: String,
    line: u64,
    base: u64,
}

impl Windows<'_> {
    fn give(&mut self, new: &str, last: bool, context: &mut Context<'_>) {
        let first = self.base == 0;
        if first && self.table {
            self.head = head_of(new);
        }
        let head = if first { "" } else { self.head.as_str() };
        let text = [head, &self.tail, new].concat();
        let own = head.len();
        let next = if last { text.len() } else { tail_start(&text, own) };
        let from = own + if first { 0 } else { self.tail.len() / 2 };
        let until = if last { text.len() } else { next + (text.len() - next) / 2 };
        let inside = Inside::Lines { first: self.line, from: own };
        let base = self.base.saturating_sub((own + self.tail.len()) as u64);
        let piece = Piece { place: self.place, text: &text, keep: from..until.max(from), base, inside };
        context.piece(&piece);
        self.line += lines(text.get(own..next).unwrap_or_default());
        text.get(next..).unwrap_or_default().clone_into(&mut self.tail);
        self.base += new.len() as u64;
    }
}

fn tail_start(text: &str, own: usize) -> usize {
    text.ceil_char_boundary(text.len().saturating_sub(OVERLAP).max(own))
}

fn lines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// The first line of a table, where it is short enough to go along.
fn head_of(text: &str) -> String {
    let line = text.split_inclusive('\n').next().unwrap_or_default();
    if line.len() <= HEAD_MAX && line.ends_with('\n') { line.to_owned() } else { String::new() }
}
