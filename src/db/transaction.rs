//! A look at the database, and a transaction that writes: all that rooms are given of it.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::Connection;

use super::chain::JournalChain;
use super::connection;
use super::memory::{HouseMemory, Question};
use crate::error::{Error, Result};
use crate::sql::Conn;
use crate::values::{self, Moment};

/// A consistent view of the database as of now. Functions that write take a [`Tx`], which a view cannot give
/// (`tests/api/writes.rs` reads every statement for it), and both engines refuse what would write in a read.
pub struct View<'c> {
    pub(super) conn: &'c mut Conn,
    /// Answers about the house, found before.
    pub(super) memory: &'c mut HouseMemory,
    /// The moment that this view is of: every fact recorded up to it is in sight, and none is yet to come.
    pub now: Moment,
    /// The present, of which a view can be had once the writes under way are done.
    pub(super) present: Moment,
}

/// A transaction that writes. Every function that inserts, updates or deletes takes one, which only
/// [`Db::write`](super::Db::write) and its like have to give.
pub struct Tx<'c> {
    pub(super) conn: &'c mut Conn,
    /// The moment at which everything written here is recorded.
    pub now: Moment,
    /// State of the journal's chain on this connection.
    pub chain: &'c mut JournalChain,
    /// The events that are committed with what is written here.
    pub(super) outbox: &'c mut Outbox,
    /// Writes that wait until this one is done.
    pub(super) waiting: &'c AtomicUsize,
    /// Raised when a part fails that has changed something: then all is taken back, and done again. None
    /// where a part is undone by itself, by a savepoint.
    pub(super) is_half_done: Option<&'c Cell<bool>>,
    /// Answers about the house, found before.
    pub(super) memory: &'c mut HouseMemory,
}

/// The count of those who wait where no write has to wait for another one's turn.
pub(super) static NOBODY: AtomicUsize = AtomicUsize::new(0);

impl View<'_> {
    /// Requires that a moment about which a caller asks, in the field at `place`, is not yet to come.
    ///
    /// # Errors
    /// It is; one that lies behind writes under way alone can be asked again when they are done.
    pub fn require_past(&self, moment: Moment, place: &str) -> Result<()> {
        if moment <= self.now {
            return Ok(());
        }
        let ahead = Error::fault(place, values::faults::moment_in_future());
        Err(if moment <= self.present { ahead.raced() } else { ahead })
    }

    /// The answer to a question that many reads ask alike, as it is in this view.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn answer<Q: Question>(&mut self, question: &Q) -> Result<Q::Answer> {
        self.memory.answer(self.conn, question)
    }
}

impl Tx<'_> {
    /// The connection, for a statement to be run on.
    pub const fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// The answer to a question that many writes ask alike, as it is in this transaction.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn answer<Q: Question>(&mut self, question: &Q) -> Result<Q::Answer> {
        // It may have changed the house itself since it last asked.
        self.memory.turn();
        self.memory.answer(self.conn, question)
    }

    /// Runs `f` as a part by itself: what it did is undone if it fails.
    ///
    /// # Errors
    /// Those of `f`, and of the database.
    pub fn nested<T>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let before = self.outbox.events.len();
        let result = match self.is_half_done {
            Some(is_half_done) => self.without_savepoint(is_half_done, f),
            None => self.in_savepoint(f),
        };
        if result.is_err() {
            self.chain.forget();
            self.memory.forget();
            self.outbox.events.truncate(before);
        }
        result
    }

    fn in_savepoint<T>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let Tx { conn, now, chain, outbox, waiting, is_half_done, memory } = self;
        let (now, is_half_done) = (*now, *is_half_done);
        conn.transaction(|conn| f(&mut Tx { conn, now, chain, outbox, waiting, is_half_done, memory }))
    }

    /// Runs `f` in the hope that nothing is to be undone: most of what fails is refused before it has changed
    /// anything.
    fn without_savepoint<T>(
        &mut self,
        is_half_done: &Cell<bool>,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let before = connection::changed_rows(self.conn)?;
        let result = f(self);
        if result.is_err() && connection::changed_rows(self.conn).ok() != Some(before) {
            is_half_done.set(true);
        }
        result
    }

    /// Leaves an event, as JSON, to be written before all that shares this commit is committed.
    pub fn leave(&mut self, event: String) {
        self.outbox.events.push(event);
    }

    /// Writes the events that were left, as the last thing before the commit.
    pub(super) fn write_events(&mut self) -> Result<()> {
        let events = std::mem::take(&mut self.outbox.events);
        if events.is_empty() { Ok(()) } else { (self.outbox.write)(self, &events) }
    }

    /// Whether others wait for their turn to write, so that work which can be divided should come to an end
    /// for now. Never on PostgreSQL, where they write beside each other.
    #[must_use]
    pub fn is_waited_for(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }
}

/// Writes events, each as JSON, into their table.
pub type WriteEvents = fn(&mut Tx<'_>, &[String]) -> Result<()>;

/// The events of writes that share a commit. One statement for all of them costs hardly more than one for
/// one.
pub struct Outbox {
    events: Vec<String>,
    write: WriteEvents,
}

impl Outbox {
    pub(super) const fn new(write: WriteEvents) -> Self {
        Self { events: Vec::new(), write }
    }

    /// An outbox of a transaction that leaves no event.
    pub(super) const fn none() -> Self {
        Self::new(|_, _| Ok(()))
    }

    /// Forgets the events of what was rolled back.
    pub(super) fn forget(&mut self) {
        self.events.clear();
    }
}

/// Process that writes: on SQLite each has a lane of the journal of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Process {
    /// The one server of a data folder, or what keeps every server away from it.
    Server = 0,
    /// A command, perhaps beside the server.
    Command = 1,
}

impl Deref for View<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl DerefMut for View<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}

impl Deref for Tx<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}
