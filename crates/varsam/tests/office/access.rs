//! Who may do what, by URL (ACM-52).

use crate::house::house;
use axum::http::StatusCode;
use varsam::office::Reader;
use varsam_model::Role;

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

#[tokio::test]
async fn acm_13_what_is_kept_at_the_top_is_known_to_whoever_works_below() {
    let house = house().await;
    let organiser = house.office.store.organisers().await.unwrap()[0];
    let units = house.office.directory(organiser).await.unwrap().units;
    let top = units.top().unwrap().id;
    let mut seen = Vec::new();
    for (name, role) in [
        ("Lärare", Role::Staff),
        ("Skolsköterska", Role::Nurse),
        ("Vårdnadshavare", Role::Guardian),
        ("Tekniker", Role::Technician),
    ] {
        let cookie = house.as_role(name).await;
        let token = cookie.split_once('=').unwrap().1;
        let reader = Reader::of(&house.office, token, "", None).await.unwrap().unwrap();
        assert_eq!(reader.subject.roles[0].role, role);
        seen.push(reader.subject.above);
    }
    assert_eq!(seen, [vec![top], vec![top], vec![], vec![]], "ACM-52: nothing real from a made-up school");
}

#[tokio::test]
async fn acm_13_acm_52_the_simulation_tells_which_registers_are_seen_from_below() {
    let house = house().await;
    let organiser = house.office.store.organisers().await.unwrap()[0];
    let units = house.office.directory(organiser).await.unwrap().units;
    let unit = |name: &str| units.all().into_iter().find(|unit| unit.name == name).unwrap().id;
    let top = units.top().unwrap().id;
    let cookie = house.as_role("Verksamhetschef").await;
    for (school, role, sees) in [
        ("Björkskolan", Role::Staff, true),
        ("Björkskolan", Role::Guardian, false),
        ("Övningsskolan", Role::Staff, false),
    ] {
        let address = format!("/who-may/reach?role={role}&at={}&unit={top}", unit(school));
        let page = house.get(&address, &cookie).await;
        assert_eq!(page.status, StatusCode::OK);
        let reads = page.text.contains("entries-view (ACM-13, SOL-01)");
        assert_eq!(reads, sees, "{role} at {school}");
    }
}
