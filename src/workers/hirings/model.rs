//! KNOWS: what a hiring is.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::db::schema::{hiring_contests, hirings};
use crate::values::{ClientId, Day, EmploymentId, HiringId, Moment, Note, OrganisationId, WorkerId};

/// A hiring of somebody who was on the register already.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = hirings)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000d1", "workerId": "01990000-0000-7000-8000-000000000001",
    "employmentId": "01990000-0000-7000-8000-0000000000e1",
    "organisationId": "01990000-0000-7000-8000-0000000000a1", "validFrom": "2026-11-23",
    "recordedAt": "2026-11-23T10:00:00.000000Z", "recordedBy": "01990000-0000-7000-8000-0000000000c1",
    "contestedAt": null, "contestedBy": null, "contestReason": null, "withdrawnAt": null,
    "withdrawalReason": null, "contestWithdrawnAt": null, "contestWithdrawalReason": null
}))]
pub struct Hiring {
    /// Its id.
    pub id: HiringId,
    /// The worker.
    pub worker_id: WorkerId,
    /// The employment that was recorded.
    pub employment_id: EmploymentId,
    /// The employer that hired.
    pub organisation_id: OrganisationId,
    /// First day of the employment, as it was recorded.
    pub valid_from: Day,
    /// The moment at which it was recorded.
    pub recorded_at: Moment,
    /// The client that recorded it.
    pub recorded_by: ClientId,
    /// The moment at which a former employer contested it, if one did.
    pub contested_at: Option<Moment>,
    /// The former employer that contested it.
    pub contested_by: Option<OrganisationId>,
    /// Why it is contested.
    pub contest_reason: Option<Note>,
    /// The moment at which the registrar withdrew it, if it did.
    pub withdrawn_at: Option<Moment>,
    /// The client that withdrew it.
    #[serde(skip)]
    pub withdrawn_by: Option<ClientId>,
    /// Why it was withdrawn.
    pub withdrawal_reason: Option<Note>,
    /// The moment at which the former employer said that it was contested in error, if it did.
    pub contest_withdrawn_at: Option<Moment>,
    /// Why it was contested in error.
    pub contest_withdrawal_reason: Option<Note>,
}

/// A contest of a hiring, as it was filed.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = hiring_contests)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "hiringId": "01990000-0000-7000-8000-0000000000d1", "contestedAt": "2026-11-23T10:00:00.000000Z",
    "contestedBy": "01990000-0000-7000-8000-0000000000a1",
    "reason": "lucrează la noi și nu a cerut transferul",
    "withdrawnAt": null, "withdrawalReason": null
}))]
#[schema(as = FiledContest)]
pub struct Contest {
    /// The hiring.
    pub hiring_id: HiringId,
    /// The moment at which it was filed.
    pub contested_at: Moment,
    /// The former employer that filed it.
    pub contested_by: OrganisationId,
    /// Why the hiring is contested.
    pub reason: Note,
    /// The moment at which the former employer said that it was filed in error, if it did.
    pub withdrawn_at: Option<Moment>,
    /// Why it was filed in error.
    pub withdrawal_reason: Option<Note>,
}

/// The withdrawal of a contest that was filed in error.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "transferul fusese aprobat" }))]
pub struct ContestWithdrawal {
    /// Why it was filed in error.
    pub reason: Note,
}

/// The contesting of a hiring by a former employer.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "lucrează la noi și nu a cerut transferul" }))]
pub struct HiringContest {
    /// Why the hiring is contested.
    pub reason: Note,
}

/// The withdrawal of a hiring by the registrar: its employment never was.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "persoana nu a fost angajată" }))]
pub struct HiringWithdrawal {
    /// Why it is withdrawn.
    pub reason: Note,
}

/// The hirings of which a caller is told.
pub(super) enum HiringSight {
    /// All.
    All,
    /// Those of which these organisations, as former employers, are told.
    ToldTo(Vec<OrganisationId>),
}
