//! CSV: the records of a text, and which delimiter divides their cells.
//!
//! Not by the csv crate: it leaves out blank lines, so that rows lose their numbers, and takes a quote that
//! is never closed, with all that follows, for a cell.

use super::encodings::is_wide;
use super::text::{Text, Trouble};
use super::{MOST_ABOVE, MOST_CELL, MOST_RECORD, RawRow, Refusal, Source, Stop, bounded, seems};
use crate::tables::write::is_tamed;
use crate::tables::{Code, Finding};

/// Delimiters, the likeliest first.
const DELIMITERS: &[u8] = b";,\t";

/// The records of a text.
pub(super) struct CsvRecords {
    text: Text,
    splitter: Splitter,
    number: u32,
}

impl CsvRecords {
    /// Opens a text, and finds its delimiter: the one that its first line names (`sep=;`), or with which most
    /// cells of one of the first rows are known, then the one with which there are most.
    pub(super) fn open(source: Box<dyn Source>, is_known: impl Fn(&str) -> bool) -> Result<Self, Refusal> {
        let mut text = Text::open(source, false)?;
        if is_wide(text.head()) {
            return Err(Finding::of(Code::EncodingOther).about("UTF-16").into());
        }
        if let Some(other) = seems::binary(text.head()) {
            return Err(Finding::of(Code::OtherFormat).about(other).into());
        }
        let head = text.head();
        let json = seems::beginning(head);
        if json.starts_with(b"[")
            || (json.starts_with(b"{") && json[1..].trim_ascii_start().starts_with(b"\""))
        {
            return Err(Finding::of(Code::OtherFormat).about("JSON").into());
        }
        let head = text.chunk().map_err(|trouble| refused(trouble, 1))?;
        // Of the first rows the one that is most like titles: above it may stand what the table is about.
        let weight = |delimiter: u8| {
            let weights = first_records(head, delimiter)
                .into_iter()
                .map(|cells| (cells.iter().filter(|title| is_known(title)).count(), cells.len()));
            weights.max().unwrap_or_default()
        };
        // The last of equals is taken, so the likeliest comes last.
        let likeliest = || DELIMITERS.iter().rev().copied().max_by_key(|delimiter| weight(*delimiter));
        let delimiter = told_delimiter(head).or_else(likeliest).unwrap_or(b';');
        Ok(Self { text, splitter: Splitter::new(delimiter), number: 0 })
    }

    pub(super) const fn delimiter(&self) -> u8 {
        self.splitter.delimiter
    }

    /// The next record, blank or not.
    pub(super) fn next(&mut self) -> Result<Option<RawRow>, Stop> {
        let number = self.number.saturating_add(1);
        self.splitter.begin();
        loop {
            let chunk = self.text.chunk().map_err(|trouble| refused(trouble, number))?;
            if chunk.is_empty() {
                if self.splitter.is_untouched() {
                    return Ok(None);
                }
                if self.splitter.state == SplitterState::Quoted {
                    return Err(Finding::of(Code::QuoteOpen).about(number).into());
                }
                self.splitter.end_cell();
                break;
            }
            let (used, met) = self.splitter.feed(chunk);
            self.text.consume(used);
            match met {
                CsvToken::End => break,
                CsvToken::OpenQuote => return Err(Finding::of(Code::QuoteOpen).about(number).into()),
                CsvToken::More if self.splitter.size() > MOST_RECORD => return Err(self.overlong(number)),
                CsvToken::More => {}
            }
        }
        self.number = number;
        self.cells(number).map(|cells| Some(RawRow { sheet: 0, number, cells }))
    }

    fn cells(&self, number: u32) -> Result<Vec<super::Cell>, Stop> {
        let Splitter { bytes, ends, .. } = &self.splitter;
        let text = std::str::from_utf8(bytes).map_err(|_| refused(Trouble::Encoding(None, 0), number))?;
        let mut begin = 0;
        let mut cells = Vec::with_capacity(ends.len());
        for (place, end) in ends.iter().enumerate() {
            // Cells end where a delimiter stood, which is ASCII.
            let cell = text.get(begin..*end).unwrap_or_default();
            cells.push(bounded(bare(cell)).ok_or(Stop::CellTooLong { number, place })?);
            begin = *end;
        }
        Ok(cells)
    }

    /// The reason why a record is longer than any may be: a quote that is never closed, or a cell that really
    /// is so long.
    fn overlong(&mut self, number: u32) -> Stop {
        let long = Stop::CellTooLong { number, place: self.splitter.longest() };
        let open = || Finding::of(Code::QuoteOpen).about(number).into();
        // Without keeping what stands between, whether the next quote closes the cell.
        while matches!(self.splitter.state, SplitterState::Quoted | SplitterState::Closing) {
            let chunk = match self.text.chunk() {
                Ok([]) => return if self.splitter.state == SplitterState::Closing { long } else { open() },
                Ok(chunk) => chunk,
                Err(trouble) => return refused(trouble, number).into(),
            };
            let (used, met) = self.splitter.feed(chunk);
            self.text.consume(used);
            self.splitter.forget();
            match met {
                CsvToken::OpenQuote => return open(),
                CsvToken::End => break,
                CsvToken::More => {}
            }
        }
        long
    }
}

/// A text without the apostrophe behind which a formula stands, where a spreadsheet or the register put one.
fn bare(cell: &str) -> &str {
    cell.trim_start().strip_prefix('\'').filter(|_| is_tamed(cell)).unwrap_or(cell)
}

fn refused(trouble: Trouble, number: u32) -> Refusal {
    match trouble {
        Trouble::Source(error) => Refusal::Unreadable(error),
        Trouble::Encoding(None, lines) => {
            Finding::of(Code::EncodingUnknown).about(number.saturating_add(lines)).into()
        }
        Trouble::Encoding(Some(name), _) => Finding::of(Code::EncodingOther).about(name).into(),
    }
}

/// The delimiter that the first line names, as spreadsheets write and read it: `sep=;`.
fn told_delimiter(head: &[u8]) -> Option<u8> {
    let line = head.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let bare = line.strip_prefix(b"\"").unwrap_or(line);
    let (name, told) = bare.split_at_checked(4)?;
    // Excel fills the line up with delimiters, like any other.
    let (delimiter, rest) = told.split_first()?;
    let is_rest = rest.iter().all(|byte| byte == delimiter || *byte == b'"');
    let is_sign = delimiter.is_ascii_punctuation() || *delimiter == b'\t';
    (name.eq_ignore_ascii_case(b"sep=") && is_sign && *delimiter != b'"' && is_rest).then_some(*delimiter)
}

/// The cells of the first records that are not blank, as divided by a delimiter.
fn first_records(mut head: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut splitter = Splitter::new(delimiter);
    let mut records = Vec::new();
    while records.len() < MOST_ABOVE {
        splitter.begin();
        let (used, met) = splitter.feed(head);
        head = &head[used..];
        let is_end = head.is_empty() || matches!(met, CsvToken::OpenQuote);
        if is_end {
            splitter.end_cell();
        }
        let has_any = |byte: &u8| !byte.is_ascii_whitespace();
        if splitter.bytes.iter().any(has_any) || (is_end && records.is_empty()) {
            let mut begin = 0;
            let cell = |end: &usize| {
                String::from_utf8_lossy(&splitter.bytes[std::mem::replace(&mut begin, *end)..*end])
                    .into_owned()
            };
            records.push(splitter.ends.iter().map(cell).collect());
        }
        if is_end {
            break;
        }
    }
    records
}

/// The place within a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SplitterState {
    /// At the beginning of a cell.
    Begin,
    /// In a cell without quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// Behind a quote in quotes: the closing one, or the first of two that are one.
    Closing,
}

/// The thing that the splitter met.
enum CsvToken {
    /// The end of what it was given.
    More,
    /// The end of the record.
    End,
    /// A cell of several lines whose second quote neither closes it nor is doubled: the first was never
    /// closed.
    OpenQuote,
}

/// Splits bytes into the cells of a record.
struct Splitter {
    delimiter: u8,
    state: SplitterState,
    /// The bytes of the cells, one after another, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Whether a cell in quotes began on an earlier line.
    has_line: bool,
    /// Whether the last record ended with `\r`, which a `\n` may follow.
    is_returned: bool,
    is_touched: bool,
}

impl Splitter {
    const fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            state: SplitterState::Begin,
            bytes: Vec::new(),
            ends: Vec::new(),
            has_line: false,
            is_returned: false,
            is_touched: false,
        }
    }

    fn begin(&mut self) {
        self.state = SplitterState::Begin;
        self.is_touched = false;
        self.forget();
    }

    fn forget(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    const fn is_untouched(&self) -> bool {
        !self.is_touched
    }

    const fn size(&self) -> usize {
        self.bytes.len() + self.ends.len()
    }

    /// The place of the longest cell.
    fn longest(&self) -> usize {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        let ends = self.ends.iter().copied().chain(std::iter::once(self.bytes.len()));
        let (place, length) = begins
            .zip(ends)
            .map(|(begin, end)| end - begin)
            .enumerate()
            .max_by_key(|(_, length)| *length)
            .unwrap_or_default();
        if length > MOST_CELL { place } else { self.ends.len() }
    }

    fn end_cell(&mut self) {
        self.ends.push(self.bytes.len());
        self.state = SplitterState::Begin;
    }

    /// Takes bytes until the record ends; how many were taken.
    fn feed(&mut self, given: &[u8]) -> (usize, CsvToken) {
        let mut at = 0;
        if std::mem::take(&mut self.is_returned) && given.first() == Some(&b'\n') {
            at = 1;
        }
        while let Some(byte) = given.get(at).copied() {
            self.is_touched = true;
            match self.state {
                SplitterState::Plain => {
                    let delimiter = self.delimiter;
                    let run = &given[at..];
                    let length = run
                        .iter()
                        .position(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'))
                        .unwrap_or(run.len());
                    self.bytes.extend_from_slice(&run[..length]);
                    at += length;
                    if let Some(end) = given.get(at).copied() {
                        at += 1;
                        if self.ends_record(end) {
                            return (at, CsvToken::End);
                        }
                    }
                }
                SplitterState::Quoted => {
                    let run = &given[at..];
                    let length = run.iter().position(|byte| *byte == b'"').unwrap_or(run.len());
                    self.has_line |= run[..length].iter().any(|byte| matches!(byte, b'\n' | b'\r'));
                    self.bytes.extend_from_slice(&run[..length]);
                    at += length;
                    if at < given.len() {
                        self.state = SplitterState::Closing;
                        at += 1;
                    }
                }
                SplitterState::Begin if byte == b'"' => {
                    self.state = SplitterState::Quoted;
                    self.has_line = false;
                    at += 1;
                }
                SplitterState::Closing if byte == b'"' => {
                    self.bytes.push(b'"');
                    self.state = SplitterState::Quoted;
                    at += 1;
                }
                SplitterState::Begin | SplitterState::Closing
                    if byte == self.delimiter || matches!(byte, b'\n' | b'\r') =>
                {
                    at += 1;
                    if self.ends_record(byte) {
                        return (at, CsvToken::End);
                    }
                }
                SplitterState::Closing if self.has_line && byte != b' ' => return (at, CsvToken::OpenQuote),
                SplitterState::Begin | SplitterState::Closing => self.state = SplitterState::Plain,
            }
        }
        (at, CsvToken::More)
    }

    /// Ends a cell with a byte; whether it ends the record too.
    fn ends_record(&mut self, byte: u8) -> bool {
        self.end_cell();
        self.is_returned = byte == b'\r';
        byte != self.delimiter
    }
}
