//! The columns of files of completions, and the words that stand in them.

use serde_json::{Value, json};

use crate::imports::kinds::columns::{ACTION, IDNP, REASON, WORKER_ID};
use crate::imports::kinds::names::{FAMILY_NAME, FULL_NAME, GIVEN_NAME};
use crate::tables::{Column, Layout};
use crate::values::CompletionResult;

/// The columns of a file of completions.
pub static LAYOUT: Layout = Layout {
    name: "completions",
    needs: &[
        &["reference"],
        &["idnp", "workerId", "action"],
        &["programme", "programmeTitle", "action"],
        &["completedOn", "action"],
        &["hours", "minutes", "action"],
        &["result", "action"],
    ],
    together: &[],
    days: &["completedOn", "startedOn"],
    columns: &[
        IDNP,
        WORKER_ID,
        Column {
            field: "programme",
            titles: ["Cod program", "Programme code", "Код программы"],
            also: &["programme id", "cod", "codul programului", "код"],
            about: [
                "Codul programului din catalog",
                "The programme's code in the catalogue",
                "Код программы в каталоге",
            ],
            example: "CFP-001",
            words: &[],
        },
        Column {
            field: "completedOn",
            titles: ["Data absolvirii", "Completed on", "Дата окончания"],
            also: &["data", "data finalizarii", "completion date", "date", "дата", "дата завершения"],
            about: [
                "Ziua absolvirii: 2026-03-01 sau 01.03.2026",
                "The day of completion: 2026-03-01 or 01.03.2026",
                "День окончания: 2026-03-01 или 01.03.2026",
            ],
            example: "2026-10-30",
            words: &[],
        },
        Column {
            field: "hours",
            titles: ["Ore", "Hours", "Часы"],
            also: &["nr ore", "numar de ore", "количество часов", "часов"],
            about: [
                "Orele la care a participat: 24, 7,5, 8:20 sau 8 h 20 min",
                "The hours taken part in: 24, 7.5, 8:20 or 8 h 20 min",
                "Часы участия: 24, 7,5, 8:20 или 8 ч 20 мин",
            ],
            example: "24",
            words: &[],
        },
        Column {
            field: "result",
            titles: ["Rezultat", "Result", "Результат"],
            also: &["calificativ", "итог"],
            about: [
                "Cum a absolvit: passed, failed sau attended",
                "How it was completed: passed, failed or attended",
                "Как окончено: passed, failed или attended",
            ],
            example: "passed",
            words: &["passed", "failed", "attended"],
        },
        Column {
            field: "reference",
            titles: ["Referință", "Reference", "Номер документа"],
            also: &[
                "nr certificat",
                "numar certificat",
                "certificate number",
                "certificate",
                "номер сертификата",
                "ссылка",
            ],
            about: [
                "Numărul propriu al prestatorului, altul pentru fiecare rând",
                "The provider's own reference, another one for each row",
                "Собственный номер поставщика, свой для каждой строки",
            ],
            example: "2026/118-04",
            words: &[],
        },
        Column {
            field: "part",
            titles: ["Parte", "Part", "Часть"],
            also: &["partea", "modul", "modulul", "module", "модуль"],
            about: [
                "Modulul, ziua sau reexaminarea, dacă nu este tot programul; cel mult 16 caractere",
                "The module, day or resit, where it is not the whole programme; at most 16 characters",
                "Модуль, день или пересдача, если это не вся программа; не более 16 знаков",
            ],
            example: "",
            words: &[],
        },
        Column {
            field: "startedOn",
            titles: ["Începută la", "Started on", "Дата начала"],
            also: &["data inceperii", "inceput la", "data inceput", "start date", "начато"],
            about: [
                "Ziua începerii, dacă se știe; celula goală o șterge numai când se cere corectarea",
                "The day of beginning, if known; an empty cell clears it where corrections are asked for",
                "День начала, если известен; пустая ячейка снимает его, только если запрошены исправления",
            ],
            example: "",
            words: &[],
        },
        Column {
            field: "minutes",
            titles: ["Minute în total", "Minutes in all", "Всего минут"],
            also: &["minute", "minutele", "nr minute", "durata minute", "минуты", "минут"],
            about: [
                "Durata întreagă în minute, în loc de ore",
                "The whole time in minutes, instead of hours",
                "Вся длительность в минутах вместо часов",
            ],
            example: "",
            words: &[],
        },
        Column {
            field: "programmeTitle",
            titles: ["Program", "Programme title", "Программа"],
            also: &[
                "programul",
                "denumirea programului",
                "titlul programului",
                "curs",
                "cursul",
                "denumirea cursului",
                "course",
                "название программы",
                "курс",
            ],
            about: [
                "Denumirea programului, dacă nu se știe codul; se caută în catalog",
                "The programme's title where its code is not known; it is looked for in the catalogue",
                "Название программы, если код неизвестен; ищется в каталоге",
            ],
            example: "",
            words: &[],
        },
        FAMILY_NAME,
        GIVEN_NAME,
        FULL_NAME,
        Column {
            field: "provider",
            titles: ["IDNO prestator", "Provider IDNO", "IDNO поставщика"],
            also: &["prestator", "provider id", "idno", "поставщик"],
            about: [
                "IDNO sau ID-ul prestatorului; fără el, al dumneavoastră",
                "The provider's IDNO or id; your own where it is left out",
                "IDNO или ID поставщика; без него — ваш",
            ],
            example: "",
            words: &[],
        },
        ACTION,
        REASON,
    ],
};

/// Row of such a file as JSON.
pub fn example() -> Value {
    json!({
        "idnp": "2000000000004",
        "programme": "CFP-001",
        "completedOn": "2026-10-30",
        "hours": "24",
        "result": "passed",
        "reference": "2026/118-04"
    })
}

/// Other words for a result, of men and of women.
pub const RESULTS: [(&str, CompletionResult); 47] = [
    ("admis", CompletionResult::Passed),
    ("admisa", CompletionResult::Passed),
    ("promovat", CompletionResult::Passed),
    ("promovata", CompletionResult::Passed),
    ("a promovat", CompletionResult::Passed),
    ("absolvit", CompletionResult::Passed),
    ("absolvita", CompletionResult::Passed),
    ("reusit", CompletionResult::Passed),
    ("reusita", CompletionResult::Passed),
    ("respins", CompletionResult::Failed),
    ("respinsa", CompletionResult::Failed),
    ("nepromovat", CompletionResult::Failed),
    ("nepromovata", CompletionResult::Failed),
    ("nu a promovat", CompletionResult::Failed),
    ("neadmis", CompletionResult::Failed),
    ("neadmisa", CompletionResult::Failed),
    ("nereusit", CompletionResult::Failed),
    ("participat", CompletionResult::Attended),
    ("a participat", CompletionResult::Attended),
    ("participant", CompletionResult::Attended),
    ("participanta", CompletionResult::Attended),
    ("prezent", CompletionResult::Attended),
    ("prezenta", CompletionResult::Attended),
    ("audiat", CompletionResult::Attended),
    ("pass", CompletionResult::Passed),
    ("fail", CompletionResult::Failed),
    ("not passed", CompletionResult::Failed),
    ("attendance", CompletionResult::Attended),
    ("сдал", CompletionResult::Passed),
    ("сдала", CompletionResult::Passed),
    ("сдано", CompletionResult::Passed),
    ("зачет", CompletionResult::Passed),
    ("зачтено", CompletionResult::Passed),
    ("не сдал", CompletionResult::Failed),
    ("не сдала", CompletionResult::Failed),
    ("не сдано", CompletionResult::Failed),
    ("незачет", CompletionResult::Failed),
    ("не зачтено", CompletionResult::Failed),
    ("участвовал", CompletionResult::Attended),
    ("участвовала", CompletionResult::Attended),
    ("участие", CompletionResult::Attended),
    ("участник", CompletionResult::Attended),
    ("участница", CompletionResult::Attended),
    ("прослушал", CompletionResult::Attended),
    ("прослушала", CompletionResult::Attended),
    ("присутствовал", CompletionResult::Attended),
    ("присутствовала", CompletionResult::Attended),
];

/// Whether a sign is a hyphen, or a dash that stands for one.
pub const fn is_hyphen(sign: char) -> bool {
    matches!(sign, '-' | '\u{2010}'..='\u{2015}')
}

/// A programme's code as the catalogue has it: in capitals, with a hyphen and without blanks.
pub fn programme_code(written: &str) -> String {
    let bare = written.chars().filter(|c| !c.is_whitespace());
    let code: String = bare.map(|c| if is_hyphen(c) { '-' } else { c.to_ascii_uppercase() }).collect();
    let is_word =
        |letters: &str| !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
    match code.strip_prefix(letters) {
        // Written with a blank in place of the hyphen, or with nothing.
        Some(digits) if !digits.is_empty() && is_word(letters) => format!("{letters}-{digits}"),
        _ => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_one_form() {
        for written in ["CFP-001", "cfp-001", " cfp - 001 ", "CFP\u{2013}001", "CFP 001", "cfp001"] {
            assert_eq!(programme_code(written), "CFP-001", "{written}");
        }
        for (written, form) in [("001", "001"), ("CFP", "CFP"), ("Etica 2", "ETICA-2"), ("A-1-2", "A-1-2")] {
            assert_eq!(programme_code(written), form, "{written}");
        }
    }
}
