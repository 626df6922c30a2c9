//! Text that comes in pieces: nothing is lost on a border, and memory stays the same however long the text is.

use crate::{Detector, Scratch, Span};

/// How much text is looked at at once, in bytes.
const WINDOW: usize = 64 << 10;
/// How much of it is looked at again with what follows. No span is longer.
const OVERLAP: usize = 1 << 10;

/// Finds in text that comes in pieces.
#[derive(Debug)]
pub struct Stream<'d> {
    detector: &'d Detector,
    scratch: Scratch,
    held: String,
    /// Where the held text starts, in bytes from the start of the whole.
    offset: usize,
    /// Where the last span found ends.
    done: usize,
}

impl<'d> Stream<'d> {
    /// A stream at its start.
    pub fn new(detector: &'d Detector) -> Self {
        Self { detector, scratch: Scratch::default(), held: String::new(), offset: 0, done: 0 }
    }

    /// Takes the next piece; calls `found` with each span, placed in the whole text, in the order of the starts.
    pub fn push(&mut self, piece: &str, mut found: impl FnMut(Span)) {
        let mut rest = piece;
        while let Some(next) = rest.chars().next() {
            let room = (WINDOW + OVERLAP).saturating_sub(self.held.len());
            // Only a full window is looked at, so that what is found does not hang on how large the pieces are.
            if next.len_utf8() > room {
                self.look(false, &mut found);
                continue;
            }
            let (now, later) = rest.split_at(boundary(rest, room));
            self.held.push_str(now);
            rest = later;
        }
    }

    /// Looks at what is left.
    pub fn finish(mut self, mut found: impl FnMut(Span)) {
        self.look(true, &mut found);
    }

    fn look(&mut self, last: bool, found: &mut impl FnMut(Span)) {
        let cut = if last { self.held.len() } else { quiet_place(&self.held) };
        let (offset, done) = (self.offset, self.done);
        for span in self.detector.find(&self.held, &mut self.scratch).iter().filter(|span| span.start < cut) {
            let placed = Span { start: span.start + offset, end: span.end + offset, ..*span };
            if placed.start >= done {
                self.done = self.done.max(placed.end);
                found(placed);
            }
        }
        self.held.drain(..cut);
        self.offset += cut;
    }
}

/// Where to go on: at the last line break before the overlap, or the last space, or anywhere.
fn quiet_place(held: &str) -> usize {
    let end = boundary(held, held.len().saturating_sub(OVERLAP));
    let before = held.get(..end).unwrap_or_default();
    let near = boundary(before, before.len().saturating_sub(OVERLAP));
    let tail = before.get(near..).unwrap_or_default();
    let place = tail.rfind('\n').or_else(|| tail.rfind(' ')).map(|at| near + at + 1);
    place.filter(|place| *place > 0).unwrap_or(end)
}

/// The last boundary between characters up to `most` bytes, but not 0 when there is text.
fn boundary(text: &str, most: usize) -> usize {
    let most = most.min(text.len());
    (0..=most)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .filter(|at| *at > 0 || text.is_empty())
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label;

    fn streamed(pieces: impl Iterator<Item = String>) -> Vec<Span> {
        let mut all = Vec::new();
        let mut stream = Stream::new(Detector::shipped());
        pieces.for_each(|piece| stream.push(&piece, |span| all.push(span)));
        stream.finish(|span| all.push(span));
        all
    }

    #[test]
    fn nothing_is_lost_on_a_border() {
        let mut text = String::new();
        for line in 0..9000 {
            text.push_str(&format!("Rad {line}: skriv till anna{line}@skola.se i tid.\n"));
        }
        let emails = |spans: Vec<Span>| {
            spans.into_iter().filter(|span| span.label == Label::Email).collect::<Vec<_>>()
        };
        let whole = emails(streamed([text.clone()].into_iter()));
        assert_eq!(whole.len(), 9000);
        assert!(
            whole.iter().enumerate().all(|(line, span)| span.text(&text) == format!("anna{line}@skola.se"))
        );
        let characters: Vec<char> = text.chars().collect();
        assert_eq!(emails(streamed(characters.chunks(777).map(|piece| piece.iter().collect()))), whole);
    }

    #[test]
    fn the_size_of_the_pieces_does_not_matter() {
        let text = "Gunilla har beställt plåster till första hjälpen-lådan.".repeat(1400);
        let whole = streamed([text.clone()].into_iter());
        let characters: Vec<char> = text.chars().collect();
        for size in [16, 777, 18_247] {
            assert_eq!(
                streamed(characters.chunks(size).map(|piece| piece.iter().collect())),
                whole,
                "{size}"
            );
        }
    }

    #[test]
    fn one_endless_line_is_cut_anywhere() {
        let text = "å".repeat(300_000) + " elsa@skola.se";
        let last = streamed([text.clone()].into_iter()).pop().unwrap();
        assert_eq!(last.text(&text), "elsa@skola.se");
    }
}
