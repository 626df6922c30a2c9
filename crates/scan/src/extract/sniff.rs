//! What a file is: by its first bytes, then, where they are text, by its name and by how the text begins.

use super::decode;
use crate::kind::Kind;

/// First bytes that settle it.
const MAGIC: [(&[u8], Kind); 20] = [
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"PK\x07\x08", Kind::Zip),
    (b"7z\xBC\xAF\x27\x1C", Kind::SevenZ),
    (b"\x1F\x8B", Kind::Gz),
    (b"{\\rtf", Kind::Rtf),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::Ole),
    (b"\x89PNG\r\n\x1A\n", Kind::Image),
    (b"\xFF\xD8\xFF", Kind::Image),
    (b"GIF8", Kind::Image),
    (b"II*\0", Kind::Image),
    (b"MM\0*", Kind::Image),
    (b"BM", Kind::Unknown),
    (b"ID3", Kind::Media),
    (b"OggS", Kind::Media),
    (b"fLaC", Kind::Media),
    (b"\x1A\x45\xDF\xA3", Kind::Media),
    (b"\xFF\xFB", Kind::Media),
    (b"\x7FELF", Kind::Unknown),
    (b"SQLite format 3\0", Kind::Unknown),
];

/// What a name says about text.
const NAMES: [(&str, Kind); 24] = [
    ("csv", Kind::Csv),
    ("tsv", Kind::Csv),
    ("tab", Kind::Csv),
    ("json", Kind::Json),
    ("ndjson", Kind::Json),
    ("jsonl", Kind::Json),
    ("geojson", Kind::Json),
    ("xml", Kind::Xml),
    ("svg", Kind::Xml),
    ("gpx", Kind::Xml),
    ("kml", Kind::Xml),
    ("fodt", Kind::Xml),
    ("rss", Kind::Xml),
    ("html", Kind::Html),
    ("htm", Kind::Html),
    ("xhtml", Kind::Html),
    ("eml", Kind::Eml),
    ("emlx", Kind::Eml),
    ("mbox", Kind::Mbox),
    ("mbx", Kind::Mbox),
    ("ics", Kind::Ics),
    ("ical", Kind::Ics),
    ("vcf", Kind::Vcf),
    ("vcard", Kind::Vcf),
];

/// The kind of a file with this beginning and this name.
pub(crate) fn kind(head: &[u8], name: &str) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    by_magic(head).unwrap_or_else(|| by_text(head, name))
}

fn by_magic(head: &[u8]) -> Option<Kind> {
    let inside = head.get(..head.len().min(1024)).unwrap_or_default();
    if memchr::memmem::find(inside, b"%PDF-").is_some() {
        return Some(Kind::Pdf);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(Kind::Tar);
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Some(if head.get(8..11) == Some(b"hei") { Kind::Image } else { Kind::Media });
    }
    if head.starts_with(b"RIFF") {
        return Some(if head.get(8..12) == Some(b"WEBP") { Kind::Image } else { Kind::Media });
    }
    if head.starts_with(b"BM") {
        // Two letters begin many a text; a bitmap has two zeros as reserved words.
        return (head.get(6..10) == Some(&[0; 4])).then_some(Kind::Image);
    }
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind)
}

fn by_text(head: &[u8], name: &str) -> Kind {
    if !decode::is_text(head) {
        return if extension(name) == "tar" { Kind::Tar } else { Kind::Unknown };
    }
    let start = decode::text(head);
    let start = start.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    if start.starts_with("From ") && is_header(start.lines().nth(1).unwrap_or_default()) {
        return Kind::Mbox;
    }
    by_name(name).or_else(|| by_start(start)).unwrap_or(Kind::Text)
}

fn by_name(name: &str) -> Option<Kind> {
    let extension = extension(name);
    // X puts its archive into scripts: `window.YTD.tweets.part0 = [`; other scripts are text.
    NAMES.iter().find(|(known, _)| *known == extension).map(|(_, kind)| *kind)
}

/// What stands behind the last dot, in small letters.
pub(crate) fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

fn by_start(start: &str) -> Option<Kind> {
    let low: String = start.chars().take(200).collect::<String>().to_ascii_lowercase();
    let starts = |with: &[&str]| with.iter().any(|with| low.starts_with(with));
    if starts(&["<!doctype html", "<html", "<head", "<body"]) {
        Some(Kind::Html)
    } else if starts(&["<?xml"]) {
        Some(if low.contains("<html") { Kind::Html } else { Kind::Xml })
    } else if starts(&["begin:vcard"]) {
        Some(Kind::Vcf)
    } else if starts(&["begin:vcalendar"]) {
        Some(Kind::Ics)
    } else if starts(&["window.ytd.", "{\"", "[{\"", "[\"", "{\n", "[\n", "{\r\n", "[\r\n"]) {
        Some(Kind::Json)
    } else {
        is_message(start).then_some(Kind::Eml)
    }
}

/// Whether it begins as a message does: header lines, and one of them is one that every message has.
fn is_message(start: &str) -> bool {
    let mut known = false;
    for line in start.lines().take(60) {
        if line.is_empty() {
            return known;
        }
        if !line.starts_with([' ', '\t']) && !is_header(line) {
            return false;
        }
        let low = line.to_ascii_lowercase();
        known |= ["message-id:", "received:", "mime-version:", "return-path:", "delivered-to:"]
            .iter()
            .any(|header| low.starts_with(header));
    }
    known
}

fn is_header(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}
