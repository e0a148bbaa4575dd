//! The outbox: every change of the register leaves its event, in the same transaction or not at all, and
//! whoever follows misses none.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use actix_web::http::{Method, header};
use actix_web::rt::time::sleep;
use actix_web::test::TestRequest;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use registry::call::Role;
use registry::db::View;
use registry::db::schema::outbox;
use registry::events::{Entry, KINDS, Position, follow};
use serde_json::{Value, json};

use crate::contract::{operations, resolve};
use crate::engine::{on_postgres, refuse_rows_of, skipped_if};
use crate::openapi::fits;
use crate::service::{Answer, Client, Service};

/// Operations that ask a question by a method that could change something: they leave no event.
const ASK: [(&str, &str); 3] = [
    ("query_qualification_status", "looks at facts and notes who asked"),
    ("create_worker_lookup", "looks for a worker and notes who asked"),
    ("create_token", "gives a token, of which the register keeps nothing"),
];

/// The entries that a follower is given after a place.
async fn given(service: &Service, after: Position) -> Vec<Entry> {
    service.hall.db.read(move |view| follow(view, after, 1_000)).await.expect("read")
}

/// Everything in the outbox after a place. On a PostgreSQL with other databases it is given a little later:
/// their transactions are waited for as well.
async fn entries(service: &Service, after: Position) -> Vec<Entry> {
    service.hall.db.refresh();
    for _ in 0..2_000 {
        let look = |view: &mut View<'_>| {
            let written: i64 = outbox::table.count().get_result(&mut **view)?;
            Ok((written, follow(view, Position::default(), 1_000)?))
        };
        let (written, all) = service.hall.db.read(look).await.expect("read");
        if i64::try_from(all.len()) == Ok(written) {
            return all.into_iter().filter(|entry| entry.position > after).collect();
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("whoever follows is not given what was written");
}

fn names(entries: &[Entry]) -> Vec<&str> {
    let events = entries.iter().flat_map(|entry| &entry.events);
    events.map(|event| event["type"].as_str().expect("a type")).collect()
}

/// Sees after each step of a tale which events came, and that each fits its schema.
struct Walk {
    service: Service,
    after: Position,
    left: BTreeMap<&'static str, Vec<String>>,
    all: Vec<Value>,
}

impl Walk {
    async fn new(service: &Service) -> Self {
        let after =
            entries(service, Position::default()).await.last().map(|last| last.position).unwrap_or_default();
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
    fn leaves(&mut self, operation: &'static str, expected: &[&str], entries: Vec<Entry>) {
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

fn person(idnp: &str, employer: Option<&Client>) -> Value {
    let employment = employer.map(|employer| {
        json!({ "organisationId": employer.organisation.to_string(), "post": "asistent-social", "validFrom": "2025-03-01", "basePay": "12345.00" })
    });
    match employment {
        Some(employment) => {
            json!({ "idnp": idnp, "familyName": "Plămădeală", "givenName": "Ileana", "employment": employment })
        }
        None => json!({ "idnp": idnp, "familyName": "Plămădeală", "givenName": "Ileana" }),
    }
}

fn programme(code: &str) -> Value {
    json!({
        "code": code, "titleRo": "Supervizarea în asistența socială", "domain": "supervision", "hours": "24",
        "hoursBasis": "documented", "provenance": "university curriculum"
    })
}

fn rule_set(from: &str, hours: &str) -> Value {
    json!({
        "code": "qualification-rules", "nameRo": "Regulile de calificare", "effectiveFrom": from,
        "legalBasis": "Ordinul nr. 44",
        "grades": [{ "grade": "grade-2", "validityMonths": 60, "requirement":
            { "id": "hours", "kind": "trainingHours", "hours": hours, "withinMonths": 60 } }]
    })
}

/// A register on which a tale is told, one operation after the other.
struct Tale {
    walk: Walk,
    service: Service,
    registrar: Client,
    ministry: Client,
    commission: Client,
    employer: Client,
    worker: String,
    programme: String,
    idnps: Vec<String>,
}

impl Tale {
    async fn begin() -> Self {
        let service = Service::start().await;
        let (registrar, ministry) =
            (service.client(Role::Registrar).await, service.client(Role::Ministry).await);
        let (commission, employer) =
            (service.client(Role::Commission).await, service.client(Role::Employer).await);
        let walk = Walk::new(&service).await;
        let (worker, programme, idnps) = (String::new(), String::new(), Vec::new());
        Self { walk, service, registrar, ministry, commission, employer, worker, programme, idnps }
    }

    fn idnp(&mut self) -> String {
        self.idnps.push(self.service.fresh_code());
        self.idnps.last().expect("one").clone()
    }

    async fn catalogue(&mut self) {
        let (walk, registrar, ministry) = (&mut self.walk, &self.registrar, &self.ministry);
        let new = json!({ "idno": self.service.fresh_code(), "name": "Direcția Asistență Socială", "kind": "employer" });
        let answer = registrar.post("/api/v1/organisations", new).await;
        let organisation = walk.step("create_organisation", &["organisation.registered"], answer).await.id();
        let answer = registrar
            .patch(&format!("/api/v1/organisations/{organisation}"), json!({ "name": "Alt nume" }))
            .await;
        walk.step("update_organisation", &["organisation.changed"], answer).await;
        let new = json!({ "organisationId": organisation, "name": "Angajator", "role": "employer" });
        let answer = registrar.post("/api/v1/clients", new).await;
        let client = walk.step("create_client", &["client.created"], answer).await;
        let client = client.body["clientId"].as_str().expect("an id").to_owned();
        let revocations = format!("/api/v1/clients/{client}/revocations");
        let answer = registrar.post(&revocations, json!({})).await;
        walk.step("revoke_client", &["client.revoked"], answer).await;
        // Revoked twice, it is revoked once.
        registrar.post(&revocations, json!({})).await.expect(201);
        for (code, rank) in [("grade-2", 1), ("grade-1", 2)] {
            let grade =
                json!({ "code": code, "rank": rank, "nameRo": code, "legalBasis": "Ordinul 12/2024" });
            let answer = registrar.post("/api/v1/grades", grade).await;
            walk.step("create_grade", &["grade.added"], answer).await;
        }
        for code in ["CFP-101", "CFP-102"] {
            let answer = registrar.post("/api/v1/programmes", programme(code)).await;
            let id = walk.step("create_programme", &["programme.drafted"], answer).await.id();
            let path = format!("/api/v1/programmes/{id}");
            let answer = registrar.patch(&path, json!({ "hours": "30" })).await;
            walk.step("update_programme", &["programme.changed"], answer).await;
            let approval = json!({ "approvedFrom": "2024-03-01", "legalBasis": "Ordinul nr. 41" });
            let answer = registrar.post(&format!("{path}/approvals"), approval).await;
            walk.step("create_programme_approval", &["programme.approved"], answer).await;
            self.programme = id;
        }
        let answer = registrar.post("/api/v1/programmes", programme("CFP-103")).await.expect(201);
        let path = format!("/api/v1/programmes/{}", answer.id());
        let approval = json!({ "approvedFrom": "2024-03-01", "legalBasis": "Ordinul nr. 41" });
        registrar.post(&format!("{path}/approvals"), approval).await.expect(201);
        walk.skip().await;
        let retirement = json!({ "retiredFrom": "2027-01-01", "reason": "înlocuit" });
        let answer = ministry.post(&format!("{path}/retirements"), retirement).await;
        walk.step("create_programme_retirement", &["programme.retired"], answer).await;
        let answer = registrar.post("/api/v1/rule-sets", rule_set("2024-01-01", "30")).await;
        let draft = walk.step("create_rule_set", &["rule_set.drafted"], answer).await;
        let path = format!("/api/v1/rule-sets/{}", draft.id());
        let tag = registrar.get(&path).await.expect(200).etag();
        let request = registrar.request(Method::PUT, &path).insert_header((header::IF_MATCH, tag));
        let answer = registrar.send(request.set_json(rule_set("2024-01-01", "24"))).await;
        walk.step("replace_rule_set", &["rule_set.replaced"], answer).await;
        let answer = ministry.publish(&path, "aprobat").await;
        walk.step("create_rule_set_publication", &["rule_set.published"], answer).await;
        let simulation = json!({ "ruleSetId": draft.id() });
        let answer = registrar.post("/api/v1/rule-set-simulations", simulation).await;
        let simulation =
            walk.step("create_rule_set_simulation", &["rule_set_simulation.requested"], answer).await.id();
        let path = format!("/api/v1/rule-set-simulations/{simulation}/cancellations");
        let answer = registrar.post(&path, json!({})).await;
        walk.step("cancel_rule_set_simulation", &["rule_set_simulation.cancelled"], answer).await;
    }

    async fn people(&mut self) {
        let idnp = self.idnp();
        let new = person(&idnp, Some(&self.employer));
        let answer = self.registrar.post("/api/v1/workers", new).await;
        let expected = ["worker.registered", "employment.recorded"];
        self.worker = self.walk.step("create_worker", &expected, answer).await.id();
        let path = format!("/api/v1/workers/{}", self.worker);
        let answer = self.registrar.patch(&path, json!({ "familyName": "Rusu" })).await;
        self.walk.step("update_worker", &["worker.changed"], answer).await;
        let looked = self.registrar.post("/api/v1/worker-lookups", json!({ "idnp": idnp })).await;
        self.walk.step("create_worker_lookup", &[], looked).await;
        for closing in ["deactivations", "merges"] {
            let idnp = self.idnp();
            let answer = self.registrar.post("/api/v1/workers", person(&idnp, None)).await;
            let other = self.walk.step("create_worker", &["worker.registered"], answer).await.id();
            let path = format!("/api/v1/workers/{other}/{closing}");
            if closing == "merges" {
                let answer = self
                    .registrar
                    .post(&path, json!({ "into": self.worker, "reason": "aceeași persoană" }))
                    .await;
                self.walk.step("create_worker_merge", &["worker.merged"], answer).await;
            } else {
                let answer = self.registrar.post(&path, json!({ "reason": "decedat" })).await;
                self.walk.step("create_worker_deactivation", &["worker.deactivated"], answer).await;
            }
        }
        let employment = json!({
            "organisationId": self.employer.organisation.to_string(), "post": "asistent-social",
            "validFrom": "2026-03-01", "basePay": "23456.00"
        });
        let answer = self.registrar.post(&format!("{path}/employments"), employment.clone()).await;
        let id = self.walk.step("create_employment", &["employment.recorded"], answer).await.id();
        let correction = json!({ "employment": employment, "reason": "salariu greșit" });
        let answer = self.registrar.post(&format!("/api/v1/employments/{id}/corrections"), correction).await;
        let id = self.walk.step("create_employment_correction", &["employment.corrected"], answer).await.id();
        let void = json!({ "reason": "nu a lucrat" });
        let answer = self.registrar.post(&format!("/api/v1/employments/{id}/voids"), void).await;
        self.walk.step("create_employment_void", &["employment.voided"], answer).await;
    }

    fn completion(&self, day: &str, reference: &str) -> Value {
        json!({
            "workerId": self.worker, "programmeId": self.programme, "completedOn": day, "hours": "30",
            "result": "passed", "reference": reference, "providerId": self.registrar.organisation.to_string()
        })
    }

    async fn facts(&mut self) {
        let answer = self.registrar.post("/api/v1/completions", self.completion("2026-10-01", "R-1")).await;
        let id = self.walk.step("create_completion", &["completion.recorded"], answer).await.id();
        let mut corrected = self.completion("2026-10-02", "R-1");
        let body = corrected.as_object_mut().expect("an object");
        body.retain(|name, _| !["workerId", "providerId"].contains(&name.as_str()));
        let correction = json!({ "completion": corrected, "reason": "altă zi" });
        let answer = self.registrar.post(&format!("/api/v1/completions/{id}/corrections"), correction).await;
        let id = self.walk.step("create_completion_correction", &["completion.corrected"], answer).await.id();
        let void = json!({ "reason": "introdus din greșeală" });
        let answer = self.registrar.post(&format!("/api/v1/completions/{id}/voids"), void.clone()).await;
        self.walk.step("create_completion_void", &["completion.voided"], answer).await;
        let idnp = self.idnp();
        let mentor = self.registrar.post("/api/v1/workers", person(&idnp, None)).await.expect(201).id();
        self.walk.skip().await;
        let session = json!({
            "supervisorId": mentor, "kind": "individual", "setting": "internal", "method": "in_person",
            "heldOn": "2026-11-20", "minutes": 90, "theme": "burnout-prevention", "attendeeIds": [self.worker]
        });
        let answer = self.registrar.post("/api/v1/supervision-sessions", session).await;
        let expected = ["supervision_session.recorded"];
        let id = self.walk.step("create_supervision_session", &expected, answer).await.id();
        let answer =
            self.registrar.post(&format!("/api/v1/supervision-sessions/{id}/voids"), void.clone()).await;
        self.walk.step("create_supervision_session_void", &["supervision_session.voided"], answer).await;
        let suspension = json!({
            "workerId": self.worker, "validFrom": "2026-01-01", "validUntil": "2026-01-31",
            "legalBasis": "Ordinul nr. 17", "reason": "anchetă disciplinară"
        });
        let answer = self.commission.post("/api/v1/suspensions", suspension).await;
        let id = self.walk.step("create_suspension", &["suspension.recorded"], answer).await.id();
        let answer = self.commission.post(&format!("/api/v1/suspensions/{id}/voids"), void).await;
        self.walk.step("create_suspension_void", &["suspension.voided"], answer).await;
        let query = json!({ "workers": [{ "workerId": self.worker }] });
        let answer = self.registrar.post("/api/v1/qualification-status-queries", query).await;
        self.walk.step("query_qualification_status", &[], answer).await;
        let token = self.service.token(self.registrar.id, &self.registrar.secret).await;
        assert!(!token.is_empty());
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            self.registrar.id, self.registrar.secret
        );
        let request = TestRequest::post()
            .uri("/oauth2/token")
            .insert_header(("content-type", "application/x-www-form-urlencoded"));
        let answer = self.service.send(request.set_payload(form)).await;
        self.walk.step("create_token", &[], answer).await;
    }

    async fn attestation(&mut self) {
        let fact = self.registrar.post("/api/v1/completions", self.completion("2026-10-05", "R-2")).await;
        let fact = fact.expect(201).id();
        self.walk.skip().await;
        let path = self.submitted("grade-2").await;
        let refusal = json!({
            "outcome": "refused", "reason": "dosar incomplet", "decisionNumber": "16/2026", "decidedOn": "2026-11-23"
        });
        let expected = ["attestation_application.decided"];
        let answer = self.commission.post(&format!("{path}/decisions"), refusal).await;
        self.walk.step("create_attestation_decision", &expected, answer).await;
        let answer =
            self.employer.post(&format!("{path}/appeals"), json!({ "reason": "dosarul era complet" })).await;
        self.walk.step("create_attestation_appeal", &["attestation_application.appealed"], answer).await;
        let answer = self.employer.post(&format!("{path}/submissions"), json!({})).await;
        self.walk.step("create_attestation_submission", &["attestation_application.submitted"], answer).await;
        let grant = json!({ "outcome": "granted", "decisionNumber": "17/2026", "decidedOn": "2026-11-23" });
        let expected = ["award.recorded", "attestation_application.decided"];
        let answer = self.commission.post(&format!("{path}/decisions"), grant).await;
        self.walk.step("create_attestation_decision", &expected, answer).await;
        let void = json!({ "reason": "introdus din greșeală" });
        let expected = ["award_review.raised", "completion.voided"];
        let answer = self.registrar.post(&format!("/api/v1/completions/{fact}/voids"), void).await;
        self.walk.step("create_completion_void", &expected, answer).await;
        let review = self.commission.list("/api/v1/award-reviews", "awardReviews").await;
        let review = review[0]["id"].as_str().expect("an id");
        let resolution = json!({ "outcome": "upheld", "reason": "rămâne" });
        let path = format!("/api/v1/award-reviews/{review}/resolutions");
        let answer = self.commission.post(&path, resolution).await;
        self.walk.step("create_award_review_resolution", &["award_review.resolved"], answer).await;
        let grades = self.registrar.list("/api/v1/grades", "grades").await;
        let award = json!({
            "workerId": self.worker, "gradeId": grades[1]["id"], "decisionNumber": "18/2026",
            "decidedOn": "2026-11-20", "validFrom": "2026-11-20", "validUntil": "2031-11-19"
        });
        let answer = self.commission.post("/api/v1/awards", award).await;
        let award = self.walk.step("create_award", &["award.recorded"], answer).await.id();
        let revocation = json!({ "revokedFrom": "2026-12-01", "reason": "fraudă" });
        let answer = self.commission.post(&format!("/api/v1/awards/{award}/revocations"), revocation).await;
        self.walk.step("create_award_revocation", &["award.revoked"], answer).await;
    }

    async fn submitted(&mut self, grade: &str) -> String {
        let application = json!({ "workerId": self.worker, "grade": grade });
        let answer = self.employer.post("/api/v1/attestation-applications", application).await;
        let expected = ["attestation_application.created"];
        let made = self.walk.step("create_attestation_application", &expected, answer).await;
        let path = format!("/api/v1/attestation-applications/{}", made.id());
        let answer = self.employer.post(&format!("{path}/submissions"), json!({})).await;
        self.walk.step("create_attestation_submission", &["attestation_application.submitted"], answer).await;
        path
    }

    async fn files(&mut self) {
        let idnp = self.idnp();
        let workers = format!("IDNP,Nume,Prenume\n{idnp},Plămădeală,Ion\n");
        self.file("create_worker_batch", "worker-batches", &workers, "worker.registered").await;
        let titles = "IDNP,Cod program,Data absolvirii,Ore,Rezultat,Referință";
        let completions = format!("{titles}\n{},CFP-101,2026-10-07,30,passed,R-9\n", self.idnps[0]);
        let operation = "create_completion_batch";
        self.file(operation, "completion-batches", &completions, "completion.recorded").await;
        let titles = "Referință,IDNP supervizor,Participanți,Tip,Cadru,Mod,Data ședinței,Minute,Temă";
        let what_it_says = format!("{},{},individuală,intern,fizic,22.11.2026", self.idnps[3], self.idnps[0]);
        let kinds = ["supervision_session.recorded", "supervision_session.corrected"];
        for (minutes, kind) in [90, 120].into_iter().zip(kinds) {
            let sessions = format!("{titles}\nS-1,{what_it_says},{minutes},burnout-prevention\n");
            let operation = "create_supervision_session_batch";
            self.file(operation, "supervision-session-batches", &sessions, kind).await;
        }
    }

    /// A file with one row, which leaves this event.
    async fn file(&mut self, operation: &'static str, path: &str, file: &str, expected: &str) {
        let path = format!("/api/v1/{path}");
        let order = "mode=commit&onChange=correct";
        let sent = self.registrar.send_file(&path, order, "text/csv", file).await.expect(201);
        self.registrar.finished(&format!("{path}/{}", sent.id())).await;
        self.walk.step(operation, &["batch.received", expected], sent).await;
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
            sample: false,
        };
        registry::organisations::create(tx, &call, &new)?;
        Err(registry::error::Error::conflict("on second thoughts"))
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
    let allow = if on_postgres() { "DROP TRIGGER full_disk ON outbox" } else { "DROP TRIGGER full_disk" };
    service.hall.db.write(move |tx| Ok(tx.batch_execute(allow)?)).await.expect("allowed again");
    registrar.post_once("/api/v1/organisations", "key-1", new()).await.expect(201);
}

#[actix_web::test]
async fn the_events_of_a_file_are_packed() {
    let rows = 3_000;
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let file: String = (0..rows).map(|_| format!("{},Rusu,Ana\n", service.fresh_code())).collect();
    let before = entries(&service, Position::default()).await.last().expect("set up").position;
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
    let start =
        entries(&service, Position::default()).await.last().map(|last| last.position).unwrap_or_default();
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
