//! Who somebody is that others vouch for: accounts, levels, links, and several organisers.

use crate::house::{House, NOW};
use crate::issuer::{Issuer, Key, begin, begun, session};
use axum::http::StatusCode;
use serde_json::{Value, json};
use varsam_model::civic::CivicNumber;
use varsam_model::person::Person;
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Filter, Tenant};

/// Signs in as whoever the provider vouches for. Gives the reply to coming back.
async fn came(key: &Key, issuer: &Issuer, house: &House, change: &Value) -> crate::house::Reply {
    came_with(key, issuer, house, ("/people", ""), change).await
}

async fn came_with(
    key: &Key,
    issuer: &Issuer,
    house: &House,
    (next, cookie): (&str, &str),
    change: &Value,
) -> crate::house::Reply {
    let begun = begin(house, next, cookie).await;
    let mut claims = issuer.claims(&begun);
    claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    issuer.back(house, &begun, &key.token(&claims)).await
}

async fn opened() -> (Key, Issuer, House) {
    let key = Key::new("k1");
    let issuer = Issuer::start(&key).await;
    let house = issuer.house(|| NOW).await;
    (key, issuer, house)
}

async fn persons(tenant: &Tenant<'_>, state: &str) -> Vec<Person> {
    let filter = Filter { register: "person", state, limit: 999, ..Filter::default() };
    tenant.list::<Person>(&filter).await.unwrap().into_iter().map(|document| document.body).collect()
}

#[tokio::test]
async fn who_has_no_account_gets_one_answer_whatever_the_reason() {
    let (key, issuer, house) = opened().await;
    let organiser = house.office.store.organisers().await.unwrap()[0];
    let tenant = house.office.store.tenant(organiser);
    let hidden = persons(&tenant, "quarantined").await[0].id;
    let gone = persons(&tenant, "active").await[0].id;
    for (number, id) in [("20150101TF01", hidden), ("20150101TF02", gone)] {
        let mut document = tenant.read::<Person>(id.of()).await.unwrap();
        document.body.civic = Some(CivicNumber::of_canonical(number).unwrap());
        let mut change = tenant.change(id, NOW).await.unwrap();
        change.update(&document.head, &document.body).await.unwrap();
        change.commit().await.unwrap();
        tenant.index_numbers(&[(number, id)]).await.unwrap();
    }
    let teacher = tenant.whose_number("19800202TF01").await.unwrap().unwrap();
    tenant.index_numbers(&[("20150101TF04", teacher)]).await.unwrap();
    let nobody = Id::<id::Person>::new(uuid::Uuid::from_u128(1));
    tenant.index_numbers(&[("20150101TF03", nobody)]).await.unwrap();
    let is_in = came(&key, &issuer, &house, &json!({ "number": "20150101TF02" })).await;
    let cookie = session(&is_in);
    assert_eq!(house.get("/my/log", &cookie).await.status, StatusCode::OK);
    let classes = [RecordClass::Identity, RecordClass::SignIn];
    tenant.erase(gone.uuid(), &classes, "left", nobody, NOW).await.unwrap();
    assert_eq!(house.get("/my/log", &cookie).await.status, StatusCode::SEE_OTHER, "erased, and signed out");
    let mut answers = Vec::new();
    for number in ["20150101TF01", "20150101TF02", "20150101TF03", "20150101TF04", "no number", ""] {
        let reply = came(&key, &issuer, &house, &json!({ "number": number })).await;
        assert!(!reply.cookie.contains("varsam-demo="), "{number}");
        answers.push((reply.status, reply.text));
    }
    assert_eq!(answers[0].0, StatusCode::FORBIDDEN);
    assert!(answers[0].1.contains("Du har inget konto här"), "{}", answers[0].1);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "no telling one reason from another");
    let before = persons(&tenant, "active").await.len();
    came(&key, &issuer, &house, &json!({ "sub": "new", "number": "20150101TF05" })).await;
    assert_eq!(persons(&tenant, "active").await.len(), before, "nobody becomes known by signing in");
}

#[tokio::test]
async fn one_factor_does_not_open_the_log_and_two_do() {
    let (key, issuer, house) = opened().await;
    let auditor = "19800113TF12";
    for (acr, expected) in [
        (json!("two"), StatusCode::OK),
        (json!("one"), StatusCode::NOT_FOUND),
        (json!(null), StatusCode::NOT_FOUND),
        (json!("TWO"), StatusCode::NOT_FOUND),
    ] {
        let cookie = session(&came(&key, &issuer, &house, &json!({ "number": auditor, "acr": acr })).await);
        assert_eq!(house.get("/log", &cookie).await.status, expected, "{acr}");
        assert_eq!(house.get("/my/log", &cookie).await.status, StatusCode::OK);
        let links = house.post("/my/identities/provider", &cookie, "").await;
        assert_eq!(links.status == StatusCode::OK, acr == "two", "one factor makes itself no second");
    }
}

#[tokio::test]
async fn what_asks_for_a_fresh_sign_in_wants_the_second_factor_shown_just_now() {
    let (key, issuer, house) = opened().await;
    let hours_ago = json!({ "auth_time": NOW.seconds() - 7200 });
    let cookie = session(&came(&key, &issuer, &house, &hours_ago).await);
    let page = house.get("/my/identities", &cookie).await.text;
    assert!(page.contains("Logga in en gång till"), "{page}");
    let begun = begin(&house, "/my/identities", &cookie).await;
    assert_eq!((begun.asked["prompt"].as_str(), begun.asked["max_age"].as_str()), ("login", "0"));
    for (change, what) in [
        (hours_ago, "shown hours ago"),
        (json!({ "auth_time": null }), "not said when"),
        (json!({ "acr": "one" }), "one factor"),
        (json!({ "sub": "s-9", "number": "19800202TF01" }), "somebody else"),
    ] {
        let reply = came_with(&key, &issuer, &house, ("/my/identities", &cookie), &change).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{what}");
        assert!(house.get("/my/identities", &cookie).await.text.contains("Logga in en gång till"), "{what}");
    }
    let reply = came_with(&key, &issuer, &house, ("/my/identities", &cookie), &json!({})).await;
    assert_eq!(reply.to, "/my/identities");
    let fresh = session(&reply);
    assert!(house.get("/my/identities", &fresh).await.text.contains("Inga är kopplade än"));
    assert_eq!(
        house.get("/people", &cookie).await.status,
        StatusCode::SEE_OTHER,
        "the former session is over"
    );
}

/// Links what the provider calls somebody with the account of this session.
async fn linked(
    key: &Key,
    issuer: &Issuer,
    house: &House,
    cookie: &str,
    (subject, number): (&str, &str),
) -> crate::house::Reply {
    let reply = house.post("/my/identities/provider", cookie, "").await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    let address = reply.text.split("href=\"").find(|part| part.starts_with(&issuer.address)).unwrap();
    let going = reply.cookie.split(';').next().unwrap();
    let begun = begun(address.split('"').next().unwrap(), &format!("{cookie}; {going}"));
    let mut claims = issuer.claims(&begun);
    claims["sub"] = json!(subject);
    claims["number"] = json!(number);
    issuer.back(house, &begun, &key.token(&claims)).await
}

#[tokio::test]
async fn a_linked_identity_lets_in_until_it_is_removed_and_belongs_to_one_account() {
    let (key, issuer, house) = opened().await;
    let teacher = house.as_role("Lärare").await;
    assert_eq!(linked(&key, &issuer, &house, &teacher, ("linked", "")).await.to, "/my/identities");
    let page = house.get("/my/identities", &teacher).await.text;
    assert!(page.contains("linked") && page.contains(&issuer.address), "{page}");
    let by_link = json!({ "sub": "linked", "number": "" });
    let cookie = session(&came(&key, &issuer, &house, &by_link).await);
    assert!(house.get("/people", &cookie).await.text.contains("Jonas Flodmark"));
    // The link goes before the number: it was made by somebody who was signed in.
    let both = json!({ "sub": "linked", "number": "19800202TF01" });
    let cookie = session(&came(&key, &issuer, &house, &both).await);
    assert!(house.get("/people", &cookie).await.text.contains("Jonas Flodmark"));
    let head = house.as_role("Rektor").await;
    assert_eq!(linked(&key, &issuer, &house, &head, ("linked", "")).await.status, StatusCode::CONFLICT);
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    house.post("/my/identities/remove", &head, &format!("id={id}")).await;
    assert!(house.get("/my/identities", &teacher).await.text.contains("linked"), "another's is not theirs");
    house.post("/my/identities/remove", &teacher, &format!("id={id}")).await;
    assert!(house.get("/my/identities", &teacher).await.text.contains("Inga är kopplade än"));
    assert_eq!(came(&key, &issuer, &house, &by_link).await.status, StatusCode::FORBIDDEN, "removed");
    assert_eq!(
        linked(&key, &issuer, &house, &head, ("linked", "")).await.status,
        StatusCode::SEE_OTHER,
        "free again"
    );
    let log = house.get("/my/log", &teacher).await.text;
    assert!(
        log.contains("Kopplade en inloggning") && log.contains("Tog bort en kopplad inloggning"),
        "{log}"
    );
}

#[tokio::test]
async fn nobody_links_what_the_provider_calls_somebody_known_by_number() {
    let (key, issuer, house) = opened().await;
    let teacher = house.as_role("Lärare").await;
    let anothers = ("of another", "19800202TF01");
    assert_eq!(linked(&key, &issuer, &house, &teacher, anothers).await.status, StatusCode::CONFLICT);
    let cookie = session(&came(&key, &issuer, &house, &json!({ "number": "19800202TF01" })).await);
    assert!(!house.get("/my/sign-in", &cookie).await.text.contains("Jonas Flodmark"));
}

#[tokio::test]
async fn one_administrator_alone_cannot_be_somebody_who_comes_by_the_provider() {
    let (key, issuer, house) = opened().await;
    let number = "19800202TF01";
    let person = house.tenant().await.whose_number(number).await.unwrap().unwrap();
    let administrator = house.as_role("Systemadministratör").await;
    let path = format!("/people/{person}/sign-in/link");
    session(&came(&key, &issuer, &house, &json!({ "number": number })).await);
    let reply = house.post(&path, &administrator, "purpose=invitation").await;
    assert!(reply.text.contains("Det går inte ensam") && !reply.text.contains("readonly"), "{}", reply.text);
}

#[tokio::test]
async fn a_link_that_one_session_began_is_not_finished_in_another() {
    let (key, issuer, house) = opened().await;
    let (teacher, head) = (house.as_role("Lärare").await, house.as_role("Rektor").await);
    let reply = house.post("/my/identities/provider", &teacher, "").await;
    let address = reply.text.split("href=\"").find(|part| part.starts_with(&issuer.address)).unwrap();
    let going = reply.cookie.split(';').next().unwrap();
    let begun = begun(address.split('"').next().unwrap(), &format!("{head}; {going}"));
    let reply = issuer.back(&house, &begun, &key.token(&issuer.claims(&begun))).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    for cookie in [&teacher, &head] {
        assert!(house.get("/my/identities", cookie).await.text.contains("Inga är kopplade än"));
    }
}

#[tokio::test]
async fn whoever_has_accounts_at_two_organisers_picks_one() {
    let (key, issuer, house) = opened().await;
    varsam::office::demo::fill(&house.office.store, NOW.plus_seconds(-1), None).await.unwrap();
    let reply = came(&key, &issuer, &house, &json!({})).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(!reply.cookie.contains("varsam-demo=") && reply.text.contains("Var vill du logga in?"));
    assert_eq!(reply.text.matches("Norrviks kommun").count(), 2, "{}", reply.text);
    let value = |name: &str| {
        let part = reply.text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        part.split('"').next().unwrap().to_owned()
    };
    let form = format!("token={}&organiser={}", value("token"), value("organiser"));
    assert_eq!(house.post("/sign-in/organiser", "", &form).await.to, "/sign-in/outside/stale");
    // That used it up: who took it away is not who came.
    let begun = begin(&house, "/people", "").await;
    let reply = issuer.back(&house, &begun, &key.token(&issuer.claims(&begun))).await;
    let part = |name: &str| {
        let part = reply.text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        part.split('"').next().unwrap().to_owned()
    };
    let form = format!("token={}&organiser={}", part("token"), part("organiser"));
    let chosen = house.post("/sign-in/organiser", &begun.cookie, &form).await;
    assert_eq!(chosen.to, "/people");
    assert!(house.get("/people", &session(&chosen)).await.text.contains("Jonas Flodmark"));
}

#[tokio::test]
async fn the_last_way_in_is_not_removed() {
    let (key, issuer, house) = opened().await;
    let teacher = house.as_role("Lärare").await;
    linked(&key, &issuer, &house, &teacher, ("linked", "")).await;
    let cookie = session(&came(&key, &issuer, &house, &json!({ "sub": "linked", "number": "" })).await);
    let page = house.get("/my/identities", &cookie).await.text;
    assert!(page.contains("enda sätt att logga in") && !page.contains(">Ta bort<"), "{page}");
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let refused = house.post("/my/identities/remove", &cookie, &format!("id={id}")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Lägg till en nyckel"), "{}", refused.text);
    linked(&key, &issuer, &house, &cookie, ("second", "")).await;
    let removed = house.post("/my/identities/remove", &cookie, &format!("id={id}")).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "there is another one");
    assert!(house.get("/my/identities", &cookie).await.text.contains("second"));
}
