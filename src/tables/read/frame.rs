//! The frame around a table: lines above its titles, rows that are beside it, the example of a template, and
//! other sheets.

use std::collections::VecDeque;

use super::beside::{is_note, is_numbers, is_sum, is_total};
use super::columns::{ColumnPlaces, Titles, is_ordinal};
use super::records::Records;
use super::{Cell, Code, FileForm, Finding, MOST_ABOVE, RawRow, Refusal, Source, Stop};
use crate::tables::{AIDS, EXAMPLE, Format, Layout, REFERENCE, masked, nobodys, value};

/// Cells of an example that are enough to know it: a name that is as in the example may be a person's.
const LEAST_SAME: u32 = 4;
/// Columns that are needed, of which a sheet with numbers of persons has titles if it was meant.
const LEAST_NEEDED: usize = 3;
/// Records above the titles that are kept, blank ones among them.
const MOST_KEPT: usize = 1_000;
/// Names that one warning lists.
const MOST_NAMED: usize = 10;

/// The part of a record in its sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Above the titles, or blank.
    Around,
    /// The titles.
    Titles,
    /// A row of the table.
    Row,
    /// A row of something else, by the code of the warning that names it.
    Beside(Code),
}

/// A record of a sheet that is read, or of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its number among all rows of the file; [`FileForm::place`] tells its sheet.
    pub number: u32,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Its part in its sheet.
    pub part: Part,
}

/// The records of the sheets that have the titles, or of a text.
pub(super) struct FramedRecords {
    records: Records,
    layout: &'static Layout,
    /// The example of each column, as templates have it.
    examples: Vec<String>,
    known: Titles,
    has_sheets: bool,
    /// Records that were read to find the titles.
    ahead: VecDeque<Record>,
    /// The record that was read too far, or what came in its place.
    further: Option<Result<RawRow, Stop>>,
    /// The sheet that is at hand, as it is counted among all.
    sheet: Option<usize>,
    /// Its columns; none while its titles are not found, and of a sheet that has none.
    pub(super) columns: Option<ColumnPlaces>,
    /// Its titles as they stand, and whether a row followed them.
    titles: Vec<Cell>,
    has_rows: bool,
    /// The names of the sheets that are read.
    pub(super) sheets: Vec<String>,
    /// The places of sheets that have something and no titles, and why the likeliest of them is not read.
    unread: Vec<usize>,
    likeliest: Option<(usize, Refusal)>,
    /// Rows that are beside the tables, by their codes.
    beside: Vec<(Code, u32)>,
    warnings: Vec<Finding>,
    has_any: bool,
}

impl FramedRecords {
    pub(super) fn open(
        format: Format,
        source: Box<dyn Source>,
        layout: &'static Layout,
    ) -> Result<Self, Refusal> {
        let known = Titles::of(layout);
        let has_sheets = format == Format::Xlsx;
        let records = Records::open(has_sheets, source, |title| known.place(title).is_some())?;
        Ok(Self {
            records,
            layout,
            examples: layout.columns.iter().map(|column| nobodys(column.example)).collect(),
            known,
            has_sheets,
            ahead: VecDeque::new(),
            further: None,
            sheet: None,
            columns: None,
            titles: Vec::new(),
            has_rows: false,
            sheets: Vec::new(),
            unread: Vec::new(),
            likeliest: None,
            beside: Vec::new(),
            warnings: Vec::new(),
            has_any: false,
        })
    }

    /// The character that divides the cells of CSV.
    pub(super) const fn delimiter(&self) -> Option<u8> {
        match &self.records {
            Records::Csv(records) => Some(records.delimiter()),
            Records::Xlsx(_) => None,
        }
    }

    /// The next record of a sheet that is read.
    pub(super) fn next(&mut self) -> Result<Option<Record>, Refusal> {
        loop {
            if let Some(record) = self.ahead.pop_front() {
                return Ok(Some(record));
            }
            match self.take() {
                Ok(None) => return self.end(),
                Ok(Some(record)) if self.sheet != Some(record.sheet) => {
                    self.sheet = Some(record.sheet);
                    self.columns = None;
                    self.find_titles(record)?;
                }
                Ok(Some(record)) if self.columns.is_some() => return self.placed(record).map(Some),
                Ok(Some(_)) => {}
                Err(stop) => self.stopped(stop)?,
            }
        }
    }

    fn take(&mut self) -> Result<Option<RawRow>, Stop> {
        match self.further.take() {
            Some(taken) => taken.map(Some),
            None => self.records.next(),
        }
    }

    /// Stops at what is wrong with the file, or with a sheet that is read; what is wrong with others says
    /// only why they are not.
    fn stopped(&mut self, stop: Stop) -> Result<(), Refusal> {
        let at_hand = self.records.at_hand();
        if self.has_sheets && at_hand != self.sheet {
            self.sheet = at_hand;
            self.columns = None;
        }
        match &self.columns {
            Some(columns) => Err(stop.named(&columns.names)),
            None if self.has_sheets && stop.is_of_a_sheet() => {
                self.pass_over(1, stop.named(&[]));
                Ok(())
            }
            None => Err(stop.named(&[])),
        }
    }

    /// Passes over a sheet, and remembers why, if none before was likelier to be meant.
    fn pass_over(&mut self, likely: usize, refusal: Refusal) {
        self.has_any = true;
        self.unread.extend(self.sheet);
        if self.likeliest.as_ref().is_none_or(|(before, _)| likely > *before) {
            self.likeliest = Some((likely, refusal));
        }
    }

    /// Reads the first rows of a sheet until one of them has the titles.
    fn find_titles(&mut self, first: RawRow) -> Result<(), Refusal> {
        let sheet = first.sheet;
        let (mut above, mut filled) = (Vec::new(), 0);
        let mut best: Option<([usize; 2], u32, Vec<Cell>)> = None;
        let mut next = Some(first);
        while let Some(record) = next.take() {
            if !record.is_blank() {
                filled += 1;
                let (known, needed) = self.known.among(&record.cells, self.layout);
                if needed == self.layout.needs.len() {
                    return self.begin_table(above, record);
                }
                if best.as_ref().is_none_or(|([most, _], ..)| known > *most) {
                    best = Some(([known, needed], record.number, record.cells.clone()));
                }
            }
            if filled < MOST_ABOVE {
                // Blank rows without end are not kept, only passed over.
                if !record.is_blank() || above.len() < MOST_KEPT {
                    above.push(record);
                }
                match self.records.next() {
                    Ok(Some(record)) if record.sheet == sheet => next = Some(record),
                    Ok(further) => self.further = further.map(Ok),
                    Err(stop) => self.further = Some(Err(stop)),
                }
            }
        }
        // Rows without titles that break off are told by what broke them off.
        if let Some(Err(stop)) = self.further.take_if(|further| further.is_err()) {
            let known = best.as_ref().map_or(0, |([known, _], ..)| *known);
            if !(self.has_sheets && stop.is_of_a_sheet() && known == 0) {
                return Err(stop.named(&[]));
            }
            self.pass_over(0, stop.named(&[]));
            return Ok(());
        }
        let Some(([known, needed], row, cells)) = best else { return Ok(()) };
        self.has_any = true;
        let place = self.place_of_titles(row);
        let Err(refusal) = ColumnPlaces::find(&cells, self.layout, place.as_deref()) else {
            return Ok(());
        };
        // Most of the titles, or several above numbers of persons: a sheet that was meant, with titles that
        // were mistyped or left out.
        let below = above.iter().filter(|record| record.number > row);
        let has_people = || below.flat_map(|record| &record.cells).any(is_of_person);
        let is_meant = known * 2 > self.layout.needs.len() || (needed >= LEAST_NEEDED && has_people());
        if !self.has_sheets || is_meant {
            return Err(refusal);
        }
        self.pass_over(known, refusal);
        Ok(())
    }

    /// The name of the sheet that is at hand.
    fn name(&self) -> Option<&str> {
        self.records.name(self.sheet?)
    }

    /// Where a sheet's titles stand, if that is not where everybody looks first.
    fn place_of_titles(&self, row: u32) -> Option<String> {
        match self.name() {
            Some(sheet) => Some(format!("{}!{row}", masked(sheet))),
            None => (row > 1).then(|| row.to_string()),
        }
    }

    fn begin_table(&mut self, above: Vec<RawRow>, titles: RawRow) -> Result<(), Refusal> {
        self.take_titles(&titles)?;
        let name = self.name().map(str::to_owned);
        self.sheets.extend(name);
        for record in above {
            let record = self.record(record, Part::Around);
            self.ahead.push_back(record);
        }
        let record = self.record(titles, Part::Titles);
        self.ahead.push_back(record);
        Ok(())
    }

    /// Reads the rows that follow by these titles.
    fn take_titles(&mut self, titles: &RawRow) -> Result<(), Refusal> {
        let place = self.place_of_titles(titles.number);
        let mut columns = ColumnPlaces::find(&titles.cells, self.layout, place.as_deref())?;
        for warning in std::mem::take(&mut columns.warnings) {
            // Sheets of one workbook have the same titles.
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        self.columns = Some(columns);
        self.titles.clone_from(&titles.cells);
        self.has_rows = false;
        Ok(())
    }

    fn record(&self, record: RawRow, part: Part) -> Record {
        let number = FileForm::number(self.sheets.len().saturating_sub(1), record.number);
        Record { number, cells: record.cells, part }
    }

    /// A record below the titles with its part.
    fn placed(&mut self, record: RawRow) -> Result<Record, Refusal> {
        // Lists are numbered beyond their last row.
        let is_only_counted = self.columns.as_ref().is_some_and(|columns| columns.only_count(&record.cells));
        if record.is_blank() || is_only_counted {
            return Ok(self.record(record, Part::Around));
        }
        let is_first = !std::mem::replace(&mut self.has_rows, true);
        let part = match &record.cells {
            cells if is_first && is_numbers(cells) => Part::Beside(Code::NumberRow),
            cells if is_total(cells) || is_sum(cells) => Part::Beside(Code::TotalRow),
            cells if *cells == self.titles => Part::Beside(Code::TitlesAgain),
            cells if self.are_titles(cells) => {
                // A second table, whose columns may stand in another order.
                self.take_titles(&record)?;
                Part::Beside(Code::TitlesAgain)
            }
            cells if self.is_example(cells) => Part::Beside(Code::ExampleRow),
            cells if is_note(cells) => Part::Beside(Code::NoteRow),
            _ => Part::Row,
        };
        let record = self.record(record, part);
        if let Part::Beside(code) = part {
            self.beside.push((code, record.number));
        }
        Ok(record)
    }

    /// Whether a row has so many of the titles that are needed that it can be none of people.
    fn are_titles(&self, cells: &[Cell]) -> bool {
        // Rows of people begin with a number, and are many.
        let first = cells.iter().find(|cell| !cell.is_empty());
        let Some(Cell::Text(text)) = first else { return false };
        let may_begin = !text.starts_with(|c: char| c.is_ascii_digit());
        may_begin
            && (self.known.place(text).is_some() || is_ordinal(text))
            && self.known.among(cells, self.layout).1 >= LEAST_NEEDED.min(self.layout.needs.len())
    }

    /// Whether a row is the example of a template: it names nobody, in the way in which the example does,
    /// and most of it is still as it was.
    fn is_example(&self, cells: &[Cell]) -> bool {
        let Some(columns) = &self.columns else { return false };
        let (mut is_nobodys, mut same, mut filled) = (false, 0, 0);
        for (cell, place) in cells.iter().zip(columns.places()) {
            let Some(place) = place.filter(|_| !cell.is_empty()) else { continue };
            let (column, example) = (&self.layout.columns[place], self.examples[place].as_str());
            filled += 1;
            let written = cell.written();
            let is_marked = column.field == REFERENCE && EXAMPLE.iter().any(|mark| written.starts_with(mark));
            is_nobodys |= written == example && example != column.example;
            same += u32::from(is_marked || written == example);
        }
        is_nobodys && same >= LEAST_SAME && same * 2 > filled
    }

    /// The end of the file, unless nothing of it was read.
    fn end(&mut self) -> Result<Option<Record>, Refusal> {
        if !self.has_any && self.sheet_is_missing() {
            return Err(Finding::of(Code::FileEmpty).into());
        }
        match self.likeliest.take() {
            Some((_, refusal)) if self.sheet_is_missing() => Err(refusal),
            _ => Ok(None),
        }
    }

    const fn sheet_is_missing(&self) -> bool {
        self.titles.is_empty()
    }

    /// Warnings about the titles, and, once all is read, about what was left out.
    pub(super) fn warnings(&self, form: &FileForm) -> Vec<Finding> {
        let mut warnings = self.warnings.clone();
        for code in [Code::NumberRow, Code::TotalRow, Code::TitlesAgain, Code::ExampleRow, Code::NoteRow] {
            let rows = self.beside.iter().filter(|(beside, _)| *beside == code);
            warnings.extend(named(code, rows.map(|(_, number)| form.name(*number))));
        }
        let unread = self.unread.iter().filter_map(|sheet| self.records.name(*sheet));
        let unread =
            unread.chain(self.records.hidden()).filter(|name| AIDS.iter().flatten().all(|aid| aid != name));
        warnings.extend(named(Code::SheetUnread, unread.map(masked)));
        let hidden = Some(self.records.rows_hidden()).filter(|rows| *rows > 0);
        warnings.extend(hidden.map(|rows| Finding::of(Code::RowsHidden).about(rows)));
        warnings
    }
}

/// Whether a cell is the number of a person, also one that a spreadsheet broke.
fn is_of_person(cell: &Cell) -> bool {
    matches!(value::idnp(cell), Ok(_) | Err(Code::IdnpLostZeros | Code::IdnpScientific))
}

/// One warning that names rows or sheets, some of them if they are many.
fn named(code: Code, names: impl Iterator<Item = String>) -> Option<Finding> {
    let mut names: Vec<_> = names.take(MOST_NAMED + 1).collect();
    if names.len() > MOST_NAMED {
        names.truncate(MOST_NAMED);
        names.push("…".to_owned());
    }
    (!names.is_empty()).then(|| Finding::of(code).about(names.join(", ")))
}
