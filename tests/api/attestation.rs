//! Applications for grades: put forward, decided on, evaluated again to the same byte, and never silently
//! changed.

use data_encoding::{BASE64, HEXLOWER};
use diesel::prelude::*;
use futures_util::future::join_all;
use registry::call::Role;
use registry::db::schema::attestation_submissions;
use registry::keys::sha256;
use serde_json::{Value, json};

use crate::fixtures::{self, Scene, text};
use crate::service::{Answer, Client};

const PATH: &str = "/api/v1/attestation-applications";
const REVIEWS: &str = "/api/v1/award-reviews";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

/// Facts of the worker that count.
struct Facts {
    completion: String,
    session: String,
}

/// A worker with one fact of each kind that counts, and a rule set in force.
async fn start() -> (Scene, Facts) {
    let scene = Scene::start().await;
    for (code, rank) in [("grade-2", 1), ("grade-1", 2), ("grade-0", 3)] {
        scene.new_grade(code, rank).create().await;
    }
    let session = scene.session().reference("SUP-1").create().await;
    let completion = scene.completion().create().await;
    publish(&scene, "2024-01-01", "24", 60).await;
    (scene, Facts { completion, session })
}

/// A rule set that asks for so many hours of training, a session and a year of work, and grants for so
/// many months.
async fn publish(scene: &Scene, from: &str, hours: &str, months: i32) -> String {
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
    scene.publish(rule_set).await
}

/// An application by the employer, by its path.
async fn apply(scene: &Scene, grade: &str) -> String {
    let made =
        scene.employer.post(PATH, json!({ "workerId": scene.worker(), "grade": grade })).await.expect(201);
    made.header("location").expect("an address").to_owned()
}

/// An application that was put forward, by its path.
async fn submitted(scene: &Scene) -> String {
    let path = apply(scene, "grade-2").await;
    submit(scene, &path).await.expect(201);
    path
}

async fn submit(scene: &Scene, path: &str) -> Answer {
    scene.employer.post(&format!("{path}/submissions"), json!({})).await
}

async fn decide(scene: &Scene, path: &str, decision: Value) -> Answer {
    scene.commission.post(&format!("{path}/decisions"), decision).await
}

/// An application that was granted, by its path, and the decision.
async fn granted(scene: &Scene) -> (String, Value) {
    let path = submitted(scene).await;
    let decision = decide(scene, &path, grant("17/2026")).await.expect(201).body;
    (path, decision)
}

async fn replay(scene: &Scene, path: &str, decision: &Value) -> Answer {
    scene.commission.get(&format!("{path}/decisions/{}/replay", text(decision, "id"))).await.expect(200)
}

async fn reviews(scene: &Scene) -> Vec<Value> {
    scene.commission.list(REVIEWS, "awardReviews").await
}

async fn status(scene: &Scene, path: &str) -> String {
    text(&scene.commission.get(path).await.expect(200).body, "status").to_owned()
}

/// The evidence of an application's only submission, as it is kept.
async fn evidence(scene: &Scene) -> String {
    let kept = scene.service.hall.db.read(|view| {
        Ok(attestation_submissions::table.select(attestation_submissions::evidence).load(&mut **view)?)
    });
    let [evidence] = kept
        .await
        .expect("read")
        .try_into()
        .unwrap_or_else(|all: Vec<String>| panic!("{} submissions", all.len()));
    evidence
}

fn grant(number: &str) -> Value {
    json!({ "outcome": "granted", "decisionNumber": number, "decidedOn": "2026-11-23" })
}

fn refuse(number: &str) -> Value {
    json!({ "outcome": "refused", "decisionNumber": number, "decidedOn": "2026-11-23", "reason": "dosar incomplet" })
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&sha256(bytes))
}

/// The subject and cause of a review, without its id and moments.
fn told(review: &Value) -> [&str; 4] {
    ["awardId", "factKind", "factId", "cause"].map(|name| text(review, name))
}

#[actix_web::test]
async fn an_application_goes_from_draft_to_award() {
    let (scene, facts) = start().await;
    let made = scene
        .employer
        .post(PATH, json!({ "workerId": scene.worker(), "grade": "grade-2" }))
        .await
        .expect(201);
    let path = made.header("location").expect("an address").to_owned();
    let expected = json!({
        "id": made.id(), "workerId": scene.worker(), "grade": "grade-2", "organisationId": scene.employer.organisation.to_string(),
        "status": "draft", "round": 1, "createdAt": made.body["createdAt"], "updatedAt": made.body["createdAt"],
        "appealedAt": null, "appealReason": null, "withdrawnAt": null, "withdrawalReason": null
    });
    assert_eq!(made.body, expected);
    decide(&scene, &path, grant("17/2026")).await.expect(409);

    let put = submit(&scene, &path).await.expect(201);
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
    assert_eq!(of[0]["counted"], json!([{ "completionId": facts.completion, "hours": "24" }]));
    assert!(of.iter().all(|one| one.get("text").is_none()), "what is frozen has no language");
    submit(&scene, &path).await.expect(409);
    let listed = scene.employer.get(&format!("{path}/submissions")).await.expect(200).body;
    assert_eq!(listed, json!({ "attestationSubmissions": [submission] }));

    let decided = decide(&scene, &path, grant("17/2026")).await.expect(201);
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
    assert_eq!(status(&scene, &path).await, "granted");
    let award = scene.employer.get(&format!("/api/v1/awards/{award}")).await.expect(200).body;
    let days =
        ["workerId", "decisionNumber", "decidedOn", "validFrom", "validUntil"].map(|name| text(&award, name));
    assert_eq!(days, [scene.worker(), "17/2026", "2026-11-23", "2026-11-23", "2031-11-22"]);
    assert!(reviews(&scene).await.is_empty());
    scene
        .employer
        .post(&format!("{path}/appeals"), json!({ "reason": "nu sunt de acord" }))
        .await
        .expect(409);
}

#[actix_web::test]
async fn what_is_not_there_or_under_way_cannot_be_applied_for() {
    let (scene, _) = start().await;
    let both = scene.employer.post(PATH, json!({ "workerId": NOBODY, "grade": "grade-9" })).await;
    both.expect_faults(&["/workerId", "/grade"]);
    let path = apply(&scene, "grade-2").await;
    let again = scene
        .registrar
        .post(PATH, json!({ "workerId": scene.worker(), "grade": "grade-2" }))
        .await
        .expect(409);
    assert_eq!(again.body["location"], json!(path));
    apply(&scene, "grade-1").await;

    // Another record of the same person is the same person.
    let twin = scene.new_colleague().create().await;
    let other = scene.employer.post(PATH, json!({ "workerId": twin, "grade": "grade-1" })).await.expect(201);
    assert_eq!(status(&scene, other.header("location").expect("an address")).await, "draft");
    scene.merge(&twin, scene.worker()).await;
    scene
        .registrar
        .post(PATH, json!({ "workerId": twin, "grade": "grade-2" }))
        .await
        .expect_faults(&["/workerId"]);

    // Many at once make one.
    let third = scene.new_colleague().create().await;
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
    let (scene, _) = start().await;
    let path = apply(&scene, "grade-0").await;
    let refused = submit(&scene, &path).await.expect(409);
    assert!(text(&refused.body, "detail").contains("does not have the grade"), "{}", refused.body);
    assert!(text(&refused.body, "location").starts_with("/api/v1/rule-sets/"));
    assert_eq!(status(&scene, &path).await, "draft");

    let bare = Scene::start().await;
    bare.new_grade("grade-2", 1).create().await;
    let path = apply(&bare, "grade-2").await;
    let refused = submit(&bare, &path).await.expect(409);
    assert!(text(&refused.body, "detail").contains("no rule set is in force"), "{}", refused.body);
}

#[actix_web::test]
async fn a_refusal_is_appealed_against_once() {
    let (scene, facts) = start().await;
    scene.void(&format!("completions/{}", facts.completion)).await;
    let path = submitted(&scene).await;
    let mut silent = refuse("17/2026");
    silent.as_object_mut().expect("an object").remove("reason");
    decide(&scene, &path, silent).await.expect_faults(&["/reason"]);
    let mut dated = refuse("17/2026");
    (dated["validFrom"], dated["decidedOn"]) = (json!("2026-12-01"), json!("2026-11-24"));
    decide(&scene, &path, dated).await.expect_faults(&["/decidedOn", "/validFrom"]);
    let refused = decide(&scene, &path, refuse("17/2026")).await.expect(201).body;
    assert_eq!(
        (&refused["departs"], &refused["awardId"], text(&refused, "reason")),
        (&json!(false), &Value::Null, "dosar incomplet")
    );
    assert_eq!(status(&scene, &path).await, "refused");

    let appeal = json!({ "reason": "orele din noiembrie nu erau înscrise" });
    let open = scene.employer.post(&format!("{path}/appeals"), appeal.clone()).await.expect(201).body;
    assert_eq!(
        (text(&open, "status"), &open["round"], &open["appealReason"]),
        ("appealed", &json!(2), &appeal["reason"])
    );
    let early = decide(&scene, &path, grant("18/2026")).await.expect(409);
    assert!(text(&early.body, "detail").contains("not put forward"), "{}", early.body);
    let later = scene.completion().on("2026-11-10").hours("30").create().await;
    let put = submit(&scene, &path).await.expect(201).body;
    assert_eq!((&put["submission"]["round"], &put["submission"]["eligible"]), (&json!(2), &json!(true)));
    let granted = decide(&scene, &path, grant("18/2026")).await.expect(201).body;
    assert_eq!((&granted["round"], text(&granted, "outcome")), (&json!(2), "granted"));

    // Each round has its own evidence.
    let [first, second] = [replay(&scene, &path, &refused).await, replay(&scene, &path, &granted).await]
        .map(|answer| answer.body);
    assert_eq!((&first["met"], &second["met"]), (&json!(false), &json!(true)));
    assert_eq!(first["of"][0]["notCounted"][0]["reason"], "voided");
    assert_eq!(second["of"][0]["counted"][0]["completionId"], json!(later));
    let rounds = scene.commission.get(&format!("{path}/submissions")).await.expect(200).body;
    assert_eq!(rounds["attestationSubmissions"].as_array().map(Vec::len), Some(2));
    let decisions = scene.commission.get(&format!("{path}/decisions")).await.expect(200).body;
    assert_eq!(decisions, json!({ "attestationDecisions": [refused, granted] }));
}

#[actix_web::test]
async fn a_worker_with_more_than_a_thousand_facts_is_answered_in_full_and_equal_everywhere() {
    let (scene, _) = start().await;
    let first = registry::values::Day::parse("2022-01-01").expect("a day");
    let days = std::iter::successors(Some(first), |day| Some(day.next())).take(1_100);
    let rows: String = days
        .enumerate()
        .map(|(at, day)| format!("{};CFP-101;{day};1;passed;MANY-{at}\n", scene.idnp(0)))
        .collect();
    let file = format!("IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință\n{rows}");
    let batch =
        scene.provider.batch("/api/v1/completion-batches", "mode=commit", "text/csv", file).await.expect(200);
    assert_eq!(batch.body["counts"]["created"], 1_100, "{}", batch.body);
    let query = json!({ "workers": [{ "workerId": scene.worker() }] });
    let asked = scene.payroll.post("/api/v1/qualification-status-queries", query).await.expect(200).body;
    let told = &asked["results"][0];
    let path = apply(&scene, "grade-2").await;
    let put = submit(&scene, &path).await.expect(201).body["submission"]["explanation"].clone();
    let (hours, frozen) = (&told["eligibility"]["requirements"][0], &put["of"][0]);
    assert_eq!((&hours["actual"], &hours["counted"]), (&frozen["actual"], &frozen["counted"]));
    assert_eq!(hours["counted"].as_array().map(Vec::len), Some(1_101));
    assert_eq!(told["training"]["lastFiveYears"]["completions"], 1_101);
    // Evaluated again from what was frozen, it is the same to the byte.
    let decision = decide(&scene, &path, grant("17/2026")).await.expect(201).body;
    let replayed = replay(&scene, &path, &decision).await.body;
    assert_eq!(
        (&replayed["of"][0]["actual"], &replayed["of"][0]["counted"]),
        (&hours["actual"], &hours["counted"])
    );

    // A simulation adds up the same hours, to the last: 1,100 of one hour each, and 24.
    for (asked, losses) in [("1124", 0), ("1124.01", 1)] {
        let requirement =
            json!({ "id": "hours", "kind": "trainingHours", "hours": asked, "withinMonths": 60 });
        let draft = json!({
            "code": "qualification-rules", "nameRo": "Regulile de calificare", "effectiveFrom": "2026-12-01",
            "legalBasis": "Ordinul nr. 46", "grades": [{ "grade": "grade-2", "requirement": requirement }]
        });
        let draft = scene.registrar.post("/api/v1/rule-sets", draft).await.expect(201).id();
        let new = json!({ "ruleSetId": draft, "validAt": crate::service::TODAY });
        let found = crate::simulations::simulated(&scene, new).await;
        let of_grade = &found["result"]["grades"][0];
        assert_eq!((&of_grade["grade"], &of_grade["losses"]), (&json!("grade-2"), &json!(losses)), "{asked}");
        let query = json!({
            "workers": [{ "workerId": scene.worker() }], "ruleSetId": draft, "targetGrade": "grade-2",
            "explain": true
        });
        let path = "/api/v1/qualification-status-queries";
        let status = scene.registrar.post(path, query).await.expect(200).body;
        let explained = &status["results"][0]["eligibility"]["requirements"][0];
        assert_eq!((&explained["met"], &explained["actual"]), (&json!(losses == 0), &hours["actual"]));
        assert_eq!(explained["counted"].as_array().map(Vec::len), Some(1_101));
    }
}

/// A rule set of so many hours, which says by which rules applications under way are judged.
async fn publish_for_others(scene: &Scene, from: &str, hours: &str, under_way: Value) -> String {
    let asked = json!({ "id": "hours", "kind": "trainingHours", "hours": hours });
    let rule_set = json!({
        "code": "qualification-rules", "nameRo": "Regulile de calificare", "effectiveFrom": from,
        "legalBasis": "Ordinul nr. 45", "grades": [{ "grade": "grade-2", "requirement": asked }],
        "applicationsUnderWay": under_way
    });
    scene.publish(rule_set).await
}

#[actix_web::test]
async fn an_appeal_is_judged_by_the_rules_that_the_rules_say() {
    let (first, today, better) = (json!("firstSubmission"), json!("today"), json!("better"));
    // Hours asked for at first and since, of 24 that there are; what each says; which of the two judges.
    let table = [
        ("20", "60", json!(null), json!(null), "today", false),
        ("20", "60", first.clone(), json!(null), "firstSubmission", true),
        ("20", "60", first.clone(), today.clone(), "today", false),
        ("20", "60", today, first.clone(), "firstSubmission", true),
        ("20", "60", json!(null), better.clone(), "better", true),
        ("60", "20", json!(null), better.clone(), "better", false),
        ("20", "24", json!(null), better, "better", false),
        ("60", "20", json!(null), first, "firstSubmission", true),
    ];
    for (hours_first, hours_today, said_first, said_today, rule, is_first) in table {
        let scene = Scene::start().await;
        scene.new_grade("grade-2", 1).create().await;
        scene.completion().hours("24").create().await;
        let before = publish_for_others(&scene, "2024-01-01", hours_first, said_first).await;
        let path = submitted(&scene).await;
        decide(&scene, &path, refuse("17/2026")).await.expect(201);
        let since = publish_for_others(&scene, crate::service::TODAY, hours_today, said_today).await;
        scene
            .employer
            .post(&format!("{path}/appeals"), json!({ "reason": "nu suntem de acord" }))
            .await
            .expect(201);
        let put = submit(&scene, &path).await.expect(201).body["submission"].clone();
        let judged = if is_first { &before } else { &since };
        assert_eq!(
            (&put["ruleSet"]["id"], &put["underWay"]),
            (
                &json!(judged),
                &json!({
                    "rule": rule, "judgedBy": judged, "firstSubmission": before, "inForce": since
                })
            )
        );
        let asked = if is_first { hours_first } else { hours_today };
        assert_eq!(
            (&put["explanation"]["required"], &put["eligible"]),
            (&json!(asked), &json!(asked != "60"))
        );
        let rounds = scene.commission.get(&format!("{path}/submissions")).await.expect(200).body;
        assert!(rounds["attestationSubmissions"][0].get("underWay").is_none(), "the first came by no choice");
        assert_eq!(rounds["attestationSubmissions"][1]["underWay"], put["underWay"]);
        let mut decision = grant("18/2026");
        decision["reason"] = json!("experiență deosebită");
        let granted = decide(&scene, &path, decision).await.expect(201).body;
        assert_eq!(replay(&scene, &path, &granted).await.body["required"], json!(asked));
    }
}

#[actix_web::test]
async fn a_second_appeal_is_refused_and_so_is_one_beside_a_new_application() {
    let (scene, _) = start().await;
    let appeal = async |path: &str| {
        scene.employer.post(&format!("{path}/appeals"), json!({ "reason": "nu suntem de acord" })).await
    };
    let path = submitted(&scene).await;
    appeal(&path).await.expect(409);
    decide(&scene, &path, refuse("17/2026")).await.expect(201);
    let new = apply(&scene, "grade-2").await;
    assert_eq!(appeal(&path).await.expect(409).body["location"], json!(new));
    submit(&scene, &new).await.expect(201);
    decide(&scene, &new, refuse("18/2026")).await.expect(201);
    appeal(&new).await.expect(201);
    submit(&scene, &new).await.expect(201);
    decide(&scene, &new, refuse("19/2026")).await.expect(201);
    let second = appeal(&new).await.expect(409);
    assert!(text(&second.body, "detail").contains("appealed before"), "{}", second.body);
    assert_eq!(status(&scene, &new).await, "refused");
}

#[actix_web::test]
async fn a_decision_that_departs_from_the_evaluation_says_why() {
    let (scene, facts) = start().await;
    let path = submitted(&scene).await;
    let refused = decide(&scene, &path, refuse("16/2026")).await.expect(201).body;
    assert_eq!(refused["departs"], json!(true), "the eligible was refused");

    scene.void(&format!("supervision-sessions/{}", facts.session)).await;
    let path = submitted(&scene).await;
    decide(&scene, &path, grant("17/2026")).await.expect_faults(&["/reason"]);
    let mut reasoned = grant("17/2026");
    reasoned["reason"] = json!("experiență deosebită");
    (reasoned["validFrom"], reasoned["validUntil"]) = (json!("2026-12-01"), json!("2027-05-31"));
    let granted = decide(&scene, &path, reasoned).await.expect(201).body;
    assert_eq!((&granted["departs"], text(&granted, "reason")), (&json!(true), "experiență deosebită"));
    let award =
        scene.employer.get(&format!("/api/v1/awards/{}", text(&granted, "awardId"))).await.expect(200).body;
    assert_eq!((text(&award, "validFrom"), text(&award, "validUntil")), ("2026-12-01", "2027-05-31"));
}

#[actix_web::test]
async fn of_two_commissions_that_decide_at_once_one_is_first() {
    let (scene, _) = start().await;
    let path = submitted(&scene).await;
    let other = scene.service.client(Role::Commission).await;
    let decisions = format!("{path}/decisions");
    let all = [scene.commission.post(&decisions, grant("17/2026")), other.post(&decisions, refuse("9/2026"))];
    let all = join_all(all).await;
    let made: Vec<_> = all.iter().filter(|answer| answer.status == 201).collect();
    let [made] = made.try_into().unwrap_or_else(|all: Vec<_>| panic!("{} decisions", all.len()));
    let late = all.iter().find(|answer| answer.status != 201).expect("one that is late");
    assert_eq!((late.status.as_u16(), late.body["location"].as_str()), (409, made.header("location")));
    assert_eq!(status(&scene, &path).await, text(&made.body, "outcome"));
    let awards =
        scene.commission.list(&format!("/api/v1/awards?workerId={}", scene.worker()), "awards").await;
    assert_eq!(awards.len(), usize::from(text(&made.body, "outcome") == "granted"));
}

#[actix_web::test]
async fn what_was_decided_on_is_evaluated_again_to_the_same_byte() {
    let (scene, facts) = start().await;
    let (path, decision) = granted(&scene).await;
    let before = replay(&scene, &path, &decision).await;
    let submissions = scene.commission.get(&format!("{path}/submissions")).await.expect(200);
    let submission = &submissions.body["attestationSubmissions"][0];
    assert_eq!(hex(&before.bytes), text(submission, "explanationSha256"));
    assert_eq!(before.body, submission["explanation"]);
    assert_eq!(before.header("content-type"), Some("application/json"));
    assert_eq!(
        before.header("repr-digest"),
        Some(format!("sha-256=:{}:", BASE64.encode(&sha256(&before.bytes))).as_str())
    );
    assert_eq!(hex(evidence(&scene).await.as_bytes()), text(submission, "evidenceSha256"));

    scene.void(&format!("completions/{}", facts.completion)).await;
    scene.void(&format!("supervision-sessions/{}", facts.session)).await;
    scene.completion().on("2026-11-02").hours("40").create().await;
    publish(&scene, "2026-11-01", "500", 12).await;
    scene.service.clock.advance_seconds(600);
    let after = replay(&scene, &path, &decision).await;
    assert_eq!(after.bytes, before.bytes);
    assert_eq!(
        scene.commission.get(&format!("{path}/submissions")).await.expect(200).bytes,
        submissions.bytes
    );
    assert_eq!(status(&scene, &path).await, "granted");
    let missing = scene.commission.get(&format!("{path}/decisions/{NOBODY}/replay")).await;
    missing.expect(404);
    scene.commission.get(&format!("{path}/decisions/x/replay")).await.expect_faults(&["decisionId"]);
}

/// The negative control: evidence that says something else does not pass for what was frozen.
#[actix_web::test]
async fn evidence_that_was_tampered_with_is_not_replayed() {
    let (scene, _) = start().await;
    let (path, decision) = granted(&scene).await;
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

/// An application put forward under one version is decided by that version.
#[actix_web::test]
async fn a_rule_set_published_after_the_submission_changes_nothing_of_the_decision() {
    let (scene, _) = start().await;
    let path = submitted(&scene).await;
    let second = publish(&scene, "2026-11-01", "500", 12).await;
    let decision = decide(&scene, &path, grant("17/2026")).await.expect(201).body;
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
    let (scene, facts) = start().await;
    let path = submitted(&scene).await;
    let evidence = evidence(&scene).await;
    // The digits of a moment may be any.
    let said: String =
        evidence.split("T10:00:00.").map(|part| part.trim_start_matches(char::is_numeric)).collect();
    for personal in [scene.idnp(0), &scene.idnp(0)[9..], "Rusu", "Ana", scene.worker()] {
        assert!(!said.contains(personal), "{personal} in {evidence}");
    }
    let evidence: Value = serde_json::from_str(&evidence).expect("JSON");
    assert_eq!(
        (&evidence["schema"], &evidence["grade"], &evidence["day"]),
        (&json!(4), &json!("grade-2"), &json!("2026-11-23"))
    );
    assert_eq!(evidence["ruleSet"]["rules"]["grades"][0]["validityMonths"], json!(60));
    let completion = json!({
        "id": facts.completion, "on": "2026-10-30", "hours": "24", "programme": scene.programme, "provider": "provider",
        "result": "passed", "standing": "believed"
    });
    assert_eq!(evidence["record"]["completions"], json!([completion]));
    let programme = json!({ "id": scene.programme, "code": "CFP-101", "domain": "supervision" });
    assert_eq!(
        evidence["catalogue"],
        json!({ "programmes": [programme], "ladder": { "grade-2": 1, "grade-1": 2 } })
    );
    assert_eq!(evidence["record"]["employments"][0]["post"], json!("asistent-social"));
    assert_eq!(status(&scene, &path).await, "submitted");
}

#[actix_web::test]
async fn a_suspension_that_becomes_known_after_the_submission_raises_a_review_of_the_award() {
    let (scene, _) = start().await;
    let suspension = |until: Option<&str>| {
        json!({
            "validFrom": "2026-11-01", "validUntil": until, "legalBasis": "Ordinul nr. 17 din 2026-10-28",
            "reason": "anchetă disciplinară"
        })
    };
    let mut recorded = suspension(None);
    recorded["workerId"] = json!(scene.worker());
    // Known before: the commission decides nevertheless, and a correction that leaves the day changes nothing.
    let known = scene.commission.post("/api/v1/suspensions", recorded.clone()).await.expect(201).id();
    scene.service.clock.advance_seconds(120);
    let path = submitted(&scene).await;
    let correction = json!({ "suspension": suspension(Some("2026-12-31")), "reason": "ultima zi" });
    let corrections = format!("/api/v1/suspensions/{known}/corrections");
    let corrected = scene.commission.post(&corrections, correction).await.expect(201).id();
    let mut decision = grant("17/2026");
    decision["reason"] = json!("suspendarea s-a contestat");
    decide(&scene, &path, decision).await.expect(201);
    assert!(reviews(&scene).await.is_empty());
    scene
        .commission
        .post(&format!("/api/v1/suspensions/{corrected}/voids"), json!({ "reason": "n-a fost" }))
        .await
        .expect(201);

    let (scene, _) = start().await;
    let path = submitted(&scene).await;
    recorded["workerId"] = json!(scene.worker());
    let late = scene.commission.post("/api/v1/suspensions", recorded).await.expect(201).id();
    decide(&scene, &path, grant("17/2026")).await.expect(201);
    let [review] = reviews(&scene).await.try_into().expect("one");
    assert_eq!(
        ["factKind", "factId", "cause"].map(|name| text(&review, name)),
        ["suspension", late.as_str(), "suspended"]
    );
}

#[actix_web::test]
async fn a_fact_withdrawn_after_the_decision_raises_a_review() {
    let (scene, facts) = start().await;
    let (path, decision) = granted(&scene).await;
    let award = text(&decision, "awardId");
    let before = scene.commission.get(&format!("/api/v1/awards/{award}")).await.expect(200).body;
    scene.void(&format!("completions/{}", facts.completion)).await;
    scene.void(&format!("supervision-sessions/{}", facts.session)).await;
    let found = reviews(&scene).await;
    let expected = [
        [award, "completion", facts.completion.as_str(), "voided"],
        [award, "supervisionSession", &facts.session, "voided"],
    ];
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expected);
    assert_eq!(scene.commission.get(&format!("/api/v1/awards/{award}")).await.expect(200).body, before);
    assert_eq!(status(&scene, &path).await, "granted");
}

#[actix_web::test]
async fn an_award_rests_on_what_takes_the_place_of_a_session_before_and_after_the_decision() {
    let (scene, facts) = start().await;
    let before = scene
        .registrar
        .get(&format!("/api/v1/supervision-sessions/{}", facts.session))
        .await
        .expect(200)
        .body;
    let correct = async |minutes: i32| {
        let row = json!({
            "supervisorId": before["supervisorId"], "attendees": [scene.worker()], "kind": "individual", "setting": "internal",
            "method": "in_person", "heldOn": "2026-11-20", "minutes": minutes, "theme": "burnout-prevention", "reference": "SUP-1"
        });
        let (path, order) = ("/api/v1/supervision-session-batches", "mode=commit&onChange=correct");
        let batch = scene.registrar.batch(path, order, "application/json", json!([row]).to_string()).await;
        assert_eq!(batch.body["counts"]["corrected"], 1, "{}", batch.body);
        let rows = scene.registrar.get(&format!("{path}/{}/rows", batch.id())).await.expect(200).body;
        rows["rows"][0]["objectId"].as_str().expect("an id").to_owned()
    };
    let path = submitted(&scene).await;
    scene.service.clock.advance_seconds(60);
    let early = correct(80).await;
    let decision = decide(&scene, &path, grant("17/2026")).await.expect(201).body;
    let award = text(&decision, "awardId");
    let late = correct(70).await;
    scene.void(&format!("supervision-sessions/{late}")).await;
    let expected = [
        [award, "supervisionSession", facts.session.as_str(), "corrected"],
        [award, "supervisionSession", &early, "corrected"],
        [award, "supervisionSession", &late, "voided"],
    ];
    assert_eq!(reviews(&scene).await.iter().map(told).collect::<Vec<_>>(), expected);
}

#[actix_web::test]
async fn a_fact_withdrawn_between_submission_and_decision_is_reviewed_at_once() {
    let (scene, facts) = start().await;
    let other = scene.completion().on("2024-04-10").hours("8").create().await;
    let path = submitted(&scene).await;
    scene.service.clock.advance_seconds(60);
    let corrected = scene.correct_hours(&facts.completion, "20").await;
    scene.void(&format!("completions/{corrected}")).await;
    scene.void(&format!("supervision-sessions/{}", facts.session)).await;
    let unseen = scene.completion().on("2026-11-11").hours("3").create().await;
    scene.void(&format!("completions/{unseen}")).await;
    assert!(reviews(&scene).await.is_empty(), "there is no award yet");
    let decision = decide(&scene, &path, grant("17/2026")).await.expect(201).body;
    let award = text(&decision, "awardId");
    let expected = [
        [award, "completion", facts.completion.as_str(), "corrected"],
        [award, "completion", &corrected, "voided"],
        [award, "supervisionSession", &facts.session, "voided"],
    ];
    assert_eq!(reviews(&scene).await.iter().map(told).collect::<Vec<_>>(), expected);
    scene.void(&format!("completions/{other}")).await;
    assert_eq!(reviews(&scene).await.len(), 4, "the award rests on what counted and still stands");

    // A second award that rests on facts withdrawn long ago is none of this: it is put forward without them.
    let again = apply(&scene, "grade-1").await;
    submit(&scene, &again).await.expect(201);
    decide(&scene, &again, grant("18/2026")).await.expect(201);
    assert_eq!(reviews(&scene).await.len(), 4);
    let revocation = json!({ "revokedFrom": "2026-11-23", "reason": "decizia a fost anulată" });
    scene.commission.post(&format!("/api/v1/awards/{award}/revocations"), revocation).await.expect(201);
    let found = reviews(&scene).await;
    assert_eq!(told(&found[4])[1..], ["award", award, "revoked"]);
}

#[actix_web::test]
async fn an_award_goes_to_the_record_under_which_the_person_goes_on() {
    let (scene, _) = start().await;
    let path = submitted(&scene).await;
    let survivor = scene.new_colleague().create().await;
    scene.merge(scene.worker(), &survivor).await;
    let decision = decide(&scene, &path, grant("17/2026")).await.expect(201).body;
    let award = scene
        .commission
        .get(&format!("/api/v1/awards/{}", text(&decision, "awardId")))
        .await
        .expect(200)
        .body;
    assert_eq!(text(&award, "workerId"), survivor);
    let found = scene.employer.list(&format!("{PATH}?workerId={survivor}"), "attestationApplications").await;
    assert_eq!((found.len(), text(&found[0], "workerId")), (1, scene.worker()));
}

#[actix_web::test]
async fn whose_record_it_is_put_right_before_the_decision_raises_a_review_of_it() {
    let (scene, _) = start().await;
    let other = scene.new_colleague().create().await;
    scene.merge(&other, scene.worker()).await;
    let path = submitted(&scene).await;
    let worker = |id: &str, way: &str| format!("/api/v1/workers/{id}/{way}");
    let withdrawal = json!({ "reason": "două persoane" });
    scene.registrar.post(&worker(&other, "merge-withdrawals"), withdrawal).await.expect(201);
    let correction = json!({ "idnp": scene.service.fresh_code(), "reason": "IDNP-ul altei persoane" });
    scene.registrar.post(&worker(scene.worker(), "idnp-corrections"), correction).await.expect(201);
    let decision = decide(&scene, &path, grant("17/2026")).await.expect(201).body;
    let mut found: Vec<_> = reviews(&scene).await.iter().map(|one| told(one).map(str::to_owned)).collect();
    found.sort_by(|one, other| one[1].cmp(&other[1]));
    let award = text(&decision, "awardId");
    assert_eq!(found.len(), 2);
    assert_eq!([&found[0][0], &found[0][1], &found[0][3]], [award, "identity", "corrected"]);
    assert_eq!([&found[1][0], &found[1][1], &found[1][3]], [award, "merge", "voided"]);
    let again = replay(&scene, &path, &decision).await;
    assert!(!again.bytes.is_empty(), "what was decided stays decided");
}

#[actix_web::test]
async fn nobody_is_granted_a_grade_twice_or_on_a_closed_record() {
    let (scene, _) = start().await;
    let (_, decision) = granted(&scene).await;
    let path = submitted(&scene).await;
    let twice = decide(&scene, &path, grant("18/2026")).await.expect(409);
    assert_eq!(twice.body["location"], json!(format!("/api/v1/awards/{}", text(&decision, "awardId"))));
    assert_eq!(status(&scene, &path).await, "submitted", "nothing was kept");
    scene.deactivate(scene.worker()).await;
    let mut later = grant("18/2026");
    later["validFrom"] = json!("2032-01-01");
    decide(&scene, &path, later).await.expect(409);
    decide(&scene, &path, refuse("18/2026")).await.expect(201);
}

#[actix_web::test]
async fn an_employer_sees_its_own_workers_applications_and_acts_on_its_own() {
    let (scene, _) = start().await;
    let (path, decision) = granted(&scene).await;
    let draft = apply(&scene, "grade-1").await;
    let stranger = scene.service.client(Role::Employer).await;
    let decision = format!("decisions/{}", text(&decision, "id"));
    for inner in ["", "/submissions", "/decisions", &format!("/{decision}"), &format!("/{decision}/replay")] {
        scene.employer.get(&format!("{path}{inner}")).await.expect(200);
        stranger.get(&format!("{path}{inner}")).await.expect(404);
    }
    stranger.get(&format!("{PATH}?workerId={}", scene.worker())).await.expect(404);
    stranger.get(PATH).await.expect_faults(&["workerId"]);
    stranger
        .post(PATH, json!({ "workerId": scene.worker(), "grade": "grade-0" }))
        .await
        .expect_faults(&["/workerId"]);
    stranger.post(&format!("{draft}/submissions"), json!({})).await.expect(404);
    stranger.post(&format!("{draft}/appeals"), json!({ "reason": "nu suntem de acord" })).await.expect(404);

    // Another present employer sees the worker, and does not act on what this one applied for.
    let employment = fixtures::employment(&stranger.organisation, "2026-01-01");
    let employments = format!("/api/v1/workers/{}/employments", scene.worker());
    scene.registrar.post(&employments, employment).await.expect(201);
    stranger.get(&draft).await.expect(200);
    stranger.post(&format!("{draft}/submissions"), json!({})).await.expect(404);
    scene.registrar.post(&format!("{draft}/submissions"), json!({})).await.expect(201);
}

#[actix_web::test]
async fn applications_are_found_by_worker_and_by_where_they_stand() {
    let (scene, _) = start().await;
    let (path, _) = granted(&scene).await;
    let mut others = Vec::new();
    for _ in 0..4 {
        let other = scene.new_colleague().create().await;
        others.push(
            scene
                .registrar
                .post(PATH, json!({ "workerId": other, "grade": "grade-2" }))
                .await
                .expect(201)
                .id(),
        );
    }
    let ids = async |client: &Client, filter: &str| -> Vec<String> {
        let found = client.list(&format!("{PATH}?{filter}"), "attestationApplications").await;
        found.iter().map(|one| text(one, "id").to_owned()).collect()
    };
    let granted = path.rsplit('/').next().expect("an id").to_owned();
    assert_eq!(ids(&scene.commission, "status=granted").await, std::slice::from_ref(&granted));
    assert_eq!(ids(&scene.commission, "status=draft").await, others);
    assert_eq!(ids(&scene.employer, &format!("workerId={}", scene.worker())).await, [granted]);
    assert_eq!(ids(&scene.service.client(Role::Ministry).await, "").await.len(), 5);
    assert!(ids(&scene.commission, &format!("workerId={NOBODY}")).await.is_empty());
}

#[actix_web::test]
async fn every_step_is_noted_with_the_worker() {
    let (scene, _) = start().await;
    let path = submitted(&scene).await;
    let refused = decide(&scene, &path, refuse("17/2026")).await.expect(201).body;
    replay(&scene, &path, &refused).await;
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
    let noted = scene.noted_about(scene.worker()).await;
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
    let (scene, _) = start().await;
    let path = apply(&scene, "grade-2").await;
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

/// A rule set that takes the hours of universities alone, or of whomever.
fn by_universities(asks: bool) -> Value {
    let mut hours = json!({ "id": "hours", "kind": "trainingHours", "hours": "24", "withinMonths": 60 });
    if asks {
        hours["providerKinds"] = json!(["university"]);
    }
    json!({
        "code": "qualification-rules", "nameRo": "Regulile de calificare", "effectiveFrom": "2024-01-01",
        "legalBasis": "Ordinul nr. 44", "grades": [{ "grade": "grade-2", "requirement": hours }]
    })
}

/// Change of the kind of the provider from a day on.
async fn becomes(scene: &Scene, kind: &str, from: &str) {
    let path = format!("/api/v1/organisations/{}", scene.provider.organisation);
    let change = json!({ "kind": kind, "validFrom": from, "reason": "statut" });
    scene.registrar.patch(&path, change).await.expect(200);
}

#[actix_web::test]
async fn a_completion_is_of_the_kind_that_its_provider_was_on_the_day() {
    let scene = Scene::start().await;
    scene.new_grade("grade-2", 1).create().await;
    scene.publish(by_universities(true)).await;
    let completion = scene.completion().on("2026-01-15").create().await;
    let query = json!({ "workers": [{ "workerId": scene.worker() }], "explain": true });
    let asked = async |known_at: Option<&str>| {
        let mut query = query.clone();
        query["knownAt"] = json!(known_at);
        let path = "/api/v1/qualification-status-queries";
        let answer = scene.commission.post(path, query).await.expect(200).body;
        let hours = answer["results"][0]["eligibility"]["requirements"][0].clone();
        let kind = hours["notCounted"][0]["reason"].as_str().unwrap_or("counted").to_owned();
        let found = [&hours["counted"], &hours["notCounted"]].map(|facts| facts[0]["completionId"].clone());
        assert!(found.contains(&json!(completion)), "{hours}");
        kind
    };
    assert_eq!(asked(None).await, "wrongProviderKind");
    scene.service.clock.advance_seconds(60);
    becomes(&scene, "university", "2026-01-16").await;
    assert_eq!(asked(None).await, "wrongProviderKind", "it became one on the day after");
    scene.service.clock.advance_seconds(60);
    becomes(&scene, "university", "2026-01-15").await;
    assert_eq!(asked(None).await, "counted");
    for moment in ["2026-11-23T10:00:30.000000Z", "2026-11-23T10:01:30.000000Z"] {
        assert_eq!(asked(Some(moment)).await, "wrongProviderKind", "as known at {moment}");
    }
}

#[actix_web::test]
async fn an_award_is_reviewed_where_its_provider_was_otherwise_on_the_day() {
    for asks in [true, false] {
        let scene = Scene::start().await;
        scene.new_grade("grade-2", 1).create().await;
        becomes(&scene, "university", "2025-01-01").await;
        scene.publish(by_universities(asks)).await;
        scene.completion().on("2026-01-15").create().await;
        scene.completion().on("2026-02-15").hours("8").create().await;
        let (path, decision) = granted(&scene).await;
        let replayed = replay(&scene, &path, &decision).await;
        // From after the days on, or another organisation's: nothing rests on it.
        becomes(&scene, "provider", "2026-11-23").await;
        becomes(&scene, "provider", "2026-06-01").await;
        becomes(&scene, "ngo", "2024-06-01").await;
        assert_eq!(reviews(&scene).await, Vec::<Value>::new(), "rules that ask: {asks}");
        becomes(&scene, "ngo", "2026-01-15").await;
        becomes(&scene, "ngo", "2026-01-01").await;
        let raised = reviews(&scene).await;
        if !asks {
            assert_eq!(raised, Vec::<Value>::new());
            continue;
        }
        let [review] = &raised[..] else { panic!("one review: {raised:?}") };
        let told = ["awardId", "factKind", "cause", "status"].map(|name| text(review, name));
        assert_eq!(told, [text(&decision, "awardId"), "organisation", "corrected", "open"]);
        let states = format!("/api/v1/organisations/{}/states", scene.provider.organisation);
        let states = scene.commission.list(&states, "organisationStates").await;
        let state = states.iter().find(|state| state["id"] == review["factId"]).expect("the state");
        assert_eq!(state["kind"], "university");
        assert!(!state["withdrawnAt"].is_null());
        assert_eq!(replay(&scene, &path, &decision).await.bytes, replayed.bytes);
    }
}

#[actix_web::test]
async fn a_provider_that_was_otherwise_between_submission_and_decision_is_reviewed_at_once() {
    let scene = Scene::start().await;
    scene.new_grade("grade-2", 1).create().await;
    becomes(&scene, "university", "2025-01-01").await;
    scene.publish(by_universities(true)).await;
    scene.completion().on("2026-01-15").create().await;
    let path = submitted(&scene).await;
    scene.service.clock.advance_seconds(60);
    becomes(&scene, "provider", "2025-01-01").await;
    decide(&scene, &path, grant("17/2026")).await.expect(201);
    let [review] = reviews(&scene).await.try_into().expect("one review");
    assert_eq!(text(&review, "factKind"), "organisation");
}

#[actix_web::test]
async fn what_is_corrected_between_submission_and_decision_is_reviewed_at_once() {
    let scene = Scene::start().await;
    let lower = scene.new_grade("grade-2", 1).create().await;
    scene.new_grade("grade-1", 2).create().await;
    let programme = scene.new_programme("CFP-301").approved_from("2025-01-01").create().await;
    scene.completion().with("programmeId", programme.as_str()).on("2026-01-15").create().await;
    let award = scene.award(&lower).decided("7/2025", "2025-02-20").valid("2025-03-01", None).create().await;
    let asked = json!({ "id": "all", "kind": "allOf", "of": [
        { "id": "hours", "kind": "trainingHours", "hours": "24", "withinMonths": 60 },
        { "id": "below", "kind": "holdsGrade", "grade": "grade-2" }
    ] });
    let rules = json!({
        "code": "rules", "nameRo": "rules", "effectiveFrom": "2024-01-01", "legalBasis": "Ordinul nr. 44",
        "grades": [{ "grade": "grade-1", "requirement": asked }]
    });
    scene.publish(rules).await;
    let path = apply(&scene, "grade-1").await;
    submit(&scene, &path).await.expect(201);
    scene.service.clock.advance_seconds(60);
    let restated =
        json!({ "decisionNumber": "7/2025", "decidedOn": "2025-02-20", "validFrom": "2025-04-01" });
    let correction = json!({ "award": restated, "reason": "altă zi" });
    scene.commission.correct(&format!("/api/v1/awards/{award}/corrections"), correction).await.expect(201);
    let approval = json!({ "approvedFrom": "2026-02-01", "legalBasis": "Ordinul nr. 42" });
    let correction = json!({ "approval": approval, "reason": "altă zi" });
    let corrections = format!("/api/v1/programmes/{programme}/approval-corrections");
    scene.ministry.post(&corrections, correction).await.expect(201);
    decide(&scene, &path, grant("17/2026")).await.expect(201);
    let found = reviews(&scene).await;
    let told: Vec<_> = found.iter().map(|one| [text(one, "factKind"), text(one, "cause")]).collect();
    assert_eq!(told, [["award", "corrected"], ["programme", "corrected"]]);
}
