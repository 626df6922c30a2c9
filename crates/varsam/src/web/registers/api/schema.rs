//! What entries look like, as the description tells it: a schema for each field, by its kind.

use super::super::Desk;
use super::super::widget::is_in_forms;
use crate::office::registers::REASON;
use serde_json::{Map, Value as Json, json};
use varsam_model::Role;
use varsam_model::register::value::limits;
use varsam_model::register::{Field, Kind, Required};

/// A line: no signs that cannot be shown.
const LINE: &str = r"^[^\u0000-\u001f\u007f-\u009f]+$";
/// A text: lines, and tabs in them.
const LONG: &str = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]+$";
/// A version, as it stands in a header.
pub(super) const TAG: &str = "^\"[0-9]+\"$";

/// An object with these properties and no others.
pub(super) fn object(properties: &Json, required: &[&str]) -> Json {
    json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    })
}

/// A reference to a schema of the description.
pub(super) fn of(name: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// What every register has.
pub(super) fn common() -> Map<String, Json> {
    let (text, flag, count) = (
        json!({ "type": "string" }),
        json!({ "type": "boolean" }),
        json!({ "type": "integer", "minimum": 0 }),
    );
    let moment = json!({ "type": "string", "format": "date-time" });
    let made = object(&json!({ "by": id(), "at": moment, "despite": text }), &["by", "at"]);
    let wrong = object(
        &json!({ "fact": { "type": ["string", "null"] }, "fault": text, "message": text }),
        &["fact", "fault", "message"],
    );
    let finding = json!({ "type": "array", "items": { "type": "object" } });
    let refused = object(
        &json!({
            "errors": { "type": "array", "minItems": 1, "items": of("Wrong") },
            "findings": { "type": "object", "additionalProperties": finding },
            "entry": { "type": "object" },
        }),
        &["errors"],
    );
    let change = object(&json!({ "field": text, "before": true, "after": true }), &["field"]);
    let revision = object(
        &json!({
            "by": id(), "at": moment, "step": text, "despite": text,
            "changes": { "type": "array", "items": change },
        }),
        &["by", "at", "changes"],
    );
    let register = object(
        &json!({
            "register": text, "name": text, "about": text, "address": text, "count": count, "overdue": count,
            "can_add": flag,
        }),
        &["register", "name", "about", "address", "count", "overdue", "can_add"],
    );
    let all = |name: &str, item: Json| object(&json!({ name: { "type": "array", "items": item } }), &[name]);
    Map::from_iter([
        ("Made".to_owned(), made),
        ("Wrong".to_owned(), wrong),
        ("Refused".to_owned(), refused),
        ("History".to_owned(), all("history", revision)),
        ("Registers".to_owned(), all("registers", register)),
    ])
}

/// What stands in a register, and what is sent to it.
pub(super) fn of_register(desk: &Desk) -> Map<String, Json> {
    let (code, register) = (desk.register.code, desk.register);
    let steps: Vec<_> = register.steps.iter().map(|step| step.code).collect();
    let (flag, state) = (json!({ "type": "boolean" }), json!({ "type": "string", "enum": register.states }));
    let mut line = Map::from_iter([
        ("id".to_owned(), id()),
        ("state".to_owned(), state),
        ("version".to_owned(), json!({ "type": "integer", "minimum": 1 })),
        ("is_overdue".to_owned(), flag.clone()),
        ("values".to_owned(), of(code)),
    ]);
    let lines = object(&line.clone().into(), &["id", "state", "version", "is_overdue", "values"]);
    line.insert("made".to_owned(), of("Made"));
    line.insert("can_change".to_owned(), flag);
    line.insert("steps".to_owned(), json!({ "type": "array", "items": { "type": "string", "enum": steps } }));
    let all = ["id", "state", "version", "is_overdue", "values", "made", "can_change", "steps"];
    let list = object(
        &json!({
            "count": { "type": "integer", "minimum": 0 },
            "entries": { "type": "array", "items": lines },
            "next": { "type": ["string", "null"] },
        }),
        &["count", "entries", "next"],
    );
    Map::from_iter([
        (code.to_owned(), values(desk)),
        (format!("{code}-entry"), object(&line.into(), &all)),
        (format!("{code}-list"), list),
        (format!("{code}-filled"), filled(desk)),
    ])
}

/// What entries of a register hold: its fields, without those that are files or sealed.
fn values(desk: &Desk) -> Json {
    let fields = desk.register.fields.iter().filter(|field| is_in_forms(field));
    let property = |field: &'static Field| {
        let mut schema = property(desk, field);
        if let Some(schema) = schema.as_object_mut().filter(|_| field.is_decided) {
            schema.insert("readOnly".to_owned(), true.into());
        }
        (field.name.to_owned(), schema)
    };
    object(&fields.map(property).collect::<Map<_, _>>().into(), &[])
}

/// What is sent to make an entry, or to put other values into one.
fn filled(desk: &Desk) -> Json {
    let required = desk.register.filled().filter(|field| field.required == Required::Always);
    let required: Vec<_> = required.map(|field| field.name).collect();
    let values = json!({ "allOf": [of(desk.register.code)], "required": required });
    object(&json!({ "values": values, "despite": despite(desk) }), &["values"])
}

/// What is sent with a step that asks for these fields, to where it leads.
pub(super) fn asked(desk: &Desk, fields: &[&'static Field], state: &str) -> Json {
    let is_required = |field: &Field| match field.required {
        Required::Always => true,
        Required::In(states) | Required::AllIn(states) => states.contains(&state),
        Required::No | Required::When(..) => false,
    };
    let required: Vec<_> = fields.iter().filter(|field| is_required(field)).map(|field| field.name).collect();
    let properties: Map<_, _> =
        fields.iter().map(|field| (field.name.to_owned(), property(desk, field))).collect();
    let values = object(&properties.into(), &required);
    let needed: &[&str] = if required.is_empty() { &[] } else { &["values"] };
    object(&json!({ "values": values, "despite": despite(desk) }), needed)
}

fn despite(desk: &Desk) -> Json {
    let about = desk.site.t("registers-despite-label");
    json!({ "type": "string", "maxLength": REASON, "description": about })
}

/// A field: its kind, what it is called, and what to write in it.
fn property(desk: &Desk, field: &Field) -> Json {
    let label = desk.label(field.name);
    let about =
        if field.has_hint { desk.word("field", &format!("{}_hint", field.name)) } else { label.clone() };
    let measure = match field.kind {
        Kind::Number(measure) => Some(("x-measure", desk.site.pick("measure", measure).into())),
        Kind::Link(code) | Kind::Links(code) => Some(("x-register", code.into())),
        _ => None,
    };
    let required = match field.required {
        Required::In(states) | Required::AllIn(states) => Some(("x-required-in", states.into())),
        Required::When(other, value) => Some(("x-required-when", json!({ other: value }))),
        Required::Always | Required::No => None,
    };
    let said = [("title", label.into()), ("description", about.into())];
    let more = said.into_iter().chain(measure).chain(required);
    let mut schema = kind(field.kind);
    if let Some(schema) = schema.as_object_mut() {
        schema.extend(more.map(|(name, value): (&str, Json)| (name.to_owned(), value)));
    }
    schema
}

fn kind(kind: Kind) -> Json {
    match kind {
        Kind::Text => json!({ "type": "string", "minLength": 1, "maxLength": limits::LINE, "pattern": LINE }),
        Kind::LongText => {
            json!({ "type": "string", "minLength": 1, "maxLength": limits::LONG, "pattern": LONG })
        }
        Kind::Choice(options) => json!({ "type": "string", "enum": options.codes }),
        Kind::Several(options) => list(&json!({ "type": "string", "enum": options.codes })),
        Kind::Role => {
            let codes: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
            json!({ "type": "string", "enum": codes })
        }
        Kind::Date => day(),
        Kind::Period => json!({
            "type": "object", "properties": { "from": day(), "until": day() }, "minProperties": 1,
            "additionalProperties": false,
        }),
        Kind::Person | Kind::Unit | Kind::Link(_) | Kind::File => id(),
        Kind::People | Kind::Units | Kind::Links(_) => list(&id()),
        Kind::Url => {
            json!({ "type": "string", "maxLength": limits::ADDRESS, "pattern": r"^https?://[^\s@/?#]" })
        }
        Kind::Mail => json!({ "type": "string", "format": "email", "maxLength": limits::LINE }),
        Kind::YesNo => json!({ "type": "boolean" }),
        Kind::Number(_) => json!({
            "type": "integer", "minimum": limits::NUMBER.start(), "maximum": limits::NUMBER.end(),
        }),
        // It is in no description.
        Kind::Secret => json!(false),
    }
}

/// An id.
pub(super) fn id() -> Json {
    json!({ "type": "string", "format": "uuid" })
}

fn day() -> Json {
    json!({ "type": "string", "format": "date" })
}

fn list(of: &Json) -> Json {
    json!({ "type": "array", "items": of, "minItems": 1, "maxItems": limits::MOST })
}
