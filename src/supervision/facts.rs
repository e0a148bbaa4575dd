//! KEEPS: attended sessions as facts of a person's record, of one worker or of many.

use diesel::prelude::*;
use uuid::Uuid;

use super::model::Row;
use crate::db::schema::{supervision_attendances as attendances, supervision_sessions as sessions};
use crate::db::{Conn, believed, each, each_row};
use crate::error::Result;
use crate::values::{Day, Fact, Moment, Recorded, SessionId, SessionKind, Withdrawal, WorkerId};

/// As much of an attended session as rules ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = attendances)]
pub struct SessionFact {
    /// The day on which it was held.
    pub held_on: Day,
    /// The session.
    pub session_id: SessionId,
    /// Its length in minutes.
    pub minutes: i32,
    /// With how many.
    pub kind: SessionKind,
}

impl Fact for SessionFact {
    fn place(&self) -> (Day, Uuid) {
        (self.held_on, self.session_id.0)
    }
}

/// All that was ever recorded of what a worker attended, withdrawn or not, in the order of the days.
///
/// # Errors
/// The database cannot be read.
pub fn history(conn: &mut Conn, worker: WorkerId) -> Result<Vec<Recorded<SessionFact>>> {
    let latest_first = attendances::table
        .filter(attendances::worker_id.eq(worker))
        .order((attendances::held_on.desc(), attendances::session_id.desc()));
    let attended: Vec<(SessionFact, Moment, Option<Moment>)> = each!(conn, c => {
        let columns = (SessionFact::as_select(), attendances::recorded_at, attendances::withdrawn_at);
        latest_first.select(columns).load(c)?
    });
    let recorded = |(fact, recorded_at, withdrawn_at): (SessionFact, Moment, Option<Moment>)| Recorded {
        fact,
        recorded_at,
        withdrawn_at,
        // An attendance does not say whether another session took the place of its own.
        withdrawal: withdrawn_at.map(|_| Withdrawal::Voided),
    };
    Ok(attended.into_iter().rev().map(recorded).collect())
}

/// The sessions of a worker that were withdrawn since a moment, in that order, and what supersedes each.
///
/// # Errors
/// The database cannot be read.
pub fn withdrawn_since(
    conn: &mut Conn,
    worker: WorkerId,
    since: Moment,
) -> Result<Vec<(SessionId, Option<SessionId>)>> {
    let withdrawn = attendances::table
        .filter(attendances::worker_id.eq(worker))
        .filter(attendances::withdrawn_at.gt(since));
    let withdrawn = withdrawn.order((attendances::withdrawn_at, attendances::session_id));
    let withdrawn: Vec<SessionId> = withdrawn.select(attendances::session_id).load(conn)?;
    withdrawn.into_iter().map(|id| Ok((id, successor(conn, id)?))).collect()
}

/// The session recorded in place of one that was corrected. Where that was not kept, it has its reference
/// from the moment at which the other lost it.
fn successor(conn: &mut Conn, id: SessionId) -> Result<Option<SessionId>> {
    let after = sessions::table.find(id).select(sessions::superseded_by);
    if let Some(after) = after.get_result::<Option<SessionId>>(conn).optional()?.flatten() {
        return Ok(Some(after));
    }
    let corrected = sessions::table
        .find(id)
        .filter(sessions::withdrawal.eq(Withdrawal::Corrected))
        .select(Row::as_select());
    let Some(before): Option<Row> = corrected.get_result(conn).optional()? else { return Ok(None) };
    let (Some(reference), Some(moment)) = (before.reference, before.withdrawn_at) else { return Ok(None) };
    let after = sessions::table
        .filter(sessions::organisation_id.eq(before.organisation_id))
        .filter(sessions::reference.eq(reference))
        .filter(sessions::recorded_at.eq(moment));
    Ok(after.select(sessions::id).first(conn).optional()?)
}

/// Hands on what was believed at a moment of what the workers of a range of ids attended, by worker and day.
///
/// # Errors
/// The database cannot be read.
pub fn each_believed(
    conn: &mut Conn,
    known_at: Moment,
    of: (WorkerId, WorkerId),
    mut take: impl FnMut((WorkerId, SessionFact)),
) -> Result<()> {
    let facts = attendances::table
        .filter(attendances::worker_id.between(of.0, of.1))
        .filter(believed!(attendances, known_at))
        .order((attendances::worker_id, attendances::held_on, attendances::session_id));
    each_row!(
        conn,
        facts.select((attendances::worker_id, SessionFact::as_select())),
        (WorkerId, SessionFact),
        take
    );
    Ok(())
}
