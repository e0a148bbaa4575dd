//! DOES: records suspensions, corrects them, and withdraws those that never were.

use super::model::{NewSuspension, StatedSuspension, Suspension, SuspensionCorrection};
use super::{events, store};
use crate::call::Call;
use crate::db::{Conn, Tx};
use crate::error::{Error, Faults, Result};
use crate::events::happened;
use crate::http::FactPage;
use crate::qualifications::model::Award;
use crate::qualifications::{facts, faults};
use crate::reviews::{self, Cause, FactKind, WithdrawnFact};
use crate::values;
use crate::values::{Day, Moment, SuspensionId, Void, Withdrawal, WorkerId};
use crate::workers::{self, MergeChange, Sight, Worker};

/// Records a suspension.
///
/// # Errors
/// It has faults (all are named), or one that says the same is believed (the conflict names it).
pub(super) fn suspend(tx: &mut Tx<'_>, call: &Call, new: &NewSuspension) -> Result<Suspension> {
    let mut faults = Faults::default();
    match workers::find(tx, new.worker_id)?.as_ref().map(Worker::takes_facts) {
        None => faults.add("/workerId", workers::faults::unknown()),
        Some(Err(expected)) => faults.add("/workerId", expected),
        Some(Ok(())) => {}
    }
    let stated = new.to_stated();
    check_days(&stated, "", &mut faults);
    faults.check()?;
    let suspension = believed_from_now(tx, call, new.worker_id, stated);
    keep(tx, &suspension)?;
    review(tx, None, Some(&suspension))?;
    happened(tx, call, "create_suspension", &events::recorded(&suspension))?;
    Ok(suspension)
}

/// Corrects a suspension by another one that supersedes it; its early end is a correction as well.
///
/// # Errors
/// It does not exist or was withdrawn before, or the correction has faults, changes nothing or says what
/// another one says.
pub(super) fn correct(
    tx: &mut Tx<'_>,
    call: &Call,
    id: SuspensionId,
    correction: &SuspensionCorrection,
) -> Result<Suspension> {
    let before = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let mut faults = Faults::default();
    check_days(&correction.suspension, "/suspension", &mut faults);
    faults.check()?;
    let stated = believed_from_now(tx, call, before.worker_id, correction.suspension.clone());
    let after = Suspension { supersedes: Some(id), ..stated };
    if before.withdrawn_at.is_none() && after.said() == before.said() {
        return Err(Error::fault("/suspension", values::faults::nothing_corrected()));
    }
    // First of all, so that what it corrects is not what it is compared with.
    let withdrawn = store::SuspensionWithdrawal {
        how: Withdrawal::Corrected,
        reason: &correction.reason,
        by: call.actor.client,
        superseded_by: Some(after.id),
    };
    withdraw(tx, &before, &withdrawn)?;
    keep(tx, &after)?;
    review(tx, Some(&before), Some(&after))?;
    happened(tx, call, "create_suspension_correction", &events::corrected(&after))?;
    Ok(after)
}

/// Withdraws a suspension that never was.
///
/// # Errors
/// It does not exist, or was withdrawn before.
pub(super) fn void(tx: &mut Tx<'_>, call: &Call, id: SuspensionId, void: &Void) -> Result<Suspension> {
    let suspension = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let withdrawn = store::SuspensionWithdrawal {
        how: Withdrawal::Voided,
        reason: &void.reason,
        by: call.actor.client,
        superseded_by: None,
    };
    withdraw(tx, &suspension, &withdrawn)?;
    review(tx, Some(&suspension), None)?;
    happened(tx, call, "create_suspension_void", &events::voided(&suspension))?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// Has awards looked at again whose decision falls on a day on which the worker was suspended, as is known
/// now; where that is taken back, those that were revoked because of it.
fn review(tx: &mut Tx<'_>, before: Option<&Suspension>, after: Option<&Suspension>) -> Result<()> {
    let Some(worker) = before.or(after).map(|suspension| suspension.worker_id) else { return Ok(()) };
    let mut freed = Vec::new();
    for award in facts::awards_of(tx, worker)? {
        let covered = |one: Option<&Suspension>| one.is_some_and(|one| one.covers(award.decided_on));
        match (covered(before), after.filter(|after| after.covers(award.decided_on))) {
            (false, Some(after)) => {
                reviews::raise_of(tx, award.id, award.worker_id, &grounds(after, Cause::Suspended))?;
            }
            (true, None) => freed.push(award.id),
            (true, Some(_)) | (false, None) => {}
        }
    }
    let cause = if after.is_some() { Cause::Corrected } else { Cause::Voided };
    // An award may have been reviewed for what this one corrects.
    let mut taken_back = before.cloned();
    while let Some(suspension) = taken_back {
        reviews::raise_taken_back(tx, |award| freed.contains(&award), &grounds(&suspension, cause))?;
        taken_back = former(tx, &suspension)?;
    }
    Ok(())
}

/// The suspension that one corrects.
fn former(conn: &mut Conn, suspension: &Suspension) -> Result<Option<Suspension>> {
    Ok(match suspension.supersedes {
        Some(id) => store::find(conn, id)?,
        None => None,
    })
}

/// Whether a suspension, as it was known before a moment, covers a day.
fn covered_before(conn: &mut Conn, suspension: &Suspension, moment: Moment, day: Day) -> Result<bool> {
    let mut known = former(conn, suspension)?;
    while let Some(before) = &known
        && before.recorded_at >= moment
    {
        known = former(conn, before)?;
    }
    Ok(known.is_some_and(|known| known.covers(day)))
}

/// Has a new award looked at again where the worker is suspended on the day of its decision by what became
/// known since a moment: a suspension, or a record of the person which is merged with the one that was
/// applied for.
///
/// # Errors
/// The database cannot take it.
pub fn review_suspensions_since(
    tx: &mut Tx<'_>,
    award: &Award,
    applied_for: WorkerId,
    since: Moment,
) -> Result<()> {
    let before = workers::records_of_person_at(tx, applied_for, since)?;
    for record in workers::records_of_person(tx, award.worker_id)? {
        let has_joined = !before.contains(&record);
        for suspension in store::believed_of(tx, record)? {
            if !suspension.covers(award.decided_on) {
                continue;
            }
            let is_later = suspension.recorded_at >= since;
            if has_joined || (is_later && !covered_before(tx, &suspension, since, award.decided_on)?) {
                let grounds = grounds(&suspension, Cause::Suspended);
                reviews::raise_of(tx, award.id, award.worker_id, &grounds)?;
            }
        }
    }
    Ok(())
}

/// Has an award looked at again whose decision is now known to fall on a day on which the worker was
/// suspended; where it falls on none any more, if it was revoked because of that.
///
/// # Errors
/// The database cannot take it.
pub fn review_decision_day(tx: &mut Tx<'_>, award: &Award, before: Day) -> Result<()> {
    for record in workers::records_of_person(tx, award.worker_id)? {
        for suspension in store::believed_of(tx, record)? {
            match (suspension.covers(before), suspension.covers(award.decided_on)) {
                (false, true) => {
                    let grounds = grounds(&suspension, Cause::Suspended);
                    reviews::raise_of(tx, award.id, award.worker_id, &grounds)?;
                }
                (true, false) => {
                    let grounds = grounds(&suspension, Cause::Corrected);
                    reviews::raise_taken_back(tx, |one| one == award.id, &grounds)?;
                }
                (true, true) | (false, false) => {}
            }
        }
    }
    Ok(())
}

/// Has awards looked at again that are found to be of somebody who was suspended on the day of their
/// decision, since two records are one person's; where that is withdrawn, those that were revoked because of
/// it.
///
/// # Errors
/// The database cannot take it.
pub fn review_merge(tx: &mut Tx<'_>, change: &MergeChange) -> Result<()> {
    for (suspended, awarded) in [(&change.from, &change.into), (&change.into, &change.from)] {
        let mut awards = Vec::new();
        for record in awarded {
            awards.extend(facts::graded(tx, *record)?.into_iter().map(|(award, _)| award));
        }
        for record in suspended {
            for suspension in store::believed_of(tx, *record)? {
                let of = awards.iter().filter(|award| suspension.covers(award.decided_on));
                let of: Vec<_> = of.map(|award| (award.id, award.worker_id)).collect();
                if change.is_withdrawn {
                    let grounds = grounds(&suspension, Cause::Voided);
                    let freed = |one| of.iter().any(|(award, _)| *award == one);
                    reviews::raise_taken_back(tx, freed, &grounds)?;
                    continue;
                }
                for (award, worker) in of {
                    reviews::raise_of(tx, award, worker, &grounds(&suspension, Cause::Suspended))?;
                }
            }
        }
    }
    Ok(())
}

fn grounds(suspension: &Suspension, cause: Cause) -> WithdrawnFact {
    let (kind, fact) = (FactKind::Suspension, suspension.id.0);
    WithdrawnFact { kind, fact, cause, superseded_by: None }
}

fn check_days(stated: &StatedSuspension, at: &str, faults: &mut Faults) {
    let is_ordered = stated.valid_until.is_none_or(|until| stated.valid_from <= until);
    faults.require(is_ordered, &format!("{at}/validUntil"), values::faults::ends_before_it_begins());
}

fn believed_from_now(tx: &Tx<'_>, call: &Call, worker: WorkerId, stated: StatedSuspension) -> Suspension {
    Suspension::stated(worker, stated, call.actor.organisation, call.actor.client, tx.now)
}

/// Keeps a suspension, unless one that says the same is believed of the person.
fn keep(tx: &mut Tx<'_>, suspension: &Suspension) -> Result<()> {
    let records = workers::records_of_person(tx, suspension.worker_id)?;
    if let Some(first) = store::find_equal(tx, &records, suspension)? {
        return Err(Error::conflict(faults::suspension_known()).at(address(first)));
    }
    store::insert(tx, suspension)
}

/// Withdraws a suspension that is believed until now.
fn withdraw(
    tx: &mut Tx<'_>,
    suspension: &Suspension,
    withdrawn: &store::SuspensionWithdrawal<'_>,
) -> Result<()> {
    let now = tx.now;
    if store::withdraw(tx, suspension, withdrawn, now)? {
        return Ok(());
    }
    let last = suspension.superseded_by.unwrap_or(suspension.id);
    Err(Error::conflict(faults::suspension_withdrawn()).at(address(last)))
}

/// The suspension, for a caller that sees its worker.
///
/// # Errors
/// It does not exist, or is out of sight.
pub(super) fn look_at(conn: &mut Conn, call: &Call, id: SuspensionId) -> Result<Suspension> {
    let suspension = store::find(conn, id)?.ok_or_else(Error::not_found)?;
    let sight = workers::sight(conn, call)?;
    workers::find_seen(conn, suspension.worker_id, &sight)?.map(|_| suspension).ok_or_else(Error::not_found)
}

/// Suspensions that the caller sees. Who does not see everyone says about whom it asks.
///
/// # Errors
/// The worker is not named, or is out of sight.
pub(super) fn list(
    conn: &mut Conn,
    call: &Call,
    worker: Option<WorkerId>,
    page: FactPage<SuspensionId>,
    limit: i64,
) -> Result<Vec<Suspension>> {
    let sight = workers::sight(conn, call)?;
    if sight != Sight::Everyone {
        let worker =
            worker.ok_or_else(|| Error::fault("workerId", workers::faults::required_of_employer()))?;
        workers::find_seen(conn, worker, &sight)?.ok_or_else(Error::not_found)?;
    }
    let records = worker.map(|worker| workers::records_of_person(conn, worker)).transpose()?;
    store::list(conn, records.as_deref(), page, limit)
}

pub(super) fn address(id: SuspensionId) -> String {
    format!("/api/v1/suspensions/{id}")
}
