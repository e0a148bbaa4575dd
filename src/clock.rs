//! The one place that asks what time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::values::{Day, Moment};

/// Tells the moment, and the day it is in Europe/Chisinau.
#[derive(Clone)]
pub struct Clock {
    zone: TimeZone,
    set: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        clippy::expect_used,
        reason = "the zone is compiled in; a unit test asks for it"
    )]
    pub fn system() -> Self {
        let zone = TimeZone::get("Europe/Chisinau").expect("the time zone database is part of the binary");
        Self { zone, set: None }
    }

    /// A clock that stands still until it is moved, for tests.
    #[must_use]
    pub fn standing(at: Moment) -> Self {
        Self { set: Some(Arc::new(AtomicI64::new(at.as_microsecond()))), ..Self::system() }
    }

    /// Moves a standing clock on (or back); the system's clock is not moved.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Some(set) = &self.set {
            set.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
        }
    }

    /// Whether it was set by hand, and is moved by hand.
    #[must_use]
    pub const fn is_standing(&self) -> bool {
        self.set.is_some()
    }

    /// Now, in UTC.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn now(&self) -> Moment {
        match &self.set {
            Some(set) => Moment::from_microsecond(set.load(Ordering::SeqCst)),
            None => Moment::from_timestamp(Timestamp::now()),
        }
    }

    /// The day that a moment falls on in Europe/Chisinau.
    #[must_use]
    pub fn day_of(&self, moment: Moment) -> Day {
        Day::from_date(moment.timestamp().to_zoned_datetime(self.zone.clone()).date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_turn_at_midnight_in_chisinau() {
        let clock = Clock::system();
        let table = [
            ("2026-01-01T21:59:59Z", "2026-01-01"),
            ("2026-01-01T22:00:00Z", "2026-01-02"),
            ("2026-07-01T20:59:59Z", "2026-07-01"),
            ("2026-07-01T21:00:00Z", "2026-07-02"),
        ];
        for (moment, day) in table {
            assert_eq!(clock.day_of(Moment::parse(moment).expect("a moment")).to_string(), day, "{moment}");
        }
    }
}
