//! Smart cards by URL: who orders them, and for whom (ACM-58).

use crate::house::{NOW, between, house};
use axum::http::StatusCode;
use varsam_model::Role;
use varsam_model::grant::Given;
use varsam_model::unit::Unit;
use varsam_store::Filter;

#[tokio::test]
async fn acm_58_a_designated_orderer_orders_cards_and_nobody_else() {
    let house = house().await;
    let orderer = house.as_role("Rut Ymerdal").await;
    let page = house.get("/cards", &orderer).await;
    assert_eq!(page.status, StatusCode::OK);
    let form = page
        .text
        .split("<tr>")
        .find(|row| row.contains("/order\"") && row.contains("Utlämnat"))
        .unwrap()
        .to_owned();
    let name = between(&form, "<bdi>", "</bdi>").to_owned();
    let path = between(&form, "action=\"", "\"").to_owned();
    let version = between(&form, "name=\"version\" value=\"", "\"").to_owned();
    for other in ["Karin Ekhammar", "Jonas Flodmark"] {
        let other = house.as_role(other).await;
        assert_eq!(house.get("/cards", &other).await.status, StatusCode::NOT_FOUND);
        let refused = house.post(&path, &other, &format!("version={version}")).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text);
    }
    let done = house.post(&path, &orderer, &format!("version={version}")).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, "/cards"), "{}", done.text);
    // The old card counts until another one is handed out; that one is ordered is in the log of whom it is for.
    let log = house.get("/my/log", &house.as_role(&name).await).await.text;
    assert!(log.contains("Beställde ett smart kort"), "{log}");
}

/// What stands in the list: whose card, and at which unit.
fn rows(page: &str) -> Vec<(String, String)> {
    let rows = page.split("<tr><th scope=\"row\">").skip(1);
    let unit = |row: &str| row.split("<td>").nth(2).unwrap().split("</td>").next().unwrap().to_owned();
    rows.map(|row| (between(row, "<bdi>", "</bdi>").to_owned(), unit(row))).collect()
}

/// Being known at a school in another role is not ordering for it.
#[tokio::test]
async fn an_orderer_sees_nobody_at_units_that_they_do_not_order_for() {
    let house = house().await;
    let tenant = house.tenant().await;
    let all = rows(&house.get("/cards", &house.as_role("Rut Ymerdal").await).await.text);
    assert!(!all.is_empty(), "there is somebody to see");
    // The same person orders for another school only, and is a guardian at all of them.
    let filter = Filter { register: "grant", limit: 999, ..Filter::default() };
    let grants = tenant.list::<Given>(&filter).await.unwrap();
    let mut orders = grants.into_iter().find(|one| one.body.grant.role == Role::CardOrderer).unwrap();
    let units =
        tenant.list::<Unit>(&Filter { register: "unit", limit: 99, ..Filter::default() }).await.unwrap();
    let is_other = |unit: &Unit| unit.parent.is_some() && all.iter().all(|(_, name)| *name != unit.name);
    let unit = units.iter().find(|unit| is_other(&unit.body)).unwrap().body.id;
    let mut guardian = orders.clone();
    guardian.body.grant.id = house.office.store.new_id(NOW).unwrap();
    guardian.body.grant.role = Role::Guardian;
    guardian.head.id = guardian.body.grant.id.of();
    (orders.body.grant.unit, orders.head.unit) = (unit, unit);
    let mut change = tenant.change(orders.body.grant.person, NOW).await.unwrap();
    change.update(&orders.head, &orders.body).await.unwrap();
    change.create(&guardian.head, &guardian.body).await.unwrap();
    change.commit().await.unwrap();
    let page = house.get("/cards", &house.as_role("Rut Ymerdal").await).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(rows(&page.text).is_empty(), "{}", page.text);
}
