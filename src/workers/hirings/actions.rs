//! DOES: hires people who are on the register, and lets hirings be contested and withdrawn.

use super::model::{Contest, ContestWithdrawal, Hiring, HiringContest, HiringSight, HiringWithdrawal};
use super::{events, identities, store};
use crate::call::{Call, Reach};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::events::{happened, record};
use crate::reviews::{self, Cause, FactKind};
use crate::values::{HiringId, Moment, Withdrawal, WorkerId};
use crate::workers::model::{Employment, NewWorker, Sight, Worker};
use crate::workers::{employments, faults, sees, sight};
use crate::{clients, organisations};

/// Hires somebody who is on the register for the employer that calls. Of one whom it did not see, those who
/// employed the person are told.
///
/// # Errors
/// Number and name do not go together, or the employment is on the register; or the record of somebody whom
/// the employer employed before is closed.
pub(in crate::workers) fn hire(
    tx: &mut Tx<'_>,
    call: &Call,
    known: WorkerId,
    new: &NewWorker,
) -> Result<Worker> {
    let survivor = crate::workers::store::survivor(tx, known)?;
    let worker = crate::workers::find(tx, survivor)?.ok_or_else(Error::not_found)?;
    let employment = match &new.employment {
        Some(employment) if identities::is_named(&worker, &new.family_name, &new.given_name) => employment,
        // Of its own former worker the employer is told the true cause.
        Some(_)
            if identities::is_called(&worker, &new.family_name, &new.given_name)
                && was_own(tx, call, worker.id)? =>
        {
            return Err(Error::conflict(faults::closed()));
        }
        _ => return Err(identities::to_confirm()),
    };
    employments::refuse_known(tx, worker.id, employment)?;
    let sight = sight(tx, call)?;
    let was_seen = sees(tx, worker.id, &sight)?;
    let employment = Employment::stated(worker.id, employment, call.actor.client, tx.now);
    happened(tx, call, "create_worker", &crate::workers::events::employed(&employment))?;
    if was_seen {
        employments::insert(tx, &employment)?;
    } else {
        take_on(tx, &employment)?;
    }
    Ok(worker)
}

/// Whether one of the person's employments, of whichever days, is the employer's own.
fn was_own(conn: &mut Conn, call: &Call, worker: WorkerId) -> Result<bool> {
    let Sight::EmployedBy(organisations, _) = sight(conn, call)? else { return Ok(false) };
    let records = crate::workers::records_of_person(conn, worker)?;
    employments::are_at(conn, &records, &organisations)
}

/// Records the employment of somebody whom the employer did not see, and whom it concerns.
///
/// # Errors
/// The database cannot take it, or an employment that says the same came meanwhile.
pub(in crate::workers) fn take_on(tx: &mut Tx<'_>, employment: &Employment) -> Result<()> {
    let records = crate::workers::records_of_person(tx, employment.worker_id)?;
    let former = employments::employers(tx, &records, employment.organisation_id)?;
    employments::insert(tx, employment)?;
    let hiring = of(employment);
    store::insert(tx, &hiring, &former)?;
    record(tx, &[events::recorded(&hiring)])
}

fn of(employment: &Employment) -> Hiring {
    Hiring {
        id: HiringId::new(),
        worker_id: employment.worker_id,
        employment_id: employment.id,
        organisation_id: employment.organisation_id,
        valid_from: employment.valid_from,
        recorded_at: employment.recorded_at,
        recorded_by: employment.recorded_by,
        contested_at: None,
        contested_by: None,
        contest_reason: None,
        withdrawn_at: None,
        withdrawn_by: None,
        withdrawal_reason: None,
        contest_withdrawn_at: None,
        contest_withdrawal_reason: None,
    }
}

fn hiring_sight(conn: &mut Conn, call: &Call) -> Result<HiringSight> {
    match call.actor.reach() {
        Reach::Everyone => Ok(HiringSight::All),
        Reach::EmployedBy(organisation) | Reach::RecordedBy(organisation) => {
            Ok(HiringSight::ToldTo(organisations::below(conn, organisation)?))
        }
    }
}

/// A hiring of which the caller is told.
///
/// # Errors
/// There is none.
pub(super) fn look_at(conn: &mut Conn, call: &Call, id: HiringId) -> Result<Hiring> {
    let sight = hiring_sight(conn, call)?;
    store::find(conn, id, &sight)?.ok_or_else(Error::not_found)
}

/// Hirings of which the caller is told.
///
/// # Errors
/// The database cannot be read.
pub(super) fn list(conn: &mut Conn, call: &Call, after: Option<HiringId>, limit: i64) -> Result<Vec<Hiring>> {
    let sight = hiring_sight(conn, call)?;
    store::list(conn, &sight, after, limit)
}

/// Contests of a hiring of which the caller is told, with whom it is about.
///
/// # Errors
/// There is none.
pub(super) fn contests(
    conn: &mut Conn,
    call: &Call,
    id: HiringId,
    after: Option<Moment>,
    limit: i64,
) -> Result<(WorkerId, Vec<Contest>)> {
    let hiring = look_at(conn, call, id)?;
    Ok((hiring.worker_id, store::contests(conn, id, after, limit)?))
}

/// Contests a hiring, for a former employer.
///
/// # Errors
/// The caller is not told of it, or it was contested or withdrawn before.
pub(super) fn contest(tx: &mut Tx<'_>, call: &Call, id: HiringId, contest: &HiringContest) -> Result<Hiring> {
    let before = look_at(tx, call, id)?;
    let now = tx.now;
    if !store::contest(tx, id, call.actor.organisation, &contest.reason, now)? {
        let fault = if before.withdrawn_at.is_some() {
            faults::hiring_withdrawn()
        } else {
            faults::hiring_contested()
        };
        return Err(Error::conflict(fault).at(address(id)));
    }
    let hiring = look_at(tx, call, id)?;
    happened(tx, call, "create_hiring_contest", &events::contested(&hiring))?;
    Ok(hiring)
}

/// Withdraws a contest that the caller's organisation, or one below it, filed in error.
///
/// # Errors
/// The caller is not told of the hiring, or did not contest it; or that, or the hiring, was withdrawn before.
pub(super) fn withdraw_contest(
    tx: &mut Tx<'_>,
    call: &Call,
    id: HiringId,
    why: &ContestWithdrawal,
) -> Result<Hiring> {
    let before = look_at(tx, call, id)?;
    let (own, now) = (organisations::below(tx, call.actor.organisation)?, tx.now);
    if !store::withdraw_contest(tx, id, &own, &why.reason, now)? {
        let fault = if before.withdrawn_at.is_some() {
            faults::hiring_withdrawn()
        } else {
            faults::hiring_not_contested()
        };
        return Err(Error::conflict(fault).at(address(id)));
    }
    let hiring = look_at(tx, call, id)?;
    happened(tx, call, "create_hiring_contest_withdrawal", &events::contest_withdrawn(&hiring))?;
    Ok(hiring)
}

/// Withdraws a hiring: its employment, as it is believed now and wherever that is, never was, nor was any
/// that its employer recorded by the sight that it gave: since then, at whichever of its organisations, and
/// by no other hiring that stands.
///
/// # Errors
/// There is none, or it was withdrawn before.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    call: &Call,
    id: HiringId,
    withdrawal: &HiringWithdrawal,
) -> Result<Hiring> {
    let before = look_at(tx, call, id)?;
    let (by, now) = (call.actor.client, tx.now);
    if !store::withdraw(tx, id, by, &withdrawal.reason, now)? {
        return Err(Error::conflict(faults::hiring_withdrawn()).at(address(id)));
    }
    let hiring = look_at(tx, call, id)?;
    happened(tx, call, "create_hiring_withdrawal", &events::withdrawn(&hiring))?;
    for employment in recorded_by_sight(tx, &before)? {
        let how = Withdrawal::Voided;
        employments::withdraw(tx, &employment, how, &withdrawal.reason, by, None, now)?;
        reviews::raise(tx, FactKind::Employment, employment.id.0, Cause::Voided, None)?;
        record(tx, &[crate::workers::events::voided(&employment)])?;
    }
    Ok(hiring)
}

/// The employments, as they are believed now, that a hiring recorded and that its employer recorded because
/// it saw the worker by that.
fn recorded_by_sight(conn: &mut Conn, hiring: &Hiring) -> Result<Vec<Employment>> {
    let records = crate::workers::records_of_person(conn, hiring.worker_id)?;
    let mut found = employments::recorded_since(conn, &records, hiring.recorded_at)?;
    // An organisation hires for those below it as well; then both see the worker.
    let recorders = clients::of_organisations(conn, hiring.organisation_id, hiring.recorded_by)?;
    found.retain(|(_, first)| {
        let is_by_sight = first.recorded_at >= hiring.recorded_at && recorders.contains(&first.recorded_by);
        is_by_sight || first.id == hiring.employment_id
    });
    let firsts: Vec<_> = found.iter().map(|(_, first)| first.id).collect();
    let of_others = store::employments_of_others(conn, hiring.id, &firsts)?;
    Ok(found.into_iter().filter(|(_, first)| !of_others.contains(&first.id)).map(|(now, _)| now).collect())
}

pub(super) fn address(id: HiringId) -> String {
    format!("/api/v1/hirings/{id}")
}
