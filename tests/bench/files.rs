//! Files of completions: as fast as they come in, and what that does to who asks meanwhile.

use std::cell::Cell;
use std::time::{Duration, Instant};

use futures_util::future::join;
use registry::values::Moment;

use crate::Run;
use crate::client::parsed;
use crate::figures::{Figure, Values, Work};
use crate::generate::idnp;
use crate::load::Load;
use crate::measures::single;
use crate::site::{Line, Site};

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const TITLES: [&str; 6] = ["idnp", "programme", "completedOn", "hours", "result", "reference"];
/// Rows of a file.
const ROWS: usize = 10_000;
/// Workers whom one provider's file names.
const TAUGHT: usize = 500;
/// Files that come in one after the other, and rows of each.
const FLOOD: usize = 10;
const FLOOD_ROWS: usize = 100_000;
/// Connections that ask meanwhile.
const ASKING: usize = 16;

/// One file of each form, and the same rows by plain SQL.
pub async fn round(site: &mut Site, run: &mut Run, round: usize) {
    let spread = lines(site, ROWS);
    let file = rows(site, &spread).await;
    run.figures.note(site.subject, round, Work::Spread, file.values());
    let taught = lines_of(site, TAUGHT);
    let file = rows(site, &taught).await;
    run.figures.note(site.subject, round, Work::Taught, file.values());
    let (spread, taught) = (lines(site, ROWS), lines_of(site, TAUGHT));
    if let Some(plain) = &mut site.plain {
        settle();
        let values = plain.file(&site.register.ground, &spread);
        run.figures.note(site.subject, round, Work::PlainSpread, values);
        settle();
        let values = plain.file(&site.register.ground, &taught);
        run.figures.note(site.subject, round, Work::PlainTaught, values);
        settle();
    }
}

/// Statuses while one file comes in after the other.
pub async fn statuses_meanwhile(site: &Site, run: &mut Run, round: usize) {
    let (time, begun) = (run.options.time(), Instant::now());
    let asking = Load::new(&site.clients.server, ASKING);
    let (asked, ()) = join(asking.run(time, &|_| single(site, false)), async {
        while begun.elapsed() < time {
            rows(site, &lines(site, ROWS)).await;
        }
    })
    .await;
    run.figures.note(site.subject, round, Work::ShortBesideFiles, asked.values());
}

/// A million rows, and how large the log becomes meanwhile.
pub async fn flood(site: &Site, run: &mut Run) {
    let (mut took, mut log, mut memory) = (Duration::ZERO, 0.0_f64, 0.0_f64);
    for _ in 0..FLOOD {
        let file = rows(site, &lines(site, FLOOD_ROWS)).await;
        took += file.took;
        log = log.max(file.log);
        memory = memory.max(file.memory);
    }
    let rate = (FLOOD * FLOOD_ROWS) as f64 / took.as_secs_f64();
    let values = Values::from([
        (Figure::PerSecond, rate),
        (Figure::LogMegabytes, log),
        (Figure::MemoryMegabytes, memory),
    ]);
    run.figures.note(site.subject, 0, Work::Flood, values);
}

/// A workbook of many rows, and the memory that the server has meanwhile.
pub async fn workbook(site: &Site, run: &mut Run) {
    let before = site.clients.server.memory();
    let lines = lines(site, FLOOD_ROWS);
    let file = send(site, &lines, XLSX, &book(&lines, &site.programme_code)).await;
    let mut values = file.values();
    values.insert(Figure::MemoryMegabytes, file.memory - before);
    run.figures.note(site.subject, 0, Work::Workbook, values);
}

fn book(lines: &[Line], code: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().expect("a sheet");
    for (column, title) in (0..).zip(TITLES) {
        sheet.write(0, column, title).expect("written");
    }
    for (row, line) in (1..).zip(lines) {
        let cells = [&idnp(line.worker), code, &line.day().to_string(), "24", "passed", &line.reference];
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).expect("written");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn lines(site: &Site, count: usize) -> Vec<Line> {
    (0..count).map(|_| site.next_line()).collect()
}

fn lines_of(site: &Site, workers: usize) -> Vec<Line> {
    (0..ROWS).map(|_| site.next_line_of(workers)).collect()
}

/// Waits until what was written before is on the disk: it is no part of the measurement.
pub fn settle() {
    let _ = std::process::Command::new("sync").status();
}

/// A file that came in.
struct Sent {
    rows: usize,
    /// From the beginning of the work on it to its end, as the batch itself tells.
    took: Duration,
    cpu_microseconds: u64,
    /// The most own memory of the server meanwhile, and the largest log of SQLite, in megabytes.
    memory: f64,
    log: f64,
}

impl Sent {
    fn values(&self) -> Values {
        let rows = self.rows as f64;
        Values::from([
            (Figure::PerSecond, rows / self.took.as_secs_f64()),
            (Figure::ServerMicroseconds, self.cpu_microseconds as f64 / rows),
            (Figure::MemoryMegabytes, self.memory),
        ])
    }
}

async fn rows(site: &Site, lines: &[Line]) -> Sent {
    send(site, lines, CSV, &csv(lines, &site.programme_code)).await
}

async fn send(site: &Site, lines: &[Line], media_type: &str, file: &[u8]) -> Sent {
    let (server, registrar) = (&site.clients.server, &site.clients.registrar);
    let load = Load::new(server, 1);
    let path = "/api/v1/completion-batches";
    let begun_with = server.cpu_microseconds();
    let file = registrar.file(&format!("{path}?mode=commit&atomicity=row"), media_type, file);
    let sent = parsed(&load.once(file).await);
    let path = format!("{path}/{}", sent["id"].as_str().expect("an id"));
    let (memory, log) = (Cell::new(0.0_f64), Cell::new(0.0_f64));
    loop {
        memory.set(memory.get().max(server.memory()));
        log.set(log.get().max(site.log()));
        let batch = parsed(&load.once(registrar.request("GET", &path, "")).await);
        if let Some(finished) = batch["finishedAt"].as_str() {
            assert!(batch["counts"]["created"] == batch["total"], "{batch}");
            let moment = |text: &str| Moment::parse(text).expect("a moment").as_microsecond();
            let began = batch["startedAt"].as_str().expect("a moment");
            let took = u64::try_from(moment(finished) - moment(began)).expect("forwards");
            return Sent {
                rows: lines.len(),
                took: Duration::from_micros(took),
                cpu_microseconds: server.cpu_microseconds() - begun_with,
                memory: memory.get(),
                log: log.get(),
            };
        }
        // As a client would ask that is in a hurry: each question is an entry of the journal, and the file
        // makes way for it.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn csv(lines: &[Line], code: &str) -> Vec<u8> {
    let mut file = TITLES.join(",") + "\n";
    for line in lines {
        let (idnp, day) = (idnp(line.worker), line.day().to_string());
        file.extend([&idnp, ",", code, ",", &day, ",24,passed,", &line.reference, "\n"]);
    }
    file.into_bytes()
}
