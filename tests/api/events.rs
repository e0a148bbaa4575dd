//! The outbox: every change of the register leaves its event, in the same transaction or not at all, and
//! whoever follows misses none.

mod tale;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use actix_web::http::Method;
use actix_web::rt::time::sleep;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use registry::call::Role;
use registry::db::View;
use registry::db::schema::outbox;
use registry::events::{KINDS, OutboxEntry, OutboxPosition, follow};
use serde_json::{Value, json};

use self::tale::Tale;
use crate::contract::{operations, resolve};
use crate::engine::{on_postgres, skipped_if};
use crate::openapi::fits;
use crate::service::{Answer, Service, allow_rows_of, refuse_rows_of};

/// Operations that ask a question by a method that could change something: they leave no event.
const ASK: [(&str, &str); 3] = [
    ("query_qualification_status", "looks at facts and notes who asked"),
    ("create_worker_lookup", "looks for a worker and notes who asked"),
    ("create_token", "gives a token, of which the register keeps nothing"),
];

/// The entries that a follower is given after a place.
async fn given(service: &Service, after: OutboxPosition) -> Vec<OutboxEntry> {
    service.hall.db.read(move |view| follow(view, after, 1_000)).await.expect("read")
}

/// Everything in the outbox after a place. On a PostgreSQL with other databases it is given a little later:
/// their transactions are waited for as well.
async fn entries(service: &Service, after: OutboxPosition) -> Vec<OutboxEntry> {
    service.hall.db.refresh();
    for _ in 0..2_000 {
        let look = |view: &mut View<'_>| {
            let written: i64 = outbox::table.count().get_result(&mut **view)?;
            Ok((written, follow(view, OutboxPosition::default(), 1_000)?))
        };
        let (written, all) = service.hall.db.read(look).await.expect("read");
        if i64::try_from(all.len()) == Ok(written) {
            return all.into_iter().filter(|entry| entry.position > after).collect();
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("whoever follows is not given what was written");
}

fn names(entries: &[OutboxEntry]) -> Vec<&str> {
    let events = entries.iter().flat_map(|entry| &entry.events);
    events.map(|event| event["type"].as_str().expect("a type")).collect()
}

/// Sees after each step of a tale which events came, and that each fits its schema.
struct Walk {
    service: Service,
    after: OutboxPosition,
    left: BTreeMap<&'static str, Vec<String>>,
    all: Vec<Value>,
}

impl Walk {
    async fn new(service: &Service) -> Self {
        let after = entries(service, OutboxPosition::default())
            .await
            .last()
            .map(|last| last.position)
            .unwrap_or_default();
        Self { service: service.clone(), after, left: BTreeMap::new(), all: Vec::new() }
    }

    /// Skips what was only set up.
    async fn skip(&mut self) {
        if let Some(last) = entries(&self.service, self.after).await.last() {
            self.after = last.position;
        }
    }

    /// The answer to an operation that must leave exactly these events.
    #[track_caller]
    fn leaves(&mut self, operation: &'static str, expected: &[&str], entries: Vec<OutboxEntry>) {
        let found = names(&entries);
        assert_eq!(found, expected, "{operation}");
        self.left.insert(operation, found.into_iter().map(str::to_owned).collect());
        for entry in entries {
            self.after = entry.position;
            for event in entry.events {
                check(&event);
                self.all.push(event);
            }
        }
    }

    async fn step(&mut self, operation: &'static str, expected: &[&str], answer: Answer) -> Answer {
        assert!(answer.status.is_success(), "{operation}: {}", answer.body);
        let entries = entries(&self.service, self.after).await;
        self.leaves(operation, expected, entries);
        answer
    }

    /// Operations that must have left an entry each, one after the other.
    async fn steps<const N: usize>(&mut self, all: [(&'static str, &str, Answer); N]) {
        let entries = entries(&self.service, self.after).await;
        assert_eq!(entries.len(), N);
        for ((operation, expected, answer), entry) in all.into_iter().zip(entries) {
            assert!(answer.status.is_success(), "{operation}: {}", answer.body);
            self.leaves(operation, &[expected], vec![entry]);
        }
    }
}

/// An event has what every event has, and a body that fits the schema of its kind.
#[track_caller]
fn check(event: &Value) {
    let members: BTreeSet<&str> = event.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected = ["type", "version", "objectId", "workerIds", "organisationId", "validOn", "body"]
        .into_iter()
        .collect();
    assert_eq!(members, expected);
    let kind = KINDS.iter().find(|kind| event["type"] == kind.name).expect("a kind of the vocabulary");
    assert_eq!(event["version"], kind.version);
    let schema = serde_json::to_value((kind.schema)()).expect("a schema");
    let mut faults = Vec::new();
    fits(leak(event["body"].clone()), leak(schema), kind.name, &mut faults);
    assert!(faults.is_empty(), "{event}: {faults:?}");
}

fn leak(value: Value) -> &'static Value {
    Box::leak(Box::new(value))
}

#[test]
fn every_kind_of_event_has_a_name_a_schema_and_an_example_that_fits_it() {
    let mut known = BTreeSet::new();
    for kind in KINDS {
        assert!(known.insert(kind.name), "{} is there twice", kind.name);
        let (object, word) = kind.name.split_once('.').expect("an object and a word");
        assert!(
            [object, word].iter().all(|part| part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')),
            "{}",
            kind.name
        );
        assert!(kind.version > 0 && kind.about.trim().ends_with('.'), "{}", kind.name);
        let schema = leak(serde_json::to_value((kind.schema)()).expect("a schema"));
        let example = &schema["example"];
        assert!(example.is_object(), "{} has no worked example", kind.name);
        let mut faults = Vec::new();
        fits(example, schema, kind.name, &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        let told: BTreeSet<_> = example.as_object().into_iter().flatten().map(|(name, _)| name).collect();
        let fields: BTreeSet<_> =
            schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
        assert_eq!(told, fields, "{}: the example shows every field", kind.name);
        for property in schema["properties"].as_object().into_iter().flatten().map(|(_, about)| about) {
            resolve(property);
        }
    }
}

#[actix_web::test]
async fn every_operation_that_changes_the_register_leaves_its_event() {
    let mut tale = Tale::begin().await;
    tale.catalogue().await;
    tale.people().await;
    tale.facts().await;
    tale.attestation().await;
    tale.files().await;
    let Tale { walk, idnps, .. } = tale;
    let known: BTreeSet<_> = operations()
        .into_iter()
        .filter(|operation| operation.method != Method::GET)
        .map(|operation| operation.id)
        .collect();
    let told: BTreeSet<_> = walk.left.keys().copied().collect();
    assert_eq!(known, told, "each operation of the contract that is not a GET is told of here");
    for (operation, events) in &walk.left {
        let asks = ASK.iter().any(|(id, why)| id == operation && !why.is_empty());
        assert_eq!(events.is_empty(), asks, "{operation}");
    }
    // Every kind of event came.
    let came: BTreeSet<_> = walk.all.iter().filter_map(|event| event["type"].as_str()).collect();
    let missing: Vec<_> = KINDS.iter().map(|kind| kind.name).filter(|name| !came.contains(name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    let told = serde_json::to_string(&walk.all).expect("JSON");
    for name in ["Plămădeală", "Ileana", "Rusu", "Direcția", "12345", "23456", "greșeală", "R-1"] {
        assert!(!told.contains(name), "{name} is told");
    }
    for idnp in idnps {
        assert!(!told.contains(&idnp), "an IDNP is told");
    }
}

#[actix_web::test]
async fn what_was_undone_leaves_no_event_and_what_was_repeated_one() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let mut walk = Walk::new(&service).await;
    let new = || json!({ "idno": "1008600038413", "name": "Direcția", "kind": "employer" });
    for _ in 0..2 {
        registrar.post_once("/api/v1/organisations", "key-1", new()).await.expect(201);
    }
    let came = entries(&service, walk.after).await;
    walk.leaves("create_organisation", &["organisation.registered"], came);
    registrar.post("/api/v1/organisations", new()).await.expect(409);
    registrar.post_once("/api/v1/organisations", "key-2", new()).await.expect(409);
    let call = crate::service::operator();
    let undone = service.hall.db.write(move |tx| -> registry::error::Result<()> {
        let new = registry::organisations::NewOrganisation {
            idno: registry::values::Idno::parse("1003600012346").expect("valid"),
            name: registry::values::Name::parse("Direcția").expect("valid"),
            kind: registry::values::OrganisationKind::Employer,
            parent_id: None,
            district: None,
            valid_from: None,
            sample: false,
        };
        registry::organisations::create(tx, &call, &new)?;
        Err(registry::error::Error::unavailable(registry::db::faults::busy()))
    });
    undone.await.expect_err("it was undone");
    assert!(entries(&service, walk.after).await.is_empty());
}

#[actix_web::test]
async fn where_no_event_can_be_left_nothing_is_done() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let before = service.get("/api/v1/organisations").await.expect(200).body;
    let refuse = refuse_rows_of("outbox");
    service.hall.db.write(move |tx| Ok(tx.batch_execute(&refuse)?)).await.expect("refused from now on");
    let new = || json!({ "idno": "1008600038413", "name": "Direcția", "kind": "employer" });
    registrar.post("/api/v1/organisations", new()).await.expect(503);
    registrar.post_once("/api/v1/organisations", "key-1", new()).await.expect(503);
    // A read leaves no event, and goes on.
    assert_eq!(service.get("/api/v1/organisations").await.expect(200).body, before);
    let allow = allow_rows_of("outbox");
    service.hall.db.write(move |tx| Ok(tx.batch_execute(&allow)?)).await.expect("allowed again");
    registrar.post_once("/api/v1/organisations", "key-1", new()).await.expect(201);
}

#[actix_web::test]
async fn the_events_of_a_file_are_packed() {
    let rows = 3_000;
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let file: String = (0..rows).map(|_| format!("{},Rusu,Ana\n", service.fresh_code())).collect();
    let before = entries(&service, OutboxPosition::default()).await.last().expect("set up").position;
    let batch = registrar
        .batch("/api/v1/worker-batches", "mode=commit", "text/csv", format!("IDNP,Nume,Prenume\n{file}"))
        .await;
    assert_eq!(batch.body["counts"]["created"], rows, "{}", batch.body);
    let came = entries(&service, before).await;
    let changes: Vec<_> = came.iter().skip(1).collect();
    assert_eq!(names(&came)[0], "batch.received");
    assert!(changes.len() <= 2 * usize::try_from(rows).expect("few") / 250, "{} rows", changes.len());
    let workers: BTreeSet<_> = changes
        .iter()
        .flat_map(|entry| &entry.events)
        .map(|event| event["objectId"].as_str().expect("an id"))
        .collect();
    assert_eq!(workers.len(), usize::try_from(rows).expect("few"));
}

#[actix_web::test]
async fn who_follows_misses_nothing_that_is_committed_later() {
    if skipped_if(!on_postgres(), "with one writer, nothing is committed in another order than written") {
        return;
    }
    let service = Service::start().await;
    let url = service.place.database_url.clone().expect("PostgreSQL");
    let insert = "INSERT INTO outbox (recorded_at, events) VALUES (now(), '[]')";
    let mut slow = <diesel::PgConnection as diesel::Connection>::establish(&url).expect("it answers");
    slow.batch_execute("BEGIN").expect("begun");
    slow.batch_execute(insert).expect("written");
    let start = entries(&service, OutboxPosition::default())
        .await
        .last()
        .map(|last| last.position)
        .unwrap_or_default();
    // The quick one begins later and is committed first: it has to wait for the slow one.
    service.organisation(registry::values::OrganisationKind::Provider, None).await;
    assert!(given(&service, start).await.is_empty());
    slow.batch_execute("COMMIT").expect("committed");
    let came = entries(&service, start).await;
    let came: Vec<_> = came.iter().map(|entry| entry.events.len()).collect();
    assert_eq!(came, [0, 1], "first the one that began first");
    // A transaction that is rolled back makes nobody wait.
    slow.batch_execute(&format!("BEGIN; {insert}; ROLLBACK")).expect("undone");
    service.organisation(registry::values::OrganisationKind::Provider, None).await;
    assert_eq!(entries(&service, start).await.len(), 3);
}
