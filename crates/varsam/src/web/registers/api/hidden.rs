//! People who are hidden: pages name them nowhere, and a program is not told their ids either, since names were beside ids
//! before they were hidden. What it sends does not take them out of what it could not see.

use super::super::Desk;
use crate::web::error::Failure;
use std::collections::BTreeSet;
use varsam_model::register::{Kind, Register, Value, Values};
use varsam_model::{Id, id};
use varsam_store::Fault;

/// Those of some people who are hidden.
#[derive(Default)]
pub(super) struct Hidden(BTreeSet<String>);

/// The people that values name.
pub(super) fn named<'a>(register: &'static Register, values: &'a Values) -> impl Iterator<Item = &'a String> {
    let people = register.fields.iter().filter(|field| is_people(field.kind));
    people.flat_map(|field| values.all(field.name))
}

fn is_people(kind: Kind) -> bool {
    matches!(kind, Kind::Person | Kind::People)
}

impl Hidden {
    /// Finds out who of these is hidden.
    pub(super) async fn among(desk: &Desk, ids: impl IntoIterator<Item = &String>) -> Result<Self, Failure> {
        let (directory, mut hidden) = (desk.directory().await?, BTreeSet::new());
        for text in ids.into_iter().collect::<BTreeSet<_>>() {
            let Ok(person) = text.parse::<Id<id::Person>>() else { continue };
            match directory.person(person).await {
                Ok(entry) if entry.is_hidden() => drop(hidden.insert(text.clone())),
                Ok(_) | Err(Fault::Missing | Fault::Erased) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(Self(hidden))
    }

    /// A person, unless hidden.
    pub(super) fn person(&self, id: Id<id::Person>) -> Option<Id<id::Person>> {
        (!self.0.contains(&id.to_string())).then_some(id)
    }

    /// A value without those who are hidden; none when nobody is left.
    pub(super) fn without(&self, value: Value) -> Option<Value> {
        match value {
            Value::Text(text) => (!self.0.contains(&text)).then_some(Value::Text(text)),
            Value::List(mut list) => {
                list.retain(|one| !self.0.contains(one));
                Some(list).filter(|list| !list.is_empty()).map(Value::List)
            }
            other => Some(other),
        }
    }

    /// Values without those who are hidden.
    pub(super) fn strip(&self, register: &Register, values: &mut Values) {
        for field in register.fields.iter().filter(|field| is_people(field.kind)) {
            let open = values.get(field.name).cloned().and_then(|value| self.without(value));
            values.set(field.name, open);
        }
    }

    /// What was sent, with those who stood there before and could not be seen.
    pub(super) fn restore(&self, register: &Register, before: &Values, sent: &mut Values) {
        for field in register.fields.iter().filter(|field| is_people(field.kind)) {
            let unseen = before.all(field.name).iter().filter(|one| self.0.contains(*one));
            let unseen: Vec<_> = unseen.cloned().collect();
            match field.kind {
                _ if unseen.is_empty() => {}
                Kind::People => {
                    let mut all = sent.all(field.name).to_vec();
                    all.extend(unseen);
                    sent.set(field.name, Some(Value::List(all)));
                }
                _ if sent.get(field.name).is_none() => {
                    sent.set(field.name, before.get(field.name).cloned());
                }
                _ => {}
            }
        }
    }
}
