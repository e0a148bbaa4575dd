//! KEEPS: hirings, and which former employers are told of each.

use diesel::prelude::*;

use super::model::{Contest, Hiring, HiringSight};
use crate::db::schema::{hiring_contests as contests, hiring_notices as notices, hirings};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::{ClientId, EmploymentId, HiringId, Moment, Note, OrganisationId};

/// Keeps a hiring, of which these organisations are told.
pub(super) fn insert(tx: &mut Tx<'_>, hiring: &Hiring, former: &[OrganisationId]) -> Result<()> {
    diesel::insert_into(hirings::table).values(hiring).execute(tx.conn())?;
    for organisation in former {
        diesel::insert_into(notices::table)
            .values((notices::organisation_id.eq(organisation), notices::hiring_id.eq(hiring.id)))
            .execute(tx.conn())?;
    }
    Ok(())
}

pub(super) fn find(conn: &mut Conn, id: HiringId, sight: &HiringSight) -> Result<Option<Hiring>> {
    let mut query = hirings::table.filter(hirings::id.eq(id)).select(Hiring::as_select()).into_boxed();
    if let HiringSight::ToldTo(organisations) = sight {
        let told = notices::table.filter(notices::organisation_id.eq_any(organisations));
        query = query.filter(hirings::id.eq_any(told.select(notices::hiring_id)));
    }
    Ok(query.get_result(conn).optional()?)
}

/// Hirings in the order in which they were recorded.
pub(super) fn list(
    conn: &mut Conn,
    sight: &HiringSight,
    after: Option<HiringId>,
    limit: i64,
) -> Result<Vec<Hiring>> {
    let mut query = hirings::table.select(Hiring::as_select()).order(hirings::id).limit(limit).into_boxed();
    if let HiringSight::ToldTo(organisations) = sight {
        let told = notices::table.filter(notices::organisation_id.eq_any(organisations));
        query = query.filter(hirings::id.eq_any(told.select(notices::hiring_id)));
    }
    if let Some(after) = after {
        query = query.filter(hirings::id.gt(after));
    }
    Ok(query.load(conn)?)
}

/// Those of these employments that another hiring recorded which stands.
pub(super) fn employments_of_others(
    conn: &mut Conn,
    but: HiringId,
    of: &[EmploymentId],
) -> Result<Vec<EmploymentId>> {
    let standing = hirings::table.filter(hirings::withdrawn_at.is_null()).filter(hirings::id.ne(but));
    let found = standing.filter(hirings::employment_id.eq_any(of)).select(hirings::employment_id);
    Ok(found.load(conn)?)
}

/// Contests of a hiring in the order in which they were filed.
pub(super) fn contests(
    conn: &mut Conn,
    id: HiringId,
    after: Option<Moment>,
    limit: i64,
) -> Result<Vec<Contest>> {
    let mut query = contests::table
        .filter(contests::hiring_id.eq(id))
        .select(Contest::as_select())
        .order(contests::contested_at)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(contests::contested_at.gt(after));
    }
    Ok(query.load(conn)?)
}

/// Keeps that a hiring is contested. Whether it was one that stands and was not until now.
pub(super) fn contest(
    tx: &mut Tx<'_>,
    id: HiringId,
    by: OrganisationId,
    reason: &Note,
    now: Moment,
) -> Result<bool> {
    let standing = hirings::table
        .find(id)
        .filter(hirings::contested_at.is_null().or(hirings::contest_withdrawn_at.is_not_null()))
        .filter(hirings::withdrawn_at.is_null());
    let changed = diesel::update(standing)
        .set((
            hirings::contested_at.eq(now),
            hirings::contested_by.eq(by),
            hirings::contest_reason.eq(reason),
            hirings::contest_withdrawn_at.eq(None::<Moment>),
            hirings::contest_withdrawal_reason.eq(None::<Note>),
        ))
        .execute(tx.conn())?;
    if changed == 1 {
        let row = (
            contests::hiring_id.eq(id),
            contests::contested_at.eq(now),
            contests::contested_by.eq(by),
            contests::reason.eq(reason),
        );
        diesel::insert_into(contests::table).values(row).execute(tx.conn())?;
    }
    Ok(changed == 1)
}

/// Keeps that a hiring was contested in error by one of these. Whether it was contested by one until now.
pub(super) fn withdraw_contest(
    tx: &mut Tx<'_>,
    id: HiringId,
    of: &[OrganisationId],
    reason: &Note,
    now: Moment,
) -> Result<bool> {
    let contested = hirings::table
        .find(id)
        .filter(hirings::contested_by.eq_any(of))
        .filter(hirings::contest_withdrawn_at.is_null())
        .filter(hirings::withdrawn_at.is_null());
    let changed = diesel::update(contested)
        .set((hirings::contest_withdrawn_at.eq(now), hirings::contest_withdrawal_reason.eq(reason)))
        .execute(tx.conn())?;
    if changed == 1 {
        let last =
            contests::table.filter(contests::hiring_id.eq(id)).filter(contests::withdrawn_at.is_null());
        diesel::update(last)
            .set((contests::withdrawn_at.eq(now), contests::withdrawal_reason.eq(reason)))
            .execute(tx.conn())?;
    }
    Ok(changed == 1)
}

/// Keeps that a hiring is withdrawn. Whether it stood.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    id: HiringId,
    by: ClientId,
    reason: &Note,
    now: Moment,
) -> Result<bool> {
    let standing = hirings::table.find(id).filter(hirings::withdrawn_at.is_null());
    let changed = diesel::update(standing)
        .set((
            hirings::withdrawn_at.eq(now),
            hirings::withdrawn_by.eq(by),
            hirings::withdrawal_reason.eq(reason),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
