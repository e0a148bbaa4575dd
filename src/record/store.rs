//! KEEPS: packed records, and which of them are stale.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::packed::FORM;
use crate::db::schema::{packed_records as packed, stale_records as stale};
use crate::db::{Conn, Tx, each};
use crate::error::Result;
use crate::values::WorkerId;

/// The packed record of a worker, unless something changed since it was packed.
pub(super) fn find(conn: &mut Conn, worker: WorkerId) -> Result<Option<Vec<u8>>> {
    let changes = stale::table.filter(stale::worker_id.eq(packed::worker_id));
    let current = packed::table
        .filter(packed::worker_id.eq(worker))
        .filter(packed::form.eq(FORM))
        .filter(not(exists(changes)));
    Ok(each!(conn, c => current.select(packed::packed).get_result(c).optional()?))
}

/// Changes of workers since they were packed, by worker.
pub(super) fn changes(conn: &mut Conn, most: i64) -> Result<Vec<(WorkerId, i64)>> {
    let first = stale::table.order((stale::worker_id, stale::change)).limit(most);
    Ok(each!(conn, c => first.select((stale::worker_id, stale::change)).load(c)?))
}

/// Keeps a packed record in place of an earlier one.
pub(super) fn keep(tx: &mut Tx<'_>, worker: WorkerId, bytes: &[u8]) -> Result<()> {
    let row = (packed::worker_id.eq(worker), packed::form.eq(FORM), packed::packed.eq(bytes));
    each!(tx.conn(), c => diesel::insert_into(packed::table)
        .values(row)
        .on_conflict(packed::worker_id)
        .do_update()
        .set((packed::form.eq(FORM), packed::packed.eq(bytes)))
        .execute(c)?);
    Ok(())
}

/// Takes changes of a worker away, for a record has been packed that knows them.
pub(super) fn take_away(tx: &mut Tx<'_>, worker: WorkerId, changes: &[i64]) -> Result<()> {
    let known = stale::table.filter(stale::worker_id.eq(worker)).filter(stale::change.eq_any(changes));
    diesel::delete(known).execute(tx.conn())?;
    Ok(())
}

/// Marks the records that are packed in another form as stale.
pub(super) fn mark_other_forms(tx: &mut Tx<'_>) -> Result<()> {
    let others = packed::table.filter(packed::form.ne(FORM));
    let marked = others.select((packed::worker_id, i64::from(FORM).into_sql::<diesel::sql_types::BigInt>()));
    each!(tx.conn(), c => diesel::insert_into(stale::table)
        .values(marked)
        .into_columns((stale::worker_id, stale::change))
        .on_conflict_do_nothing()
        .execute(c)?);
    Ok(())
}

/// Packed records after a worker, by worker, unless they are stale.
pub(super) fn list(conn: &mut Conn, after: Option<WorkerId>, most: i64) -> Result<Vec<(WorkerId, Vec<u8>)>> {
    let changes = stale::table.filter(stale::worker_id.eq(packed::worker_id));
    let mut current = packed::table
        .filter(packed::form.eq(FORM))
        .filter(not(exists(changes)))
        .order(packed::worker_id)
        .limit(most)
        .into_boxed();
    if let Some(after) = after {
        current = current.filter(packed::worker_id.gt(after));
    }
    Ok(current.select((packed::worker_id, packed::packed)).load(conn)?)
}
