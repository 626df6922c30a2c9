//! What an import takes away: roles with the assignment, children with the custody, and nobody whom it did not bring.

use super::bounds::{
    ADMINISTRATOR, DECIDES, all_decided, asked, child, decided, named, record, says, synced, uuid,
};
use super::lists::{HEADS, civic, people, pupil, pupils};
use crate::house::{NOW, house};
use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;
use varsam_model::{Id, Mark, RecordClass};

const STAFF: &str = "Personnummer;Förnamn;Efternamn;Befattning;Skola;Skyddad identitet";
const GUARDIANS: &str = "Personnummer;Förnamn;Efternamn;Elevens personnummer;Relation;Skyddad identitet";

fn staff(number: &str, name: &str) -> String {
    format!("\n{number};{name};Lärare;Björkskolan;Nej")
}

fn guardian(number: u32, child: u32) -> String {
    format!("\n{};Bo;Testsson;{};Vårdnadshavare;Nej", civic(number), civic(child))
}

#[tokio::test]
async fn acm_59_who_has_left_has_no_roles_any_more() {
    let house = house().await;
    let (cookie, teacher) = (house.as_role(ADMINISTRATOR).await, house.as_role("Lärare").await);
    let jonas = staff("19800303TF02", "Jonas;Flodmark");
    let new = staff(&civic(1), "Ny;Testsson");
    house.taken(&cookie, format!("{STAFF}{jonas}{new}").as_bytes()).await;
    assert!(house.post("/people", &teacher, "q=testsson").await.text.contains("Testsson, Ny"));
    house.taken(&cookie, format!("{STAFF}{}", staff(&civic(2), "Nästa;Testsson")).as_bytes()).await;
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let (grants, _) = directory.grants(named(&house, "Jonas").await.body.id).await.unwrap();
    assert!(!grants.is_empty() && grants.iter().all(|grant| grant.until <= NOW), "{grants:?}");
    assert!(!house.post("/people", &teacher, "q=testsson").await.text.contains("Testsson, N"));
    assert_eq!(named(&house, "Jonas").await.head.state, "active", "the list did not bring them");
    assert_eq!(named(&house, "Ny").await.head.state, "ended", "and these it did");
}

#[tokio::test]
async fn a_list_of_guardians_ends_no_role_of_who_works_here() {
    let house = house().await;
    let (cookie, teacher) = (house.as_role(ADMINISTRATOR).await, house.as_role("Lärare").await);
    house.taken(&cookie, pupils(0..3).as_bytes()).await;
    let jonas = format!("\n19800303TF02;Jonas;Flodmark;{};Vårdnadshavare;Nej", civic(0));
    let other = guardian(900, 1) + &guardian(901, 2).replace("Bo;", "Bodil;");
    house.taken(&cookie, format!("{GUARDIANS}{jonas}{other}").as_bytes()).await;
    assert_eq!(named(&house, "Ada0").await.body.responsibles.len(), 1);
    let without = guardian(900, 1) + &guardian(900, 0);
    house.taken(&cookie, format!("{GUARDIANS}{without}").as_bytes()).await;
    assert_eq!(house.get("/people", &teacher).await.status, StatusCode::OK, "still a teacher");
    let names: Vec<_> = named(&house, "Ada0").await.body.responsibles.iter().map(|of| of.person).collect();
    assert_eq!(names, [named(&house, "Bo").await.body.id], "and no guardian of the child any more");
}

#[tokio::test]
async fn who_is_named_with_another_child_waits_for_the_first_no_longer() {
    let house = house().await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    house.taken(&cookie, format!("{GUARDIANS}{}", guardian(900, 1)).as_bytes()).await;
    house.taken(&cookie, format!("{GUARDIANS}{}", guardian(900, 2)).as_bytes()).await;
    house.taken(&cookie, pupils(1..3).as_bytes()).await;
    assert!(
        named(&house, "Ada1").await.body.responsibles.is_empty(),
        "custody had changed before the child came"
    );
    assert_eq!(named(&house, "Ada2").await.body.responsibles.len(), 1);
}

#[tokio::test]
async fn a_mark_on_a_reference_hides_who_is_here_by_a_list_as_soon_as_the_number_comes() {
    let house = house().await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    house.taken(&cookie, pupils(10..12).as_bytes()).await;
    let mut first = child(20, 1, Some("Ingen"));
    first["responsibles"] = json!([
        { "person": { "id": uuid(10), "securityMarking": "Sekretessmarkering" }, "relationType": "Förälder" }
    ]);
    for own in ["Sekretessmarkering", "Ingen"] {
        synced(&house, "school", &says(vec![first.clone(), child(10, 1, Some(own))])).await;
        assert_eq!(named(&house, "Ada10").await.head.state, "quarantined", "{own}");
    }
    let seen = people(&house.tenant().await, "active").await;
    assert!(seen.iter().all(|person| person.body.civic.is_none_or(|number| number.exposed() != civic(10))));
}

#[tokio::test]
async fn who_is_gone_with_a_mark_has_no_roles_and_is_not_brought_back_by_the_decision() {
    let house = house().await;
    all_decided(&house).await;
    synced(&house, "school", &says(vec![child(10, 1, Some("Ingen")), child(11, 1, Some("Ingen"))])).await;
    synced(
        &house,
        "school",
        &says(vec![child(10, 1, Some("Sekretessmarkering")), child(11, 1, Some("Ingen"))]),
    )
    .await;
    decided(&house, "keep").await;
    synced(&house, "school", &says(vec![child(11, 1, Some("Ingen"))])).await;
    assert_eq!(record(&house, 10).await.head.state, "protected", "no import lifts a mark");
    decided(&house, "open").await;
    assert_eq!(record(&house, 10).await.head.state, "ended");
}

#[tokio::test]
async fn who_is_gone_with_a_mark_and_known_from_elsewhere_is_brought_back_by_the_decision() {
    let house = house().await;
    all_decided(&house).await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    house.taken(&cookie, pupils(10..12).as_bytes()).await;
    let ada = named(&house, "Ada10").await.body.id;
    synced(
        &house,
        "school",
        &says(vec![child(10, 1, Some("Sekretessmarkering")), child(11, 1, Some("Ingen"))]),
    )
    .await;
    decided(&house, "keep").await;
    synced(&house, "school", &says(vec![child(11, 1, Some("Ingen"))])).await;
    decided(&house, "open").await;
    let state = house.tenant().await.read::<serde_json::Value>(ada.of()).await.unwrap().head.state;
    assert_eq!(state, "active", "the list of pupils has not lost them");
}

#[tokio::test]
async fn acm_45_who_was_erased_does_not_come_back_under_another_systems_id() {
    let house = house().await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    house.taken(&cookie, pupils(10..12).as_bytes()).await;
    let source = says(vec![child(10, 1, Some("Ingen")), child(11, 1, Some("Ingen"))]);
    let joined = asked(&house, "school", &source, Mark::None).await.unwrap();
    assert!(joined.is_done(), "{joined:?}");
    let (ada, tenant) = (named(&house, "Källbarn10").await.body.id, house.tenant().await);
    tenant.erase(ada.uuid(), &[RecordClass::Identity], "asked", Id::new(Uuid::nil()), NOW).await.unwrap();
    let run = synced(&house, "school", &source).await;
    assert_eq!(run.tally.erased, 1);
    let all = people(&tenant, "").await;
    assert!(all.iter().all(|person| person.body.given != "Källbarn10"));
}

#[tokio::test]
async fn whose_mark_was_lifted_is_told_to_no_guardian() {
    let house = house().await;
    all_decided(&house).await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    let row = pupil(1).replace(";Nej", ";Ja").replace("Nya skolan", "Björkskolan");
    house.taken(&cookie, format!("{HEADS}\n{row}").as_bytes()).await;
    decided(&house, "open").await;
    let ada = named(&house, "Ada1").await;
    let (decides, auditor) = (house.as_role(DECIDES).await, house.as_role("Granskare").await);
    assert_eq!(house.get("/marked", &decides).await.status, StatusCode::OK);
    let log = house.post("/log", &auditor, "reason=stickprov+av+loggen").await.text;
    let rows: Vec<_> = log.split("<tr>").filter(|row| row.contains("Beslutade om ett skydd")).collect();
    assert!(!rows.is_empty(), "who decided is seen: {log}");
    assert!(rows.iter().all(|row| !row.contains("Ada1")), "and on whom is not");
    let of_ada = format!("reason=stickprov+av+loggen&about={}", ada.body.id);
    assert!(!house.post("/log", &auditor, &of_ada).await.text.contains("<td>Beslutade om ett skydd"));
    let head = house.as_role("Rektor").await;
    let path = format!("/people/{}", ada.body.id);
    let taken_out = house.post(&format!("{path}/export"), &head, "reason=utdrag+till+hemmet").await.text;
    assert!(taken_out.contains("Testsson"), "{taken_out}");
    let erased = house.get(&format!("{path}/erase"), &head).await.text;
    assert!(erased.contains("Ada1"), "{erased}");
    for page in [taken_out, erased] {
        for word in ["utrett med handlingar", "Beslut om skydd", "file:pupils", "register-mark"] {
            assert!(!page.contains(word), "`{word}` in {page}");
        }
    }
}
