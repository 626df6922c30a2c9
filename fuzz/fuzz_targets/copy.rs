//! Any bytes redacted under the name that the first byte picks, PDF apart: a copy that is given does not hold the words.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varsam_scan::redact::{Replacement, redact};

fuzz_target!(|data: &[u8]| {
    let Some((name, bytes)) = varsam_fuzz::named(data) else { return };
    if bytes.windows(5).any(|five| five == b"%PDF-") {
        return;
    }
    let mut replace = |text: &str| -> Vec<Replacement> {
        let found = text.match_indices("Anna");
        found
            .map(|(start, word)| Replacement { start, end: start + word.len(), with: "██".to_owned() })
            .collect()
    };
    let _ = redact(bytes, &name, &mut replace);
});
