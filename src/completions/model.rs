//! KNOWS: what a completion is.

use diesel::dsl::{AssumeNotNull, Nullable};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::faults;
use crate::db::schema::{completion_clients, completion_programmes, completion_providers, completions};
use crate::programmes::{self, Programme, ProgrammeStatus};
use crate::values::{
    self, ClientId, CompletionId, CompletionResult, Day, Fault, Hours, Moment, Note, OrganisationId, Part,
    ProgrammeId, ProgrammePart, Reference, TrainingTime, Withdrawal, WorkerId,
};

/// The fact that a worker completed a programme on a day.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = completions)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000d1", "workerId": "01990000-0000-7000-8000-000000000001",
    "programmeId": "01990000-0000-7000-8000-0000000000b1",
    "providerId": "01990000-0000-7000-8000-0000000000a2",
    "reference": "2026/118-04", "startedOn": "2026-10-05", "completedOn": "2026-10-30", "part": null,
    "hours": "24", "minutes": 1440,
    "result": "passed", "recordedAt": "2026-11-23T10:00:00.000000Z",
    "recordedBy": "01990000-0000-7000-8000-0000000000c1",
    "supersedes": null,
    "withdrawnAt": null, "withdrawal": null, "withdrawalReason": null, "supersededBy": null
}))]
pub struct Completion {
    /// Its id.
    pub id: CompletionId,
    /// The worker.
    pub worker_id: WorkerId,
    /// The programme.
    #[diesel(select_expression = completion_programmes::programme_id.nullable().assume_not_null())]
    #[diesel(select_expression_type = AssumeNotNull<Nullable<completion_programmes::programme_id>>)]
    pub programme_id: ProgrammeId,
    /// The organisation that taught it.
    #[diesel(select_expression = completion_providers::provider_id.nullable().assume_not_null())]
    #[diesel(select_expression_type = AssumeNotNull<Nullable<completion_providers::provider_id>>)]
    pub provider_id: OrganisationId,
    /// The provider's own reference.
    pub reference: Reference,
    /// The day on which it was begun, if that was said.
    pub started_on: Option<Day>,
    /// The day on which it was completed.
    pub completed_on: Day,
    /// The part of the programme, where it is not all of it: a module, a day, a resit.
    #[schema(value_type = Option<Part>)]
    pub part: ProgrammePart,
    /// The hours that the worker took part in, to the hundredth.
    pub hours: Hours,
    /// The same in whole minutes, exactly; null where the hours are no whole minutes, or were recorded before
    /// minutes were kept.
    #[schema(minimum = 1, maximum = 120_000)]
    pub minutes: Option<i32>,
    /// The result.
    pub result: CompletionResult,
    /// The moment at which it became known.
    pub recorded_at: Moment,
    /// The client that recorded it.
    #[diesel(select_expression = completion_clients::client_id.nullable().assume_not_null())]
    #[diesel(select_expression_type = AssumeNotNull<Nullable<completion_clients::client_id>>)]
    pub recorded_by: ClientId,
    /// The fact that this one corrects.
    pub supersedes: Option<CompletionId>,
    /// The moment from which it is no longer believed.
    pub withdrawn_at: Option<Moment>,
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

    /// The programme, the provider and the client that it names.
    #[must_use]
    pub const fn names(&self) -> (ProgrammeId, OrganisationId, ClientId) {
        (self.programme_id, self.provider_id, self.recorded_by)
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
            started_on: said.started_on,
            completed_on: said.completed_on,
            part: said.part.clone(),
            hours: said.time.hours,
            minutes: said.time.minutes,
            result: said.result,
            recorded_at: now,
            recorded_by: by,
            supersedes: None,
            withdrawn_at: None,
            withdrawal: None,
            withdrawal_reason: None,
            superseded_by: None,
        }
    }

    /// All that it says of a worker.
    #[must_use]
    pub fn said(&self) -> impl PartialEq + '_ {
        let when = (self.started_on, self.completed_on);
        (self.programme_id, &self.reference, when, &self.part, self.time(), self.result)
    }

    /// The time that the worker took part, exactly.
    #[must_use]
    pub const fn time(&self) -> TrainingTime {
        TrainingTime { hours: self.hours, minutes: self.minutes }
    }

    /// The completion as it was known at a moment: what was withdrawn later was still believed.
    #[must_use]
    pub fn known_at(self, moment: Moment) -> Self {
        if self.withdrawn_at.is_none_or(|withdrawn| withdrawn <= moment) {
            return self;
        }
        Self { withdrawn_at: None, withdrawal: None, withdrawal_reason: None, superseded_by: None, ..self }
    }
}

/// Statement about a completion, whoever completed it and wherever.
#[derive(Debug, Clone)]
pub struct StatedCompletion {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The day on which it was begun, if it is said.
    pub started_on: Option<Day>,
    /// The day on which it was completed.
    pub completed_on: Day,
    /// The part of the programme.
    pub part: ProgrammePart,
    /// The time that the worker took part.
    pub time: TrainingTime,
    /// The result.
    pub result: CompletionResult,
    /// The provider's own reference.
    pub reference: Reference,
}

/// Content of a fact beside its key. Those who say the same of one fact are duplicates, under whatever
/// reference; who says something else is told so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attainment {
    /// The day on which it was begun, if it is said.
    pub started_on: Option<Day>,
    /// The time.
    pub time: TrainingTime,
    /// The result.
    pub result: CompletionResult,
}

impl Attainment {
    /// The fields in which this differs from what is known, each with what is known there. A first day that
    /// is not said differs from none.
    #[must_use]
    pub fn differences(self, known: Self) -> Vec<(&'static str, String)> {
        let hours = (!self.time.agrees(known.time)).then(|| ("hours", known.time.to_string()));
        let result = (self.result != known.result).then(|| ("result", known.result.as_str().to_owned()));
        let is_begun_otherwise = self.started_on.is_some() && self.started_on != known.started_on;
        let begun = || known.started_on.map_or_else(|| "–".to_owned(), |day| day.to_string());
        let started = is_begun_otherwise.then(|| ("startedOn", begun()));
        hours.into_iter().chain(result).chain(started).collect()
    }
}

impl From<&Completion> for Attainment {
    fn from(known: &Completion) -> Self {
        Self { started_on: known.started_on, time: known.time(), result: known.result }
    }
}

impl From<&StatedCompletion> for Attainment {
    fn from(said: &StatedCompletion) -> Self {
        Self { started_on: said.started_on, time: said.time, result: said.result }
    }
}

/// The days of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CourseDays {
    /// The day on which it was begun, if it is said.
    pub started_on: Option<Day>,
    /// The day on which it was completed; none where that could not be read.
    pub completed_on: Option<Day>,
}

/// The fields of a completion that cannot have been, whoever completed it, each with its fault. A draft and a
/// programme that is not there look the same. What a correction keeps of the programme and the days
/// (`before`) stands, whatever became of the catalogue since. The last day to begin a programme binds those
/// who say when they began.
#[must_use]
pub fn misfits(
    days: CourseDays,
    programme: Option<&Programme>,
    before: Option<&Completion>,
    today: Day,
) -> Vec<(&'static str, Fault)> {
    let CourseDays { started_on, completed_on } = days;
    let mut misfits = Vec::new();
    let is_kept = |before: &&Completion| {
        completed_on == Some(before.completed_on)
            && programme.is_some_and(|programme| programme.id == before.programme_id)
    };
    let kept = before.filter(is_kept);
    let programme = programme.filter(|programme| programme.status != ProgrammeStatus::Draft);
    if kept.is_none() {
        if completed_on.is_some_and(|day| day > today) {
            misfits.push(("completedOn", values::faults::day_in_future(today)));
        }
        match programme {
            None => misfits.push(("programmeId", programmes::faults::unknown())),
            Some(programme) => {
                let taught = completed_on.and_then(|day| programme.taught_on(day).err());
                misfits.extend(taught.map(|fault| ("completedOn", fault)));
            }
        }
    }
    if let Some(started) = started_on.filter(|day| kept.is_none_or(|kept| kept.started_on != Some(*day))) {
        if let Some(completed) = completed_on.filter(|completed| started > *completed) {
            misfits.push(("startedOn", faults::starts_after_it_ends(completed)));
        }
        let begun = programme.map_or(Ok(()), |programme| programme.begun_on(started));
        misfits.extend(begun.err().map(|fault| ("startedOn", fault)));
    }
    misfits
}

/// The doubt about a completion that is taken all the same, with its field.
#[must_use]
pub fn doubts(time: TrainingTime, programme: &Programme) -> Option<(&'static str, Fault)> {
    let is_over = time.seconds() > TrainingTime::of_hours(programme.hours).seconds();
    is_over.then(|| ("hours", faults::hours_over(&time.to_string(), &programme.hours.to_string())))
}
