//! Examples of a rule set: cases that it carries itself, each with a small history, a day, and what must come
//! out. They are run whenever it is drafted, replaced or published.

mod check;
mod run;

use serde::Serialize;
use utoipa::ToSchema;

use super::terms::PayReason;
use crate::values::{
    AbsenceKind, CaseName, Code, CompletionResult, Day, Hours, LegalBasis, OrganisationKind, Part,
    ProgrammeCode, SessionKind, TranslatedText, vocabulary,
};

pub use check::check_examples;
pub use run::{Difference, first_difference};

/// Examples of one rule set at the most.
pub const MOST_EXAMPLES: usize = 50;
/// Facts of one example at the most, all kinds together.
pub const MOST_FACTS: usize = 50;

/// A case that a rule set carries itself: what must come out of a history on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RuleExample, example = json!({
    "name": "o oră lipsă", "day": "2027-06-30",
    "history": {
        "completions": [
            { "programme": "CFP-016", "completedOn": "2027-03-01", "hours": "59", "result": "passed" }
        ]
    },
    "expected": { "grades": [{ "grade": "grade-2", "eligible": false, "unmet": ["hours"] }] }
}))]
pub struct Example {
    /// Its name; no other example of the rule set has it.
    pub name: CaseName,
    /// The day that it is about.
    pub day: Day,
    /// Everything that is known of the worker; nothing where it is left out.
    #[schema(required = false)]
    pub history: ExampleHistory,
    /// The outcome that must come of it.
    pub expected: Expected,
}

/// The facts of a worker in an example, 50 at the most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "sessions": [{ "heldOn": "2027-03-01", "minutes": 90, "kind": "group" }]
}))]
pub struct ExampleHistory {
    /// Completions.
    #[schema(max_items = 50)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub completions: Vec<ExampleCompletion>,
    /// Supervision sessions that the worker attended.
    #[schema(max_items = 50)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<ExampleSession>,
    /// Employments.
    #[schema(max_items = 50)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub employments: Vec<ExampleEmployment>,
    /// Grades awarded.
    #[schema(max_items = 50)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub awards: Vec<ExampleAward>,
    /// Suspensions.
    #[schema(max_items = 50)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<ExampleSuspension>,
    /// Absences.
    #[schema(max_items = 50)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absences: Vec<ExampleAbsence>,
}

/// A completion in an example. Its time is in hours or in minutes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "programme": "CFP-016", "completedOn": "2027-03-01", "hours": "24", "result": "passed"
}))]
pub struct ExampleCompletion {
    /// The programme, by its code in the catalogue.
    pub programme: ProgrammeCode,
    /// The day.
    pub completed_on: Day,
    /// The part of the programme, where it is not all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// Hours taken part in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// The same in minutes, exactly.
    #[schema(minimum = 1, maximum = 120_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i32>,
    /// The result.
    pub result: CompletionResult,
    /// The kind of organisation that taught it.
    #[schema(default = "provider", required = false)]
    pub provider_kind: OrganisationKind,
}

/// A supervision session in an example.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "heldOn": "2027-03-01", "minutes": 90, "kind": "group" }))]
pub struct ExampleSession {
    /// The day.
    pub held_on: Day,
    /// Its minutes.
    #[schema(minimum = 1, maximum = 720)]
    pub minutes: i32,
    /// Alone or with others.
    pub kind: SessionKind,
}

/// An employment in an example.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "post": "asistent-social", "validFrom": "2025-01-01" }))]
pub struct ExampleEmployment {
    /// The post.
    pub post: Code,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
}

/// A grade awarded in an example.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "grade": "grade-2", "validFrom": "2025-03-01", "validUntil": "2030-02-28" }))]
pub struct ExampleAward {
    /// The grade, by its code on the ladder.
    pub grade: Code,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
    /// The day from which it was revoked, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_from: Option<Day>,
}

/// A suspension in an example.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "validFrom": "2027-01-01", "validUntil": "2027-01-31" }))]
pub struct ExampleSuspension {
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
}

/// An absence in an example.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "kind": "childcare-leave", "validFrom": "2026-02-01", "validUntil": "2026-07-31"
}))]
pub struct ExampleAbsence {
    /// Its kind.
    pub kind: AbsenceKind,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
}

/// The outcome that an example must have; at least one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ExampleExpected, example = json!({
    "grades": [{ "grade": "grade-2", "eligible": false, "unmet": ["hours"] }]
}))]
pub struct Expected {
    /// Of grades, each once.
    #[schema(max_items = 20)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<ExpectedGrade>,
    /// Of obligations and of what stands in them, each requirement once.
    #[schema(max_items = 100)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<ExpectedObligation>,
    /// Of the supplement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplement: Option<ExpectedSupplement>,
}

/// The outcome that a grade must have; at least one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "grade": "grade-2", "eligible": false, "unmet": ["hours"] }))]
pub struct ExpectedGrade {
    /// The grade, one of the rule set.
    pub grade: Code,
    /// Whether all that it asks for is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eligible: Option<bool>,
    /// The last day on which it is met if nothing more happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
    /// Requirements of it that are met, by their ids.
    #[schema(max_items = 100)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub met: Vec<Code>,
    /// Requirements of it that are not met.
    #[schema(max_items = 100)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<Code>,
}

vocabulary! {
    /// The outcome of an obligation.
    pub enum ObligationOutcome {
        /// It is met.
        Met = "met",
        /// It is due and not met.
        Unmet = "unmet",
        /// It is not met, and not yet due.
        NotYetDue = "notYetDue",
        /// It is not asked of the worker, who holds none of its posts on the day.
        NotAsked = "notAsked",
    }
}

/// The outcome that an obligation must have, or a requirement inside one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "requirement": "initial", "outcome": "notYetDue", "due": "2027-07-01" }))]
pub struct ExpectedObligation {
    /// The requirement, by its id.
    pub requirement: Code,
    /// The outcome.
    pub outcome: ObligationOutcome,
    /// The day by which it is due, where it is not yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
}

/// The supplement that must come out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "due": false, "reason": "expired" }))]
pub struct ExpectedSupplement {
    /// Whether it is due.
    pub due: bool,
    /// Why, or why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<PayReason>,
}

/// The first thing that comes out of a rule set's examples otherwise than they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "at": "/examples/0/expected/grades/0/eligible", "name": "o oră lipsă", "expected": "true",
    "actual": "false",
    "text": {
        "ro": "exemplul „o oră lipsă” (/examples/0/expected/grades/0/eligible): se aștepta ca gradul grade-2 \
               să fie îndeplinit, dar nu este",
        "en": "example \"o oră lipsă\" (/examples/0/expected/grades/0/eligible): grade-2 was to be met, \
               and is not",
        "ru": "пример «o oră lipsă» (/examples/0/expected/grades/0/eligible): степень grade-2 должна \
               выполняться, но не выполняется"
    },
    "legalBasis": { "act": "Ordinul ministrului nr. 44", "article": "pct. 12", "day": "2026-11-20" }
}))]
pub struct ExampleDifference {
    /// The place of the expectation in the rule set, as a JSON pointer.
    #[schema(max_length = 200)]
    pub at: String,
    /// The name of the example.
    pub name: CaseName,
    /// The value expected there.
    #[schema(max_length = 64)]
    pub expected: String,
    /// The value that comes out.
    #[schema(max_length = 64)]
    pub actual: String,
    /// The same in words.
    pub text: TranslatedText,
    /// The act that the grade, obligation or requirement stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
}

impl ExampleHistory {
    /// The number of its facts.
    #[must_use]
    pub fn facts(&self) -> usize {
        let Self { completions, sessions, employments, awards, suspensions, absences } = self;
        let spans = employments.len() + awards.len() + suspensions.len() + absences.len();
        completions.len() + sessions.len() + spans
    }

    /// The same facts in one order, whichever they were written in.
    #[must_use]
    pub fn ordered(&self) -> Self {
        let mut all = self.clone();
        all.completions.sort();
        all.sessions.sort();
        all.employments.sort();
        all.awards.sort();
        all.suspensions.sort();
        all.absences.sort();
        all
    }
}

#[cfg(test)]
mod tests;
