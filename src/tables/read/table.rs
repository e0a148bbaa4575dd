//! A file whose columns are found.

use super::columns::{ColumnPlaces, Titles};
use super::json::Objects;
use super::{Code, Finding, MOST_ROWS, RawRow, Refusal, Row, Source, Stop, csv, xlsx};
use crate::tables::{Format, Layout};

/// A file whose columns are found. Iterates over its rows that are not blank; after an error nothing follows.
pub struct Table {
    rows: RowOrigin,
    warnings: Vec<Finding>,
    /// The first row, which was read to see that there is one.
    first: Option<Row>,
    taken: u32,
    ended: bool,
}

/// The origin of rows.
enum RowOrigin {
    Titled { records: Records, columns: ColumnPlaces },
    Objects(Objects),
}

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

    /// The next record that is not blank.
    fn filled(&mut self) -> Result<Option<RawRow>, Stop> {
        loop {
            match self.next()? {
                Some(record) if record.is_blank() => {}
                other => return Ok(other),
            }
        }
    }
}

impl Table {
    /// Opens a file, finds its columns, and reads its first row.
    ///
    /// # Errors
    /// What is wrong with the file as a whole: another format, no titles, columns that are missing or twice,
    /// no rows.
    pub fn open(format: Format, source: Box<dyn Source>, layout: &'static Layout) -> Result<Self, Refusal> {
        let (rows, warnings) = match format {
            Format::Json => (RowOrigin::Objects(Objects::list(source, layout)?), Vec::new()),
            Format::Ndjson => (RowOrigin::Objects(Objects::lines(source, layout)?), Vec::new()),
            Format::Csv | Format::Xlsx => {
                let known = Titles::of(layout);
                let mut records =
                    Records::open(format == Format::Xlsx, source, |title| known.place(title).is_some())?;
                let titles = records
                    .filled()
                    .map_err(|stop| stop.named(&[]))?
                    .ok_or_else(|| Finding::of(Code::FileEmpty))?;
                let mut columns = ColumnPlaces::find(&titles.cells, layout)?;
                let warnings = std::mem::take(&mut columns.warnings);
                (RowOrigin::Titled { records, columns }, warnings)
            }
        };
        let mut table = Self { rows, warnings, first: None, taken: 0, ended: false };
        table.first = Some(table.read()?.ok_or_else(|| Finding::of(Code::NoRows))?);
        Ok(table)
    }

    /// Warnings about the titles: columns that are not known, with a near title where there is one.
    #[must_use]
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    fn read(&mut self) -> Result<Option<Row>, Refusal> {
        let row = match &mut self.rows {
            RowOrigin::Objects(objects) => objects.next()?,
            RowOrigin::Titled { records, columns } => {
                records.filled().map_err(|stop| stop.named(&columns.names))?.map(|record| {
                    let (cells, findings) = columns.arrange(record.cells);
                    Row { number: record.number, cells, findings }
                })
            }
        };
        self.taken += u32::from(row.is_some());
        if self.taken > MOST_ROWS {
            return Err(Refusal::TooLarge(Finding::of(Code::TooManyRows).about(MOST_ROWS)));
        }
        Ok(row)
    }
}

impl Iterator for Table {
    type Item = Result<Row, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(first) = self.first.take() {
            return Some(Ok(first));
        }
        if self.ended {
            return None;
        }
        let row = self.read();
        self.ended = !matches!(row, Ok(Some(_)));
        row.transpose()
    }
}
