//! Any text through the shipped detector, with buffers that were used before: in bounds, in order, and the same as with new ones.

#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use varsam_detect::{Detector, Scratch};

thread_local!(static SCRATCH: RefCell<Scratch> = RefCell::default());

fuzz_target!(|text: &str| {
    SCRATCH.with_borrow_mut(|scratch| {
        let spans = Detector::shipped().find(text, scratch);
        varsam_fuzz::check(text, spans);
        // New buffers cost more than the text; every eighth length will do.
        if text.len() % 8 == 0 {
            assert_eq!(spans, Detector::shipped().spans(text));
        }
    });
});
