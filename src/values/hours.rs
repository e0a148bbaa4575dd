//! Exact decimals, written as strings in JSON and kept as whole hundredths in the database.

use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Integer;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use super::Expected;
use crate::sql::columns;

/// Hours of training or supervision, in hundredths of an hour, 0 to 21,474,836.47.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Integer)]
pub struct Hours(i32);

/// A percentage, in hundredths of a percent, 0 to 999.99.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Integer)]
pub struct Percent(i32);

/// Study credits (ECTS), in hundredths, more than 0 and at most 300.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Integer)]
pub struct Credits(i32);

/// Money in Moldovan lei (MDL) a month, in bani, 0 to 1,000,000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Integer)]
pub struct Lei(i32);

/// `0`, `7`, `24.5`, `24.50`: digits, at most two of them after the point; no sign, no exponent.
fn hundredths(given: &str, digits: usize) -> Option<i32> {
    let (whole, fraction) = given.split_once('.').unwrap_or((given, "0"));
    let digits_only =
        |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits_only(whole, digits) || !digits_only(fraction, 2) {
        return None;
    }
    let mut value = Decimal::from_str_exact(given).ok()?;
    value.rescale(2);
    i32::try_from(value.mantissa()).ok()
}

impl Hours {
    /// The longest programme or completion the register takes: 2,000 hours.
    pub const MOST: Self = Self(200_000);

    /// # Errors
    /// Anything but more than 0 and at most 2,000 hours with at most two decimals.
    pub fn parse(given: &str) -> Result<Self, Expected> {
        hundredths(given, 4)
            .map(Self)
            .filter(|hours| Self(0) < *hours && *hours <= Self::MOST)
            .ok_or_else(super::faults::not_hours)
    }

    /// Hundredths of an hour.
    #[must_use]
    pub const fn hundredths(self) -> i32 {
        self.0
    }

    /// So many hundredths of an hour.
    #[must_use]
    pub const fn from_hundredths(hundredths: i32) -> Self {
        Self(hundredths)
    }

    /// Minutes as hours, cut (not rounded) to the hundredth, so that hours are never credited in excess.
    #[must_use]
    pub fn from_minutes(minutes: i64) -> Self {
        Self(i32::try_from(minutes * 5 / 3).unwrap_or(i32::MAX))
    }
}

impl std::iter::Sum for Hours {
    fn sum<I: Iterator<Item = Self>>(each: I) -> Self {
        each.fold(Self(0), |total, hours| Self(total.0.saturating_add(hours.0)))
    }
}

impl Percent {
    /// # Errors
    /// Anything but 0 to 999.99 with at most two decimals.
    pub fn parse(given: &str) -> Result<Self, Expected> {
        hundredths(given, 3).map(Self).ok_or_else(super::faults::not_a_percentage)
    }

    /// Hundredths of a percent.
    #[must_use]
    pub const fn hundredths(self) -> i32 {
        self.0
    }
}

impl Credits {
    /// # Errors
    /// Anything but more than 0 and at most 300 with at most two decimals.
    pub fn parse(given: &str) -> Result<Self, Expected> {
        hundredths(given, 3)
            .map(Self)
            .filter(|credits| Self(0) < *credits && *credits <= Self(30_000))
            .ok_or_else(super::faults::not_credits)
    }

    /// Hundredths of a credit.
    #[must_use]
    pub const fn hundredths(self) -> i32 {
        self.0
    }
}

impl Lei {
    /// # Errors
    /// Anything but 0 to 1,000,000 with at most two decimals.
    pub fn parse(given: &str) -> Result<Self, Expected> {
        hundredths(given, 7)
            .map(Self)
            .filter(|lei| *lei <= Self(100_000_000))
            .ok_or_else(super::faults::not_lei)
    }

    /// In bani, hundredths of a leu.
    #[must_use]
    pub const fn bani(self) -> i32 {
        self.0
    }

    /// So many bani.
    #[must_use]
    pub const fn from_bani(bani: i32) -> Self {
        Self(bani)
    }
}

impl fmt::Display for Hours {
    /// Without trailing zeros: `24`, `7.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(self.0.into(), 2).normalize().fmt(f)
    }
}

impl fmt::Display for Credits {
    /// Without trailing zeros: `2`, `1.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(self.0.into(), 2).normalize().fmt(f)
    }
}

impl fmt::Display for Lei {
    /// Always with two decimals: `8500.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(self.0.into(), 2).fmt(f)
    }
}

impl fmt::Display for Percent {
    /// Always with two decimals: `10.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(self.0.into(), 2).fmt(f)
    }
}

macro_rules! decimal_text {
    ($($name:ident)+) => { $(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        super::parsed_text!($name);
        columns::number_column!($name);
        impl utoipa::ToSchema for $name {}
    )+ };
}

decimal_text!(Hours Percent Credits Lei);

fn decimal_schema(description: &str, pattern: &str) -> utoipa::openapi::RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(11))
        .pattern(Some(pattern))
        .description(Some(description))
        .into()
}

impl utoipa::PartialSchema for Hours {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        decimal_schema(
            "Hours as an exact decimal string with at most two decimals; one fact counts more than 0 and at \
             most 2000",
            r"^[0-9]{1,8}(\.[0-9]{1,2})?$",
        )
    }
}

impl utoipa::PartialSchema for Percent {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        decimal_schema("A percentage as an exact decimal string, 0 to 999.99", r"^[0-9]{1,3}(\.[0-9]{1,2})?$")
    }
}

impl utoipa::PartialSchema for Credits {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        decimal_schema(
            "Study credits (ECTS) as an exact decimal string, more than 0 and at most 300",
            r"^[0-9]{1,3}(\.[0-9]{1,2})?$",
        )
    }
}

impl utoipa::PartialSchema for Lei {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        decimal_schema(
            "Moldovan lei (MDL) a month as an exact decimal string, 0 to 1000000",
            r"^[0-9]{1,7}(\.[0-9]{1,2})?$",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_positive_exact_and_bounded() {
        for (given, shown) in [
            ("24", "24"),
            ("7.5", "7.5"),
            ("7.50", "7.5"),
            ("0.01", "0.01"),
            ("2000", "2000"),
            ("2000.00", "2000"),
        ] {
            assert_eq!(Hours::parse(given).expect(given).to_string(), shown);
        }
        for bad in
            ["0", "0.00", "-3", "+3", "2000.01", "1e3", "7.505", ".5", "5.", "7,5", "", " 7", "١٢", "99999"]
        {
            assert!(Hours::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn minutes_become_hours_without_excess() {
        for (minutes, hours) in [(0, "0"), (20, "0.33"), (45, "0.75"), (60, "1"), (870, "14.5")] {
            assert_eq!(Hours::from_minutes(minutes).to_string(), hours);
        }
    }

    #[test]
    fn credits_and_lei_are_exact_and_bounded() {
        assert_eq!(Credits::parse("1.50").map(|credits| credits.to_string()), Ok("1.5".to_owned()));
        assert!(Credits::parse("0").is_err() && Credits::parse("300.01").is_err());
        assert_eq!(
            Lei::parse("8500").map(|lei| (lei.to_string(), lei.bani())),
            Ok(("8500.00".to_owned(), 850_000))
        );
        assert!(
            Lei::parse("1000000").is_ok() && Lei::parse("1000000.01").is_err() && Lei::parse("-1").is_err()
        );
    }

    #[test]
    fn percentages_keep_two_decimals() {
        assert_eq!(Percent::parse("10").expect("ten").to_string(), "10.00");
        assert!(Percent::parse("1000").is_err());
    }
}
