//! A tale that takes every operation that changes the register once, and sees which events each leaves.

use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use registry::call::Role;
use serde_json::{Value, json};

use super::Walk;
use crate::fixtures::{self, Draft};
use crate::service::{Client, Service};

fn person<'c>(registrar: &'c Client, idnp: &str) -> Draft<'c> {
    fixtures::worker(registrar).known_by(idnp).named("Plămădeală", "Ileana")
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
pub struct Tale {
    pub walk: Walk,
    service: Service,
    registrar: Client,
    ministry: Client,
    commission: Client,
    employer: Client,
    worker: String,
    programme: String,
    pub idnps: Vec<String>,
}

impl Tale {
    pub async fn begin() -> Self {
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

    pub async fn catalogue(&mut self) {
        let (walk, registrar, ministry) = (&mut self.walk, &self.registrar, &self.ministry);
        let new = json!({ "idno": self.service.fresh_code(), "name": "Direcția Asistență Socială", "kind": "employer" });
        let answer = registrar.post("/api/v1/organisations", new).await;
        let organisation = walk.step("create_organisation", &["organisation.registered"], answer).await.id();
        let answer = registrar
            .patch(&format!("/api/v1/organisations/{organisation}"), json!({ "name": "Alt nume" }))
            .await;
        walk.step("update_organisation", &["organisation.changed"], answer).await;
        let correction = json!({ "idno": self.service.fresh_code(), "reason": "IDNO-ul altei instituții" });
        let path = format!("/api/v1/organisations/{organisation}/idno-corrections");
        let answer = registrar.post(&path, correction).await;
        let expected = ["organisation.idno_corrected"];
        walk.step("create_organisation_idno_correction", &expected, answer).await;
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
            let answer = fixtures::grade(registrar, code, rank).send().await;
            walk.step("create_grade", &["grade.added"], answer).await;
        }
        let added = fixtures::grade(registrar, "grade-9", 9).send().await.expect(201).id();
        walk.skip().await;
        let grade =
            json!({ "code": "grade-8", "rank": 8, "nameRo": "gradul VIII", "legalBasis": "Ordinul nr. 12" });
        let correction = json!({ "grade": grade, "reason": "cod introdus greșit" });
        let answer = registrar.correct(&format!("/api/v1/grades/{added}/corrections"), correction).await;
        walk.step("create_grade_correction", &["grade.corrected"], answer).await;
        let why = json!({ "reason": "adăugat de două ori" });
        let answer = registrar.post(&format!("/api/v1/grades/{added}/withdrawals"), why).await;
        walk.step("create_grade_withdrawal", &["grade.withdrawn"], answer).await;
        for code in ["CFP-101", "CFP-102"] {
            let answer = fixtures::programme(registrar, code).send().await;
            let id = walk.step("create_programme", &["programme.drafted"], answer).await.id();
            let path = format!("/api/v1/programmes/{id}");
            let answer = registrar.patch(&path, json!({ "hours": "30" })).await;
            walk.step("update_programme", &["programme.changed"], answer).await;
            let approval = json!({ "approvedFrom": "2024-03-01", "legalBasis": "Ordinul nr. 41" });
            let answer = registrar.post(&format!("{path}/approvals"), approval).await;
            walk.step("create_programme_approval", &["programme.approved"], answer).await;
            self.programme = id;
        }
        let alias = json!({ "title": "Alt titlu", "programmeId": self.programme });
        let answer = registrar.post("/api/v1/programme-aliases", alias).await;
        let id = walk.step("create_programme_alias", &["programme_alias.confirmed"], answer).await.id();
        let path = format!("/api/v1/programme-aliases/{id}/withdrawals");
        let answer = registrar.post(&path, json!({ "reason": "are mai multe înțelesuri" })).await;
        let expected = ["programme_alias.withdrawn"];
        walk.step("create_programme_alias_withdrawal", &expected, answer).await;
        let answer = fixtures::programme(registrar, "CFP-103").send().await.expect(201);
        let path = format!("/api/v1/programmes/{}", answer.id());
        let approval = json!({ "approvedFrom": "2024-03-01", "legalBasis": "Ordinul nr. 41" });
        registrar.post(&format!("{path}/approvals"), approval).await.expect(201);
        walk.skip().await;
        let correction = json!({
            "approval": { "approvedFrom": "2024-02-01", "legalBasis": "Ordinul nr. 14" }, "reason": "alt ordin"
        });
        let answer = ministry.post(&format!("{path}/approval-corrections"), correction).await;
        let expected = ["programme.approval_corrected"];
        walk.step("create_programme_approval_correction", &expected, answer).await;
        let retirement = json!({ "retiredFrom": "2027-01-01", "reason": "înlocuit" });
        let answer = ministry.post(&format!("{path}/retirements"), retirement).await;
        walk.step("create_programme_retirement", &["programme.retired"], answer).await;
        let correction = json!({
            "retirement": { "lastStartOn": "2027-01-31", "lastCompletionOn": "2027-06-30", "reason": "înlocuit" },
            "reason": "cursuri începute"
        });
        let answer = ministry.post(&format!("{path}/retirement-corrections"), correction).await;
        let expected = ["programme.retirement_corrected"];
        walk.step("create_programme_retirement_correction", &expected, answer).await;
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
        // Cancelled before its event is waited for. One that ends first cannot be; then another one is asked for.
        for tries in 1.. {
            let asked = registrar.post("/api/v1/rule-set-simulations", simulation.clone()).await.expect(201);
            let path = format!("/api/v1/rule-set-simulations/{}/cancellations", asked.id());
            let cancelled = registrar.post(&path, json!({})).await;
            if cancelled.status != 409 || tries == 20 {
                walk.steps([
                    ("create_rule_set_simulation", "rule_set_simulation.requested", asked),
                    ("cancel_rule_set_simulation", "rule_set_simulation.cancelled", cancelled),
                ])
                .await;
                break;
            }
            walk.skip().await;
        }
    }

    /// Somebody is taken on by another employer, which the former one contests and the registrar withdraws.
    async fn hirings(&mut self) {
        let other = self.service.client(Role::Employer).await;
        let idnp = self.idnp();
        person(&self.registrar, &idnp).employed_at(&self.employer.organisation).create().await;
        self.walk.skip().await;
        let answer = person(&other, &idnp).employed_at(&other.organisation).send().await;
        let expected = ["employment.recorded", "hiring.recorded"];
        self.walk.step("create_worker", &expected, answer).await;
        let hirings = self.employer.list("/api/v1/hirings", "hirings").await;
        let path = format!("/api/v1/hirings/{}", hirings[0]["id"].as_str().expect("an id"));
        let why = json!({ "reason": "lucrează la noi" });
        let answer = self.employer.post(&format!("{path}/contests"), why.clone()).await;
        self.walk.step("create_hiring_contest", &["hiring.contested"], answer).await;
        let answer = self.employer.post(&format!("{path}/contest-withdrawals"), why.clone()).await;
        let expected = ["hiring.contest_withdrawn"];
        self.walk.step("create_hiring_contest_withdrawal", &expected, answer).await;
        let answer = self.registrar.post(&format!("{path}/withdrawals"), why).await;
        let expected = ["hiring.withdrawn", "employment.voided"];
        self.walk.step("create_hiring_withdrawal", &expected, answer).await;
    }

    pub async fn people(&mut self) {
        let idnp = self.idnp();
        let new = person(&self.registrar, &idnp).employed_at(&self.employer.organisation);
        let answer = new.employed_with("basePay", "12345.00").send().await;
        let expected = ["worker.registered", "employment.recorded"];
        self.worker = self.walk.step("create_worker", &expected, answer).await.id();
        let path = format!("/api/v1/workers/{}", self.worker);
        let answer = self.registrar.patch(&path, json!({ "familyName": "Rusu" })).await;
        self.walk.step("update_worker", &["worker.changed"], answer).await;
        let looked = self.registrar.post("/api/v1/worker-lookups", json!({ "idnp": idnp })).await;
        self.walk.step("create_worker_lookup", &[], looked).await;
        for closing in ["deactivations", "merges"] {
            let idnp = self.idnp();
            let answer = person(&self.registrar, &idnp).send().await;
            let other = self.walk.step("create_worker", &["worker.registered"], answer).await.id();
            let path = format!("/api/v1/workers/{other}/{closing}");
            if closing == "merges" {
                let answer = self
                    .registrar
                    .post(&path, json!({ "into": self.worker, "reason": "aceeași persoană" }))
                    .await;
                self.walk.step("create_worker_merge", &["worker.merged"], answer).await;
                let path = format!("/api/v1/workers/{other}");
                let why = json!({ "reason": "altă persoană" });
                let answer = self.registrar.post(&format!("{path}/merge-withdrawals"), why).await;
                let expected = ["worker.merge_withdrawn"];
                self.walk.step("create_worker_merge_withdrawal", &expected, answer).await;
                let correction = json!({ "idnp": self.idnp(), "reason": "introdus din greșeală" });
                let answer = self.registrar.post(&format!("{path}/idnp-corrections"), correction).await;
                let expected = ["worker.idnp_corrected"];
                self.walk.step("create_worker_idnp_correction", &expected, answer).await;
            } else {
                let answer = self.registrar.post(&path, json!({ "reason": "decedat" })).await;
                self.walk.step("create_worker_deactivation", &["worker.deactivated"], answer).await;
                let path = format!("/api/v1/workers/{other}/deactivation");
                let correction = json!({ "effectiveOn": "2026-11-20", "reason": "altă zi" });
                let answer = self.registrar.post(&format!("{path}-corrections"), correction).await;
                let expected = ["worker.deactivation_corrected"];
                self.walk.step("create_worker_deactivation_correction", &expected, answer).await;
                let why = json!({ "reason": "altă persoană" });
                let answer = self.registrar.post(&format!("{path}-withdrawals"), why).await;
                let expected = ["worker.deactivation_withdrawn"];
                self.walk.step("create_worker_deactivation_withdrawal", &expected, answer).await;
            }
        }
        let path = format!("/api/v1/workers/{}", self.worker);
        let mut employment = fixtures::employment(&self.employer.organisation, "2026-03-01");
        employment["basePay"] = json!("23456.00");
        let answer = self.registrar.post(&format!("{path}/employments"), employment.clone()).await;
        let id = self.walk.step("create_employment", &["employment.recorded"], answer).await.id();
        employment["basePay"] = json!("23465.00");
        let correction = json!({ "employment": employment, "reason": "salariu greșit" });
        let answer = self.registrar.post(&format!("/api/v1/employments/{id}/corrections"), correction).await;
        let id = self.walk.step("create_employment_correction", &["employment.corrected"], answer).await.id();
        let void = json!({ "reason": "nu a lucrat" });
        let answer = self.registrar.post(&format!("/api/v1/employments/{id}/voids"), void).await;
        self.walk.step("create_employment_void", &["employment.voided"], answer).await;
    }

    fn completion(&self, day: &str, reference: &str) -> Value {
        let new = fixtures::completion(&self.registrar, &self.worker, &self.programme).on(day).hours("30");
        new.reference(reference).with("providerId", self.registrar.organisation.to_string()).body()
    }

    pub async fn facts(&mut self) {
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
        let mentor = person(&self.registrar, &idnp).create().await;
        self.walk.skip().await;
        let answer = fixtures::session(&self.registrar, &mentor, &self.worker).send().await;
        let expected = ["supervision_session.recorded"];
        let id = self.walk.step("create_supervision_session", &expected, answer).await.id();
        let session = fixtures::session(&self.registrar, &mentor, &self.worker).with("minutes", 60).body();
        let correction = json!({ "session": session, "reason": "durata greșită" });
        let path = format!("/api/v1/supervision-sessions/{id}/corrections");
        let answer = self.registrar.post(&path, correction).await;
        let expected = ["supervision_session.corrected"];
        let id = self.walk.step("create_supervision_session_correction", &expected, answer).await.id();
        let answer =
            self.registrar.post(&format!("/api/v1/supervision-sessions/{id}/voids"), void.clone()).await;
        self.walk.step("create_supervision_session_void", &["supervision_session.voided"], answer).await;
        let suspension = json!({
            "workerId": self.worker, "validFrom": "2026-01-01", "validUntil": "2026-01-31",
            "legalBasis": "Ordinul nr. 17", "reason": "anchetă disciplinară"
        });
        let answer = self.commission.post("/api/v1/suspensions", suspension).await;
        let id = self.walk.step("create_suspension", &["suspension.recorded"], answer).await.id();
        let correction = json!({
            "suspension": {
                "validFrom": "2026-01-01", "validUntil": "2026-01-20", "legalBasis": "Ordinul nr. 17",
                "reason": "anchetă disciplinară"
            },
            "reason": "încheiată mai devreme"
        });
        let answer = self.commission.post(&format!("/api/v1/suspensions/{id}/corrections"), correction).await;
        let id = self.walk.step("create_suspension_correction", &["suspension.corrected"], answer).await.id();
        let answer = self.commission.post(&format!("/api/v1/suspensions/{id}/voids"), void.clone()).await;
        self.walk.step("create_suspension_void", &["suspension.voided"], answer).await;
        self.hirings().await;
        let absence = json!({
            "kind": "study-leave", "validFrom": "2026-02-01", "validUntil": "2026-02-28",
            "legalBasis": "Ordinul nr. 31-p"
        });
        let path = format!("/api/v1/workers/{}/absences", self.worker);
        let answer = self.registrar.post(&path, absence.clone()).await;
        let id = self.walk.step("create_absence", &["absence.recorded"], answer).await.id();
        let mut correction = json!({ "absence": absence, "reason": "a revenit mai devreme" });
        correction["absence"]["validUntil"] = json!("2026-02-20");
        let answer = self.registrar.post(&format!("/api/v1/absences/{id}/corrections"), correction).await;
        let id = self.walk.step("create_absence_correction", &["absence.corrected"], answer).await.id();
        let answer = self.registrar.post(&format!("/api/v1/absences/{id}/voids"), void).await;
        self.walk.step("create_absence_void", &["absence.voided"], answer).await;
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

    pub async fn attestation(&mut self) {
        // A submission is reviewed for what was put right in the minute before it.
        self.service.clock.advance_seconds(120);
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
        let path = format!("/api/v1/award-reviews/{review}/reopenings");
        let answer = self.commission.post(&path, json!({ "reason": "alt dosar" })).await;
        self.walk.step("create_award_review_reopening", &["award_review.raised"], answer).await;
        let grades = self.registrar.list("/api/v1/grades", "grades").await;
        let award = json!({
            "workerId": self.worker, "gradeId": grades[1]["id"], "decisionNumber": "18/2026",
            "decidedOn": "2026-11-20", "validFrom": "2026-11-20", "validUntil": "2031-11-19"
        });
        let answer = self.commission.post("/api/v1/awards", award).await;
        let award = self.walk.step("create_award", &["award.recorded"], answer).await.id();
        let restated = json!({
            "decisionNumber": "81/2026", "decidedOn": "2026-11-20", "validFrom": "2026-11-20", "validUntil": "2031-11-19"
        });
        let correction = json!({ "award": restated, "reason": "număr introdus greșit" });
        let answer =
            self.commission.correct(&format!("/api/v1/awards/{award}/corrections"), correction).await;
        self.walk.step("create_award_correction", &["award.corrected"], answer).await;
        let revocation = json!({ "revokedFrom": "2026-12-01", "reason": "fraudă" });
        let answer = self.commission.post(&format!("/api/v1/awards/{award}/revocations"), revocation).await;
        self.walk.step("create_award_revocation", &["award.revoked"], answer).await;
        let path = format!("/api/v1/awards/{award}/revocation-withdrawals");
        let answer = self.commission.post(&path, json!({ "reason": "altă decizie" })).await;
        let expected = ["award.revocation_withdrawn"];
        self.walk.step("create_award_revocation_withdrawal", &expected, answer).await;
    }

    async fn submitted(&mut self, grade: &str) -> String {
        let application = json!({ "workerId": self.worker, "grade": grade });
        let answer = self.employer.post("/api/v1/attestation-applications", application.clone()).await;
        let expected = ["attestation_application.created"];
        let made = self.walk.step("create_attestation_application", &expected, answer).await;
        let path = format!("/api/v1/attestation-applications/{}/withdrawals", made.id());
        let answer = self.employer.post(&path, json!({ "reason": "altă persoană" })).await;
        let withdrawn = ["attestation_application.withdrawn"];
        self.walk.step("create_attestation_withdrawal", &withdrawn, answer).await;
        let answer = self.employer.post("/api/v1/attestation-applications", application).await;
        let made = self.walk.step("create_attestation_application", &expected, answer).await;
        let path = format!("/api/v1/attestation-applications/{}", made.id());
        let answer = self.employer.post(&format!("{path}/submissions"), json!({})).await;
        self.walk.step("create_attestation_submission", &["attestation_application.submitted"], answer).await;
        path
    }

    pub async fn files(&mut self) {
        let idnp = self.idnp();
        let workers = format!("IDNP,Nume,Prenume\n{idnp},Plămădeală,Ion\n");
        self.file("create_worker_batch", "worker-batches", &workers, "worker.registered").await;
        let titles = "IDNP,Cod program,Data absolvirii,Ore,Rezultat,Referință";
        let completions = format!("{titles}\n{},CFP-101,2026-10-07,30,passed,R-9\n", self.idnps[0]);
        let operation = "create_completion_batch";
        self.file(operation, "completion-batches", &completions, "completion.recorded").await;
        let grades = self.registrar.list("/api/v1/grades", "grades").await;
        let grade = grades[0]["code"].as_str().expect("a code");
        let titles = "IDNP,Cod grad,Număr decizie,Data deciziei,Valabil din,Valabil până la,Comisia";
        let decision = format!("9/2020,2020-02-20,2020-03-01,2021-02-28,{}", self.commission.organisation);
        let awards = format!("{titles}\n{idnp},{grade},{decision}\n");
        self.file("create_award_batch", "award-batches", &awards, "award.recorded").await;
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
