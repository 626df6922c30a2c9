//! Words: every key that is used has them in each language, and none is left over.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use varsam::guard::Advice;
use varsam::office::intake::{Stage, TaskKind};
use varsam::scan::demand::{BELONGS, DEMANDS};
use varsam_access::matrix::{Scope, rows};
use varsam_access::{Action, Policies};
use varsam_model::civic::CivicFault;
use varsam_model::import::{Breach, Field, RowCode, Sheet};
use varsam_model::letter::{Addressee, Tongue};
use varsam_model::register::{self, Harm, Item, Kind, Wrong};
use varsam_model::{Mark, Role, authority};

/// Kinds whose names are put together with a dash to make keys: the verdict `yes_if` is said by `verdict-yes-if`.
const KINDS: [(&str, &[&str]); 55] = [
    ("sample-aim", &["random", "by", "about"]),
    ("case-standing", &["waiting", "perhaps", "open", "done", "declined", "not-needed"]),
    ("case-do", ACTS),
    ("case-act", ACTS),
    ("case-decision", &["yes", "no"]),
    (
        "letter",
        &["case-owed", "case-begun", "case-told", "case-closed", "case-before", "case-due", "case-after"],
    ),
    ("letter", OUTSIDE),
    ("open-removal", FORM),
    ("open-report", FORM),
    ("letter", &["digest", "stand-in", "register-soon", "register-over", "password-due"]),
    ("letter", &["yearly-before", "yearly-due", "yearly-after"]),
    ("card", &["held", "ordered", "missing"]),
    ("ask-pick", &["app", "service", "platform", "agreement", "system", "account", "camera"]),
    ("attention", &["missing", "expiring", "overdue", "password"]),
    ("letter", &["answer-reopened", "reveal-secret", "emergency", "set-login", "login-opening"]),
    ("verdict", &["yes", "yes-if", "no", "silent", "disagree", "depends"]),
    ("layer", &["law", "own", "guidance", "vocabulary"]),
    ("first", &["law", "own", "guidance"]),
    ("remark", &["silence", "contradiction", "reading"]),
    ("holds", &["yes", "no", "open"]),
    ("changes", &["from", "to"]),
    ("check", &["yes", "no", "refused"]),
    ("terminal", TERMINAL),
    ("guidelines-about", &["law", "own", "guidance", "vocabulary"]),
    ("error", ERRORS),
    ("field", FIELDS),
    ("example", FIELDS),
    ("severity", &["not-here", "check", "hint"]),
    ("what", LABELS),
    ("alias", LABELS),
    ("what", &["birth", "picture"]),
    ("why", WHY),
    ("what", &["own-pupil", "identity", "form-asks"]),
    ("belongs", &BELONGS),
    ("unread", UNREAD),
    ("kind", FILES),
    ("step", STEPS),
    ("way", WAYS),
    ("link-title", &LINKS),
    ("link-lead", &LINKS),
    ("link-hand", &LINKS),
    ("standing", &["active", "not-yet", "ended", "missing"]),
    ("precondition", &["training", "certificate", "licence", "smart-card"]),
    ("judged", &["within", "outside", "unexplained"]),
    ("grants-error", &["unit", "role", "until"]),
    ("grants-refused", REFUSED),
    ("competence-error", &["precondition", "from", "until", "evidence"]),
    ("person-error", &["given", "family", "email", "phone", "year", "last"]),
    ("erase-why", &["time-over", "asked", "mistake", "decided"]),
    ("class", CLASSES),
    (
        "register",
        &["person", "grant", "competence", "emergency", "duty", "waiting", "mark", "absence", "digest"],
    ),
    ("counted", &["persons", "units", "groups", "duties"]),
    ("stage", &["broken"]),
    ("wheel-standing", &["done", "under-way", "to-do", "overdue"]),
    ("month", &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]),
];

/// What letters to outsiders are about, each with a note.
const OUTSIDE: &[&str] =
    &["removal-confirm", "removal-confirm-note", "removal-answered", "removal-answered-note"];

/// What an open form says.
const FORM: &[&str] = &["title", "lead", "text", "text-hint", "send"];

/// What can happen with a step of a case.
const ACTS: &[&str] = &["done", "declined", "handed-over", "reopened", "noted"];

/// How somebody signs in.
const WAYS: &[&str] = &[
    "passkey",
    "demo",
    "link",
    "invitation",
    "recovery",
    "set-up",
    "provider",
    "provider-strong",
    "smart-card",
];

/// What one-time links are for.
const LINKS: [&str; 3] = ["invitation", "visit", "recovery"];

const REFUSED: &[&str] = &[
    "grant-not-self",
    "grant-technician-only-fictitious",
    "technician-and-nothing-else",
    "auditor-apart-from-administrator",
    "has-it",
];

const CLASSES: &[&str] =
    &["identity", "unit", "school", "sensitive", "health", "protected", "sign-in", "log"];

const UNREAD: &[&str] = &[
    "password",
    "damaged",
    "too-large",
    "too-deep",
    "timeout",
    "crashed",
    "no-permission",
    "unknown-format",
    "ocr-missing",
    "link",
    "special",
    "gone",
    "io",
];

const FILES: &[&str] = &[
    "text", "csv", "json", "xml", "html", "eml", "mbox", "msg", "docx", "xlsx", "xls", "pptx", "odt", "ods",
    "odp", "rtf", "pdf", "ics", "vcf", "zip", "seven-z", "tar", "gz", "image", "ole", "media", "empty",
    "unknown",
];

const STEPS: &[&str] = &[
    "entry",
    "mail",
    "attachment",
    "field",
    "body",
    "page",
    "slide",
    "sheet",
    "hidden-sheet",
    "cell",
    "line",
    "paragraph",
    "record",
    "value",
    "notes",
    "comments",
    "header",
    "footer",
    "footnotes",
    "deleted",
    "alt-text",
    "author",
    "link",
    "property",
    "form-field",
    "outline",
    "cache",
    "picture",
    "file-name",
];

const FIELDS: &[&str] =
    &["absence-note", "teacher-note", "public-post", "form-question", "incident-report", "register-text"];

const LABELS: &[&str] = &[
    "person",
    "personnummer",
    "phone",
    "email",
    "address",
    "other-id",
    "health",
    "ethnic",
    "religion",
    "politics",
    "union",
    "sexual",
    "abuse",
    "security",
];

const WHY: &[&str] = &[
    "checked",
    "form",
    "in-context",
    "name",
    "name-in-context",
    "name-carried",
    "name-column",
    "term",
    "implied",
    "asked",
    "named",
];

const ERRORS: &[&str] = &[
    "no-page-title",
    "no-page-lead",
    "no-question-title",
    "no-question-lead",
    "no-organisation-title",
    "no-organisation-lead",
    "too-long-title",
    "too-long-lead",
    "wrong-method-title",
    "wrong-method-lead",
    "not-signed-in-title",
    "not-signed-in-lead",
    "not-fresh-title",
    "not-fresh-lead",
    "not-let-in-title",
    "not-let-in-lead",
    "not-open-title",
    "not-open-lead",
    "dead-link-title",
    "dead-link-lead",
    "too-many-title",
    "too-many-lead",
    "ours-title",
    "ours-lead",
];

const TERMINAL: &[&str] =
    &["ask", "depends", "duties", "facts", "gives-way", "instead", "or", "remarks", "what-if", "why"];

/// How a key is asked for; what follows is the key.
const CALLS: [&str; 5] = [".t(\"", ".with(\"", ".count(\"", "option(\"yes\", \"", "option(\"no\", \""];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The text of all sources and templates.
fn sources() -> String {
    let mut paths = Vec::new();
    for folder in ["src", "templates"] {
        files(&root().join(folder), &mut paths);
    }
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// The keys of a language, each with its words.
fn words(language: &str) -> BTreeMap<String, String> {
    let mut paths = Vec::new();
    files(&root().join("../../locales").join(language), &mut paths);
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    for path in paths {
        let mut last = String::new();
        for line in fs::read_to_string(&path).unwrap().lines() {
            match line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
                Some((key, text)) => {
                    key.clone_into(&mut last);
                    let twice = words.insert(last.clone(), text.trim().to_owned());
                    assert!(twice.is_none(), "{}: `{key}` twice", path.display());
                }
                None if line.starts_with(' ') => words.get_mut(&last).unwrap().push_str(line),
                None => {}
            }
        }
    }
    words
}

/// Keys that are asked for by name.
fn asked(sources: &str) -> BTreeSet<String> {
    let after = CALLS.iter().flat_map(|call| sources.split(call).skip(1));
    let key = |rest: &str| rest.split('"').next().unwrap().to_owned();
    let is_key = |key: &String| {
        !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    after.map(key).filter(is_key).collect()
}

/// What the declarations of registers want words for: a field without words is missing, words without a field are left over.
fn registers() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for register in register::ALL {
        let code = register.code;
        keys.extend(["", "-about", "-new"].map(|of| format!("register-{code}{of}")));
        keys.extend(register.states.iter().map(|state| format!("state-{code}-{state}")));
        keys.extend(register.steps.iter().map(|step| format!("step-{code}-{}", step.code)));
        for field in register.fields {
            keys.insert(format!("field-{code}-{}", field.name));
            keys.extend(field.has_hint.then(|| format!("field-{code}-{}-hint", field.name)));
            match field.kind {
                Kind::Choice(of) | Kind::Several(of) => {
                    keys.extend(of.codes.iter().map(|option| format!("option-{}-{option}", of.name)));
                }
                Kind::Number(measure) => keys.extend([format!("measure-{measure}")]),
                _ => {}
            }
        }
    }
    keys.extend(Wrong::ALL.iter().map(|wrong| format!("wrong-{}", wrong.code())));
    keys.extend(Item::ALL.iter().map(|item| format!("item-{}", item.code())));
    keys.extend(Harm::ALL.iter().map(|harm| format!("harm-{}", harm.code())));
    keys.into_iter().map(|key| key.replace('_', "-")).collect()
}

fn kinds() -> BTreeSet<String> {
    let kinds = KINDS.iter().flat_map(|(kind, names)| names.iter().map(move |name| format!("{kind}-{name}")));
    let advice = Advice::ALL.into_iter().map(|advice| format!("advice-{}", advice.code()));
    let roles = Role::ALL.iter().map(|role| format!("role-{}", role.code().replace('_', "-")));
    let deeds = varsam::web::DEEDS.iter().map(|deed| format!("deed-{}", deed.replace('_', "-")));
    let fields = varsam::web::FIELDS.iter().map(|field| format!("data-{}", field.replace('_', "-")));
    let acts = Action::ALL.iter().map(|act| format!("act-{}", act.code().replace('_', "-")));
    let scopes = Scope::ALL.iter().map(|scope| format!("scope-{}", scope.code().replace('_', "-")));
    let rows = rows(&Policies::load().unwrap());
    let is_role = |matter: &str| Role::ALL.iter().any(|role| role.code() == matter);
    let matters = rows.iter().filter(|row| !is_role(&row.matter));
    let matters = matters.map(|row| format!("matter-{}", row.matter.replace([' ', '_'], "-")));
    let answers = rows.iter().flat_map(|row| &row.answers);
    let answers = answers.map(|answer| format!("may-{}", answer.to_string().replace(['+', '_'], "-")));
    let access: BTreeSet<_> = acts.chain(scopes).chain(matters).chain(answers).collect();
    let codes = |kind: &'static str, codes: Vec<&'static str>| {
        codes.into_iter().map(move |code| format!("{kind}-{}", code.replace('_', "-")))
    };
    let intake = codes("sheet", Sheet::ALL.iter().map(|sheet| sheet.code()).collect())
        .chain(codes("column", Field::ALL.iter().map(|field| field.code()).collect()))
        .chain(codes("row-fault", RowCode::ALL.iter().map(|code| code.code()).collect()))
        .chain(codes("civic-fault", CivicFault::ALL.iter().map(|code| code.code()).collect()))
        .chain(codes("breach", Breach::ALL.iter().map(|breach| breach.code()).collect()))
        .chain(codes("protection", Mark::ALL.iter().map(|mark| mark.code()).collect()))
        .chain(codes("mark-task", TaskKind::ALL.iter().map(|kind| kind.code()).collect()))
        .chain(codes("stage", Stage::ALL.iter().map(|stage| stage.code()).collect()));
    let access: BTreeSet<_> = access.into_iter().chain(intake).collect();
    let demands = DEMANDS.iter().map(|id| format!("demand-{}", id.to_lowercase()));
    let known = kinds.chain(advice).chain(roles).chain(deeds).chain(fields).chain(access).chain(demands);
    known.chain(registers()).chain(breaches()).collect()
}

/// What the forms about breaches want words for.
fn breaches() -> BTreeSet<String> {
    use varsam_model::severity::{Availability, Confidentiality, Content, Ease, Factor, Integrity, Level};
    let parts = ["content", "ease", "confidentiality", "integrity", "availability"];
    let sum = ["factors", "context", "product", "malicious", "score"];
    let flags = ["malicious", "protected", "many", "unintelligible"];
    let kinds: [(&str, Vec<&str>); 14] = [
        ("breach", [&parts[..], &flags].concat()),
        ("breach-sum", [&parts[..], &sum].concat()),
        ("breach-content", Content::ALL.iter().map(|code| code.code()).collect()),
        ("breach-factor", Factor::ALL.iter().map(|code| code.code()).collect()),
        ("breach-ease", Ease::ALL.iter().map(|code| code.code()).collect()),
        ("breach-confidentiality", Confidentiality::ALL.iter().map(|code| code.code()).collect()),
        ("breach-integrity", Integrity::ALL.iter().map(|code| code.code()).collect()),
        ("breach-availability", Availability::ALL.iter().map(|code| code.code()).collect()),
        ("breach-level", Level::ALL.iter().map(|code| code.code()).collect()),
        ("breach-event", authority::Event::ALL.iter().map(|code| code.code()).collect()),
        ("authority", authority::FIELDS.iter().map(|field| field.code).collect()),
        ("letters-to", Addressee::ALL.iter().map(|to| to.code()).collect()),
        ("letters-language", Tongue::ALL.iter().map(|tongue| tongue.code()).collect()),
        ("letters-hindrance", vec!["advice", "decision", "not-needed", "settled"]),
    ];
    let key = |kind: &str, code: &str| format!("{kind}-{}", code.replace('_', "-"));
    kinds.iter().flat_map(|(kind, codes)| codes.iter().map(move |code| key(kind, code))).collect()
}

#[test]
fn every_key_has_words_in_each_language() {
    let wanted: BTreeSet<String> = asked(&sources()).into_iter().chain(kinds()).collect();
    assert!(wanted.len() > 100, "the search for keys finds only {}", wanted.len());
    for language in ["sv", "en"] {
        let words = words(language);
        let missing: Vec<&String> = wanted.iter().filter(|key| !words.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
        let empty: Vec<&String> =
            words.iter().filter(|(_, text)| text.is_empty()).map(|(key, _)| key).collect();
        assert!(empty.is_empty(), "{language}: {empty:?}");
    }
}

#[test]
fn no_words_are_left_over() {
    let (sources, kinds) = (sources(), kinds());
    let quoted: BTreeSet<&str> = sources.split('"').collect();
    for language in ["sv", "en"] {
        let left_over: Vec<String> = words(language)
            .into_keys()
            .filter(|key| !kinds.contains(key) && !quoted.contains(key.as_str()))
            .collect();
        assert!(left_over.is_empty(), "{language}: {left_over:?}");
    }
}

/// Letters are in more languages than pages: none may fall back to Swedish half-way, or lose a day or a name.
#[test]
fn letters_say_the_same_things_in_every_language() {
    let folder = root().join("../../locales/correspondence");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    files.sort();
    let mut tongues: Vec<std::ffi::OsString> =
        Tongue::ALL.iter().map(|tongue| format!("{}.ftl", tongue.code()).into()).collect();
    tongues.sort();
    assert_eq!(files, tongues);
    let words = |tongue: &Tongue| -> BTreeMap<String, String> {
        let text = fs::read_to_string(folder.join(format!("{}.ftl", tongue.code()))).unwrap();
        let lines = text.lines().filter_map(|line| line.split_once(" = "));
        lines.map(|(key, words)| (key.to_owned(), words.to_owned())).collect()
    };
    let swedish = words(&Tongue::Swedish);
    assert!(swedish.len() > 20, "{swedish:?}");
    for tongue in Tongue::ALL.iter().filter(|tongue| **tongue != Tongue::Swedish) {
        let other = words(tongue);
        assert_eq!(other.keys().collect::<Vec<_>>(), swedish.keys().collect::<Vec<_>>(), "{tongue}");
        for (key, text) in &swedish {
            assert!(!other[key].is_empty() && other[key] != *text, "{tongue}: `{key}`");
            assert_eq!(other[key].contains("{ $value }"), text.contains("{ $value }"), "{tongue}: `{key}`");
        }
    }
}

#[test]
fn both_languages_say_the_same_things() {
    let (swedish, english) = (words("sv"), words("en"));
    assert_eq!(swedish.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
    for (key, text) in &swedish {
        let value = |text: &String| text.contains("$value");
        assert_eq!(value(text), value(&english[key]), "`{key}`: only one language uses the value");
    }
}
