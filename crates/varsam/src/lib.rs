//! The program: command line, web pages and API over the rulebooks.
//!
//! `library` holds the rulebooks being served, `view` is the shape in which an answer leaves the program (the same
//! for terminal, page and API), `command` has one file per verb of the command line, `web` the pages.

pub mod clock;
pub mod command;
pub mod data;
pub mod fault;
pub mod guard;
pub mod library;
pub mod lines;
pub mod listen;
pub mod locale;
pub mod metrics;
pub mod office;
pub mod redact;
pub mod scan;
pub mod sync;
pub mod tls;
pub mod view;
pub mod web;
