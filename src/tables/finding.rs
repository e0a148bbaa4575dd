//! Findings about a file or a row: a stable code, the column, what stands there, and in three languages what
//! was expected.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::values::{Fault, FaultCode, TranslatedText, vocabulary};

vocabulary! {
    /// Its severity.
    pub enum Severity {
        /// The row, or the file, cannot be taken.
        Error = "error",
        /// It is taken; look whether that is what was meant.
        Warning = "warning",
    }
}

vocabulary! {
    /// Faults of the form of a file and of its cells. Codes are stable: a program may rely on them.
    #[schema(as = FormCode)]
    pub enum Code {
        /// The file has no content.
        FileEmpty = "fileEmpty",
        /// The file has titles and no rows.
        NoRows = "noRows",
        /// The content is not of the format that was said.
        OtherFormat = "otherFormat",
        /// The workbook is protected by a password.
        PasswordProtected = "passwordProtected",
        /// The file is damaged, or broke off.
        Damaged = "damaged",
        /// The text is in an encoding that is not recognised.
        EncodingUnknown = "encodingUnknown",
        /// The text is in an encoding that is known and not read.
        EncodingOther = "encodingOther",
        /// A quote is opened and never closed.
        QuoteOpen = "quoteOpen",
        /// A cell is longer than any value.
        CellTooLong = "cellTooLong",
        /// Unpacked, the workbook is larger than any real one.
        UnpackedTooLarge = "unpackedTooLarge",
        /// There are more columns than a file may have.
        TooManyColumns = "tooManyColumns",
        /// There are more rows than a file may have.
        TooManyRows = "tooManyRows",
        /// None of the first rows has the titles.
        TitlesMissing = "titlesMissing",
        /// A column that is needed is not there.
        ColumnMissing = "columnMissing",
        /// A column is there twice.
        ColumnTwice = "columnTwice",
        /// A column is not known, and not read.
        ColumnUnknown = "columnUnknown",
        /// A column counts the rows, and is no reference.
        ColumnOrdinal = "columnOrdinal",
        /// The references count the rows.
        ReferenceCounts = "referenceCounts",
        /// A sheet has none of the titles, or is hidden, and is not read.
        SheetUnread = "sheetUnread",
        /// Rows that are hidden, by a filter or by hand, are read like all others.
        RowsHidden = "rowsHidden",
        /// A row counts the columns, and is left out.
        NumberRow = "numberRow",
        /// A row is a sum of others, and is left out.
        TotalRow = "totalRow",
        /// A row has the titles once more, and is left out.
        TitlesAgain = "titlesAgain",
        /// A row is the example of the template, and is left out.
        ExampleRow = "exampleRow",
        /// A row is a signature, a note or the heading of a group, and is left out.
        NoteRow = "noteRow",
        /// A row has more cells than there are titles.
        RowTooLong = "rowTooLong",
        /// It is not JSON, or not an object.
        NotAnObject = "notAnObject",
        /// A field of an object is not known.
        FieldUnknown = "fieldUnknown",
        /// A value is required.
        Required = "required",
        /// The workbook holds an error in place of a value.
        CellBroken = "cellBroken",
        /// The workbook holds a formula, and not what it comes to.
        FormulaUncomputed = "formulaUncomputed",
        /// Not a day.
        DayInvalid = "dayInvalid",
        /// A day with slashes, of a column that has the month before the day.
        MonthFirst = "monthFirst",
        /// Days with slashes that may be read in two ways are read day first.
        DayFirstAssumed = "dayFirstAssumed",
        /// Not hours.
        HoursInvalid = "hoursInvalid",
        /// Not one of the words that the column takes.
        WordUnknown = "wordUnknown",
        /// Not a text that the column takes.
        TextInvalid = "textInvalid",
        /// A text that was damaged before it came: letters lost, or encoded twice.
        TextGarbled = "textGarbled",
        /// A name with letters that no name of the country has.
        LetterForeign = "letterForeign",
        /// A text in which a person's number stands.
        TextHasIdnp = "textHasIdnp",
        /// A text that is too long.
        TextTooLong = "textTooLong",
        /// A date or a number with a fraction where a text is expected: a spreadsheet may have made it so.
        TextReshaped = "textReshaped",
        /// Not an id.
        IdInvalid = "idInvalid",
        /// Not an IDNP.
        IdnpInvalid = "idnpInvalid",
        /// The number of the template's example, which is nobody's.
        IdnpExample = "idnpExample",
        /// An IDNP that lost digits at its beginning, because it was kept as a number.
        IdnpLostZeros = "idnpLostZeros",
        /// An IDNP in scientific notation, which has lost its last digits.
        IdnpScientific = "idnpScientific",
        /// An IDNO that is none.
        IdnoInvalid = "idnoInvalid",
    }
}

/// Something found in a file: what is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The fault: one of the codes of files, or one of the room that reads the file.
    #[serde(flatten)]
    pub fault: Fault,
    /// The field of the column, or the title of one that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The value that stands there, cut to 60 characters, and never an IDNP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Finding {
    /// Something about the file, or a whole row.
    #[must_use]
    pub fn of(fault: impl Into<Fault>) -> Self {
        Self { fault: fault.into(), column: None, value: None }
    }

    /// Something about what stands in a column.
    #[must_use]
    pub fn at(fault: impl Into<Fault>, field: &str) -> Self {
        Self { column: Some(field.to_owned()), ..Self::of(fault) }
    }

    /// With what stands there.
    #[must_use]
    pub fn with_value(self, value: &str) -> Self {
        Self { value: Some(masked(value)), ..self }
    }

    /// With what the message names besides: another row's number, a limit, the words that are taken, a near
    /// title.
    #[must_use]
    pub fn about(self, about: impl std::fmt::Display) -> Self {
        Self { fault: self.fault.about(about.to_string()), ..self }
    }

    /// Reads what a finding was written as, where its code is one of these.
    #[must_use]
    pub fn read(written: &Value, among: &[&'static [FaultCode]]) -> Option<Self> {
        let text = |name: &str| written[name].as_str().map(str::to_owned);
        Some(Self { fault: Fault::read(written, among)?, column: text("column"), value: text("value") })
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.fault.code().name
    }

    /// Its severity.
    #[must_use]
    pub fn severity(&self) -> Severity {
        if self.fault.code().is_warning { Severity::Warning } else { Severity::Error }
    }

    /// The words for what is wrong.
    #[must_use]
    pub fn message(&self) -> TranslatedText {
        let said = |language| self.fault.message(language).unwrap_or_else(|| self.fault.expected(language));
        TranslatedText::by(said)
    }

    /// The words for what was expected, or how to mend it.
    #[must_use]
    pub fn expected(&self) -> TranslatedText {
        TranslatedText::by(|language| self.fault.expected(language))
    }
}

/// Characters of a value that are repeated to the caller.
const MOST_SHOWN: usize = 60;
/// Digits of a number, in one run, that may be a person's.
const LONG: usize = 9;
/// Digits of one that may be a person's however they are grouped: a day and an hour have ten, a telephone
/// eleven.
const WHOLE: usize = 12;
/// Digits of a number that are shown.
const LAST: usize = 4;

/// A value as it may be kept and told: short, and without the digits of a person's number, whole or mistyped,
/// in one run or in groups: only the last four are left.
#[must_use]
pub fn masked(value: &str) -> String {
    // An id that the register gave is nobody's number, whatever its digits.
    if value.len() == 36 && Uuid::try_parse(value).is_ok() {
        return value.to_owned();
    }
    // First masked, then cut: a number that is cut in two would be too short to be known as one.
    let shown = hidden(value);
    match shown.char_indices().nth(MOST_SHOWN) {
        None => shown,
        Some(_) => shown.chars().take(MOST_SHOWN - 1).chain(['…']).collect(),
    }
}

/// A text of any length without the digits of a person's number.
fn hidden(value: &str) -> String {
    let mut shown = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(begin) = rest.find(char::is_numeric) {
        let (before, from) = rest.split_at(begin);
        let (number, behind) = from.split_at(end_of_number(from));
        shown.extend(before.chars().map(legible));
        shown.push_str(&without_digits(number));
        rest = behind;
    }
    shown.extend(rest.chars().map(legible));
    shown
}

/// The end of the number with which a text begins: blanks, however many, or one sign may stand between two
/// groups of its digits.
fn end_of_number(text: &str) -> usize {
    let (mut end, mut group, mut signs, mut blanks) = (0, 0, 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            _ if c.is_numeric() => {
                group = if signs + blanks == 0 { group + 1 } else { 1 };
                (end, signs, blanks) = (at + c.len_utf8(), 0, 0);
            }
            // Digits after a whole number are another one.
            _ if group >= WHOLE => break,
            _ if c.is_whitespace() && signs == 0 => blanks += 1,
            _ if divides(c) && signs + blanks == 0 => signs += 1,
            _ => break,
        }
    }
    end
}

/// A sign with which people and programs group digits: not the slash and the colon, which divide references
/// and hours, nor the semicolon, which divides numbers.
const fn divides(c: char) -> bool {
    // Some of them are not to be seen.
    matches!(
        c,
        '-' | '.'
            | ','
            | '\''
            | '’'
            | '_'
            | '\u{2010}'..='\u{2014}'
            | '\u{ad}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'
            | '\u{feff}'
    )
}

/// A number, only the last of its digits shown if it may be a person's.
fn without_digits(number: &str) -> String {
    let count = number.chars().filter(|c| c.is_numeric()).count();
    let longest =
        number.split(|c: char| !c.is_numeric()).map(|group| group.chars().count()).max().unwrap_or_default();
    let mut hidden = if count >= WHOLE || longest >= LONG { count - LAST } else { 0 };
    let shown = number.chars().map(|c| {
        if !c.is_numeric() {
            legible(c)
        } else if hidden > 0 {
            hidden -= 1;
            '*'
        } else {
            c
        }
    });
    shown.collect()
}

/// A character as it is shown in one line.
fn legible(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_persons_number_four_digits_are_left_however_it_is_written() {
        for (given, shown) in [
            ("2000000000005", "*********0005"),
            ("20000000000045", "**********0045"),
            ("2 000 000 000 005", "* *** *** **0 005"),
            ("2\u{a0}000\u{a0}000\u{a0}000\u{a0}005", "*\u{a0}***\u{a0}***\u{a0}**0\u{a0}005"),
            (
                "2\u{202f}000\u{202f}000\u{202f}000\u{202f}005",
                "*\u{202f}***\u{202f}***\u{202f}**0\u{202f}005",
            ),
            ("2000000  000 005", "*******  **0 005"),
            ("200000000 0005", "********* 0005"),
            ("2\n000\n000\n000\n005", "* *** *** **0 005"),
            ("2001-000-000012", "****-***-**0012"),
            ("2001.000.000.012", "****.***.**0.012"),
            ("2'000'000'000'005", "*'***'***'**0'005"),
            ("2,000,000,000,005", "*,***,***,**0,005"),
            ("2001\u{2013}000\u{200b}000012", "****\u{2013}***\u{200b}**0012"),
            ("２０００ ０００ ００００ ０５", "**** *** **００ ０５"),
            ("2.001000000012E+12", "*.********0012E+12"),
            ("IDNP: 2 001 000 000 012, Rusu Ana", "IDNP: * *** *** **0 012, Rusu Ana"),
            ("2000000000005;2001000000013", "*********0005;*********0013"),
            ("2000000000005 2001000000013", "*********0005 *********0013"),
            ("note 2000000000005, and 20000000000041", "note *********0005, and **********0041"),
            ("200000004", "*****0004"),
            ("2000 0000 0000 4", "**** **** *000 4"),
            ("2 000 000-000-00", "* *** ***-*00-00"),
            ("2.00000000000E+12", "*.*******0000E+12"),
            ("R/2 000 000 000 005/1", "R/* *** *** **0 005/1"),
        ] {
            assert_eq!(masked(given), shown, "{given}");
        }
    }

    #[test]
    fn what_is_nobodys_number_stays_as_it_is() {
        for given in [
            "2026-10-30",
            "31.02.2026",
            "1/3/2026",
            "2026-03-01 14:30:00",
            "2026-03-01T14:30:00.123Z",
            "01.03.2026 14:30",
            "01.03.2026 - 05.03.2026",
            "2026/118-04",
            "SUP-2026-0117",
            "R-2026/10/30-001",
            "24,00",
            "1.234,5",
            "-5",
            "CFP-001",
            "+373 22 123 456",
            "12,5",
            "2026/118-04; 2026/118-05; 2026/118-06",
            "2e12",
            "2,00E+12",
            "01990000-0000-7000-8000-000000000001",
            "Ștefan cel Mare 12, ap. 34",
            "",
        ] {
            assert_eq!(masked(given), given);
        }
    }

    #[test]
    fn a_value_is_cut_and_a_number_at_the_cut_is_no_shorter_for_it() {
        assert_eq!(masked(&"x".repeat(60)), "x".repeat(60));
        assert_eq!(masked(&"x".repeat(61)), format!("{}…", "x".repeat(59)));
        assert_eq!(masked(&format!("{}2000000000004", "x".repeat(55))), format!("{}****…", "x".repeat(55)));
        assert_eq!(masked("a\u{0}b\n"), "a b ");
        for before in 40..64 {
            for number in ["2000000000005", "2 000 000 000 005", "2001-000-000012"] {
                let shown = masked(&format!("{}{number} and more that nobody reads", "x".repeat(before)));
                assert_eq!(shown.chars().count(), 60, "{shown}");
                assert!(shown.chars().filter(char::is_ascii_digit).count() <= 4, "{shown}");
            }
        }
    }
}
