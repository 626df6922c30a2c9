//! What a PDF holds beside its pages: properties, comments, form values, headings, descriptions, links, attached files.

use lopdf::{Dictionary, Document, Object, Stream};

use super::super::{Context, Input, Joined, Part, decode, mail};
use super::glyphs::STREAM_MAX;
use crate::fault::Reason;
use crate::place::{Place, Step};

/// Keys whose strings are words, and where they stand.
pub(crate) const WORDS: [(&[u8], Step); 9] = [
    (b"Contents", Step::Comments),
    (b"RC", Step::Comments),
    (b"Subj", Step::Comments),
    (b"ActualText", Step::AltText),
    (b"Alt", Step::AltText),
    (b"E", Step::AltText),
    (b"TU", Step::AltText),
    (b"URI", Step::Link),
    (b"Nickname", Step::Author),
];

/// A text string of a PDF.
pub(crate) fn words(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode(rest).0.into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        other => encoding_rs::WINDOWS_1252.decode(other).0.into_owned(),
    }
}

/// Gives all of it. Every object is looked at once, so that no loop between them matters.
pub(super) fn give(document: &Document, place: &Place, context: &mut Context<'_>) {
    let mut joined = Joined::new(place);
    if let Ok(info) = document.trailer.get_deref(b"Info", document).and_then(Object::as_dict) {
        for (key, value) in info {
            let step = Step::Property(String::from_utf8_lossy(key).to_lowercase());
            say(value, step, &mut joined, context);
        }
    }
    for object in document.objects.values() {
        look(object, &mut joined, context, 0);
    }
    joined.finish(context);
    files(document, place, context);
}

fn look(object: &Object, joined: &mut Joined, context: &mut Context<'_>, depth: usize) {
    if depth > 20 {
        return;
    }
    match object {
        Object::Dictionary(dictionary) => dictionary_words(dictionary, joined, context, depth),
        Object::Stream(stream) => {
            dictionary_words(&stream.dict, joined, context, depth);
            if is(&stream.dict, b"Type", b"Metadata") {
                metadata(stream, joined, context);
            }
        }
        Object::Array(all) => all.iter().for_each(|one| look(one, joined, context, depth + 1)),
        _ => {}
    }
}

fn dictionary_words(dictionary: &Dictionary, joined: &mut Joined, context: &mut Context<'_>, depth: usize) {
    for (key, step) in &WORDS {
        if let Ok(value) = dictionary.get(key) {
            say(value, step.clone(), joined, context);
        }
    }
    let annotation = dictionary.has(b"Subtype") && dictionary.has(b"Rect");
    if dictionary.has(b"V") || dictionary.has(b"FT") {
        let name = dictionary.get(b"T").and_then(Object::as_str).map(words).unwrap_or_default();
        for key in [b"V".as_slice(), b"DV", b"Opt"] {
            if let Ok(value) = dictionary.get(key) {
                say(value, Step::FormField(name.clone()), joined, context);
            }
        }
    } else if annotation && let Ok(author) = dictionary.get(b"T") {
        say(author, Step::Author, joined, context);
    } else if dictionary.has(b"Parent")
        && let Ok(title) = dictionary.get(b"Title")
    {
        say(title, Step::Outline, joined, context);
    }
    for (_, value) in dictionary {
        look(value, joined, context, depth + 1);
    }
}

fn is(dictionary: &Dictionary, key: &[u8], name: &[u8]) -> bool {
    dictionary.get(key).and_then(Object::as_name).is_ok_and(|found| found == name)
}

fn say(value: &Object, step: Step, joined: &mut Joined, context: &mut Context<'_>) {
    match value {
        Object::String(bytes, _) => {
            let text = words(bytes);
            let text = text.strip_prefix("mailto:").unwrap_or(&text);
            joined.push(&[step], &decode::tidy(text), context);
        }
        Object::Array(all) => {
            for one in all.iter().filter(|one| matches!(one, Object::String(..))) {
                say(one, step.clone(), joined, context);
            }
        }
        _ => {}
    }
}

fn metadata(stream: &Stream, joined: &mut Joined, context: &mut Context<'_>) {
    let Ok(bytes) = stream.get_plain_content_with_limit(STREAM_MAX) else { return };
    let text = decode::text(&bytes);
    for words in text.split('<').filter_map(|tag| Some(tag.split_once('>')?.1.trim())) {
        if !words.is_empty() {
            joined.push(&[Step::Property("xmp".to_owned())], &decode::tidy(words), context);
        }
    }
}

/// Files attached to the document or to a note on a page.
fn files(document: &Document, place: &Place, context: &mut Context<'_>) {
    for object in document.objects.values() {
        let Ok(specification) = object.as_dict() else { continue };
        let Ok(embedded) = specification.get_deref(b"EF", document).and_then(Object::as_dict) else {
            continue;
        };
        let name =
            [b"UF".as_slice(), b"F"].into_iter().find_map(|key| specification.get(key).ok()?.as_str().ok());
        let name = name.map_or_else(|| "attachment".to_owned(), words);
        let stream = [b"UF".as_slice(), b"F"]
            .into_iter()
            .find_map(|key| embedded.get_deref(key, document).ok()?.as_stream().ok());
        let Some(stream) = stream else { continue };
        let place = place.with(Step::Attachment(name.clone()));
        if !context.budget.entry() {
            return context.fault(&place, Reason::TooLarge);
        }
        mail::name_of(&name, &place, context);
        match stream.get_plain_content_with_limit(STREAM_MAX) {
            Ok(bytes) => context.read(Part { input: Input::Bytes(bytes.into()), name, place }),
            Err(_) => context.fault(&place, Reason::TooLarge),
        }
    }
}
