//! DOES: records suspensions and withdraws those that never were.

use super::model::{NewSuspension, Suspension};
use super::{events, store};
use crate::call::Call;
use crate::db::{Conn, Tx};
use crate::error::{Error, Faults, Result};
use crate::events::happened;
use crate::qualifications::faults;
use crate::values;
use crate::values::{SuspensionId, Void, WorkerId};
use crate::workers::{self, Sight, Worker};

/// Records a suspension.
///
/// # Errors
/// It has faults; all are named.
pub(super) fn suspend(tx: &mut Tx<'_>, call: &Call, new: &NewSuspension) -> Result<Suspension> {
    let mut faults = Faults::default();
    match workers::find(tx, new.worker_id)?.as_ref().map(Worker::takes_facts) {
        None => faults.add("/workerId", workers::faults::unknown()),
        Some(Err(expected)) => faults.add("/workerId", expected),
        Some(Ok(())) => {}
    }
    let is_ordered = new.valid_until.is_none_or(|until| new.valid_from <= until);
    faults.require(is_ordered, "/validUntil", values::faults::ends_before_it_begins());
    faults.check()?;
    let suspension = Suspension::stated(new, call.actor.organisation, call.actor.client, tx.now);
    store::insert(tx, &suspension)?;
    happened(tx, call, "create_suspension", &events::recorded(&suspension))?;
    Ok(suspension)
}

/// Withdraws a suspension that never was, or not for these days.
///
/// # Errors
/// It does not exist, or was withdrawn before.
pub(super) fn void(tx: &mut Tx<'_>, call: &Call, id: SuspensionId, void: &Void) -> Result<Suspension> {
    let suspension = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let now = tx.now;
    if !store::void(tx, &suspension, &void.reason, call.actor.client, now)? {
        return Err(Error::conflict(faults::suspension_withdrawn()).at(address(id)));
    }
    happened(tx, call, "create_suspension_void", &events::voided(&suspension))?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
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
    after: Option<SuspensionId>,
    limit: i64,
) -> Result<Vec<Suspension>> {
    let sight = workers::sight(conn, call)?;
    if sight != Sight::Everyone {
        let worker =
            worker.ok_or_else(|| Error::fault("workerId", workers::faults::required_of_employer()))?;
        workers::find_seen(conn, worker, &sight)?.ok_or_else(Error::not_found)?;
    }
    let records = worker.map(|worker| workers::records_of_person(conn, worker)).transpose()?;
    store::list(conn, records.as_deref(), after, limit)
}

pub(super) fn address(id: SuspensionId) -> String {
    format!("/api/v1/suspensions/{id}")
}
