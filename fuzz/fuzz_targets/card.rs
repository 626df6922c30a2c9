//! Any bytes as a calendar, and as contact cards where the first byte says so.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    varsam_fuzz::read(bytes, if first % 2 == 0 { "a.ics" } else { "a.vcf" });
});
