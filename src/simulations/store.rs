//! KEEPS: simulations, and what they found for each worker.

use diesel::prelude::*;

use super::model::{Simulation, SimulationChange, SimulationStatus};
use crate::db::schema::{rule_set_simulation_changes as changes, rule_set_simulations as simulations};
use crate::db::{Conn, Tx, each};
use crate::error::Result;
use crate::jobs::{RunnerId, SILENCE};
use crate::values::{Moment, SimulationId, WorkerId};

/// The simulation while a process is at work on it.
macro_rules! own {
    ($id:expr, $runner:expr) => {
        simulations::table
            .find($id)
            .filter(simulations::status.eq(SimulationStatus::Running))
            .filter(simulations::runner.eq($runner))
    };
}

pub(super) fn find(conn: &mut Conn, id: SimulationId) -> Result<Option<Simulation>> {
    Ok(
        each!(conn, c => simulations::table.find(id).select(Simulation::as_select()).get_result(c).optional()?),
    )
}

/// A simulation and what it found, as it is kept.
pub(super) fn find_with_result(
    conn: &mut Conn,
    id: SimulationId,
) -> Result<Option<(Simulation, Option<String>)>> {
    let kept = simulations::table.find(id);
    Ok(
        each!(conn, c => kept.select((Simulation::as_select(), simulations::result)).get_result(c).optional()?),
    )
}

/// Simulations in the order in which they were asked for.
pub(super) fn list(
    conn: &mut Conn,
    status: Option<SimulationStatus>,
    after: Option<SimulationId>,
    limit: i64,
) -> Result<Vec<Simulation>> {
    let mut query =
        simulations::table.select(Simulation::as_select()).order(simulations::id).limit(limit).into_boxed();
    if let Some(status) = status {
        query = query.filter(simulations::status.eq(status));
    }
    if let Some(after) = after {
        query = query.filter(simulations::id.gt(after));
    }
    Ok(query.load(conn)?)
}

pub(super) fn insert(tx: &mut Tx<'_>, simulation: &Simulation) -> Result<()> {
    diesel::insert_into(simulations::table).values(simulation).execute(tx.conn())?;
    Ok(())
}

/// Cancels a simulation that has not ended. Whether it had not.
pub(super) fn cancel(tx: &mut Tx<'_>, id: SimulationId, now: Moment) -> Result<bool> {
    let open = simulations::table
        .find(id)
        .filter(simulations::status.eq_any([SimulationStatus::Queued, SimulationStatus::Running]));
    let set = (
        simulations::status.eq(SimulationStatus::Cancelled),
        simulations::finished_at.eq(now),
        simulations::runner.eq(None::<RunnerId>),
    );
    Ok(diesel::update(open).set(set).execute(tx.conn())? == 1)
}

/// The first simulation that waits, or whose process is gone, now taken by a process that works on no other.
pub(super) fn claim(tx: &mut Tx<'_>, runner: RunnerId, now: Moment) -> Result<Option<Simulation>> {
    // An embedded database has one server, so whoever else was at work is gone; on PostgreSQL it shows by its
    // silence.
    let is_shared = matches!(tx.conn(), Conn::Postgres(_));
    let mut open = simulations::table
        .select((simulations::id, simulations::attempts))
        .order(simulations::id)
        .filter(simulations::status.eq_any([SimulationStatus::Queued, SimulationStatus::Running]))
        .into_boxed();
    if is_shared {
        let silent = simulations::heartbeat_at.lt(now.plus_seconds(-SILENCE));
        open = open.filter(simulations::runner.is_null().or(simulations::runner.eq(runner)).or(silent));
    }
    let Some((id, attempts)): Option<(SimulationId, i32)> = open.first(tx.conn()).optional()? else {
        return Ok(None);
    };
    let set = (
        simulations::status.eq(SimulationStatus::Running),
        simulations::runner.eq(runner),
        simulations::heartbeat_at.eq(now),
        simulations::started_at.eq(now),
        simulations::attempts.eq(attempts + 1),
        simulations::processed.eq(0),
        simulations::total.eq(None::<i32>),
    );
    // Of two processes that found it the transactions let one through.
    diesel::update(simulations::table.find(id)).set(set).execute(tx.conn())?;
    find(tx, id)
}

/// Lets a simulation wait again, because its process is about to end; that is no failed attempt.
pub(super) fn lay_down(tx: &mut Tx<'_>, id: SimulationId, runner: RunnerId, attempts: i32) -> Result<()> {
    let set = (
        simulations::status.eq(SimulationStatus::Queued),
        simulations::runner.eq(None::<RunnerId>),
        simulations::attempts.eq(attempts - 1),
    );
    diesel::update(own!(id, runner)).set(set).execute(tx.conn())?;
    Ok(())
}

/// Says that a process is still at work on a simulation, and how far it is. Whether it still may be.
pub(super) fn beat(
    tx: &mut Tx<'_>,
    id: SimulationId,
    runner: RunnerId,
    (processed, total): (i32, Option<i32>),
    now: Moment,
) -> Result<bool> {
    let set = (
        simulations::heartbeat_at.eq(now),
        simulations::processed.eq(processed),
        simulations::total.eq(total),
    );
    Ok(diesel::update(own!(id, runner)).set(set).execute(tx.conn())? == 1)
}

/// Keeps what a simulation found. Whether it was still wanted.
pub(super) fn complete(
    tx: &mut Tx<'_>,
    id: SimulationId,
    runner: RunnerId,
    total: i32,
    result: &str,
    now: Moment,
) -> Result<bool> {
    let set = (
        simulations::status.eq(SimulationStatus::Completed),
        simulations::processed.eq(total),
        simulations::total.eq(total),
        simulations::result.eq(result),
        simulations::finished_at.eq(now),
    );
    Ok(diesel::update(own!(id, runner)).set(set).execute(tx.conn())? == 1)
}

/// Ends a simulation that could not be finished. Whether this process was still at work on it.
pub(super) fn fail(
    tx: &mut Tx<'_>,
    id: SimulationId,
    runner: RunnerId,
    reason: &str,
    now: Moment,
) -> Result<bool> {
    let set = (
        simulations::status.eq(SimulationStatus::Failed),
        simulations::failure.eq(reason),
        simulations::finished_at.eq(now),
    );
    Ok(diesel::update(own!(id, runner)).set(set).execute(tx.conn())? == 1)
}

pub(super) fn insert_changes(tx: &mut Tx<'_>, found: &[SimulationChange]) -> Result<()> {
    each!(tx.conn(), c => diesel::insert_into(changes::table).values(found).execute(c)?);
    Ok(())
}

/// Deletes some of what a simulation found, at most so many. Whether there may be more. What is completed, or
/// another process works on, is left alone.
pub(super) fn delete_changes(tx: &mut Tx<'_>, id: SimulationId, runner: RunnerId, most: i64) -> Result<bool> {
    let ended = simulations::status.eq_any([SimulationStatus::Cancelled, SimulationStatus::Failed]);
    let own = simulations::status.eq(SimulationStatus::Running).and(simulations::runner.eq(runner));
    let free = simulations::table.find(id).filter(ended.or(own.assume_not_null())).select(simulations::id);
    let free: Option<SimulationId> = free.first(tx.conn()).optional()?;
    if free.is_none() {
        return Ok(false);
    }
    let own = changes::table.filter(changes::simulation_id.eq(id));
    let next: Option<WorkerId> = own
        .select(changes::worker_id)
        .order(changes::worker_id)
        .offset(most)
        .limit(1)
        .first(tx.conn())
        .optional()?;
    let some = diesel::delete(changes::table).filter(changes::simulation_id.eq(id)).into_boxed();
    match next {
        Some(next) => some.filter(changes::worker_id.lt(next)).execute(tx.conn())?,
        None => some.execute(tx.conn())?,
    };
    Ok(next.is_some())
}

/// What a simulation found for each worker, in the order of their ids.
pub(super) fn list_changes(
    conn: &mut Conn,
    id: SimulationId,
    after: Option<WorkerId>,
    limit: i64,
) -> Result<Vec<SimulationChange>> {
    let mut query = changes::table
        .filter(changes::simulation_id.eq(id))
        .select(SimulationChange::as_select())
        .order(changes::worker_id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(changes::worker_id.gt(after));
    }
    Ok(query.load(conn)?)
}
