//! Our ids for what a file names: asked for by the thousand, between two readings of the file.

use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use varsam_model::import::{Ids, Key, Who};
use varsam_model::person::Duty;
use varsam_model::{Id, id};
use varsam_store::Blind;

/// Whether a key is what a list calls somebody; else it is an identity number.
pub(super) fn is_own(key: &str) -> bool {
    key.contains('\0')
}

/// A key as the index of numbers has it. An id of another system cannot be mistaken for an identity number, nor that of
/// a pupil for one of the staff.
fn written(key: &Key<'_>) -> String {
    match key {
        Key::Civic(civic) => civic.exposed(),
        Key::Own(who, own) => {
            let who = match who {
                Who::Pupil => "pupil",
                Who::Staff => "staff",
                Who::Guardian => "guardian",
            };
            format!("own\0{who}\0{own}")
        }
    }
}

fn civic(keys: &[Key<'_>]) -> Option<String> {
    keys.iter().find_map(|key| if let Key::Civic(civic) = key { Some(civic.exposed()) } else { None })
}

/// The first reading: which people are named.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) keys: BTreeSet<String>,
    /// Ids of the other system with the identity numbers that stand beside them.
    pub(super) pairs: BTreeSet<(String, String)>,
}

impl Ids for Asked {
    fn person(&mut self, keys: &[Key<'_>], _: Option<(&str, &str)>) -> Option<Id<id::Person>> {
        let civic = civic(keys);
        let written: Vec<_> = keys.iter().map(written).collect();
        if let (Some(own), Some(civic)) = (written.first().filter(|key| Some(*key) != civic.as_ref()), &civic)
        {
            self.pairs.insert((own.clone(), civic.clone()));
        }
        self.keys.extend(written);
        Some(Id::new(Uuid::nil()))
    }

    fn unit(&mut self, _: &str) -> Option<Id<id::Unit>> {
        Some(Id::new(Uuid::nil()))
    }

    fn group(&mut self, _: Id<id::Unit>, _: &str) -> Id<id::Group> {
        Id::new(Uuid::nil())
    }

    fn duty(&mut self, _: Id<id::Person>, _: Id<id::Unit>, _: &str) -> Id<Duty> {
        Id::new(Uuid::nil())
    }
}

/// By what somebody is known besides an id of another system.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) civic: Option<String>,
    pub(super) name: String,
}

/// A name to be compared.
pub(super) fn name(given: &str, family: &str) -> String {
    format!("{}\0{}", given.trim().to_lowercase(), family.trim().to_lowercase())
}

/// The second reading: who they are.
#[derive(Debug)]
pub(super) struct Resolved {
    /// Whose key it is.
    pub(super) known: HashMap<String, Uuid>,
    /// Those whose id came with another number than before, and everybody who was on a row further up.
    pub(super) people: HashMap<Uuid, Known>,
    /// Ids for those whom nobody knows yet.
    pub(super) fresh: Vec<Uuid>,
    /// The keys that were learnt.
    pub(super) learnt: Vec<(String, Uuid)>,
    /// Units by code and by name, in small letters; none where there are several.
    pub(super) units: HashMap<String, Option<Uuid>>,
    pub(super) blind: Blind,
}

impl Resolved {
    /// Whether somebody of this number is another than whoever has the id.
    fn is_other(&self, id: Uuid, civic: &str) -> bool {
        let has_other = |known: &Known| known.civic.as_deref().is_some_and(|known| known != civic);
        self.people.get(&id).is_some_and(has_other) || self.known.get(civic).is_some_and(|whose| *whose != id)
    }
}

impl Ids for Resolved {
    fn person(&mut self, keys: &[Key<'_>], named: Option<(&str, &str)>) -> Option<Id<id::Person>> {
        let (civic, name) = (civic(keys), named.map(|(given, family)| name(given, family)));
        let keys: Vec<_> = keys.iter().map(written).collect();
        let known = keys.iter().find_map(|key| self.known.get(key)).copied();
        let is_renamed = known
            .and_then(|id| self.people.get(&id))
            .is_some_and(|known| name.as_ref().is_some_and(|name| *name != known.name));
        if let (Some(id), Some(civic), true) = (known, &civic, is_renamed)
            && self.is_other(id, civic)
        {
            return None;
        }
        // There is a fresh id for each key that nobody knew; a person has at least one.
        let id = known.or_else(|| self.fresh.pop()).unwrap_or_default();
        if is_renamed {
            // Two names on two rows: which of them the other key belongs to is not known.
            return Some(Id::new(id));
        }
        if let Some(name) = name {
            let known = self.people.entry(id).or_insert_with(|| Known { civic: None, name });
            known.civic = known.civic.take().or(civic);
        }
        for key in keys {
            if !self.known.contains_key(&key) {
                self.learnt.push((key.clone(), id));
                self.known.insert(key, id);
            }
        }
        Some(Id::new(id))
    }

    fn unit(&mut self, key: &str) -> Option<Id<id::Unit>> {
        let key = key.trim().to_lowercase();
        let made = self.blind.outside(&format!("unit\0{key}"));
        self.units.entry(key).or_insert(Some(made)).map(Id::new)
    }

    fn group(&mut self, unit: Id<id::Unit>, name: &str) -> Id<id::Group> {
        Id::new(self.blind.outside(&format!("group\0{unit}\0{}", name.to_lowercase())))
    }

    fn duty(&mut self, person: Id<id::Person>, unit: Id<id::Unit>, role: &str) -> Id<Duty> {
        Id::new(self.blind.outside(&format!("duty\0{person}\0{unit}\0{}", role.to_lowercase())))
    }
}
