//! DOES: closes records from a day on, corrects that day, and opens records that were closed in error.

use super::actions::address;
use super::closures::{self, Closing, Closure};
use super::model::{Deactivation, DeactivationCorrection, DeactivationWithdrawal, Worker};
use super::{events, faults, store};
use crate::call::Call;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::happened;
use crate::values::{self, Day, WorkerId};

/// Change of the first day on which a record is closed: none where it is open.
#[derive(Debug, Clone, Copy)]
pub struct ClosingChange {
    /// The record.
    pub worker: WorkerId,
    /// The day that was believed.
    pub before: Option<Day>,
    /// The day that is believed now.
    pub after: Option<Day>,
}

/// Those who rest on whether a record was open on a day: told in the same transaction.
#[derive(Clone, Copy)]
pub struct ClosingListener(pub fn(&mut Tx<'_>, &ClosingChange) -> Result<()>);

/// Closes a record.
///
/// # Errors
/// It is closed already, or the day is yet to come.
pub(super) fn deactivate(
    tx: &mut Tx<'_>,
    call: &Call,
    id: WorkerId,
    why: &Deactivation,
    listener: ClosingListener,
) -> Result<Worker> {
    let worker = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    worker.takes_facts().map_err(Error::conflict)?;
    let from = why.effective_on.unwrap_or(call.today);
    check(from, call.today)?;
    let now = tx.now;
    closures::close(tx, id, Closing::From(from), &why.reason, call.actor.client, now)?;
    (listener.0)(tx, &ClosingChange { worker: id, before: None, after: Some(from) })?;
    happened(tx, call, "create_worker_deactivation", &events::deactivated(id, from))?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// Corrects the first day on which a record is closed.
///
/// # Errors
/// It is open, or merged into another one; the day is yet to come, or is the one that is believed.
pub(super) fn correct(
    tx: &mut Tx<'_>,
    call: &Call,
    id: WorkerId,
    correction: &DeactivationCorrection,
    listener: ClosingListener,
) -> Result<Worker> {
    let (closure, before) = closed(tx, id)?;
    let from = correction.effective_on;
    check(from, call.today)?;
    if from == before {
        return Err(Error::fault("/effectiveOn", faults::closing_unchanged(before)));
    }
    let now = tx.now;
    if !closures::correct(tx, &closure, from, &correction.reason, call.actor.client, now)? {
        return Err(Error::conflict(faults::closed_meanwhile()).raced());
    }
    (listener.0)(tx, &ClosingChange { worker: id, before: Some(before), after: Some(from) })?;
    let happening = events::deactivation_corrected(id, from);
    happened(tx, call, "create_worker_deactivation_correction", &happening)?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// Opens a record that was closed in error.
///
/// # Errors
/// It is open, or merged into another one.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    call: &Call,
    id: WorkerId,
    why: &DeactivationWithdrawal,
    listener: ClosingListener,
) -> Result<Worker> {
    let (closure, before) = closed(tx, id)?;
    let now = tx.now;
    if !closures::withdraw(tx, &closure, &why.reason, call.actor.client, now)? {
        return Err(Error::conflict(faults::closed_meanwhile()).raced());
    }
    (listener.0)(tx, &ClosingChange { worker: id, before: Some(before), after: None })?;
    let happening = events::deactivation_withdrawn(id, before);
    happened(tx, call, "create_worker_deactivation_withdrawal", &happening)?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// The deactivation of a record, with its first day.
fn closed(tx: &mut Tx<'_>, id: WorkerId) -> Result<(Closure, Day)> {
    let now = tx.now;
    store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let fault = match closures::closed_at(tx, id, now)? {
        None => faults::not_closed(),
        Some(closure) => match (closure.effective_on, closure.merged_into) {
            (Some(from), _) => return Ok((closure, from)),
            (None, Some(survivor)) => faults::closed_by_merge(survivor),
            (None, None) => faults::not_closed(),
        },
    };
    Err(Error::conflict(fault).at(address(id)))
}

fn check(from: Day, today: Day) -> Result<()> {
    if from <= today {
        return Ok(());
    }
    Err(Error::fault("/effectiveOn", values::faults::day_in_future(today)))
}
