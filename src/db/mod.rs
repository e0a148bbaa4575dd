//! The cellar: one handle with `read`, `access` and `write`, on either engine.
//!
//! *SQLite*: reads run on the caller's own thread and read-only connection; writes go to one thread that
//! commits many of them with one flush to the disk (group commit), each acknowledged only after the commit.
//! *PostgreSQL*: a pool, on blocking threads; writes are `SERIALIZABLE` and run again after a serialisation
//! failure, so that a rule proven on one engine holds on the other.

mod batch;
mod beside;
mod chain;
mod checkpoint;
pub mod conflict;
pub mod connection;
pub mod faults;
mod journal_file;
mod memory;
mod migrate;
mod moments;
mod notes;
mod postgres;
pub mod schema;
mod snapshot;
mod sqlite;
mod transaction;

use std::path::PathBuf;

use aws_lc_rs::hmac;

pub use chain::{JournalChain, Link};
pub use memory::Question;
pub use migrate::migrate;
pub use notes::{JournalKeeper, NewEntry, Notes};
pub use transaction::{Process, Tx, View, WriteEvents};

pub use crate::sql::Conn;
pub(crate) use crate::sql::{believed, each, each_row};

use self::connection::{Begin, begun, opening};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::values::Moment;

/// Address of a database.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// An embedded SQLite database.
    Sqlite {
        /// Its file.
        file: PathBuf,
    },
    /// PostgreSQL, or an engine that speaks its language.
    Postgres {
        /// Connection URL; it may hold a password and is never shown.
        url: String,
    },
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub enum Db {
    /// The embedded engine.
    Sqlite(sqlite::Sqlite),
    /// PostgreSQL.
    Postgres(postgres::Postgres),
}

impl Db {
    /// Opens a migrated database; `events` writes what its transactions leave in the outbox, `keeper` what
    /// its reads leave in the journal.
    ///
    /// # Errors
    /// It cannot be opened or reached.
    pub fn open(
        target: &Target,
        clock: Clock,
        journal: hmac::Key,
        process: Process,
        (events, keeper): (WriteEvents, JournalKeeper),
    ) -> Result<Self> {
        match target {
            Target::Sqlite { file } => {
                sqlite::Sqlite::open(file, clock, journal, process, (events, keeper)).map(Self::Sqlite)
            }
            Target::Postgres { url } => {
                postgres::Postgres::open(url, clock, journal, (events, keeper)).map(Self::Postgres)
            }
        }
    }

    /// Reads what is not about a person.
    ///
    /// # Errors
    /// Those of `f`, and [`crate::error::Kind::Unavailable`] when the database cannot be reached.
    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut View<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match self {
            Self::Sqlite(db) => db.read(f),
            Self::Postgres(db) => db.read(f).await,
        }
    }

    /// Reads much, beside the requests that this thread serves.
    ///
    /// # Errors
    /// Those of `f`, and [`crate::error::Kind::Unavailable`] when the database cannot be reached.
    pub async fn scan<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut View<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match self {
            Self::Sqlite(db) => {
                let db = db.clone();
                let read = tokio::task::spawn_blocking(move || db.read(f)).await;
                read.unwrap_or_else(|_| Err(Error::internal("the work on the database panicked")))
            }
            Self::Postgres(db) => db.read(f).await,
        }
    }

    /// Makes the next read see everything, also the journal's latest notes and what a command beside the
    /// server has just written. (The server itself sees at once what it acknowledged; on SQLite what a
    /// command wrote may be 100 ms late, and a note 2 s where the journal is read all the time.)
    pub fn refresh(&self) {
        if let Self::Sqlite(db) = self {
            db.refresh();
        }
    }

    /// Waits until reads are of a moment about which a caller asks, if that is past and only behind a write
    /// that is under way. [`Self::access`] does so by itself.
    ///
    /// # Errors
    /// [`crate::error::Kind::Unavailable`] when that write does not end well.
    pub async fn reach(&self, moment: Option<Moment>) -> Result<()> {
        match (self, moment) {
            (Self::Sqlite(db), Some(moment)) if db.is_behind(moment) => db.settle().await,
            _ => Ok(()),
        }
    }

    /// Reads what is about a person: the answer is given only once what `note` leaves is on the disk.
    ///
    /// # Errors
    /// Those of `read` and `note` (then nothing is noted), and [`crate::error::Kind::Unavailable`] when the
    /// note cannot be kept.
    pub async fn access<T: Send + 'static>(
        &self,
        read: impl Fn(&mut View<'_>) -> Result<T> + Send + 'static,
        note: impl Fn(&mut Notes, &T) -> Result<()> + Send + 'static,
    ) -> Result<T> {
        match self {
            Self::Sqlite(db) => {
                let found = match db.read(&read) {
                    Err(error) if error.is_retryable() => {
                        db.settle().await?;
                        db.read(read)?
                    }
                    found => found?,
                };
                let mut notes = Notes::default();
                note(&mut notes, &found)?;
                db.append(notes).await?;
                Ok(found)
            }
            Self::Postgres(db) => db.access(read, note).await,
        }
    }

    /// Runs `f` in one transaction and answers once it is on the disk. `f` may run more than once, so it must
    /// touch nothing but the database.
    ///
    /// # Errors
    /// Those of `f` (then nothing is kept), and [`crate::error::Kind::Unavailable`] when the database cannot
    /// take it.
    pub async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match self {
            Self::Sqlite(db) => db.write(f).await,
            Self::Postgres(db) => db.write(f).await,
        }
    }

    /// As [`write_much`](Self::write_much), for work that changes no answer: on SQLite reads go on in the
    /// snapshots that they have.
    ///
    /// # Errors
    /// Those of [`write`](Self::write).
    pub async fn tidy<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match self {
            Self::Sqlite(db) => db.write_alone(f, false).await,
            Self::Postgres(db) => db.write(f).await,
        }
    }

    /// The moment up to which the journal has every entry that it will have, but for those of other
    /// processes, and on PostgreSQL of writes that are under way side by side.
    #[must_use]
    pub fn journal_complete_until(&self) -> Moment {
        match self {
            Self::Sqlite(db) => db.journal_complete_until(),
            Self::Postgres(db) => db.journal_complete_until(),
        }
    }

    /// Writes into the database in which the journal's index is: on SQLite the journal's own file.
    ///
    /// # Errors
    /// Those of [`write`](Self::write).
    pub async fn write_journal<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match self {
            Self::Sqlite(db) => db.write_journal(f).await,
            Self::Postgres(db) => db.write(f).await,
        }
    }

    /// As [`write`](Self::write), for work on thousands of rows.
    ///
    /// # Errors
    /// Those of [`write`](Self::write).
    pub async fn write_much<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match self {
            Self::Sqlite(db) => db.write_alone(f, true).await,
            Self::Postgres(db) => db.write(f).await,
        }
    }
}

/// Asks a migrated database one question before it is opened for service.
///
/// # Errors
/// It cannot be reached, or those of `f`.
pub fn peek<T>(target: &Target, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    let conn = match target {
        Target::Sqlite { file } => connection::open_sqlite_reader(file),
        Target::Postgres { url } => connection::open_postgres(url),
    };
    begun(&mut conn.map_err(opening)?, Begin::Read, f)
}
