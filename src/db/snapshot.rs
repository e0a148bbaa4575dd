//! Connections of SQLite that read: each keeps its snapshot open while no fact changes.

use std::time::{Duration, Instant};

use diesel::connection::TransactionManager;

use super::beside::Mark;
use super::memory::HouseMemory;
use crate::error::Result;
use crate::sql::Conn;

/// Pause after which a reader looks for the mark of a command beside the server.
const LOOK: Duration = Duration::from_millis(100);

/// Age at which a reader takes a new snapshot whatever was marked: a command may be killed between its commit
/// and its mark.
const SNAPSHOT_AGE: Duration = Duration::from_secs(2);

/// A reading connection.
pub(super) struct ReadConnection {
    pub conn: Conn,
    /// Its open snapshot, if one is.
    snapshot: Option<Snapshot>,
    /// Answers about the house.
    pub memory: HouseMemory,
}

/// A state of the database that a reader keeps open.
struct Snapshot {
    /// The count of changes up to which it sees.
    changes: u64,
    /// The mark up to which it sees what commands beside the server wrote.
    mark: Vec<u8>,
    opened: Instant,
    /// The last look at the mark.
    looked: Instant,
}

impl Snapshot {
    fn is_current(&mut self, changes: u64, mark: &Mark) -> bool {
        if self.changes != changes || self.opened.elapsed() >= SNAPSHOT_AGE {
            return false;
        }
        if self.looked.elapsed() < LOOK {
            return true;
        }
        self.looked = Instant::now();
        self.mark == mark.read()
    }
}

impl ReadConnection {
    pub fn of(conn: Conn) -> Self {
        Self { conn, snapshot: None, memory: HouseMemory::default() }
    }

    /// Opens a snapshot that sees this count of changes, and what commands have marked, unless one is open.
    pub fn see(&mut self, changes: u64, mark: &Mark) -> Result<()> {
        let is_current = self.snapshot.as_mut().is_some_and(|snapshot| snapshot.is_current(changes, mark));
        if !is_current {
            self.close()?;
            let (mark, now) = (mark.read(), Instant::now());
            Conn::begin_transaction(&mut self.conn)?;
            self.snapshot = Some(Snapshot { changes, mark, opened: now, looked: now });
        }
        Ok(())
    }

    pub fn close(&mut self) -> Result<()> {
        self.memory.turn();
        if self.snapshot.take().is_some() {
            Conn::rollback_transaction(&mut self.conn)?;
        }
        Ok(())
    }
}
