//! KNOWS: what a suspension is.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::db::schema::suspensions;
use crate::values::{ClientId, Day, Moment, Note, OrganisationId, SuspensionId, Withdrawal, WorkerId};

/// The fact that a worker may not practise from a day to a day.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = suspensions)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-000000000091", "workerId": "01990000-0000-7000-8000-000000000001",
    "organisationId": "01990000-0000-7000-8000-0000000000a1", "validFrom": "2026-11-01",
    "validUntil": "2027-01-31",
    "legalBasis": "Ordinul ministrului nr. 17 din 2026-10-28", "reason": "anchetă disciplinară",
    "recordedAt": "2026-11-23T10:00:00.000000Z", "recordedBy": "01990000-0000-7000-8000-0000000000c1",
    "withdrawnAt": null, "withdrawal": null, "withdrawalReason": null
}))]
pub struct Suspension {
    /// Its id.
    pub id: SuspensionId,
    /// The worker.
    pub worker_id: WorkerId,
    /// The organisation that recorded it.
    pub organisation_id: OrganisationId,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// The act that it stands on.
    pub legal_basis: Note,
    /// Why the worker is suspended.
    pub reason: Note,
    /// The moment at which it became known.
    pub recorded_at: Moment,
    /// The client that recorded it.
    pub recorded_by: ClientId,
    /// Since when it is no longer believed.
    pub withdrawn_at: Option<Moment>,
    /// The client that withdrew it.
    #[serde(skip)]
    pub withdrawn_by: Option<ClientId>,
    /// The way in which it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// Why it was withdrawn.
    pub withdrawal_reason: Option<Note>,
}

impl Suspension {
    /// A suspension as it is first believed.
    #[must_use]
    pub fn stated(new: &NewSuspension, organisation: OrganisationId, by: ClientId, now: Moment) -> Self {
        Self {
            id: SuspensionId::new(),
            worker_id: new.worker_id,
            organisation_id: organisation,
            valid_from: new.valid_from,
            valid_until: new.valid_until,
            legal_basis: new.legal_basis.clone(),
            reason: new.reason.clone(),
            recorded_at: now,
            recorded_by: by,
            withdrawn_at: None,
            withdrawn_by: None,
            withdrawal: None,
            withdrawal_reason: None,
        }
    }
}

/// A suspension to record.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "workerId": "01990000-0000-7000-8000-000000000001", "validFrom": "2026-11-01", "validUntil": "2027-01-31",
    "legalBasis": "Ordinul ministrului nr. 17 din 2026-10-28", "reason": "anchetă disciplinară"
}))]
pub struct NewSuspension {
    /// The worker.
    pub worker_id: WorkerId,
    /// First day.
    pub valid_from: Day,
    /// Last day, where it is known.
    pub valid_until: Option<Day>,
    /// The act that it stands on.
    pub legal_basis: Note,
    /// Why the worker is suspended.
    pub reason: Note,
}
