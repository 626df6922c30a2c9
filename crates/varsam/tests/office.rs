//! What lies behind sign-in, by URL: who comes in, what each role sees, and what the log tells afterwards
//! (ACM-48, ACM-52, ACM-56, DAN-02).

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use std::sync::Arc;
use tower::ServiceExt as _;
use varsam::data::{Config, Env};
use varsam::library::{Library, Origin};
use varsam::office::Office;
use varsam::web::{Settings, router};
use varsam_model::Instant;

/// 2026-11-29 08:00 UTC.
const NOW: Instant = Instant(1_795_939_200_000_000);

/// The demonstration, served.
struct House {
    office: Arc<Office>,
    router: axum::Router,
    _folder: tempfile::TempDir,
}

struct Reply {
    status: StatusCode,
    to: String,
    cookie: String,
    text: String,
}

async fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let office = Arc::new(Office::demonstration(folder.path(), || NOW).await.unwrap());
    let library = Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap();
    let settings = Settings { office: Some(Arc::clone(&office)), ..Settings::default() };
    House { office, router: router(Arc::new(library), settings), _folder: folder }
}

impl House {
    async fn send(&self, request: axum::http::request::Builder, body: String) -> Reply {
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let header = |name: &str| {
            let value = response.headers().get_all(name).iter().next();
            value.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let (status, to, cookie) = (response.status(), header("location"), header("set-cookie"));
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Reply { status, to, cookie, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, path: &str, cookie: &str) -> Reply {
        self.send(Request::get(path).header("cookie", cookie).header("accept-language", "sv"), String::new())
            .await
    }

    async fn post(&self, path: &str, cookie: &str, form: &str) -> Reply {
        let request = Request::post(path).header("cookie", cookie).header("sec-fetch-site", "same-origin");
        self.send(request.header("content-type", "application/x-www-form-urlencoded"), form.to_owned()).await
    }

    /// Signs in as the first who has the role; gives the cookie.
    async fn as_role(&self, role: &str) -> String {
        let page = self.get("/sign-in", "").await.text;
        let form = page.split("<form").find(|form| form.contains(role)).unwrap();
        let person = form.split("name=\"person\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let reply = self.post("/sign-in/demo", "", &format!("person={person}")).await;
        assert_eq!((reply.status, reply.to.as_str()), (StatusCode::SEE_OTHER, "/people"));
        assert!(reply.cookie.contains("HttpOnly") && reply.cookie.contains("SameSite=Lax"));
        reply.cookie.split(';').next().unwrap().to_owned()
    }

    /// The address of the first person that a role sees.
    async fn first_person(&self, cookie: &str) -> String {
        let page = self.get("/people", cookie).await.text;
        let address = page.split("href=\"/people/").nth(1).unwrap().split('"').next().unwrap();
        format!("/people/{address}")
    }
}

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_door_and_back() {
    let house = house().await;
    for path in ["/people", "/my/log", "/log", "/people/0199"] {
        let reply = house.get(path, "").await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}");
        assert!(reply.to.starts_with("/sign-in?next=%2F"), "{}", reply.to);
    }
    let reply = house.get("/people", "varsam-demo=guessed").await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn acm_48_a_teacher_sees_the_own_school_and_no_other() {
    let house = house().await;
    let cookie = house.as_role("Lärare").await;
    let page = house.get("/people", &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Björkskolan") && !page.text.contains("Strandskolan"), "{}", page.text);
    let head = house.as_role("Registrator").await;
    let all = house.get("/people", &head).await.text;
    assert!(all.contains("Strandskolan"));
    let other = all.split("href=\"/people?unit=").find(|part| part.contains("Strandskolan")).unwrap();
    let unit = other.split('"').next().unwrap();
    let there = house.get(&format!("/people?unit={unit}"), &head).await.text;
    let person = there.split("href=\"/people/").nth(1).unwrap().split('"').next().unwrap();
    let refused = house.get(&format!("/people/{person}"), &cookie).await;
    let nobody = house.get("/people/01999999-0000-7000-8000-000000000000", &cookie).await;
    assert_eq!((refused.status, nobody.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    let told =
        refused.text.replace(person, "") == nobody.text.replace("01999999-0000-7000-8000-000000000000", "");
    assert!(told, "no telling whether there is anybody");
}

#[tokio::test]
async fn acm_52_a_technician_sees_the_made_up_school_only() {
    let house = house().await;
    let cookie = house.as_role("Tekniker").await;
    let page = house.get("/people", &cookie).await.text;
    assert!(!page.contains("Björkskolan") && !page.contains("Kyrkbyns"), "{page}");
}

#[tokio::test]
async fn dan_02_somebody_whose_mark_waits_for_a_decision_is_in_no_list_and_no_search() {
    let house = house().await;
    let organiser = house.office.store.organisers().await.unwrap()[0];
    let tenant = house.office.store.tenant(organiser);
    let filter =
        varsam_store::Filter { register: "person", state: "quarantined", limit: 9, ..Default::default() };
    let hidden = tenant.list::<varsam_model::person::Person>(&filter).await.unwrap();
    assert!(!hidden.is_empty());
    for role in ["Rektor", "Lärare", "Registrator", "Systemadministratör", "Granskare", "Dataskyddsombud"] {
        let cookie = house.as_role(role).await;
        for document in &hidden {
            let id = document.body.id.to_string();
            let page = house.get(&format!("/people/{id}"), &cookie).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{role}");
            let found = house.post("/people", &cookie, &format!("q={}", document.body.family)).await;
            assert!(!found.text.contains(&id), "{role}");
        }
    }
}

#[tokio::test]
async fn acm_56_who_looked_is_in_the_log_and_the_auditor_reads_it() {
    let house = house().await;
    let teacher = house.as_role("Lärare").await;
    let person = house.first_person(&teacher).await;
    let page = house.get(&person, &teacher).await;
    assert_eq!(page.status, StatusCode::OK);
    let name = page.text.split("<bdi>").nth(2).unwrap().split('<').next().unwrap().to_owned();
    let auditor = house.as_role("Granskare").await;
    let asked = house.get("/log", &auditor).await;
    assert!(asked.text.contains("name=\"reason\"") && !asked.text.contains(&name), "{}", asked.text);
    let asked = house.post("/log", &auditor, "reason=ja").await;
    assert!(asked.text.contains("reason-error"), "too short to be a reason");
    let log = house.post("/log", &auditor, "reason=kontroll+i+november").await;
    assert_eq!(log.status, StatusCode::OK);
    assert!(log.text.contains("Öppnade personuppgifter") && log.text.contains(&name), "{}", log.text);
    assert!(
        house
            .post("/log", &auditor, "reason=en+till&kind=read_log")
            .await
            .text
            .contains("kontroll i november")
    );
    assert_eq!(house.get("/log", &teacher).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&person, &auditor).await.status, StatusCode::NOT_FOUND, "the log, but no records");
    house.office.store.checkpoint(NOW).await.unwrap();
    house.office.store.verify_log(None).await.unwrap();
}

#[tokio::test]
async fn every_page_has_its_words_in_both_languages() {
    let house = house().await;
    let (teacher, auditor) = (house.as_role("Lärare").await, house.as_role("Granskare").await);
    let person = house.first_person(&teacher).await;
    for lang in ["sv", "en"] {
        for (path, cookie) in [
            ("/sign-in", ""),
            ("/people", &teacher),
            (&person, &teacher),
            ("/my/log", &teacher),
            ("/who-may?role=nurse", &teacher),
            ("/log", &auditor),
        ] {
            let cookie = format!("{cookie}; lang={lang}");
            let page = house.get(path, &cookie).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.text.contains(&format!("<html lang=\"{lang}\"")), "{path}");
            assert!(!page.text.contains("Unknown localization"), "{path}: {}", page.text);
            assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
        }
        let log = house.post("/log", &format!("{auditor}; lang={lang}"), "reason=kontroll+idag").await;
        assert!(!log.text.contains("Unknown localization") && log.text.contains("<table"), "{}", log.text);
    }
}

#[tokio::test]
async fn acm_52_the_table_tells_what_a_technician_may_do() {
    let house = house().await;
    let cookie = house.as_role("Lärare").await;
    let table = house.get("/who-may?role=technician", &cookie).await;
    assert_eq!(table.status, StatusCode::OK);
    let row =
        table.text.split("<tr>").find(|row| row.contains("Läsa</th>") && row.contains("Skola</td>")).unwrap();
    let answers: Vec<_> = row.split("<td>").skip(2).map(|cell| cell.split('<').next().unwrap()).collect();
    assert_eq!(answers, ["–", "–", "–", "–", "ja", "ja", "–"], "the own and the made-up school's");
    assert!(house.get("/who-may?role=nobody", &cookie).await.text.contains("Alla som är inloggade"));
}

#[tokio::test]
async fn somebody_is_found_by_the_beginning_of_a_name_and_no_address_holds_it() {
    let house = house().await;
    let cookie = house.as_role("Registrator").await;
    let found = house.post("/people", &cookie, "q=alm+al").await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text.contains("Almklint, Alma") && !found.text.contains("Björkdal,"), "{}", found.text);
    assert!(!found.text.contains("q=alm"), "a name in an address");
    assert!(house.post("/people", &cookie, "q=qzxv").await.text.contains("Ingen hittades"));
}

/// What the program writes to its log, kept to be read.
#[derive(Clone, Default)]
struct Lines(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_line_of_the_log_of_faults_names_anybody() {
    let lines = Lines::default();
    let kept = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || kept.clone())
        .finish();
    // For all threads: a database writes its lines from one of its own.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let person = house.first_person(&head).await;
    house.get(&person, &head).await;
    house.post("/people", &head, "q=almklint").await;
    house.post("/log", &house.as_role("Granskare").await, "reason=kanariefågel+i+loggen").await;
    house.get("/people?unit=kanariefågel", &head).await;
    tracing::error!("the test listens");
    let text = String::from_utf8_lossy(&lines.0.lock().unwrap()).to_lowercase();
    assert!(text.contains("the test listens") && text.contains("select"), "nothing was heard");
    for word in ["almklint", "ekhammar", "kanarie", "björkskolan"] {
        assert!(!text.contains(word), "`{word}` is in the log of faults");
    }
}

#[tokio::test]
async fn each_sees_who_looked_at_the_own_data() {
    let house = house().await;
    let teacher = house.as_role("Lärare").await;
    let page = house.get("/my/log", &teacher).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Här finns inget"), "{}", page.text);
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing_and_signing_out_ends_the_session() {
    let house = house().await;
    let cookie = house.as_role("Rektor").await;
    let request =
        Request::post("/sign-out").header("cookie", cookie.as_str()).header("sec-fetch-site", "cross-site");
    assert_eq!(house.send(request, String::new()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.get("/people", &cookie).await.status, StatusCode::OK);
    assert_eq!(house.post("/sign-out", &cookie, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get("/people", &cookie).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nobody_is_anybody_outside_of_the_demonstration() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::read(None, Some(folder.path()), &Env::new()).unwrap();
    let store = varsam::data::open(&config, NOW).await.unwrap();
    varsam::office::demo::fill(&store, NOW).await.unwrap();
    let office = Arc::new(Office::over(store, false, || NOW).unwrap());
    let library = Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap();
    let settings = Settings { office: Some(Arc::clone(&office)), ..Settings::default() };
    let house = House { office, router: router(Arc::new(library), settings), _folder: folder };
    assert!(!house.get("/sign-in", "").await.text.contains("name=\"person\""));
    let organiser = house.office.store.organisers().await.unwrap()[0];
    let tenant = house.office.store.tenant(organiser);
    let filter = varsam_store::Filter { register: "person", limit: 1, ..Default::default() };
    let person = tenant.list::<varsam_model::person::Person>(&filter).await.unwrap()[0].body.id;
    let reply = house.post("/sign-in/demo", "", &format!("person={person}")).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}
