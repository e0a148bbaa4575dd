//! The speed at which files of completions come onto the register: `cargo bench --bench import [-- WORKERS]`,
//! on SQLite, or on an empty PostgreSQL database that `DATABASE_URL` names.
//!
//! The server runs as a process of its own. Each file is sent over HTTP and timed by the batch itself, from
//! the moment work on it begins to its end: read, validated, committed. In the same run a plain loop of one
//! prepared insert puts as many rows, as they are kept, into a copy of the database in one transaction
//! (SQLite only). Nothing is asserted.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench stops at the first surprise, and prints what it measured"
)]
#![expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
#![expect(dead_code, reason = "the load client serves other benches as well")]

mod client;
mod server;

use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

use client::{Clients, Load, Sum, parsed};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use registry::db::schema::completions;
use registry::values::{CompletionId, CompletionResult, Day, Moment, WorkerId};
use serde_json::json;

const WORKERS: usize = 100_000;
/// Completions of each worker before anything is measured.
const COMPLETIONS_EACH: usize = 5;
/// Rows of a measured file.
const ROWS: usize = 10_000;
/// Workers whom one provider's file names.
const TAUGHT: usize = 500;
const ROUNDS: usize = 5;
/// Rows of a file that fills.
const MOST_ROWS: usize = 100_000;
const CONNECTIONS: usize = 64;
const ROUND: Duration = Duration::from_secs(4);

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let [serve, folder] = arguments.as_slice()
        && serve == "serve"
    {
        return server::serve(folder);
    }
    let workers = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(WORKERS);
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(measure(workers));
}

/// One row of a file.
struct Line {
    worker: usize,
    days: usize,
    reference: String,
}

async fn measure(count: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let clients = Clients::open(server::Server::start(folder.path()), folder.path()).await;
    let idle = clients.server.memory();
    println!("filling: {count} workers, {COMPLETIONS_EACH} completions each");
    let load = Load::new(&clients.server, CONNECTIONS);
    let registered = load.all(count, &|n| clients.worker(n)).await;
    let workers: Vec<String> = registered.iter().map(|answer| client::id(answer)).collect();
    for file in 0..count * COMPLETIONS_EACH / MOST_ROWS.min(count) {
        let line = |n: usize| Line {
            worker: n % count,
            days: 90 * (file + 1),
            reference: format!("fill-{file}-{n}"),
        };
        import(&clients, "row", &(0..MOST_ROWS.min(count)).map(line).collect::<Vec<_>>()).await;
    }
    #[expect(clippy::disallowed_methods, reason = "the bench chooses the engine as a user does")]
    let on_sqlite = std::env::var_os("DATABASE_URL").is_none();

    let scattered = |round: usize, n: usize| Line {
        worker: (round * ROWS + n) * 7_919 % count,
        days: round,
        reference: format!("s-{round}-{n}"),
    };
    let taught = |round: usize, n: usize| Line {
        worker: n % TAUGHT * 131,
        days: 100 + round * 50 + n / TAUGHT,
        reference: format!("t-{round}-{n}"),
    };
    let (mut spread, mut shaped, mut whole, mut plain, mut plain_shaped) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let lines = |line: &dyn Fn(usize) -> Line| (0..ROWS).map(line).collect::<Vec<_>>();
        settle();
        spread.push(import(&clients, "row", &lines(&|n| scattered(round, n))).await);
        settle();
        whole.push(import(&clients, "all", &lines(&|n| scattered(20 + round, n))).await);
        settle();
        shaped.push(import(&clients, "row", &lines(&|n| taught(round, n))).await);
        if on_sqlite {
            plain.push(insert(folder.path(), &workers, &lines(&|n| scattered(40 + round, n))));
            plain_shaped.push(insert(folder.path(), &workers, &lines(&|n| taught(40 + round, n))));
        }
    }
    println!("{ROWS} rows spread over {count} workers, row by row: {}", rate(&spread));
    println!("{ROWS} rows spread over {count} workers, all or none: {}", rate(&whole));
    println!("{ROWS} rows of {TAUGHT} workers, row by row: {}", rate(&shaped));
    if on_sqlite {
        println!(
            "a plain loop of one prepared insert, spread: {}; of {TAUGHT} workers: {}",
            rate(&plain),
            rate(&plain_shaped)
        );
        println!(
            "ratio to it: spread {:.2}, {TAUGHT} workers {:.2}",
            median(&plain) / median(&spread),
            median(&plain_shaped) / median(&shaped)
        );
    }

    let next = Cell::new(0);
    let ask = |n: usize| {
        let worker = &workers[n * 7_919 % count];
        let query = json!({ "workers": [{ "workerId": worker }], "validAt": "2026-11-23", "explain": false });
        clients.payroll.post("/api/v1/qualification-status-queries", &query)
    };
    let quiet = load.run(ROUND, &ask).await;
    let (beside, ()) = futures_util::future::join(load.run(ROUND, &ask), async {
        let begun = Instant::now();
        while begun.elapsed() < ROUND {
            let round = 60 + next.replace(next.get() + 1);
            import(&clients, "row", &(0..ROWS).map(|n| scattered(round, n)).collect::<Vec<_>>()).await;
        }
    })
    .await;
    println!("status, {CONNECTIONS} connections, idle: {}", Sum::of(&[quiet]));
    println!(
        "status, {CONNECTIONS} connections, beside {} imports of {ROWS} rows: {}",
        next.get(),
        Sum::of(&[beside])
    );

    let before = clients.server.memory();
    clients.peak.set(0);
    let book = workbook(MOST_ROWS.min(count), &clients);
    let length = book.len();
    let took = send(&clients, "mode=commit&atomicity=row", XLSX, &book).await;
    let rows = MOST_ROWS.min(count);
    println!(
        "a workbook of {rows} rows ({length} bytes): {:.1} s; memory of the server: {} MB at the start, {} MB before, at most {} MB meanwhile",
        took.as_secs_f64(),
        idle,
        before,
        clients.peak.get()
    );
}

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Sends a file; how long the work on it took.
async fn import(clients: &Clients, atomicity: &str, lines: &[Line]) -> Duration {
    let mut file = "idnp,programme,completedOn,hours,result,reference\n".to_owned();
    for line in lines {
        let (idnp, day) = (client::idnp(line.worker), client::day(line.days));
        file.extend([&idnp, ",", &clients.programme_code, ",", &day, ",24,passed,", &line.reference, "\n"]);
    }
    send(clients, &format!("mode=commit&atomicity={atomicity}"), CSV, file.as_bytes()).await
}

/// Waits for writes from before, copies of the database above all: they are no part of the measurement.
fn settle() {
    let _ = std::process::Command::new("sync").status();
}

async fn send(clients: &Clients, order: &str, media_type: &str, file: &[u8]) -> Duration {
    let load = Load::new(&clients.server, 1);
    let sent = load
        .once(clients.registrar.file(&format!("/api/v1/completion-batches?{order}"), media_type, file))
        .await;
    let path = format!("/api/v1/completion-batches/{}", client::id(&sent));
    loop {
        clients.peak.set(clients.peak.get().max(clients.server.memory()));
        let batch = parsed(&load.once(clients.registrar.request("GET", &path, "")).await);
        if let Some(finished) = batch["finishedAt"].as_str() {
            assert!(batch["counts"]["created"] == batch["total"], "{batch}");
            let moment = |text: &str| Moment::parse(text).expect("a moment").as_microsecond();
            let began = batch["startedAt"].as_str().expect("a moment");
            return Duration::from_micros(u64::try_from(moment(finished) - moment(began)).expect("forwards"));
        }
        // As a client would ask that is in a hurry: each question is an entry of the journal, and the import
        // makes way for it.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The same rows into a copy of the database, by a loop of one prepared insert in one transaction.
fn insert(folder: &Path, workers: &[String], lines: &[Line]) -> Duration {
    let copy = folder.join("copy.db");
    let mut source = SqliteConnection::establish(folder.join("registry.db").to_str().expect("a path"))
        .expect("a database");
    let _ = std::fs::remove_file(&copy);
    source.batch_execute(&format!("VACUUM INTO '{}'", copy.display())).expect("a copy");
    let mut conn = SqliteConnection::establish(copy.to_str().expect("a path")).expect("a database");
    conn.batch_execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA mmap_size = 4294967296;",
    )
    .expect("settings");
    let (programme, provider, client): (i32, i32, i32) = completions::table
        .select((completions::programme_number, completions::provider_number, completions::recorded_by))
        .first(&mut conn)
        .expect("a completion");
    let rows: Vec<_> = lines
        .iter()
        .map(|line| {
            let worker: WorkerId = workers[line.worker].parse().expect("an id");
            (
                completions::id.eq(CompletionId::new()),
                completions::worker_id.eq(worker),
                completions::programme_number.eq(programme),
                completions::provider_number.eq(provider),
                completions::reference.eq(&line.reference),
                completions::completed_on.eq(Day::parse(&client::day(line.days)).expect("a day")),
                completions::hours.eq(2_400),
                completions::minutes.eq(1_440),
                completions::result.eq(CompletionResult::Passed.number()),
                completions::recorded_at.eq(Moment::from_microsecond(0)),
                completions::recorded_by.eq(client),
            )
        })
        .collect();
    settle();
    let begun = Instant::now();
    conn.transaction(|conn| {
        rows.into_iter()
            .try_for_each(|row| diesel::insert_into(completions::table).values(row).execute(conn).map(drop))
    })
    .expect("inserted");
    begun.elapsed()
}

fn workbook(rows: usize, clients: &Clients) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().expect("a sheet");
    for (column, title) in
        ["idnp", "programme", "completedOn", "hours", "result", "reference"].into_iter().enumerate()
    {
        sheet.write(0, u16::try_from(column).expect("few"), title).expect("written");
    }
    for n in 0..rows {
        let row = u32::try_from(n + 1).expect("few");
        sheet.write(row, 0, client::idnp(n)).expect("written");
        sheet.write(row, 1, &clients.programme_code).expect("written");
        sheet.write(row, 2, client::day(1_000)).expect("written");
        sheet.write(row, 3, 24.0).expect("written");
        sheet.write(row, 4, "passed").expect("written");
        sheet.write(row, 5, format!("x-{n}")).expect("written");
    }
    book.save_to_buffer().expect("a workbook")
}

fn median(times: &[Duration]) -> f64 {
    let mut seconds: Vec<_> = times.iter().map(Duration::as_secs_f64).collect();
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

fn rate(times: &[Duration]) -> String {
    let slowest = times.iter().max().expect("rounds").as_secs_f64();
    let fastest = times.iter().min().expect("rounds").as_secs_f64();
    let rows = ROWS as f64;
    format!(
        "{:.0} rows/s (lowest {:.0}, highest {:.0})",
        rows / median(times),
        rows / slowest,
        rows / fastest
    )
}
