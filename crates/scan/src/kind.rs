//! What kind of file it is, by its content and then by its name.

use serde::{Deserialize, Serialize};

/// The kind of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Plain text, and what looks like it.
    Text,
    /// A table as text.
    Csv,
    /// JSON, one document, one a line, or behind an assignment.
    Json,
    /// XML of no other kind here.
    Xml,
    /// A web page.
    Html,
    /// One message.
    Eml,
    /// A mailbox in one file.
    Mbox,
    /// One message in Outlook's format.
    Msg,
    /// A Word document.
    Docx,
    /// An Excel workbook in XML.
    Xlsx,
    /// An Excel workbook in the binary formats.
    Xls,
    /// A `PowerPoint` presentation.
    Pptx,
    /// A text in `OpenDocument`.
    Odt,
    /// A workbook in `OpenDocument`.
    Ods,
    /// A presentation in `OpenDocument`.
    Odp,
    /// Rich text.
    Rtf,
    /// A PDF.
    Pdf,
    /// A calendar.
    Ics,
    /// Contact cards.
    Vcf,
    /// A ZIP archive.
    Zip,
    /// A 7z archive.
    SevenZ,
    /// A tar archive.
    Tar,
    /// One file packed with gzip.
    Gz,
    /// A picture.
    Image,
    /// A compound file of an older office program that nothing here reads.
    Ole,
    /// Sound or film.
    Media,
    /// Nothing in it.
    Empty,
    /// Anything else.
    #[default]
    Unknown,
}

impl Kind {
    /// The name under which it stands in reports, as `docx`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Html => "html",
            Self::Eml => "eml",
            Self::Mbox => "mbox",
            Self::Msg => "msg",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Pptx => "pptx",
            Self::Odt => "odt",
            Self::Ods => "ods",
            Self::Odp => "odp",
            Self::Rtf => "rtf",
            Self::Pdf => "pdf",
            Self::Ics => "ics",
            Self::Vcf => "vcf",
            Self::Zip => "zip",
            Self::SevenZ => "seven-z",
            Self::Tar => "tar",
            Self::Gz => "gz",
            Self::Image => "image",
            Self::Ole => "ole",
            Self::Media => "media",
            Self::Empty => "empty",
            Self::Unknown => "unknown",
        }
    }
}
