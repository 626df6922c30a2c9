//! Layouts: which column is what in the files of one system, remembered by their heads.

use crate::office::register;
use serde::{Deserialize, Serialize};
use varsam_model::civic::CivicNumber;
use varsam_model::import::{self as list, Field, Mapping, guess, is_mark, schoolsoft};
use varsam_model::{Id, Instant, Mark, RecordClass, id};
use varsam_store::{Deed, Document, Fault, Filter, Head, Store, Tenant};

/// A mapping with the heads that it was made for. It holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The heads of the file.
    pub heads: Vec<String>,
    /// Which of them is what. What silence on protection means is never remembered.
    pub mapping: Mapping,
    /// Whose it is, where it is not everybody's: what a head says holds for the head's own lists.
    #[serde(default)]
    pub of: Option<Id<id::Person>>,
}

/// The most letters of a heading.
const LONGEST: usize = 100;

/// Whether a first row is one of headings: some are known words, and none tells of anybody.
pub(crate) fn are_heads(heads: &[String], today: jiff::civil::Date) -> bool {
    let is_long = |head: &String| head.chars().nth(LONGEST).is_some() || head.contains(['\n', '\r']);
    let tells = |head: &String| head.contains('@') || has_number(head, today);
    !guess(heads).columns.is_empty() && !heads.iter().any(|head| is_long(head) || tells(head))
}

/// Whether an identity number stands in a text, or as many digits as one has.
pub(crate) fn has_number(text: &str, today: jiff::civil::Date) -> bool {
    let mut words = text.split(|letter: char| !letter.is_alphanumeric() && !['-', '+'].contains(&letter));
    text.chars().filter(char::is_ascii_digit).count() >= 10
        || words.any(|word| CivicNumber::parse(word, today).is_ok())
}

/// All layouts of an organiser.
///
/// # Errors
/// When the store fails.
pub async fn layouts(tenant: &Tenant<'_>) -> Result<Vec<Document<Layout>>, Fault> {
    tenant.list(&Filter { register: register::LAYOUT, limit: 1000, ..Filter::default() }).await
}

/// The mapping for these heads: the reader's own, everybody's, a shipped one whose columns are all there, or a guess. A
/// column of marks is in all of them.
pub(crate) fn known(
    layouts: &[Document<Layout>],
    heads: &[String],
    delimiter: char,
    by: Option<Id<id::Person>>,
) -> Mapping {
    let mapping = remembered(layouts, heads, by).unwrap_or_else(|| shipped(heads));
    let mut mapping = Mapping { delimiter, silence: Mark::Unsaid, ..mapping };
    if let Some(head) = unmarked(&mapping, heads) {
        let head = head.trim().to_owned();
        mapping.columns.retain(|_, other| *other != head);
        mapping.columns.insert(Field::Mark, head);
    }
    mapping
}

/// The head of a column of marks that a mapping passes over.
pub(crate) fn unmarked<'a>(mapping: &Mapping, heads: &'a [String]) -> Option<&'a String> {
    let is_read = mapping.columns.get(&Field::Mark).is_some_and(|head| is_mark(head));
    heads.iter().find(|head| is_mark(head)).filter(|_| !is_read)
}

fn remembered(layouts: &[Document<Layout>], heads: &[String], by: Option<Id<id::Person>>) -> Option<Mapping> {
    let of = |of: Option<Id<id::Person>>| {
        layouts.iter().find(|layout| layout.body.heads == heads && layout.body.of == of)
    };
    let known = by.and_then(|by| of(Some(by))).or_else(|| of(None));
    known.map(|layout| layout.body.mapping.clone())
}

fn shipped(heads: &[String]) -> Mapping {
    let has = |head: &String| heads.iter().any(|other| other.trim().eq_ignore_ascii_case(head.trim()));
    let shipped = schoolsoft().into_iter().filter(|shipped| shipped.columns.values().all(has));
    let shipped = shipped.max_by_key(|shipped| shipped.columns.len());
    shipped.unwrap_or_else(|| guess(heads))
}

/// A shipped mapping by its name.
pub(crate) fn named(name: &str) -> Option<Mapping> {
    schoolsoft().into_iter().find(|mapping| mapping.name == name)
}

/// Remembers a mapping for the files with these heads.
///
/// # Errors
/// When the store fails.
pub async fn remember(
    store: &Store,
    tenant: &Tenant<'_>,
    top: Id<id::Unit>,
    layout: Layout,
    (by, now): (Id<id::Person>, Instant),
) -> Result<(), Fault> {
    let known = layouts(tenant).await?.into_iter();
    let known =
        known.into_iter().find(|known| (&known.body.heads, known.body.of) == (&layout.heads, layout.of));
    if known.as_ref().is_some_and(|known| known.body == layout) {
        return Ok(());
    }
    let mut change = tenant.change(by, now).await?;
    if let Some(known) = known {
        change.update(&known.head, &layout).await?;
    } else {
        let head = Head::about(store.new_id(now)?, register::LAYOUT, top, top.uuid(), RecordClass::Unit);
        change.create(&head.in_state("active"), &layout).await?;
    }
    change.log(Deed::new("remember_layout").at(top)).await?;
    change.commit().await
}

/// The name of the source of a list: those of one kind are one source, whichever school they are of.
pub(crate) fn source(sheet: list::Sheet) -> String {
    format!("file:{}", sheet.code())
}
