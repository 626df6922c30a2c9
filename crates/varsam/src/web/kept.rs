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

/// The most pages that are kept. There are fewer, but one path can be written in many ways.
const MOST: usize = 1000;

/// The kept pages.
#[derive(Default)]
pub(crate) struct Kept {
    pages: RwLock<Pages>,
}

impl Kept {
    /// The page of a site's path, as kept or freshly rendered; for whoever is signed in, always freshly. It is rendered without the query: what one visitor
    /// adds to an address must not reach the next.
    pub(crate) fn page<E>(
        &self,
        site: &Site,
        render: impl FnOnce(&Site) -> Result<String, E>,
    ) -> Result<Bytes, E> {
        // Around it stands who is signed in.
        if site.signed_in().is_some() {
            return render(site).map(Bytes::from);
        }
        let key = (site.path.clone(), site.stack().id.clone(), site.locale.language);
        if let Some(page) = self.find(site, &key) {
            return Ok(page);
        }
        let mut bare = site.clone();
        bare.query.clear();
        let page = Bytes::from(render(&bare)?);
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        if !same(&pages, site) {
            *pages = (Some(Arc::clone(&site.shelf)), HashMap::new());
        }
        if pages.1.len() < MOST {
            pages.1.insert(key, page.clone());
        }
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
