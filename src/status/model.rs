//! KNOWS: the answer, and which of several grades is held.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::pay::{StatusEmployment, Supplement};
use crate::qualifications::GradedAward;
use crate::rule_sets::RuleSet;
use crate::rules::{Explained, Reason, SupervisionSum, TrainingSum};
use crate::values::{
    AwardId, Code, Day, LegalBasis, Moment, Name, Note, Reference, RuleSetId, WorkerId, vocabulary,
};

/// The answer to a status query.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "validAt": "2026-11-23", "knownAt": "2026-11-23T10:00:00.000000Z",
    "results": [
        {
            "worker": { "workerId": "01990000-0000-7000-8000-000000000001" }, "outcome": "found",
            "grade": {
                "code": "grade-2", "name": "gradul II", "awardId": "01990000-0000-7000-8000-0000000000b1",
                "validFrom": "2025-03-01",
                "validUntil": "2030-02-28", "decisionNumber": "12/2025"
            },
            "employments": [{
                "employmentId": "01990000-0000-7000-8000-0000000000a7",
                "organisationId": "01990000-0000-7000-8000-0000000000a1", "post": "asistent-social",
                "validFrom": "2025-03-01", "validUntil": null, "basePay": "8500.00"
            }],
            "supplement": {
                "due": true, "reason": "awarded", "text": "spor datorat pentru gradul deținut",
                "percent": "10.00", "awardId": "01990000-0000-7000-8000-0000000000b1",
                "since": "2025-03-01", "until": "2030-02-28",
                "legalBasis": "valoare de exemplu", "sample": true
            },
            "eligibility": {
                "targetGrade": "grade-1", "eligible": false, "validUntil": null,
                "legalBasis": { "act": "valoare de exemplu", "article": "cap. III" },
                "ruleSet": {
                    "id": "01990000-0000-7000-8000-0000000000c9", "code": "sample-rules", "version": 1,
                    "legalBasis": "valoare de exemplu", "sample": true
                },
                "requirements": [{
                    "id": "hours", "kind": "trainingHours", "met": false, "required": "60", "actual": "44",
                    "missing": "16", "unit": "hour",
                    "text": "Ore de formare: 44 din 60; lipsesc 16",
                    "legalBasis": { "act": "valoare de exemplu", "article": "pct. 12" },
                    "window": { "from": "2021-11-24", "to": "2026-11-23" },
                    "counted": [
                        { "completionId": "01990000-0000-7000-8000-0000000000d1", "hours": "24" },
                        { "completionId": "01990000-0000-7000-8000-0000000000d3", "hours": "20" }
                    ],
                    "notCounted": [
                        { "completionId": "01990000-0000-7000-8000-0000000000d2", "reason": "outsideWindow" }
                    ]
                }]
            },
            "obligations": [{
                "id": "supervision-yearly", "kind": "supervisionHours", "met": true, "required": "12",
                "actual": "14.5", "missing": "0",
                "unit": "hour", "text": "Ore de supervizare: 14.5 din 12",
                "legalBasis": { "act": "valoare de exemplu", "article": "pct. 20" },
                "window": { "from": "2025-11-24", "to": "2026-11-23" }
            }],
            "training": {
                "lastFiveYears": {
                    "window": { "from": "2021-11-24", "to": "2026-11-23" }, "hours": "44", "completions": 2
                },
                "lastTwelveMonths": {
                    "window": { "from": "2025-11-24", "to": "2026-11-23" }, "hours": "24", "completions": 1
                }
            },
            "supervision": {
                "lastTwelveMonths": {
                    "window": { "from": "2025-11-24", "to": "2026-11-23" }, "minutes": 870, "hours": "14.5",
                    "sessions": 10
                }
            }
        },
        { "worker": { "idnp": "*********0012" }, "outcome": "unknown" },
        { "worker": {}, "outcome": "invalid" }
    ],
    "reasons": { "outsideWindow": "în afara perioadei care se ia în calcul" }
}))]
pub struct StatusAnswer {
    /// The day asked about.
    pub valid_at: Day,
    /// The moment up to which facts were known. What is answered of it stays so for ever; facts that became
    /// known later are at the most named among those that did not count.
    pub known_at: Moment,
    /// One result a worker, in the order of the question.
    #[schema(max_items = 1000)]
    pub results: Vec<StatusResult>,
    /// The meanings of the reasons in this answer, in the language of the answer.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<Reason, Note>)]
    pub reasons: BTreeMap<Reason, &'static str>,
}

vocabulary! {
    /// The outcome of the question about a worker.
    pub enum Outcome {
        /// The status is given.
        Found = "found",
        /// The record is closed.
        Deactivated = "deactivated",
        /// Not on the register then, or not for the caller to see: the two look the same.
        Unknown = "unknown",
        /// No IDNP: 13 digits, the last of them the check digit. Compare it with the document.
        Invalid = "invalid",
    }
}

/// The result for one worker.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusResult {
    /// The worker that it is about.
    pub worker: AnsweredWorker,
    /// Whether there is a status; only then the rest is there, as far as it was asked for.
    pub outcome: Outcome,
    /// The grade held on the day, the highest if several are; null if none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<HeldGrade>, required = false)]
    #[expect(clippy::option_option, reason = "absent without a status, null without a grade")]
    pub grade: Option<Option<HeldGrade>>,
    /// The employments on the day, in the order in which they began.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 1000)]
    pub employments: Option<Vec<StatusEmployment>>,
    /// The supplement of the day; of a closed record, that none is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplement: Option<Supplement>,
    /// Whether the worker meets what the next or the named grade asks for; left out when no rule set holds on
    /// the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eligibility: Option<Eligibility>,
    /// Obligations of the posts held on the day by the rule set, whatever the grade.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100)]
    pub obligations: Option<Vec<Explained>>,
    /// Training up to the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training: Option<RecentTraining>,
    /// Supervision up to the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supervision: Option<RecentSupervision>,
}

/// The worker that a result is about: the id where it is known, else what was asked, the IDNP masked.
/// A malformed IDNP is not repeated; its place in the answer says which one it was.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Answered)]
pub struct AnsweredWorker {
    /// The worker's id; of a merged record, the one under which it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_id: Option<WorkerId>,
    /// The IDNP asked about, all but its last four digits masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 13, max_length = 13)]
    pub idnp: Option<String>,
}

/// A grade held.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeldGrade {
    /// Its code on the ladder.
    pub code: Code,
    /// Its name in Romanian.
    pub name: Name,
    /// The award that gives it.
    pub award_id: AwardId,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// Number of the commission's decision.
    pub decision_number: Reference,
}

/// Whether a worker meets what a grade asks for. Only a commission's decision awards it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Eligibility {
    /// The grade.
    pub target_grade: Code,
    /// Whether all of it is met.
    pub eligible: bool,
    /// The last day on which it will be if nothing more happens; null when it lasts, and when it is not met.
    pub valid_until: Option<Day>,
    /// The act that the grade stands on, its own or the rule set's; left out of the short form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
    /// The rule set that asks.
    pub rule_set: RuleSetUsed,
    /// Its requirements and what there is of each; left out of the short form.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100)]
    pub requirements: Option<Vec<Explained>>,
}

/// The rule set that an answer stands on.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuleSetUsed {
    /// Its id.
    pub id: RuleSetId,
    /// Its code.
    pub code: Code,
    /// Its version.
    #[schema(minimum = 1, maximum = 100_000)]
    pub version: i32,
    /// The act that it stands on.
    pub legal_basis: Note,
    /// Whether it is sample data, not official rules.
    pub sample: bool,
}

impl From<&RuleSet> for RuleSetUsed {
    fn from(set: &RuleSet) -> Self {
        Self {
            id: set.id,
            code: set.code.clone(),
            version: set.version,
            legal_basis: set.legal_basis.clone(),
            sample: set.sample,
        }
    }
}

/// Training up to a day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Training)]
pub struct RecentTraining {
    /// In the sixty months up to the day.
    pub last_five_years: TrainingSum,
    /// In the twelve months up to the day.
    pub last_twelve_months: TrainingSum,
}

/// Supervision up to a day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Supervision)]
pub struct RecentSupervision {
    /// In the twelve months up to the day.
    pub last_twelve_months: SupervisionSum,
}

/// The highest of the grades that awards give on a day, as known at a moment; of two awards of it, the later
/// one.
#[must_use]
pub fn held(graded: &[GradedAward], valid_at: Day, known_at: Moment) -> Option<&GradedAward> {
    let holding = graded.iter().filter(|award| award.holds(valid_at, known_at));
    holding.max_by_key(|award| (award.fact.rank, award.fact.valid_from, award.fact.id))
}

impl StatusResult {
    /// A result without a status.
    #[must_use]
    pub const fn without(worker: AnsweredWorker, outcome: Outcome) -> Self {
        Self {
            worker,
            outcome,
            grade: None,
            employments: None,
            supplement: None,
            eligibility: None,
            obligations: None,
            training: None,
            supervision: None,
        }
    }

    /// All that is explained in this result.
    pub fn explained(&mut self) -> impl Iterator<Item = &mut Explained> {
        let requirements =
            self.eligibility.iter_mut().filter_map(|eligibility| eligibility.requirements.as_mut()).flatten();
        requirements.chain(self.obligations.iter_mut().flatten())
    }
}

impl From<&GradedAward> for HeldGrade {
    fn from(award: &GradedAward) -> Self {
        Self {
            code: award.grade.code.clone(),
            name: award.grade.name_ro.clone(),
            award_id: award.fact.id,
            valid_from: award.fact.valid_from,
            valid_until: award.fact.valid_until,
            decision_number: award.decision_number.clone(),
        }
    }
}
