//! Marks of protection: what an import does about them, and what the named role decides (DAN-01, DAN-02).

use super::lists::{Called, between, now, people, pupils};
use crate::house::{House, house};
use axum::http::StatusCode;
use varsam::office::intake::{Desk, LastRun, Progress, School as Source, synchronise};
use varsam::sync::mock::{Faults, Kind, School, id};
use varsam_model::import::Limits;
use varsam_model::{Id, Mark};
use varsam_store::TrailFilter;

const ADMINISTRATOR: &str = "Systemadministratör";
const DECIDES: &str = "Handläggare";

fn source() -> Source {
    Source { name: "school".into(), page: 25, limits: Limits::default(), silence: Mark::Unsaid }
}

async fn synced(house: &House, school: School, is_full: bool) -> LastRun {
    let (organiser, by) = (house.organiser().await, Id::new(uuid::Uuid::nil()));
    let desk = Desk::open(&house.office.store, organiser, "school", by, now).await.unwrap();
    let progress = Progress::default();
    let (called, source) = (Called::new(school), source());
    let run = Box::pin(synchronise(&desk, &called, &source, is_full, false, &progress)).await.unwrap();
    desk.close().await.unwrap();
    run
}

fn school(faults: Faults) -> School {
    School { persons: 100, seed: 3, faults, ..School::default() }
}

/// The state and mark of a person of the made-up school.
async fn stands(house: &House, number: u64) -> (String, Mark) {
    let who: Id<varsam_model::id::Record> = Id::new(id(3, Kind::Person, number));
    let document = house.tenant().await.read::<varsam_model::person::Person>(who).await.unwrap();
    (document.head.state, document.body.mark)
}

#[tokio::test]
async fn dan_01_a_mark_hides_somebody_until_the_named_role_has_decided() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let before = people(&tenant, "quarantined").await.len();
    let list = pupils(0..4).replace("Ada1;Testsson;7A;7;Nya skolan;Nej", "Ada1;Testsson;7A;7;Nya skolan;Ja");
    house.taken(&cookie, list.as_bytes()).await;
    assert_eq!(people(&tenant, "quarantined").await.len(), before + 1, "an unknown mark is one");
    let registrar = house.as_role("Registrator").await;
    assert!(!house.post("/people", &registrar, "q=ada1").await.text.contains("Ada1"));
    for role in [ADMINISTRATOR, "Registrator", "Rektor"] {
        let cookie = house.as_role(role).await;
        assert_eq!(house.get("/marked", &cookie).await.status, StatusCode::NOT_FOUND, "{role}");
    }
    let decides = house.as_role(DECIDES).await;
    let queue = house.get("/marked", &decides).await.text;
    let task = queue.split("<tr>").find(|row| row.contains("Ada1")).unwrap();
    assert!(task.contains("Okänd markering") && task.contains("Elever"), "{task}");
    let path = between(task, "href=\"", "\"").to_owned();
    let bare = house.post_with_version(&path, &path, &decides, "decision=open&reason=").await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text.contains("Skriv skälet"), "{}", bare.text);
    let reason = "decision=open&reason=ringde+v%C3%A5rdnadshavaren";
    assert_eq!(
        house.post(&path, &cookie, reason).await.status,
        StatusCode::NOT_FOUND,
        "not theirs to decide"
    );
    assert_eq!(house.post_with_version(&path, &path, &decides, reason).await.to, "/marked");
    assert!(house.post("/people", &registrar, "q=ada1").await.text.contains("Ada1"));
    let again = house.taken(&cookie, list.as_bytes()).await;
    assert!(!again.contains("Något gick fel"), "{again}");
    assert!(house.post("/people", &registrar, "q=ada1").await.text.contains("Ada1"), "decided is decided");
    let other = list.replace(";Ja", ";Sekretessmarkering");
    house.taken(&cookie, other.as_bytes()).await;
    assert!(!house.post("/people", &registrar, "q=ada1").await.text.contains("Ada1"), "another mark is new");
    for kind in ["decide_mark", "view_marked_queue"] {
        let trail = tenant.trail(&TrailFilter { kind, limit: 9, ..TrailFilter::default() }).await.unwrap();
        assert!(!trail.is_empty() && trail.iter().all(|passed| passed.object.is_none()), "{kind}");
    }
}

#[tokio::test]
async fn a_mark_that_nobody_saw_is_not_decided_upon() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let list = pupils(0..2).replace("Ada1;Testsson;7A;7;Nya skolan;Nej", "Ada1;Testsson;7A;7;Nya skolan;Ja");
    house.taken(&cookie, list.as_bytes()).await;
    let decides = house.as_role(DECIDES).await;
    let queue = house.get("/marked", &decides).await.text;
    let task = queue.split("<tr>").find(|row| row.contains("Ada1")).unwrap();
    let path = between(task, "href=\"", "\"").to_owned();
    let looks = || async {
        let filter = TrailFilter { kind: "view_marked_queue", limit: 99, ..TrailFilter::default() };
        tenant.trail(&filter).await.unwrap().into_iter().filter(|passed| passed.about.is_some()).count()
    };
    let before = looks().await;
    let seen = house.get(&path, &decides).await.text;
    assert_eq!(looks().await, before + 1, "who looks at somebody is in the log");
    house.taken(&cookie, list.replace(";Ja", ";Skyddad folkbokföring").as_bytes()).await;
    let open = "decision=open&reason=ringde+skolan";
    let seen_as = |page: &str| format!("version={}&{open}", between(page, "name=\"version\" value=\"", "\""));
    let stale = house.post(&path, &decides, &seen_as(&seen)).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.text.contains("ändrades medan") && stale.text.contains("ringde skolan"), "{}", stale.text);
    assert!(stale.text.contains("id=\"open\" value=\"open\" checked"), "nothing typed is lost");
    assert!(!stale.text.contains("Okänd markering"), "it is shown as it is now");
    let registrar = house.as_role("Registrator").await;
    assert!(!house.post("/people", &registrar, "q=ada1").await.text.contains("Ada1"));
    assert_eq!(house.post(&path, &decides, open).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.post(&path, &decides, &seen_as(&stale.text)).await.to, "/marked");
    assert!(house.post("/people", &registrar, "q=ada1").await.text.contains("Ada1"));
}

#[tokio::test]
async fn a_decision_to_keep_somebody_hidden_holds_and_is_not_asked_for_again() {
    let house = house().await;
    synced(&house, School { protected_every: Some(40), ..school(Faults::default()) }, true).await;
    let decides = house.as_role(DECIDES).await;
    let queue = house.get("/marked", &decides).await.text;
    let task = queue.split("<tr>").find(|row| row.contains("school") && row.contains("inte känt")).unwrap();
    let path = between(task, "href=\"", "\"").to_owned();
    let keep = "decision=keep&reason=styrkt+av+beslut";
    assert_eq!(house.post_with_version(&path, &path, &decides, keep).await.to, "/marked");
    assert_eq!(house.get(&path, &decides).await.status, StatusCode::NOT_FOUND);
    let before = house.get("/marked", &decides).await.text.matches("<tr>").count();
    let again = synced(&house, School { protected_every: Some(40), ..school(Faults::default()) }, true).await;
    assert!(again.tally.is_still(), "{again:?}");
    assert_eq!(house.get("/marked", &decides).await.text.matches("<tr>").count(), before);
}

#[tokio::test]
async fn who_turns_protected_between_two_pages_was_never_seen() {
    let house = house().await;
    let run = synced(&house, school(Faults { turns_protected: Some(20), ..Faults::default() }), true).await;
    assert!(run.is_done(), "{run:?}");
    assert_eq!(stands(&house, 20).await, ("quarantined".into(), Mark::Secrecy));
    let run = synced(&house, school(Faults { marked_reference: Some(9), ..Faults::default() }), true).await;
    assert!(run.is_done(), "{run:?}");
    assert_eq!(
        stands(&house, 9).await,
        ("quarantined".into(), Mark::Secrecy),
        "a mark on a reference counts"
    );
    let mut others = people(&house.tenant().await, "active").await;
    others.retain(|person| person.body.family.is_empty());
    assert!(others.is_empty());
}

#[tokio::test]
async fn a_mark_that_is_gone_asks_for_a_decision_and_lifts_nothing() {
    let house = house().await;
    synced(&house, School { protected_every: Some(40), ..school(Faults::default()) }, true).await;
    assert_eq!(stands(&house, 39).await.0, "quarantined");
    let run = synced(&house, school(Faults::default()), true).await;
    assert!(run.is_done(), "{run:?}");
    assert_eq!(stands(&house, 39).await.0, "quarantined", "hidden until decided");
    let decides = house.as_role(DECIDES).await;
    let queue = house.get("/marked", &decides).await.text;
    let task = queue.split("<tr>").find(|row| row.contains("Skyddet är borta")).unwrap();
    let path = between(task, "href=\"", "\"").to_owned();
    let open = "decision=open&reason=bekr%C3%A4ftat+av+skolan";
    house.post_with_version(&path, &path, &decides, open).await;
    synced(&house, school(Faults::default()), true).await;
    let seen = [stands(&house, 39).await.0, stands(&house, 79).await.0];
    assert!(seen.contains(&"active".to_owned()) && seen.contains(&"quarantined".to_owned()), "{seen:?}");
    let named = people(&house.tenant().await, "active").await;
    assert!(named.iter().all(|person| !person.body.given.is_empty()), "the data came with the next run");
}

#[tokio::test]
async fn faults_of_the_other_system_cost_time_and_nobody() {
    let house = house().await;
    let before = people(&house.tenant().await, "active").await.len();
    let faults = Faults {
        error_every: Some(7),
        repeat: true,
        token_lasts: Some(3),
        forgets_tokens_at: Some(6),
        ..Faults::default()
    };
    let run = synced(&house, school(faults), true).await;
    assert!(run.is_done(), "{run:?}");
    assert_eq!(people(&house.tenant().await, "active").await.len(), before + 100);
    let still = synced(&house, school(Faults::default()), true).await;
    assert!(still.tally.is_still(), "{still:?}");
    let delta = School { changed: vec![4, 30], deleted: vec![50], ..school(Faults::default()) };
    let run = synced(&house, delta, false).await;
    assert_eq!((run.is_full, run.tally.persons.change, run.tally.persons.remove), (false, 2, 1), "{run:?}");
    assert_eq!(stands(&house, 50).await.0, "ended");
    let gone = synced(&house, School { persons: 20, ..school(Faults::default()) }, true).await;
    assert!(gone.breached.is_some(), "{gone:?}");
    assert_eq!(people(&house.tenant().await, "active").await.len(), before + 99, "a stopped run ends nobody");
}

#[tokio::test]
async fn dan_02_changing_a_protected_person_takes_a_reason_and_a_fresh_sign_in() {
    let house = house().await;
    Box::pin(synced(&house, School { protected_every: Some(40), ..school(Faults::default()) }, true)).await;
    let (decides, tenant) = (house.as_role(DECIDES).await, house.tenant().await);
    let waiting = people(&tenant, "quarantined").await;
    let mut opened = None;
    for person in &waiting {
        let path = format!("/people/{}/edit", person.body.id);
        if house.get(&path, &decides).await.status == StatusCode::OK {
            opened = Some((path, person));
        }
    }
    let (path, person) = opened.expect("the demonstration has one at the unit of who decides");
    let asked = house.get(&path, &decides).await.text;
    assert!(asked.contains("name=\"reason\"") && !asked.contains("name=\"given\""), "{asked}");
    let bare = house.post(&path, &decides, "reason=x").await.text;
    assert!(!bare.contains("name=\"given\""), "{bare}");
    let form = house.post(&path, &decides, "reason=ny+adress+i+beslutet").await.text;
    assert!(form.contains("name=\"given\"") && form.contains("value=\"ny adress i beslutet\""), "{form}");
    let saved = format!("given=Nya&family=Hemlig&unit={}&version={}", person.head.unit, person.head.version);
    let unsaid = house.post(&path, &decides, &saved).await.text;
    assert!(
        unsaid.contains("<input type=\"hidden\" name=\"given\" value=\"Nya\">"),
        "nothing is lost: {unsaid}"
    );
    crate::house::seconds_pass(601);
    let stale = house.post(&path, &decides, &format!("{saved}&reason=ny+adress")).await.text;
    assert!(stale.contains("/step-up?next=") && stale.contains("value=\"Nya\""), "{stale}");
    house.post("/step-up/demo", &decides, "next=/").await;
    let done = house.post(&path, &decides, &format!("{saved}&reason=ny+adress")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let now = tenant.read::<varsam_model::person::Person>(person.body.id.of()).await.unwrap();
    assert_eq!(now.body.given, "Nya");
    let filter = TrailFilter { kind: "edit_person", limit: 9, ..TrailFilter::default() };
    assert_eq!(tenant.trail(&filter).await.unwrap()[0].note.as_deref(), Some("ny adress"));
}
