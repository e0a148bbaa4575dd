//! Corrections of awards that were typed wrong. What was known before stays as it was, and what rests on it
//! is looked at again.

use actix_web::http::Method;
use actix_web::http::header::IF_MATCH;
use futures_util::future::{join_all, join3};
use registry::call::Role;
use registry::qualifications::each_known_award;
use registry::values::{AwardId, Day, Moment, OrganisationKind, WorkerId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fixtures::{Scene, text};
use crate::service::{Answer, TODAY};
use crate::slips::{reviews, told, why};
use crate::status::{grades, now, status};

const NOBODY: &str = "01990000-0000-7000-8000-000000000009";
const AWARDS: &str = "/api/v1/awards";

/// A correction of an award: number, first day and last.
fn restated(number: &str, from: &str, until: Option<&str>) -> Value {
    json!({
        "award": { "decisionNumber": number, "decidedOn": "2025-02-20", "validFrom": from, "validUntil": until },
        "reason": "introdus greșit"
    })
}

fn corrections(award: &str) -> String {
    format!("{AWARDS}/{award}/corrections")
}

/// A scene with the first grade, and an award of it.
async fn with_award() -> (Scene, String, String) {
    let scene = Scene::start().await;
    let [grade, _] = grades(&scene).await;
    let award = decided(&scene, &grade, "71/2025", "2025-03-01", Some("2030-02-28")).await;
    (scene, grade, award)
}

async fn decided(scene: &Scene, grade: &str, number: &str, from: &str, until: Option<&str>) -> String {
    scene.award(grade).decided(number, "2025-02-20").valid(from, until).create().await
}

/// Numbers and last days of the awards of the worker that hold on a day.
async fn held(scene: &Scene, day: &str, known_at: Option<&str>) -> Vec<[String; 2]> {
    let known_at = known_at.map(|moment| format!("&knownAt={moment}")).unwrap_or_default();
    let path = format!("{AWARDS}?workerId={}&validAt={day}{known_at}", scene.worker());
    let found = scene.registrar.list(&path, "awards").await;
    found.iter().map(|one| ["decisionNumber", "validUntil"].map(|name| text(one, name).to_owned())).collect()
}

/// An award with its days, as the whole register is read at a moment.
async fn read_whole(scene: &Scene, known_at: &str) -> Vec<(AwardId, Day, Option<Day>)> {
    let (worker, known_at) = (scene.worker().parse::<WorkerId>().expect("an id"), Moment::parse(known_at));
    let known_at = known_at.expect("a moment");
    let read = scene.service.hall.db.read(move |view| {
        let mut all = Vec::new();
        each_known_award(view, known_at, (worker, worker), |(_, fact)| {
            all.push((fact.id, fact.valid_from, fact.valid_until));
        })?;
        Ok(all)
    });
    read.await.expect("awards")
}

/// Has an award of the worker rest on a fact.
async fn resting(scene: &Scene, award: &str, fact: &str) {
    let (id, worker) = (award.parse::<AwardId>().expect("an id"), scene.worker().parse().expect("an id"));
    let facts: Vec<Uuid> = vec![fact.parse().expect("an id")];
    let rests = scene.service.hall.db.write(move |tx| registry::reviews::rest(tx, id, worker, &facts));
    rests.await.expect("it rests");
}

/// Reviews of an award, as kind and cause.
async fn asked(scene: &Scene, award: &str) -> Vec<[String; 2]> {
    let found = reviews(scene, award).await;
    found.iter().map(|one| ["factKind", "cause"].map(|name| text(one, name).to_owned())).collect()
}

fn words<const N: usize>(words: [[&str; 2]; N]) -> Vec<[String; 2]> {
    words.iter().map(|two| two.map(str::to_owned)).collect()
}

#[actix_web::test]
async fn an_award_with_a_wrong_number_and_last_day_is_corrected() {
    let (scene, _, award) = with_award().await;
    let before = now(&scene).await;
    let path = corrections(&award);
    scene.service.clock.advance_seconds(60);
    let right = restated("17/2025", "2025-03-01", Some("2028-02-29"));
    let corrected = scene.commission.correct(&path, right.clone()).await.expect(201);
    assert_eq!(
        (corrected.id(), corrected.header("location")),
        (award.clone(), Some(&*format!("{AWARDS}/{award}")))
    );
    let fields = ["decisionNumber", "validUntil", "correctionReason"].map(|name| text(&corrected.body, name));
    assert_eq!(fields, ["17/2025", "2028-02-29", "introdus greșit"]);
    assert_eq!(scene.registrar.get(&format!("{AWARDS}/{award}")).await.expect(200).body, corrected.body);
    // Now, and as it was known then.
    assert_eq!(held(&scene, "2029-01-01", None).await, words::<0>([]));
    assert_eq!(held(&scene, "2029-01-01", Some(&before)).await, words([["71/2025", "2030-02-28"]]));
    assert_eq!(held(&scene, "2026-01-01", None).await, words([["17/2025", "2028-02-29"]]));
    let grade = async |known_at: Option<&str>| {
        let told = status(&scene, "2029-01-01", known_at).await;
        told["grade"]["decisionNumber"].clone()
    };
    assert_eq!([grade(None).await, grade(Some(&before)).await], [Value::Null, json!("71/2025")]);
    // Again, to another first day: between the two it was as said first.
    let between = now(&scene).await;
    scene.service.clock.advance_seconds(60);
    let again = restated("17/2025", "2025-02-25", Some("2031-02-28"));
    scene.commission.correct(&path, again).await.expect(201);
    assert_eq!(held(&scene, "2025-02-26", None).await, words([["17/2025", "2031-02-28"]]));
    for (moment, number, until) in [(&before, "71/2025", "2030-02-28"), (&between, "17/2025", "2028-02-29")] {
        assert_eq!(held(&scene, "2025-02-26", Some(moment)).await, words::<0>([]), "{moment}");
        assert_eq!(held(&scene, "2026-01-01", Some(moment)).await, words([[number, until]]), "{moment}");
        let (id, day) = (award.parse().expect("an id"), |text: &str| Day::parse(text).expect("a day"));
        let whole = [(id, day("2025-03-01"), Some(day(until)))];
        assert_eq!(read_whole(&scene, moment).await, whole, "{moment}");
    }
    let noted = scene.noted_about(scene.worker()).await;
    assert_eq!(noted.iter().filter(|entry| entry["operation"] == "create_award_correction").count(), 2);
}

/// Two who correct at once: what each of them said was known, if only until the other one said it.
#[actix_web::test]
async fn corrections_that_share_a_commit_are_known_one_after_the_other() {
    let (scene, _, award) = with_award().await;
    let path = corrections(&award);
    let (slow, end) = scene.service.slow_write().await;
    let correct =
        |number: &str| scene.commission.correct(&path, restated(number, "2025-03-01", Some("2030-02-28")));
    let at_once = join3(correct("1/2025"), correct("2/2025"), async { end.send(()).expect("heard") });
    let (one, other, ()) = at_once.await;
    slow.await.expect("ended").expect("written");
    for answer in [one.expect(201), other.expect(201)] {
        let [number, moment] = ["decisionNumber", "correctedAt"].map(|name| text(&answer.body, name));
        assert_eq!(held(&scene, "2026-01-01", Some(moment)).await, words([[number, "2030-02-28"]]));
    }
}

#[actix_web::test]
async fn a_correction_of_an_award_is_looked_at_as_an_award_is() {
    let (scene, grade, award) = with_award().await;
    let (path, commission) = (corrections(&award), &scene.commission);
    let code = |answer: &Answer| answer.body["faults"][0]["code"].clone();
    let same = commission.correct(&path, restated("71/2025", "2025-03-01", Some("2030-02-28"))).await;
    assert_eq!(code(&same.expect_faults(&["/award"])), "nothingCorrected");
    commission.correct(&path, json!({})).await.expect_faults(&["/award", "/reason"]);
    let mut wrong = restated("17/2025", "2025-03-01", Some("2025-02-28"));
    for (field, value) in
        [("decidedOn", json!("2030-01-01")), ("workerId", json!(scene.mentor())), ("gradeId", json!(NOBODY))]
    {
        wrong["award"][field] = value;
    }
    let places = ["/award/workerId", "/award/gradeId", "/award/decidedOn", "/award/validUntil"];
    let refused = commission.correct(&path, wrong).await.expect_faults(&places);
    let faults = refused.body["faults"].as_array().expect("a list");
    assert_eq!(faults.iter().filter(|fault| fault["code"] == "awardNotMoved").count(), 2, "{faults:?}");
    let mut own = restated("17/2025", "2025-03-01", Some("2030-02-28"));
    (own["award"]["workerId"], own["award"]["gradeId"]) = (json!(scene.worker()), json!(grade));
    commission.correct(&path, own).await.expect(201);
    // By another award the worker holds the grade, or stands under the decision.
    let later = decided(&scene, &grade, "18/2025", "2030-03-01", None).await;
    for (number, until, expected) in
        [("17/2025", None, "gradeHeld"), ("18/2025", Some("2030-02-28"), "decisionKnown")]
    {
        let refused = told(commission, &path, &restated(number, "2025-03-01", until), expected).await;
        assert_eq!(refused.body["location"], json!(format!("{AWARDS}/{later}")));
    }
    // Whoever is not its commission is not told that it is there, or told who corrects it.
    let right = restated("19/2025", "2025-03-01", Some("2030-02-28"));
    let stranger = scene.service.client(Role::Commission).await;
    let (foreign, absent) = (
        stranger.correct(&path, right.clone()).await,
        stranger.correct(&corrections(NOBODY), right.clone()).await,
    );
    assert_eq!(foreign.expect(404).body["code"], absent.expect(404).body["code"]);
    for client in [&scene.ministry, &scene.employer, &scene.payroll, &scene.provider] {
        client.correct(&path, right.clone()).await.expect(403);
    }
    told(&scene.registrar, &path, &right, "awardOfItsCommission").await;
    let all = join_all((0..8).map(|_| commission.correct(&path, right.clone()))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(all.iter().all(|answer| [201, 400, 409].contains(&answer.status.as_u16())));
    // Two awards are given one number at once, and one has it.
    let clash = |at: usize| match at % 2 {
        0 => (path.clone(), restated("20/2025", "2025-03-01", Some("2030-02-28"))),
        _ => (corrections(&later), restated("20/2025", "2030-03-01", None)),
    };
    let all =
        join_all((0..6).map(clash).map(async |(path, body)| commission.correct(&path, body).await)).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 1);
    let numbers = scene.registrar.list(&format!("{AWARDS}?workerId={}", scene.worker()), "awards").await;
    assert_eq!(numbers.iter().filter(|one| one["decisionNumber"] == "20/2025").count(), 1);
}

#[actix_web::test]
async fn a_revoked_award_is_corrected_within_its_revocation() {
    let (scene, _, award) = with_award().await;
    let revocation = json!({ "revokedFrom": "2026-06-01", "reason": "fraudă" });
    scene.commission.post(&format!("{AWARDS}/{award}/revocations"), revocation).await.expect(201);
    let path = corrections(&award);
    let early = scene.commission.correct(&path, restated("71/2025", "2025-03-01", Some("2026-05-31"))).await;
    assert_eq!(
        early.expect_faults(&["/award/validUntil"]).body["faults"][0]["code"],
        "revokedOutsideCorrection"
    );
    scene
        .commission
        .correct(&path, restated("71/2025", "2026-06-02", None))
        .await
        .expect_faults(&["/award/validFrom"]);
    let corrected =
        scene.commission.correct(&path, restated("17/2025", "2025-03-01", None)).await.expect(201).body;
    assert_eq!((text(&corrected, "revokedFrom"), &corrected["validUntil"]), ("2026-06-01", &Value::Null));
}

#[actix_web::test]
async fn awards_that_rest_on_the_days_of_one_are_reviewed_each_time() {
    let (scene, _, award) = with_award().await;
    let grade = scene.new_grade("grade-3", 3).create().await;
    let other = decided(&scene, &grade, "30/2025", "2025-06-01", None).await;
    resting(&scene, &other, &award).await;
    let path = corrections(&award);
    let correct = async |number: &str, until: &str| {
        scene.commission.correct(&path, restated(number, "2025-03-01", Some(until))).await.expect(201);
    };
    correct("17/2025", "2030-02-28").await;
    assert_eq!(asked(&scene, &other).await, words::<0>([]), "its days are the same");
    correct("17/2025", "2026-02-28").await;
    correct("17/2025", "2026-03-31").await;
    assert_eq!(asked(&scene, &other).await, words([["award", "corrected"]]));
    let review = text(&reviews(&scene, &other).await[0], "id").to_owned();
    let upheld = json!({ "outcome": "upheld", "reason": "zilele rămase ajung" });
    scene.commission.post(&format!("/api/v1/award-reviews/{review}/resolutions"), upheld).await.expect(201);
    correct("17/2025", "2025-12-31").await;
    assert_eq!(asked(&scene, &other).await, words([["award", "corrected"], ["award", "corrected"]]));
}

/// Revokes an award and resolves the review of it so.
async fn revoked(scene: &Scene, award: &str) {
    let revocation = json!({ "revokedFrom": "2025-03-01", "reason": "era suspendată" });
    scene.commission.post(&format!("{AWARDS}/{award}/revocations"), revocation).await.expect(201);
    let review = text(&reviews(scene, award).await[0], "id").to_owned();
    let resolution = json!({ "outcome": "revoked", "reason": "era suspendată" });
    scene
        .commission
        .post(&format!("/api/v1/award-reviews/{review}/resolutions"), resolution)
        .await
        .expect(201);
}

async fn suspended(scene: &Scene, worker: &str, from: &str, until: &str) {
    let suspension = json!({
        "workerId": worker, "validFrom": from, "validUntil": until, "legalBasis": "Ordinul nr. 17",
        "reason": "anchetă disciplinară"
    });
    scene.commission.post("/api/v1/suspensions", suspension).await.expect(201);
}

#[actix_web::test]
async fn an_award_whose_decision_turns_out_to_fall_into_a_suspension_is_reviewed() {
    let (scene, _, award) = with_award().await;
    suspended(&scene, scene.worker(), "2025-02-01", "2025-02-10").await;
    assert_eq!(asked(&scene, &award).await, words::<0>([]));
    let mut correction = restated("71/2025", "2025-03-01", Some("2030-02-28"));
    correction["award"]["decidedOn"] = json!("2025-02-05");
    scene.commission.correct(&corrections(&award), correction.clone()).await.expect(201);
    assert_eq!(asked(&scene, &award).await, words([["suspension", "suspended"]]));
    revoked(&scene, &award).await;
    correction["award"]["decidedOn"] = json!("2025-02-20");
    scene.commission.correct(&corrections(&award), correction).await.expect(201);
    assert_eq!(asked(&scene, &award).await[1..], words([["suspension", "corrected"]]));
    // So it is of a record that was closed by then.
    let grade = scene.new_grade("grade-5", 5).create().await;
    let second = decided(&scene, &grade, "50/2025", "2025-03-01", None).await;
    let closing = json!({ "effectiveOn": "2025-02-21", "reason": "a plecat din sistem" });
    let path = format!("/api/v1/workers/{}/deactivations", scene.worker());
    scene.registrar.post(&path, closing).await.expect(201);
    assert_eq!(asked(&scene, &second).await, words::<0>([]));
    let mut correction = restated("50/2025", "2025-03-01", None);
    correction["award"]["decidedOn"] = json!("2025-02-22");
    scene.commission.correct(&corrections(&second), correction).await.expect(201);
    assert_eq!(asked(&scene, &second).await, words([["deactivation", "closed"]]));
}

/// Moves the day of the decision of an award.
async fn decided_on(scene: &Scene, award: &str, day: &str) {
    let mut correction = restated("71/2025", "2025-03-01", Some("2030-02-28"));
    correction["award"]["decidedOn"] = json!(day);
    scene.commission.correct(&corrections(award), correction).await.expect(201);
}

async fn upheld(scene: &Scene, review: &str) {
    let upheld = json!({ "outcome": "upheld", "reason": "nu era suspendată" });
    scene.commission.post(&format!("/api/v1/award-reviews/{review}/resolutions"), upheld).await.expect(201);
}

#[actix_web::test]
async fn an_award_that_comes_upon_a_suspension_again_is_reviewed_again() {
    let (scene, _, award) = with_award().await;
    suspended(&scene, scene.worker(), "2025-02-01", "2025-02-10").await;
    decided_on(&scene, &award, "2025-02-05").await;
    upheld(&scene, text(&reviews(&scene, &award).await[0], "id")).await;
    for day in ["2025-02-20", "2025-02-06", "2025-02-21", "2025-02-07"] {
        decided_on(&scene, &award, day).await;
    }
    assert_eq!(asked(&scene, &award).await, words([["suspension", "suspended"]; 2]), "one that is open asks");
    // So does a merge that is withdrawn and made again.
    let (scene, _, award) = with_award().await;
    suspended(&scene, scene.mentor(), "2025-02-01", "2025-02-28").await;
    scene.merge(scene.mentor(), scene.worker()).await;
    upheld(&scene, text(&reviews(&scene, &award).await[0], "id")).await;
    let path = format!("/api/v1/workers/{}/merge-withdrawals", scene.mentor());
    scene.registrar.post(&path, why()).await.expect(201);
    scene.merge(scene.mentor(), scene.worker()).await;
    assert_eq!(asked(&scene, &award).await, words([["suspension", "suspended"]; 2]));
}

#[actix_web::test]
async fn an_award_is_corrected_as_it_was_read() {
    let (scene, _, award) = with_award().await;
    let (path, read) = (format!("{AWARDS}/{award}"), restated("17/2025", "2025-03-01", Some("2030-02-28")));
    scene.commission.post(&corrections(&award), read.clone()).await.expect(428);
    let tag = scene.commission.get(&path).await.expect(200).etag();
    let send = async |body: Value| {
        let request = scene.commission.request(Method::POST, &corrections(&award));
        scene.commission.send(request.insert_header((IF_MATCH, tag.as_str())).set_json(body)).await
    };
    // Whoever corrects the last day has not read the number.
    let first = send(read).await.expect(201);
    send(restated("71/2025", "2025-03-01", Some("2031-02-28"))).await.expect(412);
    let now = scene.commission.get(&path).await.expect(200);
    assert_eq!((&now.body, now.etag() == tag), (&first.body, false));
}

/// The order in which rules take facts is that of the days that were believed.
#[actix_web::test]
async fn awards_whose_first_days_change_places_are_read_in_the_order_of_then() {
    let (scene, _, award) = with_award().await;
    let grade = scene.new_grade("grade-3", 3).create().await;
    let other = decided(&scene, &grade, "30/2025", "2025-06-01", None).await;
    let before = now(&scene).await;
    scene.service.clock.advance_seconds(60);
    for (award, number, from) in [(&award, "71/2025", "2025-09-01"), (&other, "30/2025", "2025-02-25")] {
        scene.commission.correct(&corrections(award), restated(number, from, None)).await.expect(201);
    }
    let [award, other] = [award, other].map(|id| id.parse::<AwardId>().expect("an id"));
    let days = |all: Vec<(AwardId, Day, _)>| {
        all.into_iter().map(|(id, from, _)| (id, from.to_string())).collect::<Vec<_>>()
    };
    let then = [(award, "2025-03-01".to_owned()), (other, "2025-06-01".to_owned())];
    assert_eq!(days(read_whole(&scene, &before).await), then);
    let since = [(other, "2025-02-25".to_owned()), (award, "2025-09-01".to_owned())];
    assert_eq!(days(read_whole(&scene, &now(&scene).await).await), since);
}

#[actix_web::test]
async fn two_records_that_are_one_persons_bring_suspension_and_award_together() {
    for suspended_first in [true, false] {
        let (scene, _, award) = with_award().await;
        let (awarded, other) = (scene.worker(), scene.mentor());
        suspended(&scene, other, "2025-02-01", "2025-02-28").await;
        assert_eq!(asked(&scene, &award).await, words::<0>([]), "of somebody else");
        let (from, into) = if suspended_first { (other, awarded) } else { (awarded, other) };
        scene.merge(from, into).await;
        assert_eq!(asked(&scene, &award).await, words([["suspension", "suspended"]]));
        revoked(&scene, &award).await;
        let path = format!("/api/v1/workers/{from}/merge-withdrawals");
        scene.registrar.post(&path, why()).await.expect(201);
        let asked = asked(&scene, &award).await;
        assert!(asked.contains(&["suspension", "voided"].map(str::to_owned)), "{asked:?}");
    }
}

#[actix_web::test]
async fn the_registrar_corrects_an_award_that_was_brought_in() {
    let scene = Scene::start().await;
    scene.new_grade("grade-2", 1).create().await;
    let titles =
        "IDNP;Cod grad;Număr decizie;Data deciziei;Valabil din;Valabil până la;Comisia;Temei juridic";
    let commission = &scene.commission.organisation;
    let row = format!(
        "{};grade-2;71/2020;20.02.2020;01.03.2020;28.02.2027;{commission};Ordinul nr. 5",
        scene.idnp(0)
    );
    let file = scene.registrar.batch(
        "/api/v1/award-batches",
        "mode=commit",
        "text/csv",
        format!("{titles}\n{row}\n"),
    );
    assert_eq!(file.await.body["counts"]["created"], 1);
    let found = scene.registrar.list(&format!("{AWARDS}?workerId={}", scene.worker()), "awards").await;
    let award = text(&found[0], "id");
    let correction = restated("17/2020", "2020-03-01", Some("2027-02-28"));
    let corrected = scene.registrar.correct(&corrections(award), correction).await.expect(201).body;
    assert_eq!(text(&corrected, "decisionNumber"), "17/2020");
    assert!(corrected["migrationBasis"].is_string(), "{corrected}");
    // Its commission does so as well.
    let correction = restated("18/2020", "2020-03-01", Some("2027-02-28"));
    scene.commission.correct(&corrections(award), correction).await.expect(201);
    assert_eq!(held(&scene, TODAY, None).await, words([["18/2020", "2027-02-28"]]));
    // It was another commission's: the registrar revokes it, and brings in the right one.
    let other = scene.service.organisation(OrganisationKind::Agency, None).await;
    let revoked = json!({ "revokedFrom": "2020-03-01", "reason": "altă comisie" });
    let path = format!("{AWARDS}/{award}/revocations");
    scene.registrar.post(&path, revoked.clone()).await.expect(201);
    scene.registrar.post(&format!("{AWARDS}/{award}/revocation-withdrawals"), why()).await.expect(201);
    scene.registrar.post(&path, revoked.clone()).await.expect(201);
    let row = row.replace(commission.to_string().as_str(), &other.to_string());
    let file = format!("{titles}\n{row}\n");
    let batch = scene.registrar.batch("/api/v1/award-batches", "mode=commit", "text/csv", file).await;
    assert_eq!(batch.body["counts"]["created"], 1, "{}", batch.body);
    // One that its commission recorded itself is the commission's to revoke.
    let own = scene.award(text(&found[0], "gradeId")).decided("9/2019", "2019-02-20");
    let own = own.valid("2019-03-01", Some("2020-02-28")).create().await;
    let path = format!("{AWARDS}/{own}/revocations");
    let refused =
        scene.registrar.post(&path, json!({ "revokedFrom": "2019-03-01", "reason": "altă comisie" })).await;
    assert_eq!(text(&refused.expect(409).body, "code"), "awardOfItsCommission");
}
