//! Writes files of rows, as the rows come: CSV and XLSX. What a text says stays a text: no program that opens
//! the file computes it as a formula (OWASP, CSV injection).

mod csv;
mod row;
mod xlsx;

pub use self::row::{FileRow, given, said};
pub use csv::{Csv, is_formula, is_tamed};
pub use xlsx::Xlsx;
