//! Archives: every entry is a file of its own, and some archives are documents.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use super::input::ReadSeek;
use super::{Context, Input, Part, decode, mail, office, sheet};
use crate::fault::Reason;
use crate::kind::Kind;
use crate::place::{Place, Step};

/// An archive that can be read at any place.
pub(super) type Archive<'a> = ZipArchive<Box<dyn ReadSeek + 'a>>;

impl From<ZipError> for Reason {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => Self::from(error),
            ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
                Self::Password
            }
            ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
                Self::UnknownFormat
            }
            _ => Self::Damaged,
        }
    }
}

pub(super) fn read_zip(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let mut archive = ZipArchive::new(part.input.seekable(context.limits().whole)?)?;
    let kind = document(&mut archive);
    context.settle(kind);
    match kind {
        Kind::Xlsx | Kind::Ods | Kind::Xls => sheet::read(archive, kind, &part.place, context),
        Kind::Docx | Kind::Pptx | Kind::Odt | Kind::Odp => {
            office::read(&mut archive, &part.place, context);
            Ok(())
        }
        _ => {
            entries(&mut archive, &part.place, context);
            Ok(())
        }
    }
}

/// Which document an archive is, by what is in it.
fn document(archive: &mut Archive<'_>) -> Kind {
    let has = |archive: &Archive<'_>, name| archive.index_for_name(name).is_some();
    let known = [
        ("word/document.xml", Kind::Docx),
        ("ppt/presentation.xml", Kind::Pptx),
        ("xl/workbook.xml", Kind::Xlsx),
        ("xl/workbook.bin", Kind::Xls),
    ];
    if let Some((_, kind)) = known.into_iter().find(|(name, _)| has(archive, name)) {
        return kind;
    }
    let mut kind = String::new();
    if let Ok(entry) = archive.by_name("mimetype") {
        let _ = entry.take(200).read_to_string(&mut kind);
    }
    match kind.trim().strip_prefix("application/vnd.oasis.opendocument.") {
        Some("spreadsheet" | "spreadsheet-template") => Kind::Ods,
        Some("presentation" | "presentation-template") => Kind::Odp,
        Some(_) => Kind::Odt,
        None => Kind::Zip,
    }
}

/// Which document these bytes are, or only an archive.
pub(crate) fn document_kind(bytes: &[u8]) -> Result<Kind, Reason> {
    let mut archive = ZipArchive::new(Input::from_bytes(bytes).seekable(u64::MAX)?)?;
    Ok(document(&mut archive))
}

fn entries(archive: &mut Archive<'_>, place: &Place, context: &mut Context<'_>) {
    for number in 0..archive.len() {
        if !context.budget.entry() {
            return context.fault(place, Reason::TooLarge);
        }
        entry(archive, number, place, context);
    }
}

/// Reads one entry of an archive as a file of its own.
pub(super) fn entry(archive: &mut Archive<'_>, number: usize, place: &Place, context: &mut Context<'_>) {
    let Ok(data) = archive.by_index_data(number) else { return context.fault(place, Reason::Damaged) };
    let name = decode::text(data.name_raw());
    if name.ends_with('/') {
        return;
    }
    let place = place.with(Step::Entry(name.clone()));
    mail::name_of(&name, &place, context);
    match archive.by_index(number) {
        Ok(entry) => {
            let packed = entry.compressed_size();
            let metered = context.budget.metered(entry, packed, context.limits().ratio);
            context.read(Part { input: Input::Stream(Box::new(metered)), name, place });
        }
        Err(error) => context.fault(&place, Reason::from(error)),
    }
}

pub(super) fn read_gz(part: Part<'_>, context: &mut Context<'_>) {
    let name = part.name.strip_suffix(".gz").map(str::to_owned);
    let name = name.or_else(|| Some(format!("{}.tar", part.name.strip_suffix(".tgz")?)));
    let name = name.unwrap_or(part.name);
    // The size of what is packed is not known in a stream: the purse alone bounds it.
    let packed = match &part.input {
        Input::File(file) => file.metadata().map_or(u64::MAX, |data| data.len()),
        Input::Bytes(bytes) => bytes.len() as u64,
        Input::Stream(_) => context.limits().whole,
    };
    let unpacked = MultiGzDecoder::new(part.input.reader());
    let metered = context.budget.metered(unpacked, packed, context.limits().ratio);
    context.read(Part { input: Input::Stream(Box::new(metered)), name, place: part.place });
}

pub(super) fn read_tar(part: Part<'_>, context: &mut Context<'_>) -> Result<(), Reason> {
    let mut archive = tar::Archive::new(part.input.reader());
    for entry in archive.entries()? {
        let entry = entry?;
        if !context.budget.entry() {
            return Err(Reason::TooLarge);
        }
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = decode::text(&entry.path_bytes());
        let place = part.place.with(Step::Entry(name.clone()));
        mail::name_of(&name, &place, context);
        context.read(Part { input: Input::Stream(Box::new(entry)), name, place });
    }
    Ok(())
}
