//! Applications for grades: put forward, decided on, evaluated again to the same byte, and never silently
//! changed.

use data_encoding::{BASE64, HEXLOWER};
use diesel::prelude::*;
use futures_util::future::join_all;
use registry::call::Role;
use registry::db::schema::attestation_submissions;
use registry::keys::sha256;
use serde_json::{Value, json};

use crate::fixtures;
use crate::service::{Answer, Client, Service};

const PATH: &str = "/api/v1/attestation-applications";
const REVIEWS: &str = "/api/v1/award-reviews";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

/// A worker with one fact of each kind that counts, an employer that applies, and a rule set in force.
struct Scene {
    service: Service,
    registrar: Client,
    employer: Client,
    commission: Client,
    worker: String,
    idnp: String,
    programme: String,
    completion: String,
    session: String,
}

impl Scene {
    async fn start() -> Self {
        let service = Service::start().await;
        let registrar = service.client(Role::Registrar).await;
        let employer = service.client(Role::Employer).await;
        let commission = service.client(Role::Commission).await;
        let idnp = service.fresh_code();
        let worker = fixtures::worker(&registrar).known_by(&idnp).named("Plămădeală", "Ana");
        let worker =
            worker.employed_at(&employer.organisation).with("validFrom", "2024-03-01").create().await;
        let mentor = fixtures::worker(&registrar).create().await;
        for (code, rank) in [("grade-2", 1), ("grade-1", 2), ("grade-0", 3)] {
            fixtures::grade(&registrar, code, rank).create().await;
        }
        let programme = fixtures::programme(&registrar, "CFP-101").approved_from("2024-03-01").create().await;
        let session =
            fixtures::session(&registrar, &mentor, &worker).with("reference", "SUP-1").create().await;
        let mut scene = Self {
            service,
            registrar,
            employer,
            commission,
            worker,
            idnp,
            programme,
            completion: String::new(),
            session,
        };
        scene.completion = scene.complete("2026-10-30", "24").await;
        scene.publish("2024-01-01", "24", 60).await;
        scene
    }

    async fn complete(&self, on: &str, hours: &str) -> String {
        let new = fixtures::completion(&self.registrar, &self.worker, &self.programme);
        new.on(on).hours(hours).taught_by_the_client().create().await
    }

    /// A rule set that asks for so many hours of training, a session and a year of work, and grants for so
    /// many months.
    async fn publish(&self, from: &str, hours: &str, months: i32) -> String {
        let asked = json!({ "id": "all", "kind": "allOf", "of": [
            { "id": "hours", "kind": "trainingHours", "hours": hours, "withinMonths": 60 },
            { "id": "sessions", "kind": "supervisionSessions", "sessions": 1, "withinMonths": 12 },
            { "id": "tenure", "kind": "tenure", "months": 12 },
            { "id": "not-suspended", "kind": "noActiveSuspension" }
        ] });
        let above = json!({ "id": "below", "kind": "holdsGrade", "grade": "grade-2" });
        let rule_set = json!({
            "code": "qualification-rules", "nameRo": "Regulile de calificare", "effectiveFrom": from, "legalBasis": "Ordinul nr. 44",
            "grades": [
                { "grade": "grade-2", "validityMonths": months, "requirement": asked }, { "grade": "grade-1", "requirement": above }
            ]
        });
        let id = made(&self.registrar, "/api/v1/rule-sets", rule_set).await;
        let ministry = self.service.client(Role::Ministry).await;
        ministry.publish(&format!("/api/v1/rule-sets/{id}"), "aprobat").await.expect(201);
        id
    }

    /// An application by the employer, by its path.
    async fn apply(&self, grade: &str) -> String {
        let made =
            self.employer.post(PATH, json!({ "workerId": self.worker, "grade": grade })).await.expect(201);
        made.header("location").expect("an address").to_owned()
    }

    /// An application that was put forward, by its path.
    async fn submitted(&self) -> String {
        let path = self.apply("grade-2").await;
        self.submit(&path).await.expect(201);
        path
    }

    async fn submit(&self, path: &str) -> Answer {
        self.employer.post(&format!("{path}/submissions"), json!({})).await
    }

    async fn decide(&self, path: &str, decision: Value) -> Answer {
        self.commission.post(&format!("{path}/decisions"), decision).await
    }

    /// An application that was granted, by its path, and the decision.
    async fn granted(&self) -> (String, Value) {
        let path = self.submitted().await;
        let decision = self.decide(&path, grant("17/2026")).await.expect(201).body;
        (path, decision)
    }

    async fn replay(&self, path: &str, decision: &Value) -> Answer {
        self.commission.get(&format!("{path}/decisions/{}/replay", text(decision, "id"))).await.expect(200)
    }

    async fn reviews(&self) -> Vec<Value> {
        self.commission.list(REVIEWS, "awardReviews").await
    }

    async fn void(&self, kind: &str, id: &str) {
        self.registrar
            .post(&format!("/api/v1/{kind}/{id}/voids"), json!({ "reason": "introdus din greșeală" }))
            .await
            .expect(201);
    }

    /// The completion corrected to other hours: the id of the one that takes its place.
    async fn correct(&self, hours: &str) -> String {
        let path = format!("/api/v1/completions/{}", self.completion);
        let mut completion = self.registrar.get(&path).await.expect(200).body;
        let kept = ["programmeId", "completedOn", "hours", "result", "reference"];
        completion.as_object_mut().expect("an object").retain(|field, _| kept.contains(&field.as_str()));
        completion["hours"] = json!(hours);
        let correction = json!({ "completion": completion, "reason": "ore introduse greșit" });
        made(&self.registrar, &format!("{path}/corrections"), correction).await
    }

    async fn status(&self, path: &str) -> String {
        text(&self.commission.get(path).await.expect(200).body, "status").to_owned()
    }

    /// The evidence of an application's only submission, as it is kept.
    async fn evidence(&self) -> String {
        let kept = self.service.hall.db.read(|view| {
            Ok(attestation_submissions::table.select(attestation_submissions::evidence).load(&mut **view)?)
        });
        let [evidence] = kept
            .await
            .expect("read")
            .try_into()
            .unwrap_or_else(|all: Vec<String>| panic!("{} submissions", all.len()));
        evidence
    }
}

async fn made(client: &Client, path: &str, body: Value) -> String {
    client.post(path, body).await.expect(201).id()
}

/// Another worker of the employer.
async fn colleague(registrar: &Client, employer: &Client) -> String {
    fixtures::worker(registrar).employed_at(&employer.organisation).create().await
}

fn grant(number: &str) -> Value {
    json!({ "outcome": "granted", "decisionNumber": number, "decidedOn": "2026-11-23" })
}

fn refuse(number: &str) -> Value {
    json!({ "outcome": "refused", "decisionNumber": number, "decidedOn": "2026-11-23", "reason": "dosar incomplet" })
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&sha256(bytes))
}

/// What a review is about and why, without its id and moments.
fn told(review: &Value) -> [&str; 4] {
    ["awardId", "factKind", "factId", "cause"].map(|name| text(review, name))
}

#[actix_web::test]
async fn an_application_goes_from_draft_to_award() {
    let scene = Scene::start().await;
    let made =
        scene.employer.post(PATH, json!({ "workerId": scene.worker, "grade": "grade-2" })).await.expect(201);
    let path = made.header("location").expect("an address").to_owned();
    let expected = json!({
        "id": made.id(), "workerId": scene.worker, "grade": "grade-2", "organisationId": scene.employer.organisation.to_string(),
        "status": "draft", "round": 1, "createdAt": made.body["createdAt"], "updatedAt": made.body["createdAt"],
        "appealedAt": null, "appealReason": null
    });
    assert_eq!(made.body, expected);
    scene.decide(&path, grant("17/2026")).await.expect(409);

    let put = scene.submit(&path).await.expect(201);
    assert_eq!(
        (put.header("location"), text(&put.body["application"], "status")),
        (Some(path.as_str()), "submitted")
    );
    let submission = &put.body["submission"];
    assert_eq!(
        (&submission["eligible"], &submission["round"], text(submission, "validAt")),
        (&json!(true), &json!(1), "2026-11-23")
    );
    assert_eq!(
        (&submission["ruleSet"]["code"], &submission["ruleSet"]["version"]),
        (&json!("qualification-rules"), &json!(1))
    );
    let of = submission["explanation"]["of"].as_array().expect("requirements");
    let told: Vec<_> =
        of.iter().map(|one| (text(one, "id"), text(one, "required"), one["met"] == true)).collect();
    assert_eq!(
        told,
        [
            ("hours", "24", true),
            ("sessions", "1", true),
            ("tenure", "12", true),
            ("not-suspended", "0", true)
        ]
    );
    assert_eq!(of[0]["counted"], json!([{ "completionId": scene.completion, "hours": "24" }]));
    assert!(of.iter().all(|one| one.get("text").is_none()), "what is frozen has no language");
    scene.submit(&path).await.expect(409);
    let listed = scene.employer.get(&format!("{path}/submissions")).await.expect(200).body;
    assert_eq!(listed, json!({ "attestationSubmissions": [submission] }));

    let decided = scene.decide(&path, grant("17/2026")).await.expect(201);
    let (decision, award) = (&decided.body, text(&decided.body, "awardId"));
    assert_eq!(
        (text(decision, "outcome"), &decision["departs"], &decision["reason"]),
        ("granted", &json!(false), &Value::Null)
    );
    assert_eq!(text(decision, "commissionId"), scene.commission.organisation.to_string());
    assert_eq!(
        scene.employer.get(decided.header("location").expect("an address")).await.expect(200).body,
        *decision
    );
    let listed = scene.employer.get(&format!("{path}/decisions")).await.expect(200).body;
    assert_eq!(listed, json!({ "attestationDecisions": [decision] }));
    assert_eq!(scene.status(&path).await, "granted");
    let award = scene.employer.get(&format!("/api/v1/awards/{award}")).await.expect(200).body;
    let days =
        ["workerId", "decisionNumber", "decidedOn", "validFrom", "validUntil"].map(|name| text(&award, name));
    assert_eq!(days, [scene.worker.as_str(), "17/2026", "2026-11-23", "2026-11-23", "2031-11-22"]);
    assert!(scene.reviews().await.is_empty());
    scene
        .employer
        .post(&format!("{path}/appeals"), json!({ "reason": "nu sunt de acord" }))
        .await
        .expect(409);
}

#[actix_web::test]
async fn what_is_not_there_or_under_way_cannot_be_applied_for() {
    let scene = Scene::start().await;
    let both = scene.employer.post(PATH, json!({ "workerId": NOBODY, "grade": "grade-9" })).await;
    both.expect_faults(&["/workerId", "/grade"]);
    let path = scene.apply("grade-2").await;
    let again =
        scene.registrar.post(PATH, json!({ "workerId": scene.worker, "grade": "grade-2" })).await.expect(409);
    assert_eq!(again.body["location"], json!(path));
    scene.apply("grade-1").await;

    // Another record of the same person is the same person.
    let twin = colleague(&scene.registrar, &scene.employer).await;
    let other = scene.employer.post(PATH, json!({ "workerId": twin, "grade": "grade-1" })).await.expect(201);
    assert_eq!(scene.status(other.header("location").expect("an address")).await, "draft");
    let merge = json!({ "into": scene.worker, "reason": "aceeași persoană" });
    scene.registrar.post(&format!("/api/v1/workers/{twin}/merges"), merge).await.expect(201);
    scene
        .registrar
        .post(PATH, json!({ "workerId": twin, "grade": "grade-2" }))
        .await
        .expect_faults(&["/workerId"]);

    // Many at once make one.
    let third = colleague(&scene.registrar, &scene.employer).await;
    let all =
        join_all((0..4).map(|_| scene.employer.post(PATH, json!({ "workerId": third, "grade": "grade-2" }))))
            .await;
    let created: Vec<_> = all
        .iter()
        .filter(|answer| answer.status == 201)
        .map(|answer| format!("{PATH}/{}", answer.id()))
        .collect();
    let [created] = created.try_into().expect("one");
    assert!(
        all.iter()
            .filter(|answer| answer.status != 201)
            .all(|answer| answer.status == 409 && answer.body["location"] == created)
    );
}

#[actix_web::test]
async fn without_rules_for_the_grade_nothing_is_put_forward() {
    let scene = Scene::start().await;
    let path = scene.apply("grade-0").await;
    let refused = scene.submit(&path).await.expect(409);
    assert!(text(&refused.body, "detail").contains("does not have the grade"), "{}", refused.body);
    assert!(text(&refused.body, "location").starts_with("/api/v1/rule-sets/"));
    assert_eq!(scene.status(&path).await, "draft");

    let service = Service::start().await;
    let (registrar, employer) = (service.client(Role::Registrar).await, service.client(Role::Employer).await);
    let worker = colleague(&registrar, &employer).await;
    fixtures::grade(&registrar, "grade-2", 1).create().await;
    let application = made(&employer, PATH, json!({ "workerId": worker, "grade": "grade-2" })).await;
    let refused = employer.post(&format!("{PATH}/{application}/submissions"), json!({})).await.expect(409);
    assert!(text(&refused.body, "detail").contains("no rule set is in force"), "{}", refused.body);
}

#[actix_web::test]
async fn a_refusal_is_appealed_against_once() {
    let scene = Scene::start().await;
    scene.void("completions", &scene.completion).await;
    let path = scene.submitted().await;
    let mut silent = refuse("17/2026");
    silent.as_object_mut().expect("an object").remove("reason");
    scene.decide(&path, silent).await.expect_faults(&["/reason"]);
    let mut dated = refuse("17/2026");
    (dated["validFrom"], dated["decidedOn"]) = (json!("2026-12-01"), json!("2026-11-24"));
    scene.decide(&path, dated).await.expect_faults(&["/decidedOn", "/validFrom"]);
    let refused = scene.decide(&path, refuse("17/2026")).await.expect(201).body;
    assert_eq!(
        (&refused["departs"], &refused["awardId"], text(&refused, "reason")),
        (&json!(false), &Value::Null, "dosar incomplet")
    );
    assert_eq!(scene.status(&path).await, "refused");

    let appeal = json!({ "reason": "orele din noiembrie nu erau înscrise" });
    let open = scene.employer.post(&format!("{path}/appeals"), appeal.clone()).await.expect(201).body;
    assert_eq!(
        (text(&open, "status"), &open["round"], &open["appealReason"]),
        ("appealed", &json!(2), &appeal["reason"])
    );
    let early = scene.decide(&path, grant("18/2026")).await.expect(409);
    assert!(text(&early.body, "detail").contains("not put forward"), "{}", early.body);
    let later = scene.complete("2026-11-10", "30").await;
    let put = scene.submit(&path).await.expect(201).body;
    assert_eq!((&put["submission"]["round"], &put["submission"]["eligible"]), (&json!(2), &json!(true)));
    let granted = scene.decide(&path, grant("18/2026")).await.expect(201).body;
    assert_eq!((&granted["round"], text(&granted, "outcome")), (&json!(2), "granted"));

    // Each round has its own evidence.
    let [first, second] =
        [scene.replay(&path, &refused).await, scene.replay(&path, &granted).await].map(|answer| answer.body);
    assert_eq!((&first["met"], &second["met"]), (&json!(false), &json!(true)));
    assert_eq!(first["of"][0]["notCounted"][0]["reason"], "voided");
    assert_eq!(second["of"][0]["counted"][0]["completionId"], json!(later));
    let rounds = scene.commission.get(&format!("{path}/submissions")).await.expect(200).body;
    assert_eq!(rounds["attestationSubmissions"].as_array().map(Vec::len), Some(2));
    let decisions = scene.commission.get(&format!("{path}/decisions")).await.expect(200).body;
    assert_eq!(decisions, json!({ "attestationDecisions": [refused, granted] }));
}

#[actix_web::test]
async fn a_second_appeal_is_refused_and_so_is_one_beside_a_new_application() {
    let scene = Scene::start().await;
    let appeal = async |path: &str| {
        scene.employer.post(&format!("{path}/appeals"), json!({ "reason": "nu suntem de acord" })).await
    };
    let path = scene.submitted().await;
    appeal(&path).await.expect(409);
    scene.decide(&path, refuse("17/2026")).await.expect(201);
    let new = scene.apply("grade-2").await;
    assert_eq!(appeal(&path).await.expect(409).body["location"], json!(new));
    scene.submit(&new).await.expect(201);
    scene.decide(&new, refuse("18/2026")).await.expect(201);
    appeal(&new).await.expect(201);
    scene.submit(&new).await.expect(201);
    scene.decide(&new, refuse("19/2026")).await.expect(201);
    let second = appeal(&new).await.expect(409);
    assert!(text(&second.body, "detail").contains("appealed before"), "{}", second.body);
    assert_eq!(scene.status(&new).await, "refused");
}

#[actix_web::test]
async fn a_decision_that_departs_from_the_evaluation_says_why() {
    let scene = Scene::start().await;
    let path = scene.submitted().await;
    let refused = scene.decide(&path, refuse("16/2026")).await.expect(201).body;
    assert_eq!(refused["departs"], json!(true), "the eligible was refused");

    scene.void("supervision-sessions", &scene.session).await;
    let path = scene.submitted().await;
    scene.decide(&path, grant("17/2026")).await.expect_faults(&["/reason"]);
    let mut reasoned = grant("17/2026");
    reasoned["reason"] = json!("experiență deosebită");
    (reasoned["validFrom"], reasoned["validUntil"]) = (json!("2026-12-01"), json!("2027-05-31"));
    let granted = scene.decide(&path, reasoned).await.expect(201).body;
    assert_eq!((&granted["departs"], text(&granted, "reason")), (&json!(true), "experiență deosebită"));
    let award =
        scene.employer.get(&format!("/api/v1/awards/{}", text(&granted, "awardId"))).await.expect(200).body;
    assert_eq!((text(&award, "validFrom"), text(&award, "validUntil")), ("2026-12-01", "2027-05-31"));
}

#[actix_web::test]
async fn of_two_commissions_that_decide_at_once_one_is_first() {
    let scene = Scene::start().await;
    let path = scene.submitted().await;
    let other = scene.service.client(Role::Commission).await;
    let decisions = format!("{path}/decisions");
    let all = [scene.commission.post(&decisions, grant("17/2026")), other.post(&decisions, refuse("9/2026"))];
    let all = join_all(all).await;
    let made: Vec<_> = all.iter().filter(|answer| answer.status == 201).collect();
    let [made] = made.try_into().unwrap_or_else(|all: Vec<_>| panic!("{} decisions", all.len()));
    let late = all.iter().find(|answer| answer.status != 201).expect("one that is late");
    assert_eq!((late.status.as_u16(), late.body["location"].as_str()), (409, made.header("location")));
    assert_eq!(scene.status(&path).await, text(&made.body, "outcome"));
    let awards = scene.commission.list(&format!("/api/v1/awards?workerId={}", scene.worker), "awards").await;
    assert_eq!(awards.len(), usize::from(text(&made.body, "outcome") == "granted"));
}

#[actix_web::test]
async fn what_was_decided_on_is_evaluated_again_to_the_same_byte() {
    let scene = Scene::start().await;
    let (path, decision) = scene.granted().await;
    let before = scene.replay(&path, &decision).await;
    let submissions = scene.commission.get(&format!("{path}/submissions")).await.expect(200);
    let submission = &submissions.body["attestationSubmissions"][0];
    assert_eq!(hex(&before.bytes), text(submission, "explanationSha256"));
    assert_eq!(before.body, submission["explanation"]);
    assert_eq!(before.header("content-type"), Some("application/json"));
    assert_eq!(
        before.header("repr-digest"),
        Some(format!("sha-256=:{}:", BASE64.encode(&sha256(&before.bytes))).as_str())
    );
    assert_eq!(hex(scene.evidence().await.as_bytes()), text(submission, "evidenceSha256"));

    scene.void("completions", &scene.completion).await;
    scene.void("supervision-sessions", &scene.session).await;
    scene.complete("2026-11-02", "40").await;
    scene.publish("2026-11-01", "500", 12).await;
    scene.service.clock.advance_seconds(600);
    let after = scene.replay(&path, &decision).await;
    assert_eq!(after.bytes, before.bytes);
    assert_eq!(
        scene.commission.get(&format!("{path}/submissions")).await.expect(200).bytes,
        submissions.bytes
    );
    assert_eq!(scene.status(&path).await, "granted");
    let missing = scene.commission.get(&format!("{path}/decisions/{NOBODY}/replay")).await;
    missing.expect(404);
    scene.commission.get(&format!("{path}/decisions/x/replay")).await.expect_faults(&["decisionId"]);
}

/// The negative control: evidence that says something else does not pass for what was frozen.
#[actix_web::test]
async fn evidence_that_was_tampered_with_is_not_replayed() {
    let scene = Scene::start().await;
    let (path, decision) = scene.granted().await;
    let replay = format!("{path}/decisions/{}/replay", text(&decision, "id"));
    let tampers = [r#"replace(evidence, '"hours":"24"', '"hours":"25"')"#, "'{}'"];
    scene.commission.get(&replay).await.expect(200);
    for tamper in tampers {
        let sql = format!("UPDATE attestation_submissions SET evidence = {tamper}");
        scene
            .service
            .hall
            .db
            .write(move |tx| Ok(diesel::connection::SimpleConnection::batch_execute(&mut **tx, &sql)?))
            .await
            .expect("done");
        let refused = scene.commission.get(&replay).await.expect(500);
        assert!(!String::from_utf8_lossy(&refused.bytes).contains("evidence"), "{}", refused.body);
    }
}

/// What was put forward under one version is decided by that version.
#[actix_web::test]
async fn a_rule_set_published_after_the_submission_changes_nothing_of_the_decision() {
    let scene = Scene::start().await;
    let path = scene.submitted().await;
    let second = scene.publish("2026-11-01", "500", 12).await;
    let decision = scene.decide(&path, grant("17/2026")).await.expect(201).body;
    let award =
        scene.employer.get(&format!("/api/v1/awards/{}", text(&decision, "awardId"))).await.expect(200).body;
    assert_eq!(text(&award, "validUntil"), "2031-11-22");
    let rule_set =
        scene.employer.get(&format!("{path}/submissions")).await.expect(200).body["attestationSubmissions"]
            [0]["ruleSet"]
            .clone();
    assert_eq!(rule_set["version"], json!(1));
    assert_ne!(rule_set["id"], json!(second));
}

#[actix_web::test]
async fn evidence_names_facts_and_no_person() {
    let scene = Scene::start().await;
    let path = scene.submitted().await;
    let evidence = scene.evidence().await;
    for personal in [scene.idnp.as_str(), &scene.idnp[9..], "Plămădeală", "Ana", &scene.worker] {
        assert!(!evidence.contains(personal), "{personal} in {evidence}");
    }
    let evidence: Value = serde_json::from_str(&evidence).expect("JSON");
    assert_eq!(
        (&evidence["schema"], &evidence["grade"], &evidence["day"]),
        (&json!(1), &json!("grade-2"), &json!("2026-11-23"))
    );
    assert_eq!(evidence["ruleSet"]["rules"]["grades"][0]["validityMonths"], json!(60));
    let completion = json!({
        "id": scene.completion, "on": "2026-10-30", "hours": "24", "programme": scene.programme, "provider": "ministry",
        "result": "passed", "standing": "believed"
    });
    assert_eq!(evidence["record"]["completions"], json!([completion]));
    let programme = json!({ "id": scene.programme, "code": "CFP-101", "domain": "supervision" });
    assert_eq!(
        evidence["catalogue"],
        json!({ "programmes": [programme], "ladder": { "grade-2": 1, "grade-1": 2 } })
    );
    assert_eq!(evidence["record"]["employments"][0]["post"], json!("asistent-social"));
    assert_eq!(scene.status(&path).await, "submitted");
}

#[actix_web::test]
async fn a_fact_withdrawn_after_the_decision_raises_a_review() {
    let scene = Scene::start().await;
    let (path, decision) = scene.granted().await;
    let award = text(&decision, "awardId");
    let before = scene.commission.get(&format!("/api/v1/awards/{award}")).await.expect(200).body;
    scene.void("completions", &scene.completion).await;
    scene.void("supervision-sessions", &scene.session).await;
    let found = scene.reviews().await;
    let expected = [
        [award, "completion", scene.completion.as_str(), "voided"],
        [award, "supervisionSession", &scene.session, "voided"],
    ];
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expected);
    assert_eq!(scene.commission.get(&format!("/api/v1/awards/{award}")).await.expect(200).body, before);
    assert_eq!(scene.status(&path).await, "granted");
}

#[actix_web::test]
async fn an_award_rests_on_what_takes_the_place_of_a_session_before_and_after_the_decision() {
    let scene = Scene::start().await;
    let before = scene
        .registrar
        .get(&format!("/api/v1/supervision-sessions/{}", scene.session))
        .await
        .expect(200)
        .body;
    let correct = async |minutes: i32| {
        let row = json!({
            "supervisorId": before["supervisorId"], "attendees": [scene.worker], "kind": "individual", "setting": "internal",
            "method": "in_person", "heldOn": "2026-11-20", "minutes": minutes, "theme": "burnout-prevention", "reference": "SUP-1"
        });
        let (path, order) = ("/api/v1/supervision-session-batches", "mode=commit&onChange=correct");
        let batch = scene.registrar.batch(path, order, "application/json", json!([row]).to_string()).await;
        assert_eq!(batch.body["counts"]["corrected"], 1, "{}", batch.body);
        let rows = scene.registrar.get(&format!("{path}/{}/rows", batch.id())).await.expect(200).body;
        rows["rows"][0]["objectId"].as_str().expect("an id").to_owned()
    };
    let path = scene.submitted().await;
    scene.service.clock.advance_seconds(60);
    let early = correct(80).await;
    let decision = scene.decide(&path, grant("17/2026")).await.expect(201).body;
    let award = text(&decision, "awardId");
    let late = correct(70).await;
    scene.void("supervision-sessions", &late).await;
    let expected = [
        [award, "supervisionSession", scene.session.as_str(), "corrected"],
        [award, "supervisionSession", &early, "corrected"],
        [award, "supervisionSession", &late, "voided"],
    ];
    assert_eq!(scene.reviews().await.iter().map(told).collect::<Vec<_>>(), expected);
}

#[actix_web::test]
async fn a_fact_withdrawn_between_submission_and_decision_is_reviewed_at_once() {
    let scene = Scene::start().await;
    let other = scene.complete("2024-04-10", "8").await;
    let path = scene.submitted().await;
    scene.service.clock.advance_seconds(60);
    let corrected = scene.correct("20").await;
    scene.void("completions", &corrected).await;
    scene.void("supervision-sessions", &scene.session).await;
    let unseen = scene.complete("2026-11-11", "3").await;
    scene.void("completions", &unseen).await;
    assert!(scene.reviews().await.is_empty(), "there is no award yet");
    let decision = scene.decide(&path, grant("17/2026")).await.expect(201).body;
    let award = text(&decision, "awardId");
    let expected = [
        [award, "completion", scene.completion.as_str(), "corrected"],
        [award, "completion", &corrected, "voided"],
        [award, "supervisionSession", &scene.session, "voided"],
    ];
    assert_eq!(scene.reviews().await.iter().map(told).collect::<Vec<_>>(), expected);
    scene.void("completions", &other).await;
    assert_eq!(scene.reviews().await.len(), 4, "the award rests on what counted and still stands");

    // A second award that rests on facts withdrawn long ago is none of this: it is put forward without them.
    let again = scene.apply("grade-1").await;
    scene.submit(&again).await.expect(201);
    scene.decide(&again, grant("18/2026")).await.expect(201);
    assert_eq!(scene.reviews().await.len(), 4);
    let revocation = json!({ "revokedFrom": "2026-11-23", "reason": "decizia a fost anulată" });
    scene.commission.post(&format!("/api/v1/awards/{award}/revocations"), revocation).await.expect(201);
    let found = scene.reviews().await;
    assert_eq!(told(&found[4])[1..], ["award", award, "revoked"]);
}

#[actix_web::test]
async fn an_award_goes_to_the_record_under_which_the_person_goes_on() {
    let scene = Scene::start().await;
    let path = scene.submitted().await;
    let survivor = colleague(&scene.registrar, &scene.employer).await;
    let merge = json!({ "into": survivor, "reason": "aceeași persoană" });
    scene.registrar.post(&format!("/api/v1/workers/{}/merges", scene.worker), merge).await.expect(201);
    let decision = scene.decide(&path, grant("17/2026")).await.expect(201).body;
    let award = scene
        .commission
        .get(&format!("/api/v1/awards/{}", text(&decision, "awardId")))
        .await
        .expect(200)
        .body;
    assert_eq!(text(&award, "workerId"), survivor);
    let found = scene.employer.list(&format!("{PATH}?workerId={survivor}"), "attestationApplications").await;
    assert_eq!((found.len(), text(&found[0], "workerId")), (1, scene.worker.as_str()));
}

#[actix_web::test]
async fn nobody_is_granted_a_grade_twice_or_on_a_closed_record() {
    let scene = Scene::start().await;
    let (_, decision) = scene.granted().await;
    let path = scene.submitted().await;
    let twice = scene.decide(&path, grant("18/2026")).await.expect(409);
    assert_eq!(twice.body["location"], json!(format!("/api/v1/awards/{}", text(&decision, "awardId"))));
    assert_eq!(scene.status(&path).await, "submitted", "nothing was kept");
    let closing = json!({ "reason": "a plecat din sistem" });
    scene
        .registrar
        .post(&format!("/api/v1/workers/{}/deactivations", scene.worker), closing)
        .await
        .expect(201);
    let mut later = grant("18/2026");
    later["validFrom"] = json!("2032-01-01");
    scene.decide(&path, later).await.expect(409);
    scene.decide(&path, refuse("18/2026")).await.expect(201);
}

#[actix_web::test]
async fn an_employer_sees_its_own_workers_applications_and_acts_on_its_own() {
    let scene = Scene::start().await;
    let (path, decision) = scene.granted().await;
    let draft = scene.apply("grade-1").await;
    let stranger = scene.service.client(Role::Employer).await;
    let decision = format!("decisions/{}", text(&decision, "id"));
    for inner in ["", "/submissions", "/decisions", &format!("/{decision}"), &format!("/{decision}/replay")] {
        scene.employer.get(&format!("{path}{inner}")).await.expect(200);
        stranger.get(&format!("{path}{inner}")).await.expect(404);
    }
    stranger.get(&format!("{PATH}?workerId={}", scene.worker)).await.expect(404);
    stranger.get(PATH).await.expect_faults(&["workerId"]);
    stranger
        .post(PATH, json!({ "workerId": scene.worker, "grade": "grade-0" }))
        .await
        .expect_faults(&["/workerId"]);
    stranger.post(&format!("{draft}/submissions"), json!({})).await.expect(404);
    stranger.post(&format!("{draft}/appeals"), json!({ "reason": "nu suntem de acord" })).await.expect(404);

    // Another present employer sees the worker, and does not act on what this one applied for.
    let employment = json!({ "organisationId": stranger.organisation.to_string(), "post": "asistent-social", "validFrom": "2026-01-01" });
    stranger.post(&format!("/api/v1/workers/{}/employments", scene.worker), employment).await.expect(201);
    stranger.get(&draft).await.expect(200);
    stranger.post(&format!("{draft}/submissions"), json!({})).await.expect(404);
    scene.registrar.post(&format!("{draft}/submissions"), json!({})).await.expect(201);
}

#[actix_web::test]
async fn applications_are_found_by_worker_and_by_where_they_stand() {
    let scene = Scene::start().await;
    let (path, _) = scene.granted().await;
    let mut others = Vec::new();
    for _ in 0..4 {
        let other = colleague(&scene.registrar, &scene.employer).await;
        others.push(made(&scene.registrar, PATH, json!({ "workerId": other, "grade": "grade-2" })).await);
    }
    let ids = async |client: &Client, filter: &str| -> Vec<String> {
        let found = client.list(&format!("{PATH}?{filter}"), "attestationApplications").await;
        found.iter().map(|one| text(one, "id").to_owned()).collect()
    };
    let granted = path.rsplit('/').next().expect("an id").to_owned();
    assert_eq!(ids(&scene.commission, "status=granted").await, std::slice::from_ref(&granted));
    assert_eq!(ids(&scene.commission, "status=draft").await, others);
    assert_eq!(ids(&scene.employer, &format!("workerId={}", scene.worker)).await, [granted]);
    assert_eq!(ids(&scene.service.client(Role::Ministry).await, "").await.len(), 5);
    assert!(ids(&scene.commission, &format!("workerId={NOBODY}")).await.is_empty());
}

#[actix_web::test]
async fn every_step_is_noted_with_the_worker() {
    let scene = Scene::start().await;
    let path = scene.submitted().await;
    let refused = scene.decide(&path, refuse("17/2026")).await.expect(201).body;
    scene.replay(&path, &refused).await;
    scene.employer.get(&path).await.expect(200);
    scene.employer.get(&format!("{path}/submissions")).await.expect(200);
    scene.employer.get(&format!("{path}/decisions")).await.expect(200);
    scene.employer.get(&format!("{path}/decisions/{}", text(&refused, "id"))).await.expect(200);
    scene
        .employer
        .post(&format!("{path}/appeals"), json!({ "reason": "nu suntem de acord" }))
        .await
        .expect(201);
    scene.commission.get(PATH).await.expect(200);
    let auditor = scene.service.client(Role::Auditor).await;
    let noted =
        auditor.list(&format!("/api/v1/journal-entries?workerId={}", scene.worker), "journalEntries").await;
    let mut operations: Vec<_> = noted
        .iter()
        .map(|entry| text(entry, "operation"))
        .filter(|name| name.contains("attestation"))
        .collect();
    operations.sort_unstable();
    let expected = [
        "create_attestation_appeal",
        "create_attestation_application",
        "create_attestation_decision",
        "create_attestation_submission",
        "get_attestation_application",
        "get_attestation_decision",
        "get_attestation_replay",
        "list_attestation_applications",
        "list_attestation_decisions",
        "list_attestation_submissions",
    ];
    assert_eq!(operations, expected);
}

#[actix_web::test]
async fn a_repeated_step_is_taken_once() {
    let scene = Scene::start().await;
    let path = scene.apply("grade-2").await;
    let once = async |client: &Client, path: String, key: &str, body: Value| {
        let [first, second] =
            [client.post_once(&path, key, body.clone()).await, client.post_once(&path, key, body).await];
        assert_eq!((first.status.as_u16(), &first.bytes), (201, &second.bytes));
    };
    once(&scene.employer, format!("{path}/submissions"), "key-1", json!({})).await;
    once(&scene.commission, format!("{path}/decisions"), "key-1", refuse("17/2026")).await;
    once(&scene.employer, format!("{path}/appeals"), "key-2", json!({ "reason": "nu suntem de acord" }))
        .await;
}
