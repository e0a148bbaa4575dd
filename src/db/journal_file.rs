//! The journal of reads on SQLite: a file of its own, written by a thread of its own.
//!
//! Every answer about a person leaves an entry. In the file of the facts each of them would take every
//! reader's snapshot and page cache away, and stand in the queue with what changes facts. Entries that come
//! together are committed together, in one row, and each answer is given only then.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::batch::{Act, Work, lost};
use super::chain::{JournalChain, LaneHead};
use super::checkpoint::{self, Checkpoints};
use super::connection::{self, Begin, opening};
use super::memory::HouseMemory;
use super::moments::Moments;
use super::notes::{JournalKeeper, NewEntry, Notes};
use super::transaction::{NOBODY, Outbox, Tx};
use crate::error::{Error, Result};
use crate::sql::Conn;

/// Pieces of work that may wait; one more is refused with 503.
const QUEUE: usize = 4_096;

/// Entries, and workers that they are about, after which no more join a commit: a row is to be read at once.
const MOST_ENTRIES: usize = 1_024;
const MOST_SUBJECTS: usize = 32_768;

/// Pause of a flush that comes after one for at least so many readers, for those who come meanwhile to share
/// it: a flush costs as much for one entry as for many (`commit_delay` and `commit_siblings` of PostgreSQL).
const PAUSE: Duration = Duration::from_micros(500);
const SIBLINGS: usize = 5;

/// Pause between two looks at what other processes have changed.
const LOOK: Duration = Duration::from_secs(1);

/// Another process and its lane of changes, which is looked at in the file of the facts.
pub(super) struct OtherProcess {
    pub facts: Conn,
    pub lane: (i32, LaneHead),
}

/// The writing end of the journal's file.
pub(super) struct JournalFile {
    queue: SyncSender<Job>,
}

enum Job {
    /// Entries, and who waits for them to be on the disk.
    Append { entries: Vec<NewEntry>, answer: oneshot::Sender<Result<()>> },
    /// Other work on the file, in a transaction of its own.
    Act(Box<dyn Work>),
}

impl JournalFile {
    /// Opens the file for writing, and starts its thread.
    ///
    /// # Errors
    /// It cannot be opened, or the operating system has no thread to give.
    pub(super) fn open(
        file: &Path,
        chain: JournalChain,
        other: OtherProcess,
        keeper: JournalKeeper,
        moments: Arc<Moments>,
    ) -> Result<Self> {
        let no_thread = |_| Error::unavailable(super::faults::no_thread());
        let (queue, jobs) = sync_channel(QUEUE);
        let conn = connection::open_journal_writer(file).map_err(opening)?;
        let checkpoints = Checkpoints::start(file.to_owned()).map_err(no_thread)?;
        let (file, conn, looked) = (file.to_owned(), Some(conn), Instant::now());
        let mut writer = JournalWriter { file, conn, chain, other, looked, keeper, moments, checkpoints };
        std::thread::Builder::new()
            .name("registry-journal".into())
            .spawn(move || {
                // What panics ends the connection; its clients, whose answers are dropped, are told so.
                while catch_unwind(AssertUnwindSafe(|| writer.work(&jobs))).is_err() {
                    writer.recover();
                }
            })
            .map_err(no_thread)?;
        Ok(Self { queue })
    }

    /// Appends what a read has left, and waits until it is on the disk.
    ///
    /// # Errors
    /// [`crate::error::Kind::Unavailable`]: too much waits, or the disk does not take it.
    pub(super) async fn append(&self, Notes(entries): Notes) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        self.enqueue(|answer| Job::Append { entries, answer }).await
    }

    /// Writes something else into the file.
    ///
    /// # Errors
    /// Those of `f`, and those of [`append`](Self::append).
    pub(super) async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.enqueue(|answer| Job::Act(Box::new(Act::new(f, answer)))).await
    }

    async fn enqueue<T>(&self, job: impl FnOnce(oneshot::Sender<Result<T>>) -> Job) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let queued = self.queue.try_send(job(answer));
        queued.map_err(|_| Error::unavailable(super::faults::queue_full()))?;
        answered.await.unwrap_or_else(|_| Err(lost()))
    }
}

/// The one that writes the file.
struct JournalWriter {
    file: PathBuf,
    /// None after a failure, until it is opened again.
    conn: Option<Conn>,
    chain: JournalChain,
    other: OtherProcess,
    /// The last look at the other process.
    looked: Instant,
    keeper: JournalKeeper,
    moments: Arc<Moments>,
    checkpoints: Checkpoints,
}

impl JournalWriter {
    /// Works until nobody can ask for anything any more.
    fn work(&mut self, jobs: &Receiver<Job>) {
        let (mut next, mut readers) = (None, 0);
        while let Some(job) = next.take().or_else(|| jobs.recv().ok()) {
            match job {
                Job::Append { entries, answer } => {
                    let mut flush = Flush::of(entries, answer);
                    if readers >= SIBLINGS {
                        std::thread::sleep(PAUSE);
                    }
                    while next.is_none() && flush.has_room() {
                        match jobs.try_recv() {
                            Ok(Job::Append { entries, answer }) => flush.join(entries, answer),
                            Ok(act) => next = Some(act),
                            Err(_) => break,
                        }
                    }
                    readers = flush.answers.len();
                    let written = self.append(&flush.entries);
                    flush.answers.into_iter().for_each(|answer| {
                        // A client that no longer waits has given up on the answer, not on the entry.
                        let _ = answer.send(if written.is_ok() { Ok(()) } else { Err(lost()) });
                    });
                }
                Job::Act(mut work) => {
                    let mut is_done = false;
                    let written = self.commit(|tx| {
                        is_done = work.run(tx);
                        if is_done { Ok(()) } else { Err(lost()) }
                    });
                    work.answer(written.is_ok());
                }
            }
            if self.checkpoints.committed()
                && let Some(conn) = &mut self.conn
            {
                checkpoint::finish(conn);
            }
        }
    }

    /// Looks at what another process has changed, for the next entries to name it.
    fn look_at_other(&mut self) {
        if self.looked.elapsed() < LOOK {
            return;
        }
        self.looked = Instant::now();
        let OtherProcess { facts, lane: (number, head) } = &mut self.other;
        match (self.keeper.head)(facts, *number) {
            Ok(last) => head.set(last),
            Err(error) => tracing::warn!(%error, "changes of other processes cannot be looked at"),
        }
    }

    fn append(&mut self, entries: &[NewEntry]) -> Result<()> {
        self.look_at_other();
        let append = self.keeper.append;
        let mut written = self.commit(|tx| append(tx, entries));
        if written.is_err() {
            // Another process (two commands on one folder) may have added to the lane: it goes on behind. And
            // SQLite reads alone, as long as it is open, a file that could not be written when it was opened.
            self.chain.forget();
            self.conn = None;
            written = self.commit(|tx| append(tx, entries));
        }
        match &written {
            Ok(()) => self.chain.committed(),
            Err(error) => {
                self.chain.forget();
                let (entries, cause) = (entries.len(), error.database());
                tracing::error!(%error, ?cause, entries, "entries were not written into journal.db");
            }
        }
        written
    }

    fn commit(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<()>) -> Result<()> {
        let conn = match &mut self.conn {
            Some(conn) => conn,
            none => none.insert(connection::open_journal_writer(&self.file).map_err(opening)?),
        };
        let now = self.moments.begin_note();
        let committed = connection::begun(conn, Begin::Write, |conn| {
            let (chain, outbox, memory) = (&mut self.chain, &mut Outbox::none(), &mut HouseMemory::default());
            f(&mut Tx { conn, now, chain, outbox, waiting: &NOBODY, is_half_done: None, memory })
        });
        self.moments.end_note();
        committed
    }

    /// Goes on after a panic.
    fn recover(&mut self) {
        tracing::error!("a write to the journal panicked; it was rolled back");
        self.moments.end_note();
        self.chain.forget();
        self.conn = None;
    }
}

/// Entries that are committed together.
struct Flush {
    entries: Vec<NewEntry>,
    answers: Vec<oneshot::Sender<Result<()>>>,
    subjects: usize,
}

impl Flush {
    fn of(entries: Vec<NewEntry>, answer: oneshot::Sender<Result<()>>) -> Self {
        let mut flush = Self { entries: Vec::new(), answers: Vec::new(), subjects: 0 };
        flush.join(entries, answer);
        flush
    }

    fn has_room(&self) -> bool {
        self.entries.len() < MOST_ENTRIES && self.subjects < MOST_SUBJECTS
    }

    fn join(&mut self, mut entries: Vec<NewEntry>, answer: oneshot::Sender<Result<()>>) {
        self.subjects += entries.iter().map(|entry| entry.subjects.len()).sum::<usize>();
        self.entries.append(&mut entries);
        self.answers.push(answer);
    }
}
