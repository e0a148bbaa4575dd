//! Files of rows: read from, and written as, JSON, NDJSON, CSV and XLSX, a row at a time and with bounded
//! memory.
//!
//! A quiet room: it knows files and columns, and nothing of the register, its database or who asks. A
//! [`Layout`] says which columns a file has; [`Table`] finds them by their titles in Romanian, English or
//! Russian, in any order; a [`Finding`] says what is wrong, where, and what was expected, in the three
//! languages.

mod cell;
mod duration;
mod finding;
mod format;
mod layout;
mod read;
mod sentences;
pub mod value;
pub mod write;

pub use cell::Cell;
pub use finding::{Code, Finding, Severity, masked};
pub use format::Format;
pub use layout::{ADDED, AIDS, Column, EXAMPLE, Layout, REFERENCE, nobodys};
pub use read::{
    FileForm, MOST_ROWS, Part, Record, Refusal, Row, Sheet, Table, is_added, is_of_known_letters, near_word,
    sheet,
};
pub use sentences::FAULTS;
