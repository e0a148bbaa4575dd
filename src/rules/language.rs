//! The language that rule sets are written in: grades with what they ask for, and obligations of posts.
//!
//! Points that it leaves open are read as follows; `tests/rules/reference.rs` says the same, one day at a
//! time.
//! - A break is longer than n months if it has a day more than n calendar months from its first day on: all
//!   of May is one.
//! - "If nothing more happens" is said of the day asked about: completions and sessions after it are left
//!   out. Employments, awards and suspensions that are known have their days, also after it.
//! - A day of a pausing absence is not counted: a window is longer by those that lie in it, and what is due
//!   is later by them. While the absence lasts, the window begins where it began on the last day before; a
//!   due day that would be such a day is the first one after.
//! - Of one programme, or one part of it, completed twice on one day, that one counts which the record lists
//!   last, of those that can count at all.
//! - A legal basis is said whole or not at all: what says none stands on that of what it stands in, and what
//!   says one takes neither article nor day from above.
//! - Parts of a programme are completions of their own: their hours add up. Where a programme counts, by its
//!   credits or as one of certain programmes, it counts once, by whichever of its completions, also of a
//!   part: rules do not know how many parts a programme has.

mod demands;

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

pub use demands::{
    CreditSum, HoldsGrade, LeastResult, NoActiveSuspension, Period, Programmes, SupervisionHours,
    SupervisionSessions, Tenure, TrainingHours,
};

use super::terms::{PayableWhile, UnderWayRule};
use crate::values::{AbsenceKind, Code, LegalBasis, Lei, Percent, vocabulary};

/// The content of a rule set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rules {
    /// The rule of each grade, the lowest rank first.
    pub grades: Vec<GradeRule>,
    /// Obligations of posts, whatever the grade.
    pub obligations: Vec<Obligation>,
    /// The conditions that hold while supplements are paid.
    pub payable_while: PayableWhile,
    /// The rules for applications under way when it comes into force, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applications_under_way: Option<UnderWayRule>,
}

/// The requirement of one grade, and the supplement that it brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "grade": "grade-2", "validityMonths": 60, "supplement": { "percent": "10.00" },
    "legalBasis": { "act": "Ordinul ministrului nr. 44", "article": "pct. 12", "day": "2026-11-20" },
    "requirement": { "id": "hours", "kind": "trainingHours", "hours": "60", "withinMonths": 60 }
}))]
pub struct GradeRule {
    /// The grade, by its code on the ladder.
    pub grade: Code,
    /// The act that it stands on; the rule set's own where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
    /// For how many months it is awarded; without end where it is left out.
    #[schema(minimum = 1, maximum = 600)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validity_months: Option<i32>,
    /// Its supplement, where it brings one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplement: Option<GradeSupplement>,
    /// Its requirement.
    pub requirement: Requirement,
}

/// A supplement to pay: a share of base pay, or a sum a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum GradeSupplement {
    /// In percent of base pay.
    Percent(Percent),
    /// In lei a month.
    Lei(Lei),
}

/// An obligation of a post, whatever the grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "posts": ["asistent-social"], "monthsAfterHire": 6,
    "requirement": { "id": "initial-training", "kind": "trainingHours", "hours": "40" }
}))]
pub struct Obligation {
    /// The posts that it holds for; every post where there are none.
    #[schema(max_items = 100)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<Code>,
    /// The act that it stands on; the rule set's own where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
    /// Months after being hired until it is due; at once where it is left out.
    #[schema(minimum = 1, maximum = 600)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months_after_hire: Option<i32>,
    /// Its requirement.
    pub requirement: Requirement,
}

/// One thing asked for, or several that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({ "id": "hours", "kind": "trainingHours", "hours": "60", "withinMonths": 60 }))]
pub struct Requirement {
    /// Its name in explanations; unique within its grade or among the obligations.
    pub id: Code,
    /// The act that it stands on; where it is left out, that of what it stands in: the requirement around it,
    /// the grade or obligation, the rule set.
    #[serde(rename = "legalBasis", skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
    /// Absences of these kinds stop the clock of this requirement and of those inside it: a window is longer
    /// by their days, and an obligation is due later by them.
    #[schema(max_items = 6)]
    #[serde(rename = "pausedBy", skip_serializing_if = "Vec::is_empty")]
    pub paused_by: Vec<AbsenceKind>,
    /// Its demand.
    #[serde(flatten)]
    pub demand: Demand,
}

vocabulary! {
    /// The kinds of requirement.
    pub enum RequirementKind {
        /// Every one of several.
        AllOf = "allOf",
        /// One of several.
        AnyOf = "anyOf",
        /// So many of several.
        AtLeast = "atLeast",
        /// Hours of training.
        TrainingHours = "trainingHours",
        /// Study credits.
        Credits = "credits",
        /// Certain programmes.
        Programmes = "programmes",
        /// Hours of supervision.
        SupervisionHours = "supervisionHours",
        /// Supervision sessions.
        SupervisionSessions = "supervisionSessions",
        /// Months of work.
        Tenure = "tenure",
        /// A grade held.
        HoldsGrade = "holdsGrade",
        /// No suspension on the day.
        NoActiveSuspension = "noActiveSuspension",
    }
}

/// The demand of a requirement. `withinMonths` is a window of calendar months that ends with the day asked
/// about, both ends included; without it all days up to that day count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[schema(example = json!({ "kind": "trainingHours", "hours": "60", "withinMonths": 60 }))]
pub enum Demand {
    /// Every one of these.
    AllOf(AllOf),
    /// One of these.
    AnyOf(AnyOf),
    /// So many of these.
    AtLeast(AtLeast),
    /// Hours of training.
    TrainingHours(TrainingHours),
    /// Study credits of programmes completed and not failed.
    Credits(CreditSum),
    /// Certain programmes.
    Programmes(Programmes),
    /// Hours of supervision.
    SupervisionHours(SupervisionHours),
    /// Supervision sessions.
    SupervisionSessions(SupervisionSessions),
    /// Months of work.
    Tenure(Tenure),
    /// A grade, or one that outranks it.
    HoldsGrade(HoldsGrade),
    /// The absence of a suspension on the day.
    NoActiveSuspension(NoActiveSuspension),
}

/// Every one of several requirements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AllOf {
    /// The requirements.
    #[schema(no_recursion, min_items = 1, max_items = 100)]
    pub of: Vec<Requirement>,
}

/// One of several requirements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnyOf {
    /// The requirements.
    #[schema(no_recursion, min_items = 1, max_items = 100)]
    pub of: Vec<Requirement>,
}

/// So many of several requirements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AtLeast {
    /// The number that must be met; at most as many as there are.
    #[schema(minimum = 1, maximum = 100)]
    pub count: i32,
    /// The requirements.
    #[schema(no_recursion, min_items = 1, max_items = 100)]
    pub of: Vec<Requirement>,
}

impl Demand {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> RequirementKind {
        match self {
            Self::AllOf(_) => RequirementKind::AllOf,
            Self::AnyOf(_) => RequirementKind::AnyOf,
            Self::AtLeast(_) => RequirementKind::AtLeast,
            Self::TrainingHours(_) => RequirementKind::TrainingHours,
            Self::Credits(_) => RequirementKind::Credits,
            Self::Programmes(_) => RequirementKind::Programmes,
            Self::SupervisionHours(_) => RequirementKind::SupervisionHours,
            Self::SupervisionSessions(_) => RequirementKind::SupervisionSessions,
            Self::Tenure(_) => RequirementKind::Tenure,
            Self::HoldsGrade(_) => RequirementKind::HoldsGrade,
            Self::NoActiveSuspension(_) => RequirementKind::NoActiveSuspension,
        }
    }

    /// The months that it looks back, where it does.
    #[must_use]
    pub const fn within_months(&self) -> Option<i32> {
        match self {
            Self::TrainingHours(leaf) => leaf.within_months,
            Self::Credits(leaf) => leaf.within_months,
            Self::Programmes(leaf) => leaf.within_months,
            Self::SupervisionHours(leaf) => leaf.within_months,
            Self::SupervisionSessions(leaf) => leaf.within_months,
            Self::AllOf(_)
            | Self::AnyOf(_)
            | Self::AtLeast(_)
            | Self::Tenure(_)
            | Self::HoldsGrade(_)
            | Self::NoActiveSuspension(_) => None,
        }
    }

    /// The requirements inside this one, and how many of them are needed; none for a leaf.
    #[must_use]
    pub fn group(&self) -> Option<(usize, &[Requirement])> {
        match self {
            Self::AllOf(all) => Some((all.of.len(), &all.of)),
            Self::AnyOf(any) => Some((1, &any.of)),
            Self::AtLeast(some) => Some((some.needed(), &some.of)),
            Self::TrainingHours(_)
            | Self::Credits(_)
            | Self::Programmes(_)
            | Self::SupervisionHours(_)
            | Self::SupervisionSessions(_)
            | Self::Tenure(_)
            | Self::HoldsGrade(_)
            | Self::NoActiveSuspension(_) => None,
        }
    }

    /// Everything in the catalogue that it speaks of.
    #[must_use]
    pub fn mentions(&self) -> Mentions<'_> {
        let nothing = Mentions::default();
        match self {
            Self::TrainingHours(leaf) => Mentions { domains: &leaf.domains, ..nothing },
            Self::Credits(leaf) => Mentions { domains: &leaf.domains, ..nothing },
            Self::Programmes(leaf) => Mentions { programmes: Some(leaf), ..nothing },
            Self::HoldsGrade(leaf) => Mentions { grade: Some(&leaf.grade), ..nothing },
            Self::AllOf(_)
            | Self::AnyOf(_)
            | Self::AtLeast(_)
            | Self::SupervisionHours(_)
            | Self::SupervisionSessions(_)
            | Self::Tenure(_)
            | Self::NoActiveSuspension(_) => nothing,
        }
    }
}

/// Everything in the catalogue that a requirement itself speaks of; those inside it say so themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mentions<'r> {
    /// Domains of programmes.
    pub domains: &'r [Code],
    /// Certain programmes, and how many of them.
    pub programmes: Option<&'r Programmes>,
    /// A grade of the ladder.
    pub grade: Option<&'r Code>,
}

impl AtLeast {
    /// The number that is needed.
    #[must_use]
    pub fn needed(&self) -> usize {
        usize::try_from(self.count).unwrap_or_default()
    }
}

impl Rules {
    /// The grades that they name.
    #[must_use]
    pub fn grades_named(&self) -> BTreeSet<&Code> {
        let mut grades: BTreeSet<&Code> = self.grades.iter().map(|rule| &rule.grade).collect();
        self.walk(&mut |_, requirement| grades.extend(requirement.demand.mentions().grade));
        grades
    }

    /// Whether they ask for the lengths of programmes.
    #[must_use]
    pub fn ask_for_lengths(&self) -> bool {
        let mut is_asked = false;
        self.walk(&mut |_, requirement| {
            if let Demand::TrainingHours(asked) = &requirement.demand {
                is_asked |= asked.cap_at_programme_hours;
            }
        });
        is_asked
    }

    /// Whether they ask for the kinds of those who taught.
    #[must_use]
    pub fn ask_for_provider_kinds(&self) -> bool {
        let mut is_asked = false;
        self.walk(&mut |_, requirement| {
            if let Demand::TrainingHours(asked) = &requirement.demand {
                is_asked |= !asked.provider_kinds.is_empty();
            }
        });
        is_asked
    }

    /// Every requirement of the grades and the obligations, with the JSON pointer to it.
    pub fn walk<'r>(&'r self, visit: &mut impl FnMut(&str, &'r Requirement)) {
        for (index, rule) in self.grades.iter().enumerate() {
            rule.requirement.walk(&format!("/grades/{index}/requirement"), visit);
        }
        for (index, obligation) in self.obligations.iter().enumerate() {
            obligation.requirement.walk(&format!("/obligations/{index}/requirement"), visit);
        }
    }
}

impl Requirement {
    /// This requirement and all inside it, each with the JSON pointer to it.
    pub fn walk<'r>(&'r self, at: &str, visit: &mut impl FnMut(&str, &'r Self)) {
        visit(at, self);
        for (index, inner) in self.demand.group().map_or(&[] as &[_], |(_, of)| of).iter().enumerate() {
            inner.walk(&format!("{at}/of/{index}"), visit);
        }
    }
}
