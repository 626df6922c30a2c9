//! What an organiser can begin with: processing activities, places of storage and social media that schools have in common.
//! Every entry is a draft for somebody to review and make their own. The texts are data, in `data/starter/*.toml`.

use std::collections::BTreeMap;
use std::str::FromStr as _;
use toml::Table;
use varsam_model::register::{Field, Kind, Register, Value, Values, Wrong};
use varsam_rules::{Language, Text};

/// The files: of which register, and what stands there.
const FILES: [(&str, &str); 3] = [
    ("processing", include_str!("../../../data/starter/processing.toml")),
    ("system", include_str!("../../../data/starter/system.toml")),
    ("platform", include_str!("../../../data/starter/platform.toml")),
];

/// An entry to begin with.
#[derive(Debug, Clone)]
pub(crate) struct Starter {
    /// Which register it is of.
    pub(crate) register: &'static Register,
    /// Its code, unlike that of any other of the register.
    pub(crate) code: String,
    fields: BTreeMap<&'static str, Words>,
}

/// What stands in a field.
#[derive(Debug, Clone)]
enum Words {
    /// The same in both languages.
    Same(Value),
    /// A text in each.
    Each(Text),
}

/// What is wrong with a file: `starter/system.toml: mail: …`.
#[derive(Debug, thiserror::Error)]
#[error("starter/{file}.toml: {entry}: {what}")]
pub(crate) struct Flaw {
    file: String,
    entry: String,
    what: String,
}

/// All of them, register by register, in the order of their files. A file with a flaw gives none; the test of this file
/// reads every one.
pub(crate) fn all() -> Vec<Starter> {
    FILES.iter().flat_map(|(file, text)| read(file, text).unwrap_or_default()).collect()
}

/// Those of a register, in the order of its file.
pub(crate) fn of(register: &Register) -> Vec<Starter> {
    let own = FILES.iter().filter(|(file, _)| *file == register.code);
    own.flat_map(|(file, text)| read(file, text).unwrap_or_default()).collect()
}

/// Whether a register has any.
pub(crate) fn exist(register: &Register) -> bool {
    FILES.iter().any(|(file, _)| *file == register.code)
}

impl Starter {
    /// What stands in its fields, in one language. Its unit, and the entries that it leads to, are for others to fill.
    pub(crate) fn values_in(&self, language: Language) -> Values {
        let mut values = Values::default();
        for (field, words) in &self.fields {
            let value = match words {
                Words::Same(value) => value.clone(),
                Words::Each(text) => text.in_language(language).into(),
            };
            values.set(field, Some(value));
        }
        values
    }
}

/// The entries of a file of ours.
fn read(file: &str, text: &str) -> Result<Vec<Starter>, Flaw> {
    let starter = |entry: Written| {
        let Written { register, code, common, own } = entry;
        let fields =
            fill(register, common.into_iter().chain(own)).map_err(|what| Flaw::at(file, &code, what))?;
        Ok(Starter { register, code, fields })
    };
    written(file, text)?.into_iter().map(starter).collect()
}

/// An entry as a file has it.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) register: &'static Register,
    pub(crate) code: String,
    /// What stands for every entry in the file.
    pub(crate) common: Table,
    /// What stands for this one, and goes before that.
    pub(crate) own: Table,
}

/// The entries of a file that is called like its register: `[[entry]]`, each with a code of its own, and `[all]`.
///
/// # Errors
/// When it is not written like that.
pub(crate) fn written(file: &str, text: &str) -> Result<Vec<Written>, Flaw> {
    let whole = |what: &str| Flaw::at(file, "the file", what.to_owned());
    let register = Register::of(file).ok_or_else(|| whole("is called like no register; rename it"))?;
    let mut table = Table::from_str(text).map_err(|error| whole(error.message()))?;
    let Some(toml::Value::Array(entries)) = table.remove("entry") else {
        return Err(whole("has no `[[entry]]`; add one"));
    };
    let common = match table.remove("all") {
        Some(toml::Value::Table(common)) => common,
        None => Table::new(),
        Some(_) => return Err(whole("has an `all` that is no table; write `[all]`")),
    };
    if let Some(key) = table.keys().next() {
        return Err(whole(&format!("has `{key}`; only `[all]` and `[[entry]]` stand there")));
    }
    let mut all: Vec<Written> = Vec::with_capacity(entries.len());
    for (place, entry) in (1..).zip(entries) {
        let (code, own) = split(entry).map_err(|what| Flaw::at(file, &format!("entry {place}"), what))?;
        if all.iter().any(|one| one.code == code) {
            return Err(Flaw::at(file, &code, "stands there twice; rename one".to_owned()));
        }
        all.push(Written { register, code, common: common.clone(), own });
    }
    Ok(all)
}

fn split(entry: toml::Value) -> Result<(String, Table), String> {
    let toml::Value::Table(mut fields) = entry else {
        return Err("is no table; write `[[entry]]`".to_owned());
    };
    match fields.remove("code") {
        Some(toml::Value::String(code)) => Ok((code, fields)),
        _ => Err("has no `code`; give it one".to_owned()),
    }
}

fn fill(
    register: &'static Register,
    written: impl Iterator<Item = (String, toml::Value)>,
) -> Result<BTreeMap<&'static str, Words>, String> {
    let known = |name: &str| register.filled().find(|field| field.name == name);
    let mut fields = BTreeMap::new();
    for (name, written) in written {
        let field = known(&name).ok_or_else(|| format!("`{name}` is no field to fill; remove it"))?;
        fields.insert(field.name, words(field, written)?);
    }
    Ok(fields)
}

fn words(field: &Field, written: toml::Value) -> Result<Words, String> {
    let words = match (field.kind, written) {
        (Kind::Text | Kind::LongText, toml::Value::Table(text)) => {
            Words::Each(text.try_into().map_err(|_| other_kind(field))?)
        }
        (_, written) => Words::Same(plain(field, written)?),
    };
    words.check(field.kind).map_err(|wrong| format!("`{}`: {wrong}; put it right", field.name))?;
    Ok(words)
}

/// A value that is written as it is: text, code, address, codes, yes or no, a number.
///
/// # Errors
/// When it is of another kind than its field, or stands for a person, a unit, an entry or a day.
pub(crate) fn plain(field: &Field, written: toml::Value) -> Result<Value, String> {
    let value = match (field.kind, written) {
        (
            Kind::Text | Kind::LongText | Kind::Choice(_) | Kind::Url | Kind::Mail,
            toml::Value::String(text),
        ) => Value::Text(text),
        (Kind::Several(_), list @ toml::Value::Array(_)) => {
            Value::List(list.try_into().map_err(|_| other_kind(field))?)
        }
        (Kind::YesNo, toml::Value::Boolean(flag)) => Value::Flag(flag),
        (Kind::Number(_), toml::Value::Integer(number)) => Value::Number(number),
        _ => return Err(other_kind(field)),
    };
    Ok(value)
}

/// What is said of a value that is of another kind than its field.
pub(crate) fn other_kind(field: &Field) -> String {
    format!("`{}` is of another kind; write what its declaration asks for", field.name)
}

impl Flaw {
    pub(crate) fn at(file: &str, entry: &str, what: String) -> Self {
        Self { file: file.to_owned(), entry: entry.to_owned(), what }
    }
}

impl Words {
    fn check(&self, kind: Kind) -> Result<(), Wrong> {
        match self {
            Self::Same(value) => kind.check(value),
            Self::Each(text) => {
                [&text.sv, &text.en].into_iter().try_for_each(|text| kind.check(&text.as_str().into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "unit";
    const UNIT: &str = "01900000-0000-7000-8000-000000000001";

    #[test]
    fn every_file_is_sound() {
        for (file, text) in FILES {
            let starters = read(file, text).unwrap_or_else(|flaw| panic!("{flaw}"));
            assert!(starters.len() >= 12, "{file}: {}", starters.len());
        }
    }

    /// A draft of one lacks nothing but the unit that it is for, in either language.
    #[test]
    fn an_entry_to_begin_with_can_be_saved_as_it_is() {
        for starter in all() {
            for language in [Language::Swedish, Language::English] {
                let (register, values) = (starter.register, starter.values_in(language));
                let told = (register.code, &starter.code);
                assert_eq!(
                    register.check(&values, register.begins()),
                    [("unit", Wrong::Missing)],
                    "{told:?}"
                );
                let values = values.with(AT, UNIT);
                assert_eq!(register.check(&values, register.begins()), [], "{told:?}");
            }
        }
    }

    /// They are saved unread by the guard.
    #[test]
    fn the_guard_finds_nothing_in_what_there_is_to_begin_with() {
        use crate::guard::{Field as Guarded, Severity, guard};
        for starter in all() {
            for language in [Language::Swedish, Language::English] {
                let values = starter.values_in(language);
                for field in starter.register.fields.iter().filter(|field| field.is_guarded) {
                    let found = guard(values.text(field.name), Guarded::RegisterText);
                    let is_found = found.iter().any(|one| one.advice.severity() == Severity::NotHere);
                    assert!(!is_found, "{} {} {language:?}", starter.code, field.name);
                }
            }
        }
    }

    /// What processing needs before it is adopted is a day when it is reviewed, and nothing more.
    #[test]
    fn processing_to_begin_with_is_whole() {
        for starter in all().iter().filter(|starter| starter.register.code == "processing") {
            let values = starter.values_in(Language::Swedish).with(AT, UNIT).with("review_on", "2027-08-01");
            assert_eq!(starter.register.check(&values, "in_use"), [], "{}", starter.code);
        }
    }

    /// No two of a register are called the same, and the languages are not mixed up.
    #[test]
    fn names_are_each_their_own() {
        for language in [Language::Swedish, Language::English] {
            let starters = all();
            let name = |starter: &Starter| {
                (starter.register.code, starter.values_in(language).text("name").to_owned())
            };
            let names: std::collections::BTreeSet<_> = starters.iter().map(name).collect();
            assert_eq!(names.len(), starters.len());
        }
    }

    #[test]
    fn a_flaw_names_its_file_and_entry() {
        let entry = "[[entry]]\ncode = \"mail\"\nname = \"E-post\"\n";
        let flaw = |more: &str| read("system", &format!("{entry}{more}")).unwrap_err().to_string();
        let head = "starter/system.toml: mail: ";
        assert_eq!(flaw("colour = \"red\""), format!("{head}`colour` is no field to fill; remove it"));
        assert_eq!(
            flaw("ended_on = \"2026-01-01\""),
            format!("{head}`ended_on` is no field to fill; remove it")
        );
        assert_eq!(flaw("kind = \"pigeon\""), format!("{head}`kind`: no_option; put it right"));
        assert_eq!(
            flaw("holds = [\"harmless\", \"gold\"]"),
            format!("{head}`holds`: no_option; put it right")
        );
        assert_eq!(flaw("holds = []"), format!("{head}`holds`: missing; put it right"));
        let other = "is of another kind; write what its declaration asks for";
        assert_eq!(flaw("kind = true"), format!("{head}`kind` {other}"));
        assert_eq!(flaw("unit = \"Björkskolan\""), format!("{head}`unit` {other}"));
        assert_eq!(flaw("erasure = { sv = \"Ja\" }"), format!("{head}`erasure` {other}"));
        assert_eq!(flaw(entry), format!("{head}stands there twice; rename one"));
        let file = |text: &str| read("system", text).unwrap_err().to_string();
        assert!(
            file("[[entry]]\nname = \"E-post\"").starts_with("starter/system.toml: entry 1: has no `code`")
        );
        assert!(file("[[entries]]").starts_with("starter/system.toml: the file: has no `[[entry]]`"));
        assert!(read("pigeons", entry).unwrap_err().to_string().contains("no register"));
    }
}
