//! Whoever is hidden after an entry has named them: programs are not told of them, and do not take them out.

use super::register_api::{address, call, values};
use super::registers::{keeper, made};
use crate::house::house;
use axum::http::StatusCode;
use serde_json::json;
use varsam_model::register::{Entry, Register};
use varsam_model::{Id, id};

#[tokio::test]
async fn dan_02_programs_are_not_told_of_whom_is_hidden_and_do_not_take_them_out() {
    let house = house().await;
    let register = Register::of("account").unwrap();
    made(&house, register, "Den före").await;
    let cookie = house.as_role(keeper(register)).await;
    let body = json!({ "values": values(&house, register, "Skolans sida").await });
    let entry = call(&house, &format!("POST {}", address(register)), &cookie, "", &body).await.to;
    let before = house.get(&entry, &cookie).await.json();
    let hidden = before["values"]["planning"][0].as_str().unwrap().to_owned();
    house.hide(hidden.parse().unwrap()).await;
    let read = house.get(&entry, &cookie).await;
    let mut next = read.json()["values"].clone();
    next["purpose"] = json!("Ett annat syfte");
    let put = call(&house, &format!("PUT {entry}"), &cookie, &read.tag, &json!({ "values": next })).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text);
    let list = house.get(&address(register), &cookie).await;
    let history = house.get(&format!("{entry}/history"), &cookie).await;
    for reply in [&read, &put, &list, &history] {
        assert_eq!(reply.status, StatusCode::OK);
        assert!(!reply.text.contains(&hidden), "{}", reply.text);
    }
    let id: Id<id::Record> = entry.rsplit('/').next().unwrap().parse().unwrap();
    let kept = house.tenant().await.read::<Entry>(id).await.unwrap().body.values;
    assert!(kept.all("planning").contains(&hidden), "{kept:?}");
    assert_eq!(kept.text("purpose"), "Ett annat syfte");
}
