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
    "supersedes": null,
    "withdrawnAt": null, "withdrawal": null, "withdrawalReason": null, "supersededBy": null
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
    /// The suspension that this one corrects.
    pub supersedes: Option<SuspensionId>,
    /// Since when it is no longer believed.
    pub withdrawn_at: Option<Moment>,
    /// The client that withdrew it.
    #[serde(skip)]
    pub withdrawn_by: Option<ClientId>,
    /// The way in which it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// Why it was withdrawn.
    pub withdrawal_reason: Option<Note>,
    /// The suspension that corrects it.
    pub superseded_by: Option<SuspensionId>,
}

impl Suspension {
    /// The suspension as it was known at a moment: what was withdrawn later was still believed.
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

    /// A suspension as it is first believed.
    #[must_use]
    pub fn stated(
        worker: WorkerId,
        new: StatedSuspension,
        organisation: OrganisationId,
        by: ClientId,
        now: Moment,
    ) -> Self {
        let StatedSuspension { valid_from, valid_until, legal_basis, reason } = new;
        Self {
            id: SuspensionId::new(),
            worker_id: worker,
            organisation_id: organisation,
            valid_from,
            valid_until,
            legal_basis,
            reason,
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

    /// Whether it holds on a day.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day <= until)
    }

    /// All that it says, of whom it says it.
    pub fn said(&self) -> impl Serialize + PartialEq + '_ {
        (self.worker_id, self.valid_from, self.valid_until, &self.legal_basis, &self.reason)
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

impl NewSuspension {
    /// The suspension without whom it is of.
    #[must_use]
    pub fn to_stated(&self) -> StatedSuspension {
        let Self { worker_id: _, valid_from, valid_until, legal_basis, reason } = self.clone();
        StatedSuspension { valid_from, valid_until, legal_basis, reason }
    }
}

/// A suspension as it should be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "validFrom": "2026-11-01", "validUntil": "2026-12-15",
    "legalBasis": "Ordinul ministrului nr. 17 din 2026-10-28", "reason": "anchetă disciplinară"
}))]
pub struct StatedSuspension {
    /// First day.
    pub valid_from: Day,
    /// Last day, where it is known.
    pub valid_until: Option<Day>,
    /// The act that it stands on.
    pub legal_basis: Note,
    /// Why the worker is suspended.
    pub reason: Note,
}

/// A correction of a suspension: all of it as it should be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "suspension": {
        "validFrom": "2026-11-01", "validUntil": "2026-12-15",
        "legalBasis": "Ordinul ministrului nr. 17 din 2026-10-28", "reason": "anchetă disciplinară"
    },
    "reason": "ancheta s-a încheiat mai devreme"
}))]
pub struct SuspensionCorrection {
    /// The suspension as it should be.
    #[validate(nested)]
    pub suspension: StatedSuspension,
    /// Why it is corrected; its early end is a correction as well.
    pub reason: Note,
}
