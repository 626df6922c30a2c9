//! Any lines read as marked text: spans are in order, and the text is that of the line without its marks.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varsam_detect::Marked;

fuzz_target!(|text: &str| {
    for line in text.lines() {
        if let Ok(marked) = Marked::line(line) {
            check(&marked);
        }
    }
    if let Ok(all) = Marked::corpus(text) {
        all.iter().for_each(check);
    }
});

fn check(marked: &Marked) {
    let mut end = 0;
    for span in &marked.spans {
        assert!(end <= span.start && span.start <= span.end, "{marked:?}");
        assert!(marked.text.get(span.start..span.end).is_some(), "{marked:?}");
        end = span.end;
    }
}
