//! KEEPS: employments as facts of a person's record, of one worker or of many.

use diesel::prelude::*;
use uuid::Uuid;

use crate::db::schema::employments;
use crate::db::{Conn, believed, each, each_row};
use crate::error::Result;
use crate::values::{Code, Day, EmploymentId, Fact, Lei, Moment, OrganisationId, Recorded, WorkerId};

/// As much of an employment as rules and costs ask about.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = employments)]
pub struct EmploymentFact {
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// The employer.
    pub organisation_id: OrganisationId,
    /// The post, by its code.
    pub post: Code,
    /// The base pay a month, where it is known.
    pub base_pay: Option<Lei>,
    /// Its id.
    pub id: EmploymentId,
}

impl Fact for EmploymentFact {
    fn place(&self) -> (Day, Uuid) {
        (self.valid_from, self.id.0)
    }
}

/// All that was ever recorded of where a worker worked, withdrawn or not, in the order of the days.
///
/// # Errors
/// The database cannot be read.
pub fn employment_history(conn: &mut Conn, worker: WorkerId) -> Result<Vec<Recorded<EmploymentFact>>> {
    let latest_first = employments::table
        .filter(employments::worker_id.eq(worker))
        .order((employments::valid_from.desc(), employments::id.desc()));
    let mut history: Vec<Recorded<EmploymentFact>> = each!(conn, c => {
        let columns = (
            EmploymentFact::as_select(),
            employments::recorded_at,
            employments::withdrawn_at,
            employments::withdrawal,
        );
        latest_first.select(columns).load(c)?
    });
    history.reverse();
    Ok(history)
}

/// Employments of a worker withdrawn since a moment, in that order, and what supersedes them.
///
/// # Errors
/// The database cannot be read.
pub fn employments_withdrawn_since(
    conn: &mut Conn,
    worker: WorkerId,
    since: Moment,
) -> Result<Vec<(EmploymentId, Option<EmploymentId>)>> {
    let withdrawn = employments::table
        .filter(employments::worker_id.eq(worker))
        .filter(employments::withdrawn_at.gt(since));
    let withdrawn = withdrawn.order((employments::withdrawn_at, employments::id));
    Ok(withdrawn.select((employments::id, employments::superseded_by)).load(conn)?)
}

/// Hands on what was believed at a moment of where the workers of a range of ids worked, by worker and day.
///
/// # Errors
/// The database cannot be read.
pub fn each_believed_employment(
    conn: &mut Conn,
    known_at: Moment,
    of: (WorkerId, WorkerId),
    mut take: impl FnMut((WorkerId, EmploymentFact)),
) -> Result<()> {
    let facts = employments::table
        .filter(employments::worker_id.between(of.0, of.1))
        .filter(believed!(employments, known_at))
        .order((employments::worker_id, employments::valid_from, employments::id));
    each_row!(
        conn,
        facts.select((employments::worker_id, EmploymentFact::as_select())),
        (WorkerId, EmploymentFact),
        take
    );
    Ok(())
}
