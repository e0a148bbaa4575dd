//! Rows that are planned, and how they are written: with their outcomes, the batch's progress and the
//! journal's entry.

use std::sync::Arc;

use crate::db::Tx;
use crate::error::Result;
use crate::http::Hall;
use crate::imports::kinds::{FileKind, ImportContext, PlannedRow};
use crate::imports::model::{Counts, ObjectId, StoredRow};
use crate::imports::store;
use crate::imports::words::{BatchStatus, RowOutcome};
use crate::jobs::Lease;
use crate::journal::{self, Event, JournalNote};
use crate::values::BatchId;

/// Rows that are written between two looks at whether others wait for the one writer of an embedded database:
/// a few milliseconds. Where nobody waits, one transaction takes all that are planned.
pub(super) const COMMIT: usize = 250;

/// Number of rows that have their outcome, and how many of each.
pub(super) type Progress = (i32, Counts);

/// Effect that a window is to have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WindowEffect {
    /// The outcomes are told, nothing is changed.
    Look,
    /// The change is made.
    Keep,
    /// The change is made, and with it the batch is completed.
    KeepAll,
}

/// Rows that are planned, ready to be written.
pub(super) struct RowWindow<K: FileKind> {
    /// Values of the rows, for another plan.
    pub parsed: Vec<(u32, K::ParsedRow)>,
    pub rows: Vec<PlannedRow<K::Change>>,
    outcomes: Vec<StoredRow>,
    pub effect: WindowEffect,
}

impl<K: FileKind> RowWindow<K> {
    pub(super) fn of(
        id: BatchId,
        parsed: Vec<(u32, K::ParsedRow)>,
        mut rows: Vec<PlannedRow<K::Change>>,
        effect: WindowEffect,
    ) -> Self {
        if effect == WindowEffect::Look {
            rows.iter_mut().for_each(PlannedRow::without_ids);
        }
        let outcomes = rows.iter().map(|row| outcome(id, row)).collect();
        Self { parsed, rows, outcomes, effect }
    }

    /// Progress of a batch with this window as well.
    fn after(&self, (mut processed, mut counts): Progress) -> Progress {
        for row in &self.rows {
            processed = processed.saturating_add(1);
            counts.add(row.outcome);
        }
        (processed, counts)
    }

    /// Makes the changes; whether there are any.
    fn keep(&self, tx: &mut Tx<'_>, context: &ImportContext) -> Result<bool> {
        if self.effect == WindowEffect::Look {
            return Ok(false);
        }
        let changes: Vec<_> = self.rows.iter().filter_map(|row| row.change.as_ref()).collect();
        if !changes.is_empty() {
            K::keep(tx, context, &changes)?;
        }
        Ok(!changes.is_empty())
    }
}

/// A batch as it is written.
pub(super) struct BatchWriter {
    pub hall: Hall,
    pub context: Arc<ImportContext>,
    pub id: BatchId,
    pub lease: Lease,
    /// Progress of the batch.
    pub progress: Progress,
    /// Rows that were done when this process took the batch up.
    pub furthest: i32,
}

impl BatchWriter {
    /// Writes windows from one of them on in one transaction, until others wait for the writer; how many it
    /// wrote. None when the batch is no longer this process's.
    pub(super) async fn write<K: FileKind>(
        &mut self,
        windows: &Arc<[RowWindow<K>]>,
        from: usize,
    ) -> Result<usize> {
        let (clock, context, windows) =
            (self.hall.clock.clone(), Arc::clone(&self.context), Arc::clone(windows));
        let (id, lease, before, furthest) = (self.id, self.lease.clone(), self.progress, self.furthest);
        let write = move |tx: &mut Tx<'_>| {
            let now = tx.now;
            let windows = windows.get(from..).unwrap_or_default();
            let Some(RowWindow { effect, .. }) = windows.first() else { return Ok((0, before)) };
            let status = match effect {
                WindowEffect::Look => BatchStatus::Validating,
                WindowEffect::Keep | WindowEffect::KeepAll => BatchStatus::Committing,
            };
            if !is_ours(tx, &lease, before.0 >= furthest)? {
                return Ok((0, before));
            }
            let (mut written, mut progress, mut event) = (0, before, Event::Search);
            for window in windows {
                if written > 0 && tx.is_waited_for() {
                    break;
                }
                if window.keep(tx, &context)? {
                    event = Event::Change;
                }
                progress = window.after(progress);
                written += 1;
            }
            store::progress(tx, id, status, progress)?;
            note::<K>(tx, &context, event, id, windows.get(..written).unwrap_or_default())?;
            if *effect == WindowEffect::KeepAll {
                // Not the moment at which the facts become known, but when all of the work on them is done.
                lease.end(tx)?;
                store::end(tx, id, BatchStatus::Completed, None, clock.now().max(now))?;
            }
            Ok((written, progress))
        };
        let (written, progress) = self.hall.db.write_much(write).await?;
        self.progress = progress;
        Ok(written)
    }
}

/// Whether the batch is still this process's. A dry run, and a file that is taken whole or not at all, begin
/// anew when a process ends: they get on where they come further than any process before.
pub(super) fn is_ours(tx: &mut Tx<'_>, lease: &Lease, gets_on: bool) -> Result<bool> {
    if gets_on { lease.advance(tx) } else { lease.hold(tx) }
}

/// Notes what became of the rows of windows: for the caller, in the order in which it is kept, and in the
/// journal.
fn note<K: FileKind>(
    tx: &mut Tx<'_>,
    context: &ImportContext,
    event: Event,
    id: BatchId,
    windows: &[RowWindow<K>],
) -> Result<()> {
    let mut outcomes: Vec<_> = windows.iter().flat_map(|window| &window.outcomes).collect();
    outcomes.sort_unstable_by_key(|row| row.number);
    store::insert_rows(tx, &outcomes)?;
    let rows = windows.iter().flat_map(|window| &window.rows);
    let refused: Vec<_> = rows.clone().filter(|row| row.outcome == RowOutcome::Rejected).collect();
    K::note_refused(tx, context, &refused)?;
    let mut subjects: Vec<_> = rows.flat_map(|row| row.worker.iter().chain(&row.others)).copied().collect();
    subjects.sort_unstable();
    subjects.dedup();
    let note = JournalNote {
        event,
        operation: K::DESCRIPTOR.operations.create,
        object_type: "batch",
        object: Some(id.0),
        subjects: &subjects,
    };
    journal::note_all(tx, &context.call, &note)
}

fn outcome<C>(batch_id: BatchId, row: &PlannedRow<C>) -> StoredRow {
    let findings = if row.findings.is_empty() { None } else { serde_json::to_string(&row.findings).ok() };
    StoredRow {
        batch_id,
        number: i32::try_from(row.number).unwrap_or(i32::MAX),
        outcome: row.outcome,
        object_id: row.object.map(ObjectId),
        worker_id: row.worker,
        reference: row.reference.clone(),
        findings,
        others: StoredRow::others(&row.others),
    }
}
