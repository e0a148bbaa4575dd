//! Slips on the ladder: a grade is corrected or taken off while nothing rests on it.

use actix_web::http::Method;
use actix_web::http::header::IF_MATCH;
use futures_util::future::{join, join_all};
use registry::call::Role;
use serde_json::{Value, json};

use crate::fixtures::{Scene, text};
use crate::service::{Client, TODAY};
use crate::slips::{told, why};

const GRADES: &str = "/api/v1/grades";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

fn grade(code: &str, rank: i32, name: &str) -> Value {
    json!({ "code": code, "rank": rank, "nameRo": name, "supplementPercent": "10.00", "legalBasis": "Ordinul 12/2024" })
}

fn corrected(grade: &Value) -> Value {
    json!({ "grade": grade, "reason": "introdus greșit" })
}

fn corrections(id: &str) -> String {
    format!("{GRADES}/{id}/corrections")
}

fn withdrawals(id: &str) -> String {
    format!("{GRADES}/{id}/withdrawals")
}

/// Codes and ranks of the ladder.
async fn ladder(scene: &Scene) -> Vec<String> {
    let all = scene.service.get(GRADES).await.expect(200).body;
    let grades = all["grades"].as_array().expect("a list");
    grades.iter().map(|one| format!("{} {}", text(one, "code"), one["rank"])).collect()
}

/// A rule set that asks for a grade of the ladder, and gives another one.
fn rules(grade: &str, held: &str) -> Value {
    json!({
        "code": "rules", "nameRo": "rules", "effectiveFrom": "2020-01-01", "legalBasis": "Ordinul nr. 44",
        "grades": [{ "grade": grade, "requirement": { "id": "lower", "kind": "holdsGrade", "grade": held } }]
    })
}

#[actix_web::test]
async fn a_grade_on_which_nothing_rests_is_corrected_and_taken_off() {
    let scene = Scene::start().await;
    let registrar = &scene.registrar;
    let first = registrar.post(GRADES, grade("grade-2", 2, "gradul II")).await.expect(201).id();
    let path = corrections(&first);
    let answer = registrar.correct(&path, corrected(&grade("grade-3", 1, "gradul III"))).await.expect(201);
    assert_eq!(
        (answer.id(), answer.header("location")),
        (first.clone(), Some(&*format!("{GRADES}/{first}")))
    );
    assert_eq!(scene.service.get(&format!("{GRADES}/{first}")).await.expect(200).body, answer.body);
    assert_eq!(ladder(&scene).await, ["grade-3 1"]);
    let same = registrar.correct(&path, corrected(&grade("grade-3", 1, "gradul III"))).await;
    assert_eq!(same.expect_faults(&["/grade"]).body["faults"][0]["code"], "nothingCorrected");
    registrar.correct(&path, corrected(&grade("grade-3", 0, "x"))).await.expect_faults(&["/grade/rank"]);
    registrar.correct(&path, json!({})).await.expect_faults(&["/grade", "/reason"]);
    // Code and rank of another one, and free again when that is taken off.
    let other = scene.ministry.post(GRADES, grade("grade-2", 2, "gradul II")).await.expect(201).id();
    for (code, rank, expected) in [("grade-2", 1, "gradeCodeKnown"), ("grade-3", 2, "gradeRankKnown")] {
        let refused = told(registrar, &path, &corrected(&grade(code, rank, "x")), expected).await;
        assert_eq!(refused.body["location"], json!(format!("{GRADES}/{other}")));
    }
    registrar.post(&withdrawals(&other), json!({})).await.expect_faults(&["/reason"]);
    let path_of_other = withdrawals(&other);
    let all = join_all((0..4).map(|_| scene.ministry.post(&path_of_other, why()))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(all.iter().all(|answer| answer.status == 201 || answer.status == 404));
    scene.service.get(&format!("{GRADES}/{other}")).await.expect(404);
    registrar.correct(&path, corrected(&grade("grade-2", 2, "gradul II"))).await.expect(201);
    assert_eq!(ladder(&scene).await, ["grade-2 2"]);
    for path in [corrections(NOBODY), withdrawals(NOBODY)] {
        let body = if path.ends_with("corrections") { corrected(&grade("grade-9", 9, "x")) } else { why() };
        registrar.correct(&path, body).await.expect(404);
    }
    for role in [Role::Commission, Role::University, Role::Employer, Role::Payroll, Role::Auditor] {
        let client = scene.service.client(role).await;
        client.correct(&path, corrected(&grade("grade-9", 9, "x"))).await.expect(403);
        client.post(&withdrawals(&first), why()).await.expect(403);
    }
}

#[actix_web::test]
async fn a_grade_on_which_something_rests_keeps_all_but_its_names() {
    let scene = Scene::start().await;
    let made = async |code: &str, rank: i32| {
        scene.registrar.post(GRADES, grade(code, rank, "x")).await.expect(201).id()
    };
    let awarded = made("grade-5", 5).await;
    scene.award(&awarded).create().await;
    let (named, held) = (made("grade-1", 3).await, made("grade-2", 2).await);
    let rules = scene.publish(rules("grade-1", "grade-2")).await;
    let applied = made("grade-4", 4).await;
    let application = json!({ "workerId": scene.worker(), "grade": "grade-4" });
    let made = scene.employer.post("/api/v1/attestation-applications", application).await.expect(201).id();
    let rule_set = format!("/api/v1/rule-sets/{rules}");
    let application = format!("/api/v1/attestation-applications/{made}");
    for (id, (code, rank), expected, location) in [
        (&awarded, ("grade-5", 5), "gradeAwarded", &format!("{GRADES}/{awarded}")),
        (&named, ("grade-1", 3), "gradeInRules", &rule_set),
        (&held, ("grade-2", 2), "gradeInRules", &rule_set),
        (&applied, ("grade-4", 4), "gradeAppliedFor", &application),
    ] {
        let refused = told(&scene.registrar, &withdrawals(id), &why(), expected).await;
        assert_eq!(&refused.body["location"], location, "{code}");
        let body = corrected(&grade(code, rank + 50, "x"));
        told(&scene.registrar, &corrections(id), &body, expected).await;
        let body = corrected(&grade(code, rank, "gradul cel nou"));
        let renamed = scene.registrar.correct(&corrections(id), body).await.expect(201).body;
        assert_eq!((text(&renamed, "nameRo"), &renamed["rank"]), ("gradul cel nou", &json!(rank)));
    }
    // An application that was made in error names it all the same.
    scene.employer.post(&format!("{application}/withdrawals"), why()).await.expect(201);
    told(&scene.registrar, &withdrawals(&applied), &why(), "gradeAppliedFor").await;
    assert_eq!(ladder(&scene).await, ["grade-2 2", "grade-1 3", "grade-4 4", "grade-5 5"]);
}

#[actix_web::test]
async fn rules_take_a_grade_at_the_rank_that_it_was_corrected_to() {
    let scene = Scene::start().await;
    // Asked about before, so that the ladder is at hand.
    let free = json!({ "id": "free", "kind": "noActiveSuspension" });
    let grades = [("grade-a", 1), ("grade-b", 2), ("grade-c", 3)];
    let mut ids = Vec::new();
    for (code, rank) in grades {
        ids.push(scene.registrar.post(GRADES, grade(code, rank, "x")).await.expect(201).id());
    }
    let rules = |code: &str, from: &str, of: &[&str]| {
        let grades: Vec<_> = of.iter().map(|grade| json!({ "grade": grade, "requirement": free })).collect();
        json!({
            "code": code, "nameRo": "rules", "effectiveFrom": from, "legalBasis": "Ordinul nr. 44", "grades": grades
        })
    };
    scene.publish(rules("first", "2020-01-01", &["grade-a"])).await;
    let next = async || {
        let answer = crate::status::status(&scene, TODAY, None).await;
        answer["eligibility"]["targetGrade"].clone()
    };
    assert_eq!(next().await, "grade-a");
    // `grade-c` should have been the lower one.
    scene.registrar.correct(&corrections(&ids[2]), corrected(&grade("grade-c", 30, "x"))).await.expect(201);
    scene.registrar.correct(&corrections(&ids[1]), corrected(&grade("grade-b", 40, "x"))).await.expect(201);
    let wrong =
        scene.registrar.post("/api/v1/rule-sets", rules("second", "2021-01-01", &["grade-b", "grade-c"]));
    wrong.await.expect(400);
    scene.publish(rules("second", "2021-01-01", &["grade-c", "grade-b"])).await;
    assert_eq!(next().await, "grade-c");
    scene.award(&ids[2]).decided("1/2025", "2025-02-20").valid("2025-03-01", None).create().await;
    assert_eq!(next().await, "grade-b");
}

/// Whether the worker is found eligible by a draft.
async fn eligible_by(client: &Client, worker: &str, draft: &str) -> Value {
    let query = json!({ "workers": [{ "workerId": worker }], "ruleSetId": draft });
    let answer = client.post("/api/v1/qualification-status-queries", query).await.expect(200).body;
    answer["results"][0]["eligibility"]["eligible"].clone()
}

#[actix_web::test]
async fn drafts_take_grades_as_they_stand_on_the_ladder_now() {
    let scene = Scene::start().await;
    let (registrar, worker) = (&scene.registrar, scene.worker());
    let made =
        async |code: &str, rank: i32| registrar.post(GRADES, grade(code, rank, "x")).await.expect(201).id();
    let (held, asked) = (made("grade-3", 3).await, made("grade-5", 5).await);
    made("grade-9", 9).await;
    scene.award(&held).decided("1/2025", "2025-02-20").valid("2025-03-01", None).create().await;
    let draft = registrar.post("/api/v1/rule-sets", rules("grade-9", "grade-5")).await.expect(201).id();
    assert_eq!(eligible_by(registrar, worker, &draft).await, false);
    // The grade that is asked for should have been lower than the one that is held.
    registrar.correct(&corrections(&asked), corrected(&grade("grade-5", 2, "x"))).await.expect(201);
    assert_eq!(eligible_by(registrar, worker, &draft).await, true);
    // Taken off, it is no rank at all, whoever has that now; so it is on a server that never asked before.
    registrar.post(&withdrawals(&asked), why()).await.expect(201);
    made("grade-4", 2).await;
    let kept = eligible_by(registrar, worker, &draft).await;
    let fresh = registrar.of(&scene.service.beside().await);
    assert_eq!(kept, eligible_by(&fresh, worker, &draft).await);
    assert_ne!(kept, true);
}

#[actix_web::test]
async fn a_grade_is_corrected_as_it_was_read_and_stays_sample_data() {
    let scene = Scene::start().await;
    let registrar = &scene.registrar;
    let mut sample = grade("grade-2", 2, "gradul II");
    sample["sample"] = json!(true);
    let id = registrar.post(GRADES, sample).await.expect(201).id();
    scene.award(&id).create().await;
    let path = format!("{GRADES}/{id}");
    registrar.post(&corrections(&id), corrected(&grade("grade-2", 2, "gradul doi"))).await.expect(428);
    let tag = registrar.get(&path).await.expect(200).etag();
    let named = async |name: &str| {
        let request =
            registrar.request(Method::POST, &corrections(&id)).insert_header((IF_MATCH, tag.as_str()));
        registrar.send(request.set_json(corrected(&grade("grade-2", 2, name)))).await
    };
    let renamed = named("gradul doi").await.expect(201).body;
    assert_eq!((text(&renamed, "nameRo"), &renamed["sample"]), ("gradul doi", &json!(true)));
    named("gradul 2").await.expect(412);
    assert_eq!(registrar.get(&path).await.expect(200).body, renamed);
}

#[actix_web::test]
async fn a_grade_is_awarded_or_taken_off_but_not_both() {
    let scene = Scene::start().await;
    for rank in 1..=6 {
        let code = format!("grade-{rank}");
        let id = scene.registrar.post(GRADES, grade(&code, rank, "x")).await.expect(201).id();
        let award = scene.award(&id).decided(&format!("{rank}/2025"), "2025-02-20").valid("2025-03-01", None);
        let path = withdrawals(&id);
        let (awarded, taken_off) = if rank % 2 == 0 {
            join(award.send(), scene.registrar.post(&path, why())).await
        } else {
            let (taken_off, awarded) = join(scene.registrar.post(&path, why()), award.send()).await;
            (awarded, taken_off)
        };
        let told = (awarded.status.as_u16(), taken_off.status.as_u16());
        assert!([(201, 409), (400, 201)].contains(&told), "{told:?} {} {}", awarded.body, taken_off.body);
    }
}
