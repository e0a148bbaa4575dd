//! Requests about completions: what is to be recorded, and what takes the place of another one.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::faults;
use super::model::StatedCompletion;
use crate::values::{
    self, CompletionResult, Day, Fault, Hours, Note, OrganisationId, Part, ProgrammeId, ProgrammePart,
    Reference, TrainingTime, WorkerId,
};

/// A completion to record.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "workerId": "01990000-0000-7000-8000-000000000001", "programmeId": "01990000-0000-7000-8000-0000000000b1",
    "startedOn": "2026-10-05", "completedOn": "2026-10-30", "hours": "24", "result": "passed",
    "reference": "2026/118-04"
}))]
pub struct NewCompletion {
    /// The worker.
    pub worker_id: WorkerId,
    /// The organisation that taught it; the caller's own if it is left out.
    pub provider_id: Option<OrganisationId>,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The day on which it was begun. Left out, the last day to begin a programme does not bind it.
    pub started_on: Option<Day>,
    /// The day on which it was completed.
    pub completed_on: Day,
    /// The part of the programme, where it is not all of it: a module, a day, a resit. Each is a completion
    /// of its own.
    #[serde(default)]
    #[schema(value_type = Option<Part>)]
    pub part: ProgrammePart,
    /// The hours that the worker took part in; they or `minutes` are required. Two decimals that stand for
    /// whole minutes are these minutes: 7.33 is 7 hours 20.
    pub hours: Option<Hours>,
    /// The same in minutes, exactly.
    #[schema(minimum = 1, maximum = 120_000)]
    pub minutes: Option<i32>,
    /// The result.
    pub result: CompletionResult,
    /// The provider's own reference; each of its completions has another one.
    pub reference: Reference,
}

impl NewCompletion {
    /// The statement about the completion itself.
    ///
    /// # Errors
    /// Neither hours nor minutes, or two that differ; by the field.
    pub fn said(&self) -> Result<StatedCompletion, (&'static str, Fault)> {
        Ok(StatedCompletion {
            programme_id: self.programme_id,
            started_on: self.started_on,
            completed_on: self.completed_on,
            part: self.part.clone(),
            time: time(self.hours, self.minutes)?,
            result: self.result,
            reference: self.reference.clone(),
        })
    }
}

/// A completion as a correction states it.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = StatedCompletion, example = json!({
    "programmeId": "01990000-0000-7000-8000-0000000000b1", "completedOn": "2026-10-30", "hours": "18",
    "result": "passed",
    "reference": "2026/118-04"
}))]
pub struct CorrectedCompletion {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The day on which it was begun. Left out, the last day to begin a programme does not bind it.
    pub started_on: Option<Day>,
    /// The day on which it was completed.
    pub completed_on: Day,
    /// The part of the programme, where it is not all of it: a module, a day, a resit. Each is a completion
    /// of its own.
    #[serde(default)]
    #[schema(value_type = Option<Part>)]
    pub part: ProgrammePart,
    /// The hours that the worker took part in; they or `minutes` are required. Two decimals that stand for
    /// whole minutes are these minutes: 7.33 is 7 hours 20.
    pub hours: Option<Hours>,
    /// The same in minutes, exactly.
    #[schema(minimum = 1, maximum = 120_000)]
    pub minutes: Option<i32>,
    /// The result.
    pub result: CompletionResult,
    /// The provider's own reference; it may stay the same.
    pub reference: Reference,
}

impl CorrectedCompletion {
    /// The statement itself.
    ///
    /// # Errors
    /// Neither hours nor minutes, or two that differ; by the field.
    pub fn said(&self) -> Result<StatedCompletion, (&'static str, Fault)> {
        Ok(StatedCompletion {
            programme_id: self.programme_id,
            started_on: self.started_on,
            completed_on: self.completed_on,
            part: self.part.clone(),
            time: time(self.hours, self.minutes)?,
            result: self.result,
            reference: self.reference.clone(),
        })
    }
}

/// A correction of a completion: all of it as it should be. Worker and provider stay.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "completion": {
        "programmeId": "01990000-0000-7000-8000-0000000000b1", "completedOn": "2026-10-30", "hours": "18",
        "result": "passed",
        "reference": "2026/118-04"
    },
    "reason": "ore introduse greșit"
}))]
pub struct CompletionCorrection {
    /// The completion as it should be.
    #[validate(nested)]
    pub completion: CorrectedCompletion,
    /// Reason of the correction.
    pub reason: Note,
}

/// The time that hours, minutes or both of them say.
///
/// # Errors
/// Neither is there, or they differ; by the field.
pub fn time(hours: Option<Hours>, minutes: Option<i32>) -> Result<TrainingTime, (&'static str, Fault)> {
    let exact = |minutes| {
        let most = TrainingTime::MOST_MINUTES;
        let bounded = || ("minutes", values::faults::not_a_whole_number(1, most));
        TrainingTime::of_minutes(minutes).ok_or_else(bounded)
    };
    match (hours, minutes) {
        (None, None) => Err(("hours", faults::time_missing())),
        (Some(hours), None) => Ok(TrainingTime::of_hours(hours)),
        (None, Some(minutes)) => exact(minutes),
        (Some(hours), Some(minutes)) => {
            let told = TrainingTime { hours, minutes: None };
            let is_same = exact(minutes)?.agrees(told);
            is_same
                .then_some(TrainingTime { hours, minutes: Some(minutes) })
                .ok_or_else(|| ("minutes", faults::time_contradicts()))
        }
    }
}
