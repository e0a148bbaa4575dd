//! KEEPS: revocations of awards, and those that were withdrawn.

use diesel::prelude::*;

use super::faults;
use super::model::{Award, Revocation, WithdrawnRevocation};
use crate::db::conflict::Unique;
use crate::db::schema::{awards, withdrawn_revocations as withdrawn};
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Result};
use crate::values::{AwardId, ClientId, Day, Moment, Note, WorkerId};

/// An award that stands is the only one under its decision.
pub(super) const STANDING: Unique = Unique {
    name: "awards_standing_decision",
    columns: "awards.commission_id, awards.decision_number, awards.worker_id, awards.grade_id",
};

crate::values::id_type! {
    /// The id of a withdrawn revocation.
    RevocationId
}

/// An award stands under the decision.
pub(super) fn known_decision() -> Error {
    Error::conflict(faults::decision_known())
}

/// Revokes an award that stands until now. Whether there was one.
pub(super) fn revoke(
    tx: &mut Tx<'_>,
    award: &Award,
    revocation: &Revocation,
    by: ClientId,
    now: Moment,
) -> Result<bool> {
    let standing = awards::table
        .find((award.worker_id, award.valid_from, award.id))
        .filter(awards::revoked_at.is_null());
    let changed = diesel::update(standing)
        .set((
            awards::revoked_from.eq(revocation.revoked_from),
            awards::revoked_at.eq(now),
            awards::revoked_by.eq(by),
            awards::revocation_reason.eq(&revocation.reason),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Withdraws the revocation of an award that is revoked until now, since a day and a moment: the award stands
/// again. Whether there was one.
///
/// # Errors
/// Another award stands under the same decision.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    award: &Award,
    (revoked_from, revoked_at): (Day, Moment),
    reason: &Note,
    by: ClientId,
) -> Result<bool> {
    let now = tx.now;
    let revoked = awards::table
        .find((award.worker_id, award.valid_from, award.id))
        .filter(awards::revoked_at.eq(revoked_at));
    let changed = diesel::update(revoked).set((
        awards::revoked_from.eq(None::<Day>),
        awards::revoked_at.eq(None::<Moment>),
        awards::revoked_by.eq(None::<ClientId>),
        awards::revocation_reason.eq(None::<Note>),
        awards::revocation_withdrawn_at.eq(now),
        awards::revocation_withdrawal_reason.eq(reason),
    ));
    match changed.execute(tx.conn()) {
        Ok(1) => {}
        Ok(_) => return Ok(false),
        Err(error) if STANDING.is_broken_by(&error) => return Err(known_decision().raced()),
        Err(error) => return Err(error.into()),
    }
    let row = (
        withdrawn::id.eq(RevocationId::new()),
        withdrawn::award_id.eq(award.id),
        withdrawn::worker_id.eq(award.worker_id),
        withdrawn::revoked_from.eq(revoked_from),
        withdrawn::revoked_at.eq(revoked_at),
        withdrawn::revoked_by.eq(award.revoked_by),
        withdrawn::revocation_reason.eq(&award.revocation_reason),
        withdrawn::withdrawn_at.eq(now),
        withdrawn::withdrawn_by.eq(by),
        withdrawn::withdrawal_reason.eq(reason),
    );
    diesel::insert_into(withdrawn::table).values(row).execute(tx.conn())?;
    Ok(true)
}

/// These awards as they were known at a moment: what was revoked later still stood, and what was taken for
/// revoked then is revoked.
///
/// # Errors
/// The database cannot be read.
pub(super) fn known_at(conn: &mut Conn, all: Vec<Award>, moment: Moment) -> Result<Vec<Award>> {
    let turned: Vec<AwardId> = all.iter().filter(|one| one.turned_since(moment)).map(|one| one.id).collect();
    let withdrawn = if turned.is_empty() { Vec::new() } else { withdrawn_of(conn, &turned)? };
    Ok(all.into_iter().map(|award| award.known_at(moment, &withdrawn)).collect())
}

/// Revocations of these awards that were withdrawn, in that order.
fn withdrawn_of(conn: &mut Conn, of: &[AwardId]) -> Result<Vec<WithdrawnRevocation>> {
    let theirs = withdrawn::table
        .filter(withdrawn::award_id.eq_any(of))
        .order((withdrawn::withdrawn_at, withdrawn::id))
        .select(WithdrawnRevocation::as_select());
    Ok(theirs.load(conn)?)
}

/// Revocations that were believed at a moment and withdrawn since, of awards of the workers of a range of
/// ids.
///
/// # Errors
/// The database cannot be read.
pub(super) fn believed_then(
    conn: &mut Conn,
    moment: Moment,
    of: (WorkerId, WorkerId),
) -> Result<Vec<(AwardId, (Day, Moment))>> {
    let then = withdrawn::table
        .filter(withdrawn::worker_id.between(of.0, of.1))
        .filter(withdrawn::withdrawn_at.gt(moment))
        .filter(withdrawn::revoked_at.le(moment));
    let columns = (withdrawn::award_id, (withdrawn::revoked_from, withdrawn::revoked_at));
    Ok(each!(conn, c => then.select(columns).load(c)?))
}
