//! The measures that are taken in every round, each in turn with what it is held against.

use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::Run;
use crate::figures::{Figure, Values, Work};
use crate::generate::worker;
use crate::load::Load;
use crate::site::{Line, Site};

/// Connections that ask, fewer that ask or record, and those that ask about many workers.
const BUSY: usize = 64;
const FEW: usize = 16;
const PAIR: usize = 2;
/// Workers in a call.
const MANY: usize = 1_000;
/// Calls that are answered before a minute is looked at, and that minute.
const CALLS: usize = 1_000;
const MINUTE: Duration = Duration::from_mins(1);
/// Bytes that one flush waits for.
const PAGE: [u8; 4_096] = [0; 4_096];

/// One status: what all registers are compared by.
pub async fn status(site: &Site, run: &mut Run, round: usize) {
    let (time, busy) = (run.options.time(), Load::new(&site.clients.server, BUSY));
    let constant = busy.run(time, &|_| site.constant()).await;
    run.figures.note(site.subject, round, Work::Constant, constant.values());
    let short = busy.run(time, &|_| single(site, false)).await;
    run.figures.note(site.subject, round, Work::Short, short.values());
    let explained = busy.run(time, &|_| single(site, true)).await;
    run.figures.note(site.subject, round, Work::Explained, explained.values());
}

/// The same at fewer connections, and by plain SQL.
pub async fn status_beside_plain(site: &mut Site, run: &mut Run, round: usize) {
    let time = run.options.time();
    let few = Load::new(&site.clients.server, FEW).run(time, &|_| single(site, false)).await;
    run.figures.note(site.subject, round, Work::ShortOfFew, few.values());
    let plain = site.plain.as_mut().and_then(|plain| plain.statuses(site.subject.workers, time));
    if let Some(values) = plain {
        run.figures.note(site.subject, round, Work::PlainStatus, values);
    }
}

/// A thousand workers in a call.
pub async fn calls(site: &Site, run: &mut Run, round: usize) {
    let (time, pair) = (run.options.time(), Load::new(&site.clients.server, PAIR));
    let short = pair.run(time, &|_| thousand(site, false)).await;
    run.figures.note(site.subject, round, Work::ManyShort, short.values());
    let explained = pair.run(time, &|_| thousand(site, true)).await;
    run.figures.note(site.subject, round, Work::ManyExplained, explained.values());
}

/// Completions one by one, beside what the disk does.
pub async fn completions(site: &mut Site, run: &mut Run, round: usize) {
    let time = run.options.time();
    let flushes = flushes(site, time);
    run.figures.note(site.subject, round, Work::Flush, flushes);
    let record = |_| completion(site, &site.next_line());
    let recorded = Load::new(&site.clients.server, FEW).run(time, &record).await;
    run.figures.note(site.subject, round, Work::Completion, recorded.values());
    if let Some(mut plain) = site.plain.take() {
        let inserted = plain.inserts(&site.register.ground, || site.next_line(), time);
        run.figures.note(site.subject, round, Work::PlainInsert, inserted);
        site.plain = Some(plain);
    }
}

/// A minute of such calls, when many have been answered: what they leave to be done comes to light.
pub async fn aftermath(site: &Site, run: &mut Run) {
    let pair = Load::new(&site.clients.server, PAIR);
    pair.times(CALLS, &|_| thousand(site, false)).await;
    let minute = pair.run(MINUTE, &|_| thousand(site, false)).await;
    run.figures.note(site.subject, 0, Work::AfterCalls, minute.values());
}

/// The request for a worker's status.
pub fn single(site: &Site, explain: bool) -> Vec<u8> {
    site.clients.payroll.status(std::iter::once(site.next_asked()), explain)
}

fn thousand(site: &Site, explain: bool) -> Vec<u8> {
    site.clients.payroll.status((0..MANY).map(|_| site.next_asked()), explain)
}

fn completion(site: &Site, line: &Line) -> Vec<u8> {
    let new = json!({
        "workerId": worker(line.worker), "programmeId": site.programme, "completedOn": line.day().to_string(),
        "hours": "24", "result": "passed", "reference": line.reference
    });
    site.clients.registrar.post("/api/v1/completions", &new)
}

/// Pages appended to a file on the disk of the register, each waited for.
fn flushes(site: &Site, time: Duration) -> Values {
    let mut file = File::create(site.folder().join("flushes")).expect("a file");
    let (begun, mut count) = (Instant::now(), 0);
    while begun.elapsed() < time {
        file.write_all(&PAGE).expect("written");
        file.sync_data().expect("flushed");
        count += 1;
    }
    Values::from([(Figure::PerSecond, f64::from(count) / begun.elapsed().as_secs_f64())])
}
