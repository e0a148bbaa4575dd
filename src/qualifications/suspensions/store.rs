//! KEEPS: suspensions.

use diesel::prelude::*;

use super::model::Suspension;
use crate::db::conflict::Unique;
use crate::db::schema::suspensions;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::http::FactPage;
use crate::keys;
use crate::qualifications::faults;
use crate::values::{ClientId, Day, Moment, Note, SuspensionId, Withdrawal, WorkerId};

const ONCE: Unique = Unique { name: "suspensions_said", columns: "suspensions.said" };

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
    page: FactPage<SuspensionId>,
    limit: i64,
) -> Result<Vec<Suspension>> {
    let mut query =
        suspensions::table.select(Suspension::as_select()).order(suspensions::id).limit(limit).into_boxed();
    if let Some(records) = records {
        query = query.filter(suspensions::worker_id.eq_any(records));
    }
    if let Some(after) = page.after {
        query = query.filter(suspensions::id.gt(after));
    }
    if let Some(known_at) = page.known_at {
        query = query.filter(suspensions::recorded_at.le(known_at));
    }
    let found: Vec<Suspension> = query.load(conn)?;
    Ok(match page.known_at {
        Some(known_at) => found.into_iter().map(|suspension| suspension.known_at(known_at)).collect(),
        None => found,
    })
}

/// The suspensions of a record that are believed.
pub(super) fn believed_of(conn: &mut Conn, record: WorkerId) -> Result<Vec<Suspension>> {
    let believed = suspensions::table
        .filter(suspensions::worker_id.eq(record))
        .filter(suspensions::withdrawn_at.is_null());
    Ok(believed.select(Suspension::as_select()).order(suspensions::id).load(conn)?)
}

/// Finds the suspension that is believed of one of these records and says the same as another one.
pub(super) fn find_equal(
    conn: &mut Conn,
    records: &[WorkerId],
    other: &Suspension,
) -> Result<Option<SuspensionId>> {
    let same = suspensions::table
        .filter(suspensions::worker_id.eq_any(records))
        .filter(suspensions::valid_from.eq(other.valid_from))
        .filter(suspensions::legal_basis.eq(&other.legal_basis))
        .filter(suspensions::reason.eq(&other.reason))
        .filter(suspensions::withdrawn_at.is_null())
        .order(suspensions::id);
    let same: Vec<(SuspensionId, Option<Day>)> =
        same.select((suspensions::id, suspensions::valid_until)).load(conn)?;
    Ok(same.into_iter().find(|(_, until)| *until == other.valid_until).map(|(id, _)| id))
}

/// Keeps a suspension, once.
pub(super) fn insert(tx: &mut Tx<'_>, suspension: &Suspension) -> Result<()> {
    let row = (suspension, suspensions::said.eq(keys::said(&suspension.said())?));
    match diesel::insert_into(suspensions::table).values(row).execute(tx.conn()) {
        Ok(_) => Ok(()),
        // Recorded by another call at the same moment; run again, the look finds it.
        Err(error) if ONCE.is_broken_by(&error) => Err(Error::conflict(faults::suspension_known()).raced()),
        Err(error) => Err(error.into()),
    }
}

/// The end of a suspension's belief.
pub(super) struct SuspensionWithdrawal<'a> {
    pub how: Withdrawal,
    pub reason: &'a Note,
    pub by: ClientId,
    pub superseded_by: Option<SuspensionId>,
}

/// Withdraws a suspension that is believed until now. Whether there was one.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    suspension: &Suspension,
    withdrawn: &SuspensionWithdrawal<'_>,
    now: Moment,
) -> Result<bool> {
    let believed = suspensions::table
        .find((suspension.worker_id, suspension.valid_from, suspension.id))
        .filter(suspensions::withdrawn_at.is_null());
    let changed = diesel::update(believed)
        .set((
            suspensions::withdrawn_at.eq(now),
            suspensions::withdrawn_by.eq(withdrawn.by),
            suspensions::withdrawal.eq(withdrawn.how),
            suspensions::withdrawal_reason.eq(withdrawn.reason),
            suspensions::superseded_by.eq(withdrawn.superseded_by),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
