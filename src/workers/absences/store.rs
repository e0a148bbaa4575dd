//! KEEPS: absences.

use diesel::prelude::*;

use super::model::Absence;
use crate::db::conflict::Unique;
use crate::db::schema::absences;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::http::FactPage;
use crate::keys;
use crate::values::{AbsenceId, ClientId, Day, Moment, Note, Withdrawal, WorkerId};
use crate::workers::faults;

const ONCE: Unique = Unique { name: "absences_said", columns: "absences.said" };

pub(super) fn find(conn: &mut Conn, id: AbsenceId) -> Result<Option<Absence>> {
    Ok(absences::table
        .filter(absences::id.eq(id))
        .select(Absence::as_select())
        .get_result(conn)
        .optional()?)
}

/// Absences under these records in the order in which they became known, withdrawn ones as well.
pub(super) fn list(
    conn: &mut Conn,
    records: &[WorkerId],
    page: FactPage<AbsenceId>,
    limit: i64,
) -> Result<Vec<Absence>> {
    let mut query = absences::table
        .filter(absences::worker_id.eq_any(records))
        .select(Absence::as_select())
        .order(absences::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = page.after {
        query = query.filter(absences::id.gt(after));
    }
    if let Some(known_at) = page.known_at {
        query = query.filter(absences::recorded_at.le(known_at));
    }
    let found: Vec<Absence> = query.load(conn)?;
    Ok(match page.known_at {
        Some(known_at) => found.into_iter().map(|absence| absence.known_at(known_at)).collect(),
        None => found,
    })
}

/// Finds the absence that is believed of one of these records, of the same kind on the same days.
pub(super) fn find_equal(
    conn: &mut Conn,
    records: &[WorkerId],
    other: &Absence,
) -> Result<Option<AbsenceId>> {
    let same = absences::table
        .filter(absences::worker_id.eq_any(records))
        .filter(absences::valid_from.eq(other.valid_from))
        .filter(absences::kind.eq(other.kind))
        .filter(absences::withdrawn_at.is_null())
        .order(absences::id);
    let same: Vec<(AbsenceId, Option<Day>)> =
        same.select((absences::id, absences::valid_until)).load(conn)?;
    Ok(same.into_iter().find(|(_, until)| *until == other.valid_until).map(|(id, _)| id))
}

/// Keeps an absence, once.
pub(super) fn insert(tx: &mut Tx<'_>, absence: &Absence) -> Result<()> {
    let row = (absence, absences::said.eq(keys::said(&absence.said())?));
    match diesel::insert_into(absences::table).values(row).execute(tx.conn()) {
        Ok(_) => Ok(()),
        // Recorded by another call at the same moment; run again, the look finds it.
        Err(error) if ONCE.is_broken_by(&error) => Err(Error::conflict(faults::absence_known()).raced()),
        Err(error) => Err(error.into()),
    }
}

/// The end of an absence's belief.
pub(super) struct AbsenceWithdrawal<'a> {
    pub how: Withdrawal,
    pub reason: &'a Note,
    pub by: ClientId,
    pub superseded_by: Option<AbsenceId>,
}

/// Withdraws an absence that is believed until now. Whether there was one.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    absence: &Absence,
    withdrawn: &AbsenceWithdrawal<'_>,
    now: Moment,
) -> Result<bool> {
    let believed = absences::table
        .find((absence.worker_id, absence.valid_from, absence.id))
        .filter(absences::withdrawn_at.is_null());
    let changed = diesel::update(believed)
        .set((
            absences::withdrawn_at.eq(now),
            absences::withdrawn_by.eq(withdrawn.by),
            absences::withdrawal.eq(withdrawn.how),
            absences::withdrawal_reason.eq(withdrawn.reason),
            absences::superseded_by.eq(withdrawn.superseded_by),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
