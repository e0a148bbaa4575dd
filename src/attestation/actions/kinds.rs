//! DOES: has awards looked at again that rest on what kind of organisation taught.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::super::evidence::Evidence;
use super::super::store;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::organisations::{self, KindChange, OrganisationStateId};
use crate::reviews::{self, Cause, FactKind, WithdrawnFact};
use crate::values::{AwardId, Moment, WorkerId};
use crate::{completions, workers};

/// Completions that are looked up together.
const TOGETHER: usize = 500;

/// Raises a review of each award whose decision counted what an organisation taught on days on which it is
/// now known to have been of another kind, where the rules of the decision ask for kinds.
///
/// # Errors
/// The database cannot take it.
pub fn review_kinds(tx: &mut Tx<'_>, change: &KindChange) -> Result<()> {
    let mut asking: BTreeMap<AwardId, bool> = BTreeMap::new();
    for (from, until, state) in &change.days {
        let taught = completions::taught_between(tx, change.organisation, (*from, *until))?;
        for together in taught.chunks(TOGETHER) {
            let facts: Vec<_> = together.iter().map(|completion| completion.0).collect();
            for (award, worker) in reviews::resting_on_any(tx, &facts)? {
                let asks = match asking.get(&award) {
                    Some(asks) => *asks,
                    None => asks_for_kinds(tx, award)?,
                };
                asking.insert(award, asks);
                if asks {
                    raise(tx, award, worker, *state)?;
                }
            }
        }
    }
    Ok(())
}

/// Raises a review of a new award for kinds that were put right after its facts were put forward: of those
/// that it counted.
pub(super) fn review_kinds_since(
    tx: &mut Tx<'_>,
    (award, worker): (AwardId, WorkerId),
    (evidence, counted): (&Evidence, &BTreeSet<Uuid>),
    since: Moment,
) -> Result<()> {
    if !evidence.asks_for_provider_kinds()? {
        return Ok(());
    }
    let now = tx.now;
    for record in workers::records_of_person(tx, worker)? {
        for completion in completions::history(tx, record)? {
            let fact = &completion.fact;
            if !counted.contains(&fact.id.0) {
                continue;
            }
            let history = organisations::history(tx, fact.provider_id)?;
            let [before, after] = [since, now].map(|moment| history.on(fact.completed_on, moment));
            if let (Some(before), Some(after)) = (before, after)
                && before.kind != after.kind
            {
                raise(tx, award, worker, before.id)?;
            }
        }
    }
    Ok(())
}

fn raise(tx: &mut Tx<'_>, award: AwardId, worker: WorkerId, state: OrganisationStateId) -> Result<()> {
    let (kind, cause) = (FactKind::Organisation, Cause::Corrected);
    let withdrawn = WithdrawnFact { kind, fact: state.0, cause, superseded_by: None };
    reviews::raise_of(tx, award, worker, &withdrawn)
}

/// Whether the rules by which an award was decided ask for kinds; one that was not decided here rests on
/// none.
fn asks_for_kinds(conn: &mut Conn, award: AwardId) -> Result<bool> {
    let Some(submission) = store::submission_of(conn, award)? else { return Ok(false) };
    Evidence::read(&submission.evidence)?.asks_for_provider_kinds()
}
