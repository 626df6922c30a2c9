//! Keeping in step with a school system, against a made-up one that fails in all the ways real ones do.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use axum::Router;
use axum::body::Body;
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Mutex;
use std::time::Duration;
use tower::ServiceExt as _;
use uuid::Uuid;
use varsam::sync::mock::{Faults, Kind, School, id, router};
use varsam::sync::{
    Batch, Cursor, Fetch, FetchFault, Http, Method, Options, Reply, Report, Request, SignIn, Sink, Stage,
    SyncFault, renew, run, subscribe, unsubscribe,
};
use varsam_model::civic::CivicKind;
use varsam_model::import::{Entry, Kept, Limits, Scope, plan};
use varsam_model::person::Person;
use varsam_model::unit::{Group, Unit};
use varsam_model::{Id, Mark};

fn now() -> Timestamp {
    "2026-11-29T08:00:00Z".parse().unwrap()
}

fn options(limit: usize) -> Options {
    Options { limit, today: jiff::civil::date(2026, 11, 29), silence: Mark::Unsaid }
}

fn school(persons: u64, faults: Faults) -> School {
    School { persons, seed: 7, faults, ..School::default() }
}

/// The made-up system, asked without a wire; waits are written down and not waited for.
struct Called {
    router: Router,
    waits: Mutex<Vec<u64>>,
    asked: Mutex<Vec<Request>>,
}

impl Called {
    fn new(school: School) -> Self {
        Self::of(router(school))
    }

    fn of(router: Router) -> Self {
        Self { router, waits: Mutex::default(), asked: Mutex::default() }
    }

    async fn call(&self, request: axum::http::Request<Body>) -> Reply {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let retry_after =
            answer.headers().get("retry-after").map(|value| value.to_str().unwrap().parse().unwrap());
        Reply { status, body: answer.into_body().collect().await.unwrap().to_bytes().to_vec(), retry_after }
    }
}

impl Fetch for Called {
    async fn fetch(&self, request: &Request, token: &str) -> Result<Reply, FetchFault> {
        self.asked.lock().unwrap().push(request.clone());
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&request.query).finish();
        let method = match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        };
        let request = axum::http::Request::builder()
            .method(method)
            .uri(format!("/{}?{query}", request.path))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(Body::from(request.body.clone()));
        Ok(self.call(request.unwrap()).await)
    }

    async fn token(&self) -> Result<String, FetchFault> {
        let request = axum::http::Request::post("/token").body(Body::empty()).unwrap();
        let reply: serde_json::Value = serde_json::from_slice(&self.call(request).await.body).unwrap();
        Ok(reply["access_token"].as_str().unwrap().to_owned())
    }

    async fn pause(&self, length: Duration) {
        self.waits.lock().unwrap().push(length.as_secs());
    }
}

/// Keeps what comes, in memory, as a store would.
#[derive(Default)]
struct Store {
    units: BTreeMap<Id<varsam_model::id::Unit>, Unit>,
    persons: BTreeMap<Uuid, Person>,
    marks: BTreeMap<Uuid, Mark>,
    groups: BTreeMap<Uuid, Group>,
    duties: BTreeSet<Uuid>,
    activities: BTreeSet<Uuid>,
    deleted: BTreeSet<Uuid>,
    problems: usize,
    cursor: Option<Cursor>,
    pages: u64,
    /// Breaks down when this page comes.
    breaks_at: Option<u64>,
}

impl Sink for Store {
    async fn take(&mut self, batch: Batch, cursor: &Cursor) -> anyhow::Result<()> {
        self.pages += 1;
        anyhow::ensure!(self.breaks_at != Some(self.pages), "the power went");
        self.units.extend(batch.units.into_iter().map(|unit| (unit.id, unit)));
        let persons = batch.persons;
        for marked in batch.quarantine {
            let mark = self.marks.entry(marked.person.uuid()).or_insert(marked.mark);
            *mark = marked.mark.max(*mark);
        }
        // The client hides whom it has seen marked; only who came before their mark is for the store to hide.
        let hidden = |person: &Person| self.marks.contains_key(&person.id.uuid());
        anyhow::ensure!(!persons.iter().any(hidden), "somebody marked came with a name");
        self.persons.extend(persons.into_iter().map(|person| (person.id.uuid(), person)));
        self.persons.retain(|id, _| !self.marks.contains_key(id));
        self.groups.extend(batch.groups.into_iter().map(|group| (group.id.uuid(), group)));
        self.duties.extend(batch.duties.iter().map(|duty| duty.id.uuid()));
        self.activities.extend(batch.activities.iter().map(|activity| activity.id.uuid()));
        self.deleted.extend(batch.deleted.into_iter().flatten());
        self.problems += batch.problems.len();
        self.cursor = Some(cursor.clone());
        Ok(())
    }
}

impl Store {
    /// All that matters afterwards.
    fn all(&self) -> impl PartialEq + std::fmt::Debug + use<'_> {
        (&self.units, &self.persons, &self.marks, &self.groups, &self.duties, &self.activities, &self.deleted)
    }
}

async fn synced(school: School, limit: usize) -> (Store, Report) {
    let (called, mut sink) = (Called::new(school), Store::default());
    let report = run(&called, &mut sink, &options(limit), Cursor::full(now())).await.unwrap();
    (sink, report)
}

fn person(number: u64) -> Uuid {
    id(7, Kind::Person, number)
}

#[tokio::test]
async fn everything_comes_once() {
    let school = school(1_234, Faults::default());
    let (sink, report) = synced(school.clone(), 100).await;
    assert_eq!(sink.persons.len() as u64, 1_234);
    assert_eq!(sink.units.len() as u64, school.count(Kind::Unit));
    assert_eq!(sink.groups.len() as u64, school.count(Kind::Group));
    assert_eq!(sink.duties.len() as u64, school.count(Kind::Duty));
    assert_eq!(sink.activities.len() as u64, school.count(Kind::Activity));
    assert_eq!((report.repeated, report.retries, sink.problems), (0, 0, 0));
    assert!(sink.cursor.unwrap().is_done());
    let pupil = &sink.persons[&person(0)];
    assert_eq!(pupil.responsibles[0].person.uuid(), person(9));
    assert!(sink.groups.values().any(|group| group.members.iter().any(|member| member.person == pupil.id)));
    let (small, _) = synced(school.clone(), 7).await;
    let (large, _) = synced(school, 10_000).await;
    assert_eq!(small.all(), large.all());
}

/// Nobody of the made-up school could be somebody.
#[tokio::test]
async fn the_made_up_have_numbers_that_nobody_can_have() {
    let (sink, _) = synced(school(6_000, Faults::default()), 1_000).await;
    let numbers: HashSet<_> = sink.persons.values().map(|person| person.civic.unwrap()).collect();
    assert_eq!(numbers.len(), 6_000);
    assert!(numbers.iter().all(|number| number.kind() == CivicKind::Temporary));
}

#[tokio::test]
async fn faults_on_the_way_change_nothing() {
    let (expected, _) = synced(school(700, Faults::default()), 50).await;
    let faults = [
        Faults { error_every: Some(3), ..Faults::default() },
        Faults { token_lasts: Some(4), ..Faults::default() },
        Faults { repeat: true, ..Faults::default() },
        Faults { forgets_tokens_at: Some(9), ..Faults::default() },
        Faults { slow_every: Some((5, Duration::from_millis(5))), ..Faults::default() },
        Faults { error_every: Some(5), token_lasts: Some(3), repeat: true, ..Faults::default() },
    ];
    for fault in faults {
        let (sink, report) = synced(school(700, fault.clone()), 50).await;
        assert_eq!(sink.all(), expected.all(), "{fault:?}");
        assert_eq!(
            report.repeated > 0,
            fault.repeat || fault.forgets_tokens_at.is_some(),
            "{fault:?} {report:?}"
        );
        assert_eq!(report.retries > 0, fault.error_every.is_some(), "{fault:?}");
    }
}

/// A person is on a page without a mark, and on the next one with it.
#[tokio::test]
async fn who_turns_protected_between_two_pages_is_hidden() {
    let faults = Faults { turns_protected: Some(33), repeat: true, ..Faults::default() };
    let (sink, report) = synced(school(200, faults), 20).await;
    assert_eq!(sink.marks, BTreeMap::from([(person(33), Mark::Secrecy)]));
    assert!(!sink.persons.contains_key(&person(33)));
    assert_eq!((sink.persons.len(), report.protected), (199, 1));
}

/// The other way round: one page has the mark, a later one has lost it.
#[tokio::test]
async fn who_loses_the_mark_between_two_pages_stays_hidden() {
    let faults = Faults { turns_open: Some(33), ..Faults::default() };
    let (sink, _) = synced(school(200, faults), 20).await;
    assert_eq!(sink.marks, BTreeMap::from([(person(33), Mark::Secrecy)]));
    assert_eq!(sink.persons.len(), 199);
}

#[tokio::test]
async fn a_mark_on_a_reference_hides_as_well() {
    let faults = Faults { marked_reference: Some(9), ..Faults::default() };
    let (sink, _) = synced(school(200, faults), 20).await;
    assert_eq!(sink.marks, BTreeMap::from([(person(9), Mark::Secrecy)]));
    assert!(!sink.persons.contains_key(&person(9)) && sink.persons.contains_key(&person(0)));
}

#[tokio::test]
async fn protected_persons_leave_no_name() {
    let marked = School { protected_every: Some(10), ..school(400, Faults::default()) };
    let (sink, report) = synced(marked, 60).await;
    assert_eq!((sink.marks.len(), sink.persons.len(), report.protected), (40, 360, 40));
    assert!(sink.marks.values().any(|mark| *mark == Mark::ProtectedRegistration));
}

/// The power goes at every page once; each time the run goes on from where it stood.
#[tokio::test]
async fn a_run_cut_off_anywhere_goes_on() {
    let (expected, whole) = synced(school(300, Faults::default()), 40).await;
    for breaks_at in 1..=whole.pages {
        let called = Called::new(school(300, Faults::default()));
        let mut sink = Store { breaks_at: Some(breaks_at), ..Store::default() };
        let fault = run(&called, &mut sink, &options(40), Cursor::full(now())).await.unwrap_err();
        assert!(matches!(fault, SyncFault::Sink(_)), "{fault}");
        let kept = serde_json::to_string(&sink.cursor.clone().unwrap_or(Cursor::full(now()))).unwrap();
        let report =
            run(&called, &mut sink, &options(40), serde_json::from_str(&kept).unwrap()).await.unwrap();
        assert_eq!(sink.all(), expected.all(), "at page {breaks_at}");
        assert_eq!(report.pages, whole.pages + 1 - breaks_at);
    }
}

/// The page token is from yesterday: the list begins anew instead of the whole run failing.
#[tokio::test]
async fn a_token_of_yesterday_begins_its_list_anew() {
    let (expected, _) = synced(school(300, Faults::default()), 40).await;
    let called = Called::new(school(300, Faults { forgets_tokens_at: Some(5), ..Faults::default() }));
    let mut sink = Store { breaks_at: Some(4), ..Store::default() };
    run(&called, &mut sink, &options(40), Cursor::full(now())).await.unwrap_err();
    let cursor = sink.cursor.clone().unwrap();
    assert_eq!((cursor.stage, cursor.page.is_some()), (Stage::Persons, true));
    let report = run(&called, &mut sink, &options(40), cursor).await.unwrap();
    assert_eq!(report.restarts, 1);
    assert_eq!(sink.all(), expected.all());
}

#[tokio::test]
async fn a_delta_brings_what_changed_and_what_went() {
    let first = school(500, Faults::default());
    let (before, _) = synced(first.clone(), 100).await;
    let later = School { changed: vec![3, 250], deleted: vec![40], ..first };
    let called = Called::new(later);
    let mut sink = Store::default();
    let cursor = before.cursor.unwrap().delta("2026-11-30T08:00:00Z".parse().unwrap());
    assert_eq!(cursor.since, Some("2026-11-29T07:55:00Z".parse().unwrap()));
    run(&called, &mut sink, &options(1), cursor).await.unwrap();
    assert_eq!(
        sink.persons.keys().copied().collect::<BTreeSet<_>>(),
        BTreeSet::from([person(3), person(250)])
    );
    assert_eq!(sink.deleted, BTreeSet::from([person(40)]));
    assert!(
        sink.units.is_empty() && sink.groups.is_empty() && sink.duties.is_empty(),
        "these did not change"
    );
    let kept = before.persons.values().map(|person| Kept { id: person.id, mark: person.mark, what: person });
    let came = sink.persons.values().map(|person| Entry { id: person.id, mark: person.mark, what: person });
    let scope = Scope::Delta(sink.deleted.iter().map(|id| Id::new(*id)).collect());
    let changes = plan(kept, came, &scope, Limits::default().persons).unwrap();
    assert_eq!((changes.add.len(), changes.change.len(), changes.remove.len()), (0, 2, 1));
    let asked = called.asked.lock().unwrap();
    let with_token =
        asked.iter().filter(|request| request.query.iter().any(|(name, _)| *name == "pageToken"));
    assert!(with_token.clone().count() > 0);
    assert!(with_token.into_iter().all(|request| request.query.len() == 2), "a token goes with `limit` only");
}

#[tokio::test]
async fn a_system_without_activities_is_fine() {
    let (sink, report) = synced(school(100, Faults { no_activities: true, ..Faults::default() }), 50).await;
    assert!(report.without_activities && sink.activities.is_empty() && sink.cursor.unwrap().is_done());
}

fn always(status: u16, body: &'static str) -> Called {
    let answer = move || async move {
        (axum::http::StatusCode::from_u16(status).unwrap(), [("retry-after", "7")], body)
    };
    let token = axum::routing::post(async || r#"{"access_token":"t"}"#);
    Called::of(Router::new().route("/token", token).fallback(answer))
}

async fn fault(called: &Called) -> SyncFault {
    run(called, &mut Store::default(), &options(10), Cursor::full(now())).await.unwrap_err()
}

#[tokio::test]
async fn what_stays_broken_is_told_after_three_tries() {
    let called = always(503, "");
    let told = fault(&called).await.to_string();
    assert!(told.contains("`organisations`") && told.contains("503"), "{told}");
    assert_eq!(called.asked.lock().unwrap().len(), 3);
    assert_eq!(*called.waits.lock().unwrap(), [7, 7]);
}

#[tokio::test]
async fn what_is_refused_is_not_asked_again() {
    for (status, times) in [(403, 1), (400, 1), (401, 2)] {
        let called = always(status, "");
        assert!(matches!(fault(&called).await, SyncFault::Refused { status: told, .. } if told == status));
        assert_eq!(called.asked.lock().unwrap().len(), times, "{status}");
    }
}

#[tokio::test]
async fn a_page_that_is_none_is_told_without_its_text() {
    let called = always(200, r#"{"organisations":[{"id":"x","displayName":"Hemliga"#);
    let told = fault(&called).await;
    assert!(matches!(&told, SyncFault::Page { line: 1, .. }), "{told}");
    assert!(!format!("{told} {told:?}").contains("Hemliga"));
}

#[tokio::test]
async fn a_list_without_end_is_left() {
    let called = always(200, r#"{"data":[],"pageToken":"same"}"#);
    assert!(matches!(fault(&called).await, SyncFault::Circle { .. }));
}

#[tokio::test]
async fn subscriptions_are_made_renewed_and_ended() {
    let called = Called::new(school(10, Faults { error_every: Some(2), ..Faults::default() }));
    let made = subscribe(&called, "Varsam", "https://varsam.example/call/secret").await.unwrap();
    assert!(!made.is_due(now()) && made.is_due("2027-02-21T00:00:00Z".parse().unwrap()));
    let renewed = renew(&called, &made.id).await.unwrap();
    assert!(renewed.expires > made.expires);
    unsubscribe(&called, &made.id).await.unwrap();
    let gone = renew(&called, "../persons?x").await.unwrap_err();
    assert!(matches!(gone, SyncFault::Refused { status: 404, .. }), "{gone}");
    let sent = called.asked.lock().unwrap()[0].body.clone();
    let sent: serde_json::Value = serde_json::from_slice(&sent).unwrap();
    assert_eq!(sent["resourceTypes"][1]["resource"], "Person");
}

async fn served(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

#[tokio::test]
async fn over_the_wire_it_is_the_same() {
    let faults = Faults { token_lasts: Some(5), ..Faults::default() };
    let base = served(router(school(300, faults))).await;
    let sign_in = SignIn::Client {
        url: format!("{base}/token"),
        id: "varsam".to_owned(),
        secret: "s&cret".to_owned(),
        scope: Some("persons".to_owned()),
    };
    let http = Http::new(&format!("{base}/"), sign_in).unwrap();
    let mut sink = Store::default();
    run(&http, &mut sink, &options(40), Cursor::full(now())).await.unwrap();
    let (expected, _) = synced(school(300, Faults::default()), 40).await;
    assert_eq!(sink.all(), expected.all());
}

/// A token must not follow a redirect to another host, nor stand in a fault.
#[tokio::test]
async fn the_wire_keeps_its_secrets() {
    let elsewhere =
        Router::new().fallback(async || axum::response::Redirect::temporary("http://127.0.0.1:9/stolen"));
    let base = served(elsewhere).await;
    let http = Http::new(&base, SignIn::Token("secret-token".to_owned())).unwrap();
    let told = run(&http, &mut Store::default(), &options(10), Cursor::full(now())).await.unwrap_err();
    assert!(matches!(told, SyncFault::Refused { status: 307, .. }), "{told:?}");
    let http = Http::new("http://127.0.0.1:9", SignIn::Token("secret-token".to_owned())).unwrap();
    let request = Request::get("persons", vec![("pageToken", "secret-page".to_owned())]);
    let told = http.fetch(&request, "secret-token").await.unwrap_err();
    assert!(matches!(told, FetchFault::Connection(_)));
    assert!(!format!("{told} {told:?}").contains("secret"), "{told:?}");
}
