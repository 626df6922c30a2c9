//! The tests that `varsam rulebook coverage` names exist.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

/// A renamed test must not leave a demand that only seems to be carried. A test of another crate has the crate's name before
/// its file: `access:rules::name`, or `model:src/grant::name` where it stands beside the code.
#[test]
fn named_tests_exist() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for line in include_str!("carried.tsv").lines() {
        let (id, test) = line.split_once('\t').unwrap();
        let (place, name) = test.rsplit_once("::").unwrap();
        let (of, file) = place.split_once(':').unwrap_or(("varsam", place));
        let folder = if file.starts_with("src/") { crates.join(of) } else { crates.join(of).join("tests") };
        let path = folder.join(format!("{file}.rs"));
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let declared = [format!("#[test]\nfn {name}()"), format!("#[tokio::test]\nasync fn {name}()")];
        let text = text.replace("\n    ", "\n");
        let named = format!("{}_", id.to_lowercase().replace('-', "_"));
        assert!(
            declared.iter().any(|declared| text.contains(declared))
                && (text.contains(id) || name.contains(&named)),
            "{test} does not exist or does not name {id}"
        );
    }
}
