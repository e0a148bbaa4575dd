//! KEEPS: suspensions as facts of a person's record, of one worker or of many.

use diesel::prelude::*;
use uuid::Uuid;

use crate::db::schema::suspensions;
use crate::db::{Conn, believed, each, each_row};
use crate::error::Result;
use crate::values::{Day, Fact, Moment, Recorded, SuspensionId, WorkerId};

/// As much of a suspension as rules ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = suspensions)]
pub struct SuspensionFact {
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// Its id.
    pub id: SuspensionId,
}

impl Fact for SuspensionFact {
    fn place(&self) -> (Day, Uuid) {
        (self.valid_from, self.id.0)
    }
}

/// All that was ever recorded of a worker's suspensions, withdrawn or not; in the order of the days.
///
/// # Errors
/// The database cannot be read.
pub fn suspension_history(conn: &mut Conn, worker: WorkerId) -> Result<Vec<Recorded<SuspensionFact>>> {
    let recorded = suspensions::table
        .filter(suspensions::worker_id.eq(worker))
        .order((suspensions::valid_from, suspensions::id));
    Ok(each!(conn, c => {
        let columns = (
            SuspensionFact::as_select(),
            suspensions::recorded_at,
            suspensions::withdrawn_at,
            suspensions::withdrawal,
        );
        recorded.select(columns).load(c)?
    }))
}

/// Hands on what was believed at a moment of the suspensions of the workers of a range of ids, by worker and
/// day.
///
/// # Errors
/// The database cannot be read.
pub fn each_believed_suspension(
    conn: &mut Conn,
    known_at: Moment,
    of: (WorkerId, WorkerId),
    mut take: impl FnMut((WorkerId, SuspensionFact)),
) -> Result<()> {
    let facts = suspensions::table
        .filter(suspensions::worker_id.between(of.0, of.1))
        .filter(believed!(suspensions, known_at))
        .order((suspensions::worker_id, suspensions::valid_from, suspensions::id));
    each_row!(
        conn,
        facts.select((suspensions::worker_id, SuspensionFact::as_select())),
        (WorkerId, SuspensionFact),
        take
    );
    Ok(())
}
