//! KEEPS: what closed records, when that was believed, and what was withdrawn of it.

use std::collections::HashMap;

use diesel::prelude::*;

use super::faults;
use super::model::{ClosureId, WorkerStatus};
use crate::db::conflict::Unique;
use crate::db::schema::{worker_closures as closures, workers};
use crate::db::{Conn, Tx, believed, each};
use crate::error::{Error, Result};
use crate::values::{ClientId, Day, Moment, Note, WorkerId};

const ONCE: Unique = Unique { name: "worker_closures_once", columns: "worker_closures.worker_id" };

/// The closing of a record: it goes on under another one, or is deactivated from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = closures)]
pub struct Closure {
    /// Its id, by which awards rest on it.
    pub id: ClosureId,
    /// The record that is closed.
    pub worker_id: WorkerId,
    /// The record under which it goes on, if it was merged.
    pub merged_into: Option<WorkerId>,
    /// The first day on which it is deactivated, if it was.
    pub effective_on: Option<Day>,
    /// The moment at which it became known.
    pub recorded_at: Moment,
}

impl Closure {
    /// Whether the record is deactivated on a day: days before go on answering as they were.
    #[must_use]
    pub fn deactivates_on(&self, day: Day) -> bool {
        self.effective_on.is_some_and(|first| first <= day)
    }
}

/// The closing of a record that was believed at a moment.
///
/// # Errors
/// The database cannot be read.
pub fn closed_at(conn: &mut Conn, worker: WorkerId, known_at: Moment) -> Result<Option<Closure>> {
    let one = closures::table.filter(closures::worker_id.eq(worker)).filter(believed!(closures, known_at));
    Ok(each!(conn, c => one.select(Closure::as_select()).get_result(c).optional()?))
}

/// Whether a record was closed at any time, whatever became of it since.
///
/// # Errors
/// The database cannot be read.
pub fn was_ever_closed(conn: &mut Conn, worker: WorkerId) -> Result<bool> {
    let any = closures::table.filter(closures::worker_id.eq(worker));
    Ok(each!(conn, c => diesel::select(diesel::dsl::exists(any)).get_result(c)?))
}

/// Closings of records that were believed at a moment, by record.
///
/// # Errors
/// The database cannot be read.
pub fn all_closed_at(conn: &mut Conn, known_at: Moment) -> Result<HashMap<WorkerId, Closure>> {
    let all = closures::table.filter(believed!(closures, known_at)).select(Closure::as_select());
    let all: Vec<Closure> = all.load(conn)?;
    Ok(all.into_iter().map(|closure| (closure.worker_id, closure)).collect())
}

/// The merges by which records are one person's at a moment, into the record under which it goes on and
/// into those that were merged into that.
///
/// # Errors
/// The database cannot be read.
pub(super) fn merges_into(conn: &mut Conn, survivor: WorkerId, known_at: Moment) -> Result<Vec<Closure>> {
    let (mut all, mut level) = (Vec::new(), vec![survivor]);
    // Records that were merged into a merged record come with it. There are no circles: only a record in use
    // takes another.
    while !level.is_empty() {
        let merged = closures::table
            .filter(closures::merged_into.eq_any(&level))
            .filter(believed!(closures, known_at))
            .order(closures::id);
        let merged: Vec<Closure> = merged.select(Closure::as_select()).load(conn)?;
        level = merged.iter().map(|merge| merge.worker_id).collect();
        all.extend(merged);
    }
    Ok(all)
}

/// Merges from or into one of these records that were believed at a moment and withdrawn since.
///
/// # Errors
/// The database cannot be read.
pub(super) fn merges_withdrawn_since(
    conn: &mut Conn,
    records: &[WorkerId],
    since: Moment,
) -> Result<Vec<ClosureId>> {
    let theirs = closures::worker_id.eq_any(records).or(closures::merged_into.eq_any(records));
    let withdrawn = closures::table
        .filter(closures::merged_into.is_not_null())
        .filter(closures::withdrawn_at.gt(since))
        .filter(theirs)
        .order((closures::withdrawn_at, closures::id));
    Ok(withdrawn.select(closures::id).load(conn)?)
}

/// Way in which a record is closed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Closing {
    /// It goes on under another one.
    Into(WorkerId),
    /// Nothing more is recorded, and from this day on nothing is answered.
    From(Day),
}

/// Closes a record that is in use.
pub(super) fn close(
    tx: &mut Tx<'_>,
    id: WorkerId,
    closing: Closing,
    reason: &Note,
    by: ClientId,
    now: Moment,
) -> Result<()> {
    let (status, into, from) = match closing {
        Closing::Into(survivor) => (WorkerStatus::Merged, Some(survivor), None),
        Closing::From(day) => (WorkerStatus::Deactivated, None, Some(day)),
    };
    let row = (
        closures::id.eq(ClosureId::new()),
        closures::worker_id.eq(id),
        closures::merged_into.eq(into),
        closures::effective_on.eq(from),
        closures::reason.eq(reason),
        closures::recorded_at.eq(now),
        closures::recorded_by.eq(by),
    );
    match diesel::insert_into(closures::table).values(row).execute(tx.conn()) {
        Ok(_) => {}
        // Closed by another call at the same moment; run again, the look finds it.
        Err(error) if ONCE.is_broken_by(&error) => {
            return Err(Error::conflict(faults::closed_meanwhile()).raced());
        }
        Err(error) => return Err(error.into()),
    }
    diesel::update(workers::table.find(id))
        .set((
            workers::status.eq(status),
            workers::status_reason.eq(reason),
            workers::status_since.eq(now),
            workers::merged_into.eq(into),
            workers::deactivated_from.eq(from),
            workers::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if let Some(survivor) = into {
        diesel::update(workers::table.find(survivor))
            .set((workers::absorbed.eq(true), workers::updated_at.eq(now)))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Withdraws the closing of a record that is believed until now: the record is in use again. Whether there
/// was one.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    closure: &Closure,
    reason: &Note,
    by: ClientId,
    now: Moment,
) -> Result<bool> {
    if !end(tx, closure, reason, by, now)? {
        return Ok(false);
    }
    diesel::update(workers::table.find(closure.worker_id))
        .set((
            workers::status.eq(WorkerStatus::Active),
            workers::status_reason.eq(None::<Note>),
            workers::status_since.eq(now),
            workers::merged_into.eq(None::<WorkerId>),
            workers::deactivated_from.eq(None::<Day>),
            workers::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    let survivor = workers::table.filter(workers::id.nullable().eq(closure.merged_into));
    diesel::update(survivor).set(workers::updated_at.eq(now)).execute(tx.conn())?;
    Ok(true)
}

/// Gives a deactivation that is believed until now another first day; why the record was closed stays.
/// Whether there was one.
pub(super) fn correct(
    tx: &mut Tx<'_>,
    closure: &Closure,
    from: Day,
    reason: &Note,
    by: ClientId,
    now: Moment,
) -> Result<bool> {
    if !end(tx, closure, reason, by, now)? {
        return Ok(false);
    }
    let why: Note = closures::table.find(closure.id).select(closures::reason).get_result(tx.conn())?;
    let row = (
        closures::id.eq(ClosureId::new()),
        closures::worker_id.eq(closure.worker_id),
        closures::effective_on.eq(from),
        closures::reason.eq(why),
        closures::recorded_at.eq(now),
        closures::recorded_by.eq(by),
    );
    diesel::insert_into(closures::table).values(row).execute(tx.conn())?;
    diesel::update(workers::table.find(closure.worker_id))
        .set((workers::deactivated_from.eq(from), workers::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(true)
}

/// Ends that a closing is believed. Whether it was until now.
fn end(tx: &mut Tx<'_>, closure: &Closure, reason: &Note, by: ClientId, now: Moment) -> Result<bool> {
    let believed = closures::table.find(closure.id).filter(closures::withdrawn_at.is_null());
    let changed = diesel::update(believed)
        .set((
            closures::withdrawn_at.eq(now),
            closures::withdrawn_by.eq(by),
            closures::withdrawal_reason.eq(reason),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
