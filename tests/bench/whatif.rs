//! The time that a what-if over the whole register takes on SQLite: `cargo bench --bench whatif [--
//! WORKERS]`.
//!
//! Generates a register of a million workers (or as many as are asked for), of ten completions and a dozen
//! sessions each; reads it into memory as a simulation does, on two threads; and evaluates two rule sets for
//! everyone. Nothing is asserted.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench stops at the first surprise, and prints what it measured"
)]
#![expect(dead_code, unused_imports, reason = "the generator serves other benches as well")]

mod generate;

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use registry::clock::Clock;
use registry::config::DataOptions;
use registry::db::Process;
use registry::error::Faults;
use registry::record::{Columns, LaterFacts, RecordReader, load};
use registry::rules::{self, Catalogue, CompiledRules, DayRules, Record};
use registry::simulations::evaluate::{self, TrialQuestion, TrialScope};
use registry::start;
use registry::start::House;
use registry::values::{Day, Lei};
use registry::workers;
use serde_json::{Value, json};
use tokio::runtime::Handle;

/// The seed of the register.
const SEED: u64 = 12;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let workers = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    // A process of its own fills, so that its memory is not counted.
    if let [fill_only, folder, _] = arguments.as_slice()
        && fill_only == "fill"
    {
        runtime.block_on(generate::fill(&place(folder.into()), workers, SEED));
        return;
    }
    runtime.block_on(measure(workers));
}

fn place(data_dir: PathBuf) -> DataOptions {
    DataOptions { data_dir, database_url: None }
}

async fn measure(workers: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let begun = Instant::now();
    let program = std::env::current_exe().expect("this program");
    let filling = Command::new(program).arg("fill").arg(folder.path()).arg(workers.to_string()).status();
    assert!(filling.expect("a process").success(), "filled");
    println!("filled in {:.1} s: {workers} workers; {}", begun.elapsed().as_secs_f64(), memory());

    let place = place(folder.path().to_owned());
    let house = start::open(&place, "http://bench", Clock::system(), Process::Server).expect("a service");
    tokio::task::spawn_blocking(move || what_if(&house)).await.expect("measured");
}

fn what_if(house: &House) {
    let now = house.hall.clock.now();
    let begun = Instant::now();
    let today = house.hall.clock.day_of(now);
    let columns = load(&house.hall.db, &house.rule_cache, today, now, &|_| true);
    let columns = columns.expect("read").expect("whole");
    println!("loaded {} workers in {:.2} s; {}", columns.workers(), begun.elapsed().as_secs_f64(), memory());
    let sample: Value =
        serde_json::from_str(include_str!("../../src/samples/rule_set.json")).expect("a rule set");
    let mut changed = sample.clone();
    changed["grades"][0]["requirement"]["of"][0]["hours"] = json!("36");
    changed["grades"][1]["requirement"]["of"][2]["hours"] = json!("60");
    let (candidate, against) =
        (compiled(&columns.catalogue, &changed), compiled(&columns.catalogue, &sample));
    let day = Day::parse("2026-11-23").expect("a day");
    let assumed = Lei::parse("10000").expect("lei");
    let question = TrialQuestion {
        day,
        candidate: &candidate,
        against: Some(&against),
        scope: TrialScope::Everyone,
        assumed,
    };
    for _ in 0..3 {
        let begun = Instant::now();
        let steps = evaluate::steps(&columns, &question);
        let sums = evaluate::evaluate(&columns, &question, &steps, &|_| true).expect("whole");
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "evaluated two rule sets in {seconds:.2} s: {:?}, {} changes; {}",
            sums.total,
            sums.changes.len(),
            memory()
        );
    }
    compare(house, &columns, &[candidate.on(day), against.on(day)]);
}

/// Evaluates a thousand workers as a status query does, one by one.
fn compare(house: &House, columns: &Columns, both: &[DayRules]) {
    let everyone = columns.parts.iter().flat_map(|part| (0..part.workers.len()).map(move |at| (part, at)));
    let step = columns.workers() / 1_000 + 1;
    let (mut compared, mut different, mut eligible) = (0, 0, 0);
    for (part, at) in everyone.step_by(step) {
        let worker = part.workers[at];
        let mut reader = RecordReader::new(columns.known_at, LaterFacts::LeftOut);
        let catalogue = Arc::clone(&columns.catalogue);
        let read = house.hall.db.read(move |view| {
            let worker = workers::find(view, worker)?.expect("a worker");
            let facts = reader.facts(view, &worker)?;
            Ok(reader.record(&facts, &catalogue))
        });
        let single = Handle::current().block_on(read).expect("read");
        for day_rules in both {
            let met = |record: &Record<'_>| {
                (0..day_rules.rules().grades.len())
                    .map(|grade| day_rules.is_met(record, grade))
                    .collect::<Vec<_>>()
            };
            let (one, all) = (met(&single.record()), met(&part.record(at, &columns.posts)));
            compared += 1;
            different += usize::from(one != all);
            eligible += usize::from(one.contains(&true));
        }
    }
    println!(
        "compared with the status of single workers: {compared} answers, {eligible} with a grade, {different} different"
    );
}

fn compiled(catalogue: &Arc<Catalogue>, rule_set: &Value) -> Arc<CompiledRules> {
    let mut faults = Faults::default();
    let rules = rules::read(rule_set, &mut faults).expect("rules");
    rules::check(&rules, catalogue, &mut faults);
    faults.check().expect("sound rules");
    Arc::new(CompiledRules::new(rules, catalogue))
}

/// The most memory that this process has had so far, and how much of that it has now, mapped files apart.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").expect("a Linux process");
    let line = |name: &str| {
        status
            .lines()
            .find(|line| line.starts_with(name))
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    format!("{}, {}, {}", line("VmHWM"), line("RssAnon"), line("RssFile"))
}
