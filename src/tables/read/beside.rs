//! Rows that are beside a table, and not of it: column numbers, totals, signatures, notes and headings.

use crate::tables::Cell;
use crate::values::{Idnp, fold};

/// Whether a row counts the columns: 1, 2, 3 and so on.
pub(super) fn is_numbers(cells: &[Cell]) -> bool {
    let filled: Vec<_> = cells.iter().filter(|cell| !cell.is_empty()).map(Cell::written).collect();
    filled.len() > 1 && filled.iter().zip(1..).all(|(cell, number): (_, u32)| *cell == number.to_string())
}

/// Whether a row is a sum of others: it begins with the word for it, as `În total` does, and beside that
/// there are figures alone, so that it names nobody.
pub(super) fn is_total(cells: &[Cell]) -> bool {
    const WORDS: [&str; 15] = [
        "average",
        "media",
        "medie",
        "subtotal",
        "sum",
        "suma",
        "total",
        "totaluri",
        "totals",
        "всего",
        "итог",
        "итоги",
        "итого",
        "среднее",
        "сумма",
    ];
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let Some(Cell::Text(first)) = filled.next() else { return false };
    if !first.starts_with(char::is_alphabetic) {
        return false;
    }
    let folded = fold(first);
    let rest = ["in ", "в "].iter().find_map(|before| folded.strip_prefix(before)).unwrap_or(&folded);
    let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    let digits = |cell: &Cell| cell.written().chars().filter(char::is_ascii_digit).count();
    // With its unit: `40 ore`.
    let is_figure = |cell: &Cell| {
        let written = cell.written();
        written.starts_with(|c: char| c.is_ascii_digit()) || !written.contains(char::is_alphabetic)
    };
    WORDS.contains(&word.as_str()) && cells.iter().all(|cell| digits(cell) < 10) && filled.all(is_figure)
}

/// Whether a row is a sum without a word for it: one short number, and nothing beside it.
pub(super) fn is_sum(cells: &[Cell]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    match (filled.next(), filled.next()) {
        (Some(Cell::Number(number)), None) => number.abs() < SHORT,
        (Some(Cell::Text(text)), None) => is_short_number(text),
        (Some(Cell::Uncomputed), None) => true,
        _ => false,
    }
}

/// Numbers from here on may name somebody.
const SHORT: f64 = 1e7;

/// Whether a text is a short number as spreadsheets show one: `48`, `1 240,50`, `1.240`, `48:20`. A day is
/// none.
fn is_short_number(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let groups: Vec<&str> = bare.split(['.', ',', ':']).collect();
    let are_digits = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = match groups.as_slice() {
        [_] | [_, _] => true,
        [_, between @ .., _] => between.iter().all(|group| group.len() == 3),
        [] => false,
    };
    is_grouped && groups.iter().all(are_digits) && bare.len() < 10 && groups.concat().len() < 8
}

/// Words with which a signature or a note begins.
const SIGNING: [&str; 62] = [
    "administrator",
    "formator",
    "formatorul",
    "membru",
    "presedinte",
    "presedintele",
    "secretar",
    "aprobat",
    "avizat",
    "contabil",
    "conducator",
    "conducatorul",
    "coordonator",
    "director",
    "directoare",
    "directoarea",
    "directorul",
    "decan",
    "decanul",
    "elaborat",
    "executant",
    "executor",
    "intocmit",
    "l",
    "rector",
    "rectorul",
    "responsabil",
    "sef",
    "semnat",
    "semnatura",
    "stampila",
    "verificat",
    "approved",
    "checked",
    "head",
    "manager",
    "prepared",
    "signature",
    "signed",
    "stamp",
    "бухгалтер",
    "директор",
    "исполнитель",
    "м",
    "ответственный",
    "ответственная",
    "печать",
    "председатель",
    "секретарь",
    "тренер",
    "подготовил",
    "подготовила",
    "подпись",
    "проверил",
    "проверила",
    "ректор",
    "руководитель",
    "составил",
    "составила",
    "утвердил",
    "утвердила",
    "утверждаю",
];
/// Words with which a note or the heading of a group begins, alone in its row.
const ALONE: [&str; 47] = [
    "mentiuni",
    "nota",
    "note",
    "notes",
    "pagina",
    "page",
    "source",
    "sursa",
    "tel",
    "telefon",
    "phone",
    "примечание",
    "примечания",
    "страница",
    "стр",
    "телефон",
    "тел",
    "anul",
    "centrul",
    "departamentul",
    "directia",
    "filiala",
    "grupa",
    "grupul",
    "institutia",
    "localitatea",
    "luna",
    "modulul",
    "programul",
    "raionul",
    "sectia",
    "serviciul",
    "sesiunea",
    "structura",
    "course",
    "department",
    "district",
    "group",
    "month",
    "section",
    "группа",
    "курс",
    "месяц",
    "отдел",
    "отделение",
    "район",
    "филиал",
];
/// Words after which the day of a signature stands.
const DATING: [&str; 3] = ["data", "date", "дата"];
/// Characters of a line to sign on.
const LINE: &str = "___";
/// Words of a lone text that are too many for a value.
const MANY_WORDS: usize = 6;
/// Cells of a signature: who signs, the line, and the name.
const MOST_SIGNED: usize = 3;

/// Whether a row is a signature, a note or the heading of a group, and no row of the table: it names nobody
/// by a number, and has a line to sign on, begins with a word for it, or is a lone sentence.
pub(super) fn is_note(cells: &[Cell]) -> bool {
    let filled: Vec<_> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    let [Cell::Text(first), others @ ..] = filled.as_slice() else { return false };
    if filled.iter().any(|cell| may_name_somebody(cell)) {
        return false;
    }
    let folded = fold(first);
    let text = folded.trim_start_matches(|c: char| c.is_ascii_digit() || " ./)".contains(c));
    let word: String = text.chars().take_while(|c| c.is_alphabetic()).collect();
    let is_word_of = |words: &[&str]| words.contains(&word.as_str());
    let has_digits = |cell: &&Cell| cell.written().contains(|c: char| c.is_ascii_digit());
    // A list of who attended has a line to sign on in each row, beside days and numbers.
    if filled.iter().any(|cell| matches!(cell, Cell::Text(text) if text.contains(LINE))) {
        return filled.len() <= MOST_SIGNED || !filled.iter().any(has_digits);
    }
    if others.is_empty() {
        // A label, a day, a footnote or a sentence.
        let is_day = word.is_empty() && text.is_empty() && first.contains(['.', '/']);
        return (first.contains(':') && !word.is_empty())
            || is_day
            || first.starts_with('*')
            || first.split_whitespace().count() >= MANY_WORDS
            || [&SIGNING[..], &ALONE, &DATING].into_iter().any(is_word_of);
    }
    // Beside a name there is but one word; with more of them it is somebody whose number is wanting.
    let most = if first.contains(':') { MOST_SIGNED } else { MOST_SIGNED - 1 };
    let is_signed = is_word_of(&SIGNING) && !others.iter().any(has_digits);
    let is_dated = is_word_of(&DATING) && others.iter().all(has_digits);
    (is_signed || is_dated) && filled.len() <= most
}

/// Whether a cell may hold a person's number: one in a text, or ten digits and more where nothing else is.
fn may_name_somebody(cell: &Cell) -> bool {
    let written = cell.written();
    let digits = written.chars().filter(char::is_ascii_digit).count();
    Idnp::is_within(&written) || digits > 9 && !written.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_numbers_and_sums_are_known_and_rows_of_people_are_not() {
        let cells = |row: &str| row.split(';').map(Cell::text).collect::<Vec<_>>();
        for numbers in ["1;2;3;4", "1;2;;3", ";1;2"] {
            assert!(is_numbers(&cells(numbers)), "{numbers}");
        }
        for none in ["1;2000000000004;3", "1", "1;2;4", "a;1;2", ";;"] {
            assert!(!is_numbers(&cells(none)), "{none}");
        }
        for total in [
            "Total;;;40;;",
            "Total;;;40 ore",
            "Итого;;5 чел.",
            "În total;;;24",
            "Media;;;24",
            "Сумма;24",
            ";TOTAL GENERAL;;40",
            "Итого:;;40",
            "Всего часов;40",
            "Total: 40",
            "Subtotal;8",
        ] {
            assert!(is_total(&cells(total)), "{total}");
        }
        for sum in [";;;;48;;;;", "48", ";1 240,50;", ";1.240", ";48:20;", ";7,5", ";1.240,5"] {
            assert!(is_sum(&cells(sum)), "{sum}");
        }
        assert!(is_sum(&[Cell::Empty, Cell::Number(48.0)]) && !is_sum(&[Cell::Number(2_000_000_000_004.0)]));
        for none in [
            ";2000000000004;",
            ";200000004",
            ";48;24",
            ";48;passed",
            ";N-1;",
            ";01.03.2026",
            ";1.3.2026;",
            ";2026-03-01;",
            ";passed;",
            ";;",
            ";,5",
        ] {
            assert!(!is_sum(&cells(none)), "{none}");
        }
        for none in [
            "Total;Ana;;5/2026",
            ";Media;Ana;;;8;promovat;",
            "Total;2000000000004;40",
            "Totalov;40",
            "2000000000004;Total",
            "40;Total",
            ";;",
        ] {
            assert!(!is_total(&cells(none)), "{none}");
        }
    }

    #[test]
    fn signatures_and_notes_are_known_and_rows_of_people_are_not() {
        let cells = |row: &str| row.split(';').map(Cell::text).collect::<Vec<_>>();
        for note in [
            "Director: Popa Ion;;;",
            ";;Director;;Popa Ion",
            "Rector;;;;I. Popescu",
            "Rectorul;I. Popescu",
            "Ректор;;Попеску И.",
            "Întocmit de Rusu Ana, 30.11.2026;;",
            "Data: 30.11.2026;;",
            "Data;30.11.2026;",
            ";____________;;(semnătura)",
            "Директор центра;;Попа И.",
            "Исполнитель: Русу А., тел. +373 22 123 456",
            "L.Ș.;;",
            "М.П.",
            "Approved by;;J. Smith",
            "Întocmit: Ana Rusu",
            "Grupa 2;;;",
            "1. Direcția nr. 5;;",
            "30.11.2026;;",
            "30/11/2026;;",
            "Formator: Popa Ion;;",
            "Președinte;;;;;Popa Ion",
            "Pagina 1 din 2;;",
            "Tel. 069123456;;",
            "Secția Florești;;;",
            "Группа 3;;",
            "* Orele sunt academice",
            "Notă: orele sunt academice;;",
            ";Lista a fost verificată de comisia centrului;",
        ] {
            assert!(is_note(&cells(note)), "{note}");
        }
        for none in [
            "2000000000004;CFP-016;12.06.2026;24;passed;N-1",
            "Director;2000000000004;Popa;Ion",
            "Director;Popa;Ion;centru",
            "Director;Popa;01.03.2026",
            "Întocmit pentru 2000000000004",
            "Popa;Ion;Director",
            "Popa Ion;;",
            "Grupa;2;",
            // People whose number is wanting.
            "Nota;Ana;;",
            "Data;Ana;;",
            "Director;Popa;Ion",
            "Media;Ana;;CFP-001;12.06.2026;8;promovat;y1",
            "3;;",
            "48:20;;",
            "3;;Popa Ion;CFP-016;12.06.2026;24;promovat;N-3;______",
            "2,00E+12;Popa Ion;CFP-016;12.06.2026;______",
            "Directorescu;Ion",
            "2000000000004;;",
            ";;passed;",
            ";;",
        ] {
            assert!(!is_note(&cells(none)), "{none}");
        }
    }
}
