//! A list whose places are typed, so that a fact's number is never taken for a rule's.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;

/// The place of a `T` in its [`Table`].
pub struct Id<T> {
    at: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The place as a number from 0.
    pub fn index(self) -> usize {
        self.at as usize
    }

    /// The place with this number.
    pub(crate) fn at(index: usize) -> Self {
        Self { at: u32::try_from(index).unwrap_or(u32::MAX), of: PhantomData }
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.at.cmp(&other.at)
    }
}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.at.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.at)
    }
}

/// A list of `T`, each found by the [`Id`] that it got when it was added.
#[derive(Debug, Clone)]
pub struct Table<T> {
    items: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T> Table<T> {
    pub(crate) fn add(&mut self, item: T) -> Id<T> {
        self.items.push(item);
        Id::at(self.items.len() - 1)
    }

    pub(crate) fn change(&mut self, id: Id<T>, change: impl FnOnce(&mut T)) {
        if let Some(item) = self.items.get_mut(id.index()) {
            change(item);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All, in the order in which they were added.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> {
        self.items.iter().enumerate().map(|(at, item)| (Id::at(at), item))
    }

    /// The first that satisfies a condition.
    pub fn find(&self, wanted: impl FnMut(&T) -> bool) -> Option<Id<T>> {
        self.items.iter().position(wanted).map(Id::at)
    }
}

impl<T> Index<Id<T>> for Table<T> {
    type Output = T;

    #[expect(clippy::indexing_slicing, reason = "an Id is only made by the table that it belongs to")]
    fn index(&self, id: Id<T>) -> &T {
        &self.items[id.index()]
    }
}
