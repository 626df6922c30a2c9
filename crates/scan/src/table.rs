//! A table that somebody hands over, as rows of text: a text file in any encoding, or the first sheet of a workbook.
//!
//! Nothing is computed: of a formula the value counts that was saved with it. A workbook is unpacked once to see how
//! large it really is, whatever it says of itself, and its cells are read one after the other, never as a rectangle.

use crate::extract::decode;
use calamine::{DataRef, Reader as _, SheetVisible, Xlsx};
use std::io::{Cursor, Read as _};

/// The most columns.
pub const COLUMNS: usize = 200;
/// The most bytes that a workbook may unpack to.
const LARGEST: u64 = 512 << 20;
/// The most bytes of the texts that several cells share: they are held in memory as they are.
const SHARED: u64 = 128 << 20;
/// The most rows, as in a spreadsheet.
const ROWS: usize = 1 << 20;
/// The most cells with something in them.
const CELLS: usize = 20_000_000;
/// The most letters of a cell, as in a spreadsheet.
const LETTERS: usize = 32_767;
/// The most bytes of text in all cells together, one that is shared counted in each.
const TEXT: usize = 256 << 20;

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

/// The cells of a sheet: only those in which something is, and their texts in one piece.
#[derive(Debug, Default)]
pub struct Table {
    rows: usize,
    cells: Vec<Cell>,
    text: String,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    row: u32,
    column: u16,
    /// Where its text is, in bytes.
    from: u32,
    length: u32,
}

/// The first visible sheet of a workbook (`.xlsx`).
///
/// # Errors
/// When it is damaged or too large.
pub fn workbook(bytes: &[u8]) -> Result<Table, Refused> {
    bounded(bytes, LARGEST)?;
    read(bytes, ROWS)
}

/// The first rows of a workbook that was read before.
///
/// # Errors
/// When it is damaged or too large.
pub fn first_rows(bytes: &[u8], rows: usize) -> Result<Table, Refused> {
    read(bytes, rows)
}

fn read(bytes: &[u8], rows: usize) -> Result<Table, Refused> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    let sheets = book.sheets_metadata().to_vec();
    let sheet = sheets.iter().find(|sheet| sheet.visible == SheetVisible::Visible);
    let name = sheet.map(|sheet| sheet.name.clone()).ok_or(Refused::Damaged)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|_| Refused::Damaged)?;
    let mut table = Table::default();
    while let Some(cell) = cells.next_cell().map_err(|_| Refused::Damaged)? {
        let (row, column) = cell.get_position();
        if row as usize >= rows && rows < ROWS {
            break;
        }
        table.put(row as usize, column as usize, &shown(cell.get_value()))?;
    }
    // A workbook need not have them in order. Of two cells in one place the last counts.
    table.cells.sort_by_key(|cell| (cell.row, cell.column));
    Ok(table)
}

impl Table {
    fn put(&mut self, row: usize, column: usize, text: &str) -> Result<(), Refused> {
        if text.is_empty() {
            return Ok(());
        }
        let is_long = text.len() > LETTERS && text.chars().nth(LETTERS).is_some();
        if row >= ROWS || column >= COLUMNS || is_long || self.cells.len() >= CELLS {
            return Err(Refused::TooLarge);
        }
        let from = self.text.len();
        self.text.push_str(&decode::tidy(text));
        if self.text.len() > TEXT {
            return Err(Refused::TooLarge);
        }
        let small = |number: usize| u32::try_from(number).map_err(|_| Refused::TooLarge);
        let length = small(self.text.len() - from)?;
        let column = u16::try_from(column).map_err(|_| Refused::TooLarge)?;
        self.rows = self.rows.max(row + 1);
        self.cells.push(Cell { row: small(row)?, column, from: small(from)?, length });
        Ok(())
    }

    /// Its rows, the empty ones in between too.
    pub fn rows(&self) -> impl Iterator<Item = Vec<String>> + '_ {
        let mut cells = self.cells.iter().peekable();
        (0..self.rows).map(move |number| {
            let mut row = Vec::new();
            while let Some(cell) = cells.next_if(|cell| cell.row as usize == number) {
                let (column, from) = (usize::from(cell.column), cell.from as usize);
                row.resize_with(row.len().max(column + 1), String::new);
                let text = self.text.get(from..from + cell.length as usize).unwrap_or_default();
                if let Some(place) = row.get_mut(column) {
                    text.clone_into(place);
                }
            }
            row
        })
    }
}

/// Unpacks everything once, to nowhere: what an archive says of its size is only what it says.
fn bounded(bytes: &[u8], mut left: u64) -> Result<(), Refused> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|_| Refused::Damaged)?;
        let name = part.name().map_err(|_| Refused::Damaged)?.to_lowercase();
        let is_shared = name.ends_with("sharedstrings.xml");
        let most = if is_shared { left.min(SHARED) } else { left };
        let mut shared = Vec::new();
        let mut part = part.take(most + 1);
        let read = if is_shared {
            part.read_to_end(&mut shared).map(|read| read as u64)
        } else {
            std::io::copy(&mut part, &mut std::io::sink())
        };
        let read = read.map_err(|_| Refused::Damaged)?;
        if read > most || boasts(&shared) {
            return Err(Refused::TooLarge);
        }
        left -= read;
    }
    Ok(())
}

/// Whether shared texts say of themselves that there are more than there can be: room is made for as many as they say.
fn boasts(shared: &[u8]) -> bool {
    const SAYS: &[u8] = b"uniqueCount";
    shared.windows(SAYS.len()).enumerate().filter(|(_, window)| *window == SAYS).any(|(at, _)| {
        let said = shared.iter().skip(at + SAYS.len()).skip_while(|byte| !byte.is_ascii_digit());
        let digits = said.take_while(|byte| byte.is_ascii_digit());
        let count = digits
            .fold(0_usize, |count, digit| count.saturating_mul(10).saturating_add((digit - b'0').into()));
        count > CELLS
    })
}

/// A cell as people read it; a number without decimals is written as such, since it may be somebody's. Yes or no is `true`
/// or `false`, in whatever language it was typed, and a formula that failed says what it failed with: neither is nothing.
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
        DataRef::Bool(is_so) => is_so.to_string(),
        DataRef::Error(fault) => fault.to_string(),
        DataRef::Empty => String::new(),
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
        assert_eq!(workbook(&bytes).err(), Some(Refused::Damaged), "and no workbook");
        assert_eq!(workbook(b"PK\x03\x04").err(), Some(Refused::Damaged));
    }

    #[test]
    fn yes_or_no_and_a_failed_formula_are_not_nothing() {
        assert_eq!([true, false].map(|is_so| shown(&DataRef::Bool(is_so))), ["true", "false"]);
        assert_eq!(shown(&DataRef::Error(calamine::CellErrorType::NA)), "#N/A");
        assert_eq!(shown(&DataRef::Empty), "");
    }

    #[test]
    fn a_cell_far_away_takes_no_rectangle() {
        let mut table = Table::default();
        assert_eq!(table.put(3, 5, "x"), Ok(()));
        assert_eq!((table.rows().count(), table.cells.len()), (4, 1));
        assert_eq!(table.rows().map(|row| row.len()).collect::<Vec<_>>(), [0, 0, 0, 6]);
        assert_eq!(table.put(1 << 20, 0, "x"), Err(Refused::TooLarge));
        assert_eq!(table.put(0, 16_383, "x"), Err(Refused::TooLarge));
    }

    #[test]
    fn a_table_holds_so_much_text_and_no_more() {
        let mut table = Table::default();
        let longest = "x".repeat(LETTERS);
        assert_eq!(table.put(0, 0, &format!("{longest}x")), Err(Refused::TooLarge));
        let most = TEXT / LETTERS;
        for row in 0..most {
            assert_eq!(table.put(row, 0, &longest), Ok(()));
        }
        assert_eq!(
            table.put(most, 0, &longest),
            Err(Refused::TooLarge),
            "one text in many cells is as much as many"
        );
    }

    #[test]
    fn a_count_that_nothing_can_have_is_not_believed() {
        assert!(!boasts(b"<sst count=\"9\" uniqueCount=\"3\">"));
        for lie in ["uniqueCount=\"99999999999999\"", "uniqueCount = '20000001'"] {
            assert!(boasts(format!("<sst {lie}>").as_bytes()), "{lie}");
        }
    }
}
