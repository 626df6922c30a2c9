//! "Check a text": the page, its block for htmx, the field that other forms include, and the API of the same.

use super::visitor::{Reply, get, send, shipped};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

const TEXT: &str = "Elsa har feber och ont i halsen";

async fn post(address: &str, body: String, headers: &[(&str, &str)]) -> Reply {
    let mut request = Request::post(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(&shipped(), request.body(Body::from(body)).unwrap()).await
}

fn form(pairs: &[(&str, &str)]) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(pairs);
    body.finish()
}

async fn check(pairs: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
    post("/check?stack=company&lang=en", form(pairs), headers).await
}

async fn api(address: &str, body: &Value) -> (u16, Value) {
    let reply = post(address, body.to_string(), &[("content-type", "application/json")]).await;
    (reply.status.as_u16(), serde_json::from_str(&reply.text).unwrap())
}

#[tokio::test]
async fn a_text_is_marked_and_told_where_it_belongs() {
    let reply = check(&[("field", "absence-note"), ("text", TEXT)], &[]).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.header("cache-control").contains("no-store"));
    assert!(reply.between("<textarea", "</textarea>").contains(TEXT), "what was typed is kept");
    assert!(reply.text.contains("<mark>"), "{}", reply.text);
    assert!(reply.text.contains("Does not belong here") && reply.text.contains("pupil-health record"));
    assert!(reply.text.contains("/guidelines/academedia/it-system#acm-51-no-health"));
    assert!(reply.text.contains("value=\"absence-note\" selected"));
}

#[tokio::test]
async fn nothing_found_is_no_promise() {
    let reply = check(&[("field", "teacher-note"), ("text", "Lektionen börjar klockan nio.")], &[]).await;
    assert!(reply.text.contains("Nothing is recognised here."), "{}", reply.text);
    assert!(reply.text.contains("does not mean that the text holds no personal data"));
}

#[tokio::test]
async fn a_script_gets_the_result_alone() {
    let pairs = [("field", "absence-note"), ("text", TEXT)];
    let reply = check(&pairs, &[("hx-request", "true")]).await;
    assert!(reply.text.trim_start().starts_with("<div class=\"flow\" id=\"check-result\""), "{}", reply.text);
    assert!(!reply.text.contains("id=\"f-text\""), "the field keeps its focus");
    assert!(reply.header("hx-push-url").is_empty());
}

#[tokio::test]
async fn a_copy_is_masked_or_numbered() {
    let text = "Elsa Lindqvist slog Ali. Ring Elsa på 070-174 06 35.";
    for (cover, says) in [("mask", "████ █████████"), ("alias", "[Person 1]")] {
        let reply = check(&[("field", "teacher-note"), ("text", text), ("cover", cover)], &[]).await;
        let copy = reply.between("id=\"f-copy\"", "</textarea>");
        assert!(copy.contains(says) && !copy.contains("Lindqvist") && !copy.contains("070"), "{copy}");
    }
}

#[tokio::test]
async fn an_example_fills_the_form() {
    for field in varsam::guard::Field::ALL {
        let reply = get(&format!("/check?example={}&lang=en", field.code())).await;
        assert!(reply.text.contains("<mark>"), "{}: {}", field.code(), reply.text);
    }
    let reply = get("/check?example=nothing&text=Elsa&lang=en").await;
    let field = reply.between("<textarea", "</textarea>");
    assert!(!field.contains("Elsa"), "no text comes from an address: {field}");
}

#[tokio::test]
async fn too_long_a_text_is_kept_and_not_checked() {
    let text = "Elsa är sjuk. ".repeat(8000);
    let reply = check(&[("field", "absence-note"), ("text", &text)], &[]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text.contains("longer than 100000 characters"), "{}", &reply.text[..3000]);
    assert!(reply.between("<textarea", "</textarea>").contains(text.trim_end()));
    assert!(!reply.text.contains("<mark>"));
    let huge = "a".repeat(3_000_000);
    let reply = check(&[("field", "absence-note"), ("text", &huge)], &[]).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(reply.text.contains("Go back in the browser"));
    let reply = check(&[("text", &huge)], &[("hx-request", "true")]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "a status that is shown");
}

#[tokio::test]
async fn what_is_missing_is_asked_for() {
    let reply = check(&[("text", TEXT)], &[]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text.contains("Choose what the text is for") && reply.text.contains(TEXT));
    let empty = check(&[("field", "absence-note"), ("text", "  ")], &[]).await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(!empty.text.contains("Nothing is recognised"));
}

#[tokio::test]
async fn hostile_text_is_shown_as_text() {
    let text = "</textarea><script>alert(1)</script> Elsa har feber\" onfocus=\"x";
    let reply = check(&[("field", "absence-note"), ("text", text), ("cover", "mask")], &[]).await;
    assert!(!reply.text.contains("<script>alert") && !reply.text.contains("\" onfocus=\""), "{}", reply.text);
}

#[tokio::test]
async fn any_form_can_have_a_guarded_field() {
    let pairs = [("guarded", "note"), ("field", "teacher-note"), ("note", "Elsa har adhd.")];
    let reply = post("/guard/field?lang=en", form(&pairs), &[]).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.text.starts_with("<div class=\"flow\" id=\"guard-note\">"), "{}", reply.text);
    assert!(reply.text.contains("<mark>") && reply.header("cache-control").contains("no-store"));
    for bad in [&[("guarded", "a\"b")][..], &[("guarded", "")], &[]] {
        assert_eq!(post("/guard/field", form(bad), &[]).await.status, StatusCode::NOT_FOUND);
    }
    let reply = post("/guard/field?lang=en", form(&[("guarded", "note"), ("note", TEXT)]), &[]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get("/guard/field").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn programs_are_told_the_same() {
    let text = "Åsa: elsas personnummer är 19121212-1212";
    let asked = json!({"text": text, "field": "teacher-note", "stack": "company", "lang": "en"});
    let (status, answer) = api("/api/guard", &asked).await;
    assert_eq!(status, 200, "{answer}");
    let findings = answer["findings"].as_array().unwrap();
    let number = findings.iter().find(|finding| finding["label"] == "PERSONNUMMER").unwrap();
    let at = |unit: &str, end: usize| usize::try_from(number[unit][end].as_u64().unwrap()).unwrap();
    assert_eq!(text.get(at("bytes", 0)..at("bytes", 1)), Some("19121212-1212"));
    let characters: Vec<char> = text.chars().collect();
    assert_eq!(
        characters[at("characters", 0)..at("characters", 1)].iter().collect::<String>(),
        "19121212-1212"
    );
    assert_eq!((&number["reason"], &number["severity"]), (&json!("checked"), &json!("check")));
    assert_eq!(number["demand"], "ACM-50");
    assert!(number["rules"][0]["link"].as_str().unwrap().starts_with("/guidelines/"));
    assert_eq!(number["what"], "Personal identity number");
}

#[tokio::test]
async fn programs_can_redact() {
    let text = "Elsa Lindqvist, 19121212-1212";
    let (_, masked) = api("/api/redact", &json!({"text": text})).await;
    assert!(!masked["text"].as_str().unwrap().contains("1212"), "{masked}");
    assert_eq!(masked["replaced"]["PERSONNUMMER"], 1);
    let labels = json!({"text": text, "labels": ["PERSONNUMMER"], "cover": "alias", "lang": "en"});
    let (_, alias) = api("/api/redact", &labels).await;
    assert_eq!(alias["text"], "Elsa Lindqvist, [Identity number 1]");
}

#[tokio::test]
async fn errors_say_what_to_do_and_repeat_no_text() {
    let long = "a ".repeat(60_000);
    let huge = "a".repeat(3_000_000);
    for (address, body, status, fault) in [
        ("/api/guard", json!({"text": "Elsa", "field": "diary"}), 422, "no_such_field"),
        ("/api/guard", json!({"text": "Elsa"}), 422, "body"),
        ("/api/guard", json!({"text": ["Elsa"], "field": "teacher-note"}), 422, "body"),
        ("/api/guard", json!({"field": "Elsa", "text": long}), 413, "too_long"),
        ("/api/guard", json!({"field": "Elsa", "text": huge}), 413, "too_long"),
        (
            "/api/guard",
            json!({"text": "x", "field": "teacher-note", "stack": "nobody"}),
            422,
            "no_organisation",
        ),
        ("/api/redact", json!({"text": "Elsa", "labels": "Elsa"}), 422, "body"),
        ("/api/redact", json!({"text": "Elsa", "labels": ["NAME"]}), 422, "no_such_label"),
        ("/api/redact", json!({"text": "Elsa", "cover": "paint"}), 422, "no_such_cover"),
    ] {
        let (got, answer) = api(address, &body).await;
        assert_eq!((got, answer["errors"][0]["fault"].as_str()), (status, Some(fault)), "{answer}");
        let message = answer["errors"][0]["message"].as_str().unwrap();
        assert!(!message.contains("Elsa") && message.len() > 10, "{message}");
    }
}
