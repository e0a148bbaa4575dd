//! Moves what the write-ahead log of SQLite holds into the database itself, on a thread beside the writer: a
//! checkpoint writes and flushes thousands of pages, for which no other write should wait.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;

use super::connection;
use crate::sql::Conn;

/// Pause in which changes gather, so that a page which many of them touch is moved once.
const PAUSE: Duration = Duration::from_millis(500);

/// Wakes the thread, from the writer. The thread ends with it.
pub(super) struct Checkpoints {
    wake: SyncSender<()>,
    last: Instant,
}

impl Checkpoints {
    /// Starts the thread.
    ///
    /// # Errors
    /// The operating system has none to give.
    pub(super) fn start(file: PathBuf) -> std::io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        std::thread::Builder::new().name("registry-checkpoint".into()).spawn(move || work(&file, &woken))?;
        Ok(Self { wake, last: Instant::now() })
    }

    /// Something was committed.
    pub(super) fn committed(&mut self) {
        if self.last.elapsed() >= PAUSE {
            self.last = Instant::now();
            // When one is under way it moves as much as it finds.
            let _ = self.wake.try_send(());
        }
    }
}

fn work(file: &std::path::Path, woken: &Receiver<()>) {
    let mut conn = None;
    while woken.recv().is_ok() {
        // A checkpoint that fails here is made by the writer itself, when the log has grown to its bound.
        conn = conn.or_else(|| connection::open_sqlite_writer(file).ok());
        if let Some(Conn::Sqlite(sqlite)) = &mut conn
            && let Err(error) = sqlite.batch_execute("PRAGMA wal_checkpoint(PASSIVE)")
        {
            tracing::warn!(
                %error,
                "the write-ahead log could not be moved into the database; it grows until it is"
            );
        }
    }
}
