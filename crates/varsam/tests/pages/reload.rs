//! A folder that changes while it is served: sound rulebooks take the place of the old ones, unsound ones are
//! refused and shown, and the old ones go on.

use super::visitor::{get_with, today};
use axum::http::StatusCode;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use varsam::library::{Library, Origin};

const STACKS: &str = "[[stack]]\nid = \"a\"\nsv = \"Skolan\"\nen = \"The school\"\nrulebooks = [\"own\"]\n";

const WORDS: &str = r#"+++
document = "words"
issuer = "Varsam"
title = "Ord"
layer = "vocabulary"
edition = "1"
in_force = 2020-01-01
+++

```question
id = "bike"
sv = "Får jag cykla?"
en = "May I ride?"
about = { sv = "Cykel.", en = "Bike." }
yes = { sv = "Ja.", en = "Yes." }
no = { sv = "Nej.", en = "No." }
stricter = "no"
ask = { sv = "rektor", en = "the head" }
```

```fact
id = "helmet"
kind = "yes_no"
sv = "Har du hjälm?"
en = "Do you have a helmet?"
label = { sv = "Hjälm", en = "Helmet" }
```
"#;

/// An own document with a rule and some prose.
fn own(answer: &str, from: &str, until: &str, prose: &str) -> String {
    format!(
        r#"+++
document = "bikes"
issuer = "Skolan"
title = "Cyklar"
layer = "own"
edition = "{from}"
in_force = {from}
{until}
+++

# Cyklar

{prose}

```rule
id = "bike-{answer}-{from}"
question = "bike"
answer = "{answer}"
when = "helmet"
sv = "Regeln om hjälm."
en = "The rule on helmets."
```
"#
    )
}

fn folder(own: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["vocabulary", "own"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    fs::write(folder.path().join("stacks.toml"), STACKS).unwrap();
    fs::write(folder.path().join("vocabulary/words.md"), WORDS).unwrap();
    fs::write(folder.path().join("own/bikes.md"), own).unwrap();
    folder
}

fn open(folder: &Path) -> Arc<Library> {
    Arc::new(Library::open(Origin::Folder(folder.to_owned()), today()).unwrap())
}

#[tokio::test]
async fn a_sound_change_is_taken_in_and_a_broken_one_refused() {
    let folder = folder(&own("yes", "2020-01-01", "", ""));
    let library = open(folder.path());
    let verdict = async |library: &Arc<Library>| {
        let reply = get_with(library, "/ask/bike?helmet=yes", &[]).await;
        reply.between("data-verdict=\"", "\"").to_owned()
    };
    assert_eq!(verdict(&library).await, "yes");
    fs::write(folder.path().join("own/bikes.md"), own("no", "2020-01-01", "", "Ny.")).unwrap();
    assert!(library.refresh(today()));
    assert_eq!(verdict(&library).await, "no");
    fs::write(folder.path().join("own/bikes.md"), own("no", "2020-01-01", "", "").replace("helmet", "hat"))
        .unwrap();
    assert!(library.refresh(today()));
    assert_eq!(verdict(&library).await, "no", "the former rules go on");
    let health = get_with(&library, "/health?lang=en", &[]).await;
    assert!(health.between("id=\"refused\"", "</section>").contains("own/bikes.md:"), "{}", health.text);
}

#[tokio::test]
async fn kept_pages_go_with_the_rulebooks_that_they_show() {
    let folder = folder(&own("yes", "2020-01-01", "", "Gammal text."));
    let library = open(folder.path());
    let router = varsam::web::router(Arc::clone(&library), super::visitor::settings());
    let page = async |address: &str| {
        use http_body_util::BodyExt as _;
        use tower::ServiceExt as _;
        let request = axum::http::Request::get(address).body(axum::body::Body::empty()).unwrap();
        let body = router.clone().oneshot(request).await.unwrap().into_body();
        String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap()
    };
    assert!(page("/guidelines/own/bikes").await.contains("Gammal text."));
    fs::write(folder.path().join("own/bikes.md"), own("yes", "2020-01-01", "", "Ny text, längre.")).unwrap();
    assert!(library.refresh(today()));
    assert!(page("/guidelines/own/bikes").await.contains("Ny text, längre."));
    page("/?mine=1").await;
    assert!(!page("/").await.contains("mine"), "what one visitor adds does not reach the next");
}

#[tokio::test]
async fn hostile_prose_is_shown_as_words() {
    let prose = "Hej <script>alert(1)</script> [a](javascript:alert(1)) ![b](https://example.org/b.png)\n\n\
                 ## <img src=x onerror=alert(1)>\n\n| a |\n|---|\n| b |\n";
    let library = open(folder(&own("yes", "2020-01-01", "", prose)).path());
    let reply = get_with(&library, "/guidelines/own/bikes", &[]).await;
    assert_eq!(reply.status, StatusCode::OK);
    for bad in ["<script>alert", "javascript:", "<img src=x", "example.org/b.png"] {
        assert!(!reply.text.contains(bad), "{bad}: {}", reply.text);
    }
}

#[tokio::test]
async fn editions_can_be_read_and_compared_by_day() {
    let folder = folder(&own("no", "2020-01-01", "until = 2025-01-01", "Förr."));
    fs::write(folder.path().join("own/bikes-2025.md"), own("yes", "2025-01-01", "", "Nu.")).unwrap();
    let library = open(folder.path());
    let get = async |address: &str| get_with(&library, address, &[("accept-language", "en")]).await;
    let now = get("/guidelines/own/bikes-2025").await;
    assert!(now.text.contains("Nu.") && now.text.contains("/guidelines/own/bikes\""), "{}", now.text);
    let then = get("/guidelines/own/bikes-2025?day=2024-06-01").await;
    assert!(then.text.contains("Förr.") && then.text.contains("id=\"bike-no-2020-01-01\""), "{}", then.text);
    assert!(then.text.contains("This edition is not in force."), "{}", then.text);
    let changes = get("/changes").await;
    assert!(changes.text.contains("value=\"2024-12-31\""), "from before the latest change: {}", changes.text);
    assert!(changes.text.contains("Permits more than before"), "{}", changes.text);
    assert!(changes.text.contains("/ask/bike?helmet=yes"), "{}", changes.text);
    let before = get("/changes?from=2019-01-01").await;
    let silent_then = before.text.contains("data-verdict=\"silent\"") && before.text.contains("May I ride?");
    assert!(silent_then, "before any edition the rules said nothing: {}", before.text);
}

#[tokio::test]
async fn an_unsound_edition_of_the_past_cannot_be_compared() {
    let old = own("no", "2020-01-01", "until = 2025-01-01", "Förr.")
        .replace("when = \"helmet\"", "when = \"helmt\"");
    let folder = folder(&old);
    fs::write(folder.path().join("own/bikes-2025.md"), own("yes", "2025-01-01", "", "Nu.")).unwrap();
    let reply =
        get_with(&open(folder.path()), "/changes?from=2021-01-01", &[("accept-language", "en")]).await;
    assert!(reply.text.contains("The answers cannot be compared"), "{}", reply.text);
}

#[test]
fn acm_16_a_routine_that_names_what_the_program_does_not_have_is_refused() {
    let routine = |who: &str, kept: &str| {
        let routine = format!(
            "\n```routine\nid = \"bike\"\nsv = \"Cykel\"\nen = \"Bike\"\nabout = {{ sv = \"\", en = \"\" }}\n\
             starts = [\"{who}\"]\n\n[[step]]\nid = \"ride\"\nsv = \"Cykla\"\nen = \"Ride\"\nwho = [\"{who}\"]\n{kept}```\n"
        );
        let own = own("yes", "2020-01-01", "", "") + &routine;
        Library::open(Origin::Folder(folder(&own).path().to_owned()), today())
            .err()
            .map(|problems| problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>())
    };
    let link = |of: &str| format!("evidence = \"link\"\nlink = \"{of}\"\n");
    assert_eq!(routine("head", &link("account")), None);
    assert_eq!(routine("head", "does = \"severity\"\n"), None);
    let refused = |message: &str| Some(vec![message.to_owned()]);
    assert_eq!(routine("head", &link("bikes")), refused("no register is called `bikes`"));
    assert_eq!(routine("head", "does = \"ride\"\n"), refused("no behaviour is called `ride`"));
    let twice = |message: &str| Some(vec![message.to_owned(); 2]);
    assert_eq!(
        routine("rider", ""),
        twice("no role is called `rider`"),
        "who starts it, and who owes a step"
    );
    // They owe nothing by a routine.
    for role in ["pupil", "guardian", "technician"] {
        assert_eq!(routine(role, ""), twice(&format!("no role is called `{role}`")));
    }
}

#[tokio::test]
async fn one_organisation_needs_no_choice() {
    let folder = folder(&own("yes", "2020-01-01", "", ""));
    let reply = get_with(&open(folder.path()), "/ask/bike", &[]).await;
    assert!(
        !reply.text.contains("class=\"switch\"") && !reply.text.contains("name=\"stack\""),
        "{}",
        reply.text
    );
}
