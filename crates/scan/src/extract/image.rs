//! Pictures: what the camera and the author wrote into them, and, where `tesseract` is installed and wanted, the text on them.

use std::io::{Cursor, Write as _};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use exif::{In, Tag, Value};

use super::{Context, Joined, Part, decode};
use crate::fault::Reason;
use crate::place::{Place, Step};

/// What people or cameras write about people and places.
const TAGS: [(Tag, &str); 9] = [
    (Tag::Artist, "artist"),
    (Tag::Copyright, "copyright"),
    (Tag::ImageDescription, "description"),
    (Tag::UserComment, "comment"),
    (Tag(exif::Context::Tiff, 0x9C9B), "title"),
    (Tag(exif::Context::Tiff, 0x9C9C), "comment"),
    (Tag(exif::Context::Tiff, 0x9C9D), "author"),
    (Tag(exif::Context::Exif, 0xA430), "owner"),
    (Tag(exif::Context::Exif, 0xA431), "serial"),
];

pub(super) fn read(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let bytes = part.input.bytes(context.limits().whole)?;
    metadata(&bytes, &part.place, context);
    letters(&bytes, &part.place, context)
}

fn metadata(bytes: &[u8], place: &Place, context: &mut Context<'_>) {
    let mut joined = Joined::new(place);
    if let Ok(data) = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)) {
        for (tag, name) in TAGS {
            if let Some(field) = data.get_field(tag, In::PRIMARY) {
                joined.push(&[Step::Property(name.to_owned())], &decode::tidy(&words(&field.value)), context);
            }
        }
        let has_place = data.get_field(Tag::GPSLatitude, In::PRIMARY).is_some();
        if let (true, Some(latitude), Some(longitude)) = (
            has_place,
            data.get_field(Tag::GPSLatitude, In::PRIMARY),
            data.get_field(Tag::GPSLongitude, In::PRIMARY),
        ) {
            let text = format!("GPS {} {}", latitude.display_value(), longitude.display_value());
            joined.push(&[Step::Property("gps".to_owned())], &text, context);
        }
    }
    for packet in xmp(bytes) {
        joined.push(&[Step::Property("xmp".to_owned())], &decode::tidy(&packet), context);
    }
    joined.finish(context);
}

fn words(value: &Value) -> String {
    match value {
        Value::Ascii(texts) => texts.iter().map(|text| decode::text(text)).collect::<Vec<_>>().join(" "),
        Value::Undefined(bytes, _) => decode::text(bytes.get(8..).unwrap_or(bytes)),
        Value::Byte(bytes) => decode::decode(bytes, decode::Charset::Web(encoding_rs::UTF_16LE)),
        other => format!("{:?}", other.display_as(Tag::UserComment).to_string()),
    }
}

/// The words of the XMP packets in a picture, without their markup.
fn xmp(bytes: &[u8]) -> Vec<String> {
    let starts = memchr::memmem::find_iter(bytes, b"<x:xmpmeta").take(4);
    let packet = |start: usize| {
        let rest = bytes.get(start..)?;
        let end = memchr::memmem::find(rest, b"</x:xmpmeta>")?;
        let text = decode::text(rest.get(..end)?);
        let words = text.split('<').filter_map(|tag| Some(tag.split_once('>')?.1.trim()));
        Some(words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n"))
    };
    starts.filter_map(packet).collect()
}

/// Gives the text on a picture; `ocr-missing` where it cannot be read.
pub(super) fn letters(bytes: &[u8], place: &Place, context: &mut Context<'_>) -> Result<(), Reason> {
    if !context.options.ocr {
        return Err(Reason::OcrMissing);
    }
    let languages = languages().ok_or(Reason::OcrMissing)?;
    let text = recognised(bytes, languages).ok_or(Reason::Damaged)?;
    context.say(&place.with(Step::Picture), &decode::text(&text));
    Ok(())
}

/// Runs `tesseract` with the picture on its standard input.
fn recognised(bytes: &[u8], languages: &str) -> Option<Vec<u8>> {
    let mut file = tempfile::NamedTempFile::new().ok()?;
    file.write_all(bytes).ok()?;
    let mut command = Command::new("tesseract");
    command.arg(file.path()).args(["stdout", "-l", languages]).env("OMP_THREAD_LIMIT", "1");
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// The languages that `tesseract` here knows of Swedish and English; nothing where it is not installed.
fn languages() -> Option<&'static str> {
    static KNOWN: OnceLock<Option<&'static str>> = OnceLock::new();
    *KNOWN.get_or_init(|| {
        let listed = Command::new("tesseract").arg("--list-langs").stdin(Stdio::null()).output().ok()?;
        let text = [listed.stdout, listed.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        let has = |language: &str| text.lines().any(|line| line.trim() == language);
        match (has("swe"), has("eng")) {
            (true, true) => Some("swe+eng"),
            (true, false) => Some("swe"),
            (false, true) => Some("eng"),
            (false, false) => None,
        }
    })
}
