//! Web pages: what is read and what is hidden (comments, descriptions, addresses of links), with the line it stands on.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::{Context, Joined, Part, decode};
use crate::fault::Reason;
use crate::place::{Place, Step};

/// Attributes that people fill with words or addresses.
pub(crate) const ATTRIBUTES: [&str; 11] = [
    "alt",
    "title",
    "content",
    "value",
    "placeholder",
    "aria-label",
    "href",
    "label",
    "summary",
    "data-email",
    "data-name",
];

/// Elements that do not end a line.
pub(crate) const INLINE: [&str; 24] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "time", "tt", "u", "wbr",
];

pub(super) fn read(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let bytes = part.input.bytes(context.limits().whole)?;
    page(&decode::text(&bytes), &part.place, context);
    Ok(())
}

/// Gives the text of a page.
pub(super) fn page(html: &str, place: &Place, context: &mut Context<'_>) {
    let mut walk =
        Walk { joined: Joined::new(place), html, line: 1, seen: 0, skip: None, text: String::new(), at: 1 };
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        walk.token(token, context);
    }
    walk.close(context);
    walk.joined.finish(context);
}

struct Walk<'h> {
    joined: Joined,
    html: &'h str,
    /// The line of the byte up to which lines are counted, and that byte.
    line: u64,
    seen: usize,
    skip: Option<&'static str>,
    /// The line of text that is being put together, and where it began.
    text: String,
    at: u64,
}

impl Walk<'_> {
    fn token(&mut self, token: Token<usize>, context: &mut Context<'_>) {
        match token {
            Token::StartTag(tag) => self.start(&tag, context),
            Token::EndTag(tag) => self.end(&String::from_utf8_lossy(&tag.name), context),
            Token::String(text) => {
                let line = self.line_at(text.span.start);
                self.words(&String::from_utf8_lossy(&text.value), line);
            }
            Token::Comment(text) => {
                let line = self.line_at(text.span.start);
                self.aside(&String::from_utf8_lossy(&text.value), &[Step::Line(line)], context);
            }
            Token::Doctype(_) | Token::Error(_) => {}
        }
    }

    fn start(&mut self, tag: &StartTag<usize>, context: &mut Context<'_>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if !INLINE.contains(&name.as_str()) {
            self.close(context);
        }
        if matches!(name.as_str(), "td" | "th") {
            self.text.push('\t');
        }
        self.skip = match name.as_str() {
            "style" => Some("style"),
            _ => self.skip,
        };
        let line = self.line_at(tag.span.start);
        for (key, value) in &tag.attributes {
            let key = String::from_utf8_lossy(key);
            if ATTRIBUTES.contains(&&*key) {
                self.attribute(&key, &String::from_utf8_lossy(&value.value), line, context);
            }
        }
    }

    fn attribute(&mut self, key: &str, value: &str, line: u64, context: &mut Context<'_>) {
        let value = decoded(value);
        let step = match key {
            "alt" => Step::AltText,
            "href" if value.starts_with('#') => return,
            "href" => Step::Link,
            _ => return self.aside(&value, &[Step::Line(line)], context),
        };
        self.aside(
            value.trim_start_matches("mailto:").trim_start_matches("tel:"),
            &[Step::Line(line), step],
            context,
        );
    }

    fn end(&mut self, name: &str, context: &mut Context<'_>) {
        if self.skip == Some("style") && name == "style" {
            self.skip = None;
        }
        if !INLINE.contains(&name) && !matches!(name, "td" | "th") {
            self.close(context);
        }
    }

    fn words(&mut self, text: &str, line: u64) {
        if self.skip.is_some() {
            return;
        }
        if self.text.trim().is_empty() {
            let before = text.len() - text.trim_start().len();
            self.at = line + text.get(..before).map_or(0, |blank| blank.matches('\n').count() as u64);
        }
        self.text.push_str(text);
    }

    /// Something that does not stand in the running text.
    fn aside(&mut self, text: &str, steps: &[Step], context: &mut Context<'_>) {
        if !text.trim().is_empty() {
            self.joined.push(steps, &decode::tidy(text.trim()), context);
        }
    }

    fn close(&mut self, context: &mut Context<'_>) {
        let text = std::mem::take(&mut self.text);
        for (number, line) in text.trim().lines().enumerate() {
            if !line.trim().is_empty() {
                let step = Step::Line(self.at + number as u64);
                self.joined.push(&[step], &decode::tidy(line.trim()), context);
            }
        }
    }

    /// The line of a byte; bytes are asked in order.
    fn line_at(&mut self, byte: usize) -> u64 {
        if byte > self.seen {
            let between = self.html.as_bytes().get(self.seen..byte).unwrap_or_default();
            self.line += memchr::memchr_iter(b'\n', between).count() as u64;
            self.seen = byte;
        }
        self.line
    }
}

/// An address without its percent signs, so that `anna%40skola.se` is seen.
fn decoded(value: &str) -> String {
    if !value.contains('%') {
        return value.to_owned();
    }
    let mut bytes = Vec::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        let digits = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(digits.unwrap_or(b'%'));
        rest = if digits.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes.extend(rest.bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}
