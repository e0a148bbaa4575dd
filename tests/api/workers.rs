//! The people on the register, and where they work.

use actix_web::http::Method;
use registry::call::Role;
use registry::values::{OrganisationKind, Withdrawal, WorkerId};
use registry::workers::employment_history;
use serde_json::{Value, json};

use crate::fixtures;
use crate::service::{Client, Service, TODAY};

const PATH: &str = "/api/v1/workers";
const IDNP: &str = "2000000000004";

/// A registrar, and a worker that it has registered.
async fn registered(service: &Service) -> (Client, String) {
    let registrar = service.client(Role::Registrar).await;
    let worker = fixtures::worker(&registrar).create().await;
    (registrar, worker)
}

#[actix_web::test]
async fn a_worker_is_registered_found_and_read_without_the_idnp_coming_back() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let created = fixtures::worker(&registrar).known_by(IDNP).send().await.expect(201);
    let path = format!("{PATH}/{}", created.id());
    assert_eq!(created.header("location"), Some(path.as_str()));
    assert_eq!(created.body["idnpLast4"], "0004");
    let found = registrar.post("/api/v1/worker-lookups", json!({ "idnp": IDNP })).await.expect(200);
    assert_eq!(found.id(), created.id());
    let read = registrar.get(&path).await.expect(200);
    for answer in [&created, &found, &read] {
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(IDNP));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[actix_web::test]
async fn one_worker_per_idnp_also_when_sixteen_register_at_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let all =
        futures_util::future::join_all((0..16).map(|_| fixtures::worker(&registrar).known_by(IDNP).send()))
            .await;
    let created: Vec<_> =
        all.iter().filter(|answer| answer.status == 201).map(crate::service::Answer::id).collect();
    assert_eq!(created.len(), 1);
    let existing = json!(format!("{PATH}/{}", created[0]));
    assert!(
        all.iter()
            .filter(|answer| answer.status != 201)
            .all(|answer| answer.status == 409 && answer.body["location"] == existing)
    );
}

#[actix_web::test]
async fn faults_of_a_person_are_named_at_once_and_never_quoted() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    for idnp in ["200000000000", "20000000000O4", "2000000000005", "20000000000044"] {
        let body = json!({ "idnp": idnp, "familyName": "Ru\u{0}su", "givenName": "\u{202E}anA" });
        let answer = registrar.post(PATH, body).await.expect_faults(&["/idnp", "/familyName", "/givenName"]);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(idnp));
    }
    let number = registrar
        .post(PATH, json!({ "idnp": 2_000_000_000_004_u64, "familyName": "R", "givenName": "A" }))
        .await
        .expect_faults(&["/idnp"]);
    assert!(!String::from_utf8_lossy(&number.bytes).contains(IDNP));
    registrar.post("/api/v1/worker-lookups", json!({ "idnp": IDNP })).await.expect(404);
}

#[actix_web::test]
async fn an_employer_sees_its_present_workers_and_no_others() {
    let service = Service::start().await;
    let (employer, other) = (service.client(Role::Employer).await, service.client(Role::Employer).await);
    let worker =
        fixtures::worker(&employer).known_by(IDNP).employed_at(&employer.organisation).create().await;
    let path = format!("{PATH}/{worker}");
    employer.get(&path).await.expect(200);
    other.get(&path).await.expect(404);
    other.get(&format!("{path}/employments")).await.expect(404);
    other.post("/api/v1/worker-lookups", json!({ "idnp": IDNP })).await.expect(404);
    other
        .send(
            other
                .request(Method::PATCH, &path)
                .insert_header(("If-Match", "*"))
                .set_json(json!({ "givenName": "X" })),
        )
        .await
        .expect(404);
    let employment =
        employer.get(&format!("{path}/employments")).await.expect(200).body["employments"][0]["id"].clone();
    let employment = employment.as_str().expect("an id");
    other
        .post(&format!("/api/v1/employments/{employment}/voids"), json!({ "reason": "nu este al nostru" }))
        .await
        .expect(404);

    let ended = json!({
        "employment": { "organisationId": employer.organisation.to_string(), "post": "asistent-social", "validFrom": "2025-03-01", "validUntil": TODAY },
        "reason": "încetarea contractului"
    });
    employer.post(&format!("/api/v1/employments/{employment}/corrections"), ended).await.expect(201);
    employer.get(&path).await.expect(200);
    service.clock.advance_seconds(86_400);
    employer.token_again().await.get(&path).await.expect(404);
}

#[actix_web::test]
async fn an_agency_sees_the_workers_of_the_structures_below_it() {
    let service = Service::start().await;
    let agency = service.organisation(OrganisationKind::Agency, None).await;
    let structure = service.organisation(OrganisationKind::Employer, Some(agency)).await;
    let (above, below) =
        (service.client_of(agency, Role::Employer).await, service.client_of(structure, Role::Employer).await);
    let theirs = fixtures::worker(&below).employed_at(&structure).create().await;
    above.get(&format!("{PATH}/{theirs}")).await.expect(200);
    let mine = fixtures::worker(&above).employed_at(&agency).create().await;
    below.get(&format!("{PATH}/{mine}")).await.expect(404);
    fixtures::worker(&below).employed_at(&agency).send().await.expect_faults(&["/employment/organisationId"]);
    fixtures::worker(&below).send().await.expect_faults(&["/employment"]);
}

#[actix_web::test]
async fn an_employer_takes_on_somebody_who_is_on_the_register() {
    let service = Service::start().await;
    let (first, second) = (service.client(Role::Employer).await, service.client(Role::Employer).await);
    fixtures::worker(&first).known_by(IDNP).employed_at(&first.organisation).send().await.expect(201);
    let known = fixtures::worker(&second).known_by(IDNP).employed_at(&second.organisation).send().await;
    let path = format!("{PATH}/{}", known.expect(201).id());
    let employment = fixtures::employment(&second.organisation, TODAY);
    second.post(&format!("{path}/employments"), employment).await.expect(201);
    second.get(&path).await.expect(200);
    first.get(&path).await.expect(200);
}

#[actix_web::test]
async fn who_learns_by_registering_that_somebody_is_on_the_register_is_in_the_journal() {
    let service = Service::start().await;
    let (first, second) = (service.client(Role::Employer).await, service.client(Role::Employer).await);
    let worker = fixtures::worker(&first).known_by(IDNP).employed_at(&first.organisation).create().await;
    let otherwise = fixtures::worker(&second).known_by(IDNP).named("Rusnac", "Ana");
    otherwise.employed_at(&second.organisation).send().await.expect(409);
    let auditor = service.client(Role::Auditor).await;
    let entries = auditor
        .list(&format!("/api/v1/journal-entries?workerId={worker}&clientId={}", second.id), "journalEntries")
        .await;
    assert_eq!(entries.iter().map(|entry| &entry["event"]).collect::<Vec<_>>(), ["search"]);
}

#[actix_web::test]
async fn a_provider_may_look_up_a_worker_and_no_more() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let worker = fixtures::worker(&registrar).known_by(IDNP).create().await;
    let provider = service.client(Role::Provider).await;
    let found = provider.post("/api/v1/worker-lookups", json!({ "idnp": IDNP })).await.expect(200);
    let mut fields: Vec<_> = found.body.as_object().expect("an object").keys().collect();
    fields.sort_unstable();
    assert_eq!(fields, ["familyName", "givenName", "id", "idnpLast4"]);
    provider.get(&format!("{PATH}/{worker}")).await.expect(403);
}

#[actix_web::test]
async fn a_closed_record_is_gone_and_takes_nothing_more() {
    let service = Service::start().await;
    let (registrar, worker) = registered(&service).await;
    let path = format!("{PATH}/{worker}");
    registrar.post(&format!("{path}/deactivations"), json!({ "reason": "deces" })).await.expect(201);
    registrar.get(&path).await.expect(410);
    registrar.post(&format!("{path}/deactivations"), json!({ "reason": "deces" })).await.expect(409);
    let employment = fixtures::employment(&registrar.organisation, TODAY);
    registrar.post(&format!("{path}/employments"), employment).await.expect(409);
}

#[actix_web::test]
async fn a_merged_record_goes_on_under_the_other_one() {
    let service = Service::start().await;
    let (registrar, old) = registered(&service).await;
    let new = fixtures::worker(&registrar).known_by(IDNP).create().await;
    let merge = json!({ "into": new, "reason": "aceeași persoană" });
    registrar
        .post(&format!("{PATH}/{old}/merges"), json!({ "into": old, "reason": "greșeală" }))
        .await
        .expect_faults(&["/into"]);
    registrar.post(&format!("{PATH}/{old}/merges"), merge.clone()).await.expect(201);
    let moved = registrar.get(&format!("{PATH}/{old}")).await.expect(308);
    assert_eq!(moved.header("location"), Some(format!("{PATH}/{new}").as_str()));
    registrar.post(&format!("{PATH}/{old}/merges"), merge).await.expect(409);
    registrar
        .post(&format!("{PATH}/{new}/merges"), json!({ "into": old, "reason": "înapoi" }))
        .await
        .expect_faults(&["/into"]);
}

#[actix_web::test]
async fn what_was_recorded_under_a_merged_record_is_found_and_mended_under_the_other_one() {
    let service = Service::start().await;
    let (registrar, employer) = (service.client(Role::Registrar).await, service.client(Role::Employer).await);
    let old = fixtures::worker(&employer).known_by(IDNP).employed_at(&employer.organisation).create().await;
    let new = fixtures::worker(&registrar).create().await;
    registrar
        .post(&format!("{PATH}/{old}/merges"), json!({ "into": new, "reason": "aceeași persoană" }))
        .await
        .expect(201);
    let path = format!("{PATH}/{new}");
    employer.get(&path).await.expect(200);
    let open = employer.list(&format!("{path}/employments"), "employments").await;
    let open = open[0]["id"].as_str().expect("the employment under the old record").to_owned();
    employer
        .post(&format!("/api/v1/employments/{open}/voids"), json!({ "reason": "nu a lucrat" }))
        .await
        .expect(201);
    employer.get(&path).await.expect(404);
}

#[actix_web::test]
async fn employments_are_corrected_and_voided_never_overwritten() {
    let service = Service::start().await;
    let (registrar, worker) = registered(&service).await;
    let list = format!("{PATH}/{worker}/employments");
    let organisation = registrar.organisation.to_string();
    let new = fixtures::employment(&organisation, "2025-03-01");
    let wrong = json!({ "organisationId": organisation, "post": "asistent-social", "validFrom": "2025-03-01", "validUntil": "2025-02-28" });
    registrar.post(&list, wrong).await.expect_faults(&["/validUntil"]);
    let first = registrar.post(&list, new.clone()).await.expect(201).id();
    let same = json!({ "employment": new, "reason": "post greșit" });
    let corrections = format!("/api/v1/employments/{first}/corrections");
    registrar.post(&corrections, same).await.expect_faults(&["/employment"]);
    let later = fixtures::employment(&organisation, "2025-04-01");
    let correction = json!({ "employment": later, "reason": "post greșit" });
    let second = registrar
        .post(&format!("/api/v1/employments/{first}/corrections"), correction.clone())
        .await
        .expect(201);
    assert_eq!(second.body["supersedes"], json!(first));
    registrar.post(&format!("/api/v1/employments/{first}/corrections"), correction).await.expect(409);
    let second = second.id();
    registrar
        .post(&format!("/api/v1/employments/{second}/voids"), json!({ "reason": "nu a lucrat" }))
        .await
        .expect(201);
    let all = registrar.list(&list, "employments").await;
    let ends: Vec<_> =
        all.iter().map(|one| (one["withdrawal"].clone(), one["supersededBy"].clone())).collect();
    assert_eq!(ends, [(json!("corrected"), json!(second)), (json!("voided"), Value::Null)]);
}

#[actix_web::test]
async fn a_name_changes_from_the_version_that_was_read() {
    let service = Service::start().await;
    let (registrar, worker) = registered(&service).await;
    let path = format!("{PATH}/{worker}");
    let changed = registrar.patch(&path, json!({ "familyName": "Rusu-Moraru" })).await.expect(200);
    assert_eq!(
        (&changed.body["familyName"], &changed.body["givenName"]),
        (&json!("Rusu-Moraru"), &json!("Ana"))
    );
    let stale = registrar
        .request(Method::PATCH, &path)
        .insert_header(("If-Match", "\"stale\""))
        .set_json(json!({ "givenName": "Eva" }));
    registrar.send(stale).await.expect(412);
}

#[actix_web::test]
async fn every_look_at_a_worker_is_in_the_journal() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let worker = fixtures::worker(&registrar).known_by(IDNP).create().await;
    registrar.get(&format!("{PATH}/{worker}")).await.expect(200);
    registrar.post("/api/v1/worker-lookups", json!({ "idnp": IDNP })).await.expect(200);
    let auditor = service.client(Role::Auditor).await;
    let entries = auditor.list(&format!("/api/v1/journal-entries?workerId={worker}"), "journalEntries").await;
    let noted: Vec<_> = entries.iter().map(|entry| entry["operation"].as_str().expect("a name")).collect();
    assert_eq!(&noted[..3], ["create_worker", "get_worker", "create_worker_lookup"]);
    assert!(
        entries
            .iter()
            .all(|entry| entry["reason"] == "verificare de rutină" && entry["workerIds"] == json!([worker]))
    );
}

#[actix_web::test]
async fn base_pay_is_told_to_those_who_may_know_it_and_to_an_employer_about_its_own() {
    let service = Service::start().await;
    let agency = service.organisation(OrganisationKind::Agency, None).await;
    let structure = service.organisation(OrganisationKind::Employer, Some(agency)).await;
    let (above, employer) =
        (service.client_of(agency, Role::Employer).await, service.client_of(structure, Role::Employer).await);
    let second = service.client(Role::Employer).await;
    let worker = fixtures::worker(&employer).employed_at(&structure).employed_with("basePay", "8500");
    let list = format!("{PATH}/{}/employments", worker.create().await);
    let beside = json!({ "organisationId": second.organisation.to_string(), "post": "psiholog", "validFrom": "2026-01-01", "basePay": "0" });
    let recorded = service.client(Role::Registrar).await.post(&list, beside).await.expect(201);
    assert_eq!(recorded.body["basePay"], "0.00");
    let unpaid = json!({ "organisationId": second.organisation.to_string(), "post": "psiholog", "validFrom": "2026-02-01" });
    assert_eq!(second.post(&list, unpaid).await.expect(201).body.get("basePay"), Some(&Value::Null));

    let known = |pay: &str| Some(json!(pay));
    for role in [Role::Registrar, Role::Ministry, Role::Payroll] {
        let told = pays(&service.client(role).await, &list).await;
        assert_eq!(told, [known("8500.00"), known("0.00"), Some(Value::Null)], "{role}");
    }
    assert_eq!(pays(&service.client(Role::Commission).await, &list).await, [None, None, None]);
    for client in [employer, above] {
        assert_eq!(pays(&client, &list).await, [known("8500.00"), None, None]);
    }
    assert_eq!(pays(&second, &list).await, [None, known("0.00"), Some(Value::Null)]);
}

/// The pay of each employment of a list, where the answer has it.
async fn pays(client: &Client, list: &str) -> Vec<Option<Value>> {
    client.list(list, "employments").await.iter().map(|one| one.get("basePay").cloned()).collect()
}

#[actix_web::test]
async fn base_pay_is_corrected_as_the_rest_and_all_of_it_is_told_for_a_status() {
    let service = Service::start().await;
    let (registrar, worker) = registered(&service).await;
    let list = format!("{PATH}/{worker}/employments");
    let paid = |from: &str, pay: Value| json!({ "organisationId": registrar.organisation.to_string(), "post": "asistent-social", "validFrom": from, "basePay": pay });
    for wrong in [json!("-1"), json!("1000000.01"), json!("8500.005"), json!(8500)] {
        registrar.post(&list, paid("2025-03-01", wrong)).await.expect_faults(&["/basePay"]);
    }
    let first = registrar.post(&list, paid("2025-03-01", json!("8500"))).await.expect(201).id();
    let earlier = registrar.post(&list, paid("2024-01-01", Value::Null)).await.expect(201).id();
    let correction =
        json!({ "employment": paid("2025-03-01", json!("9000.50")), "reason": "salariu greșit" });
    let second =
        registrar.post(&format!("/api/v1/employments/{first}/corrections"), correction).await.expect(201);
    assert_eq!(second.body["basePay"], "9000.50");
    let void = json!({ "reason": "nu a lucrat" });
    let voided = registrar.post(&format!("/api/v1/employments/{earlier}/voids"), void).await.expect(201);
    assert_eq!(voided.body.get("basePay"), Some(&Value::Null));

    let id: WorkerId = worker.parse().expect("an id");
    let told = service.hall.db.read(move |view| employment_history(view, id)).await.expect("employments");
    let told: Vec<_> = told
        .iter()
        .map(|one| (one.fact.id.to_string(), one.withdrawal, one.fact.base_pay.map(|pay| pay.to_string())))
        .collect();
    let expected = [
        (earlier, Some(Withdrawal::Voided), None),
        (first, Some(Withdrawal::Corrected), Some("8500.00".to_owned())),
        (second.id(), None, Some("9000.50".to_owned())),
    ];
    assert_eq!(told, expected);
}
