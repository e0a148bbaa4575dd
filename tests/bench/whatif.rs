//! The time that a what-if over the whole register takes on SQLite: `cargo bench --bench whatif [--
//! WORKERS]`.
//!
//! Fills a register of a million workers (or as many as are asked for), ten completions and twelve sessions
//! each, by plain SQL; reads it into memory as a simulation does, on two threads; and evaluates two rule sets
//! for everyone. Nothing is asserted.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench stops at the first surprise, and prints what it measured"
)]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
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

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let workers = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    // A process of its own fills, so that its memory is not counted.
    if let [fill_only, file, _] = arguments.as_slice()
        && fill_only == "fill"
    {
        return fill(Path::new(file), workers);
    }
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(measure(workers));
}

async fn measure(workers: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = DataOptions { data_dir: folder.path().to_owned(), database_url: None };
    let house = start::open(&place, "http://bench", Clock::system(), Process::Server).expect("a service");
    start::furnish(&house.hall, &place, false).await.expect("samples");
    drop(house);
    let begun = Instant::now();
    let program = std::env::current_exe().expect("this program");
    let filling = Command::new(program)
        .arg("fill")
        .arg(folder.path().join("registry.db"))
        .arg(workers.to_string())
        .status();
    assert!(filling.expect("a process").success(), "filled");
    println!(
        "filled in {:.1} s: {workers} workers, 10 completions and 12 sessions each; {}",
        begun.elapsed().as_secs_f64(),
        memory()
    );

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

/// Everything about one worker is a function of its number, so that the register is the same at every run.
fn fill(file: &Path, workers: usize) {
    let mut conn = SqliteConnection::establish(&file.to_string_lossy()).expect("the database");
    conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF;")
        .expect("set");
    // The uniqueness of what is filled in is by construction; its indexes are not what is measured.
    conn.batch_execute("DROP INDEX completions_id; DROP INDEX completions_reference; DROP INDEX completions_provider; DROP INDEX supervision_attendances_session;")
        .expect("dropped");
    let numbers = |each: usize| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {})",
            workers * each
        )
    };
    let count = "(SELECT count(*) FROM programmes WHERE status = 'approved')";
    let id = |kind: &str, number: &str| format!("unhex(printf('0199{kind}00007000800%013x', {number}))");
    let organisation = "(SELECT id FROM organisations LIMIT 1)";
    let far = "0, zeroblob(16)";
    let statements = [
        format!(
            "INSERT INTO organisations (id, idno, name, kind, parent_id, district, sample, created_at, updated_at)
             SELECT {}, value ->> 1, printf('Employer %d', value ->> 0), 'employer', NULL, CASE (value ->> 0) % 3 WHEN 0 THEN 'MD-CU' WHEN 1 THEN 'MD-BA' ELSE 'MD-FL' END, 0, 0, 0
             FROM json_each('{}')",
            id("00a1", "value ->> 0"),
            json!((0..500_u64).map(|number| json!([number, idno(number)])).collect::<Vec<_>>())
        ),
        format!(
            "{} INSERT INTO workers (id, idnp_hash, idnp_sealed, idnp_last4, family_name, given_name, status, status_since, absorbed, created_at, updated_at)
             SELECT {}, randomblob(32), zeroblob(40), '0000', 'Rusu', 'Ana', 'active', 0, 0, 0, 0 FROM n",
            numbers(1),
            id("0001", "i")
        ),
        format!(
            "{} INSERT INTO employments (worker_id, valid_from, id, organisation_id, post, recorded_at, recorded_by, base_pay)
             SELECT {}, 18000 + i % 2000, {}, {}, CASE i % 5 WHEN 0 THEN 'manager' ELSE 'asistent-social' END, {far}, CASE i % 5 WHEN 4 THEN NULL ELSE 700000 + i % 500000 END FROM n",
            numbers(1),
            id("0001", "i"),
            id("00e1", "i"),
            id("00a1", "(i * 7919) % 500")
        ),
        format!(
            "INSERT INTO completion_programmes (number, programme_id) SELECT row_number() OVER (ORDER BY id), id FROM programmes WHERE status = 'approved';
             WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < 20)
             INSERT INTO completion_providers (number, provider_id) SELECT i + 1, {} FROM n;
             INSERT INTO completion_clients (number, client_id) VALUES (1, zeroblob(16));
             {} INSERT INTO completions (worker_id, completed_on, id, programme_number, provider_number, reference, hours, result, recorded_at, recorded_by)
             SELECT {}, 20780 - (i * 2654435761) % 2200, {}, 1 + (n.i * 40503) % {count}, 1 + i % 20, printf('R%d', i),
             100 * (1 + i % 3 + ((((i / 10) % 10007) * ((i / 10) % 10009)) >> 3) % 12), CASE (i * 17) % 12 WHEN 0 THEN 1 WHEN 1 THEN 2 ELSE 0 END, 0, 1 FROM n",
            id("00a1", "i"),
            numbers(10),
            id("0001", "i / 10"),
            id("00d1", "i"),
        ),
        format!(
            "{} INSERT INTO supervision_attendances (worker_id, held_on, session_id, minutes, recorded_at, kind)
             SELECT {}, 20780 - (i * 2654435761) % 1100, {}, 45 + 15 * (i % 6), 0, CASE i % 3 WHEN 0 THEN 'individual' ELSE 'group' END FROM n",
            numbers(12),
            id("0001", "i / 12"),
            id("00f1", "i"),
        ),
        format!(
            "{} INSERT INTO awards (worker_id, valid_from, id, valid_until, grade_id, commission_id, decision_number, decided_on, recorded_at, recorded_by)
             SELECT {}, 19500 + i % 900, {}, 21500, (SELECT id FROM grades WHERE code = 'grade-2'), {organisation}, printf('%d', i), 19500, {far} FROM n WHERE i % 3 = 0",
            numbers(1),
            id("0001", "i"),
            id("00b1", "i"),
        ),
        format!(
            "{} INSERT INTO suspensions (worker_id, valid_from, id, valid_until, organisation_id, legal_basis, reason, recorded_at, recorded_by)
             SELECT {}, 20700, {}, NULL, {organisation}, 'sample', 'sample', {far} FROM n WHERE i % 100 = 0",
            numbers(1),
            id("0001", "i"),
            id("00c1", "i"),
        ),
    ];
    for statement in statements {
        conn.batch_execute(&format!("BEGIN; {statement}; COMMIT;")).expect(&statement);
    }
    conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE);").expect("checkpointed");
}

/// Thirteen digits, the last of them the check digit.
fn idno(number: u64) -> String {
    let digits = format!("2{number:011}");
    let sum: u32 = digits
        .bytes()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{digits}{}", sum % 10)
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
