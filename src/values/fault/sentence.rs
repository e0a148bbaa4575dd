//! Sentences with parameters in braces, in the three languages.

use serde::Serialize;
use utoipa::ToSchema;

use crate::values::Language;

/// The same in the three languages of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Translated {
    /// In Romanian.
    pub ro: &'static str,
    /// In English.
    pub en: &'static str,
    /// In Russian.
    pub ru: &'static str,
}

impl Translated {
    /// The words in a language.
    #[must_use]
    pub const fn of(&self, language: Language) -> &'static str {
        match language {
            Language::Ro => self.ro,
            Language::En => self.en,
            Language::Ru => self.ru,
        }
    }

    /// Whether the three sentences name this parameter, each or none of them.
    pub(super) const fn agrees_on(&self, parameter: &str) -> bool {
        let (ro, en, ru) = (names(self.ro, parameter), names(self.en, parameter), names(self.ru, parameter));
        ro == en && en == ru
    }
}

/// A sentence in Romanian, English and Russian.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({ "ro": "Data nu este validă", "en": "Not a day", "ru": "Недопустимая дата" }))]
#[schema(as = Said)]
pub struct TranslatedText {
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

impl TranslatedText {
    /// The text that is said in each language.
    #[must_use]
    pub fn by(said: impl Fn(Language) -> String) -> Self {
        Self { ro: said(Language::Ro), en: said(Language::En), ru: said(Language::Ru) }
    }
}

/// Whether a sentence names `{parameter}` or `{parameter~}`.
const fn names(sentence: &str, parameter: &str) -> bool {
    let (sentence, name) = (sentence.as_bytes(), parameter.as_bytes());
    let mut at = 0;
    while at + name.len() + 2 <= sentence.len() {
        if is_named(sentence, at, name) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether a parameter is named at a place where it has room.
const fn is_named(sentence: &[u8], at: usize, name: &[u8]) -> bool {
    let behind = at + name.len() + 1;
    let is_closed = sentence[behind] == b'}'
        || (sentence[behind] == b'~' && behind + 1 < sentence.len() && sentence[behind + 1] == b'}');
    sentence[at] == b'{' && is_closed && begins(sentence, at + 1, name)
}

const fn begins(sentence: &[u8], from: usize, name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() {
        if sentence[from + at] != name[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether every `{…}` of a sentence is one of these parameters.
pub(super) const fn knows_all(sentence: &str, parameters: &[&str]) -> bool {
    let bytes = sentence.as_bytes();
    let (mut named, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'{' {
            named += 1;
        }
        at += 1;
    }
    let (mut known, mut parameter) = (0, 0);
    while parameter < parameters.len() {
        let name = parameters[parameter].as_bytes();
        at = 0;
        while at + name.len() + 2 <= bytes.len() {
            if is_named(bytes, at, name) {
                known += 1;
            }
            at += 1;
        }
        parameter += 1;
    }
    named == known
}

/// A sentence without what stands between these.
pub(super) fn without(sentence: &str, open: char, close: char) -> String {
    sentence.split(open).map(|part| part.split_once(close).map_or(part, |(_, behind)| behind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_knows_what_a_sentence_names() {
        assert!(names("a {day} b", "day") && !names("a {days} b", "day") && !names("day", "day"));
        assert!(names("a {day~} b", "day") && !names("a {day~", "day") && !names("a {day~ }", "day"));
        assert!(knows_all("{a~}", &["a"]) && !knows_all("{a~}", &["b"]));
        assert!(knows_all("{a} and {b}", &["a", "b"]) && !knows_all("{a} and {c}", &["a", "b"]));
        let text = Translated { ro: "{a}", en: "{a}", ru: "a" };
        assert!(!text.agrees_on("a") && text.agrees_on("b"));
    }
}
