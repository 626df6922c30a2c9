//! What is wrong with a row: where, in which column, and the shape of what stands there, never its text.

use serde::{Deserialize, Serialize};

use crate::civic::CivicFault;
use crate::codes::codes;

codes! {
    /// What is wrong.
    pub enum RowCode {
        /// The sheet lacks a column that the mapping names. Nothing of the sheet is read.
        ColumnMissing = "column_missing",
        /// There are more cells than heads: a separator in a text, or a broken line.
        TooManyCells = "too_many_cells",
        /// A line break in a cell, or very much text: mostly a quotation mark that is never closed.
        CellBroken = "cell_broken",
        /// Neither an identity number nor an id of the other system.
        KeyMissing = "key_missing",
        /// No identity number; the reason stands beside.
        Civic = "civic",
        /// The id is somebody else's here, who has another name and another identity number.
        KeyOfOther = "key_of_other",
        /// No name.
        NameMissing = "name_missing",
        /// The same person has another name further up.
        NameDiffers = "name_differs",
        /// No unit, and the mapping names none for the whole sheet.
        UnitMissing = "unit_missing",
        /// Several units are called so, or have it as their code.
        UnitAmbiguous = "unit_ambiguous",
        /// No name of a group.
        GroupMissing = "group_missing",
        /// No role.
        RoleMissing = "role_missing",
        /// Not a day that is written in one of the known ways.
        Date = "date",
        /// It ends before it starts.
        Backwards = "backwards",
        /// No school year from 0 to 10.
        SchoolYear = "school_year",
    }
}

/// A fault of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// The row, as a spreadsheet counts: the heads are row 1.
    pub row: usize,
    /// The head of the column, where one column is at fault.
    pub column: Option<String>,
    /// What is wrong.
    pub code: RowCode,
    /// Why an identity number is none.
    pub civic: Option<CivicFault>,
    /// The shape of what stands there: see [`masked`].
    pub value: String,
    /// Whether the row was left out for it. Else it was read without this cell.
    pub left_out: bool,
}

/// The shape of a text, for a list of faults: letters become `x`, digits `0`, everything else that could tell something
/// is `?`. At most 24 characters.
pub fn masked(text: &str) -> String {
    let mask = |character: char| match character {
        _ if character.is_alphabetic() => 'x',
        _ if character.is_numeric() => '0',
        ' ' | '-' | '+' | '/' | '.' | ',' | ':' | '@' => character,
        _ => '?',
    };
    text.trim().chars().take(24).map(mask).collect()
}
