//! What a finding says to people: what is wrong, and what was expected or how to mend it.

mod files;
mod register;
mod sentences;
mod values;

use self::sentences::Sentences;
use super::{Code, Finding, Said};

/// Characters of what a sentence names besides.
const MOST_ABOUT: usize = 220;

fn sentences_of(code: Code) -> Sentences {
    files::sentences_of(code)
        .or_else(|| values::sentences_of(code))
        .unwrap_or_else(|| register::sentences_of(code))
}

impl Finding {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Said {
        self.said(sentences_of(self.code).message)
    }

    /// What was expected, or how to mend it.
    #[must_use]
    pub fn expected(&self) -> Said {
        self.said(sentences_of(self.code).expected)
    }

    fn said(&self, sentences: [&str; 3]) -> Said {
        let [ro, en, ru] = sentences.map(|sentence| filled(sentence, self.about.as_deref()));
        Said { ro, en, ru }
    }
}

/// A sentence with what it is about.
fn filled(sentence: &str, about: Option<&str>) -> String {
    let Some(about) = about else {
        return without(sentence, '⟨', '⟩').replace(['⟦', '⟧'], "").replace("{about}", "…");
    };
    let short: String = match about.char_indices().nth(MOST_ABOUT) {
        Some((end, _)) => format!("{}…", about.get(..end).unwrap_or_default()),
        None => about.to_owned(),
    };
    without(sentence, '⟦', '⟧').replace(['⟨', '⟩'], "").replace("{about}", &short)
}

/// A sentence without what stands between these.
fn without(sentence: &str, open: char, close: char) -> String {
    sentence.split(open).map(|part| part.split_once(close).map_or(part, |(_, behind)| behind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_says_what_is_wrong_and_how_to_mend_it_in_three_languages() {
        let mut all = std::collections::HashMap::new();
        for code in Code::ALL {
            for finding in [Finding::of(*code), Finding::of(*code).about("x".repeat(500))] {
                for Said { ro, en, ru } in [finding.message(), finding.expected()] {
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

    #[test]
    fn sentences_name_what_they_are_about() {
        let twice = Finding::of(Code::ReferenceTwice).about(17).message();
        assert_eq!(twice.ro, "Rândul 17 are aceeași referință (la lucrători: același IDNP) și spune altceva");
        assert_eq!(filled("a⟨: {about}⟩ b", None), "a b");
        assert_eq!(filled("a⟨: {about}⟩ b", Some("1")), "a: 1 b");
        assert_eq!(
            (filled("a ⟨{about}⟩⟦b⟧", None), filled("a ⟨{about}⟩⟦b⟧", Some("1"))),
            ("a b".into(), "a 1".into())
        );
        assert!(!Finding::of(Code::ColumnUnknown).expected().en.contains('…'));
    }
}
