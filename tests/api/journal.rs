//! The trace: whatever is done to the journal is found, and without a trace there is no data.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::test::TestRequest;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use registry::call::Role;
use registry::db::View;
use registry::error::{Error, Kind};
use registry::journal::{self, Event, Filter, Heads, JournalNote};
use registry::values::{self, ClientId, WorkerId};
use serde_json::{Value, json};

use crate::contract::{Operation, bodies, members, operations, resolve};
use crate::service::{
    Answer, Service, allow_entries, new_organisation, on_postgres, operator, refuse_entries,
};

const PATH: &str = "/api/v1/journal-entries";
const ORGANISATIONS: &str = "/api/v1/organisations";

#[derive(QueryableByName, Clone, Copy)]
struct Place {
    #[diesel(sql_type = Integer)]
    lane: i32,
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The statement for the engine that the tests run on.
fn sql(sqlite: &str, postgres: &str) -> String {
    (if on_postgres() { postgres } else { sqlite }).to_owned()
}

/// Takes the append-only triggers away, as an attacker who owns the database would.
fn disarm() -> String {
    sql(
        "DROP TRIGGER journal_entries_unchanged; DROP TRIGGER journal_entries_kept",
        "DROP TRIGGER journal_entries_unchanged ON journal_entries",
    )
}

fn at(place: Place) -> String {
    format!("WHERE lane = {} AND seq = {}", place.lane, place.seq)
}

async fn places(service: &Service) -> Vec<Place> {
    let all = service.hall.db.read(|view| {
        Ok(sql_query("SELECT lane, seq FROM journal_entries ORDER BY lane, seq").load(&mut **view)?)
    });
    all.await.expect("read")
}

async fn heads(service: &Service) -> Heads {
    service.hall.db.read(|view| journal::heads(view)).await.expect("read")
}

/// Lets what writes on SQLite see the journal's own file, as what reads does.
async fn attach_journal(service: &Service, statements: &mut Vec<String>) {
    #[derive(QueryableByName)]
    struct Attached {
        #[diesel(sql_type = Text)]
        name: String,
    }
    if on_postgres() {
        return;
    }
    let attached = service
        .hall
        .db
        .write(|tx| Ok(sql_query("SELECT name FROM pragma_database_list").load::<Attached>(tx.conn())?));
    if attached.await.expect("a list").iter().all(|database| database.name != "journal") {
        let file = service.place.data_dir.join("journal.db");
        statements.insert(0, format!("ATTACH 'file:{}?mode=ro' AS journal", file.display()));
    }
}

/// Findings of `verify` after these statements; they are taken back.
async fn found_after(service: &Service, heads: Option<&Heads>, statements: &[String]) -> Vec<String> {
    let found = Arc::new(Mutex::new(None));
    let (into, key) = (Arc::clone(&found), service.hall.keys.journal());
    let (mut statements, heads) = (statements.to_vec(), heads.cloned());
    attach_journal(service, &mut statements).await;
    let taken_back = service.hall.db.write(move |tx| {
        for statement in &statements {
            tx.batch_execute(statement)?;
        }
        let report = journal::verify(tx, &key, heads.as_ref(), &Heads::default())?;
        *into.lock().expect("held") = Some(report.faults);
        Err::<(), _>(Error::conflict(registry::completions::faults::withdrawn()))
    });
    let error = taken_back.await.expect_err("taken back");
    let found = found.lock().expect("held").take();
    found.unwrap_or_else(|| panic!("{statements:?}: {error}", statements = error.detail()))
}

/// A journal with entries of several kinds: over HTTP, and about nobody, one and three workers.
async fn some_history(service: &Service) {
    let registrar = service.client(Role::Registrar).await;
    let made = registrar.post(ORGANISATIONS, new_organisation("1008600038413")).await.expect(201);
    registrar
        .patch(made.header("location").expect("an address"), json!({ "name": "Alt nume" }))
        .await
        .expect(200);
    let workers = [WorkerId::new(), WorkerId::new(), WorkerId::new()];
    let noted = service.hall.db.write(move |tx| {
        for subjects in [&workers[..0], &workers[..1], &workers[..], &workers[1..2]] {
            let user = (subjects.len() == 1).then(|| values::Note::parse("ana.rusu").expect("valid"));
            let call = registry::call::Call { user, ..operator() };
            let object = subjects.first().map(|worker| worker.0);
            journal::note(
                tx,
                &call,
                &JournalNote {
                    event: Event::Access,
                    operation: "get_worker",
                    object_type: "worker",
                    object,
                    subjects,
                },
            )?;
        }
        let export = JournalNote {
            event: Event::Export,
            operation: "list_completions",
            object_type: "completion",
            object: None,
            subjects: &workers,
        };
        journal::note_export(tx, &operator(), &export, 3)
    });
    noted.await.expect("noted");
    // Each kind of entry comes after those of the other.
    let read = service.hall.db.access(
        |_| Ok(()),
        move |notes, (): &()| {
            let note = JournalNote {
                event: Event::Access,
                operation: "get_worker",
                object_type: "worker",
                object: None,
                subjects: &workers[..1],
            };
            journal::note(notes, &operator(), &note)
        },
    );
    read.await.expect("noted");
    registrar.post(ORGANISATIONS, new_organisation(&service.fresh_code())).await.expect(201);
}

/// Every column, and what an attacker would put there.
fn forgeries() -> Vec<(&'static str, Vec<String>)> {
    let id = || vec![sql("randomblob(16)", "gen_random_uuid()")];
    let text = || vec!["'another'".to_owned()];
    let bytes = |length: usize| {
        vec![sql(&format!("zeroblob({length})"), &format!("decode(repeat('00', {length}), 'hex')"))]
    };
    let mut object = id();
    object.push("NULL".into());
    // Only SQLite takes an id that is none.
    object.extend((!on_postgres()).then(|| "x'00'".to_owned()));
    vec![
        ("lane", vec!["lane + 1000".into()]),
        ("seq", vec!["seq + 1000".into(), "-seq".into()]),
        ("at", vec![sql("at + 1", "at + interval '1 microsecond'")]),
        ("client_id", id()),
        ("organisation_id", id()),
        ("calling_user", vec!["'another'".into(), "''".into(), "NULL".into()]),
        ("basis", text()),
        ("reason", text()),
        ("event", vec!["'export'".into(), "'nonsense'".into()]),
        ("operation", text()),
        ("object_type", text()),
        ("object_id", object),
        ("subjects", [bytes(16), bytes(17)].concat()),
        ("trace_id", text()),
        ("digest", [bytes(32), bytes(31)].concat()),
        ("row_count", vec!["7".into(), "NULL".into()]),
        ("witness", [bytes(44), vec!["NULL".into()]].concat()),
    ]
}

#[actix_web::test]
async fn many_people_of_few_entries_are_found_by_the_index() {
    let service = Service::start().await;
    let workers: Vec<_> = (0..5_000).map(|_| WorkerId::new()).collect();
    let (last, about) = (workers[4_999], workers.clone());
    let noted = service.hall.db.write(move |tx| {
        let note = JournalNote {
            event: Event::Access,
            operation: "query_qualification_status",
            object_type: "worker",
            object: None,
            subjects: &about,
        };
        journal::note_all(tx, &operator(), &note)
    });
    noted.await.expect("noted");
    journal::index(&service.hall.db).await.expect("indexed");
    assert_eq!(found_after(&service, None, &[]).await, Vec::<String>::new());
    let auditor = service.client(Role::Auditor).await;
    let found = auditor.get(&format!("{PATH}?workerId={last}")).await.expect(200);
    assert_eq!(entries(&found).len(), 1);
}

#[actix_web::test]
async fn an_untouched_journal_is_whole() {
    let service = Service::start().await;
    some_history(&service).await;
    let heads = heads(&service).await;
    assert_eq!(found_after(&service, Some(&heads), &[]).await, Vec::<String>::new());
    assert_eq!(found_after(&service, Some(&heads), &[disarm()]).await, Vec::<String>::new());
    let key = service.hall.keys.journal();
    let report = journal::verify_all(&service.hall.db, key, None).await.expect("read");
    let all = |view: &mut View<'_>| journal::list(view, &Filter::default(), None, 10_000);
    let all = service.hall.db.read(all).await.expect("read");
    assert_eq!(report.entries, all.len() as u64);
    assert!(all.len() > places(&service).await.len() || on_postgres());
}

#[actix_web::test]
async fn a_change_of_any_column_of_any_entry_is_found_and_placed() {
    let service = Service::start().await;
    some_history(&service).await;
    let heads = heads(&service).await;
    let columns = sql(
        "SELECT name FROM pragma_table_info('journal_entries')",
        "SELECT column_name::text AS name FROM information_schema.columns WHERE table_name = 'journal_entries'",
    );
    let columns: Vec<Column> =
        service.hall.db.read(move |view| Ok(sql_query(columns).load(&mut **view)?)).await.expect("read");
    let forgeries = forgeries();
    let (known, there): (BTreeSet<_>, BTreeSet<_>) = (
        forgeries.iter().map(|(column, _)| (*column).to_owned()).collect(),
        columns.into_iter().map(|column| column.name).collect(),
    );
    assert_eq!(known, there, "a column is forgotten");
    let places = places(&service).await;
    assert!(places.len() >= 8);
    let mut missed = Vec::new();
    for place in places {
        for (column, values) in &forgeries {
            for value in values {
                // A value that is there already is no change.
                let change = format!(
                    "UPDATE journal_entries SET {column} = {value} {} AND {column} IS DISTINCT FROM {value}",
                    at(place)
                );
                let differs = format!(
                    "SELECT lane, seq FROM journal_entries {} AND {column} IS DISTINCT FROM {value}",
                    at(place)
                );
                let differs: Vec<Place> = service
                    .hall
                    .db
                    .read(move |view| Ok(sql_query(differs).load(&mut **view)?))
                    .await
                    .expect("read");
                if differs.is_empty() {
                    continue;
                }
                let found = found_after(&service, Some(&heads), &[disarm(), change.clone()]).await;
                let named = format!("lane {}, entry {}:", place.lane, place.seq);
                let is_moved = ["lane", "seq"].contains(column);
                if found.is_empty() || (!is_moved && !found.iter().any(|fault| fault.starts_with(&named))) {
                    missed.push(format!("{change}: {found:?}"));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert_eq!(found_after(&service, Some(&heads), &[]).await, Vec::<String>::new(), "all was taken back");
}

#[actix_web::test]
async fn a_deletion_an_exchange_and_an_insertion_are_found() {
    let service = Service::start().await;
    some_history(&service).await;
    let heads = heads(&service).await;
    let places = places(&service).await;
    let mut attacks = Vec::new();
    for place in &places {
        attacks.push(vec![format!("DELETE FROM journal_entries {}", at(*place))]);
        let rest = format!("WHERE lane = {} AND seq >= {}", place.lane, place.seq);
        attacks.push(vec![format!("DELETE FROM journal_entries {rest}")]);
        for (lane, seq) in [("lane", "seq + 1000"), ("lane + 1000", "1"), ("lane", "0"), ("lane", "-1")] {
            let columns = "at, client_id, organisation_id, calling_user, basis, reason, event, operation, object_type, object_id, subjects, trace_id, digest, row_count, witness";
            attacks.push(vec![format!(
                "INSERT INTO journal_entries (lane, seq, {columns}) SELECT {lane}, {seq}, {columns} FROM journal_entries {}",
                at(*place)
            )]);
        }
    }
    for pair in places.windows(2).filter(|pair| pair[0].lane == pair[1].lane) {
        let exchange = |from: i64, to: i64| {
            format!("UPDATE journal_entries SET seq = {to} WHERE lane = {} AND seq = {from}", pair[0].lane)
        };
        attacks.push(vec![
            exchange(pair[0].seq, 999_999),
            exchange(pair[1].seq, pair[0].seq),
            exchange(999_999, pair[1].seq),
        ]);
    }
    attacks.push(vec!["DELETE FROM journal_entries".into()]);
    assert!(attacks.len() > 50);
    let mut missed = Vec::new();
    for attack in attacks {
        if found_after(&service, Some(&heads), &[vec![disarm()], attack.clone()].concat()).await.is_empty() {
            missed.push(attack.join("; "));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// A journal from which the end was cut is a good shorter journal: only a head that is kept elsewhere tells.
#[actix_web::test]
async fn a_cut_tail_is_found_by_the_heads_alone() {
    let service = Service::start().await;
    some_history(&service).await;
    let heads = heads(&service).await;
    let last = *places(&service).await.last().expect("an entry");
    let cut = [disarm(), format!("DELETE FROM journal_entries {}", at(last))];
    assert_eq!(found_after(&service, None, &cut).await, Vec::<String>::new());
    let found = found_after(&service, Some(&heads), &cut).await;
    assert!(matches!(found.as_slice(), [fault] if fault.contains("cut")), "{found:?}");
    some_history_goes_on(&service).await;
    assert_eq!(
        found_after(&service, Some(&heads), &[]).await,
        Vec::<String>::new(),
        "what came after the heads is no fault"
    );
}

async fn some_history_goes_on(service: &Service) {
    let registrar = service.client(Role::Registrar).await;
    registrar.post(ORGANISATIONS, new_organisation(&service.fresh_code())).await.expect(201);
}

#[actix_web::test]
async fn another_key_verifies_nothing() {
    let (service, other) = (Service::start().await, Service::start().await);
    some_history(&service).await;
    let key = other.hall.keys.journal();
    let report = journal::verify_all(&service.hall.db, key, None).await.expect("read");
    assert_eq!(report.faults.len() as u64, report.entries);
}

#[actix_web::test]
async fn entries_can_be_neither_changed_nor_deleted() {
    let service = Service::start().await;
    some_history(&service).await;
    for statement in ["UPDATE journal_entries SET reason = 'another'", "DELETE FROM journal_entries"] {
        let refused =
            service.hall.db.write(move |tx| Ok(tx.batch_execute(statement)?)).await.expect_err("refused");
        assert_eq!(refused.kind(), Kind::Unavailable, "{statement}");
    }
    let heads = heads(&service).await;
    assert_eq!(found_after(&service, Some(&heads), &[]).await, Vec::<String>::new());
}

/// The worked request of an operation, as the contract shows it.
fn worked_request(id: &str) -> Value {
    let operation = operations().into_iter().find(|operation| operation.id == id).expect("an operation");
    operation.about["requestBody"]["content"]["application/json"]["example"].clone()
}

#[actix_web::test]
async fn where_no_trace_can_be_left_nothing_is_done_and_nothing_is_told() {
    let service = Service::start().await;
    let (registrar, auditor, employer) = (
        service.client(Role::Registrar).await,
        service.client(Role::Auditor).await,
        service.client(Role::Employer).await,
    );
    let made = registrar.post(ORGANISATIONS, new_organisation("1008600038413")).await.expect(201);
    let mut person = worked_request("create_worker");
    if let Some(employment) = person.get_mut("employment").filter(|employment| employment.is_object()) {
        employment["organisationId"] = json!(employer.organisation.to_string());
    }
    let worker = registrar.post("/api/v1/workers", person.clone()).await.expect(201).id();
    let worker = format!("/api/v1/workers/{worker}");
    let family_name = person["familyName"].as_str().expect("a name").to_owned();
    let there = registrar.get(&worker).await.expect(200);
    assert!(String::from_utf8_lossy(&there.bytes).contains(&family_name));
    let path = made.header("location").expect("an address");
    let before = service.get(ORGANISATIONS).await.expect(200).body;

    refuse_entries(&service).await;
    let mut renamed = new_organisation(&service.fresh_code());
    renamed["name"] = json!("Nu se păstrează");
    let client =
        json!({ "organisationId": registrar.organisation.to_string(), "name": "Sistem", "role": "payroll" });
    let change = registrar
        .request(Method::PATCH, path)
        .insert_header(("If-Match", "*"))
        .set_json(json!({ "name": "Nu se păstrează" }));
    let rename = registrar
        .request(Method::PATCH, &worker)
        .insert_header(("If-Match", "*"))
        .set_json(json!({ "familyName": "Altul" }));
    let answers = vec![
        registrar.post(ORGANISATIONS, renamed.clone()).await,
        registrar.post_once(ORGANISATIONS, "key-1", renamed.clone()).await,
        registrar.post("/api/v1/clients", client).await,
        registrar.post(&format!("/api/v1/clients/{}/revocations", auditor.id), json!({})).await,
        registrar.send(change).await,
        registrar.get(&worker).await,
        registrar.send(rename).await,
        registrar.post("/api/v1/worker-lookups", json!({ "idnp": person["idnp"] })).await,
        auditor.get(PATH).await,
    ];
    for answer in answers {
        let answer = answer.expect(503);
        assert_eq!(answer.header("retry-after"), Some("1"));
        let said = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(
            !said.contains(&family_name)
                && !said.contains("journalEntries")
                && !said.contains("the disk is full"),
            "{said}"
        );
    }

    allow_entries(&service).await;
    assert_eq!(service.get(ORGANISATIONS).await.expect(200).body, before);
    assert_eq!(registrar.get(&worker).await.expect(200).body, there.body);
    auditor.get(PATH).await.expect(200);
    registrar.post_once(ORGANISATIONS, "key-1", renamed).await.expect(201);
    let heads = heads(&service).await;
    assert_eq!(found_after(&service, Some(&heads), &[]).await, Vec::<String>::new());
}

fn entries(answer: &Answer) -> Vec<Value> {
    answer.body["journalEntries"].as_array().expect("a list").clone()
}

#[actix_web::test]
async fn an_auditor_reads_who_did_what_and_that_is_noted() {
    let service = Service::start().await;
    let (registrar, auditor) = (service.client(Role::Registrar).await, service.client(Role::Auditor).await);
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let request = registrar.request(Method::POST, ORGANISATIONS).insert_header(("Calling-User", "ana.rusu"));
    let request = request.insert_header(("traceparent", format!("00-{trace}-00f067aa0ba902b7-01")));
    let made = registrar.send(request.set_json(new_organisation("1008600038413"))).await.expect(201);
    let read = auditor.get(&format!("{PATH}?clientId={}", registrar.id)).await.expect(200);
    let [entry] = entries(&read).try_into().expect("one entry");
    let expected = json!({
        "clientId": registrar.id.to_string(), "organisationId": registrar.organisation.to_string(), "callingUser": "ana.rusu",
        "basis": "Legea 140/2001, art. 5", "reason": "verificare de rutină", "event": "change", "operation": "create_organisation",
        "objectType": "organisation", "objectId": made.id(), "workerIds": [], "traceId": trace
    });
    for (name, value) in expected.as_object().expect("an object") {
        assert_eq!(&entry[name], value, "{name}");
    }
    assert_eq!(read.header("cache-control"), Some("no-store"));
    let own = auditor.get(&format!("{PATH}?clientId={}", auditor.id)).await.expect(200);
    assert_eq!(entries(&own).len(), 1, "the first reading is noted, this one not yet");
    assert_eq!(
        (&entries(&own)[0]["operation"], &entries(&own)[0]["event"]),
        (&json!("list_journal_entries"), &json!("access"))
    );
}

#[actix_web::test]
async fn the_journal_is_filtered_and_read_page_by_page() {
    let service = Service::start().await;
    let (registrar, auditor) = (service.client(Role::Registrar).await, service.client(Role::Auditor).await);
    some_history(&service).await;
    service.clock.advance_seconds(60);
    for _ in 0..7 {
        registrar.post(ORGANISATIONS, new_organisation(&service.fresh_code())).await.expect(201);
    }
    service.clock.advance_seconds(60);
    let between = "from=2026-11-23T10:01:00Z&until=2026-11-23T10:01:59Z";
    let ours = auditor.list(&format!("{PATH}?{between}"), "journalEntries").await;
    let places: BTreeSet<_> =
        ours.iter().map(|entry| (entry["lane"].as_i64(), entry["sequence"].as_i64())).collect();
    assert_eq!((ours.len(), places.len()), (7, 7), "neither gap nor double");
    assert!(ours.iter().all(|entry| entry["clientId"] == registrar.id.to_string()));
    let nobody =
        auditor.list(&format!("{PATH}?{between}&clientId={}", ClientId::new()), "journalEntries").await;
    assert!(nobody.is_empty());
    let all = auditor.list(&format!("{PATH}?until=2026-11-23T10:01:59Z"), "journalEntries").await;
    let about = all
        .iter()
        .find(|entry| entry["workerIds"].as_array().expect("a list").len() == 3)
        .expect("about three");
    for worker in about["workerIds"].as_array().expect("a list") {
        let worker = worker.as_str().expect("an id");
        let found = auditor
            .list(&format!("{PATH}?until=2026-11-23T10:01:59Z&workerId={worker}"), "journalEntries")
            .await;
        assert!(!found.is_empty() && found.len() < all.len());
        assert!(
            found.iter().all(|entry| entry["workerIds"]
                .as_array()
                .expect("a list")
                .iter()
                .any(|one| one == worker))
        );
    }
    auditor
        .get(&format!("{PATH}?from=yesterday&workerId=7&until=2026-13-01T00:00:00Z"))
        .await
        .expect_faults(&["from", "until", "workerId"]);
}

/// A question about people says on what basis and why it is asked, whichever operation it goes to.
#[actix_web::test]
async fn every_operation_on_personal_data_asks_why() {
    let service = Service::start().await;
    let marked: Vec<_> = operations().into_iter().filter(Operation::is_personal).collect();
    assert!(!marked.is_empty());
    for operation in marked {
        let role =
            *operation.roles().first().unwrap_or_else(|| panic!("{} is personal and public", operation.id));
        let client = service.client(role).await;
        let ask = async |headers: &[(&str, &str)]| {
            let request =
                operation.request().insert_header((AUTHORIZATION, format!("Bearer {}", client.token)));
            service.send(headers.iter().fold(request, |request, header| request.insert_header(*header))).await
        };
        let (basis, reason) = (("Call-Basis", "Legea 140/2001"), ("Call-Reason", "verificare"));
        ask(&[]).await.expect_faults(&["Call-Basis", "Call-Reason"]);
        ask(&[basis]).await.expect_faults(&["Call-Reason"]);
        ask(&[reason]).await.expect_faults(&["Call-Basis"]);
        ask(&[basis, ("Call-Reason", " ")]).await.expect_faults(&["Call-Reason"]);
        ask(&[basis, ("Call-Reason", "despre 2000000000004")]).await.expect_faults(&["Call-Reason"]);
        let named = ask(&[basis, reason]).await;
        assert!(named.body["errors"].get("Call-Reason").is_none(), "{}: {}", operation.id, named.body);
    }
}

/// Names by which a person is known in an answer.
const PERSONAL: [&str; 5] = ["workerId", "workerIds", "familyName", "givenName", "idnpLast4"];

fn personal_names(
    schema: &'static Value,
    seen: &mut BTreeSet<&'static str>,
    found: &mut BTreeSet<&'static str>,
) {
    if let Some(reference) = schema["$ref"].as_str()
        && !seen.insert(reference)
    {
        return;
    }
    let schema = resolve(schema);
    for (name, property) in members(&schema["properties"]) {
        found.extend(PERSONAL.iter().find(|personal| **personal == name));
        personal_names(property, seen, found);
    }
    let alternatives = ["oneOf", "anyOf", "allOf"]
        .into_iter()
        .flat_map(|kind| schema[kind].as_array().into_iter().flatten());
    for inner in
        ["items", "additionalProperties"].into_iter().filter_map(|name| schema.get(name)).chain(alternatives)
    {
        personal_names(inner, seen, found);
    }
}

#[test]
fn every_answer_about_a_person_is_marked_as_personal() {
    let (mut unmarked, mut about_people) = (Vec::new(), 0);
    for operation in operations() {
        let answers = bodies(&operation).into_iter().filter(|(place, _)| !place.contains(" request "));
        let mut found = BTreeSet::new();
        answers.for_each(|(_, media)| personal_names(&media["schema"], &mut BTreeSet::new(), &mut found));
        about_people += usize::from(!found.is_empty());
        if !found.is_empty() && !operation.is_personal() {
            unmarked
                .push(format!("{} answers with {found:?} and is not marked x-personal-data", operation.id));
        }
    }
    assert!(unmarked.is_empty(), "{}", unmarked.join("\n"));
    assert!(about_people > 0, "the walk found no person at all");
}

/// Answers marked as personal are never kept by anything on the way.
#[actix_web::test]
async fn personal_answers_are_not_stored() {
    let service = Service::start().await;
    let auditor = service.client(Role::Auditor).await;
    let anonymous = service.send(TestRequest::get().uri(PATH)).await.expect(401);
    for answer in [auditor.get(PATH).await.expect(200), anonymous] {
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}
