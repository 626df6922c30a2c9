//! The tests that `varsam rulebook coverage` names exist.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

/// A renamed test must not leave a demand that only seems to be carried.
#[test]
fn named_tests_exist() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for line in include_str!("carried.tsv").lines() {
        let (id, test) = line.split_once('\t').unwrap();
        let (file, name) = test.split_once("::").unwrap();
        let text = std::fs::read_to_string(folder.join(format!("{file}.rs"))).unwrap();
        let declared = [format!("#[test]\nfn {name}()"), format!("#[tokio::test]\nasync fn {name}()")];
        assert!(
            declared.iter().any(|declared| text.contains(declared)) && text.contains(id),
            "{test} does not exist or does not name {id}"
        );
    }
}
