//! The kinds of file.

use crate::values::vocabulary;

vocabulary! {
    /// The form of a file of rows.
    pub enum Format {
        /// A JSON list of objects.
        Json = "json",
        /// One JSON object a line.
        Ndjson = "ndjson",
        /// Values divided by commas, semicolons or tabs, the first line with the titles.
        Csv = "csv",
        /// An Excel workbook; its first sheet that is not empty.
        Xlsx = "xlsx",
    }
}

impl Format {
    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The format of a media type, without its parameters.
    #[must_use]
    pub fn of_media_type(essence: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.media_type().eq_ignore_ascii_case(essence))
    }
}
