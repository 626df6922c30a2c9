//! Any bytes as the content of a page and as the map of its font, redacted: a copy that is given does not show the words.

#![no_main]

use libfuzzer_sys::fuzz_target;
use lopdf::{Document, Object, Stream, dictionary};
use varsam_scan::redact::{Replacement, redact};

fuzz_target!(|parts: (Vec<u8>, Vec<u8>)| {
    let (content, map) = parts;
    let Ok(bytes) = pdf(content, map) else { return };
    varsam_fuzz::read(&bytes, "a.pdf");
    let mut replace = |text: &str| -> Vec<Replacement> {
        let found = text.match_indices("Anna");
        found
            .map(|(start, word)| Replacement { start, end: start + word.len(), with: "██".to_owned() })
            .collect()
    };
    let _ = redact(&bytes, "a.pdf", &mut replace);
});

fn pdf(content: Vec<u8>, map: Vec<u8>) -> Result<Vec<u8>, lopdf::Error> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let map = document.add_object(Stream::new(dictionary! {}, map));
    let plain = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let mapped = dictionary! { "Type" => "Font", "Subtype" => "Type0", "Encoding" => "Identity-H", "ToUnicode" => map };
    let fonts = dictionary! { "F1" => plain, "F2" => mapped };
    let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => dictionary! { "Font" => fonts.clone() } };
    let form = document.add_object(Stream::new(form, content.clone()));
    let resources = dictionary! { "Font" => fonts, "XObject" => dictionary! { "Fm1" => form } };
    let content = document.add_object(Stream::new(dictionary! {}, content));
    let page =
        dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources };
    let page = document.add_object(page);
    let kids = vec![Object::from(page)];
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}
