//! Lengths of time as people write them: `7,5`, `24 ore`, `8:20`, `8:20 h`, `8 h 20 min`, `8 h 20'`,
//! `90 de minute`.

use crate::values::{Hours, TrainingTime, fold};

/// Words for hours, as they are compared.
const HOURS: [&str; 11] = ["h", "ora", "ore", "hr", "hrs", "hour", "hours", "ч", "час", "часа", "часов"];
/// Words for minutes.
const MINUTES: [&str; 13] = [
    "m",
    "min",
    "mins",
    "minut",
    "minute",
    "minutes",
    "мин",
    "минут",
    "минута",
    "минуты",
    "минуту",
    "м",
    "'",
];
/// Signs of minutes, which are one.
pub(super) const PRIMES: [char; 5] = ['\'', '’', '′', '´', '`'];
/// Words that say nothing here.
const FILLING: [&str; 4] = ["de", "si", "and", "и"];

/// Time that a text says; a number alone is hours.
pub(super) fn spoken(text: &str) -> Option<TrainingTime> {
    let folded = fold(text).replace(PRIMES, "'");
    let is_hours = |word: &str| HOURS.contains(&word);
    if folded.contains(':') {
        // Hours and minutes, and perhaps the word for the hours behind them.
        let end = folded.rfind(|c: char| c.is_ascii_digit()).map_or(0, |last| last + 1);
        let (time, unit) = folded.split_at(end);
        let unit = unit.trim().trim_end_matches('.');
        return clock(time).filter(|_| unit.is_empty() || is_hours(unit));
    }
    let tokens = tokens(&folded)?;
    let is_minutes = |word: &str| MINUTES.contains(&word);
    match tokens[..] {
        [hours] => decimal(hours),
        [hours, unit] if is_hours(unit) => decimal(hours),
        [minutes, unit] if is_minutes(unit) => TrainingTime::of_minutes(number(minutes)?),
        [hours, unit, minutes] if is_hours(unit) => whole(hours, minutes),
        [hours, unit, minutes, other] if is_hours(unit) && is_minutes(other) => whole(hours, minutes),
        _ => None,
    }
}

/// Hours with at most two decimals.
pub(super) fn decimal(written: &str) -> Option<TrainingTime> {
    Hours::parse(&written.replacen(',', ".", 1)).ok().map(TrainingTime::of_hours)
}

/// `8:20`, `8:20:00`: whole minutes.
fn clock(text: &str) -> Option<TrainingTime> {
    let parts: Vec<_> = text.trim().split(':').collect();
    match parts[..] {
        [hours, minutes] | [hours, minutes, "00"] if minutes.len() == 2 => whole(hours, minutes),
        _ => None,
    }
}

fn whole(hours: &str, minutes: &str) -> Option<TrainingTime> {
    let minutes = number(minutes).filter(|minutes| *minutes < 60)?;
    TrainingTime::of_minutes(number(hours)? * 60 + minutes)
}

/// A number of at most four digits, or six of minutes.
fn number(text: &str) -> Option<i32> {
    let is_number = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// The numbers and words of a text; nothing if there is anything else.
fn tokens(text: &str) -> Option<Vec<&str>> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let (mut tokens, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let goes_on: &dyn Fn(char) -> bool =
            if first.is_ascii_digit() { &is_number } else { &char::is_alphabetic };
        let end = if first == '\'' { 1 } else { rest.find(|c| !goes_on(c)).unwrap_or(rest.len()) };
        if end == 0 || tokens.len() > 8 {
            return None;
        }
        let (token, behind) = rest.split_at(end);
        if !FILLING.contains(&token) {
            tokens.push(token);
        }
        // A word may be cut short: `min.`.
        let behind = if first.is_alphabetic() { behind.strip_prefix('.').unwrap_or(behind) } else { behind };
        rest = behind.trim_start();
    }
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_read_as_people_write_it() {
        for (given, minutes) in [
            ("8:20", 500),
            ("08:20", 500),
            ("8:20:00", 500),
            ("24:00", 1_440),
            ("8:20 ore", 500),
            ("8:20 h", 500),
            ("8:20h.", 500),
            ("8:20 часов", 500),
            ("8 h 20'", 500),
            ("8h20′", 500),
            ("8 ч 20’", 500),
            ("90'", 90),
            ("8 h 20", 500),
            ("8h20", 500),
            ("8h20min", 500),
            ("8 h 20 min", 500),
            ("8 h. 20 min.", 500),
            ("8 ore 20 minute", 500),
            ("8 ore și 20 de minute", 500),
            ("8 ч 20 мин", 500),
            ("8 часов 20 минут", 500),
            ("24 ore", 1_440),
            ("24 de ore", 1_440),
            ("24h", 1_440),
            ("1 oră", 60),
            ("7,5 ore", 450),
            ("7,33", 440),
            ("8.33", 500),
            ("90 min", 90),
            ("40 de minute", 40),
            ("24", 1_440),
        ] {
            assert_eq!(spoken(given).and_then(|time| time.minutes), Some(minutes), "{given}");
        }
        for bad in [
            "",
            "0",
            "0:00",
            "8:60",
            "8:2",
            "8:20:30",
            ":20",
            "8:",
            "-8:20",
            "8 h 60",
            "24 ore academice",
            "ore",
            "24 zile",
            "8 h 20 s",
            "1.234,5",
            "7,505",
            "1,2,3",
            "2001 ore",
            "99999999 min",
            "8-20",
            "8:20 min",
            "8:20 zile",
            "8:20:00:00",
            "ore 8:20",
            "8'20",
            "'",
            "8 h 20''",
            "8 20",
            "20 min 8 h",
            "2000:01",
            "7.5 h 20",
        ] {
            assert_eq!(spoken(bad), None, "{bad}");
        }
    }
}
