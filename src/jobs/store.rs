//! KEEPS: jobs that are open, and who is at work on them.
//!
//! The end of a lease is told by one clock, which all processes on the database share: PostgreSQL's own. The
//! one process of an embedded database has its own clock, and one that was set by hand stands for all.

use diesel::prelude::*;

use super::model::{ClaimedJob, JobId, LeaseId, NewJob, Size, WaitingJob};
use crate::clock::Clock;
use crate::db::schema::jobs;
use crate::db::{Conn, Tx, View};
use crate::error::Result;
use crate::sql::{MultiBackend, columns};
use crate::values::Moment;

/// For how long a lease holds that is not renewed, in seconds.
const LEASE: i64 = 6;

/// A condition on a job.
type JobCondition = Box<dyn BoxableExpression<jobs::table, MultiBackend, SqlType = diesel::sql_types::Bool>>;

/// The job while a lease on it holds.
macro_rules! held {
    ($job:expr, $lease:expr) => {
        jobs::table.find($job).filter(jobs::lease.eq($lease))
    };
}

/// Adds a job, which then waits for its turn: behind those with its key, also where the clock of the server
/// that added them is ahead of this one's.
///
/// # Errors
/// The database cannot take it.
pub fn add(tx: &mut Tx<'_>, new: &NewJob) -> Result<()> {
    let NewJob { id, kind, size, ordering_key } = *new;
    let before = jobs::table.filter(jobs::ordering_key.eq(ordering_key)).order(jobs::created_at.desc());
    let last: Option<Moment> = before.select(jobs::created_at).first(tx.conn()).optional()?;
    let created_at = last.map_or(tx.now, |last| tx.now.max(last.next()));
    let waiting = WaitingJob { id, kind, size, ordering_key, created_at, attempts: 0, failures: 0 };
    diesel::insert_into(jobs::table).values(&waiting).execute(tx.conn())?;
    Ok(())
}

/// Ends a job, whether it waits or is worked on. Who works on it finds out before anything more is written.
/// Whether it was open.
///
/// # Errors
/// The database cannot take it.
pub fn cancel(tx: &mut Tx<'_>, id: JobId) -> Result<bool> {
    Ok(diesel::delete(jobs::table.find(id)).execute(tx.conn())? == 1)
}

/// Now, by the clock that all processes on this database share.
fn shared(conn: &mut Conn, clock: &Clock, ours: Moment) -> Result<Moment> {
    match conn {
        Conn::Postgres(postgres) if !clock.is_standing() => {
            let now = diesel::dsl::sql::<columns::Moment>("clock_timestamp()");
            Ok(diesel::select(now).get_result(postgres)?)
        }
        _ => Ok(ours),
    }
}

/// The jobs that may be taken up: those that wait and whose pause is over, and those whose lease is. `held`
/// are the leases of this process.
fn due(conn: &Conn, now: Moment, held: Vec<LeaseId>) -> JobCondition {
    let is_over = jobs::due_at.is_null().or(jobs::due_at.le(now).assume_not_null());
    match conn {
        Conn::Postgres(_) => Box::new(is_over),
        Conn::Sqlite(_) => {
            let is_anothers = jobs::lease.is_not_null().and(jobs::lease.ne_all(held).assume_not_null());
            Box::new(jobs::lease.is_null().and(is_over).or(is_anothers))
        }
    }
}

/// The kinds and sizes of which a job may be taken up.
pub(super) fn kinds_due(
    view: &mut View<'_>,
    clock: &Clock,
    held: Vec<LeaseId>,
) -> Result<Vec<(String, Size)>> {
    let ours = view.now;
    let now = shared(view, clock, ours)?;
    let due = jobs::table.filter(due(view, now, held));
    Ok(due.select((jobs::kind, jobs::size)).distinct().load(&mut **view)?)
}

/// Takes up the first job of a kind and size, if there is one. It is the oldest with its key: what concerns
/// the same is done in order.
pub(super) fn claim(
    tx: &mut Tx<'_>,
    clock: &Clock,
    (kind, size): (&'static str, Size),
    held: Vec<LeaseId>,
    lease: LeaseId,
) -> Result<Option<ClaimedJob>> {
    let older = diesel::alias!(jobs as older);
    let ours = tx.now;
    let now = shared(tx, clock, ours)?;
    let came_before = older
        .field(jobs::created_at)
        .lt(jobs::created_at)
        .or(older.field(jobs::created_at).eq(jobs::created_at).and(older.field(jobs::id).lt(jobs::id)));
    let stands_behind =
        older.filter(older.field(jobs::ordering_key).eq(jobs::ordering_key)).filter(came_before);
    let first = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::size.eq(size))
        .filter(due(tx, now, held))
        .filter(diesel::dsl::not(diesel::dsl::exists(stands_behind)))
        .order((jobs::created_at, jobs::id))
        .select(ClaimedJob::as_select())
        .first(tx.conn())
        .optional()?;
    let Some(ClaimedJob { id, attempts }) = first else { return Ok(None) };
    let set =
        (jobs::lease.eq(lease), jobs::due_at.eq(now.plus_seconds(LEASE)), jobs::attempts.eq(attempts + 1));
    // Of two processes that found it the transactions let one through.
    diesel::update(jobs::table.find(id)).set(set).execute(tx.conn())?;
    Ok(Some(ClaimedJob { id, attempts: attempts + 1 }))
}

/// Renews a lease. Whether it still holds.
pub(super) fn renew(tx: &mut Tx<'_>, clock: &Clock, lease: LeaseId, job: JobId) -> Result<bool> {
    let ours = tx.now;
    let until = shared(tx, clock, ours)?.plus_seconds(LEASE);
    let renewed = diesel::update(held!(job, lease)).set(jobs::due_at.eq(until));
    Ok(renewed.execute(tx.conn())? == 1)
}

/// Renews a lease, and forgets what went wrong before. Whether it still holds.
pub(super) fn advance(tx: &mut Tx<'_>, clock: &Clock, lease: LeaseId, job: JobId) -> Result<bool> {
    let ours = tx.now;
    let until = shared(tx, clock, ours)?.plus_seconds(LEASE);
    let set = (
        jobs::due_at.eq(until),
        jobs::attempts.eq(1),
        jobs::failures.eq(0),
        jobs::last_error.eq(None::<String>),
    );
    Ok(diesel::update(held!(job, lease)).set(set).execute(tx.conn())? == 1)
}

/// Ends a job with its lease. Whether it still held.
pub(super) fn end(tx: &mut Tx<'_>, lease: LeaseId, job: JobId) -> Result<bool> {
    Ok(diesel::delete(held!(job, lease)).execute(tx.conn())? == 1)
}

/// Failures of a job, in ways that may pass, since it last got on.
pub(super) fn failures(tx: &mut Tx<'_>, lease: LeaseId, job: JobId) -> Result<i32> {
    let failures: Option<i32> = held!(job, lease).select(jobs::failures).get_result(tx.conn()).optional()?;
    Ok(failures.unwrap_or_default())
}

/// Gives a lease back, so that another process takes the job up at once; that was no failed attempt. Whether
/// it still held.
pub(super) fn release(tx: &mut Tx<'_>, lease: LeaseId, job: JobId) -> Result<bool> {
    let set = (
        jobs::lease.eq(None::<LeaseId>),
        jobs::due_at.eq(None::<Moment>),
        jobs::attempts.eq(jobs::attempts - 1),
    );
    Ok(diesel::update(held!(job, lease)).set(set).execute(tx.conn())? == 1)
}

/// Gives a lease back on a job that failed and is done again after a pause. Whether it still held.
pub(super) fn put_off(
    tx: &mut Tx<'_>,
    clock: &Clock,
    lease: LeaseId,
    job: JobId,
    (pause, error): (i64, &str),
) -> Result<bool> {
    let ours = tx.now;
    let until = shared(tx, clock, ours)?.plus_seconds(pause);
    let set = (
        jobs::lease.eq(None::<LeaseId>),
        jobs::due_at.eq(until),
        jobs::attempts.eq(jobs::attempts - 1),
        jobs::failures.eq(jobs::failures + 1),
        jobs::last_error.eq(error),
    );
    Ok(diesel::update(held!(job, lease)).set(set).execute(tx.conn())? == 1)
}
