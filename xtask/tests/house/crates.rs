//! Which crate may know which: ours among each other, and what each must never know.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

/// Our crates, and which of ours each may depend on. `varsam` puts everything together.
const MAY_KNOW: [(&str, &[&str]); 10] = [
    ("varsam-rules", &[]),
    ("varsam-detect", &[]),
    ("varsam-model", &[]),
    ("varsam-scan", &["varsam-detect"]),
    ("varsam-paper", &["varsam-model"]),
    ("varsam-store", &["varsam-model"]),
    ("varsam-access", &["varsam-model"]),
    (
        "varsam",
        &[
            "varsam-rules",
            "varsam-detect",
            "varsam-model",
            "varsam-scan",
            "varsam-paper",
            "varsam-store",
            "varsam-access",
        ],
    ),
    ("varsam-bench", &["varsam-rules", "varsam"]),
    ("xtask", &[]),
];

const DATABASE: [&str; 4] = ["sqlx", "rusqlite", "tokio-postgres", "diesel"];
const HTTP: [&str; 5] = ["axum", "hyper", "reqwest", "ureq", "rustls"];
const CLOCK: [&str; 3] = ["jiff", "chrono", "time"];
const ASYNC: [&str; 3] = ["tokio", "async-trait", "futures"];
const PAGES: [&str; 2] = ["askama", "maud"];
const POLICY: [&str; 1] = ["cedar-policy"];
const FILES: [&str; 3] = ["walkdir", "ignore", "zip"];

/// What must not be anywhere in a crate's tree of dependencies.
const NEVER_IN: [(&str, &[&[&str]]); 7] = [
    ("varsam-rules", &[&DATABASE, &HTTP, &CLOCK, &ASYNC, &PAGES, &POLICY]),
    ("varsam-detect", &[&DATABASE, &HTTP, &CLOCK, &ASYNC, &PAGES, &POLICY, &FILES]),
    ("varsam-scan", &[&DATABASE, &HTTP, &PAGES, &POLICY]),
    ("varsam-model", &[&DATABASE, &HTTP, &ASYNC, &PAGES, &POLICY]),
    ("varsam-paper", &[&DATABASE, &HTTP, &ASYNC, &POLICY]),
    // It calls stores of files and key services, so a client of HTTP comes in with them; a server never does.
    ("varsam-store", &[&["axum"], &PAGES, &POLICY]),
    ("varsam-access", &[&DATABASE, &HTTP, &PAGES]),
];

/// What a crate must not use itself, though it may come in through one of ours.
const NEVER_DIRECT: [(&str, &[&str]); 2] = [
    ("varsam", &["biodivine-lib-bdd", "sqlx", "rusqlite", "cedar-policy", "typst", "typst-pdf"]),
    ("varsam-access", &["typst"]),
];

/// Packages in the lock file. A new one is code that somebody has to trust: raise this on purpose.
/// (The store brought two databases, cryptography and an HTTP client, access a policy engine and its prover, sign-in
/// passkeys and OpenID Connect: each checks signatures with algorithms in pure Rust of its own.)
pub(crate) const PACKAGES_MAX: usize = 650;
/// Packages that are there in more than one version.
pub(crate) const DOUBLES_MAX: usize = 46;

/// One of our crates, with the names of what it depends on (not for tests only).
pub(crate) struct Known {
    name: String,
    direct: BTreeSet<String>,
    tree: BTreeSet<String>,
}

impl Known {
    /// A crate for a test of the rules.
    pub(crate) fn new(name: &str, direct: &[&str], tree: &[&str]) -> Self {
        let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self { name: name.to_owned(), direct: set(direct), tree: set(tree) }
    }
}

/// Our crates as they are.
pub(crate) fn workspace() -> Vec<Known> {
    let metadata = MetadataCommand::new().other_options(vec!["--locked".into()]).exec().unwrap();
    let edges = edges(&metadata);
    let ours = metadata.workspace_packages();
    ours.iter().map(|package| known(&metadata, &edges, &package.id)).collect()
}

type Edges<'a> = BTreeMap<&'a PackageId, Vec<&'a PackageId>>;

fn edges(metadata: &Metadata) -> Edges<'_> {
    let nodes = &metadata.resolve.as_ref().unwrap().nodes;
    nodes
        .iter()
        .map(|node| (&node.id, node.deps.iter().filter(|dep| is_used(dep)).map(|dep| &dep.pkg).collect()))
        .collect()
}

/// Whether it is more than a help for tests.
fn is_used(dep: &cargo_metadata::NodeDep) -> bool {
    dep.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development)
}

fn known(metadata: &Metadata, edges: &Edges<'_>, id: &PackageId) -> Known {
    let name = |id: &PackageId| metadata[id].name.to_string();
    let direct = &edges[id];
    let mut tree: BTreeSet<&PackageId> = BTreeSet::new();
    let mut open = direct.clone();
    while let Some(next) = open.pop() {
        if tree.insert(next) {
            open.extend(&edges[next]);
        }
    }
    Known {
        name: name(id),
        direct: direct.iter().map(|id| name(id)).collect(),
        tree: tree.into_iter().map(name).collect(),
    }
}

/// What is against the tables above.
pub(crate) fn findings(crates: &[Known]) -> Vec<String> {
    crates
        .iter()
        .flat_map(|of| [edge_findings(of), tree_findings(of), direct_findings(of)].concat())
        .collect()
}

fn edge_findings(of: &Known) -> Vec<String> {
    let name = &of.name;
    let Some((_, allowed)) = MAY_KNOW.iter().find(|(ours, _)| ours == name) else {
        return vec![format!("`{name}` is not in the table of crates (xtask/tests/house/crates.rs)")];
    };
    let ours = of.direct.iter().filter(|direct| direct.starts_with("varsam") || *direct == "xtask");
    let forbidden = ours.filter(|direct| !allowed.contains(&direct.as_str()));
    forbidden
        .map(|other| format!("`{name}` must not depend on `{other}` (docs/architecture.md has the table)"))
        .collect()
}

fn tree_findings(of: &Known) -> Vec<String> {
    let name = &of.name;
    let never = NEVER_IN
        .iter()
        .filter(|(ours, _)| ours == name)
        .flat_map(|(_, groups)| groups.iter().copied().flatten());
    let found = never.filter(|other| of.tree.contains(**other));
    found
        .map(|other| {
            format!(
                "`{name}` must not know `{other}`, not even through another crate (`cargo tree -i {other}`)"
            )
        })
        .collect()
}

fn direct_findings(of: &Known) -> Vec<String> {
    let name = &of.name;
    let never = NEVER_DIRECT.iter().filter(|(ours, _)| ours == name).flat_map(|(_, others)| others.iter());
    let found = never.filter(|other| of.direct.contains(**other));
    found.map(|other| format!("`{name}` must not use `{other}` itself")).collect()
}

/// What the lock file has too much of.
pub(crate) fn lock_findings(lock: &str) -> Vec<String> {
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for name in lock.lines().filter_map(|line| line.strip_prefix("name = ")) {
        *versions.entry(name).or_default() += 1;
    }
    let packages: usize = versions.values().sum();
    let doubles: Vec<_> = versions.iter().filter(|(_, count)| **count > 1).map(|(name, _)| *name).collect();
    let mut findings = Vec::new();
    if packages > PACKAGES_MAX {
        findings.push(format!("{packages} packages in Cargo.lock; {PACKAGES_MAX} are allowed"));
    }
    if doubles.len() > DOUBLES_MAX {
        let (count, names) = (doubles.len(), doubles.join(", "));
        findings
            .push(format!("{count} packages in more than one version; {DOUBLES_MAX} are allowed: {names}"));
    }
    findings
}

/// A lock file with so many packages in two versions.
pub(crate) fn made_up_lock(doubles: usize) -> String {
    (0..doubles).map(|number| format!("name = \"p{number}\"\n").repeat(2)).collect()
}
