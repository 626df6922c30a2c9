//! People who are hidden: pages name them nowhere, and neither forms nor programs are told their ids, since names were
//! beside ids before they were hidden. In a form a word stands for each; what a program sends does not take them out of
//! what it could not see.

use super::Desk;
use crate::office::registers::{Names, Typed, Unseen};
use crate::web::error::Failure;
use std::collections::BTreeSet;
use varsam_model::register::{Entry, Field, Kind, Register, Value, Values};
use varsam_model::{Id, id};
use varsam_store::{Document, Fault};

/// Those of some people who are hidden, without the reader: they know who they are.
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
                Ok(entry) if entry.is_hidden() && person != desk.reader.session.person => {
                    hidden.insert(text.clone());
                }
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

    /// A word for each of them who stands in an entry. Without the key of the organiser nobody makes one, or tells whom it
    /// stands for.
    pub(super) async fn unseen(&self, desk: &Desk, document: &Document<Entry>) -> Result<Unseen, Failure> {
        let mut unseen = Unseen::new();
        if self.0.is_empty() {
            return Ok(unseen);
        }
        let blind = desk.reader.tenant(&desk.office).blind().await?;
        for field in desk.register.fields.iter().filter(|field| is_people(field.kind)) {
            let stood = document.body.values.all(field.name).iter().filter(|one| self.0.contains(*one));
            for one in stood {
                let word = blind.outside(&format!("unseen\0{}\0{}\0{one}", document.head.id, field.name));
                unseen.entry(field.name).or_default().insert(one.clone(), word.to_string());
            }
        }
        Ok(unseen)
    }

    /// Puts those who stood there before and could not be seen back into what was sent, each where they stood.
    pub(super) fn restore(
        &self,
        fields: &[&'static Field],
        before: &Values,
        names: &Names,
        typed: &mut Typed,
    ) {
        for field in fields.iter().filter(|field| is_people(field.kind)) {
            let stood = before.all(field.name);
            let is_said = field.kind == Kind::Person && !typed.all(field.name).is_empty();
            if is_said || !stood.iter().any(|one| self.0.contains(one)) {
                continue;
            }
            let (mut all, mut next) = (typed.all(field.name).to_vec(), 0);
            for one in stood {
                if self.0.contains(one) {
                    all.insert(next, names.shown(field.name, one).to_owned());
                    next += 1;
                } else if let Some(place) = all.iter().position(|other| other == one) {
                    next = place + 1;
                }
            }
            typed.fill(field.name, all);
        }
    }
}
