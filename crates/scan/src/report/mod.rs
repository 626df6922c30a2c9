//! Reports written down: for other programs as JSON, for spreadsheets as CSV, for code review as SARIF, and in sums.

pub mod csv;
pub mod json;
pub mod sarif;
pub mod summary;
