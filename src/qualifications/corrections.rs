//! KEEPS: awards as they were before they were corrected.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::model::Award;
use super::revocations;
use super::terms::{AwardDays, AwardTerms, CorrectedAward};
use crate::db::schema::{awards, corrected_awards as corrected};
use crate::db::{Conn, Tx, each};
use crate::error::Result;
use crate::values::{AwardId, ClientId, Moment, Note, WorkerId};

crate::values::id_type! {
    /// The id of what an award was before a correction.
    CorrectedAwardId
}

/// Corrects an award that is as it was read: what it was before is kept. Whether it was so until now.
///
/// # Errors
/// Another award stands under the decision.
pub(super) fn correct(
    tx: &mut Tx<'_>,
    before: &Award,
    after: &AwardTerms,
    reason: &Note,
    by: ClientId,
) -> Result<bool> {
    let now = tx.now;
    let read = awards::table
        .find((before.worker_id, before.valid_from, before.id))
        .filter(awards::decision_number.eq(&before.decision_number))
        .filter(awards::decided_on.eq(before.decided_on));
    let changed = diesel::update(read).set((
        awards::decision_number.eq(&after.decision_number),
        awards::decided_on.eq(after.decided_on),
        awards::valid_from.eq(after.valid_from),
        awards::valid_until.eq(after.valid_until),
        awards::corrected_at.eq(now),
        awards::correction_reason.eq(reason),
    ));
    match changed.execute(tx.conn()) {
        Ok(1) => {}
        Ok(_) => return Ok(false),
        Err(error) if revocations::STANDING.is_broken_by(&error) => {
            return Err(revocations::known_decision().raced());
        }
        Err(error) => return Err(error.into()),
    }
    let row = (
        corrected::id.eq(CorrectedAwardId::new()),
        corrected::award_id.eq(before.id),
        corrected::worker_id.eq(before.worker_id),
        corrected::decision_number.eq(&before.decision_number),
        corrected::decided_on.eq(before.decided_on),
        corrected::valid_from.eq(before.valid_from),
        corrected::valid_until.eq(before.valid_until),
        corrected::recorded_at.eq(before.corrected_at.unwrap_or(before.recorded_at)),
        corrected::corrected_at.eq(now),
        corrected::corrected_by.eq(by),
        corrected::correction_reason.eq(reason),
    );
    diesel::insert_into(corrected::table).values(row).execute(tx.conn())?;
    Ok(true)
}

/// These awards as they were known at a moment: on the terms of then, and revoked where they were taken for
/// revoked then.
///
/// # Errors
/// The database cannot be read.
pub(super) fn known_at(conn: &mut Conn, all: Vec<Award>, moment: Moment) -> Result<Vec<Award>> {
    let all = revocations::known_at(conn, all, moment)?;
    let since: Vec<AwardId> =
        all.iter().filter(|one| one.corrected_since(moment)).map(|one| one.id).collect();
    if since.is_empty() {
        return Ok(all);
    }
    let theirs = corrected::table
        .filter(corrected::award_id.eq_any(&since))
        .order((corrected::corrected_at, corrected::id))
        .select(CorrectedAward::as_select());
    let before: Vec<CorrectedAward> = theirs.load(conn)?;
    Ok(all.into_iter().map(|award| award.worded_at(moment, &before)).collect())
}

/// First and last days that were believed at a moment and corrected since, of awards of the workers of a
/// range of ids.
///
/// # Errors
/// The database cannot be read.
pub(super) fn believed_then(
    conn: &mut Conn,
    moment: Moment,
    of: (WorkerId, WorkerId),
) -> Result<Vec<(AwardId, AwardDays)>> {
    let then = corrected::table
        .filter(corrected::worker_id.between(of.0, of.1))
        .filter(corrected::corrected_at.gt(moment))
        .filter(corrected::recorded_at.le(moment));
    let columns = (corrected::award_id, (corrected::valid_from, corrected::valid_until));
    Ok(each!(conn, c => then.select(columns).load(c)?))
}

/// Awards of a record whose days are not those that they had at a moment.
///
/// # Errors
/// The database cannot be read.
pub fn moved_since(conn: &mut Conn, worker: WorkerId, since: Moment) -> Result<Vec<AwardId>> {
    let rows: Vec<(AwardId, AwardDays, AwardDays)> = corrected::table
        .inner_join(awards::table.on(awards::id.eq(corrected::award_id)))
        .filter(corrected::worker_id.eq(worker))
        .filter(corrected::corrected_at.gt(since))
        .order((corrected::corrected_at, corrected::id))
        .select((
            corrected::award_id,
            (corrected::valid_from, corrected::valid_until),
            (awards::valid_from, awards::valid_until),
        ))
        .load(conn)?;
    // The first that was corrected since is what was believed then.
    let mut seen = BTreeSet::new();
    let then = rows.into_iter().filter(|(id, ..)| seen.insert(*id));
    Ok(then.filter(|(_, before, now)| before != now).map(|(id, ..)| id).collect())
}
