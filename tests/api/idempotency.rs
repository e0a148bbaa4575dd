//! The same request twice has one effect and one answer.

use std::fs;

use actix_web::http::Method;
use futures_util::future::join_all;
use registry::call::Role;
use registry::http::idempotency::{KEPT_DAYS, forget};
use serde_json::{Value, json};

use crate::fixtures::Scene;
use crate::service::{Answer, Client, Service, new_organisation, on_postgres, skipped_if};

const PATH: &str = "/api/v1/organisations";
const COPIES: usize = 16;

async fn count(service: &Service) -> usize {
    service.get(&format!("{PATH}?kind=employer&limit=200")).await.expect(200).body["organisations"]
        .as_array()
        .expect("a list")
        .len()
}

fn said(answer: &Answer) -> (u16, Option<String>, &[u8], Option<String>) {
    let header = |name: &str| answer.header(name).map(str::to_owned);
    (answer.status.as_u16(), header("location"), &answer.bytes, header("content-type"))
}

#[actix_web::test]
async fn a_repeated_request_has_one_effect_and_the_same_answer() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let first = registrar.post_once(PATH, "key-1", new_organisation("1008600038413")).await.expect(201);
    service.clock.advance_seconds(60);
    let second = registrar.post_once(PATH, "key-1", new_organisation("1008600038413")).await;
    assert_eq!(said(&first), said(&second));
    assert_eq!((first.header("etag").is_some(), first.header("etag")), (true, second.header("etag")));
    assert_eq!(count(&service).await, 1);
    // Without a key it is another request.
    registrar.post(PATH, new_organisation("1008600038413")).await.expect(409);
}

#[actix_web::test]
async fn a_refusal_is_repeated_although_it_would_succeed_by_now() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let there = registrar.post(PATH, new_organisation("1008600038413")).await.expect(201);
    let refused = registrar.post_once(PATH, "key-1", new_organisation("1008600038413")).await.expect(409);
    registrar
        .patch(there.header("location").expect("an address"), json!({ "name": "Alt nume" }))
        .await
        .expect(200);
    let again = registrar.post_once(PATH, "key-1", new_organisation("1008600038413")).await;
    assert_eq!(said(&refused), said(&again));
    let mut orphan = new_organisation(&service.fresh_code());
    orphan["parentId"] = json!("01990000-0000-7000-8000-00000000dead");
    let refused = registrar.post_once(PATH, "key-2", orphan.clone()).await.expect_faults(&["/parentId"]);
    assert_eq!(said(&refused), said(&registrar.post_once(PATH, "key-2", orphan).await));
    assert_eq!(count(&service).await, 1);
}

#[actix_web::test]
async fn a_kept_refusal_stays_in_the_language_in_which_it_was_said() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    registrar.post(PATH, new_organisation("1008600038413")).await.expect(201);
    let ask = async |languages: &str| {
        let request = registrar
            .request(Method::POST, PATH)
            .insert_header(("idempotency-key", "key-1"))
            .insert_header(("accept-language", languages))
            .set_json(new_organisation("1008600038413"));
        registrar.send(request).await.expect(409)
    };
    let (first, again) = (ask("ro").await, ask("ru").await);
    assert_eq!(said(&first), said(&again));
    for answer in [first, again] {
        assert_eq!(answer.body["title"], "Starea registrului nu permite aceasta");
        assert_eq!(answer.header("content-language"), Some("ro"));
        assert_eq!(answer.header("vary"), Some("Accept-Language"));
    }
}

#[actix_web::test]
async fn a_key_is_good_for_one_request() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let made = registrar.post_once(PATH, "key-1", new_organisation("1008600038413")).await.expect(201);
    let mut other = new_organisation("1008600038413");
    other["name"] = json!("Altă direcție");
    let reused = registrar.post_once(PATH, "key-1", other).await.expect(422);
    assert_eq!(reused.body["type"], "urn:registry:problem:idempotency-key-reused");
    registrar.post_once("/api/v1/clients", "key-1", new_organisation("1008600038413")).await.expect(400);
    let client = json!({ "organisationId": made.id(), "name": "Sistem", "role": "payroll" });
    registrar.post_once("/api/v1/clients", "key-1", client).await.expect(422);
    assert_eq!(count(&service).await, 1);
}

#[actix_web::test]
async fn a_key_belongs_to_the_client_that_sent_it() {
    let service = Service::start().await;
    let (one, two) = (service.client(Role::Registrar).await, service.client(Role::Registrar).await);
    let first = one.post_once(PATH, "key-1", new_organisation("1008600038413")).await.expect(201);
    let other = two.post_once(PATH, "key-1", new_organisation(&service.fresh_code())).await.expect(201);
    assert_ne!(first.id(), other.id());
    let refused = two.post_once(PATH, "key-2", new_organisation("1008600038413")).await.expect(409);
    assert_eq!(refused.body["location"], json!(first.header("location")));
}

#[actix_web::test]
async fn a_key_in_bad_form_is_refused() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let long = "x".repeat(256);
    for key in ["", "two words", "ă", "2000000000004", &long] {
        registrar
            .post_once(PATH, key, new_organisation("1008600038413"))
            .await
            .expect_faults(&["Idempotency-Key"]);
    }
    assert_eq!(count(&service).await, 0);
    registrar.post_once(PATH, &long[1..], new_organisation("1008600038413")).await.expect(201);
}

#[actix_web::test]
async fn copies_at_the_same_time_have_one_effect_and_one_answer() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    for round in 0..4 {
        let new = new_organisation(&service.fresh_code());
        let key = format!("key-{round}");
        let answers = join_all((0..COPIES).map(|_| registrar.post_once(PATH, &key, new.clone()))).await;
        assert_eq!(answers[0].status.as_u16(), 201, "{}", answers[0].body);
        assert!(answers.iter().all(|answer| said(answer) == said(&answers[0])));
        assert_eq!(count(&service).await, round + 1);
    }
    // Without a key, copies are sixteen requests: only the first is taken.
    let new = new_organisation(&service.fresh_code());
    let answers = join_all((0..COPIES).map(|_| registrar.post(PATH, new.clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
}

#[actix_web::test]
async fn answers_are_kept_for_eight_days() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let first = registrar.post_once(PATH, "key-1", new_organisation("1008600038413")).await.expect(201);
    let forget_old = async || {
        let now = service.clock.now();
        service.hall.db.write(move |tx| forget(tx, now)).await.expect("forgotten")
    };
    service.clock.advance_seconds(KEPT_DAYS * 86_400 - 60);
    assert_eq!(forget_old().await, 0);
    let registrar = registrar.token_again().await;
    assert_eq!(
        said(&first),
        said(&registrar.post_once(PATH, "key-1", new_organisation("1008600038413")).await)
    );
    service.clock.advance_seconds(120);
    assert_eq!(forget_old().await, 1);
    registrar.post_once(PATH, "key-1", new_organisation("1008600038413")).await.expect(409);
}

async fn new_client(registrar: &Client, key: &str) -> Answer {
    let new =
        json!({ "organisationId": registrar.organisation.to_string(), "name": "Sistem", "role": "payroll" });
    registrar.post_once("/api/v1/clients", key, new).await.expect(201)
}

#[actix_web::test]
async fn a_secret_is_repeated_to_who_has_the_key() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let first = new_client(&registrar, "key-1").await;
    assert_eq!(said(&first), said(&new_client(&registrar, "key-1").await));
    let secret = first.body["clientSecret"].as_str().expect("a secret");
    service.token(first.body["clientId"].as_str().expect("an id").parse().expect("an id"), secret).await;
}

#[actix_web::test]
async fn a_secret_that_can_be_repeated_is_nowhere_on_the_disk() {
    if skipped_if(on_postgres(), "the disk of PostgreSQL is not ours to read") {
        return;
    }
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let made = new_client(&registrar, "key-1").await;
    registrar.post_once(PATH, "key-2", named("Ceva ce se găsește")).await.expect(201);
    let on_disk = |text: &str| {
        let mut files = fs::read_dir(&service.place.data_dir)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path());
        files.any(|file| {
            fs::read(file).expect("readable").windows(text.len()).any(|part| part == text.as_bytes())
        })
    };
    assert!(on_disk("Ceva ce se găsește"), "the search finds what is kept in clear");
    assert!(!on_disk(made.body["clientSecret"].as_str().expect("a secret")));
}

fn named(name: &str) -> Value {
    let mut new = new_organisation("1008600038413");
    new["name"] = json!(name);
    new
}

/// A request refused before anything is looked at leaves the key free.
#[actix_web::test]
async fn a_request_with_faults_does_not_use_up_its_key() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    registrar.post_once(PATH, "key-1", json!({})).await.expect(400);
    let broken = registrar.request(Method::POST, PATH).insert_header(("Idempotency-Key", "key-1"));
    registrar
        .send(broken.insert_header(("content-type", "application/json")).set_payload("{"))
        .await
        .expect(400);
    registrar.post_once(PATH, "key-1", new_organisation("1008600038413")).await.expect(201);
}

#[actix_web::test]
async fn a_kept_answer_that_is_given_again_leaves_a_trace_of_its_own() {
    let scene = Scene::start().await;
    let new = scene.completion().body();
    let made = scene.provider.post_once("/api/v1/completions", "key-1", new.clone()).await.expect(201);
    scene.service.clock.advance_seconds(60);
    let request = scene.provider.request(Method::POST, "/api/v1/completions");
    let request =
        request.insert_header(("Idempotency-Key", "key-1")).insert_header(("Call-Reason", "din nou"));
    let again = scene.provider.send(request.set_json(new)).await.expect(201);
    assert_eq!(made.bytes, again.bytes);
    let noted = scene.noted_about(scene.worker()).await;
    let of_it: Vec<_> = noted.iter().filter(|entry| entry["objectId"] == json!(made.id())).collect();
    let [first, second] = of_it[..] else { panic!("two entries: {of_it:?}") };
    assert_eq!((&first["event"], &second["event"]), (&json!("change"), &json!("repeat")));
    for same in ["operation", "objectType", "clientId", "organisationId"] {
        assert_eq!(first[same], second[same], "{same}");
    }
    assert_ne!((&first["at"], &first["traceId"]), (&second["at"], &second["traceId"]));
    assert_eq!(second["reason"], "din nou");
    // Refused though it was noted, or not noted at all: it is as it was the first time.
    let unknown = scene.completion().with("workerId", "01990000-0000-7000-8000-000000000009").body();
    for _ in 0..2 {
        scene.provider.post_once("/api/v1/completions", "key-2", unknown.clone()).await.expect(400);
    }
    let repeats = scene.auditor.list("/api/v1/journal-entries", "journalEntries").await;
    assert_eq!(repeats.iter().filter(|entry| entry["event"] == "repeat").count(), 1);
}
