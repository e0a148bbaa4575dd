//! Simulations: the changes that a rule set would bring for the whole register.

use registry::call::Role;
use registry::db::Process;
use registry::values::OrganisationKind;
use registry::{simulations, start};
use serde_json::{Value, json};

use crate::fixtures::{self, Draft, Scene, text};
use crate::service::{Answer, Client, ISSUER, TODAY, on_postgres, wait_for};

const PATH: &str = "/api/v1/rule-set-simulations";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

/// A rule set that asks for so many hours for each of two grades.
fn rules(code: &str, from: &str, hours: [&str; 2], supplements: &[Value; 2]) -> Value {
    let grade = |at: usize, grade: &str| {
        let requirement =
            json!({ "id": "hours", "kind": "trainingHours", "hours": hours[at], "withinMonths": 60 });
        json!({ "grade": grade, "supplement": supplements[at], "requirement": requirement })
    };
    json!({
        "code": code, "nameRo": code, "effectiveFrom": from, "legalBasis": "Ordinul nr. 44",
        "grades": [grade(0, "grade-2"), grade(1, "grade-1")]
    })
}

/// A register with two grades, two employers in MD-CU and MD-BA, and a rule set in force.
async fn start() -> (Scene, [String; 2], String) {
    let scene = Scene::with_people(0).await;
    for (code, rank) in [("grade-2", 1), ("grade-1", 2)] {
        scene.new_grade(code, rank).create().await;
    }
    let employer = async |district: &str| {
        let new = json!({ "idno": scene.service.fresh_code(), "name": format!("Direcția {district}"), "kind": "employer", "district": district });
        scene.registrar.post("/api/v1/organisations", new).await.expect(201).id()
    };
    let employers = [employer("MD-CU").await, employer("MD-BA").await];
    let percent = |percent: &str| json!({ "percent": percent });
    let before = rules("rules", "2020-01-01", ["24", "48"], &[percent("10"), percent("20")]);
    let in_force = scene.publish(before).await;
    (scene, employers, in_force)
}

/// A worker with so many hours of training, and where and for what the worker works.
async fn worker(scene: &Scene, hours: &str, employer: Option<&String>, pay: Option<&str>) -> String {
    let mut worker = scene.new_worker();
    if let Some(employer) = employer {
        worker = worker.employed_at(employer).employed_with("basePay", pay);
    }
    trained(scene, worker, hours).await
}

/// A worker with so many hours of training.
async fn trained(scene: &Scene, worker: Draft<'_>, hours: &str) -> String {
    let worker = worker.create().await;
    if hours != "0" {
        completed(scene, &worker, "2026-05-05", hours).await;
    }
    worker
}

async fn completed(scene: &Scene, worker: &str, on: &str, hours: &str) {
    let new = fixtures::completion(&scene.provider, worker, &scene.programme);
    new.on(on).hours(hours).create().await;
}

/// A draft that asks for 36 and 40 hours, and pays a sum for the higher grade.
async fn draft(scene: &Scene) -> String {
    let supplements = [json!({ "percent": "10" }), json!({ "lei": "3000" })];
    let new = rules("rules", "2026-12-01", ["36", "40"], &supplements);
    scene.registrar.post("/api/v1/rule-sets", new).await.expect(201).id()
}

/// Findings of a simulation, once it is completed.
pub async fn simulated(scene: &Scene, new: Value) -> Value {
    let asked = scene.registrar.post(PATH, new).await.expect(201);
    assert_eq!(asked.header("location"), Some(format!("{PATH}/{}", asked.id()).as_str()));
    ended(&scene.registrar, &asked.id(), "completed").await.body
}

async fn changes(scene: &Scene, simulation: &Value) -> Vec<Value> {
    scene.registrar.list(&format!("{PATH}/{}/changes", text(simulation, "id")), "changes").await
}

/// The simulation, once it has ended.
async fn ended(client: &Client, id: &str, status: &str) -> Answer {
    let read = wait_for("the end of a simulation", async || {
        let read = client.get(&format!("{PATH}/{id}")).await.expect(200);
        (!matches!(read.body["status"].as_str(), Some("queued" | "running"))).then_some(read)
    });
    let read = read.await;
    assert_eq!(read.body["status"], status, "{}", read.body);
    read
}

/// Numbers of a tally, as they are told.
fn tally(of: &Value) -> [Value; 5] {
    ["evaluated", "gains", "losses", "unchanged", "monthlyDifference"].map(|name| of[name].clone())
}

#[actix_web::test]
async fn gains_losses_and_costs_are_what_a_hand_computes() {
    let (scene, employers, in_force) = start().await;
    let loses = worker(&scene, "24", Some(&employers[0]), Some("8500")).await;
    // A tenth of 8500.05 is 850.005: half a ban is rounded up.
    let gains = worker(&scene, "40", Some(&employers[0]), Some("8500.05")).await;
    let is_paid_more = worker(&scene, "48", Some(&employers[1]), None).await;
    worker(&scene, "0", Some(&employers[1]), Some("9000")).await;
    worker(&scene, "36", None, None).await;
    let draft = draft(&scene).await;
    let found = simulated(&scene, json!({ "ruleSetId": draft, "validAt": TODAY })).await;
    assert_eq!(
        (&found["againstId"], &found["processed"], &found["total"]),
        (&json!(in_force), &json!(5), &json!(5))
    );
    let result = &found["result"];
    assert_eq!(tally(result), [json!(5), json!(1), json!(1), json!(3), json!("2299.99")]);
    let grade = |grade: &str, [gains, losses, unchanged, neither]: [i64; 4]| json!({ "grade": grade, "legalBasis": { "act": "Ordinul nr. 44" }, "gains": gains, "losses": losses, "unchanged": unchanged, "neither": neither, "suppressed": false, "rounded": false });
    assert_eq!(result["grades"], json!([grade("grade-2", [0, 1, 3, 1]), grade("grade-1", [1, 0, 1, 3])]));
    assert_eq!(
        result["cost"],
        json!({
            "currency": "MDL", "monthlyBefore": "3700.01", "monthlyAfter": "6000.00", "monthlyDifference": "2299.99",
            "assumedBasePay": "10000.00", "assumedFor": 1, "notEmployed": 1, "suppressed": false, "rounded": false
        })
    );
    let district = |name: &str| {
        result["districts"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|one| one["district"] == name)
            .expect(name)
    };
    assert_eq!(tally(district("MD-CU")), [json!(2), json!(1), json!(1), json!(0), json!("1299.99")]);
    assert_eq!(tally(district("MD-BA")), [json!(2), json!(0), json!(0), json!(2), json!("1000.00")]);
    let told = result["employers"].as_array().expect("a list");
    assert!(
        told.iter().any(|one| one["organisationId"] == employers[0].as_str()
            && one["organisationName"] == "Direcția MD-CU")
    );
    assert!(told.iter().any(|one| one["group"] == "none" && one["evaluated"] == 1));
    assert_eq!(result["posts"][0]["post"], "asistent-social");
    assert_eq!(result["posts"][0]["evaluated"], 4);
    assert_eq!(
        result["demand"]["training"],
        json!([{ "domains": [], "hours": "52", "workers": 3, "suppressed": false, "rounded": false }])
    );
    let change = |worker: &str, before: &str, after: Value, difference: &str| json!({ "workerId": worker, "beforeGrade": before, "afterGrade": after, "payDifference": difference });
    assert_eq!(
        changes(&scene, &found).await,
        [
            change(&loses, "grade-2", Value::Null, "-850.00"),
            change(&gains, "grade-2", json!("grade-1"), "2149.99"),
            change(&is_paid_more, "grade-1", json!("grade-1"), "1000.00"),
        ]
    );
    let assumed =
        simulated(&scene, json!({ "ruleSetId": draft, "validAt": TODAY, "assumedBasePay": "5000" })).await;
    assert_eq!(assumed["result"]["cost"]["monthlyBefore"], "2700.01");
}

#[actix_web::test]
async fn it_says_of_each_worker_what_the_status_says() {
    let (scene, employers, in_force) = start().await;
    let mut workers = Vec::new();
    for hours in ["0", "24", "36", "39.99", "40", "47.5", "48", "100"] {
        workers.push(worker(&scene, hours, Some(&employers[0]), Some("10000")).await);
    }
    let draft = draft(&scene).await;
    let found = simulated(&scene, json!({ "ruleSetId": draft, "validAt": TODAY })).await;
    let mut changed = std::collections::BTreeMap::new();
    for change in changes(&scene, &found).await {
        changed.insert(change["workerId"].as_str().expect("an id").to_owned(), change);
    }
    let highest = async |worker: &str, rule_set: &str| {
        let mut highest = Value::Null;
        for grade in ["grade-2", "grade-1"] {
            let query = json!({ "workers": [{ "workerId": worker }], "validAt": TODAY, "targetGrade": grade, "ruleSetId": rule_set });
            let answer =
                scene.registrar.post("/api/v1/qualification-status-queries", query).await.expect(200);
            if answer.body["results"][0]["eligibility"]["eligible"] == true {
                highest = json!(grade);
            }
        }
        highest
    };
    let (mut gains, mut losses) = (0, 0);
    for worker in &workers {
        let (before, after) = (highest(worker, &in_force).await, highest(worker, &draft).await);
        let rank = |grade: &Value| {
            ["grade-2", "grade-1"].iter().position(|code| grade == code).map_or(0, |place| place + 1)
        };
        gains += i32::from(rank(&after) > rank(&before));
        losses += i32::from(rank(&after) < rank(&before));
        match changed.get(worker) {
            Some(change) => assert_eq!((&change["beforeGrade"], &change["afterGrade"]), (&before, &after)),
            None => assert_eq!(before, after, "{worker}"),
        }
    }
    assert_eq!((&found["result"]["gains"], &found["result"]["losses"]), (&json!(gains), &json!(losses)));
    assert!(gains > 0 && losses > 0);
}

#[actix_web::test]
async fn merged_records_are_one_worker_and_closed_ones_none_as_was_known_then() {
    let (scene, employers, _) = start().await;
    let (old, new) = (
        worker(&scene, "20", Some(&employers[0]), Some("8000")).await,
        worker(&scene, "20", None, None).await,
    );
    let closed = worker(&scene, "48", None, None).await;
    completed(&scene, &old, "2026-06-06", "20").await;
    completed(&scene, &new, "2026-06-06", "20").await;
    let draft = draft(&scene).await;
    let before = simulated(&scene, json!({ "ruleSetId": draft, "validAt": TODAY })).await;
    assert_eq!(before["result"]["evaluated"], 3);
    let known_at = before["knownAt"].as_str().expect("a moment");
    scene.merge(&old, &new).await;
    scene.deactivate(&closed).await;
    let after = simulated(&scene, json!({ "ruleSetId": draft, "validAt": TODAY })).await;
    assert_eq!(after["result"]["evaluated"], 1);
    // Said twice of each day, it counts once: 40 hours.
    let change = json!({ "workerId": new, "beforeGrade": "grade-2", "afterGrade": "grade-1", "payDifference": "2200.00" });
    assert_eq!(changes(&scene, &after).await, [change]);
    let as_known_then =
        simulated(&scene, json!({ "ruleSetId": draft, "validAt": TODAY, "knownAt": known_at })).await;
    assert_eq!(as_known_then["result"], before["result"]);
}

#[actix_web::test]
async fn it_can_be_about_a_district_an_employer_with_all_below_or_a_post() {
    let (scene, employers, _) = start().await;
    worker(&scene, "24", Some(&employers[0]), None).await;
    trained(&scene, scene.new_worker().employed_at(&employers[1]).employed_with("post", "manager"), "24")
        .await;
    worker(&scene, "24", Some(&employers[1]), None).await;
    worker(&scene, "24", None, None).await;
    let agency = scene.service.organisation(OrganisationKind::Agency, None).await.to_string();
    scene
        .registrar
        .patch(&format!("/api/v1/organisations/{}", employers[1]), json!({ "parentId": agency }))
        .await
        .expect(200);
    let draft = draft(&scene).await;
    let table = [
        (json!({ "district": "MD-CU" }), 1),
        (json!({ "district": "MD-FL" }), 0),
        (json!({ "employerId": employers[1] }), 2),
        (json!({ "employerId": agency }), 2),
        (json!({ "post": "manager" }), 1),
        (json!({ "post": "pilot" }), 0),
        (json!({}), 4),
    ];
    for (mut scope, evaluated) in table {
        scope["ruleSetId"] = json!(draft);
        scope["validAt"] = json!(TODAY);
        let found = simulated(&scene, scope.clone()).await;
        assert_eq!(found["result"]["evaluated"], evaluated, "{scope}");
        assert_eq!(found["result"]["losses"], evaluated, "{scope}");
    }
}

#[actix_web::test]
async fn an_organisation_counts_where_it_was_on_the_day_as_was_known() {
    let (scene, employers, _) = start().await;
    worker(&scene, "24", Some(&employers[0]), None).await;
    let draft = draft(&scene).await;
    let before = simulated(&scene, json!({ "ruleSetId": draft, "validAt": TODAY })).await;
    assert_eq!(before["result"]["districts"][0]["district"], "MD-CU");
    let moved = json!({ "district": "MD-FL", "validFrom": "2026-11-01", "reason": "mutată" });
    scene.registrar.patch(&format!("/api/v1/organisations/{}", employers[0]), moved).await.expect(200);
    for (asked, district, evaluated) in [
        (json!({ "validAt": TODAY }), "MD-FL", (0, 1)),
        (json!({ "validAt": TODAY, "knownAt": before["knownAt"] }), "MD-CU", (1, 0)),
        (json!({ "validAt": "2026-10-31" }), "MD-CU", (1, 0)),
    ] {
        let mut asked = asked;
        asked["ruleSetId"] = json!(draft);
        let found = simulated(&scene, asked.clone()).await;
        assert_eq!(found["result"]["districts"][0]["district"], district, "{asked}");
        for (scope, expected) in [("MD-CU", evaluated.0), ("MD-FL", evaluated.1)] {
            asked["district"] = json!(scope);
            assert_eq!(simulated(&scene, asked.clone()).await["result"]["evaluated"], expected, "{asked}");
        }
    }
}

#[actix_web::test]
async fn a_commission_is_not_told_of_few_workers() {
    let (scene, employers, _) = start().await;
    for _ in 0..6 {
        worker(&scene, "0", Some(&employers[0]), None).await;
    }
    worker(&scene, "24", Some(&employers[1]), None).await;
    let draft = draft(&scene).await;
    let found = simulated(&scene, json!({ "ruleSetId": draft, "validAt": TODAY })).await;
    assert_eq!((&found["result"]["losses"], &found["result"]["suppressed"]), (&json!(1), &json!(false)));
    let path = format!("{PATH}/{}", found["id"].as_str().expect("an id"));
    let commission = scene.service.client(Role::Commission).await;
    let told = commission.get(&path).await.expect(200).body["result"].clone();
    assert_eq!(tally(&told), [json!(5), json!(0), Value::Null, json!(5), Value::Null]);
    assert_eq!((&told["suppressed"], &told["rounded"]), (&json!(true), &json!(true)));
    let of = |name: &str| {
        told["districts"].as_array().expect("a list").iter().find(|one| one["district"] == name).expect(name)
    };
    assert_eq!(tally(of("MD-CU")), [json!(5), json!(0), json!(0), json!(5), Value::Null]);
    assert_eq!(tally(of("MD-BA")), [Value::Null, Value::Null, Value::Null, Value::Null, Value::Null]);
    let grade = |grade: &str, losses: Value| json!({ "grade": grade, "legalBasis": { "act": "Ordinul nr. 44" }, "gains": 0, "losses": losses, "unchanged": 0, "neither": 5, "suppressed": losses.is_null(), "rounded": true });
    assert_eq!(told["grades"], json!([grade("grade-2", Value::Null), grade("grade-1", json!(0))]));
    assert_eq!((&told["cost"]["monthlyBefore"], &told["cost"]["assumedFor"]), (&Value::Null, &json!(5)));
    // Six workers lack 36 hours each, and one lacks 12: 228.
    let training = &told["demand"]["training"][0];
    assert_eq!(
        (&training["workers"], &training["hours"], &training["rounded"]),
        (&json!(5), &json!("230"), &json!(true))
    );
    commission.get(&format!("{path}/changes")).await.expect(403);
}

#[actix_web::test]
async fn reading_changes_leaves_a_trace_of_whom_they_are_about() {
    let (scene, employers, _) = start().await;
    let worker = worker(&scene, "24", Some(&employers[0]), None).await;
    let draft = draft(&scene).await;
    let found = simulated(&scene, json!({ "ruleSetId": draft, "validAt": TODAY })).await;
    changes(&scene, &found).await;
    scene.service.hall.db.refresh();
    let entries = scene.auditor.list("/api/v1/journal-entries", "journalEntries").await;
    let of = |operation: &str| {
        entries.iter().find(|entry| entry["operation"] == operation).unwrap_or_else(|| panic!("{operation}"))
    };
    assert_eq!(of("list_rule_set_simulation_changes")["workerIds"], json!([worker]));
    let run = of("create_rule_set_simulation");
    assert_eq!(
        (&run["event"], &run["objectId"], &run["workerIds"]),
        (&json!("access"), &found["id"], &json!([]))
    );
}

#[actix_web::test]
async fn every_fault_of_a_simulation_is_named_at_once() {
    let (scene, _, in_force) = start().await;
    let ask = async |new: Value| scene.registrar.post(PATH, new).await;
    let faulty = json!({
        "ruleSetId": NOBODY, "againstId": NOBODY, "knownAt": "2027-01-01T00:00:00Z", "district": "MD-CU", "post": "manager",
        "employerId": NOBODY
    });
    ask(faulty).await.expect_faults(&[
        "/ruleSetId",
        "/againstId",
        "/knownAt",
        "/district",
        "/post",
        "/employerId",
    ]);
    let out_of_range =
        json!({ "ruleSetId": in_force, "validAt": "1899-12-31", "assumedBasePay": "-1", "colour": "red" });
    ask(out_of_range).await.expect_faults(&["/validAt", "/assumedBasePay", "/colour"]);
    assert_eq!(
        scene.registrar.list(PATH, "ruleSetSimulations").await,
        Vec::<Value>::new(),
        "nothing is kept"
    );
}

#[actix_web::test]
async fn a_rule_set_that_names_a_retired_programme_is_refused_with_its_place() {
    let (scene, _, _) = start().await;
    let programme = scene.new_programme("CFP-102").approved_from("2015-01-01").create().await;
    let mut new =
        rules("rules", "2026-12-01", ["36", "40"], &[json!({ "percent": "10" }), json!({ "percent": "20" })]);
    new["grades"][1]["requirement"] =
        json!({ "id": "special", "kind": "programmes", "codes": ["CFP-101", "CFP-102"] });
    let draft = scene.registrar.post("/api/v1/rule-sets", new).await.expect(201).id();
    let retirement = json!({ "retiredFrom": "2026-11-20", "reason": "depășit" });
    scene
        .registrar
        .post(&format!("/api/v1/programmes/{programme}/retirements"), retirement)
        .await
        .expect(201);
    let refused = scene.registrar.post(PATH, json!({ "ruleSetId": draft })).await;
    refused.expect_faults(&["/ruleSet/grades/1/requirement/codes/1"]);
    // On a day on which it was still taught it can be tried.
    simulated(&scene, json!({ "ruleSetId": draft, "validAt": "2026-11-19" })).await;
}

#[actix_web::test]
async fn without_a_day_it_is_about_the_first_day_of_the_rule_set_or_today() {
    let (scene, _, in_force) = start().await;
    let draft = draft(&scene).await;
    let found = simulated(&scene, json!({ "ruleSetId": draft })).await;
    assert_eq!(found["validAt"], "2026-12-01");
    let past = simulated(&scene, json!({ "ruleSetId": in_force })).await;
    assert_eq!((&past["validAt"], &past["againstId"]), (&json!(TODAY), &json!(in_force)));
    let before_all = simulated(&scene, json!({ "ruleSetId": draft, "validAt": "2019-12-31" })).await;
    assert_eq!(before_all["againstId"], Value::Null);
}

#[actix_web::test]
async fn the_same_request_again_is_the_same_simulation() {
    let (scene, _, _) = start().await;
    let draft = draft(&scene).await;
    let first = scene.registrar.post_once(PATH, "one", json!({ "ruleSetId": draft })).await.expect(201);
    let again = scene.registrar.post_once(PATH, "one", json!({ "ruleSetId": draft })).await.expect(201);
    assert_eq!(first.id(), again.id());
    ended(&scene.registrar, &first.id(), "completed").await;
    assert_eq!(
        scene.registrar.list(&format!("{PATH}?status=completed"), "ruleSetSimulations").await.len(),
        1
    );
    assert_eq!(scene.registrar.list(&format!("{PATH}?status=queued"), "ruleSetSimulations").await.len(), 0);
}

#[actix_web::test]
async fn a_simulation_that_waits_is_cancelled_and_one_that_has_ended_is_not() {
    let (scene, _, _) = start().await;
    let draft = draft(&scene).await;
    // A service about to stop begins no new work.
    scene.service.hall.leave();
    let waiting = scene.registrar.post(PATH, json!({ "ruleSetId": draft })).await.expect(201);
    let path = format!("{PATH}/{}", waiting.id());
    assert_eq!(scene.registrar.get(&path).await.expect(200).body["status"], "queued");
    scene.registrar.get(&format!("{path}/changes")).await.expect(409);
    let cancelled = scene.registrar.post(&format!("{path}/cancellations"), json!({})).await.expect(201);
    assert_eq!(cancelled.body["status"], "cancelled");
    assert!(cancelled.body["finishedAt"].is_string());
    scene.registrar.post(&format!("{path}/cancellations"), json!({})).await.expect(201);
    scene.registrar.post(&format!("{PATH}/{NOBODY}/cancellations"), json!({})).await.expect(404);
    let (other, _, in_force) = start().await;
    let done = simulated(&other, json!({ "ruleSetId": in_force })).await;
    let path = format!("{PATH}/{}", done["id"].as_str().expect("an id"));
    other.registrar.post(&format!("{path}/cancellations"), json!({})).await.expect(409);
}

#[actix_web::test]
async fn a_simulation_that_is_at_work_can_be_cancelled() {
    let (scene, employers, _) = start().await;
    worker(&scene, "24", Some(&employers[0]), None).await;
    let draft = draft(&scene).await;
    let asked = scene.registrar.post(PATH, json!({ "ruleSetId": draft })).await.expect(201);
    let path = format!("{PATH}/{}", asked.id());
    let cancelled = scene.registrar.post(&format!("{path}/cancellations"), json!({})).await;
    // It may have been quicker.
    if cancelled.status == 201 {
        assert_eq!(ended(&scene.registrar, &asked.id(), "cancelled").await.body["result"], Value::Null);
        scene.registrar.get(&format!("{path}/changes")).await.expect(409);
    }
    // The next one is not held up by it.
    simulated(&scene, json!({ "ruleSetId": draft })).await;
}

/// A row's id as it is written in a statement.
fn literal(id: &str) -> String {
    if on_postgres() { format!("'{id}'") } else { format!("unhex('{}')", id.replace('-', "")) }
}

/// Runs statements on the register, then lets the next process take up what waits, and reads the simulation
/// when it has ended.
async fn taken_up_after(scene: &Scene, statements: Vec<String>, id: &str, status: &str) -> Value {
    use diesel::RunQueryDsl;
    let written = scene.service.hall.db.write(move |tx| {
        for statement in &statements {
            diesel::sql_query(statement).execute(&mut **tx)?;
        }
        Ok(())
    });
    written.await.expect("written");
    let next = start::open(&scene.service.place, ISSUER, scene.service.clock.clone(), Process::Server)
        .expect("the next process");
    next.runner.wake(simulations::KIND);
    wait_for(&format!("a simulation that is {status}"), async || {
        scene.service.hall.db.refresh();
        let read = scene.registrar.get(&format!("{PATH}/{id}")).await.expect(200).body;
        if read["status"] == status {
            return Some(read);
        }
        assert!(matches!(read["status"].as_str(), Some("queued" | "running")), "{read}");
        None
    })
    .await
}

/// As a process leaves a simulation that is killed at work, long ago.
fn left_at_work(id: &str, attempts: i32) -> Vec<String> {
    let long_ago = if on_postgres() { "timestamptz '2026-11-23 09:00:00Z'" } else { "0" };
    let (id, nobody) = (literal(id), literal(NOBODY));
    vec![
        format!("UPDATE rule_set_simulations SET status = 'running', processed = 7 WHERE id = {id}"),
        format!(
            "UPDATE jobs SET lease = {nobody}, due_at = {long_ago}, attempts = {attempts} WHERE id = {id}"
        ),
    ]
}

#[actix_web::test]
async fn what_a_process_left_behind_is_taken_up_by_the_next_one() {
    let (scene, employers, _) = start().await;
    let worker = worker(&scene, "24", Some(&employers[0]), None).await;
    let draft = draft(&scene).await;
    scene.service.hall.leave();
    let left =
        scene.registrar.post(PATH, json!({ "ruleSetId": draft, "validAt": TODAY })).await.expect(201).id();
    // Some of its changes were written.
    let (id, worker_id) = (literal(&left), literal(&worker));
    let change = format!(
        "INSERT INTO rule_set_simulation_changes (simulation_id, worker_id, pay_difference) VALUES ({id}, {worker_id}, 5)"
    );
    let read =
        taken_up_after(&scene, [left_at_work(&left, 2), vec![change]].concat(), &left, "completed").await;
    assert_eq!(read["result"]["losses"], 1);
    let changes = scene.registrar.list(&format!("{PATH}/{left}/changes"), "changes").await;
    assert_eq!(
        changes,
        [
            json!({ "workerId": worker, "beforeGrade": "grade-2", "afterGrade": null, "payDifference": "-1000.00" })
        ]
    );
}

#[actix_web::test]
async fn what_ended_five_processes_is_not_taken_up_again() {
    let (scene, _, _) = start().await;
    let draft = draft(&scene).await;
    scene.service.hall.leave();
    let left = scene.registrar.post(PATH, json!({ "ruleSetId": draft })).await.expect(201).id();
    let read = taken_up_after(&scene, left_at_work(&left, 5), &left, "failed").await;
    assert_eq!(
        (&read["failure"]["code"], &read["failure"]["params"]),
        (&json!("jobEndsProcess"), &json!({ "times": 5 }))
    );
    let said = read["failure"]["message"]["en"].as_str().expect("a text");
    assert!(said.starts_with("it was taken up 5 times without getting on"), "{said}");
}

#[actix_web::test]
async fn what_a_cancelled_simulation_had_found_is_forgotten() {
    let (scene, employers, _) = start().await;
    let worker = worker(&scene, "24", Some(&employers[0]), None).await;
    let draft = draft(&scene).await;
    scene.service.hall.leave();
    let waiting = scene.registrar.post(PATH, json!({ "ruleSetId": draft })).await.expect(201).id();
    let (id, worker_id) = (literal(&waiting), literal(&worker));
    let change = format!(
        "INSERT INTO rule_set_simulation_changes (simulation_id, worker_id, pay_difference) VALUES ({id}, {worker_id}, 5)"
    );
    let written = scene
        .service
        .hall
        .db
        .write(move |tx| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(&change), tx.conn())?));
    written.await.expect("written");
    let cancellation = format!("{PATH}/{waiting}/cancellations");
    scene.registrar.post(&cancellation, json!({})).await.expect(201);
    simulations::housekeeping(&scene.service.house.simulator).await.expect("the house is kept");
    scene.service.hall.db.refresh();
    let left = scene.service.hall.db.read(|view| {
        use diesel::QueryDsl;
        let changes = registry::db::schema::rule_set_simulation_changes::table.count();
        Ok(diesel::RunQueryDsl::get_result::<i64>(changes, &mut **view)?)
    });
    assert_eq!(left.await.expect("counted"), 0);
}
