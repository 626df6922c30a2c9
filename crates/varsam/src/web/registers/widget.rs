//! What a field is filled in with: which element of a form, with what to choose among, what was typed, and what is wrong
//! with it.

use super::Desk;
use super::hidden::{Hidden, named};
use crate::guard::Field as Guarded;
use crate::office::registers::{self, Names, Shelf, Typed};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::guard::Found;
use crate::web::site::Link;
use askama::Template as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use varsam_model::register::{Entry, Field, Kind, Required, Value, Values, Wrong};
use varsam_model::{Id, Role, id};
use varsam_store::Document;

/// An element of a form.
pub(crate) struct Widget {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
    /// `line`, `long`, `day`, `span`, `number`, `choice`, `checks`, `several`.
    pub(crate) shape: &'static str,
    /// The type of a line.
    pub(crate) input: &'static str,
    pub(crate) measure: String,
    pub(crate) is_required: bool,
    pub(crate) options: Vec<Link>,
    /// What was typed: one text, or two of a span; of `several`, the options of each select.
    pub(crate) texts: Vec<String>,
    pub(crate) selects: Vec<Vec<Link>>,
    /// That not all entries are among the options, and what was typed to find another; empty where all are.
    pub(crate) more: String,
    pub(crate) sought: String,
    /// What the guard has found, ready to be shown.
    pub(crate) found: String,
}

/// What there is to choose among.
pub(super) struct Choices {
    pub(super) names: Names,
    entries: BTreeMap<&'static str, Vec<(String, String)>>,
    units: Vec<(String, String)>,
    every_unit: Vec<(String, String)>,
}

impl Choices {
    /// What a reader can choose among, where an entry may be at these units.
    pub(super) async fn of(desk: &Desk, units: &BTreeSet<Id<id::Unit>>) -> Result<Self, Failure> {
        let shelves = desk.linked().await?;
        let entries = entries(desk, &shelves);
        let all = desk.reader.units.all();
        let named = |unit: &&varsam_model::unit::Unit| (unit.id.to_string(), unit.name.clone());
        Ok(Self {
            entries,
            units: all.iter().filter(|unit| units.contains(&unit.id)).map(named).collect(),
            every_unit: all.iter().map(named).collect(),
            names: desk.names(shelves).await?,
        })
    }

    /// The same beside an entry, in which people may stand who cannot be chosen.
    pub(super) async fn beside(
        desk: &Desk,
        units: &BTreeSet<Id<id::Unit>>,
        document: &Document<Entry>,
    ) -> Result<Self, Failure> {
        let mut choices = Self::of(desk, units).await?;
        let hidden = Hidden::among(desk, named(desk.register, &document.body.values)).await?;
        choices.names.unseen = hidden.unseen(desk, document).await?;
        Ok(choices)
    }

    /// The same beside an entry of which a form was filled in another version: what stood there then was not typed by
    /// whoever sends it, and is read, too.
    pub(super) async fn as_filled(
        desk: &Desk,
        units: &BTreeSet<Id<id::Unit>>,
        document: &Document<Entry>,
        typed: &Typed,
    ) -> Result<Self, Failure> {
        let mut choices = Self::beside(desk, units, document).await?;
        let version = typed.one("version").parse::<i64>().unwrap_or(0);
        if version == document.head.version {
            return Ok(choices);
        }
        let mut former = document.clone();
        former.body.values = registers::as_of(&desk.directory().await?, document, version).await?;
        let hidden = Hidden::among(desk, named(desk.register, &former.body.values)).await?;
        for (field, words) in hidden.unseen(desk, &former).await? {
            choices.names.unseen.entry(field).or_default().extend(words);
        }
        choices.names.former = former.body.values;
        Ok(choices)
    }

    /// What stands in fields, as a form is filled with it to begin with.
    pub(super) fn typed(&self, fields: &[&'static Field], values: &Values) -> Typed {
        let mut typed = typed(fields, values);
        self.names.veil(&mut typed);
        typed
    }

    fn among(&self, desk: &Desk, kind: Kind) -> Vec<(String, String)> {
        let site = &desk.site;
        match kind {
            Kind::Choice(options) | Kind::Several(options) => {
                let word = |code: &&str| site.pick(&format!("option-{}", options.name), code);
                options.codes.iter().map(|code| ((*code).to_owned(), word(code))).collect()
            }
            Kind::YesNo => {
                ["yes", "no"].map(|code| (code.to_owned(), site.t(&format!("registers-{code}")))).to_vec()
            }
            Kind::Role => {
                let word = |role: &Role| (role.code().to_owned(), site.pick("role", role.code()));
                Role::ALL.iter().map(word).collect()
            }
            Kind::Unit => self.units.clone(),
            Kind::Units => self.every_unit.clone(),
            Kind::Person | Kind::People => {
                self.names.people.iter().map(|(id, name)| (id.to_string(), name.clone())).collect()
            }
            Kind::Link(code) | Kind::Links(code) => self.entries.get(code).cloned().unwrap_or_default(),
            _ => vec![],
        }
    }
}

fn entries(
    desk: &Desk,
    shelves: &HashMap<&'static str, Arc<Shelf>>,
) -> BTreeMap<&'static str, Vec<(String, String)>> {
    shelves.keys().map(|code| (*code, desk.choices(shelves, code))).collect()
}

/// Whether a field is filled in a form: files are added and secrets are set on pages of their own.
pub(super) fn is_in_forms(field: &Field) -> bool {
    !matches!(field.kind, Kind::Secret | Kind::File)
}

impl Widget {
    /// The element for a field, with what was typed.
    pub(super) fn of(desk: &Desk, choices: &Choices, field: &'static Field, typed: &Typed) -> Self {
        let texts = typed.all(field.name);
        let mut widget = Self::empty(desk, field);
        match field.kind {
            Kind::Several(_) => widget.options = chosen(choices.among(desk, field.kind), texts),
            kind if kind.is_several() => {
                let options = choices.among(desk, kind);
                // One select for each, and two more: an account has two holders from the first form on.
                let more = [String::new(), String::new()];
                let texts = widget.sift(desk, (kind, &options), texts).into_iter().chain(more);
                widget.selects = texts.map(|text| select(desk, &options, &text)).collect();
            }
            Kind::Period => {
                let end = |end: &str| typed.one(&format!("{}.{end}", field.name)).to_owned();
                widget.texts = vec![end("from"), end("until")];
            }
            kind if widget.shape == "choice" => {
                let options = choices.among(desk, kind);
                let texts = widget.sift(desk, (kind, &options), texts);
                widget.options = select(desk, &options, texts.first().map_or("", String::as_str));
            }
            _ => widget.texts = vec![typed.one(field.name).to_owned()],
        }
        widget
    }

    /// The texts that are chosen among options. Where there may be more entries than these, what is no id was typed to
    /// find one by its name.
    fn sift(
        &mut self,
        desk: &Desk,
        (kind, options): (Kind, &[(String, String)]),
        texts: &[String],
    ) -> Vec<String> {
        let filled = texts.iter().filter(|text| !text.is_empty()).cloned();
        if !matches!(kind, Kind::Link(_) | Kind::Links(_)) || options.len() < super::MOST_CHOICES {
            return filled.collect();
        }
        let is_id = |text: &String| text.parse::<Id<id::Record>>().is_ok();
        let (chosen, sought): (Vec<_>, Vec<_>) = filled.partition(is_id);
        self.more = desk.site.count("registers-more-choices", &options.len());
        self.sought = sought.into_iter().next().unwrap_or_default();
        chosen
    }

    fn empty(desk: &Desk, field: &'static Field) -> Self {
        let (shape, input) = shape(field.kind);
        let hint = if field.has_hint {
            desk.site.t(&format!("field-{}-{}-hint", desk.register.code, field.name.replace('_', "-")))
        } else {
            String::new()
        };
        let measure = match field.kind {
            Kind::Number(measure) => desk.site.pick("measure", measure),
            _ => String::new(),
        };
        Self {
            name: field.name,
            label: desk.label(field.name),
            hint,
            shape,
            input,
            measure,
            is_required: field.required == Required::Always,
            options: vec![],
            texts: vec![],
            selects: vec![],
            more: String::new(),
            sought: String::new(),
            found: String::new(),
        }
    }

    /// With what the guard has found in it, if that does not belong there.
    pub(super) fn guarded(&mut self, desk: &Desk, text: &str) -> Result<(), Failure> {
        let id = format!("guard-{}", self.name);
        self.found = Found::of(&desk.site, &id, text, Some(Guarded::RegisterText)).render()?;
        Ok(())
    }

    /// The first text.
    pub(crate) fn text(&self) -> &str {
        self.texts.first().map(String::as_str).unwrap_or_default()
    }

    /// The second text of a span.
    pub(crate) fn until(&self) -> &str {
        self.texts.get(1).map(String::as_str).unwrap_or_default()
    }
}

fn shape(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::LongText => ("long", ""),
        Kind::Date => ("line", "date"),
        Kind::Url => ("line", "url"),
        Kind::Mail => ("line", "email"),
        Kind::Number(_) => ("number", "text"),
        Kind::Period => ("span", "date"),
        Kind::Several(_) => ("checks", ""),
        Kind::People | Kind::Units | Kind::Links(_) => ("several", ""),
        Kind::Choice(_) | Kind::YesNo | Kind::Role | Kind::Unit | Kind::Person | Kind::Link(_) => {
            ("choice", "")
        }
        Kind::Text | Kind::Secret | Kind::File => ("line", "text"),
    }
}

fn chosen(options: Vec<(String, String)>, texts: &[String]) -> Vec<Link> {
    let link = |(href, text): (String, String)| Link {
        current: texts.contains(&href),
        href,
        text,
        about: String::new(),
    };
    options.into_iter().map(link).collect()
}

/// The options of a select; what is chosen and not among them any more stays, so that saving loses nothing.
fn select(desk: &Desk, options: &[(String, String)], text: &str) -> Vec<Link> {
    let mut options = options.to_vec();
    if !text.is_empty() && !options.iter().any(|(id, _)| id == text) {
        options.insert(0, (text.to_owned(), desk.site.t("registers-as-before")));
    }
    chosen(options, &[text.to_owned()])
}

/// Notes what is wrong with a field.
pub(super) fn say(desk: &Desk, errors: &mut Errors, field: &'static str, wrong: Wrong) {
    errors.say(field, format!("{}: {}", desk.label(field), desk.site.pick("wrong", wrong.code())));
}

/// What stands in fields, as it is typed.
pub(super) fn typed(fields: &[&'static Field], values: &Values) -> Typed {
    let mut typed = Typed::default();
    for field in fields {
        match values.get(field.name) {
            Some(Value::Flag(flag)) => {
                typed.fill(field.name, vec![(if *flag { "yes" } else { "no" }).to_owned()]);
            }
            Some(Value::Number(number)) => typed.fill(field.name, vec![number.to_string()]),
            Some(Value::Period(span)) => {
                for (end, day) in [("from", span.from), ("until", span.until)] {
                    let text = day.map(|day| day.to_string()).unwrap_or_default();
                    typed.fill(&format!("{}.{end}", field.name), vec![text]);
                }
            }
            Some(value) => typed.fill(field.name, value.all().to_vec()),
            None => {}
        }
    }
    typed
}
