//! An entry of a register, and what became of it.

use super::Register;
use super::value::Value;
use crate::{Id, Instant, id};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stands in the fields that are filled, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(BTreeMap<String, Value>);

/// An entry, as its record holds it. Where it stands and at which unit is in the record's head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What stands in its fields.
    pub values: Values,
    /// How it came to be.
    pub origin: Origin,
    /// What is sealed once more, by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<String, Vec<u8>>,
    /// Who could know what is sealed, and since when: those who held it or saw it after it was last set.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub known_by: BTreeMap<Id<id::Person>, Instant>,
}

/// How an entry came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Who made it.
    pub by: Id<id::Person>,
    /// When.
    pub at: Instant,
    /// The code of the starting point that it was made out of; empty when it was made from nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub starter: String,
    /// Why it was saved though the guard had found something; empty when it had not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub despite: String,
}

/// A change of an entry, kept beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Who.
    pub by: Id<id::Person>,
    /// When.
    pub at: Instant,
    /// The step that was taken; empty when the entry was changed only.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub step: String,
    /// What differs.
    pub changes: Vec<Change>,
    /// Why it was saved though the guard had found something; empty when it had not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub despite: String,
    /// The version that the entry had afterwards; 0 where that was not noted yet.
    #[serde(default)]
    pub version: i64,
}

/// A field that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which; one that is no longer declared is told by its name.
    pub field: String,
    /// What stood there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What stands there now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

impl Values {
    /// What stands in a field.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// The text, code, day or id in a field; empty when there is none.
    pub fn text(&self, field: &str) -> &str {
        self.get(field).and_then(Value::text).unwrap_or_default()
    }

    /// The id in a field.
    pub fn id<T>(&self, field: &str) -> Option<Id<T>> {
        self.text(field).parse().ok()
    }

    /// The codes or ids in a field.
    pub fn all(&self, field: &str) -> &[String] {
        self.get(field).map(Value::all).unwrap_or_default()
    }

    /// Puts a value into a field; takes out what is there when it is none.
    pub fn set(&mut self, field: &str, value: Option<Value>) {
        match value {
            Some(value) => self.0.insert(field.to_owned(), value),
            None => self.0.remove(field),
        };
    }

    /// With a value in a field.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.set(field, Some(value.into()));
        self
    }

    /// All that are filled, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(field, value)| (field.as_str(), value))
    }

    /// What differs between these and others that came after, in the order of the declaration.
    pub fn changes(&self, after: &Self, register: &Register) -> Vec<Change> {
        let change = |field: &super::Field| {
            let (before, after) = (self.get(field.name), after.get(field.name));
            let change =
                || Change { field: field.name.to_owned(), before: before.cloned(), after: after.cloned() };
            (before != after).then(change)
        };
        register.fields.iter().filter_map(change).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_back_as_it_was_written() {
        let values = Values::default().with("name", "Björkskolan").with("address", "https://exempel.se");
        let mut values = values;
        values.set("is_sound", Some(Value::Flag(true)));
        values.set("hours", Some(Value::Number(3)));
        values.set("audience", Some(Value::List(vec!["public".to_owned()])));
        let span = super::super::Span { from: "2026-01-01".parse().ok(), until: None };
        values.set("valid", Some(Value::Period(span)));
        let json = serde_json::to_string(&values).unwrap();
        assert_eq!(serde_json::from_str::<Values>(&json).unwrap(), values);
        let register = Register::of("account").unwrap();
        let after = values.clone().with("name", "Björkskolan 2");
        let changes = values.changes(&after, register);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes.first().unwrap().before, Some("Björkskolan".into()));
    }
}
