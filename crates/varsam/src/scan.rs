//! A scan of folders: what is found in them, which demands of the catalogue that breaks, and where it belongs instead.
//!
//! `run` has the worker processes read what has changed, `collect` keeps what is worth telling, `demand` knows what a
//! label in such a file breaks, `told` puts it on the screen and `page` into one HTML file.

pub mod baseline;
pub mod collect;
pub mod demand;
pub mod identity;
pub mod page;
pub mod run;
pub mod spool;
pub mod told;
