//! Values that a fault's sentences name.

use jiff::civil::Date;
use serde::Serialize;
use serde::ser::Serializer;

use crate::values::Language;

/// Characters of one parameter that are repeated in a sentence.
const MOST_REPEATED: usize = 220;

/// A value that a sentence names: a day, a number, a code, a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Parameter {
    /// Nothing; the part of a sentence that would name it is left out.
    None,
    /// A whole number.
    Number(i64),
    /// A day.
    Day(#[serde(serialize_with = "in_iso_form")] Date),
    /// Anything else, as it is written in every language.
    Text(String),
}

impl Parameter {
    /// It, as people of a language write it.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        match self {
            Self::None => "…".to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) if language == Language::En => day.to_string(),
            Self::Day(day) => {
                let written = day.to_string();
                let mut parts: Vec<_> = written.split('-').collect();
                parts.reverse();
                parts.join(".")
            }
            Self::Text(text) => match text.char_indices().nth(MOST_REPEATED) {
                Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
                None => text.clone(),
            },
        }
    }
}

/// A day as programs read it, `YYYY-MM-DD` (ISO 8601).
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks it")]
fn in_iso_form<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(day)
}

impl From<String> for Parameter {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Parameter {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i32> for Parameter {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Parameter {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Parameter {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl<T: Into<Self>> From<Option<T>> for Parameter {
    fn from(given: Option<T>) -> Self {
        given.map_or(Self::None, Into::into)
    }
}
