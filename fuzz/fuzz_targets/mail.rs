//! Any bytes as a message, and as a mailbox where the first byte says so.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    varsam_fuzz::read(bytes, if first % 2 == 0 { "a.eml" } else { "a.mbox" });
});
