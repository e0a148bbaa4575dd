//! Connections of either engine: how they are opened, and how their transactions begin and end.

use std::path::{Path, PathBuf};

use diesel::RunQueryDsl;
use diesel::connection::{AnsiTransactionManager, Connection, SimpleConnection, TransactionManager};
use diesel::pg::PgConnection;
use diesel::result::{ConnectionError, ConnectionResult};
use diesel::sqlite::SqliteConnection;

use crate::error::Error;
use crate::sql::{Conn, each};

/// Beginning of a transaction, which also decides what it may do.
#[derive(Clone, Copy)]
pub(super) enum Begin {
    /// Reads one consistent snapshot; the engine refuses to write.
    Read,
    /// Reads one consistent snapshot, and on PostgreSQL may not write before [`end_reading`].
    ReadThenWrite,
    /// Writes as if nobody else did. SQLite takes the right to write at once, so that another process that
    /// writes (a command beside the server) makes it wait, and never makes it fail half-way.
    Write,
}

impl Begin {
    const fn sqlite(self) -> &'static str {
        match self {
            // The connection that reads is one that cannot write.
            Self::Read => "BEGIN",
            Self::ReadThenWrite | Self::Write => "BEGIN IMMEDIATE",
        }
    }

    const fn postgres(self) -> &'static str {
        match self {
            Self::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            // A transaction that was read-only cannot become another; a savepoint of it can end being so.
            Self::ReadThenWrite => {
                "BEGIN ISOLATION LEVEL REPEATABLE READ; SAVEPOINT reading; SET TRANSACTION READ ONLY"
            }
            Self::Write => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        }
    }
}

/// Runs `f` in a transaction that begins so.
pub(super) fn begun<T, E: From<diesel::result::Error>>(
    conn: &mut Conn,
    begin: Begin,
    f: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    match conn {
        Conn::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction_sql(sqlite, begin.sqlite())?,
        Conn::Postgres(postgres) => {
            AnsiTransactionManager::begin_transaction_sql(postgres, begin.postgres())?;
        }
    }
    let result = f(conn);
    match &result {
        Ok(_) => Conn::commit_transaction(conn)?,
        Err(_) => match Conn::rollback_transaction(conn) {
            // The connection is lost, of which `f` has more to say.
            Ok(()) | Err(diesel::result::Error::BrokenTransactionManager) => {}
            Err(error) => return Err(error.into()),
        },
    }
    result
}

/// From here on a transaction that begins with [`Begin::ReadThenWrite`] may write.
pub(super) fn end_reading(conn: &mut Conn) -> diesel::QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(postgres) => postgres.batch_execute("RELEASE SAVEPOINT reading"),
    }
}

/// Whether a transaction is open, as far as diesel knows after the last statement.
pub(super) fn is_in_transaction(conn: &mut Conn) -> bool {
    matches!(Conn::transaction_manager_status_mut(conn).transaction_depth(), Ok(Some(_)))
}

diesel::define_sql_function! {
    /// Rows that were changed on a connection of SQLite since it was opened, also those of a transaction that
    /// was rolled back.
    fn total_changes() -> diesel::sql_types::BigInt;
}

/// Rows that were changed on a connection of SQLite so far.
pub(super) fn changed_rows(conn: &mut Conn) -> diesel::QueryResult<i64> {
    each!(conn, c => diesel::select(total_changes()).get_result(c))
}

/// Opens the one connection that writes. `FULL`: a commit is on the disk before it is acknowledged.
pub(super) fn open_sqlite_writer(file: &Path) -> ConnectionResult<Conn> {
    // busy_timeout comes first: switching to WAL under contention would fail otherwise. The write-ahead log
    // is moved into the database by a thread of its own (see `checkpoint`), and by the writer itself only
    // when 128 MB have gathered.
    // A cache of half the size slows a file that is taken whole by a sixth (`cargo bench --bench suite`). A
    // larger one costs each write: in a database below 1 GB every commit after which pages changed their
    // order makes SQLite walk through all of it (`pcache1TruncateUnsafe`, for the temporary number of such a
    // page is that of the locking page).
    // The copies of pages that a statement keeps to undo itself stay in memory: in a file they are a fifth of
    // the time of a file of completions.
    open_sqlite(
        file,
        "rwc",
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
         PRAGMA wal_autocheckpoint = 32000; PRAGMA cache_size = -65536; PRAGMA mmap_size = 4294967296;",
    )
}

/// Opens a connection that changes the schema: what it sorts of whole tables goes to a file.
pub(super) fn open_sqlite_migrator(file: &Path) -> ConnectionResult<Conn> {
    let mut conn = open_sqlite_writer(file)?;
    conn.batch_execute("PRAGMA temp_store = FILE").map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

/// The journal's own file beside a database.
pub(super) fn journal_beside(database: &Path) -> PathBuf {
    database.with_file_name("journal.db")
}

/// Opens the one connection that writes the journal's own file, as durable as the facts. It only appends, so
/// it needs no large cache.
pub(super) fn open_journal_writer(file: &Path) -> ConnectionResult<Conn> {
    open_sqlite(
        file,
        "rwc",
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA wal_autocheckpoint = 32000;",
    )
}

/// Opens a connection that cannot write, to a database and the journal beside it.
pub(super) fn open_sqlite_reader(file: &Path) -> ConnectionResult<Conn> {
    let journal = uri(&journal_beside(file), "ro").replace('\'', "''");
    open_sqlite(
        file,
        "ro",
        &format!(
            "PRAGMA busy_timeout = 5000; PRAGMA mmap_size = 4294967296; ATTACH '{journal}' AS journal; \
             PRAGMA journal.mmap_size = 0; PRAGMA query_only = ON;"
        ),
    )
}

fn open_sqlite(file: &Path, mode: &str, pragmas: &str) -> ConnectionResult<Conn> {
    let mut conn = SqliteConnection::establish(&uri(file, mode))?;
    conn.batch_execute(pragmas).map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(Conn::Sqlite(conn))
}

/// The address of a file of SQLite, in which what would end its path is escaped (RFC 3986).
fn uri(file: &Path, mode: &str) -> String {
    let path = file.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{path}?mode={mode}")
}

/// Prepares a connection of its own for a look at everything: pages that are seen once and not again are not
/// mapped into memory.
///
/// # Errors
/// The database cannot be asked.
pub fn read_through(conn: &mut Conn) -> diesel::QueryResult<()> {
    match conn {
        Conn::Sqlite(sqlite) => sqlite.batch_execute("PRAGMA mmap_size = 0"),
        Conn::Postgres(_) => Ok(()),
    }
}

/// Opens a connection to PostgreSQL whose transactions are repeatable reads unless they ask for more.
pub(super) fn open_postgres(url: &str) -> ConnectionResult<Conn> {
    let mut conn = PgConnection::establish(url)?;
    conn.batch_execute(
        "SET default_transaction_isolation = 'repeatable read'; SET timezone = 'UTC'; \
         SET synchronous_commit = on; \
         SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s';",
    )
    .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(Conn::Postgres(conn))
}

/// A failure to open a connection, without the URL or path in it.
pub(super) fn opening(error: ConnectionError) -> Error {
    match error {
        ConnectionError::CouldntSetupConfiguration(error) => error.into(),
        _ => Error::unavailable(super::faults::unopened()),
    }
}
