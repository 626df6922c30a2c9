//! Any bytes as a web page.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    varsam_fuzz::read(bytes, "a.html");
});
