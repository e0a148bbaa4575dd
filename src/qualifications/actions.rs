//! DOES: records awards, corrects and revokes them and withdraws that.

use super::events;
use super::facts;
use super::faults;
use super::model::{Award, NewAward, Obstacle, Revocation, RevocationWithdrawal};
use super::revocations;
use super::stated::{AwardRelation, StatedAward};
use super::store::{self, Filter, Selection};
use super::terms::AwardCorrection;
use super::{corrections, suspensions};
use crate::call::Call;
use crate::db::{Conn, Tx};
use crate::error::{Error, Faults, Result};
use crate::events::{happened, record};
use crate::reviews::{self, AwardReview, Cause, FactKind, ReviewResolution, WithdrawnFact};
use crate::values;
use crate::values::{AwardId, ClientId, Day, ReviewId};
use crate::version::Condition;
use crate::workers::{self, ClosingChange, Sight, Worker};

/// Records an award by the caller's commission.
///
/// # Errors
/// It has faults; the decision is on the register, or the worker holds the grade on a day of the period by
/// another award (the conflict names it).
pub(super) fn award(tx: &mut Tx<'_>, call: &Call, new: &NewAward) -> Result<Award> {
    let award = decided(tx, call, new)?;
    happened(tx, call, "create_award", &events::awarded(&award))?;
    Ok(award)
}

/// Awards a grade by a decision of the caller's commission, which whoever calls notes.
///
/// # Errors
/// It has faults; the decision is on the register, or the worker holds the grade on a day of the period by
/// another award (the conflict names it).
pub fn award_by_decision(tx: &mut Tx<'_>, call: &Call, new: &NewAward) -> Result<Award> {
    let award = decided(tx, call, new)?;
    record(tx, &[events::awarded(&award)])?;
    Ok(award)
}

/// Keeps an award of the caller's commission.
fn decided(tx: &mut Tx<'_>, call: &Call, new: &NewAward) -> Result<Award> {
    check(tx, call.today, new)?;
    let (id, award) = (AwardId::new(), new.clone());
    let stated = StatedAward { id, award, commission_id: call.actor.organisation, migration_basis: None };
    keep_award(tx, call.actor.client, &stated)
}

/// Keeps an award that nothing is wrong about but what the register has.
pub(super) fn keep_award(tx: &mut Tx<'_>, by: ClientId, stated: &StatedAward) -> Result<Award> {
    let new = &stated.award;
    match stated.relation(&facts::awards_of(tx, new.worker_id)?) {
        AwardRelation::New => {}
        AwardRelation::Equal(other) | AwardRelation::Differs(other, _) => {
            return Err(revocations::known_decision().at(award_address(other.id)));
        }
        AwardRelation::Revoked(other) => {
            let revoked = faults::decision_revoked().in_full(None);
            return Err(Error::conflict(revoked).at(award_address(other.id)));
        }
        AwardRelation::Overlaps(other) => {
            return Err(Error::conflict(faults::held()).at(award_address(other.id)));
        }
    }
    let award = Award {
        id: stated.id,
        worker_id: new.worker_id,
        grade_id: new.grade_id,
        commission_id: stated.commission_id,
        decision_number: new.decision_number.clone(),
        decided_on: new.decided_on,
        valid_from: new.valid_from,
        valid_until: new.valid_until,
        recorded_at: tx.now,
        recorded_by: by,
        revoked_from: None,
        revoked_at: None,
        revoked_by: None,
        revocation_reason: None,
        migration_basis: stated.migration_basis.clone(),
        revocation_withdrawn_at: None,
        revocation_withdrawal_reason: None,
        corrected_at: None,
        correction_reason: None,
    };
    store::insert_award(tx, &award)?;
    let grounds = workers::grounds(tx, award.worker_id)?;
    reviews::rest(tx, award.id, award.worker_id, &grounds)?;
    Ok(award)
}

/// Corrects an award to what its decision says: by its commission, or by the registrar where it was brought
/// in. What was known of it before stays, and what rests on its days is looked at again.
///
/// # Errors
/// It is another commission's, or one that its commission recorded itself, or is not as the caller read it;
/// the correction has faults or changes nothing; another award stands under the decision, or by another one
/// the worker holds the grade on a day that is added (the conflict names it).
pub(super) fn correct(
    tx: &mut Tx<'_>,
    call: &Call,
    id: AwardId,
    condition: &Condition,
    correction: &AwardCorrection,
) -> Result<Award> {
    let before = answered_for(tx, call, id)?;
    // All of it is said anew: what another one corrected meanwhile would be lost unread.
    condition.check(&before)?;
    let mut faults = Faults::default();
    correction.award.check(&before, call.today, &mut faults);
    faults.check()?;
    let (was, terms) = (before.terms(), correction.award.terms());
    if was == terms {
        return Err(Error::fault("/award", values::faults::nothing_corrected()));
    }
    let after = before.clone().on(terms.clone());
    for other in facts::awards_of(tx, before.worker_id)? {
        let fault = match before.obstacle_to(&after, &other) {
            None => continue,
            Some(Obstacle::Replaced) => faults::decision_known(),
            Some(Obstacle::Held) => faults::held(),
        };
        return Err(Error::conflict(fault).at(award_address(other.id)));
    }
    if !corrections::correct(tx, &before, &terms, &correction.reason, call.actor.client)? {
        return Err(Error::conflict(faults::award_changed()).raced());
    }
    if was.days() != terms.days() {
        reviews::raise(tx, FactKind::Award, id.0, Cause::Corrected, None)?;
    }
    review_decision_day(tx, &after, was.decided_on)?;
    let corrected = store::find_award(tx, id)?.ok_or_else(Error::not_found)?;
    happened(tx, call, "create_award_correction", &events::corrected(&corrected))?;
    Ok(corrected)
}

/// An award for which the caller answers: its commission, or the registrar where it was brought in.
fn answered_for(tx: &mut Tx<'_>, call: &Call, id: AwardId) -> Result<Award> {
    let award = store::find_award(tx, id)?.ok_or_else(Error::not_found)?;
    if award.commission_id == call.actor.organisation && !call.actor.acts_for_anyone() {
        return Ok(award);
    }
    if !call.actor.acts_for_anyone() {
        return Err(Error::not_found());
    }
    if award.migration_basis.is_none() {
        return Err(Error::conflict(faults::award_of_its_commission()).at(award_address(id)));
    }
    Ok(award)
}

/// Has an award looked at again whose decision is now known to fall on a day on which the worker was
/// suspended or the record was closed; where it falls on none any more, if it was revoked because of that.
fn review_decision_day(tx: &mut Tx<'_>, award: &Award, before: Day) -> Result<()> {
    suspensions::review_decision_day(tx, award, before)?;
    for record in workers::records_of_person(tx, award.worker_id)? {
        let closed = workers::find(tx, record)?.and_then(|worker| worker.deactivated_from);
        let Some(from) = closed else { continue };
        let (kind, fact) = (FactKind::Deactivation, record.0);
        let grounds = |cause| WithdrawnFact { kind, fact, cause, superseded_by: None };
        match (from <= before, from <= award.decided_on) {
            (false, true) => reviews::raise_of(tx, award.id, award.worker_id, &grounds(Cause::Closed))?,
            (true, false) => {
                reviews::raise_taken_back(tx, |one| one == award.id, &grounds(Cause::Corrected))?;
            }
            (true, true) | (false, false) => {}
        }
    }
    Ok(())
}

/// Revokes an award of the caller's commission.
///
/// # Errors
/// It is another commission's, or one that its commission recorded itself; the day is not one of its period,
/// or it was revoked before.
pub(super) fn revoke(tx: &mut Tx<'_>, call: &Call, id: AwardId, revocation: &Revocation) -> Result<Award> {
    let award = answered_for(tx, call, id)?;
    if !award.is_revocable_from(revocation.revoked_from) {
        return Err(Error::fault("/revokedFrom", faults::revoked_outside()));
    }
    let now = tx.now;
    if !revocations::revoke(tx, &award, revocation, call.actor.client, now)? {
        return Err(Error::conflict(faults::revoked()).at(award_address(id)));
    }
    reviews::raise(tx, FactKind::Award, id.0, Cause::Revoked, None)?;
    let revoked = store::find_award(tx, id)?.ok_or_else(Error::not_found)?;
    happened(tx, call, "create_award_revocation", &events::revoked(&revoked))?;
    Ok(revoked)
}

/// Withdraws the revocation of an award: it stands again on every day that it had.
///
/// # Errors
/// It is another commission's, or one that its commission recorded itself, or is not revoked; another award
/// stands under the same decision, or the worker holds the grade on a day of it by one that came to stand
/// meanwhile (the conflict names it).
pub(super) fn withdraw_revocation(
    tx: &mut Tx<'_>,
    call: &Call,
    id: AwardId,
    why: &RevocationWithdrawal,
) -> Result<Award> {
    let award = answered_for(tx, call, id)?;
    let stands = || Error::conflict(faults::award_stands()).at(award_address(id));
    let Some((from, since)) = award.revoked_from.zip(award.revoked_at) else { return Err(stands()) };
    for other in facts::awards_of(tx, award.worker_id)? {
        let fault = match award.obstacle(&other, since) {
            None => continue,
            Some(Obstacle::Replaced) => faults::decision_replaced(other.decision_number.as_str()),
            Some(Obstacle::Held) => {
                faults::held_meanwhile(other.decision_number.as_str(), &other.valid_from.to_string())
            }
        };
        return Err(Error::conflict(fault).at(award_address(other.id)));
    }
    if !revocations::withdraw(tx, &award, (from, since), &why.reason, call.actor.client)? {
        return Err(stands());
    }
    reviews::raise_unrevoked(tx, id, since)?;
    let (kind, cause) = (FactKind::Award, Cause::Restored);
    let restored = WithdrawnFact { kind, fact: id.0, cause, superseded_by: None };
    reviews::raise_taken_back(tx, |_| true, &restored)?;
    let restored = store::find_award(tx, id)?.ok_or_else(Error::not_found)?;
    let happening = events::revocation_withdrawn(&restored, from);
    happened(tx, call, "create_award_revocation_withdrawal", &happening)?;
    Ok(restored)
}

/// Has awards looked at again whose decision falls on a day on which the record of the worker was closed: it
/// was somebody's who was no longer there. Where that is taken back, those that were revoked because of it.
///
/// # Errors
/// The database cannot take it.
pub fn review_closing(tx: &mut Tx<'_>, change: &ClosingChange) -> Result<()> {
    let (kind, fact) = (FactKind::Deactivation, change.worker.0);
    let grounds = |cause| WithdrawnFact { kind, fact, cause, superseded_by: None };
    let mut freed = Vec::new();
    for award in facts::awards_of(tx, change.worker)? {
        let falls = |from: Option<Day>| from.is_some_and(|from| from <= award.decided_on);
        match (falls(change.before), falls(change.after)) {
            (false, true) => {
                reviews::raise_of(tx, award.id, award.worker_id, &grounds(Cause::Closed))?;
            }
            (true, false) => freed.push(award.id),
            (true, true) | (false, false) => {}
        }
    }
    let cause = if change.after.is_some() { Cause::Corrected } else { Cause::Voided };
    reviews::raise_taken_back(tx, |award| freed.contains(&award), &grounds(cause))
}

/// Resolves a review of an award as the register has the award.
///
/// # Errors
/// It does not exist, was resolved before, or says that an award was revoked which was not, or stands which
/// does not.
pub(super) fn resolve_review(
    tx: &mut Tx<'_>,
    call: &Call,
    id: ReviewId,
    resolution: &ReviewResolution,
) -> Result<AwardReview> {
    let review = reviews::find(tx, id)?.ok_or_else(Error::not_found)?;
    let award = store::find_award(tx, review.award_id)?.ok_or_else(Error::not_found)?;
    let (address, is_revoked) = (award_address(award.id), award.revoked_at.is_some());
    reviews::resolve(tx, call, &review, resolution, (&address, is_revoked))
}

/// The award, for a caller that sees its worker.
///
/// # Errors
/// It does not exist, or is out of sight.
pub(super) fn look_at(conn: &mut Conn, call: &Call, id: AwardId) -> Result<Award> {
    let award = store::find_award(conn, id)?.ok_or_else(Error::not_found)?;
    let sight = workers::sight(conn, call)?;
    workers::find_seen(conn, award.worker_id, &sight)?.map(|_| award).ok_or_else(Error::not_found)
}

/// Of the awards that the caller sees those that it asks for. Who does not see everyone says about whom it
/// asks.
///
/// # Errors
/// The worker is not named, or is out of sight.
pub(super) fn select(conn: &mut Conn, call: &Call, filter: Filter) -> Result<Selection> {
    let sight = workers::sight(conn, call)?;
    if sight != Sight::Everyone {
        let worker =
            filter.worker.ok_or_else(|| Error::fault("workerId", workers::faults::required_of_employer()))?;
        workers::find_seen(conn, worker, &sight)?.ok_or_else(Error::not_found)?;
    }
    let records = filter.worker.map(|worker| workers::records_of_person(conn, worker)).transpose()?;
    Ok(Selection { records, filter })
}

pub(super) fn award_address(id: AwardId) -> String {
    format!("/api/v1/awards/{id}")
}

/// Names every fault of an award.
fn check(conn: &mut Conn, today: Day, new: &NewAward) -> Result<()> {
    let mut faults = Faults::default();
    let worker = workers::find(conn, new.worker_id)?;
    match worker.as_ref().map(Worker::takes_facts) {
        None => faults.add("/workerId", workers::faults::unknown()),
        Some(Err(expected)) => faults.add("/workerId", expected),
        Some(Ok(())) => {}
    }
    let grade = store::find_grade(conn, new.grade_id)?;
    faults.require(grade.is_some(), "/gradeId", faults::grade_absent());
    faults.require(new.decided_on <= today, "/decidedOn", values::faults::day_in_future(today));
    let is_ordered = new.valid_until.is_none_or(|until| new.valid_from <= until);
    faults.require(is_ordered, "/validUntil", values::faults::ends_before_it_begins());
    faults.check()
}
