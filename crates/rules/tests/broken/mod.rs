//! A small sound rulebook to break, and how to read it.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop where it stands"
)]

use varsam_rules::{File, Problem, Rulebooks};

/// The words that the rules are written in; numbers of lines stand in what the tests expect.
const VOCABULARY: &str = r#"+++
document = "ord"
issuer = "Kommunen"
title = "Ord"
layer = "vocabulary"
edition = "1"
in_force = 2020-01-01
+++

```fact
id = "place"
kind = "choice"
sv = "Var?"
en = "Where?"
label = { sv = "Plats", en = "Place" }
values = [
  { id = "web", sv = "Webben", en = "The web" },
  { id = "intranet", sv = "Intranätet", en = "The intranet" },
]
```

```fact
id = "age"
kind = "number"
min = 0
max = 120
sv = "Hur gammal?"
en = "How old?"
label = { sv = "Ålder", en = "Age" }
applies = "pupil"
```

```fact
id = "pupil"
kind = "yes_no"
sv = "Är det en elev?"
en = "Is it a pupil?"
label = { sv = "Elev", en = "Pupil" }
```

```fact
id = "consent"
kind = "yes_no"
arrange = true
sv = "Finns samtycke?"
en = "Is there consent?"
label = { sv = "Samtycke", en = "Consent" }
```

```term
id = "child"
when = "pupil and age < 13"
sv = "Det är ett barn"
en = "It is a child"
```

```question
id = "publish"
sv = "Får jag?"
en = "May I?"
about = { sv = "Bilder", en = "Pictures" }
yes = { sv = "Ja.", en = "Yes." }
no = { sv = "Nej.", en = "No." }
stricter = "no"
ask = { sv = "rektor", en = "the head" }
```

```impossible
when = "pupil and place == intranet"
sv = "Elever når inte intranätet."
en = "Pupils do not reach the intranet."
```
"#;

const LAW: &str = r#"+++
document = "lag"
issuer = "Riksdagen"
title = "Lag"
layer = "law"
edition = "1"
in_force = 2020-01-01
+++

## 1 §

```rule
id = "law-child"
question = "publish"
answer = "no"
when = "child and place == web"
sv = "Inga barn på webben."
en = "No children on the web."
```
"#;

const OWN: &str = r#"+++
document = "regler"
issuer = "Kommunen"
title = "Regler"
layer = "own"
edition = "1"
in_force = 2020-01-01
+++

## 1.2 Samtycke

```rule
id = "own-consent"
question = "publish"
answer = "yes"
when = "consent and not child"
sv = "Med samtycke."
en = "With consent."
```

```rule
id = "own-no"
question = "publish"
answer = "no"
when = "not consent"
sv = "Inte utan."
en = "Not without."
```

```case
sv = "Vuxen med samtycke"
question = "publish"
facts = { place = "web", pupil = false, consent = true }
answer = "yes"
```
"#;

const STACKS: &str = r#"[[stack]]
id = "town"
sv = "Kommunen"
en = "The town"
rulebooks = ["law", "town"]
given = { place = "web" }
"#;

pub(crate) const WORDS_MD: &str = "vocabulary/words.md";
pub(crate) const LAW_MD: &str = "law/law.md";
pub(crate) const OWN_MD: &str = "town/rules.md";
pub(crate) const STACKS_TOML: &str = "stacks.toml";

/// The sound rulebook.
pub(crate) fn sound() -> Vec<File> {
    let files = [(WORDS_MD, VOCABULARY), (LAW_MD, LAW), (OWN_MD, OWN), (STACKS_TOML, STACKS)];
    files.map(|(file, text)| (file.to_owned(), text.to_owned())).into()
}

/// The rulebook with one piece of one file replaced; a piece that stands nowhere is a mistake in the test.
pub(crate) fn with(file: &str, piece: &str, other: &str) -> Vec<File> {
    let mut files = sound();
    let (_, text) = files.iter_mut().find(|(name, _)| name == file).unwrap();
    assert!(text.contains(piece), "{file} has no {piece}");
    *text = text.replacen(piece, other, 1);
    files
}

/// The rulebook with more at the end of one file. The first of the added lines is number 78, 20 or 37.
pub(crate) fn and(file: &str, more: &str) -> Vec<File> {
    let mut files = sound();
    let (_, text) = files.iter_mut().find(|(name, _)| name == file).unwrap();
    *text += more;
    files
}

pub(crate) fn read(files: &[File]) -> (Rulebooks, Vec<Problem>) {
    Rulebooks::from_files(files, "2026-11-21".parse().unwrap())
}

/// What is wrong with a rulebook, when it is read or, where nothing is, when it is checked.
pub(crate) fn problems(files: &[File]) -> String {
    let (books, mut problems) = read(files);
    if problems.is_empty() {
        problems = books.check().1;
    }
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
