//! KNOWS: which of the published rule sets is in force on a day.

use std::sync::Arc;

use super::model::Publication;
use crate::values::{Day, Moment, RuleSetId};

/// The publications there are, the one that begins last first.
#[derive(Debug, Clone)]
pub(super) struct Publications(pub Arc<[Publication]>);

/// The days on which the same rule set is in force, as known at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RulesOnDay {
    /// The rule set; nothing before the first one.
    pub id: Option<RuleSetId>,
    /// The first of the days.
    pub from: Option<Day>,
    /// The last of them, if another one is to follow.
    pub until: Option<Day>,
}

impl Publications {
    /// The rule set in force on a day, as known at a moment, and the days around it on which it is.
    #[must_use]
    pub fn on(&self, valid_at: Day, known_at: Moment) -> RulesOnDay {
        let known = || self.0.iter().filter(|one| one.published_at.is_some_and(|moment| moment <= known_at));
        let begun = known().find(|one| one.effective_from <= valid_at);
        let next = known().take_while(|one| one.effective_from > valid_at).last();
        RulesOnDay {
            id: begun.map(|one| one.id),
            from: begun.map(|one| one.effective_from),
            until: next.map(|one| one.effective_from.previous()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_rule_sets_known_the_one_that_began_last_is_in_force() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let at = |hour: i64| Moment::from_microsecond(hour * 3_600_000_000);
        let (first, second) = (RuleSetId(uuid::Uuid::from_u128(1)), RuleSetId(uuid::Uuid::from_u128(2)));
        let publication = |id, from: &str, hour| Publication {
            id,
            effective_from: day(from),
            published_at: Some(at(hour)),
        };
        let all = Publications(
            [publication(second, "2026-01-01", 5), publication(first, "2025-01-01", 1)].into_iter().collect(),
        );
        let cases = [
            // The day, the hour as known, the rule set, its first and its last day.
            ("2024-12-31", 9, None, None, Some("2024-12-31")),
            ("2025-01-01", 9, Some(first), Some("2025-01-01"), Some("2025-12-31")),
            ("2025-12-31", 9, Some(first), Some("2025-01-01"), Some("2025-12-31")),
            ("2026-01-01", 9, Some(second), Some("2026-01-01"), None),
            ("2026-01-01", 5, Some(second), Some("2026-01-01"), None),
            ("2026-01-01", 4, Some(first), Some("2025-01-01"), None),
            ("2025-06-01", 0, None, None, None),
        ];
        for (on, hour, id, from, until) in cases {
            let expected = RulesOnDay { id, from: from.map(day), until: until.map(day) };
            assert_eq!(all.on(day(on), at(hour)), expected, "{on} as known at {hour}");
        }
    }
}
