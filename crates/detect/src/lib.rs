//! Text in, spans out: personal data and sensitive matter in Swedish text.
//!
//! [`Detector::shipped`] has the model that comes with the program; [`Detector::find`] returns [`Span`]s with a [`Label`], a
//! [`Reason`] and a score. No file is opened here, no clock is read, nothing is kept.

pub mod identifier;
pub mod redact;
pub mod score;
pub mod train;

mod carry;
mod detector;
mod dice;
mod disguise;
mod inflect;
mod label;
mod lexicon;
mod marked;
mod model;
mod person;
mod screen;
mod segment;
mod sensitive;
mod sentence;
mod span;
mod stream;
mod table;
mod tagger;
mod term;
mod token;
mod triggers;
mod vocabulary;
mod word;

pub use detector::{Detector, Scratch};
pub use label::Label;
pub use marked::{MarkFault, Marked};
pub use model::ModelFault;
pub use span::{CodePoints, Reason, Span};
pub use stream::Stream;
