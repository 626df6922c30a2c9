//! Any bytes behind the head of a rich text.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    varsam_fuzz::read(&[b"{\\rtf1", bytes].concat(), "a.rtf");
});
