//! The content of one place of a table.

use std::borrow::Cow;
use std::fmt;

use super::{Code, masked};
use crate::values::Day;

/// A value as its file has it, before anybody asks what it means.
#[derive(Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or only blanks.
    #[default]
    Empty,
    /// Nothing, for the file does not have the column, or an object not the field.
    Absent,
    /// A text, without blanks around it.
    Text(String),
    /// A number of a workbook or of JSON.
    Number(f64),
    /// A day of a workbook.
    Day(Day),
    /// Yes or no.
    Truth(bool),
    /// Several texts, of JSON.
    List(Vec<String>),
    /// A value that a workbook could not compute, for example `#N/A`; or one that no cell can have.
    Broken(String),
    /// A formula whose value the workbook does not hold.
    Uncomputed,
    /// A text about which the row's own findings say why it is not taken.
    Refused(String),
}

/// For those who develop, who need not know whose number it is.
impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Empty => return f.write_str("Empty"),
            Self::Absent => return f.write_str("Absent"),
            Self::Text(_) => "Text",
            Self::Number(_) => "Number",
            Self::Day(_) => "Day",
            Self::Truth(_) => "Truth",
            Self::List(_) => "List",
            Self::Broken(_) => "Broken",
            Self::Uncomputed => return f.write_str("Uncomputed"),
            Self::Refused(_) => "Refused",
        };
        f.debug_tuple(kind).field(&masked(&self.written())).finish()
    }
}

impl Cell {
    /// A text as a cell.
    #[must_use]
    pub fn text(given: &str) -> Self {
        match given.trim() {
            "" => Self::Empty,
            text => Self::Text(text.to_owned()),
        }
    }

    /// The value as one would write it, the shortest way: `24`, `24.5`, `2026-03-01`; several are divided by
    /// `; `.
    #[must_use]
    pub fn written(&self) -> Cow<'_, str> {
        match self {
            Self::Empty | Self::Absent | Self::Uncomputed => Cow::Borrowed(""),
            Self::Text(text) | Self::Broken(text) | Self::Refused(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Day(day) => Cow::Owned(day.to_string()),
            Self::Truth(truth) => Cow::Owned(truth.to_string()),
            Self::List(texts) => Cow::Owned(texts.join("; ")),
        }
    }

    /// The code of a cell that holds no value, though something stands in it.
    #[must_use]
    pub const fn broken(&self) -> Option<Code> {
        match self {
            Self::Broken(_) => Some(Code::CellBroken),
            Self::Uncomputed => Some(Code::FormulaUncomputed),
            _ => None,
        }
    }

    /// Whether nothing is there.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty | Self::Absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_learns_an_idnp_from_a_cell_that_is_printed() {
        for cell in [
            Cell::text("2000000000004"),
            Cell::Number(2_000_000_000_004.0),
            Cell::List(vec!["2 000 000 000 004".to_owned()]),
        ] {
            let printed = format!("{cell:?}");
            assert!(
                printed.contains('*') && printed.chars().filter(char::is_ascii_digit).count() == 4,
                "{printed}"
            );
        }
        assert_eq!(format!("{:?} {:?}", Cell::Empty, Cell::text("CFP-001")), "Empty Text(\"CFP-001\")");
    }
}
