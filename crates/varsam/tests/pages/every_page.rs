//! Every page, for both organisations, in both languages.

use super::visitor::{TODAY, get, get_with, shipped};
use axum::http::StatusCode;
use std::collections::BTreeSet;
use std::path::Path;

/// A page for each template. What a page includes is listed with it, so that no template is forgotten.
const PAGES: [(&str, &[&str]); 11] = [
    ("/", &["site.html", "start.html", "parts/cards.html", "parts/tools.html"]),
    ("/search?q=klassfoto", &["search.html"]),
    ("/ask/publish?place=instagram", &["ask.html", "ask/question.html", "ask/facts.html", "ask/hidden.html"]),
    (
        "/ask/publish?place=print&content=impersonal&made_by=outsider&secrecy=none",
        &[
            "ask/answer.html",
            "ask/conditions.html",
            "ask/why.html",
            "ask/tree.html",
            "ask/ways.html",
            "parts/cite.html",
        ],
    ),
    ("/ask/publish?place=nowhere", &["ask/notices.html"]),
    ("/check?example=absence-note", &["check.html", "guard/field.html", "guard/found.html"]),
    ("/guidelines", &["guidelines.html"]),
    (
        "/guidelines/law/dataskyddsforordningen",
        &["guideline.html", "guideline/note.html", "guideline/when.html"],
    ),
    ("/changes", &["changes.html"]),
    ("/health", &["health.html", "health/findings.html"]),
    ("/accessibility", &["accessibility.html"]),
];

#[tokio::test]
async fn renders_in_both_languages_for_both_organisations() {
    for (page, _) in PAGES.iter().chain(&[("/no-such-page", &[][..])]) {
        for stack in ["municipality", "company"] {
            for lang in ["sv", "en"] {
                let mark = if page.contains('?') { '&' } else { '?' };
                let address = format!("{page}{mark}stack={stack}&lang={lang}");
                let reply = get(&address).await;
                let expected = match *page {
                    "/no-such-page" => StatusCode::NOT_FOUND,
                    "/ask/publish?place=nowhere" => StatusCode::UNPROCESSABLE_ENTITY,
                    _ => StatusCode::OK,
                };
                assert_eq!(reply.status, expected, "{address}");
                assert!(
                    reply.text.starts_with(&format!("<!doctype html>\n<html lang=\"{lang}\"")),
                    "{address}"
                );
                assert_eq!(reply.text.matches("<h1").count(), 1, "{address}");
                assert!(reply.text.ends_with("</html>"), "{address}");
                assert_whole(&address, &reply.text);
            }
        }
    }
}

/// No key without words, no id twice.
fn assert_whole(address: &str, page: &str) {
    assert!(!page.contains("Unknown localization"), "{address}");
    let mut ids = BTreeSet::new();
    for id in page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.insert(id), "{address}: `{id}` twice");
    }
    for target in page.split(" href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(target.is_empty() || ids.contains(target), "{address}: `#{target}` leads nowhere");
    }
}

/// The pages behind sign-in, and their parts; `office.rs` reads them.
const INSIDE: &[&str] = &[
    "people",
    "people/person",
    "people/edit",
    "people/export",
    "people/erase",
    "people/erased",
    "reason",
    "log",
    "log/review",
    "units",
    "units/branches",
    "units/unit",
    "units/edit",
    "access/who_may",
    "access/reach",
    "access/grants",
    "access/grant",
    "access/find",
    "access/new_grant",
    "access/reviews",
    "access/review",
    "access/cards",
    "access/emergency",
    "ask/pick",
    "flows",
    "wheel",
    "board",
    "record",
    "record/changes",
    "record/file",
    "record/table",
    "record/units",
    "registers/attach",
    "registers/starter",
    "registers/upkeep",
    "registers",
    "registers/list",
    "registers/entry",
    "registers/form",
    "registers/import",
    "registers/login",
    "registers/login_shown",
    "registers/told",
    "registers/widget",
    "open/account",
    "open/form",
    "open/removal",
    "open/said",
    "open/list",
    "open",
    "parts/bars",
    "parts/choose",
    "parts/field",
    "parts/errors",
    "parts/conflict",
    "parts/kept",
];

#[test]
fn no_template_is_forgotten() {
    let mut known: BTreeSet<String> =
        PAGES.iter().flat_map(|(_, templates)| *templates).map(|&name| name.into()).collect();
    known.insert("error.html".into());
    // A file that a scan writes; `scan.rs` reads it.
    known.insert("scan/report.html".into());
    let door = ["sign_in", "outside", "onward", "signed_out", "organiser", "identities"];
    known.extend(door.map(|name| format!("door/{name}.html")));
    let intake =
        ["import", "import/job", "import/state", "import/mapping", "import/found", "marked", "marked/task"];
    known.extend(intake.map(|name| format!("{name}.html")));
    known.extend(INSIDE.iter().map(|name| format!("{name}.html")));
    let cases =
        ["act", "begin", "case", "details", "facts", "index", "looks", "own", "statistics", "tasks", "units"];
    known.extend(cases.map(|name| format!("cases/{name}.html")));
    known.extend(
        ["severity", "authority", "letters", "letters_print", "list"]
            .map(|name| format!("breach/{name}.html")),
    );
    let door = ["input", "add_passkey", "administer", "invitation", "list", "made_link", "own", "recovery"];
    known.extend(door.map(|name| format!("door/{name}.html")));
    known.extend(["set_up", "set_up_done", "step_up"].map(|name| format!("door/{name}.html")));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut found = BTreeSet::new();
    walk(&folder, &folder, &mut found);
    assert_eq!(found, known);
}

fn walk(top: &Path, folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(top, &path, found);
        } else {
            found.insert(path.strip_prefix(top).unwrap().to_string_lossy().into_owned());
        }
    }
}

#[tokio::test]
async fn every_document_is_a_page_and_every_citation_leads_to_a_place_on_one() {
    let shelf = shipped().shelf();
    for (document, content) in shelf.books.documents.iter() {
        let page = content.file.trim_end_matches(".md");
        let reply = get(&format!("/guidelines/{page}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{page}");
        assert_whole(page, &reply.text);
        let ids = shelf.books.rules.iter().filter(|(_, rule)| rule.source.document == document);
        for (_, rule) in ids {
            assert!(reply.text.contains(&format!("id=\"{}\"", rule.id)), "{page}#{}", rule.id);
        }
        for (_, remark) in shelf.books.remarks.iter().filter(|(_, r)| r.source.document == document) {
            assert!(reply.text.contains(&format!("id=\"{}\"", remark.id)), "{page}#{}", remark.id);
        }
        let routines = shelf.books.routines.iter().filter(|(_, routine)| routine.source.document == document);
        for (_, routine) in routines {
            assert!(reply.text.contains(&format!("id=\"routine-{}\"", routine.id)), "{page}#{}", routine.id);
        }
        for (_, period) in shelf.books.periods.iter().filter(|(_, p)| p.source.document == document) {
            assert!(reply.text.contains(&format!("id=\"value-{}\"", period.id)), "{page}#{}", period.id);
        }
    }
}

#[tokio::test]
async fn acm_17_a_routine_says_in_its_guideline_who_does_what_by_when_and_what_is_kept() {
    let page = get("/guidelines/law/dataskyddsforordningen?lang=en").await;
    let routine = page.between("id=\"routine-breach\"", "</ol>");
    let step = routine.split("<li>").find(|step| step.starts_with("Notify the Authority")).unwrap();
    for said in [
        "May be needed",
        "<strong>Who:</strong> Data protection officer",
        "<strong>Due:</strong> 72 hours from “Discovered”",
        "<strong>Kept:</strong> a note",
        "<bdi>ACM-17</bdi>",
    ] {
        assert!(step.contains(said), "{said}: {step}");
    }
    assert!(!step.contains("href"), "the page is kept for everybody, so it leads nowhere that is for some");
    let value = page.between("id=\"value-breach-notice\"", "</div>");
    assert!(value.contains("Notification to the supervisory authority: 72 hours"), "{value}");
}

#[tokio::test]
async fn headings_of_documents_make_an_outline() {
    for (_, document) in shipped().shelf().books.documents.iter() {
        let page = get(&format!("/guidelines/{}", document.file.trim_end_matches(".md"))).await;
        let mut before = 1;
        for level in page.text.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)) {
            assert!(level <= before + 1, "{}: h{level} after h{before}", document.file);
            before = level;
        }
    }
}

#[tokio::test]
async fn an_earlier_day_shows_the_edition_of_that_day() {
    let page = "/guidelines/law/dataskyddsforordningen";
    assert_eq!(get(&format!("{page}?day={TODAY}")).await.status, StatusCode::OK);
    let early = get(&format!("{page}?day=2001-01-01&lang=en")).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text.contains("No edition of the document was in force"), "{}", early.text);
}

#[tokio::test]
async fn language_and_organisation_are_remembered() {
    let library = shipped();
    let reply = get("/?lang=en&stack=company").await;
    let cookies: Vec<&str> =
        reply.headers.get_all("set-cookie").into_iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    assert!(cookies.iter().all(|cookie| cookie.contains("SameSite=Lax; HttpOnly")), "{cookies:?}");
    let reply =
        get_with(&library, "/", &[("cookie", "lang=en; stack=company"), ("accept-language", "sv")]).await;
    assert!(reply.text.contains("The upper secondary company"), "{}", reply.text);
    assert!(!reply.headers.contains_key("set-cookie"), "nothing new to remember");
    let reply = get_with(&library, "/", &[("cookie", "stack=gone"), ("accept-language", "en-GB")]).await;
    assert!(reply.text.contains("Municipal schools"), "a forgotten organisation gives the default");
}

#[tokio::test]
async fn every_response_says_what_a_browser_may_do() {
    for address in ["/", "/no-such-page", "/api/questions", "/assets/nothing.css", "/?stack=nobody"] {
        let reply = get(address).await;
        assert!(reply.header("content-security-policy").contains("default-src 'self'"), "{address}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{address}");
    }
    let page = get("/").await;
    assert_eq!(page.header("cache-control"), "private, no-store");
    assert!(page.headers.get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("hx-request")));
}

#[tokio::test]
async fn pages_are_compressed_and_head_is_answered() {
    let library = shipped();
    for encoding in ["br", "gzip"] {
        let reply = get_with(&library, "/", &[("accept-encoding", encoding)]).await;
        assert_eq!(reply.header("content-encoding"), encoding);
    }
    let head = axum::http::Request::head("/health").body(axum::body::Body::empty()).unwrap();
    let reply = super::visitor::send(&library, head).await;
    assert_eq!((reply.status, reply.text.as_str()), (StatusCode::OK, ""));
}

#[tokio::test]
async fn assets_are_kept_for_ever_and_sent_compressed() {
    let page = get("/").await;
    if page.text.contains("cargo xtask assets") {
        return; // The assets have not been made here; the browser tests need them and say so.
    }
    let style = page.between("<link rel=\"stylesheet\" href=\"", "\"");
    let reply = get_with(&shipped(), style, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("content-encoding"), "br");
    assert!(reply.header("cache-control").contains("immutable"));
    assert_eq!(reply.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(get("/assets/manifest.json").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get("/assets/..%2fCargo.toml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn everyday_words_find_the_question_with_what_they_say_filled_in() {
    let reply = get("/search?q=klassfoto+p%C3%A5+insta").await;
    assert!(
        reply.between("class=\"card-link\" href=\"", "\"").starts_with("/ask/publish?"),
        "{}",
        reply.text
    );
    assert!(reply.text.contains("place=instagram"), "{}", reply.text);
    let nothing = get("/search?q=qzxv&lang=en").await;
    assert!(nothing.text.contains("Nothing found for “qzxv”"), "{}", nothing.text);
}

#[tokio::test]
async fn changes_say_what_came_and_which_answers_are_others() {
    let reply = get("/changes?from=2026-01-14&to=2026-01-15&lang=en").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.text.contains("Cybersäkerhetslagen"), "{}", reply.text);
    assert!(reply.text.contains("Is anything permitted that was forbidden before?"), "{}", reply.text);
    let same = get("/changes?from=2026-02-01&to=2026-03-01&lang=en").await;
    assert!(same.text.contains("No answers have changed."), "{}", same.text);
}
