//! The two times of a fact: the day it is true (Europe/Chisinau) and the moment we knew it (UTC,
//! microseconds).

use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp, ToSpan, Unit};
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

use super::{Expected, Parameter, faults};
use crate::sql::columns;

/// A calendar day in Europe/Chisinau, 1900-01-01 to 2199-12-31, written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = columns::Day)]
pub struct Day(Date);

/// A moment in UTC to the microsecond (what both engines keep), written as RFC 3339 with six decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = columns::Moment)]
pub struct Moment(i64);

const UNIX_EPOCH: Date = Date::constant(1970, 1, 1);

impl Day {
    /// The first day that the register takes.
    pub const FIRST: Self = Self(Date::constant(1900, 1, 1));
    /// The last day that the register takes.
    pub const LAST: Self = Self(Date::constant(2199, 12, 31));

    /// # Errors
    /// Anything that is not a real day in the range, in exactly this form.
    pub fn parse(given: &str) -> Result<Self, Expected> {
        let digits = given.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        if given.len() != 10 || !digits {
            return Err(faults::not_a_day());
        }
        let day = given.parse().map(Self).map_err(|_| faults::not_a_day())?;
        if (Self::FIRST..=Self::LAST).contains(&day) { Ok(day) } else { Err(faults::not_a_day()) }
    }

    pub(crate) const fn from_date(date: Date) -> Self {
        Self(date)
    }

    /// Days since 1970-01-01, as the databases keep it.
    #[must_use]
    pub fn since_epoch(self) -> i32 {
        self.0.since((Unit::Day, UNIX_EPOCH)).map_or(0, |span| span.get_days())
    }

    pub(crate) fn from_epoch(days: i32) -> Option<Self> {
        // A duration is added in a third of the time that a span takes, and every fact has its days.
        UNIX_EPOCH.checked_add(SignedDuration::from_hours(i64::from(days) * 24)).ok().map(Self)
    }

    /// The day after. The calendar of the register ends long before jiff's does.
    #[must_use]
    pub fn next(self) -> Self {
        self.0.tomorrow().map_or(self, Self)
    }

    /// The day before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.0.yesterday().map_or(self, Self)
    }

    fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span))
    }

    /// So many calendar months later, or earlier if negative; where that month is shorter, its last day.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        self.plus(months.months())
    }

    /// Calendar months between the month of a day and that of this one, whatever the days.
    #[must_use]
    pub fn months_since(self, earlier: Self) -> i32 {
        let months = |day: Self| i32::from(day.0.year()) * 12 + i32::from(day.0.month());
        months(self) - months(earlier)
    }

    /// The last of so many calendar months that begin with this day: the day before the one with the same
    /// number; where the last month has no such day, its last one.
    ///
    /// All that is counted in months is counted by this: how long a fact stays in a window
    /// ([`window_start`](Self::window_start)), how long an award is valid, how long somebody has worked, and
    /// the day from which something is due, which is the next one. A month from 28 January ends on
    /// 27 February, one from 29, 30 or 31 January, or from 1 February, on the 28th; twelve from 29 February
    /// on 28 February. (A period that should end on a day
    /// which the last month does not have ends with that month: Regulation (EEC, Euratom) 1182/71, Article
    /// 3(2)(c).)
    #[must_use]
    pub fn last_of_months(self, months: i32) -> Self {
        let later = self.plus_months(months);
        if later.0.day() < self.0.day() { later } else { later.previous() }
    }

    /// The first day of the window of so many calendar months that ends with this day: the first one from
    /// which [so many months](Self::last_of_months) last until then.
    ///
    /// Twelve months ending 2026-11-23 begin 2025-11-24, and one month ending 2026-03-31 begins 2026-03-01.
    #[must_use]
    pub fn window_start(self, months: i32) -> Self {
        self.plus(-months.months()).next()
    }
}

impl Moment {
    /// # Errors
    /// Anything but an RFC 3339 moment with an offset, years 1900 to 2199.
    pub fn parse(given: &str) -> Result<Self, Expected> {
        // RFC 3339 is narrower than what the parser takes: no brackets, no week dates, `T` between.
        if given.len() > 40 || given.as_bytes().get(10) != Some(&b'T') || given.contains('[') {
            return Err(faults::not_a_moment());
        }
        let moment =
            given.parse::<Timestamp>().map(Self::from_timestamp).map_err(|_| faults::not_a_moment())?;
        let day = moment.timestamp().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
        if (Day::FIRST.0..=Day::LAST.0).contains(&day) { Ok(moment) } else { Err(faults::not_a_moment()) }
    }

    /// Truncated to the microsecond.
    #[must_use]
    pub fn from_timestamp(timestamp: Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_microsecond(microseconds: i64) -> Self {
        Self(microseconds)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_microsecond(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, as JWT counts (RFC 7519 `NumericDate`).
    #[must_use]
    pub const fn as_second(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This moment and so many seconds.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }

    /// The smallest step later.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The smallest step earlier.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    pub(crate) fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::MAX)
    }
}

impl From<Day> for Parameter {
    fn from(day: Day) -> Self {
        Self::Day(day.0)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.timestamp())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

super::parsed_text!(Day);
super::parsed_text!(Moment);

impl utoipa::ToSchema for Day {}
impl utoipa::PartialSchema for Day {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .min_length(Some(10))
            .max_length(Some(10))
            .pattern(Some("^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"))
            .description(Some("A calendar day in Europe/Chisinau, 1900-01-01 to 2199-12-31"))
            .into()
    }
}

impl utoipa::ToSchema for Moment {}
impl utoipa::PartialSchema for Moment {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .min_length(Some(20))
            .max_length(Some(40))
            .pattern(Some(concat!(
                "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
                r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?",
                r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
            )))
            .description(Some("A moment in RFC 3339, kept and answered in UTC to the microsecond"))
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn days_have_one_spelling_and_a_range() {
        for good in ["1900-01-01", "2024-02-29", "2199-12-31"] {
            assert_eq!(day(good).to_string(), good);
        }
        for bad in [
            "1899-12-31",
            "2200-01-01",
            "2023-02-29",
            "2024-2-29",
            "20240229",
            "2024-W01-1",
            "+002024-01-01",
            "",
        ] {
            assert!(Day::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn windows_are_calendar_exact() {
        let table = [
            ("2026-11-23", 12, "2025-11-24"),
            ("2026-11-23", 60, "2021-11-24"),
            ("2026-03-31", 1, "2026-03-01"),
            ("2024-03-31", 1, "2024-03-01"),
            ("2024-02-29", 12, "2023-03-01"),
            ("2025-02-28", 12, "2024-02-29"),
            ("2026-01-01", 12, "2025-01-02"),
        ];
        for (end, months, start) in table {
            assert_eq!(day(end).window_start(months), day(start), "{months} months ending {end}");
        }
    }

    #[test]
    fn months_end_before_the_same_day_or_with_the_month() {
        let table = [
            ("2026-11-24", 12, "2027-11-23"),
            ("2026-01-01", 1, "2026-01-31"),
            ("2026-01-28", 1, "2026-02-27"),
            ("2026-01-29", 1, "2026-02-28"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-01-29", 1, "2024-02-28"),
            ("2024-01-30", 1, "2024-02-29"),
            ("2026-02-28", 1, "2026-03-27"),
            ("2026-02-28", 12, "2027-02-27"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-28"),
            ("2026-08-31", 6, "2027-02-28"),
            ("2026-11-23", 0, "2026-11-22"),
        ];
        for (first, months, last) in table {
            assert_eq!(day(first).last_of_months(months), day(last), "{months} months from {first}");
        }
    }

    /// A window begins with the first day from which so many months last until its end. Every day of eight
    /// years, whose leap days are those of all that come.
    #[test]
    fn windows_begin_by_the_law_by_which_months_end() {
        let (first, after) = (day("2023-06-01").since_epoch(), day("2031-06-01").since_epoch());
        for fact in (first..after).filter_map(Day::from_epoch) {
            for months in (1..=25).chain([36, 47, 48, 49, 60, 119, 120]) {
                let last = fact.last_of_months(months);
                assert!(last <= fact.next().last_of_months(months), "{fact}, {months}: later ends later");
                assert!(last < fact.last_of_months(months + 1), "{fact}, {months}: more months end later");
                assert!(
                    last.window_start(months) <= fact && fact < last.next().window_start(months),
                    "{fact}, {months}: it is in the window until {last}"
                );
            }
        }
    }

    #[test]
    fn moments_are_utc_to_the_microsecond() {
        let moment = Moment::parse("2026-11-23T12:00:00.1234569+02:00").expect("a moment");
        assert_eq!(moment.to_string(), "2026-11-23T10:00:00.123456Z");
        for bad in [
            "2026-11-23",
            "2026-11-23T10:00:00",
            "2026-11-23 10:00:00Z",
            "2200-01-01T00:00:00Z",
            "1899-12-31T00:00:00Z",
        ] {
            assert!(Moment::parse(bad).is_err(), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn days_survive_the_databases(days in -25_567..84_005_i32) {
            let day = Day::from_epoch(days).expect("in range");
            proptest::prop_assert_eq!(day.since_epoch(), days);
            proptest::prop_assert_eq!(Day::parse(&day.to_string()), Ok(day));
        }

        #[test]
        fn parsing_never_panics(text in ".{0,60}") {
            let _ = (Day::parse(&text), Moment::parse(&text));
        }
    }
}
