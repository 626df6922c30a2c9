//! The demonstration, served to tests.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tower::ServiceExt as _;
use varsam::data::{Config, Env};
use varsam::library::{Library, Origin};
use varsam::office::Office;
use varsam::web::{Settings, router};
use varsam_model::person::Person;
use varsam_model::{Id, Instant, Mark, id};
use varsam_store::{Letter, MAIL};

/// 2026-11-29 08:00 UTC.
pub(crate) const NOW: Instant = Instant(1_795_939_200_000_000);

thread_local! {
    /// How many seconds it is later than [`NOW`], in the test of this thread.
    static LATER: std::cell::Cell<i64> = const { std::cell::Cell::new(0) };
}

/// What time it is.
pub(crate) fn now() -> Instant {
    NOW.plus_seconds(LATER.get())
}

/// Lets days pass. Whoever was signed in is no longer.
pub(crate) fn days_pass(days: i64) {
    seconds_pass(days * 86_400);
}

/// Lets seconds pass.
pub(crate) fn seconds_pass(seconds: i64) {
    LATER.set(LATER.get() + seconds);
}

/// A day so many days from now, as it is typed.
pub(crate) fn day(days: i64) -> String {
    varsam::office::calendar::day(now().plus_seconds(days * 86_400)).to_string()
}

/// The demonstration, served.
pub(crate) struct House {
    pub(crate) office: Arc<Office>,
    pub(crate) router: axum::Router,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) to: String,
    pub(crate) cookie: String,
    /// How long to wait, in seconds.
    pub(crate) wait: String,
    /// Whether browsers are to speak TLS only.
    pub(crate) tls: String,
    /// The version of what it tells.
    pub(crate) tag: String,
    pub(crate) text: String,
}

/// Where the tests reach it.
pub(crate) fn address() -> reqwest::Url {
    "http://localhost:8080".parse().unwrap()
}

pub(crate) async fn house() -> House {
    house_with(now, |_| {}).await
}

/// The demonstration with what stands in its registers, and its cases.
pub(crate) async fn furnished() -> House {
    house_on(&Env::new(), now, true, |_| {}).await
}

/// The demonstration with something changed, at a time.
pub(crate) async fn house_with(clock: fn() -> Instant, change: impl FnOnce(&mut Office)) -> House {
    house_on(&Env::new(), clock, false, change).await
}

/// One on each database that there is: SQLite, and PostgreSQL where `VARSAM_TEST_POSTGRES` names a server and `psql` is
/// installed.
pub(crate) async fn houses() -> Vec<House> {
    houses_with(false).await
}

/// The same, with or without what stands in their registers.
pub(crate) async fn houses_with(has_entries: bool) -> Vec<House> {
    let mut houses = vec![house_on(&Env::new(), now, has_entries, |_| {}).await];
    match database() {
        Some(url) => {
            let env = ["VARSAM_RECORDS_URL", "VARSAM_KEYS_URL"].map(|name| (name.to_owned(), url.clone()));
            houses.push(house_on(&Env::from_iter(env), now, has_entries, |_| {}).await);
        }
        None => println!("skipped: PostgreSQL (VARSAM_TEST_POSTGRES names no server, or `psql` is missing)"),
    }
    houses
}

/// A database of its own.
fn database() -> Option<String> {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let server = std::env::var("VARSAM_TEST_POSTGRES").ok()?;
    let name = format!("test_house_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let make = format!("CREATE DATABASE {name}");
    let made = Command::new("psql").args(["-q", &format!("{server}/postgres"), "-c", &make]).status();
    made.is_ok_and(|status| status.success()).then(|| format!("{server}/{name}"))
}

async fn house_on(
    env: &Env,
    clock: fn() -> Instant,
    has_entries: bool,
    change: impl FnOnce(&mut Office),
) -> House {
    varsam::tls::choose_library();
    let folder = tempfile::tempdir().unwrap();
    let config = Config::read(None, Some(folder.path()), env).unwrap();
    let library = Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap();
    let shelf = library.shelf();
    let books = has_entries.then_some(&shelf.books);
    let mut office = Office::demonstrating(&config, address(), clock, books).await.unwrap();
    change(&mut office);
    let office = Arc::new(office);
    let settings = Settings { office: Some(Arc::clone(&office)), ..Settings::default() };
    House { office, router: router(Arc::new(library), settings), folder }
}

/// What stands in a page between two texts; the first such.
pub(crate) fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("no `{before}` in {page}")).1;
    rest.split_once(after).unwrap().0
}

/// The boxes that say that something was just now, each ticked.
pub(crate) fn just_now(page: &str) -> impl Iterator<Item = (String, String)> {
    let moments = page.split("name=\"now-").skip(1).map(|rest| rest.split('"').next().unwrap());
    moments.map(|moment| (format!("now-{moment}"), "yes".to_owned()))
}

/// The address of the link around a text.
pub(crate) fn link<'a>(page: &'a str, text: &str) -> &'a str {
    let before = page.split_once(text).unwrap_or_else(|| panic!("no `{text}` in {page}")).0;
    before.rsplit_once("href=\"").unwrap().1.split_once('"').unwrap().0
}

impl House {
    /// The organiser's part of the store.
    pub(crate) async fn tenant(&self) -> varsam_store::Tenant<'_> {
        self.office.store.tenant(self.office.store.organisers().await.unwrap()[0])
    }

    /// Posts the form of a page with the version that the page has, and more.
    pub(crate) async fn post_with_version(&self, page: &str, path: &str, cookie: &str, more: &str) -> Reply {
        let page = self.get(page, cookie).await.text;
        let version = between(&page, "name=\"version\" value=\"", "\"");
        self.post(path, cookie, &format!("version={version}&{more}")).await
    }
    pub(crate) async fn send(&self, request: axum::http::request::Builder, body: impl Into<Body>) -> Reply {
        let response = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let headers = response.headers().clone();
        let header = |name: &str| {
            let value = headers.get_all(name).iter().next();
            value.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let (status, to, cookie) = (response.status(), header("location"), header("set-cookie"));
        let (wait, tls, tag) = (header("retry-after"), header("strict-transport-security"), header("etag"));
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Reply { status, to, cookie, wait, tls, tag, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> Reply {
        self.send(Request::get(path).header("cookie", cookie).header("accept-language", "sv"), String::new())
            .await
    }

    /// The page that a reply leads to, where it says why somebody stands outside still; else the reply.
    pub(crate) async fn told(&self, reply: Reply) -> Reply {
        if reply.to.starts_with("/sign-in/outside/") { self.get(&reply.to, "").await } else { reply }
    }

    pub(crate) async fn post(&self, path: &str, cookie: &str, form: &str) -> Reply {
        let request = Request::post(path).header("cookie", cookie).header("sec-fetch-site", "same-origin");
        self.send(request.header("content-type", "application/x-www-form-urlencoded"), form.to_owned()).await
    }

    /// Signs in as the first who has the role; gives the cookie.
    pub(crate) async fn as_role(&self, role: &str) -> String {
        let page = self.get("/sign-in", "").await.text;
        let form = page.split("<form").find(|form| form.contains(role)).unwrap();
        let person = form.split("name=\"person\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let reply = self.post("/sign-in/demo", "", &format!("person={person}")).await;
        assert_eq!((reply.status, reply.to.as_str()), (StatusCode::SEE_OTHER, "/people"));
        assert!(reply.cookie.contains("HttpOnly") && reply.cookie.contains("SameSite=Lax"));
        reply.cookie.split(';').next().unwrap().to_owned()
    }

    /// Hides somebody, as a mark that waits for a decision does.
    pub(crate) async fn hide(&self, person: Id<id::Person>) {
        let tenant = self.tenant().await;
        let mut document = tenant.read::<Person>(person.of()).await.unwrap();
        document.body.mark = Mark::Secrecy;
        "quarantined".clone_into(&mut document.head.state);
        let mut change = tenant.change(person, NOW).await.unwrap();
        change.update(&document.head, &document.body).await.unwrap();
        change.commit().await.unwrap();
    }

    /// The letters that have gone out since the last time.
    pub(crate) async fn letters(&self) -> Vec<Letter> {
        let (store, now, mut letters) = (&self.office.store, self.office.now(), Vec::new());
        while let Some(claimed) = store.claim(MAIL, now, 60).await.unwrap() {
            letters.push(serde_json::from_slice(&claimed.body.unwrap()).unwrap());
            store.sent(claimed.id, now).await.unwrap();
        }
        letters
    }

    /// The address of the first person that a role sees.
    pub(crate) async fn first_person(&self, cookie: &str) -> String {
        let page = self.get("/people", cookie).await.text;
        let address = page.split("href=\"/people/").nth(1).unwrap().split('"').next().unwrap();
        format!("/people/{address}")
    }
}

/// What the program writes to its log, kept to be read.
#[derive(Clone, Default)]
pub(crate) struct Lines(pub(crate) Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
