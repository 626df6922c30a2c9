//! What programs ask of the registers: lists that go on, and requests that cannot be read.

use super::register_api::{call, values};
use super::registers::{keeper, made};
use crate::house::house;
use axum::http::{Request, StatusCode};
use serde_json::{Value as Json, json};
use varsam_model::register::Register;

#[tokio::test]
async fn what_cannot_be_read_is_refused_as_json() {
    let house = house().await;
    let cookie = house.as_role("Lena Granfors").await;
    let post = async |kind: &str, site: &str, body: &str| {
        let request =
            Request::post("/api/registers/app").header("cookie", &cookie).header("content-type", kind);
        let reply = house.send(request.header("sec-fetch-site", site), body.to_owned()).await;
        (reply.status.as_u16(), reply.wrongs()[0].1.clone())
    };
    let (json, long) = ("application/json", format!("\"{}\"", "x".repeat(5 << 20)));
    let deep = "[".repeat(10_000);
    for (kind, site, body, status, fault) in [
        (json, "none", "{", 400, "body"),
        (json, "none", deep.as_str(), 400, "body"),
        (json, "none", "\u{0}", 400, "body"),
        ("text/plain", "none", "{}", 415, "media_type"),
        ("", "none", "{}", 415, "media_type"),
        (json, "none", long.as_str(), 413, "too_long"),
        (json, "none", "[]", 422, "body"),
        (json, "none", "{\"values\": 1}", 422, "body"),
        (json, "none", "{\"value\": {}}", 422, "body"),
        (json, "cross-site", "{}", 403, "other_site"),
    ] {
        let told = (kind, site, body.get(..40.min(body.len())));
        assert_eq!(post(kind, site, body).await, (status, fault.to_owned()), "{told:?}");
    }
    assert_eq!(house.get("/api/registers/app/%ff", &cookie).await.wrongs()[0].1, "no_page");
    for (query, field) in [
        ("f.use=x", "f.use"),
        ("state=x", "state"),
        ("state=", "state"),
        ("sort=purpose", "sort"),
        ("order=up", "order"),
        ("from=-1", "from"),
        ("unit=x", "unit"),
        ("f.users=x", "f.users"),
        ("page=2", "page"),
    ] {
        let reply = house.get(&format!("/api/registers/app?{query}"), &cookie).await;
        assert_eq!(
            (reply.status, reply.wrongs()[0].0.as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, field),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_long_list_goes_on_where_next_says() {
    let house = house().await;
    let register = Register::of("system").unwrap();
    let cookie = house.as_role(keeper(register)).await;
    made(&house, register, "Den som fanns").await;
    let mut values = values(&house, register, "x").await;
    for number in 0..60 {
        values.insert("name".to_owned(), json!(format!("Hylla {number:02}")));
        let reply =
            call(&house, "POST /api/registers/system", &cookie, "", &json!({ "values": values })).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
    }
    let first = house.get("/api/registers/system?q=hylla&order=descending", &cookie).await.json();
    assert_eq!((first["count"].as_u64(), first["entries"].as_array().unwrap().len()), (Some(60), 50));
    assert_eq!(first["entries"][0]["values"]["name"], "Hylla 59");
    let second = house.get(first["next"].as_str().unwrap(), &cookie).await.json();
    assert_eq!((second["entries"].as_array().unwrap().len(), &second["next"]), (10, &Json::Null));
    assert_eq!(second["entries"][9]["values"]["name"], "Hylla 00");
}
