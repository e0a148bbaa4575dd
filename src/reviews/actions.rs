//! DOES: remembers what awards rest on, raises reviews and resolves them.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::faults;
use super::model::{
    AwardReview, Cause, FactId, FactKind, ReviewOutcome, ReviewReopening, ReviewResolution, ReviewStatus,
    WithdrawnFact,
};
use super::store;
use crate::call::Call;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Body, Happening};
use crate::journal::{self, Event, JournalNote, Trail};
use crate::values::{AwardId, Moment, ReviewId, WorkerId};

/// Remembers which facts a new award rests on; a fact that was counted twice is remembered once.
///
/// # Errors
/// The database cannot take it.
pub fn rest(tx: &mut Tx<'_>, award: AwardId, worker: WorkerId, facts: &[Uuid]) -> Result<()> {
    let facts: BTreeSet<_> = facts.iter().copied().map(FactId).collect();
    facts.into_iter().try_for_each(|fact| store::insert_evidence(tx, fact, award, worker))
}

/// Raises a review of each award that rests on a fact which is being withdrawn. Where another fact supersedes
/// it, the award rests on that one as well from now on, so that its withdrawal raises another review.
///
/// # Errors
/// The database cannot take it; then neither may the fact be withdrawn.
pub fn raise(
    tx: &mut Tx<'_>,
    kind: FactKind,
    fact: Uuid,
    cause: Cause,
    superseded_by: Option<Uuid>,
) -> Result<()> {
    for (award, worker) in store::resting_on(tx, FactId(fact))? {
        raise_of(tx, award, worker, &WithdrawnFact { kind, fact, cause, superseded_by })?;
    }
    Ok(())
}

/// Raises a review of one award: also for a fact that was withdrawn before the award was recorded, but after
/// what it was decided on.
///
/// # Errors
/// The database cannot take it.
pub fn raise_of(tx: &mut Tx<'_>, award: AwardId, worker: WorkerId, withdrawn: &WithdrawnFact) -> Result<()> {
    if withdrawn.recurs() || !store::is_raised(tx, award, withdrawn)? {
        open(tx, award, worker, withdrawn)?;
    }
    if let Some(after) = withdrawn.superseded_by {
        store::insert_evidence(tx, FactId(after), award, worker)?;
    }
    Ok(())
}

/// Raises once more each review of an award that was resolved, since a moment, as its revocation: that is
/// withdrawn, so what the review asks is open again.
///
/// # Errors
/// The database cannot take it.
pub fn raise_unrevoked(tx: &mut Tx<'_>, award: AwardId, since: Moment) -> Result<()> {
    for review in store::revoked_since(tx, award, since)? {
        open(tx, award, review.worker_id, &review.grounds())?;
    }
    Ok(())
}

/// Raises a review of each award that was revoked because of something which is taken back: the last review
/// for it says so. Of one that was upheld it changes nothing, and one that is open goes on asking.
///
/// # Errors
/// The database cannot take it.
pub fn raise_taken_back(
    tx: &mut Tx<'_>,
    of: impl Fn(AwardId) -> bool,
    withdrawn: &WithdrawnFact,
) -> Result<()> {
    let mut last = BTreeMap::new();
    for review in store::resolved_for(tx, withdrawn.kind, FactId(withdrawn.fact))? {
        last.insert(review.award_id, review);
    }
    for (award, review) in last {
        if of(award) && review.outcome == Some(ReviewOutcome::Revoked) {
            open(tx, award, review.worker_id, withdrawn)?;
        }
    }
    Ok(())
}

/// Asks again what a review asked that was resolved wrongly; its resolution stays as it was given.
///
/// # Errors
/// It does not exist or is open, or another one that asks the same is (the conflict names it).
pub(super) fn reopen(
    tx: &mut Tx<'_>,
    call: &Call,
    id: ReviewId,
    why: &ReviewReopening,
) -> Result<AwardReview> {
    let before = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let grounds = before.grounds();
    if let Some(open) = store::find_open(tx, before.award_id, &grounds)? {
        return Err(Error::conflict(faults::is_open()).at(address(open)));
    }
    let again = AwardReview {
        reopens: Some(id),
        reopening_reason: Some(why.reason.clone()),
        ..AwardReview::open(before.award_id, before.worker_id, &grounds, tx.now)
    };
    store::insert(tx, &again)?;
    events::happened(tx, call, "create_award_review_reopening", &raised(&again))?;
    Ok(again)
}

/// Opens a review, unless one that asks the same is open.
fn open(tx: &mut Tx<'_>, award: AwardId, worker: WorkerId, withdrawn: &WithdrawnFact) -> Result<()> {
    if store::find_open(tx, award, withdrawn)?.is_none() {
        let review = AwardReview::open(award, worker, withdrawn, tx.now);
        store::insert(tx, &review)?;
        events::record(tx, &[raised(&review)])?;
    }
    Ok(())
}

/// Resolves a review, of whose award the caller knows whether it was revoked, and its address.
///
/// # Errors
/// It was resolved before, or the register has it otherwise than the resolution says.
pub fn resolve(
    tx: &mut Tx<'_>,
    call: &Call,
    review: &AwardReview,
    resolution: &ReviewResolution,
    (award, is_revoked): (&str, bool),
) -> Result<AwardReview> {
    let (id, now) = (review.id, tx.now);
    let resolved_before = || Error::conflict(faults::resolved()).at(address(id));
    if review.status == ReviewStatus::Resolved {
        return Err(resolved_before());
    }
    resolution.agrees(award, is_revoked).map_err(|fault| Error::conflict(fault).at(award))?;
    if !store::resolve(tx, id, resolution, call.actor.client, now)? {
        return Err(resolved_before());
    }
    let review = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    events::happened(tx, call, "create_award_review_resolution", &resolved(&review))?;
    Ok(review)
}

fn raised(review: &AwardReview) -> Happening {
    let body = events::Review {
        award_id: review.award_id,
        fact_kind: review.fact_kind.as_str(),
        cause: review.cause.as_str(),
    };
    Happening::to(review.id.0, Body::ReviewRaised(body)).about([review.worker_id])
}

fn resolved(review: &AwardReview) -> Happening {
    let outcome = review.outcome.map(ReviewOutcome::as_str);
    let body = events::ReviewOutcome { award_id: review.award_id, outcome };
    Happening::to(review.id.0, Body::ReviewResolved(body)).about([review.worker_id])
}

/// Notes what was done to one review or to a page of them.
///
/// # Errors
/// It cannot be kept; then neither may the answer be given.
pub(super) fn note(
    trail: &mut impl Trail,
    call: &Call,
    event: Event,
    operation: &'static str,
    review: Option<ReviewId>,
    subjects: &[WorkerId],
) -> Result<()> {
    let object = review.map(|review| review.0);
    journal::note(
        trail,
        call,
        &JournalNote { event, operation, object_type: "award_review", object, subjects },
    )
}

/// The address of a review.
#[must_use]
pub fn address(id: ReviewId) -> String {
    format!("/api/v1/award-reviews/{id}")
}
