//! Writes files of rows, as the rows come: CSV and XLSX. What a text says stays a text: no program that opens
//! the file computes it as a formula (OWASP, CSV injection).

mod csv;
mod record;
mod xlsx;

pub use self::record::{Record, given, said};
pub use csv::{Csv, is_formula};
pub use xlsx::Xlsx;
