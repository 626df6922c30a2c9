//! Sealed records, keys and the log that outlives erasure, on SQLite and PostgreSQL.
//!
//! What is stored is sealed before it reaches a database (`seal`); the keys live in a database of their own (`keys`)
//! and hang from a master key (`master`). A change (`change`) writes records, log entries and notices together or not
//! at all. It decides nothing: who may read or write is `access`, what is lawful is `rules`.

pub mod backup;
mod bulk;
mod ceremony;
mod change;
mod claim;
mod db;
mod erase;
mod fault;
mod figures;
mod file;
pub mod health;
mod keys;
mod ledger;
mod link;
pub mod log;
pub mod master;
mod membership;
mod origin;
mod outbox;
mod outside;
mod record;
mod seal;
mod sign_in;
mod store;
mod task;
mod throttle;
mod trail;
mod urn;
mod vault;

pub use bulk::Sealed;
pub use change::Change;
pub use db::{Access, Db};
pub use erase::Erasure;
pub use fault::Fault;
pub use figures::{Connections, Figures, Tallied};
pub use file::{FileNote, FileOwner, Files};
pub use keys::{Blind, Keys};
pub use ledger::Signed;
pub use link::{OpenLink, Ticket, link_hash, link_secret};
pub use membership::Membership;
pub use origin::Origin;
pub use outbox::{Claimed, Letter, MAIL, Notice, OutsideLetter, Unsent};
pub use outside::Outside;
pub use record::{Document, Filter, Head, Stamp};
pub use sign_in::Session;
pub use store::{Store, Tenant};
pub use task::{Clocks, Mine, Owed, Ringing, Task};
pub use throttle::Limits;
pub use trail::{Deed, Passed, TrailFilter};
pub use urn::Urn;
pub use vault::Word;
