//! PDF: the text of every page, of the forms it draws, and of everything beside the pages.

use lopdf::{Document, LoadOptions, ObjectId};

use super::{Context, Part, decode, image};
use crate::fault::Reason;
use crate::place::{Place, Step};

pub(crate) mod extras;
pub(crate) mod font;
pub(crate) mod glyphs;

use glyphs::Shown;

pub(super) fn read(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let bytes = part.input.bytes(context.limits().whole)?;
    let document = open(&bytes)?;
    drop(bytes);
    let pages = document.get_pages();
    for (number, page) in &pages {
        read_page(&document, *number, *page, &part.place, context);
    }
    extras::give(&document, &part.place, context);
    if pages.is_empty() { Err(Reason::Damaged) } else { Ok(()) }
}

/// A PDF that can be read without a password.
pub(crate) fn open(bytes: &[u8]) -> Result<Document, Reason> {
    let options = LoadOptions::with_max_decompressed_size(glyphs::STREAM_MAX);
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| {
        let words = error.to_string().to_lowercase();
        if words.contains("password") || words.contains("encrypt") || words.contains("decrypt") {
            Reason::Password
        } else {
            Reason::Damaged
        }
    })?;
    if document.is_encrypted() { Err(Reason::Password) } else { Ok(document) }
}

fn read_page(document: &Document, number: u32, page: ObjectId, place: &Place, context: &mut Context<'_>) {
    let place = place.with(Step::Page(number));
    let Ok(shown) = glyphs::of_page(document, page) else {
        return context.fault(&place, Reason::Damaged);
    };
    for stream in &shown {
        context.say(&place, &decode::tidy(&stream.text));
    }
    if is_picture(&shown) {
        pictures(document, page, &place, context);
    }
}

/// Whether the page is a scan, or set in fonts that do not say their letters.
pub(crate) fn is_picture(shown: &[Shown]) -> bool {
    let glyphs: usize = shown.iter().map(|stream| stream.glyphs.len()).sum();
    let unknown: usize = shown.iter().map(|stream| stream.unknown).sum();
    let pictures: usize = shown.iter().map(|stream| stream.pictures).sum();
    unknown * 2 > glyphs || glyphs < 8 && pictures > 0
}

fn pictures(document: &Document, page: ObjectId, place: &Place, context: &mut Context<'_>) {
    let pictures = document.get_page_images(page).unwrap_or_default();
    let whole = |filters: &Option<Vec<String>>| {
        filters.as_ref().is_some_and(|all| all.iter().any(|one| one == "DCTDecode" || one == "JPXDecode"))
    };
    let mut outcome = Err(Reason::OcrMissing);
    for picture in pictures.iter().filter(|picture| whole(&picture.filters)) {
        outcome = image::letters(picture.content, place, context);
    }
    if let Err(reason) = outcome {
        context.fault(place, reason);
    }
}
