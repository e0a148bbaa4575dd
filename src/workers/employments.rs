//! KEEPS: employments.

use diesel::prelude::*;

use super::model::Employment;
use crate::db::schema::employments;
use crate::db::{Conn, Tx, each, each_row};
use crate::error::{Error, Result};
use crate::values::{
    ClientId, Code, Day, EmploymentId, Lei, Moment, Note, OrganisationId, Withdrawal, WorkerId,
};

/// As much of an employment as a status is found and explained by; withdrawn ones are told as well.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = employments)]
pub struct Employed {
    /// Its id.
    pub id: EmploymentId,
    /// The employer.
    pub organisation_id: OrganisationId,
    /// The post, by its code.
    pub post: Code,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// When it became known.
    pub recorded_at: Moment,
    /// Since when it is no longer believed.
    pub withdrawn_at: Option<Moment>,
    /// How it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// The base pay a month, where it is known.
    pub base_pay: Option<Lei>,
}

/// Employments of one worker that are told, at the most.
const MOST_TOLD: i64 = 1000;

/// All that was ever recorded of where a worker worked, withdrawn or not; the newest days, in the order of
/// the days.
///
/// # Errors
/// The database cannot be read.
pub fn employed(conn: &mut Conn, worker: WorkerId) -> Result<Vec<Employed>> {
    let newest = employments::table
        .filter(employments::worker_id.eq(worker))
        .order((employments::valid_from.desc(), employments::id.desc()))
        .limit(MOST_TOLD);
    let mut told = each!(conn, c => newest.select(Employed::as_select()).load(c)?);
    told.reverse();
    Ok(told)
}

/// What was withdrawn of a worker's employments since a moment, in that order, and what supersedes it.
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

/// As much of an employment as rules and costs ask about.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Served {
    /// The worker.
    pub worker_id: WorkerId,
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

/// Hands on what was believed at a moment of where the workers of a range of ids worked, by worker and day.
///
/// # Errors
/// The database cannot be read.
pub fn each_served(
    conn: &mut Conn,
    known_at: Moment,
    of: (WorkerId, WorkerId),
    mut take: impl FnMut(Served),
) -> Result<()> {
    let believed = employments::table
        .filter(employments::worker_id.between(of.0, of.1))
        .filter(employments::recorded_at.le(known_at))
        .filter(employments::withdrawn_at.is_null().or(employments::withdrawn_at.gt(known_at)))
        .order((employments::worker_id, employments::valid_from, employments::id))
        .select((
            employments::worker_id,
            employments::valid_from,
            employments::valid_until,
            employments::organisation_id,
            employments::post,
            employments::base_pay,
            employments::id,
        ));
    each_row!(conn, believed, Served, take);
    Ok(())
}

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
    if changed == 1 { Ok(()) } else { Err(Error::conflict("the employment was withdrawn before")) }
}
