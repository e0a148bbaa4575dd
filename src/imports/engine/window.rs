//! Rows that are planned, and how they are written: with their outcomes, the batch's progress and the journal's entry.

use std::sync::Arc;

use crate::clock::Clock;
use crate::db::Tx;
use crate::error::Result;
use crate::imports::kind::{Desk, Judged, Kind};
use crate::imports::model::{BatchStatus, Counts, ObjectId, Row};
use crate::imports::store;
use crate::jobs::RunnerId;
use crate::journal::{self, Event, Note};
use crate::state::State;
use crate::values::{BatchId, WorkerId};

/// Rows that are written between two looks at whether others wait for the one writer of an embedded database: a few
/// milliseconds. Where nobody waits, one transaction takes all that are planned.
pub(super) const COMMIT: usize = 250;
/// Whom one entry of the journal is about, at the most.
const MOST_SUBJECTS: usize = 1_000;

/// How many rows have their outcome, and how many of each.
pub(super) type Progress = (i32, Counts);

/// What is done with a window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The outcomes are told, nothing is changed.
    Look,
    /// The change is made.
    Keep,
    /// The change is made, and with it the batch is completed.
    KeepAll,
}

/// Rows that are planned, ready to be written.
pub(super) struct Window<K: Kind> {
    /// What they say, for another plan.
    pub said: Vec<(u32, K::Said)>,
    pub rows: Vec<Judged<K::Change>>,
    outcomes: Vec<Row>,
    /// Whom they are about.
    subjects: Vec<WorkerId>,
    /// How far the batch was before, and how far it is with them.
    pub before: Progress,
    pub after: Progress,
    pub step: Step,
}

impl<K: Kind> Window<K> {
    pub(super) fn of(id: BatchId, said: Vec<(u32, K::Said)>, mut rows: Vec<Judged<K::Change>>, before: Progress, step: Step) -> Self {
        if step == Step::Look {
            rows.iter_mut().for_each(Judged::unmade);
        }
        let (mut processed, mut counts) = before;
        let mut subjects = Vec::with_capacity(rows.len());
        for row in &rows {
            counts.add(row.outcome);
            processed = processed.saturating_add(1);
            subjects.extend(row.worker.iter().chain(&row.others));
        }
        subjects.sort_unstable();
        subjects.dedup();
        let outcomes = rows.iter().map(|row| outcome(id, row)).collect();
        Self { said, rows, outcomes, subjects, before, after: (processed, counts), step }
    }
}

/// Writes windows from one of them on in one transaction, until others wait for the writer; how many it wrote. None
/// when the batch is no longer this process's.
pub(super) async fn write<K: Kind>(
    state: &State,
    desk: &Arc<Desk>,
    own: (BatchId, RunnerId),
    windows: &Arc<[Window<K>]>,
    from: usize,
) -> Result<usize> {
    let (clock, desk, windows) = (state.clock.clone(), Arc::clone(desk), Arc::clone(windows));
    let write = move |tx: &mut Tx<'_>| {
        let mut written = 0;
        for window in windows.get(from..).unwrap_or_default() {
            if written > 0 && tx.is_waited_for() || !keep(tx, &desk, &clock, own, window)? {
                break;
            }
            written += 1;
        }
        Ok(written)
    };
    state.db.write_much(write).await
}

/// Whether the batch is still this process's.
fn keep<K: Kind>(tx: &mut Tx<'_>, desk: &Desk, clock: &Clock, (id, runner): (BatchId, RunnerId), window: &Window<K>) -> Result<bool> {
    let now = tx.now;
    let status = if window.step == Step::Look { BatchStatus::Validating } else { BatchStatus::Committing };
    if !store::progress(tx, id, runner, status, window.after, now)? {
        return Ok(false);
    }
    let mut event = Event::Search;
    if window.step != Step::Look {
        let changes: Vec<_> = window.rows.iter().filter_map(|row| row.change.as_ref()).collect();
        if !changes.is_empty() {
            K::keep(tx, desk, &changes)?;
            event = Event::Change;
        }
    }
    store::insert_rows(tx, &window.outcomes)?;
    let mut note = |subjects: &[WorkerId]| {
        let note = Note { event, operation: K::OPERATION, object_type: "batch", object: Some(id.0), subjects };
        journal::note(tx, &desk.caller, &note)
    };
    if window.subjects.is_empty() {
        note(&[])?;
    }
    window.subjects.chunks(MOST_SUBJECTS).try_for_each(note)?;
    if window.step == Step::KeepAll {
        // Not the moment at which the facts become known, but when all of the work on them is done.
        store::end(tx, id, runner, BatchStatus::Completed, None, clock.now().max(now))?;
    }
    Ok(true)
}

fn outcome<C>(batch_id: BatchId, row: &Judged<C>) -> Row {
    let findings = if row.findings.is_empty() { None } else { serde_json::to_string(&row.findings).ok() };
    Row {
        batch_id,
        number: i32::try_from(row.number).unwrap_or(i32::MAX),
        outcome: row.outcome,
        object_id: row.object.map(ObjectId),
        worker_id: row.worker,
        reference: row.reference.clone(),
        findings,
        others: Row::others(&row.others),
    }
}
