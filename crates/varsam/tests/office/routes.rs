//! Every route behind sign-in, asked by every role about things everywhere, against a table in the repository: whoever
//! adds a route or changes a rule sees in the review whom it lets in (ACM-48, ACM-52).
//!
//! `VARSAM_WRITE_ROUTES=1 cargo test -p varsam --test office routes` writes the table anew. A route is probed by `GET`,
//! or by `POST` with an empty form, which changes next to nothing: who may gets told what is missing.

use crate::house::{House, NOW, Reply, house};
use axum::http::{Request, StatusCode};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::Semaphore;
use uuid::Uuid;
use varsam::office::Entry;
use varsam::office::intake::{MarkTask, TaskKind};
use varsam::web::{Route, inside};
use varsam_model::emergency::Emergency;
use varsam_model::grant::{Competence, Given, Grant, HeldPrecondition, Precondition};
use varsam_model::person::{Person, Responsible};
use varsam_model::review::Review;
use varsam_model::school::{Relation, UnitKind};
use varsam_model::unit::Unit;
use varsam_model::{Id, Instant, Mark, RecordClass, Role, id};
use varsam_store::{Change, Head, Membership};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/office/routes.tsv");

/// Where what is asked about stands, seen from whoever asks.
const SCOPES: [&str; 6] =
    ["own_unit", "unit_below", "other_unit", "other_organiser", "own_data", "fictitious"];

/// How long everything lasts, in seconds.
const LONG: i64 = 86_400;

/// What an address can name, at one place.
#[derive(Clone, Copy)]
struct Things {
    unit: Id<id::Unit>,
    person: Id<id::Person>,
    grant: Id<id::Grant>,
    review: Id<id::Record>,
    emergency: Id<id::Record>,
    import: Id<id::Record>,
    mark: Id<id::Record>,
    account: Id<id::Record>,
    case: Id<id::Record>,
}

/// Somebody who asks, and what is their own.
struct Asker {
    person: Id<id::Person>,
    cookie: String,
    own: Things,
}

/// A role's two askers: at the unit in the middle, and at the made-up school.
struct Cast {
    role: Option<Role>,
    real: Asker,
    made_up: Asker,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acm_48_every_route_lets_in_whom_the_table_says() {
    let house = Arc::new(house().await);
    let stage = Arc::new(Stage::set(&house).await);
    let table = stage.table(&house).await;
    if std::env::var_os("VARSAM_WRITE_ROUTES").is_some() {
        std::fs::write(PATH, &table).unwrap();
    }
    let kept = std::fs::read_to_string(PATH).unwrap_or_default();
    let (kept, now): (BTreeSet<_>, BTreeSet<_>) = (kept.lines().collect(), table.lines().collect());
    let gone: Vec<_> = kept.difference(&now).map(|line| format!("- {line}")).collect();
    let new: Vec<_> = now.difference(&kept).map(|line| format!("+ {line}")).collect();
    let changes = [gone, new].concat().join("\n");
    assert!(
        changes.is_empty(),
        "routes let in others than `tests/office/routes.tsv` says; see whether that is meant:\n{changes}"
    );
}

#[test]
fn the_table_has_every_route_and_lets_nobody_in_at_another_organisers() {
    let kept = std::fs::read_to_string(PATH).unwrap();
    for Route { method, path } in inside() {
        assert!(
            kept.contains(&format!("anybody\t{method} {path}\t")),
            "`{method} {path}` is not in the table"
        );
    }
    for line in kept.lines().skip(1) {
        let cells: Vec<_> = line.split('\t').collect();
        assert!(!names_something(cells[1]) || ["no", "."].contains(&cells[5]), "{line}");
        assert!(is_door(cells[1].split(' ').nth(1).unwrap()) || !cells.contains(&"door"), "{line}");
    }
}

/// Whether an address names something of an organiser's: every organiser has all registers, in all formats.
fn names_something(path: &str) -> bool {
    ["{register}", "{format}", "{question}", "{routine}"]
        .iter()
        .fold(path.to_owned(), |path, one| path.replace(one, ""))
        .contains('{')
}

/// Everything that the probes need.
struct Stage {
    organiser: Id<id::Organiser>,
    places: BTreeMap<&'static str, Things>,
    casts: Vec<Cast>,
}

/// Fills a place with what addresses can name.
struct Filling<'a> {
    change: Change<'a>,
    organiser: Id<id::Organiser>,
    next: u128,
}

impl Filling<'_> {
    fn id<T>(&mut self) -> Id<T> {
        self.next += 1;
        Id::new(Uuid::from_u128(self.next))
    }

    async fn unit(&mut self, parent: Option<Id<id::Unit>>, state: &str) -> Id<id::Unit> {
        let id = self.id();
        let (kind, name) = (UnitKind::SchoolUnit, format!("Enhet {}", self.next));
        let unit = Unit { id, kind, name, parent, code: None, forms: vec![], hours: None };
        let head = Head::about(id.of(), "unit", id, id.uuid(), RecordClass::Unit).in_state(state);
        self.change.create(&head, &unit).await.unwrap();
        id
    }

    async fn person(&mut self, unit: Id<id::Unit>, responsible: Option<Id<id::Person>>) -> Id<id::Person> {
        let id = self.id();
        let mut person = Person::named(id, "Nils", format!("Nummer{}", self.next), Mark::None);
        let custodian = |person| Responsible { person, relation: Relation::Custodian };
        person.responsibles = responsible.map(custodian).into_iter().collect();
        let head = Head::about(id.of(), "person", unit, id.uuid(), RecordClass::Identity).in_state("active");
        self.change.create(&head, &person).await.unwrap();
        if let Some(responsible) = responsible {
            let (place, kind) = (responsible.uuid(), "child".to_owned());
            let until = Instant(i64::MAX);
            self.change.join(&Membership { person: id, place, kind, since: NOW, until }).await.unwrap();
        }
        id
    }

    async fn about(
        &mut self,
        register: &str,
        unit: Id<id::Unit>,
        subject: Uuid,
        body: impl serde::Serialize,
    ) {
        let id = self.id();
        self.record(id, register, (unit, subject), "active", body).await;
    }

    async fn record(
        &mut self,
        id: Id<id::Record>,
        register: &str,
        (unit, subject): (Id<id::Unit>, Uuid),
        state: &str,
        body: impl serde::Serialize,
    ) {
        let class = match register {
            "review" | "import" | "account" | "case" => RecordClass::Unit,
            "mark" => RecordClass::Identity,
            _ => RecordClass::School,
        };
        let head = Head::about(id, register, unit, subject, class).in_state(state);
        self.change.create(&head, &body).await.unwrap();
    }

    async fn grant(&mut self, person: Id<id::Person>, unit: Id<id::Unit>, role: Role) -> Id<id::Grant> {
        let id = self.id();
        let (organiser, by, until) = (self.organiser, Id::new(Uuid::nil()), NOW.plus_seconds(LONG));
        let card_exempt_until = None;
        let grant = Grant { id, person, organiser, unit, role, from: NOW, until, by, card_exempt_until };
        let given = Given::new(grant);
        self.record(id.of(), "grant", (unit, person.uuid()), "active", given).await;
        for &precondition in Precondition::of_role(role) {
            let held = HeldPrecondition { person, precondition, from: NOW, until: None };
            let competence = Competence { held, evidence: String::new(), by: None };
            self.about("competence", unit, person.uuid(), competence).await;
        }
        id
    }

    /// An emergency that is over and that nobody has judged.
    async fn emergency(&mut self, person: Id<id::Person>, unit: Id<id::Unit>) -> Id<id::Record> {
        let id = self.id();
        let (reason, told, until) = ("provad".to_owned(), vec![], NOW);
        let from = NOW.plus_seconds(-60);
        let emergency = Emergency { id, person, unit, from, until, reason, told, judgement: None };
        self.record(id, "emergency", (unit, person.uuid()), "open", emergency).await;
        id
    }

    /// An import that has ended.
    async fn import(&mut self, by: Id<id::Person>, unit: Id<id::Unit>) -> Id<id::Record> {
        let id = self.id();
        let job = serde_json::json!({
            "name": "", "by": by, "at": NOW, "stage": "done", "heads": [], "done": [0, 0], "seen": NOW,
            "mapping": {"name": "", "sheet": "pupils", "columns": {}},
        });
        self.record(id, "import", (unit, unit.uuid()), "active", job).await;
        id
    }

    /// Somebody who is hidden until their mark is decided on.
    async fn mark(&mut self, unit: Id<id::Unit>) -> Id<id::Record> {
        let id: Id<id::Person> = self.id();
        let person = Person::named(id, "Någon", "Prov", Mark::ProtectedRegistration);
        self.change.create(&Entry::head(&person, unit), &person).await.unwrap();
        let (source, mark, at) = ("file:pupils".to_owned(), person.mark, NOW);
        let (task, person) = (self.id(), person.id);
        let body =
            MarkTask { person, source, mark, kind: TaskKind::Came, at, has_left: false, decision: None };
        self.record(task, "mark", (unit, person.uuid()), "open", body).await;
        task
    }

    /// An account that somebody has proposed, and whose login somebody holds.
    async fn account(&mut self, unit: Id<id::Unit>, holder: Id<id::Person>) -> Id<id::Record> {
        let id = self.id();
        let body = serde_json::json!({
            "values": {"name": "Konto", "unit": unit, "holders": [holder]}, "origin": {"by": holder, "at": NOW},
        });
        self.record(id, "account", (unit, id.uuid()), "proposed", body).await;
        id
    }

    /// A case that somebody has started, with a step that they owe.
    async fn case(&mut self, unit: Id<id::Unit>, by: Id<id::Person>) -> Id<id::Record> {
        let (id, nothing) = (self.id(), serde_json::json!({"sv": "", "en": ""}));
        let step = serde_json::json!({
            "id": "approve", "title": nothing, "cites": [], "who": ["starter"], "after": [], "when": {"constant": true},
            "evidence": "note", "asks": [],
        });
        let source = serde_json::json!({"document": "", "file": "", "section": "", "edition": ""});
        let routine = serde_json::json!({
            "id": "prov", "title": nothing, "about": nothing, "cites": [], "source": source, "dates": [], "asks": [],
            "steps": [step],
        });
        let body = serde_json::json!({
            "routine": routine, "stack": "municipality", "title": "Prov", "text": "Prov", "by": by, "at": NOW, "dates": {}, "facts": {},
            "events": [],
        });
        self.record(id, "case", (unit, id.uuid()), "open", body).await;
        id
    }

    /// A unit's things: somebody without a role, somebody of the staff, a review, an emergency.
    async fn things(&mut self, unit: Id<id::Unit>) -> Things {
        let person = self.person(unit, None).await;
        let colleague = self.person(unit, None).await;
        let grant = self.grant(colleague, unit, Role::Staff).await;
        let review = self.id();
        let due = NOW.plus_seconds(LONG);
        let body = Review { id: review, unit, begun: NOW, due, by: colleague, outcome: None };
        self.record(review, "review", (unit, unit.uuid()), "open", body).await;
        let emergency = self.emergency(colleague, unit).await;
        let (import, mark) = (self.import(colleague, unit).await, self.mark(unit).await);
        let account = self.account(unit, colleague).await;
        let case = self.case(unit, colleague).await;
        Things { unit, person, grant, review, emergency, import, mark, account, case }
    }

    /// Somebody with a role at a unit, and what is their own.
    async fn asker(&mut self, role: Option<Role>, at: Things) -> (Id<id::Person>, Things) {
        let me = self.person(at.unit, None).await;
        let grant = match role {
            Some(role) => self.grant(me, at.unit, role).await,
            None => at.grant,
        };
        let emergency = self.emergency(me, at.unit).await;
        let child = if role == Some(Role::Guardian) { self.person(at.unit, Some(me)).await } else { me };
        let import = self.import(me, at.unit).await;
        let account = self.account(at.unit, me).await;
        let case = self.case(at.unit, me).await;
        (me, Things { person: child, grant, emergency, import, account, case, ..at })
    }
}

impl Stage {
    async fn set(house: &House) -> Self {
        let store = &house.office.store;
        let tenant = house.tenant().await;
        let organiser = store.organisers().await.unwrap()[0];
        let foreign: Id<id::Organiser> = Id::new(Uuid::from_u128(1 << 100));
        store.add_organiser(foreign, NOW).await.unwrap();
        let mut places = BTreeMap::new();
        let change = store.tenant(foreign).change(Id::new(Uuid::nil()), NOW).await.unwrap();
        let mut away = Filling { change, organiser: foreign, next: 1 << 80 };
        let unit = away.unit(None, "active").await;
        places.insert("other_organiser", away.things(unit).await);
        away.change.commit().await.unwrap();
        let change = tenant.change(Id::new(Uuid::nil()), NOW).await.unwrap();
        let mut here = Filling { change, organiser, next: 1 << 90 };
        let top = here.unit(None, "active").await;
        let middle = here.unit(Some(top), "active").await;
        let below = here.unit(Some(middle), "active").await;
        let other = here.unit(Some(top), "active").await;
        let made_up = here.unit(Some(top), "fictitious").await;
        for (scope, unit) in
            [("own_unit", middle), ("unit_below", below), ("other_unit", other), ("fictitious", made_up)]
        {
            let things = here.things(unit).await;
            places.insert(scope, things);
        }
        let mut people = Vec::new();
        for role in std::iter::once(None).chain(Role::ALL.iter().copied().map(Some)) {
            let real = here.asker(role, places["own_unit"]).await;
            people.push((role, real, here.asker(role, places["fictitious"]).await));
        }
        here.change.commit().await.unwrap();
        let mut casts = Vec::new();
        for (role, real, made_up) in people {
            let cookies = [real.0, made_up.0].map(|person| signed(house, organiser, person));
            let [real_cookie, made_up_cookie] = cookies;
            let real = Asker { person: real.0, cookie: real_cookie.await, own: real.1 };
            let made_up = Asker { person: made_up.0, cookie: made_up_cookie.await, own: made_up.1 };
            casts.push(Cast { role, real, made_up });
        }
        Self { organiser, places, casts }
    }

    async fn table(self: Arc<Self>, house: &Arc<House>) -> String {
        // One connection writes: on a busy machine, more would wait for it until they give up.
        let few = Arc::new(Semaphore::new(3));
        let asked = (0..self.casts.len()).map(|at| {
            let (stage, house, few) = (Arc::clone(&self), Arc::clone(house), Arc::clone(&few));
            tokio::spawn(async move {
                let _turn = few.acquire().await.unwrap();
                stage.rows(&house, &stage.casts[at]).await
            })
        });
        let mut table = format!("role\troute\t{}\n", SCOPES.join("\t"));
        let mut anybody = Vec::new();
        for (cast, rows) in self.casts.iter().zip(asked.collect::<Vec<_>>()) {
            let rows = rows.await.unwrap();
            for (route, cells) in rows.iter().filter(|row| !anybody.contains(*row)) {
                let name = cast.role.map_or("anybody", Role::code);
                table += &format!("{name}\t{} {}\t{}\n", route.method, route.path, cells.join("\t"));
            }
            if cast.role.is_none() {
                anybody = rows;
            }
        }
        table
    }

    /// The answers to one role, route by route.
    async fn rows(&self, house: &House, cast: &Cast) -> Vec<(Route, Vec<&'static str>)> {
        let mut rows = Vec::new();
        let mut routes = inside();
        routes.retain(|route| cast.role.is_none() || !is_throttled(route.path));
        // Those that may end sessions come last.
        routes.sort_by_key(|route| ends_sessions(route.path));
        for route in routes {
            rows.push((route, self.row(house, cast, route).await));
        }
        rows
    }

    /// The answers to one role; a route that names nothing is asked once.
    async fn row(&self, house: &House, cast: &Cast, route: Route) -> Vec<&'static str> {
        let mut cells = Vec::new();
        for scope in SCOPES {
            let (asker, things) = match scope {
                "fictitious" => (&cast.made_up, self.places[scope]),
                "own_data" => (&cast.real, cast.real.own),
                _ => (&cast.real, self.places[scope]),
            };
            let is_asked_once = !route.path.contains('{') || is_throttled(route.path);
            if is_asked_once && scope != "own_unit" {
                cells.push(".");
                continue;
            }
            let cookie = match route.path {
                path if is_door(path) => String::new(),
                path if ends_sessions(path) => self.cookie(house, asker.person).await,
                _ => asker.cookie.clone(),
            };
            cells.push(class(route.path, &probe(house, route, &cookie, things).await));
        }
        cells
    }

    async fn cookie(&self, house: &House, person: Id<id::Person>) -> String {
        signed(house, self.organiser, person).await
    }
}

/// Signs somebody in; the cookie.
async fn signed(house: &House, organiser: Id<id::Organiser>, person: Id<id::Person>) -> String {
    let (tenant, until) = (house.office.store.tenant(organiser), NOW.plus_seconds(LONG));
    let token = tenant.sign_in(person, "passkey", "", NOW, until).await.unwrap();
    format!("varsam-demo={token}")
}

/// The route with its parameters filled. Whoever adds one with a new parameter says here what stands for it.
fn address(path: &str, things: Things) -> String {
    let mut address = path.to_owned();
    for (name, value) in [
        ("{person}", things.person.to_string()),
        ("{child}", things.person.to_string()),
        ("{grant}", things.grant.to_string()),
        ("{unit}", things.unit.to_string()),
        ("{token}", "nobodys".to_owned()),
        ("{why}", "unknown".to_owned()),
        ("{review}", things.review.to_string()),
        ("{emergency}", things.emergency.to_string()),
        ("{import}", things.import.to_string()),
        ("{mark}", things.mark.to_string()),
        ("{register}", "account".to_owned()),
        ("{entry}", things.account.to_string()),
        ("{step}", "approve".to_owned()),
        ("{case}", things.case.to_string()),
        ("{act}", "done".to_owned()),
        ("{file}", things.case.to_string()),
        ("{sample}", things.case.to_string()),
        ("{routine}", "breach".to_owned()),
        ("{format}", "csv".to_owned()),
        ("{source}", "skolsystemet".to_owned()),
        ("{question}", "install-app".to_owned()),
        ("{field}", "document".to_owned()),
    ] {
        address = address.replace(name, &value);
    }
    assert!(!address.contains('{'), "`{path}`: what stands for its parameter? See `address` in routes.rs");
    address
}

/// What a form has to say before anybody is asked whether they may.
fn form(path: &str) -> &'static str {
    match path {
        path if path.ends_with("/sign-in/link") => "purpose=invitation",
        path if path.ends_with("/uses") => "unit=nobodys&uses=yes",
        path if path.starts_with("/cards/") => "version=0",
        _ => "",
    }
}

/// Whether a route is for those who are not signed in.
fn is_door(path: &str) -> bool {
    let below = ["/sign-in/", "/set-up/", "/invitation/"];
    ["/sign-in", "/sign-out"].contains(&path) || below.iter().any(|door| path.starts_with(door))
}

/// Whether a route may end the session that it is asked in.
fn ends_sessions(path: &str) -> bool {
    path.contains("/sign-in")
}

/// Whether a route is the same for everybody, and slows down whoever asks often: it is asked once.
fn is_throttled(path: &str) -> bool {
    is_door(path) || path.starts_with("/step-up/")
}

async fn probe(house: &House, route: Route, cookie: &str, things: Things) -> Reply {
    let address = address(route.path, things);
    match route.method {
        "POST" if address == "/import" => house.hand_over(cookie, "", b"").await,
        "GET" => house.get(&address, cookie).await,
        "PUT" => house.send(Request::put(&address).header("cookie", cookie), String::new()).await,
        _ => house.post(&address, cookie, form(route.path)).await,
    }
}

/// What an answer comes to.
fn class(address: &str, reply: &Reply) -> &'static str {
    match reply.status {
        StatusCode::OK if reply.text.contains("id=\"reason\" name=\"reason\" rows") => "reason",
        StatusCode::OK => "yes",
        StatusCode::SEE_OTHER if reply.to.starts_with("/sign-in") => "door",
        StatusCode::SEE_OTHER => "goes on",
        StatusCode::UNPROCESSABLE_ENTITY
        | StatusCode::CONFLICT
        | StatusCode::UNSUPPORTED_MEDIA_TYPE
        | StatusCode::BAD_REQUEST => "form",
        StatusCode::NOT_FOUND | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => "no",
        other => panic!("{address}: {other}: {}", reply.text),
    }
}
