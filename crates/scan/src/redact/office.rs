//! Word, Excel, `PowerPoint` and `OpenDocument`: every part with words is rewritten, all others are carried over as they are.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{Plan, RedactError, Redacted, copy, rewrite};
use crate::extract::{Story, decode, dialect, document_kind, story};
use crate::fault::Reason;
use crate::kind::Kind;
use crate::markup::{self, Paragraph};

/// Bytes that all parts of a document may unpack to.
const UNPACKED: u64 = 512 << 20;

/// A part of a document.
struct Part {
    name: String,
    bytes: Vec<u8>,
    stored: bool,
    words: Option<(String, Vec<Paragraph>)>,
}

pub(super) fn archive(bytes: &[u8], name: &str, plan: &mut Plan<'_>) -> Result<Redacted, RedactError> {
    let kind = document_kind(bytes)?;
    if kind == Kind::Zip || kind == Kind::Xls {
        return Err(RedactError::Kind(kind));
    }
    let mut parts = parts(bytes)?;
    for part in &mut parts {
        part.words = words(part)?;
    }
    let read = parts.iter().filter_map(|part| part.words.as_ref());
    for paragraph in read.flat_map(|(_, paragraphs)| paragraphs) {
        plan.learn(&paragraph.text())?;
    }
    let mut pictures = 0;
    for part in &mut parts {
        pictures += renew(part, name, plan)?;
    }
    parts.retain(|part| !is_thumbnail(&part.name));
    let bytes = packed(&parts).map_err(|error| RedactError::Unreadable(Reason::from(error)))?;
    Ok(Redacted { bytes, replaced: 0, pictures, kind })
}

fn parts(bytes: &[u8]) -> Result<Vec<Part>, RedactError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Reason::from)?;
    let mut left = UNPACKED;
    let mut parts = Vec::new();
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(Reason::from)?;
        let name = decode::text(entry.name_raw());
        let stored = entry.compression() == CompressionMethod::Stored;
        let mut bytes = Vec::new();
        entry.take(left + 1).read_to_end(&mut bytes).map_err(Reason::from)?;
        left = left.checked_sub(bytes.len() as u64).ok_or(Reason::TooLarge)?;
        if !name.ends_with('/') {
            parts.push(Part { name, bytes, stored, words: None });
        }
    }
    Ok(parts)
}

/// The words of a part; nothing where it holds none.
fn words(part: &Part) -> Result<Option<(String, Vec<Paragraph>)>, RedactError> {
    let story = story(&part.name);
    if matches!(story, Story::Nothing | Story::File) {
        return Ok(None);
    }
    let xml = decode::labelled(&part.bytes, b"utf-8");
    let paragraphs = markup::paragraphs(&xml, dialect(&part.name, &story)).map_err(|_| Reason::Damaged)?;
    Ok(Some((xml, paragraphs)))
}

/// Gives a part its new bytes; returns how many pictures it is.
fn renew(part: &mut Part, name: &str, plan: &mut Plan<'_>) -> Result<u64, RedactError> {
    if let Some((xml, paragraphs)) = &part.words {
        let xml = rewrite::rewrite(xml, paragraphs, plan)?;
        part.bytes = if part.name == "_rels/.rels" { without_thumbnail(&xml) } else { xml }.into_bytes();
        return Ok(0);
    }
    if story(&part.name) != Story::File {
        return Ok(0);
    }
    // A document in the document is redacted with the same words; a picture stays and is counted.
    match copy(&part.bytes, &part.name, plan) {
        Ok(inner) => {
            part.bytes = inner.bytes;
            Ok(inner.pictures)
        }
        Err(RedactError::Kind(Kind::Image | Kind::Media | Kind::Unknown)) => Ok(1),
        Err(error) if part.name == name => Err(error),
        Err(error) => Err(error),
    }
}

/// A small picture of the first page, as it was before.
fn is_thumbnail(name: &str) -> bool {
    name.to_lowercase().contains("thumbnail")
}

fn without_thumbnail(rels: &str) -> String {
    let kept = rels.split_inclusive('>').filter(|tag| !(tag.contains("<Relationship ") && is_thumbnail(tag)));
    kept.collect()
}

fn packed(parts: &[Part]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for part in parts {
        let method = if part.stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(part.name.as_str(), SimpleFileOptions::default().compression_method(method))?;
        writer.write_all(&part.bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}
