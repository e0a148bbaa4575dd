//! Moves what the write-ahead log of SQLite holds into the database itself, on a thread beside the writer: a
//! checkpoint writes and flushes thousands of pages, for which no other write should wait.
//!
//! The log begins anew only where all of it is in the database when the next write begins. A writer that
//! never pauses always adds something meanwhile; so where the log is long, the writer moves the rest itself
//! between two commits, and what comes in waits for the disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use diesel::sql_types::Integer;
use diesel::sqlite::SqliteConnection;
use diesel::{QueryResult, QueryableByName, RunQueryDsl, sql_query};

use super::connection;
use crate::sql::Conn;

/// Pause in which changes gather, so that a page which many of them touch is moved once.
const PAUSE: Duration = Duration::from_millis(500);

/// Pages of a log that is long: 64 MB.
const LONG: i32 = 16_384;

/// Wakes the thread, from the writer. The thread ends with it.
pub(super) struct Checkpoints {
    wake: SyncSender<()>,
    last: Instant,
    is_long: Arc<AtomicBool>,
}

impl Checkpoints {
    /// Starts the thread.
    ///
    /// # Errors
    /// The operating system has none to give.
    pub(super) fn start(file: PathBuf) -> std::io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let is_long = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&is_long);
        let work = move || work(&file, &woken, &told);
        std::thread::Builder::new().name("registry-checkpoint".into()).spawn(work)?;
        Ok(Self { wake, last: Instant::now(), is_long })
    }

    /// Something was committed. Whether the log is long, so that the writer is to [`finish`] it now: the
    /// thread is at rest until then.
    pub(super) fn committed(&mut self) -> bool {
        if self.is_long.swap(false, Ordering::Relaxed) {
            self.last = Instant::now();
            return true;
        }
        if self.last.elapsed() >= PAUSE {
            self.last = Instant::now();
            // When one is under way it moves as much as it finds.
            let _ = self.wake.try_send(());
        }
        false
    }
}

/// Moves the rest of the log, on the connection that writes, so that its next write begins the log anew.
pub(super) fn finish(conn: &mut Conn) {
    if let Conn::Sqlite(sqlite) = conn
        && let Err(error) = checkpoint(sqlite)
    {
        tracing::warn!(%error, "the rest of the write-ahead log could not be moved; it grows until it is");
    }
}

/// The state of the log after a checkpoint.
#[derive(QueryableByName)]
struct Checkpointed {
    /// Its pages.
    #[diesel(sql_type = Integer)]
    log: i32,
}

/// Moves what no reader is still behind.
fn checkpoint(conn: &mut SqliteConnection) -> QueryResult<Checkpointed> {
    sql_query("PRAGMA wal_checkpoint(PASSIVE)").get_result(conn)
}

fn work(file: &Path, woken: &Receiver<()>, is_long: &AtomicBool) {
    let mut conn = None;
    while woken.recv().is_ok() {
        // A checkpoint that fails here is made by the writer itself, when the log has grown to its bound.
        conn = conn.or_else(|| connection::open_sqlite_writer(file).ok());
        let Some(Conn::Sqlite(sqlite)) = &mut conn else { continue };
        match checkpoint(sqlite) {
            Ok(state) if state.log >= LONG => {
                is_long.store(true, Ordering::Relaxed);
                // Two cannot move pages at once.
                while woken.try_recv().is_ok() {}
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(
                %error,
                "the write-ahead log could not be moved into the database; it grows until it is"
            ),
        }
    }
}
