//! Plain prepared SQL on a copy of the register: what the same engine does without HTTP, token, rules or
//! chain, and so the bound that an answer is held against.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use registry::config::DataOptions;
use registry::db::Conn;
use registry::db::schema::{completions, journal_entries, packed_records};
use registry::values::{CompletionResult, Moment};

use crate::cluster::Cluster;
use crate::figures::{Figure, Values};
use crate::generate::people::Completion;
use crate::generate::{CompletionRow, Ground, JournalRow, Kept, LAST, Rows, worker};
use crate::site::Line;

/// Connections of `pgbench`, and entries that one flush is waited for with on SQLite: as many as connections
/// ask the server.
const TOGETHER: usize = 64;
/// Entries of one lane in one run, at the most.
const MOST_ENTRIES: i64 = 1 << 32;
/// Lane of the entries, which no service writes.
const LANE: i32 = 1_000;

/// A copy of a register, and a connection to it.
pub struct Plain {
    conn: Conn,
    database_url: Option<String>,
    entries: i64,
    completions: u64,
}

impl Plain {
    /// Copies a register that no server has opened yet.
    pub fn copy(place: &DataOptions, database: Option<(&Cluster, &str)>) -> Self {
        let database_url = database.map(|(cluster, name)| cluster.create("plain", name));
        let conn = match &database_url {
            Some(url) => Conn::Postgres(PgConnection::establish(url).expect("the copy")),
            None => Conn::Sqlite(sqlite(place)),
        };
        Self { conn, database_url, entries: 0, completions: 1 << 40 }
    }

    /// One look-up of a worker's packed record and one entry of the journal, as often as it goes in a time. On
    /// PostgreSQL by `pgbench`, where it is installed, each pair two transactions of one of its connections.
    pub fn statuses(&mut self, workers: usize, time: Duration) -> Option<Values> {
        match &mut self.conn {
            Conn::Postgres(_) => {
                let first = self.entries;
                self.entries += MOST_ENTRIES;
                pgbench(self.database_url.as_deref()?, first, workers, time)
            }
            Conn::Sqlite(conn) => {
                let begun = Instant::now();
                let before = self.entries;
                while begun.elapsed() < time {
                    conn.transaction(|conn| {
                        (0..TOGETHER).try_for_each(|_| {
                            self.entries += 1;
                            status(conn, self.entries, workers)
                        })
                    })
                    .expect("looked up and noted");
                }
                Some(per_second((self.entries - before) as f64, begun))
            }
        }
    }

    /// One insert, committed by itself, as often as it goes in a time.
    pub fn inserts(&mut self, ground: &Ground, lines: impl Fn() -> Line, time: Duration) -> Values {
        let (begun, mut count) = (Instant::now(), 0);
        while begun.elapsed() < time {
            let row = self.row(ground, &lines());
            diesel::insert_into(completions::table).values(&row).execute(&mut self.conn).expect("inserted");
            count += 1;
        }
        per_second(f64::from(count), begun)
    }

    /// All these rows in one transaction: a prepared insert of each on SQLite, one `COPY` on PostgreSQL.
    pub fn file(&mut self, ground: &Ground, lines: &[Line]) -> Values {
        let completions: Vec<_> = lines.iter().map(|line| self.row(ground, line)).collect();
        let rows = Rows { completions, ..Rows::default() };
        let begun = Instant::now();
        rows.put(&mut self.conn).expect("inserted");
        per_second(lines.len() as f64, begun)
    }

    fn row(&mut self, ground: &Ground, line: &Line) -> CompletionRow {
        self.completions += 1;
        let completion = Completion {
            on: LAST - i32::try_from(line.days_before).expect("few"),
            programme: 0,
            provider: 0,
            part: 0,
            quarters: 96,
            result: CompletionResult::Passed,
            reference: self.completions,
        };
        ground.completion(
            worker(line.worker),
            &Kept::believed(self.completions, completion, Moment::from_microsecond(0)),
            0,
        )
    }
}

fn per_second(count: f64, begun: Instant) -> Values {
    Values::from([(Figure::PerSecond, count / begun.elapsed().as_secs_f64())])
}

fn sqlite(place: &DataOptions) -> SqliteConnection {
    let copy = place.data_dir.join("plain.db");
    std::fs::copy(place.data_dir.join("registry.db"), &copy).expect("copied");
    let mut conn = SqliteConnection::establish(copy.to_str().expect("a path")).expect("the copy");
    // As the service's writer has it.
    conn.batch_execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA wal_autocheckpoint = 32000; PRAGMA cache_size = -65536; PRAGMA mmap_size = 4294967296;",
    )
    .expect("settings");
    conn
}

fn status(conn: &mut SqliteConnection, entry: i64, workers: usize) -> QueryResult<()> {
    let number = usize::try_from(entry).expect("positive") * 7_919 % workers;
    let look_up = packed_records::table.find(worker(number)).select(packed_records::packed);
    let _: Vec<u8> = look_up.get_result(conn)?;
    let note = JournalRow::about(worker(number), LANE, entry);
    diesel::insert_into(journal_entries::table).values(&note).execute(conn).map(drop)
}

/// The same pair by `pgbench`, prepared; each of its clients counts on in a lane of its own.
fn pgbench(url: &str, first: i64, workers: usize, time: Duration) -> Option<Values> {
    let script = format!(
        "\\set n random(0, {})
\\set seq :seq + 1
SELECT packed FROM packed_records
WHERE worker_id = ('01990001-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid;
INSERT INTO journal_entries (lane, seq, at, client_id, organisation_id, basis, reason, event, operation,
    object_type, subjects, trace_id, digest)
VALUES (({LANE} + :client_id)::integer, :seq::bigint, now(), gen_random_uuid(), gen_random_uuid(),
    'measurement', 'measurement', 'access', 'query', 'worker', decode(repeat('00', 16), 'hex'),
    repeat('0', 32), decode(repeat('00', 32), 'hex'));
",
        workers - 1
    );
    let program = programs().find(|program| program.exists())?;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("status.sql");
    std::fs::write(&file, script).expect("written");
    let seconds = time.as_secs().max(1).to_string();
    let answer = Command::new(program)
        .args(["-n", "-M", "prepared", "-j", "1", "-T", &seconds, "-c", &TOGETHER.to_string()])
        .args(["-D", &format!("seq={first}")])
        .arg("-f")
        .arg(&file)
        .arg(url)
        .output()
        .expect("pgbench runs");
    let answer = String::from_utf8_lossy(&answer.stdout);
    let rate = answer.lines().find_map(|line| line.strip_prefix("tps = ")).expect("a rate");
    let rate = rate.split_whitespace().next().expect("a number").parse().expect("a number");
    Some(Values::from([(Figure::PerSecond, rate)]))
}

fn programs() -> impl Iterator<Item = PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    installed.map(|version| version.path().join("bin/pgbench"))
}
