//! Promises of a 2xx: what it acknowledged is there after `kill -9`, and the same request again has one
//! effect.
//!
//! `KILLS` sets how often the server is killed (8 when it is not set; the nightly dose is 200).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use serde_json::{Value, json};

use crate::program::{Caller, PATIENCE, Place, person, valid_code, wait_for};

const CLIENTS: usize = 8;

/// Writes that were refused for the moment.
static BUSY: AtomicUsize = AtomicUsize::new(0);

fn kills() -> usize {
    std::env::var("KILLS").map_or(8, |kills| kills.parse().expect("KILLS is a number"))
}

/// A moment from 50 to 500 ms after the work began, another one each time.
fn random_moment() -> Duration {
    let [high, low] = registry::keys::random::<2>().expect("random");
    Duration::from_millis(50 + u64::from(u16::from_be_bytes([high, low])) % 451)
}

/// Writes that were acknowledged and are not there.
fn missing<'a>(acknowledged: &'a [String], there: &BTreeSet<String>) -> Vec<&'a str> {
    acknowledged.iter().filter(|id| !there.contains(*id)).map(String::as_str).collect()
}

fn ids(of: &[Value], name: &str) -> BTreeSet<String> {
    of.iter().map(|item| item[name].as_str().expect("an id").to_owned()).collect()
}

/// A completion that no other one is: the `n`th of a worker.
fn completion(worker: &str, provider: &str, programmes: &[String], n: usize) -> Value {
    let (programme, day) = (&programmes[n % programmes.len()], n / programmes.len());
    let completed_on = format!("{}-{:02}-{:02}", 2020 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
    json!({
        "workerId": worker, "providerId": provider, "programmeId": programme, "completedOn": completed_on, "hours": "8",
        "result": "passed", "reference": format!("{worker}/{n}")
    })
}

/// Records completions of one worker until the server is gone, and gives the ids that were acknowledged. What
/// is refused because others write at the same moment (503) is sent again, as its `Retry-After` says.
fn record(
    registrar: Caller,
    worker: String,
    provider: String,
    programmes: Arc<Vec<String>>,
) -> JoinHandle<Vec<String>> {
    std::thread::spawn(move || {
        let mut acknowledged = Vec::new();
        let new = |n| completion(&worker, &provider, &programmes, n);
        while let Ok(answer) = registrar.try_post("/api/v1/completions", None, new(acknowledged.len())) {
            if answer.status == 503 {
                BUSY.fetch_add(1, Ordering::SeqCst);
            } else {
                acknowledged.push(answer.expect(201).id());
            }
        }
        acknowledged
    })
}

fn completions(registrar: &Caller, worker: &str) -> BTreeSet<String> {
    ids(&registrar.list(&format!("/api/v1/completions?workerId={worker}"), "completions"), "id")
}

/// Asks SQLite itself whether its files are whole.
fn check_files(place: &Place) {
    check_file(&place.database());
    check_file(&place.journal());
}

fn check_file(file: &Path) {
    #[derive(QueryableByName)]
    struct Said {
        #[diesel(sql_type = Text)]
        integrity_check: String,
    }
    #[derive(QueryableByName)]
    struct Dangling {
        #[diesel(sql_type = Text)]
        #[diesel(column_name = "table")]
        name: String,
    }
    let mut conn = SqliteConnection::establish(file.to_str().expect("UTF-8")).expect("the database opens");
    let said: Vec<Said> = sql_query("PRAGMA integrity_check").load(&mut conn).expect("checked");
    assert_eq!(said.iter().map(|said| said.integrity_check.as_str()).collect::<Vec<_>>(), ["ok"]);
    let dangling: Vec<Dangling> = sql_query("PRAGMA foreign_key_check").load(&mut conn).expect("checked");
    assert!(dangling.is_empty(), "{}", dangling[0].name);
}

#[test]
#[expect(clippy::print_stdout, reason = "the figure that is published")]
fn what_was_acknowledged_survives_a_kill() {
    let place = Place::new();
    let mut server = place.serve_on(0);
    let provider = place.first_client()["organisationId"].as_str().expect("an id").to_owned();
    let samples = server.client(&place.first_client()).list("/api/v1/programmes", "programmes");
    let programmes: Arc<Vec<String>> = Arc::new(ids(&samples, "id").into_iter().collect());
    let mut ledgers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut workers = 200_000_000_000_u64..;
    for kill in 1..=kills() {
        let registrar = server.client(&place.first_client());
        let round: Vec<String> = workers
            .by_ref()
            .take(CLIENTS)
            .map(|twelve| registrar.post("/api/v1/workers", person(&valid_code(twelve))).expect(201).id())
            .collect();
        let recording: Vec<_> = round
            .iter()
            .map(|worker| {
                record(
                    registrar.beside(server.port),
                    worker.clone(),
                    provider.clone(),
                    Arc::clone(&programmes),
                )
            })
            .collect();
        std::thread::sleep(random_moment());
        server.kill();
        ledgers.extend(
            round.iter().cloned().zip(recording.into_iter().map(|one| one.join().expect("recorded"))),
        );

        server = place.serve_on(0);
        let registrar = server.client(&place.first_client());
        for worker in &round {
            let (acknowledged, there) = (&ledgers[worker], completions(&registrar, worker));
            assert_eq!(
                missing(acknowledged, &there),
                Vec::<&str>::new(),
                "kill {kill}: of {}",
                acknowledged.len()
            );
            // One more may have been on the disk before it could be acknowledged.
            assert!(
                there.len() <= acknowledged.len() + 1,
                "kill {kill}: {} of {}",
                there.len(),
                acknowledged.len()
            );
            if let Some(last) = acknowledged.last() {
                registrar.get(&format!("/api/v1/completions/{last}")).expect(200);
            }
        }
        if !place.is_on_postgres() {
            check_files(&place);
        }
        place.verify_journal();
    }
    // And no later kill lost what an earlier one had spared.
    let registrar = server.client(&place.first_client());
    let acknowledged: usize = ledgers.values().map(Vec::len).sum();
    assert!(acknowledged > kills(), "only {acknowledged} were acknowledged: that proves nothing");
    for (worker, ledger) in &ledgers {
        assert_eq!(missing(ledger, &completions(&registrar, worker)), Vec::<&str>::new());
    }
    println!(
        "{} kills, {acknowledged} acknowledged, {} refused for the moment, 0 lost",
        kills(),
        BUSY.load(Ordering::SeqCst)
    );

    // The check itself: an id that was never sent is missed.
    let (worker, ledger) = ledgers.iter().next().expect("a worker");
    let never_sent = "01990000-0000-7000-8000-00000000dead".to_owned();
    let doctored: Vec<String> = ledger.iter().cloned().chain([never_sent.clone()]).collect();
    assert_eq!(missing(&doctored, &completions(&registrar, worker)), [never_sent.as_str()]);
}

/// Looks at a worker until the server is gone, and counts the answers.
fn look(registrar: Caller, worker: String) -> JoinHandle<usize> {
    std::thread::spawn(move || {
        let mut answered = 0;
        while let Ok(answer) = registrar.try_get(&format!("/api/v1/workers/{worker}")) {
            if answer.status == 503 {
                BUSY.fetch_add(1, Ordering::SeqCst);
            } else {
                answer.expect(200);
                answered += 1;
            }
        }
        answered
    })
}

/// Half of the clients read while the others write, so that both files of SQLite are cut in their midst.
#[test]
#[expect(clippy::print_stdout, reason = "the figure that is published")]
fn an_answer_about_a_person_has_its_trace_after_a_kill() {
    let place = Place::new();
    let mut server = place.serve_on(0);
    let credentials = place.first_client();
    let provider = credentials["organisationId"].as_str().expect("an id").to_owned();
    let registrar = server.client(&credentials);
    let samples = registrar.list("/api/v1/programmes", "programmes");
    let programmes: Arc<Vec<String>> = Arc::new(ids(&samples, "id").into_iter().collect());
    let auditor = json!({ "organisationId": provider, "name": "Auditor", "role": "auditor" });
    let auditor = registrar.post("/api/v1/clients", auditor).expect(201).body;
    let mut workers = 300_000_000_000_u64..;
    let (mut answers, mut kept) = (0, 0);
    for kill in 1..=kills() {
        let registrar = server.client(&credentials);
        let round: Vec<String> = workers
            .by_ref()
            .take(CLIENTS)
            .map(|twelve| registrar.post("/api/v1/workers", person(&valid_code(twelve))).expect(201).id())
            .collect();
        let (read, written) = round.split_at(CLIENTS / 2);
        let looking: Vec<_> =
            read.iter().map(|worker| look(registrar.beside(server.port), worker.clone())).collect();
        let recording: Vec<_> = written
            .iter()
            .map(|worker| {
                let (own, programmes) = (registrar.beside(server.port), Arc::clone(&programmes));
                record(own, worker.clone(), provider.clone(), programmes)
            })
            .collect();
        std::thread::sleep(random_moment());
        server.kill();
        let answered: Vec<usize> = looking.into_iter().map(|one| one.join().expect("counted")).collect();
        let recorded: Vec<_> = recording.into_iter().map(|one| one.join().expect("recorded")).collect();

        server = place.serve_on(0);
        let (registrar, auditor) = (server.client(&credentials), server.client(&auditor));
        for (worker, answered) in read.iter().zip(answered) {
            let entries =
                auditor.list(&format!("/api/v1/journal-entries?workerId={worker}"), "journalEntries");
            let looks = entries.iter().filter(|entry| entry["operation"] == "get_worker").count();
            // One more may have been on the disk before it could be answered.
            assert!((answered..=answered + 1).contains(&looks), "kill {kill}: {looks} of {answered}");
            (answers, kept) = (answers + answered, kept + looks);
        }
        for (worker, acknowledged) in written.iter().zip(&recorded) {
            let there = completions(&registrar, worker);
            assert_eq!(missing(acknowledged, &there), Vec::<&str>::new(), "kill {kill}");
        }
        if !place.is_on_postgres() {
            check_files(&place);
        }
        let report = place.json(&["verify"]);
        assert_eq!(report["journal"]["restored"], json!([]), "{report}");
    }
    assert!(answers > kills(), "only {answers} were answered: that proves nothing");
    println!("{} kills, {answers} answers, {kept} traces", kills());
}

/// Sends the same request with the same key until it is acknowledged, whatever happens to the server
/// meanwhile.
fn insist(registrar: &Caller, key: &str, body: &Value) -> Vec<u8> {
    wait_for("an acknowledgement", PATIENCE, || {
        match registrar.try_post("/api/v1/clients", Some(key), body) {
            Ok(answer) if answer.status == 503 => None,
            Ok(answer) => Some(answer.expect(201).bytes),
            Err(_) => None,
        }
    })
}

#[test]
#[expect(clippy::print_stdout, reason = "the figure that is published")]
fn a_key_has_one_effect_across_kills() {
    let place = Place::new();
    let mut server = place.serve_on(0);
    let (port, credentials) = (server.port, place.first_client());
    let organisation = credentials["organisationId"].clone();
    let registrar = server.client(&credentials);
    let (ending, answers) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(BTreeMap::new())));
    let insisting: Vec<_> = (0..CLIENTS)
        .map(|one| {
            let own = registrar.beside(port);
            let (ending, answers, organisation) =
                (Arc::clone(&ending), Arc::clone(&answers), organisation.clone());
            std::thread::spawn(move || {
                for n in 0.. {
                    if ending.load(Ordering::SeqCst) {
                        return;
                    }
                    let key = format!("{one}-{n}");
                    let answer = insist(
                        &own,
                        &key,
                        &json!({ "organisationId": organisation, "name": key, "role": "payroll" }),
                    );
                    answers.lock().expect("whole").insert(key, answer);
                }
            })
        })
        .collect();
    for _ in 0..kills() {
        std::thread::sleep(random_moment());
        server.kill();
        server = place.serve_on(port);
    }
    ending.store(true, Ordering::SeqCst);
    for one in insisting {
        one.join().expect("every key was acknowledged");
    }
    let answers = Arc::into_inner(answers).expect("alone").into_inner().expect("whole");
    let registrar = server.client(&credentials);
    let mut effects: BTreeMap<String, usize> = BTreeMap::new();
    for client in registrar.list("/api/v1/clients", "clients") {
        *effects.entry(client["name"].as_str().expect("a name").to_owned()).or_default() += 1;
    }
    assert_eq!(effects.remove("First client"), Some(1));
    assert!(answers.len() > CLIENTS, "only {} keys: that proves nothing", answers.len());
    assert_eq!(effects, answers.keys().map(|key| (key.clone(), 1)).collect());
    // Sent once more, a key is answered as it was, byte by byte.
    for (key, answer) in answers.iter().step_by(1 + answers.len() / 50) {
        let again = json!({ "organisationId": organisation, "name": key, "role": "payroll" });
        assert_eq!(&insist(&registrar, key, &again), answer);
    }
    place.verify_journal();
    println!("{} kills, {} keys, one effect each", kills(), answers.len());
}
