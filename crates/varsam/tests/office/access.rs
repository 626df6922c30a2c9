//! Who may do what, by URL (ACM-52).

use crate::house::house;
use axum::http::StatusCode;

#[tokio::test]
async fn acm_52_the_table_tells_what_a_technician_may_do() {
    let house = house().await;
    let cookie = house.as_role("Lärare").await;
    let table = house.get("/who-may?role=technician", &cookie).await;
    assert_eq!(table.status, StatusCode::OK);
    let row =
        table.text.split("<tr>").find(|row| row.contains("Läsa</th>") && row.contains("Skola</td>")).unwrap();
    let answers: Vec<_> = row.split("<td>").skip(2).map(|cell| cell.split('<').next().unwrap()).collect();
    assert_eq!(answers, ["–", "–", "–", "–", "–", "ja", "ja", "–"], "the own and the made-up school's");
    assert!(house.get("/who-may?role=nobody", &cookie).await.text.contains("Alla som är inloggade"));
}
