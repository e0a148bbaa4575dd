//! Terms that a rule set sets for all its grades: while what their supplements are paid, and by which rules
//! applications are judged that were put forward before it.

use serde::Serialize;
use utoipa::ToSchema;

use super::record::{Record, Service, Standing};
use crate::values::{Code, Day, vocabulary};

vocabulary! {
    /// Why a supplement is due on a day, or not.
    pub enum PayReason {
        /// It is due: a grade that brings it is held, and nothing stops it.
        Awarded = "awarded",
        /// No grade is held, and none was before.
        NoGrade = "noGrade",
        /// The award that it rested on has ended.
        Expired = "expired",
        /// The award that it rested on was revoked.
        Revoked = "revoked",
        /// The worker is not employed.
        NotEmployed = "notEmployed",
        /// The worker is suspended, and the rule set has that stop pay.
        Suspended = "suspended",
        /// The worker is employed in no post that carries a supplement.
        PostWithoutSupplement = "postWithoutSupplement",
        /// The grade held brings no supplement.
        GradeWithoutSupplement = "gradeWithoutSupplement",
        /// The worker's record is closed.
        Deactivated = "deactivated",
    }
}

impl PayReason {
    /// Whether the rules in force say so: others may say otherwise of the same facts.
    #[must_use]
    pub const fn is_by_rules(self) -> bool {
        match self {
            Self::Awarded | Self::Suspended | Self::PostWithoutSupplement | Self::GradeWithoutSupplement => {
                true
            }
            Self::NoGrade | Self::Expired | Self::Revoked | Self::NotEmployed | Self::Deactivated => false,
        }
    }
}

vocabulary! {
    /// The rules by which an application is judged that is put forward again, after other rules came into
    /// force.
    pub enum UnderWayRule {
        /// Those by which it was judged first.
        FirstSubmission = "firstSubmission",
        /// Those that are in force on the day.
        Today = "today",
        /// Those of the two that are met; where both or neither are, those in force on the day.
        Better = "better",
    }
}

impl UnderWayRule {
    /// Whether the rules of the first submission judge, by whether each of the two are met.
    #[must_use]
    pub fn takes_first(self, is_met_by_first: bool, is_met_today: bool) -> bool {
        match self {
            Self::FirstSubmission => true,
            Self::Today => false,
            Self::Better => is_met_by_first && !is_met_today,
        }
    }
}

/// The conditions that hold on a day on which a supplement is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "employed": true, "notSuspended": false, "posts": ["asistent-social"] }))]
pub struct PayableWhile {
    /// The worker is employed on the day.
    #[schema(default = true)]
    pub employed: bool,
    /// No suspension is in force on the day. Where it is not asked for, a suspension is told and stops
    /// nothing.
    #[schema(default = false)]
    pub not_suspended: bool,
    /// The worker is employed on the day in one of these posts, where there are any.
    #[schema(max_items = 100)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<Code>,
}

/// A supplement is a part of pay: whoever says nothing else pays it to those who are employed.
impl Default for PayableWhile {
    fn default() -> Self {
        Self { employed: true, not_suspended: false, posts: Vec::new() }
    }
}

impl PayableWhile {
    /// Why nothing is paid on a day, whatever the grade; nothing where it is.
    #[must_use]
    pub fn stops(&self, record: &Record<'_>, day: Day) -> Option<PayReason> {
        let mut at_work = record.employed_on(day).peekable();
        if self.employed && at_work.peek().is_none() {
            Some(PayReason::NotEmployed)
        } else if !at_work.any(|service| self.carries(record, service)) && !self.posts.is_empty() {
            Some(PayReason::PostWithoutSupplement)
        } else if self.not_suspended && record.suspended_on(day).is_some() {
            Some(PayReason::Suspended)
        } else {
            None
        }
    }

    /// Whether an employment is in a post that carries a supplement.
    #[must_use]
    pub fn carries(&self, record: &Record<'_>, service: &Service) -> bool {
        record.is_in_post(service, &self.posts)
    }
}

impl Record<'_> {
    /// The employments that are believed to cover a day.
    pub fn employed_on(&self, day: Day) -> impl Iterator<Item = &Service> {
        let believed = self.services.iter().filter(|service| service.standing == Standing::Believed);
        believed.filter(move |service| service.from <= day && day <= service.until)
    }

    /// The suspension that is believed to be in force on a day, by its place; of several the last one listed.
    #[must_use]
    pub fn suspended_on(&self, day: Day) -> Option<usize> {
        self.suspensions.iter().rposition(|suspension| {
            let is_believed = suspension.standing == Standing::Believed;
            is_believed && suspension.from <= day && day <= suspension.until
        })
    }

    /// Whether an employment is in one of these posts, or in any where there are none.
    #[must_use]
    pub fn is_in_post(&self, service: &Service, posts: &[Code]) -> bool {
        let post = || self.posts.get(service.post as usize);
        posts.is_empty() || post().is_some_and(|post| posts.contains(post))
    }
}
