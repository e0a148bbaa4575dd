//! KEEPS: employments.

use super::faults;
use diesel::prelude::*;

use super::model::Employment;
use crate::db::schema::employments;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::values::{ClientId, EmploymentId, Moment, Note, Withdrawal, WorkerId};

pub(super) fn find(conn: &mut Conn, id: EmploymentId) -> Result<Option<Employment>> {
    Ok(employments::table
        .filter(employments::id.eq(id))
        .select(Employment::as_select())
        .get_result(conn)
        .optional()?)
}

/// Employments under these records in the order in which they became known, withdrawn ones as well.
pub(super) fn list(
    conn: &mut Conn,
    records: &[WorkerId],
    after: Option<EmploymentId>,
    limit: i64,
) -> Result<Vec<Employment>> {
    let mut query = employments::table
        .filter(employments::worker_id.eq_any(records))
        .select(Employment::as_select())
        .order(employments::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(employments::id.gt(after));
    }
    Ok(query.load(conn)?)
}

pub(super) fn insert(tx: &mut Tx<'_>, employment: &Employment) -> Result<()> {
    diesel::insert_into(employments::table).values(employment.clone()).execute(tx.conn())?;
    Ok(())
}

/// Withdraws a fact that is believed until now.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    employment: &Employment,
    how: Withdrawal,
    reason: &Note,
    by: ClientId,
    superseded_by: Option<EmploymentId>,
    now: Moment,
) -> Result<()> {
    let believed = employments::table
        .find((employment.worker_id, employment.valid_from, employment.id))
        .filter(employments::withdrawn_at.is_null());
    let changed = diesel::update(believed)
        .set((
            employments::withdrawn_at.eq(now),
            employments::withdrawn_by.eq(by),
            employments::withdrawal.eq(how),
            employments::withdrawal_reason.eq(reason),
            employments::superseded_by.eq(superseded_by),
        ))
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(Error::conflict(faults::employment_withdrawn())) }
}
