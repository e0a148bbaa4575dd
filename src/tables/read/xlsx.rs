//! Workbooks: the rows of the visible sheets, one sheet after another.
//!
//! calamine reads cell by cell, with a reader that borrows from the workbook. So that rows can be asked for
//! one by one, a thread owns both and sends rows, some at a time; it stops when nobody listens any more.

use std::collections::HashSet;
use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::{thread, vec};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::package::SheetSigns;
use super::{
    Cell, Code, Finding, MOST_COLUMNS, MOST_PLACES, RawRow, Refusal, Source, Stop, bounded, package,
};
use crate::tables::value;
use crate::values::Day;

/// Rows that are sent together, and about how many bytes of cells.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 256 * 1024;
/// Rows that a sheet has at the most.
const SHEET_ROWS: u32 = 1 << 20;

/// Formulas of a sheet that are remembered.
const MOST_FORMULAS: usize = 500_000;
/// Sheets that a workbook may have.
const MOST_SHEETS: usize = 200;

/// The rows of a workbook.
pub(super) struct SheetRecords {
    parts: Receiver<BookPart>,
    /// The names of the sheets that are looked at, and of those that are hidden.
    pub(super) names: Vec<String>,
    pub(super) hidden: Vec<String>,
    /// Rows that are hidden.
    pub(super) rows_hidden: u32,
    /// The sheet from which rows come.
    sheet: Option<usize>,
    batch: vec::IntoIter<RawRow>,
    /// A row that waits for blank ones before it.
    waiting: Option<RawRow>,
    number: u32,
}

/// A part of a workbook, in the order of the file.
enum BookPart {
    /// The names of the sheets that are looked at, and of those that are hidden, and the number of rows that
    /// are.
    Told { names: Vec<String>, hidden: Vec<String>, rows_hidden: u32 },
    /// Rows of a sheet, or why no more of it come.
    Rows(usize, Result<Vec<RawRow>, Stop>),
    /// Why nothing more comes.
    Stopped(Stop),
}

impl SheetRecords {
    pub(super) fn open(source: Box<dyn Source>) -> Result<Self, Refusal> {
        let (sender, parts) = sync_channel(2);
        thread::Builder::new().name("workbook".to_owned()).spawn(move || read(source, &sender))?;
        let (names, hidden, batch) = (Vec::new(), Vec::new(), Vec::new().into_iter());
        Ok(Self { parts, names, hidden, rows_hidden: 0, sheet: None, batch, waiting: None, number: 0 })
    }

    /// The place of the sheet from which rows come.
    pub(super) const fn at_hand(&self) -> Option<usize> {
        self.sheet
    }

    /// The next row; a sheet does not hold its blank ones, so they are made here.
    pub(super) fn next(&mut self) -> Result<Option<RawRow>, Stop> {
        while self.waiting.is_none() {
            self.waiting = self.batch.next();
            if self.waiting.is_none() {
                match self.parts.recv() {
                    Ok(BookPart::Told { names, hidden, rows_hidden }) => {
                        (self.names, self.hidden, self.rows_hidden) = (names, hidden, rows_hidden);
                    }
                    Ok(BookPart::Rows(sheet, rows)) => {
                        if self.sheet.replace(sheet) != Some(sheet) {
                            self.number = 0;
                        }
                        self.batch = rows?.into_iter();
                    }
                    Ok(BookPart::Stopped(stop)) => return Err(stop),
                    Err(_) => return Ok(None),
                }
            }
        }
        self.number += 1;
        let (number, sheet) = (self.number, self.sheet.unwrap_or_default());
        let is_due = |record: &mut RawRow| record.number <= number;
        Ok(Some(self.waiting.take_if(is_due).unwrap_or(RawRow { sheet, number, cells: Vec::new() })))
    }
}

/// A source that remembers why it failed: to those who read a workbook, a failing disk is a damaged file.
struct WatchedSource {
    source: Box<dyn Source>,
    failure: Arc<Mutex<Option<io::Error>>>,
}

impl WatchedSource {
    fn watch<T>(&self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
            kind.into()
        })
    }
}

impl Read for WatchedSource {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let done = self.source.read(buffer);
        self.watch(done)
    }
}

impl Seek for WatchedSource {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        // A damaged file may lead before its beginning, which is no failure of the source.
        let end = match to {
            SeekFrom::Current(by) if by < 0 => self.source.stream_position()?.checked_add_signed(by),
            SeekFrom::End(by) if by < 0 => self.source.seek(SeekFrom::End(0))?.checked_add_signed(by),
            _ => Some(0),
        };
        if end.is_none() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let done = self.source.seek(to);
        self.watch(done)
    }
}

/// Reads a workbook to its end, or until nobody listens.
fn read(source: Box<dyn Source>, sender: &SyncSender<BookPart>) {
    let failure = Arc::new(Mutex::new(None));
    let watched = WatchedSource { source, failure: Arc::clone(&failure) };
    // calamine trusts what a workbook says of itself, and may panic at one that was made to hurt: that is a
    // damaged file, and nothing of what was read remains.
    let done =
        catch_unwind(AssertUnwindSafe(|| rows(watched, sender))).unwrap_or_else(|_| Err(damaged().into()));
    if let Err(stop) = done {
        let failed = failure.lock().unwrap_or_else(PoisonError::into_inner).take();
        // If nobody listens any more, nobody wants to know.
        let _ =
            sender.send(BookPart::Stopped(failed.map_or(stop, |error| Refusal::Unreadable(error).into())));
    }
}

fn damaged() -> Finding {
    Finding::of(Code::Damaged)
}

fn broken(error: &XlsxError) -> Stop {
    match error {
        XlsxError::Password => Finding::of(Code::PasswordProtected),
        XlsxError::FileNotFound(_) => Finding::of(Code::OtherFormat).about("ZIP"),
        _ => damaged(),
    }
    .into()
}

fn rows(mut source: WatchedSource, sender: &SyncSender<BookPart>) -> Result<(), Stop> {
    let SheetSigns { rows_hidden, has_formulas } = package::check(&mut source)?;
    source.seek(SeekFrom::Start(0)).map_err(Refusal::Unreadable)?;
    let mut workbook = Xlsx::new(source).map_err(|error| broken(&error))?;
    let sheets = workbook.sheets_metadata();
    if sheets.is_empty() {
        return Err(Finding::of(Code::OtherFormat).about("ZIP").into());
    }
    if sheets.len() > MOST_SHEETS {
        return Err(Finding::of(Code::UnpackedTooLarge).about(MOST_SHEETS).into());
    }
    let tables = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let (shown, hidden): (Vec<_>, Vec<_>) = tables.partition(|sheet| sheet.visible == SheetVisible::Visible);
    let [names, hidden] =
        [shown, hidden].map(|sheets| sheets.iter().map(|sheet| sheet.name.clone()).collect::<Vec<_>>());
    if sender.send(BookPart::Told { names: names.clone(), hidden, rows_hidden }).is_err() {
        return Ok(());
    }
    for (place, name) in names.iter().enumerate() {
        let formulas = if has_formulas { formulas(&mut workbook, name)? } else { HashSet::new() };
        let mut sheet = SheetRows {
            sender,
            formulas,
            sheet: place,
            batch: Vec::new(),
            bytes: 0,
            row: RawRow { sheet: place, number: 0, cells: Vec::new() },
        };
        let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| broken(&error))?;
        let ended = loop {
            match cells.next_cell().map_err(|error| broken(&error)) {
                Ok(Some(cell)) => match sheet.take(cell.get_position(), cell.get_value()) {
                    Ok(true) => {}
                    Ok(false) => return Ok(()),
                    Err(stop) => break Err(stop),
                },
                Ok(None) => break Ok(()),
                Err(stop) => break Err(stop),
            }
        };
        // Rows before a fault go before it: the titles are told about first. The row that it broke off is
        // none.
        if ended.is_ok() {
            sheet.end_row();
        }
        if !sheet.send() {
            return Ok(());
        }
        match ended {
            Err(stop) if stop.is_of_a_sheet() => {
                if sender.send(BookPart::Rows(place, Err(stop))).is_err() {
                    return Ok(());
                }
            }
            Err(stop) => return Err(stop),
            Ok(()) => {}
        }
    }
    Ok(())
}

/// The places of a sheet's formulas: of some the workbook may not hold what they come to.
fn formulas(workbook: &mut Xlsx<WatchedSource>, name: &str) -> Result<HashSet<(u32, u32)>, Stop> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| broken(&error))?;
    let mut places = HashSet::new();
    while places.len() < MOST_FORMULAS {
        // What is wrong with the sheet is told where its values are read.
        let Ok(Some(cell)) = cells.next_formula() else { break };
        if !cell.get_value().is_empty() {
            places.insert(cell.get_position());
        }
    }
    Ok(places)
}

/// The rows of a sheet, as its cells come.
struct SheetRows<'a> {
    sender: &'a SyncSender<BookPart>,
    /// The places of formulas.
    formulas: HashSet<(u32, u32)>,
    sheet: usize,
    batch: Vec<RawRow>,
    bytes: usize,
    row: RawRow,
}

impl SheetRows<'_> {
    /// Takes a cell; whether anybody still listens.
    fn take(&mut self, (row, column): (u32, u32), value: &DataRef<'_>) -> Result<bool, Stop> {
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        let is_uncomputed = matches!(value, DataRef::Empty) && self.formulas.contains(&(row, column));
        if matches!(value, DataRef::Empty) && !is_uncomputed {
            return Ok(true);
        }
        if row >= SHEET_ROWS || row + 1 < self.row.number {
            return Err(damaged().into());
        }
        let number = row + 1;
        let value = if is_uncomputed { Some(Cell::Uncomputed) } else { cell(value) };
        let value = value.ok_or(Stop::CellTooLong { number, place })?;
        if value.is_empty() {
            return Ok(true);
        }
        if place >= MOST_PLACES {
            return Err(Finding::of(Code::TooManyColumns).about(MOST_COLUMNS).into());
        }
        let mut listens = true;
        if number != self.row.number {
            self.end_row();
            if self.batch.len() >= BATCH || self.bytes >= BATCH_BYTES {
                listens = self.send();
            }
            self.row.number = number;
        }
        if self.row.cells.len() <= place {
            self.row.cells.resize(place + 1, Cell::Empty);
        }
        if let Cell::Text(text) = &value {
            self.bytes += text.len();
        }
        self.row.cells[place] = value;
        Ok(listens)
    }

    fn end_row(&mut self) {
        if !self.row.cells.is_empty() {
            let cells = Vec::with_capacity(self.row.cells.len());
            self.batch.push(RawRow {
                sheet: self.sheet,
                number: self.row.number,
                cells: std::mem::replace(&mut self.row.cells, cells),
            });
        }
    }

    /// Sends the rows that there are; whether anybody still listens.
    fn send(&mut self) -> bool {
        self.bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        batch.is_empty() || self.sender.send(BookPart::Rows(self.sheet, Ok(batch))).is_ok()
    }
}

/// The cell that calamine read; nothing if it is too long.
fn cell(value: &DataRef<'_>) -> Option<Cell> {
    match value {
        DataRef::Empty => Some(Cell::Empty),
        DataRef::String(text) | DataRef::DurationIso(text) => bounded(text),
        DataRef::SharedString(text) => bounded(text),
        DataRef::Bool(truth) => Some(Cell::Truth(*truth)),
        DataRef::Float(number) => Some(Cell::Number(*number)),
        #[expect(clippy::cast_precision_loss, reason = "numbers beyond 2^53 are no value of any column")]
        DataRef::Int(number) => Some(Cell::Number(*number as f64)),
        DataRef::DateTime(moment) => Some(day(moment)),
        DataRef::DateTimeIso(text) => {
            value::day(&Cell::text(text)).map(Cell::Day).ok().or_else(|| bounded(text))
        }
        DataRef::Error(error) => Some(Cell::Broken(error.to_string())),
    }
}

/// The day of a moment. A span, a time alone and a moment within a day stand as one would see them, for
/// whoever wants a day to refuse: a time was meant to say something.
pub(super) fn day(moment: &ExcelDateTime) -> Cell {
    let days = moment.as_f64();
    if moment.is_duration() || (0.0..1.0).contains(&days) {
        let minutes = (days * 24.0 * 60.0).round();
        return Cell::Text(format!("{}:{:02}", (minutes / 60.0).trunc(), (minutes % 60.0).abs()));
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let written = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) != (0, 0, 0) {
        return Cell::Text(format!("{written} {hour:02}:{minute:02}:{second:02}"));
    }
    Day::parse(&written).map_or(Cell::Text(written), Cell::Day)
}
