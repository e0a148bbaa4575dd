//! KEEPS: numbers of people that were recorded in error, and whom they led to until that was known.

use diesel::prelude::*;

use super::faults;
use super::model::{IdnpId, Worker};
use super::store;
use crate::db::conflict::Unique;
use crate::db::schema::{withdrawn_idnps as withdrawn, workers};
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Result};
use crate::keys::Keys;
use crate::values::{ClientId, Idnp, Moment, Note, WorkerId};

const ONCE: Unique = Unique { name: "withdrawn_idnps_pkey", columns: "withdrawn_idnps.id" };

/// A worker by the keyed hash of the IDNP as it was known at a moment, whoever asks.
///
/// # Errors
/// The database cannot be read.
pub fn find_by_hash_at(conn: &mut Conn, hash: &[u8], known_at: Moment) -> Result<Option<Worker>> {
    let then = withdrawn::table
        .filter(withdrawn::idnp_hash.eq(hash))
        .filter(withdrawn::recorded_at.le(known_at))
        .filter(withdrawn::withdrawn_at.gt(known_at))
        .select(withdrawn::worker_id);
    let then: Option<WorkerId> = each!(conn, c => then.get_result(c).optional()?);
    if let Some(worker) = then {
        return store::find(conn, worker);
    }
    let Some(worker) = store::find_by_hash(conn, hash)? else { return Ok(None) };
    // The number that it has now may have been another one's, or nobody's, then.
    let since = last_withdrawn(conn, worker.id)?.map_or(worker.created_at, |(_, moment)| moment);
    Ok(Some(worker).filter(|_| since <= known_at))
}

/// The number of a record, as a fact that awards rest on: the first has the record's id.
pub(super) fn present(conn: &mut Conn, worker: WorkerId) -> Result<IdnpId> {
    Ok(last_withdrawn(conn, worker)?.map_or(IdnpId(worker.0), |(id, _)| id))
}

/// The number that took the place of the last one that was withdrawn, and when it did.
fn last_withdrawn(conn: &mut Conn, worker: WorkerId) -> Result<Option<(IdnpId, Moment)>> {
    let last = withdrawn::table
        .filter(withdrawn::worker_id.eq(worker))
        .order(withdrawn::withdrawn_at.desc())
        .select((withdrawn::superseded_by, withdrawn::withdrawn_at))
        .limit(1);
    Ok(each!(conn, c => last.get_result(c).optional()?))
}

/// Numbers of these records withdrawn since a moment, in that order, and what took their place.
pub(super) fn withdrawn_since(
    conn: &mut Conn,
    records: &[WorkerId],
    since: Moment,
) -> Result<Vec<(IdnpId, IdnpId)>> {
    let later = withdrawn::table
        .filter(withdrawn::worker_id.eq_any(records))
        .filter(withdrawn::withdrawn_at.gt(since))
        .order((withdrawn::withdrawn_at, withdrawn::id));
    Ok(later.select((withdrawn::id, withdrawn::superseded_by)).load(conn)?)
}

/// Whether a record is found by its number, and not only its person's other record is.
pub(super) fn is_own(conn: &mut Conn, worker: WorkerId) -> Result<bool> {
    let hash: Vec<u8> = workers::table.find(worker).select(workers::idnp_hash).get_result(conn)?;
    Ok(hash.len() != IdnpId::default().0.as_bytes().len())
}

/// The number that a record is given.
pub(super) struct CorrectIdnp<'a> {
    pub idnp: &'a Idnp,
    /// Whether it is that of the person's other record, to which alone it leads.
    pub is_shared: bool,
    /// Why the one before was recorded in error.
    pub reason: &'a Note,
    /// The client that corrects.
    pub by: ClientId,
}

/// Gives a record another number than the one that was recorded in error: which is free from now on, and
/// leads nowhere. The facts that the two numbers are.
pub(super) fn correct(
    tx: &mut Tx<'_>,
    keys: &Keys,
    worker: WorkerId,
    new: &CorrectIdnp<'_>,
) -> Result<(IdnpId, IdnpId)> {
    let now = tx.now;
    let columns = (workers::idnp_hash, workers::idnp_sealed, workers::idnp_last4, workers::created_at);
    let (hash, sealed, last4, created_at): (Vec<u8>, Vec<u8>, String, Moment) =
        workers::table.find(worker).select(columns).get_result(tx.conn())?;
    let last = last_withdrawn(tx, worker)?;
    let (before, since) = last.unwrap_or((IdnpId(worker.0), created_at));
    let after = IdnpId::new();
    let row = (
        withdrawn::id.eq(before),
        withdrawn::worker_id.eq(worker),
        withdrawn::idnp_hash.eq(hash),
        withdrawn::idnp_sealed.eq(sealed),
        withdrawn::idnp_last4.eq(last4),
        withdrawn::recorded_at.eq(since),
        withdrawn::withdrawn_at.eq(now),
        withdrawn::withdrawn_by.eq(new.by),
        withdrawn::withdrawal_reason.eq(new.reason),
        withdrawn::superseded_by.eq(after),
    );
    match diesel::insert_into(withdrawn::table).values(row).execute(tx.conn()) {
        Ok(_) => {}
        // Corrected by another call at the same moment.
        Err(error) if ONCE.is_broken_by(&error) => {
            return Err(Error::conflict(faults::changed_meanwhile()).raced());
        }
        Err(error) => return Err(error.into()),
    }
    // A hash that no number has, so that nothing finds the record.
    let hash = if new.is_shared { after.0.as_bytes().to_vec() } else { keys.idnp_hash(new.idnp) };
    let corrected = diesel::update(workers::table.find(worker)).set((
        workers::idnp_hash.eq(hash),
        workers::idnp_sealed.eq(keys.seal_idnp(new.idnp, worker)?),
        workers::idnp_last4.eq(new.idnp.last4()),
        workers::updated_at.eq(now),
    ));
    match corrected.execute(tx.conn()) {
        Ok(_) => Ok((before, after)),
        Err(error) if store::is_known(&error) => Err(store::known_idnp().raced()),
        Err(error) => Err(error.into()),
    }
}
