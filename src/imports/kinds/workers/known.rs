//! People on the register whom rows of a staff list name.

use std::collections::HashMap;

use super::parsed::ParsedRow;
use crate::db::Conn;
use crate::error::Result;
use crate::imports::faults;
use crate::imports::kinds::ImportContext;
use crate::tables::Finding;
use crate::values::WorkerId;
use crate::workers::{self, Sight, WorkerSnapshot};

/// The people on the register whom rows that are planned together name.
pub struct KnownPeople {
    by_hash: HashMap<Vec<u8>, WorkerSnapshot>,
    by_id: HashMap<WorkerId, WorkerSnapshot>,
    /// Sight of the caller.
    pub sight: Sight,
}

impl KnownPeople {
    /// Looks them up, all together, by their ids and by the hashes of their IDNPs; with the hash of each row.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn look(
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<(Self, Vec<Option<Vec<u8>>>)> {
        let idnp = |parsed: &ParsedRow| {
            parsed.person.as_ref()?.idnp.as_ref().map(|idnp| context.keys.idnp_hash(idnp))
        };
        let of_rows: Vec<_> = rows.iter().map(|(_, parsed)| idnp(parsed)).collect();
        let mut hashes: Vec<_> = of_rows.iter().flatten().cloned().collect();
        hashes.sort_unstable();
        hashes.dedup();
        let mut ids: Vec<_> = rows.iter().filter_map(|(_, parsed)| parsed.person.as_ref()?.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let by_hash = workers::snapshots_by_hashes(conn, &hashes)?;
        let by_id = workers::snapshots_by_ids(conn, &ids)?;
        Ok((Self { by_hash, by_id, sight: workers::sight(conn, &context.call)? }, of_rows))
    }

    /// The person whom a row names, if there is one. Who is named by the id is one whom the caller sees, or
    /// whose employment is its own.
    ///
    /// # Errors
    /// Nobody, or two people.
    pub fn find(
        &self,
        parsed: &ParsedRow,
        hash: Option<&Vec<u8>>,
    ) -> Result<Option<&WorkerSnapshot>, Finding> {
        let by_idnp = hash.and_then(|hash| self.by_hash.get(hash));
        let id = parsed.person.as_ref().and_then(|person| person.id);
        let Some(id) = id else { return Ok(by_idnp) };
        let is_seen = |kept: &&WorkerSnapshot| kept.is_seen(&self.sight) || kept.is_own(&self.sight);
        let kept = self.by_id.get(&id).filter(is_seen);
        let kept = kept.ok_or_else(|| Finding::at(workers::faults::unknown(), "workerId"))?;
        let is_one = hash.is_none() || by_idnp.is_some_and(|other| other.worker.id == kept.worker.id);
        if is_one { Ok(Some(kept)) } else { Err(Finding::at(faults::worker_contradicts(), "workerId")) }
    }
}
