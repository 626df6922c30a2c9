//! The API: the same answers for programs, and what it says of itself.

use super::visitor::{Reply, get, send, shipped};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::Value;

fn json(reply: &Reply) -> Value {
    serde_json::from_str(&reply.text).unwrap_or_else(|error| panic!("{error}: {}", reply.text))
}

async fn post(body: &str) -> Reply {
    let request = Request::post("/api/ask").header("content-type", "application/json");
    send(&shipped(), request.body(Body::from(body.to_owned())).unwrap()).await
}

const ASKED: &str = r#"{"question": "publish", "stack": "municipality", "lang": "en", "facts": {"place": "instagram",
    "content": "picture", "identifiable": true, "person": "pupil", "age": 12, "made_by": "own_staff"}}"#;

#[tokio::test]
async fn both_ways_to_ask_give_the_same_answer() {
    let query = "question=publish&stack=municipality&lang=en&place=instagram&content=picture&identifiable=yes\
                 &person=pupil&age=12&made_by=own_staff";
    let by_address = json(&get(&format!("/api/ask?{query}")).await);
    assert_eq!(by_address, json(&post(ASKED).await));
    assert_eq!(by_address["question"]["id"], "publish");
    assert!(by_address["verdict"].is_string());
}

#[tokio::test]
async fn what_is_wrong_is_said_as_json() {
    for (body, status, fault) in [
        (r#"{"question": "nothing"}"#, 404, "no_question"),
        (r#"{"question": "publish", "stack": "nobody"}"#, 422, "no_organisation"),
        (r#"{"question": "publish", "facts": {"place": "mars"}}"#, 422, "no_such_value"),
        (r#"{"question": "publish", "facts": {"place": ["mars"]}}"#, 422, "body"),
        (r#"{"question": "publish", "colour": 1}"#, 422, "body"),
        ("{", 400, "body"),
    ] {
        let reply = post(body).await;
        assert_eq!(reply.status.as_u16(), status, "{body}: {}", reply.text);
        assert_eq!(json(&reply)["errors"][0]["fault"], fault, "{body}");
    }
    for (address, status, fault) in [
        ("/api/ask", 422, "missing"),
        ("/api/ask?question=publish&age=999&lang=en", 422, "out_of_range"),
        ("/api/nothing", 404, "no_page"),
        ("/api/questions?stack=nobody", 422, "no_organisation"),
    ] {
        let reply = get(address).await;
        assert_eq!(
            (reply.status.as_u16(), &json(&reply)["errors"][0]["fault"]),
            (status, &Value::from(fault)),
            "{address}"
        );
    }
}

#[tokio::test]
async fn questions_and_rulebooks_are_listed() {
    let questions = json(&get("/api/questions?stack=municipality").await);
    assert!(questions.as_array().unwrap().iter().any(|question| question["id"] == "publish"));
    let rulebooks = json(&get("/api/rulebooks?stack=company").await);
    assert_eq!(rulebooks["stack"], "company");
    for document in rulebooks["documents"].as_array().unwrap() {
        let link = document["link"].as_str().unwrap();
        assert_eq!(get(link).await.status, StatusCode::OK, "{link}");
    }
}

#[tokio::test]
async fn it_describes_itself() {
    let description = json(&get("/api/openapi.json").await);
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths: Vec<&String> = description["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/api/ask", "/api/guard", "/api/questions", "/api/redact", "/api/rulebooks"]);
    assert!(description["paths"]["/api/ask"]["post"].is_object());
    assert!(description["components"]["schemas"]["AnswerView"].is_object());
}
