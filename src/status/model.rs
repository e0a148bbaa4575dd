//! KNOWS: the question, the answer, and which of several grades is held.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::qualifications::{Award, Grade};
use crate::rules::{SupervisionSum, TrainingSum};
use crate::values::{AwardId, Code, Day, Idnp, Moment, Name, Note, Percent, Reference, WorkerId, vocabulary};

/// About whom, for which day, as known when.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "one_to_a_thousand"))]
#[schema(example = json!({
    "workers": [{ "idnp": "2000000000004" }, { "workerId": "01990000-0000-7000-8000-000000000001" }],
    "validAt": "2026-11-23", "knownAt": null
}))]
pub struct StatusQuery {
    /// The workers, in the order of the answer.
    #[validate(nested)]
    #[schema(min_items = 1, max_items = 1000)]
    pub workers: Vec<Asked>,
    /// The day asked about; today when left out.
    pub valid_at: Option<Day>,
    /// What was known at this moment; now when left out.
    pub known_at: Option<Moment>,
    /// Reserved for rule sets, of which this register has none yet: leave it out or null.
    #[validate(custom(function = "not_yet", message = "expected null: there are no rule sets yet"))]
    pub target_grade: Option<Code>,
    /// Reserved for rule sets, of which this register has none yet: leave it out or null.
    #[validate(custom(function = "not_yet", message = "expected null: there are no rule sets yet"))]
    pub rule_set_id: Option<Code>,
    /// Reserved: whether requirements are explained, once there are rule sets. Either value is taken.
    #[serde(default)]
    #[expect(dead_code, reason = "part of the agreed request; answers do not differ until there is something to explain")]
    pub explain: bool,
}

/// A rule of the whole, for validator would want to write the workers into a rule of the list.
fn one_to_a_thousand(query: &StatusQuery) -> Result<(), ValidationError> {
    if (1..=1000).contains(&query.workers.len()) {
        return Ok(());
    }
    let mut fault = ValidationError::new("length").with_message("expected 1 to 1000 workers".into());
    fault.add_param("place".into(), &"/workers");
    Err(fault)
}

fn not_yet(_: &Code) -> Result<(), ValidationError> {
    Err(ValidationError::new("notYet"))
}

/// One worker, by one of the two.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "one_of_two", message = "expected either idnp or workerId"))]
#[schema(example = json!({ "idnp": "2000000000004" }))]
pub struct Asked {
    /// The worker's identification number.
    pub idnp: Option<Idnp>,
    /// The worker's id.
    pub worker_id: Option<WorkerId>,
}

fn one_of_two(asked: &Asked) -> Result<(), ValidationError> {
    if asked.idnp.is_some() == asked.worker_id.is_some() { Err(ValidationError::new("oneOfTwo")) } else { Ok(()) }
}

/// The answer to a status query.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "validAt": "2026-11-23", "knownAt": "2026-11-23T10:00:00.000000Z",
    "results": [
        {
            "worker": { "workerId": "01990000-0000-7000-8000-000000000001" }, "outcome": "found",
            "grade": {
                "code": "grade-2", "name": "gradul II", "awardId": "01990000-0000-7000-8000-0000000000b1", "validFrom": "2025-03-01",
                "validUntil": "2030-02-28", "decisionNumber": "12/2025"
            },
            "supplement": { "eligible": true, "percent": "10.00", "legalBasis": "valoare de exemplu", "sample": true },
            "training": {
                "lastFiveYears": { "window": { "from": "2021-11-24", "to": "2026-11-23" }, "hours": "44", "completions": 2 },
                "lastTwelveMonths": { "window": { "from": "2025-11-24", "to": "2026-11-23" }, "hours": "24", "completions": 1 }
            },
            "supervision": {
                "lastTwelveMonths": { "window": { "from": "2025-11-24", "to": "2026-11-23" }, "minutes": 870, "hours": "14.5", "sessions": 10 }
            }
        },
        { "worker": { "idnp": "*********0012" }, "outcome": "unknown" }
    ]
}))]
pub struct StatusAnswer {
    /// The day asked about.
    pub valid_at: Day,
    /// The moment up to which facts were known. The same question with it has the same answer for ever.
    pub known_at: Moment,
    /// One result a worker, in the order of the question.
    #[schema(max_items = 1000)]
    pub results: Vec<StatusResult>,
}

vocabulary! {
    /// What became of the question about a worker.
    pub enum Outcome {
        /// The status is given.
        Found = "found",
        /// The record is closed.
        Deactivated = "deactivated",
        /// Not on the register then, or not for the caller to see: the two look the same.
        Unknown = "unknown",
    }
}

/// The result for one worker.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusResult {
    /// Who it is about.
    pub worker: Answered,
    /// Whether there is a status; only then the rest is there.
    pub outcome: Outcome,
    /// The grade held on the day, the highest if several are; null if none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<HeldGrade>, required = false)]
    #[expect(clippy::option_option, reason = "absent without a status, null without a grade")]
    pub grade: Option<Option<HeldGrade>>,
    /// What the grade means for pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplement: Option<Supplement>,
    /// Training up to the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training: Option<Training>,
    /// Supervision up to the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supervision: Option<Supervision>,
}

/// Who a result is about: the id where it is known, else what was asked, the IDNP masked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Answered {
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

/// What the grade held means for pay.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Supplement {
    /// Whether a supplement is due.
    pub eligible: bool,
    /// How much, in percent of base pay.
    pub percent: Option<Percent>,
    /// The law it stands on.
    pub legal_basis: Option<Note>,
    /// Whether that is sample data, not an official value.
    pub sample: bool,
}

/// Training up to a day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Training {
    /// In the sixty months up to the day.
    pub last_five_years: TrainingSum,
    /// In the twelve months up to the day.
    pub last_twelve_months: TrainingSum,
}

/// Supervision up to a day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Supervision {
    /// In the twelve months up to the day.
    pub last_twelve_months: SupervisionSum,
}

/// The highest of the grades that awards give on a day, as known at a moment; of two awards of it, the later one.
#[must_use]
pub fn held(graded: &[(Award, Grade)], valid_at: Day, known_at: Moment) -> Option<&(Award, Grade)> {
    let holding = graded.iter().filter(|(award, _)| award.holds(valid_at, known_at));
    holding.max_by_key(|(award, grade)| (grade.rank, award.valid_from, award.id))
}

impl StatusResult {
    /// A result without a status.
    #[must_use]
    pub const fn without(worker: Answered, outcome: Outcome) -> Self {
        Self { worker, outcome, grade: None, supplement: None, training: None, supervision: None }
    }

    /// The status that facts make.
    #[must_use]
    pub fn of(worker: Answered, held: Option<&(Award, Grade)>, training: Training, supervision: Supervision) -> Self {
        let grade = held.map(|(award, grade)| HeldGrade {
            code: grade.code.clone(),
            name: grade.name_ro.clone(),
            award_id: award.id,
            valid_from: award.valid_from,
            valid_until: award.valid_until,
            decision_number: award.decision_number.clone(),
        });
        let due = held.and_then(|(_, grade)| Some((grade.supplement_percent?, grade)));
        let supplement = Supplement {
            eligible: due.is_some(),
            percent: due.map(|(percent, _)| percent),
            legal_basis: due.map(|(_, grade)| grade.legal_basis.clone()),
            sample: due.is_some_and(|(_, grade)| grade.sample),
        };
        let (supplement, training, supervision) = (Some(supplement), Some(training), Some(supervision));
        Self { worker, outcome: Outcome::Found, grade: Some(grade), supplement, training, supervision }
    }
}
