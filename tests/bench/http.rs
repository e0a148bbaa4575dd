//! How fast the register answers over HTTP on SQLite: `cargo bench --bench http`.
//!
//! The server runs as a process of its own, with log and journal as in service, beside a constant answer of the
//! same size as a status. Both are asked in turn, so that a noisy machine disturbs both alike: read the ratio.
//! Nothing is asserted.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench stops at the first surprise, and prints what it measured")]
#![expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

mod client;
mod server;

use std::time::Duration;

use client::{Load, Sum};
use serde_json::json;

/// Workers on the register, and what is known of each.
const WORKERS: usize = 10_000;
const COMPLETIONS_EACH: usize = 10;
const SESSIONS_EACH: usize = 12;
/// Attendees of a session; every worker attends `SESSIONS_EACH` sessions.
const GROUP: usize = 10;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(4);
const CONNECTIONS: usize = 64;
/// Connections that record completions, as the aim has it.
const RECORDING: usize = 16;

fn main() {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("serve"), Some(folder)) => server::serve(&folder),
        _ => tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(measure()),
    }
}

async fn measure() {
    let folder = tempfile::tempdir().expect("a folder");
    let clients = client::Clients::open(server::Server::start(folder.path()), folder.path()).await;
    println!("filling: {WORKERS} workers, {COMPLETIONS_EACH} completions and {SESSIONS_EACH} sessions each");
    let workers = fill(&clients).await;

    let status = |n: usize| {
        let worker = &workers[scattered(n)];
        clients
            .payroll
            .post("/api/v1/qualification-status-queries", &json!({ "workers": [{ "workerId": worker }], "validAt": "2026-11-23" }))
    };
    let sample = Load::new(&clients.server, 1).once(status(0)).await;
    let constant = |_: usize| clients.anyone.request("GET", &format!("/constant/{}", sample.len()), "");
    println!("status answer: {} bytes", sample.len());

    let (mut constants, mut statuses) = (Vec::new(), Vec::new());
    let load = Load::new(&clients.server, CONNECTIONS);
    for _ in 0..ROUNDS {
        constants.push(load.run(ROUND, &constant).await);
        statuses.push(load.run(ROUND, &status).await);
    }
    let mut ratios: Vec<_> =
        statuses.iter().zip(&constants).map(|(status, constant)| status.per_second() / constant.per_second()).collect();
    ratios.sort_by(f64::total_cmp);
    println!("constant answer, {CONNECTIONS} connections: {}", Sum::of(&constants));
    println!("journaled status, {CONNECTIONS} connections: {}", Sum::of(&statuses));
    println!("ratio status / constant: {:.2} (lowest {:.2}, highest {:.2})", ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);

    let recorded = std::cell::Cell::new(0);
    let record = |_: usize| {
        let n = recorded.replace(recorded.get() + 1);
        clients.completion(&workers[scattered(n)], 1_000 + n / WORKERS, &format!("bench-{n}"))
    };
    let load = Load::new(&clients.server, RECORDING);
    let mut completions = Vec::new();
    for _ in 0..ROUNDS {
        completions.push(load.run(ROUND, &record).await);
    }
    println!("durable completions, {RECORDING} connections: {}", Sum::of(&completions));
}

/// Neighbouring requests are about workers far apart, and every worker comes once before any comes twice:
/// the factor and the number of workers have no divisor in common.
fn scattered(n: usize) -> usize {
    n * 7_919 % WORKERS
}

async fn fill(clients: &client::Clients) -> Vec<String> {
    let load = Load::new(&clients.server, CONNECTIONS);
    let registered = load.all(WORKERS, &|n| clients.worker(n)).await;
    let workers: Vec<String> = registered.iter().map(|answer| client::id(answer)).collect();
    load.all(WORKERS * COMPLETIONS_EACH, &|n| {
        let (worker, round) = (n % WORKERS, n / WORKERS);
        clients.completion(&workers[worker], round * 90, &format!("fill-{n}"))
    })
    .await;
    load.all(WORKERS / GROUP * SESSIONS_EACH, &|n| {
        let (group, round) = (n % (WORKERS / GROUP), n / (WORKERS / GROUP));
        clients.session(&workers[group * GROUP..(group + 1) * GROUP], round * 30)
    })
    .await;
    workers
}
