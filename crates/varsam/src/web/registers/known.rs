//! What ids stand for, as far as a reader may be told: units, people, entries; and values in words.

use super::Desk;
use crate::office::registers::{self, Shelf};
use crate::web::error::Failure;
use std::collections::HashMap;
use std::sync::Arc;
use varsam_access::Action;
use varsam_model::register::{Field, Kind, Register, Value, Values};
use varsam_model::{Id, id};
use varsam_store::Fault;

/// A piece of what stands in a field: words, and where they lead; nowhere when empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) text: String,
    pub(crate) href: String,
}

/// What ids stand for.
pub(in crate::web) struct Known<'a> {
    desk: &'a Desk,
    people: HashMap<String, String>,
    shelves: HashMap<&'static str, Arc<Shelf>>,
}

impl<'a> Known<'a> {
    /// What the ids in these values stand for.
    pub(in crate::web) async fn of(
        desk: &'a Desk,
        values: impl IntoIterator<Item = &Value>,
        fields: impl IntoIterator<Item = &Field>,
    ) -> Result<Self, Failure> {
        let mut known = Self { desk, people: HashMap::new(), shelves: desk.linked().await? };
        for (value, field) in values.into_iter().zip(fields) {
            if matches!(field.kind, Kind::Person | Kind::People) {
                for id in value.all() {
                    known.look_up(id).await?;
                }
            }
        }
        Ok(known)
    }

    /// The same for whole entries.
    pub(in crate::web) async fn of_all(desk: &'a Desk, all: &[&Values]) -> Result<Self, Failure> {
        let pairs = all.iter().flat_map(|values| {
            desk.register.fields.iter().filter_map(|field| Some((values.get(field.name)?, field)))
        });
        let (values, fields): (Vec<_>, Vec<_>) = pairs.unzip();
        Self::of(desk, values, fields).await
    }

    /// Looks a person up once more, by id.
    pub(in crate::web) async fn look_up(&mut self, id: &str) -> Result<(), Failure> {
        if self.people.contains_key(id) {
            return Ok(());
        }
        let Ok(person) = id.parse::<Id<id::Person>>() else { return Ok(()) };
        if person.uuid().is_nil() {
            self.people.insert(id.to_owned(), self.desk.site.t("registers-by-program"));
            return Ok(());
        }
        let directory = self.desk.directory().await?;
        let name = match directory.person(person).await {
            // Beside no register does the name stand of somebody who is hidden.
            Ok(entry) if entry.is_hidden() => self.desk.site.t("registers-withheld"),
            Ok(entry) => entry.name(),
            Err(Fault::Missing | Fault::Erased) => self.desk.site.t("registers-erased"),
            Err(fault) => return Err(fault.into()),
        };
        self.people.insert(id.to_owned(), name);
        Ok(())
    }

    /// What somebody is called who was looked up.
    pub(in crate::web) fn person(&self, id: &str) -> String {
        self.people.get(id).cloned().unwrap_or_else(|| self.desk.site.t("registers-erased"))
    }

    /// What stands in a field, in words.
    pub(in crate::web) fn told(&self, field: &Field, value: &Value) -> Vec<Told> {
        match value {
            Value::Flag(flag) => {
                vec![plain(self.desk.site.t(if *flag { "registers-yes" } else { "registers-no" }))]
            }
            Value::Number(number) => vec![plain(self.number(field, *number))],
            Value::Period(span) => {
                let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
                vec![plain(format!("{}–{}", day(span.from), day(span.until)))]
            }
            Value::Text(_) | Value::List(_) => value.all().iter().map(|one| self.one(field, one)).collect(),
        }
    }

    fn number(&self, field: &Field, number: i64) -> String {
        match field.kind {
            Kind::Number(measure) => format!("{number} {}", self.desk.site.pick("measure", measure)),
            _ => number.to_string(),
        }
    }

    fn one(&self, field: &Field, text: &str) -> Told {
        let site = &self.desk.site;
        match field.kind {
            Kind::Choice(options) | Kind::Several(options) => {
                plain(site.pick(&format!("option-{}", options.name), text))
            }
            Kind::Role => plain(site.pick("role", text)),
            Kind::Unit | Kind::Units => self.unit(text),
            Kind::Person | Kind::People => plain(self.person(text)),
            Kind::Link(code) | Kind::Links(code) => self.entry(code, text),
            Kind::File => plain(site.t("attach-one")),
            Kind::Url => Told { text: text.to_owned(), href: text.to_owned() },
            _ => plain(text.to_owned()),
        }
    }

    fn unit(&self, id: &str) -> Told {
        let name = id.parse().map(|id| self.desk.reader.units.name(id).to_owned());
        plain(name.unwrap_or_default())
    }

    /// An entry that is linked to, if the reader may see it.
    fn entry(&self, code: &'static str, id: &str) -> Told {
        let desk = self.desk;
        let row = id.parse().ok().and_then(|id| self.shelves.get(code)?.get(id));
        let register = Register::of(code);
        let seen = row.zip(register).filter(|(row, register)| {
            let object = registers::object(&desk.reader, register, row.unit);
            desk.reader.may(&desk.office, Action::ViewRecord, &object).is_allowed()
        });
        match seen {
            Some((row, _)) => Told { text: row.title.clone(), href: format!("/registers/{code}/{id}") },
            None => plain(desk.site.t("registers-withheld-entry")),
        }
    }

    /// What stands in a field, in one line.
    pub(in crate::web) fn line(&self, field: &Field, value: Option<&Value>) -> String {
        let told = value.map(|value| self.told(field, value)).unwrap_or_default();
        told.iter().map(|told| told.text.as_str()).collect::<Vec<_>>().join(", ")
    }
}

fn plain(text: String) -> Told {
    Told { text, href: String::new() }
}
