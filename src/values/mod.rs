//! The values every room speaks in: ids, days and moments, bounded texts, personal codes, exact hours.
//!
//! Each is parsed once at the edge and cannot hold anything invalid afterwards. No I/O, no clock.

mod basis;
mod codes;
mod fact;
mod fault;
pub mod faults;
mod hours;
mod id;
mod kinds;
mod language;
mod names;
mod part;
mod stored;
mod text;
mod time;
mod training_time;
mod words;

pub use basis::{Citation, LegalBasis};
pub use codes::{Idno, Idnp};
pub use fact::{Believed, Fact, Recorded, Void, Withdrawal};
pub use fault::{Fault, FaultCode, Parameter, Parameters, Translated, TranslatedText};
pub(crate) use fault::{faults, is_warning, told};
pub use hours::{Credits, Hours, Lei, Percent};
pub use id::*;
pub use kinds::{AbsenceKind, CompletionResult, OrganisationKind, SessionKind};
pub use language::Language;
pub use names::{Misnomer, NameMatch, compare_names};
pub use part::ProgrammePart;
pub use text::*;
pub use time::{Day, Moment};
pub use training_time::TrainingTime;
pub(crate) use words::words;

/// The fault of a value that cannot be taken: it names the expected form, never the value.
pub type Expected = Fault;

/// Implements strict serde, a bounded `ToSchema` and a text column for a newtype over `String`
/// that has `fn parse(&str) -> Result<Self, Expected>`.
macro_rules! parsed_text {
    ($name:ident) => {
        impl std::str::FromStr for $name {
            type Err = $crate::values::Expected;

            fn from_str(given: &str) -> Result<Self, Self::Err> {
                Self::parse(given)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let given = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                Self::parse(&given).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use parsed_text;

/// A vocabulary: a closed set of words, and the fault of a word that is not among them.
macro_rules! vocabulary {
    ($(#[$about:meta])* pub enum $name:ident { $($variants:tt)+ }) => {
        $crate::values::words! {
            $(#[$about])*
            pub enum $name { $($variants)+ }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::values::Fault;

            fn from_str(given: &str) -> Result<Self, $crate::values::Fault> {
                Self::named(given).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|word| word.as_str()).collect();
                    $crate::values::faults::word_unknown(known.join(", "))
                })
            }
        }
    };
}
pub(crate) use vocabulary;

#[cfg(test)]
mod tests {
    vocabulary! {
        /// A vocabulary.
        pub enum Mode {
            /// One word.
            InPerson = "in_person",
            /// Another.
            Online = "online",
        }
    }

    #[test]
    fn the_contract_shows_the_words_that_json_has() {
        let schema = serde_json::to_value(<Mode as utoipa::PartialSchema>::schema()).expect("a schema");
        assert_eq!(schema["enum"], serde_json::to_value(Mode::ALL).expect("the words"));
        assert_eq!(Mode::ALL.len(), 2);
    }
}
