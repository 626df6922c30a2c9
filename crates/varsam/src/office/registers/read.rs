//! What was typed, read as the declaration says: texts become values, and names of units, people and entries become ids.

use super::Shelf;
use crate::office::Units;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use varsam_model::register::value::limits;
use varsam_model::register::{Field, Kind, Span, Value, Values, Wrong};
use varsam_model::{Id, id};

/// What was typed, by field: a field that takes several has one text for each. Of a period, `valid.from` and `valid.until`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed(BTreeMap<String, Vec<String>>);

/// What names can mean for who writes.
#[derive(Default)]
pub(crate) struct Names {
    /// The units of the organiser.
    pub(crate) units: Option<Arc<Units>>,
    /// People who may be named, by what they are called.
    pub(crate) people: Vec<(Id<id::Person>, String)>,
    /// Entries that may be linked to, by register: those at units where who writes sees them.
    pub(crate) shelves: HashMap<&'static str, (Arc<Shelf>, BTreeSet<Id<id::Unit>>)>,
    /// What stands for whoever is hidden and was named before: nobody is told their ids.
    pub(crate) unseen: Unseen,
    /// What stood in the entry when a form was filled that somebody else has overtaken since; nothing otherwise.
    pub(crate) former: Values,
}

/// Words in the place of ids, by field and id.
pub(crate) type Unseen = HashMap<&'static str, HashMap<String, String>>;

/// What a field is read with.
struct Reading<'a> {
    field: &'a Field,
    names: &'a Names,
    /// The ids that stood there.
    before: &'a [String],
}

impl Typed {
    /// What a form sends.
    pub(crate) fn of(body: &[u8]) -> Self {
        let mut typed = Self::default();
        for (name, text) in form_urlencoded::parse(body) {
            typed.0.entry(name.into_owned()).or_default().push(text.into_owned());
        }
        typed
    }

    /// What is written into a form to begin with.
    pub(crate) fn fill(&mut self, name: &str, texts: Vec<String>) {
        self.0.insert(name.to_owned(), texts);
    }

    /// Puts into a field what is in it elsewhere.
    pub(crate) fn replace(&mut self, field: &Field, elsewhere: &Self) {
        for end in ["", ".from", ".until"] {
            let name = format!("{}{end}", field.name);
            self.fill(&name, elsewhere.all(&name).to_vec());
        }
    }

    /// What was typed in a field.
    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The first text of a field; empty when there is none.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.all(name).first().map(String::as_str).unwrap_or_default()
    }

    /// What was typed in all fields whose names begin so.
    pub(crate) fn starting<'a>(&'a self, with: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.0.iter().filter(move |(name, _)| name.starts_with(with));
        fields.flat_map(|(_, texts)| texts).map(String::as_str)
    }

    /// The value that was typed in a field where this stood before; none when nothing was.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn value(
        &self,
        field: &Field,
        names: &Names,
        before: Option<&Value>,
    ) -> Result<Option<Value>, Wrong> {
        let reading = Reading { field, names, before: before.map(Value::all).unwrap_or_default() };
        let texts: Vec<_> = self.all(field.name).iter().map(|text| clean(text)).collect();
        let texts: Vec<_> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let value = match field.kind {
            Kind::Period => self.span(field)?,
            kind if kind.is_several() => reading.several(&texts)?,
            _ => texts.first().map(|text| reading.one(text)).transpose()?,
        };
        if let Some(value) = &value {
            field.kind.check(value)?;
        }
        Ok(value)
    }

    fn span(&self, field: &Field) -> Result<Option<Value>, Wrong> {
        let end = |end: &str| match self.one(&format!("{}.{end}", field.name)).trim() {
            "" => Ok(None),
            text => text.parse::<Date>().map(Some).map_err(|_| Wrong::NoDate),
        };
        let span = Span { from: end("from")?, until: end("until")? };
        Ok(Some(span).filter(|span| span.from.is_some() || span.until.is_some()).map(Value::Period))
    }
}

/// Without what browsers and programs put around lines.
pub(super) fn clean(text: &str) -> String {
    lines(text).trim().to_owned()
}

/// With lines that end in one sign, whoever wrote them.
pub(crate) fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

impl Reading<'_> {
    fn several(&self, texts: &[&str]) -> Result<Option<Value>, Wrong> {
        if texts.len() > limits::MOST {
            return Err(Wrong::TooLong);
        }
        let mut list = Vec::with_capacity(texts.len());
        for text in texts {
            let one = self.named(text)?;
            if !list.contains(&one) {
                list.push(one);
            }
        }
        // Of codes, the order of the declaration is kept: what is ticked in another order is no change.
        if let Kind::Several(options) = self.field.kind {
            list.sort_by_key(|code| options.codes.iter().position(|option| option == code));
        }
        Ok(Some(list).filter(|list| !list.is_empty()).map(Value::List))
    }

    fn one(&self, text: &str) -> Result<Value, Wrong> {
        match self.field.kind {
            Kind::YesNo => match text.to_lowercase().as_str() {
                "yes" | "ja" | "true" | "sant" | "1" => Ok(Value::Flag(true)),
                "no" | "nej" | "false" | "falskt" | "0" => Ok(Value::Flag(false)),
                _ => Err(Wrong::NoYesNo),
            },
            Kind::Number(_) => {
                let digits: String = text.chars().filter(|char| !char.is_whitespace()).collect();
                digits.parse().map(Value::Number).map_err(|_| Wrong::NoNumber)
            }
            _ => self.named(text).map(Value::Text),
        }
    }

    /// An id for a name, where the field holds ids; the text itself otherwise.
    fn named(&self, text: &str) -> Result<String, Wrong> {
        let names = self.names;
        let found = match self.field.kind {
            Kind::Unit | Kind::Units => names.unit(text).map(|id| id.to_string()),
            Kind::Person | Kind::People => names.person(text).map(|id| id.to_string()),
            Kind::Link(register) | Kind::Links(register) => {
                names.entry(register, text).map(|id| id.to_string())
            }
            _ => Ok(text.to_owned()),
        };
        match found {
            // What stood there and is typed again stays, whoever may choose it now.
            Err(Wrong::NoSuch) => self.kept(text).ok_or(Wrong::NoSuch),
            found => found,
        }
    }

    /// The id that stood there, or did when the form was filled, and is meant by a text.
    fn kept(&self, text: &str) -> Option<String> {
        let (field, names) = (self.field.name, self.names);
        let is_meant = |id: &&String| names.shown(field, id) == text;
        self.before.iter().chain(names.former.all(field)).find(is_meant).cloned()
    }
}

impl Names {
    /// What stands for an id in a field, where it can be read: a word in its place, or itself.
    pub(crate) fn shown<'a>(&'a self, field: &str, id: &'a str) -> &'a str {
        self.unseen.get(field).and_then(|words| words.get(id)).map_or(id, String::as_str)
    }

    /// Puts words in the place of ids into what a form begins with.
    pub(crate) fn veil(&self, typed: &mut Typed) {
        for field in self.unseen.keys() {
            let texts = typed.all(field).iter().map(|id| self.shown(field, id).to_owned()).collect();
            typed.fill(field, texts);
        }
    }

    fn unit(&self, text: &str) -> Result<Id<id::Unit>, Wrong> {
        let units = self.units.as_deref().ok_or(Wrong::NoSuch)?;
        let all = units.all();
        let id = text.parse::<Id<id::Unit>>().ok();
        let lower = text.to_lowercase();
        let found = all.iter().filter(|unit| match id {
            Some(id) => unit.id == id,
            None => unit.name.to_lowercase() == lower || unit.code.as_deref() == Some(text),
        });
        single(found.map(|unit| unit.id))
    }

    fn person(&self, text: &str) -> Result<Id<id::Person>, Wrong> {
        let id = text.parse::<Id<id::Person>>().ok();
        let lower = text.to_lowercase();
        let found = self.people.iter().filter(|(person, name)| match id {
            Some(id) => *person == id,
            None => name.to_lowercase() == lower,
        });
        single(found.map(|(person, _)| *person))
    }

    fn entry(&self, register: &str, text: &str) -> Result<Id<id::Record>, Wrong> {
        let (shelf, seen) = self.shelves.get(register).ok_or(Wrong::NoSuch)?;
        if let Ok(id) = text.parse::<Id<id::Record>>() {
            return single(
                shelf.get(id).filter(|row| seen.contains(&row.unit)).map(|row| row.id).into_iter(),
            );
        }
        single(shelf.called(text).iter().filter(|row| seen.contains(&row.unit)).map(|row| row.id))
    }
}

fn single<T>(mut found: impl Iterator<Item = T>) -> Result<T, Wrong> {
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(Wrong::NoSuch),
        (Some(_), Some(_)) => Err(Wrong::Ambiguous),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use varsam_model::register::Register;

    fn read(register: &str, field: &str, body: &str) -> Result<Option<Value>, Wrong> {
        let field = Register::of(register).unwrap().field(field).unwrap();
        Typed::of(body.as_bytes()).value(field, &Names::default(), None)
    }

    #[test]
    fn texts_become_values_as_the_field_says() {
        assert_eq!(read("account", "check_hours", "check_hours=1+000"), Ok(Some(Value::Number(1000))));
        assert_eq!(read("account", "check_hours", "check_hours=-1"), Err(Wrong::OutOfRange));
        assert_eq!(read("account", "check_hours", "check_hours=ofta"), Err(Wrong::NoNumber));
        assert_eq!(read("account", "purpose", "purpose=a%0D%0Ab++"), Ok(Some("a\nb".into())));
        assert_eq!(read("account", "purpose", "purpose=+"), Ok(None));
        assert_eq!(read("app", "has_accounts", "has_accounts=Ja"), Ok(Some(Value::Flag(true))));
        let audience = read("account", "audience", "audience=staff&audience=pupils&audience=staff");
        assert_eq!(audience, Ok(Some(Value::List(vec!["pupils".to_owned(), "staff".to_owned()]))));
        assert_eq!(read("account", "use", "use=sometimes"), Err(Wrong::NoOption));
        assert_eq!(read("account", "address", "address=javascript:alert(1)"), Err(Wrong::NoUrl));
        assert_eq!(read("account", "holders", "holders=Ingen+Alls"), Err(Wrong::NoSuch));
        let long = format!("purpose={}", "x".repeat(2 << 20));
        assert_eq!(read("account", "purpose", &long), Err(Wrong::TooLong));
    }

    #[test]
    fn what_stood_there_stays_beside_what_is_added() {
        let ids = ["01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"];
        let [gone, hidden] = ids;
        let new = "01900000-0000-7000-8000-000000000003";
        let word = HashMap::from([(hidden.to_owned(), "a-word".to_owned())]);
        let names = Names {
            people: vec![(new.parse().unwrap(), "Bo Ek".to_owned())],
            unseen: HashMap::from([("planning", word)]),
            ..Names::default()
        };
        let before = Value::List(ids.map(str::to_owned).to_vec());
        let register = Register::of("account").unwrap();
        let read = |body: String| {
            let field = register.field("planning").unwrap();
            Typed::of(body.as_bytes()).value(field, &names, Some(&before))
        };
        let list = |ids: &[&str]| {
            let ids = ids.iter().map(|id| (*id).to_owned()).collect();
            Ok::<_, Wrong>(Some(Value::List(ids)))
        };
        let all = read(format!("planning=a-word&planning=Bo+Ek&planning={gone}"));
        assert_eq!(all, list(&[hidden, new, gone]));
        assert_eq!(read(format!("planning={gone}")), list(&[gone]));
        // Whoever is hidden is not found by their id: it would tell that they stand there.
        assert_eq!(read(format!("planning={hidden}")), Err(Wrong::NoSuch));
        let systems = Register::of("processing").unwrap().field("systems").unwrap();
        let typed = Typed::of(format!("systems={gone}").as_bytes());
        assert_eq!(typed.value(systems, &Names::default(), Some(&before)), list(&[gone]));
        assert_eq!(typed.value(systems, &Names::default(), None), Err(Wrong::NoSuch));
        // Taken out by somebody else since the form was filled.
        let mut former = Values::default();
        former.set(systems.name, Some(before));
        let overtaken = Names { former, ..Names::default() };
        assert_eq!(typed.value(systems, &overtaken, None), list(&[gone]));
    }
}
