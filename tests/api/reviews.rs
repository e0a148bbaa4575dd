//! An award that rests on a fact which is withdrawn later: listed, resolved with a reason, never silently
//! changed.

use actix_web::http::Method;
use actix_web::http::header::ACCEPT_LANGUAGE;
use futures_util::future::{self, join_all};
use registry::call::Role;
use registry::values::{AwardId, WorkerId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fixtures::{self, Scene, text, void};
use crate::service::Answer;

const PATH: &str = "/api/v1/award-reviews";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

/// The worker's award, and one fact of each kind on which it may rest.
struct Basis {
    award: String,
    completion: String,
    session: String,
    employment: String,
    lower: String,
}

async fn start() -> (Scene, Basis) {
    let scene = Scene::start().await;
    let employments = format!("/api/v1/workers/{}/employments", scene.worker());
    let employment = fixtures::employment(&scene.registrar.organisation, "2025-03-01");
    let grades = [scene.new_grade("grade-2", 1).create().await, scene.new_grade("grade-1", 2).create().await];
    let basis = Basis {
        completion: scene.completion().create().await,
        session: scene.session().create().await,
        employment: scene.registrar.post(&employments, employment).await.expect(201).id(),
        lower: scene.award(&grades[0]).create().await,
        award: scene.award(&grades[1]).create().await,
    };
    (scene, basis)
}

async fn reviews(scene: &Scene, filters: &str) -> Vec<Value> {
    scene.commission.list(&format!("{PATH}?{filters}"), "awardReviews").await
}

/// An open review of the award, by its path.
async fn review(scene: &Scene, basis: &Basis) -> String {
    rest(scene, &basis.award, scene.worker(), &[&basis.completion]).await;
    scene.void(&format!("completions/{}", basis.completion)).await;
    let [review] = reviews(scene, "").await.try_into().expect("one review");
    format!("{PATH}/{}", text(&review, "id"))
}

/// The award rests on these facts since it was granted.
async fn rest(scene: &Scene, award: &str, worker: &str, facts: &[&str]) {
    let (award, worker) =
        (award.parse::<AwardId>().expect("an id"), worker.parse::<WorkerId>().expect("an id"));
    let facts: Vec<Uuid> = facts.iter().map(|fact| fact.parse().expect("an id")).collect();
    scene
        .service
        .hall
        .db
        .write(move |tx| registry::reviews::rest(tx, award, worker, &facts))
        .await
        .expect("it rests");
}

fn resolution(outcome: &str) -> Value {
    json!({ "outcome": outcome, "reason": "orele rămase ajung" })
}

/// Subject and cause of a review, without its id and moments.
fn told(review: &Value) -> [&str; 5] {
    ["awardId", "factKind", "factId", "cause", "status"].map(|name| text(review, name))
}

#[actix_web::test]
async fn each_kind_of_fact_that_is_withdrawn_raises_a_review_and_changes_no_award() {
    let (scene, basis) = start().await;
    // A fact that two requirements counted is one fact.
    rest(
        &scene,
        &basis.award,
        scene.worker(),
        &[&basis.completion, &basis.session, &basis.employment, &basis.lower, &basis.completion],
    )
    .await;
    let path = format!("/api/v1/awards/{}", basis.award);
    let before = scene.commission.get(&path).await.expect(200).body;
    assert!(reviews(&scene, "").await.is_empty(), "nothing has happened yet");

    scene.void(&format!("completions/{}", basis.completion)).await;
    scene.void(&format!("supervision-sessions/{}", basis.session)).await;
    scene.void(&format!("employments/{}", basis.employment)).await;
    let revocation = json!({ "revokedFrom": "2026-11-23", "reason": "decizia a fost anulată" });
    scene
        .commission
        .post(&format!("/api/v1/awards/{}/revocations", basis.lower), revocation)
        .await
        .expect(201);

    let found = reviews(&scene, "").await;
    let expected = [
        [basis.award.as_str(), "completion", &basis.completion, "voided", "open"],
        [&basis.award, "supervisionSession", &basis.session, "voided", "open"],
        [&basis.award, "employment", &basis.employment, "voided", "open"],
        [&basis.award, "award", &basis.lower, "revoked", "open"],
    ];
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expected);
    let review = &found[0];
    assert_eq!(text(review, "workerId"), scene.worker());
    assert!(text(review, "raisedAt").starts_with("2026-11-23T10:00:00"));
    assert!(["outcome", "resolution", "resolvedAt"].iter().all(|name| review[*name].is_null()), "{review}");
    assert_eq!(
        scene.commission.get(&format!("{PATH}/{}", text(review, "id"))).await.expect(200).body,
        *review
    );
    assert_eq!(scene.commission.get(&path).await.expect(200).body, before);
}

#[actix_web::test]
async fn nothing_is_raised_where_nothing_rests() {
    let (scene, basis) = start().await;
    rest(&scene, &basis.award, scene.worker(), &[&basis.session]).await;
    scene.void(&format!("completions/{}", basis.completion)).await;
    scene.void(&format!("employments/{}", basis.employment)).await;
    assert!(reviews(&scene, "").await.is_empty());
}

#[actix_web::test]
async fn a_fact_withdrawn_again_or_in_vain_raises_nothing_more() {
    let (scene, basis) = start().await;
    rest(&scene, &basis.award, scene.worker(), &[&basis.completion]).await;
    let path = format!("/api/v1/completions/{}/voids", basis.completion);
    let stranger = scene.service.client(Role::Provider).await;
    stranger.post(&path, void()).await.expect(404);
    assert!(reviews(&scene, "").await.is_empty(), "a refused void withdraws nothing");
    for _ in 0..2 {
        scene.registrar.post_once(&path, "key-1", void()).await.expect(201);
    }
    scene.registrar.post(&path, void()).await.expect(409);
    assert_eq!(reviews(&scene, "").await.len(), 1);
}

#[actix_web::test]
async fn an_award_rests_on_the_correction_from_then_on() {
    let (scene, basis) = start().await;
    rest(&scene, &basis.award, scene.worker(), &[&basis.completion, &basis.employment]).await;
    let corrected = scene.correct_hours(&basis.completion, "20.00").await;
    let [review] = reviews(&scene, "").await.try_into().expect("one review");
    assert_eq!(told(&review), [basis.award.as_str(), "completion", &basis.completion, "corrected", "open"]);
    scene.void(&format!("completions/{corrected}")).await;
    let found = reviews(&scene, "").await;
    assert_eq!(told(&found[1]), [basis.award.as_str(), "completion", &corrected, "voided", "open"]);

    let employment = fixtures::employment(&scene.registrar.organisation, "2025-04-01");
    let moved = json!({ "employment": employment, "reason": "angajat mai târziu" });
    let path = format!("/api/v1/employments/{}/corrections", basis.employment);
    let later = scene.registrar.post(&path, moved).await.expect(201).id();
    scene.void(&format!("employments/{later}")).await;
    let found = reviews(&scene, "").await;
    assert_eq!(told(&found[2]), [basis.award.as_str(), "employment", &basis.employment, "corrected", "open"]);
    assert_eq!(told(&found[3]), [basis.award.as_str(), "employment", &later, "voided", "open"]);
}

#[actix_web::test]
async fn every_award_that_rests_on_a_fact_is_reviewed_and_found_by_what_is_asked() {
    let (scene, basis) = start().await;
    let other = scene.new_worker().create().await;
    let grade = scene.new_grade("grade-3", 3).create().await;
    let others = scene.award(&grade).of(&other).create().await;
    rest(&scene, &basis.award, scene.worker(), &[&basis.session, &basis.completion]).await;
    rest(&scene, &others, &other, &[&basis.session]).await;
    rest(&scene, &basis.lower, scene.worker(), &[&basis.session]).await;
    scene.void(&format!("supervision-sessions/{}", basis.session)).await;
    scene.void(&format!("completions/{}", basis.completion)).await;
    let first = reviews(&scene, &format!("awardId={others}")).await;
    assert_eq!(first.len(), 1);
    scene
        .commission
        .post(&format!("{PATH}/{}/resolutions", text(&first[0], "id")), resolution("upheld"))
        .await
        .expect(201);

    let counts = [
        (String::new(), 4),
        ("status=open".into(), 3),
        ("status=resolved".into(), 1),
        (format!("workerId={}", scene.worker()), 3),
        (format!("workerId={other}"), 1),
        (format!("workerId={other}&status=open"), 0),
        (format!("awardId={}", basis.award), 2),
        (format!("awardId={}", basis.lower), 1),
        (format!("awardId={}&workerId={other}", basis.award), 0),
    ];
    for (filters, count) in counts {
        assert_eq!(reviews(&scene, &filters).await.len(), count, "{filters}");
    }
    let faulty = scene.commission.get(&format!("{PATH}?status=closed&workerId=7&awardId=x&limit=0")).await;
    faulty.expect_faults(&["status", "workerId", "awardId", "limit"]);
}

#[actix_web::test]
async fn a_review_is_resolved_once_with_a_reason() {
    let (scene, basis) = start().await;
    let path = review(&scene, &basis).await;
    scene.service.clock.advance_seconds(60);
    let resolutions = format!("{path}/resolutions");
    scene
        .commission
        .post(&resolutions, json!({ "outcome": "ignored" }))
        .await
        .expect_faults(&["/outcome", "/reason"]);
    let resolved = scene.commission.post_once(&resolutions, "key-1", resolution("upheld")).await.expect(201);
    assert_eq!(resolved.header("location"), Some(path.as_str()));
    assert_eq!(
        ["status", "outcome", "resolution"].map(|name| text(&resolved.body, name)),
        ["resolved", "upheld", "orele rămase ajung"]
    );
    assert!(text(&resolved.body, "resolvedAt").starts_with("2026-11-23T10:01:00"));
    let again = scene.commission.post(&resolutions, resolution("revoked")).await.expect(409);
    assert_eq!(again.body["location"], json!(path));
    assert_eq!(
        scene.commission.post_once(&resolutions, "key-1", resolution("upheld")).await.expect(201).bytes,
        resolved.bytes
    );
    assert_eq!(scene.commission.get(&path).await.expect(200).body, resolved.body);
    scene.commission.get(&format!("{PATH}/{NOBODY}")).await.expect(404);
    scene.commission.post(&format!("{PATH}/{NOBODY}/resolutions"), resolution("upheld")).await.expect(404);
}

#[actix_web::test]
async fn of_two_resolutions_at_once_one_wins() {
    let (scene, basis) = start().await;
    let path = review(&scene, &basis).await;
    let other = scene.service.client(Role::Commission).await;
    let resolutions = format!("{path}/resolutions");
    let answers =
        join_all([&scene.commission, &other].map(|client| client.post(&resolutions, resolution("upheld"))))
            .await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let winner = answers.iter().find(|answer| answer.status == 201).expect("one wins");
    assert_eq!(scene.commission.get(&path).await.expect(200).body, winner.body);
}

/// The code of a conflict, and the place that it names.
fn conflict(answer: &Answer) -> (&str, &str) {
    (text(&answer.body, "code"), text(&answer.body, "location"))
}

#[actix_web::test]
async fn a_review_says_of_an_award_what_the_register_has() {
    let (scene, basis) = start().await;
    rest(&scene, &basis.award, scene.worker(), &[&basis.completion, &basis.session]).await;
    scene.void(&format!("completions/{}", basis.completion)).await;
    scene.void(&format!("supervision-sessions/{}", basis.session)).await;
    let award = format!("/api/v1/awards/{}", basis.award);
    let raised = reviews(&scene, &format!("awardId={}", basis.award)).await;
    let [first, second] = [0, 1].map(|at| format!("{PATH}/{}/resolutions", text(&raised[at], "id")));

    // Not revoked on the register: whoever says so is told by which call it is.
    for (language, said) in [("ro", "mai întâi"), ("en", "first"), ("ru", "сначала")] {
        let request =
            scene.commission.request(Method::POST, &first).insert_header((ACCEPT_LANGUAGE, language));
        let refused = scene.commission.send(request.set_json(resolution("revoked"))).await.expect(409);
        assert_eq!(conflict(&refused), ("awardNotRevoked", award.as_str()));
        let detail = text(&refused.body, "detail");
        assert!(detail.contains(said) && detail.contains(&format!("POST {award}/revocations")), "{detail}");
    }
    // The revocation of another award of the worker is none of this one.
    let revocation = |from: &str| json!({ "revokedFrom": from, "reason": "decizia a fost anulată" });
    let lower = format!("/api/v1/awards/{}/revocations", basis.lower);
    scene.commission.post(&lower, revocation("2026-11-23")).await.expect(201);
    let refused = scene.commission.post(&first, resolution("revoked")).await.expect(409);
    assert_eq!(conflict(&refused).0, "awardNotRevoked");
    // A refused one is none.
    let other = scene.service.client(Role::Commission).await;
    other.post(&format!("{award}/revocations"), revocation("2026-11-23")).await.expect(404);
    scene.commission.post(&format!("{award}/revocations"), revocation("2026-11-22")).await.expect(400);
    let refused = scene.commission.post(&first, resolution("revoked")).await.expect(409);
    assert_eq!(conflict(&refused).0, "awardNotRevoked");
    assert_eq!(reviews(&scene, "status=resolved").await, Vec::<Value>::new());

    // Revoked, though from a day that is yet to come: said so, and no longer said to stand.
    scene.commission.post(&format!("{award}/revocations"), revocation("2027-01-01")).await.expect(201);
    let refused = scene.commission.post(&second, resolution("upheld")).await.expect(409);
    assert_eq!(conflict(&refused), ("awardNotStanding", award.as_str()));
    for path in [first, second] {
        let resolved = scene.commission.post(&path, resolution("revoked")).await.expect(201);
        assert_eq!(text(&resolved.body, "outcome"), "revoked");
    }
}

#[actix_web::test]
async fn a_resolution_and_a_revocation_at_once_end_as_one_after_the_other() {
    let (scene, basis) = start().await;
    let path = review(&scene, &basis).await;
    let (resolutions, revocations) =
        (format!("{path}/resolutions"), format!("/api/v1/awards/{}/revocations", basis.award));
    let revocation = json!({ "revokedFrom": "2026-11-23", "reason": "decizia a fost anulată" });
    let other = scene.service.client(Role::Commission).await;
    let (said, revoked) = future::join(
        other.post(&resolutions, resolution("revoked")),
        scene.commission.post(&revocations, revocation),
    )
    .await;
    revoked.expect(201);
    match said.status.as_u16() {
        201 => assert_eq!(text(&said.body, "outcome"), "revoked"),
        _ => assert_eq!(conflict(&said.expect(409)).0, "awardNotRevoked"),
    }
    let late = other.post(&resolutions, resolution("upheld")).await.expect(409);
    assert!(["awardNotStanding", "reviewResolved"].contains(&conflict(&late).0), "{}", late.body);
}

#[actix_web::test]
async fn who_sees_everyone_reads_reviews_and_only_a_commission_resolves_them() {
    let (scene, basis) = start().await;
    let path = review(&scene, &basis).await;
    for role in
        [Role::Employer, Role::University, Role::Provider, Role::Supervisor, Role::Payroll, Role::Auditor]
    {
        let client = scene.service.client(role).await;
        client.get(PATH).await.expect(403);
        client.get(&path).await.expect(403);
        client.post(&format!("{path}/resolutions"), resolution("upheld")).await.expect(403);
    }
    for role in [Role::Registrar, Role::Ministry] {
        let client = scene.service.client(role).await;
        assert_eq!(client.list(PATH, "awardReviews").await.len(), 1);
        client.get(&path).await.expect(200);
        client.post(&format!("{path}/resolutions"), resolution("upheld")).await.expect(403);
    }
    assert_eq!(text(&scene.commission.get(&path).await.expect(200).body, "status"), "open");
}

#[actix_web::test]
async fn who_read_and_resolved_a_review_is_in_the_journal() {
    let (scene, basis) = start().await;
    let path = review(&scene, &basis).await;
    scene.commission.get(&path).await.expect(200);
    scene.commission.post(&format!("{path}/resolutions"), resolution("upheld")).await.expect(201);
    let entries = scene.noted_about(scene.worker()).await;
    let about: Vec<_> = entries.iter().filter(|entry| entry["objectType"] == "award_review").collect();
    let done: Vec<_> = about.iter().map(|entry| (text(entry, "operation"), text(entry, "event"))).collect();
    assert_eq!(
        done,
        [
            ("list_award_reviews", "access"),
            ("get_award_review", "access"),
            ("create_award_review_resolution", "change")
        ]
    );
    assert!(about.iter().skip(1).all(|entry| path.ends_with(text(entry, "objectId"))));
}
