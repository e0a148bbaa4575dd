//! Time that somebody took part in a training: exact minutes, or hundredths of an hour that are none.

use std::fmt;

use super::Hours;

/// Time that a worker took part, exactly. Hours with two decimals that stand for whole minutes are these
/// minutes: 7.33 is what people write for 7 hours 20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TrainingTime {
    /// The hours, to the hundredth.
    pub hours: Hours,
    /// The same in whole minutes; none where the hours are no whole minutes, or were recorded before minutes
    /// were kept.
    pub minutes: Option<i32>,
}

/// Seconds of a hundredth of an hour.
const HUNDREDTH: i32 = 36;

impl TrainingTime {
    /// The most minutes that one completion has: 2,000 hours.
    pub const MOST_MINUTES: i32 = 120_000;

    /// Time as hours say it.
    #[must_use]
    pub const fn of_hours(hours: Hours) -> Self {
        let hundredths = hours.hundredths();
        let nearest = (6 * hundredths + 5) / 10;
        // The minutes as hours, cut or rounded to the hundredth: people write both.
        let (cut, rounded) = (nearest * 5 / 3, (10 * nearest + 3) / 6);
        let is_meant = hundredths == cut || hundredths == rounded;
        Self { hours, minutes: if is_meant { Some(nearest) } else { None } }
    }

    /// Time in minutes, where it is more than none and not too much.
    #[must_use]
    pub fn of_minutes(minutes: i32) -> Option<Self> {
        let time = || Self { hours: Hours::from_minutes(minutes.into()), minutes: Some(minutes) };
        (1..=Self::MOST_MINUTES).contains(&minutes).then(time)
    }

    /// Its seconds, exactly.
    #[must_use]
    pub const fn seconds(self) -> i32 {
        match self.minutes {
            Some(minutes) => minutes * 60,
            None => self.hours.seconds(),
        }
    }

    /// Whether two say the same time: to the hundredth of an hour, where one of them is told in no minutes.
    #[must_use]
    pub const fn agrees(self, other: Self) -> bool {
        let apart = self.seconds().abs_diff(other.seconds());
        apart == 0
            || (apart < HUNDREDTH.unsigned_abs() && (self.minutes.is_none() || other.minutes.is_none()))
    }
}

impl Hours {
    /// Its seconds: both a hundredth of an hour and a minute are whole ones.
    #[must_use]
    pub const fn seconds(self) -> i32 {
        self.hundredths().saturating_mul(HUNDREDTH)
    }

    /// Seconds as hours, cut (not rounded) to the hundredth, so that hours are never credited in excess.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Self {
        Self::from_hundredths(i32::try_from(seconds / i64::from(HUNDREDTH)).unwrap_or(i32::MAX))
    }
}

impl fmt::Display for TrainingTime {
    /// In hours where these are exact, `7.5`; otherwise in hours and minutes, `7:20`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.minutes {
            Some(minutes) if minutes * 60 != self.hours.seconds() => {
                write!(f, "{}:{:02}", minutes / 60, minutes % 60)
            }
            _ => self.hours.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(given: &str) -> TrainingTime {
        TrainingTime::of_hours(Hours::parse(given).expect(given))
    }

    fn minutes(given: i32) -> TrainingTime {
        TrainingTime::of_minutes(given).expect("minutes")
    }

    #[test]
    fn hours_that_stand_for_whole_minutes_are_these() {
        for (given, minutes, shown) in [
            ("24", Some(1_440), "24"),
            ("7.33", Some(440), "7:20"),
            ("8.33", Some(500), "8:20"),
            ("8.16", Some(490), "8:10"),
            ("8.17", Some(490), "8:10"),
            ("0.75", Some(45), "0.75"),
            ("7.05", Some(423), "7.05"),
            ("0.01", Some(1), "0:01"),
            ("7.04", None, "7.04"),
            ("7.99", None, "7.99"),
            ("2000", Some(120_000), "2000"),
        ] {
            assert_eq!(
                (hours(given).minutes, hours(given).to_string().as_str()),
                (minutes, shown),
                "{given}"
            );
        }
    }

    #[test]
    fn every_minute_is_read_again_from_its_hours() {
        for given in 1..=3_000 {
            let time = minutes(given);
            assert_eq!(TrainingTime::of_hours(time.hours), time, "{given}");
            assert_eq!(time.seconds(), given * 60);
        }
        assert!(TrainingTime::of_minutes(0).is_none() && TrainingTime::of_minutes(120_001).is_none());
    }

    #[test]
    fn times_agree_to_what_both_can_say() {
        let kept = |given: &str| TrainingTime { minutes: None, ..hours(given) };
        assert!(hours("7.33").agrees(minutes(440)) && hours("8.17").agrees(hours("8.16")));
        assert!(kept("7.33").agrees(minutes(440)) && kept("8.17").agrees(minutes(490)));
        assert!(!minutes(440).agrees(minutes(441)) && !kept("7.33").agrees(minutes(441)));
        assert!(!kept("7.33").agrees(kept("7.34")) && !hours("7.5").agrees(hours("7.51")));
    }
}
