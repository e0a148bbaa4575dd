//! What becomes known between the submission of an application and the decision on it: the new award is
//! looked at again, as any other would have been.

use serde_json::{Value, json};

use crate::fixtures::{Scene, text};

const APPLICATIONS: &str = "/api/v1/attestation-applications";

/// A scene with an award of the lower grade, and rules by which whoever holds that is given the higher one.
async fn with_award() -> (Scene, String) {
    let scene = Scene::start().await;
    let lower = scene.new_grade("grade-2", 1).create().await;
    scene.new_grade("grade-1", 2).create().await;
    let award = scene.award(&lower).decided("7/2025", "2025-02-20").valid("2025-03-01", None).create().await;
    let rules = json!({
        "code": "rules", "nameRo": "rules", "effectiveFrom": "2024-01-01", "legalBasis": "Ordinul nr. 44",
        "grades": [{ "grade": "grade-1", "requirement": { "id": "below", "kind": "holdsGrade", "grade": "grade-2" } }]
    });
    scene.publish(rules).await;
    (scene, award)
}

/// An application of the worker that was put forward, by its path.
async fn submitted(scene: &Scene) -> String {
    let new = json!({ "workerId": scene.worker(), "grade": "grade-1" });
    let path = format!("{APPLICATIONS}/{}", scene.employer.post(APPLICATIONS, new).await.expect(201).id());
    scene.employer.post(&format!("{path}/submissions"), json!({})).await.expect(201);
    path
}

/// Grants what was applied for: what is then asked about the award, as kind and cause.
async fn asked(scene: &Scene, path: &str) -> Vec<[String; 2]> {
    let decision = json!({ "outcome": "granted", "decisionNumber": "17/2026", "decidedOn": "2026-11-23" });
    let made = scene.commission.post(&format!("{path}/decisions"), decision).await.expect(201).body;
    let reviews = format!("/api/v1/award-reviews?awardId={}", text(&made, "awardId"));
    let found = scene.commission.list(&reviews, "awardReviews").await;
    found.iter().map(|one| ["factKind", "cause"].map(|name| text(one, name).to_owned())).collect()
}

/// Corrects the award to another first day.
async fn begins(scene: &Scene, award: &str, from: &str) {
    let restated = json!({ "decisionNumber": "7/2025", "decidedOn": "2025-02-20", "validFrom": from });
    let correction = json!({ "award": restated, "reason": "altă zi" });
    scene.commission.correct(&format!("/api/v1/awards/{award}/corrections"), correction).await.expect(201);
}

fn none() -> Vec<[String; 2]> {
    Vec::new()
}

#[actix_web::test]
async fn an_award_whose_days_are_what_they_were_is_no_reason_to_look_again() {
    let (scene, award) = with_award().await;
    let path = submitted(&scene).await;
    for from in ["2025-04-01", "2025-03-01"] {
        scene.service.clock.advance_seconds(90);
        begins(&scene, &award, from).await;
    }
    assert_eq!(asked(&scene, &path).await, none());
}

#[actix_web::test]
async fn an_award_that_counted_as_corrected_is_no_reason_to_look_again() {
    let (scene, award) = with_award().await;
    begins(&scene, &award, "2025-04-01").await;
    scene.service.clock.advance_seconds(10);
    let path = submitted(&scene).await;
    assert_eq!(asked(&scene, &path).await, none());
}

#[actix_web::test]
async fn an_award_whose_days_are_others_is_looked_at_once() {
    let (scene, award) = with_award().await;
    let path = submitted(&scene).await;
    for from in ["2025-04-01", "2025-05-01"] {
        scene.service.clock.advance_seconds(90);
        begins(&scene, &award, from).await;
    }
    assert_eq!(asked(&scene, &path).await, [["award", "corrected"].map(str::to_owned)]);
}

#[actix_web::test]
async fn a_suspension_of_a_record_that_is_found_to_be_the_workers_is_looked_at() {
    let suspended: Vec<_> = vec![["suspension", "suspended"].map(str::to_owned)];
    // Which record goes on; and whether they are one by the time that the facts are put forward.
    for (is_into_worker, before, expected) in
        [(true, false, &suspended), (false, false, &suspended), (true, true, &none())]
    {
        let (scene, _) = with_award().await;
        let suspension: Value = json!({
            "workerId": scene.mentor(), "validFrom": "2026-11-01", "validUntil": "2026-12-31",
            "legalBasis": "Ordinul nr. 17", "reason": "anchetă disciplinară"
        });
        scene.commission.post("/api/v1/suspensions", suspension).await.expect(201);
        scene.service.clock.advance_seconds(90);
        let (worker, other) = (scene.worker(), scene.mentor());
        let (from, into) = if is_into_worker { (other, worker) } else { (worker, other) };
        if before {
            scene.merge(from, into).await;
            scene.service.clock.advance_seconds(90);
        }
        let path = submitted(&scene).await;
        scene.service.clock.advance_seconds(90);
        if !before {
            scene.merge(from, into).await;
        }
        assert_eq!(&asked(&scene, &path).await, expected, "{is_into_worker} {before}");
    }
}
