//! KEEPS: employments.

use diesel::prelude::*;

use super::model::{Employment, NewEmployment};
use super::{faults, store};
use crate::db::conflict::Unique;
use crate::db::schema::employments;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::http::FactPage;
use crate::keys;
use crate::values::{ClientId, Day, EmploymentId, Moment, Note, OrganisationId, Withdrawal, WorkerId};

const ONCE: Unique = Unique { name: "employments_said", columns: "employments.said" };

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
    page: FactPage<EmploymentId>,
    limit: i64,
) -> Result<Vec<Employment>> {
    let mut query = employments::table
        .filter(employments::worker_id.eq_any(records))
        .select(Employment::as_select())
        .order(employments::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = page.after {
        query = query.filter(employments::id.gt(after));
    }
    if let Some(known_at) = page.known_at {
        query = query.filter(employments::recorded_at.le(known_at));
    }
    let found: Vec<Employment> = query.load(conn)?;
    Ok(match page.known_at {
        Some(known_at) => found.into_iter().map(|employment| employment.known_at(known_at)).collect(),
        None => found,
    })
}

/// Finds the employment that is believed of one of these records and says the same of where, as what and
/// when. What it pays does not make it another one: that is corrected.
pub(super) fn find_equal(
    conn: &mut Conn,
    records: &[WorkerId],
    new: &NewEmployment,
) -> Result<Option<EmploymentId>> {
    let same = employments::table
        .filter(employments::worker_id.eq_any(records))
        .filter(employments::valid_from.eq(new.valid_from))
        .filter(employments::organisation_id.eq(new.organisation_id))
        .filter(employments::post.eq(&new.post))
        .filter(employments::withdrawn_at.is_null())
        .order(employments::id);
    let same: Vec<(EmploymentId, Option<Day>)> =
        same.select((employments::id, employments::valid_until)).load(conn)?;
    Ok(same.into_iter().find(|(_, until)| *until == new.valid_until).map(|(id, _)| id))
}

/// Other organisations than one at which one of these records was believed to be employed, each once.
pub(super) fn employers(
    conn: &mut Conn,
    records: &[WorkerId],
    but: OrganisationId,
) -> Result<Vec<OrganisationId>> {
    let believed = employments::table
        .filter(employments::worker_id.eq_any(records))
        .filter(employments::withdrawn_at.is_null())
        .filter(employments::organisation_id.ne(but));
    let mut found: Vec<OrganisationId> = believed.select(employments::organisation_id).load(conn)?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Whether one of these records is believed to be or to have been employed at one of these organisations.
pub(super) fn are_at(
    conn: &mut Conn,
    records: &[WorkerId],
    organisations: &[OrganisationId],
) -> Result<bool> {
    let theirs = employments::table
        .filter(employments::worker_id.eq_any(records))
        .filter(employments::organisation_id.eq_any(organisations))
        .filter(employments::withdrawn_at.is_null());
    Ok(theirs.select(employments::id).first::<EmploymentId>(conn).optional()?.is_some())
}

/// Finds employments of these records that were recorded since a moment and are believed, each with the one
/// that was recorded first, which it corrects.
pub(super) fn recorded_since(
    conn: &mut Conn,
    records: &[WorkerId],
    since: Moment,
) -> Result<Vec<(Employment, Employment)>> {
    let believed = employments::table
        .filter(employments::worker_id.eq_any(records))
        .filter(employments::withdrawn_at.is_null())
        .filter(employments::recorded_at.ge(since))
        .order(employments::id)
        .select(Employment::as_select());
    let mut found = Vec::new();
    for employment in believed.load::<Employment>(conn)? {
        let mut first = employment.clone();
        while let Some(before) = first.supersedes {
            first = find(conn, before)?.ok_or_else(|| Error::internal("a correction corrects nothing"))?;
        }
        found.push((employment, first));
    }
    Ok(found)
}

/// Refuses an employment that says the same as one that is believed of the person.
pub(super) fn refuse_known(conn: &mut Conn, worker: WorkerId, new: &NewEmployment) -> Result<()> {
    let records = store::records_of_person(conn, worker)?;
    match find_equal(conn, &records, new)? {
        None => Ok(()),
        Some(first) => {
            let list = format!("/api/v1/workers/{worker}/employments");
            Err(Error::conflict(faults::employment_known(first)).at(list))
        }
    }
}

/// Keeps an employment, once.
pub(super) fn insert(tx: &mut Tx<'_>, employment: &Employment) -> Result<()> {
    let Employment { worker_id, organisation_id, post, valid_from, valid_until, .. } = employment;
    let said = keys::said(&(worker_id, organisation_id, post, valid_from, valid_until))?;
    let row = (employment.clone(), employments::said.eq(said));
    match diesel::insert_into(employments::table).values(row).execute(tx.conn()) {
        Ok(_) => Ok(()),
        // Recorded by another call at the same moment; run again, the look finds it.
        Err(error) if ONCE.is_broken_by(&error) => {
            Err(Error::conflict(faults::employment_come_meanwhile()).raced())
        }
        Err(error) => Err(error.into()),
    }
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
