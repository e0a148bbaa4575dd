//! Sums over a worker's facts in a window of days.

use serde::Serialize;
use utoipa::ToSchema;

use super::Window;
use super::record::{Session, Standing, Training};
use crate::values::{CompletionResult, Hours};

/// Training in a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "window": { "from": "2025-11-24", "to": "2026-11-23" }, "hours": "44", "completions": 2
}))]
pub struct TrainingSum {
    /// The days that count.
    pub window: Window,
    /// Hours of completions that were not failed.
    pub hours: Hours,
    /// The number of those completions.
    #[schema(minimum = 0, maximum = 100_000, format = Int32)]
    pub completions: usize,
}

/// Supervision in a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "window": { "from": "2025-11-24", "to": "2026-11-23" }, "minutes": 870, "hours": "14.5",
    "sessions": 10
}))]
pub struct SupervisionSum {
    /// The days that count.
    pub window: Window,
    /// Minutes, exactly.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub minutes: i64,
    /// The same in hours, cut to the hundredth.
    pub hours: Hours,
    /// The number of those sessions.
    #[schema(minimum = 0, maximum = 100_000, format = Int32)]
    pub sessions: usize,
}

/// Sums training in a window. One programme, or one part of it, completed twice on one day (two records of a
/// person that were merged) counts once, as it does for a requirement: by the last that is told.
#[must_use]
pub fn training(facts: &[Training], window: Window) -> TrainingSum {
    let (mut seconds, mut counted): (i64, Vec<&Training>) = (0, Vec::new());
    for fact in facts.iter().rev().filter(|fact| window.has(fact.on) && fact.standing == Standing::Believed) {
        let told_later = counted
            .iter()
            .rev()
            .take_while(|other| other.on == fact.on)
            .any(|other| (other.programme, other.part) == (fact.programme, fact.part));
        if fact.result != CompletionResult::Failed && !told_later {
            counted.push(fact);
            seconds += i64::from(fact.seconds);
        }
    }
    TrainingSum { window, completions: counted.len(), hours: Hours::from_seconds(seconds) }
}

/// Sums supervision in a window.
#[must_use]
pub fn supervision(facts: &[Session], window: Window) -> SupervisionSum {
    let counted = facts.iter().filter(|fact| window.has(fact.on) && fact.standing == Standing::Believed);
    let (sessions, minutes) =
        counted.fold((0, 0), |(sessions, minutes), fact| (sessions + 1, minutes + i64::from(fact.minutes)));
    SupervisionSum { window, minutes, hours: Hours::from_minutes(minutes), sessions }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Day, OrganisationKind, SessionKind};

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn trained(on: &str, hours: &str) -> Training {
        Training {
            on: day(on),
            seconds: Hours::parse(hours).expect("hours").seconds(),
            programme: 0,
            part: 0,
            provider: OrganisationKind::Provider,
            result: CompletionResult::Passed,
            standing: Standing::Believed,
        }
    }

    #[test]
    fn both_ends_of_a_window_count_and_their_neighbours_do_not() {
        let facts = ["2025-11-23", "2025-11-24", "2026-11-23", "2026-11-24"].map(|on| trained(on, "10"));
        let sum = training(&facts, Window::of_months(12, day("2026-11-23")));
        assert_eq!((sum.hours.to_string(), sum.completions), ("20".to_owned(), 2));
    }

    #[test]
    fn failures_and_doubles_do_not_count() {
        let once = trained("2026-05-05", "7.5");
        let failed = Training { result: CompletionResult::Failed, ..trained("2026-05-06", "7.5") };
        let voided = Training { standing: Standing::Voided, ..trained("2026-05-07", "7.5") };
        let again_later = Training { on: day("2026-06-05"), ..once };
        let sum =
            training(&[once, once, failed, voided, again_later], Window::of_months(12, day("2026-11-23")));
        assert_eq!((sum.hours.to_string(), sum.completions), ("15".to_owned(), 2));
        let parts = [once, Training { part: 1, ..once }, Training { part: 2, ..once }];
        let sum = training(&parts, Window::of_months(12, day("2026-11-23")));
        assert_eq!((sum.hours.to_string(), sum.completions), ("22.5".to_owned(), 3));
    }

    proptest::proptest! {
        /// A longer window never counts less, and the order of facts never matters.
        #[test]
        fn sums_are_monotonic_and_orderless(
            days in proptest::collection::vec((0..4_000_i32, 1..720_i16), 0..40), end in 0..4_000_i32
        ) {
            let day = |offset: i32| Day::from_epoch(18_000 + offset).expect("in range");
            let mut facts: Vec<_> = days.iter().map(
                |(offset, minutes)| Session {
                    on: day(*offset), minutes: *minutes, kind: SessionKind::Group,
                    standing: Standing::Believed
                }
            ).collect();
            let year = supervision(&facts, Window::of_months(12, day(end)));
            let five = supervision(&facts, Window::of_months(60, day(end)));
            proptest::prop_assert!(year.minutes <= five.minutes && year.sessions <= five.sessions);
            facts.reverse();
            proptest::prop_assert_eq!(supervision(&facts, Window::of_months(12, day(end))), year);
        }
    }
}
