//! I2: a bulk import is exactly once. Files in any split, order and repetition, sent to a server that is
//! killed (`kill -9`) while it takes them in and while it works on them, end like one clean run.
//!
//! `IMPORT_ROWS` and `IMPORT_KILLS` set the dose (3,000 rows and 6 kills when they are not set; the full one
//! is 10,000 and 30).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Caller, Place, Server, valid_code, wait_for};
use crate::wire::Wire;

const PATH: &str = "/api/v1/completion-batches";
const CSV: &str = "text/csv";
const JSON: &str = "application/json";
/// Kills of the full dose.
const FULL: usize = 30;
const WORKERS: usize = 150;
const SENDERS: usize = 3;
/// Codes of the samples' programmes.
const PROGRAMMES: [&str; 6] = ["CFP-001", "CFP-002", "CFP-003", "CFP-004", "CFP-005", "CFP-006"];
/// The IDNPs of this test begin with these digits, and nothing else does.
const BEGINNING: &str = "29876543";
const LONG: Duration = Duration::from_mins(5);
/// A process is known to be gone by the end of its lease, some seconds after its last sign of life.
const SECONDS: Duration = Duration::from_secs(40);

fn dose(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |dose| dose.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

fn random(below: usize) -> usize {
    let bytes = registry::keys::random::<8>().expect("random");
    usize::try_from(u64::from_be_bytes(bytes)).expect("64 bits") % below
}

fn shuffled(mut rows: Vec<usize>) -> Vec<usize> {
    for at in (1..rows.len()).rev() {
        rows.swap(at, random(at + 1));
    }
    rows
}

fn idnp(worker: usize) -> String {
    valid_code(format!("{BEGINNING}{worker:04}").parse().expect("a number"))
}

/// The `n`th row, in the order of the columns; no two say the same of one person.
fn row(n: usize) -> [String; 6] {
    let (worker, of_worker) = (n % WORKERS, n / WORKERS);
    let (programme, day) = (PROGRAMMES[of_worker % PROGRAMMES.len()], of_worker / PROGRAMMES.len());
    let completed_on = format!("{}-{:02}-{:02}", 2021 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
    [
        idnp(worker),
        programme.to_owned(),
        completed_on,
        (1 + n % 40).to_string(),
        "passed".to_owned(),
        format!("R-{n}"),
    ]
}

const FIELDS: [&str; 6] = ["idnp", "programme", "completedOn", "hours", "result", "reference"];

fn csv(rows: &[usize]) -> Vec<u8> {
    let mut file = FIELDS.join(",");
    for &n in rows {
        write!(file, "\n{}", row(n).join(",")).expect("written");
    }
    file.into_bytes()
}

/// The same rows as JSON, with room between them: the file has more than one piece, each of them a write
/// before the answer.
fn json(rows: &[usize]) -> Vec<u8> {
    let room = " ".repeat(2_500_000 / rows.len());
    let objects: Vec<_> = rows
        .iter()
        .map(|&n| {
            Value::Object(FIELDS.iter().map(|&f| f.to_owned()).zip(row(n).map(Value::from)).collect())
                .to_string()
        })
        .collect();
    format!("[{}]", objects.join(&format!(",{room}"))).into_bytes()
}

/// A file, how it is sent, and the key of its request if it has one.
struct Parcel {
    media_type: &'static str,
    order: String,
    key: Option<String>,
    file: Vec<u8>,
    rows: usize,
}

impl Parcel {
    /// These rows in any form; some of them stand there twice.
    fn of(rows: &[usize]) -> Self {
        let mut rows = rows.to_vec();
        for _ in 0..rows.len() / 20 {
            rows.insert(random(rows.len()), rows[random(rows.len())]);
        }
        let atomicity = if random(3) == 0 { "all" } else { "row" };
        let key = (random(3) > 0).then(|| format!("file-{}", random(usize::MAX)));
        let (media_type, file) = if random(3) == 0 { (JSON, json(&rows)) } else { (CSV, csv(&rows)) };
        Self { media_type, order: format!("mode=commit&atomicity={atomicity}"), key, file, rows: rows.len() }
    }

    /// Sends it until it is acknowledged, whatever happens to the server meanwhile.
    fn insist(&self, caller: &Caller) -> String {
        wait_for("an acknowledgement", LONG, || {
            let path = format!("{PATH}?{}", self.order);
            match caller.try_send(&path, self.key.as_deref(), self.media_type, &self.file) {
                Ok(answer) if matches!(answer.status, 429 | 503) => None,
                Ok(answer) => {
                    let answer = answer.expect(201);
                    assert_eq!(answer.body["total"], self.rows);
                    Some(answer.id())
                }
                Err(_) => None,
            }
        })
    }
}

/// The people whom the rows name, by their ids on this register.
fn people(server: &Server, caller: &Caller) -> BTreeMap<String, usize> {
    let mut file = "idnp,familyName,givenName".to_owned();
    for worker in 0..WORKERS {
        write!(file, "\n{},Rusu,Ana", idnp(worker)).expect("written");
    }
    let path = "/api/v1/worker-batches";
    let sent = caller
        .try_send(&format!("{path}?mode=commit"), None, CSV, file.as_bytes())
        .expect("an answer")
        .expect(201);
    let batch = format!("{path}/{}", sent.id());
    wait_for("the people", LONG, || server_ended(caller, &batch));
    assert!(server.get("/health/ready").status == 200);
    let rows = caller.list(&format!("{batch}/rows?outcome=created"), "rows");
    assert_eq!(rows.len(), WORKERS);
    rows.iter().map(|row| (row["objectId"].as_str().expect("an id").to_owned(), number(row) - 2)).collect()
}

fn server_ended(caller: &Caller, batch: &str) -> Option<Value> {
    let answer = caller.try_get(batch).ok().filter(|answer| answer.status == 200)?;
    answer.body["finishedAt"].is_string().then_some(answer.body)
}

fn number(row: &Value) -> usize {
    usize::try_from(row["number"].as_u64().expect("a number")).expect("small")
}

/// Everything believed that has one of our references, in the words of the files.
fn register(caller: &Caller, people: &BTreeMap<String, usize>) -> Vec<[String; 6]> {
    let programmes: BTreeMap<_, _> = caller
        .list("/api/v1/programmes", "programmes")
        .into_iter()
        .map(|programme| {
            (
                programme["id"].as_str().expect("an id").to_owned(),
                programme["code"].as_str().expect("a code").to_owned(),
            )
        })
        .collect();
    let text = |one: &Value, field: &str| one[field].as_str().expect("a text").to_owned();
    let mut all: Vec<_> = caller
        .list("/api/v1/completions", "completions")
        .iter()
        .map(|one| {
            let (worker, programme) =
                (people[&text(one, "workerId")], programmes[&text(one, "programmeId")].clone());
            [
                idnp(worker),
                programme,
                text(one, "completedOn"),
                text(one, "hours"),
                text(one, "result"),
                text(one, "reference"),
            ]
        })
        .collect();
    all.sort();
    all
}

/// The outcome of one file with every row in it, on a server that nobody disturbs.
fn clean_run(rows: usize) -> Vec<[String; 6]> {
    let place = Place::new();
    let server = place.serve_on(0);
    let caller = server.client(&place.first_client());
    let people = people(&server, &caller);
    let all: Vec<_> = (0..rows).collect();
    let id = Parcel { media_type: CSV, order: "mode=commit".to_owned(), key: None, file: csv(&all), rows }
        .insist(&caller);
    let batch = wait_for("the clean run", LONG, || server_ended(&caller, &format!("{PATH}/{id}")));
    assert_eq!(batch["counts"]["created"], rows);
    register(&caller, &people)
}

#[test]
#[expect(clippy::print_stdout, reason = "the figure that is published")]
#[expect(clippy::too_many_lines, reason = "one story, and what must be true at its end")]
fn an_import_is_exactly_once_across_kills() {
    let (rows, kills) = (dose("IMPORT_ROWS", 3_000), dose("IMPORT_KILLS", 6));
    let expected = clean_run(rows);
    let place = Place::new();
    let mut server = place.serve_on(0);
    let (port, credentials) = (server.port, place.first_client());
    let caller = server.client(&credentials);
    let people = people(&server, &caller);

    // Every row in one of the pieces, which are sent little by little; between them pieces of any rows, again
    // and again.
    let order = shuffled((0..rows).collect());
    let pieces: Vec<Vec<usize>> = order.chunks((rows / kills / 4).max(1)).map(<[_]>::to_vec).collect();
    let (pieces, order) = (Arc::new(pieces), Arc::new(order));
    let (next, allowed, ending) =
        (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            let (own, pieces, order) = (caller.beside(port), Arc::clone(&pieces), Arc::clone(&order));
            let (next, allowed, ending) = (Arc::clone(&next), Arc::clone(&allowed), Arc::clone(&ending));
            let acknowledged = Arc::clone(&acknowledged);
            std::thread::spawn(move || {
                loop {
                    let at = next.load(Ordering::SeqCst);
                    let parcel = if at < allowed.load(Ordering::SeqCst)
                        && next.compare_exchange(at, at + 1, Ordering::SeqCst, Ordering::SeqCst).is_ok()
                    {
                        // Among so many that were sent before that it takes more than one commit.
                        let sent: Vec<_> = pieces[..at].iter().flatten().copied().collect();
                        let again = shuffled(sent).into_iter().take(2_000);
                        Parcel::of(&shuffled(pieces[at].iter().copied().chain(again).collect()))
                    } else if ending.load(Ordering::SeqCst) {
                        return;
                    } else {
                        let from = random(order.len() - 1);
                        let until = (from + 1 + random(order.len() / kills)).min(order.len());
                        Parcel::of(&shuffled(order[from..until].to_vec()))
                    };
                    let id = parcel.insist(&own);
                    // An acknowledged request that has a key is the same batch ever after.
                    if parcel.key.is_some() && random(4) == 0 {
                        assert_eq!(parcel.insist(&own), id);
                    }
                    acknowledged.lock().expect("whole").insert(id);
                    std::thread::sleep(Duration::from_millis(50));
                }
            })
        })
        .collect();
    let (mut waiting, mut half_done) = (0, 0);
    for kill in 1..=kills {
        allowed.store(pieces.len() * kill / kills, Ordering::SeqCst);
        // Besides, somebody whose file never arrives whole.
        let mut broken = Wire::open(port);
        let file = json(&order[..rows.min(100)]);
        let head = format!(
            "POST {PATH}?mode=commit HTTP/1.1\r\nHost: registry\r\nAuthorization: Bearer {}\r\nCall-Basis: proba\r\nCall-Reason: proba\r\nContent-Type: {JSON}\r\nContent-Length: {}\r\n\r\n",
            caller.token.as_deref().expect("a token"),
            file.len()
        );
        broken.send(head);
        broken.send(&file[..file.len() * 3 / 4]);
        std::thread::sleep(Duration::from_millis(50 + u64::try_from(random(950)).expect("small")));
        // Every other time a batch is to be between two of its commits, as far as that can be met.
        let half = "batches WHERE finished_at IS NULL AND processed > 0";
        let met = Instant::now();
        while kill % 2 == 0 && met.elapsed() < Duration::from_secs(2) && place.count(half) == 0 {
            std::thread::sleep(Duration::from_millis(2));
        }
        server.kill();
        waiting += place.count("batches WHERE finished_at IS NULL");
        half_done += place.count(half);
        server = place.serve_on(port);
    }
    ending.store(true, Ordering::SeqCst);
    for sender in senders {
        sender.join().expect("every file was acknowledged");
    }

    assert!(waiting > 0, "no kill met with work: that proves nothing");
    assert!(
        half_done > 0 || kills < FULL,
        "no kill met with a batch between two of its commits: that proves little"
    );

    // Nobody sends any more: whatever was acknowledged ends by itself, also what a killed process was at. (A
    // batch that is only taken up when the next one comes would wait here for ever.)
    let batches = wait_for("every batch ends", LONG, || {
        let batches = caller.list(PATH, "batches");
        batches.iter().all(|batch| batch["finishedAt"].is_string()).then_some(batches)
    });
    // An acknowledgement is kept: without the flush before the 201, or with the batch in another transaction
    // than its last piece, an id would be missing or its batch could not be read to the end.
    let known: BTreeSet<_> =
        batches.iter().map(|batch| batch["id"].as_str().expect("an id").to_owned()).collect();
    let acknowledged = acknowledged.lock().expect("whole").clone();
    assert!(acknowledged.is_subset(&known));
    let mut created = 0;
    for batch in &batches {
        assert_eq!(batch["status"], "completed", "{batch}");
        let count =
            |name: &str| usize::try_from(batch["counts"][name].as_u64().expect("a count")).expect("small");
        let total = usize::try_from(batch["total"].as_u64().expect("a count")).expect("small");
        // Progress that were kept apart from its rows, or a window that were begun again, would count too few
        // or too many; a row that met with its twin and was not planned anew would be rejected.
        assert_eq!(count("created") + count("unchanged") + count("duplicates"), total, "{batch}");
        assert_eq!(batch["processed"], total, "{batch}");
        created += count("created");
        // Each row has one outcome: outcomes in another transaction than the facts would have gaps after a
        // kill.
        let told = caller.list(&format!("{PATH}/{}/rows", batch["id"].as_str().expect("an id")), "rows");
        let numbers: BTreeSet<_> = told.iter().map(number).collect();
        assert_eq!((told.len(), numbers.len()), (total, total), "{batch}");
        let first = *numbers.first().expect("a row");
        assert_eq!(numbers.last(), Some(&(first + total - 1)), "{batch}");
    }
    // The creation of a row is told once, by one batch: a commit that is not known after a kill would be told
    // as unchanged.
    assert_eq!(created, rows);
    // Nothing twice (the database's unique reference), nothing lost (the resumed work), nothing of another
    // content.
    assert!(register(&caller, &people) == expected, "not what the clean run came to");
    // The notes are in the transactions of what they note: a half of one would break the chain.
    place.verify_journal();
    let all = batches.len();
    println!(
        "{kills} kills, {rows} rows in {all} batches, {waiting} of them open at a kill, {half_done} half done: 0 twice, 0 lost"
    );

    // Pieces that began to arrive and never became a batch are swept away once they are old; the files of
    // batches are not.
    let strays = "batch_chunks WHERE batch_id NOT IN (SELECT id FROM batches)";
    let long_ago = if place.is_on_postgres() { "'epoch'" } else { "0" };
    server.stop();
    no_idnp_in_the_files(&place);
    place.execute(&format!("UPDATE batch_chunks SET uploaded_at = {long_ago}"));
    let of_batches = place.count("batch_chunks") - place.count(strays);
    let _server = place.serve_on(port);
    wait_for("strays are swept away", LONG, || (place.count(strays) == 0).then_some(()));
    assert_eq!(place.count("batch_chunks"), of_batches);
}

/// A file that was sent, whole or in part, is not to be read in the data folder.
fn no_idnp_in_the_files(place: &Place) {
    for entry in std::fs::read_dir(place.data()).expect("a folder") {
        let file = entry.expect("an entry").path();
        let bytes = std::fs::read(&file).expect("readable");
        let has_one = bytes.windows(BEGINNING.len()).any(|part| part == BEGINNING.as_bytes());
        assert!(!has_one, "{} has an IDNP", file.display());
    }
}

#[test]
fn a_file_that_breaks_off_leaves_nothing() {
    let place = Place::new();
    let server = place.serve_on(0);
    let caller = server.client(&place.first_client());
    let file = json(&(0..100).collect::<Vec<_>>());
    for (media_type, sent) in [(JSON, file.len() / 2), (CSV, 200)] {
        let mut wire = Wire::open(server.port);
        let head = format!(
            "POST {PATH}?mode=commit HTTP/1.1\r\nHost: registry\r\nAuthorization: Bearer {}\r\nCall-Basis: proba\r\nCall-Reason: proba\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
            caller.token.as_deref().expect("a token"),
            file.len()
        );
        assert!(wire.send(head) && wire.send(&file[..sent]));
        if media_type == JSON {
            wait_for("a piece arrives", LONG, || (place.count("batch_chunks") > 0).then_some(()));
        }
        drop(wire);
        wait_for("the file is forgotten", LONG, || (place.count("batch_chunks") == 0).then_some(()));
    }
    assert!(caller.list(PATH, "batches").is_empty());
    assert_eq!(place.count("completions"), 0);
}

#[test]
fn a_file_that_goes_on_and_on_is_refused_and_leaves_nothing() {
    let place = Place::new();
    let server = place.serve_on(0);
    let caller = server.client(&place.first_client());
    let mut wire = Wire::open(server.port);
    let token = caller.token.as_deref().expect("a token");
    wire.send(format!(
        "POST {PATH}?mode=commit HTTP/1.1\r\nHost: registry\r\nAuthorization: Bearer {token}\r\nCall-Basis: proba\r\nCall-Reason: proba\r\n\
         Content-Type: {CSV}\r\nTransfer-Encoding: chunked\r\n\r\n"
    ));
    let chunk = [format!("{:x}\r\n", 1 << 20).into_bytes(), vec![b'\n'; 1 << 20], b"\r\n".to_vec()].concat();
    for _ in 0..65 {
        // The server may have closed the connection behind its answer.
        if !wire.send(&chunk) {
            break;
        }
    }
    wire.read_until(LONG, |received| received.ends_with(b"}"));
    assert!(wire.answer().starts_with("HTTP/1.1 413 "), "{}", wire.answer());
    wait_for("the file is forgotten", LONG, || (place.count("batch_chunks") == 0).then_some(()));
    assert!(caller.list(PATH, "batches").is_empty());
}

/// Sends a file that is worked on for a while, and waits until that has begun.
fn begin_a_long_one(place: &Place, server: &Server) -> (Caller, String) {
    let caller = server.client(&place.first_client());
    people(server, &caller);
    let rows: Vec<_> = (0..12_000).collect();
    let sent = caller.try_send(&format!("{PATH}?mode=commit&atomicity=row"), None, CSV, &csv(&rows));
    let batch = format!("{PATH}/{}", sent.expect("an answer").expect(201).id());
    let half = "batches WHERE finished_at IS NULL AND processed > 0";
    wait_for("the first rows", LONG, || (place.count(half) == 1).then_some(()));
    (caller, batch)
}

#[test]
fn a_killed_ones_work_is_taken_over_within_seconds() {
    let place = Place::new();
    let server = place.serve_on(0);
    // Of a database that many share, another server takes over; else the only one, when it starts again.
    let beside = place.is_on_postgres().then(|| place.serve_on(0));
    let (caller, batch) = begin_a_long_one(&place, &server);
    server.kill();
    assert_eq!(place.count("jobs WHERE lease IS NOT NULL"), 1);
    let next = beside.unwrap_or_else(|| place.serve_on(0));
    let caller = caller.beside(next.port);
    let ended = wait_for("the batch", SECONDS, || server_ended(&caller, &batch));
    assert_eq!((&ended["status"], &ended["counts"]["created"]), (&"completed".into(), &12_000.into()));
    assert_eq!(place.count("jobs"), 0);
}

#[test]
fn who_stops_gives_back_what_it_is_at() {
    let place = Place::new();
    let server = place.serve_on(0);
    let (caller, batch) = begin_a_long_one(&place, &server);
    server.stop();
    assert_eq!(place.count("jobs WHERE lease IS NOT NULL"), 0);
    assert_eq!(place.count("jobs"), place.count("batches WHERE status = 'received'"));
    let next = place.serve_on(0);
    let caller = caller.beside(next.port);
    let ended = wait_for("the batch", SECONDS, || server_ended(&caller, &batch));
    assert_eq!((&ended["status"], &ended["counts"]["created"]), (&"completed".into(), &12_000.into()));
}
