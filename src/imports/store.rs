//! KEEPS: batches, the pieces of their files, and what became of their rows.

use std::collections::{BTreeSet, HashSet};

use diesel::prelude::*;

use super::kinds::BatchKind;
use super::model::{Batch, Counts, StoredRow};
use super::words::{BatchStatus, RowOutcome};
use crate::call::Role;
use crate::db::schema::{batch_chunks as chunks, batch_rows, batch_rows as rows, batches};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::jobs::Failure;
use crate::sql::insert_statement;
use crate::values::{BatchId, Moment, OrganisationId, WorkerId};

/// Rows of which it is looked at a time whom they are about.
const SUBJECTS_OF: i64 = 2_000;

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

/// A batch of whichever kind.
pub(super) fn of_job(conn: &mut Conn, id: BatchId) -> Result<Option<Batch>> {
    Ok(batches::table.find(id).select(Batch::as_select()).get_result(conn).optional()?)
}

/// Says that a batch waits again.
pub(super) fn wait(tx: &mut Tx<'_>, id: BatchId) -> Result<()> {
    let set = batches::status.eq(BatchStatus::Received);
    diesel::update(batches::table.find(id)).set(set).execute(tx.conn())?;
    Ok(())
}

/// Says that the work on a batch begins, or goes on.
pub(super) fn begin(tx: &mut Tx<'_>, id: BatchId) -> Result<()> {
    let begun = batches::started_at.eq(tx.now);
    let first = batches::table.find(id).filter(batches::started_at.is_null());
    diesel::update(first).set(begun).execute(tx.conn())?;
    let set = batches::status.eq(BatchStatus::Validating);
    diesel::update(batches::table.find(id)).set(set).execute(tx.conn())?;
    Ok(())
}

/// Says how far a batch is.
pub(super) fn progress(
    tx: &mut Tx<'_>,
    id: BatchId,
    status: BatchStatus,
    (processed, counts): (i32, Counts),
) -> Result<()> {
    let set = (batches::status.eq(status), batches::processed.eq(processed), counts);
    diesel::update(batches::table.find(id)).set(set).execute(tx.conn())?;
    Ok(())
}

/// Ends a batch.
pub(super) fn end(
    tx: &mut Tx<'_>,
    id: BatchId,
    status: BatchStatus,
    failure: Option<&Failure>,
    at: Moment,
) -> Result<()> {
    let set = (batches::status.eq(status), batches::failure.eq(failure), batches::finished_at.eq(at));
    diesel::update(batches::table.find(id)).set(set).execute(tx.conn())?;
    Ok(())
}

insert_statement! {
    /// The statement that keeps an outcome.
    OutcomeInsert<'r>(StoredRow) into batch_rows {
        batch_id, number, outcome, object_id, worker_id, reference, findings, others,
    }
}

/// Outcomes as PostgreSQL takes many: in one COPY; SQLite takes one prepared statement many times.
pub(super) fn insert_rows(tx: &mut Tx<'_>, new: &[&StoredRow]) -> Result<()> {
    match tx.conn() {
        Conn::Sqlite(c) => {
            for row in new {
                OutcomeInsert(row).execute(c)?;
            }
        }
        Conn::Postgres(c) => {
            let new: Vec<StoredRow> = new.iter().map(|row| (*row).clone()).collect();
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

/// Forgets what was found before: the work begins anew.
pub(super) fn delete_rows(tx: &mut Tx<'_>, id: BatchId) -> Result<()> {
    diesel::delete(rows::table.filter(rows::batch_id.eq(id))).execute(tx.conn())?;
    Ok(())
}

/// Rows of a batch by their numbers.
pub(super) fn rows(
    conn: &mut Conn,
    id: BatchId,
    outcome: Option<RowOutcome>,
    after: Option<i32>,
    limit: i64,
) -> Result<Vec<StoredRow>> {
    let mut query = rows::table
        .filter(rows::batch_id.eq(id))
        .select(StoredRow::as_select())
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

/// The workers that the rows of a batch are about, each once; where there are more than `most`, not all.
pub(super) fn subjects(conn: &mut Conn, id: BatchId, most: usize) -> Result<BTreeSet<WorkerId>> {
    let (mut subjects, mut after) = (BTreeSet::new(), None);
    loop {
        let next = self::rows(conn, id, None, after, SUBJECTS_OF)?;
        let Some(last) = next.last() else { return Ok(subjects) };
        after = Some(last.number);
        subjects.extend(next.iter().flat_map(StoredRow::subjects));
        if subjects.len() > most {
            return Ok(subjects);
        }
    }
}
