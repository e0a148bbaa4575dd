//! One connection type for both engines.
#![expect(missing_docs, reason = "the derive writes public items without them")]

use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;

/// A connection to either engine.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// The embedded SQLite.
    Sqlite(SqliteConnection),
    /// PostgreSQL, or an engine that speaks it.
    Postgres(PgConnection),
}

/// The same statement compiled once per engine, without the detour over [`MultiBackend`], which writes a
/// statement's text anew at every call: for the few that every other request waits for.
macro_rules! each {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::sql::Conn::Sqlite($c) => $body,
            $crate::sql::Conn::Postgres($c) => $body,
        }
    };
}
pub(crate) use each;

/// Hands on the rows of a statement one by one, so that what is read of a whole table never stands in memory
/// twice.
macro_rules! each_row {
    ($conn:expr, $statement:expr, $row:ty, $take:expr) => {
        $crate::sql::each!($conn, c => {
            use diesel::connection::DefaultLoadingMode;
            for row in diesel::RunQueryDsl::load_iter::<$row, DefaultLoadingMode>($statement, c)? {
                $take(row?);
            }
        })
    };
}
pub(crate) use each_row;

/// The condition that a row of a table of facts was believed at a moment: recorded by then, and not yet
/// withdrawn.
macro_rules! believed {
    ($table:ident, $known_at:expr) => {
        $table::recorded_at
            .le($known_at)
            .and($table::withdrawn_at.is_null().or($table::withdrawn_at.gt($known_at)))
    };
}
pub(crate) use believed;
