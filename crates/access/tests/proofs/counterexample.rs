//! A counterexample of the solver, made small and readable: what does not matter is emptied first.

use cedar_policy::{Context, Entities, Entity, EntityUid, EvalResult, Request, RestrictedExpression, Schema};
use cedar_policy_symcc::Env;
use std::collections::HashMap;

/// Values that say least, tried in this order in place of what the solver chose.
const PLAIN: [&str; 8] = ["[]", "false", "4", "3", "2", "1", "true", "Kind::\"general\""];

/// The same counterexample with as little in it as still breaks through.
pub(crate) fn smaller(way: Env, schema: &Schema, breaks_through: impl Fn(&Env) -> bool) -> Env {
    let mut way = way;
    let mut uids: Vec<_> = way.entities.iter().map(Entity::uid).collect();
    uids.sort_by_key(ToString::to_string);
    for uid in &uids {
        let mut names: Vec<_> =
            way.entities.get(uid).unwrap().attrs().map(|(name, _)| name.to_owned()).collect();
        names.sort();
        for name in names {
            let plainer = PLAIN.iter().filter_map(|plain| with_attribute(&way, uid, &name, plain, schema));
            way = first(plainer, &breaks_through).unwrap_or(way);
        }
    }
    for name in ["level", "reason", "stepped_up"] {
        let plainer = PLAIN.iter().filter_map(|plain| with_context(&way, name, plain, schema));
        way = first(plainer, &breaks_through).unwrap_or(way);
    }
    way
}

/// It, as lines of text: what is not empty and not false.
pub(crate) fn readable(way: &Env) -> String {
    let (request, entities) = (&way.request, &way.entities);
    let [principal, resource] = [request.principal(), request.resource()].map(Option::unwrap);
    let mut lines = vec![format!("  {}", request.action().unwrap())];
    lines.extend([principal, resource].map(|uid| format!("  {uid}: {}", attributes(entities, uid))));
    if let Some(Ok(EvalResult::EntityUid(unit))) = entities.get(resource).unwrap().attr("unit") {
        let above: Vec<_> =
            entities.ancestors(&unit).into_iter().flatten().map(ToString::to_string).collect();
        lines.push(format!("  {unit}: {}, below [{}]", attributes(entities, &unit), above.join(", ")));
    }
    let circumstances = ["level", "reason", "stepped_up"]
        .map(|name| format!("{name} {}", request.context().unwrap().get(name).unwrap()));
    lines.push(format!("  with {}", circumstances.join(", ")));
    lines.join("\n")
}

fn attributes(entities: &Entities, uid: &EntityUid) -> String {
    let said = entities.get(uid).unwrap().attrs().map(|(name, value)| format!("{name} {}", value.unwrap()));
    let mut said: Vec<_> = said.filter(|text| !text.ends_with(" []") && !text.ends_with(" false")).collect();
    said.sort();
    said.join(", ")
}

fn first(ways: impl Iterator<Item = Env>, breaks_through: impl Fn(&Env) -> bool) -> Option<Env> {
    ways.into_iter().find(|way| breaks_through(way))
}

fn expression(value: &str) -> RestrictedExpression {
    value.parse().unwrap()
}

/// The counterexample with another value for one attribute; nothing when the schema does not allow that value.
fn with_attribute(way: &Env, uid: &EntityUid, name: &str, value: &str, schema: &Schema) -> Option<Env> {
    let changed = way.entities.iter().map(|entity| {
        if entity.uid() != *uid {
            return entity.clone();
        }
        let values =
            entity.attrs().map(|(name, value)| (name.to_owned(), expression(&value.unwrap().to_string())));
        let mut values: HashMap<_, _> = values.collect();
        values.insert(name.to_owned(), expression(value));
        let parents = way.entities.ancestors(uid).into_iter().flatten().cloned().collect();
        Entity::new(uid.clone(), values, parents).unwrap()
    });
    let changed: Vec<_> = changed.filter(|entity| entity.uid().type_name().to_string() != "Action").collect();
    let entities = Entities::from_entities(changed, Some(schema)).ok()?;
    Some(Env { request: way.request.clone(), entities })
}

/// The counterexample with another value for one circumstance.
fn with_context(way: &Env, name: &str, value: &str, schema: &Schema) -> Option<Env> {
    let request = &way.request;
    let pairs = ["level", "reason", "stepped_up"].map(|key| {
        let now = request.context().unwrap().get(key).unwrap().to_string();
        (key.to_owned(), expression(if key == name { value } else { &now }))
    });
    let context = Context::from_pairs(pairs).unwrap();
    let [principal, action, resource] =
        [request.principal(), request.action(), request.resource()].map(Option::unwrap);
    let request =
        Request::new(principal.clone(), action.clone(), resource.clone(), context, Some(schema)).ok()?;
    Some(Env { request, entities: way.entities.clone() })
}
