//! KNOWS: the question of a status query.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::record::RecordPart;
use crate::values::{Code, Day, Idnp, Moment, RuleSetId, WorkerId, faults, vocabulary};

/// A question about the status of workers, on a day, as known at a moment.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "one_to_a_thousand"))]
#[validate(schema(function = "one_to_all_parts"))]
#[schema(example = json!({
    "workers": [{ "idnp": "2000000000004" }, { "workerId": "01990000-0000-7000-8000-000000000001" }],
    "validAt": "2026-11-23", "knownAt": null, "targetGrade": null, "ruleSetId": null, "explain": true,
    "include": ["grade", "employments", "supplement", "eligibility", "obligations"]
}))]
pub struct StatusQuery {
    /// The workers, in the order of the answer.
    #[validate(nested)]
    #[schema(min_items = 1, max_items = 1000)]
    pub workers: Vec<QueriedWorker>,
    /// The day asked about; today when left out.
    pub valid_at: Option<Day>,
    /// The moment as known at which the answer is; now when left out.
    pub known_at: Option<Moment>,
    /// The grade whose requirements are looked at; when left out the one above that which is held.
    pub target_grade: Option<Code>,
    /// The rule set to evaluate; when left out the one in force on the day, as known at the moment. A draft
    /// is for those who may see it.
    pub rule_set_id: Option<RuleSetId>,
    /// Whether requirements are explained fact by fact; false for the short form, which says only what is
    /// met.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub explain: bool,
    /// The parts of the answer; all of them when left out. Facts that no part asks about are not looked at.
    #[schema(min_items = 1, max_items = 7)]
    pub include: Option<Vec<StatusPart>>,
}

vocabulary! {
    /// A part of the answer about a worker.
    pub enum StatusPart {
        /// The grade held.
        Grade = "grade",
        /// The employments of the day.
        Employments = "employments",
        /// The supplement.
        Supplement = "supplement",
        /// Whether the next or the named grade may be awarded.
        Eligibility = "eligibility",
        /// Obligations of the posts held.
        Obligations = "obligations",
        /// Training up to the day.
        Training = "training",
        /// Supervision up to the day.
        Supervision = "supervision",
    }
}

impl StatusQuery {
    /// Whether a part of the answer is asked for.
    #[must_use]
    pub fn includes(&self, part: StatusPart) -> bool {
        self.include.as_ref().is_none_or(|parts| parts.contains(&part))
    }

    /// The part of records that the answer is made from.
    #[must_use]
    pub fn record_part(&self) -> RecordPart {
        let of_training =
            [StatusPart::Eligibility, StatusPart::Obligations, StatusPart::Training, StatusPart::Supervision];
        let is_whole = of_training.into_iter().any(|part| self.includes(part));
        if is_whole { RecordPart::Whole } else { RecordPart::WithoutTraining }
    }
}

/// A rule of the whole, for validator would want to write the workers into a rule of the list.
fn one_to_a_thousand(query: &StatusQuery) -> Result<(), ValidationError> {
    if (1..=1000).contains(&query.workers.len()) {
        return Ok(());
    }
    Err(faults::workers_out_of_bounds().broken("/workers"))
}

fn one_to_all_parts(query: &StatusQuery) -> Result<(), ValidationError> {
    let most = StatusPart::ALL.len();
    if query.include.as_ref().is_none_or(|parts| (1..=most).contains(&parts.len())) {
        return Ok(());
    }
    Err(super::faults::parts_out_of_bounds(most).broken("/include"))
}

const fn yes() -> bool {
    true
}

/// One worker, by one of the two.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "one_of_two"))]
#[schema(example = json!({ "idnp": "2000000000004" }))]
#[schema(as = Asked)]
pub struct QueriedWorker {
    /// The worker's identification number. One that is malformed has an outcome of its own.
    #[schema(value_type = Option<String>, max_length = 64)]
    pub idnp: Option<GivenIdnp>,
    /// The worker's id.
    pub worker_id: Option<WorkerId>,
}

/// A number that was given as somebody's IDNP. People mistype them: one of a thousand is answered as invalid,
/// and does not keep the others from their answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenIdnp {
    /// It is one.
    Valid(Idnp),
    /// It is none.
    Malformed,
}

/// Characters of what may be given as an IDNP.
const MOST_GIVEN: usize = 64;

impl<'de> Deserialize<'de> for GivenIdnp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let given = <Cow<'de, str>>::deserialize(from)?;
        if given.chars().count() > MOST_GIVEN {
            return Err(de::Error::custom(faults::not_an_idnp()));
        }
        Ok(Idnp::parse(&given).map_or(Self::Malformed, Self::Valid))
    }
}

fn one_of_two(asked: &QueriedWorker) -> Result<(), ValidationError> {
    if asked.idnp.is_some() == asked.worker_id.is_some() {
        Err(faults::one_of_two().broken(""))
    } else {
        Ok(())
    }
}
