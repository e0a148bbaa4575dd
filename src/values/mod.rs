//! The values every room speaks in: ids, days and moments, bounded texts, personal codes, exact hours.
//!
//! Each is parsed once at the edge and cannot hold anything invalid afterwards. No I/O, no clock.

mod codes;
mod fact;
mod fault;
mod hours;
mod id;
mod kinds;
mod language;
mod stored;
mod text;
mod time;

pub use codes::{Idno, Idnp};
pub use fact::{Believed, Fact, Recorded, Void, Withdrawal};
pub use fault::{Fault, FaultCode, Parameter, Parameters, Translated};
pub(crate) use fault::{faults, is_warning, told};
pub use hours::{Credits, Hours, Lei, Percent};
pub use id::*;
pub use kinds::{CompletionResult, OrganisationKind, SessionKind};
pub use language::Language;
pub use text::*;
pub use time::{Day, Moment};

/// What a reader of the API is told when a value cannot be taken: the expected form, never the value.
pub type Expected = &'static str;

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

/// A closed vocabulary: one word per variant, the same word in JSON, in the contract and in the database.
///
/// The word is a `tt`: utoipa's derive does not see into a `literal` and would show the variant's name.
macro_rules! vocabulary {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$note:meta])* $variant:ident = $word:tt),+ $(,)? }) => {
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        $(#[$about])*
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($(#[$note])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every word of the vocabulary.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in JSON and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(given: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|word| word.as_str() == given).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|word| word.as_str()).collect();
                    format!("expected one of: {}", known.join(", "))
                })
            }
        }

        $crate::sql::columns::text_column!($name, |given: &str| given.parse());
        impl $name {
            fn text(&self) -> &str { self.as_str() }
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
