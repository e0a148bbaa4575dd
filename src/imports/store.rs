//! KEEPS: batches, the pieces of their files, and what became of their rows.

use std::collections::{BTreeSet, HashSet};

use diesel::prelude::*;

use super::kinds::BatchKind;
use super::model::{Batch, Counts, Row};
use super::words::{BatchStatus, RowOutcome};
use crate::call::Role;
use crate::db::schema::{batch_chunks as chunks, batch_rows as rows, batches};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::jobs::{RunnerId, SILENCE};
use crate::values::{BatchId, Moment, OrganisationId, WorkerId};

/// The batch while a process is at work on it.
macro_rules! own {
    ($id:expr, $runner:expr) => {
        batches::table.find($id).filter(batches::status.eq_any(OPEN)).filter(batches::runner.eq($runner))
    };
}

/// Rows of which it is looked at a time whom they are about.
const SUBJECTS_OF: i64 = 2_000;
/// Batches that are still to be worked on.
const OPEN: [BatchStatus; 3] = [BatchStatus::Received, BatchStatus::Validating, BatchStatus::Committing];

pub(super) fn insert(tx: &mut Tx<'_>, batch: &Batch) -> Result<()> {
    diesel::insert_into(batches::table).values(batch).execute(tx.conn())?;
    Ok(())
}

/// A batch of a kind; of one organisation's clients of a role where that is all that the caller sees.
pub(super) fn find(
    conn: &mut Conn,
    kind: BatchKind,
    id: BatchId,
    of: Option<(OrganisationId, Role)>,
) -> Result<Option<Batch>> {
    let found: Option<Batch> =
        batches::table.find(id).select(Batch::as_select()).get_result(conn).optional()?;
    Ok(found.filter(|batch| {
        batch.kind == kind && of.is_none_or(|own| own == (batch.organisation_id, batch.role))
    }))
}

pub(super) fn list(
    conn: &mut Conn,
    kind: BatchKind,
    of: Option<(OrganisationId, Role)>,
    status: Option<BatchStatus>,
    before: Option<BatchId>,
    limit: i64,
) -> Result<Vec<Batch>> {
    let mut query = batches::table
        .filter(batches::kind.eq(kind))
        .select(Batch::as_select())
        .order(batches::id.desc())
        .limit(limit)
        .into_boxed();
    if let Some((own, role)) = of {
        query = query.filter(batches::organisation_id.eq(own)).filter(batches::role.eq(role));
    }
    if let Some(status) = status {
        query = query.filter(batches::status.eq(status));
    }
    if let Some(before) = before {
        query = query.filter(batches::id.lt(before));
    }
    Ok(query.load(conn)?)
}

pub(super) fn insert_piece(
    tx: &mut Tx<'_>,
    id: BatchId,
    place: i32,
    sealed: &[u8],
    now: Moment,
) -> Result<()> {
    let piece = (
        chunks::batch_id.eq(id),
        chunks::place.eq(place),
        chunks::sealed.eq(sealed),
        chunks::uploaded_at.eq(now),
    );
    diesel::insert_into(chunks::table).values(piece).execute(tx.conn())?;
    Ok(())
}

pub(super) fn piece(conn: &mut Conn, id: BatchId, place: i32) -> Result<Option<Vec<u8>>> {
    Ok(chunks::table.find((id, place)).select(chunks::sealed).get_result(conn).optional()?)
}

pub(super) fn delete_pieces(tx: &mut Tx<'_>, id: BatchId) -> Result<()> {
    diesel::delete(chunks::table.filter(chunks::batch_id.eq(id))).execute(tx.conn())?;
    Ok(())
}

/// A file that began to arrive before a moment and never became a batch.
pub(super) fn stray(conn: &mut Conn, before: Moment) -> Result<Option<BatchId>> {
    let known = batches::table.filter(batches::id.eq(chunks::batch_id));
    let stray = chunks::table
        .filter(chunks::uploaded_at.lt(before))
        .filter(diesel::dsl::not(diesel::dsl::exists(known)));
    Ok(stray.select(chunks::batch_id).first(conn).optional()?)
}

/// Forgets a file that never became a batch, unless it is one by now.
pub(super) fn sweep(tx: &mut Tx<'_>, id: BatchId) -> Result<()> {
    let is_known = diesel::dsl::exists(batches::table.filter(batches::id.eq(id)));
    diesel::delete(chunks::table.filter(chunks::batch_id.eq(id)).filter(diesel::dsl::not(is_known)))
        .execute(tx.conn())?;
    Ok(())
}

/// A batch that ended before a moment and whose file is still kept.
pub(super) fn outdated(conn: &mut Conn, before: Moment) -> Result<Option<BatchId>> {
    let kept = batches::table.filter(batches::finished_at.lt(before)).filter(batches::forgotten_at.is_null());
    Ok(kept.select(batches::id).first(conn).optional()?)
}

/// Forgets the file of a batch; what became of its rows stays.
pub(super) fn forget(tx: &mut Tx<'_>, id: BatchId, now: Moment) -> Result<()> {
    delete_pieces(tx, id)?;
    diesel::update(batches::table.find(id)).set(batches::forgotten_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// The first batch that waits, or whose process is gone, now taken by a process that works on no other.
pub(super) fn claim(tx: &mut Tx<'_>, runner: RunnerId, now: Moment) -> Result<Option<Batch>> {
    // An embedded database has one server, so whoever else was at work is gone; on PostgreSQL it shows by its
    // silence.
    let is_shared = matches!(tx.conn(), Conn::Postgres(_));
    let found = batches::table.select((batches::id, batches::attempts, batches::started_at));
    let mut open = found.order(batches::id).filter(batches::status.eq_any(OPEN)).into_boxed();
    if is_shared {
        let silent = batches::heartbeat_at.lt(now.plus_seconds(-SILENCE));
        open = open.filter(batches::runner.is_null().or(batches::runner.eq(runner)).or(silent));
    }
    let Some((id, attempts, started)): Option<(BatchId, i32, Option<Moment>)> =
        open.first(tx.conn()).optional()?
    else {
        return Ok(None);
    };
    let set = (
        batches::status.eq(BatchStatus::Validating),
        batches::runner.eq(runner),
        batches::heartbeat_at.eq(now),
        batches::started_at.eq(started.unwrap_or(now)),
        batches::attempts.eq(attempts + 1),
    );
    // Of two processes that found it the transactions let one through.
    diesel::update(batches::table.find(id)).set(set).execute(tx.conn())?;
    Ok(batches::table.find(id).select(Batch::as_select()).get_result(tx.conn()).optional()?)
}

/// Lets a batch wait again; an attempt that counts for nothing is taken back.
pub(super) fn lay_down(tx: &mut Tx<'_>, id: BatchId, runner: RunnerId, counts: i32) -> Result<()> {
    let attempts = batches::attempts.eq(batches::attempts + counts);
    let set = (batches::status.eq(BatchStatus::Received), batches::runner.eq(None::<RunnerId>), attempts);
    diesel::update(own!(id, runner)).set(set).execute(tx.conn())?;
    Ok(())
}

/// Says that this process is at work on a batch.
pub(super) fn beat(tx: &mut Tx<'_>, id: BatchId, runner: RunnerId, now: Moment) -> Result<()> {
    diesel::update(own!(id, runner)).set(batches::heartbeat_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// How far a batch is. Whether this process still works on it.
pub(super) fn progress(
    tx: &mut Tx<'_>,
    id: BatchId,
    runner: RunnerId,
    status: BatchStatus,
    (processed, counts): (i32, Counts),
    now: Moment,
) -> Result<bool> {
    // A batch that gets on is not one that ends its process each time; but what is only looked at begins
    // anew.
    let attempts = (status == BatchStatus::Committing).then(|| batches::attempts.eq(1));
    let set = (
        batches::status.eq(status),
        batches::processed.eq(processed),
        counts,
        batches::heartbeat_at.eq(now),
        attempts,
    );
    Ok(diesel::update(own!(id, runner)).set(set).execute(tx.conn())? == 1)
}

/// The end of a batch. Whether it was this process's to end.
pub(super) fn end(
    tx: &mut Tx<'_>,
    id: BatchId,
    runner: RunnerId,
    status: BatchStatus,
    failure: Option<&str>,
    now: Moment,
) -> Result<bool> {
    let set = (
        batches::status.eq(status),
        batches::failure.eq(failure),
        batches::finished_at.eq(now),
        batches::runner.eq(None::<RunnerId>),
    );
    Ok(diesel::update(own!(id, runner)).set(set).execute(tx.conn())? == 1)
}

/// Outcomes as PostgreSQL takes many: in one COPY; SQLite takes one prepared statement many times.
pub(super) fn insert_rows(tx: &mut Tx<'_>, new: &[&Row]) -> Result<()> {
    match tx.conn() {
        Conn::Sqlite(c) => {
            for row in new {
                diesel::insert_into(rows::table).values(*row).execute(c)?;
            }
        }
        Conn::Postgres(c) => {
            let new: Vec<Row> = new.iter().map(|row| (*row).clone()).collect();
            diesel::copy_from(rows::table).from_insertable(&new).execute(c)?;
        }
    }
    Ok(())
}

/// The numbers of the rows that have their outcome.
pub(super) fn numbers(conn: &mut Conn, id: BatchId) -> Result<HashSet<u32>> {
    let numbers: Vec<i32> = rows::table.filter(rows::batch_id.eq(id)).select(rows::number).load(conn)?;
    Ok(numbers.into_iter().filter_map(|number| u32::try_from(number).ok()).collect())
}

/// Forgets what was found before: the work begins anew. What another process found since it took the batch
/// stays.
pub(super) fn delete_rows(tx: &mut Tx<'_>, id: BatchId, runner: RunnerId) -> Result<()> {
    let found = rows::table.filter(rows::batch_id.eq(id));
    diesel::delete(found.filter(diesel::dsl::exists(own!(id, runner)))).execute(tx.conn())?;
    Ok(())
}

/// Rows of a batch by their numbers.
pub(super) fn rows(
    conn: &mut Conn,
    id: BatchId,
    outcome: Option<RowOutcome>,
    after: Option<i32>,
    limit: i64,
) -> Result<Vec<Row>> {
    let mut query = rows::table
        .filter(rows::batch_id.eq(id))
        .select(Row::as_select())
        .order(rows::number)
        .limit(limit)
        .into_boxed();
    if let Some(outcome) = outcome {
        query = query.filter(rows::outcome.eq(outcome));
    }
    if let Some(after) = after {
        query = query.filter(rows::number.gt(after));
    }
    Ok(query.load(conn)?)
}

/// Whom the rows of a batch are about, each once; of more than `most` not all.
pub(super) fn subjects(conn: &mut Conn, id: BatchId, most: usize) -> Result<BTreeSet<WorkerId>> {
    let (mut subjects, mut after) = (BTreeSet::new(), None);
    loop {
        let next = self::rows(conn, id, None, after, SUBJECTS_OF)?;
        let Some(last) = next.last() else { return Ok(subjects) };
        after = Some(last.number);
        subjects.extend(next.iter().flat_map(Row::subjects));
        if subjects.len() > most {
            return Ok(subjects);
        }
    }
}
