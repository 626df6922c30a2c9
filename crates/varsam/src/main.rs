//! Varsam.
fn main() {}
