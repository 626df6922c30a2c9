//! What is known from the registers, beside what the asker states. The entry that a question is about goes along in the
//! address, as `entry.app=<id>`; what it says is read anew each time. What the asker states goes before it.

use crate::office::known::{About, PROVIDERS, named};
use crate::office::registers::{self, Row, Shelf};
use crate::office::{Office, Reader, calendar};
use crate::web::error::Failure;
use crate::web::registers::MOST_CHOICES;
use crate::web::site::Site;
use std::collections::BTreeMap;
use std::sync::Arc;
use varsam_access::Action;
use varsam_model::register::Register;
use varsam_rules::{Id, Question};

/// What names of entries begin with in an address. No fact is called like that.
const ENTRY: &str = "entry.";

/// What the registers know for one question and one asker.
#[derive(Default)]
pub(super) struct Known {
    /// The entries that the question is about, as the address has them.
    pub(super) entries: Vec<(String, String)>,
    /// What they say.
    pub(super) facts: Vec<Fact>,
    /// The registers that know more once somebody says which entry it is, with the titles to choose among.
    picks: BTreeMap<&'static str, Pick>,
}

/// A fact that a register knows.
pub(super) struct Fact {
    pub(super) fact: &'static str,
    pub(super) value: &'static str,
    pub(super) register: &'static str,
    /// What the entry is called, and the code of where it stands.
    pub(super) title: String,
    pub(super) state: String,
    pub(super) href: String,
}

/// A register in which the asker can say which entry it is about.
#[derive(Clone, Default)]
pub(super) struct Pick {
    pub(super) register: &'static str,
    pub(super) titles: Vec<String>,
    /// What was written and is called like no entry, or like several.
    pub(super) wrong: String,
}

/// A register as an asker sees it.
struct Seen {
    register: &'static Register,
    shelf: Arc<Shelf>,
    units: Vec<varsam_model::Id<varsam_model::id::Unit>>,
}

impl Known {
    /// What is known; the names of entries are taken out of what the address states.
    pub(super) async fn of(
        site: &Site,
        signed: Option<(&Office, &Reader)>,
        question: Id<Question>,
        stated: &mut Vec<(String, String)>,
    ) -> Result<Self, Failure> {
        let mut known = Self::default();
        let (entries, facts) =
            std::mem::take(stated).into_iter().partition(|(name, _)| name.starts_with(ENTRY));
        let entries: Vec<(String, String)> = entries;
        *stated = facts;
        let Some((office, reader)) = signed else { return Ok(known) };
        for register in asked(site, question) {
            let seen = Seen::of(office, reader, register).await?;
            let name = format!("{ENTRY}{}", register.code);
            let written = entries.iter().find(|(of, _)| *of == name).map(|(_, written)| written.as_str());
            known.look(office, site, question, &seen, written, stated);
        }
        Ok(known)
    }

    fn look(
        &mut self,
        office: &Office,
        site: &Site,
        question: Id<Question>,
        seen: &Seen,
        written: Option<&str>,
        stated: &[(String, String)],
    ) {
        let code = seen.register.code;
        let picked = written.and_then(|written| seen.called(written));
        if let Some(row) = picked {
            self.entries.push((format!("{ENTRY}{code}"), row.id.to_string()));
        }
        let named = || named(code, stated).and_then(|title| seen.called(title));
        let Some(row) = picked.or_else(named) else {
            let open = seen.rows().filter(|row| !seen.register.is_ended(&row.state));
            let titles: Vec<_> = open.take(MOST_CHOICES).map(|row| row.title.clone()).collect();
            let wrong = written.unwrap_or_default().to_owned();
            if !titles.is_empty() || !wrong.is_empty() {
                self.picks.insert(code, Pick { register: code, titles, wrong });
            }
            return;
        };
        let today = calendar::day(office.now());
        let about = About { register: seen.register, row, today, stated };
        for provider in PROVIDERS.iter().filter(|provider| provider.register == code) {
            let is_stated = stated.iter().any(|(fact, _)| fact == provider.fact);
            if let Some(value) =
                provider.says(&about).filter(|_| !is_stated && asks(site, question, provider.fact))
            {
                self.facts.push(Fact {
                    fact: provider.fact,
                    value,
                    register: code,
                    title: row.title.clone(),
                    state: row.state.clone(),
                    href: format!("/registers/{code}/{}", row.id),
                });
            }
        }
    }

    /// What is known, as if it had been stated.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        self.facts.iter().map(|fact| (fact.fact.to_owned(), fact.value.to_owned()))
    }

    /// What is known of a fact.
    pub(super) fn get(&self, fact: &str) -> Option<&Fact> {
        self.facts.iter().find(|known| known.fact == fact)
    }

    /// The entries without the one of a register.
    pub(super) fn without(&self, register: &str) -> impl Iterator<Item = &(String, String)> {
        let name = format!("{ENTRY}{register}");
        self.entries.iter().filter(move |(of, _)| *of != name)
    }

    /// Whether the entry of a register was named by its id, not by something else that was stated.
    pub(super) fn is_picked(&self, register: &str) -> bool {
        let name = format!("{ENTRY}{register}");
        self.entries.iter().any(|(of, _)| *of == name)
    }

    /// The register whose entry would answer a fact.
    pub(super) fn pick(&self, fact: &str) -> Option<&Pick> {
        PROVIDERS
            .iter()
            .filter(|provider| provider.fact == fact)
            .find_map(|provider| self.picks.get(provider.register))
    }

    /// What was written for an entry and names none.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &Pick> {
        self.picks.values().filter(|pick| !pick.wrong.is_empty())
    }
}

impl Pick {
    /// What the field is called.
    pub(super) fn name(&self) -> String {
        format!("{ENTRY}{}", self.register)
    }
}

impl Seen {
    async fn of(office: &Office, reader: &Reader, register: &'static Register) -> Result<Self, Failure> {
        let units = registers::units(office, reader, register, Action::ViewRecord);
        let shelf = office.shelf(reader.session.organiser, register).await?;
        Ok(Self { register, shelf, units })
    }

    fn is_seen(&self, row: &Row) -> bool {
        self.units.contains(&row.unit)
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.shelf.rows().iter().map(AsRef::as_ref).filter(|row| self.is_seen(row))
    }

    /// The entry of this id, or the only one of this name; of several, the only one that is not of the past.
    fn called(&self, written: &str) -> Option<&Row> {
        if let Ok(id) = written.parse() {
            return self.shelf.get(id).filter(|row| self.is_seen(row));
        }
        let called = self.shelf.called(written).iter().map(AsRef::as_ref);
        let called: Vec<&Row> = called.filter(|row| self.is_seen(row)).collect();
        let is_current = |row: &&Row| !self.register.is_ended(&row.state);
        let current: Vec<_> = called.iter().copied().filter(is_current).collect();
        match (current.as_slice(), called.as_slice()) {
            ([one], _) | ([], [one]) => Some(one),
            _ => None,
        }
    }
}

/// The registers that know something of a question.
fn asked(site: &Site, question: Id<Question>) -> Vec<&'static Register> {
    let mut registers: Vec<&'static Register> = Vec::new();
    for provider in PROVIDERS.iter().filter(|provider| asks(site, question, provider.fact)) {
        let register = Register::of(provider.register);
        registers.extend(register.filter(|one| registers.iter().all(|register| register.code != one.code)));
    }
    registers
}

fn asks(site: &Site, question: Id<Question>, fact: &str) -> bool {
    let fact = site.shelf.books.names.facts.find(|known| known.id == fact);
    fact.is_some_and(|fact| site.stack().depends_on(question, fact))
}
