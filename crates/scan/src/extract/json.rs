//! JSON of any size: each value with the way to it. One document, one a line, or behind an assignment as X writes its archive.

use std::fmt;
use std::io::{BufRead, BufReader, Read};

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::error::Category;

use super::{Context, Joined, Part, decode, text};
use crate::fault::Reason;
use crate::place::Step;

pub(super) fn read(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let (head, input) = part.input.peek()?;
    let place = part.place;
    if decode::wide(&head).is_some() || !is_utf8(&head) {
        return text::stream(input.reader(), &place, false, context);
    }
    let mut reader = BufReader::with_capacity(64 * 1024, input.reader());
    skip_assignment(&mut reader, &head)?;
    let several = has_several(&head);
    let mut walk = Walk {
        joined: Joined::new(&place),
        path: String::new(),
        key: String::new(),
        record: several.then_some(0),
        context,
    };
    let outcome = walk.documents(&mut reader);
    let Walk { mut joined, context, .. } = walk;
    joined.finish(context);
    let Err(reason) = outcome else { return Ok(()) };
    // What is left is text all the same.
    text::stream(reader, &place, false, context)?;
    Err(reason)
}

fn is_utf8(head: &[u8]) -> bool {
    !matches!(std::str::from_utf8(head), Err(error) if error.error_len().is_some())
}

/// Whether the first line is a whole document, and there are more.
fn has_several(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let first = lines.next().unwrap_or_default();
    let whole = serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok();
    whole && lines.next().is_some()
}

/// Skips a byte order mark and `window.YTD.tweets.part0 = `.
fn skip_assignment(reader: &mut impl BufRead, head: &[u8]) -> Result<(), Reason> {
    let mark = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let start = head.get(mark..).unwrap_or_default();
    let skip = match start.trim_ascii_start().first() {
        Some(b'[' | b'{' | b'"') | None => mark,
        _ => mark + start.iter().position(|byte| matches!(byte, b'[' | b'{')).unwrap_or_default(),
    };
    std::io::copy(&mut reader.take(skip as u64), &mut std::io::sink())?;
    Ok(())
}

/// Walks through the values and remembers the way.
struct Walk<'a, 'c> {
    joined: Joined,
    path: String,
    /// The key that was read and not yet given.
    key: String,
    record: Option<u64>,
    context: &'a mut Context<'c>,
}

impl Walk<'_, '_> {
    fn documents(&mut self, reader: &mut impl Read) -> Result<(), Reason> {
        let mut values = Deserializer::from_reader(reader);
        loop {
            match values.end() {
                Ok(()) => return Ok(()),
                Err(error) if error.classify() == Category::Io => return Err(Reason::Damaged),
                Err(_) => {}
            }
            if let Some(record) = &mut self.record {
                *record += 1;
            }
            self.path.clear();
            (&mut *self).deserialize(&mut values).map_err(|_| Reason::Damaged)?;
        }
    }

    fn steps(&self) -> Vec<Step> {
        self.record.map(Step::Record).into_iter().chain([Step::Value(self.path.clone())]).collect()
    }

    /// Gives the key, with a line break behind it where no single value follows.
    fn say_key(&mut self, end: &str) {
        let key = std::mem::take(&mut self.key);
        if !key.is_empty() {
            self.joined.add(&self.steps(), &key, end, self.context);
        }
    }

    fn say(&mut self, value: &str) {
        self.say_key(": ");
        self.joined.push(&self.steps(), &decode::tidy(value), self.context);
    }
}

impl<'de> DeserializeSeed<'de> for &mut Walk<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Walk<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.say(value);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.say(&value.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.say(&value.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.say(&value.to_string());
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        self.say_key("\n");
        let length = self.path.len();
        let mut number = 0;
        loop {
            self.path.push_str(&format!("[{number}]"));
            let more = values.next_element_seed(&mut *self)?;
            self.path.truncate(length);
            number += 1;
            if more.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        self.say_key("\n");
        let length = self.path.len();
        while let Some(key) = values.next_key::<String>()? {
            if length > 0 {
                self.path.push('.');
            }
            self.key = decode::tidy(&key).into_owned();
            self.path.push_str(&self.key);
            values.next_value_seed(&mut *self)?;
            self.path.truncate(length);
        }
        Ok(())
    }
}
