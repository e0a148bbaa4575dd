//! A file whose columns are found.

use super::days::{DayOrder, is_slashed};
use super::frame::{FramedRecords, Part};
use super::json::Objects;
use super::{Cell, Code, FileForm, Finding, MOST_ROWS, Refusal, Row, Source};
use crate::tables::{Format, Layout, REFERENCE};

/// A file whose columns are found. Iterates over its rows that are not blank; after an error nothing follows.
pub struct Table {
    rows: RowOrigin,
    layout: &'static Layout,
    /// The form of the file, as an earlier look showed it.
    form: FileForm,
    /// The columns of days, and what they have shown so far.
    days: Vec<(&'static str, usize, DayOrder)>,
    references: ReferenceCount,
    /// The first row, which was read to see that there is one.
    first: Option<Row>,
    taken: u32,
    ended: bool,
}

/// The origin of rows.
enum RowOrigin {
    Titled(Box<FramedRecords>),
    Objects(Objects),
}

/// Whether the references of a sheet count its rows.
#[derive(Default)]
struct ReferenceCount {
    sheet: Option<usize>,
    rows: u32,
    /// Rows from the first on whose reference is their number.
    counted: u32,
    does_count: bool,
}

impl ReferenceCount {
    fn see(&mut self, sheet: usize, cell: &Cell) {
        if self.sheet != Some(sheet) {
            *self = Self { sheet: Some(sheet), does_count: self.does_count(), ..Self::default() };
        }
        if self.counted == self.rows && cell.written() == (self.rows + 1).to_string() {
            self.counted += 1;
        }
        self.rows = self.rows.saturating_add(1);
    }

    /// Whether those of a sheet do: three rows, or all of a shorter one.
    const fn does_count(&self) -> bool {
        self.does_count || self.counted >= 3 || (self.counted == 2 && self.rows == 2)
    }
}

impl Table {
    /// Opens a file, finds its columns, and reads its first row.
    ///
    /// # Errors
    /// Faults of the file as a whole: another format, no titles, columns that are missing or twice,
    /// no rows.
    pub fn open(format: Format, source: Box<dyn Source>, layout: &'static Layout) -> Result<Self, Refusal> {
        Self::open_as(format, source, layout, FileForm::default())
    }

    /// Opens a file whose form an earlier look through all of it showed.
    ///
    /// # Errors
    /// Those of [`Self::open`].
    pub fn open_as(
        format: Format,
        source: Box<dyn Source>,
        layout: &'static Layout,
        form: FileForm,
    ) -> Result<Self, Refusal> {
        let rows = match format {
            Format::Json => RowOrigin::Objects(Objects::list(source, layout)?),
            Format::Ndjson => RowOrigin::Objects(Objects::lines(source, layout)?),
            Format::Csv | Format::Xlsx => {
                RowOrigin::Titled(Box::new(FramedRecords::open(format, source, layout)?))
            }
        };
        let days = layout
            .days
            .iter()
            .filter_map(|field| Some((*field, layout.place(field)?, DayOrder::default())))
            .collect();
        let references = ReferenceCount::default();
        let mut table = Self { rows, layout, form, days, references, first: None, taken: 0, ended: false };
        table.first = table.read()?;
        if table.first.is_none() {
            // The warnings say what was left out, and so why there is nothing else.
            let left_out = table.warnings();
            return Err(Refusal::Faulty([vec![Finding::of(Code::NoRows)], left_out].concat()));
        }
        Ok(table)
    }

    /// Warnings about the titles, and, once all rows are read, about the whole: what was left out, days that
    /// may be read in two ways, references that count rows.
    #[must_use]
    pub fn warnings(&self) -> Vec<Finding> {
        let form = self.form();
        let mut warnings = match &self.rows {
            RowOrigin::Titled(records) => records.warnings(&form),
            RowOrigin::Objects(_) => Vec::new(),
        };
        let doubted = self.days.iter().filter(|(field, ..)| !form.month_first.contains_key(*field));
        let doubts = doubted.filter_map(|(field, _, order)| order.doubt(field, |row| form.name(row)));
        warnings.extend(doubts);
        if self.references.does_count() {
            warnings.push(Finding::at(Code::ReferenceCounts, REFERENCE));
        }
        warnings
    }

    /// The form of the file, once all rows are read.
    #[must_use]
    pub fn form(&self) -> FileForm {
        let sheets = match &self.rows {
            RowOrigin::Titled(records) => records.sheets.clone(),
            RowOrigin::Objects(_) => Vec::new(),
        };
        // One hand wrote all columns: those in which nothing decides are as the first that shows its order.
        let any = self.days.iter().find_map(|(_, _, order)| order.month_first);
        let shown = self.days.iter().filter_map(|(field, _, order)| {
            let shown = order.month_first.or(any.filter(|_| order.is_open()))?;
            Some(((*field).to_owned(), shown))
        });
        FileForm { sheets, month_first: shown.collect() }
    }

    fn read(&mut self) -> Result<Option<Row>, Refusal> {
        let row = match &mut self.rows {
            RowOrigin::Objects(objects) => objects.next()?,
            RowOrigin::Titled(records) => loop {
                let Some(record) = records.next()? else { break None };
                if record.part == Part::Row
                    && let Some(columns) = &records.columns
                {
                    let (cells, findings) = columns.arrange(record.cells);
                    break Some(Row { number: record.number, cells, findings });
                }
            },
        };
        self.taken += u32::from(row.is_some());
        if self.taken > MOST_ROWS {
            return Err(Refusal::TooLarge(Finding::of(Code::TooManyRows).about(MOST_ROWS)));
        }
        Ok(row.map(|row| self.judged(row)))
    }

    /// Looks at what a row shows of the whole, and judges it by what the whole showed.
    fn judged(&mut self, mut row: Row) -> Row {
        for (field, place, order) in &mut self.days {
            let Some(cell) = row.cells.get_mut(*place) else { continue };
            order.see(row.number, cell);
            if let Some(shown) = self.form.month_first.get(*field)
                && is_slashed(cell)
            {
                let text = cell.written().into_owned();
                let finding = Finding::at(Code::MonthFirst, field).with_value(&text);
                row.findings.push(finding.about(self.form.name(*shown)));
                *cell = Cell::Refused(text);
            }
        }
        let sheet = match &self.rows {
            RowOrigin::Titled(records) => Some(records.sheets.len()),
            RowOrigin::Objects(_) => None,
        };
        let reference = self.layout.place(REFERENCE).and_then(|place| row.cells.get(place));
        if let (Some(sheet), Some(reference)) = (sheet, reference) {
            self.references.see(sheet, reference);
        }
        row
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
