//! Requirements about facts of a worker, each with what it asks for.

use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{Code, Credits, Hours, OrganisationKind, ProgrammeCode, SessionKind, vocabulary};

vocabulary! {
    /// The least result that counts. What was failed never counts.
    #[derive(Default)]
    pub enum LeastResult {
        /// Having taken part is enough.
        #[default]
        Attended = "attended",
        /// Only what was passed.
        Passed = "passed",
    }
}

/// Hours of training. A programme, or a part of it, completed twice on one day counts once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrainingHours {
    /// Hours needed.
    pub hours: Hours,
    /// The window, in months.
    #[schema(minimum = 1, maximum = 600)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_months: Option<i32>,
    /// Only programmes of these domains, where there are any.
    #[schema(max_items = 100)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Code>,
    /// Only what organisations of these kinds taught, where there are any.
    #[schema(max_items = 6)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub provider_kinds: Vec<OrganisationKind>,
    /// The most hours that count of one programme, the latest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_per_programme: Option<Hours>,
    /// Whether no more hours count of one programme than it has in the catalogue, the latest first.
    #[serde(skip_serializing_if = "is_default")]
    #[schema(default = false)]
    pub cap_at_programme_hours: bool,
    /// The least result that counts.
    #[serde(skip_serializing_if = "is_default")]
    #[schema(default = "attended")]
    pub minimum_result: LeastResult,
}

/// Study credits. The credits of a programme count once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreditSum {
    /// Credits needed.
    pub credits: Credits,
    /// The window, in months.
    #[schema(minimum = 1, maximum = 600)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_months: Option<i32>,
    /// Only programmes of these domains, where there are any.
    #[schema(max_items = 100)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Code>,
}

/// Certain programmes. One that supersedes another counts as it too, where the catalogue calls the two
/// equivalent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Programmes {
    /// Their codes in the catalogue.
    #[schema(min_items = 1, max_items = 64)]
    pub codes: Vec<ProgrammeCode>,
    /// The number of them needed; all where it is left out.
    #[schema(minimum = 1, maximum = 64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i32>,
    /// The window, in months.
    #[schema(minimum = 1, maximum = 600)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_months: Option<i32>,
    /// The least result that counts.
    #[serde(skip_serializing_if = "is_default")]
    #[schema(default = "attended")]
    pub minimum_result: LeastResult,
}

/// Hours of supervision: the minutes of all sessions together, cut to the hundredth of an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SupervisionHours {
    /// Hours needed.
    pub hours: Hours,
    /// The window, in months.
    #[schema(minimum = 1, maximum = 600)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_months: Option<i32>,
    /// Only sessions of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_kind: Option<SessionKind>,
}

vocabulary! {
    /// A span of the year, counted back from the day asked about.
    pub enum Period {
        /// One month.
        Month = "month",
        /// Three months.
        Quarter = "quarter",
        /// Six months.
        HalfYear = "halfYear",
    }
}

impl Period {
    /// Its length in months.
    #[must_use]
    pub const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
        }
    }
}

/// Supervision sessions, and how evenly they are spread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SupervisionSessions {
    /// Sessions needed.
    #[schema(minimum = 1, maximum = 1000)]
    pub sessions: i32,
    /// The window, in months.
    #[schema(minimum = 1, maximum = 600)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_months: Option<i32>,
    /// Only sessions of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_kind: Option<SessionKind>,
    /// At least one session in each such part of the window, which it must divide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_in_each: Option<Period>,
}

/// Months of work up to the day: whole calendar months, and thirty days left over make one more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tenure {
    /// Months needed.
    #[schema(minimum = 1, maximum = 600)]
    pub months: i32,
    /// Only these posts, where there are any.
    #[schema(max_items = 100)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<Code>,
    /// The longest break, in months, that does not end the tenure; the break itself does not count. None
    /// unless given.
    #[schema(minimum = 0, maximum = 120, default = 0)]
    #[serde(skip_serializing_if = "is_default")]
    pub gap_months: i32,
}

/// A grade held on the day, or one that outranks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HoldsGrade {
    /// The grade, by its code on the ladder.
    pub grade: Code,
    /// For how many months without a break, up to the day.
    #[schema(minimum = 0, maximum = 600, default = 0)]
    #[serde(skip_serializing_if = "is_default")]
    pub for_months: i32,
}

/// The absence of a suspension on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NoActiveSuspension {}

impl Programmes {
    /// The number of them that is needed.
    #[must_use]
    pub fn needed(&self) -> usize {
        self.count.and_then(|count| usize::try_from(count).ok()).unwrap_or(self.codes.len())
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
