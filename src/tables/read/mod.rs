//! Reading: a file is opened, its columns are found by their titles, and its rows follow one by one, with
//! bounded memory.

mod beside;
mod columns;
mod csv;
mod days;
mod encodings;
mod form;
mod frame;
mod json;
mod likely;
mod object;
mod package;
mod records;
mod seems;
mod sheet;
mod table;
mod text;
mod xlsx;

use std::io;

use super::{Cell, Code, Finding};

pub use columns::{is_added, near_word};
pub use encodings::is_of_known_letters;
pub use form::FileForm;
pub use frame::{Part, Record};
pub use sheet::Sheet;
pub use sheet::open as sheet;
pub use table::Table;

/// Rows that a file may have, besides blank ones.
pub const MOST_ROWS: u32 = 100_000;
/// Columns that a file may have.
const MOST_COLUMNS: usize = 100;
/// Columns that a file may have with what the register added to it.
const MOST_PLACES: usize = MOST_COLUMNS + 2;
/// Rows that are not blank, of each sheet or text, among which the titles are looked for.
const MOST_ABOVE: usize = 10;
/// Characters that a cell may have.
const MOST_CELL: usize = 4_000;
/// Bytes that a row may have, of a file that is text.
const MOST_RECORD: usize = 256 * 1024;

/// The bytes that a file is read from.
pub trait Source: io::Read + io::Seek + Send {}

impl<T: io::Read + io::Seek + Send> Source for T {}

/// Why a file is not read, or not read on.
#[derive(Debug)]
pub enum Refusal {
    /// Findings about the file; the caller mends it.
    Faulty(Vec<Finding>),
    /// It has more rows than are taken.
    TooLarge(Finding),
    /// The source cannot be read, which is not the caller's fault.
    Unreadable(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl From<Finding> for Refusal {
    fn from(finding: Finding) -> Self {
        Self::Faulty(vec![finding])
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number as the caller sees it: the row of CSV or of the first sheet with titles, counted with the
    /// titles and with blank ones; the line of NDJSON; the place in a JSON list, from 1. What it is in a
    /// further sheet, [`FileForm::place`] tells.
    pub number: u32,
    /// One cell for each column of the layout.
    pub cells: Vec<Cell>,
    /// Findings about the form of the row. It is not taken; the file goes on.
    pub findings: Vec<Finding>,
}

/// A row of a sheet or of CSV, before anybody knows its columns.
struct RawRow {
    /// The place of its sheet among all that are looked at.
    sheet: usize,
    /// Its number there.
    number: u32,
    cells: Vec<Cell>,
}

impl RawRow {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_empty)
    }
}

/// Why no further record comes.
enum Stop {
    Refused(Refusal),
    /// A cell is too long; whoever knows the titles names its column.
    CellTooLong {
        number: u32,
        place: usize,
    },
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Finding> for Stop {
    fn from(finding: Finding) -> Self {
        Self::Refused(finding.into())
    }
}

impl Stop {
    /// Whether it is about one sheet, and says nothing of the others.
    fn is_of_a_sheet(&self) -> bool {
        match self {
            Self::CellTooLong { .. } => true,
            Self::Refused(Refusal::Faulty(findings)) => {
                findings.iter().any(|finding| finding.code() == Code::TooManyColumns.as_str())
            }
            Self::Refused(_) => false,
        }
    }

    /// With the names of the columns, as far as they are known.
    fn named(self, names: &[String]) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal,
            Self::CellTooLong { number, place } => {
                let finding = Finding { column: names.get(place).cloned(), ..Finding::of(Code::CellTooLong) };
                finding.about(number).into()
            }
        }
    }
}

/// A text as a cell, if it is not too long. Bytes come first: who counts the characters of two megabytes?
fn bounded(text: &str) -> Option<Cell> {
    let is_short =
        text.len() <= MOST_CELL || (text.len() <= MOST_CELL * 4 && text.chars().count() <= MOST_CELL);
    is_short.then(|| match Cell::text(as_shown(text)) {
        Cell::Text(text) if is_error(&text) => Cell::Broken(text),
        cell => cell,
    })
}

/// A text without the formula that some programs write around it, `="0123"`, so that a spreadsheet leaves it
/// as it is.
fn as_shown(text: &str) -> &str {
    let within = text.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    within.filter(|within| !within.contains('"')).unwrap_or(text)
}

/// The texts of errors in spreadsheets, in the languages of the country.
const ERRORS: [&str; 27] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#BUSY!",
    "#GETTING_DATA",
    "#NUME?",
    "#VALOARE!",
    "#ÎMPĂRȚIRE/0!",
    "#NUMĂR!",
    "#NUL!",
    "#DEPĂȘIRE!",
    "#Н/Д",
    "#ССЫЛКА!",
    "#ЗНАЧ!",
    "#ДЕЛ/0!",
    "#ИМЯ?",
    "#ЧИСЛО!",
    "#ПУСТО!",
    "#ПЕРЕНОС!",
];

/// Whether a text is what a spreadsheet shows in place of a value: an error, or the signs that fill a column
/// which is too narrow. Exports to CSV, and copies as values, make texts of both.
fn is_error(text: &str) -> bool {
    let is_filled = || text.len() > 2 && text.bytes().all(|byte| byte == b'#');
    let code = text.strip_prefix("Err:").unwrap_or_default();
    let is_of_libre = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    is_of_libre
        || (text.starts_with('#')
            && (is_filled() || ERRORS.iter().any(|error| text.to_uppercase() == *error)))
}

#[cfg(test)]
mod tests;
