//! XML of no other kind: text and attributes, each with the names of the elements around it.

use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::{Context, Joined, Part, decode, text};
use crate::fault::Reason;
use crate::place::Step;

pub(super) fn read(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let (head, input) = part.input.peek()?;
    if std::str::from_utf8(&head).is_err_and(|error| error.error_len().is_some()) {
        // Some other encoding: as a whole where it fits, as it stands where it does not.
        let bytes = input.bytes(context.limits().whole)?;
        let text = decode::labelled(&bytes, declared(&head).as_bytes());
        return read_from(text.as_bytes(), &part.place, context);
    }
    read_from(BufReader::with_capacity(64 * 1024, input.reader()), &part.place, context)
}

/// The encoding that the first line states.
fn declared(head: &[u8]) -> String {
    let line = decode::text(head.get(..head.len().min(200)).unwrap_or_default());
    let value = line.split("encoding=").nth(1).unwrap_or_default();
    value.split(['"', '\'']).nth(1).unwrap_or_default().to_owned()
}

fn read_from(
    source: impl std::io::BufRead,
    place: &crate::place::Place,
    context: &mut Context<'_>,
) -> Result<(), Reason> {
    let mut reader = Reader::from_reader(source);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut walk = Walk { joined: Joined::new(place), path: Vec::new(), text: String::new() };
    let mut buffer = Vec::new();
    let outcome = loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => break Ok(()),
            Ok(event) => walk.event(&event, context),
            Err(_) => break Err(Reason::Damaged),
        }
    };
    walk.close(context);
    walk.joined.finish(context);
    if outcome.is_err() {
        text::stream(reader.into_inner(), place, false, context)?;
    }
    outcome
}

struct Walk {
    joined: Joined,
    path: Vec<String>,
    text: String,
}

impl Walk {
    fn event(&mut self, event: &Event<'_>, context: &mut Context<'_>) {
        match event {
            Event::Start(start) => {
                self.close(context);
                self.path.push(start.local_name().as_ref().to_owned());
                self.attributes(start, context);
            }
            Event::Empty(start) => {
                self.close(context);
                self.path.push(start.local_name().as_ref().to_owned());
                self.attributes(start, context);
                self.path.pop();
            }
            Event::End(_) => {
                self.close(context);
                self.path.pop();
            }
            Event::Text(text) => self.text.push_str(&text.xml10_content()),
            Event::CData(text) => self.text.push_str(&text.xml10_content()),
            Event::Comment(text) => self.say(&text.xml10_content(), context),
            Event::GeneralRef(name) => self.text.push_str(&entity(name)),
            _ => {}
        }
    }

    fn attributes(&mut self, start: &BytesStart<'_>, context: &mut Context<'_>) {
        for attribute in start.attributes().with_checks(false).flatten() {
            let value = unescape(&attribute.value).unwrap_or_default().into_owned();
            self.path.push(format!("@{}", attribute.key.local_name().as_ref()));
            self.say(&value, context);
            self.path.pop();
        }
    }

    fn close(&mut self, context: &mut Context<'_>) {
        let text = std::mem::take(&mut self.text);
        self.say(&text, context);
    }

    fn say(&mut self, text: &str, context: &mut Context<'_>) {
        if text.trim().is_empty() {
            return;
        }
        let steps = [Step::Value(self.path.join("/"))];
        if let Some(name) = self.path.last() {
            self.joined.add(&steps, name.trim_start_matches('@'), ": ", context);
        }
        self.joined.push(&steps, &decode::tidy(text.trim()), context);
    }
}

/// The character that `&name;` stands for.
pub(crate) fn entity(name: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(letter)) = name.resolve_char_ref() {
        return letter.to_string();
    }
    let name = name.xml10_content();
    match &*name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        "nbsp" => "\u{A0}".to_owned(),
        other => format!("&{other};"),
    }
}
