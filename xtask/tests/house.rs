//! The house rules: who may know whom, how long a file and a function may be, what must stay out of the repository.
//!
//! Each rule is a function from what is there to a list of findings, one line each, saying what to do.
//! The tests hold the repository against the rules, and made-up offenders against them too.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

mod house {
    pub(crate) mod crates;
    pub(crate) mod repository;
    pub(crate) mod source;
}

use house::{crates, repository, source};

/// Fails with all findings at once.
#[track_caller]
fn none(findings: &[String]) {
    assert!(findings.is_empty(), "{} finding(s):\n{}", findings.len(), findings.join("\n"));
}

#[test]
fn crates_know_only_whom_they_may() {
    none(&crates::findings(&crates::workspace()));
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let findings: Vec<_> = source::files().iter().flat_map(source::file_findings).collect();
    none(&findings);
}

#[test]
fn functions_are_short() {
    none(&source::function_findings(&source::functions(&source::files())));
}

#[test]
fn nothing_large_or_built_is_committed() {
    none(&repository::tracked_findings(&repository::tracked()));
}

#[test]
fn own_style_is_small() {
    none(&repository::style_findings(&repository::own_style()));
}

#[test]
fn dependencies_are_few_and_rarely_double() {
    none(&crates::lock_findings(&repository::read("Cargo.lock")));
}

mod a_rule_catches {
    use super::{crates, repository, source};
    use crate::house::crates::Known;

    #[test]
    fn an_edge_that_is_not_allowed() {
        let rules = Known::new("varsam-rules", &["varsam-store"], &["varsam-store"]);
        assert_eq!(
            crates::findings(&[rules]),
            ["`varsam-rules` must not depend on `varsam-store` (docs/architecture.md has the table)"]
        );
    }

    #[test]
    fn an_allowed_edge_without_a_finding() {
        let varsam = Known::new("varsam", &["varsam-rules", "axum"], &["varsam-rules", "axum", "tokio"]);
        assert!(crates::findings(&[varsam]).is_empty());
    }

    #[test]
    fn something_unknown_that_comes_in_through_another() {
        let rules = Known::new("varsam-rules", &["harmless"], &["harmless", "tokio"]);
        assert_eq!(
            crates::findings(&[rules]),
            ["`varsam-rules` must not know `tokio`, not even through another crate (`cargo tree -i tokio`)"]
        );
    }

    #[test]
    fn internals_used_directly_only() {
        let through = Known::new("varsam", &["varsam-rules"], &["varsam-rules", "biodivine-lib-bdd"]);
        assert!(crates::findings(&[through]).is_empty());
        let direct = Known::new("varsam", &["biodivine-lib-bdd"], &["biodivine-lib-bdd"]);
        assert_eq!(crates::findings(&[direct]), ["`varsam` must not use `biodivine-lib-bdd` itself"]);
    }

    #[test]
    fn a_crate_that_nobody_placed() {
        let stray = Known::new("varsam-utils", &[], &[]);
        assert_eq!(
            crates::findings(&[stray]),
            ["`varsam-utils` is not in the table of crates (xtask/tests/house/crates.rs)"]
        );
    }

    #[test]
    fn a_file_without_a_word_on_what_it_is() {
        let bare = source::File::new("a.rs", "fn main() {}\n");
        assert_eq!(source::file_findings(&bare), ["a.rs: starts without a `//!` that says what it is for"]);
    }

    #[test]
    fn a_file_that_is_too_long() {
        let long = source::File::new("a.rs", &format!("//! Long.\n{}", "\n".repeat(500)));
        assert_eq!(
            source::file_findings(&long),
            ["a.rs: 501 lines; 500 are allowed, split it by what it does"]
        );
    }

    #[test]
    fn a_function_that_is_too_long() {
        let text = format!("//! Long.\nimpl A {{ fn long() {{\n{}}} }}\n", "f();\n".repeat(80));
        let functions = source::functions(&[source::File::new("a.rs", &text)]);
        let [over, median] = source::function_findings(&functions).try_into().unwrap();
        assert_eq!(over, "a.rs:2: `long` has 82 lines; 80 are allowed");
        assert_eq!(median, "the median function has 82 lines; 10 are allowed");
    }

    #[test]
    fn no_long_test_in_the_median() {
        let text = format!("//! Test.\n#[test]\nfn long() {{\n{}}}\n", "f();\n".repeat(40));
        assert!(
            source::function_findings(&source::functions(&[source::File::new("a.rs", &text)])).is_empty()
        );
    }

    #[test]
    fn what_was_built_and_what_is_heavy() {
        let tracked = [("web/dist/app.css".to_owned(), 3), ("film.mp4".to_owned(), 2_000_000)];
        assert_eq!(
            repository::tracked_findings(&tracked),
            [
                "web/dist/app.css: is built, not written; take it out of git",
                "film.mp4: 2000000 bytes; 1048576 are allowed",
            ]
        );
    }

    #[test]
    fn too_much_own_style() {
        assert_eq!(
            repository::style_findings(&"a{b:cd}\n/* kept out of the count */".repeat(1500)),
            ["own style sheets have 10500 bytes without comments and indentation; 10240 are allowed"]
        );
    }

    #[test]
    fn too_many_doubles_in_the_lock_file() {
        let lock = crates::made_up_lock(crates::DOUBLES_MAX + 1);
        let findings = crates::lock_findings(&lock);
        assert!(findings.iter().any(|finding| finding.contains("more than one version")), "{findings:?}");
    }
}
