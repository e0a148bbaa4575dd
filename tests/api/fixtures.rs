//! The beginnings of tests: people, programmes, facts. Each says only what matters to the test; the rest is
//! usual, and true: `fixtures::worker(&registrar).named("Ceban",
//! "Ion").employed_at(&employer.organisation).create().await`.

use serde_json::{Value, json};

use crate::service::Client;

/// Something to be made by a client: a request that is right as it stands.
struct Draft<'c> {
    client: &'c Client,
    path: &'static str,
    body: Value,
}

impl Draft<'_> {
    fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.body[field] = value.into();
    }

    async fn create(self) -> String {
        self.client.post(self.path, self.body).await.expect(201).id()
    }

    /// A step that follows, at a place below what was made.
    async fn then(client: &Client, made: &str, step: Value) {
        client.post(made, step).await.expect(201);
    }
}

/// A worker: Ana Rusu, with an IDNP that nobody else has, and without an employer.
pub struct Worker<'c>(Draft<'c>);

pub fn worker(client: &Client) -> Worker<'_> {
    let body = json!({ "idnp": client.fresh_code(), "familyName": "Rusu", "givenName": "Ana" });
    Worker(Draft { client, path: "/api/v1/workers", body })
}

impl Worker<'_> {
    pub fn known_by(mut self, idnp: &str) -> Self {
        self.0.set("idnp", idnp);
        self
    }

    pub fn named(mut self, family_name: &str, given_name: &str) -> Self {
        self.0.set("familyName", family_name);
        self.0.set("givenName", given_name);
        self
    }

    /// As a social assistant since 2025-03-01, without a base pay that is known.
    pub fn employed_at(mut self, organisation: &impl ToString) -> Self {
        let employment = json!({ "organisationId": organisation.to_string(), "post": "asistent-social", "validFrom": "2025-03-01" });
        self.0.set("employment", employment);
        self
    }

    /// The employment with another value.
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0.body["employment"][field] = value.into();
        self
    }

    pub async fn create(self) -> String {
        self.0.create().await
    }
}

/// A programme of 24 hours about supervision: a draft, until it is approved.
pub struct Programme<'c> {
    draft: Draft<'c>,
    approved_from: Option<&'c str>,
    retired_from: Option<&'c str>,
}

pub fn programme<'c>(client: &'c Client, code: &str) -> Programme<'c> {
    let body = json!({
        "code": code, "titleRo": "Supervizarea în asistența socială", "domain": "supervision", "hours": "24",
        "hoursBasis": "documented", "provenance": "university curriculum"
    });
    let draft = Draft { client, path: "/api/v1/programmes", body };
    Programme { draft, approved_from: None, retired_from: None }
}

impl<'c> Programme<'c> {
    pub fn approved_from(mut self, day: &'c str) -> Self {
        self.approved_from = Some(day);
        self
    }

    pub fn retired_from(mut self, day: &'c str) -> Self {
        self.retired_from = Some(day);
        self
    }

    pub async fn create(self) -> String {
        let client = self.draft.client;
        let id = self.draft.create().await;
        let path = format!("/api/v1/programmes/{id}");
        if let Some(day) = self.approved_from {
            let approval = json!({ "approvedFrom": day, "legalBasis": "Ordinul nr. 41" });
            Draft::then(client, &format!("{path}/approvals"), approval).await;
        }
        if let Some(day) = self.retired_from {
            let retirement = json!({ "retiredFrom": day, "reason": "înlocuit" });
            Draft::then(client, &format!("{path}/retirements"), retirement).await;
        }
        id
    }
}

/// A completion: passed on 2026-10-30 with 24 hours, under a reference of its own.
pub struct Completion<'c>(Draft<'c>);

pub fn completion<'c>(client: &'c Client, worker: &str, programme: &str) -> Completion<'c> {
    let body = json!({
        "workerId": worker, "programmeId": programme, "completedOn": "2026-10-30", "hours": "24", "result": "passed",
        "reference": format!("R-{}", client.fresh_code().split_at(6).1)
    });
    Completion(Draft { client, path: "/api/v1/completions", body })
}

impl Completion<'_> {
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0.set(field, value);
        self
    }

    pub fn on(self, day: &str) -> Self {
        self.with("completedOn", day)
    }

    pub fn hours(self, hours: &str) -> Self {
        self.with("hours", hours)
    }

    pub fn reference(self, reference: &str) -> Self {
        self.with("reference", reference)
    }

    /// By the organisation of the client, which teaches nothing as a rule.
    pub fn taught_by_the_client(self) -> Self {
        let organisation = self.0.client.organisation.to_string();
        self.with("providerId", organisation)
    }

    pub async fn create(self) -> String {
        self.0.create().await
    }
}

/// An individual session of 90 minutes on 2026-11-20.
pub struct Session<'c>(Draft<'c>);

pub fn session<'c>(client: &'c Client, supervisor: &str, attendee: &str) -> Session<'c> {
    let body = json!({
        "supervisorId": supervisor, "kind": "individual", "setting": "internal", "method": "in_person",
        "heldOn": "2026-11-20", "minutes": 90, "theme": "burnout-prevention", "attendeeIds": [attendee]
    });
    Session(Draft { client, path: "/api/v1/supervision-sessions", body })
}

impl Session<'_> {
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0.set(field, value);
        self
    }

    pub fn on(self, day: &str) -> Self {
        self.with("heldOn", day)
    }

    pub async fn create(self) -> String {
        self.0.create().await
    }
}

/// A grade of the ladder, which brings nothing.
pub struct Grade<'c>(Draft<'c>);

pub fn grade<'c>(client: &'c Client, code: &str, rank: i32) -> Grade<'c> {
    let body = json!({ "code": code, "rank": rank, "nameRo": code, "legalBasis": "Ordinul 12/2024, pct. 3" });
    Grade(Draft { client, path: "/api/v1/grades", body })
}

impl Grade<'_> {
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0.set(field, value);
        self
    }

    pub async fn create(self) -> String {
        self.0.create().await
    }
}

/// An award of 2026-11-23, by decision 17/2026, without an end.
pub struct Award<'c>(Draft<'c>);

pub fn award<'c>(client: &'c Client, worker: &str, grade: &str) -> Award<'c> {
    let body = json!({
        "workerId": worker, "gradeId": grade, "decisionNumber": "17/2026", "decidedOn": "2026-11-23",
        "validFrom": "2026-11-23"
    });
    Award(Draft { client, path: "/api/v1/awards", body })
}

impl Award<'_> {
    pub fn decided(mut self, number: &str, day: &str) -> Self {
        self.0.set("decisionNumber", number);
        self.0.set("decidedOn", day);
        self
    }

    pub fn valid(mut self, from: &str, until: Option<&str>) -> Self {
        self.0.set("validFrom", from);
        self.0.set("validUntil", until);
        self
    }

    pub async fn create(self) -> String {
        self.0.create().await
    }
}
