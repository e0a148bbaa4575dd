//! Pay in a status: employments of the day, and a supplement that is due or not, why, and since and until when.

use registry::call::Role;
use serde_json::{Value, json};

use crate::fixtures::{Scene, employment, text};
use crate::service::TODAY;
use crate::status::{PATH, awarded, grades, now, status};

/// A rule set by which grade-2 brings ten percent and grade-1 nothing, with conditions of pay.
fn rules(from: &str, payable: &Value) -> Value {
    let free = json!({ "id": "free", "kind": "noActiveSuspension" });
    json!({
        "code": "pay-rules", "nameRo": "Reguli", "effectiveFrom": from, "legalBasis": "Ordin de probă",
        "grades": [
            { "grade": "grade-2", "supplement": { "percent": "10" }, "requirement": free },
            { "grade": "grade-1", "requirement": free }
        ],
        "payableWhile": payable
    })
}

/// A scene in which the worker has had grade-2 since 2025-03-01, until 2027-02-28; with the award.
async fn scene(payable: Value) -> (Scene, String, [String; 2]) {
    let scene = Scene::start().await;
    let grades = grades(&scene).await;
    scene.publish(rules("2020-01-01", &payable)).await;
    let award = awarded(&scene, &grades[0], "2025-03-01", Some("2027-02-28")).await;
    (scene, award, grades)
}

/// The supplement of a day in few words: due or not, why, since and until when.
async fn paid(scene: &Scene, day: &str) -> String {
    short(&status(scene, day, None).await)
}

fn short(result: &Value) -> String {
    let supplement = &result["supplement"];
    let day = |of: &str| supplement[of].as_str().unwrap_or_default().to_owned();
    let due = if supplement["due"] == true { "due" } else { "not due" };
    assert_eq!(supplement["due"] == true, !supplement["percent"].is_null(), "{supplement}");
    format!("{due}, {} {}..{}", text(supplement, "reason"), day("since"), day("until"))
}

/// The employments of the worker.
async fn jobs(scene: &Scene) -> Vec<Value> {
    let list = format!("/api/v1/workers/{}/employments", scene.worker());
    scene.registrar.list(&list, "employments").await
}

/// Corrects the first employment of the worker.
async fn correct(scene: &Scene, from: &str, until: Option<&str>) {
    let first = jobs(scene).await.into_iter().find(|job| job["withdrawnAt"].is_null()).expect("a job");
    let mut employment = employment(&scene.employer.organisation, from);
    employment["validUntil"] = json!(until);
    let correction = json!({ "employment": employment, "reason": "conform ordinului" });
    let path = format!("/api/v1/employments/{}/corrections", text(&first, "id"));
    scene.registrar.post(&path, correction).await.expect(201);
}

#[actix_web::test]
async fn who_has_left_is_owed_nothing_and_the_answer_says_why_and_since_when() {
    let (scene, award, _) = scene(json!(null)).await;
    let before = now(&scene).await;
    scene.service.clock.advance_seconds(60);
    correct(&scene, "2025-03-01", Some("2026-09-30")).await;
    assert_eq!(paid(&scene, "2026-09-30").await, "due, awarded 2025-03-01..2026-09-30");
    assert_eq!(paid(&scene, "2026-10-01").await, "not due, notEmployed 2026-10-01..2027-02-28");
    assert_eq!(paid(&scene, "2027-03-01").await, "not due, expired 2027-03-01..");
    assert_eq!(paid(&scene, "2025-02-28").await, "not due, noGrade ..2025-02-28");
    let gone = status(&scene, "2026-12-01", None).await;
    assert_eq!((&gone["employments"], &gone["supplement"]["awardId"]), (&json!([]), &json!(award)));
    assert_eq!((&gone["grade"]["code"], &gone["supplement"]["percent"]), (&json!("grade-2"), &Value::Null));
    // Before the end was known it was owed, and is so told for ever.
    let then = status(&scene, "2026-10-01", Some(&before)).await;
    assert_eq!(short(&then), "due, awarded 2025-03-01..2027-02-28");
    assert_eq!(then["employments"][0]["validUntil"], Value::Null);
}

#[actix_web::test]
async fn a_break_of_a_day_and_a_second_job_tell_to_the_day() {
    let (scene, _, _) = scene(json!({ "employed": true })).await;
    correct(&scene, "2025-03-01", Some("2026-05-31")).await;
    let list = format!("/api/v1/workers/{}/employments", scene.worker());
    scene.registrar.post(&list, employment(&scene.employer.organisation, "2026-06-02")).await.expect(201);
    assert_eq!(paid(&scene, "2026-05-31").await, "due, awarded 2025-03-01..2026-05-31");
    assert_eq!(paid(&scene, "2026-06-01").await, "not due, notEmployed 2026-06-01..2026-06-01");
    assert_eq!(paid(&scene, "2026-06-02").await, "due, awarded 2026-06-02..2027-02-28");
    let mut beside = employment(&scene.employer.organisation, "2026-05-15");
    (beside["post"], beside["validUntil"]) = (json!("psiholog"), json!("2026-06-30"));
    scene.registrar.post(&list, beside).await.expect(201);
    assert_eq!(paid(&scene, "2026-06-01").await, "due, awarded 2025-03-01..2027-02-28");
    let posts = |result: &Value| {
        let all = result["employments"].as_array().expect("employments").iter();
        all.map(|one| text(one, "post").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(posts(&status(&scene, "2026-06-01", None).await), ["psiholog"]);
    assert_eq!(posts(&status(&scene, "2026-06-02", None).await), ["psiholog", "asistent-social"]);
}

#[actix_web::test]
async fn a_lost_supplement_differs_from_one_that_never_was() {
    let (scene, award, grades) = scene(json!(null)).await;
    let revocation = json!({ "revokedFrom": "2026-06-01", "reason": "hotărâre anulată" });
    scene.commission.post(&format!("/api/v1/awards/{award}/revocations"), revocation).await.expect(201);
    assert_eq!(paid(&scene, "2026-05-31").await, "due, awarded 2025-03-01..2026-05-31");
    assert_eq!(paid(&scene, "2026-06-01").await, "not due, revoked 2026-06-01..");
    assert_eq!(status(&scene, TODAY, None).await["supplement"]["awardId"], json!(award));
    let higher = awarded(&scene, &grades[1], "2026-08-01", Some("2026-08-31")).await;
    assert_eq!(paid(&scene, "2026-07-31").await, "not due, revoked 2026-06-01..2026-07-31");
    assert_eq!(paid(&scene, "2026-08-31").await, "not due, gradeWithoutSupplement 2026-08-01..2026-08-31");
    assert_eq!(paid(&scene, "2026-09-01").await, "not due, expired 2026-09-01..");
    assert_eq!(status(&scene, TODAY, None).await["supplement"]["awardId"], json!(higher));
}

#[actix_web::test]
async fn a_suspension_is_told_and_stops_pay_only_where_the_rules_say_so() {
    let (scene, _, _) = scene(json!({ "employed": true, "notSuspended": false })).await;
    let suspension = json!({
        "workerId": scene.worker(), "validFrom": "2026-11-20", "validUntil": "2026-11-25",
        "legalBasis": "Codul muncii, art. 76", "reason": "anchetă"
    });
    let suspension = scene.commission.post("/api/v1/suspensions", suspension).await.expect(201).id();
    let told = status(&scene, TODAY, None).await;
    assert_eq!(short(&told), "due, awarded 2025-03-01..2027-02-28");
    assert_eq!(told["supplement"]["suspensionId"], json!(suspension));
    assert!(status(&scene, "2026-11-26", None).await["supplement"].get("suspensionId").is_none());
    scene.publish(rules("2026-11-22", &json!({ "notSuspended": true }))).await;
    // Each rule set answers for its own days, also for those that are known to come.
    assert_eq!(paid(&scene, "2026-11-21").await, "due, awarded 2025-03-01..2026-11-21");
    assert_eq!(paid(&scene, TODAY).await, "not due, suspended 2026-11-22..2026-11-25");
    scene.publish(rules("2027-01-01", &json!({ "employed": true }))).await;
    assert_eq!(paid(&scene, "2026-11-26").await, "due, awarded 2026-11-26..2026-12-31");
    assert_eq!(paid(&scene, "2027-01-01").await, "due, awarded 2027-01-01..2027-02-28");
    // By which award is no rule's affair.
    assert_eq!(paid(&scene, "2027-03-01").await, "not due, expired 2027-03-01..");
}

#[actix_web::test]
async fn posts_that_carry_a_supplement_are_the_rule_sets() {
    let (scene, _, _) = scene(json!({ "posts": ["psiholog"] })).await;
    assert_eq!(paid(&scene, TODAY).await, "not due, postWithoutSupplement 2025-03-01..2027-02-28");
    let list = format!("/api/v1/workers/{}/employments", scene.worker());
    let mut beside = employment(&scene.employer.organisation, TODAY);
    beside["post"] = json!("psiholog");
    scene.registrar.post(&list, beside).await.expect(201);
    assert_eq!(paid(&scene, "2026-11-22").await, "not due, postWithoutSupplement 2025-03-01..2026-11-22");
    assert_eq!(paid(&scene, TODAY).await, format!("due, awarded {TODAY}..2027-02-28"));
    let bad = rules("2026-12-01", &json!({ "employed": false, "posts": ["psiholog"], "colour": 1 }));
    let places = ["/payableWhile/colour", "/payableWhile/employed"];
    scene.registrar.post("/api/v1/rule-sets", bad).await.expect_faults(&places);
}

#[actix_web::test]
async fn a_closed_record_and_a_merged_one_say_what_is_due() {
    let (scene, award, _) = scene(json!(null)).await;
    let survivor = scene.new_worker().create().await;
    scene.merge(scene.worker(), &survivor).await;
    // Grade and employment of the record that was merged are the person's.
    let merged = status(&scene, TODAY, None).await;
    assert_eq!(
        (&merged["worker"]["workerId"], short(&merged).as_str()),
        (&json!(survivor), "due, awarded 2025-03-01..2027-02-28")
    );
    assert_eq!(
        (merged["employments"].as_array().map(Vec::len), &merged["supplement"]["awardId"]),
        (Some(1), &json!(award))
    );
    let closing = json!({ "reason": "deces", "effectiveOn": "2026-11-01" });
    scene.registrar.post(&format!("/api/v1/workers/{survivor}/deactivations"), closing).await.expect(201);
    let closed = status(&scene, TODAY, None).await;
    assert_eq!(
        (&closed["outcome"], short(&closed).as_str()),
        (&json!("deactivated"), "not due, deactivated 2026-11-01..")
    );
    assert_eq!(paid(&scene, "2026-10-31").await, "due, awarded 2025-03-01..2026-10-31");
    assert_eq!(paid(&scene, "2025-02-28").await, "not due, noGrade ..2025-02-28");
}

#[actix_web::test]
async fn base_pay_in_a_status_is_told_to_those_who_may_know_it() {
    let scene = Scene::start().await;
    let second = scene.service.client(Role::Employer).await;
    let list = format!("/api/v1/workers/{}/employments", scene.worker());
    for (employer, from, pay) in
        [(scene.employer.organisation, "2026-01-01", "8500"), (second.organisation, "2026-02-01", "4000")]
    {
        let mut job = employment(&employer, from);
        (job["post"], job["basePay"]) = (json!("psiholog"), json!(pay));
        scene.registrar.post(&list, job).await.expect(201);
    }
    let commission = scene.service.client(Role::Commission).await;
    let (all, own, other, none) = (
        [Some(Value::Null), Some(json!("8500.00")), Some(json!("4000.00"))],
        [Some(Value::Null), Some(json!("8500.00")), None],
        [None, None, Some(json!("4000.00"))],
        [None, None, None],
    );
    for (client, expected) in [
        (&scene.payroll, &all),
        (&scene.ministry, &all),
        (&scene.employer, &own),
        (&second, &other),
        (&commission, &none),
    ] {
        let query = json!({ "workers": [{ "workerId": scene.worker() }], "explain": false });
        let result = client.post(PATH, query).await.expect(200).body["results"][0].clone();
        let told = result["employments"].as_array().expect("employments").iter();
        assert_eq!(told.map(|one| one.get("basePay").cloned()).collect::<Vec<_>>(), *expected);
    }
}

#[actix_web::test]
async fn only_what_is_asked_for_is_told_and_it_is_the_same_in_every_form() {
    let (scene, _, _) = scene(json!(null)).await;
    let whole = status(&scene, TODAY, None).await;
    let ask = async |query: Value| scene.payroll.post(PATH, query).await.expect(200).body;
    let who = json!({ "workerId": scene.worker() });
    let pay = json!({
        "workers": vec![who.clone(); 1000], "validAt": TODAY, "explain": false,
        "include": ["supplement", "employments", "grade"]
    });
    let answer = ask(pay).await;
    let expected = json!({
        "worker": who, "outcome": "found", "grade": whole["grade"], "employments": whole["employments"],
        "supplement": whole["supplement"]
    });
    assert!(answer["results"].as_array().expect("results").iter().all(|result| *result == expected));
    for part in
        ["grade", "employments", "supplement", "eligibility", "obligations", "training", "supervision"]
    {
        let answer = ask(json!({ "workers": [who], "validAt": TODAY, "include": [part] })).await;
        let expected = json!({ "worker": who, "outcome": "found", part: whole[part] });
        assert_eq!(answer["results"][0], expected);
    }
    let wrong = |include: Value| {
        let query = json!({ "workers": [who], "include": include });
        scene.payroll.post(PATH, query)
    };
    wrong(json!([])).await.expect_faults(&["/include"]);
    wrong(json!(vec!["grade"; 8])).await.expect_faults(&["/include"]);
    wrong(json!(["grade", "iban"])).await.expect_faults(&["/include/1"]);
}

#[actix_web::test]
async fn a_reason_is_said_in_three_languages() {
    let (scene, _, _) = scene(json!(null)).await;
    correct(&scene, "2025-03-01", Some("2026-09-30")).await;
    for (language, words) in [
        ("ro", "nu este angajat în ziua cerută"),
        ("en", "not employed on the day"),
        ("ru", "в этот день не трудоустроен"),
    ] {
        let query = json!({ "workers": [{ "workerId": scene.worker() }], "explain": false });
        let request = scene.payroll.request(actix_web::http::Method::POST, PATH);
        let request = request.insert_header(("Accept-Language", language)).set_json(query);
        let answer = scene.payroll.send(request).await.expect(200);
        assert_eq!(answer.body["results"][0]["supplement"]["text"], words);
    }
}
