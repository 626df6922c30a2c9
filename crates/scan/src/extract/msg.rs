//! Compound files: Outlook messages, the older Excel, locked documents, and what nothing here reads.

use std::io::{Cursor, Read as _};
use std::path::Path;

use cfb::CompoundFile;
use encoding_rs::{UTF_16LE, WINDOWS_1252};

use super::{Context, Input, Joined, Part, decode, html, mail, rtf, sheet};
use crate::fault::Reason;
use crate::kind::Kind;
use crate::place::{Place, Step};

type Compound<'b> = CompoundFile<Cursor<&'b [u8]>>;

/// The properties that hold words: number, and the field's name.
const FIELDS: [(&str, &str); 16] = [
    ("0037", "subject"),
    ("0C1A", "from"),
    ("0C1F", "from"),
    ("5D01", "from"),
    ("0042", "from"),
    ("0065", "from"),
    ("0E04", "to"),
    ("0E03", "cc"),
    ("0E02", "bcc"),
    ("3001", "to"),
    ("3003", "to"),
    ("39FE", "to"),
    ("007D", "headers"),
    ("3A08", "telephone"),
    ("3A1C", "telephone"),
    ("8005", "email"),
];

pub(super) fn read_compound(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let bytes = part.input.bytes(context.limits().whole)?;
    let mut compound = CompoundFile::open(Cursor::new(&*bytes))?;
    let kind = kind(&compound);
    context.settle(kind);
    match kind {
        Kind::Msg => message(&mut compound, Path::new("/"), &part.place, context),
        Kind::Xls => sheet::workbook(&bytes, &part.place, context),
        _ if compound.exists("/EncryptedPackage") => Err(Reason::Password),
        _ => {
            strings(&mut compound, &part.place, context);
            Err(Reason::UnknownFormat)
        }
    }
}

/// Letters of the shortest run that is taken for words.
const RUN: usize = 6;

/// The words of an older text or presentation as they lie in its streams, in no order that means anything. Better than
/// nothing: a number or an address is seen, and the fault stays.
fn strings(compound: &mut Compound<'_>, place: &Place, context: &mut Context<'_>) {
    for name in ["/WordDocument", "/PowerPoint Document", "/0Table", "/1Table", "/\u{5}SummaryInformation"] {
        let Some(bytes) = stream(compound, Path::new(name)) else { continue };
        let narrow = WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned();
        let wide = UTF_16LE.decode_without_bom_handling(&bytes).0.into_owned();
        for text in [narrow, wide] {
            let mut joined = Joined::new(place);
            for run in text.split(|letter: char| !is_word(letter)).filter(|run| run.chars().count() >= RUN) {
                joined.push(&[], &decode::tidy(run), context);
            }
            joined.finish(context);
        }
    }
}

/// Whether a letter is one that Swedish is written with, or stands between words.
fn is_word(letter: char) -> bool {
    (' '..='~').contains(&letter) || ('À'..='ž').contains(&letter) || matches!(letter, '–' | '’' | '”')
}

fn kind(compound: &Compound<'_>) -> Kind {
    if compound.exists("/__properties_version1.0") {
        Kind::Msg
    } else if compound.exists("/Workbook") || compound.exists("/Book") {
        Kind::Xls
    } else {
        Kind::Ole
    }
}

fn message(
    compound: &mut Compound<'_>,
    root: &Path,
    place: &Place,
    context: &mut Context<'_>,
) -> Result<(), Reason> {
    fields(compound, root, place, context);
    body(compound, root, place, context);
    let inner: Vec<_> = compound.read_storage(root)?.map(|entry| entry.name().to_owned()).collect();
    for name in inner {
        let path = root.join(&name);
        if name.starts_with("__recip_version1.0") {
            fields(compound, &path, place, context);
        } else if name.starts_with("__attach_version1.0") {
            attachment(compound, &path, place, context);
        }
    }
    Ok(())
}

fn fields(compound: &mut Compound<'_>, root: &Path, place: &Place, context: &mut Context<'_>) {
    let mut joined = Joined::new(place);
    for (property, field) in FIELDS {
        if let Some(text) = text(compound, root, property) {
            let step = [Step::Field(field.to_owned())];
            joined.add(&step, field, ": ", context);
            joined.push(&step, &decode::tidy(&text), context);
        }
    }
    joined.finish(context);
}

fn body(compound: &mut Compound<'_>, root: &Path, place: &Place, context: &mut Context<'_>) {
    let place = place.with(Step::Body);
    let plain = text(compound, root, "1000");
    if let Some(text) = &plain {
        context.say(&place, text);
    }
    if let Some(bytes) = stream(compound, &root.join("__substg1.0_10130102")) {
        html::page(&decode::text(&bytes), &place, context);
    } else if let Some(text) = text(compound, root, "1013") {
        html::page(&text, &place, context);
    } else if plain.is_none()
        && let Some(packed) = stream(compound, &root.join("__substg1.0_10090102"))
    {
        match unpacked(&packed) {
            Some(text) => rtf::words(&text, &place, context),
            None => context.fault(&place, Reason::Damaged),
        }
    }
}

/// A property with words, in either of its two encodings.
fn text(compound: &mut Compound<'_>, root: &Path, property: &str) -> Option<String> {
    if let Some(bytes) = stream(compound, &root.join(format!("__substg1.0_{property}001F"))) {
        return Some(UTF_16LE.decode(&bytes).0.trim_end_matches('\0').to_owned());
    }
    let bytes = stream(compound, &root.join(format!("__substg1.0_{property}001E")))?;
    Some(decode::labelled(&bytes, WINDOWS_1252.name().as_bytes()).trim_end_matches('\0').to_owned())
}

fn stream(compound: &mut Compound<'_>, path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    compound.open_stream(path).ok()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn attachment(compound: &mut Compound<'_>, root: &Path, place: &Place, context: &mut Context<'_>) {
    let name = ["3707", "3704", "3001"].into_iter().find_map(|property| text(compound, root, property));
    let name = name.unwrap_or_else(|| "attachment".to_owned());
    let place = place.with(Step::Attachment(name.clone()));
    mail::name_of(&name, &place, context);
    if !context.budget.entry() {
        return context.fault(&place, Reason::TooLarge);
    }
    let embedded = root.join("__substg1.0_3701000D");
    if compound.is_storage(&embedded) {
        let deep = place.0.len() > context.limits().depth;
        let outcome = if deep { Err(Reason::TooDeep) } else { message(compound, &embedded, &place, context) };
        if let Err(reason) = outcome {
            context.fault(&place, reason);
        }
    } else if let Some(bytes) = stream(compound, &root.join("__substg1.0_37010102")) {
        context.read(Part { input: Input::Bytes(bytes.into()), name, place });
    }
}

/// What every packed rich text is taken to begin with (MS-OXRTFCP 2.1.2.1).
const BEFORE: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The rich text of a message, unpacked; nothing where it is damaged.
fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let size = usize::try_from(u32::from_le_bytes(packed.get(4..8)?.try_into().ok()?)).ok()?;
    let data = packed.get(16..)?;
    if packed.get(8..12)? == b"MELA" {
        return Some(data.to_vec());
    }
    let mut text = BEFORE.to_vec();
    let mut at = 0;
    while at < data.len() && text.len() < BEFORE.len() + size {
        let flags = *data.get(at)?;
        at += 1;
        for bit in 0..8 {
            if flags >> bit & 1 == 0 {
                let Some(byte) = data.get(at) else { break };
                text.push(*byte);
                at += 1;
            } else {
                let Some(pair) = data.get(at..at + 2) else { break };
                at += 2;
                if !copy(&mut text, u16::from_be_bytes(pair.try_into().ok()?)) {
                    return Some(text.split_off(BEFORE.len()));
                }
            }
        }
    }
    Some(text.split_off(BEFORE.len()))
}

/// Repeats what stands in the window of 4,096 bytes; false at the end mark.
fn copy(text: &mut Vec<u8>, reference: u16) -> bool {
    let from = usize::from(reference >> 4);
    let length = usize::from(reference & 15) + 2;
    let back = (text.len() + 4096 - from) % 4096;
    if back == 0 {
        return false;
    }
    for _ in 0..length {
        let byte = text.len().checked_sub(back).and_then(|at| text.get(at)).copied();
        text.push(byte.unwrap_or_default());
    }
    true
}
