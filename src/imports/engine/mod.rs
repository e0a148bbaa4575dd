//! Works through a file: reads some rows, plans what they change by a picture of the register, and makes the
//! change in one transaction with the rows' outcomes, the batch's progress and the journal's entry.
//!
//! The plan is made beside the writer, while it commits what was planned before. What happened in between is
//! found by the register's own rules, which the database guards: then a window of rows is planned anew. So a
//! row has its effect exactly once, whatever breaks: a window that was not committed left nothing, and one
//! that was is not begun again.

mod reading;
mod window;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use self::reading::{FaultyRow, ReadRow, RowReader};
use self::window::{BatchWriter, COMMIT, Progress, RowWindow, WindowEffect, is_ours};
use super::kinds::{FileKind, FileMap, ImportContext, KindTask, ListedKind, PlannedRow};
use super::model::{Batch, Counts};
use super::words::{Atomicity, BatchStatus, Mode, RowOutcome};
use super::{file, store};
use crate::db::View;
use crate::error::{Error, Kind, Result};
use crate::http::Hall;
use crate::imports::faults;
use crate::jobs::Lease;
use crate::tables::{Finding, Refusal, Table};
use crate::values::Fault;

/// Rows that are planned together. Those of one worker then stand together, so that a page of the database is
/// written once for all of them.
const PLAN: usize = 5_000;
/// Number of times that rows are planned again before the register is taken to change too fast for them.
const MOST_PLANS: u32 = 8;

/// End of the work on a batch.
pub(super) enum Ending {
    /// Every row has its outcome.
    Completed,
    /// It cannot be done.
    Failed(Fault),
    /// It ended with its last commit, another process works on it, or this one is about to end.
    Left,
}

/// Works on a batch until it ends. Called on a thread that may wait.
///
/// # Errors
/// The database cannot be read or written.
pub(super) fn work(hall: &Hall, batch: Batch, lease: &Lease) -> Result<Ending> {
    batch.kind.dispatch(ClaimedBatch { hall, batch, lease })
}

/// A batch that this process is to work on.
struct ClaimedBatch<'h> {
    hall: &'h Hall,
    batch: Batch,
    lease: &'h Lease,
}

impl KindTask for ClaimedBatch<'_> {
    type Output = Result<Ending>;

    fn run<K: ListedKind>(self) -> Self::Output {
        work_on::<K>(self.hall, self.batch, self.lease)
    }
}

fn work_on<K: FileKind>(hall: &Hall, batch: Batch, lease: &Lease) -> Result<Ending> {
    let context = ImportContext {
        batch: batch.id,
        call: batch.call(hall.today()),
        keys: Arc::clone(&hall.keys),
        on_change: batch.on_change,
    };
    let progress = (batch.processed, batch.counts);
    let (mode, atomicity) = (batch.mode, batch.atomicity);
    let mut work = Work::<K> {
        hall: hall.clone(),
        context: Arc::new(context),
        batch,
        lease: lease.clone(),
        kind: Arc::default(),
        progress,
    };
    let done = match (mode, atomicity) {
        (Mode::Commit, Atomicity::Row) => work.row_by_row(),
        (Mode::Commit, Atomicity::All) => work.all_or_none(),
        (Mode::Validate, _) => work.only_look(),
    };
    match done {
        Ok(ending) => Ok(ending),
        Err(Halt::Failed(error)) => Err(error),
        // The form of the file was looked at when it came: what is wrong now was wrong then, unless it cannot
        // be read.
        Err(Halt::Refused(Refusal::Faulty(findings))) => Ok(Ending::Failed(first(findings))),
        Err(Halt::Refused(Refusal::TooLarge(finding))) => Ok(Ending::Failed(first([finding]))),
        Err(Halt::Refused(Refusal::Unreadable(_))) => Err(Error::unavailable(faults::batch_unread())),
    }
}

/// Reason why the work stops.
enum Halt {
    Refused(Refusal),
    Failed(Error),
}

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Values of rows, for another plan, and what each row comes to.
type PlannedRows<K> = (Vec<(u32, <K as FileKind>::ParsedRow)>, Vec<PlannedRow<<K as FileKind>::Change>>);
/// Commits under way: how many windows were committed, how the next one ended if it was not, and how far the
/// batch is then.
type Commits = JoinHandle<(usize, Result<bool>, Progress)>;

/// A batch at work.
struct Work<K: FileKind> {
    hall: Hall,
    context: Arc<ImportContext>,
    batch: Batch,
    lease: Lease,
    kind: Arc<Mutex<K>>,
    progress: Progress,
}

impl<K: FileKind> Work<K> {
    fn read(&self) -> Result<RowReader<K>, Refusal> {
        let source = Box::new(file::kept(&self.hall, &self.batch));
        // As the file was looked at when it came.
        let layout = K::layout_for(&self.context.call.actor);
        Ok(RowReader::of(
            Table::open_as(self.batch.format, source, layout, self.batch.form())?,
            Arc::clone(&self.context),
        ))
    }

    /// Each window by itself.
    fn row_by_row(&mut self) -> Result<Ending, Halt> {
        let id = self.batch.id;
        // The rows that were committed before the process ended. They are planned once more, so that the rows
        // behind them are judged as if it had not.
        let done = wait(self.hall.db.read(move |view| store::numbers(view, id)))?;
        let reading = self.read()?;
        self.in_windows(Vec::new(), reading, WindowEffect::Keep, &done)
    }

    /// Every row says what would become of it, and nothing is changed.
    fn only_look(&mut self) -> Result<Ending, Halt> {
        self.begin_anew()?;
        let reading = self.read()?;
        self.in_windows(Vec::new(), reading, WindowEffect::Look, &HashSet::new())
    }

    /// The next rows are planned while the last ones, at first those that are planned already, are committed.
    fn in_windows(
        &mut self,
        planned: Vec<PlannedRow<K::Change>>,
        mut reading: RowReader<K>,
        effect: WindowEffect,
        done: &HashSet<u32>,
    ) -> Result<Ending, Halt> {
        let first = self.windows(Vec::new(), planned, effect);
        let mut under_way: Option<(Arc<[_]>, Commits)> = Some((Arc::clone(&first), self.commit_each(first)));
        loop {
            let next = self.next(&mut reading).map(|next| {
                next.map(|(parsed, mut rows)| {
                    rows.retain(|row| !done.contains(&row.number));
                    self.windows(parsed, rows, effect)
                })
            });
            // Also when the next ones cannot be planned: commits are not left to themselves.
            if let Some((windows, commits)) = under_way.take()
                && !self.settle(&windows, commits)?
            {
                return Ok(Ending::Left);
            }
            let Some(windows) = next? else { return Ok(Ending::Completed) };
            if !self.lease.goes_on() {
                return Ok(Ending::Left);
            }
            under_way = Some((Arc::clone(&windows), self.commit_each(windows)));
        }
    }

    /// Everything is planned before anything is changed, and then all of it in one transaction.
    fn all_or_none(&mut self) -> Result<Ending, Halt> {
        for _ in 0..MOST_PLANS {
            self.begin_anew()?;
            let mut reading = self.read()?;
            let mut rows = Vec::new();
            while let Some((_, planned)) = self.next(&mut reading)? {
                let is_refused = planned.iter().any(|row| row.outcome == RowOutcome::Rejected);
                rows.extend(planned);
                if is_refused {
                    return self.refuse_all(rows, reading);
                }
                if !self.lease.goes_on() || !self.report_progress(rows.len())? {
                    return Ok(Ending::Left);
                }
            }
            let window = self.window(Vec::new(), rows, WindowEffect::KeepAll);
            match self.commit(window) {
                Err(error) if is_stale(&error) => {}
                Err(error) => return Err(error.into()),
                Ok(_) => return Ok(Ending::Left),
            }
        }
        Ok(Ending::Failed(faults::contested()))
    }

    /// One row is rejected, so that nothing is kept but what would have become of each.
    fn refuse_all(
        &mut self,
        planned: Vec<PlannedRow<K::Change>>,
        reading: RowReader<K>,
    ) -> Result<Ending, Halt> {
        let ending = self.in_windows(planned, reading, WindowEffect::Look, &HashSet::new())?;
        if !matches!(ending, Ending::Completed) {
            return Ok(ending);
        }
        let (total, Counts { rejected, .. }) = self.progress;
        Ok(Ending::Failed(faults::rows_faulty(rejected, total)))
    }

    /// Begins again, forgetting what was found before the process ended or the register changed.
    fn begin_anew(&mut self) -> Result<()> {
        self.kind = Arc::default();
        self.progress = Progress::default();
        let (id, lease) = (self.batch.id, self.lease.clone());
        // Outcomes stay that another process wrote since it took the batch up.
        wait(self.hall.db.write(move |tx| if lease.hold(tx)? { store::delete_rows(tx, id) } else { Ok(()) }))
    }

    /// Says how many rows are planned, of a file of which nothing is committed yet. Whether the batch is
    /// still this process's.
    fn report_progress(&self, planned: usize) -> Result<bool> {
        let (id, lease) = (self.batch.id, self.lease.clone());
        let progress = (i32::try_from(planned).unwrap_or(i32::MAX), self.progress.1);
        let gets_on = progress.0 > self.batch.processed;
        wait(self.hall.db.write(move |tx| {
            let is_held = is_ours(tx, &lease, gets_on)?;
            if is_held {
                store::progress(tx, id, BatchStatus::Validating, progress)?;
            }
            Ok(is_held)
        }))
    }

    /// The next rows, planned; none at the end of the file.
    fn next(&self, reading: &mut RowReader<K>) -> Result<Option<PlannedRows<K>>, Halt> {
        let taken = reading.take(PLAN)?;
        if taken.is_empty() {
            return Ok(None);
        }
        let (mut parsed, mut planned) = (Vec::with_capacity(taken.len()), Vec::new());
        let mut faulty = Vec::new();
        for row in taken {
            match row {
                ReadRow::Parsed(number, row) => parsed.push((number, row)),
                ReadRow::Faulty(row) => faulty.push(row),
                ReadRow::Planned(row) => planned.push(row),
            }
        }
        // First those that are refused: others leave alone what they name.
        planned.extend(self.judge(faulty)?);
        let (parsed, looked) = self.plan(parsed)?;
        planned.extend(looked);
        planned.sort_unstable_by_key(|row| row.number);
        Ok(Some((parsed, planned)))
    }

    /// Plans these rows by what is on the register.
    fn plan(&self, parsed: Vec<(u32, K::ParsedRow)>) -> Result<PlannedRows<K>> {
        if parsed.is_empty() {
            return Ok((parsed, Vec::new()));
        }
        let (kind, context) = (Arc::clone(&self.kind), Arc::clone(&self.context));
        wait(self.hall.db.read(move |view: &mut View<'_>| {
            let planned =
                kind.lock().unwrap_or_else(PoisonError::into_inner).plan(view, &context, &parsed)?;
            Ok((parsed, planned))
        }))
    }

    /// Finds everything that is wrong about rows that are refused.
    fn judge(&self, faulty: Vec<FaultyRow<K>>) -> Result<Vec<PlannedRow<K::Change>>> {
        if faulty.is_empty() {
            return Ok(Vec::new());
        }
        let (kind, context) = (Arc::clone(&self.kind), Arc::clone(&self.context));
        let rows: Vec<_> = faulty.iter().map(|row| (row.number, row.parsed.clone())).collect();
        let judged = wait(self.hall.db.read(move |view: &mut View<'_>| {
            kind.lock().unwrap_or_else(PoisonError::into_inner).judge(view, &context, &rows)
        }))?;
        Ok(faulty.into_iter().zip(judged).map(|(row, judged)| row.with(judged)).collect())
    }

    fn window(
        &self,
        parsed: Vec<(u32, K::ParsedRow)>,
        rows: Vec<PlannedRow<K::Change>>,
        effect: WindowEffect,
    ) -> RowWindow<K> {
        RowWindow::of(self.batch.id, parsed, rows, effect)
    }

    /// Planned rows in windows.
    fn windows(
        &self,
        parsed: Vec<(u32, K::ParsedRow)>,
        mut rows: Vec<PlannedRow<K::Change>>,
        effect: WindowEffect,
    ) -> Arc<[RowWindow<K>]> {
        if effect == WindowEffect::Keep {
            // A void or a correction makes room for the row that takes its place.
            let rank = |outcome| match outcome {
                RowOutcome::Voided => 0,
                RowOutcome::Corrected => 1,
                _ => 2,
            };
            rows.sort_by_key(|row| (row.worker, rank(row.outcome)));
        }
        let mut parsed: FileMap<u32, K::ParsedRow> = parsed.into_iter().collect();
        let mut windows = Vec::new();
        while !rows.is_empty() {
            // Rows of one worker may make room for each other, and so are not divided.
            let worker_at = |place: usize| rows.get(place).and_then(|row| row.worker);
            let ends = |place: &usize| {
                effect != WindowEffect::Keep
                    || worker_at(*place).is_none()
                    || worker_at(*place) != worker_at(*place - 1)
            };
            let end = (COMMIT..rows.len()).find(ends).unwrap_or(rows.len());
            let rest = rows.split_off(end);
            let rows = std::mem::replace(&mut rows, rest);
            let own = rows.iter().filter_map(|row| Some((row.number, parsed.remove(&row.number)?))).collect();
            windows.push(self.window(own, rows, effect));
        }
        windows.into()
    }

    fn writing(&self) -> BatchWriter {
        let (hall, context) = (self.hall.clone(), Arc::clone(&self.context));
        BatchWriter {
            hall,
            context,
            id: self.batch.id,
            lease: self.lease.clone(),
            progress: self.progress,
            furthest: self.batch.processed,
        }
    }

    /// Commits a window; whether the batch is still this process's.
    fn commit(&mut self, window: RowWindow<K>) -> Result<bool> {
        let mut writing = self.writing();
        let written = wait(writing.write(&Arc::from([window]), 0))?;
        self.progress = writing.progress;
        Ok(written == 1)
    }

    /// Begins to commit windows one after the other.
    fn commit_each(&self, windows: Arc<[RowWindow<K>]>) -> Commits {
        let mut writing = self.writing();
        Handle::current().spawn(async move {
            let mut done = 0;
            while done < windows.len() {
                match writing.write(&windows, done).await {
                    Ok(0) => return (done, Ok(false), writing.progress),
                    Ok(written) => done += written,
                    Err(error) => return (done, Err(error), writing.progress),
                }
            }
            (done, Ok(true), writing.progress)
        })
    }

    /// Waits for commits. What met with another change of the register is planned anew, until it is the
    /// first.
    fn settle(&mut self, windows: &[RowWindow<K>], commits: Commits) -> Result<bool> {
        let (done, stopped, progress) = wait(commits).map_err(|_| Error::internal("a commit panicked"))?;
        self.progress = progress;
        match stopped {
            Err(error) if is_stale(&error) => {}
            stopped => return stopped,
        }
        for window in windows.get(done..).unwrap_or_default() {
            if !self.again(window)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn again(&mut self, window: &RowWindow<K>) -> Result<bool> {
        for _ in 0..MOST_PLANS {
            self.kind.lock().unwrap_or_else(PoisonError::into_inner).invalidate();
            let (parsed, mut rows) = self.plan(window.parsed.clone())?;
            let planned: HashSet<u32> = rows.iter().map(|row| row.number).collect();
            rows.extend(
                window
                    .rows
                    .iter()
                    .filter(|row| !planned.contains(&row.number))
                    .map(PlannedRow::without_change),
            );
            let again = self.window(parsed, rows, window.effect);
            match self.commit(again) {
                Err(error) if is_stale(&error) => {}
                done => return done,
            }
        }
        self.one_by_one(window)
    }

    /// So that a row for which there is no way does not stand in that of all others.
    fn one_by_one(&mut self, window: &RowWindow<K>) -> Result<bool> {
        if let [row] = window.rows.as_slice() {
            let changing = Finding::of(faults::changing_meanwhile());
            let rejected = PlannedRow::rejected(row.number, row.reference.clone(), vec![changing]);
            let given_up =
                self.window(Vec::new(), vec![PlannedRow { worker: row.worker, ..rejected }], window.effect);
            return self.commit(given_up);
        }
        for row in &window.rows {
            let parsed = window.parsed.iter().filter(|(number, _)| *number == row.number).cloned().collect();
            let alone = self.window(parsed, vec![row.without_change()], window.effect);
            if !self.again(&alone)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Waits on a thread that may.
fn wait<T>(work: impl Future<Output = T>) -> T {
    Handle::current().block_on(work)
}

/// Tells whether a commit met with another change of the register.
fn is_stale(error: &Error) -> bool {
    error.kind() == Kind::Conflict
}

/// The first of the findings about a file, told in full.
fn first(findings: impl IntoIterator<Item = Finding>) -> Fault {
    let told = |finding: Finding| finding.fault.in_full(finding.column.as_deref());
    findings.into_iter().next().map_or_else(faults::unread_again, told)
}
