//! KNOWS: what a worker and an employment are, and who sees whom.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use super::faults;
use super::pay::{BasePay, PaySight};
use crate::db::schema::{employments, workers};
use crate::values::{
    self, ClientId, Code, Day, EmploymentId, Fault, Idnp, Lei, Misnomer, Moment, Name, Note, OrganisationId,
    Withdrawal, WorkerId, vocabulary,
};

vocabulary! {
    /// Whether a worker's record is in use.
    pub enum WorkerStatus {
        /// In use.
        Active = "active",
        /// Closed: nothing more is recorded.
        Deactivated = "deactivated",
        /// It goes on under another record of the same person.
        Merged = "merged",
    }
}

/// A person on the register.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = workers)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-000000000001", "idnpLast4": "0004", "familyName": "Rusu",
    "givenName": "Ana",
    "status": "active", "statusReason": null, "statusSince": "2026-11-23T10:00:00.000000Z",
    "mergedInto": null, "deactivatedFrom": null,
    "createdAt": "2026-11-23T10:00:00.000000Z", "updatedAt": "2026-11-23T10:00:00.000000Z"
}))]
pub struct Worker {
    /// The worker's id.
    pub id: WorkerId,
    /// Last four digits of the IDNP, to tell people of one name apart.
    #[schema(min_length = 4, max_length = 4)]
    pub idnp_last4: String,
    /// Family name, as on the identity document.
    pub family_name: Name,
    /// Given name, as on the identity document.
    pub given_name: Name,
    /// Whether the record is in use.
    pub status: WorkerStatus,
    /// Why it was closed, if it was.
    pub status_reason: Option<Note>,
    /// Since when it has this status.
    pub status_since: Moment,
    /// The record under which it goes on, if it was merged.
    pub merged_into: Option<WorkerId>,
    /// Whether another record was merged into this one.
    #[serde(skip)]
    pub absorbed: bool,
    /// The moment at which the worker was put on the register.
    pub created_at: Moment,
    /// The moment at which the record was last changed.
    pub updated_at: Moment,
    /// The first day for which nothing is answered any more, if it was closed; days before answer as they
    /// were.
    pub deactivated_from: Option<Day>,
}

crate::values::id_type! {
    /// The closing of a record.
    ClosureId,
    /// The number of a record.
    IdnpId,
}

impl Worker {
    /// Whether something may be recorded about the worker.
    ///
    /// # Errors
    /// The form expected, for a record that is closed.
    pub fn takes_facts(&self) -> Result<(), Fault> {
        match (self.status, self.merged_into) {
            (WorkerStatus::Active, _) => Ok(()),
            (_, Some(survivor)) => Err(faults::merged(survivor)),
            _ => Err(faults::closed()),
        }
    }
}

/// Enough of a worker to log something about the right person, and no more.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-000000000001", "familyName": "Rusu", "givenName": "Ana",
    "idnpLast4": "0004"
}))]
pub struct WorkerReference {
    /// The worker's id.
    pub id: WorkerId,
    /// Family name.
    pub family_name: Name,
    /// Given name.
    pub given_name: Name,
    /// Last four digits of the IDNP.
    #[schema(min_length = 4, max_length = 4)]
    pub idnp_last4: String,
}

impl From<Worker> for WorkerReference {
    fn from(worker: Worker) -> Self {
        Self {
            id: worker.id,
            family_name: worker.family_name,
            given_name: worker.given_name,
            idnp_last4: worker.idnp_last4,
        }
    }
}

/// A worker to put on the register.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "idnp": "2000000000004", "familyName": "Rusu", "givenName": "Ana",
    "employment": {
        "organisationId": "01990000-0000-7000-8000-0000000000a1", "post": "asistent-social",
        "validFrom": "2025-03-01"
    }
}))]
pub struct NewWorker {
    /// The person's identification number.
    pub idnp: Idnp,
    /// Family name, as on the identity document.
    pub family_name: Name,
    /// Given name, as on the identity document.
    pub given_name: Name,
    /// The present employment. An employer must give it: it registers its own workers.
    #[validate(nested)]
    pub employment: Option<NewEmployment>,
}

/// The fault of a name that is no person's.
#[must_use]
pub fn misnamed(name: &Name) -> Option<Fault> {
    name.misnomer().map(|misnomer| match misnomer {
        Misnomer::Garbled => values::faults::garbled(),
        Misnomer::Unfit => faults::name_unfit(),
        Misnomer::Mixed => faults::name_mixed(),
    })
}

/// Changes of a worker; fields that are left out stay.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema, AsChangeset)]
#[diesel(table_name = workers)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "familyName": "Rusu-Moraru" }))]
pub struct WorkerChange {
    /// Family name, as on the identity document.
    pub family_name: Option<Name>,
    /// Given name, as on the identity document.
    pub given_name: Option<Name>,
}

/// A worker looked for by IDNP.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "idnp": "2000000000004" }))]
pub struct WorkerLookup {
    /// The person's identification number.
    pub idnp: Idnp,
}

/// The merging of one record of a person into another.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "into": "01990000-0000-7000-8000-000000000002", "reason": "aceeași persoană, IDNP schimbat"
}))]
pub struct Merge {
    /// The record under which the person goes on.
    pub into: WorkerId,
    /// Why the two are one person.
    pub reason: Note,
}

/// The withdrawal of a merge: the two records are of two people.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "două persoane cu același nume" }))]
pub struct MergeWithdrawal {
    /// Why they were taken for one person.
    pub reason: Note,
}

/// The correction of a number that was recorded in error.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "idnp": "2001000000012", "reason": "IDNP-ul altei persoane" }))]
pub struct IdnpCorrection {
    /// The person's identification number.
    pub idnp: Idnp,
    /// Why the one on the register was recorded in error.
    pub reason: Note,
}

/// The closing of a record.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "deces", "effectiveOn": "2026-11-20" }))]
pub struct Deactivation {
    /// The first day for which nothing is answered any more: today when left out, and no later. Days before
    /// go on answering as they were.
    pub effective_on: Option<Day>,
    /// Why nothing more is to be recorded.
    pub reason: Note,
}

/// The correction of the day from which a record is closed.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "effectiveOn": "2026-11-18", "reason": "data din certificatul de deces" }))]
pub struct DeactivationCorrection {
    /// The first day for which nothing is answered any more: earlier or later than the one on the register,
    /// and not in the future.
    pub effective_on: Day,
    /// Why the day on the register was recorded in error.
    pub reason: Note,
}

/// The withdrawal of a closing that was recorded in error.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "decesul privea altă persoană" }))]
pub struct DeactivationWithdrawal {
    /// Why the record was closed in error.
    pub reason: Note,
}

/// One employment of a worker: a post at an organisation, from a day to a day.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = employments)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000e1", "workerId": "01990000-0000-7000-8000-000000000001",
    "organisationId": "01990000-0000-7000-8000-0000000000a1", "post": "asistent-social",
    "validFrom": "2025-03-01", "validUntil": null,
    "basePay": "8500.00", "recordedAt": "2026-11-23T10:00:00.000000Z",
    "recordedBy": "01990000-0000-7000-8000-0000000000c1", "supersedes": null,
    "withdrawnAt": null, "withdrawal": null, "withdrawalReason": null, "supersededBy": null
}))]
pub struct Employment {
    /// Its id.
    pub id: EmploymentId,
    /// The worker.
    pub worker_id: WorkerId,
    /// The employer.
    pub organisation_id: OrganisationId,
    /// The post, by its code.
    pub post: Code,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// The base pay a month, or null where it is not known; left out for those who may not know it.
    #[diesel(deserialize_as = Option<Lei>, serialize_as = Option<Lei>)]
    #[serde(skip_serializing_if = "BasePay::is_withheld")]
    #[schema(value_type = Option<Lei>)]
    pub base_pay: BasePay,
    /// The moment at which it became known.
    pub recorded_at: Moment,
    /// The client that recorded it.
    pub recorded_by: ClientId,
    /// The fact that this one corrects.
    pub supersedes: Option<EmploymentId>,
    /// Since when it is no longer believed.
    pub withdrawn_at: Option<Moment>,
    /// The client that withdrew it.
    #[serde(skip)]
    pub withdrawn_by: Option<ClientId>,
    /// The way in which it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// Why it was withdrawn.
    pub withdrawal_reason: Option<Note>,
    /// The fact that corrects it.
    pub superseded_by: Option<EmploymentId>,
}

impl Employment {
    /// The employment as it is told to one who knows the pay of these.
    #[must_use]
    pub(super) fn told(self, pay: &PaySight) -> Self {
        if pay.shows(self.organisation_id) { self } else { Self { base_pay: BasePay::Withheld, ..self } }
    }

    /// The employment as it was known at a moment: what was withdrawn later was still believed.
    #[must_use]
    pub(super) fn known_at(self, moment: Moment) -> Self {
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

    /// All that it says of a worker.
    pub(super) fn said(&self) -> impl PartialEq + '_ {
        let Self { organisation_id, post, valid_from, valid_until, base_pay, .. } = self;
        (organisation_id, post, valid_from, valid_until, base_pay)
    }

    /// An employment as it is first believed.
    pub(super) fn stated(worker: WorkerId, new: &NewEmployment, by: ClientId, now: Moment) -> Self {
        Self {
            id: EmploymentId::new(),
            worker_id: worker,
            organisation_id: new.organisation_id,
            post: new.post.clone(),
            valid_from: new.valid_from,
            valid_until: new.valid_until,
            base_pay: new.base_pay.into(),
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
}

/// An employment to record.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "ends_after_it_begins"))]
#[schema(example = json!({
    "organisationId": "01990000-0000-7000-8000-0000000000a1", "post": "asistent-social",
    "validFrom": "2025-03-01", "basePay": "8500.00"
}))]
pub struct NewEmployment {
    /// The employer.
    pub organisation_id: OrganisationId,
    /// The post, by its code.
    pub post: Code,
    /// First day.
    pub valid_from: Day,
    /// Last day, where it is known.
    pub valid_until: Option<Day>,
    /// The base pay a month, where it is known.
    pub base_pay: Option<Lei>,
}

/// A correction of an employment: all of it as it should be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "employment": {
        "organisationId": "01990000-0000-7000-8000-0000000000a1", "post": "asistent-social",
        "validFrom": "2025-03-01", "validUntil": "2026-10-31"
    },
    "reason": "încetarea contractului"
}))]
pub struct EmploymentCorrection {
    /// The employment as it should be.
    #[validate(nested)]
    pub employment: NewEmployment,
    /// Why it is corrected; the end of an employment is a correction as well.
    pub reason: Note,
}

fn ends_after_it_begins(employment: &NewEmployment) -> Result<(), ValidationError> {
    if employment.valid_until.is_none_or(|until| until >= employment.valid_from) {
        return Ok(());
    }
    Err(values::faults::ends_before_it_begins().broken("/validUntil"))
}

/// The workers that a caller sees, made from its [`crate::call::Reach`] on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// Everyone on the register.
    Everyone,
    /// Workers employed by one of these organisations on this day.
    EmployedBy(Vec<OrganisationId>, Day),
    /// Nobody's record.
    Nobody,
}
