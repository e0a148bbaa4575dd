//! KEEPS: suspensions.

use diesel::prelude::*;

use super::model::Suspension;
use crate::db::schema::suspensions;
use crate::db::{Conn, Tx, each, each_row};
use crate::error::Result;
use crate::values::{ClientId, Day, Moment, Note, SuspensionId, Withdrawal, WorkerId};

/// As much of a suspension as a status is found and explained by; withdrawn ones are told as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = suspensions)]
pub struct Suspended {
    /// Its id.
    pub id: SuspensionId,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// When it became known.
    pub recorded_at: Moment,
    /// Since when it is no longer believed.
    pub withdrawn_at: Option<Moment>,
    /// How it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
}

/// All that was ever recorded of a worker's suspensions, withdrawn or not; in the order of the days.
///
/// # Errors
/// The database cannot be read.
pub fn suspended(conn: &mut Conn, worker: WorkerId) -> Result<Vec<Suspended>> {
    let recorded = suspensions::table
        .filter(suspensions::worker_id.eq(worker))
        .order((suspensions::valid_from, suspensions::id));
    Ok(each!(conn, c => recorded.select(Suspended::as_select()).load(c)?))
}

/// As much of a suspension as rules ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Barred {
    /// The worker.
    pub worker_id: WorkerId,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// Its id.
    pub id: SuspensionId,
}

/// Hands on what was believed at a moment of the suspensions of the workers of a range of ids, by worker and
/// day.
///
/// # Errors
/// The database cannot be read.
pub fn each_barred(
    conn: &mut Conn,
    known_at: Moment,
    of: (WorkerId, WorkerId),
    mut take: impl FnMut(Barred),
) -> Result<()> {
    let believed = suspensions::table
        .filter(suspensions::worker_id.between(of.0, of.1))
        .filter(suspensions::recorded_at.le(known_at))
        .filter(suspensions::withdrawn_at.is_null().or(suspensions::withdrawn_at.gt(known_at)))
        .order((suspensions::worker_id, suspensions::valid_from, suspensions::id))
        .select((suspensions::worker_id, suspensions::valid_from, suspensions::valid_until, suspensions::id));
    each_row!(conn, believed, Barred, take);
    Ok(())
}

pub(super) fn find(conn: &mut Conn, id: SuspensionId) -> Result<Option<Suspension>> {
    Ok(suspensions::table
        .filter(suspensions::id.eq(id))
        .select(Suspension::as_select())
        .get_result(conn)
        .optional()?)
}

/// Suspensions under these records, or everyone's, in the order in which they became known.
pub(super) fn list(
    conn: &mut Conn,
    records: Option<&[WorkerId]>,
    after: Option<SuspensionId>,
    limit: i64,
) -> Result<Vec<Suspension>> {
    let mut query =
        suspensions::table.select(Suspension::as_select()).order(suspensions::id).limit(limit).into_boxed();
    if let Some(records) = records {
        query = query.filter(suspensions::worker_id.eq_any(records));
    }
    if let Some(after) = after {
        query = query.filter(suspensions::id.gt(after));
    }
    Ok(query.load(conn)?)
}

pub(super) fn insert(tx: &mut Tx<'_>, suspension: &Suspension) -> Result<()> {
    diesel::insert_into(suspensions::table).values(suspension).execute(tx.conn())?;
    Ok(())
}

/// Withdraws a suspension that is believed until now. Whether there was one.
pub(super) fn void(
    tx: &mut Tx<'_>,
    suspension: &Suspension,
    reason: &Note,
    by: ClientId,
    now: Moment,
) -> Result<bool> {
    let believed = suspensions::table
        .find((suspension.worker_id, suspension.valid_from, suspension.id))
        .filter(suspensions::withdrawn_at.is_null());
    let changed = diesel::update(believed)
        .set((
            suspensions::withdrawn_at.eq(now),
            suspensions::withdrawn_by.eq(by),
            suspensions::withdrawal.eq(Withdrawal::Voided),
            suspensions::withdrawal_reason.eq(reason),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
