//! Keeping in step with a school system that speaks SS 12000.
//!
//! `client` asks for page after page and hands each to a [`Sink`], with the [`Cursor`] from which it would go on: the
//! sink keeps both in one transaction, so a run that is cut off resumes where it stood. `fetch` is the wire as tests can
//! play it, `http` the real one, `mock` a made-up school of any size that also fails on demand.
//!
//! Nothing here decides what is applied. A sink stages what came, and `varsam_model::import::plan` says what would
//! change. Who has a mark of protection comes as id and mark only.

mod client;
mod cursor;
mod fetch;
mod http;
pub mod mock;
mod subscription;

pub use client::{Batch, Options, Report, Sink, SyncFault, run};
pub use cursor::{Cursor, Stage};
pub use fetch::{Fetch, FetchFault, Method, Reply, Request};
pub use http::{Http, SignIn};
pub use subscription::{Subscription, renew, subscribe, unsubscribe};
