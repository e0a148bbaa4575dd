//! SQLite: a reading connection per thread, one writing thread with group commit.
//!
//! A reader keeps its snapshot open while no fact changes, and with it its page cache: notes in the journal,
//! one for every answer about a person, would otherwise empty every reader's cache thousands of times a
//! second. The writer counts the batches that change facts and closes idle snapshots, so that the write-ahead
//! log can be reused.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use aws_lc_rs::hmac;
use tokio::sync::oneshot;

use super::beside::Mark;
use super::checkpoint::Checkpoints;
use super::connection::{self, Begin, opening};
use super::moments::{Moments, last_moment};
use super::snapshot::ReadConnection;
use super::transaction::{JournalChain, Outbox, Process, Tx, View, WriteEvents};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::sql::Conn;
use crate::values::Moment;

/// Writes that may wait; one more is refused with 503, so that a slow disk is felt and not hidden.
const QUEUE: usize = 4_096;
/// Writes that share one flush to the disk.
const BATCH: usize = 512;

/// Batches after which the writer closes the readers' snapshots: a few megabytes of write-ahead log.
const SNAPSHOT_BATCHES: u64 = 128;

/// Tells the writer's client how its write ended, once the batch is committed or gone.
type Acknowledge = Box<dyn FnOnce(bool)>;
/// One write: runs in the batch's transaction; an error spoils the whole batch.
type Run = Box<dyn FnOnce(&mut Tx<'_>) -> Result<WriteOutcome> + Send>;

/// A write that waits.
struct QueuedWrite {
    run: Run,
    /// Whether it is a batch by itself.
    alone: bool,
    place: QueuePlace,
}

/// Place of a write in the queue, counted until it is dropped.
struct QueuePlace(Arc<Shared>);

impl QueuePlace {
    fn wait(shared: &Arc<Shared>) -> Self {
        shared.waiting.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(shared))
    }
}

impl Drop for QueuePlace {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A write that ran, and waits for the commit.
struct WriteOutcome {
    acknowledge: Acknowledge,
    /// Whether it failed without a savepoint, so that the batch is to be rolled back.
    spoilt: bool,
    /// Whether it may have changed what a read sees; a note in the journal does not.
    changes: bool,
}

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
    shared: Arc<Shared>,
}

/// State that the writer and the readers share.
struct Shared {
    moments: Moments,
    /// Writes in the queue.
    waiting: AtomicUsize,
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
        events: WriteEvents,
    ) -> Result<Self> {
        static IDS: AtomicU64 = AtomicU64::new(0);
        let (queue, jobs) = sync_channel(QUEUE);
        let mut conn = connection::open_sqlite_writer(file).map_err(opening)?;
        let moments = Moments::new(clock, last_moment(&mut conn)?);
        let shared = Arc::new(Shared {
            moments,
            waiting: AtomicUsize::new(0),
            changes: AtomicU64::new(0),
            readers: Mutex::default(),
        });
        let no_thread = |_| Error::unavailable(super::faults::no_thread());
        let mut checkpoints = Checkpoints::start(file.to_owned()).map_err(no_thread)?;
        let mut first = Some(conn);
        let (path, ours, lane) = (file.to_owned(), Arc::clone(&shared), process as i32);
        // The server itself counts its changes.
        let mark = (process == Process::Command).then(|| Mark::beside(file));
        std::thread::Builder::new()
            .name("registry-writer".into())
            .spawn(move || {
                // A write that panics ends the connection, not the writer: what waits is answered by the next
                // one.
                while catch_unwind(AssertUnwindSafe(|| {
                    if let Some(conn) = first.take().or_else(|| reopen(&path, &jobs)) {
                        group_commit(
                            conn,
                            &jobs,
                            &ours,
                            &mut checkpoints,
                            JournalChain { lane, key: journal.clone(), head: None },
                            Outbox::new(events),
                            mark.as_ref(),
                        );
                    }
                }))
                .is_err()
                {
                    ours.moments.end_write();
                    tracing::error!("a write panicked; its batch was rolled back");
                }
            })
            .map_err(no_thread)?;
        let id = IDS.fetch_add(1, Ordering::Relaxed);
        Ok(Self(Arc::new(Inner { id, file: file.to_owned(), mark: Mark::beside(file), queue, shared })))
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
        self.append(|_| Ok(())).await
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

    /// A write that may fail by itself: it runs in a savepoint of the batch.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.enqueue(false, |answer| {
            Box::new(move |tx| {
                let result = tx.nested(f);
                Ok(WriteOutcome { acknowledge: acknowledge(answer, result), spoilt: false, changes: true })
            })
        })
        .await
    }

    /// A write of thousands of rows: it shares its flush with no other and so needs no savepoint, which would
    /// keep a copy of each page that it touches. `changes`: whether it may change what a read sees.
    pub(super) async fn write_alone<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        changes: bool,
    ) -> Result<T> {
        self.enqueue(true, |answer| {
            Box::new(move |tx| {
                let result = f(tx);
                let spoilt = result.is_err();
                Ok(WriteOutcome { acknowledge: acknowledge(answer, result), spoilt, changes })
            })
        })
        .await
    }

    /// A write that fails only when the disk does: no savepoint, and its failure is the batch's.
    pub(super) async fn append<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.enqueue(false, |answer| {
            Box::new(move |tx| {
                let result = f(tx)?;
                Ok(WriteOutcome {
                    acknowledge: acknowledge(answer, Ok(result)),
                    spoilt: false,
                    changes: false,
                })
            })
        })
        .await
    }

    async fn enqueue<T>(
        &self,
        alone: bool,
        run: impl FnOnce(oneshot::Sender<Result<T>>) -> Run,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let job = QueuedWrite { run: run(answer), alone, place: QueuePlace::wait(&self.0.shared) };
        self.0.queue.try_send(job).map_err(|_| Error::unavailable(super::faults::queue_full()))?;
        // Dropped without an answer: the batch was rolled back before this write was reached.
        answered.await.unwrap_or_else(|_| Err(lost()))
    }
}

fn acknowledge<T: Send + 'static>(answer: oneshot::Sender<Result<T>>, result: Result<T>) -> Acknowledge {
    Box::new(move |committed| {
        // A client that no longer waits has given up on the answer, not on the write.
        let _ = answer.send(if committed || result.is_err() { result } else { Err(lost()) });
    })
}

fn lost() -> Error {
    Error::unavailable(super::faults::not_on_disk())
}

/// Opens the file again after a panic. It may be unreadable for a while, and writes that wait fail meanwhile.
/// None once nobody can write any more.
fn reopen(file: &Path, jobs: &Receiver<QueuedWrite>) -> Option<Conn> {
    loop {
        match connection::open_sqlite_writer(file) {
            Ok(conn) => return Some(conn),
            Err(_) => tracing::error!(
                "the database cannot be reopened for writing; tried again with the next write"
            ),
        }
        // The write is dropped unanswered, which tells its client that it was not done.
        drop(jobs.recv().ok()?);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A read that panicked leaves a snapshot, which is closed like any other.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Closes the snapshots that nobody reads at the moment, and forgets readers whose thread has ended.
    fn close_snapshots(&self) {
        lock(&self.readers).retain(|reader| {
            let Some(reader) = reader.upgrade() else { return false };
            if let Ok(mut reader) = reader.try_lock()
                && let Err(error) = reader.close()
            {
                tracing::warn!(
                    %error,
                    "a snapshot could not be closed; the write-ahead log grows until it is"
                );
            }
            true
        });
    }
}

fn group_commit(
    mut conn: Conn,
    jobs: &Receiver<QueuedWrite>,
    shared: &Shared,
    checkpoints: &mut Checkpoints,
    mut chain: JournalChain,
    mut outbox: Outbox,
    mark: Option<&Mark>,
) {
    let mut batches = 0_u64;
    // Came while a batch was gathered, and is the next one by itself.
    let mut put_off = None;
    while let Some(first) = put_off.take().or_else(|| jobs.recv().ok()) {
        let (mut done, mut is_spoilt) = (Vec::new(), false);
        let now = shared.moments.begin_write();
        let committed = connection::begun(&mut conn, Begin::Write, |conn| {
            let mut next = Some(first);
            let (chain, outbox, waiting) = (&mut chain, &mut outbox, &shared.waiting);
            let tx = &mut Tx { conn, now, chain, outbox, waiting };
            while let Some(QueuedWrite { run, alone, place }) = next.take() {
                drop(place);
                if !done.is_empty() {
                    tx.now = shared.moments.next_write();
                }
                let ran = run(tx)?;
                is_spoilt = ran.spoilt;
                done.push(ran);
                // A disk that fails may make SQLite roll back by itself; then the batch is gone, and what
                // came next would stand alone.
                if is_spoilt || !connection::is_in_transaction(tx.conn) {
                    return Err(lost());
                }
                if !alone && done.len() < BATCH {
                    match jobs.try_recv() {
                        Ok(job) if job.alone => put_off = Some(job),
                        job => next = job.ok(),
                    }
                }
            }
            tx.write_events()
        });
        // The change is counted before its moment may be given to a read.
        if done.iter().any(|done| done.changes) {
            shared.changes.fetch_add(1, Ordering::SeqCst);
            mark.inspect(|mark| mark.leave());
        }
        shared.moments.end_write();
        if let Err(error) = &committed {
            chain.head = None;
            outbox.forget();
            // One that was spoilt tells its own client why.
            if !is_spoilt {
                tracing::error!(%error, writes = done.len(), "a batch of writes was rolled back");
            }
        }
        for done in done {
            (done.acknowledge)(committed.is_ok());
        }
        checkpoints.committed();
        batches += 1;
        if batches.is_multiple_of(SNAPSHOT_BATCHES) {
            shared.close_snapshots();
        }
    }
}
