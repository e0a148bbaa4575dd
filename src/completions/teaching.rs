//! DOES: has awards looked at again that rest on completions of a programme on days on which it turns out not
//! to have been taught.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::facts;
use crate::db::Tx;
use crate::error::Result;
use crate::programmes::{self, TeachingChange};
use crate::reviews::{self, Cause, FactKind, WithdrawnFact};
use crate::values::{AwardId, Day, Moment, ProgrammeId, WorkerId};
use crate::workers;

/// Completions that are looked up together.
const TOGETHER: usize = 500;

/// Raises a review of each award that rests on a completion of the programme on a day that it lost; of days
/// that it has again, a review of those that were revoked because it had not.
///
/// # Errors
/// The database cannot take it.
pub fn review_teaching(tx: &mut Tx<'_>, change: &TeachingChange) -> Result<()> {
    for (award, worker) in resting_on(tx, change.programme, &change.lost)? {
        reviews::raise_of(tx, award, worker, &grounds(change.programme, Cause::Corrected))?;
    }
    let freed = resting_on(tx, change.programme, &change.gained)?;
    if freed.is_empty() {
        return Ok(());
    }
    let is_freed = |award| freed.iter().any(|(one, _)| *one == award);
    reviews::raise_taken_back(tx, is_freed, &grounds(change.programme, Cause::Restored))
}

/// Raises a review of a new award that counted a completion of a programme which turned out, after its facts
/// were put forward, not to have been taught on the day.
///
/// # Errors
/// The database cannot take it.
pub fn review_teaching_since(
    tx: &mut Tx<'_>,
    (award, worker): (AwardId, WorkerId),
    counted: &BTreeSet<Uuid>,
    since: Moment,
) -> Result<()> {
    for record in workers::records_of_person(tx, worker)? {
        for completion in facts::history(tx, record)? {
            let fact = &completion.fact;
            if !counted.contains(&fact.id.0) {
                continue;
            }
            let Some(programme) = programmes::find(tx, fact.programme_id)? else { continue };
            let is_taught = programme.taught_on(fact.completed_on).is_ok();
            let then = programmes::known_at(tx, programme, since)?;
            if !is_taught && then.is_some_and(|then| then.taught_on(fact.completed_on).is_ok()) {
                reviews::raise_of(tx, award, worker, &grounds(fact.programme_id, Cause::Corrected))?;
            }
        }
    }
    Ok(())
}

/// Awards that rest on completions of a programme on these days, each once with its worker.
fn resting_on(
    tx: &mut Tx<'_>,
    programme: ProgrammeId,
    days: &[(Day, Day)],
) -> Result<BTreeSet<(AwardId, WorkerId)>> {
    let mut all = BTreeSet::new();
    for days in days {
        let completed = facts::completed_between(tx, programme, *days)?;
        for together in completed.chunks(TOGETHER) {
            let facts: Vec<_> = together.iter().map(|completion| completion.0).collect();
            all.extend(reviews::resting_on_any(tx, &facts)?);
        }
    }
    Ok(all)
}

const fn grounds(programme: ProgrammeId, cause: Cause) -> WithdrawnFact {
    WithdrawnFact { kind: FactKind::Programme, fact: programme.0, cause, superseded_by: None }
}
