//! Every page and the API by their addresses, without a server: what they show, what they refuse, and how.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may stop where it stands"
)]

mod pages {
    pub(crate) mod api;
    pub(crate) mod bad_input;
    pub(crate) mod check;
    pub(crate) mod every_page;
    pub(crate) mod interview;
    pub(crate) mod reload;
    pub(crate) mod visitor;
}
