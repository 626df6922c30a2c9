//! PDF with the traps of real ones: fonts that only say their letters in a map, letters placed one by one, object streams, forms.

use lopdf::{Document, Object, Stream, StringFormat, dictionary};

use super::{Failure, Made};
use crate::kind::Kind;
use crate::place::{Place, Step};

/// How the text of a page is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// One string a line in a simple font.
    Simple,
    /// Each letter by itself, in codes that only the font's map explains.
    Mapped,
    /// Each letter by itself, moved between.
    Placed,
    /// Inside a form that the page draws.
    Form,
}

pub(super) fn all(words: &str) -> Result<Vec<Made>, Failure> {
    let kinds = [Page::Simple, Page::Mapped, Page::Placed, Page::Form];
    let pages: Vec<(Page, Vec<String>)> =
        kinds.iter().map(|kind| (*kind, vec!["Hej på dig".to_owned(), format!("om {words} nu")])).collect();
    let mut places: Vec<Place> = (1..=4).map(|number| Place::from([Step::Page(number)])).collect();
    places.push(Place::from([Step::Property("author".into())]));
    places.push(Place::from([Step::Comments]));
    let plain = pdf(&pages, Some(words), false)?;
    let modern = pdf(&pages, Some(words), true)?;
    Ok(vec![
        Made::new("a.pdf", Kind::Pdf, plain, places.clone()),
        Made::new("modern.pdf", Kind::Pdf, modern, places),
    ])
}

/// A PDF of these pages; `aside` is planted in its properties and in a note; `modern` packs objects into streams.
pub fn pdf(pages: &[(Page, Vec<String>)], aside: Option<&str>, modern: bool) -> Result<Vec<u8>, Failure> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let fonts = fonts(&mut document, pages);
    let mut kids = Vec::new();
    for (kind, lines) in pages {
        let drawn = content(*kind, lines);
        let mut resources = dictionary! { "Font" => fonts.clone() };
        let stream = if *kind == Page::Form {
            let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()], "Resources" => resources.clone() };
            let form = document.add_object(Stream::new(form, drawn.into_bytes()));
            resources.set("XObject", dictionary! { "Fm1" => form });
            "/Fm1 Do".to_owned()
        } else {
            drawn
        };
        let stream = document.add_object(Stream::new(dictionary! {}, stream.into_bytes()));
        let mut page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => stream, "Resources" => resources, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] };
        if let (Some(aside), true) = (aside, kids.is_empty()) {
            let note = dictionary! { "Type" => "Annot", "Subtype" => "Text", "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()], "Contents" => text(aside) };
            let note = document.add_object(note);
            page.set("Annots", vec![note.into()]);
        }
        kids.push(document.add_object(page).into());
    }
    let count = i64::try_from(kids.len())?;
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    if let Some(aside) = aside {
        let info = document.add_object(dictionary! { "Author" => text(aside) });
        document.trailer.set("Info", info);
    }
    document.compress();
    let mut bytes = Vec::new();
    if modern {
        document.save_modern(&mut bytes)?;
    } else {
        document.save_to(&mut bytes)?;
    }
    Ok(bytes)
}

fn text(words: &str) -> Object {
    let wide = words.encode_utf16().flat_map(u16::to_be_bytes);
    Object::String([0xFE, 0xFF].into_iter().chain(wide).collect(), StringFormat::Literal)
}

/// The code of a letter in the mapped font: turned around, so that nothing can be read without the map.
fn code(letter: char) -> u16 {
    0x4000 - u16::try_from(u32::from(letter)).unwrap_or_default()
}

fn fonts(document: &mut Document, pages: &[(Page, Vec<String>)]) -> Object {
    let simple = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" };
    let simple = document.add_object(simple);
    let mut letters: Vec<char> =
        pages.iter().flat_map(|(_, lines)| lines.iter().flat_map(|line| line.chars())).collect();
    letters.sort_unstable();
    letters.dedup();
    let chars: String = letters
        .iter()
        .map(|letter| {
            let units: String =
                letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("{unit:04X}")).collect();
            format!("<{:04X}> <{units}>\n", code(*letter))
        })
        .collect();
    let map = format!(
        "begincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{} beginbfchar\n{chars}endbfchar\nendcmap",
        letters.len()
    );
    let map = document.add_object(Stream::new(dictionary! {}, map.into_bytes()));
    let inner = document.add_object(
        dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "Lucka", "DW" => 600 },
    );
    let mapped = dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Lucka", "Encoding" => "Identity-H", "DescendantFonts" => vec![inner.into()], "ToUnicode" => map };
    let mapped = document.add_object(mapped);
    document.add_object(dictionary! { "F1" => simple, "F2" => mapped }).into()
}

fn content(kind: Page, lines: &[String]) -> String {
    let shown = lines.iter().map(|line| match kind {
        Page::Simple | Page::Form => format!("({}) Tj", escaped(line)),
        Page::Mapped => {
            let codes: Vec<String> = line.chars().map(|letter| format!("<{:04X}>", code(letter))).collect();
            format!("[{}] TJ", codes.join(" 10 "))
        }
        Page::Placed => {
            let each = line.chars().map(|letter| match letter {
                ' ' => "6.2 0 Td".to_owned(),
                letter => format!("({}) Tj 6.2 0 Td", escaped(&letter.to_string())),
            });
            format!("{} -{} 0 Td", each.collect::<Vec<_>>().join(" "), 62 * line.chars().count() / 10)
        }
    });
    let font = if kind == Page::Mapped { "/F2" } else { "/F1" };
    let shown: Vec<String> = shown.collect();
    format!("BT {font} 12 Tf 50 780 Td {} ET", shown.join(" 0 -16 Td "))
}

/// A string in Windows' encoding as octal digits.
fn escaped(line: &str) -> String {
    let bytes = encoding_rs::WINDOWS_1252.encode(line).0.into_owned();
    bytes.iter().map(|byte| format!("\\{byte:03o}")).collect()
}
