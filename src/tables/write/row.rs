//! The rows of a file that the register writes.

use std::fmt::Display;

use serde::Serialize;

use crate::tables::Cell;

/// A record that is written as a line of JSON, or as a row under titles.
pub trait FileRow: Serialize + Send + 'static {
    /// The titles: the names of its fields in JSON.
    const TITLES: &'static [&'static str];

    /// The cell under each title.
    fn cells(&self) -> Vec<Cell>;
}

/// A value as a text.
#[must_use]
pub fn said(value: impl Display) -> Cell {
    Cell::Text(value.to_string())
}

/// A value that may be missing, as a text.
#[must_use]
pub fn given(value: Option<impl Display>) -> Cell {
    value.map_or(Cell::Empty, said)
}
