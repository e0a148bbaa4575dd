//! KEEPS: simulations, and what they found for each worker.

use diesel::prelude::*;

use super::model::{Simulation, SimulationChange, SimulationStatus};
use crate::db::schema::{rule_set_simulation_changes as changes, rule_set_simulations as simulations};
use crate::db::{Conn, Tx, each};
use crate::error::Result;
use crate::jobs::Failure;
use crate::values::{SimulationId, WorkerId};

pub(super) fn find(conn: &mut Conn, id: SimulationId) -> Result<Option<Simulation>> {
    Ok(each!(
        conn, c => simulations::table.find(id).select(Simulation::as_select()).get_result(c).optional()?
    ))
}

/// A simulation and what it found, as it is kept.
pub(super) fn find_with_result(
    conn: &mut Conn,
    id: SimulationId,
) -> Result<Option<(Simulation, Option<String>)>> {
    let kept = simulations::table.find(id);
    Ok(each!(
        conn, c => kept.select((Simulation::as_select(), simulations::result)).get_result(c).optional()?
    ))
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
pub(super) fn cancel(tx: &mut Tx<'_>, id: SimulationId) -> Result<bool> {
    let open = simulations::table
        .find(id)
        .filter(simulations::status.eq_any([SimulationStatus::Queued, SimulationStatus::Running]));
    let set = (simulations::status.eq(SimulationStatus::Cancelled), simulations::finished_at.eq(tx.now));
    Ok(diesel::update(open).set(set).execute(tx.conn())? == 1)
}

/// Says that a simulation waits again.
pub(super) fn wait(tx: &mut Tx<'_>, id: SimulationId) -> Result<()> {
    let set = simulations::status.eq(SimulationStatus::Queued);
    diesel::update(simulations::table.find(id)).set(set).execute(tx.conn())?;
    Ok(())
}

/// Says that the work on a simulation begins, the first time or anew.
pub(super) fn begin(tx: &mut Tx<'_>, id: SimulationId) -> Result<()> {
    let set = (
        simulations::status.eq(SimulationStatus::Running),
        simulations::started_at.eq(tx.now),
        simulations::processed.eq(0),
        simulations::total.eq(None::<i32>),
    );
    diesel::update(simulations::table.find(id)).set(set).execute(tx.conn())?;
    Ok(())
}

/// Says how far a simulation is.
pub(super) fn progress(tx: &mut Tx<'_>, id: SimulationId, processed: i32, total: i32) -> Result<()> {
    let set = (simulations::processed.eq(processed), simulations::total.eq(total));
    diesel::update(simulations::table.find(id)).set(set).execute(tx.conn())?;
    Ok(())
}

/// Keeps what a simulation found.
pub(super) fn complete(tx: &mut Tx<'_>, id: SimulationId, total: i32, result: &str) -> Result<()> {
    let set = (
        simulations::status.eq(SimulationStatus::Completed),
        simulations::processed.eq(total),
        simulations::total.eq(total),
        simulations::result.eq(result),
        simulations::finished_at.eq(tx.now),
    );
    diesel::update(simulations::table.find(id)).set(set).execute(tx.conn())?;
    Ok(())
}

/// Ends a simulation that could not be finished.
pub(super) fn fail(tx: &mut Tx<'_>, id: SimulationId, failure: &Failure) -> Result<()> {
    let set = (
        simulations::status.eq(SimulationStatus::Failed),
        simulations::failure.eq(failure),
        simulations::finished_at.eq(tx.now),
    );
    diesel::update(simulations::table.find(id)).set(set).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_changes(tx: &mut Tx<'_>, found: &[SimulationChange]) -> Result<()> {
    each!(tx.conn(), c => diesel::insert_into(changes::table).values(found).execute(c)?);
    Ok(())
}

/// A simulation that was cancelled or failed, and of which something that it found is still kept.
pub(super) fn left_behind(conn: &mut Conn) -> Result<Option<SimulationId>> {
    let ended = simulations::status.eq_any([SimulationStatus::Cancelled, SimulationStatus::Failed]);
    let found = changes::table.filter(changes::simulation_id.eq(simulations::id));
    let left = simulations::table.filter(ended).filter(diesel::dsl::exists(found));
    Ok(left.select(simulations::id).first(conn).optional()?)
}

/// Deletes some of what a simulation found, at most so many. Whether there may be more.
pub(super) fn delete_changes(tx: &mut Tx<'_>, id: SimulationId, most: i64) -> Result<bool> {
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

/// The changes that a simulation found, in the order of the workers' ids.
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
