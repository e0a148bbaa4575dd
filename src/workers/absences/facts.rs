//! KEEPS: absences as facts of a person's record, of one worker or of many.

use diesel::prelude::*;
use uuid::Uuid;

use crate::db::schema::absences;
use crate::db::{Conn, believed, each, each_row};
use crate::error::Result;
use crate::values::{AbsenceId, AbsenceKind, Day, Fact, Moment, Recorded, WorkerId};

/// As much of an absence as rules ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = absences)]
pub struct AbsenceFact {
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// Its kind.
    pub kind: AbsenceKind,
    /// Its id.
    pub id: AbsenceId,
}

impl Fact for AbsenceFact {
    fn place(&self) -> (Day, Uuid) {
        (self.valid_from, self.id.0)
    }
}

/// All that was ever recorded of a worker's absences, withdrawn or not; in the order of the days.
///
/// # Errors
/// The database cannot be read.
pub fn absence_history(conn: &mut Conn, worker: WorkerId) -> Result<Vec<Recorded<AbsenceFact>>> {
    let recorded =
        absences::table.filter(absences::worker_id.eq(worker)).order((absences::valid_from, absences::id));
    Ok(each!(conn, c => {
        let columns = (
            AbsenceFact::as_select(),
            absences::recorded_at,
            absences::withdrawn_at,
            absences::withdrawal,
        );
        recorded.select(columns).load(c)?
    }))
}

/// Absences of a worker withdrawn since a moment, in that order, and what supersedes them.
///
/// # Errors
/// The database cannot be read.
pub fn absences_withdrawn_since(
    conn: &mut Conn,
    worker: WorkerId,
    since: Moment,
) -> Result<Vec<(AbsenceId, Option<AbsenceId>)>> {
    let withdrawn =
        absences::table.filter(absences::worker_id.eq(worker)).filter(absences::withdrawn_at.gt(since));
    let withdrawn = withdrawn.order((absences::withdrawn_at, absences::id));
    Ok(withdrawn.select((absences::id, absences::superseded_by)).load(conn)?)
}

/// Hands on what was believed at a moment of the absences of the workers of a range of ids, by worker and
/// day.
///
/// # Errors
/// The database cannot be read.
pub fn each_believed_absence(
    conn: &mut Conn,
    known_at: Moment,
    of: (WorkerId, WorkerId),
    mut take: impl FnMut((WorkerId, AbsenceFact)),
) -> Result<()> {
    let facts = absences::table
        .filter(absences::worker_id.between(of.0, of.1))
        .filter(believed!(absences, known_at))
        .order((absences::worker_id, absences::valid_from, absences::id));
    each_row!(
        conn,
        facts.select((absences::worker_id, AbsenceFact::as_select())),
        (WorkerId, AbsenceFact),
        take
    );
    Ok(())
}
