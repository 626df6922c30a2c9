//! Text in, spans out: personal data and sensitive matter in Swedish text.
//!
//! [`Detector::shipped`] has the model that comes with the program; [`Detector::find`] returns [`Span`]s with a [`Label`], a
//! [`Reason`] and a score. No file is opened here, no clock is read, nothing is kept.

pub mod identifier;

mod detector;
mod label;
mod span;

pub use detector::{Detector, Scratch};
pub use label::Label;
pub use span::{Reason, Span};
