//! The words in which an import is told, in the language that the command line was asked for.

use std::io;
use std::path::Path;

use serde_json::Value;

use crate::imports::BatchKind;
use crate::tables::Format;
use crate::values::Language;

/// One language of three.
const fn say(language: Language, ro: &'static str, en: &'static str, ru: &'static str) -> &'static str {
    match language {
        Language::Ro => ro,
        Language::En => en,
        Language::Ru => ru,
    }
}

/// A number of rows, as one counts in the language: Romanian says `de` from twenty on, and Russian has three
/// forms.
pub(super) fn rows(count: u64, language: Language) -> String {
    let (tens, ones) = (count % 100, count % 10);
    let word = match language {
        Language::En if count == 1 => "row",
        Language::En => "rows",
        Language::Ro if count == 1 => "rând",
        Language::Ro if count == 0 || (1..20).contains(&tens) => "rânduri",
        Language::Ro => "de rânduri",
        Language::Ru if ones == 1 && tens != 11 => "строка",
        Language::Ru if (2..=4).contains(&ones) && !(12..=14).contains(&tens) => "строки",
        Language::Ru => "строк",
    };
    format!("{count} {word}")
}

/// The outcomes, in the order in which they are summed up: their names, and words for a number of them.
const OUTCOMES: [(&str, [&str; 3]); 6] = [
    ("created", ["create", "created", "создано"]),
    ("corrected", ["corectate", "corrected", "исправлено"]),
    ("voided", ["anulate", "voided", "аннулировано"]),
    ("unchanged", ["neschimbate", "unchanged", "без изменений"]),
    ("duplicates", ["dubluri", "duplicates", "повторов"]),
    ("rejected", ["respinse", "rejected", "отклонено"]),
];

/// Sums of what the rows of a batch came to, in a line.
pub(super) fn summary(batch: &Value, language: Language) -> String {
    let count = |name: &str| batch["counts"][name].as_u64().unwrap_or_default();
    let counted: Vec<_> = OUTCOMES
        .iter()
        .filter(|(name, _)| count(name) > 0)
        .map(|(name, [ro, en, ru])| format!("{} {}", count(name), say(language, ro, en, ru)))
        .collect();
    let total = batch["total"].as_u64().unwrap_or_default();
    let failure = failure(batch, total, language);
    let meaning = match (batch["status"].as_str(), batch["mode"].as_str()) {
        (Some("completed"), Some("validate")) => say(
            language,
            "nu s-a schimbat nimic; aceasta ar rezulta",
            "nothing was changed; this is what would be",
            "ничего не изменено; таким был бы итог",
        )
        .to_owned(),
        (Some("completed"), _) => say(language, "gata", "done", "готово").to_owned(),
        _ if batch["atomicity"] == "all" => {
            let nothing = say(
                language,
                "nimic nu este în registru",
                "nothing is on the register",
                "в реестр ничего не внесено",
            );
            format!("{nothing}: {failure}")
        }
        _ => {
            let (failed, rest) = (
                say(language, "nu a reușit", "it failed", "не удалось"),
                say(
                    language,
                    "rândurile preluate înainte rămân",
                    "rows that were taken before stay",
                    "строки, принятые раньше, остаются",
                ),
            );
            format!("{failed}: {failure}; {rest}")
        }
    };
    let counted = if counted.is_empty() { String::new() } else { format!(": {}", counted.join(", ")) };
    format!("{}{counted} ({meaning})", rows(total, language))
}

/// The reason why a batch failed. Of rows with faults the command names its own option.
fn failure(batch: &Value, total: u64, language: Language) -> String {
    let rejected = batch["counts"]["rejected"].as_u64().unwrap_or_default();
    if rejected > 0 && batch["atomicity"] == "all" {
        let of = rows(total, language);
        return match language {
            Language::Ro => format!(
                "{rejected} din {of} au greșeli; corectați-le sau trimiteți fișierul cu --atomicity row"
            ),
            Language::En => {
                format!("{rejected} of {of} have faults; mend them, or send the file with --atomicity row")
            }
            Language::Ru => format!(
                "с ошибками: {rejected} ({of} всего); исправьте их или отправьте файл с --atomicity row"
            ),
        };
    }
    let unsaid = say(language, "nu se spune de ce", "it is not said why", "причина не указана");
    batch["failure"]["message"][language.as_str()].as_str().unwrap_or(unsaid).to_owned()
}

/// The progress of a batch.
pub(super) fn progress(batch: &Value, done: u64, language: Language) -> String {
    let total = batch["total"].as_u64().unwrap_or_default();
    let status = match batch["status"].as_str().unwrap_or_default() {
        "received" => say(language, "primit", "received", "получен"),
        "validating" => say(language, "se verifică", "validating", "проверяется"),
        "committing" => say(language, "se înregistrează", "committing", "вносится"),
        _ => "",
    };
    format!("{status}: {done} / {}", rows(total, language))
}

/// A finding about a row or, where none is named, about the file.
pub(super) fn finding(
    row: Option<&Value>,
    finding: &Value,
    (kind, format): (BatchKind, Format),
    language: Language,
) -> String {
    let said = |what: &str| finding[what][language.as_str()].as_str().unwrap_or_default();
    let place = row.map(|row| {
        let number = &row["number"];
        let name =
            row["sheet"].as_str().map_or_else(|| number.to_string(), |sheet| format!("{sheet}!{number}"));
        format!("{} {name}", say(language, "rândul", "row", "строка"))
    });
    let column = finding["column"].as_str().map(|field| title(field, kind, format, language).to_owned());
    let place: Vec<_> = place.into_iter().chain(column).collect();
    let place = if place.is_empty() { String::new() } else { format!("{}: ", place.join(", ")) };
    let value = finding["value"].as_str().map(|value| format!(" ({value})")).unwrap_or_default();
    format!("{place}{}{value}. {}", said("message"), said("expected"))
}

/// A column as whoever keeps the file knows it: by its title, and in JSON by its name.
fn title(field: &str, kind: BatchKind, format: Format, language: Language) -> &str {
    let column = kind.descriptor().layout.columns.iter().find(|column| column.field == field);
    match (column, format) {
        (Some(column), Format::Csv | Format::Xlsx) => {
            let [ro, en, ru] = column.titles;
            say(language, ro, en, ru)
        }
        _ => field,
    }
}

/// A sentence that begins with a column, with its title.
pub(super) fn titled(text: &str, kind: BatchKind, format: Format, language: Language) -> String {
    match text.split_once(": ") {
        Some((field, said)) => format!("{}: {said}", title(field, kind, format, language)),
        None => text.to_owned(),
    }
}

/// The word before a warning.
pub(super) const fn warning(language: Language) -> &'static str {
    say(language, "atenție", "warning", "внимание")
}

/// A line that says that there are more rows than were told, and how to have them all.
pub(super) fn more(count: u64, is_offered: bool, language: Language) -> String {
    let rows = rows(count, language);
    let offer = if is_offered {
        say(
            language,
            "; --errors FIȘIER scrie ce a devenit fiecare rând",
            "; --errors FILE writes down what became of each",
            "; --errors ФАЙЛ запишет итог каждой строки",
        )
    } else {
        ""
    };
    match language {
        Language::Ro => format!("și încă {rows}{offer}"),
        Language::En => format!("and {count} more {}{offer}", rows.rsplit(' ').next().unwrap_or_default()),
        Language::Ru => format!("и ещё {rows}{offer}"),
    }
}

/// Where the file with what became of each row is.
pub(super) fn written(file: &str, language: Language) -> String {
    let said = say(
        language,
        "ce a devenit fiecare rând este în",
        "what became of each row is in",
        "итог каждой строки записан в",
    );
    format!("{said} {file}")
}

/// A line that says that a file was not taken, and why.
pub(super) fn refused(detail: &str, language: Language) -> String {
    let said = say(language, "fișierul nu a fost preluat", "the file was not taken", "файл не принят");
    format!("{said}: {detail}")
}

/// A line that says that a file cannot be read, and why.
pub(super) fn unreadable(file: &Path, error: &io::Error, language: Language) -> String {
    let said = say(language, "nu se poate citi", "cannot read", "не удаётся прочитать");
    let why = match error.kind() {
        io::ErrorKind::NotFound => {
            say(language, "fișierul nu există", "there is no such file", "такого файла нет").to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            say(language, "accesul este interzis", "access is denied", "нет доступа").to_owned()
        }
        _ => error.to_string(),
    };
    format!("{said} {}: {why}", file.display())
}

/// A line that says that something is no file.
pub(super) fn not_a_file(file: &Path, language: Language) -> String {
    format!("{} {}", file.display(), say(language, "nu este un fișier", "is not a file", "— не файл"))
}

/// The words for a format that nothing says.
pub(super) const fn format_unsaid(language: Language) -> &'static str {
    say(
        language,
        "una dintre valorile json, ndjson, csv sau xlsx: numele fișierului nu o spune",
        "expected json, ndjson, csv or xlsx: the file's name does not say it",
        "одно из значений json, ndjson, csv или xlsx: по имени файла это не видно",
    )
}

/// The words for a legal basis that was not given.
pub(super) const fn basis_missing(language: Language) -> &'static str {
    say(
        language,
        "este obligatoriu: temeiul legal în baza căruia se schimbă datele persoanelor",
        "is required: the legal basis on which people's data are changed",
        "обязательно: правовое основание, на котором меняются данные лиц",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_counted_as_one_counts_in_each_language() {
        for (count, ro, en, ru) in [
            (0, "0 rânduri", "0 rows", "0 строк"),
            (1, "1 rând", "1 row", "1 строка"),
            (2, "2 rânduri", "2 rows", "2 строки"),
            (11, "11 rânduri", "11 rows", "11 строк"),
            (20, "20 de rânduri", "20 rows", "20 строк"),
            (21, "21 de rânduri", "21 rows", "21 строка"),
            (100, "100 de rânduri", "100 rows", "100 строк"),
            (101, "101 rânduri", "101 rows", "101 строка"),
            (112, "112 rânduri", "112 rows", "112 строк"),
            (10_000, "10000 de rânduri", "10000 rows", "10000 строк"),
        ] {
            assert_eq!([Language::Ro, Language::En, Language::Ru].map(|own| rows(count, own)), [ro, en, ru]);
        }
    }

    #[test]
    fn an_import_is_told_in_the_language_with_titles() {
        let batch = json!({
            "total": 1, "counts": { "created": 1 }, "status": "completed", "mode": "commit",
            "atomicity": "all"
        });
        let told = [Language::Ro, Language::En, Language::Ru].map(|own| summary(&batch, own));
        assert_eq!(
            told,
            ["1 rând: 1 create (gata)", "1 row: 1 created (done)", "1 строка: 1 создано (готово)"]
        );
        let fault = json!({
            "column": "hours", "value": "multe", "message": { "ro": "Nu", "en": "No", "ru": "Нет" },
            "expected": { "ro": "24", "en": "24", "ru": "24" }
        });
        let row = json!({ "number": 3, "sheet": null });
        let told = |format, own| finding(Some(&row), &fault, (BatchKind::Completions, format), own);
        assert_eq!(told(Format::Csv, Language::Ro), "rândul 3, Ore: Nu (multe). 24");
        assert_eq!(told(Format::Csv, Language::Ru), "строка 3, Часы: Нет (multe). 24");
        assert_eq!(told(Format::Ndjson, Language::Ro), "rândul 3, hours: Nu (multe). 24");
        let sheet = json!({ "number": 3, "sheet": "Mai" });
        let told = finding(Some(&sheet), &fault, (BatchKind::Completions, Format::Xlsx), Language::En);
        assert_eq!(told, "row Mai!3, Hours: No (multe). 24");
    }
}
