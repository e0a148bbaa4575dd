//! KNOWS: what a review is, and why there is one.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::faults;
use crate::db::schema::award_reviews;
use crate::values::{AwardId, ClientId, Fault, Moment, Note, ReviewId, WorkerId, vocabulary};

vocabulary! {
    /// The kind of fact that an award may rest on.
    pub enum FactKind {
        /// A completed programme.
        Completion = "completion",
        /// A supervision session that the worker attended.
        SupervisionSession = "supervisionSession",
        /// An employment.
        Employment = "employment",
        /// An absence that stopped a clock.
        Absence = "absence",
        /// Another award: the grade held before.
        Award = "award",
        /// The number of the worker's record: who the worker is.
        Identity = "identity",
        /// The merge by which several records are one worker's.
        Merge = "merge",
        /// A state of an organisation: the kind of who taught a completion.
        Organisation = "organisation",
        /// The deactivation of the worker's record, by the record's id: whether it was open on the day of the
        /// decision.
        Deactivation = "deactivation",
        /// A suspension: whether the worker might practise on the day of the decision.
        Suspension = "suspension",
        /// A programme: whether it was taught on the day of a completion.
        Programme = "programme",
    }
}

vocabulary! {
    /// The cause: the thing that happened to the fact.
    pub enum Cause {
        /// It was never true.
        Voided = "voided",
        /// Another fact says it better.
        Corrected = "corrected",
        /// A commission took it back.
        Revoked = "revoked",
        /// It stands again, after this award was revoked because of it.
        Restored = "restored",
        /// The record is closed from a day on that is no later than the decision.
        Closed = "closed",
        /// The worker was suspended on the day of the decision.
        Suspended = "suspended",
    }
}

vocabulary! {
    /// Whether a commission has looked again.
    pub enum ReviewStatus {
        /// Not yet.
        Open = "open",
        /// It has.
        Resolved = "resolved",
    }
}

vocabulary! {
    /// The commission's answer for the award.
    pub enum ReviewOutcome {
        /// The award stands; it was not revoked.
        Upheld = "upheld",
        /// The award was revoked, before the review is resolved.
        Revoked = "revoked",
    }
}

crate::values::id_type! {
    /// The id of a fact of any kind.
    FactId
}

/// A fact that was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WithdrawnFact {
    /// The kind of fact.
    pub kind: FactKind,
    /// The fact's id.
    pub fact: Uuid,
    /// The thing that happened to it.
    pub cause: Cause,
    /// The fact that supersedes it, where one does.
    pub superseded_by: Option<Uuid>,
}

/// A review: an award rests on a fact that was withdrawn after the decision.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = award_reviews)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-00000000ae01", "awardId": "01990000-0000-7000-8000-0000000000f1",
    "workerId": "01990000-0000-7000-8000-000000000001", "factKind": "completion",
    "factId": "01990000-0000-7000-8000-0000000000e1",
    "cause": "voided", "status": "resolved", "raisedAt": "2026-11-23T10:00:00.000000Z", "outcome": "upheld",
    "resolution": "orele rămase ajung", "resolvedAt": "2026-11-24T10:00:00.000000Z", "reopens": null,
    "reopeningReason": null
}))]
pub struct AwardReview {
    /// Its id.
    pub id: ReviewId,
    /// The award to look at again.
    pub award_id: AwardId,
    /// The worker who has the award.
    pub worker_id: WorkerId,
    /// The kind of fact to which something happened.
    pub fact_kind: FactKind,
    /// The fact to which it happened.
    pub fact_id: FactId,
    /// The cause: the thing that happened to the fact.
    pub cause: Cause,
    /// Whether a commission has looked again.
    pub status: ReviewStatus,
    /// The moment at which it was raised: when the fact was withdrawn, or the award stood again.
    pub raised_at: Moment,
    /// The commission's answer for the award; nothing while the review is open.
    pub outcome: Option<ReviewOutcome>,
    /// The commission's reason.
    pub resolution: Option<Note>,
    /// The moment at which it was resolved.
    pub resolved_at: Option<Moment>,
    /// The client that resolved it.
    #[serde(skip)]
    pub resolved_by: Option<ClientId>,
    /// The review that was resolved wrongly, which this one asks again.
    pub reopens: Option<ReviewId>,
    /// Why that is asked again.
    pub reopening_reason: Option<Note>,
}

/// The reopening of a review that was resolved wrongly.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "soluționată din greșeală în locul alteia" }))]
pub struct ReviewReopening {
    /// Why it was resolved wrongly.
    pub reason: Note,
}

/// The resolution of a review.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "outcome": "upheld", "reason": "orele rămase ajung" }))]
pub struct ReviewResolution {
    /// The commission's answer for the award, as the register has it: one that was revoked is revoked first.
    pub outcome: ReviewOutcome,
    /// Why.
    pub reason: Note,
}

impl ReviewResolution {
    /// Holds what a resolution says of an award against the register: one that was revoked is revoked there,
    /// and one that stands was not. A revocation counts from whichever day; one that is withdrawn later
    /// raises the review again.
    ///
    /// # Errors
    /// The register has it otherwise; the fault says what comes first.
    pub(super) fn agrees(&self, award: &str, is_revoked: bool) -> Result<(), Fault> {
        match (self.outcome, is_revoked) {
            (ReviewOutcome::Revoked, false) => Err(faults::not_revoked(&format!("{award}/revocations"))),
            (ReviewOutcome::Upheld, true) => Err(faults::not_standing()),
            (ReviewOutcome::Revoked, true) | (ReviewOutcome::Upheld, false) => Ok(()),
        }
    }
}

impl WithdrawnFact {
    /// Whether this may happen to one fact more than once: then each time raises a review, unless one for it
    /// is open. An award or a programme that is corrected stays the same fact, and an award may come upon the
    /// same suspension again: by the day of its decision, or by a merge.
    #[must_use]
    pub(super) const fn recurs(&self) -> bool {
        match self.cause {
            Cause::Revoked | Cause::Restored | Cause::Closed | Cause::Suspended => true,
            Cause::Corrected => matches!(self.kind, FactKind::Award | FactKind::Programme),
            Cause::Voided => false,
        }
    }
}

impl AwardReview {
    /// Why it was raised.
    #[must_use]
    pub(super) const fn grounds(&self) -> WithdrawnFact {
        let (kind, fact, cause) = (self.fact_kind, self.fact_id.0, self.cause);
        WithdrawnFact { kind, fact, cause, superseded_by: None }
    }

    /// An open review of an award.
    #[must_use]
    pub(super) fn open(award: AwardId, worker: WorkerId, withdrawn: &WithdrawnFact, now: Moment) -> Self {
        Self {
            id: ReviewId::new(),
            award_id: award,
            worker_id: worker,
            fact_kind: withdrawn.kind,
            fact_id: FactId(withdrawn.fact),
            cause: withdrawn.cause,
            status: ReviewStatus::Open,
            raised_at: now,
            outcome: None,
            resolution: None,
            resolved_at: None,
            resolved_by: None,
            reopens: None,
            reopening_reason: None,
        }
    }
}
