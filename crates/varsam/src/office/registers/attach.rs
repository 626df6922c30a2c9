//! Files of entries: an agreement as it was signed, a plan of where a camera looks. Sealed under the entry's own key, so
//! that they go with it. What a file is, its bytes say; a name that says something else is not believed.

use super::write::{Draft, Writing, update};
use crate::office::{Office, Reader};
use varsam_access::Action;
use varsam_model::register::{Entry, Field, Register};
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Document, Fault, FileNote, FileOwner};

/// The largest file, in bytes.
pub(crate) const LARGEST: usize = 20 << 20;

/// What is taken: how it begins, what its name ends in, and its media type.
const KINDS: [(&[u8], &[&str], &str); 6] = [
    (b"%PDF-", &["pdf"], "application/pdf"),
    (PNG, &["png"], "image/png"),
    (b"\xff\xd8\xff", &["jpg", "jpeg"], "image/jpeg"),
    (ZIP, &["docx"], "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (ZIP, &["xlsx"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (ZIP, &["odt"], "application/vnd.oasis.opendocument.text"),
];

/// What the program itself writes down as a file: a text.
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";

/// How a PNG begins.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// How archives begin, and with them documents of office programs.
const ZIP: &[u8] = b"PK\x03\x04";

/// A file, as it was handed over.
pub(crate) struct Attached {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// There is nothing in it.
    Empty,
    /// It has more bytes than [`LARGEST`].
    TooLarge,
    /// It is of no kind that is taken.
    Kind,
    /// It is something else than its name says.
    Otherwise,
    /// It is a picture that moves.
    Moving,
}

/// The media type of a file, and the ending that goes with it.
///
/// # Errors
/// Why it is not taken.
pub(crate) fn media(file: &Attached) -> Result<(&'static str, &'static str), Refused> {
    if file.bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if file.bytes.len() > LARGEST {
        return Err(Refused::TooLarge);
    }
    let ending = file.name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let mut alike = KINDS.iter().filter(|(begins, ..)| file.bytes.starts_with(begins)).peekable();
    if alike.peek().is_none() {
        return Err(Refused::Kind);
    }
    let named = alike.find(|(_, endings, _)| endings.contains(&ending.as_str()));
    let (_, endings, media) = named.ok_or(Refused::Otherwise)?;
    if file.bytes.strip_prefix(PNG).is_some_and(moves) {
        return Err(Refused::Moving);
    }
    Ok((media, endings.first().copied().unwrap_or_default()))
}

/// Whether a PNG says that it moves: in a chunk of its own before the picture. Each chunk has its length, its name, what is
/// in it, and a checksum.
fn moves(mut chunks: &[u8]) -> bool {
    while let Some((length, rest)) = chunks.split_first_chunk::<4>() {
        let Some((name, rest)) = rest.split_first_chunk::<4>() else { return false };
        if name == b"acTL" || name == b"IDAT" {
            return name == b"acTL";
        }
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        chunks = rest.get(length.saturating_add(4)..).unwrap_or_default();
    }
    false
}

/// The ending that goes with a media type.
pub(crate) fn ending(media: &str) -> &'static str {
    if media == TEXT {
        return "txt";
    }
    let kind = KINDS.iter().find(|(.., of)| *of == media);
    kind.and_then(|(_, endings, _)| endings.first().copied()).unwrap_or("bin")
}

/// Puts a file into a field of an entry. The one before stays with the history of the entry.
///
/// # Errors
/// `Changed` when somebody else was faster, or another fault of the store.
pub(crate) async fn attach(
    (office, reader): (&Office, &Reader),
    register: &Register,
    document: &Document<Entry>,
    field: &Field,
    (file, media): (&Attached, &str),
) -> Result<(), Fault> {
    let (now, by) = (office.now(), reader.session.person);
    let id: Id<id::File> = office.store.new_id(now)?;
    let head = &document.head;
    let owner = FileOwner { unit: head.unit, subject: head.id.uuid(), class: RecordClass::Unit };
    let note = FileNote { name: file.name.clone(), media: media.to_owned() };
    let values = document.body.values.clone().with(field.name, id.to_string());
    let draft = Draft { values, state: head.state.clone(), despite: String::new() };
    let mut change = reader.tenant(office).change(by, now).await?;
    change.keep_file(id, owner, &note, &file.bytes).await?;
    let writing = Writing { by, at: now, deed: Action::EditRecord.code(), step: "" };
    update(&mut change, register, document, draft, office.store.new_id(now)?, writing).await?;
    change.commit().await
}

/// The file in a field of an entry: its media type and its bytes.
///
/// # Errors
/// `Missing` when there is none, or it is another entry's; another fault of the store.
pub(crate) async fn attached(
    (office, reader): (&Office, &Reader),
    document: &Document<Entry>,
    field: &Field,
) -> Result<(String, Vec<u8>), Fault> {
    let id: Id<id::File> = document.body.values.id(field.name).ok_or(Fault::Missing)?;
    let (owner, note, bytes) = reader.tenant(office).file(id).await?;
    if owner.subject == document.head.id.uuid() { Ok((note.media, bytes)) } else { Err(Fault::Missing) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_its_bytes_say() {
        let of = |name: &str, bytes: &[u8]| media(&Attached { name: name.to_owned(), bytes: bytes.to_vec() });
        assert_eq!(of("Avtal.PDF", b"%PDF-1.7 ..."), Ok(("application/pdf", "pdf")));
        assert_eq!(of("plan.jpeg", b"\xff\xd8\xff\xe0"), Ok(("image/jpeg", "jpg")));
        assert_eq!(of("plan.png", b"<svg onload=alert(1)>"), Err(Refused::Kind));
        assert_eq!(of("plan.png", b"%PDF-1.7"), Err(Refused::Otherwise));
        assert_eq!(of("avtal", b"%PDF-1.7"), Err(Refused::Otherwise));
        assert_eq!(of("arkiv.zip", b"PK\x03\x04"), Err(Refused::Otherwise));
        assert_eq!(of("tom.pdf", b""), Err(Refused::Empty));
        assert_eq!(of("stor.pdf", &vec![b'%'; LARGEST + 1]), Err(Refused::TooLarge));
        assert!(KINDS.iter().all(|(_, endings, media)| endings.contains(&ending(media))));
    }

    #[test]
    fn a_picture_that_moves_is_not_taken() {
        let chunk = |name: &[u8; 4], length: usize| {
            [&u32::try_from(length).unwrap().to_be_bytes()[..], name, &vec![7; length], b"crc!"].concat()
        };
        let of = |chunks: &[Vec<u8>]| {
            media(&Attached { name: "bild.png".to_owned(), bytes: [PNG, &chunks.concat()].concat() })
        };
        let (head, told, picture) = (chunk(b"IHDR", 13), chunk(b"acTL", 8), chunk(b"IDAT", 30));
        let is_taken = Ok(("image/png", "png"));
        assert_eq!(of(&[head.clone(), picture.clone()]), is_taken);
        assert_eq!(
            of(&[head.clone(), chunk(b"tEXt", 9), told.clone(), picture.clone()]),
            Err(Refused::Moving)
        );
        // After the picture it counts for nothing, and one that is cut off moves no more than it shows.
        assert_eq!(of(&[head.clone(), picture, told]), is_taken);
        for cut in [&[0, 0][..], &[0, 0, 0, 4, b'a', b'c'], &[0xff; 8]] {
            assert_eq!(of(&[head.clone(), cut.to_vec()]), is_taken);
        }
        let webp = Attached {
            name: "bild.webp".to_owned(),
            bytes: b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02".to_vec(),
        };
        assert_eq!(media(&webp), Err(Refused::Kind));
    }
}
