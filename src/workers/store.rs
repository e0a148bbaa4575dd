//! KEEPS: workers.

use diesel::dsl::{exists, select};
use diesel::prelude::*;

use super::model::{Sight, Worker, WorkerChange, WorkerStatus};
use crate::db::conflict::Unique;
use crate::db::schema::{employments, workers};
use crate::db::{Conn, each, each_row};
use crate::error::{Error, Result};
use crate::values::{Moment, Name, Note, WorkerId};

const IDNP: Unique = Unique { name: "workers_idnp_hash_key", columns: "workers.idnp_hash" };

/// A worker, whoever asks: for rules, never for an answer.
///
/// # Errors
/// The database cannot be read.
pub fn find(conn: &mut Conn, id: WorkerId) -> Result<Option<Worker>> {
    Ok(each!(conn, c => workers::table.find(id).select(Worker::as_select()).get_result(c).optional()?))
}

/// A worker by the keyed hash of the IDNP, whoever asks.
///
/// # Errors
/// The database cannot be read.
pub fn find_by_hash(conn: &mut Conn, hash: &[u8]) -> Result<Option<Worker>> {
    Ok(each!(conn, c => workers::table.filter(workers::idnp_hash.eq(hash)).select(Worker::as_select()).get_result(c).optional()?))
}

/// A worker that the caller sees.
///
/// # Errors
/// The database cannot be read.
pub fn find_seen(conn: &mut Conn, id: WorkerId, sight: &Sight) -> Result<Option<Worker>> {
    if sees(conn, id, sight)? { find(conn, id) } else { Ok(None) }
}

/// Whether the caller sees this worker.
///
/// # Errors
/// The database cannot be read.
pub fn sees(conn: &mut Conn, id: WorkerId, sight: &Sight) -> Result<bool> {
    match sight {
        Sight::Everyone => Ok(true),
        Sight::Nobody => Ok(false),
        Sight::EmployedBy(organisations, day) => {
            // Employed under another record of the same person is employed as well.
            let records = records_of_person(conn, id)?;
            let present = employments::table
                .filter(employments::worker_id.eq_any(records))
                .filter(employments::valid_from.le(*day))
                .filter(employments::valid_until.is_null().or(employments::valid_until.ge(*day)))
                .filter(employments::withdrawn_at.is_null())
                .filter(employments::organisation_id.eq_any(organisations));
            Ok(select(exists(present)).get_result(conn)?)
        }
    }
}

/// As much of a record as tells whether it was in use at a moment.
#[derive(Debug, Clone, Copy, Queryable)]
pub struct Known {
    /// Its id.
    pub id: WorkerId,
    /// Whether it is in use.
    pub status: WorkerStatus,
    /// Since when it has this status.
    pub status_since: Moment,
    /// The record under which it goes on, if it was merged.
    pub merged_into: Option<WorkerId>,
}

/// Hands on every record that was on the register at a moment, in the order of their ids.
///
/// # Errors
/// The database cannot be read.
pub fn each_known(conn: &mut Conn, known_at: Moment, mut take: impl FnMut(Known)) -> Result<()> {
    let known = workers::table.filter(workers::created_at.le(known_at)).order(workers::id).select((
        workers::id,
        workers::status,
        workers::status_since,
        workers::merged_into,
    ));
    each_row!(conn, known, Known, take);
    Ok(())
}

/// The records that had been merged into this one by a moment; their facts are its facts.
///
/// # Errors
/// The database cannot be read.
pub fn absorbed(conn: &mut Conn, survivor: WorkerId, known_at: Moment) -> Result<Vec<WorkerId>> {
    let (mut all, mut level) = (Vec::new(), vec![survivor]);
    // What was merged into a merged record comes with it. There are no circles: only a record in use takes another.
    while !level.is_empty() {
        let merged = workers::table.filter(workers::merged_into.eq_any(&level)).filter(workers::status_since.le(known_at));
        level = merged.select(workers::id).load(conn)?;
        all.extend(&level);
    }
    Ok(all)
}

/// Every record of the person that a record is of: the one under which it goes on, and all that were merged into that.
///
/// # Errors
/// The database cannot be read.
pub fn records_of_person(conn: &mut Conn, id: WorkerId) -> Result<Vec<WorkerId>> {
    let mut survivor = id;
    while let Some(next) = find(conn, survivor)?.and_then(|worker| worker.merged_into) {
        survivor = next;
    }
    let mut records = absorbed(conn, survivor, Moment::from_microsecond(i64::MAX))?;
    records.push(survivor);
    Ok(records)
}

/// What a new worker's row holds beside the defaults of a new record.
pub(super) struct NewRow<'a> {
    pub id: WorkerId,
    pub idnp_hash: &'a [u8],
    pub idnp_sealed: &'a [u8],
    pub idnp_last4: &'a str,
    pub family_name: &'a Name,
    pub given_name: &'a Name,
}

pub(super) fn insert(conn: &mut Conn, new: &NewRow<'_>, now: Moment) -> Result<()> {
    let inserted = diesel::insert_into(workers::table)
        .values((
            workers::id.eq(new.id),
            workers::idnp_hash.eq(new.idnp_hash),
            workers::idnp_sealed.eq(new.idnp_sealed),
            workers::idnp_last4.eq(new.idnp_last4),
            workers::family_name.eq(new.family_name),
            workers::given_name.eq(new.given_name),
            workers::status.eq(WorkerStatus::Active),
            workers::status_since.eq(now),
            workers::absorbed.eq(false),
            workers::created_at.eq(now),
            workers::updated_at.eq(now),
        ))
        .execute(conn);
    match inserted {
        Ok(_) => Ok(()),
        Err(error) if IDNP.is_broken_by(&error) => Err(known_idnp().raced()),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn known_idnp() -> Error {
    Error::conflict("a worker with this IDNP is on the register")
}

pub(super) fn update(conn: &mut Conn, id: WorkerId, change: &WorkerChange, now: Moment) -> Result<()> {
    diesel::update(workers::table.find(id)).set((change, workers::updated_at.eq(now))).execute(conn)?;
    Ok(())
}

pub(super) fn close(conn: &mut Conn, id: WorkerId, reason: &Note, into: Option<WorkerId>, now: Moment) -> Result<()> {
    let status = if into.is_some() { WorkerStatus::Merged } else { WorkerStatus::Deactivated };
    diesel::update(workers::table.find(id))
        .set((
            workers::status.eq(status),
            workers::status_reason.eq(reason),
            workers::status_since.eq(now),
            workers::merged_into.eq(into),
            workers::updated_at.eq(now),
        ))
        .execute(conn)?;
    if let Some(survivor) = into {
        diesel::update(workers::table.find(survivor)).set((workers::absorbed.eq(true), workers::updated_at.eq(now))).execute(conn)?;
    }
    Ok(())
}
