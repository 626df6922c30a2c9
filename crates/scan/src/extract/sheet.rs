//! Workbooks: rows as lines, cells with their address, hidden sheets too; comments, properties and caches beside the cells.

use std::io::{Cursor, Seek as _, SeekFrom};

use calamine::{Data, Range, Reader as _, SheetVisible, Sheets, open_workbook_auto_from_rs};

use super::archive::Archive;
use super::{Context, Joined, decode, office};
use crate::fault::Reason;
use crate::kind::Kind;
use crate::place::{Place, Step};

/// Bytes of a sheet's first row that go before every piece.
const HEAD_MAX: usize = 2 * 1024;

/// Reads a workbook that is an archive.
pub(super) fn read(
    mut archive: Archive<'_>,
    kind: Kind,
    place: &Place,
    context: &mut Context<'_>,
) -> Result<(), Reason> {
    bounded(&mut archive, context)?;
    office::parts(&mut archive, place, kind != Kind::Xls, context);
    let mut source = archive.into_inner();
    source.seek(SeekFrom::Start(0))?;
    let bytes = super::Input::Stream(Box::new(source)).bytes(context.limits().whole)?;
    workbook(&bytes, place, context)
}

/// The workbook is taken into memory as a whole: first add up what it would be.
fn bounded(archive: &mut Archive<'_>, context: &Context<'_>) -> Result<(), Reason> {
    let size: u64 = (0..archive.len())
        .filter_map(|number| {
            let data = archive.by_index_data(number).ok()?;
            let sheet = data.name_raw().ends_with(b".xml") || data.name_raw().ends_with(b".bin");
            sheet.then(|| data.size())
        })
        .sum();
    if size > context.limits().whole.saturating_mul(4) { Err(Reason::TooLarge) } else { Ok(()) }
}

/// Reads the cells of a workbook of any kind.
pub(super) fn workbook(bytes: &[u8], place: &Place, context: &mut Context<'_>) -> Result<(), Reason> {
    let mut book: Sheets<Cursor<&[u8]>> =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| reason(&error))?;
    let sheets = book.sheets_metadata().to_vec();
    let mut whole = Ok(());
    for sheet in sheets {
        let step = match sheet.visible {
            SheetVisible::Visible => Step::Sheet(sheet.name.clone()),
            SheetVisible::Hidden | SheetVisible::VeryHidden => Step::HiddenSheet(sheet.name.clone()),
        };
        let place = place.with(step);
        match book.worksheet_range(&sheet.name) {
            Ok(range) => rows(&range, &sheet.name, &place, context),
            Err(_) => whole = Err(Reason::Damaged),
        }
    }
    whole
}

fn reason(error: &calamine::Error) -> Reason {
    let words = error.to_string().to_lowercase();
    if words.contains("password") || words.contains("encrypt") { Reason::Password } else { Reason::Damaged }
}

fn rows(range: &Range<Data>, name: &str, place: &Place, context: &mut Context<'_>) {
    context.say(place, name);
    let (top, left) = range.start().unwrap_or_default();
    let mut joined = Joined::new(place);
    for (number, row) in range.rows().enumerate() {
        let row_number = u64::from(top) + number as u64 + 1;
        let last = row.iter().rposition(|cell| !matches!(cell, Data::Empty));
        for (column, cell) in row.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
            let end = if Some(column) == last { "\n" } else { "\t" };
            match shown(cell) {
                Some(text) => {
                    let address = format!("{}{row_number}", column_name(left as usize + column));
                    joined.add(&[Step::Cell(address)], &decode::tidy(&text), end, context);
                }
                None => joined.gap(end),
            }
        }
        if number == 0 {
            let head: Vec<String> = row.iter().map(|cell| shown(cell).unwrap_or_default()).collect();
            let head = head.join("\t") + "\n";
            joined.finish(context);
            joined.lead(if head.len() <= HEAD_MAX { head } else { String::new() });
        }
    }
    joined.finish(context);
}

/// A cell as people read it; a number without decimals is written as such, since it may be somebody's.
fn shown(cell: &Data) -> Option<String> {
    match cell {
        Data::Int(number) => Some(number.to_string()),
        Data::Float(number) => Some(number.to_string()),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            Some(text.clone()).filter(|text| !text.is_empty())
        }
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Some(format!("{year:04}-{month:02}-{day:02}"))
        }
        Data::Bool(_) | Data::Error(_) | Data::Empty => None,
    }
}

/// `A` for 0, `AA` for 26.
pub(crate) fn column_name(column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or_default());
    if column < 26 { letter.to_string() } else { format!("{}{letter}", column_name(column / 26 - 1)) }
}
