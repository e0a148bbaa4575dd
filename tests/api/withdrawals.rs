//! Revocations and closings of records that were recorded in error: each is taken back as a fact with a reason,
//! what was known before stays as it was, and decisions that rested on it are looked at again.

use actix_web::http::Method;
use actix_web::http::header::ACCEPT_LANGUAGE;
use futures_util::future::{self, join_all};
use registry::call::Role;
use registry::values::{AwardId, WorkerId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fixtures::{Scene, text};
use crate::service::{Answer, Client, TODAY};
use crate::status::{awarded, grades, now, status};

const AWARDS: &str = "/api/v1/awards";
const REVIEWS: &str = "/api/v1/award-reviews";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

async fn revoke(scene: &Scene, award: &str, from: &str) -> Answer {
    let revocation = json!({ "revokedFrom": from, "reason": "decizia a fost anulată" });
    scene.commission.post(&format!("{AWARDS}/{award}/revocations"), revocation).await
}

fn withdrawals(award: &str) -> String {
    format!("{AWARDS}/{award}/revocation-withdrawals")
}

fn error() -> Value {
    json!({ "reason": "recorded in error" })
}

async fn restore(scene: &Scene, award: &str) -> Answer {
    scene.commission.post(&withdrawals(award), error()).await
}

/// The reason of the supplement on a day and its award, and the grade held.
async fn pay(scene: &Scene, day: &str, known_at: Option<&str>) -> [String; 3] {
    let told = status(scene, day, known_at).await;
    let words = [&told["supplement"]["reason"], &told["supplement"]["awardId"], &told["grade"]["code"]];
    words.map(|word| word.as_str().unwrap_or_default().to_owned())
}

/// Ids of the awards that a list has.
async fn listed(scene: &Scene, filters: &str) -> Vec<String> {
    let found = scene.commission.list(&format!("{AWARDS}?{filters}"), "awards").await;
    found.iter().map(|award| text(award, "id").to_owned()).collect()
}

/// Reviews of an award, each as the kind of fact, the cause and whether it is open or how it ended.
async fn reviews(scene: &Scene, award: &str) -> Vec<[String; 3]> {
    let found = scene.commission.list(&format!("{REVIEWS}?awardId={award}"), "awardReviews").await;
    let told = |one: &Value| {
        let end = one["outcome"].as_str().unwrap_or("open");
        [text(one, "factKind"), text(one, "cause"), end].map(str::to_owned)
    };
    found.iter().map(told).collect()
}

fn review(kind: &str, cause: &str, end: &str) -> [String; 3] {
    [kind, cause, end].map(str::to_owned)
}

/// Resolves the one open review of an award.
async fn resolve(scene: &Scene, award: &str, outcome: &str) {
    let open = scene.commission.list(&format!("{REVIEWS}?awardId={award}&status=open"), "awardReviews").await;
    let [open] = open.try_into().expect("one open review");
    let resolution = json!({ "outcome": outcome, "reason": "reexaminat" });
    let path = format!("{REVIEWS}/{}/resolutions", text(&open, "id"));
    scene.commission.post(&path, resolution).await.expect(201);
}

/// The award rests on a fact since it was granted.
async fn rest(scene: &Scene, award: &str, fact: &str) {
    let award = award.parse::<AwardId>().expect("an id");
    let worker = scene.worker().parse::<WorkerId>().expect("an id");
    let facts: Vec<Uuid> = vec![fact.parse().expect("an id")];
    let resting = scene.service.hall.db.write(move |tx| registry::reviews::rest(tx, award, worker, &facts));
    resting.await.expect("it rests");
}

#[actix_web::test]
async fn an_award_stands_again_and_what_was_known_stays_known() {
    let scene = Scene::start().await;
    let grade = &grades(&scene).await[0];
    let award = awarded(&scene, grade, "2025-03-01", Some("2027-02-28")).await;
    let path = format!("{AWARDS}/{award}");
    let first = scene.commission.get(&path).await.expect(200).body;
    let standing = now(&scene).await;
    let revoked = revoke(&scene, &award, "2026-06-01").await.expect(201).body;
    let while_revoked = now(&scene).await;
    let restored = restore(&scene, &award).await.expect(201);
    assert_eq!(restored.header("location"), Some(path.as_str()));
    let restored = restored.body;
    assert_eq!(restored, scene.commission.get(&path).await.expect(200).body);
    for field in ["revokedFrom", "revokedAt", "revocationReason"] {
        assert!(restored[field].is_null() && !revoked[field].is_null(), "{restored}");
    }
    assert_eq!(restored["revocationWithdrawalReason"], error()["reason"]);
    assert!(restored["revocationWithdrawnAt"].as_str() > revoked["revokedAt"].as_str(), "{restored}");
    let again = now(&scene).await;
    // On every day that it had held; as known while it was revoked, it still is.
    let held = ["awarded", &award, "grade-2"].map(str::to_owned);
    let lost = ["revoked", &award, ""].map(str::to_owned);
    for day in ["2025-03-01", "2026-05-31", "2026-06-01", TODAY, "2027-02-28"] {
        assert_eq!(pay(&scene, day, None).await, held, "{day}");
        for known_at in [&standing, &again] {
            assert_eq!(pay(&scene, day, Some(known_at)).await, held, "{day} as known at {known_at}");
        }
        let then = if day < "2026-06-01" { &held } else { &lost };
        assert_eq!(pay(&scene, day, Some(&while_revoked)).await, *then, "{day} while it was revoked");
    }
    // Lists, pages and files are as they were known.
    for (known_at, count, told) in
        [(&standing, 1, &first), (&while_revoked, 0, &revoked), (&again, 1, &restored)]
    {
        let filters = format!("validAt=2026-06-01&knownAt={known_at}");
        assert_eq!(listed(&scene, &filters).await.len(), count, "{filters}");
        let list = scene.commission.list(&format!("{AWARDS}?knownAt={known_at}"), "awards").await;
        assert_eq!(list, std::slice::from_ref(told), "as known at {known_at}");
    }
    assert_eq!(listed(&scene, "validAt=2026-06-01").await, [award.as_str()]);
    let before = format!("validAt=2026-05-31&knownAt={while_revoked}");
    assert_eq!(listed(&scene, &before).await, [award.as_str()]);
    // It may be revoked again, from another day, and withdrawn again.
    revoke(&scene, &award, "2026-09-01").await.expect(201);
    let later = now(&scene).await;
    assert_eq!(pay(&scene, "2026-08-31", None).await, held);
    assert_eq!(pay(&scene, "2026-09-01", None).await, lost);
    restore(&scene, &award).await.expect(201);
    for (known_at, first_without) in [(&while_revoked, "2026-06-01"), (&later, "2026-09-01")] {
        for day in ["2026-05-31", "2026-06-01", "2026-08-31", "2026-09-01"] {
            let then = if day < first_without { &held } else { &lost };
            assert_eq!(pay(&scene, day, Some(known_at)).await, *then, "{day} as known at {known_at}");
        }
    }
    assert_eq!(pay(&scene, TODAY, Some(&again)).await, held);
    assert_eq!(pay(&scene, TODAY, None).await, held);
    let noted = scene.noted_about(scene.worker()).await;
    let changes = noted.iter().filter(|one| one["operation"] == "create_award_revocation_withdrawal");
    assert_eq!(changes.count(), 2);
}

#[actix_web::test]
async fn simulations_count_an_award_as_it_was_known() {
    let scene = Scene::start().await;
    let ladder = grades(&scene).await;
    let award = awarded(&scene, &ladder[0], "2025-03-01", None).await;
    let rules = json!({
        "code": "rules", "nameRo": "rules", "effectiveFrom": "2020-01-01", "legalBasis": "Ordinul nr. 44",
        "grades": [{ "grade": "grade-1", "requirement":
            { "id": "lower", "kind": "holdsGrade", "grade": "grade-2", "forMonths": 1 } }]
    });
    let rules = scene.publish(rules).await;
    revoke(&scene, &award, "2026-01-01").await.expect(201);
    let while_revoked = now(&scene).await;
    restore(&scene, &award).await.expect(201);
    for merged in [false, true] {
        if merged {
            let other = scene.new_colleague().create().await;
            scene.merge(&other, scene.worker()).await;
        }
        for (known_at, eligible) in [(Some(&while_revoked), 0), (None, 1)] {
            let new = json!({ "ruleSetId": rules, "validAt": TODAY, "knownAt": known_at });
            let found = crate::simulations::simulated(&scene, new).await;
            let told = &found["result"]["grades"][0];
            assert_eq!(told["unchanged"], eligible, "{known_at:?} {merged} {told}");
        }
    }
}

#[actix_web::test]
async fn what_is_not_revoked_or_was_replaced_is_a_clear_conflict() {
    let scene = Scene::start().await;
    let grade = &grades(&scene).await[0];
    let award = scene.award(grade).valid("2025-03-01", Some("2030-02-28")).create().await;
    let in_each_language = async |code: &str, location: &str, said: [&str; 3]| {
        for (language, said) in ["ro", "en", "ru"].into_iter().zip(said) {
            let request = scene.commission.request(Method::POST, &withdrawals(&award));
            let request = request.insert_header((ACCEPT_LANGUAGE, language)).set_json(error());
            let refused = scene.commission.send(request).await.expect(409);
            assert_eq!((text(&refused.body, "code"), text(&refused.body, "location")), (code, location));
            assert!(text(&refused.body, "detail").contains(said), "{language}: {}", refused.body);
        }
    };
    let own = format!("{AWARDS}/{award}");
    let nothing = ["nimic de retras", "nothing to withdraw", "отзывать нечего"];
    in_each_language("awardStands", &own, nothing).await;
    revoke(&scene, &award, "2025-03-01").await.expect(201);
    restore(&scene, &award).await.expect(201);
    in_each_language("awardStands", &own, nothing).await;
    // Replaced under the same decision, on days that the first one never had.
    revoke(&scene, &award, "2025-03-01").await.expect(201);
    let mended = scene.award(grade).valid("2031-01-01", None).create().await;
    let first = ["revocați-o mai întâi", "revoke it first", "сначала отмените"];
    in_each_language("decisionReplaced", &format!("{AWARDS}/{mended}"), first).await;
    revoke(&scene, &mended, "2031-01-01").await.expect(201);
    // Replaced by another decision on common days, or on others.
    let other = scene.award(grade).decided("18/2026", TODAY).valid("2029-01-01", None).create().await;
    in_each_language("gradeHeldMeanwhile", &format!("{AWARDS}/{other}"), first).await;
    revoke(&scene, &other, "2029-01-01").await.expect(201);
    let apart = scene.award(grade).decided("19/2026", TODAY).valid("2030-03-01", None).create().await;
    restore(&scene, &award).await.expect(201);
    // Now it is that one which stands in the way of the others.
    for revoked in [&mended, &other] {
        let refused = restore(&scene, revoked).await.expect(409);
        let location = text(&refused.body, "location");
        assert!(location.ends_with(&award) || location.ends_with(&apart), "{}", refused.body);
    }
    assert_eq!(restore(&scene, &mended).await.body["code"], "decisionReplaced");
    assert_eq!(restore(&scene, &other).await.body["code"], "gradeHeldMeanwhile");
}

#[actix_web::test]
async fn only_the_commission_that_decided_withdraws_its_revocation() {
    let scene = Scene::start().await;
    let grade = &grades(&scene).await[0];
    let award = awarded(&scene, grade, "2025-03-01", None).await;
    revoke(&scene, &award, "2026-06-01").await.expect(201);
    let stranger = scene.service.client(Role::Commission).await;
    stranger.post(&withdrawals(&award), error()).await.expect(404);
    scene.commission.post(&withdrawals(NOBODY), error()).await.expect(404);
    let refused = scene.registrar.post(&withdrawals(&award), error()).await.expect(409);
    assert_eq!(refused.body["code"], "awardOfItsCommission");
    for client in [&scene.ministry, &scene.employer, &scene.payroll, &scene.provider] {
        client.post(&withdrawals(&award), error()).await.expect(403);
    }
    scene.commission.post(&withdrawals(&award), json!({})).await.expect_faults(&["/reason"]);
    let unknown = json!({ "reason": "", "revokedFrom": "2026-06-01" });
    scene.commission.post(&withdrawals(&award), unknown).await.expect_faults(&["/reason", "/revokedFrom"]);
    // The same request twice has one effect.
    let first = scene.commission.post_once(&withdrawals(&award), "key-1", error()).await.expect(201);
    let second = scene.commission.post_once(&withdrawals(&award), "key-1", error()).await.expect(201);
    assert_eq!(first.body, second.body);
    // Also of a record that was closed since, or that goes on under another one.
    revoke(&scene, &award, "2026-06-01").await.expect(201);
    scene.merge(scene.worker(), scene.mentor()).await;
    restore(&scene, &award).await.expect(201);
    revoke(&scene, &award, "2026-06-01").await.expect(201);
    scene.deactivate(scene.mentor()).await;
    restore(&scene, &award).await.expect(201);
}

#[actix_web::test]
async fn withdrawals_at_once_and_a_new_award_beside_one_end_as_one_after_the_other() {
    let scene = Scene::start().await;
    let grade = &grades(&scene).await[0];
    let award = scene.award(grade).valid("2025-03-01", Some("2030-02-28")).create().await;
    revoke(&scene, &award, "2025-03-01").await.expect(201);
    let all = join_all((0..8).map(|_| restore(&scene, &award))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(all.iter().all(|answer| answer.status == 201 || answer.body["code"] == "awardStands"));
    // The award as it should have been, and the one that was revoked: one of them stands.
    for round in 0..6 {
        revoke(&scene, &award, "2025-03-01").await.expect(201);
        let number = if round % 2 == 0 { "17/2026".to_owned() } else { format!("{round}/2026") };
        let mended = scene.award(grade).decided(&number, TODAY).valid("2025-04-01", Some("2030-03-31"));
        let (restored, mended) = future::join(restore(&scene, &award), mended.send()).await;
        let standing: Vec<_> = scene
            .commission
            .list(&format!("{AWARDS}?workerId={}", scene.worker()), "awards")
            .await
            .into_iter()
            .filter(|one| one["revokedAt"].is_null())
            .collect();
        assert_eq!(standing.len(), 1, "round {round}: {} {}", restored.body, mended.body);
        assert_eq!([restored.status, mended.status].iter().filter(|status| **status == 201).count(), 1);
        if mended.status == 201 {
            revoke(&scene, &mended.id(), "2025-04-01").await.expect(201);
            restore(&scene, &award).await.expect(201);
        }
    }
}

#[actix_web::test]
async fn what_was_resolved_as_the_revocation_is_asked_again() {
    let scene = Scene::start().await;
    let ladder = grades(&scene).await;
    let fact = scene.completion().create().await;
    let lower = awarded(&scene, &ladder[0], "2025-03-01", None).await;
    let higher = scene.award(&ladder[1]).create().await;
    rest(&scene, &lower, &fact).await;
    rest(&scene, &higher, &lower).await;
    scene.void(&format!("completions/{fact}")).await;
    revoke(&scene, &lower, "2025-03-01").await.expect(201);
    resolve(&scene, &lower, "revoked").await;
    // The higher award is revoked because the lower one was.
    revoke(&scene, &higher, TODAY).await.expect(201);
    resolve(&scene, &higher, "revoked").await;
    restore(&scene, &lower).await.expect(201);
    let void = |end: &str| review("completion", "voided", end);
    assert_eq!(reviews(&scene, &lower).await, [void("revoked"), void("open")]);
    let revoked = |end: &str| review("award", "revoked", end);
    let restored = |end: &str| review("award", "restored", end);
    assert_eq!(reviews(&scene, &higher).await, [revoked("revoked"), restored("open")]);
    // It stands again as well, and is said to.
    restore(&scene, &higher).await.expect(201);
    assert_eq!(reviews(&scene, &higher).await.len(), 3, "the first question is open as well");
    let open =
        scene.commission.list(&format!("{REVIEWS}?status=open&awardId={higher}"), "awardReviews").await;
    for one in &open {
        let resolution = json!({ "outcome": "upheld", "reason": "reexaminat" });
        let path = format!("{REVIEWS}/{}/resolutions", text(one, "id"));
        scene.commission.post(&path, resolution).await.expect(201);
    }
    resolve(&scene, &lower, "upheld").await;
    // Revoked again, it is asked again; taken back before anybody answered, nothing more is.
    revoke(&scene, &lower, "2026-01-01").await.expect(201);
    assert_eq!(reviews(&scene, &higher).await.last(), Some(&revoked("open")));
    restore(&scene, &lower).await.expect(201);
    revoke(&scene, &lower, "2026-01-01").await.expect(201);
    let open = reviews(&scene, &higher).await.into_iter().filter(|one| one[2] == "open").count();
    assert_eq!(open, 1);
    assert_eq!(reviews(&scene, &lower).await, [void("revoked"), void("upheld")]);
}

async fn closing(scene: &Scene, way: &str, day: Option<&str>) -> Answer {
    let mut body = json!({ "reason": "deces" });
    if let Some(day) = day {
        body["effectiveOn"] = json!(day);
    }
    scene.registrar.post(&format!("/api/v1/workers/{}/{way}", scene.worker()), body).await
}

const CLOSE: &str = "deactivations";
const CORRECT: &str = "deactivation-corrections";
const OPEN: &str = "deactivation-withdrawals";

async fn outcome(scene: &Scene, day: &str, known_at: Option<&str>) -> String {
    text(&status(scene, day, known_at).await, "outcome").to_owned()
}

/// The outcomes of some days, as known at a moment.
async fn outcomes(scene: &Scene, known_at: Option<&str>) -> String {
    let mut told = Vec::new();
    for day in ["2026-08-31", "2026-09-01", "2026-09-30", "2026-10-01", TODAY] {
        told.push(if outcome(scene, day, known_at).await == "found" { "+" } else { "-" });
    }
    told.concat()
}

#[actix_web::test]
async fn a_record_closed_in_error_is_open_again_and_its_day_is_corrected() {
    let scene = Scene::start().await;
    let path = format!("/api/v1/workers/{}", scene.worker());
    let before = now(&scene).await;
    closing(&scene, CLOSE, Some("2026-10-01")).await.expect(201);
    let first = now(&scene).await;
    let told = closing(&scene, CORRECT, Some("2026-09-01")).await.expect(201).body;
    let fields = ["status", "deactivatedFrom", "statusReason"].map(|name| text(&told, name));
    assert_eq!(fields, ["deactivated", "2026-09-01", "deces"]);
    let second = now(&scene).await;
    closing(&scene, CORRECT, Some(TODAY)).await.expect(201);
    let third = now(&scene).await;
    scene.registrar.get(&path).await.expect(410);
    let told = closing(&scene, OPEN, None).await.expect(201).body;
    assert_eq!((text(&told, "status"), &told["deactivatedFrom"]), ("active", &Value::Null));
    assert!(told["statusReason"].is_null(), "{told}");
    for (known_at, days) in [
        (Some(before.as_str()), "+++++"),
        (Some(&first), "+++--"),
        (Some(&second), "+----"),
        (Some(&third), "++++-"),
        (None, "+++++"),
    ] {
        assert_eq!(outcomes(&scene, known_at).await, days, "{known_at:?}");
    }
    // It takes facts again, is simulated again, and may be closed again.
    scene.registrar.get(&path).await.expect(200);
    scene.completion().on("2026-10-07").create().await;
    closing(&scene, CLOSE, None).await.expect(201);
    assert_eq!(outcome(&scene, TODAY, None).await, "deactivated");
    assert_eq!(outcomes(&scene, Some(&second)).await, "+----");
    let noted = scene.noted_about(scene.worker()).await;
    for operation in ["create_worker_deactivation_correction", "create_worker_deactivation_withdrawal"] {
        assert!(noted.iter().any(|entry| entry["operation"] == operation), "{operation}");
    }
}

#[actix_web::test]
async fn what_is_not_closed_is_neither_corrected_nor_opened() {
    let scene = Scene::with_people(3).await;
    let ways = |worker: &str| [CORRECT, OPEN].map(|way| format!("/api/v1/workers/{worker}/{way}"));
    let body = |path: &str| {
        if path.ends_with(CORRECT) {
            json!({ "reason": "greșit", "effectiveOn": "2026-10-01" })
        } else {
            json!({ "reason": "greșit" })
        }
    };
    let refused = async |worker: &str, code: &str, said: [&str; 3]| {
        for path in ways(worker) {
            for (language, said) in ["ro", "en", "ru"].into_iter().zip(said) {
                let request = scene.registrar.request(Method::POST, &path);
                let request = request.insert_header((ACCEPT_LANGUAGE, language)).set_json(body(&path));
                let answer = scene.registrar.send(request).await.expect(409);
                assert_eq!(text(&answer.body, "code"), code, "{}", answer.body);
                assert!(text(&answer.body, "detail").contains(said), "{}", answer.body);
            }
        }
    };
    refused(scene.id(0), "workerNotClosed", ["nu este închis", "not closed", "не закрыта"]).await;
    scene.merge(scene.id(1), scene.id(2)).await;
    let merged = ["merge-withdrawals"; 3];
    refused(scene.id(1), "workerClosedByMerge", merged).await;
    for path in ways(NOBODY) {
        scene.registrar.post(&path, body(&path)).await.expect(404);
    }
    closing(&scene, CLOSE, Some("2026-09-01")).await.expect(201);
    for path in ways(scene.worker()) {
        for client in [&scene.employer, &scene.ministry, &scene.commission, &scene.payroll, &scene.provider] {
            client.post(&path, body(&path)).await.expect(403);
        }
    }
    let [correct, open] = ways(scene.worker());
    scene.registrar.post(&correct, json!({})).await.expect_faults(&["/effectiveOn", "/reason"]);
    scene.registrar.post(&open, json!({})).await.expect_faults(&["/reason"]);
    let wrong = json!({ "effectiveOn": "2026-13-01", "reason": "" });
    scene.registrar.post(&correct, wrong).await.expect_faults(&["/effectiveOn", "/reason"]);
    for day in ["2026-11-24", "2026-09-01"] {
        closing(&scene, CORRECT, Some(day)).await.expect_faults(&["/effectiveOn"]);
    }
    // At once: one is the first, and in the end it is open or closed once.
    let all =
        join_all((0..8).map(|at| closing(&scene, CORRECT, Some(["2026-10-01", "2026-10-02"][at % 2])))).await;
    assert!(all.iter().all(|answer| [201, 400].contains(&answer.status.as_u16())));
    let all = join_all((0..8).map(|_| closing(&scene, OPEN, None))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(all.iter().all(|answer| answer.status == 201 || answer.body["code"] == "workerNotClosed"));
    refused(scene.worker(), "workerNotClosed", ["retrasă", "withdrawn", "отозвано"]).await;
    let all = join_all([
        closing(&scene, CLOSE, None),
        closing(&scene, CLOSE, Some("2026-09-01")),
        closing(&scene, OPEN, None),
    ])
    .await;
    assert!(all.iter().all(|answer| [201, 409].contains(&answer.status.as_u16())));
    closing(&scene, CLOSE, None).await;
    closing(&scene, OPEN, None).await.expect(201);
    assert_eq!(outcomes(&scene, None).await, "+++++");
}

/// An award that was decided on a day.
async fn decided(scene: &Scene, client: &Client, grade: &str, day: &str) -> String {
    let number = format!("1/{day}");
    scene.award(grade).by(client).decided(&number, day).valid(day, Some(day)).create().await
}

#[actix_web::test]
async fn an_award_to_somebody_whose_record_was_closed_by_then_is_reviewed() {
    let scene = Scene::start().await;
    let grade = &grades(&scene).await[0];
    let early = decided(&scene, &scene.commission, grade, "2026-08-31").await;
    let middle = decided(&scene, &scene.commission, grade, "2026-09-01").await;
    // Under another record of the person as well.
    let other = scene.new_worker().create().await;
    let late = scene.award(grade).of(&other).decided("9/2026", "2026-10-10").create().await;
    scene.merge(&other, scene.worker()).await;
    closing(&scene, CLOSE, Some("2026-10-01")).await.expect(201);
    let closed = |end: &str| review("deactivation", "closed", end);
    assert_eq!(reviews(&scene, &late).await, [closed("open")]);
    assert!(reviews(&scene, &early).await.is_empty() && reviews(&scene, &middle).await.is_empty());
    let open = scene.commission.list(&format!("{REVIEWS}?awardId={late}"), "awardReviews").await;
    assert_eq!(text(&open[0], "factId"), scene.worker());
    // Its day was earlier: one more; those that were asked about are not asked about again.
    closing(&scene, CORRECT, Some("2026-09-01")).await.expect(201);
    assert_eq!(reviews(&scene, &middle).await, [closed("open")]);
    assert_eq!(reviews(&scene, &late).await, [closed("open")]);
    assert!(reviews(&scene, &early).await.is_empty());
    revoke(&scene, &middle, "2026-09-01").await.expect(201);
    resolve(&scene, &middle, "revoked").await;
    resolve(&scene, &late, "upheld").await;
    // Its day was later: what was revoked because of it is asked again.
    closing(&scene, CORRECT, Some("2026-09-02")).await.expect(201);
    let corrected = review("deactivation", "corrected", "open");
    assert_eq!(reviews(&scene, &middle).await, [closed("revoked"), corrected]);
    assert_eq!(reviews(&scene, &late).await, [closed("upheld")]);
    restore(&scene, &middle).await.expect(201);
    let open = reviews(&scene, &middle).await.into_iter().filter(|one| one[2] == "open").count();
    assert_eq!(open, 2, "also whether it stands beside the closing");
    // It never was: what was upheld stays so.
    closing(&scene, OPEN, None).await.expect(201);
    assert_eq!(reviews(&scene, &late).await, [closed("upheld")]);
    // Closed again, it is asked again, and of what was revoked then once more when that is taken back.
    closing(&scene, CLOSE, Some("2026-10-10")).await.expect(201);
    assert_eq!(reviews(&scene, &late).await, [closed("upheld"), closed("open")]);
    revoke(&scene, &late, "2026-11-23").await.expect(201);
    resolve(&scene, &late, "revoked").await;
    closing(&scene, OPEN, None).await.expect(201);
    assert_eq!(reviews(&scene, &late).await.last(), Some(&review("deactivation", "voided", "open")));
}
