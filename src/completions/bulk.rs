//! KEEPS many completions at once, for files of them: as each engine does it best, and by the same rules of
//! the database.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::events;
use super::model::{Completion, FactKey, StatedCompletion};
use super::numbers::{self, Numbering, named};
use super::store::{self, CompletionRow};
use crate::call::Actor;
use crate::db::schema::completions;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::events::record;
use crate::reviews::{self, Cause, FactKind};
use crate::values::{CompletionId, Moment, Note, OrganisationId, Reference, Withdrawal, WorkerId};

/// Change that one row of a file makes.
#[derive(Debug)]
pub enum Change {
    /// A completion to record.
    Record(Box<Completion>),
    /// A completion that takes the place of another one, and why.
    Correct(Box<Completion>, Box<Completion>, Note),
    /// A completion that never was, and why.
    Void(Box<Completion>, Note),
}

impl Change {
    /// A completion to be recorded; the moment is that of the commit.
    #[must_use]
    pub fn record(
        worker: WorkerId,
        provider: OrganisationId,
        said: &StatedCompletion,
        actor: &Actor,
    ) -> (CompletionId, Self) {
        let completion =
            Completion::stated(worker, provider, said, actor.client, Moment::from_microsecond(0));
        (completion.id, Self::Record(Box::new(completion)))
    }

    /// The worker of whom something new is recorded.
    #[must_use]
    pub fn records_of(&self) -> Option<WorkerId> {
        match self {
            Self::Record(completion) => Some(completion.worker_id),
            _ => None,
        }
    }

    /// A completion to take the place of another.
    #[must_use]
    pub fn correct(
        before: Box<Completion>,
        said: &StatedCompletion,
        reason: Note,
        actor: &Actor,
    ) -> (CompletionId, Self) {
        let stated = Completion::stated(
            before.worker_id,
            before.provider_id,
            said,
            actor.client,
            Moment::from_microsecond(0),
        );
        let after = Completion { supersedes: Some(before.id), ..stated };
        (after.id, Self::Correct(before, Box::new(after), reason))
    }
}

/// The completions that are believed and have one of these references of a provider.
///
/// # Errors
/// The database cannot be read.
pub fn by_references(
    conn: &mut Conn,
    provider: OrganisationId,
    references: &[&Reference],
) -> Result<HashMap<Reference, Completion>> {
    let provider = numbers::of_provider(conn, provider)?;
    let believed =
        named().filter(completions::provider_number.eq(provider)).filter(completions::withdrawn_at.is_null());
    let mut found = HashMap::new();
    let mut take = |completion: Completion| found.insert(completion.reference.clone(), completion);
    match conn {
        // One prepared statement many times: a list would be compiled anew each time.
        Conn::Sqlite(c) => {
            for reference in references {
                let one =
                    believed.filter(completions::reference.eq(*reference)).select(Completion::as_select());
                one.get_result(c).optional()?.map(&mut take);
            }
        }
        Conn::Postgres(c) => {
            let many = believed
                .filter(completions::reference.eq_any(references.iter().copied()))
                .select(Completion::as_select());
            many.load(c)?.into_iter().for_each(|completion| drop(take(completion)));
        }
    }
    Ok(found)
}

/// The completions that were voided and have one of these references of a provider.
///
/// # Errors
/// The database cannot be read.
pub fn voided_by_references(
    conn: &mut Conn,
    provider: OrganisationId,
    references: &[&Reference],
) -> Result<HashMap<Reference, Vec<Completion>>> {
    let provider = numbers::of_provider(conn, provider)?;
    let voided = named()
        .filter(completions::provider_number.eq(provider))
        .filter(completions::withdrawn_at.is_not_null())
        .filter(completions::withdrawal.eq(Withdrawal::Voided.number()));
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    // Few ever voided anything; one look tells so for all rows.
    if !diesel::select(diesel::dsl::exists(voided)).get_result(conn)? {
        return Ok(found);
    }
    let mut take =
        |completion: Completion| found.entry(completion.reference.clone()).or_default().push(completion);
    match conn {
        // One prepared statement many times: a list would be compiled anew each time.
        Conn::Sqlite(c) => {
            for reference in references {
                let some = voided.filter(completions::reference.eq(*reference));
                some.select(Completion::as_select()).load(c)?.into_iter().for_each(&mut take);
            }
        }
        Conn::Postgres(c) => {
            let many = voided
                .filter(completions::reference.eq_any(references.iter().copied()))
                .select(Completion::as_select());
            many.load(c)?.into_iter().for_each(take);
        }
    }
    Ok(found)
}

/// Those of these facts that are believed.
///
/// # Errors
/// The database cannot be read.
pub fn by_facts(conn: &mut Conn, facts: &[FactKey]) -> Result<HashMap<FactKey, Completion>> {
    let believed = named().filter(completions::withdrawn_at.is_null());
    let mut found = HashMap::new();
    let mut programmes = HashMap::new();
    for (_, programme, ..) in facts {
        if let Entry::Vacant(place) = programmes.entry(programme) {
            place.insert(numbers::of_programme(conn, *programme)?);
        }
    }
    match conn {
        Conn::Sqlite(c) => {
            for (worker, programme, day, part) in facts {
                let one = believed
                    .filter(completions::worker_id.eq(worker))
                    .filter(completions::programme_number.eq(programmes[programme]))
                    .filter(completions::completed_on.eq(day))
                    .filter(completions::part.eq(part))
                    .select(Completion::as_select());
                if let Some(known) = one.get_result(c).optional()? {
                    found.insert((*worker, *programme, *day, part.clone()), known);
                }
            }
        }
        Conn::Postgres(c) => {
            let (workers, days): (HashSet<_>, HashSet<_>) =
                facts.iter().map(|(worker, _, day, _)| (*worker, *day)).unzip();
            let near = believed
                .filter(completions::worker_id.eq_any(workers))
                .filter(completions::completed_on.eq_any(days))
                .select(Completion::as_select());
            found.extend(near.load(c)?.into_iter().map(|known: Completion| (known.fact(), known)));
        }
    }
    Ok(found)
}

/// Makes these changes at once.
///
/// # Errors
/// A conflict when one of them meets with another change of the register; then none is made.
pub fn keep(tx: &mut Tx<'_>, actor: &Actor, changes: &[&Change]) -> Result<()> {
    let now = tx.now;
    let mut numbering = Numbering::default();
    let (mut new, mut happened) = (Vec::with_capacity(changes.len()), Vec::with_capacity(changes.len()));
    for change in changes {
        match change {
            Change::Record(completion) => {
                happened.push(events::recorded(completion));
                new.push(CompletionRow::of(completion, numbering.given(tx, completion.names())?, now));
            }
            Change::Correct(before, after, reason) => {
                store::withdraw(
                    tx,
                    before,
                    Withdrawal::Corrected,
                    reason,
                    actor.client,
                    Some(after.id),
                    now,
                )?;
                reviews::raise(tx, FactKind::Completion, before.id.0, Cause::Corrected, Some(after.id.0))?;
                happened.push(events::corrected(after));
                new.push(CompletionRow::of(after, numbering.given(tx, after.names())?, now));
            }
            Change::Void(before, reason) => {
                store::withdraw(tx, before, Withdrawal::Voided, reason, actor.client, None, now)?;
                reviews::raise(tx, FactKind::Completion, before.id.0, Cause::Voided, None)?;
                happened.push(events::voided(before));
            }
        }
    }
    record(tx, &happened)?;
    // In the order in which they are kept, so that each page is touched once.
    new.sort_unstable_by_key(|row| (row.worker_id, row.completed_on));
    store::insert_all(tx, &new)
}
