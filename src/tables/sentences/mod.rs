//! The words of a code for people: what is wrong, and what was expected or how to mend it.

mod around;
mod files;
mod form;
mod values;

use self::form::{Sentences, sentences};
use super::Code;
use crate::values::{Fault, FaultCode, Parameter, Translated};

/// The number of codes.
const COUNT: usize = Code::ALL.len();

/// Everything that can be wrong about the form of a file; a code without words does not compile.
pub static FAULTS: &[FaultCode] = &ALL;

static ALL: [FaultCode; COUNT] = {
    let mut all = [fault_code(Code::ALL[0]); COUNT];
    let mut at = 0;
    while at < COUNT {
        all[at] = fault_code(Code::ALL[at]);
        at += 1;
    }
    FaultCode::check(&all);
    all
};

const fn fault_code(code: Code) -> FaultCode {
    let parts = (files::sentences_of(code), around::sentences_of(code), values::sentences_of(code));
    let Sentences { message, expected } = match parts {
        (Some(sentences), _, _) | (None, Some(sentences), _) | (None, None, Some(sentences)) => sentences,
        (None, None, None) => sentences_missing(),
    };
    FaultCode {
        name: name_of(code),
        case: case_of(code),
        is_warning: is_warning(code),
        parameters: &["about"],
        message: Some(translated(message)),
        expected: translated(expected),
    }
}

/// The name under which a code is told: reasons why a text is none, or an IDNP, share one.
const fn name_of(code: Code) -> &'static str {
    match code {
        Code::TextHasIdnp | Code::TextTooLong | Code::TextReshaped => Code::TextInvalid.as_str(),
        Code::IdnpExample => Code::IdnpInvalid.as_str(),
        other => other.as_str(),
    }
}

/// The one of several codes that share a name.
const fn case_of(code: Code) -> &'static str {
    match code {
        Code::IdnpExample => "example",
        Code::TextInvalid | Code::IdnpInvalid => "unfit",
        Code::TextHasIdnp => "hasIdnp",
        Code::TextTooLong => "tooLong",
        Code::TextReshaped => "reshaped",
        _ => "",
    }
}

/// Whether a file, or a row, with it is taken nevertheless.
const fn is_warning(code: Code) -> bool {
    matches!(
        code,
        Code::ColumnUnknown
            | Code::ReferenceCounts
            | Code::SheetUnread
            | Code::RowsHidden
            | Code::NumberRow
            | Code::TotalRow
            | Code::TitlesAgain
            | Code::ExampleRow
            | Code::NoteRow
            | Code::DayFirstAssumed
    )
}

const fn translated([ro, en, ru]: [&'static str; 3]) -> Translated {
    Translated { ro, en, ru }
}

/// Stops the compiler.
#[expect(clippy::assertions_on_constants, reason = "clippy refuses a panic, also one of the compiler's")]
const fn sentences_missing() -> Sentences {
    assert!(COUNT == 0, "a code has no sentences");
    sentences([""; 3], [""; 3])
}

impl From<Code> for Fault {
    fn from(code: Code) -> Self {
        Self::new(&ALL[code as usize], vec![Parameter::None])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Finding;
    use crate::values::TranslatedText;

    #[test]
    fn every_code_says_what_is_wrong_and_how_to_mend_it_in_three_languages() {
        let mut all = std::collections::HashMap::new();
        for code in Code::ALL {
            for finding in [Finding::of(*code), Finding::of(*code).about("x".repeat(500))] {
                for TranslatedText { ro, en, ru } in [finding.message(), finding.expected()] {
                    for text in [&ro, &en, &ru] {
                        assert!((5..=400).contains(&text.chars().count()), "{code}: {text}");
                        assert!(
                            text.chars().all(|c| !"{⟨⟩⟦⟧".contains(c) || text.contains("{…}")),
                            "{code}: {text}"
                        );
                        assert!(!text.ends_with('.') && text.trim() == text, "{code}: {text}");
                    }
                    assert!(
                        ro != en && ru.chars().any(|c| ('а'..='я').contains(&c)),
                        "{code}: {ro}, {en}, {ru}"
                    );
                    assert!(
                        !en.chars().any(|c| "ăâîșțşţ".contains(c) || ('а'..='я').contains(&c)),
                        "{code}: {en}"
                    );
                    assert!(
                        !ro.chars().any(|c| "şţŞŢ".contains(c) || ('а'..='я').contains(&c)),
                        "{code}: {ro}"
                    );
                }
            }
            let said = Finding::of(*code).message().en;
            assert_ne!(said, "It cannot be taken", "{code} has no sentences of its own");
            assert_eq!(all.insert(said.clone(), code), None, "two codes say: {said}");
        }
    }
}
