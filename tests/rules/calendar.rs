//! A calendar of its own, so that the reference shares nothing with what it checks. Days are counted from
//! 1970-01-01.

use registry::values::Day;

/// Year, month and day of a day. (Howard Hinnant, "chrono-compatible low-level date algorithms".)
pub fn civil(day: i32) -> (i32, i32, i32) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i32::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

pub fn number(year: i32, month: i32, day: i32) -> i32 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

pub fn month_length(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The same day of another month; where that one is shorter, its last day.
pub fn plus_months(day: i32, months: i32) -> i32 {
    let (year, month, day) = civil(day);
    let all = year * 12 + month - 1 + months;
    let (year, month) = (all.div_euclid(12), all.rem_euclid(12) + 1);
    number(year, month, day.min(month_length(year, month)))
}

/// First day of the calendar months that end with a day.
pub fn window_start(last: i32, months: i32) -> i32 {
    plus_months(last, -months) + 1
}

/// Last day of the calendar months that begin with a day: the day before the same one of the last month, or
/// the last day of that month where it has no such day.
pub fn last_of_months(first: i32, months: i32) -> i32 {
    let (year, month, day) = civil(first);
    let all = year * 12 + month - 1 + months;
    let (year, month) = (all.div_euclid(12), all.rem_euclid(12) + 1);
    number(year, month, (day - 1).min(month_length(year, month)))
}

/// The whole months from one day to another, both included, and the days left over.
pub fn months_and_days(from: i32, to: i32) -> (i32, i32) {
    // No month has more than 31 days: at least so many have passed.
    let mut months = ((to - from) / 31).max(0);
    while last_of_months(from, months + 1) <= to {
        months += 1;
    }
    (months, to - last_of_months(from, months))
}

pub fn day(number: i32) -> Day {
    let (year, month, day) = civil(number);
    Day::parse(&format!("{year:04}-{month:02}-{day:02}")).expect("a day of the register")
}

#[test]
fn the_calendar_goes_through_every_day() {
    let (mut year, mut month, mut day) = (1900, 1, 1);
    for at in number(1900, 1, 1)..=number(2199, 12, 31) {
        assert_eq!((civil(at), number(year, month, day)), ((year, month, day), at));
        day += 1;
        if day > month_length(year, month) {
            (month, day) = (month + 1, 1);
        }
        if month > 12 {
            (year, month) = (year + 1, 1);
        }
    }
}
