//! Words for programs that sentences name, as people of each language say them.

use crate::values::Language;

/// The words, in Romanian and in Russian; in English people say them as programs do.
const TERMS: [(&str, [&str; 2]); 21] = [
    ("hours", ["ore", "часы"]),
    ("minutes", ["minute", "минуты"]),
    ("result", ["rezultat", "результат"]),
    ("passed", ["promovat", "сдано"]),
    ("failed", ["nepromovat", "не сдано"]),
    ("attended", ["a participat", "участие"]),
    ("draft", ["proiect", "проект"]),
    ("approved", ["aprobat", "утверждено"]),
    ("retired", ["retras", "отменено"]),
    ("published", ["publicat", "опубликовано"]),
    ("superseded", ["înlocuit", "заменено"]),
    ("queued", ["în așteptare", "в очереди"]),
    ("running", ["în lucru", "выполняется"]),
    ("completed", ["finalizat", "завершено"]),
    ("cancelled", ["anulat", "прекращено"]),
    ("revoked", ["revocat", "отозвано"]),
    ("submitted", ["depusă", "подано"]),
    ("granted", ["admisă", "удовлетворено"]),
    ("refused", ["respinsă", "отказано"]),
    ("appealed", ["contestată", "обжаловано"]),
    ("withdrawn", ["retrasă", "отозвано"]),
];

/// Words for programs, divided by commas, in a language; what is none of them stays as it is.
pub(super) fn said(words: &str, language: Language) -> String {
    let term = |word: &str| {
        let known = TERMS.iter().find(|(term, _)| *term == word).map(|(_, [ro, ru])| match language {
            Language::Ro => *ro,
            Language::En => word,
            Language::Ru => *ru,
        });
        known.unwrap_or(word).to_owned()
    };
    words.split(", ").map(term).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_programs_are_said_in_each_language_and_values_stay() {
        for (words, ro, ru) in [
            ("hours, result", "ore, rezultat", "часы, результат"),
            ("240, passed", "240, promovat", "240, сдано"),
            ("8:20, attended", "8:20, a participat", "8:20, участие"),
            ("granted", "admisă", "удовлетворено"),
            ("K-31", "K-31", "K-31"),
        ] {
            let all = [Language::Ro, Language::En, Language::Ru].map(|language| said(words, language));
            assert_eq!(all, [ro, words, ru]);
        }
    }
}
