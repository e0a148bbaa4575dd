//! Status: the grade that a worker is qualified for on a day, as known at a moment.

use registry::call::Role;
use registry::values::OrganisationKind;
use serde_json::{Value, json};

use crate::fixtures::{self, Scene, text};
use crate::service::{Service, TODAY};

pub const PATH: &str = "/api/v1/qualification-status-queries";
const DAY: i64 = 86_400;

/// The two grades of the ladder, lower first, each with a supplement.
pub async fn grades(scene: &Scene) -> [String; 2] {
    let grade = async |code: &str, rank: i32, percent: &str| {
        let grade = scene.new_grade(code, rank).with("supplementPercent", percent);
        grade.with("legalBasis", "exemplu").with("sample", true).create().await
    };
    [grade("grade-2", 1, "10").await, grade("grade-1", 2, "20").await]
}

pub async fn completed(scene: &Scene, on: &str, hours: &str) -> String {
    let provider = scene.provider.token_again().await;
    scene.completion().by(&provider).on(on).hours(hours).create().await
}

pub async fn supervised(scene: &Scene, on: &str, minutes: i32) -> String {
    scene.session().on(on).with("minutes", minutes).create().await
}

pub async fn awarded(scene: &Scene, grade: &str, from: &str, until: Option<&str>) -> String {
    scene.award(grade).decided(from, "2025-02-20").valid(from, until).create().await
}

/// The whole answer about the worker.
pub async fn answer(scene: &Scene, valid_at: &str, known_at: Option<&str>) -> Value {
    let query =
        json!({ "workers": [{ "workerId": scene.worker() }], "validAt": valid_at, "knownAt": known_at });
    scene.payroll.token_again().await.post(PATH, query).await.expect(200).body
}

/// The result about the worker.
pub async fn status(scene: &Scene, valid_at: &str, known_at: Option<&str>) -> Value {
    answer(scene, valid_at, known_at).await["results"][0].clone()
}

/// Hours of training in five years and in one.
async fn hours(scene: &Scene, valid_at: &str, known_at: Option<&str>) -> [String; 2] {
    let training = status(scene, valid_at, known_at).await["training"].clone();
    ["lastFiveYears", "lastTwelveMonths"].map(|window| text(&training[window], "hours").to_owned())
}

/// Now, as a caller would write it.
pub async fn now(scene: &Scene) -> String {
    text(&answer(scene, TODAY, None).await, "knownAt").to_owned()
}

#[actix_web::test]
async fn a_payroll_gets_grade_supplement_training_and_supervision() {
    let scene = Scene::start().await;
    let grades = grades(&scene).await;
    completed(&scene, "2022-05-05", "24").await;
    completed(&scene, "2026-05-05", "20.5").await;
    supervised(&scene, "2026-06-06", 430).await;
    supervised(&scene, "2026-06-07", 440).await;
    let award = awarded(&scene, &grades[0], "2025-03-01", Some("2030-02-28")).await;
    let answer = scene
        .payroll
        .post(
            PATH,
            json!({ "workers": [{ "idnp": scene.idnp(0) }], "targetGrade": null, "ruleSetId": null, "explain": true }),
        )
        .await
        .expect(200);
    let result = &answer.body["results"][0];
    assert_eq!(
        (&answer.body["validAt"], &result["outcome"], &result["worker"]["workerId"]),
        (&json!(TODAY), &json!("found"), &json!(scene.worker()))
    );
    assert_eq!(result["grade"]["code"], "grade-2");
    assert_eq!(result["grade"]["awardId"], json!(award));
    assert_eq!(
        result["supplement"],
        json!({
            "due": true, "reason": "awarded", "text": "spor datorat pentru gradul deținut", "percent": "10.00",
            "awardId": award, "since": "2025-03-01", "until": "2030-02-28", "legalBasis": "exemplu", "sample": true
        })
    );
    assert_eq!(hours(&scene, TODAY, None).await, ["44.5", "20.5"]);
    let supervision = &result["supervision"]["lastTwelveMonths"];
    assert_eq!(
        (&supervision["minutes"], &supervision["hours"], &supervision["sessions"]),
        (&json!(870), &json!("14.5"), &json!(2))
    );
    assert!(!String::from_utf8_lossy(&answer.bytes).contains(scene.idnp(0)));
}

#[actix_web::test]
async fn windows_are_exact_to_the_day() {
    let scene = Scene::start().await;
    for (on, worth) in
        [("2021-11-23", "1"), ("2021-11-24", "2"), ("2025-11-23", "4"), ("2025-11-24", "8"), (TODAY, "16")]
    {
        completed(&scene, on, worth).await;
    }
    assert_eq!(hours(&scene, TODAY, None).await, ["30", "24"]);
    assert_eq!(hours(&scene, "2026-11-22", None).await, ["15", "12"]);
    assert_eq!(hours(&scene, "2026-11-24", None).await, ["28", "16"]);
}

#[actix_web::test]
async fn a_programme_that_was_approved_since_the_last_question_counts_at_once() {
    let mut scene = Scene::start().await;
    grades(&scene).await;
    let rules = json!({
        "code": "rules", "nameRo": "Reguli", "effectiveFrom": "2024-01-01", "legalBasis": "Ordinul nr. 44",
        "grades": [{ "grade": "grade-2", "requirement": { "id": "hours", "kind": "trainingHours", "hours": "40", "domains": ["supervision"] } }]
    });
    scene.publish(rules).await;
    completed(&scene, "2026-05-05", "24").await;
    let eligible = async |scene: &Scene| {
        let status = status(scene, TODAY, None).await;
        (status["training"]["lastFiveYears"]["hours"].clone(), status["eligibility"]["eligible"].clone())
    };
    assert_eq!(eligible(&scene).await, (json!("24"), json!(false)));
    scene.programme =
        scene.new_programme("CFP-102").with("hours", "16").approved_from("2015-01-01").create().await;
    completed(&scene, "2026-05-06", "16").await;
    assert_eq!(eligible(&scene).await, (json!("40"), json!(true)));
}

#[actix_web::test]
async fn a_failure_does_not_count_and_attendance_does() {
    let scene = Scene::start().await;
    scene.completion().on("2026-05-05").hours("10").with("result", "failed").create().await;
    scene.completion().on("2026-05-06").hours("5").with("result", "attended").create().await;
    assert_eq!(hours(&scene, TODAY, None).await, ["5", "5"]);
}

#[actix_web::test]
async fn yesterdays_answer_stays_although_a_completion_is_voided_today() {
    let scene = Scene::start().await;
    let completion = completed(&scene, "2026-05-05", "24").await;
    let session = supervised(&scene, "2026-05-06", 60).await;
    let (yesterday, then) = (now(&scene).await, status(&scene, TODAY, None).await);
    scene.service.clock.advance_seconds(DAY);
    let (provider, registrar) = (scene.provider.token_again().await, scene.registrar.token_again().await);
    provider
        .post(&format!("/api/v1/completions/{completion}/voids"), json!({ "reason": "introdus greșit" }))
        .await
        .expect(201);
    registrar
        .post(&format!("/api/v1/supervision-sessions/{session}/voids"), json!({ "reason": "nu a avut loc" }))
        .await
        .expect(201);
    assert_eq!(hours(&scene, TODAY, None).await, ["0", "0"]);
    assert_eq!(status(&scene, TODAY, None).await["supervision"]["lastTwelveMonths"]["minutes"], 0);
    assert_eq!(status(&scene, TODAY, Some(&yesterday)).await, then);
}

#[actix_web::test]
async fn late_and_corrected_facts_change_only_what_is_known_later() {
    let scene = Scene::start().await;
    let completion = completed(&scene, "2026-05-05", "24").await;
    let first = now(&scene).await;
    scene.service.clock.advance_seconds(DAY);
    let correction = json!({
        "completion": { "programmeId": scene.programme, "completedOn": "2025-05-05", "hours": "16", "result": "passed", "reference": "R-corrected" },
        "reason": "ziua greșită"
    });
    scene
        .provider
        .token_again()
        .await
        .post(&format!("/api/v1/completions/{completion}/corrections"), correction)
        .await
        .expect(201);
    let second = now(&scene).await;
    scene.service.clock.advance_seconds(DAY);
    completed(&scene, "2022-02-02", "7").await;
    let table =
        [(Some(first.as_str()), ["24", "24"]), (Some(second.as_str()), ["16", "0"]), (None, ["23", "0"])];
    for (known_at, expected) in table {
        assert_eq!(hours(&scene, TODAY, known_at).await, expected, "{known_at:?}");
    }
    assert_eq!(hours(&scene, "2022-02-01", None).await, ["0", "0"]);
    assert_eq!(hours(&scene, "2022-02-02", None).await, ["7", "7"]);
}

#[actix_web::test]
async fn the_same_question_with_the_moment_of_the_answer_has_the_same_answer_for_ever() {
    let scene = Scene::start().await;
    let grades = grades(&scene).await;
    completed(&scene, "2026-05-05", "24").await;
    let first = answer(&scene, TODAY, None).await;
    let known_at = text(&first, "knownAt").to_owned();
    completed(&scene, "2026-06-06", "8").await;
    awarded(&scene, &grades[1], "2025-03-01", None).await;
    assert_eq!(answer(&scene, TODAY, Some(&known_at)).await, first);
    assert_ne!(answer(&scene, TODAY, None).await["results"], first["results"]);
}

#[actix_web::test]
async fn the_highest_grade_of_the_day_is_held() {
    let scene = Scene::start().await;
    let grades = grades(&scene).await;
    awarded(&scene, &grades[1], "2025-03-01", Some("2025-12-31")).await;
    let lower = awarded(&scene, &grades[0], "2025-06-01", None).await;
    let table = [
        ("2025-02-28", Value::Null),
        ("2025-03-01", json!("grade-1")),
        ("2025-12-31", json!("grade-1")),
        ("2026-01-01", json!("grade-2")),
    ];
    for (day, code) in table {
        assert_eq!(status(&scene, day, None).await["grade"]["code"], code, "{day}");
    }
    assert_eq!(
        status(&scene, "2025-02-28", None).await["supplement"],
        json!({
            "due": false, "reason": "noGrade", "text": "nu este deținut niciun grad", "percent": null,
            "awardId": null, "since": null, "until": "2025-02-28", "legalBasis": null, "sample": false
        })
    );
    let before = now(&scene).await;
    let revocation = json!({ "revokedFrom": "2026-06-01", "reason": "hotărâre anulată" });
    scene.service.clock.advance_seconds(60);
    scene.commission.post(&format!("/api/v1/awards/{lower}/revocations"), revocation).await.expect(201);
    assert_eq!(status(&scene, "2026-05-31", None).await["grade"]["code"], "grade-2");
    assert_eq!(status(&scene, "2026-06-01", None).await["grade"], Value::Null);
    assert_eq!(status(&scene, "2026-06-01", Some(&before)).await["grade"]["code"], "grade-2");
}

#[actix_web::test]
async fn unknown_and_unseen_workers_look_the_same() {
    let scene = Scene::start().await;
    let stranger = scene.service.client(Role::Employer).await;
    let unknown = scene.service.fresh_code();
    let ask = async |idnp: &str| {
        let mut body = stranger.post(PATH, json!({ "workers": [{ "idnp": idnp }] })).await.expect(200).body;
        body["results"][0]["worker"]["idnp"] =
            json!(body["results"][0]["worker"]["idnp"].as_str().expect("masked").replace(&idnp[9..], "____"));
        body["results"][0].clone()
    };
    assert_eq!(ask(scene.idnp(0)).await, ask(&unknown).await);
    let seen = scene.employer.post(PATH, json!({ "workers": [{ "idnp": scene.idnp(0) }] })).await.expect(200);
    assert_eq!(seen.body["results"][0]["outcome"], "found");
    let by_id = stranger.post(PATH, json!({ "workers": [{ "workerId": scene.worker() }] })).await.expect(200);
    assert_eq!(
        by_id.body["results"][0],
        json!({ "worker": { "workerId": scene.worker() }, "outcome": "unknown" })
    );
}

#[actix_web::test]
async fn an_agency_asks_about_the_workers_of_a_structure_below_it() {
    let service = Service::start().await;
    let agency = service.organisation(OrganisationKind::Agency, None).await;
    let structure = service.organisation(OrganisationKind::Employer, Some(agency)).await;
    let (above, below) =
        (service.client_of(agency, Role::Employer).await, service.client_of(structure, Role::Employer).await);
    let idnp = service.fresh_code();
    let worker = fixtures::worker(&below).known_by(&idnp);
    worker.employed_at(&structure).employed_with("validFrom", TODAY).create().await;
    let answer = above.post(PATH, json!({ "workers": [{ "idnp": idnp }] })).await.expect(200);
    assert_eq!(answer.body["results"][0]["outcome"], "found");
}

#[actix_web::test]
async fn a_merged_record_counts_with_the_one_it_goes_on_under() {
    let scene = Scene::start().await;
    completed(&scene, "2026-05-05", "24").await;
    let survivor = scene.new_worker().create().await;
    scene.completion().of(&survivor).on("2026-05-05").hours("24").create().await;
    scene.completion().of(&survivor).on("2026-05-06").hours("8").create().await;
    let before = now(&scene).await;
    scene.service.clock.advance_seconds(60);
    scene.merge(scene.worker(), &survivor).await;
    let result = status(&scene, TODAY, None).await;
    assert_eq!(result["worker"]["workerId"], json!(survivor));
    // The same programme on the same day in both records is one completion.
    assert_eq!(result["training"]["lastTwelveMonths"]["hours"], "32");
    let then = status(&scene, TODAY, Some(&before)).await;
    assert_eq!(
        (&then["worker"]["workerId"], &then["training"]["lastTwelveMonths"]["hours"]),
        (&json!(scene.worker()), &json!("24"))
    );
}

#[actix_web::test]
async fn a_second_merge_does_not_change_what_was_known_after_the_first() {
    let scene = Scene::start().await;
    completed(&scene, "2026-05-05", "24").await;
    let second = scene.new_worker().create().await;
    let third = scene.new_worker().create().await;
    scene.completion().of(&second).on("2026-05-06").hours("8").create().await;
    let session = scene.session().on("2026-06-06").with("minutes", 60).with("kind", "group");
    session.with("attendeeIds", [scene.worker(), &second].as_slice()).create().await;
    let merge = async |from: &str, into: &str| {
        scene.service.clock.advance_seconds(60);
        scene.merge(from, into).await;
    };
    merge(scene.worker(), &second).await;
    let (between, then) = (now(&scene).await, status(&scene, TODAY, None).await);
    assert_eq!(
        (&then["worker"]["workerId"], &then["training"]["lastTwelveMonths"]["hours"]),
        (&json!(second), &json!("32"))
    );
    // Both records of the person were named as attendees: it is one session all the same.
    assert_eq!(then["supervision"]["lastTwelveMonths"]["minutes"], 60);
    merge(&second, &third).await;
    let now = status(&scene, TODAY, None).await;
    assert_eq!((&now["worker"]["workerId"], &now["training"]), (&json!(third), &then["training"]));
    assert_eq!(status(&scene, TODAY, Some(&between)).await, then);
}

#[actix_web::test]
async fn a_closed_record_has_no_status_and_nobody_is_known_before_registration() {
    let scene = Scene::start().await;
    let before = "2026-11-23T09:59:59Z";
    assert_eq!(status(&scene, TODAY, Some(before)).await["outcome"], "unknown");
    scene.deactivate(scene.worker()).await;
    assert_eq!(
        status(&scene, TODAY, None).await,
        json!({
            "worker": { "workerId": scene.worker() }, "outcome": "deactivated",
            "supplement": {
                "due": false, "reason": "deactivated", "text": "fișa lucrătorului este închisă", "percent": null,
                "awardId": null, "since": TODAY, "until": null, "legalBasis": null, "sample": false
            }
        })
    );
}

#[actix_web::test]
async fn a_thousand_workers_are_one_question_and_one_more_is_too_many() {
    let scene = Scene::start().await;
    let many = |n| json!({ "workers": vec![json!({ "workerId": scene.worker() }); n] });
    let answer = scene.payroll.post(PATH, many(1000)).await.expect(200);
    assert_eq!(answer.body["results"].as_array().expect("results").len(), 1000);
    scene.payroll.post(PATH, many(1001)).await.expect_faults(&["/workers"]);
    scene.payroll.post(PATH, many(0)).await.expect_faults(&["/workers"]);
}

#[actix_web::test]
async fn faults_of_a_question_are_named_at_once() {
    let scene = Scene::start().await;
    let query = json!({
        "workers": [{ "idnp": 2_000_000_000_004_i64 }, { "idnp": scene.idnp(0), "workerId": scene.worker() }, {}],
        "validAt": "2200-01-01", "knownAt": "yesterday", "targetGrade": "Grade 1", "colour": 1
    });
    let places =
        ["/workers/0/idnp", "/workers/1", "/workers/2", "/validAt", "/knownAt", "/targetGrade", "/colour"];
    scene.payroll.post(PATH, query).await.expect_faults(&places);
    let future = json!({ "workers": [{ "idnp": scene.idnp(0) }], "knownAt": "2026-11-24T10:00:00Z" });
    scene.payroll.post(PATH, future).await.expect_faults(&["/knownAt"]);
}

#[actix_web::test]
async fn a_mistyped_number_keeps_nobody_else_from_an_answer() {
    let scene = Scene::start().await;
    let mistyped = ["2000000000005", "200000000000", "2000 000 000 004", "două", ""];
    let asked = [scene.idnp(0)].into_iter().chain(mistyped).chain([scene.idnp(0)]);
    let query = json!({ "workers": asked.map(|idnp| json!({ "idnp": idnp })).collect::<Vec<_>>() });
    let answer = scene.payroll.post(PATH, query).await.expect(200);
    let results = answer.body["results"].as_array().expect("results");
    assert_eq!(results[0], results[6]);
    assert_eq!(results[0]["outcome"], "found");
    for result in &results[1..6] {
        assert_eq!(*result, json!({ "worker": {}, "outcome": "invalid" }));
    }
    assert!(
        !String::from_utf8_lossy(&answer.bytes).contains("2000000000005"),
        "what was given is not repeated"
    );
    let long = json!({ "workers": [{ "idnp": "2".repeat(65) }] });
    scene.payroll.post(PATH, long).await.expect_faults(&["/workers/0/idnp"]);
}

#[actix_web::test]
async fn each_worker_found_is_in_the_journal() {
    let scene = Scene::start().await;
    scene
        .payroll
        .post(PATH, json!({ "workers": [{ "idnp": scene.idnp(0) }, { "workerId": scene.mentor() }, { "idnp": "2001000000012" }] }))
        .await
        .expect(200);
    for worker in [scene.worker(), scene.mentor()] {
        let entries = scene
            .auditor
            .list(
                &format!("/api/v1/journal-entries?workerId={worker}&clientId={}", scene.payroll.id),
                "journalEntries",
            )
            .await;
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0]["workerIds"], json!([scene.worker(), scene.mentor()]));
    }
}
