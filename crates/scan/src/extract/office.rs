//! Word, `PowerPoint` and `OpenDocument`: every part of the archive that holds words, and what is embedded.

use std::io::Read as _;

use super::archive::{self, Archive};
use super::{Context, Joined, decode};
use crate::fault::Reason;
use crate::markup::{self, Dialect, Paragraph};
use crate::place::{Place, Step};

/// Attributes that hold words in Office Open XML.
const ATTRIBUTES: &[(&str, Option<Step>)] = &[
    ("descr", Some(Step::AltText)),
    ("title", Some(Step::AltText)),
    ("author", Some(Step::Author)),
    ("userId", Some(Step::Author)),
    ("displayName", Some(Step::Author)),
    ("lastModifiedBy", Some(Step::Author)),
    ("tooltip", Some(Step::Link)),
];

/// Word, `PowerPoint` and Excel.
static OPEN_XML: Dialect = Dialect {
    paragraphs: &["p", "si", "is", "v", "f", "text", "author"],
    texts: Some(&[
        "t",
        "delText",
        "instrText",
        "delInstrText",
        "v",
        "f",
        "text",
        "author",
        "oddHeader",
        "evenHeader",
        "firstHeader",
        "oddFooter",
        "evenFooter",
        "firstFooter",
        "definedName",
    ]),
    attributes: ATTRIBUTES,
    signs: &[("tab", "\t"), ("br", "\n"), ("cr", "\n"), ("noBreakHyphen", "-")],
    zones: &[
        ("oddHeader", Step::Header),
        ("evenHeader", Step::Header),
        ("firstHeader", Step::Header),
        ("oddFooter", Step::Footer),
        ("evenFooter", Step::Footer),
        ("firstFooter", Step::Footer),
        ("author", Step::Author),
    ],
};

/// The text, notes and comments of `OpenDocument`.
static OPEN_DOCUMENT: Dialect = Dialect {
    paragraphs: &["p", "h"],
    texts: None,
    attributes: &[("string-value", None), ("href", Some(Step::Link)), ("value", None)],
    signs: &[("tab", "\t"), ("s", " "), ("line-break", "\n")],
    zones: &[
        ("annotation", Step::Comments),
        ("notes", Step::Notes),
        ("note", Step::Footnotes),
        ("deletion", Step::Deleted),
        ("header", Step::Header),
        ("header-left", Step::Header),
        ("header-first", Step::Header),
        ("footer", Step::Footer),
        ("footer-left", Step::Footer),
        ("footer-first", Step::Footer),
        ("desc", Step::AltText),
    ],
};

/// Properties, and data that somebody added: an element or an attribute a value.
static PROPERTIES: Dialect = Dialect {
    paragraphs: &[],
    texts: None,
    attributes: &[("Target", Some(Step::Link))],
    signs: &[],
    zones: &[],
};

/// Data that a pivot table or a chart keeps.
static CACHE: Dialect = Dialect {
    paragraphs: &[],
    texts: Some(&["v", "t"]),
    attributes: &[("v", Some(Step::Cache)), ("name", Some(Step::Cache))],
    signs: &[],
    zones: &[],
};

/// What a part of a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Story {
    /// Words at this place.
    Words(Vec<Step>),
    /// Cells, which `calamine` reads; only rewritten here.
    Cells,
    /// Properties: each value under its name.
    Properties,
    /// Addresses of links.
    Links,
    /// A cache of data.
    Cache,
    /// A file of its own: an embedded document or a picture.
    File,
    /// No words.
    Nothing,
}

/// What a part is, by its name in the archive.
pub(crate) fn story(name: &str) -> Story {
    let file = name.rsplit('/').next().unwrap_or_default();
    let stem = file.trim_end_matches(".xml").trim_end_matches(|sign: char| sign.is_ascii_digit());
    let number = |prefix: &str| -> u32 {
        file.trim_end_matches(".xml")
            .strip_prefix(prefix)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or_default()
    };
    if name.starts_with("Pictures/") || name.contains("/media/") || name.contains("/embeddings/") {
        return Story::File;
    }
    if name.starts_with("Object ") && !name.ends_with(".xml") && !name.ends_with('/') {
        return Story::File;
    }
    if name.ends_with(".rels") {
        return Story::Links;
    }
    if !name.ends_with(".xml") {
        return Story::Nothing;
    }
    match (name.split('/').next().unwrap_or_default(), stem) {
        ("docProps", _) | (_, "meta") | ("customXml", "item") => Story::Properties,
        (_, "people" | "persons" | "person" | "commentAuthors" | "authors") => {
            Story::Words(vec![Step::Author])
        }
        (_, "comments" | "threadedComment" | "modernComment" | "comment" | "commentsExtended") => {
            Story::Words(vec![Step::Comments])
        }
        ("word", "header") => Story::Words(vec![Step::Header]),
        ("word", "footer") => Story::Words(vec![Step::Footer]),
        ("word", "footnotes" | "endnotes") => Story::Words(vec![Step::Footnotes]),
        ("ppt", "slide") => Story::Words(vec![Step::Slide(number("slide"))]),
        ("ppt", "notesSlide") => Story::Words(vec![Step::Slide(number("notesSlide")), Step::Notes]),
        ("ppt", "slideMaster" | "slideLayout" | "notesMaster" | "handoutMaster") => {
            Story::Words(vec![Step::Header])
        }
        (_, "pivotCacheDefinition" | "pivotCacheRecords" | "chart" | "chartEx") => Story::Cache,
        (_, "data" | "drawing") if name.contains("/diagrams/") || name.contains("/drawings/") => {
            Story::Words(vec![])
        }
        ("xl", "sheet" | "sharedStrings") if !name.contains("/chartsheets/") => Story::Cells,
        ("xl", "workbook" | "table") => Story::Cells,
        ("word", "document" | "glossary") | (_, "content" | "styles") => Story::Words(vec![]),
        _ => Story::Nothing,
    }
}

/// How a part is to be read.
pub(crate) fn dialect(name: &str, story: &Story) -> &'static Dialect {
    match story {
        Story::Properties | Story::Links => &PROPERTIES,
        Story::Cache => &CACHE,
        _ if name.ends_with("content.xml") || name.ends_with("styles.xml") && !name.starts_with("xl/") => {
            if name.starts_with("word/") || name.starts_with("ppt/") {
                &OPEN_XML
            } else {
                &OPEN_DOCUMENT
            }
        }
        _ => &OPEN_XML,
    }
}

/// Reads all parts of a document.
pub(super) fn read(archive: &mut Archive<'_>, place: &Place, context: &mut Context<'_>) {
    parts(archive, place, false, context);
}

/// Reads the parts of a document, all or all but cells.
pub(super) fn parts(archive: &mut Archive<'_>, place: &Place, no_cells: bool, context: &mut Context<'_>) {
    for number in 0..archive.len() {
        let Ok(data) = archive.by_index_data(number) else {
            context.fault(place, Reason::Damaged);
            continue;
        };
        let name = decode::text(data.name_raw());
        let story = story(&name);
        let cells = no_cells && (story == Story::Cells || name == "content.xml");
        if !context.budget.entry() {
            return context.fault(place, Reason::TooLarge);
        }
        let outcome = match story {
            Story::Nothing => Ok(()),
            Story::File => {
                archive::entry(archive, number, place, context);
                Ok(())
            }
            _ if cells => beside_cells(archive, number, &name, place, context),
            story => part(archive, number, &name, &story, place, context),
        };
        if let Err(reason) = outcome {
            context.budget.take_blown();
            context.fault(&place.with(Step::Entry(name)), reason);
        }
    }
}

fn part(
    archive: &mut Archive<'_>,
    number: usize,
    name: &str,
    story: &Story,
    place: &Place,
    context: &mut Context<'_>,
) -> Result<(), Reason> {
    let xml = xml(archive, number, context)?;
    let xml = if is_master(name) { without_prompts(&xml) } else { xml };
    let (paragraphs, whole) = match markup::paragraphs(&xml, dialect(name, story)) {
        Ok(all) => (all, Ok(())),
        Err(some) => (some, Err(Reason::Damaged)),
    };
    give(&paragraphs, story, place, context);
    whole
}

/// Whether a part is a pattern for slides.
fn is_master(name: &str) -> bool {
    ["slideMasters/", "slideLayouts/", "notesMasters/", "handoutMasters/"]
        .iter()
        .any(|folder| name.contains(folder))
}

/// A pattern for slides without the shapes that only say "click to add a title".
fn without_prompts(xml: &str) -> String {
    let mut shapes = xml.split("<p:sp>");
    let first = shapes.next().unwrap_or_default().to_owned();
    shapes.fold(first, |kept, shape| match shape.split_once("</p:sp>") {
        Some((inner, after)) if inner.contains("<p:ph") => kept + after,
        _ => kept + "<p:sp>" + shape,
    })
}

/// What a part with cells holds beside them: the head and foot of a printed sheet, and what `OpenDocument` keeps as comments.
fn beside_cells(
    archive: &mut Archive<'_>,
    number: usize,
    name: &str,
    place: &Place,
    context: &mut Context<'_>,
) -> Result<(), Reason> {
    let wanted = name == "content.xml" || name.contains("/worksheets/");
    if !wanted {
        return Ok(());
    }
    let xml = match xml(archive, number, context) {
        Ok(xml) => xml,
        // The cells are read another way, which has its own bounds.
        Err(Reason::TooLarge) => return Ok(()),
        Err(reason) => return Err(reason),
    };
    let story = Story::Words(vec![]);
    let read = |xml: &str| markup::paragraphs(xml, dialect(name, &story)).unwrap_or_else(|some| some);
    let mut paragraphs = if name == "content.xml" { read(&xml) } else { read(&head_and_foot(&xml)) };
    paragraphs
        .retain(|paragraph| matches!(paragraph.zone, Some(Step::Comments | Step::Header | Step::Footer)));
    give(&paragraphs, &story, place, context);
    Ok(())
}

/// The head and foot of a sheet; `&C` begins what stands in the middle.
fn head_and_foot(xml: &str) -> String {
    let Some((_, rest)) = xml.split_once("<headerFooter") else { return String::new() };
    let (inner, _) = rest.split_once("</headerFooter>").unwrap_or((rest, ""));
    let inner =
        ["&amp;L", "&amp;C", "&amp;R"].iter().fold(inner.to_owned(), |text, code| text.replace(code, " "));
    format!("<headerFooter{inner}</headerFooter>")
}

/// One part of a document as text, where it fits.
pub(super) fn xml(archive: &mut Archive<'_>, number: usize, context: &Context<'_>) -> Result<String, Reason> {
    let entry = archive.by_index(number)?;
    let packed = entry.compressed_size();
    let limits = context.limits();
    let mut bytes = Vec::new();
    let metered = context.budget.metered(entry, packed, limits.ratio);
    metered.take(limits.whole + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits.whole {
        return Err(Reason::TooLarge);
    }
    Ok(decode::labelled(&bytes, b"utf-8"))
}

fn give(paragraphs: &[Paragraph], story: &Story, place: &Place, context: &mut Context<'_>) {
    let steps = match story {
        Story::Words(steps) => steps.as_slice(),
        _ => &[],
    };
    let mut joined = Joined::new(place);
    let mut number = 0;
    for paragraph in paragraphs {
        let running = paragraph.zone.is_none() && !paragraph.loose;
        number += u64::from(running);
        let text = paragraph.text();
        if text.trim().is_empty() || is_inner_link(story, &text) {
            continue;
        }
        let last = match (&paragraph.zone, story) {
            (_, Story::Properties) => Step::Property(paragraph.name.clone()),
            (_, Story::Links) => Step::Link,
            (_, Story::Cache) => Step::Cache,
            (Some(zone), _) => zone.clone(),
            (None, _) => Step::Paragraph(number),
        };
        let all = [steps, &[last]].concat();
        joined.push(&all, &decode::tidy(text.trim_start_matches("mailto:")), context);
    }
    joined.finish(context);
}

/// Whether it names a part of the same document.
fn is_inner_link(story: &Story, text: &str) -> bool {
    *story == Story::Links && !text.contains(':') && !text.contains('@')
}
