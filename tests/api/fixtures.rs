//! The beginnings of tests: callers, people, a programme, facts. Each test says only what it is about; the
//! rest is usual, and true: `scene.completion().on("2026-05-05").hours("8").create().await`.

use registry::call::Role;
use serde_json::{Value, json};

use crate::service::{Answer, Client, Service};

/// A service with a client of each role, people who work for the employer, and a programme that is taught.
pub struct Scene {
    pub service: Service,
    pub registrar: Client,
    pub ministry: Client,
    pub provider: Client,
    pub employer: Client,
    pub supervisor: Client,
    pub commission: Client,
    pub payroll: Client,
    pub auditor: Client,
    /// Each employed since 2025-03-01.
    pub people: Vec<Person>,
    /// CFP-101, approved from 2015-01-01.
    pub programme: String,
}

pub struct Person {
    pub id: String,
    pub idnp: String,
}

impl Scene {
    /// With a worker, and a mentor who supervises.
    pub async fn start() -> Self {
        Self::with_people(2).await
    }

    pub async fn with_people(count: usize) -> Self {
        let service = Service::start().await;
        let registrar = service.client(Role::Registrar).await;
        let employer = service.client(Role::Employer).await;
        let mut people = Vec::new();
        for _ in 0..count {
            let idnp = service.fresh_code();
            let id = worker(&registrar).known_by(&idnp).employed_at(&employer.organisation).create().await;
            people.push(Person { id, idnp });
        }
        Self {
            programme: programme(&registrar, "CFP-101").approved_from("2015-01-01").create().await,
            ministry: service.client(Role::Ministry).await,
            provider: service.client(Role::Provider).await,
            supervisor: service.client(Role::Supervisor).await,
            commission: service.client(Role::Commission).await,
            payroll: service.client(Role::Payroll).await,
            auditor: service.client(Role::Auditor).await,
            service,
            registrar,
            employer,
            people,
        }
    }

    pub fn id(&self, person: usize) -> &str {
        &self.people[person].id
    }

    pub fn idnp(&self, person: usize) -> &str {
        &self.people[person].idnp
    }

    pub fn worker(&self) -> &str {
        self.id(0)
    }

    pub fn mentor(&self) -> &str {
        self.id(1)
    }

    /// Somebody whom nobody employs.
    pub fn new_worker(&self) -> Draft<'_> {
        worker(&self.registrar)
    }

    pub fn new_colleague(&self) -> Draft<'_> {
        self.new_worker().employed_at(&self.employer.organisation)
    }

    pub fn new_programme(&self, code: &str) -> Draft<'_> {
        programme(&self.registrar, code)
    }

    pub fn new_grade(&self, code: &str, rank: i32) -> Draft<'_> {
        grade(&self.registrar, code, rank)
    }

    /// A completion of the worker's, as the provider records it.
    pub fn completion(&self) -> Draft<'_> {
        completion(&self.provider, self.worker(), &self.programme)
    }

    /// A session of the worker with the mentor.
    pub fn session(&self) -> Draft<'_> {
        session(&self.registrar, self.mentor(), self.worker())
    }

    /// An award to the worker.
    pub fn award(&self, grade: &str) -> Draft<'_> {
        award(&self.commission, self.worker(), grade)
    }

    /// A rule set in force, by its id: drafted by the registrar, published by the ministry.
    pub async fn publish(&self, rule_set: Value) -> String {
        let id = self.registrar.post("/api/v1/rule-sets", rule_set).await.expect(201).id();
        self.ministry.publish(&format!("/api/v1/rule-sets/{id}"), "aprobat").await.expect(201);
        id
    }

    /// Voids what stands at a path below the API's, as the registrar may.
    pub async fn void(&self, path: &str) {
        self.registrar.post(&format!("/api/v1/{path}/voids"), void()).await.expect(201);
    }

    /// The completion corrected to other hours: the id of the one that takes its place.
    pub async fn correct_hours(&self, completion: &str, hours: &str) -> String {
        let path = format!("/api/v1/completions/{completion}");
        let mut fact = self.registrar.get(&path).await.expect(200).body;
        let kept = ["programmeId", "completedOn", "hours", "result", "reference"];
        fact.as_object_mut().expect("an object").retain(|field, _| kept.contains(&field.as_str()));
        fact["hours"] = json!(hours);
        let correction = json!({ "completion": fact, "reason": "ore introduse greșit" });
        self.registrar.post(&format!("{path}/corrections"), correction).await.expect(201).id()
    }

    pub async fn merge(&self, from: &str, into: &str) {
        let merge = json!({ "into": into, "reason": "aceeași persoană" });
        self.registrar.post(&format!("/api/v1/workers/{from}/merges"), merge).await.expect(201);
    }

    /// Closes a worker's record.
    pub async fn deactivate(&self, worker: &str) {
        let reason = json!({ "reason": "a plecat din sistem" });
        self.registrar.post(&format!("/api/v1/workers/{worker}/deactivations"), reason).await.expect(201);
    }

    /// Entries of the journal about a worker.
    pub async fn noted_about(&self, worker: &str) -> Vec<Value> {
        self.auditor.list(&format!("/api/v1/journal-entries?workerId={worker}"), "journalEntries").await
    }

    /// Entries of exports in the journal.
    pub async fn exports(&self) -> Vec<Value> {
        let entries = self.auditor.list("/api/v1/journal-entries", "journalEntries").await;
        entries.into_iter().filter(|entry| entry["event"] == "export").collect()
    }
}

/// The body of a void.
pub fn void() -> Value {
    json!({ "reason": "introdus din greșeală" })
}

/// A text in what was answered.
pub fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// Something to be made by a client: a request that is right as it stands.
pub struct Draft<'c> {
    client: &'c Client,
    path: &'static str,
    body: Value,
    /// Steps that follow at places below what was made.
    steps: Vec<(&'static str, Value)>,
}

/// A worker: Ana Rusu, with an IDNP that nobody else has, and without an employer.
pub fn worker(client: &Client) -> Draft<'_> {
    let body = json!({ "idnp": client.fresh_code(), "familyName": "Rusu", "givenName": "Ana" });
    Draft::new(client, "/api/v1/workers", body)
}

/// A programme of 24 hours about supervision: a draft, until it is approved.
pub fn programme<'c>(client: &'c Client, code: &str) -> Draft<'c> {
    let body = json!({
        "code": code, "titleRo": "Supervizarea în asistența socială", "domain": "supervision", "hours": "24",
        "hoursBasis": "documented", "provenance": "university curriculum"
    });
    Draft::new(client, "/api/v1/programmes", body)
}

/// A completion: passed on 2026-10-30 with 24 hours, under a reference of its own.
pub fn completion<'c>(client: &'c Client, worker: &str, programme: &str) -> Draft<'c> {
    let body = json!({
        "workerId": worker, "programmeId": programme, "completedOn": "2026-10-30", "hours": "24", "result": "passed",
        "reference": format!("R-{}", client.fresh_code().split_at(6).1)
    });
    Draft::new(client, "/api/v1/completions", body)
}

/// An individual session of 90 minutes on 2026-11-20.
pub fn session<'c>(client: &'c Client, supervisor: &str, attendee: &str) -> Draft<'c> {
    let body = json!({
        "supervisorId": supervisor, "kind": "individual", "setting": "internal", "method": "in_person",
        "heldOn": "2026-11-20", "minutes": 90, "theme": "burnout-prevention", "attendeeIds": [attendee]
    });
    Draft::new(client, "/api/v1/supervision-sessions", body)
}

/// A grade of the ladder, which brings nothing.
pub fn grade<'c>(client: &'c Client, code: &str, rank: i32) -> Draft<'c> {
    let body = json!({ "code": code, "rank": rank, "nameRo": code, "legalBasis": "Ordinul 12/2024, pct. 3" });
    Draft::new(client, "/api/v1/grades", body)
}

/// An award of 2026-11-23, by decision 17/2026, without an end.
pub fn award<'c>(client: &'c Client, worker: &str, grade: &str) -> Draft<'c> {
    let body = json!({
        "workerId": worker, "gradeId": grade, "decisionNumber": "17/2026", "decidedOn": "2026-11-23",
        "validFrom": "2026-11-23"
    });
    Draft::new(client, "/api/v1/awards", body)
}

/// An employment as a social assistant, without a base pay that is known.
pub fn employment(organisation: &impl ToString, from: &str) -> Value {
    json!({ "organisationId": organisation.to_string(), "post": "asistent-social", "validFrom": from })
}

impl<'c> Draft<'c> {
    fn new(client: &'c Client, path: &'static str, body: Value) -> Self {
        Self { client, path, body, steps: Vec::new() }
    }

    /// By another client than usual.
    pub fn by(mut self, client: &'c Client) -> Self {
        self.client = client;
        self
    }

    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.body[field] = value.into();
        self
    }

    /// The request itself.
    pub fn body(self) -> Value {
        self.body
    }

    /// The answer to the request, whatever it is.
    pub async fn send(self) -> Answer {
        self.client.post(self.path, self.body).await
    }

    /// Makes it, takes the steps that follow, and says its id.
    pub async fn create(self) -> String {
        let id = self.client.post(self.path, self.body).await.expect(201).id();
        for (step, body) in self.steps {
            self.client.post(&format!("{}/{id}/{step}", self.path), body).await.expect(201);
        }
        id
    }

    // Words of a worker.

    pub fn known_by(self, idnp: &str) -> Self {
        self.with("idnp", idnp)
    }

    pub fn named(self, family_name: &str, given_name: &str) -> Self {
        self.with("familyName", family_name).with("givenName", given_name)
    }

    /// Since 2025-03-01.
    pub fn employed_at(self, organisation: &impl ToString) -> Self {
        self.with("employment", employment(organisation, "2025-03-01"))
    }

    /// The employment with another value.
    pub fn employed_with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.body["employment"][field] = value.into();
        self
    }

    // Words of a programme.

    pub fn approved_from(mut self, day: &str) -> Self {
        self.steps.push(("approvals", json!({ "approvedFrom": day, "legalBasis": "Ordinul nr. 41" })));
        self
    }

    pub fn retired_from(mut self, day: &str) -> Self {
        self.steps.push(("retirements", json!({ "retiredFrom": day, "reason": "înlocuit" })));
        self
    }

    // Words of a fact.

    /// The worker whom it is about.
    pub fn of(self, worker: &str) -> Self {
        self.with("workerId", worker)
    }

    /// The day of a completion or of a session.
    pub fn on(self, day: &str) -> Self {
        let field = if self.body["heldOn"].is_null() { "completedOn" } else { "heldOn" };
        self.with(field, day)
    }

    pub fn hours(self, hours: &str) -> Self {
        self.with("hours", hours)
    }

    pub fn reference(self, reference: &str) -> Self {
        self.with("reference", reference)
    }

    // Words of an award.

    pub fn decided(self, number: &str, day: &str) -> Self {
        self.with("decisionNumber", number).with("decidedOn", day)
    }

    pub fn valid(self, from: &str, until: Option<&str>) -> Self {
        self.with("validFrom", from).with("validUntil", until)
    }
}
