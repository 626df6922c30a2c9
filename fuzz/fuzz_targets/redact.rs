//! Any text redacted in both ways: what stands outside spans stays, and a mask is as long as what it covers.

#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use varsam_detect::redact::{Aliases, Cover, replace, replacements};
use varsam_detect::{Detector, Label, Scratch, Span};

thread_local!(static SCRATCH: RefCell<Scratch> = RefCell::default());

fuzz_target!(|text: &str| {
    SCRATCH.with_borrow_mut(|scratch| {
        let spans = Detector::shipped().find(text, scratch);
        masked(text, spans);
        aliased(text, spans);
    });
});

/// Letter by letter: a block or the blank it was inside a span, the letter itself outside.
fn masked(text: &str, spans: &[Span]) {
    let all = replacements(text, spans, Cover::Mask, &mut Aliases::default(), |_| String::new());
    let covered = |at: usize| spans.iter().any(|span| (span.start..span.end).contains(&at));
    let expected: String = text
        .char_indices()
        .map(|(at, letter)| if covered(at) && !letter.is_whitespace() { '█' } else { letter })
        .collect();
    assert_eq!(replace(text, &all), expected);
}

/// Stretch by stretch: the names go to places that make up what the spans cover, and nothing else changes.
fn aliased(text: &str, spans: &[Span]) {
    let name = |label: Label| label.code().to_owned();
    let all = replacements(text, spans, Cover::Alias, &mut Aliases::default(), name);
    let new = replace(text, &all);
    let mut rest = new.as_str();
    let mut end = 0;
    for one in &all {
        assert!(end <= one.start && one.start < one.end, "{all:?}");
        rest = rest.strip_prefix(&text[end..one.start]).expect("the text before stays");
        rest = rest.strip_prefix(&one.with).expect("the name stands there");
        end = one.end;
    }
    assert_eq!(rest, &text[end..]);
    let inside = |at: usize| all.iter().any(|one| (one.start..one.end).contains(&at));
    assert!(spans.iter().all(|span| inside(span.start) && inside(span.end - 1)));
}
