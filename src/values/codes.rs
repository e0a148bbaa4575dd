//! National identification numbers: IDNP of a person, IDNO of an organisation.

use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use serde::Serialize;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaFormat, Type};

use super::Expected;
use crate::sql::columns;

/// A person's identification number. Its `Debug` shows the last four digits only, and it has no
/// `Display` and no `Serialize`: it goes into the register and never comes out in full.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Idnp([u8; 13]);

/// An organisation's identification number; public.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Idno(String);

/// Thirteen digits; weights 7, 3, 1 repeated over the first twelve; the sum modulo 10 is the last.
fn checked(given: &str) -> Option<[u8; 13]> {
    let digits: [u8; 13] = given.as_bytes().try_into().ok()?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum: u32 = digits[..12]
        .iter()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(d, weight)| u32::from(d - b'0') * weight)
        .sum();
    (sum % 10 == u32::from(digits[12] - b'0')).then_some(digits)
}

impl Idnp {
    /// # Errors
    /// Wrong length, another character than a digit, or a wrong check digit.
    pub fn parse(given: &str) -> Result<Self, Expected> {
        checked(given).map(Self).ok_or_else(super::faults::not_an_idnp)
    }

    /// The digits, for encryption and the keyed hash only.
    #[must_use]
    pub const fn digits(&self) -> &[u8; 13] {
        &self.0
    }

    /// The part that may be shown: the last four digits.
    #[must_use]
    pub fn last4(&self) -> String {
        self.0[9..].iter().map(|digit| char::from(*digit)).collect()
    }

    /// Whether a free text holds something that reads as an IDNP: a run of exactly 13 digits with a right
    /// check digit.
    #[must_use]
    pub fn is_within(text: &str) -> bool {
        text.split(|c: char| !c.is_ascii_digit()).any(|run| checked(run).is_some())
    }
}

impl fmt::Debug for Idnp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Idnp(…{})", self.last4())
    }
}

impl Idno {
    /// # Errors
    /// Wrong length, another character than a digit, or a wrong check digit.
    pub fn parse(given: &str) -> Result<Self, Expected> {
        checked(given).map(|_| Self(given.to_owned())).ok_or_else(super::faults::not_an_idno)
    }

    fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Idno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

super::parsed_text!(Idnp);
super::parsed_text!(Idno);
columns::text_column!(Idno, Idno::parse);

fn schema(format: &str, description: &str) -> utoipa::openapi::RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(13))
        .max_length(Some(13))
        .pattern(Some("^[0-9]{13}$"))
        .format(Some(SchemaFormat::Custom(format.into())))
        .description(Some(description))
        .into()
}

impl utoipa::ToSchema for Idnp {}
impl utoipa::PartialSchema for Idnp {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        schema(
            "idnp",
            "A person's identification number: 13 digits, the last a check digit (weights 7, 3, 1)",
        )
    }
}

impl utoipa::ToSchema for Idno {}
impl utoipa::PartialSchema for Idno {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        schema(
            "idno",
            "An organisation's identification number: 13 digits, the last a check digit (weights 7, 3, 1)",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_decide() {
        for good in ["2000000000004", "2001000000012"] {
            assert!(Idnp::parse(good).is_ok(), "{good}");
        }
        assert!(Idno::parse("1008600038413").is_ok());
        for bad in ["1008600038412", "200000000000", "20000000000044", "200000000000O", "２000000000004", ""]
        {
            assert!(Idno::parse(bad).is_err() && Idnp::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn debug_shows_four_digits() {
        let idnp = Idnp::parse("2000000000004").expect("valid");
        assert_eq!(format!("{idnp:?}"), "Idnp(…0004)");
    }

    #[test]
    fn texts_that_hold_an_idnp_are_seen() {
        assert!(Idnp::is_within("about 2000000000004, see file"));
        assert!(!Idnp::is_within("order 2000000000005 of 12000000000004"));
    }

    proptest::proptest! {
        #[test]
        fn exactly_one_check_digit_of_ten_is_right(twelve in "[0-9]{12}") {
            let right = (0..10).filter(|last| Idnp::parse(&format!("{twelve}{last}")).is_ok()).count();
            proptest::prop_assert_eq!(right, 1);
        }

        #[test]
        fn parsing_never_panics(text in ".{0,40}") {
            let _ = (Idnp::parse(&text), Idnp::is_within(&text));
        }
    }
}
