//! Any text searched for identifiers: in bounds, in order, none over another, and each with a value or none.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varsam_detect::identifier::{identifiers, value};

fuzz_target!(|text: &str| {
    let mut spans = Vec::new();
    identifiers(text, &mut spans);
    varsam_fuzz::check(text, &spans);
    assert!(spans.windows(2).all(|two| two[0].end <= two[1].start), "one over another: {spans:?}");
    for span in &spans {
        assert_ne!(value(text, span).as_deref(), Some(""), "{span:?}");
    }
});
