//! KEEPS: suspensions.

use diesel::prelude::*;

use super::model::Suspension;
use crate::db::schema::suspensions;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::{ClientId, Moment, Note, SuspensionId, Withdrawal, WorkerId};

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
