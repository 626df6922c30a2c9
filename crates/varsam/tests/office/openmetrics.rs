//! A strict reader of the text form of `OpenMetrics` 1.0, as far as figures of ours use it.

#![allow(clippy::expect_used, clippy::panic, clippy::string_slice, reason = "a test may fail loudly")]

use std::collections::{BTreeMap, BTreeSet};

/// A family of figures.
#[derive(Debug, Default)]
pub(crate) struct Family {
    kind: String,
    help: String,
    /// Name with its labels, and the value.
    pub(crate) samples: Vec<(String, f64)>,
}

/// Reads a text; stops at the first thing that is not as the standard says.
pub(crate) fn read(text: &str) -> BTreeMap<String, Family> {
    let lines = text.strip_suffix("# EOF\n").expect("it ends with `# EOF`");
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    let mut current = String::new();
    for line in lines.split_terminator('\n') {
        if let Some(meta) = line.strip_prefix("# ") {
            let (word, rest) = meta.split_once(' ').unwrap();
            let (name, value) = rest.split_once(' ').unwrap();
            if name != current {
                assert!(
                    is_name(name) && !families.contains_key(name),
                    "`{name}` stands twice, or is no name"
                );
                name.clone_into(&mut current);
            }
            let family = families.entry(name.to_owned()).or_default();
            assert!(family.samples.is_empty(), "`{line}` stands behind figures");
            let place = match word {
                "HELP" => &mut family.help,
                "TYPE" => &mut family.kind,
                _ => panic!("`{line}` is neither HELP nor TYPE"),
            };
            assert!(place.is_empty() && !value.is_empty(), "`{line}` comes twice, or says nothing");
            value.clone_into(place);
        } else {
            let (series, value) = sample(line);
            let family = families.get_mut(&current).unwrap();
            let name = series.split('{').next().unwrap();
            assert!(
                fits(&family.kind, name.strip_prefix(&current).unwrap()),
                "`{line}` in a {}",
                family.kind
            );
            family.samples.push((series, value));
        }
    }
    families.values().for_each(check);
    families
}

fn is_name(name: &str) -> bool {
    name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !name.starts_with(char::is_numeric)
}

fn fits(kind: &str, suffix: &str) -> bool {
    match kind {
        "counter" => suffix == "_total",
        "gauge" => suffix.is_empty(),
        "info" => suffix == "_info",
        "histogram" => ["_bucket", "_sum", "_count"].contains(&suffix),
        _ => false,
    }
}

fn sample(line: &str) -> (String, f64) {
    let (series, value) = line.rsplit_once(' ').unwrap();
    let value: f64 = if value == "+Inf" { f64::INFINITY } else { value.parse().unwrap() };
    let Some((name, labels)) = series.split_once('{') else {
        assert!(is_name(series), "{line}");
        return (series.to_owned(), value);
    };
    assert!(is_name(name), "{line}");
    let mut rest = labels.strip_suffix('}').unwrap_or_else(|| panic!("{line}"));
    let mut seen = BTreeSet::new();
    while !rest.is_empty() {
        let (label, behind) = rest.split_once("=\"").unwrap_or_else(|| panic!("{line}"));
        assert!(is_name(label) && seen.insert(label), "{line}");
        let end = closing(behind).unwrap_or_else(|| panic!("{line}"));
        rest = &behind[end + 1..];
        rest =
            rest.strip_prefix(',').unwrap_or_else(|| if rest.is_empty() { rest } else { panic!("{line}") });
    }
    (series.to_owned(), value)
}

/// Where the mark that is not escaped stands.
fn closing(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, letter)| {
        let closes = letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        closes.then_some(at)
    })
}

fn check(family: &Family) {
    assert!(!family.kind.is_empty() && !family.help.is_empty(), "{family:?}");
    let names: BTreeSet<_> = family.samples.iter().map(|(series, _)| series).collect();
    assert_eq!(names.len(), family.samples.len(), "a series stands twice: {family:?}");
    if family.kind == "counter" {
        assert!(family.samples.iter().all(|(_, value)| *value >= 0.0), "{family:?}");
    }
    if family.kind == "histogram" {
        buckets(family);
    }
}

/// Buckets grow, and the last one has all.
fn buckets(family: &Family) {
    let mut last = 0.0;
    for (series, value) in &family.samples {
        if series.contains("_sum") {
            continue;
        }
        if series.contains("_count") {
            last = 0.0;
        } else {
            assert!(*value >= last, "{series} shrinks");
            last = if series.contains("+Inf") { 0.0 } else { *value };
        }
    }
}
