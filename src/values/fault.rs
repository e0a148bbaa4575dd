//! Faults as values: a stable code, its parameters, and the words in Romanian, English and Russian.
//!
//! Each room says in one place, its `faults.rs`, what can be wrong there. Problems of the API, files of rows
//! and pages show the same fault, and so say the same.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{Day, Language};

/// Characters of one parameter that are repeated in a sentence.
const MOST_REPEATED: usize = 220;

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
    const fn agrees_on(&self, parameter: &str) -> bool {
        let (ro, en, ru) = (names(self.ro, parameter), names(self.en, parameter), names(self.ru, parameter));
        ro == en && en == ru
    }
}

/// One thing that can be wrong: its code, and what people are told. Made by `faults!` only.
#[derive(Debug)]
pub struct FaultCode {
    /// The code: camel case, stable, for a program may rely on it.
    pub name: &'static str,
    /// Which of several faults with the same code; empty where there is one only.
    pub case: &'static str,
    /// Whether a row with it is taken nevertheless.
    pub is_warning: bool,
    /// The names of its parameters.
    pub parameters: &'static [&'static str],
    /// The fault itself, where it is told beside the form expected: in files of rows.
    pub message: Option<Translated>,
    /// The form expected, or how to mend it.
    pub expected: Translated,
}

impl FaultCode {
    /// Stops the compiler at faults whose sentences do not name the same parameters in every language, or
    /// name one that the fault does not have.
    pub(crate) const fn check(all: &[Self]) {
        let mut at = 0;
        while at < all.len() {
            let fault = &all[at];
            let mut parameter = 0;
            while parameter < fault.parameters.len() {
                let name = fault.parameters[parameter];
                assert!(fault.expected.agrees_on(name), "a parameter is not named in every language");
                if let Some(message) = &fault.message {
                    assert!(message.agrees_on(name), "a parameter is not named in every language");
                }
                parameter += 1;
            }
            assert!(
                knows_all(fault.expected.en, fault.parameters),
                "a sentence names no parameter of the fault"
            );
            if let Some(message) = &fault.message {
                assert!(
                    knows_all(message.en, fault.parameters),
                    "a sentence names no parameter of the fault"
                );
            }
            at += 1;
        }
    }
}

/// Whether a sentence names `{parameter}`.
const fn names(sentence: &str, parameter: &str) -> bool {
    let (sentence, name) = (sentence.as_bytes(), parameter.as_bytes());
    let mut at = 0;
    while at + name.len() + 2 <= sentence.len() {
        if sentence[at] == b'{' && sentence[at + name.len() + 1] == b'}' && begins(sentence, at + 1, name) {
            return true;
        }
        at += 1;
    }
    false
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
const fn knows_all(sentence: &str, parameters: &[&str]) -> bool {
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
            if bytes[at] == b'{' && bytes[at + name.len() + 1] == b'}' && begins(bytes, at + 1, name) {
                known += 1;
            }
            at += 1;
        }
        parameter += 1;
    }
    named == known
}

/// A value that a sentence names: a day, a number, a code, a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Parameter {
    /// Nothing; the part of a sentence that would name it is left out.
    None,
    /// A whole number.
    Number(i64),
    /// A day.
    Day(Day),
    /// Anything else, as it is written in every language.
    Text(String),
}

impl Parameter {
    /// It, as people of a language write it.
    fn say(&self, language: Language) -> String {
        match self {
            Self::None => String::new(),
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

impl From<Day> for Parameter {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
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

/// Something that is wrong.
#[derive(Clone)]
pub struct Fault {
    code: &'static FaultCode,
    parameters: Vec<Parameter>,
}

impl Fault {
    /// A fault; its parameters are those of its code, in the same order.
    #[must_use]
    pub const fn new(code: &'static FaultCode, parameters: Vec<Parameter>) -> Self {
        Self { code, parameters }
    }

    /// Its code.
    #[must_use]
    pub const fn code(&self) -> &'static FaultCode {
        self.code
    }

    /// Its parameters by name: those that it has.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static str, &Parameter)> {
        let named = self.code.parameters.iter().copied().zip(&self.parameters);
        named.filter(|(_, parameter)| **parameter != Parameter::None)
    }

    /// The form expected, or the way to mend it.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        self.filled(self.code.expected.of(language), language)
    }

    /// The fault itself, where that is told besides.
    #[must_use]
    pub fn message(&self, language: Language) -> Option<String> {
        let message = self.code.message.as_ref()?;
        Some(self.filled(message.of(language), language))
    }

    /// A sentence with its parameters. What stands between `⟨` and `⟩` is left out if the parameter in it is
    /// none.
    fn filled(&self, sentence: &str, language: Language) -> String {
        let mut said = sentence.to_owned();
        for (name, parameter) in self.code.parameters.iter().zip(&self.parameters) {
            let place = format!("{{{name}}}");
            if *parameter == Parameter::None {
                said = without(&said, &place);
            }
            said = said.replace(&place, &parameter.say(language));
        }
        said.replace(['⟨', '⟩'], "")
    }
}

/// A sentence without the parts that name what is not given.
fn without(sentence: &str, place: &str) -> String {
    let mut kept = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, behind)) = rest.split_once('⟨') {
        let (part, after) = behind.split_once('⟩').unwrap_or((behind, ""));
        kept.push_str(before);
        if !part.contains(place) {
            kept.push('⟨');
            kept.push_str(part);
            kept.push('⟩');
        }
        rest = after;
    }
    kept + rest
}

impl PartialEq for Fault {
    fn eq(&self, other: &Self) -> bool {
        (self.code.name, self.code.case, &self.parameters)
            == (other.code.name, other.code.case, &other.parameters)
    }
}

impl Eq for Fault {}

impl fmt::Display for Fault {
    /// In English, for the log and the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Language::En))
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({self})", self.code.name)
    }
}

impl Serialize for Fault {
    /// For programs: the code, and the parameters if there are any.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("code", self.code.name)?;
        let parameters = Parameters(self);
        if !parameters.is_empty() {
            map.serialize_entry("params", &parameters)?;
        }
        map.end()
    }
}

/// A fault's parameters as a JSON object, its case among them.
#[derive(Debug, Clone, Copy)]
pub struct Parameters<'f>(pub &'f Fault);

impl Parameters<'_> {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.code.case.is_empty() && self.0.parameters().next().is_none()
    }
}

impl Serialize for Parameters<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let case = Some(self.0.code.case).filter(|case| !case.is_empty());
        let case = case.map(|case| ("case", Parameter::from(case)));
        to.collect_map(case.iter().map(|(name, case)| (*name, case)).chain(self.0.parameters()))
    }
}

/// Declares what can be wrong in a room: for each fault a function of its parameters, a code, and the words
/// in the three languages; and `FAULTS`, the list of them all. A fault without words in one of the languages,
/// or whose sentences name other parameters than it has, does not compile.
///
/// Several faults may share a code that was given out for all of them; each is then a `case` of it.
macro_rules! faults {
    ($(
        $(#[$about:meta])+
        $name:ident($($parameter:ident: $type:ty),* $(,)?) = $($kind:ident)? $code:literal
            $(case $case:literal)?
        {
            $(message { ro: $message_ro:literal, en: $message_en:literal, ru: $message_ru:literal $(,)? })?
            ro: $ro:literal, en: $en:literal, ru: $ru:literal $(,)?
        }
    )+) => {
        /// Everything that can be wrong here.
        pub static FAULTS: &[$crate::values::FaultCode] = &[$(
            $crate::values::FaultCode {
                name: $code,
                case: concat!($($case)?),
                is_warning: $crate::values::is_warning!($($kind)?),
                parameters: &[$(stringify!($parameter)),*],
                message: $crate::values::told!($($message_ro, $message_en, $message_ru)?),
                expected: $crate::values::Translated { ro: $ro, en: $en, ru: $ru },
            }
        ),+];
        const _: () = $crate::values::FaultCode::check(FAULTS);

        #[expect(non_camel_case_types, reason = "the place of each fault in the list, by its own name")]
        enum Place {
            $($name),+
        }

        $(
            $(#[$about])+
            #[must_use]
            pub fn $name($($parameter: $type),*) -> $crate::values::Fault {
                let parameters = vec![$($crate::values::Parameter::from($parameter)),*];
                $crate::values::Fault::new(&FAULTS[Place::$name as usize], parameters)
            }
        )+
    };
}
pub(crate) use faults;

/// Whether a fault is declared as a warning.
macro_rules! is_warning {
    () => {
        false
    };
    (warning) => {
        true
    };
}
pub(crate) use is_warning;

/// The message of a fault, where it has one.
macro_rules! told {
    () => {
        None
    };
    ($ro:literal, $en:literal, $ru:literal) => {
        Some($crate::values::Translated { ro: $ro, en: $en, ru: $ru })
    };
}
pub(crate) use told;

#[cfg(test)]
mod tests {
    use super::*;

    faults! {
        /// With two parameters, one of which may be none.
        late(day: Day, limit: Option<u32>) = "late" {
            message { ro: "Prea târziu", en: "Too late", ru: "Слишком поздно" }
            ro: "O zi până la {day}⟨, cel mult {limit}⟩",
            en: "expected a day until {day}⟨, at most {limit}⟩",
            ru: "День до {day}⟨, не более {limit}⟩",
        }

        /// One of two that share a code.
        one() = warning "shared" case "one" { ro: "Unu", en: "One", ru: "Один" }

        /// The other.
        other(name: &str) = warning "shared" case "other" { ro: "Alt {name}", en: "Other {name}", ru: "{name}" }
    }

    #[test]
    fn sentences_name_their_parameters_as_people_of_the_language_write_them() {
        let day = Day::parse("2026-11-23").expect("a day");
        let fault = late(day, Some(7));
        assert_eq!(fault.say(Language::En), "expected a day until 2026-11-23, at most 7");
        assert_eq!(fault.say(Language::Ro), "O zi până la 23.11.2026, cel mult 7");
        assert_eq!(fault.message(Language::Ru).as_deref(), Some("Слишком поздно"));
        assert_eq!(late(day, None).to_string(), "expected a day until 2026-11-23");
        assert_eq!(one().message(Language::En), None);
        let long = other(&"ă".repeat(1000)).say(Language::Ru);
        assert_eq!(long.chars().count(), MOST_REPEATED + 1);
    }

    #[test]
    fn programs_read_a_code_and_parameters() {
        let day = Day::parse("2026-11-23").expect("a day");
        let told = |fault: Fault| serde_json::to_value(fault).expect("JSON");
        assert_eq!(
            told(late(day, Some(7))),
            serde_json::json!({ "code": "late", "params": { "day": "2026-11-23", "limit": 7 } })
        );
        assert_eq!(
            told(late(day, None)),
            serde_json::json!({ "code": "late", "params": { "day": "2026-11-23" } })
        );
        assert_eq!(told(one()), serde_json::json!({ "code": "shared", "params": { "case": "one" } }));
        assert!(one().code().is_warning && !late(day, None).code().is_warning);
        assert_ne!(one(), other("x"));
    }

    #[test]
    fn the_check_knows_what_a_sentence_names() {
        assert!(names("a {day} b", "day") && !names("a {days} b", "day") && !names("day", "day"));
        assert!(knows_all("{a} and {b}", &["a", "b"]) && !knows_all("{a} and {c}", &["a", "b"]));
        let text = Translated { ro: "{a}", en: "{a}", ru: "a" };
        assert!(!text.agrees_on("a") && text.agrees_on("b"));
    }
}
