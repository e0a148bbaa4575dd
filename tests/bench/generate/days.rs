//! Days as numbers, days since 1970-01-01: quick to draw and to compare.

use std::sync::LazyLock;

use registry::values::{Day, Moment};

/// The first day on which anybody is employed, 2010-01-01.
pub const BEGINNING: i32 = 14_610;
/// The day on which the sample programmes are approved, 2020-01-01.
pub const APPROVAL: i32 = 18_262;
/// The last day on which anything happens, 2026-10-31.
pub const LAST: i32 = 20_757;
/// The most days by which a fact becomes known late.
pub const LATE: i32 = 12;

static DAYS: LazyLock<Vec<Day>> = LazyLock::new(|| {
    let first = Day::parse("2010-01-01").expect("a day");
    std::iter::successors(Some(first), |day| Some(day.next())).take(30 * 366).collect()
});

pub fn day(number: i32) -> Day {
    DAYS[usize::try_from(number - BEGINNING).expect("not before the beginning")]
}

/// The last of so many months from a day on.
pub fn last_of_months(from: i32, months: i32) -> i32 {
    day(from).last_of_months(months).since_epoch()
}

pub fn noon(number: i32) -> Moment {
    Moment::from_microsecond((i64::from(number) * 24 + 12) * 3_600 * 1_000_000)
}
