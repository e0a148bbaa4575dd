//! The speed at which the register answers over HTTP on SQLite: `cargo bench --bench http`, or with more
//! workers `cargo bench --bench http -- 100000`.
//!
//! The server runs as a process of its own, with log and journal as in service, beside a constant answer of
//! the same size as a status. Both are asked in turn, so that a noisy machine disturbs both alike: read the
//! ratio. Nothing is asserted.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench stops at the first surprise, and prints what it measured"
)]
#![expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
#![expect(dead_code, reason = "the load client serves other benches as well")]

mod client;
mod server;

use std::time::Duration;

use client::{Load, Ratio, Run, Sum};
use serde_json::json;

/// Workers on the register unless another number is given, and what is known of each.
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
/// Connections that ask about a thousand workers at a time.
const ASKING: usize = 2;
const MANY: usize = 1_000;

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let [serve, folder] = arguments.as_slice()
        && serve == "serve"
    {
        return server::serve(folder);
    }
    // cargo adds an argument of its own.
    let workers = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(WORKERS);
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(measure(workers));
}

async fn measure(count: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let clients = client::Clients::open(server::Server::start(folder.path()), folder.path()).await;
    println!("filling: {count} workers, {COMPLETIONS_EACH} completions and {SESSIONS_EACH} sessions each");
    let workers = fill(&clients, count).await;

    let ask = |asked: Vec<serde_json::Value>, explain: bool| {
        let query = json!({ "workers": asked, "validAt": "2026-11-23", "explain": explain });
        clients.payroll.post("/api/v1/qualification-status-queries", &query)
    };
    let worker = |n: usize| json!({ "workerId": workers[scattered(n, count)] });
    let short = |n: usize| ask(vec![worker(n)], false);
    let explained = |n: usize| ask(vec![worker(n)], true);
    let thousand = |n: usize| ask((0..MANY).map(|next| worker(n * MANY + next)).collect(), true);
    let once = Load::new(&clients.server, 1);
    let sample = once.once(short(0)).await;
    let constant = |_: usize| clients.anyone.request("GET", &format!("/constant/{}", sample.len()), "");
    let lengths = (sample.len(), once.once(explained(0)).await.len(), once.once(thousand(0)).await.len());
    println!("answers: {} bytes short, {} explained, {} for {MANY} workers", lengths.0, lengths.1, lengths.2);

    let (mut constants, mut shorts, mut explanations, mut thousands) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (load, asking) = (Load::new(&clients.server, CONNECTIONS), Load::new(&clients.server, ASKING));
    for _ in 0..ROUNDS {
        constants.push(load.run(ROUND, &constant).await);
        shorts.push(load.run(ROUND, &short).await);
        explanations.push(load.run(ROUND, &explained).await);
        thousands.push(asking.run(ROUND, &thousand).await);
    }
    println!("constant answer, {CONNECTIONS} connections: {}", Sum::of(&constants));
    println!("status, short, journaled, {CONNECTIONS} connections: {}", Sum::of(&shorts));
    println!("status, explained, journaled, {CONNECTIONS} connections: {}", Sum::of(&explanations));
    println!("{MANY} workers explained in one call, {ASKING} connections: {}", Sum::of(&thousands));
    println!("ratio short / constant, answers a second: {}", Ratio::of(&shorts, &constants, Run::per_second));
    println!("ratio explained / short, processor: {}", Ratio::of(&explanations, &shorts, Run::cpu_each));

    let recorded = std::cell::Cell::new(0);
    let record = |_: usize| {
        let n = recorded.replace(recorded.get() + 1);
        clients.completion(&workers[scattered(n, count)], 1_000 + n / count, &format!("bench-{n}"))
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
fn scattered(n: usize, count: usize) -> usize {
    n * 7_919 % count
}

async fn fill(clients: &client::Clients, count: usize) -> Vec<String> {
    let load = Load::new(&clients.server, CONNECTIONS);
    let registered = load.all(count, &|n| clients.worker(n)).await;
    let workers: Vec<String> = registered.iter().map(|answer| client::id(answer)).collect();
    load.all(count * COMPLETIONS_EACH, &|n| {
        let (worker, round) = (n % count, n / count);
        clients.completion(&workers[worker], round * 90, &format!("fill-{n}"))
    })
    .await;
    load.all(count / GROUP * SESSIONS_EACH, &|n| {
        let (group, round) = (n % (count / GROUP), n / (count / GROUP));
        clients.session(&workers[group * GROUP..(group + 1) * GROUP], round * 30)
    })
    .await;
    workers
}
