//! SQLite: a reading connection per thread, one writing thread with group commit.
//!
//! A reader keeps its snapshot open while no fact changes, and with it its page cache; the entries of the
//! journal, one for every answer about a person, go to a file of their own (see `journal_file`). The writer
//! counts the batches that change facts and closes idle snapshots, so that the write-ahead log can be reused.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError, Weak};
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use tokio::sync::oneshot;

use super::batch::{Act, Batch, QueuePlace, QueuedWrite, Work, lost};
use super::beside::Mark;
use super::chain::{JournalChain, LaneHead};
use super::checkpoint::{self, Checkpoints};
use super::connection::{self, Begin, opening};
use super::journal_file::{JournalFile, OtherProcess};
use super::memory::HouseMemory;
use super::moments::{Moments, last_moment};
use super::notes::{JournalKeeper, Notes};
use super::snapshot::ReadConnection;
use super::transaction::{Outbox, Process, Tx, View, WriteEvents};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::sql::Conn;
use crate::values::Moment;

/// Writes that may wait; one more is refused with 503, so that a slow disk is felt and not hidden.
const QUEUE: usize = 4_096;

/// Batches after which the writer closes the readers' snapshots, unless one of them changed much: a few
/// megabytes of write-ahead log, which cannot begin anew while a snapshot is older than its end.
const SNAPSHOT_BATCHES: u64 = 128;

/// Time that the writer waits for reads under way, when the write-ahead log is long: most take a few
/// milliseconds. Then it goes on, and tries again with the next checkpoint.
const PATIENCE: Duration = Duration::from_millis(100);

/// The number of a process' lane of reads after that of its lane of changes.
const NOTES: i32 = 2;

thread_local! {
    /// This thread's reading connection and the database that it belongs to.
    static READER: RefCell<Option<(u64, Arc<Mutex<ReadConnection>>)>> = const { RefCell::new(None) };
}

/// An embedded database.
#[derive(Clone)]
pub struct Sqlite(Arc<Inner>);

struct Inner {
    /// Tells this database from another one opened by the same process.
    id: u64,
    file: PathBuf,
    mark: Mark,
    queue: SyncSender<QueuedWrite>,
    journal: JournalFile,
    shared: Arc<Shared>,
}

/// State that the writer and the readers share.
struct Shared {
    moments: Arc<Moments>,
    /// Writes in the queue.
    waiting: Arc<AtomicUsize>,
    /// Batches that changed facts so far.
    changes: AtomicU64,
    /// Every reader, so that the writer can close its snapshot.
    readers: Mutex<Vec<Weak<Mutex<ReadConnection>>>>,
}

impl Sqlite {
    pub(super) fn open(
        file: &Path,
        clock: Clock,
        journal: hmac::Key,
        process: Process,
        (events, keeper): (WriteEvents, JournalKeeper),
    ) -> Result<Self> {
        static IDS: AtomicU64 = AtomicU64::new(0);
        let (queue, jobs) = sync_channel(QUEUE);
        let conn = connection::open_sqlite_writer(file).map_err(opening)?;
        let (own, notes) = (process as usize, process as i32 + NOTES);
        // The lanes of changes, by their numbers, of which another process writes one.
        let changed: [(i32, LaneHead); 2] = [(0, LaneHead::default()), (1, LaneHead::default())];
        let noted = LaneHead::default();
        let mut reader = connection::open_sqlite_reader(file).map_err(opening)?;
        let last = connection::begun(&mut reader, Begin::Read, |conn| {
            for (lane, head) in &changed {
                head.set((keeper.head)(conn, *lane)?);
            }
            noted.set((keeper.head)(conn, notes)?);
            last_moment(conn)
        })?;
        let moments = Arc::new(Moments::new(clock, last));
        let of_notes = JournalChain::beside((notes, noted.clone()), &changed, journal.clone(), true);
        let mut of_changes = JournalChain::beside(changed[own].clone(), &[(notes, noted)], journal, false);
        let other = OtherProcess { facts: reader, lane: changed[1 - own].clone() };
        let journal_file = connection::journal_beside(file);
        let journal = JournalFile::open(&journal_file, of_notes, other, keeper, Arc::clone(&moments))?;
        let shared = Arc::new(Shared {
            moments,
            waiting: Arc::default(),
            changes: AtomicU64::new(0),
            readers: Mutex::default(),
        });
        let no_thread = |_| Error::unavailable(super::faults::no_thread());
        let mut checkpoints = Checkpoints::start(file.to_owned()).map_err(no_thread)?;
        let mut first = Some(conn);
        let (path, ours) = (file.to_owned(), Arc::clone(&shared));
        // The server itself counts its changes.
        let mark = (process == Process::Command).then(|| Mark::beside(file));
        std::thread::Builder::new()
            .name("registry-writer".into())
            .spawn(move || {
                let mut batch = Batch::default();
                // A write that panics ends the connection, and nothing else: the others are done by the next.
                while catch_unwind(AssertUnwindSafe(|| {
                    if let Some(conn) = first.take().or_else(|| reopen(&path, &jobs, &mut batch)) {
                        of_changes.forget();
                        let written = (&mut of_changes, Outbox::new(events));
                        let mark = mark.as_ref();
                        group_commit(conn, &jobs, &mut batch, &ours, &mut checkpoints, written, mark);
                    }
                }))
                .is_err()
                {
                    ours.moments.end_write();
                    batch.take_back_from_panic();
                    tracing::error!("a write panicked; it was rolled back");
                }
            })
            .map_err(no_thread)?;
        let id = IDS.fetch_add(1, Ordering::Relaxed);
        let mark = Mark::beside(file);
        Ok(Self(Arc::new(Inner { id, file: file.to_owned(), mark, queue, journal, shared })))
    }

    pub(super) fn read<T>(&self, f: impl FnOnce(&mut View<'_>) -> Result<T>) -> Result<T> {
        // First the moment, then the snapshot: what is recorded up to the moment is in sight of it.
        let (now, present) = (self.0.shared.moments.read(), self.0.shared.moments.present());
        let reader = self.reader()?;
        let mut reader = lock(&reader);
        reader.see(self.0.shared.changes.load(Ordering::SeqCst), &self.0.mark)?;
        let ReadConnection { conn, memory, .. } = &mut *reader;
        f(&mut View { conn, memory, now, present })
    }

    /// Whether a moment is past, and reads are of an earlier one, for a write is under way.
    pub(super) fn is_behind(&self, moment: Moment) -> bool {
        let moments = &self.0.shared.moments;
        moment <= moments.present() && moments.read() < moment
    }

    /// Waits for the writes that are under way: once this one is written, so are they.
    pub(super) async fn settle(&self) -> Result<()> {
        self.enqueue(false, false, |answer| Box::new(Act::new(|_: &mut Tx<'_>| Ok(()), answer))).await
    }

    /// The next read sees the journal's latest notes as well.
    pub(super) fn refresh(&self) {
        self.0.shared.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// This thread's reading connection.
    fn reader(&self) -> Result<Arc<Mutex<ReadConnection>>> {
        READER.with_borrow_mut(|mine| match mine {
            Some((id, reader)) if *id == self.0.id => Ok(Arc::clone(reader)),
            _ => {
                let conn = connection::open_sqlite_reader(&self.0.file).map_err(opening)?;
                let reader = Arc::new(Mutex::new(ReadConnection::of(conn)));
                lock(&self.0.shared.readers).push(Arc::downgrade(&reader));
                *mine = Some((self.0.id, Arc::clone(&reader)));
                Ok(reader)
            }
        })
    }

    /// A write that may fail by itself.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let act = move |tx: &mut Tx<'_>| tx.nested(&f);
        self.enqueue(false, true, |answer| Box::new(Act::new(act, answer))).await
    }

    /// A write of thousands of rows: it shares its flush with no other. `changes`: whether it may change what
    /// a read sees.
    pub(super) async fn write_alone<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        changes: bool,
    ) -> Result<T> {
        self.enqueue(true, changes, |answer| Box::new(Act::new(f, answer))).await
    }

    /// Waits until notes of a read are on the disk.
    pub(super) async fn append(&self, notes: Notes) -> Result<()> {
        self.0.journal.append(notes).await
    }

    pub(super) async fn write_journal<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.0.journal.write(f).await
    }

    pub(super) fn journal_complete_until(&self) -> Moment {
        self.0.shared.moments.journal_complete_until()
    }

    async fn enqueue<T>(
        &self,
        alone: bool,
        changes: bool,
        work: impl FnOnce(oneshot::Sender<Result<T>>) -> Box<dyn Work>,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let place = Some(QueuePlace::wait(&self.0.shared.waiting));
        let write = QueuedWrite { work: work(answer), alone, changes, place };
        self.0.queue.try_send(write).map_err(|_| Error::unavailable(super::faults::queue_full()))?;
        // Dropped without an answer: it panicked, or was not reached.
        answered.await.unwrap_or_else(|_| Err(lost()))
    }
}

/// Opens the file again after a panic. It may be unreadable for a while, and writes that wait fail meanwhile.
/// None once nobody can write any more.
fn reopen(file: &Path, jobs: &Receiver<QueuedWrite>, batch: &mut Batch) -> Option<Conn> {
    loop {
        match connection::open_sqlite_writer(file) {
            Ok(conn) => return Some(conn),
            Err(_) => tracing::error!(
                "the database cannot be reopened for writing; tried again with the next write"
            ),
        }
        // Writes are dropped unanswered, which tells their clients that they were not done.
        *batch = Batch::default();
        drop(jobs.recv().ok()?);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A read that panicked leaves a snapshot, which is closed like any other.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Closes the snapshots that nobody reads at the moment, and forgets readers whose thread has ended.
    /// Returns whether none is left.
    fn close_snapshots(&self) -> bool {
        let mut all = true;
        lock(&self.readers).retain(|reader| {
            let Some(reader) = reader.upgrade() else { return false };
            let mut reader = match reader.try_lock() {
                Ok(reader) => reader,
                Err(TryLockError::Poisoned(panicked)) => panicked.into_inner(),
                Err(TryLockError::WouldBlock) => {
                    all = false;
                    return true;
                }
            };
            if let Err(error) = reader.close() {
                tracing::warn!(%error, "a snapshot could not be closed; until it is, the log grows");
            }
            true
        });
        all
    }

    /// Lets the next write begin the write-ahead log anew: moves the rest of it into the database, and closes
    /// the snapshots that were opened before.
    fn finish_log(&self, conn: &mut Conn) {
        self.close_snapshots();
        checkpoint::finish(conn);
        // Where all was moved, a read after this takes a snapshot of the database alone, and holds no log.
        self.changes.fetch_add(1, Ordering::SeqCst);
        let began = Instant::now();
        while !self.close_snapshots() && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn group_commit(
    mut conn: Conn,
    jobs: &Receiver<QueuedWrite>,
    batch: &mut Batch,
    shared: &Shared,
    checkpoints: &mut Checkpoints,
    (chain, mut outbox): (&mut JournalChain, Outbox),
    mark: Option<&Mark>,
) {
    let (mut batches, mut memory) = (0_u64, HouseMemory::default());
    while batch.gather(jobs) {
        let half_done = Cell::new(false);
        let now = shared.moments.begin_write();
        let committed = connection::begun(&mut conn, Begin::Write, |conn| {
            let (chain, outbox, waiting) = (&mut *chain, &mut outbox, &*shared.waiting);
            let is_half_done = (!batch.is_again()).then_some(&half_done);
            let memory = &mut memory;
            let tx = &mut Tx { conn, now, chain, outbox, waiting, is_half_done, memory };
            batch.run(tx, jobs, &shared.moments, &half_done)?;
            tx.write_events()
        });
        if let Err(error) = &committed {
            chain.forget();
            outbox.forget();
            memory.forget();
            let is_half_done = half_done.get();
            if is_half_done && !batch.is_a_failure() {
                batch.take_back();
                continue;
            }
            // What failed alone tells its own client why.
            if !is_half_done {
                tracing::error!(%error, writes = batch.len(), "a batch of writes was rolled back");
            }
        }
        // The change is counted before its moment may be given to a read.
        if batch.changes() {
            shared.changes.fetch_add(1, Ordering::SeqCst);
            mark.inspect(|mark| mark.leave());
        }
        shared.moments.end_write();
        chain.committed();
        batches += 1;
        let is_much = batch.changes_much() || batches.is_multiple_of(SNAPSHOT_BATCHES);
        batch.answer(committed.is_ok());
        if checkpoints.committed() {
            shared.finish_log(&mut conn);
        } else if is_much {
            shared.close_snapshots();
        }
    }
}
