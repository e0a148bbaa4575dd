//! Works through a file: reads a window of rows, plans what they change by a picture of the register, and makes the change
//! in one transaction with the rows' outcomes, the batch's progress and the journal's entry.
//!
//! The plan is made beside the writer, while it commits the window before. What happened in between is found by the
//! register's own rules, which the database guards: then the window is planned anew. So a row has its effect exactly once,
//! whatever breaks: a window that was not committed left nothing, and one that was is not begun again.

use std::collections::hash_map::{Entry, RandomState};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::kind::{Desk, Judged, Kind};
use super::model::{Atomicity, Batch, BatchStatus, Counts, Mode, ObjectId, Row, RowOutcome};
use super::{file, store};
use crate::clock::Clock;
use crate::db::{Tx, View};
use crate::error::{Error, Kind as Problem, Result};
use crate::jobs::RunnerId;
use crate::journal::{self, Event, Note};
use crate::state::State;
use crate::tables::{self, Code, Finding, Refusal, Table};
use crate::values::{BatchId, WorkerId};

/// Rows that are planned together. Those of one worker then stand together, so that a page of the database is written
/// once for all of them.
const WINDOW: usize = 5_000;
/// Rows that are written between two looks at whether others wait for the one writer of an embedded database: a few
/// milliseconds. Where nobody waits, one transaction takes all that are planned.
const COMMIT: usize = 250;
/// Whom one entry of the journal is about, at the most.
const MOST_SUBJECTS: usize = 1_000;
/// How often a window is planned anew before the batch gives up.
const MOST_PLANS: u32 = 8;

/// How a batch came to its end.
pub(super) enum Ending {
    /// Every row has its outcome.
    Completed,
    /// It cannot be done.
    Failed(String),
    /// It ended with its last commit, another process works on it, or this one is about to end.
    Left,
}

/// What is done with a planned window.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The outcomes are told, nothing is changed.
    Look,
    /// The change is made.
    Keep,
    /// The change is made, and with it the batch is completed.
    KeepAll,
}

/// Rows that are planned, ready to be written.
struct Window<K: Kind> {
    /// What they say, for another plan.
    said: Vec<(u32, K::Said)>,
    rows: Vec<Judged<K::Change>>,
    outcomes: Vec<Row>,
    /// Whom they are about.
    subjects: Vec<WorkerId>,
    /// How far the batch was before, and how far it is with them.
    before: Progress,
    after: Progress,
    step: Step,
}

type Progress = (i32, Counts);

/// A row as it was read.
enum Taken<K: Kind> {
    /// What it says.
    Said(u32, K::Said),
    /// It need not be looked for on the register.
    Judged(Judged<K::Change>),
}

/// Whether a row says what no other row said.
enum Seen {
    First,
    /// The row with this number says the same.
    Again(u32),
    /// The row with this number has the same key and says something else.
    Differently(u32),
}

/// A batch at work, and what is remembered of its file.
struct Work<K: Kind> {
    state: State,
    desk: Arc<Desk>,
    batch: Batch,
    runner: RunnerId,
    kind: Arc<Mutex<K>>,
    /// The row that first had a key, and a digest of what it says.
    seen: HashMap<String, (u32, u64)>,
    hasher: RandomState,
    /// The rows that have their outcome already.
    done: HashSet<u32>,
    progress: Progress,
}

/// Works on a batch until it ends. Called on a thread that may wait.
///
/// # Errors
/// The database cannot be read or written.
pub(super) fn work<K: Kind>(state: &State, batch: Batch, runner: RunnerId) -> Result<Ending> {
    let desk = Desk {
        actor: batch.actor(),
        caller: batch.caller(),
        keys: Arc::clone(&state.keys),
        today: state.today(),
        on_change: batch.on_change,
    };
    let progress = (batch.processed, batch.counts);
    let (mode, atomicity) = (batch.mode, batch.atomicity);
    let (desk, kind, hasher) = (Arc::new(desk), Arc::default(), RandomState::new());
    let mut work =
        Work::<K> { state: state.clone(), desk, batch, runner, kind, seen: HashMap::new(), hasher, done: HashSet::new(), progress };
    let done = match (mode, atomicity) {
        (Mode::Commit, Atomicity::Row) => work.row_by_row(),
        (Mode::Commit, Atomicity::All) => work.all_or_none(),
        (Mode::Validate, _) => work.only_look(),
    };
    match done {
        Ok(ending) => Ok(ending),
        Err(Halt::Failed(error)) => Err(error),
        // The form of the file was looked at when it came: what is wrong now was wrong then, unless it cannot be read.
        Err(Halt::Refused(Refusal::Faulty(findings))) => Ok(Ending::Failed(sentence(&findings))),
        Err(Halt::Refused(Refusal::TooLarge(finding))) => Ok(Ending::Failed(sentence(&[finding]))),
        Err(Halt::Refused(Refusal::Unreadable(_))) => Err(Error::unavailable("the file of a batch cannot be read")),
    }
}

/// Why the work stops.
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

impl<K: Kind> Work<K> {
    fn open(&self) -> Result<Table, Refusal> {
        Table::open(self.batch.format, Box::new(file::kept(&self.state, &self.batch)), K::LAYOUT)
    }

    /// Each window by itself, the next one planned while the last one is committed.
    fn row_by_row(&mut self) -> Result<Ending, Halt> {
        let mut table = self.open()?;
        let id = self.batch.id;
        // The rows that were committed before the process ended.
        self.done = wait(self.state.db.read(move |view| store::numbers(view, id)))?;
        let mut under_way: Option<(Arc<[_]>, _)> = None;
        loop {
            let taken = self.take(&mut table)?;
            let next = if taken.is_empty() { None } else { Some(self.plan(taken)?) };
            if let Some((windows, commits)) = under_way.take()
                && !self.settle(&windows, commits)?
            {
                return Ok(Ending::Left);
            }
            match next {
                None => return Ok(Ending::Completed),
                Some(_) if !self.state.is_ready() => return Ok(Ending::Left),
                Some((said, rows)) => {
                    let windows = self.windows(said, rows);
                    under_way = Some((Arc::clone(&windows), self.commit_each(windows)));
                }
            }
        }
    }

    /// Everything is planned before anything is changed, and then all of it in one transaction.
    fn all_or_none(&mut self) -> Result<Ending, Halt> {
        for _ in 0..MOST_PLANS {
            self.begin_anew()?;
            let mut table = self.open()?;
            let mut rows = Vec::new();
            loop {
                let taken = self.take(&mut table)?;
                if taken.is_empty() {
                    break;
                }
                rows.extend(self.plan(taken)?.1);
                if !self.state.is_ready() {
                    return Ok(Ending::Left);
                }
            }
            if rows.iter().any(|row| row.outcome == RowOutcome::Rejected) {
                return self.refuse_all(rows);
            }
            let window = self.window(Vec::new(), rows, Step::KeepAll);
            match self.commit(window) {
                Err(error) if is_stale(&error) => {}
                Err(error) => return Err(error.into()),
                Ok(_) => return Ok(Ending::Left),
            }
        }
        Err(busy().into())
    }

    /// Every row says what would become of it, and nothing is changed.
    fn only_look(&mut self) -> Result<Ending, Halt> {
        self.begin_anew()?;
        let mut table = self.open()?;
        loop {
            let taken = self.take(&mut table)?;
            if taken.is_empty() {
                return Ok(Ending::Completed);
            }
            let (said, rows) = self.plan(taken)?;
            let window = self.window(said, rows, Step::Look);
            if !self.state.is_ready() || !self.commit(window)? {
                return Ok(Ending::Left);
            }
        }
    }

    fn refuse_all(&mut self, mut rows: Vec<Judged<K::Change>>) -> Result<Ending, Halt> {
        let total = rows.len();
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(COMMIT));
            let window = self.window(Vec::new(), std::mem::replace(&mut rows, rest), Step::Look);
            if !self.commit(window)? {
                return Ok(Ending::Left);
            }
        }
        let rejected = self.progress.1.rejected;
        Ok(Ending::Failed(format!(
            "{rejected} of {total} rows have faults, so nothing was put on the register: mend the rows with the outcome rejected, or \
             send the file with atomicity=row"
        )))
    }

    /// What was found before the process ended, or before the register changed, is found anew.
    fn begin_anew(&mut self) -> Result<()> {
        self.seen.clear();
        self.kind = Arc::default();
        self.progress = Progress::default();
        let id = self.batch.id;
        wait(self.state.db.write(move |tx| store::delete_rows(tx, id)))
    }

    /// The next rows as they are read; none at the end.
    fn take(&mut self, table: &mut Table) -> Result<Vec<Taken<K>>, Refusal> {
        let mut taken = Vec::with_capacity(WINDOW);
        while taken.len() < WINDOW {
            let Some(mut row) = table.next().transpose()? else { break };
            let mut findings = std::mem::take(&mut row.findings);
            let said = K::read(&row, &mut findings);
            if self.done.contains(&row.number) {
                if let Some(said) = said.filter(|_| findings.is_empty()) {
                    self.see(&row, K::key(&self.desk, &said));
                }
                continue;
            }
            let reference = said.as_ref().and_then(K::reference);
            let judged = match said {
                Some(said) if findings.is_empty() => match self.see(&row, K::key(&self.desk, &said)) {
                    Seen::First => {
                        taken.push(Taken::Said(row.number, said));
                        continue;
                    }
                    Seen::Again(first) => {
                        Judged::to(row.number, RowOutcome::Duplicate, reference).found(Finding::of(Code::RowTwice).about(first))
                    }
                    Seen::Differently(first) => {
                        Judged::rejected(row.number, reference, vec![Finding::of(Code::ReferenceTwice).about(first)])
                    }
                },
                _ => Judged::rejected(row.number, reference, findings),
            };
            taken.push(Taken::Judged(judged));
        }
        Ok(taken)
    }

    fn see(&mut self, row: &tables::Row, key: String) -> Seen {
        let mut digest = self.hasher.build_hasher();
        row.cells.iter().for_each(|cell| cell.written().hash(&mut digest));
        let digest = digest.finish();
        match self.seen.entry(key) {
            Entry::Vacant(place) => {
                place.insert((row.number, digest));
                Seen::First
            }
            Entry::Occupied(first) if first.get().1 == digest => Seen::Again(first.get().0),
            Entry::Occupied(first) => Seen::Differently(first.get().0),
        }
    }

    /// What each of these rows comes to, in their order; and what those say that were looked for.
    fn plan(&self, taken: Vec<Taken<K>>) -> Result<Planned<K>> {
        let (mut said, mut judged) = (Vec::with_capacity(taken.len()), Vec::new());
        for row in taken {
            match row {
                Taken::Said(number, row) => said.push((number, row)),
                Taken::Judged(row) => judged.push(row),
            }
        }
        let (said, looked) = self.look(said)?;
        if judged.is_empty() {
            return Ok((said, looked));
        }
        judged.extend(looked);
        judged.sort_unstable_by_key(|row| row.number);
        Ok((said, judged))
    }

    fn look(&self, said: Vec<(u32, K::Said)>) -> Result<Planned<K>> {
        if said.is_empty() {
            return Ok((said, Vec::new()));
        }
        let (kind, desk) = (Arc::clone(&self.kind), Arc::clone(&self.desk));
        wait(self.state.db.read(move |view: &mut View<'_>| {
            let judged = kind.lock().unwrap_or_else(PoisonError::into_inner).plan(view, &desk, &said)?;
            Ok((said, judged))
        }))
    }

    fn window(&mut self, said: Vec<(u32, K::Said)>, mut rows: Vec<Judged<K::Change>>, step: Step) -> Window<K> {
        if step == Step::Look {
            rows.iter_mut().for_each(Judged::unmade);
        }
        let before = self.progress;
        let mut subjects = Vec::with_capacity(rows.len());
        for row in &rows {
            self.progress.1.add(row.outcome);
            self.progress.0 = self.progress.0.saturating_add(1);
            subjects.extend(row.worker.iter().chain(&row.others));
        }
        subjects.sort_unstable();
        subjects.dedup();
        let outcomes = rows.iter().map(|row| outcome(self.batch.id, row)).collect();
        Window { said, rows, outcomes, subjects, before, after: self.progress, step }
    }

    /// Planned rows in windows, in the order of the workers that they are about.
    fn windows(&mut self, said: Vec<(u32, K::Said)>, mut rows: Vec<Judged<K::Change>>) -> Arc<[Window<K>]> {
        // What is voided makes room for what takes its place.
        rows.sort_by_key(|row| (row.worker, row.outcome != RowOutcome::Voided));
        let mut said: HashMap<u32, K::Said> = said.into_iter().collect();
        let mut windows = Vec::new();
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(COMMIT));
            let rows = std::mem::replace(&mut rows, rest);
            let own = rows.iter().filter_map(|row| Some((row.number, said.remove(&row.number)?))).collect();
            windows.push(self.window(own, rows, Step::Keep));
        }
        windows.into()
    }

    /// Commits a window; whether the batch is still this process's.
    fn commit(&self, window: Window<K>) -> Result<bool> {
        let own = (self.batch.id, self.runner);
        wait(write(&self.state, &self.desk, own, &Arc::from([window]), 0)).map(|written| written == 1)
    }

    /// Begins to commit windows one after the other; how many were committed, and how the next one ended if it was not.
    fn commit_each(&self, windows: Arc<[Window<K>]>) -> JoinHandle<(usize, Result<bool>)> {
        let (state, desk, id, runner) = (self.state.clone(), Arc::clone(&self.desk), self.batch.id, self.runner);
        Handle::current().spawn(async move {
            let mut done = 0;
            while done < windows.len() {
                match write(&state, &desk, (id, runner), &windows, done).await {
                    Ok(0) => return (done, Ok(false)),
                    Ok(written) => done += written,
                    Err(error) => return (done, Err(error)),
                }
            }
            (done, Ok(true))
        })
    }

    /// Waits for commits. What met with another change of the register is planned anew, until it is the first.
    fn settle(&mut self, windows: &[Window<K>], commits: JoinHandle<(usize, Result<bool>)>) -> Result<bool> {
        let (done, stopped) = wait(commits).map_err(|_| Error::internal("a commit panicked"))?;
        let Some((window, rest)) = windows.get(done..).and_then(<[_]>::split_first) else { return stopped };
        match stopped {
            Err(error) if is_stale(&error) => {}
            stopped => return stopped,
        }
        self.progress = window.before;
        for window in std::iter::once(window).chain(rest) {
            if !self.again(window)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn again(&mut self, window: &Window<K>) -> Result<bool> {
        let before = self.progress;
        for _ in 0..MOST_PLANS {
            self.progress = before;
            self.kind.lock().unwrap_or_else(PoisonError::into_inner).look_anew();
            let (said, mut rows) = self.look(window.said.clone())?;
            let looked: HashSet<u32> = rows.iter().map(|row| row.number).collect();
            rows.extend(window.rows.iter().filter(|row| !looked.contains(&row.number)).map(Judged::without_change));
            let again = self.window(said, rows, window.step);
            match self.commit(again) {
                Err(error) if is_stale(&error) => {}
                done => return done,
            }
        }
        Err(busy())
    }
}

/// Waits on a thread that may.
fn wait<T>(work: impl Future<Output = T>) -> T {
    Handle::current().block_on(work)
}

type Planned<K> = (Vec<(u32, <K as Kind>::Said)>, Vec<Judged<<K as Kind>::Change>>);

/// Writes windows from one of them on in one transaction, until others wait for the writer; how many it wrote. None
/// when the batch is no longer this process's.
async fn write<K: Kind>(
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

/// Writes a window: what changes, what became of its rows, how far the batch is, and who did it. Whether the batch is
/// still this process's.
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
    }
}

/// Whether a commit met with another change of the register.
fn is_stale(error: &Error) -> bool {
    error.kind() == Problem::Conflict
}

fn busy() -> Error {
    Error::unavailable("what the file is about was changed again and again meanwhile; the batch is taken up again")
}

/// Findings about a file, in a sentence.
pub(super) fn sentence(findings: &[Finding]) -> String {
    let said: Vec<_> = findings.iter().map(|finding| format!("{}: {}", finding.message().en, finding.expected().en)).collect();
    said.join("; ").chars().take(500).collect()
}
