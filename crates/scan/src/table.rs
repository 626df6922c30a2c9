//! A table that somebody hands over, as rows of text: a text file in any encoding, or the first sheet of a workbook.
//!
//! Nothing is computed: of a formula the value counts that was saved with it. A workbook is unpacked once to see how
//! large it really is, whatever it says of itself, and its cells are read one after the other, never as a rectangle.

use crate::extract::decode;
use calamine::{DataRef, Reader as _, SheetVisible, Xlsx};
use std::io::{Cursor, Read as _};

/// The most bytes that a workbook may unpack to.
const LARGEST: u64 = 512 << 20;
/// The most columns.
const COLUMNS: usize = 200;
/// The most rows, as in a spreadsheet.
const ROWS: usize = 1 << 20;

/// Why a table cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is neither text nor a workbook of this kind.
    Kind,
    /// It is damaged, or needs a password.
    Damaged,
    /// It unpacks to more than can be taken, or has too many rows or columns.
    TooLarge,
}

/// Whether bytes are an archive, as a workbook is.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The text of a file, whatever encoding it is in.
///
/// # Errors
/// `Kind` when it is no text.
pub fn text(bytes: &[u8]) -> Result<String, Refused> {
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or(bytes);
    if decode::is_text(head) { Ok(decode::text(bytes)) } else { Err(Refused::Kind) }
}

/// The rows of the first visible sheet of a workbook (`.xlsx`), the empty ones in between too.
///
/// # Errors
/// When it is damaged or too large.
pub fn workbook(bytes: &[u8]) -> Result<Vec<Vec<String>>, Refused> {
    bounded(bytes, LARGEST)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    let sheets = book.sheets_metadata().to_vec();
    let sheet = sheets.iter().find(|sheet| sheet.visible == SheetVisible::Visible);
    let name = sheet.map(|sheet| sheet.name.clone()).ok_or(Refused::Damaged)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|_| Refused::Damaged)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|_| Refused::Damaged)? {
        let text = shown(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        put(&mut rows, row as usize, column as usize, &text)?;
    }
    Ok(rows)
}

fn put(rows: &mut Vec<Vec<String>>, row: usize, column: usize, text: &str) -> Result<(), Refused> {
    if row >= ROWS || column >= COLUMNS {
        return Err(Refused::TooLarge);
    }
    if rows.len() <= row {
        rows.resize_with(row + 1, Vec::new);
    }
    let Some(cells) = rows.get_mut(row) else { return Ok(()) };
    if cells.len() <= column {
        cells.resize_with(column + 1, String::new);
    }
    if let Some(cell) = cells.get_mut(column) {
        *cell = decode::tidy(text).into_owned();
    }
    Ok(())
}

/// Unpacks everything once, to nowhere: what an archive says of its size is only what it says.
fn bounded(bytes: &[u8], mut left: u64) -> Result<(), Refused> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|_| Refused::Damaged)?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let read = read.map_err(|_| Refused::Damaged)?;
        left = left.checked_sub(read).ok_or(Refused::TooLarge)?;
    }
    Ok(())
}

/// A cell as people read it; a number without decimals is written as such, since it may be somebody's.
fn shown(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Bool(_) | DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_the_encodings_of_exports() {
        for bytes in [
            "Förnamn;Ort\nÅsa;Malmö".as_bytes().to_vec(),
            b"F\xf6rnamn;Ort\n\xc5sa;Malm\xf6".to_vec(),
            [
                &[0xff, 0xfe][..],
                &"Förnamn;Ort\nÅsa;Malmö".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
            ]
            .concat(),
        ] {
            assert_eq!(text(&bytes), Ok("Förnamn;Ort\nÅsa;Malmö".to_owned()));
        }
        assert_eq!(text(&[0, 1, 2, 3, 0, 0, 9]), Err(Refused::Kind));
    }

    #[test]
    fn an_archive_is_as_large_as_it_unpacks_to() {
        use std::io::Write as _;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(&vec![b' '; 3 << 20]).unwrap();
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 100_000);
        assert_eq!(bounded(&bytes, 4 << 20), Ok(()));
        assert_eq!(bounded(&bytes, 2 << 20), Err(Refused::TooLarge));
        assert_eq!(workbook(&bytes), Err(Refused::Damaged), "and no workbook");
        assert_eq!(workbook(b"PK\x03\x04"), Err(Refused::Damaged));
    }

    #[test]
    fn a_cell_far_away_takes_no_rectangle() {
        let mut rows = Vec::new();
        assert_eq!(put(&mut rows, 3, 5, "x"), Ok(()));
        assert_eq!((rows.len(), rows[0].len(), rows[3].len()), (4, 0, 6));
        assert_eq!(put(&mut rows, 1 << 20, 0, "x"), Err(Refused::TooLarge));
        assert_eq!(put(&mut rows, 0, 16_383, "x"), Err(Refused::TooLarge));
    }
}
