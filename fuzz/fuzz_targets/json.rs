//! Any bytes as JSON, as XML and as a table, as the first byte says.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    varsam_fuzz::read(bytes, ["a.json", "a.xml", "a.csv", "a.js"][usize::from(first % 4)]);
});
