//! CSV as spreadsheets read it: UTF-8 that says so, `\r\n` after each row, quotes where they are needed.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use crate::tables::Cell;

/// Without it a spreadsheet takes the text for one of an old code page.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A CSV file that is being written.
pub struct Csv<W: Write>(Writer<W>);

impl<W: Write> Csv<W> {
    /// A new file.
    ///
    /// # Errors
    /// `out` does not take it.
    pub fn new(mut out: W, delimiter: u8) -> io::Result<Self> {
        out.write_all(BYTE_ORDER_MARK)?;
        Ok(Self::going_on(out, delimiter))
    }

    /// The next part of a file of which other parts were written before.
    #[must_use]
    pub fn going_on(out: W, delimiter: u8) -> Self {
        Self(
            WriterBuilder::new()
                .delimiter(delimiter)
                .terminator(Terminator::CRLF)
                .flexible(true)
                .from_writer(out),
        )
    }

    /// Writes the first line.
    ///
    /// # Errors
    /// `out` does not take it.
    pub fn titles(&mut self, titles: &[&str]) -> io::Result<()> {
        Ok(self.0.write_record(titles.iter().map(|title| tame(Cow::Borrowed(title)).into_owned()))?)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// `out` does not take it.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for cell in cells {
            match cell {
                // A number, a day and a truth value are no text, whatever they begin with.
                Cell::Number(_) | Cell::Day(_) | Cell::Truth(_) => self.0.write_field(&*cell.written())?,
                Cell::Text(text) => self.0.write_field(&*tame(Cow::Borrowed(text)))?,
                Cell::Empty
                | Cell::Absent
                | Cell::List(_)
                | Cell::Broken(_)
                | Cell::Uncomputed
                | Cell::Refused(_) => {
                    self.0.write_field(&*tame(cell.written()))?;
                }
            }
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    /// Ends the file, or this part of it, and gives back what it was written to.
    ///
    /// # Errors
    /// `out` does not take it.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// A text that no spreadsheet computes: what would begin a formula stands behind an apostrophe.
fn tame(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_computed = is_formula(&text) && !is_negative_number(&text);
    // An apostrophe of its own is not taken for ours when the text is read again.
    if is_computed || is_tamed(&text) { Cow::Owned(format!("'{text}")) } else { text }
}

/// Whether a formula stands in a text behind one or more apostrophes.
#[must_use]
pub fn is_tamed(text: &str) -> bool {
    let bare = text.trim_start();
    bare.starts_with('\'') && is_formula(bare.trim_start_matches('\''))
}

/// Whether a spreadsheet may compute a text by how it begins.
#[must_use]
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// `-5`, `-7.5` or `-7,5`: what computes to itself.
fn is_negative_number(text: &str) -> bool {
    let Some(number) = text.strip_prefix('-') else { return false };
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    [whole, fraction]
        .iter()
        .all(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Day;

    fn written(delimiter: u8, rows: &[&[Cell]]) -> String {
        let mut csv = Csv::new(Vec::new(), delimiter).expect("it takes it");
        csv.titles(&["id", "note"]).expect("it takes it");
        for row in rows {
            csv.row(row).expect("it takes it");
        }
        String::from_utf8(csv.finish().expect("it takes it")).expect("a text")
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn a_file_is_what_spreadsheets_read() {
        let day = Cell::Day(Day::parse("2026-03-01").expect("a day"));
        let list = Cell::List(vec!["a".into(), "b".into()]);
        let rows: [&[Cell]; 3] =
            [&[text("Ștefan"), Cell::Number(24.5)], &[day, Cell::Empty], &[list, Cell::Truth(true)]];
        assert_eq!(written(b',', &rows), "\u{feff}id,note\r\nȘtefan,24.5\r\n2026-03-01,\r\na; b,true\r\n");
        let quoted: [&[Cell]; 2] = [&[text("a,b"), text("a;b")], &[text("\"a\""), text("a\nb")]];
        assert_eq!(written(b';', &quoted), "\u{feff}id;note\r\na,b;\"a;b\"\r\n\"\"\"a\"\"\";\"a\nb\"\r\n");
    }

    #[test]
    fn a_file_goes_on_in_parts() {
        let mut csv = Csv::going_on(Vec::new(), b',');
        csv.row(&[Cell::Empty]).expect("it takes it");
        csv.row(&[text("a"), text("b")]).expect("it takes it");
        assert_eq!(csv.finish().expect("it takes it"), b"\"\"\r\na,b\r\n");
        assert_eq!(Csv::going_on(Vec::new(), b',').finish().expect("it takes it"), b"");
    }

    #[test]
    fn no_text_begins_a_formula() {
        for formula in [
            "=1+1",
            "+1",
            "-1+1",
            "-",
            "-a",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "＋1",
            "－1",
            "＠a",
            "=cmd|' /C calc'!A0",
        ] {
            let row = [text(formula), Cell::List(vec![formula.to_owned()])];
            let mut csv = Csv::going_on(Vec::new(), b',');
            csv.row(&row).expect("it takes it");
            let bytes = csv.finish().expect("it takes it");
            let mut read = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
            let read = read.records().next().expect("a row").expect("readable");
            assert_eq!(read.iter().collect::<Vec<_>>(), [format!("'{formula}"), format!("'{formula}")]);
        }
        for harmless in ["-5", "-7.5", "-7,5", "a=b", "'a", "2026/118-04", ""] {
            assert_eq!(tame(Cow::Borrowed(harmless)), harmless);
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_written_is_read_again(
            texts in proptest::collection::vec(".{0,12}", 1..4), delimiter in "[,;\t]"
        ) {
            let delimiter = delimiter.as_bytes()[0];
            let mut csv = Csv::new(Vec::new(), delimiter).expect("it takes it");
            csv.row(&texts.iter().map(|one| text(one)).collect::<Vec<_>>()).expect("it takes it");
            let bytes = csv.finish().expect("it takes it");
            let mut reader = csv::ReaderBuilder::new();
            let mut read = reader.has_headers(false).delimiter(delimiter).from_reader(bytes.as_slice());
            let read = read.records().next().expect("a row").expect("readable");
            let expected: Vec<_> = texts.iter().map(|one| tame(Cow::Borrowed(one))).collect();
            proptest::prop_assert_eq!(read.iter().collect::<Vec<_>>(), expected);
        }
    }
}
