//! KEEPS: finds many workers at once, for files that name them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::WorkerStatus;
use super::store;
use crate::db::Conn;
use crate::db::schema::workers;
use crate::error::Result;
use crate::values::WorkerId;

/// As much of a worker as says whether something may be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The record in use, where another one was merged into it; otherwise the record itself.
    pub id: WorkerId,
    /// Whether it takes facts.
    pub is_active: bool,
}

/// The workers with these hashes of their IDNPs, under the records that are in use.
///
/// # Errors
/// The database cannot be read.
pub fn by_hashes(conn: &mut Conn, hashes: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, Named>> {
    let columns = (workers::idnp_hash, workers::id, workers::status);
    let mut found: Vec<(Vec<u8>, WorkerId, WorkerStatus)> = Vec::with_capacity(hashes.len());
    match conn {
        // One prepared statement many times: a list would be compiled anew each time.
        Conn::Sqlite(c) => {
            for hash in hashes {
                found.extend(workers::table.filter(workers::idnp_hash.eq(hash)).select(columns).get_result(c).optional()?);
            }
        }
        Conn::Postgres(c) => found = workers::table.filter(workers::idnp_hash.eq_any(hashes)).select(columns).load(c)?,
    }
    found.into_iter().map(|(hash, id, status)| Ok((hash, in_use(conn, id, status)?))).collect()
}

/// The workers with these ids. A record that was merged into another one takes no facts itself.
///
/// # Errors
/// The database cannot be read.
pub fn by_ids(conn: &mut Conn, ids: &[WorkerId]) -> Result<HashMap<WorkerId, Named>> {
    let found = statuses(conn, ids)?;
    Ok(found.into_iter().map(|(id, status)| (id, Named { id, is_active: status == WorkerStatus::Active })).collect())
}

/// Whether all of these are on the register and take facts.
///
/// # Errors
/// The database cannot be read.
pub fn all_active(conn: &mut Conn, ids: &[WorkerId]) -> Result<bool> {
    let found = statuses(conn, ids)?;
    Ok(found.len() == ids.len() && found.iter().all(|(_, status)| *status == WorkerStatus::Active))
}

fn statuses(conn: &mut Conn, ids: &[WorkerId]) -> Result<Vec<(WorkerId, WorkerStatus)>> {
    let columns = (workers::id, workers::status);
    match conn {
        Conn::Sqlite(c) => {
            let mut found = Vec::with_capacity(ids.len());
            for id in ids {
                found.extend(workers::table.find(id).select(columns).get_result::<(WorkerId, WorkerStatus)>(c).optional()?);
            }
            Ok(found)
        }
        Conn::Postgres(c) => Ok(workers::table.filter(workers::id.eq_any(ids)).select(columns).load(c)?),
    }
}

fn in_use(conn: &mut Conn, id: WorkerId, status: WorkerStatus) -> Result<Named> {
    let (mut id, mut status) = (id, status);
    while status == WorkerStatus::Merged {
        let Some(survivor) = store::find(conn, id)?.and_then(|worker| worker.merged_into) else { break };
        let Some(worker) = store::find(conn, survivor)? else { break };
        (id, status) = (survivor, worker.status);
    }
    Ok(Named { id, is_active: status == WorkerStatus::Active })
}
