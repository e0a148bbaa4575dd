//! KEEPS: numbers of organisations that were recorded in error, and until when they were believed.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{IdnoCorrection, Organisation};
use super::store;
use crate::db::schema::withdrawn_idnos as withdrawn;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::{ClientId, Idno, Moment, OrganisationId};

crate::values::id_type! {
    /// The id of a number that was withdrawn.
    WithdrawnIdnoId
}

/// Gives an organisation another number than the one that was recorded in error, which is free from now on.
/// Whether it had that until now.
///
/// # Errors
/// Another organisation has the number.
pub(super) fn correct(
    tx: &mut Tx<'_>,
    before: &Organisation,
    correction: &IdnoCorrection,
    by: ClientId,
) -> Result<bool> {
    let now = tx.now;
    if !store::renumber(tx, before, &correction.idno, now)? {
        return Ok(false);
    }
    let since: Option<Moment> = withdrawn::table
        .filter(withdrawn::organisation_id.eq(before.id))
        .order(withdrawn::withdrawn_at.desc())
        .select(withdrawn::withdrawn_at)
        .first(tx.conn())
        .optional()?;
    let row = (
        withdrawn::id.eq(WithdrawnIdnoId::new()),
        withdrawn::organisation_id.eq(before.id),
        withdrawn::idno.eq(&before.idno),
        withdrawn::recorded_at.eq(since.unwrap_or(before.created_at)),
        withdrawn::withdrawn_at.eq(now),
        withdrawn::withdrawn_by.eq(by),
        withdrawn::withdrawal_reason.eq(&correction.reason),
    );
    diesel::insert_into(withdrawn::table).values(row).execute(tx.conn())?;
    Ok(true)
}

/// These organisations with the numbers that they were known by at a moment.
///
/// # Errors
/// The database cannot be read.
pub(super) fn known_at(
    conn: &mut Conn,
    organisations: Vec<Organisation>,
    moment: Moment,
) -> Result<Vec<Organisation>> {
    let ids: Vec<_> = organisations.iter().map(|one| one.id).collect();
    // The first that was withdrawn since is what was believed then: it comes last.
    let since: Vec<(OrganisationId, Idno)> = withdrawn::table
        .filter(withdrawn::organisation_id.eq_any(ids))
        .filter(withdrawn::withdrawn_at.gt(moment))
        .order((withdrawn::withdrawn_at.desc(), withdrawn::id.desc()))
        .select((withdrawn::organisation_id, withdrawn::idno))
        .load(conn)?;
    let mut then: HashMap<_, _> = since.into_iter().collect();
    let known = |one: Organisation| match then.remove(&one.id) {
        Some(idno) => Organisation { idno, ..one },
        None => one,
    };
    Ok(organisations.into_iter().map(known).collect())
}
