//! What stands in one place of a table.

use crate::values::Day;

/// A value as its file has it, before anybody asks what it means.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or only blanks.
    #[default]
    Empty,
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
    /// What a workbook could not compute, for example `#N/A`; or what is no value of a cell at all.
    Broken(String),
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

    /// The value as one would write it, the shortest way: `24`, `24.5`, `2026-03-01`; several are divided by `; `.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Broken(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Truth(truth) => truth.to_string(),
            Self::List(texts) => texts.join("; "),
        }
    }

    /// Whether nothing is there.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }
}
