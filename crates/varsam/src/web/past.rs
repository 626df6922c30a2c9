//! Rulebooks as they were in force on another day. Between two changes of edition all days have the same books, so
//! only few are ever read; they are kept until other rulebooks are taken in.

use super::error::Failure;
use super::site::Site;
use super::{Inside, Shared};
use crate::library::{Origin, Shelf, shipped_files};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use varsam_rules::{Date, Diff, Problem, Rulebooks, Severity};

/// The books that are kept for one shelf.
#[derive(Default)]
pub(crate) struct Past {
    kept: Mutex<Kept>,
}

/// The first day with the same books as another; `None` before the first edition.
type Era = Option<Date>;

#[derive(Default)]
struct Kept {
    shelf: Option<Arc<Shelf>>,
    books: BTreeMap<Era, Arc<Old>>,
    diffs: BTreeMap<(String, Era, Era), Arc<Compared>>,
}

/// Rulebooks of another day.
pub(crate) struct Old {
    /// The rulebooks.
    pub books: Rulebooks,
    /// What is wrong with them; a day may have had one document without another that it rests on.
    pub problems: Vec<Problem>,
}

/// What comparing two days gave.
pub(crate) enum Compared {
    /// The difference.
    Diff(Box<Diff>),
    /// The day whose rulebooks do not hold together, and why.
    Unsound(Date, Vec<Problem>),
    /// Why the two cannot be compared.
    Impossible(String),
}

/// The rulebooks of a day.
pub(crate) async fn on(shared: &Shared, site: &Site, day: Date) -> Result<Arc<Old>, Failure> {
    let (inside, shelf) = (Arc::clone(&shared.0), Arc::clone(&site.shelf));
    Ok(tokio::task::spawn_blocking(move || locked(&inside, &shelf, |kept| kept.on(&inside, &shelf, day)))
        .await?)
}

/// The difference between two days in the organisation.
pub(crate) async fn compare(
    shared: &Shared,
    site: &Site,
    from: Date,
    to: Date,
) -> Result<Arc<Compared>, Failure> {
    let (inside, shelf, stack) = (Arc::clone(&shared.0), Arc::clone(&site.shelf), site.stack().id.clone());
    let compare = move || locked(&inside, &shelf, |kept| kept.compare(&inside, &shelf, &stack, from, to));
    Ok(tokio::task::spawn_blocking(compare).await?)
}

/// The days on which an edition came into force or went out of it, the earliest first.
pub(crate) fn turns(books: &Rulebooks) -> Vec<Date> {
    let fronts = books.editions.iter().map(|document| &document.front);
    let mut turns: Vec<Date> =
        fronts.flat_map(|front| [Some(front.in_force), front.until]).flatten().collect();
    turns.sort_unstable();
    turns.dedup();
    turns
}

fn locked<T>(inside: &Inside, shelf: &Arc<Shelf>, act: impl FnOnce(&mut Kept) -> T) -> T {
    let mut kept = inside.past.kept.lock().unwrap_or_else(PoisonError::into_inner);
    if !kept.shelf.as_ref().is_some_and(|known| Arc::ptr_eq(known, shelf)) {
        *kept = Kept { shelf: Some(Arc::clone(shelf)), ..Kept::default() };
    }
    act(&mut kept)
}

impl Kept {
    fn on(&mut self, inside: &Inside, shelf: &Shelf, day: Date) -> Arc<Old> {
        let read = || {
            let (books, problems) = match inside.library.origin() {
                Origin::Shipped => Rulebooks::from_files(&shipped_files(), day),
                Origin::Folder(folder) => Rulebooks::load(folder, day),
            };
            Arc::new(Old { books, problems })
        };
        Arc::clone(self.books.entry(era(&shelf.books, day)).or_insert_with(read))
    }

    fn compare(
        &mut self,
        inside: &Inside,
        shelf: &Shelf,
        stack: &str,
        from: Date,
        to: Date,
    ) -> Arc<Compared> {
        let key = (stack.to_owned(), era(&shelf.books, from), era(&shelf.books, to));
        if let Some(known) = self.diffs.get(&key) {
            return Arc::clone(known);
        }
        let compared = Arc::new(compared(
            stack,
            (from, &self.on(inside, shelf, from)),
            (to, &self.on(inside, shelf, to)),
        ));
        self.diffs.insert(key, Arc::clone(&compared));
        compared
    }
}

fn compared(stack: &str, from: (Date, &Old), to: (Date, &Old)) -> Compared {
    for (day, old) in [from, to] {
        let errors = old.problems.iter().filter(|problem| problem.severity == Severity::Error);
        let errors: Vec<Problem> = errors.cloned().collect();
        if !errors.is_empty() || old.books.stack(stack).is_none() {
            return Compared::Unsound(day, errors);
        }
    }
    let (Some(before), Some(after)) = (from.1.books.stack(stack), to.1.books.stack(stack)) else {
        return Compared::Unsound(from.0, Vec::new());
    };
    match Diff::new((&from.1.books, before), (&to.1.books, after)) {
        Ok(diff) => Compared::Diff(Box::new(diff)),
        Err(error) => Compared::Impossible(error.to_string()),
    }
}

fn era(books: &Rulebooks, day: Date) -> Era {
    turns(books).into_iter().rfind(|turn| *turn <= day)
}
