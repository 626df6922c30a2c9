//! The Rust source: how long files and functions are, and whether a file says what it is for.

use std::path::{Path, PathBuf};

use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

use super::repository::root;

/// Lines of one file.
const FILE_MAX: usize = 500;
/// Lines of one function, from its first word to its last brace.
const FUNCTION_MAX: usize = 80;
/// Lines of the function in the middle, tests not counted.
const MEDIAN_MAX: usize = 10;

/// One source file.
pub(crate) struct File {
    path: String,
    text: String,
}

impl File {
    /// A file for a test of the rules.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }
}

/// One function with its place.
pub(crate) struct Function {
    place: String,
    name: String,
    lines: usize,
    is_test: bool,
}

/// All Rust files of the repository.
pub(crate) fn files() -> Vec<File> {
    let mut paths = Vec::new();
    collect(&root(), &mut paths);
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> File {
    let shown = path.strip_prefix(root()).unwrap().display().to_string();
    File { path: shown, text: std::fs::read_to_string(path).unwrap() }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !name.starts_with('.') && !["target", "node_modules"].contains(&&*name) {
            collect(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

/// Too long, or without a word on what it is for.
pub(crate) fn file_findings(file: &File) -> Vec<String> {
    let File { path, text } = file;
    let mut findings = Vec::new();
    if !text.starts_with("//! ") {
        findings.push(format!("{path}: starts without a `//!` that says what it is for"));
    }
    let lines = text.lines().count();
    if lines > FILE_MAX {
        findings.push(format!("{path}: {lines} lines; {FILE_MAX} are allowed, split it by what it does"));
    }
    findings
}

/// Every function with a body, those inside macros apart.
pub(crate) fn functions(files: &[File]) -> Vec<Function> {
    files.iter().flat_map(functions_of).collect()
}

fn functions_of(file: &File) -> Vec<Function> {
    let parsed = syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.path));
    let is_test = file.path.split('/').any(|folder| folder == "tests" || folder == "benches");
    let mut counter = Counter { path: &file.path, is_test, found: Vec::new() };
    counter.visit_file(&parsed);
    counter.found
}

/// Functions over the limit, and a median over its own.
pub(crate) fn function_findings(functions: &[Function]) -> Vec<String> {
    let over = functions.iter().filter(|function| function.lines > FUNCTION_MAX);
    let mut findings: Vec<_> = over
        .map(|Function { place, name, lines, .. }| {
            format!("{place}: `{name}` has {lines} lines; {FUNCTION_MAX} are allowed")
        })
        .collect();
    let median = median(functions);
    if median > MEDIAN_MAX {
        findings.push(format!("the median function has {median} lines; {MEDIAN_MAX} are allowed"));
    }
    findings
}

fn median(functions: &[Function]) -> usize {
    let mut lines: Vec<_> =
        functions.iter().filter(|function| !function.is_test).map(|function| function.lines).collect();
    lines.sort_unstable();
    lines.get(lines.len() / 2).copied().unwrap_or_default()
}

struct Counter<'a> {
    path: &'a str,
    is_test: bool,
    found: Vec<Function>,
}

impl Counter<'_> {
    fn count(&mut self, attributes: &[syn::Attribute], signature: &syn::Signature, body: &syn::Block) {
        let start = signature.span().start().line;
        self.found.push(Function {
            place: format!("{}:{start}", self.path),
            name: signature.ident.to_string(),
            lines: body.span().end().line + 1 - start,
            is_test: self.is_test || attributes.iter().any(|attribute| attribute.path().is_ident("test")),
        });
    }
}

impl Visit<'_> for Counter<'_> {
    fn visit_item_fn(&mut self, item: &syn::ItemFn) {
        self.count(&item.attrs, &item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &syn::ImplItemFn) {
        self.count(&item.attrs, &item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.count(&item.attrs, &item.sig, body);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_mod(&mut self, item: &syn::ItemMod) {
        let outside = self.is_test;
        self.is_test |= item.attrs.iter().any(is_for_tests);
        visit::visit_item_mod(self, item);
        self.is_test = outside;
    }
}

fn is_for_tests(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
}
