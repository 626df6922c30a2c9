//! Smart cards by URL: who orders them, and for whom (ACM-58).

use crate::house::{between, house};
use axum::http::StatusCode;

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
