//! KEEPS: workers.

use diesel::dsl::{exists, select};
use diesel::prelude::*;

use super::model::{Sight, Worker, WorkerChange, WorkerStatus};
use super::{closures, faults};
use crate::db::conflict::Unique;
use crate::db::schema::{employments, workers};
use crate::db::{Conn, Tx, each, each_row};
use crate::error::{Error, Result};
use crate::keys::Keys;
use crate::values::{Idnp, Moment, Name, WorkerId};

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
    let one = workers::table.filter(workers::idnp_hash.eq(hash));
    Ok(each!(conn, c => one.select(Worker::as_select()).get_result(c).optional()?))
}

/// The id of a worker by the keyed hash of the IDNP, whoever asks.
///
/// # Errors
/// The database cannot be read.
pub fn id_by_hash(conn: &mut Conn, hash: &[u8]) -> Result<Option<WorkerId>> {
    let one = workers::table.filter(workers::idnp_hash.eq(hash));
    Ok(each!(conn, c => one.select(workers::id).get_result(c).optional()?))
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

/// Hands on every record that was on the register at a moment, in the order of their ids.
///
/// # Errors
/// The database cannot be read.
pub fn each_known(conn: &mut Conn, known_at: Moment, mut take: impl FnMut(WorkerId)) -> Result<()> {
    let known = workers::table.filter(workers::created_at.le(known_at)).order(workers::id);
    each_row!(conn, known.select(workers::id), WorkerId, take);
    Ok(())
}

/// The records that had been merged into this one by a moment; their facts are its facts.
///
/// # Errors
/// The database cannot be read.
pub fn absorbed(conn: &mut Conn, survivor: WorkerId, known_at: Moment) -> Result<Vec<WorkerId>> {
    Ok(closures::merges_into(conn, survivor, known_at)?.iter().map(|merge| merge.worker_id).collect())
}

/// Every record of the person that a record is of: the one under which it goes on, and all that were merged
/// into that.
///
/// # Errors
/// The database cannot be read.
pub fn records_of_person(conn: &mut Conn, id: WorkerId) -> Result<Vec<WorkerId>> {
    let survivor = survivor(conn, id)?;
    let mut records = absorbed(conn, survivor, Moment::from_microsecond(i64::MAX))?;
    records.push(survivor);
    Ok(records)
}

/// Every record that was known at a moment to be of the person that a record is of.
///
/// # Errors
/// The database cannot be read.
pub fn records_of_person_at(conn: &mut Conn, id: WorkerId, known_at: Moment) -> Result<Vec<WorkerId>> {
    let mut survivor = id;
    while let Some(next) = closures::closed_at(conn, survivor, known_at)?.and_then(|one| one.merged_into) {
        survivor = next;
    }
    let mut records = absorbed(conn, survivor, known_at)?;
    records.push(survivor);
    Ok(records)
}

/// The record under which a person goes on now.
pub(super) fn survivor(conn: &mut Conn, id: WorkerId) -> Result<WorkerId> {
    let mut survivor = id;
    while let Some(next) = find(conn, survivor)?.and_then(|worker| worker.merged_into) {
        survivor = next;
    }
    Ok(survivor)
}

/// A new worker as it is kept.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = workers)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct NewRow {
    pub id: WorkerId,
    idnp_hash: Vec<u8>,
    idnp_sealed: Vec<u8>,
    idnp_last4: String,
    family_name: Name,
    given_name: Name,
    status: WorkerStatus,
    status_since: Moment,
    absorbed: bool,
    created_at: Moment,
    updated_at: Moment,
}

impl NewRow {
    /// A person who comes onto the register.
    pub fn of(
        keys: &Keys,
        idnp: &Idnp,
        hash: Vec<u8>,
        (family_name, given_name): (&Name, &Name),
        now: Moment,
    ) -> Result<Self> {
        let id = WorkerId::new();
        Ok(Self {
            id,
            idnp_hash: hash,
            idnp_sealed: keys.seal_idnp(idnp, id)?,
            idnp_last4: idnp.last4(),
            family_name: family_name.clone(),
            given_name: given_name.clone(),
            status: WorkerStatus::Active,
            status_since: now,
            absorbed: false,
            created_at: now,
            updated_at: now,
        })
    }

    /// The same, on the register from this moment.
    pub fn from(self, now: Moment) -> Self {
        Self { status_since: now, created_at: now, updated_at: now, ..self }
    }
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &NewRow) -> Result<()> {
    match diesel::insert_into(workers::table).values(new).execute(tx.conn()) {
        Ok(_) => Ok(()),
        Err(error) if is_known(&error) => Err(known_idnp().raced()),
        Err(error) => Err(error.into()),
    }
}

/// Whether a statement would have put somebody on the register who is there.
pub(super) fn is_known(error: &diesel::result::Error) -> bool {
    IDNP.is_broken_by(error)
}

pub(super) fn known_idnp() -> Error {
    Error::conflict(faults::idnp_taken())
}

pub(super) fn update(tx: &mut Tx<'_>, id: WorkerId, change: &WorkerChange, now: Moment) -> Result<()> {
    diesel::update(workers::table.find(id)).set((change, workers::updated_at.eq(now))).execute(tx.conn())?;
    Ok(())
}
