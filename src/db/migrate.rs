//! Brings a database to the schema of this program, or refuses one that is newer.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::migration::{MigrationSource, MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Target;
use super::connection::{self, opening};
use crate::error::{Error, Result};
use crate::sql::{Conn, MultiBackend};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
/// The journal's own file, beside a database of SQLite.
const JOURNAL: EmbeddedMigrations = embed_migrations!("migrations/journal");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The first schema of SQLite with a journal in a file of its own.
const FIRST_WITH_JOURNAL: &str = "0043";

/// An advisory lock of PostgreSQL: any number, as long as every version of this program uses the same.
const LOCK: i64 = 7_301_066_001;

/// Applies what is missing, one transaction a migration, under a lock, so that two starting processes
/// do not race. Returns the versions applied.
///
/// # Errors
/// The database cannot be reached or changed, or has a schema that this program does not know.
pub fn migrate(target: &Target) -> Result<Vec<String>> {
    match target {
        Target::Sqlite { file } => {
            let _lock = lock_file(&file.with_extension("migrate.lock"))?;
            let journal_file = connection::journal_beside(file);
            let (of_register, of_journal) =
                (|error| about(file, &error), |error| about(&journal_file, &error));
            make_private(file)?;
            let mut conn = connection::open_sqlite_migrator(file).map_err(opening).map_err(of_register)?;
            expect_journal(&mut conn, &journal_file)?;
            make_private(&journal_file)?;
            // First the journal: where there is a register of this version, there was one.
            let mut journal =
                connection::open_journal_writer(&journal_file).map_err(opening).map_err(of_journal)?;
            let in_journal = pending(&mut journal, JOURNAL).map_err(of_journal)?;
            let mut applied = pending(&mut conn, SQLITE).map_err(of_register)?;
            applied.extend(in_journal.into_iter().map(|version| format!("journal {version}")));
            Ok(applied)
        }
        Target::Postgres { url } => {
            let mut conn = connection::open_postgres(url).map_err(opening)?;
            conn.batch_execute(&format!("SET statement_timeout = 0; SELECT pg_advisory_lock({LOCK})"))?;
            pending(&mut conn, POSTGRES)
        }
    }
}

/// Makes a file that is not there, for its owner alone; what SQLite puts beside it is as private.
fn make_private(file: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let made = File::options().append(true).create(true).mode(0o600).open(file);
    made.map(drop).map_err(|error| Error::internal(format!("cannot write {}: {error}", file.display())))
}

/// Requires the journal's own file beside a register that has had one.
fn expect_journal(conn: &mut Conn, journal: &Path) -> Result<()> {
    let applied = conn.applied_migrations().map_err(|error| Error::internal(error.to_string()))?;
    if journal.exists() || applied.iter().all(|version| version.to_string() != FIRST_WITH_JOURNAL) {
        return Ok(());
    }
    Err(Error::internal(format!(
        "{} is missing, the journal of who has read what: put it back from a backup; to go on without all \
            that it held, make an empty file of that name",
        journal.display()
    )))
}

/// The failure of a file, by its name and in the engine's words, which quote no value of a row here.
fn about(file: &Path, error: &Error) -> Error {
    let cause = match error.database() {
        Some(diesel::result::Error::DatabaseError(_, cause)) => format!(": {}", cause.message()),
        _ => String::new(),
    };
    Error::internal(format!("{}: {error}{cause}", file.display()))
}

/// Held until the file is closed, also by a process that dies.
fn lock_file(path: &Path) -> Result<File> {
    let fail = |error: std::io::Error| Error::internal(format!("cannot lock {}: {error}", path.display()));
    let file = File::create(path).map_err(fail)?;
    file.lock().map_err(fail)?;
    Ok(file)
}

fn pending(conn: &mut Conn, ours: EmbeddedMigrations) -> Result<Vec<String>> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
        Error::internal(format!("the migration failed: {error}"))
    };
    let known: BTreeSet<String> = MigrationSource::<MultiBackend>::migrations(&ours)
        .map_err(failed)?
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    let newer = conn
        .applied_migrations()
        .map_err(failed)?
        .into_iter()
        .find(|version| !known.contains(&version.to_string()));
    if let Some(version) = newer {
        return Err(Error::internal(format!(
            "the database has schema version {version}, newer than this program knows; start the newer \
                program, or restore a backup"
        )));
    }
    // One at a time, so that what was applied stays applied if a later one fails.
    let names = |applied: Vec<MigrationVersion<'_>>| applied.iter().map(ToString::to_string).collect();
    match conn {
        Conn::Sqlite(conn) => conn.run_pending_migrations(ours).map(names).map_err(failed),
        Conn::Postgres(conn) => conn.run_pending_migrations(ours).map(names).map_err(failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names, in order, of the migrations of one engine.
    fn names<DB: diesel::backend::Backend>(of: &EmbeddedMigrations) -> Vec<String> {
        let mut names: Vec<_> = MigrationSource::<DB>::migrations(of)
            .expect("embedded")
            .iter()
            .map(|m| m.name().to_string())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn both_engines_have_the_same_migrations() {
        assert_eq!(names::<diesel::sqlite::Sqlite>(&SQLITE), names::<diesel::pg::Pg>(&POSTGRES));
    }
}
