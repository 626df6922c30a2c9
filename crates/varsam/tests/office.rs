//! What lies behind sign-in, by URL: who comes in, what each role sees, and what the log tells afterwards.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

#[path = "office/house.rs"]
mod house;

mod office {
    mod access;
    mod door;
    mod frame;
    mod intake;
    mod lists;
    mod log;
    mod marked;
    mod people;
}
