//! The made-up system's answers.

use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use serde_json::json;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Kind, School};

type Asked = Query<HashMap<String, String>>;

/// The system, as a router to be served or called.
pub fn router(school: School) -> Router {
    let state = Arc::new(System {
        school,
        asked: AtomicU64::new(0),
        token: AtomicU64::new(0),
        left: AtomicU64::new(0),
    });
    let lists = Router::new()
        .route("/organisations", get(async |state, asked| list(&state, &asked, Kind::Unit)))
        .route("/persons", get(async |state, asked| list(&state, &asked, Kind::Person)))
        .route("/groups", get(async |state, asked| list(&state, &asked, Kind::Group)))
        .route("/duties", get(async |state, asked| list(&state, &asked, Kind::Duty)))
        .route("/activities", get(async |state, asked| list(&state, &asked, Kind::Activity)))
        .route("/deletedEntities", get(deleted))
        .route("/subscriptions", post(subscribed))
        .route("/subscriptions/{id}", patch(renewed).delete(async || StatusCode::NO_CONTENT))
        .route("/log", post(async || StatusCode::CREATED))
        .route("/statistics", post(async || StatusCode::CREATED))
        .layer(from_fn_with_state(state.clone(), faulty))
        .with_state(state.clone());
    Router::new().route("/token", post(token)).with_state(state).merge(lists)
}

struct System {
    school: School,
    /// Questions so far.
    asked: AtomicU64,
    /// The number of the last token.
    token: AtomicU64,
    /// For how many questions it is still good.
    left: AtomicU64,
}

async fn token(State(system): State<Arc<System>>) -> Response {
    let number = system.token.fetch_add(1, Ordering::Relaxed) + 1;
    system.left.store(system.school.faults.token_lasts.unwrap_or(u64::MAX), Ordering::Relaxed);
    Json(json!({ "access_token": format!("token-{number}"), "token_type": "Bearer" })).into_response()
}

/// Signs in, and goes wrong as it was told to.
async fn faulty(State(system): State<Arc<System>>, request: Request, next: Next) -> Response {
    let faults = &system.school.faults;
    let asked = system.asked.fetch_add(1, Ordering::Relaxed) + 1;
    let token = format!("Bearer token-{}", system.token.load(Ordering::Relaxed));
    let shown = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let left = system.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
    if shown != Some(&token) || left.is_err() {
        return error(StatusCode::UNAUTHORIZED, "token");
    }
    if let Some((every, length)) = faults.slow_every
        && asked.is_multiple_of(every)
    {
        tokio::time::sleep(length).await;
    }
    if faults.error_every.is_some_and(|every| asked.is_multiple_of(every)) {
        return error(StatusCode::INTERNAL_SERVER_ERROR, "now and then");
    }
    if faults.no_activities && request.uri().path() == "/activities" {
        return error(StatusCode::NOT_FOUND, "no such list");
    }
    next.run(request).await
}

/// A page of a list. A token goes with `limit` only, as the standard says.
fn list(State(system): &State<Arc<System>>, Query(asked): &Asked, kind: Kind) -> Response {
    let school = &system.school;
    let limit = asked.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(100_u64).clamp(1, 10_000);
    let token = asked.get("pageToken");
    if token.is_some() && asked.keys().any(|name| name != "limit" && name != "pageToken") {
        return error(StatusCode::BAD_REQUEST, "pageToken combines with limit only");
    }
    let delta =
        asked.contains_key("meta.modified.after") || token.is_some_and(|token| token.starts_with('d'));
    let from = match token {
        None => 0,
        Some(token) => match system.place(token) {
            Some(from) => from,
            None => return error(StatusCode::BAD_REQUEST, "no such page"),
        },
    };
    let all = match (delta, kind) {
        (false, _) => school.count(kind),
        (true, Kind::Person) => school.changed.len() as u64,
        (true, _) => 0,
    };
    let to = (from + limit).min(all);
    let mut page = Page { school, kind, delta, text: String::with_capacity(1 << 16) };
    page.text.push_str(if kind == Kind::Unit { r#"{"organisations":["# } else { r#"{"data":["# });
    if school.faults.repeat && from > 0 {
        page.one(from - 1, false);
    }
    let turned = |number: Option<u64>| number.filter(|_| kind == Kind::Person && !delta);
    let (protected, open) = (turned(school.faults.turns_protected), turned(school.faults.turns_open));
    let is_next = |number: &u64| *number < from && from <= number + limit;
    protected.filter(is_next).into_iter().for_each(|number| page.one(number, true));
    open.filter(is_next).into_iter().for_each(|number| page.one(number, false));
    (from..to).for_each(|number| page.one(number, open == Some(number)));
    page.end(system.token_for(delta, to, all))
}

impl System {
    /// A token tells delta or full, how often tokens were forgotten before, and the place.
    fn token_for(&self, delta: bool, place: u64, all: u64) -> Option<String> {
        let kind = if delta { 'd' } else { 'f' };
        (place < all).then(|| format!("{kind}.{}.{place}", self.era()))
    }

    fn place(&self, token: &str) -> Option<u64> {
        let (_, rest) = token.split_once('.')?;
        let (era, place) = rest.split_once('.')?;
        (era.parse() == Ok(self.era())).then(|| place.parse().ok())?
    }

    fn era(&self) -> u64 {
        let asked = self.asked.load(Ordering::Relaxed);
        u64::from(self.school.faults.forgets_tokens_at.is_some_and(|at| asked >= at))
    }
}

struct Page<'a> {
    school: &'a School,
    kind: Kind,
    delta: bool,
    text: String,
}

impl Page<'_> {
    fn one(&mut self, place: u64, again: bool) {
        let number = match (self.delta, usize::try_from(place)) {
            (true, Ok(place)) => self.school.changed.get(place).copied().unwrap_or(0),
            _ => place,
        };
        if self.kind == Kind::Person && self.school.deleted.contains(&number) {
            return;
        }
        if !self.text.ends_with('[') {
            self.text.push(',');
        }
        self.school.write(&mut self.text, self.kind, number, again);
    }

    fn end(mut self, token: Option<String>) -> Response {
        let token = token.map_or("null".to_owned(), |token| format!("\"{token}\""));
        let written = write!(self.text, r#"],"pageToken":{token}}}"#);
        debug_assert!(written.is_ok(), "a string takes all that is written to it");
        ([(header::CONTENT_TYPE, "application/json")], self.text).into_response()
    }
}

async fn deleted(State(system): State<Arc<System>>, Query(asked): Asked) -> Response {
    if !asked.contains_key("after") && !asked.contains_key("pageToken") {
        return error(StatusCode::BAD_REQUEST, "after is missing");
    }
    let school = &system.school;
    let persons: Vec<_> =
        school.deleted.iter().map(|number| super::id(school.seed, Kind::Person, *number)).collect();
    Json(json!({ "data": { "persons": persons, "activitites": [] }, "pageToken": null })).into_response()
}

async fn subscribed(Json(body): Json<serde_json::Value>) -> Response {
    let complete = ["name", "target", "resourceTypes"].iter().all(|field| body.get(field).is_some());
    if !complete {
        return error(StatusCode::BAD_REQUEST, "incomplete");
    }
    let reply = json!({ "id": "547050e7-efc9-48f8-9cab-4356a89ae418", "expires": "2027-02-27T12:00:00Z" });
    (StatusCode::CREATED, Json(reply)).into_response()
}

async fn renewed(Path(id): Path<String>) -> Response {
    if id != "547050e7-efc9-48f8-9cab-4356a89ae418" {
        return error(StatusCode::NOT_FOUND, "no such subscription");
    }
    Json(json!({ "id": id, "expires": "2027-05-28T12:00:00Z" })).into_response()
}

fn error(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "code": status.as_str(), "message": message }))).into_response()
}
