//! DOES: records absences, corrects them, and withdraws those that never were.

use super::model::{Absence, AbsenceCorrection, NewAbsence};
use super::{events, store};
use crate::call::Call;
use crate::db::{Conn, Tx};
use crate::error::{Error, Faults, Result};
use crate::events::happened;
use crate::http::FactPage;
use crate::reviews::{self, Cause, FactKind};
use crate::values::{self, AbsenceId, Void, Withdrawal, WorkerId};
use crate::workers::actions::{look_at, may_employ_at};
use crate::workers::{faults, find_seen, records_of_person, sight};

/// Records an absence of a worker whom the caller sees.
///
/// # Errors
/// The worker is out of sight or its record closed, the absence has faults, or one that says the same is
/// believed (the conflict names it).
pub(super) fn record(tx: &mut Tx<'_>, call: &Call, worker: WorkerId, new: &NewAbsence) -> Result<Absence> {
    let sight = sight(tx, call)?;
    let found = find_seen(tx, worker, &sight)?.ok_or_else(Error::not_found)?;
    found.takes_facts().map_err(Error::conflict)?;
    check_days(new, "")?;
    let absence = believed_from_now(tx, call, worker, new);
    keep(tx, &absence)?;
    happened(tx, call, "create_absence", &events::recorded(&absence))?;
    Ok(absence)
}

/// Corrects an absence by another one that supersedes it; its end is a correction as well.
///
/// # Errors
/// It is out of reach or withdrawn already, or the correction has faults or says what another one says.
pub(super) fn correct(
    tx: &mut Tx<'_>,
    call: &Call,
    id: AbsenceId,
    correction: &AbsenceCorrection,
) -> Result<Absence> {
    let before = own(tx, call, id)?;
    check_days(&correction.absence, "/absence")?;
    let stated = believed_from_now(tx, call, before.worker_id, &correction.absence);
    // Whoever corrects it, it stays that of the organisation that recorded it.
    let organisation_id = before.organisation_id;
    let after = Absence { organisation_id, supersedes: Some(id), ..stated };
    let is_believed = before.withdrawn_at.is_none();
    if is_believed && after.said() == before.said() && after.legal_basis == before.legal_basis {
        return Err(Error::fault("/absence", values::faults::nothing_corrected()));
    }
    // First of all, so that what it corrects is not what it is compared with.
    let withdrawn = store::AbsenceWithdrawal {
        how: Withdrawal::Corrected,
        reason: &correction.reason,
        by: call.actor.client,
        superseded_by: Some(after.id),
    };
    withdraw(tx, &before, &withdrawn)?;
    let sight = sight(tx, call)?;
    let is_seen = find_seen(tx, before.worker_id, &sight)?.is_some();
    // Of somebody who has left, the former employer is not told of others' facts.
    keep(tx, &after).map_err(|error| if is_seen { error } else { error.nowhere() })?;
    reviews::raise(tx, FactKind::Absence, id.0, Cause::Corrected, Some(after.id.0))?;
    happened(tx, call, "create_absence_correction", &events::corrected(&after))?;
    Ok(after)
}

/// Withdraws an absence that never was.
///
/// # Errors
/// It is out of reach, or withdrawn already.
pub(super) fn void(tx: &mut Tx<'_>, call: &Call, id: AbsenceId, void: &Void) -> Result<Absence> {
    let absence = own(tx, call, id)?;
    let withdrawn = store::AbsenceWithdrawal {
        how: Withdrawal::Voided,
        reason: &void.reason,
        by: call.actor.client,
        superseded_by: None,
    };
    withdraw(tx, &absence, &withdrawn)?;
    reviews::raise(tx, FactKind::Absence, id.0, Cause::Voided, None)?;
    happened(tx, call, "create_absence_void", &events::voided(&absence))?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// The absence, for a caller that sees its worker.
///
/// # Errors
/// It does not exist, or is out of sight.
pub(super) fn look_at_absence(conn: &mut Conn, call: &Call, id: AbsenceId) -> Result<Absence> {
    let absence = store::find(conn, id)?.ok_or_else(Error::not_found)?;
    let sight = sight(conn, call)?;
    find_seen(conn, absence.worker_id, &sight)?.map(|_| absence).ok_or_else(Error::not_found)
}

/// Absences of a person, under whichever record.
///
/// # Errors
/// The worker's record is out of sight, closed or merged.
pub(super) fn list(
    conn: &mut Conn,
    call: &Call,
    worker: WorkerId,
    page: FactPage<AbsenceId>,
    limit: i64,
) -> Result<Vec<Absence>> {
    let sight = sight(conn, call)?;
    look_at(conn, worker, &sight)?;
    let records = records_of_person(conn, worker)?;
    store::list(conn, &records, page, limit)
}

fn check_days(new: &NewAbsence, at: &str) -> Result<()> {
    let mut faults = Faults::default();
    let is_ordered = new.valid_until.is_none_or(|until| new.valid_from <= until);
    faults.require(is_ordered, &format!("{at}/validUntil"), values::faults::ends_before_it_begins());
    faults.check()
}

/// The absence, for whose organisation or for the registrar to put right.
fn own(tx: &mut Tx<'_>, call: &Call, id: AbsenceId) -> Result<Absence> {
    let absence = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    if may_employ_at(tx, &call.actor, absence.organisation_id)? {
        Ok(absence)
    } else {
        Err(Error::not_found())
    }
}

fn believed_from_now(tx: &Tx<'_>, call: &Call, worker: WorkerId, new: &NewAbsence) -> Absence {
    Absence::stated(worker, new, call.actor.organisation, call.actor.client, tx.now)
}

/// Keeps an absence, unless one that says the same is believed of the person.
fn keep(tx: &mut Tx<'_>, absence: &Absence) -> Result<()> {
    let records = records_of_person(tx, absence.worker_id)?;
    if let Some(first) = store::find_equal(tx, &records, absence)? {
        return Err(Error::conflict(faults::absence_known()).at(address(first)));
    }
    store::insert(tx, absence)
}

/// Withdraws an absence that is believed until now.
fn withdraw(tx: &mut Tx<'_>, absence: &Absence, withdrawn: &store::AbsenceWithdrawal<'_>) -> Result<()> {
    let now = tx.now;
    if store::withdraw(tx, absence, withdrawn, now)? {
        return Ok(());
    }
    let last = absence.superseded_by.unwrap_or(absence.id);
    Err(Error::conflict(faults::absence_withdrawn()).at(address(last)))
}

pub(super) fn address(id: AbsenceId) -> String {
    format!("/api/v1/absences/{id}")
}
