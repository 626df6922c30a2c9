//! The description of the registers for programs: it says what is declared, and nothing that is not.

use super::register_api::address;
use crate::house::house;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use varsam_model::Role;
use varsam_model::register::{ALL, Kind, Required};

/// Follows a reference of the description.
fn followed<'a>(document: &'a Json, schema: &'a Json) -> &'a Json {
    match schema["$ref"].as_str() {
        Some(place) => {
            document.pointer(place.strip_prefix('#').unwrap()).unwrap_or_else(|| panic!("{place}"))
        }
        None => schema,
    }
}

fn references(json: &Json, found: &mut Vec<String>) {
    match json {
        Json::Object(object) => {
            found.extend(object.get("$ref").and_then(Json::as_str).map(str::to_owned));
            object.values().for_each(|value| references(value, found));
        }
        Json::Array(array) => array.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_description_says_what_is_declared() {
    let house = house().await;
    let cookie = house.as_role("Lena Granfors").await;
    let document = house.get("/api/registers/openapi.json", &cookie).await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let mut places = vec![];
    references(&document, &mut places);
    places
        .iter()
        .for_each(|place| assert!(document.pointer(place.strip_prefix('#').unwrap()).is_some(), "{place}"));
    for register in ALL {
        let schema = &document["components"]["schemas"][register.code]["properties"];
        for field in register.fields {
            let told = &schema[field.name];
            assert_eq!(told.is_null(), matches!(field.kind, Kind::Secret | Kind::File), "{}", field.name);
            assert_eq!(told["readOnly"] == true, field.is_decided, "{}", field.name);
            match field.kind {
                Kind::Choice(options) => assert_eq!(told["enum"], json!(options.codes)),
                Kind::Several(options) => assert_eq!(told["items"]["enum"], json!(options.codes)),
                Kind::Role => assert_eq!(told["enum"].as_array().unwrap().len(), Role::ALL.len()),
                Kind::Date => assert_eq!(told["format"], "date"),
                Kind::Number(_) => assert_eq!(told["type"], "integer"),
                Kind::YesNo => assert_eq!(told["type"], "boolean"),
                Kind::Unit | Kind::Person | Kind::Link(_) => assert_eq!(told["format"], "uuid"),
                Kind::Units | Kind::People | Kind::Links(_) => assert_eq!(told["items"]["format"], "uuid"),
                _ => {}
            }
        }
        let path = &document["paths"][address(register)];
        assert_eq!(path["post"].is_null(), !register.by_hand, "{}", register.code);
        if register.by_hand {
            let body = &path["post"]["requestBody"]["content"]["application/json"]["schema"];
            let required = followed(&document, body)["properties"]["values"]["required"].clone();
            let always = register.filled().filter(|field| field.required == Required::Always);
            assert_eq!(required, json!(always.map(|field| field.name).collect::<Vec<_>>()));
        }
        for step in register.steps {
            let path = format!("{}/{{entry}}/steps/{}", address(register), step.code);
            let body =
                &document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"];
            let asked: BTreeSet<_> = body["properties"]["values"]["properties"]
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            assert_eq!(asked, step.asks.iter().copied().collect());
        }
    }
    let seen = house.get("/api/registers", &cookie).await.json();
    assert_eq!(seen["registers"].as_array().unwrap().len(), ALL.len());
}

/// What a list is narrowed by in its page, a program is told of too.
#[tokio::test]
async fn what_needs_attention_is_described_and_asked_for() {
    let house = house().await;
    let cookie = house.as_role("Lena Granfors").await;
    let document = house.get("/api/registers/openapi.json", &cookie).await.json();
    for register in ALL {
        let parameters = document["paths"][address(register)]["get"]["parameters"].as_array().unwrap();
        let attention = parameters.iter().find(|parameter| parameter["name"] == "attention").unwrap();
        let codes = attention["schema"]["enum"].as_array().unwrap();
        assert!(codes.contains(&json!("overdue")), "{attention}");
        for code in codes.iter().map(|code| code.as_str().unwrap()) {
            let list = house.get(&format!("{}?attention={code}", address(register)), &cookie).await;
            assert_eq!(list.status, 200, "{}: {code}: {}", register.code, list.text);
        }
    }
}
