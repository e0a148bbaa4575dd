//! Faults as values: a stable code, its parameters, and the words in Romanian, English and Russian.
//!
//! Each room says in one place, its `faults.rs`, what can be wrong there. Problems of the API, files of rows
//! and pages show the same fault, and so say the same.

mod declared;
mod parameter;
mod sentence;
mod terms;

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, SchemaFormat, SchemaType, Type};
use validator::ValidationError;

pub(crate) use self::declared::{faults, is_warning, told};
pub use self::parameter::Parameter;
pub use self::sentence::{Translated, TranslatedText};
use self::sentence::{knows_all, without};
use super::Language;

/// One thing that can be wrong: its code, and what people are told. Made by `faults!` only.
#[derive(Debug, Clone, Copy)]
pub struct FaultCode {
    /// The code: camel case, stable, for a program may rely on it.
    pub name: &'static str,
    /// The one of several faults with the same code; empty where there is one only.
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

/// Something that is wrong.
#[derive(Clone)]
pub struct Fault {
    code: &'static FaultCode,
    parameters: Vec<Parameter>,
    /// Set where what is wrong is told before the form expected; then what stands before both.
    in_full: Option<Box<str>>,
    /// The act on which the rule stands that is spoken of, where it is one of a rule set.
    act: Option<Box<TranslatedText>>,
}

impl Fault {
    /// A fault; its parameters are those of its code, in the same order.
    #[must_use]
    pub const fn new(code: &'static FaultCode, parameters: Vec<Parameter>) -> Self {
        Self { code, parameters, in_full: None, act: None }
    }

    /// The same, and what its sentences name besides, where they name something.
    #[must_use]
    pub fn about(mut self, about: impl Into<Parameter>) -> Self {
        if self.code.parameters.last() == Some(&"about")
            && let Some(last) = self.parameters.last_mut()
        {
            *last = about.into();
        }
        self
    }

    /// The same, with the act on which the rule stands that it speaks of.
    #[must_use]
    pub fn resting_on(self, act: Option<TranslatedText>) -> Self {
        Self { act: act.map(Box::new), ..self }
    }

    /// The same, told in full: where it is, what is wrong, and the form expected.
    #[must_use]
    pub fn in_full(self, place: Option<&str>) -> Self {
        Self { in_full: Some(place.map_or_else(Box::default, |place| format!("{place}: ").into())), ..self }
    }

    /// Reads what a fault was written as, where it is one of these.
    #[must_use]
    pub fn read(written: &Value, among: &[&'static [FaultCode]]) -> Option<Self> {
        let name = written["code"].as_str()?;
        let case = written["params"]["case"].as_str().unwrap_or_default();
        let known = || among.iter().copied().flatten().filter(|code| code.name == name);
        // A fault written before its code had cases is read as the first of them.
        let code = known().find(|code| code.case == case).or_else(|| known().next())?;
        let given = |name: &str| match &written["params"][name] {
            // As it was written before parameters had names.
            Value::Null if code.parameters.len() == 1 => &written["about"],
            given => given,
        };
        let parameter = |name: &&str| match given(name) {
            Value::Number(number) => Parameter::Number(number.as_i64().unwrap_or_default()),
            Value::String(text) => text.parse().map_or_else(|_| text.as_str().into(), Parameter::Day),
            _ => Parameter::None,
        };
        Some(Self::new(code, code.parameters.iter().map(parameter).collect()))
    }

    /// A rule over several fields that is broken at a place, as validator keeps it.
    #[must_use]
    pub fn broken(&self, place: &str) -> ValidationError {
        let mut error = ValidationError::new(self.code.name);
        error.add_param("fault".into(), self);
        error.add_param("place".into(), &place);
        error
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
        let expected = self.expected(language);
        match (&self.in_full, self.message(language)) {
            (Some(place), Some(message)) => format!("{place}{message}: {expected}"),
            _ => expected,
        }
    }

    /// The words for what was expected, however it is told, and the law that asks for it.
    #[must_use]
    pub fn expected(&self, language: Language) -> String {
        let expected = self.filled(self.code.expected.of(language), language);
        let Some(act) = &self.act else { return expected };
        let (heading, act) = match language {
            Language::Ro => ("temei", &act.ro),
            Language::En => ("legal basis", &act.en),
            Language::Ru => ("основание", &act.ru),
        };
        format!("{expected} ({heading}: {})", Parameter::from(act.as_str()).say(language))
    }

    /// The act on which the rule stands that it speaks of.
    #[must_use]
    pub fn act(&self) -> Option<&TranslatedText> {
        self.act.as_deref()
    }

    /// The fault itself, where that is told besides.
    #[must_use]
    pub fn message(&self, language: Language) -> Option<String> {
        let message = self.code.message.as_ref()?;
        Some(self.filled(message.of(language), language))
    }

    /// A sentence with its parameters: `{name}` as it is, and `{name~}`, a word for programs, as the language
    /// says it. What stands in `⟨⟩` is left out if a parameter is none, and what
    /// stands in `⟦⟧` if none is.
    fn filled(&self, sentence: &str, language: Language) -> String {
        let mut said = if self.parameters.contains(&Parameter::None) {
            without(sentence, '⟨', '⟩').replace(['⟦', '⟧'], "")
        } else {
            without(sentence, '⟦', '⟧').replace(['⟨', '⟩'], "")
        };
        for (name, parameter) in self.code.parameters.iter().zip(&self.parameters) {
            let written = parameter.say(language);
            said = said.replace(&format!("{{{name}~}}"), &terms::said(&written, language));
            said = said.replace(&format!("{{{name}}}"), &written);
        }
        said
    }
}

impl PartialEq for Fault {
    fn eq(&self, other: &Self) -> bool {
        (self.code.name, self.code.case, &self.parameters)
            == (other.code.name, other.code.case, &other.parameters)
    }
}

impl Eq for Fault {}

impl std::error::Error for Fault {}

impl From<Fault> for Cow<'static, str> {
    fn from(fault: Fault) -> Self {
        fault.to_string().into()
    }
}

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
        self.0.code.case.is_empty() && self.0.act.is_none() && self.0.parameters().next().is_none()
    }

    /// Parameters in the contract: texts and whole numbers by name.
    #[must_use]
    pub fn schema() -> Object {
        let either = ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Integer]))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .max_length(Some(1000))
            .minimum(Some(-9_007_199_254_740_991_i64))
            .maximum(Some(9_007_199_254_740_991_i64));
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some("What the text names, by name: texts, days and whole numbers"))
            .additional_properties(Some(either))
            .build()
    }
}

impl Serialize for Parameters<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let case = Some(self.0.code.case).filter(|case| !case.is_empty());
        let case = case.map(|case| ("case", Parameter::from(case)));
        let act = self.0.act.as_ref().map(|act| ("legalBasis", Parameter::from(act.en.as_str())));
        let ours = case.iter().chain(&act).map(|(name, value)| (*name, value));
        to.collect_map(ours.chain(self.0.parameters()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Day;

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
        other(name: &str) = warning "shared" case "other" {
            ro: "Alt {name}", en: "Other {name}", ru: "{name}"
        }

        /// With a word for programs.
        stopped(status: &str) = "stopped" {
            ro: "Starea: {status~}", en: "It is {status~}", ru: "Состояние: {status~}"
        }
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
        let draft = stopped("draft");
        let said: Vec<_> = Language::ALL.iter().map(|language| draft.say(*language)).collect();
        assert_eq!(said, ["Starea: proiect", "It is draft", "Состояние: проект"]);
        let long = other(&"ă".repeat(1000)).say(Language::Ru);
        assert!(long.ends_with("ă…") && long.chars().count() < 300, "{long}");
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
}
