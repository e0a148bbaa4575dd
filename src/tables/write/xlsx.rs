//! Excel workbooks: days are days, numbers are numbers, and texts are texts, never formulas.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::tables::Cell;
use crate::values::Day;

/// Rows of a sheet, the titles included.
const MOST_ROWS: u32 = 1_048_576;
/// The most that a cell holds, counted as the format does, in UTF-16.
const MOST_UNITS: usize = 32_767;
/// Wide enough for an id; in characters.
const WIDTH: f64 = 22.0;

/// A workbook that is being written. Of its rows only the last stands in memory, the others wait in a
/// temporary file without a name; where a sheet is full, the rows go on in another one.
pub struct Xlsx {
    workbook: Workbook,
    /// The sheet that is being written, and its next row.
    sheet: usize,
    next: u32,
    titles: Vec<String>,
    bold: Format,
    day: Format,
}

impl Default for Xlsx {
    fn default() -> Self {
        let (bold, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
        Self { workbook: Workbook::new(), sheet: 0, next: MOST_ROWS, titles: Vec::new(), bold, day }
    }
}

impl Xlsx {
    /// The titles, above the first row of each sheet.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn titles(&mut self, titles: &[&str]) -> Result<(), XlsxError> {
        self.titles = titles.iter().map(|title| (*title).to_owned()).collect();
        self.begin_sheet()
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        if self.next == MOST_ROWS {
            self.begin_sheet()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        for (column, cell) in (0_u16..).zip(cells) {
            put(sheet, self.next, column, cell, &self.day)?;
        }
        self.next += 1;
        Ok(())
    }

    /// The finished workbook, in a temporary file without a name, to be read from its beginning.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn finish(mut self) -> Result<File, XlsxError> {
        if self.titles.is_empty() && self.next == MOST_ROWS {
            self.begin_sheet()?;
        }
        let mut file = BufWriter::new(tempfile::tempfile()?);
        self.workbook.save_to_writer(&mut file)?;
        file.flush()?;
        let mut file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    }

    /// Begins a sheet, with a name if the format takes it.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn begin(&mut self, name: Option<&str>) -> Result<(), XlsxError> {
        self.titles.clear();
        self.begin_sheet()?;
        if let Some(name) = name {
            // A name that another program wrote may be none for this one; then the sheet has its number.
            let _ = self.workbook.worksheet_from_index(self.sheet)?.set_name(name);
        }
        Ok(())
    }

    /// Writes a record as it stands: titles wherever they are, or a row.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn record(&mut self, cells: &[Cell], is_titles: bool) -> Result<(), XlsxError> {
        if !is_titles {
            return self.row(cells);
        }
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        for (column, title) in (0_u16..).zip(cells) {
            sheet.set_column_width(column, WIDTH)?;
            sheet.write_string_with_format(self.next, column, &*cut(&title.written()), &self.bold)?;
        }
        self.next += 1;
        sheet.set_freeze_panes(self.next, 0)?;
        Ok(())
    }

    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        for (column, title) in (0_u16..).zip(&self.titles) {
            sheet.set_column_width(column, WIDTH)?;
            sheet.write_string_with_format(0, column, &*cut(title), &self.bold)?;
        }
        if !self.titles.is_empty() {
            sheet.set_freeze_panes(1, 0)?;
        }
        self.next = u32::from(!self.titles.is_empty());
        self.sheet = self.workbook.worksheets().len() - 1;
        Ok(())
    }
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, day: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty | Cell::Absent | Cell::Uncomputed => return Ok(()),
        Cell::Number(number) if number.is_finite() => sheet.write_number(row, column, *number)?,
        Cell::Day(on) => sheet.write_number_with_format(row, column, serial(*on), day)?,
        Cell::Truth(truth) => sheet.write_boolean(row, column, *truth)?,
        Cell::Text(text) | Cell::Broken(text) | Cell::Refused(text) => {
            sheet.write_string(row, column, &*cut(text))?
        }
        Cell::Number(_) | Cell::List(_) => sheet.write_string(row, column, &*cut(&cell.written()))?,
    };
    Ok(())
}

/// A day as workbooks count it: from 1900, of which they believe that it was a leap year.
fn serial(day: Day) -> f64 {
    let days = day.since_epoch() + 25_569;
    f64::from(days - i32::from(days < 61))
}

/// As much of a text as a cell holds.
fn cut(text: &str) -> Cow<'_, str> {
    // A text has no more units than bytes.
    if text.len() <= MOST_UNITS || text.encode_utf16().count() <= MOST_UNITS {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units < MOST_UNITS
    };
    Cow::Owned(text.chars().take_while(fits).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader};

    use super::*;

    fn read(xlsx: Xlsx) -> Vec<(String, Vec<Vec<Data>>)> {
        let mut workbook = calamine::Xlsx::new(std::io::BufReader::new(xlsx.finish().expect("written")))
            .expect("a workbook");
        workbook
            .worksheets()
            .into_iter()
            .map(|(name, range)| (name, range.rows().map(<[_]>::to_vec).collect()))
            .collect()
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn values_keep_their_kind() {
        let mut xlsx = Xlsx::default();
        xlsx.titles(&["text", "number", "day", "list", "truth"]).expect("written");
        let day = |day: &str| Cell::Day(Day::parse(day).expect("a day"));
        xlsx.row(&[
            text("2000000000004"),
            Cell::Number(24.5),
            day("2026-03-01"),
            Cell::List(vec!["a".into(), "b".into()]),
            Cell::Truth(true),
        ])
        .expect("written");
        xlsx.row(&[text("=1+1"), Cell::Empty, day("1900-02-28"), text("@a"), Cell::Number(f64::NAN)])
            .expect("written");
        let sheets = read(xlsx);
        let rows = &sheets[0].1;
        assert_eq!(
            rows[0],
            ["text", "number", "day", "list", "truth"].map(|title| Data::String(title.into()))
        );
        assert_eq!((&rows[1][0], &rows[1][1]), (&Data::String("2000000000004".into()), &Data::Float(24.5)));
        assert!(
            matches!(&rows[1][2], Data::DateTime(day) if day.to_ymd_hms_milli() == (2026, 3, 1, 0, 0, 0, 0)),
            "{:?}",
            rows[1][2]
        );
        assert_eq!((&rows[1][3], &rows[1][4]), (&Data::String("a; b".into()), &Data::Bool(true)));
        assert_eq!(
            (&rows[2][0], &rows[2][1], &rows[2][3]),
            (&Data::String("=1+1".into()), &Data::Empty, &Data::String("@a".into()))
        );
        assert!(matches!(&rows[2][2], Data::DateTime(day) if day.to_string() == "59"), "{:?}", rows[2][2]);
    }

    #[test]
    fn a_text_that_is_too_long_is_cut() {
        let long = "Ș".repeat(MOST_UNITS + 1);
        let mut xlsx = Xlsx::default();
        xlsx.row(&[text(&long)]).expect("written");
        let Data::String(kept) = &read(xlsx)[0].1[0][0] else { panic!("a text") };
        assert!(kept.chars().count() == MOST_UNITS && kept.ends_with('…'));
        assert_eq!(cut(&"😀".repeat(20_000)).encode_utf16().count(), MOST_UNITS);
    }

    #[test]
    fn a_full_sheet_goes_on_in_the_next() {
        let mut xlsx = Xlsx::default();
        xlsx.titles(&["n"]).expect("written");
        xlsx.row(&[text("first")]).expect("written");
        xlsx.next = MOST_ROWS;
        xlsx.row(&[text("next")]).expect("written");
        let sheets = read(xlsx);
        let rows = |sheet: usize| sheets[sheet].1.iter().map(|row| row[0].to_string()).collect::<Vec<_>>();
        assert_eq!(
            (sheets.len(), rows(0), rows(1)),
            (2, vec!["n".into(), "first".into()], vec!["n".into(), "next".into()])
        );
    }

    #[test]
    fn an_empty_workbook_is_one() {
        assert_eq!(read(Xlsx::default()).len(), 1);
    }
}
