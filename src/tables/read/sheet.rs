//! A file as it stands, for giving it back.

use super::frame::{FramedRecords, Part, Record};
use super::{Code, Finding, MOST_ROWS, Refusal, Source};
use crate::tables::{Format, Layout};

/// A file as it stands: the records of the sheets that are read, in their order with their numbers, titles
/// and blank ones included. After an error nothing follows.
pub struct Sheet {
    records: FramedRecords,
    taken: u32,
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
    Ok(Sheet { records: FramedRecords::open(format, source, layout)?, taken: 0, ended: false })
}

impl Sheet {
    /// The character that divides the cells of CSV.
    #[must_use]
    pub const fn delimiter(&self) -> Option<u8> {
        self.records.delimiter()
    }

    fn read(&mut self) -> Result<Option<Record>, Refusal> {
        let record = self.records.next()?;
        self.taken += u32::from(record.as_ref().is_some_and(|record| record.part == Part::Row));
        if self.taken > MOST_ROWS {
            return Err(Refusal::TooLarge(Finding::of(Code::TooManyRows).about(MOST_ROWS)));
        }
        Ok(record)
    }
}

impl Iterator for Sheet {
    type Item = Result<Record, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let record = self.read();
        self.ended = !matches!(record, Ok(Some(_)));
        record.transpose()
    }
}
