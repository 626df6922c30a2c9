//! Messages and mailboxes: header lines, text, web text, and everything that hangs on them.

use std::borrow::Cow;
use std::io::{BufRead as _, BufReader, Read as _};

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders as _, PartType};

use super::{Context, Input, Joined, Part, decode, html};
use crate::fault::Reason;
use crate::place::{Place, Step};

pub(super) fn read(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let bytes = part.input.bytes(context.limits().whole)?;
    message(without_count(&bytes), &part.place, context)
}

/// Apple's `emlx` puts the number of bytes on the first line.
fn without_count(bytes: &[u8]) -> &[u8] {
    match bytes.split(|byte| *byte == b'\n').next() {
        Some(line) if !line.trim_ascii().is_empty() && line.trim_ascii().iter().all(u8::is_ascii_digit) => {
            bytes.get(line.len() + 1..).unwrap_or_default()
        }
        _ => bytes,
    }
}

fn message(bytes: &[u8], place: &Place, context: &mut Context<'_>) -> Result<(), Reason> {
    let parsed = MessageParser::default().parse(bytes).ok_or(Reason::Damaged)?;
    read_message(&parsed, place, context);
    Ok(())
}

fn read_message(message: &Message<'_>, place: &Place, context: &mut Context<'_>) {
    headers(message, place, context);
    let texts = message.text_body.iter().chain(&message.html_body);
    let mut bodies: Vec<u32> = texts.copied().collect();
    bodies.sort_unstable();
    bodies.dedup();
    for (number, part) in message.parts.iter().enumerate() {
        let is_body = u32::try_from(number).is_ok_and(|number| bodies.binary_search(&number).is_ok());
        let name = part.attachment_name().map(|name| decode::tidy(name).into_owned());
        if is_body && name.is_none() {
            body(&part.body, &place.with(Step::Body), context);
        } else {
            attachment(part, name, number, place, context);
        }
    }
}

fn headers(message: &Message<'_>, place: &Place, context: &mut Context<'_>) {
    let mut joined = Joined::new(place);
    for header in message.headers() {
        let name = header.name.as_str();
        let value = value_text(&header.value, message, header.offset_start, header.offset_end);
        if !value.trim().is_empty() {
            let step = [Step::Field(name.to_ascii_lowercase())];
            joined.add(&step, name, ": ", context);
            joined.push(&step, &decode::tidy(value.trim()), context);
        }
    }
    joined.finish(context);
}

fn value_text(value: &HeaderValue<'_>, message: &Message<'_>, start: u32, end: u32) -> String {
    match value {
        HeaderValue::Text(text) => text.to_string(),
        HeaderValue::TextList(texts) => texts.join(", "),
        HeaderValue::Address(address) => {
            let each = address.iter().map(|one| {
                let address = one.address.as_deref().unwrap_or_default();
                one.name.as_deref().map_or_else(|| address.to_owned(), |name| format!("{name} <{address}>"))
            });
            each.collect::<Vec<_>>().join(", ")
        }
        HeaderValue::ContentType(_) | HeaderValue::DateTime(_) | HeaderValue::Empty => String::new(),
        HeaderValue::Received(_) => {
            let range = usize::try_from(start).unwrap_or_default()..usize::try_from(end).unwrap_or_default();
            message.raw_message().get(range).map(decode::text).unwrap_or_default()
        }
    }
}

fn body(body: &PartType<'_>, place: &Place, context: &mut Context<'_>) {
    match body {
        PartType::Text(text) => lines(text, place, context),
        PartType::Html(text) => html::page(&decode::tidy(text), place, context),
        _ => {}
    }
}

fn lines(text: &str, place: &Place, context: &mut Context<'_>) {
    let text = decode::tidy(text);
    let mut joined = Joined::new(place);
    for (number, line) in text.lines().enumerate() {
        joined.push(&[Step::Line(number as u64 + 1)], line, context);
    }
    joined.finish(context);
}

fn attachment(
    part: &mail_parser::MessagePart<'_>,
    name: Option<String>,
    number: usize,
    place: &Place,
    context: &mut Context<'_>,
) {
    let name = name.unwrap_or_else(|| format!("part-{number}"));
    let place = place.with(Step::Attachment(name.clone()));
    let bytes: Cow<'_, [u8]> = match &part.body {
        PartType::Multipart(_) => return,
        PartType::Message(inner) => return nested(inner, &place, context),
        PartType::Text(text) | PartType::Html(text) => Cow::Borrowed(text.as_bytes()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Cow::Borrowed(bytes),
    };
    name_of(&name, &place, context);
    if !context.budget.entry() {
        return context.fault(&place, Reason::TooLarge);
    }
    context.read(Part { input: Input::Bytes(bytes), name, place });
}

/// A message in a message: with its own bytes, so that depth is counted.
fn nested(inner: &Message<'_>, place: &Place, context: &mut Context<'_>) {
    let bytes = inner.raw_message();
    let range = inner.root_part();
    let start = usize::try_from(range.offset_header).unwrap_or_default();
    let end = usize::try_from(range.offset_end).unwrap_or_default();
    let own = bytes.get(start..end).filter(|own| !own.is_empty()).unwrap_or(bytes);
    if place.0.len() > context.limits().depth {
        return context.fault(place, Reason::TooDeep);
    }
    if message(own, place, context).is_err() {
        read_message(inner, place, context);
    }
}

/// The name of a file is text too.
pub(super) fn name_of(name: &str, place: &Place, context: &mut Context<'_>) {
    context.say(&place.with(Step::FileName), name);
}

/// A mailbox in one file: messages one after the other, each begun by a line `From …`.
pub(super) fn read_box(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let mut reader = BufReader::with_capacity(256 * 1024, part.input.reader());
    let limit = context.limits().whole;
    let mut each = Messages { place: part.place, number: 0, bytes: Vec::new(), too_large: false };
    let mut line = Vec::new();
    let mut blank = true;
    loop {
        line.clear();
        // A line is bounded too: what is longer comes in several goes.
        let count = (&mut reader).take(1 << 20).read_until(b'\n', &mut line)?;
        if count == 0 {
            each.close(context);
            return Ok(());
        }
        if blank && line.starts_with(b"From ") {
            each.close(context);
            each.number += 1;
            blank = false;
            continue;
        }
        blank = line.trim_ascii().is_empty();
        each.add(&line, limit);
    }
}

struct Messages {
    place: Place,
    number: u64,
    bytes: Vec<u8>,
    too_large: bool,
}

impl Messages {
    fn add(&mut self, line: &[u8], limit: u64) {
        if (self.bytes.len() + line.len()) as u64 > limit {
            self.too_large = true;
        } else {
            let quoted = line.starts_with(b">From ");
            self.bytes.extend(line.get(usize::from(quoted)..).unwrap_or_default());
        }
    }

    fn close(&mut self, context: &mut Context<'_>) {
        let bytes = std::mem::take(&mut self.bytes);
        let too_large = std::mem::take(&mut self.too_large);
        if self.number == 0 {
            return;
        }
        let place = self.place.with(Step::Mail(self.number));
        if let Err(reason) = message(&bytes, &place, context) {
            context.fault(&place, reason);
        }
        if too_large {
            context.fault(&place, Reason::TooLarge);
        }
    }
}
