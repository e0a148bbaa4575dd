//! What is wrong with a file or a row: a stable code, the column, what stands there, and in three languages what was expected.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::values::vocabulary;

vocabulary! {
    /// How bad it is.
    pub enum Severity {
        /// The row, or the file, cannot be taken.
        Error = "error",
        /// It is taken; look whether that is what was meant.
        Warning = "warning",
    }
}

vocabulary! {
    /// What was found. Codes are stable: a program may rely on them.
    #[schema(as = FindingCode)]
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
        /// The first line has none of the titles.
        TitlesMissing = "titlesMissing",
        /// A column that is needed is not there.
        ColumnMissing = "columnMissing",
        /// A column is there twice.
        ColumnTwice = "columnTwice",
        /// A column is not known, and not read.
        ColumnUnknown = "columnUnknown",
        /// A row has more cells than there are titles.
        RowTooLong = "rowTooLong",
        /// It is not JSON, or not an object.
        NotAnObject = "notAnObject",
        /// A field of an object is not known.
        FieldUnknown = "fieldUnknown",
        /// A value is required.
        Required = "required",
        /// A value must not be given here.
        NotExpected = "notExpected",
        /// The workbook holds an error in place of a value.
        CellBroken = "cellBroken",
        /// Not a day.
        DayInvalid = "dayInvalid",
        /// Not hours.
        HoursInvalid = "hoursInvalid",
        /// Not minutes.
        MinutesInvalid = "minutesInvalid",
        /// Not one of the words that the column takes.
        WordUnknown = "wordUnknown",
        /// Not a text that the column takes.
        TextInvalid = "textInvalid",
        /// Not an id.
        IdInvalid = "idInvalid",
        /// Not an IDNP.
        IdnpInvalid = "idnpInvalid",
        /// An IDNP that lost digits at its beginning, because it was kept as a number.
        IdnpLostZeros = "idnpLostZeros",
        /// An IDNP in scientific notation, which has lost its last digits.
        IdnpScientific = "idnpScientific",
        /// An IDNO that is none.
        IdnoInvalid = "idnoInvalid",
        /// Nobody on the register, or nobody whom the caller sees.
        WorkerUnknown = "workerUnknown",
        /// The worker's record is closed.
        WorkerClosed = "workerClosed",
        /// The id and the IDNP are of two people.
        WorkerContradicts = "workerContradicts",
        /// No approved programme.
        ProgrammeUnknown = "programmeUnknown",
        /// The programme was not taught on that day.
        ProgrammeNotTaught = "programmeNotTaught",
        /// A day that is yet to come.
        DayInFuture = "dayInFuture",
        /// No organisation for which the caller may record.
        OrganisationUnknown = "organisationUnknown",
        /// Attendees that the kind of session does not take.
        AttendeesInvalid = "attendeesInvalid",
        /// Another row of the file has the reference, or is about the same worker, and says something else.
        ReferenceTwice = "referenceTwice",
        /// Another row of the file says the same.
        RowTwice = "rowTwice",
        /// The same fact is on the register under another reference, or the worker is and out of the caller's reach.
        FactKnown = "factKnown",
        /// It is on the register and differs, and the caller did not ask for corrections.
        Differs = "differs",
        /// What the row is about changed again and again while it was worked on.
        ChangingMeanwhile = "changingMeanwhile",
        /// It is on the register and differs in what a file cannot correct.
        CannotCorrect = "cannotCorrect",
        /// Nothing with this reference is on the register.
        ReferenceUnknown = "referenceUnknown",
        /// It is corrected.
        Corrects = "corrects",
    }
}

impl Code {
    /// How bad it is.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::ColumnUnknown | Self::RowTwice | Self::FactKnown | Self::Corrects => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// Something found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What it is.
    pub code: Code,
    /// The field of the column, or the title of one that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What stands there, cut to 60 characters, and never an IDNP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What the message names besides: another row's number, a limit, the words that are taken, a near title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// A sentence in Romanian, English and Russian.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({ "ro": "Data nu este validă", "en": "Not a day", "ru": "Недопустимая дата" }))]
pub struct Said {
    /// In Romanian.
    #[schema(max_length = 400)]
    pub ro: String,
    /// In English.
    #[schema(max_length = 400)]
    pub en: String,
    /// In Russian.
    #[schema(max_length = 400)]
    pub ru: String,
}

impl Finding {
    /// Something about the file, or a whole row.
    #[must_use]
    pub const fn of(code: Code) -> Self {
        Self { code, column: None, value: None, about: None }
    }

    /// Something about what stands in a column.
    #[must_use]
    pub fn at(code: Code, field: &str) -> Self {
        Self { column: Some(field.to_owned()), ..Self::of(code) }
    }

    /// With what stands there.
    #[must_use]
    pub fn with_value(self, value: &str) -> Self {
        Self { value: Some(masked(value)), ..self }
    }

    /// With what the message names besides.
    #[must_use]
    pub fn about(self, about: impl std::fmt::Display) -> Self {
        Self { about: Some(format!("{about}")), ..self }
    }
}

/// Characters of a value that are repeated to the caller.
const MOST_SHOWN: usize = 60;
/// Characters behind those that are looked at as well: a number that is cut is no shorter for it.
const BEHIND: usize = 40;
/// Digits of a number, in one run, that may be a person's.
const LONG: usize = 9;
/// Digits of one that may be a person's however they are grouped.
const WHOLE: usize = 12;
/// Digits of a number that are shown.
const LAST: usize = 4;

/// A value as it may be kept and told: short, and without the digits of a person's number, whole or mistyped, in one run or in
/// groups: only the last four are left.
#[must_use]
pub fn masked(value: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut shown: Vec<char> = value.chars().take(MOST_SHOWN + BEHIND).map(plain).collect();
    for number in numbers(&shown) {
        let hidden = number.len().saturating_sub(LAST);
        number.iter().take(hidden).for_each(|place| shown[*place] = '*');
    }
    if shown.len() > MOST_SHOWN {
        shown.truncate(MOST_SHOWN - 1);
        shown.push('…');
    }
    shown.into_iter().collect()
}

/// The places of the digits of each number that may be a person's.
fn numbers(text: &[char]) -> Vec<Vec<usize>> {
    let divides = |c: &char| c.is_whitespace() || ".,;-–/_'’".contains(*c);
    let mut numbers = Vec::new();
    let mut from = 0;
    for part in text.split_inclusive(|c| !c.is_ascii_digit() && !divides(c)) {
        let digits: Vec<_> = (from..).zip(part).filter(|(_, c)| c.is_ascii_digit()).map(|(place, _)| place).collect();
        from += part.len();
        let runs: Vec<_> = digits.chunk_by(|one, next| one + 1 == *next).collect();
        // Groups are of one number, and numbers that are whole each of its own.
        for groups in runs.chunk_by(|one, next| one.len() < WHOLE && next.len() < WHOLE) {
            let number = groups.concat();
            if number.len() >= WHOLE {
                numbers.push(number);
            } else {
                numbers.extend(groups.iter().filter(|run| run.len() >= LONG).map(|run| run.to_vec()));
            }
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_persons_number_four_digits_are_left_however_it_is_written() {
        for (value, shown) in [
            ("2000000000004", "*********0004"),
            ("note 2000000000005, and 20000000000041", "note *********0005, and **********0041"),
            ("2000000000004;2001000000012", "*********0004;*********0012"),
            ("200000004", "*****0004"),
            ("2000 0000 0000 4", "**** **** *000 4"),
            ("2.000.000.000.004", "*.***.***.**0.004"),
            ("2 000 000-000-00", "* *** ***-*00-00"),
            ("200000000 0004", "********* 0004"),
            ("2.00000000000E+12", "*.*******0000E+12"),
            // Days, hours, references and telephones are shown.
            ("31.02.2026", "31.02.2026"),
            ("2026-10-30 08:15:00", "2026-10-30 08:15:00"),
            ("2026/118-04", "2026/118-04"),
            ("+373 22 123 456", "+373 22 123 456"),
            ("12,5", "12,5"),
        ] {
            assert_eq!(masked(value), shown);
        }
    }

    #[test]
    fn a_value_is_cut_and_a_number_at_the_cut_is_no_shorter_for_it() {
        assert_eq!(masked(&"x".repeat(60)), "x".repeat(60));
        assert_eq!(masked(&"x".repeat(61)), format!("{}…", "x".repeat(59)));
        assert_eq!(masked(&format!("{}2000000000004", "x".repeat(55))), format!("{}****…", "x".repeat(55)));
        assert_eq!(masked("a\u{0}b\n"), "a b ");
    }
}
