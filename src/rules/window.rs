//! Spans of days, both ends included.

use serde::Serialize;
use utoipa::ToSchema;

use crate::values::Day;

/// A span of days; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({ "from": "2025-11-24", "to": "2026-11-23" }))]
pub struct Window {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Window {
    /// The calendar months that end with a day: twelve months ending 2026-11-23 begin 2025-11-24. There is
    /// nothing before the first day that the register takes.
    #[must_use]
    pub fn of_months(months: i32, to: Day) -> Self {
        Self { from: to.window_start(months).max(Day::FIRST), to }
    }

    /// Whether a day belongs to it.
    #[must_use]
    pub fn has(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}
