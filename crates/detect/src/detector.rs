//! The detector: a model, and a text in, spans out.

use std::sync::OnceLock;

use crate::{identifier::identifiers, span::Span};

/// Finds personal data in text. Cheap to share, never changes.
#[derive(Debug, Default)]
pub struct Detector {}

/// Buffers that one thread uses again for text after text, so that a warm detector allocates nothing.
#[derive(Debug, Default)]
pub struct Scratch {
    spans: Vec<Span>,
}

impl Detector {
    /// The detector with the model in the program.
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Detector> = OnceLock::new();
        SHIPPED.get_or_init(Self::default)
    }

    /// What is in `text`, in the order of the starts.
    pub fn find<'s>(&self, text: &str, scratch: &'s mut Scratch) -> &'s [Span] {
        scratch.spans.clear();
        identifiers(text, &mut scratch.spans);
        &scratch.spans
    }

    /// What is in `text`, for one text: [`Detector::find`] with buffers of its own.
    pub fn spans(&self, text: &str) -> Vec<Span> {
        self.find(text, &mut Scratch::default()).to_vec()
    }
}
