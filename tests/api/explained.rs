//! Explanations in a status: each requirement met or not, by how much, and why each fact counted or did not.

use registry::call::Role;
use serde_json::{Value, json};

use crate::fixtures::Scene;
use crate::service::TODAY;
use crate::status::{self, PATH, awarded, completed, now, status, supervised};

const RULE_SETS: &str = "/api/v1/rule-sets";

/// A rule set that asks of grade-2 for hours in five years and one session in a year, and of grade-1 for
/// grade-2.
fn rules(from: &str, hours: &str) -> Value {
    json!({
        "code": "test-rules", "nameRo": "Reguli de probă", "effectiveFrom": from, "legalBasis": format!("Ordin de probă din {from}"),
        "grades": [
            { "grade": "grade-2", "validityMonths": 60, "supplement": { "percent": "12.50" }, "requirement": { "id": "all", "kind": "allOf", "of": [
                { "id": "hours", "kind": "trainingHours", "hours": hours, "withinMonths": 60 },
                { "id": "sessions", "kind": "supervisionSessions", "sessions": 1, "withinMonths": 12 },
                { "id": "not-suspended", "kind": "noActiveSuspension" }
            ] } },
            { "grade": "grade-1", "supplement": { "lei": "1500.00" }, "requirement": { "id": "held", "kind": "holdsGrade", "grade": "grade-2", "forMonths": 12 } }
        ],
        "obligations": [
            { "requirement": { "id": "yearly", "kind": "trainingHours", "hours": "20", "withinMonths": 12 } },
            { "posts": ["asistent-social"], "monthsAfterHire": 24, "requirement": { "id": "initial", "kind": "trainingHours", "hours": "100" } },
            { "posts": ["psiholog"], "requirement": { "id": "others", "kind": "trainingHours", "hours": "1" } }
        ]
    })
}

/// A scene with rules in force since 2020, and the grades.
async fn scene() -> (Scene, [String; 2]) {
    let scene = Scene::start().await;
    let grades = status::grades(&scene).await;
    scene.publish(rules("2020-01-01", "60")).await;
    (scene, grades)
}

/// The requirement with an id, wherever it stands in the result.
fn requirement<'a>(result: &'a Value, id: &str) -> &'a Value {
    let all = result["eligibility"]["requirements"].as_array().expect("requirements").iter();
    all.chain(result["obligations"].as_array().expect("obligations"))
        .find(|one| one["id"] == id)
        .unwrap_or_else(|| panic!("{id} in {result}"))
}

#[actix_web::test]
async fn a_no_says_what_is_missing_and_why_each_fact_did_not_count() {
    let (scene, _) = scene().await;
    let old = completed(&scene, "2021-11-23", "50").await;
    let counted = completed(&scene, "2021-11-24", "24").await;
    let failed = scene.completion().on("2024-01-01").hours("30").with("result", "failed").create().await;
    let voided = completed(&scene, "2025-01-01", "30").await;
    scene
        .provider
        .post(&format!("/api/v1/completions/{voided}/voids"), json!({ "reason": "din greșeală" }))
        .await
        .expect(201);
    let result = status(&scene, TODAY, None).await;
    assert_eq!(
        (&result["eligibility"]["targetGrade"], &result["eligibility"]["eligible"]),
        (&json!("grade-2"), &json!(false))
    );
    assert_eq!(
        (&result["eligibility"]["ruleSet"]["code"], &result["eligibility"]["ruleSet"]["version"]),
        (&json!("test-rules"), &json!(1))
    );
    let hours = requirement(&result, "hours");
    let expected = json!({
        "id": "hours", "kind": "trainingHours", "met": false, "required": "60", "actual": "24", "missing": "36", "unit": "hour",
        "text": "Ore de formare: 24 din 60; lipsesc 36", "window": { "from": "2021-11-24", "to": "2026-11-23" },
        "legalBasis": { "act": "Ordin de probă din 2020-01-01" },
        "counted": [{ "completionId": counted, "hours": "24" }],
        "notCounted": [
            { "completionId": voided, "reason": "voided" }, { "completionId": failed, "reason": "failedResult" },
            { "completionId": old, "reason": "outsideWindow" }
        ]
    });
    assert_eq!(*hours, expected);
    assert_eq!(requirement(&result, "not-suspended")["met"], true);
}

#[actix_web::test]
async fn texts_come_in_the_language_that_is_asked_for() {
    let (scene, _) = scene().await;
    completed(&scene, "2015-01-02", "24").await;
    let ask = async |languages: Option<&str>| {
        let query = json!({ "workers": [{ "workerId": scene.worker() }], "validAt": TODAY });
        let mut request = scene.payroll.request(actix_web::http::Method::POST, PATH).set_json(query);
        if let Some(languages) = languages {
            request = request.insert_header(("Accept-Language", languages));
        }
        let answer = scene.payroll.send(request).await.expect(200);
        let text =
            requirement(&answer.body["results"][0], "hours")["text"].as_str().expect("a text").to_owned();
        (
            answer.header("content-language").expect("a language").to_owned(),
            text,
            answer.body["reasons"]["outsideWindow"].clone(),
        )
    };
    let own =
        |language: &str, text: &str, reason: &str| (language.to_owned(), text.to_owned(), json!(reason));
    let romanian =
        own("ro", "Ore de formare: 0 din 60; lipsesc 60", "în afara perioadei care se ia în calcul");
    assert_eq!(ask(None).await, romanian);
    assert_eq!(ask(Some("de, *;q=0.1")).await, romanian);
    assert_eq!(
        ask(Some("de, en-GB;q=0.8, ro;q=0.5")).await,
        own("en", "Hours of training: 0 of 60; missing 60", "outside the days that count")
    );
    assert_eq!(ask(Some("*")).await, romanian);
    for unreadable in ["", "{}", "română", &"en, ".repeat(51)] {
        let query = json!({ "workers": [{ "workerId": scene.worker() }], "validAt": TODAY });
        let request = scene.payroll.request(actix_web::http::Method::POST, PATH).set_json(query);
        scene
            .payroll
            .send(request.insert_header(("Accept-Language", unreadable)))
            .await
            .expect_faults(&["Accept-Language"]);
    }
    assert_eq!(
        ask(Some("ru")).await,
        own("ru", "Часы обучения: 0 из 60; не хватает 60", "вне учитываемого периода")
    );
}

#[actix_web::test]
async fn the_rules_are_those_in_force_on_the_day_as_known_at_the_moment() {
    let (scene, _) = scene().await;
    completed(&scene, "2026-05-05", "24").await;
    scene.service.clock.advance_seconds(60);
    let before = now(&scene).await;
    scene.service.clock.advance_seconds(60);
    scene.publish(rules("2026-06-01", "20")).await;
    let met = async |valid_at: &str, known_at: Option<&str>| {
        let result = status(&scene, valid_at, known_at).await;
        (
            result["eligibility"]["ruleSet"]["version"].as_i64().expect("a version"),
            requirement(&result, "hours")["met"].as_bool().expect("met"),
        )
    };
    assert_eq!(met("2026-05-31", None).await, (1, false));
    assert_eq!(met("2026-06-01", None).await, (2, true));
    assert_eq!(met("2026-06-01", Some(&before)).await, (1, false));
    let early = status(&scene, "2019-12-31", None).await;
    assert_eq!((early.get("eligibility"), early.get("obligations")), (None, None));
}

#[actix_web::test]
async fn a_draft_is_tried_by_those_who_may_see_it() {
    let (scene, _) = scene().await;
    completed(&scene, "2026-05-05", "24").await;
    let draft = scene.ministry.post(RULE_SETS, rules("2027-01-01", "20")).await.expect(201).id();
    let query = json!({ "workers": [{ "workerId": scene.worker() }], "ruleSetId": draft });
    let tried = scene.ministry.post(PATH, query.clone()).await.expect(200).body;
    assert_eq!(requirement(&tried["results"][0], "hours")["met"], true);
    scene.payroll.post(PATH, query).await.expect_faults(&["/ruleSetId"]);
    let nobodys = json!({ "workers": [{ "workerId": scene.worker() }], "targetGrade": "grade-9" });
    scene.payroll.post(PATH, nobodys).await.expect_faults(&["/targetGrade"]);
}

#[actix_web::test]
async fn the_short_form_says_what_is_met_and_no_more() {
    let (scene, _) = scene().await;
    completed(&scene, "2026-05-05", "60").await;
    supervised(&scene, "2026-06-06", 60).await;
    let query = json!({ "workers": [{ "workerId": scene.worker() }], "explain": false });
    let answer = scene.payroll.post(PATH, query).await.expect(200).body;
    let result = &answer["results"][0];
    assert_eq!(result["eligibility"]["eligible"], true);
    let explained = status(&scene, TODAY, None).await;
    assert!(result["eligibility"]["validUntil"].is_string());
    assert_eq!(result["eligibility"]["validUntil"], explained["eligibility"]["validUntil"]);
    assert_eq!((result["eligibility"].get("requirements"), answer.get("reasons")), (None, None));
    let yearly = json!({ "id": "yearly", "kind": "trainingHours", "met": true, "required": "20", "actual": "60", "missing": "0", "unit": "hour", "validUntil": "2027-05-04" });
    assert_eq!(result["obligations"][0], yearly);
}

#[actix_web::test]
async fn what_is_met_says_until_when_it_will_be() {
    let (scene, _) = scene().await;
    completed(&scene, "2025-05-05", "60").await;
    supervised(&scene, "2026-06-06", 60).await;
    let result = status(&scene, TODAY, None).await;
    assert_eq!(requirement(&result, "hours")["validUntil"], "2030-05-04");
    assert_eq!(requirement(&result, "sessions")["validUntil"], "2027-06-05");
    assert_eq!(result["eligibility"]["validUntil"], "2027-06-05", "the first to lapse");
    assert_eq!(status(&scene, "2027-06-05", None).await["eligibility"]["eligible"], true);
    assert_eq!(status(&scene, "2027-06-06", None).await["eligibility"]["eligible"], false);
}

#[actix_web::test]
async fn obligations_are_those_of_the_posts_held_and_say_when_they_are_due() {
    let (scene, _) = scene().await;
    let result = status(&scene, TODAY, None).await;
    let obligations = result["obligations"].as_array().expect("obligations");
    assert_eq!(
        obligations.iter().map(|one| one["id"].as_str().expect("an id")).collect::<Vec<_>>(),
        ["yearly", "initial"]
    );
    // Hired on 2025-03-01.
    assert_eq!(requirement(&result, "initial")["due"], "2027-03-01");
    assert_eq!(requirement(&status(&scene, "2027-03-01", None).await, "initial").get("due"), None);
    assert_eq!(status(&scene, "2025-02-28", None).await["obligations"], json!([]));
}

#[actix_web::test]
async fn what_became_known_later_is_named_to_who_asks_about_a_moment() {
    let (scene, _) = scene().await;
    let before = now(&scene).await;
    scene.service.clock.advance_seconds(60);
    let later = completed(&scene, "2026-05-05", "60").await;
    let result = status(&scene, TODAY, Some(&before)).await;
    let hours = requirement(&result, "hours");
    assert_eq!(
        (&hours["actual"], &hours["notCounted"]),
        (&json!("0"), &json!([{ "completionId": later, "reason": "notYetKnown" }]))
    );
}

#[actix_web::test]
async fn the_next_grade_is_asked_about_and_supplements_are_those_of_the_rules() {
    let (scene, grades) = scene().await;
    let award = awarded(&scene, &grades[0], "2025-11-24", None).await;
    let result = status(&scene, TODAY, None).await;
    assert_eq!(
        result["supplement"],
        json!({
            "due": true, "reason": "awarded", "text": "spor datorat pentru gradul deținut", "percent": "12.50",
            "awardId": award, "since": "2025-11-24", "until": null,
            "legalBasis": "Ordin de probă din 2020-01-01", "sample": false
        })
    );
    assert_eq!(
        (&result["eligibility"]["targetGrade"], &result["eligibility"]["eligible"]),
        (&json!("grade-1"), &json!(true))
    );
    let early = status(&scene, "2026-11-22", None).await;
    assert_eq!(
        (&requirement(&early, "held")["actual"], &early["eligibility"]["eligible"]),
        (&json!("11"), &json!(false))
    );
    awarded(&scene, &grades[1], "2026-01-01", None).await;
    let highest = status(&scene, TODAY, None).await;
    assert_eq!(
        (&highest["supplement"]["lei"], &highest["eligibility"]["targetGrade"]),
        (&json!("1500.00"), &json!("grade-1"))
    );
}

#[actix_web::test]
async fn a_suspension_stands_in_the_way() {
    let (scene, _) = scene().await;
    let new = json!({ "workerId": scene.worker(), "validFrom": "2026-11-20", "legalBasis": "Codul muncii, art. 76", "reason": "anchetă" });
    let suspension = scene.commission.post("/api/v1/suspensions", new).await.expect(201).id();
    let result = status(&scene, TODAY, None).await;
    let asked = requirement(&result, "not-suspended");
    assert_eq!(
        (&asked["met"], &asked["notCounted"]),
        (&json!(false), &json!([{ "suspensionId": suspension, "reason": "activeSuspension" }]))
    );
    assert_eq!(requirement(&status(&scene, "2026-11-19", None).await, "not-suspended")["met"], true);
}

#[actix_web::test]
async fn a_programme_that_stands_for_an_older_one_counts_as_it() {
    let (scene, _) = scene().await;
    let newer = scene.new_programme("CFP-102").with("supersedesId", scene.programme.as_str());
    let newer = newer.with("equivalent", true).approved_from("2025-01-01").create().await;
    let mut asks = rules("2026-01-01", "60");
    asks["grades"][0]["requirement"] = json!({ "id": "first", "kind": "programmes", "codes": ["CFP-101"] });
    scene.publish(asks).await;
    scene.completion().on("2025-05-05").with("programmeId", newer).create().await;
    assert_eq!(status(&scene, TODAY, None).await["eligibility"]["eligible"], true);
}

#[actix_web::test]
async fn the_way_to_a_grade_takes_the_fewest_hours() {
    let (scene, _) = scene().await;
    let way = format!("/api/v1/workers/{}/pathway", scene.worker());
    for (code, hours) in [("CFP-110", "40"), ("CFP-111", "30"), ("CFP-112", "30"), ("CFP-113", "12")] {
        scene.new_programme(code).with("hours", hours).approved_from("2025-01-01").create().await;
    }
    let answer = scene.payroll.get(&way).await.expect(200).body;
    let codes = |answer: &Value| {
        let mut codes: Vec<_> = answer["programmes"]
            .as_array()
            .expect("programmes")
            .iter()
            .map(|one| one["code"].as_str().expect("a code").to_owned())
            .collect();
        codes.sort();
        codes
    };
    assert_eq!(
        (codes(&answer), &answer["hours"], &answer["proven"]),
        (vec!["CFP-111".into(), "CFP-112".into()], &json!("60"), &json!(true))
    );
    // No programme gives supervision.
    assert_eq!(
        answer["remaining"].as_array().expect("a list").iter().map(|one| &one["id"]).collect::<Vec<_>>(),
        ["sessions"]
    );
    // A failed programme can be taken again.
    scene.completion().on("2026-05-04").hours("24").with("result", "failed").create().await;
    completed(&scene, "2026-05-05", "24").await;
    let answer = scene.payroll.get(&way).await.expect(200).body;
    assert_eq!(
        (codes(&answer), &answer["hours"]),
        (vec!["CFP-110".to_owned()], &json!("40")),
        "12 and 30 are more"
    );
    scene.payroll.get(&format!("{way}?targetGrade=grade-9")).await.expect_faults(&["targetGrade"]);
    scene.service.client(Role::Employer).await.get(&way).await.expect(404);
}
