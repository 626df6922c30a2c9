//! The description of all this for programs, in `OpenAPI` 3.1, with the words of the caller's language. It has the
//! registers that the caller sees, and is made of their declarations.

use super::super::Desk;
use super::super::list::{UNIT, param};
use super::super::step::asked;
use super::list::address;
use super::schema::{self, TAG, id, of};
use crate::office::registers::attention::Attention;
use crate::web::error::Failure;
use crate::web::signed::{self, Signed};
use crate::web::site::Site;
use axum::Json as Answer;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value as Json, json};
use varsam_model::register::{Field, Kind, Step};

/// What is wrong with a request, by the status that says so.
const REFUSALS: [(u16, &str); 11] = [
    (400, "register-api-no-json"),
    (401, "error-not-signed-in-lead"),
    (403, "register-api-other-site"),
    (404, "error-no-page-lead"),
    (409, "register-api-other-state"),
    (412, "register-api-changed"),
    (413, "error-too-long-lead"),
    (414, "error-too-long-lead"),
    (415, "register-api-media"),
    (422, "register-api-wrong"),
    (428, "register-api-no-version"),
];

/// What can be wrong with what is asked, sent, and changed.
const READING: &[u16] = &[401, 404, 414];
const LISTING: &[u16] = &[401, 404, 414, 422];
const MAKING: &[u16] = &[400, 401, 403, 404, 413, 414, 415, 422];
const CHANGING: &[u16] = &[400, 401, 403, 404, 409, 412, 413, 414, 415, 422, 428];

/// Gives the description.
pub(super) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    let desks = Desk::all(&site, &signed);
    if desks.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    Ok(Answer(document(&site, &desks, signed::name(&signed.office))).into_response())
}

fn document(site: &Site, desks: &[Desk], cookie: &str) -> Json {
    let mut paths = Map::new();
    let registers = json!({
        "operationId": "registers", "summary": site.t("registers-title"),
        "responses": answers(site, ("200", &of("Registers"), json!({})), READING),
    });
    paths.insert("/api/registers".to_owned(), json!({ "get": registers }));
    let mut schemas = schema::common();
    for desk in desks {
        schemas.extend(schema::of_register(desk));
        paths.extend(paths_of(desk));
    }
    let refusals = REFUSALS.map(|(status, key)| {
        let content = json!({ "application/json": { "schema": of("Refused") } });
        (status.to_string(), json!({ "description": site.t(key), "content": content }))
    });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("Varsam: {}", site.t("registers-title")),
            "version": env!("CARGO_PKG_VERSION"),
            "description": site.t("register-api-about"),
        },
        "servers": [{ "url": "/" }],
        "security": [{ "session": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": Map::from_iter(refusals),
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": cookie } },
        },
    })
}

/// The addresses of a register, each with what can be done there.
fn paths_of(desk: &Desk) -> Map<String, Json> {
    let (all, one) = (address(desk), format!("{}/{{entry}}", address(desk)));
    let step = |step: &Step| {
        let body = schema::asked(desk, &asked(desk, step), step.to);
        let (name, words) = (format!("step-{}", step.code), desk.word("step", step.code));
        (
            format!("{one}/steps/{}", step.code),
            about_one(json!({ "post": changes(desk, &name, &words, &body) })),
        )
    };
    let history = reads(desk, "history", &desk.site.t("registers-history"), (of("History"), json!({})));
    let fixed = [
        (all, about_all(desk)),
        (one.clone(), about_one(single(desk))),
        (format!("{one}/history"), about_one(json!({ "get": history }))),
    ];
    fixed.into_iter().chain(desk.register.steps.iter().map(step)).collect()
}

fn about_all(desk: &Desk) -> Json {
    let (code, site) = (desk.register.code, &desk.site);
    let answers = answers(site, ("200", &of(&format!("{code}-list")), json!({})), LISTING);
    let list = json!({ "parameters": narrowing(desk), "responses": answers });
    let list = operation(desk, "list", &site.t("register-api-list"), list);
    if !desk.register.by_hand {
        return json!({ "get": list });
    }
    let answers = entry_answers(desk, "201", MAKING);
    let create = json!({ "requestBody": body(&filled(desk)), "responses": answers });
    let words = site.t(&format!("register-{code}-new"));
    json!({ "get": list, "post": operation(desk, "create", &words, create) })
}

fn single(desk: &Desk) -> Json {
    let (site, code) = (&desk.site, desk.register.code);
    let entry = (of(&format!("{code}-entry")), with_version(desk));
    let read = reads(desk, "read", &site.t("register-api-read"), entry);
    if !desk.register.by_hand {
        return json!({ "get": read });
    }
    json!({ "get": read, "put": changes(desk, "replace", &site.t("registers-edit"), &filled(desk)) })
}

fn about_one(operations: Json) -> Json {
    merged(
        json!({ "parameters": [{ "name": "entry", "in": "path", "required": true, "schema": id() }] }),
        operations,
    )
}

fn filled(desk: &Desk) -> Json {
    of(&format!("{}-filled", desk.register.code))
}

fn operation(desk: &Desk, name: &str, words: &str, more: Json) -> Json {
    let code = desk.register.code;
    let tag = desk.site.pick("register", code);
    merged(json!({ "operationId": format!("{code}-{name}"), "summary": words, "tags": [tag] }), more)
}

fn reads(desk: &Desk, name: &str, words: &str, (schema, more): (Json, Json)) -> Json {
    let answers = answers(&desk.site, ("200", &schema, more), READING);
    operation(desk, name, words, json!({ "responses": answers }))
}

/// What is done with an entry that is there, from the version that was read.
fn changes(desk: &Desk, name: &str, words: &str, sent: &Json) -> Json {
    let version = json!({
        "name": "If-Match", "in": "header", "required": true, "schema": { "type": "string", "pattern": TAG },
    });
    let answers = entry_answers(desk, "200", CHANGING);
    let more = json!({ "parameters": [version], "requestBody": body(sent), "responses": answers });
    operation(desk, name, words, more)
}

fn body(schema: &Json) -> Json {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

fn entry_answers(desk: &Desk, status: &str, refusals: &[u16]) -> Json {
    let schema = of(&format!("{}-entry", desk.register.code));
    answers(&desk.site, (status, &schema, with_version(desk)), refusals)
}

/// An object with what stands in another besides.
fn merged(mut one: Json, other: Json) -> Json {
    if let (Some(one), Json::Object(other)) = (one.as_object_mut(), other) {
        one.extend(other);
    }
    one
}

/// The answers of an operation: one when it is done, with more about it, and those that say what is wrong.
fn answers(site: &Site, (status, schema, more): (&str, &Json, Json), refusals: &[u16]) -> Json {
    let content = json!({ "application/json": { "schema": schema } });
    let done = merged(json!({ "description": site.t("register-api-done"), "content": content }), more);
    let refusal =
        |status: &u16| (status.to_string(), json!({ "$ref": format!("#/components/responses/{status}") }));
    let refusals = refusals.iter().map(refusal);
    Json::Object(refusals.chain([(status.to_owned(), done)]).collect())
}

/// What an answer with an entry has besides: its version, and what can be done next.
fn with_version(desk: &Desk) -> Json {
    let code = desk.register.code;
    let link = |name: &str, is_change: bool| {
        let mut parameters = Map::from_iter([("entry".to_owned(), "$response.body#/id".into())]);
        if is_change {
            parameters.insert("If-Match".to_owned(), "$response.header.ETag".into());
        }
        (name.to_owned(), json!({ "operationId": format!("{code}-{name}"), "parameters": parameters }))
    };
    let steps = desk.register.steps.iter().map(|step| link(&format!("step-{}", step.code), true));
    let fixed = [link("read", false), link("history", false)];
    let replace = desk.register.by_hand.then(|| link("replace", true));
    let links: Map<_, _> = fixed.into_iter().chain(replace).chain(steps).collect();
    let tag = json!({ "required": true, "schema": { "type": "string", "pattern": TAG } });
    json!({ "headers": { "ETag": tag }, "links": links })
}

/// What a list is narrowed and sorted by.
fn narrowing(desk: &Desk) -> Json {
    let register = desk.register;
    let among = |codes: &[&str]| json!({ "type": "string", "enum": codes });
    let columns: Vec<_> = register.columns().map(|field| field.name).chain(["state"]).collect();
    let fixed = [
        ("q", desk.site.t("registers-words"), json!({ "type": "string" })),
        ("state", desk.site.t("registers-state"), among(register.states)),
        ("attention", desk.site.t("upkeep-attention"), among(&Attention::ALL.map(Attention::code))),
        ("sort", desk.site.t("register-api-sort"), among(&columns)),
        ("order", desk.site.t("register-api-order"), among(&["ascending", "descending"])),
        (
            "from",
            desk.site.t("register-api-from"),
            json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        ),
    ];
    let fixed = fixed.map(|(name, about, schema)| (name.to_owned(), about, schema));
    let filter = |field: &Field| {
        let schema = match field.kind {
            Kind::Choice(options) | Kind::Several(options) => among(options.codes),
            Kind::YesNo => among(&["yes", "no"]),
            Kind::Unit | Kind::Link(_) | Kind::Links(_) => id(),
            _ => json!({ "type": "string" }),
        };
        (param(field), desk.label(field.name), schema)
    };
    let filters = register.fields.iter().filter(|field| field.is_filter);
    let mut all: Vec<_> = fixed.into_iter().chain(filters.map(filter)).collect();
    if !all.iter().any(|(name, ..)| name == UNIT) {
        all.push((UNIT.to_owned(), desk.label(UNIT), id()));
    }
    let parameter = |(name, about, schema): (String, String, Json)| json!({ "name": name, "in": "query", "description": about, "schema": schema });
    all.into_iter().map(parameter).collect()
}
