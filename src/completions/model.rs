//! KNOWS: what a completion is.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::db::schema::completions;
use crate::programmes::{self, Programme, ProgrammeStatus};
use crate::values::{
    self, ClientId, CompletionId, CompletionResult, Day, Fault, Hours, Moment, Note, OrganisationId, Part,
    ProgrammeId, ProgrammePart, Reference, Withdrawal, WorkerId,
};

/// The fact that a worker completed a programme on a day.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = completions)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000d1", "workerId": "01990000-0000-7000-8000-000000000001",
    "programmeId": "01990000-0000-7000-8000-0000000000b1",
    "providerId": "01990000-0000-7000-8000-0000000000a2",
    "reference": "2026/118-04", "completedOn": "2026-10-30", "part": null, "hours": "24", "result": "passed",
    "recordedAt": "2026-11-23T10:00:00.000000Z", "recordedBy": "01990000-0000-7000-8000-0000000000c1",
    "supersedes": null,
    "withdrawnAt": null, "withdrawal": null, "withdrawalReason": null, "supersededBy": null
}))]
pub struct Completion {
    /// Its id.
    pub id: CompletionId,
    /// The worker.
    pub worker_id: WorkerId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The organisation that taught it.
    pub provider_id: OrganisationId,
    /// The provider's own reference.
    pub reference: Reference,
    /// The day on which it was completed.
    pub completed_on: Day,
    /// The part of the programme, where it is not all of it: a module, a day, a resit.
    #[schema(value_type = Option<Part>)]
    pub part: ProgrammePart,
    /// The hours that the worker took part in.
    pub hours: Hours,
    /// The result.
    pub result: CompletionResult,
    /// The moment at which it became known.
    pub recorded_at: Moment,
    /// The client that recorded it.
    pub recorded_by: ClientId,
    /// The fact that this one corrects.
    pub supersedes: Option<CompletionId>,
    /// The moment from which it is no longer believed.
    pub withdrawn_at: Option<Moment>,
    /// The client that withdrew it.
    #[serde(skip)]
    pub withdrawn_by: Option<ClientId>,
    /// The kind of withdrawal, if it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// Reason of the withdrawal.
    pub withdrawal_reason: Option<Note>,
    /// The fact that corrects it.
    pub superseded_by: Option<CompletionId>,
}

/// Key of the fact that a worker completed a programme, or a part of it, on a day.
pub type FactKey = (WorkerId, ProgrammeId, Day, ProgrammePart);

impl Completion {
    /// The key of its fact.
    #[must_use]
    pub fn fact(&self) -> FactKey {
        (self.worker_id, self.programme_id, self.completed_on, self.part.clone())
    }

    /// A completion as it is first believed.
    #[must_use]
    pub fn stated(
        worker: WorkerId,
        provider: OrganisationId,
        said: &StatedCompletion,
        by: ClientId,
        now: Moment,
    ) -> Self {
        Self {
            id: CompletionId::new(),
            worker_id: worker,
            programme_id: said.programme_id,
            provider_id: provider,
            reference: said.reference.clone(),
            completed_on: said.completed_on,
            part: said.part.clone(),
            hours: said.hours,
            result: said.result,
            recorded_at: now,
            recorded_by: by,
            supersedes: None,
            withdrawn_at: None,
            withdrawn_by: None,
            withdrawal: None,
            withdrawal_reason: None,
            superseded_by: None,
        }
    }

    /// The completion as it was known at a moment: what was withdrawn later was still believed.
    #[must_use]
    pub fn known_at(self, moment: Moment) -> Self {
        if self.withdrawn_at.is_none_or(|withdrawn| withdrawn <= moment) {
            return self;
        }
        Self {
            withdrawn_at: None,
            withdrawn_by: None,
            withdrawal: None,
            withdrawal_reason: None,
            superseded_by: None,
            ..self
        }
    }
}

/// A completion to record.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "workerId": "01990000-0000-7000-8000-000000000001", "programmeId": "01990000-0000-7000-8000-0000000000b1",
    "completedOn": "2026-10-30", "hours": "24", "result": "passed", "reference": "2026/118-04"
}))]
pub struct NewCompletion {
    /// The worker.
    pub worker_id: WorkerId,
    /// The organisation that taught it; the caller's own if it is left out.
    pub provider_id: Option<OrganisationId>,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The day on which it was completed.
    pub completed_on: Day,
    /// The part of the programme, where it is not all of it: a module, a day, a resit. Each is a completion
    /// of its own.
    #[serde(default)]
    #[schema(value_type = Option<Part>)]
    pub part: ProgrammePart,
    /// The hours that the worker took part in.
    pub hours: Hours,
    /// The result.
    pub result: CompletionResult,
    /// The provider's own reference; each of its completions has another one.
    pub reference: Reference,
}

impl NewCompletion {
    /// The statement about the completion itself.
    #[must_use]
    pub fn said(&self) -> StatedCompletion {
        StatedCompletion {
            programme_id: self.programme_id,
            completed_on: self.completed_on,
            part: self.part.clone(),
            hours: self.hours,
            result: self.result,
            reference: self.reference.clone(),
        }
    }
}

/// Statement about a completion, whoever completed it and wherever.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "programmeId": "01990000-0000-7000-8000-0000000000b1", "completedOn": "2026-10-30", "hours": "18",
    "result": "passed",
    "reference": "2026/118-04"
}))]
pub struct StatedCompletion {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The day on which it was completed.
    pub completed_on: Day,
    /// The part of the programme, where it is not all of it: a module, a day, a resit. Each is a completion
    /// of its own.
    #[serde(default)]
    #[schema(value_type = Option<Part>)]
    pub part: ProgrammePart,
    /// The hours that the worker took part in.
    pub hours: Hours,
    /// The result.
    pub result: CompletionResult,
    /// The provider's own reference; it may stay the same.
    pub reference: Reference,
}

/// Content of a fact beside its key. Those who say the same of one fact are duplicates, under whatever
/// reference; who says something else is told so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attainment {
    /// The hours.
    pub hours: Hours,
    /// The result.
    pub result: CompletionResult,
}

impl Attainment {
    /// The fields in which this differs from what is known, each with what is known there.
    #[must_use]
    pub fn differences(self, known: Self) -> Vec<(&'static str, String)> {
        let hours = (self.hours != known.hours).then(|| ("hours", known.hours.to_string()));
        let result = (self.result != known.result).then(|| ("result", known.result.as_str().to_owned()));
        hours.into_iter().chain(result).collect()
    }
}

impl From<&Completion> for Attainment {
    fn from(known: &Completion) -> Self {
        Self { hours: known.hours, result: known.result }
    }
}

impl From<&StatedCompletion> for Attainment {
    fn from(said: &StatedCompletion) -> Self {
        Self { hours: said.hours, result: said.result }
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
    pub completion: StatedCompletion,
    /// Reason of the correction.
    pub reason: Note,
}

/// The fields of a completion that cannot have been, whoever completed it, each with its fault. A draft and a
/// programme that is not there look the same.
#[must_use]
pub fn misfits(completed_on: Day, programme: Option<&Programme>, today: Day) -> Vec<(&'static str, Fault)> {
    let mut misfits = Vec::new();
    if completed_on > today {
        misfits.push(("completedOn", values::faults::day_in_future(today)));
    }
    match programme.filter(|programme| programme.status != ProgrammeStatus::Draft) {
        None => misfits.push(("programmeId", programmes::faults::unknown())),
        Some(programme) => {
            misfits.extend(programme.taught_on(completed_on).err().map(|fault| ("completedOn", fault)));
        }
    }
    misfits
}
