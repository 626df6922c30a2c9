//! A text repeated until it is longer than a window, in pieces of any size: in bounds, in order, and the same for all sizes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varsam_detect::{Detector, Span, Stream};

fuzz_target!(|input: (u16, &str)| {
    let (size, line) = input;
    if line.is_empty() {
        return;
    }
    let text = line.repeat(80_000 / line.len() + 1);
    let letters: Vec<char> = text.chars().collect();
    let whole = streamed([text.clone()].into_iter());
    varsam_fuzz::check(&text, &whole);
    let pieces = letters.chunks(usize::from(size).max(16)).map(|piece| piece.iter().collect());
    assert_eq!(streamed(pieces), whole);
});

fn streamed(pieces: impl Iterator<Item = String>) -> Vec<Span> {
    let mut all = Vec::new();
    let mut stream = Stream::new(Detector::shipped());
    pieces.for_each(|piece| stream.push(&piece, |span| all.push(span)));
    stream.finish(|span| all.push(span));
    all
}
