//! Bytes of a file in, pieces of text with their place out.
//!
//! [`extract`] looks at what a file is ([`sniff`]) and hands it to the module of that format; what is packed inside comes back here
//! with a longer place. Text never comes as a whole: a [`Sink`] gets [`Piece`]s of bounded size.

use std::rc::Rc;

use crate::fault::Reason;
use crate::kind::Kind;
use crate::limits::{Budget, Limits};
use crate::place::{Place, Step};

mod archive;
mod card;
mod html;
mod image;
mod input;
mod joined;
mod json;
mod mail;
mod msg;
mod office;
mod rtf;
mod sevenz;
mod sheet;
mod text;
mod xml;

pub(crate) mod decode;
pub(crate) mod pdf;
pub(crate) mod sniff;

pub(crate) use archive::document_kind;
pub(crate) use card::plain_card;
pub(crate) use html::{ATTRIBUTES, INLINE};
pub use input::Input;
pub(crate) use joined::Joined;
pub(crate) use office::{Story, dialect, story};
pub(crate) use xml::entity;

/// A stretch of text from one place.
#[derive(Clone, Debug)]
pub struct Piece<'a> {
    /// Where it comes from.
    pub place: &'a Place,
    /// The text; it may begin and end with some context that belongs to its neighbours.
    pub text: &'a str,
    /// The part of the text, in bytes, in which a find has to start to be reported here.
    pub keep: std::ops::Range<usize>,
    /// Where the text starts in all text of that place, in bytes.
    pub base: u64,
    /// How to tell the place more exactly.
    pub inside: Inside<'a>,
}

/// How a place is refined inside a piece.
#[derive(Clone, Debug)]
pub enum Inside<'a> {
    /// It is not.
    Whole,
    /// By counting lines: the byte at which line `first` begins.
    Lines {
        /// The number of the line.
        first: u64,
        /// The byte at which it begins; what stands before is context from elsewhere.
        from: usize,
    },
    /// By the last mark before: a byte and what starts there.
    Marks(&'a [(usize, Vec<Step>)]),
}

/// Takes what an extraction gives.
pub trait Sink {
    /// Some text.
    fn piece(&mut self, piece: &Piece<'_>);
    /// Something could not be read.
    fn fault(&mut self, place: &Place, reason: Reason);
}

/// How to extract.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How much.
    pub limits: Limits,
    /// Whether text is read off pictures, where `tesseract` is installed.
    pub ocr: bool,
}

/// Reads a file, and all files inside it, into a sink; returns what kind of file it is.
pub fn extract(input: Input<'_>, name: &str, options: &Options, sink: &mut dyn Sink) -> Kind {
    let budget = Budget::new(&options.limits);
    let mut context = Context { sink, budget, options, depth: 0, kind: Kind::Unknown };
    context.read(Part { input, name: name.to_owned(), place: Place::default() });
    context.kind
}

/// A file, or a file in a file.
pub(crate) struct Part<'a> {
    pub(crate) input: Input<'a>,
    pub(crate) name: String,
    pub(crate) place: Place,
}

/// What all formats share while one unit is read.
pub(crate) struct Context<'a> {
    sink: &'a mut dyn Sink,
    pub(crate) budget: Rc<Budget>,
    pub(crate) options: &'a Options,
    depth: usize,
    kind: Kind,
}

impl Context<'_> {
    pub(crate) fn limits(&self) -> &Limits {
        &self.options.limits
    }

    pub(crate) fn piece(&mut self, piece: &Piece<'_>) {
        if !piece.text.trim().is_empty() {
            self.sink.piece(piece);
        }
    }

    /// A whole short text at one place.
    pub(crate) fn say(&mut self, place: &Place, text: &str) {
        let mut joined = Joined::new(place);
        joined.push(&[], text, self);
        joined.finish(self);
    }

    pub(crate) fn fault(&mut self, place: &Place, reason: Reason) {
        self.sink.fault(place, reason);
    }

    /// Says what the file turned out to be, once it is open.
    pub(crate) fn settle(&mut self, kind: Kind) {
        if self.depth == 1 {
            self.kind = kind;
        }
    }

    /// Reads one part; what goes wrong becomes a fault at its place.
    pub(crate) fn read(&mut self, part: Part<'_>) {
        let place = part.place.clone();
        if self.depth > self.limits().depth {
            return self.fault(&place, Reason::TooDeep);
        }
        self.depth += 1;
        let outcome = self.read_open(part);
        self.depth -= 1;
        if self.budget.take_blown() {
            self.fault(&place, Reason::TooLarge);
        } else if let Err(reason) = outcome {
            self.fault(&place, reason);
        }
    }

    fn read_open(&mut self, part: Part<'_>) -> Result<(), Reason> {
        let (head, input) = part.input.peek()?;
        let kind = sniff::kind(&head, &part.name);
        self.settle(kind);
        let part = Part { input, ..part };
        match kind {
            Kind::Empty => Ok(()),
            Kind::Text | Kind::Csv => text::read(part, kind == Kind::Csv, self),
            Kind::Json => json::read(part, self),
            Kind::Xml => xml::read(part, self),
            Kind::Html => html::read(part, self),
            Kind::Eml => mail::read(part, self),
            Kind::Mbox => mail::read_box(part, self),
            Kind::Ics | Kind::Vcf => card::read(part, self),
            Kind::Rtf => rtf::read(part, self),
            Kind::Pdf => pdf::read(part, self),
            Kind::Gz => {
                archive::read_gz(part, self);
                Ok(())
            }
            Kind::Tar => archive::read_tar(part, self),
            Kind::SevenZ => sevenz::read(part, self),
            Kind::Image => image::read(part, self),
            Kind::Ole | Kind::Msg | Kind::Xls => msg::read_compound(part, self),
            Kind::Zip => archive::read_zip(part, self),
            Kind::Docx | Kind::Pptx | Kind::Xlsx | Kind::Odt | Kind::Ods | Kind::Odp => {
                archive::read_zip(part, self)
            }
            Kind::Media | Kind::Unknown => Err(Reason::UnknownFormat),
        }
    }
}
