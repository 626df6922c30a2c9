//! Any bytes as plain text in any encoding: telling which, decoding, and mending what was encoded twice.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    varsam_fuzz::read(bytes, "a.txt");
});
