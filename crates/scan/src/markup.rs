//! Paragraphs in the XML of office documents, each run of letters with the bytes it comes from.
//!
//! Reading joins the runs of a paragraph, so that a name split over three runs is one name; rewriting maps a stretch of the joined
//! text back to the bytes and changes only those.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use crate::place::Step;

/// Which elements and attributes hold words.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// Elements that are a paragraph of their own.
    pub(crate) paragraphs: &'static [&'static str],
    /// Elements whose text counts; all where there is no list.
    pub(crate) texts: Option<&'static [&'static str]>,
    /// Attributes whose value is text.
    pub(crate) attributes: &'static [(&'static str, Option<Step>)],
    /// Elements that stand for a sign.
    pub(crate) signs: &'static [(&'static str, &'static str)],
    /// Elements that lie aside of the running text, and where.
    pub(crate) zones: &'static [(&'static str, Step)],
}

/// A paragraph, a cell, or the value of an attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// Where it stands, beyond the part.
    pub(crate) zone: Option<Step>,
    /// The element or attribute it is, as `si`.
    pub(crate) name: String,
    /// What it is made of, in order.
    pub(crate) runs: Vec<Run>,
    /// Whether it is words outside every element that is a paragraph.
    pub(crate) loose: bool,
    /// For a cell with a number: the bytes of its start tag behind the name, and of `t="…"` there.
    pub(crate) number: Option<Number>,
}

/// Where a cell says that it holds a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// The byte where another attribute can be put.
    pub(crate) behind_name: usize,
    /// The bytes of the type that it states.
    pub(crate) kind: Option<Range<usize>>,
}

/// Some letters and the bytes they come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The letters as they are read.
    pub(crate) text: String,
    /// The bytes in the XML; empty for a sign that an element stands for.
    pub(crate) source: Range<usize>,
    /// Whether the bytes are written without escapes.
    pub(crate) verbatim: bool,
}

impl Paragraph {
    /// The letters of all runs.
    pub(crate) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// A paragraph that is not yet closed.
#[derive(Default)]
struct Open {
    depth: usize,
    loose: bool,
    name: String,
    live: Vec<Run>,
    deleted: Vec<Run>,
    number: Option<Number>,
}

struct Walk<'x> {
    xml: &'x str,
    dialect: &'x Dialect,
    elements: Vec<String>,
    open: Vec<Open>,
    done: Vec<Paragraph>,
    /// The cell that is being read: whether its value is text, and where a type can be put.
    cell: Option<(bool, Number)>,
}

/// The paragraphs of a part in the order of their ends; `Err` with what was read before the XML broke.
pub(crate) fn paragraphs(xml: &str, dialect: &Dialect) -> Result<Vec<Paragraph>, Vec<Paragraph>> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut walk =
        Walk { xml, dialect, elements: Vec::new(), open: Vec::new(), done: Vec::new(), cell: None };
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => walk.event(&event),
            Err(_) => {
                walk.close_all();
                return Err(walk.done);
            }
        }
    }
    walk.close_all();
    Ok(walk.done)
}

impl Walk<'_> {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(start) => {
                self.start(start);
            }
            Event::Empty(start) => {
                self.start(start);
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => {
                let raw = text.clone().into_inner();
                self.text(&text.xml10_content(), &raw, false);
            }
            Event::CData(text) => {
                let raw = text.clone().into_inner();
                self.text(&text.xml10_content(), &raw, true);
            }
            Event::GeneralRef(name) => {
                let range = self.range(&name.clone().into_inner());
                let letters = crate::extract::entity(name);
                self.run(&letters, range.start.saturating_sub(1)..range.end + 1, false);
            }
            _ => {}
        }
    }

    /// The bytes of a slice of the XML.
    fn range(&self, slice: &str) -> Range<usize> {
        let start = slice.as_ptr().addr().saturating_sub(self.xml.as_ptr().addr());
        start..start + slice.len()
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        let name = start.local_name().as_ref().to_owned();
        if let Some((_, sign)) = self.dialect.signs.iter().find(|(known, _)| *known == name) {
            self.sign(sign);
        }
        if name == "c" {
            self.cell = Some(self.cell_of(start));
        }
        self.elements.push(name.clone());
        let loose = !self.dialect.paragraphs.contains(&name.as_str());
        if !loose || self.is_loose(&name) {
            self.open.push(Open { depth: self.elements.len(), loose, name, ..Open::default() });
        }
        self.attributes(start);
    }

    /// Whether an element with words stands outside every paragraph and so is one itself.
    fn is_loose(&self, name: &str) -> bool {
        match self.dialect.texts {
            Some(texts) => self.open.is_empty() && texts.contains(&name),
            None => self.open.iter().all(|open| open.loose),
        }
    }

    fn cell_of(&self, start: &BytesStart<'_>) -> (bool, Number) {
        let mut all = start.attributes();
        let kind = all.with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == "t");
        let behind_name = self.range(start.attributes_raw()).start;
        let is_text = kind.as_ref().is_none_or(|kind| &*kind.value != "s");
        let kind = kind.map(|kind| self.range(&kind.value));
        (is_text, Number { behind_name, kind })
    }

    fn attributes(&mut self, start: &BytesStart<'_>) {
        for attribute in start.attributes().with_checks(false).flatten() {
            let key = attribute.key.local_name();
            let known = self.dialect.attributes.iter().find(|(name, _)| *name == key.as_ref());
            let Some((name, zone)) = known else { continue };
            let std::borrow::Cow::Borrowed(raw) = attribute.value else { continue };
            let text = unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned);
            let run = Run { text, source: self.range(raw), verbatim: false };
            let zone = zone.clone().or_else(|| self.zone());
            let name = (*name).to_owned();
            self.done.push(Paragraph { zone, name, runs: vec![run], loose: true, number: None });
        }
    }

    fn end(&mut self) {
        let depth = self.elements.len();
        if self.open.last().is_some_and(|open| open.depth == depth)
            && let Some(open) = self.open.pop()
        {
            self.close(open);
        }
        if self.elements.pop().as_deref() == Some("c") {
            self.cell = None;
        }
    }

    fn close(&mut self, open: Open) {
        let zone = self.zone();
        let Open { name, live, deleted, number, loose, .. } = open;
        let live = Paragraph { zone, name: name.clone(), runs: live, loose, number };
        let deleted = Paragraph { zone: Some(Step::Deleted), name, runs: deleted, loose, number: None };
        self.done.extend([live, deleted].into_iter().filter(|paragraph| !paragraph.runs.is_empty()));
    }

    fn close_all(&mut self) {
        while let Some(open) = self.open.pop() {
            self.close(open);
        }
    }

    /// The innermost element around that lies aside.
    fn zone(&self) -> Option<Step> {
        let zone = |element: &String| self.dialect.zones.iter().find(|(name, _)| name == element);
        self.elements.iter().rev().find_map(zone).map(|(_, step)| step.clone())
    }

    fn text(&mut self, text: &str, raw: &str, verbatim: bool) {
        let element = self.elements.last().map(String::as_str).unwrap_or_default();
        if self.dialect.texts.is_some_and(|texts| !texts.contains(&element)) {
            return;
        }
        if element == "v" && self.dialect.texts.is_some() {
            let Some((is_text, number)) = self.cell.clone() else {
                return self.run(text, self.range(raw), verbatim);
            };
            if !is_text {
                return;
            }
            if let Some(open) = self.open.last_mut() {
                open.number = Some(number);
            }
        }
        self.run(text, self.range(raw), verbatim);
    }

    fn run(&mut self, text: &str, source: Range<usize>, verbatim: bool) {
        let deleted =
            self.elements.iter().any(|element| matches!(element.as_str(), "del" | "delText" | "moveFrom"));
        if let Some(open) = self.open.last_mut() {
            let runs = if deleted { &mut open.deleted } else { &mut open.live };
            runs.push(Run { text: text.to_owned(), source, verbatim });
        }
    }

    fn sign(&mut self, sign: &str) {
        if let Some(open) = self.open.last_mut() {
            let run = Run { text: sign.to_owned(), source: 0..0, verbatim: false };
            open.live.push(run.clone());
            if !open.deleted.is_empty() {
                open.deleted.push(run);
            }
        }
    }
}
