//! The form of a whole file, as one look through it shows it, for whoever reads it again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Rows that a sheet has at the most, as a power of two.
const SHEET_ROWS: u32 = 20;

/// The form that only a whole file shows: the sheets that are read, and how its days are written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileForm {
    /// The names of the sheets that are read, in their order; none of a file that has no sheets.
    pub sheets: Vec<String>,
    /// Columns of days that have the month before the day, and the row that shows it.
    pub month_first: BTreeMap<String, u32>,
}

impl FileForm {
    /// The number of a row of a sheet: as the sheet counts, and those of further sheets behind all of one
    /// before.
    pub(super) fn number(sheet: usize, row: u32) -> u32 {
        let before = u32::try_from(sheet).unwrap_or(u32::MAX).min(u32::MAX >> (SHEET_ROWS + 1));
        (before << SHEET_ROWS).saturating_add(row)
    }

    /// The sheet of a row, where the file has sheets, and its number as the sheet counts.
    #[must_use]
    pub fn place(&self, number: u32) -> (Option<&str>, u32) {
        if self.sheets.is_empty() {
            return (None, number);
        }
        let before = number.saturating_sub(1);
        let sheet = usize::try_from(before >> SHEET_ROWS).unwrap_or(usize::MAX);
        let row = (before & ((1 << SHEET_ROWS) - 1)) + 1;
        (self.sheets.get(sheet).map(String::as_str), row)
    }

    /// A row as it is named: by its number, and where there are several sheets by the sheet too, in the way
    /// of spreadsheets: `Februarie!17`.
    #[must_use]
    pub fn name(&self, number: u32) -> String {
        match self.place(number) {
            (Some(sheet), row) if self.sheets.len() > 1 => format!("{sheet}!{row}"),
            (_, row) => row.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_one_order_and_keep_their_sheet_and_number() {
        let sheets = ["Ianuarie", "Februarie", "Martie"].map(str::to_owned).to_vec();
        let form = FileForm { sheets, ..FileForm::default() };
        let mut last = 0;
        for (sheet, name) in form.sheets.iter().enumerate() {
            for row in [1, 2, 1 << 19, 1 << 20] {
                let number = FileForm::number(sheet, row);
                assert!(number > last && i32::try_from(number).is_ok());
                last = number;
                assert_eq!(form.place(number), (Some(name.as_str()), row));
                assert_eq!(form.name(number), format!("{name}!{row}"));
            }
        }
        assert_eq!(FileForm::default().place(3 << 20), (None, 3 << 20));
        let one = FileForm { sheets: vec!["Date".to_owned()], ..FileForm::default() };
        assert_eq!((one.place(7), one.name(7)), ((Some("Date"), 7), "7".to_owned()));
    }
}
