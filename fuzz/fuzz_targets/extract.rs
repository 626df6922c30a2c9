//! Any bytes under the name that the first byte picks, all the way to a report: limits hold, and findings have a place.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varsam_scan::extract::Input;
use varsam_scan::{Hit, Task, unit};

fuzz_target!(|data: &[u8]| {
    let Some((name, bytes)) = varsam_fuzz::named(data) else { return };
    let task = Task { excerpts: true, ocr: false, limits: varsam_fuzz::limits(), ..Task::default() };
    let mut longest = 0;
    let mut find = |text: &str, hits: &mut Vec<Hit>| {
        longest = longest.max(text.len());
        hits.extend(text.match_indices('a').map(|(at, _)| Hit::new(at, at + 1, "A", "form", 100)));
    };
    let report = unit::bytes(Input::from_bytes(bytes), &name, &task, &mut find);
    assert!(report.findings.len() <= 100 && report.faults.len() <= 100);
    assert!(longest < 1 << 20, "a piece of {longest} bytes");
});
