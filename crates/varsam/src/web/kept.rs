//! Pages that depend on nothing but the rulebooks, the organisation and the language: rendered once, kept until
//! other rulebooks are taken in.

use super::site::Site;
use crate::library::Shelf;
use axum::body::Bytes;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use varsam_rules::Language;

/// A page: its path, the organisation and the language.
type Key = (String, String, Language);

/// The pages of one shelf.
type Pages = (Option<Arc<Shelf>>, HashMap<Key, Bytes>);

/// The kept pages.
#[derive(Default)]
pub(crate) struct Kept {
    pages: RwLock<Pages>,
}

impl Kept {
    /// The page of a site's path, as kept or freshly rendered. The caller sees to it that there are few such paths.
    pub(crate) fn page<E>(
        &self,
        site: &Site,
        render: impl FnOnce() -> Result<String, E>,
    ) -> Result<Bytes, E> {
        let key = (site.path.clone(), site.stack().id.clone(), site.locale.language);
        if let Some(page) = self.find(site, &key) {
            return Ok(page);
        }
        let page = Bytes::from(render()?);
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        if !same(&pages, site) {
            *pages = (Some(Arc::clone(&site.shelf)), HashMap::new());
        }
        pages.1.insert(key, page.clone());
        Ok(page)
    }

    fn find(&self, site: &Site, key: &Key) -> Option<Bytes> {
        let pages = self.pages.read().unwrap_or_else(PoisonError::into_inner);
        pages.1.get(key).filter(|_| same(&pages, site)).cloned()
    }
}

fn same(pages: &Pages, site: &Site) -> bool {
    pages.0.as_ref().is_some_and(|shelf| Arc::ptr_eq(shelf, &site.shelf))
}
