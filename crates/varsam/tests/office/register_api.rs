//! The registers for programs, by URL: what each consists of is declared once, so one test walks all of them.

use super::login;
use super::registers::{body, by_hand, filled, keeper, made, texts};
use crate::house::{House, NOW, Reply, house, houses, seconds_pass};
use axum::http::{Request, StatusCode};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use varsam_model::RecordClass;
use varsam_model::register::{ALL, Field, Kind, Register, Required, Step};
use varsam_store::Head;

/// A teacher at one school, somebody at another, and a guardian.
const TEACHER: &str = "Jonas Flodmark";
const ELSEWHERE: &str = "Samira Osmanik";
const GUARDIAN: &str = "Nour Almklint";

impl Reply {
    /// The fields that are wrong, each with its fault.
    pub(crate) fn wrongs(&self) -> Vec<(String, String)> {
        let wrong = |error: &Json| {
            assert!(!error["message"].as_str().unwrap().is_empty());
            (
                error["fact"].as_str().unwrap_or_default().to_owned(),
                error["fault"].as_str().unwrap().to_owned(),
            )
        };
        self.json()["errors"].as_array().unwrap().iter().map(wrong).collect()
    }
}

pub(crate) async fn call(house: &House, what: &str, cookie: &str, tag: &str, body: &Json) -> Reply {
    let (method, path) = what.split_once(' ').unwrap();
    let request = Request::builder().method(method).uri(path).header("cookie", cookie);
    let request = request.header("accept-language", "sv").header("content-type", "application/json");
    let request = if tag.is_empty() { request } else { request.header("if-match", tag) };
    house.send(request, body.to_string()).await
}

/// What a program sends for a field: what its kind takes, with ids out of what the page offers.
fn sent(field: &Field, page: &str) -> Json {
    let texts = || texts(field, page);
    match field.kind {
        Kind::Unit | Kind::Person | Kind::Link(_) => json!(texts().first()),
        Kind::Units | Kind::People | Kind::Links(_) => json!(texts()),
        kind => json!(kind.good().first()),
    }
}

/// Values for all fields that somebody fills, with a name of its own.
pub(crate) async fn values(house: &House, register: &'static Register, name: &str) -> Map<String, Json> {
    let cookie = house.as_role(keeper(register)).await;
    let page = house.get(&format!("/registers/{}/new", register.code), &cookie).await.text;
    let offered = filled(register, &page, name);
    let mut values = Map::new();
    for field in register.filled().filter(|field| !matches!(field.kind, Kind::File | Kind::Secret)) {
        values.insert(field.name.to_owned(), sent(field, &page));
    }
    for own in [register.title().unwrap().name]
        .into_iter()
        .chain(register.key.contains(&"address").then_some("address"))
    {
        values.insert(own.to_owned(), json!(offered[own][0]));
    }
    values
}

pub(crate) fn address(register: &Register) -> String {
    format!("/api/registers/{}", register.code)
}

/// Makes an entry; where it is, and the reply.
async fn create(house: &House, register: &'static Register, name: &str) -> (String, Reply) {
    // Something to lead to, for each field that leads to a register.
    made(house, register, &format!("Den före {name}")).await;
    let cookie = house.as_role(keeper(register)).await;
    let body = json!({ "values": values(house, register, name).await });
    let reply = call(house, &format!("POST {}", address(register)), &cookie, "", &body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}: {}", register.code, reply.text);
    (reply.to.clone(), reply)
}

#[tokio::test]
async fn each_register_is_made_read_listed_replaced_and_goes_on() {
    for house in houses().await {
        for register in by_hand() {
            let cookie = house.as_role(keeper(register)).await;
            let title = register.title().unwrap().name;
            let (one, created) = create(&house, register, "Ängsvik första").await;
            let read = house.get(&one, &cookie).await;
            assert_eq!((read.json(), &read.tag), (created.json(), &created.tag), "{one}");
            assert_eq!(read.json()["state"], register.begins());
            let sent = values(&house, register, "Ängsvik första").await;
            for (name, value) in &sent {
                assert_eq!(&read.json()["values"][name], value, "{one}: {name}");
            }
            // Put back with another name.
            let mut next = read.json()["values"].clone();
            next[title] = json!("Ängsvik andra");
            let replaced =
                call(&house, &format!("PUT {one}"), &cookie, &read.tag, &json!({ "values": next })).await;
            assert_eq!(replaced.status, StatusCode::OK, "{one}: {}", replaced.text);
            assert_ne!(replaced.tag, read.tag);
            assert_eq!(replaced.json()["values"], next);
            let list =
                house.get(&format!("{}?q=ängsvik+andra&sort={title}", address(register)), &cookie).await;
            assert_eq!(list.json()["count"], 1, "{}", list.text);
            assert_eq!(list.json()["entries"][0]["id"], read.json()["id"]);
            assert_eq!(list.json()["entries"][0]["values"][title], "Ängsvik andra");
            steps(&house, register, &one, replaced).await;
            let history = house.get(&format!("{one}/history"), &cookie).await.json();
            let first = history["history"].as_array().unwrap().last().unwrap();
            assert_eq!(
                first["changes"],
                json!([{ "field": title, "before": "Ängsvik första", "after": "Ängsvik andra" }])
            );
        }
    }
}

/// Takes each step that leads on, and looks at what became of it.
async fn steps(house: &House, register: &'static Register, one: &str, mut now: Reply) {
    let cookie = house.as_role(keeper(register)).await;
    let mut taken = BTreeSet::new();
    loop {
        let offered = now.json()["steps"].as_array().unwrap().clone();
        let new = |step: &&Step| offered.contains(&json!(step.code)) && !taken.contains(step.code);
        let Some(step) = register.steps.iter().find(new) else { break };
        taken.insert(step.code);
        let path = format!("{}/step/{}", one.trim_start_matches("/api"), step.code);
        let page = house.get(&path, &cookie).await.text;
        let asked: Map<_, _> = step
            .asks
            .iter()
            .map(|name| ((*name).to_owned(), sent(register.field(name).unwrap(), &page)))
            .collect();
        let address = format!("POST {one}/steps/{}", step.code);
        seconds_pass(1);
        let reply = call(house, &address, &cookie, &now.tag, &json!({ "values": asked })).await;
        assert_eq!(reply.status, StatusCode::OK, "{address}: {}", reply.text);
        assert_eq!(reply.json()["state"], step.to);
        for (name, value) in &asked {
            assert_eq!(&reply.json()["values"][name], value, "{address}: {name}");
        }
        let history = house.get(&format!("{one}/history"), &cookie).await.json();
        assert_eq!(history["history"][0]["step"], step.code);
        now = reply;
    }
    assert!(!taken.is_empty(), "{one}: no step was offered");
}

#[tokio::test]
async fn who_writes_second_is_told_and_given_the_entry_as_it_is_now() {
    let house = house().await;
    let register = Register::of("camera").unwrap();
    let cookie = house.as_role(keeper(register)).await;
    let (one, made) = create(&house, register, "Entrén").await;
    let values = |name: &str| {
        let mut values = made.json()["values"].clone();
        values["name"] = json!(name);
        json!({ "values": values })
    };
    let put = format!("PUT {one}");
    let unsaid = call(&house, &put, &cookie, "", &values("Port")).await;
    assert_eq!(
        (unsaid.status, unsaid.wrongs()[0].1.as_str()),
        (StatusCode::PRECONDITION_REQUIRED, "no_version")
    );
    assert_eq!(call(&house, &put, &cookie, &made.tag, &values("Porten")).await.status, StatusCode::OK);
    for what in [put.clone(), format!("POST {one}/steps/assess")] {
        for tag in [made.tag.as_str(), "*", "\"x\""] {
            let late = call(&house, &what, &cookie, tag, &values("Grinden")).await;
            assert_eq!(
                (late.status, late.wrongs()[0].1.as_str()),
                (StatusCode::PRECONDITION_FAILED, "changed")
            );
            assert_eq!(late.json()["entry"]["values"]["name"], "Porten");
            assert_eq!(late.tag, "\"2\"");
        }
    }
    let now = house.get(&one, &cookie).await;
    // With the version of now, a step from elsewhere is refused all the same.
    let gone = call(&house, &format!("POST {one}/steps/start"), &cookie, &now.tag, &json!({})).await;
    assert_eq!((gone.status, gone.wrongs()[0].1.as_str()), (StatusCode::CONFLICT, "gone_on"));
    assert_eq!(call(&house, &put, &cookie, &now.tag, &values("Grinden")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn each_wrong_field_is_named_and_nothing_is_made_of_it() {
    let house = house().await;
    for register in by_hand() {
        made(&house, register, "Den som fanns").await;
        let cookie = house.as_role(keeper(register)).await;
        let good = values(&house, register, "Den som kommer").await;
        let post = format!("POST {}", address(register));
        // All fields are wrong at once, each in its turn in each way that it can be: each is told of.
        let refused = async |bad: &[(&str, Json)]| {
            let mut values = good.clone();
            values.extend(bad.iter().map(|(field, value)| ((*field).to_owned(), value.clone())));
            let reply = call(&house, &post, &cookie, "", &json!({ "values": values })).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{post}: {bad:?}");
            let wrongs = BTreeMap::from_iter(reply.wrongs());
            for (field, value) in bad {
                assert!(wrongs.contains_key(*field), "{post}: {field}: {value}: {wrongs:?}");
            }
            wrongs
        };
        let fields: Vec<_> = register.filled().filter(|field| good.contains_key(field.name)).collect();
        let ways = fields.iter().map(|field| field.kind.bad().len()).max().unwrap();
        for way in 0..ways {
            let bad = |field: &&Field| {
                let all = field.kind.bad();
                (field.name, json!(all[way % all.len()]))
            };
            refused(&fields.iter().map(bad).collect::<Vec<_>>()).await;
        }
        for bad in [json!(null), json!(1.5), json!({ "a": 1 }), json!(["2026-01-01", null])] {
            let all: Vec<_> = fields.iter().map(|field| (field.name, bad.clone())).collect();
            assert!(refused(&all).await.values().all(|fault| fault == "other_kind"), "{post}: {bad}");
        }
        // An id that nobody has, or a name in place of one.
        let ids =
            fields.iter().filter(|field| matches!(field.kind, Kind::Unit | Kind::Person | Kind::Link(_)));
        for bad in ["01900000-0000-7000-8000-000000000001", "Björkskolan"] {
            let all: Vec<_> = ids.clone().map(|field| (field.name, json!(bad))).collect();
            assert!(refused(&all).await.values().all(|fault| fault == "no_such"), "{post}: {bad}");
        }
        assert_eq!(refused(&[("no_such", json!("x"))]).await["no_such"], "no_such_field");
        for field in register.fields.iter().filter(|field| !good.contains_key(field.name)) {
            let fault = if field.is_decided { "decided" } else { "sealed" };
            assert_eq!(
                refused(&[(field.name, json!("x"))]).await[field.name],
                fault,
                "{post}: {}",
                field.name
            );
        }
        let nothing = call(&house, &post, &cookie, "", &json!({})).await.wrongs();
        let always = fields.iter().filter(|field| field.required == Required::Always);
        let missing = always.map(|field| (field.name.to_owned(), "missing".to_owned()));
        assert!(
            missing.clone().count() > 1 && missing.clone().all(|wrong| nothing.contains(&wrong)),
            "{nothing:?}"
        );
        let list = house.get(&format!("{}?q=den+som+kommer", address(register)), &cookie).await;
        assert_eq!(list.json()["count"], 0, "{post}");
    }
}

#[tokio::test]
async fn a_field_of_a_step_is_left_as_it_was_or_refused() {
    let house = house().await;
    let register = Register::of("camera").unwrap();
    let cookie = house.as_role(keeper(register)).await;
    let (one, made) = create(&house, register, "Entrén").await;
    steps(&house, register, &one, made).await;
    let now = house.get(&one, &cookie).await;
    let values = now.json()["values"].clone();
    assert!(values["decision"].is_string() && values["ended_on"].is_string(), "{values}");
    let put = async |name: &str, value: &str| {
        let mut values = values.clone();
        values[name] = json!(value);
        call(&house, &format!("PUT {one}"), &cookie, &now.tag, &json!({ "values": values })).await
    };
    let refused = put("decision", "Något annat").await;
    assert_eq!(refused.wrongs(), [("decision".to_owned(), "decided".to_owned())]);
    assert_eq!(put("name", "Porten").await.status, StatusCode::OK);
    // A step takes what it asks for, and nothing else.
    let (other, made) = create(&house, register, "Gården").await;
    let body = json!({ "values": { "name": "Baksidan" } });
    let reply = call(&house, &format!("POST {other}/steps/assess"), &cookie, &made.tag, &body).await;
    assert_eq!(reply.wrongs(), [("name".to_owned(), "not_asked".to_owned())]);
}

#[tokio::test]
async fn a_number_in_a_purpose_is_found_and_saved_only_with_a_reason() {
    let house = house().await;
    let register = Register::of("app").unwrap();
    let cookie = house.as_role(keeper(register)).await;
    made(&house, register, "Den som fanns").await;
    let mut values = values(&house, register, "Den andra").await;
    values.insert("purpose".to_owned(), json!("Läsning. Gäller Elsa Lundgren 20121130-2389."));
    let post = async |despite: &str| {
        let body = json!({ "values": values, "despite": despite });
        call(&house, "POST /api/registers/app", &cookie, "", &body).await
    };
    for despite in ["", "  "] {
        let told = post(despite).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(told.wrongs(), [("purpose".to_owned(), "guard".to_owned())]);
        let labels: Vec<_> = told.json()["findings"]["purpose"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["label"].clone())
            .collect();
        assert!(labels.contains(&json!("PERSONNUMMER")), "{}", told.text);
        assert!(!told.text.contains("20121130"), "{}", told.text);
    }
    assert_eq!(post(&"x".repeat(501)).await.wrongs(), [("despite".to_owned(), "too_long".to_owned())]);
    let saved = post("Numret är påhittat").await;
    assert_eq!(
        (saved.status, &saved.json()["made"]["despite"]),
        (StatusCode::CREATED, &json!("Numret är påhittat"))
    );
}

#[tokio::test]
async fn nothing_sealed_goes_in_or_out() {
    let house = house().await;
    let page = login::set(&house).await;
    let one = format!("/api{page}");
    let (cookie, register) = (house.as_role("Petra Isbrand").await, Register::of("account").unwrap());
    let now = house.get(&one, &cookie).await;
    assert_eq!(now.status, StatusCode::OK);
    let told = [
        now.text.clone(),
        house.get(&format!("{one}/history"), &cookie).await.text,
        house.get("/api/registers/account", &cookie).await.text,
    ];
    let sealed: Vec<_> =
        register.fields.iter().filter(|field| field.kind == Kind::Secret).map(|field| field.name).collect();
    for text in &told {
        for word in sealed.iter().map(|name| format!("\"{name}\":")).chain([
            login::PASSWORD.to_owned(),
            "secrets".to_owned(),
            "known_by".to_owned(),
        ]) {
            assert!(!text.contains(&word), "{word}: {text}");
        }
    }
    let put = async |name: &str, value: Json| {
        let mut values = now.json()["values"].clone();
        values[name] = value;
        call(&house, &format!("PUT {one}"), &cookie, &now.tag, &json!({ "values": values })).await.wrongs()
    };
    for name in sealed {
        assert_eq!(put(name, json!("hemligt")).await, [(name.to_owned(), "sealed".to_owned())]);
    }
    // Who holds the login is for those who hold it to say.
    assert_eq!(put("holders", json!([])).await, [("holders".to_owned(), "held".to_owned())]);
    assert_eq!(
        put("holders", now.json()["values"]["planning"].clone()).await,
        [("holders".to_owned(), "held".to_owned())]
    );
}

#[tokio::test]
async fn who_may_not_see_an_entry_is_told_that_there_is_none() {
    let house = house().await;
    let register = Register::of("app").unwrap();
    let (one, made) = create(&house, register, "Appen för alla").await;
    let nobodys = "/api/registers/app/01900000-0000-7000-8000-000000000001";
    let (teacher, elsewhere, guardian) =
        (house.as_role(TEACHER).await, house.as_role(ELSEWHERE).await, house.as_role(GUARDIAN).await);
    let page = house.get("/registers/app/new", &teacher).await.text;
    let mut own = values(&house, register, "Appen här").await;
    own.insert("unit".to_owned(), sent(register.field("unit").unwrap(), &page));
    let own = call(&house, "POST /api/registers/app", &teacher, "", &json!({ "values": own })).await;
    assert_eq!(own.status, StatusCode::CREATED, "{}", own.text);
    let body = json!({ "values": {} });
    for (cookie, address) in [(&elsewhere, &own.to), (&guardian, &one), (&guardian, &own.to)] {
        let nothing = house.get(nobodys, cookie).await;
        for what in ["GET", "PUT"] {
            let reply = call(&house, &format!("{what} {address}"), cookie, &made.tag, &body).await;
            assert_eq!((reply.status, &reply.text), (StatusCode::NOT_FOUND, &nothing.text));
        }
        for rest in ["GET /history", "POST /steps/approve"] {
            let (method, rest) = rest.split_once(' ').unwrap();
            let reply = call(&house, &format!("{method} {address}{rest}"), cookie, &made.tag, &body).await;
            assert_eq!((reply.status, &reply.text), (StatusCode::NOT_FOUND, &nothing.text));
        }
    }
    // Whoever sees what is above does not change it, and whoever is a guardian sees no register.
    assert_eq!(house.get(&one, &teacher).await.json()["can_change"], false);
    assert_eq!(
        call(&house, &format!("PUT {one}"), &teacher, &made.tag, &body).await.status,
        StatusCode::NOT_FOUND
    );
    for path in
        ["/api/registers", "/api/registers/openapi.json", "/api/registers/app", "/api/registers/nothing"]
    {
        assert_eq!(house.get(path, &guardian).await.wrongs()[0].1, "no_page", "{path}");
        let nobody = house.get(path, "").await;
        assert_eq!(
            (nobody.status, nobody.wrongs()[0].1.as_str()),
            (StatusCode::UNAUTHORIZED, "not_signed_in")
        );
    }
}

/// By its id, by its name, in the form or by a program: it would tell that there is one.
#[tokio::test]
async fn what_another_school_has_is_nothing_to_lead_to() {
    let house = house().await;
    let (platform, account) = (Register::of("platform").unwrap(), Register::of("account").unwrap());
    let (teacher, elsewhere) = (house.as_role(TEACHER).await, house.as_role(ELSEWHERE).await);
    create(&house, account, "Kontot").await;
    let page = house.get("/registers/platform/new", &teacher).await.text;
    let mut own = values(&house, platform, "Torget vid skolan").await;
    own.insert("unit".to_owned(), sent(platform.field("unit").unwrap(), &page));
    let own = call(&house, "POST /api/registers/platform", &teacher, "", &json!({ "values": own })).await;
    assert_eq!(own.status, StatusCode::CREATED, "{}", own.text);
    let page = house.get("/registers/account/new", &elsewhere).await.text;
    let mut form = filled(account, &page, "Kontot där");
    for platform in [own.json()["id"].as_str().unwrap(), "Torget vid skolan"] {
        form.insert("platform".to_owned(), vec![platform.to_owned()]);
        let reply = house.post("/registers/account/new", &elsewhere, &body(&form)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{platform}");
        assert!(reply.text.contains("href=\"#platform\""), "{platform}");
        let values = json!({ "values": { "platform": platform } });
        let reply = call(&house, "POST /api/registers/account", &elsewhere, "", &values).await;
        let wrong = ("platform".to_owned(), "no_such".to_owned());
        assert!(reply.wrongs().contains(&wrong), "{platform}: {}", reply.text);
    }
}

/// Answers are kept by the guidance, and no program makes one.
#[tokio::test]
async fn what_something_else_makes_is_read_and_goes_on_and_is_not_made_here() {
    let house = house().await;
    let register = ALL.iter().find(|register| !register.by_hand).unwrap();
    let cookie = house.as_role(keeper(register)).await;
    let new = house.get("/registers/system/new", &cookie).await.text;
    let values: Map<_, _> = register
        .filled()
        .map(|field| {
            let value = if matches!(field.kind, Kind::Person) {
                json!("01900000-0000-7000-8000-000000000001")
            } else {
                sent(field, &new)
            };
            (field.name.to_owned(), value)
        })
        .collect();
    let unit = serde_json::from_value(values["unit"].clone()).unwrap();
    let by = serde_json::from_value(json!("01900000-0000-7000-8000-000000000001")).unwrap();
    let id = house.office.store.new_id(NOW).unwrap();
    let mut change = house.tenant().await.change(by, NOW).await.unwrap();
    let head = Head::about(id, register.code, unit, id.uuid(), RecordClass::Unit).in_state(register.begins());
    change.create(&head, &json!({ "values": values, "origin": { "by": by, "at": NOW } })).await.unwrap();
    change.commit().await.unwrap();
    let one = format!("{}/{id}", address(register));
    let now = house.get(&one, &cookie).await;
    assert_eq!((now.status, &now.json()["values"]), (StatusCode::OK, &Json::Object(values)));
    let body = json!({ "values": now.json()["values"] });
    for what in [format!("POST {}", address(register)), format!("PUT {one}")] {
        assert_eq!(
            call(&house, &what, &cookie, &now.tag, &body).await.status,
            StatusCode::NOT_FOUND,
            "{what}"
        );
    }
    steps(&house, register, &one, now).await;
}
