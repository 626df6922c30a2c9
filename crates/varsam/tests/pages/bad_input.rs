//! Addresses written by hand, by mistake or in bad faith: each is told what is wrong, and keeps what is right.

use super::visitor::{get, send, shipped};
use axum::body::Body;
use axum::http::{Request, StatusCode};

#[tokio::test]
async fn facts_that_cannot_be_taken_are_named_and_the_others_kept() {
    for (facts, says) in [
        ("place=mars", "“Place” cannot be"),
        ("place=", "“Place” cannot be"),
        ("age=twelve&person=pupil&identifiable=yes", "cannot be `twelve`"),
        ("age=999&person=pupil&identifiable=yes", "is a number from 0 to 120"),
        ("age=99999999999999999999&person=pupil&identifiable=yes", "cannot be"),
        ("colour=blue", "No fact is called `colour`"),
        ("plcae=instagram", "Did you mean `place`?"),
        ("place=instagram&place=facebook", "is given twice, differently"),
        ("school_form=upper_secondary&person=pupil&identifiable=yes&age=5", ""),
    ] {
        let address = format!("/ask/publish?stack=municipality&lang=en&content=picture&{facts}");
        let reply = get(&address).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(reply.between("id=\"errors\"", "</div>").contains(says), "{address}: {}", reply.text);
        assert!(reply.text.contains("name=\"content\" value=\"picture\""), "{address}: the rest is kept");
    }
}

#[tokio::test]
async fn a_number_that_is_none_is_shown_again_in_its_field() {
    let reply = get("/ask/publish?stack=municipality&person=pupil&identifiable=yes&age=tolv").await;
    let field = reply.between("<input class=\"ds-input\" id=\"f-age\"", ">");
    assert!(field.contains("value=\"tolv\"") && field.contains("aria-invalid=\"true\""), "{field}");
    assert!(reply.text.contains("href=\"#f-age\""), "the summary leads to it");
}

#[tokio::test]
async fn hostile_words_are_shown_as_words() {
    let hostile = "%3Cscript%3Ealert(1)%3C/script%3E%22%27%3E";
    for address in [
        format!("/search?q={hostile}"),
        format!("/ask/{hostile}"),
        format!("/ask/publish?place={hostile}"),
        format!("/ask/publish?{hostile}=1"),
        format!("/ask/publish?age={hostile}&person=pupil&identifiable=yes"),
        format!("/?stack={hostile}"),
        format!("/?lang={hostile}"),
        format!("/changes?from={hostile}"),
        format!("/guidelines/law/dataskyddsforordningen?day={hostile}"),
        format!("/guidelines/{hostile}"),
        format!("/no/{hostile}?x={hostile}"),
    ] {
        let reply = get(&address).await;
        assert!(!reply.text.contains("<script>alert"), "{address}");
        assert!(!reply.text.contains("\"'>"), "{address}");
        assert!(
            reply.headers.get_all("set-cookie").iter().all(|c| !c.to_str().unwrap().contains('<')),
            "{address}"
        );
        assert!(reply.status.is_client_error() || reply.status.is_success(), "{address}: {}", reply.status);
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_to_be_not_there() {
    for address in [
        "/nothing",
        "/guidelines/law/nothing",
        "/guidelines/..%2f..%2fCargo",
        "/ask",
        "/ask/a/b",
        "/api/nothing",
    ] {
        assert_eq!(get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let reply = get("/ask/publicera?lang=en").await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert!(reply.text.contains("No question is called “publicera”"), "{}", reply.text);
    assert!(reply.text.contains("/ask/publish"), "the nearest is offered");
    let reply = get("/?stack=nobody&lang=en").await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text.contains("Municipal schools"), "those there are can be chosen");
}

#[tokio::test]
async fn too_much_is_refused() {
    let long = "x".repeat(5000);
    assert_eq!(get(&format!("/search?q={long}")).await.status, StatusCode::URI_TOO_LONG);
    let text = "ord+".repeat(100);
    assert_eq!(get(&format!("/search?q={text}")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let many = "a=b&".repeat(100);
    assert_eq!(get(&format!("/ask/publish?{many}")).await.status, StatusCode::URI_TOO_LONG);
    let body = Request::post("/api/ask").header("content-type", "application/json");
    let reply = send(&shipped(), body.body(Body::from("x".repeat(100_000))).unwrap()).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn days_that_are_none_are_named() {
    for (days, says) in [
        ("from=yesterday", "Write the day as year, month and day"),
        ("from=2026-02-30", "Write the day as year, month and day"),
        ("from=2026-03-01&to=2026-02-01", "The first day comes before the last"),
    ] {
        let reply = get(&format!("/changes?lang=en&{days}")).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{days}");
        assert!(reply.between("data-field=\"validation\"", "</p>").contains(says), "{days}");
    }
    for days in
        ["from=0001-01-01&to=0002-01-01", "from=1999-01-01&to=9999-12-31", "from=9999-01-01&to=9999-12-31"]
    {
        assert_eq!(get(&format!("/changes?{days}")).await.status, StatusCode::OK, "{days}");
    }
}

#[tokio::test]
async fn a_page_is_only_read() {
    let reply = send(&shipped(), Request::post("/health").body(Body::empty()).unwrap()).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(reply.text.contains("<h1"), "said in the same look");
}

#[tokio::test]
async fn bytes_that_are_no_text_do_no_harm() {
    for address in ["/search?q=%FF%FE", "/ask/%FF", "/ask/publish?%FF=%00", "/guidelines/%FF/%00", "/%FF"] {
        let reply = get(address).await;
        assert!(!reply.status.is_server_error(), "{address}: {}", reply.status);
    }
}
