//! The meaning of a cell: a day, hours, a personal number, a word. Each tells by a code what is wrong with
//! it.

use std::str::FromStr;

use super::{Cell, Code, duration, nobodys};
use crate::values::{Day, Idnp, TrainingTime, fold};

/// The code for a cell that cannot be read as any value.
const fn unread(cell: &Cell, otherwise: Code) -> Code {
    match (cell, cell.broken()) {
        (Cell::Empty | Cell::Absent, _) => Code::Required,
        (_, Some(broken)) => broken,
        _ => otherwise,
    }
}

/// A day: `2026-03-01`, `01.03.2026`, `1.3.2026`, `01/03/2026` (the day, then the month), or a day of a
/// workbook.
///
/// # Errors
/// Anything else. A number is none: who can say whether 46082 was meant as a day?
pub fn day(cell: &Cell) -> Result<Day, Code> {
    match cell {
        Cell::Day(day) => Ok(*day),
        Cell::Text(text) => written_day(text).ok_or(Code::DayInvalid),
        _ => Err(unread(cell, Code::DayInvalid)),
    }
}

/// A day without the time behind it: exports of spreadsheets and databases put one behind every day, and in
/// Chisinau a day and a time are of that day. Of another zone's time nobody knows the day, but at midnight.
fn without_time(text: &str) -> &str {
    let Some((day, time)) = text.split_once(['T', ' ']) else { return text };
    let time = time.strip_suffix('Z').filter(|time| time.starts_with("00:00")).unwrap_or(time);
    let (whole, part) = time.split_once('.').unwrap_or((time, "0"));
    let number = |part: &str, most: u32| {
        let is_short = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        is_short && part.parse::<u32>().is_ok_and(|number| number <= most)
    };
    let mut parts = whole.split(':');
    let is_time = parts.next().is_some_and(|hour| number(hour, 23))
        && parts.next().is_some_and(|minute| minute.len() == 2 && number(minute, 59))
        && parts.next().is_none_or(|second| second.len() == 2 && number(second, 59))
        && parts.next().is_none()
        && (1..=9).contains(&part.len())
        && part.bytes().all(|byte| byte.is_ascii_digit());
    if is_time { day } else { text }
}

/// A day without the word for the year that Russian has behind it: `01.03.2026 г.`.
fn without_year_word(text: &str) -> &str {
    text.strip_suffix('.').unwrap_or(text).strip_suffix('г').map_or(text, str::trim_end)
}

fn written_day(text: &str) -> Option<Day> {
    let text = without_time(without_year_word(text));
    if let Ok(day) = Day::parse(text) {
        return Some(day);
    }
    let divider = if text.contains('.') { '.' } else { '/' };
    let mut parts = text.split(divider);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, least, most| {
        (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if parts.next().is_some() || !digits(day, 1, 2) || !digits(month, 1, 2) || !digits(year, 4, 4) {
        return None;
    }
    Day::parse(&format!("{year}-{month:0>2}-{day:0>2}")).ok()
}

/// Hours, with a decimal point or comma and at most two decimals, or hours and minutes: `7,5`, `8:20`,
/// `8 h 20 min`; also a time of a workbook, or what it computed of minutes.
///
/// # Errors
/// Anything else.
pub fn hours(cell: &Cell) -> Result<TrainingTime, Code> {
    let read = match cell {
        Cell::Text(text) => duration::spoken(text),
        // A workbook computes with binary fractions: 7.1 may arrive as 7.1000000000000005.
        Cell::Number(number) if is_nearly_whole(number * 100.0) => duration::decimal(&format!("{number:.2}")),
        Cell::Number(number) if is_nearly_whole(number * 60.0) => {
            format!("{:.0}", number * 60.0).parse().ok().and_then(TrainingTime::of_minutes)
        }
        _ => return Err(unread(cell, Code::HoursInvalid)),
    };
    read.ok_or(Code::HoursInvalid)
}

fn is_nearly_whole(number: f64) -> bool {
    (number - number.round()).abs() < 1e-6
}

/// Minutes: a whole number, or a length of time that says its unit: `90 min`, `1:30`, `1 h 30`.
#[must_use]
pub fn minutes(cell: &Cell) -> Option<i32> {
    let spoken = |text: &str| {
        let says_unit =
            text.contains(|c: char| c == ':' || c.is_alphabetic() || duration::PRIMES.contains(&c));
        duration::spoken(text).filter(|_| says_unit)?.minutes
    };
    match cell {
        Cell::Text(text) => whole(cell).or_else(|| spoken(text)),
        _ => whole(cell),
    }
}

/// A whole number that is not negative.
#[must_use]
pub fn whole(cell: &Cell) -> Option<i32> {
    match cell {
        Cell::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        Cell::Number(number) if number.fract() == 0.0 && (0.0..=f64::from(i32::MAX)).contains(number) => {
            format!("{number:.0}").parse().ok()
        }
        _ => None,
    }
}

/// A person's number: thirteen digits, with blanks between them and a leading apostrophe allowed.
///
/// # Errors
/// Anything else; with a code of its own for what spreadsheets do to such numbers, because it is mended
/// another way.
pub fn idnp(cell: &Cell) -> Result<Idnp, Code> {
    match cell {
        Cell::Text(text) => {
            let digits: String =
                text.strip_prefix('\'').unwrap_or(text).chars().filter(|c| !c.is_whitespace()).collect();
            let wrong = if scientific(&digits) { Code::IdnpScientific } else { Code::IdnpInvalid };
            digits_of_idnp(&digits, wrong)
        }
        Cell::Number(number) if number.fract() == 0.0 && (0.0..1e13).contains(number) => {
            let digits = format!("{number:.0}");
            // `2.003E+12` that became a number again: its last digits are gone.
            let wrong = if digits.len() == 13 && digits.ends_with("000000") {
                Code::IdnpScientific
            } else {
                Code::IdnpInvalid
            };
            digits_of_idnp(&digits, wrong)
        }
        _ => Err(unread(cell, Code::IdnpInvalid)),
    }
}

/// The numbers of the examples, which templates have with another last digit.
const EXAMPLES: [&str; 2] = ["2000000000004", "2001000000012"];

fn digits_of_idnp(digits: &str, wrong: Code) -> Result<Idnp, Code> {
    if let Ok(idnp) = Idnp::parse(digits) {
        return Ok(idnp);
    }
    if EXAMPLES.iter().any(|example| nobodys(example) == digits) {
        return Err(Code::IdnpExample);
    }
    let lost = (10..13).contains(&digits.len()) && Idnp::parse(&format!("{digits:0>13}")).is_ok();
    Err(if lost { Code::IdnpLostZeros } else { wrong })
}

/// `2,00E+12`, `2.00E+12`, `2e12`.
fn scientific(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(['e', 'E']).is_some_and(|(number, power)| {
        let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
        digits(whole) && digits(fraction) && digits(power.strip_prefix('+').unwrap_or(power))
    })
}

/// A word of a few: itself, or one of its synonyms, without regard to capitals, diacritics, blanks and
/// hyphens.
///
/// # Errors
/// A word that is not one of them.
pub fn word<T: FromStr + Clone>(cell: &Cell, synonyms: &[(&str, T)]) -> Result<T, Code> {
    if cell.is_empty() || cell.broken().is_some() {
        return Err(unread(cell, Code::WordUnknown));
    }
    let written = cell.written();
    let synonym = || {
        let plain = plain(&written);
        synonyms.iter().find(|(word, _)| self::plain(word) == plain).map(|(_, meant)| meant.clone())
    };
    written.parse().or_else(|_| written.to_lowercase().parse()).ok().or_else(synonym).ok_or(Code::WordUnknown)
}

/// A word as it is compared.
fn plain(word: &str) -> String {
    fold(word).chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.')).collect()
}

/// Several values in one cell, divided by semicolons, commas, bars, new lines or blanks.
#[must_use]
pub fn list(cell: &Cell) -> Vec<String> {
    match cell {
        Cell::List(texts) => {
            texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned).collect()
        }
        _ => cell.written().split([';', '|']).flat_map(words).collect(),
    }
}

/// The words of a text. Digits between which there are blanks are one number, as long as no IDNP is longer:
/// in pieces it would be known, and masked, by nobody.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let is_digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    for word in text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty()) {
        match words.last_mut() {
            Some(last) if is_digits(last) && is_digits(word) && last.len() + word.len() <= 13 => {
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::SessionKind;

    fn text(given: &str) -> Cell {
        Cell::text(given)
    }

    #[test]
    fn days_are_read_in_the_forms_that_people_write() {
        let first = Day::parse("2026-03-01").expect("a day");
        for good in [
            "2026-03-01",
            "01.03.2026",
            "1.3.2026",
            "01/03/2026",
            "1/3/2026",
            " 01.03.2026 ",
            "01.03.2026 г.",
            "01.03.2026г",
        ] {
            assert_eq!(day(&text(good)), Ok(first), "{good}");
        }
        for time in [
            " 00:00:00",
            "T00:00:00",
            " 0:00",
            " 00:00:00.000",
            "T00:00:00Z",
            " 10:30",
            "T14:30:00",
            " 9:05:07.123",
        ] {
            assert_eq!(day(&text(&format!("2026-03-01{time}"))), Ok(first), "{time}");
            assert_eq!(day(&text(&format!("01.03.2026{time}"))), Ok(first), "{time}");
        }
        assert_eq!(day(&Cell::Day(first)), Ok(first));
        for bad in [
            "31.02.2026",
            "03/31/2026",
            "01.03.26",
            "2026",
            "azi",
            "1.3.2026.4",
            "1..2026",
            "2026-03-01 24:30:00",
            "2026-03-01 14:3",
            "2026-03-01 14",
            "2026-03-01T23:30:00Z",
            "2026-03-01 și 02",
            "٠١.03.2026",
        ] {
            assert_eq!(day(&text(bad)), Err(Code::DayInvalid), "{bad}");
        }
        assert_eq!(day(&Cell::Number(46082.0)), Err(Code::DayInvalid));
        assert_eq!(day(&Cell::Empty), Err(Code::Required));
        assert_eq!(day(&Cell::Broken("#N/A".to_owned())), Err(Code::CellBroken));
    }

    #[test]
    fn hours_take_a_point_or_a_comma_and_minutes() {
        for (given, shown) in
            [("24", "24"), ("7.5", "7.5"), ("7,50", "7.5"), ("8:20", "8:20"), ("24 ore", "24")]
        {
            assert_eq!(hours(&text(given)).map(|hours| hours.to_string()).as_deref(), Ok(shown));
        }
        for (given, shown) in [
            (24.0, "24"),
            (7.5, "7.5"),
            (7.33, "7:20"),
            (22.0 / 3.0, "7:20"),
            (7.100_000_000_000_000_5, "7.1"),
        ] {
            assert_eq!(hours(&Cell::Number(given)).map(|hours| hours.to_string()).as_deref(), Ok(shown));
        }
        for (given, expected) in [
            ("90", Some(90)),
            ("90'", Some(90)),
            ("90 min", Some(90)),
            ("1:30", Some(90)),
            ("1 h 30", Some(90)),
            ("1,5", None),
        ] {
            assert_eq!(minutes(&text(given)), expected, "{given}");
        }
        for bad in ["0", "-1", "1.234,5", "7,505", "24 zile", "1,2,3"] {
            assert_eq!(hours(&text(bad)), Err(Code::HoursInvalid), "{bad}");
        }
        for bad in [0.0, -1.0, 7.505, 1e9, f64::NAN, f64::INFINITY] {
            assert_eq!(hours(&Cell::Number(bad)), Err(Code::HoursInvalid), "{bad}");
        }
    }

    #[test]
    fn whole_numbers_are_whole() {
        assert_eq!((whole(&text("90")), whole(&Cell::Number(90.0))), (Some(90), Some(90)));
        for bad in [
            text("90.5"),
            text("-1"),
            text("99999999999"),
            Cell::Number(90.5),
            Cell::Number(-1.0),
            Cell::Number(f64::NAN),
            Cell::Empty,
        ] {
            assert_eq!(whole(&bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_idnp_is_read_and_what_a_spreadsheet_did_to_it_is_named() {
        let table: [(Cell, Result<&str, Code>); 18] = [
            (text("2000000000004"), Ok("0004")),
            (text("'2000000000004"), Ok("0004")),
            (text("2 000 000 000 004"), Ok("0004")),
            (text("2000\u{a0}000000004"), Ok("0004")),
            (Cell::Number(2_000_000_000_004.0), Ok("0004")),
            (Cell::Number(2_000_000_000_005.0), Err(Code::IdnpExample)),
            (text("2000000000006"), Err(Code::IdnpInvalid)),
            (text("2000000000005"), Err(Code::IdnpExample)),
            (text("Popescu"), Err(Code::IdnpInvalid)),
            (text("2,00E+12"), Err(Code::IdnpScientific)),
            (text("2.00E+12"), Err(Code::IdnpScientific)),
            (text("2e12"), Err(Code::IdnpScientific)),
            (Cell::Number(2_003_000_000_000.0), Err(Code::IdnpScientific)),
            (Cell::Number(0.0), Err(Code::IdnpInvalid)),
            (Cell::Number(f64::NAN), Err(Code::IdnpInvalid)),
            (Cell::Number(-2_000_000_000_004.0), Err(Code::IdnpInvalid)),
            (Cell::Empty, Err(Code::Required)),
            (Cell::Broken("#REF!".to_owned()), Err(Code::CellBroken)),
        ];
        for (cell, expected) in table {
            assert_eq!(
                idnp(&cell).map(|idnp| idnp.last4()).as_deref(),
                expected.as_ref().map(|last4| *last4),
                "{cell:?}"
            );
        }
        // 0972500000017 without its zero, and 0012500000007 without two.
        for twelve in ["097250000001", "001250000000"] {
            let whole = (0..10)
                .map(|last| format!("{twelve}{last}"))
                .find(|digits| Idnp::parse(digits).is_ok())
                .expect("one of ten");
            let short = whole.trim_start_matches('0');
            let number: f64 = short.parse().expect("a number");
            assert_eq!(idnp(&text(short)), Err(Code::IdnpLostZeros));
            assert_eq!(idnp(&Cell::Number(number)), Err(Code::IdnpLostZeros));
        }
    }

    #[test]
    fn words_are_read_with_their_synonyms() {
        let synonyms = [("Individuală", SessionKind::ALL[0])];
        for good in [
            "Individuala",
            "INDIVIDUALĂ",
            SessionKind::ALL[0].as_str(),
            &SessionKind::ALL[0].as_str().to_uppercase(),
        ] {
            assert_eq!(word(&text(good), &synonyms), Ok(SessionKind::ALL[0]), "{good}");
        }
        assert_eq!(word(&text("altceva"), &synonyms), Err(Code::WordUnknown));
        assert_eq!(word(&Cell::Empty, &synonyms), Err(Code::Required));
    }

    #[test]
    fn lists_are_divided_in_every_usual_way() {
        for given in ["a;b,c|d\ne f", " a ; b ; c ; d ; e ; f ; "] {
            assert_eq!(list(&text(given)), ["a", "b", "c", "d", "e", "f"]);
        }
        assert_eq!(list(&Cell::List(vec!["a b".to_owned(), " ".to_owned()])), ["a b"]);
        assert!(list(&Cell::Empty).is_empty());
        for given in [
            "2000000000004;2001000000012",
            "2000000000004 2001000000012",
            "2 000 000 000 004; 2 001 000 000 012",
            "2 000 000 000 004 2 001 000 000 012",
            "2000\u{a0}000000004,\n2001\u{a0}000000012",
        ] {
            assert_eq!(list(&text(given)), ["2000000000004", "2001000000012"], "{given}");
        }
    }
}
