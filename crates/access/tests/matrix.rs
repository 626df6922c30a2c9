//! Who may do what, as a table in the repository: whoever changes a rule sees in the review what it changes.
//!
//! `VARSAM_WRITE_MATRIX=1 cargo test -p varsam-access --test matrix` writes the table anew.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::BTreeSet;
use varsam_access::matrix::{Scope, rows, telling};
use varsam_access::{Action, Answer, Policies};
use varsam_model::Role;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/matrix.tsv");

/// What anybody may do, and what each role adds.
fn table() -> String {
    let mut table = format!("role\taction\tmatter\t{}\n", Scope::ALL.map(Scope::code).join("\t"));
    for row in telling(&Policies::load().unwrap()) {
        let answers = row.answers.each_ref().map(ToString::to_string);
        let role = row.role.map_or("anybody", Role::code);
        table += &format!("{role}\t{}\t{}\t{}\n", row.action, row.matter, answers.join("\t"));
    }
    table
}

#[test]
fn the_table_is_what_the_rules_say() {
    let table = table();
    if std::env::var_os("VARSAM_WRITE_MATRIX").is_some() {
        std::fs::write(PATH, &table).unwrap();
    }
    let kept = std::fs::read_to_string(PATH).unwrap();
    let (kept, now): (BTreeSet<_>, BTreeSet<_>) = (kept.lines().collect(), table.lines().collect());
    let gone: Vec<_> = kept.difference(&now).map(|line| format!("- {line}")).collect();
    let new: Vec<_> = now.difference(&kept).map(|line| format!("+ {line}")).collect();
    let changes = [gone, new].concat().join("\n");
    assert!(
        changes.is_empty(),
        "the rules say otherwise than `tests/matrix.tsv`; see whether that is meant:\n{changes}"
    );
}

#[test]
fn nothing_of_another_organiser_is_open_and_no_action_and_no_role_is_idle() {
    let rows = rows(&Policies::load().unwrap());
    let foreign = Scope::ALL.iter().position(|scope| *scope == Scope::Foreign).unwrap();
    assert!(rows.iter().all(|row| row.answers[foreign] == Answer::No));
    let open: Vec<_> = rows.iter().filter(|row| row.opens_something()).collect();
    for action in Action::ALL {
        assert!(open.iter().any(|row| row.action == *action), "{action}");
    }
    for role in Role::ALL {
        assert!(open.iter().any(|row| row.role == Some(*role)), "{role}");
    }
}
