//! Records of a file, before anybody knows its columns.

use super::{RawRow, Refusal, Source, Stop, csv, xlsx};

/// Records of a sheet or of CSV, one after another.
pub(super) enum Records {
    Csv(csv::CsvRecords),
    Xlsx(xlsx::SheetRecords),
}

impl Records {
    /// Opens CSV or a workbook.
    pub(super) fn open(
        is_workbook: bool,
        source: Box<dyn Source>,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<Self, Refusal> {
        if is_workbook {
            xlsx::SheetRecords::open(source).map(Self::Xlsx)
        } else {
            csv::CsvRecords::open(source, is_known).map(Self::Csv)
        }
    }

    pub(super) fn next(&mut self) -> Result<Option<RawRow>, Stop> {
        match self {
            Self::Csv(records) => records.next(),
            Self::Xlsx(records) => records.next(),
        }
    }

    /// The place of the sheet of which a record was read last.
    pub(super) fn at_hand(&self) -> Option<usize> {
        match self {
            Self::Csv(_) => None,
            Self::Xlsx(records) => records.at_hand(),
        }
    }

    /// The name of a sheet.
    pub(super) fn name(&self, sheet: usize) -> Option<&str> {
        match self {
            Self::Csv(_) => None,
            Self::Xlsx(records) => records.names.get(sheet).map(String::as_str),
        }
    }

    /// The number of rows that are hidden.
    pub(super) const fn rows_hidden(&self) -> u32 {
        match self {
            Self::Csv(_) => 0,
            Self::Xlsx(records) => records.rows_hidden,
        }
    }

    /// The names of sheets that are hidden, and not looked at.
    pub(super) fn hidden(&self) -> impl Iterator<Item = &str> {
        let hidden = match self {
            Self::Csv(_) => &[][..],
            Self::Xlsx(records) => &records.hidden,
        };
        hidden.iter().map(String::as_str)
    }
}
