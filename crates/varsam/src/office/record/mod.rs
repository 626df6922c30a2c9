//! The record of processing activities (GDPR, art. 30), which writes itself out of the registers: each field declares what
//! it says in it, and an entry says what the entries say that it leads to. Nothing here is kept, and nothing is put into
//! words.

mod compose;
mod controller;
mod past;
mod sight;

pub(crate) use compose::{Line, Piece};
pub(crate) use controller::{Controller, Controllers};
pub(crate) use past::Since;
pub(crate) use sight::{Sight, may_anywhere};

use super::{Office, Reader};
use std::collections::{BTreeMap, BTreeSet};
use varsam_model::register::{Entry, Kind, Register, Values};
use varsam_model::{Id, id};
use varsam_store::Fault;

/// The register of what is described as a processing activity.
pub(crate) const PROCESSING: &str = "processing";

/// The registers whose entries are each a row of the record, while they are in use: what is only asked for, planned or over
/// is no processing.
pub(crate) const ROWS: [&str; 5] = [PROCESSING, "service", "app", "account", "camera"];

/// What stands behind an entry without being led to by it: its agreements, by the field that leads from them.
const BEHIND: (&str, &str, &str) = ("processor", "agreement", "processor");

/// Whether an entry that stands here is a row of the record.
pub(crate) fn is_row(register: &Register, state: &str) -> bool {
    ROWS.contains(&register.code) && register.is_used(state)
}

/// An entry as it is, or was at a moment.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) register: &'static Register,
    pub(crate) id: Id<id::Record>,
    pub(crate) unit: Id<id::Unit>,
    pub(crate) state: String,
    pub(crate) values: Values,
}

impl Fact {
    /// What it is called.
    pub(crate) fn title(&self) -> &str {
        self.register.called(&self.values)
    }

    /// The entries that it leads to, with their registers.
    fn links(&self) -> impl Iterator<Item = (&'static str, Id<id::Record>)> {
        links(self.register, &self.values)
    }
}

fn links<'a>(
    register: &'static Register,
    values: &'a Values,
) -> impl Iterator<Item = (&'static str, Id<id::Record>)> + use<'a> {
    register.fields.iter().flat_map(|field| {
        let (Kind::Link(code) | Kind::Links(code)) = field.kind else { return vec![] };
        values.all(field.name).iter().filter_map(|id| Some((code, id.parse().ok()?))).collect::<Vec<_>>()
    })
}

/// Entries as they were at one moment, with what they lead to.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    all: BTreeMap<Id<id::Record>, Fact>,
    /// What stands behind an entry.
    behind: BTreeMap<Id<id::Record>, Vec<Id<id::Record>>>,
}

impl Facts {
    fn add(&mut self, fact: Fact) {
        let (_, register, field) = BEHIND;
        if fact.register.code == register
            && let Some(of) = fact.values.id(field)
        {
            self.behind.entry(of).or_default().push(fact.id);
        }
        self.all.insert(fact.id, fact);
    }

    /// One of them.
    pub(crate) fn get(&self, id: Id<id::Record>) -> Option<&Fact> {
        self.all.get(&id)
    }

    /// The entries that are rows of the record.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Fact> {
        self.all.values().filter(|fact| is_row(fact.register, &fact.state))
    }
}

/// What the record is made of: entries as they are now, and as they were.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) now: Facts,
    pub(crate) then: Facts,
}

/// Opens these entries and all that they lead to, as far as the reader sees them; with what was since, also as they were.
///
/// # Errors
/// When the store fails.
pub(crate) async fn gather(
    (office, reader): (&Office, &Reader),
    sight: &Sight,
    rows: Vec<(&'static Register, Id<id::Record>)>,
    since: Option<&Since>,
) -> Result<Gathered, Fault> {
    let directory = reader.directory(office).await?;
    let (mut gathered, mut seen) = (Gathered::default(), BTreeSet::new());
    let mut next = rows;
    while !next.is_empty() {
        let mut wanted: BTreeMap<&'static str, Vec<Id<id::Record>>> = BTreeMap::new();
        for (register, id) in next.drain(..) {
            if seen.insert(id) && sight.row(register, id).is_some() {
                wanted.entry(register.code).or_default().push(id);
            }
        }
        for (code, ids) in wanted {
            let Some(register) = Register::of(code) else { continue };
            for document in directory.tenant.read_many::<Entry>(code, &ids).await? {
                let was = match since {
                    Some(since) => since.was(&directory, register, &document).await?,
                    None => None,
                };
                let (id, unit, state) = (document.head.id, document.head.unit, document.head.state);
                let is = Fact { register, id, unit, state, values: document.body.values };
                next.extend(
                    beyond(sight, &is).into_iter().chain(was.iter().flat_map(|was| beyond(sight, was))),
                );
                was.into_iter().for_each(|was| gathered.then.add(was));
                gathered.now.add(is);
            }
        }
    }
    Ok(gathered)
}

/// What an entry leads to, and what stands behind it.
fn beyond(sight: &Sight, fact: &Fact) -> Vec<(&'static Register, Id<id::Record>)> {
    let led = fact.links().filter_map(|(code, id)| Some((Register::of(code)?, id)));
    led.chain(sight.behind(fact)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_of_registers_that_there_are() {
        assert!(ROWS.iter().all(|code| Register::of(code).is_some()));
        let (of, behind, field) = BEHIND;
        let field = Register::of(behind).unwrap().field(field).unwrap();
        assert_eq!(field.kind, Kind::Link(of));
    }
}
