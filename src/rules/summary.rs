//! Sums over a worker's facts in a window of days.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::Window;
use crate::values::{Day, Hours, ProgrammeId};

/// A completion that may count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trained {
    /// The programme.
    pub programme: ProgrammeId,
    /// The day of completion.
    pub on: Day,
    /// Its hours.
    pub hours: Hours,
    /// Whether the worker failed; then no hours count.
    pub failed: bool,
}

/// A supervision session that the worker attended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supervised {
    /// The day.
    pub on: Day,
    /// Its length in minutes.
    pub minutes: i32,
}

/// Training in a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({ "window": { "from": "2025-11-24", "to": "2026-11-23" }, "hours": "44", "completions": 2 }))]
pub struct TrainingSum {
    /// The days that count.
    pub window: Window,
    /// Hours of completions that were not failed.
    pub hours: Hours,
    /// How many completions those are.
    #[schema(minimum = 0, maximum = 100_000, format = Int32)]
    pub completions: usize,
}

/// Supervision in a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({ "window": { "from": "2025-11-24", "to": "2026-11-23" }, "minutes": 870, "hours": "14.5", "sessions": 10 }))]
pub struct SupervisionSum {
    /// The days that count.
    pub window: Window,
    /// Minutes, exactly.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub minutes: i64,
    /// The same in hours, cut to the hundredth.
    pub hours: Hours,
    /// How many sessions those are.
    #[schema(minimum = 0, maximum = 100_000, format = Int32)]
    pub sessions: usize,
}

/// Sums training in a window. One programme completed twice on one day (two records of a person that were
/// merged) counts once.
#[must_use]
pub fn training(facts: &[Trained], window: Window) -> TrainingSum {
    let mut seen = BTreeSet::new();
    let counted: Vec<_> = facts
        .iter()
        .filter(|fact| window.has(fact.on) && !fact.failed && seen.insert((fact.programme, fact.on)))
        .map(|fact| fact.hours)
        .collect();
    TrainingSum { window, completions: counted.len(), hours: counted.into_iter().sum() }
}

/// Sums supervision in a window.
#[must_use]
pub fn supervision(facts: &[Supervised], window: Window) -> SupervisionSum {
    let counted: Vec<_> = facts.iter().filter(|fact| window.has(fact.on)).map(|fact| i64::from(fact.minutes)).collect();
    let minutes = counted.iter().sum();
    SupervisionSum { window, minutes, hours: Hours::from_minutes(minutes), sessions: counted.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn trained(on: &str, hours: &str) -> Trained {
        Trained { programme: ProgrammeId::new(), on: day(on), hours: Hours::parse(hours).expect("hours"), failed: false }
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
        let failed = Trained { failed: true, ..trained("2026-05-06", "7.5") };
        let again_later = Trained { on: day("2026-06-05"), ..once };
        let sum = training(&[once, once, failed, again_later], Window::of_months(12, day("2026-11-23")));
        assert_eq!((sum.hours.to_string(), sum.completions), ("15".to_owned(), 2));
    }

    proptest::proptest! {
        /// A longer window never counts less, and the order of facts never matters.
        #[test]
        fn sums_are_monotonic_and_orderless(days in proptest::collection::vec((0..4_000_i32, 1..720_i32), 0..40), end in 0..4_000_i32) {
            let day = |offset: i32| Day::from_epoch(18_000 + offset).expect("in range");
            let mut facts: Vec<_> = days.iter().map(|(offset, minutes)| Supervised { on: day(*offset), minutes: *minutes }).collect();
            let year = supervision(&facts, Window::of_months(12, day(end)));
            let five = supervision(&facts, Window::of_months(60, day(end)));
            proptest::prop_assert!(year.minutes <= five.minutes && year.sessions <= five.sessions);
            facts.reverse();
            proptest::prop_assert_eq!(supervision(&facts, Window::of_months(12, day(end))), year);
        }
    }
}
