//! Leave and service: recorded, corrected and voided as facts, and what they stop the clock of.

use registry::call::Role;
use serde_json::{Value, json};

use crate::fixtures::{Scene, text, void};
use crate::service::{Answer, Client, TODAY};
use crate::simulations::simulated;
use crate::status::{PATH as STATUS, now};

const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

fn path(worker: &str) -> String {
    format!("/api/v1/workers/{worker}/absences")
}

fn leave(kind: &str, from: &str, until: Option<&str>) -> Value {
    json!({ "kind": kind, "validFrom": from, "validUntil": until, "legalBasis": "Codul muncii, art. 126" })
}

async fn absent(scene: &Scene, kind: &str, from: &str, until: Option<&str>) -> String {
    scene.employer.post(&path(scene.worker()), leave(kind, from, until)).await.expect(201).id()
}

async fn correct(client: &Client, id: &str, absence: Value) -> Answer {
    let correction = json!({ "absence": absence, "reason": "a revenit mai devreme" });
    client.post(&format!("/api/v1/absences/{id}/corrections"), correction).await
}

async fn ids(client: &Client, worker: &str) -> Vec<String> {
    client.list(&path(worker), "absences").await.iter().map(|one| text(one, "id").to_owned()).collect()
}

/// Rules in force: 24 hours in twelve months, which medical and maternity leave pause, and an obligation that
/// is due six months after hiring.
async fn paused_rules(scene: &Scene) -> String {
    scene.new_grade("grade-2", 1).create().await;
    scene.publish(rules("2020-01-01", &["medical-leave", "maternity-leave"])).await
}

fn rules(from: &str, kinds: &[&str]) -> Value {
    json!({
        "code": "paused", "nameRo": "Reguli", "effectiveFrom": from, "legalBasis": "Ordinul nr. 44",
        "grades": [{ "grade": "grade-2", "supplement": { "lei": "500" }, "requirement": {
            "id": "hours", "kind": "trainingHours", "hours": "24", "withinMonths": 12, "pausedBy": kinds
        } }],
        "obligations": [{ "monthsAfterHire": 22, "requirement": {
            "id": "initial", "kind": "trainingHours", "hours": "100", "pausedBy": ["study-leave"]
        } }]
    })
}

async fn asked(scene: &Scene, change: Value) -> Value {
    let mut query = json!({ "workers": [{ "workerId": scene.worker() }], "validAt": TODAY });
    query.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
    scene.payroll.token_again().await.post(STATUS, query).await.expect(200).body["results"][0].clone()
}

fn hours(result: &Value) -> &Value {
    &result["eligibility"]["requirements"][0]
}

#[actix_web::test]
async fn an_absence_is_recorded_corrected_and_voided_and_was_believed_until_then() {
    let scene = Scene::start().await;
    let made = scene.employer.post(&path(scene.worker()), leave("childcare-leave", "2026-02-01", None)).await;
    let made = made.expect(201);
    let address = format!("/api/v1/absences/{}", made.id());
    assert_eq!(made.header("location"), Some(address.as_str()));
    assert_eq!(
        (&made.body["kind"], &made.body["validFrom"], &made.body["validUntil"], &made.body["workerId"]),
        (&json!("childcare-leave"), &json!("2026-02-01"), &Value::Null, &json!(scene.worker()))
    );
    assert_eq!(made.body["organisationId"], json!(scene.employer.organisation.to_string()));
    assert_eq!(scene.commission.get(&address).await.expect(200).body, made.body);

    scene.service.clock.advance_seconds(60);
    let ended = leave("childcare-leave", "2026-02-01", Some("2026-10-31"));
    let after = correct(&scene.registrar, &made.id(), ended.clone()).await.expect(201);
    assert_eq!(
        (&after.body["supersedes"], &after.body["validUntil"]),
        (&json!(made.id()), &json!("2026-10-31"))
    );
    let before = scene.employer.get(&address).await.expect(200).body;
    assert_eq!(
        (&before["withdrawal"], &before["supersededBy"], &before["withdrawalReason"]),
        (&json!("corrected"), &json!(after.id()), &json!("a revenit mai devreme"))
    );
    assert_eq!(before["withdrawnAt"], after.body["recordedAt"]);
    // Once; the answer says by which.
    let last = json!(format!("/api/v1/absences/{}", after.id()));
    let again = correct(&scene.registrar, &made.id(), ended).await.expect(409);
    assert_eq!((&again.body["code"], &again.body["location"]), (&json!("absenceWithdrawn"), &last));
    let voids = format!("/api/v1/absences/{}/voids", after.id());
    let voided = scene.registrar.post(&voids, void()).await.expect(201).body;
    assert_eq!((&voided["withdrawal"], &voided["supersededBy"]), (&json!("voided"), &Value::Null));
    let again = scene.registrar.post(&voids, void()).await.expect(409);
    assert_eq!((&again.body["code"], &again.body["location"]), (&json!("absenceWithdrawn"), &last));
    assert_eq!(ids(&scene.employer, scene.worker()).await, [made.id(), after.id()]);
}

#[actix_web::test]
async fn the_same_absence_is_a_conflict_that_names_the_first() {
    let scene = Scene::start().await;
    let first = absent(&scene, "medical-leave", "2026-02-01", Some("2026-02-10")).await;
    let mut same = leave("medical-leave", "2026-02-01", Some("2026-02-10"));
    same["legalBasis"] = json!("Certificat medical");
    let conflict = scene.registrar.post(&path(scene.worker()), same.clone()).await.expect(409);
    let named = json!(format!("/api/v1/absences/{first}"));
    assert_eq!((&conflict.body["code"], &conflict.body["location"]), (&json!("absenceKnown"), &named));
    for (kind, until) in
        [("medical-leave", Some("2026-02-11")), ("medical-leave", None), ("study-leave", Some("2026-02-10"))]
    {
        absent(&scene, kind, "2026-02-01", until).await;
    }
    // Its act is corrected, and it is no other one for that; nor under another record of the person.
    let first = correct(&scene.employer, &first, same.clone()).await.expect(201).id();
    let survivor = scene.new_colleague().create().await;
    scene.merge(scene.worker(), &survivor).await;
    let conflict = scene.employer.post(&path(&survivor), same).await.expect(409);
    assert_eq!(conflict.body["location"], json!(format!("/api/v1/absences/{first}")));
    assert_eq!(ids(&scene.employer, &survivor).await.len(), 5);
    scene.employer.get(&format!("/api/v1/absences/{first}")).await.expect(200);
    // Once for one key.
    let new = leave("study-leave", "2026-05-01", None);
    let id = scene.employer.post_once(&path(&survivor), "a-1", new.clone()).await.expect(201).id();
    assert_eq!(scene.employer.post_once(&path(&survivor), "a-1", new).await.expect(201).id(), id);
}

#[actix_web::test]
async fn an_absence_stays_with_the_organisation_that_recorded_it() {
    let scene = Scene::start().await;
    let recorded = scene
        .employer
        .post(&path(scene.worker()), leave("medical-leave", "2026-02-01", None))
        .await
        .expect(201);
    let ends = |day: &str| leave("medical-leave", "2026-02-01", Some(day));
    let by_registrar = correct(&scene.registrar, &recorded.id(), ends("2026-02-10")).await.expect(201);
    assert_eq!(by_registrar.body["organisationId"], recorded.body["organisationId"]);
    // Its recorder goes on with it, also when the worker has left, and is told nothing of others' facts.
    let other = scene.service.client(Role::Employer).await;
    let hired = crate::fixtures::worker(&other).known_by(scene.idnp(0)).named("Rusu", "Ana");
    hired.employed_at(&other.organisation).send().await.expect(201);
    other.post(&path(scene.worker()), ends("2026-02-20")).await.expect(201);
    let employments = format!("/api/v1/workers/{}/employments", scene.worker());
    let own = scene.registrar.list(&employments, "employments").await;
    let own =
        own.iter().find(|one| one["organisationId"] == recorded.body["organisationId"]).expect("its own");
    let mut ended = crate::fixtures::employment(&scene.employer.organisation, text(own, "validFrom"));
    ended["validUntil"] = json!("2026-02-28");
    ended["post"] = own["post"].clone();
    let corrections = format!("/api/v1/employments/{}/corrections", text(own, "id"));
    let body = json!({ "employment": ended, "reason": "a plecat" });
    scene.employer.post(&corrections, body).await.expect(201);
    let met = correct(&scene.employer, &by_registrar.id(), ends("2026-02-20")).await.expect(409);
    assert_eq!((&met.body["code"], &met.body["location"]), (&json!("absenceKnown"), &Value::Null));
    assert_eq!(met.header("location"), None);
    correct(&scene.employer, &by_registrar.id(), ends("2026-02-15")).await.expect(201);
}

#[actix_web::test]
async fn every_fault_is_named_and_who_does_not_see_the_worker_sees_no_absence() {
    let scene = Scene::start().await;
    let wrong = json!({ "kind": "holiday", "validFrom": "2026-02-30", "legalBasis": "", "colour": "red" });
    scene.employer.post(&path(scene.worker()), wrong).await.expect_faults(&[
        "/kind",
        "/validFrom",
        "/legalBasis",
        "/colour",
    ]);
    let backwards = leave("study-leave", "2026-02-02", Some("2026-02-01"));
    scene.employer.post(&path(scene.worker()), backwards.clone()).await.expect_faults(&["/validUntil"]);
    let id = absent(&scene, "study-leave", "2026-02-01", Some("2026-02-01")).await;
    correct(&scene.employer, &id, backwards).await.expect_faults(&["/absence/validUntil"]);

    let other = scene.service.client(Role::Employer).await;
    let new = leave("study-leave", "2026-03-01", None);
    for worker in [scene.worker(), NOBODY] {
        other.post(&path(worker), new.clone()).await.expect(404);
        other.get(&path(worker)).await.expect(404);
    }
    for id in [id.as_str(), NOBODY] {
        other.get(&format!("/api/v1/absences/{id}")).await.expect(404);
        correct(&other, id, new.clone()).await.expect(404);
        other.post(&format!("/api/v1/absences/{id}/voids"), void()).await.expect(404);
    }
    scene.commission.post(&path(scene.worker()), new.clone()).await.expect(403);
    scene.payroll.get(&format!("/api/v1/absences/{id}")).await.expect(403);
    // What another one recorded, an employer of the same worker reads and does not change.
    let theirs = scene.registrar.post(&path(scene.worker()), new.clone()).await.expect(201).id();
    scene.employer.get(&format!("/api/v1/absences/{theirs}")).await.expect(200);
    correct(&scene.employer, &theirs, new.clone()).await.expect(404);
    scene.deactivate(scene.worker()).await;
    scene.registrar.post(&path(scene.worker()), new).await.expect(409);
    let noted = scene.noted_about(scene.worker()).await;
    let ours: Vec<_> = noted.iter().filter(|entry| entry["objectType"] == "absence").collect();
    assert!(ours.iter().any(|entry| entry["operation"] == "create_absence"));
    assert!(ours.iter().any(|entry| entry["operation"] == "get_absence"));
}

#[actix_web::test]
async fn leave_stops_the_clock_and_the_answer_says_so_in_three_languages() {
    let scene = Scene::start().await;
    paused_rules(&scene).await;
    scene.completion().on("2025-10-25").create().await;
    assert_eq!(hours(&asked(&scene, json!({})).await)["met"], false);
    let before = now(&scene).await;
    let id = absent(&scene, "medical-leave", "2026-02-02", Some("2026-03-03")).await;
    let other = absent(&scene, "unpaid-leave", "2026-04-01", None).await;
    let result = asked(&scene, json!({})).await;
    let found = hours(&result);
    assert_eq!(found["window"], json!({ "from": "2025-10-25", "to": TODAY }));
    assert_eq!((&found["met"], &found["validUntil"]), (&json!(true), &json!(TODAY)));
    assert_eq!(
        found["paused"],
        json!([{ "absenceId": id, "kind": "medical-leave", "from": "2026-02-02", "to": "2026-03-03" }])
    );
    assert_eq!(found["notCounted"], json!([{ "absenceId": other, "reason": "wrongAbsenceKind" }]));
    let query = json!({ "workers": [{ "workerId": scene.worker() }], "validAt": TODAY });
    for (language, words) in [
        ("ro", "zile care nu se socotesc: 30 (concediu medical)"),
        ("en", "days that are not counted: 30 (medical leave)"),
        ("ru", "дни, которые не считаются: 30 (отпуск по болезни)"),
    ] {
        let request = scene.payroll.request(actix_web::http::Method::POST, STATUS).set_json(&query);
        let answer =
            scene.payroll.send(request.insert_header(("Accept-Language", language))).await.expect(200);
        let said = hours(&answer.body["results"][0])["text"].clone();
        assert!(said.as_str().is_some_and(|said| said.ends_with(words)), "{said}");
    }
    // One day less of leave, and the day before the window no longer counts; as known before it never did.
    correct(&scene.employer, &id, leave("medical-leave", "2026-02-02", Some("2026-03-02"))).await.expect(201);
    assert_eq!(hours(&asked(&scene, json!({})).await)["met"], false);
    assert_eq!(hours(&asked(&scene, json!({ "knownAt": before })).await)["met"], false);
    // The short form and many at once say what the explained one does.
    absent(&scene, "maternity-leave", "2026-06-01", Some("2026-06-30")).await;
    let short = asked(&scene, json!({ "explain": false })).await;
    assert_eq!(
        (&short["eligibility"]["eligible"], hours(&asked(&scene, json!({})).await)["met"].clone()),
        (&json!(true), json!(true))
    );
    let both = json!([{ "workerId": scene.worker() }, { "workerId": scene.mentor() }]);
    let query = json!({ "workers": both, "validAt": TODAY, "explain": false });
    let many = scene.payroll.post(STATUS, query).await.expect(200).body;
    let eligible = |at: usize| many["results"][at]["eligibility"]["eligible"].clone();
    assert_eq!([eligible(0), eligible(1)], [json!(true), json!(false)]);
}

#[actix_web::test]
async fn an_obligation_is_due_later_by_the_days_of_leave() {
    let scene = Scene::start().await;
    paused_rules(&scene).await;
    // Hired on 2025-03-01, so due on 2027-01-01.
    assert_eq!(asked(&scene, json!({})).await["obligations"][0]["due"], "2027-01-01");
    absent(&scene, "medical-leave", "2026-02-02", Some("2026-03-03")).await;
    assert_eq!(asked(&scene, json!({})).await["obligations"][0]["due"], "2027-01-01");
    let id = absent(&scene, "study-leave", "2025-09-01", Some("2025-09-30")).await;
    let found = asked(&scene, json!({})).await["obligations"][0].clone();
    assert_eq!(found["due"], "2027-01-31");
    assert_eq!(found["paused"][0]["absenceId"], json!(id));
    assert!(text(&found, "text").contains("zile care nu se socotesc: 30 (concediu de studii)"), "{found}");
}

#[actix_web::test]
async fn a_simulation_sees_the_leave_that_a_status_sees() {
    let scene = Scene::start().await;
    paused_rules(&scene).await;
    scene.completion().on("2025-10-25").create().await;
    absent(&scene, "medical-leave", "2026-02-02", Some("2026-03-03")).await;
    let draft = scene.registrar.post("/api/v1/rule-sets", rules("2026-12-01", &[])).await.expect(201).id();
    let found = simulated(&scene, json!({ "ruleSetId": draft, "validAt": TODAY })).await;
    assert_eq!((&found["result"]["gains"], &found["result"]["losses"]), (&json!(0), &json!(1)), "{found}");
}

#[actix_web::test]
async fn an_award_that_rested_on_leave_is_reviewed_and_its_evidence_stays() {
    let scene = Scene::start().await;
    paused_rules(&scene).await;
    scene.completion().on("2025-10-25").create().await;
    let id = absent(&scene, "medical-leave", "2026-02-02", Some("2026-03-03")).await;
    let applications = "/api/v1/attestation-applications";
    let made =
        scene.employer.post(applications, json!({ "workerId": scene.worker(), "grade": "grade-2" })).await;
    let application = format!("{applications}/{}", made.expect(201).id());
    scene.employer.post(&format!("{application}/submissions"), json!({})).await.expect(201);
    let granted = json!({ "outcome": "granted", "decisionNumber": "17/2026", "decidedOn": TODAY });
    let decision = scene.commission.post(&format!("{application}/decisions"), granted).await.expect(201).id();
    let replay = format!("{application}/decisions/{decision}/replay");
    let explained = scene.commission.get(&replay).await.expect(200).bytes;
    assert!(String::from_utf8_lossy(&explained).contains(&id));

    let shorter = leave("medical-leave", "2026-02-02", Some("2026-03-02"));
    let after = correct(&scene.employer, &id, shorter).await.expect(201).id();
    scene.employer.post(&format!("/api/v1/absences/{after}/voids"), void()).await.expect(201);
    let reviews = scene.commission.list("/api/v1/award-reviews", "awardReviews").await;
    let told: Vec<_> =
        reviews.iter().map(|one| ["factKind", "factId", "cause"].map(|of| text(one, of))).collect();
    assert_eq!(told, [["absence", &id, "corrected"], ["absence", &after, "voided"]]);
    assert_eq!(scene.commission.get(&replay).await.expect(200).bytes, explained);
}

#[actix_web::test]
async fn what_cannot_be_paused_or_is_no_kind_of_absence_is_refused_at_its_place() {
    let scene = Scene::start().await;
    scene.new_grade("grade-2", 1).create().await;
    let mut wrong = rules("2026-12-01", &["medical-leave", "holiday", "medical-leave"]);
    wrong["obligations"] = json!([{ "requirement": {
        "id": "initial", "kind": "trainingHours", "hours": "100", "pausedBy": "study-leave"
    } }]);
    scene.registrar.post("/api/v1/rule-sets", wrong.clone()).await.expect_faults(&[
        "/grades/0/requirement/pausedBy/1",
        "/grades/0/requirement/pausedBy/2",
        "/obligations/0/requirement/pausedBy",
    ]);
    wrong["grades"][0]["requirement"] = json!({ "id": "all", "kind": "allOf", "pausedBy": ["study-leave"], "of": [
        { "id": "tenure", "kind": "tenure", "months": 12, "pausedBy": ["study-leave"] },
        { "id": "hours", "kind": "trainingHours", "hours": "24", "withinMonths": 12 }
    ] });
    wrong["obligations"][0]["requirement"]["pausedBy"] = json!(["study-leave"]);
    scene
        .registrar
        .post("/api/v1/rule-sets", wrong)
        .await
        .expect_faults(&["/grades/0/requirement/of/0/pausedBy", "/obligations/0/requirement/pausedBy"]);
}
