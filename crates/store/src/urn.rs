//! What a sample of the log is drawn from: entries by kind, time, unit and person, page by page, so that of a log of any
//! length no more is kept than what was drawn.

use crate::db::{Db, on};
use crate::fault::Fault;
use crate::log::sample::{Draw, Seed};
use crate::store::Tenant;
use sqlx::QueryBuilder;
use uuid::Uuid;
use varsam_model::{Id, Instant, id};

/// How many entries are looked at at a time.
const PAGE: usize = 5_000;

/// The entries that may be drawn. All of it is as it was whenever it is drawn from again: what comes later stands behind
/// `size`, and only erasing the person of `about` takes anything out.
#[derive(Debug, Clone)]
pub struct Urn<'a> {
    /// Of these kinds; there is none without one.
    pub kinds: &'a [&'a str],
    /// What was done at these units; at any when empty.
    pub units: &'a [Id<id::Unit>],
    /// What this person did.
    pub by: Option<Id<id::Person>>,
    /// What was done to this person's data.
    pub about: Option<Id<id::Person>>,
    /// From this moment on.
    pub from: Instant,
    /// Before this moment.
    pub until: Instant,
    /// Among the first so many entries of the log.
    pub size: u64,
}

impl Tenant<'_> {
    /// The places of a sample of so many entries at most, in the order in which they are drawn.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn draw(&self, urn: &Urn<'_>, seed: &Seed, most: usize) -> Result<Vec<u64>, Fault> {
        if urn.kinds.is_empty() {
            return Ok(vec![]);
        }
        let (mut draw, mut from) = (Draw::new(seed, most), 0);
        loop {
            let page = page(&self.store.db, self.id, urn, from).await?;
            page.iter().for_each(|place| draw.offer(place.unsigned_abs()));
            match page.last() {
                Some(last) if page.len() == PAGE => from = last + 1,
                _ => return Ok(draw.drawn()),
            }
        }
    }
}

/// The places of the entries that may be drawn, from a place on.
async fn page(db: &Db, tenant: Uuid, urn: &Urn<'_>, from: i64) -> Result<Vec<i64>, Fault> {
    let size = i64::try_from(urn.size).unwrap_or(i64::MAX);
    Ok(on!(db, pool => {
        let mut query = QueryBuilder::new("SELECT place FROM log_entry WHERE tenant = ");
        query.push_bind(tenant);
        query.push(" AND place >= ").push_bind(from).push(" AND place < ").push_bind(size);
        query.push(" AND at >= ").push_bind(urn.from.0).push(" AND at < ").push_bind(urn.until.0);
        if let Some(by) = urn.by {
            query.push(" AND actor = ").push_bind(by.uuid());
        }
        if let Some(about) = urn.about {
            query.push(" AND subject = ").push_bind(about.uuid());
        }
        query.push(" AND kind IN (");
        let mut list = query.separated(", ");
        for kind in urn.kinds {
            list.push_bind(*kind);
        }
        query.push(")");
        if !urn.units.is_empty() {
            query.push(" AND unit IN (");
            let mut list = query.separated(", ");
            for unit in urn.units {
                list.push_bind(unit.uuid());
            }
            query.push(")");
        }
        query.push(" ORDER BY place LIMIT ").push_bind(i64::try_from(PAGE).unwrap_or(i64::MAX));
        query.build_query_scalar().fetch_all(pool).await
    })?)
}
