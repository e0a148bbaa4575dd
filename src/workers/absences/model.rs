//! KNOWS: what an absence is.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::db::schema::absences;
use crate::values::{
    AbsenceId, AbsenceKind, ClientId, Day, Moment, Note, OrganisationId, Withdrawal, WorkerId,
};

/// The fact that a worker is absent from a day to a day.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = absences)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000b1", "workerId": "01990000-0000-7000-8000-000000000001",
    "organisationId": "01990000-0000-7000-8000-0000000000a1", "kind": "childcare-leave",
    "validFrom": "2026-02-01", "validUntil": "2027-01-31",
    "legalBasis": "Codul muncii, art. 126; ordinul nr. 31-p din 2026-01-28",
    "recordedAt": "2026-11-23T10:00:00.000000Z", "recordedBy": "01990000-0000-7000-8000-0000000000c1",
    "supersedes": null,
    "withdrawnAt": null, "withdrawal": null, "withdrawalReason": null, "supersededBy": null
}))]
pub struct Absence {
    /// Its id.
    pub id: AbsenceId,
    /// The worker.
    pub worker_id: WorkerId,
    /// The organisation that recorded it.
    pub organisation_id: OrganisationId,
    /// Its kind.
    pub kind: AbsenceKind,
    /// First day.
    pub valid_from: Day,
    /// Last day, where it is known.
    pub valid_until: Option<Day>,
    /// The act that it stands on.
    pub legal_basis: Note,
    /// The moment at which it became known.
    pub recorded_at: Moment,
    /// The client that recorded it.
    pub recorded_by: ClientId,
    /// The absence that this one corrects.
    pub supersedes: Option<AbsenceId>,
    /// Since when it is no longer believed.
    pub withdrawn_at: Option<Moment>,
    /// The client that withdrew it.
    #[serde(skip)]
    pub withdrawn_by: Option<ClientId>,
    /// The way in which it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// Why it was withdrawn.
    pub withdrawal_reason: Option<Note>,
    /// The absence that corrects it.
    pub superseded_by: Option<AbsenceId>,
}

impl Absence {
    /// The absence as it was known at a moment: what was withdrawn later was still believed.
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

    /// An absence as it is first believed.
    #[must_use]
    pub fn stated(
        worker: WorkerId,
        new: &NewAbsence,
        organisation: OrganisationId,
        by: ClientId,
        now: Moment,
    ) -> Self {
        let NewAbsence { kind, valid_from, valid_until, legal_basis } = new.clone();
        Self {
            id: AbsenceId::new(),
            worker_id: worker,
            organisation_id: organisation,
            kind,
            valid_from,
            valid_until,
            legal_basis,
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

    /// All by which it is another one: whose, of which kind and when. Its act is corrected.
    pub const fn said(&self) -> (WorkerId, AbsenceKind, Day, Option<Day>) {
        (self.worker_id, self.kind, self.valid_from, self.valid_until)
    }
}

/// An absence to record, or as it should be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "kind": "childcare-leave", "validFrom": "2026-02-01", "validUntil": "2027-01-31",
    "legalBasis": "Codul muncii, art. 126; ordinul nr. 31-p din 2026-01-28"
}))]
pub struct NewAbsence {
    /// Its kind.
    pub kind: AbsenceKind,
    /// First day.
    pub valid_from: Day,
    /// Last day, where it is known.
    pub valid_until: Option<Day>,
    /// The act that it stands on.
    pub legal_basis: Note,
}

/// A correction of an absence: all of it as it should be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "absence": {
        "kind": "childcare-leave", "validFrom": "2026-02-01", "validUntil": "2026-10-31",
        "legalBasis": "Codul muncii, art. 126; ordinul nr. 31-p din 2026-01-28"
    },
    "reason": "a revenit la serviciu mai devreme"
}))]
pub struct AbsenceCorrection {
    /// The absence as it should be.
    #[validate(nested)]
    pub absence: NewAbsence,
    /// Why it is corrected; its end, where none was known, is a correction as well.
    pub reason: Note,
}
