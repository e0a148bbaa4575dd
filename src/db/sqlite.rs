//! SQLite: a reading connection per thread, one writing thread with group commit.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use aws_lc_rs::hmac;
use diesel::Connection;
use tokio::sync::oneshot;

use super::moments::Moments;
use super::{Chain, Conn, Tx, View, connection, opening};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::values::Moment;

/// Writes that may wait; one more is refused with 503, so that a slow disk is felt and not hidden.
const QUEUE: usize = 4_096;
/// Writes that share one flush to the disk.
const BATCH: usize = 512;

/// Tells the writer's client how its write ended, once the batch is committed or gone.
type Acknowledge = Box<dyn FnOnce(bool)>;
/// One write: runs in the batch's transaction; an error spoils the whole batch.
type Job = Box<dyn FnOnce(&mut Conn, Moment, &mut Chain) -> Result<Acknowledge> + Send>;

thread_local! {
    /// This thread's reading connection and the database that it belongs to.
    static READER: RefCell<Option<(u64, Conn)>> = const { RefCell::new(None) };
}

/// An embedded database.
#[derive(Clone)]
pub struct Sqlite(Arc<Inner>);

struct Inner {
    /// Tells this database from another one opened by the same process.
    id: u64,
    file: PathBuf,
    queue: SyncSender<Job>,
    moments: Arc<Moments>,
}

impl Sqlite {
    pub(super) fn open(file: &Path, clock: Clock, journal: hmac::Key, lane: i32) -> Result<Self> {
        static IDS: AtomicU64 = AtomicU64::new(0);
        let (queue, jobs) = sync_channel(QUEUE);
        let moments = Arc::new(Moments::new(clock));
        let mut first = Some(connection::open_sqlite_writer(file).map_err(opening)?);
        let (path, ours) = (file.to_owned(), Arc::clone(&moments));
        std::thread::Builder::new()
            .name("registry-writer".into())
            .spawn(move || {
                // A write that panics ends the connection, not the writer: what waits is answered by the next one.
                while catch_unwind(AssertUnwindSafe(|| {
                    if let Some(conn) = first.take().or_else(|| reopen(&path)) {
                        group_commit(conn, &jobs, &ours, Chain { lane, key: journal.clone(), head: None });
                    }
                }))
                .is_err()
                {
                    ours.end_write();
                    tracing::error!("a write panicked; its batch was rolled back");
                }
            })
            .map_err(|_| Error::unavailable("the writing thread cannot be started"))?;
        let id = IDS.fetch_add(1, Ordering::Relaxed);
        Ok(Self(Arc::new(Inner { id, file: file.to_owned(), queue, moments })))
    }

    pub(super) fn read<T>(&self, f: impl FnOnce(&mut View<'_>) -> Result<T>) -> Result<T> {
        READER.with_borrow_mut(|reader| {
            if reader.as_ref().is_none_or(|(id, _)| *id != self.0.id) {
                *reader = Some((self.0.id, connection::open_sqlite_reader(&self.0.file).map_err(opening)?));
            }
            let Some((_, conn)) = reader else { return Err(Error::internal("the reader was just opened")) };
            let now = self.0.moments.read();
            conn.transaction(|conn| f(&mut View { conn, now }))
        })
    }

    /// A write that may fail by itself: it runs in a savepoint of the batch.
    pub(super) async fn write<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.enqueue(|answer| {
            Box::new(move |conn, now, chain| {
                let result = Tx { conn, now, chain }.nested(f);
                Ok(acknowledge(answer, result))
            })
        })
        .await
    }

    /// A write that fails only when the disk does: no savepoint, and its failure is the batch's.
    pub(super) async fn append<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.enqueue(|answer| {
            Box::new(move |conn, now, chain| {
                let result = f(&mut Tx { conn, now, chain })?;
                Ok(acknowledge(answer, Ok(result)))
            })
        })
        .await
    }

    async fn enqueue<T>(&self, job: impl FnOnce(oneshot::Sender<Result<T>>) -> Job) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        self.0.queue.try_send(job(answer)).map_err(|_| Error::unavailable("too many writes are waiting; try again in a second"))?;
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
    Error::unavailable("the write could not be put on the disk; nothing was changed, try again")
}

/// After a panic the file may be unreadable for a moment; what waits fails meanwhile.
fn reopen(file: &Path) -> Option<Conn> {
    connection::open_sqlite_writer(file).inspect_err(|_| tracing::error!("the database cannot be reopened for writing")).ok()
}

fn group_commit(mut conn: Conn, jobs: &Receiver<Job>, moments: &Moments, mut chain: Chain) {
    while let Ok(first) = jobs.recv() {
        let mut acknowledgements = Vec::new();
        let now = moments.begin_write();
        let committed = connection::immediate(&mut conn, |conn| {
            acknowledgements.push(first(conn, now, &mut chain)?);
            for job in jobs.try_iter().take(BATCH - 1) {
                acknowledgements.push(job(conn, now, &mut chain)?);
            }
            Ok::<_, Error>(())
        });
        moments.end_write();
        if let Err(error) = &committed {
            chain.head = None;
            tracing::error!(%error, writes = acknowledgements.len(), "a batch of writes was rolled back");
        }
        for acknowledge in acknowledgements {
            acknowledge(committed.is_ok());
        }
    }
}
