//! Our ids for what a file names: asked for by the thousand, between two readings of the file.

use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use varsam_model::import::{Ids, Key};
use varsam_model::person::Duty;
use varsam_model::{Id, id};
use varsam_store::Blind;

/// Whether a key is what a list calls somebody; else it is an identity number.
pub(super) fn is_own(key: &str) -> bool {
    key.contains('\0')
}

/// A key as the index of numbers has it. An id of another system cannot be mistaken for an identity number.
fn written(key: &Key<'_>) -> String {
    match key {
        Key::Civic(civic) => civic.exposed(),
        Key::Own(own) => format!("own\0{own}"),
    }
}

/// The first reading: which people are named.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) keys: BTreeSet<String>,
}

impl Ids for Asked {
    fn person(&mut self, keys: &[Key<'_>]) -> Id<id::Person> {
        self.keys.extend(keys.iter().map(written));
        Id::new(Uuid::nil())
    }

    fn unit(&mut self, _: &str) -> Id<id::Unit> {
        Id::new(Uuid::nil())
    }

    fn group(&mut self, _: Id<id::Unit>, _: &str) -> Id<id::Group> {
        Id::new(Uuid::nil())
    }

    fn duty(&mut self, _: Id<id::Person>, _: Id<id::Unit>, _: &str) -> Id<Duty> {
        Id::new(Uuid::nil())
    }
}

/// The second reading: who they are.
#[derive(Debug)]
pub(super) struct Resolved {
    /// Whose key it is.
    pub(super) known: HashMap<String, Uuid>,
    /// Ids for those whom nobody knows yet.
    pub(super) fresh: Vec<Uuid>,
    /// The keys that were learnt.
    pub(super) learnt: Vec<(String, Uuid)>,
    /// Units by code and by name, in small letters.
    pub(super) units: HashMap<String, Uuid>,
    pub(super) blind: Blind,
}

impl Ids for Resolved {
    fn person(&mut self, keys: &[Key<'_>]) -> Id<id::Person> {
        let keys: Vec<_> = keys.iter().map(written).collect();
        let known = keys.iter().find_map(|key| self.known.get(key)).copied();
        // There is a fresh id for each key that nobody knew; a person has at least one.
        let id = known.or_else(|| self.fresh.pop()).unwrap_or_default();
        for key in keys {
            if !self.known.contains_key(&key) {
                self.learnt.push((key.clone(), id));
                self.known.insert(key, id);
            }
        }
        Id::new(id)
    }

    fn unit(&mut self, key: &str) -> Id<id::Unit> {
        let key = key.trim().to_lowercase();
        let made = self.blind.outside(&format!("unit\0{key}"));
        Id::new(*self.units.entry(key).or_insert(made))
    }

    fn group(&mut self, unit: Id<id::Unit>, name: &str) -> Id<id::Group> {
        Id::new(self.blind.outside(&format!("group\0{unit}\0{}", name.to_lowercase())))
    }

    fn duty(&mut self, person: Id<id::Person>, unit: Id<id::Unit>, role: &str) -> Id<Duty> {
        Id::new(self.blind.outside(&format!("duty\0{person}\0{unit}\0{}", role.to_lowercase())))
    }
}
