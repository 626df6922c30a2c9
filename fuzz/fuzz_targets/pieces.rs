//! A text in pieces of any size: the same as whole while it is short; in bounds and in order when it is longer than a window.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varsam_detect::{Detector, Span, Stream};

fuzz_target!(|input: (u8, &str)| {
    let (size, line) = input;
    if line.is_empty() {
        return;
    }
    let size = usize::from(size) + 1;
    assert_eq!(streamed(line, size), Detector::shipped().spans(line));
    // A long text costs as much as a thousand short ones.
    if size % 32 == 0 {
        let text = line.repeat(80_000 / line.len() + 1);
        varsam_fuzz::check(&text, &streamed(&text, size * 8));
    }
});

fn streamed(text: &str, size: usize) -> Vec<Span> {
    let mut all = Vec::new();
    let mut stream = Stream::new(Detector::shipped());
    let letters: Vec<char> = text.chars().collect();
    for piece in letters.chunks(size) {
        stream.push(&piece.iter().collect::<String>(), |span| all.push(span));
    }
    stream.finish(|span| all.push(span));
    all
}
