//! Layouts: which column is what in the files of one system, remembered by their heads.

use crate::office::register;
use serde::{Deserialize, Serialize};
use varsam_model::import::{self as list, Mapping, guess, schoolsoft};
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Deed, Document, Fault, Filter, Head, Store, Tenant};

/// A mapping with the heads that it was made for. It holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The heads of the file.
    pub heads: Vec<String>,
    /// Which of them is what.
    pub mapping: Mapping,
}

/// All layouts of an organiser.
///
/// # Errors
/// When the store fails.
pub async fn layouts(tenant: &Tenant<'_>) -> Result<Vec<Document<Layout>>, Fault> {
    tenant.list(&Filter { register: register::LAYOUT, limit: 1000, ..Filter::default() }).await
}

/// The mapping for these heads: the remembered one, a shipped one whose columns are all there, or a guess.
pub(crate) fn known(layouts: &[Document<Layout>], heads: &[String], delimiter: char) -> Mapping {
    if let Some(known) = layouts.iter().find(|layout| layout.body.heads == heads) {
        return Mapping { delimiter, ..known.body.mapping.clone() };
    }
    let has = |head: &String| heads.iter().any(|other| other.trim().eq_ignore_ascii_case(head.trim()));
    let shipped = schoolsoft().into_iter().filter(|shipped| shipped.columns.values().all(has));
    let shipped = shipped.max_by_key(|shipped| shipped.columns.len());
    let mapping = shipped.unwrap_or_else(|| guess(heads));
    Mapping { delimiter, ..mapping }
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
    let known = layouts(tenant).await?.into_iter().find(|known| known.body.heads == layout.heads);
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
