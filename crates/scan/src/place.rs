//! Where in a file something stands: page 3, sheet `Klasslista` cell B7, mail 12 attachment `x.docx`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One step of the way into a file. Written as `{"page":3}` or `"notes"`; the program has the words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A file inside an archive, by its path there.
    Entry(String),
    /// A message of a mailbox, counted from 1.
    Mail(u64),
    /// A file that hangs on a message, a document or a PDF.
    Attachment(String),
    /// A header line of a message, by its name in small letters.
    Field(String),
    /// The text of a message.
    Body,
    /// A page, counted from 1.
    Page(u32),
    /// A slide, counted from 1.
    Slide(u32),
    /// A sheet, by its name.
    Sheet(String),
    /// A sheet that the program which opens the file does not show.
    HiddenSheet(String),
    /// A cell, as `B7`.
    Cell(String),
    /// A line, counted from 1.
    Line(u64),
    /// A paragraph, counted from 1.
    Paragraph(u64),
    /// A record of a file with one record a line, counted from 1.
    Record(u64),
    /// A value in JSON or XML, as `messages[0].content`.
    Value(String),
    /// Speaker notes.
    Notes,
    /// Comments and who wrote them.
    Comments,
    /// The head of every page.
    Header,
    /// The foot of every page.
    Footer,
    /// Footnotes and endnotes.
    Footnotes,
    /// Text that was deleted while changes were tracked, and is still in the file.
    Deleted,
    /// The description of a picture.
    AltText,
    /// Who changed something.
    Author,
    /// The address of a link.
    Link,
    /// A property of the file, as `creator`.
    Property(String),
    /// A field of a form that is filled in.
    FormField(String),
    /// A heading in the table of contents of a PDF.
    Outline,
    /// A copy of data that a chart or a pivot table keeps.
    Cache,
    /// Text read off a picture.
    Picture,
    /// The name of the file itself.
    FileName,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(name) => write!(f, "entry={name}"),
            Self::Mail(number) => write!(f, "mail={number}"),
            Self::Attachment(name) => write!(f, "attachment={name}"),
            Self::Field(name) => write!(f, "field={name}"),
            Self::Page(number) => write!(f, "page={number}"),
            Self::Slide(number) => write!(f, "slide={number}"),
            Self::Sheet(name) => write!(f, "sheet={name}"),
            Self::HiddenSheet(name) => write!(f, "hidden-sheet={name}"),
            Self::Cell(name) => write!(f, "cell={name}"),
            Self::Line(number) => write!(f, "line={number}"),
            Self::Paragraph(number) => write!(f, "paragraph={number}"),
            Self::Record(number) => write!(f, "record={number}"),
            Self::Value(path) => write!(f, "value={path}"),
            Self::Property(name) => write!(f, "property={name}"),
            Self::FormField(name) => write!(f, "form-field={name}"),
            plain => f.write_str(plain.code()),
        }
    }
}

impl Step {
    /// The name of the kind of step, as `hidden-sheet`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Entry(_) => "entry",
            Self::Mail(_) => "mail",
            Self::Attachment(_) => "attachment",
            Self::Field(_) => "field",
            Self::Body => "body",
            Self::Page(_) => "page",
            Self::Slide(_) => "slide",
            Self::Sheet(_) => "sheet",
            Self::HiddenSheet(_) => "hidden-sheet",
            Self::Cell(_) => "cell",
            Self::Line(_) => "line",
            Self::Paragraph(_) => "paragraph",
            Self::Record(_) => "record",
            Self::Value(_) => "value",
            Self::Notes => "notes",
            Self::Comments => "comments",
            Self::Header => "header",
            Self::Footer => "footer",
            Self::Footnotes => "footnotes",
            Self::Deleted => "deleted",
            Self::AltText => "alt-text",
            Self::Author => "author",
            Self::Link => "link",
            Self::Property(_) => "property",
            Self::FormField(_) => "form-field",
            Self::Outline => "outline",
            Self::Cache => "cache",
            Self::Picture => "picture",
            Self::FileName => "file-name",
        }
    }
}

/// The whole way, outermost step first. Empty means the file itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Place(pub Vec<Step>);

impl Place {
    /// This place and one step further in.
    #[must_use]
    pub fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// This place and several steps further in.
    #[must_use]
    pub fn with_all(&self, more: &[Step]) -> Self {
        Self([self.0.as_slice(), more].concat())
    }

    /// Whether it is the file itself.
    pub fn is_top(&self) -> bool {
        self.0.is_empty()
    }

    /// The line, where the last step is one.
    pub fn line(&self) -> Option<u64> {
        match self.0.last() {
            Some(Step::Line(line)) => Some(*line),
            _ => None,
        }
    }
}

/// `sheet=Klasslista/cell=B7`: for terminals and tables, in the same words as the codes.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            let slash = if number == 0 { "" } else { "/" };
            write!(f, "{slash}{step}")?;
        }
        Ok(())
    }
}

impl<const N: usize> From<[Step; N]> for Place {
    fn from(steps: [Step; N]) -> Self {
        Self(steps.into())
    }
}
