//! A file as it stands, for giving it back.

use super::columns::Titles;
use super::table::Records;
use super::{Cell, Code, Finding, MOST_ROWS, Refusal, Source};
use crate::tables::{Format, Layout};

/// A file as it stands: its records in their order with their numbers, titles and blank ones included. After
/// an error nothing follows.
pub struct Sheet {
    records: Records,
    filled: u32,
    ended: bool,
}

/// Opens a file of CSV or a workbook as it stands.
///
/// # Errors
/// The file is of another format, damaged, or cannot be read.
pub fn open(format: Format, source: Box<dyn Source>, layout: &'static Layout) -> Result<Sheet, Refusal> {
    if matches!(format, Format::Json | Format::Ndjson) {
        return Err(Finding::of(Code::OtherFormat).about(format).into());
    }
    // By its titles a file is divided as it was when it was imported.
    let known = Titles::of(layout);
    let records = Records::open(format == Format::Xlsx, source, |title| known.place(title).is_some())?;
    Ok(Sheet { records, filled: 0, ended: false })
}

impl Sheet {
    /// The character that divides the cells of CSV.
    #[must_use]
    pub const fn delimiter(&self) -> Option<u8> {
        match &self.records {
            Records::Csv(records) => Some(records.delimiter()),
            Records::Xlsx(_) => None,
        }
    }

    fn read(&mut self) -> Result<Option<(u32, Vec<Cell>)>, Refusal> {
        let record = self.records.next().map_err(|stop| stop.named(&[]))?;
        self.filled += u32::from(record.as_ref().is_some_and(|record| !record.is_blank()));
        // The titles are one more.
        if self.filled > MOST_ROWS + 1 {
            return Err(Refusal::TooLarge(Finding::of(Code::TooManyRows).about(MOST_ROWS)));
        }
        Ok(record.map(|record| (record.number, record.cells)))
    }
}

impl Iterator for Sheet {
    type Item = Result<(u32, Vec<Cell>), Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let record = self.read();
        self.ended = !matches!(record, Ok(Some(_)));
        record.transpose()
    }
}
