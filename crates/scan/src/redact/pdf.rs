//! PDF: letters are taken out of the content streams, and everything beside the pages that could repeat them is dropped.

use std::collections::{BTreeMap, HashSet};

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};

use super::{Plan, RedactError, Redacted, find_words};
use crate::extract::pdf::extras;
use crate::extract::pdf::glyphs::{self, Glyph, Shown};
use crate::extract::pdf::{is_picture, open};
use crate::kind::Kind;

/// Keys that repeat words of the page, or tell about its past.
const DROPPED: [&[u8]; 18] = [
    b"Metadata",
    b"PieceInfo",
    b"Thumb",
    b"ActualText",
    b"Alt",
    b"E",
    b"TU",
    b"TM",
    b"Contents",
    b"RC",
    b"RV",
    b"V",
    b"DV",
    b"Subj",
    b"EmbeddedFiles",
    b"AF",
    b"JavaScript",
    b"EF",
];

pub(super) fn pdf(bytes: &[u8], plan: &mut Plan<'_>) -> Result<Redacted, RedactError> {
    let mut document = open(bytes)?;
    let pages = document.get_pages();
    let shown = shown(&document, &pages)?;
    for stream in shown.values().flatten() {
        plan.learn(&stream.text)?;
    }
    learn_beside(&document, plan)?;
    let pictures = shown.values().flatten().map(|stream| stream.pictures as u64).sum();
    for (page, streams) in &shown {
        for stream in streams {
            renew(&mut document, *page, stream, plan)?;
        }
    }
    scrub(&mut document, plan);
    document.prune_objects();
    document.renumber_objects();
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(crate::fault::Reason::from)?;
    prove(&bytes, plan)?;
    Ok(Redacted { bytes, replaced: 0, pictures, kind: Kind::Pdf })
}

fn shown(
    document: &Document,
    pages: &BTreeMap<u32, ObjectId>,
) -> Result<BTreeMap<ObjectId, Vec<Shown>>, RedactError> {
    let mut all = BTreeMap::new();
    for (number, page) in pages {
        let streams = glyphs::of_page(document, *page)?;
        if is_picture(&streams) {
            return Err(RedactError::Picture(*number));
        }
        all.insert(*page, streams);
    }
    Ok(all)
}

/// What stands beside the pages is dropped, but says what else has to go.
fn learn_beside(document: &Document, plan: &mut Plan<'_>) -> Result<(), RedactError> {
    let mut texts = Vec::new();
    for object in document.objects.values() {
        strings(object, &mut texts);
    }
    texts.sort();
    texts.dedup();
    texts.iter().try_for_each(|text| plan.learn(text))
}

fn strings(object: &Object, found: &mut Vec<String>) {
    match object {
        Object::String(bytes, _) => found.push(extras::words(bytes)),
        Object::Array(all) => all.iter().for_each(|one| strings(one, found)),
        Object::Dictionary(all) => all.iter().for_each(|(_, one)| strings(one, found)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, one)| strings(one, found)),
        _ => {}
    }
}

/// Writes one content stream anew, where anything in it goes.
fn renew(
    document: &mut Document,
    page: ObjectId,
    stream: &Shown,
    plan: &mut Plan<'_>,
) -> Result<(), RedactError> {
    let replacements = plan.replacements(&stream.text)?;
    let gone = |glyph: &&Glyph| {
        replacements.iter().any(|one| one.start < glyph.text.end && glyph.text.start < one.end)
    };
    let gone: Vec<&Glyph> = stream.glyphs.iter().filter(gone).collect();
    let told = stream.operations.iter().any(tells);
    if gone.is_empty() && !told {
        return Ok(());
    }
    let operations = stream.operations.iter().enumerate();
    let operations: Vec<Operation> =
        operations.flat_map(|(number, operation)| without(number, operation, stream, &gone)).collect();
    let content = Content { operations }.encode()?;
    if let Some(form) = stream.form {
        document.get_object_mut(form)?.as_stream_mut()?.set_plain_content(content);
    } else {
        let new = document.add_object(Stream::new(Dictionary::new(), content));
        document.get_dictionary_mut(page)?.set("Contents", new);
    }
    Ok(())
}

/// Whether an operator carries words of its own, as `/Span <</ActualText (…)>> BDC` does.
fn tells(operation: &Operation) -> bool {
    matches!(operation.operator.as_str(), "BDC" | "DP")
        && operation.operands.iter().any(|one| matches!(one, Object::Dictionary(_)))
}

/// An operator without the letters that go; gaps keep the others where they are.
fn without(number: usize, operation: &Operation, stream: &Shown, gone: &[&Glyph]) -> Vec<Operation> {
    if tells(operation) {
        let kept = operation.operands.iter().map(|one| match one {
            Object::Dictionary(words) => Object::Dictionary(dropped(words)),
            other => other.clone(),
        });
        return vec![Operation::new(&operation.operator, kept.collect())];
    }
    if !gone.iter().any(|glyph| glyph.operation == number) {
        return vec![operation.clone()];
    }
    let drawn: Vec<&Glyph> = stream.glyphs.iter().filter(|glyph| glyph.operation == number).collect();
    let gone: HashSet<(Option<usize>, usize)> = gone
        .iter()
        .filter(|glyph| glyph.operation == number)
        .map(|glyph| (glyph.element, glyph.bytes.start))
        .collect();
    let mut operations = before(operation);
    operations.push(Operation::new("TJ", vec![Object::Array(gaps(operation, &drawn, &gone))]));
    operations
}

/// What `'` and `"` do before they show.
fn before(operation: &Operation) -> Vec<Operation> {
    let value = |at: usize| operation.operands.get(at).cloned().unwrap_or(Object::Integer(0));
    match operation.operator.as_str() {
        "'" => vec![Operation::new("T*", vec![])],
        "\"" => vec![
            Operation::new("Tw", vec![value(0)]),
            Operation::new("Tc", vec![value(1)]),
            Operation::new("T*", vec![]),
        ],
        _ => Vec::new(),
    }
}

fn gaps(operation: &Operation, drawn: &[&Glyph], gone: &HashSet<(Option<usize>, usize)>) -> Vec<Object> {
    let single = [operation.operands.last().cloned().unwrap_or(Object::Null)];
    let elements: &[Object] = match operation.operands.first() {
        Some(Object::Array(all)) if operation.operator == "TJ" => all,
        _ => &single,
    };
    let mut new = Vec::new();
    for (at, element) in elements.iter().enumerate() {
        let Object::String(bytes, format) = element else {
            new.push(element.clone());
            continue;
        };
        let of = (operation.operator == "TJ").then_some(at);
        let mine = drawn.iter().filter(|glyph| glyph.element == of);
        new.extend(cut(bytes, *format, mine, &|glyph| gone.contains(&(of, glyph.bytes.start))));
    }
    new
}

/// A string with gaps in place of some letters.
fn cut<'g>(
    bytes: &[u8],
    format: StringFormat,
    drawn: impl Iterator<Item = &'g &'g Glyph>,
    is_gone: &dyn Fn(&Glyph) -> bool,
) -> Vec<Object> {
    let mut new = Vec::new();
    let mut kept = Vec::new();
    for glyph in drawn {
        if is_gone(glyph) {
            if !kept.is_empty() {
                new.push(Object::String(std::mem::take(&mut kept), format));
            }
            #[expect(clippy::cast_possible_truncation, reason = "a width in thousandths, as PDF writes it")]
            new.push(Object::Real(-glyph.width as f32));
        } else {
            kept.extend(bytes.get(glyph.bytes.clone()).unwrap_or_default());
        }
    }
    if !kept.is_empty() {
        new.push(Object::String(kept, format));
    }
    new
}

/// Drops everything beside the pages that holds words, and the past.
fn scrub(document: &mut Document, plan: &Plan<'_>) {
    document.trailer.remove(b"Info");
    document.trailer.remove(b"ID");
    if let Ok(catalog) = document.catalog_mut() {
        for key in [b"Outlines".as_slice(), b"StructTreeRoot", b"OpenAction", b"AA", b"Collection"] {
            catalog.remove(key);
        }
    }
    for object in document.objects.values_mut() {
        scrub_object(object, plan, 0);
    }
}

fn scrub_object(object: &mut Object, plan: &Plan<'_>, depth: usize) {
    if depth > 100 {
        return;
    }
    match object {
        Object::Dictionary(dictionary) => scrub_dictionary(dictionary, plan, depth),
        Object::Stream(stream) => scrub_dictionary(&mut stream.dict, plan, depth),
        Object::Array(all) => all.iter_mut().for_each(|one| scrub_object(one, plan, depth + 1)),
        Object::String(bytes, _) => {
            let text = extras::words(bytes);
            if plan.removed.keys().any(|words| !find_words(&text, words).is_empty() || text.contains(words)) {
                bytes.clear();
            }
        }
        _ => {}
    }
}

fn scrub_dictionary(dictionary: &mut Dictionary, plan: &Plan<'_>, depth: usize) {
    let is_page = dictionary.has_type(b"Page") || dictionary.has(b"Resources");
    let annotation = dictionary.has(b"Rect") && dictionary.has(b"Subtype");
    for key in DROPPED {
        // The content of a page has the name of the words of a note.
        if !(is_page && key == b"Contents") {
            dictionary.remove(key);
        }
    }
    if annotation {
        dictionary.remove(b"AP");
        dictionary.remove(b"T");
        dictionary.remove(b"FS");
    }
    dictionary.iter_mut().for_each(|(_, one)| scrub_object(one, plan, depth + 1));
}

fn dropped(dictionary: &Dictionary) -> Dictionary {
    let mut kept = dictionary.clone();
    for key in DROPPED {
        kept.remove(key);
    }
    kept
}

/// No string and no stream of the copy holds any of the words, in any of the encodings of a PDF.
fn prove(bytes: &[u8], plan: &Plan<'_>) -> Result<(), RedactError> {
    let document = open(bytes)?;
    let wanted: Vec<[Vec<u8>; 3]> = plan.removed.keys().map(|words| written(words)).collect();
    let holds =
        |bytes: &[u8], ways: &[Vec<u8>; 3]| ways.iter().any(|way| memchr::memmem::find(bytes, way).is_some());
    let mut left = 0;
    for ways in &wanted {
        let found = document.objects.values().any(|object| {
            let mut texts = Vec::new();
            strings(object, &mut texts);
            let content = object.as_stream().ok().filter(|stream| !is_pixels(stream));
            let content =
                content.and_then(|stream| stream.get_plain_content_with_limit(glyphs::STREAM_MAX).ok());
            texts.iter().any(|text| holds(text.as_bytes(), ways))
                || content.is_some_and(|content| {
                    ways.first().is_some_and(|way| way.len() > 4) && holds(&content, ways)
                })
        });
        left += usize::from(
            found || ways.iter().any(|way| way.len() > 6 && memchr::memmem::find(bytes, way).is_some()),
        );
    }
    if left > 0 { Err(RedactError::Left(left)) } else { Ok(()) }
}

fn is_pixels(stream: &Stream) -> bool {
    stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
}

fn written(words: &str) -> [Vec<u8>; 3] {
    [
        words.as_bytes().to_vec(),
        encoding_rs::WINDOWS_1252.encode(words).0.into_owned(),
        words.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ]
}
