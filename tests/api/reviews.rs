//! An award that rests on a fact which is withdrawn later: listed, resolved with a reason, never silently
//! changed.

use futures_util::future::join_all;
use registry::call::Role;
use registry::reviews;
use registry::values::{AwardId, WorkerId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fixtures;
use crate::service::{Client, Service};

const PATH: &str = "/api/v1/award-reviews";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

/// A worker with an award, and one fact of each kind on which it may rest.
struct Scene {
    service: Service,
    registrar: Client,
    commission: Client,
    worker: String,
    award: String,
    completion: String,
    session: String,
    employment: String,
    lower: String,
}

impl Scene {
    async fn start() -> Self {
        let service = Service::start().await;
        let registrar = service.client(Role::Registrar).await;
        let commission = service.client(Role::Commission).await;
        let worker = fixtures::worker(&registrar).create().await;
        let mentor = fixtures::worker(&registrar).create().await;
        let programme = fixtures::programme(&registrar, "CFP-101").approved_from("2024-03-01").create().await;
        let completion = fixtures::completion(&registrar, &worker, &programme).taught_by_the_client();
        let completion = completion.reference("R-1").create().await;
        let session = fixtures::session(&registrar, &mentor, &worker).create().await;
        let employment = json!({ "organisationId": registrar.organisation.to_string(), "post": "asistent-social", "validFrom": "2025-03-01" });
        let employment = made(&registrar, &format!("/api/v1/workers/{worker}/employments"), employment).await;
        let grade = fixtures::grade(&registrar, "grade-2", 1).create().await;
        let lower = fixtures::award(&commission, &worker, &grade).create().await;
        let grade = fixtures::grade(&registrar, "grade-1", 2).create().await;
        let award = fixtures::award(&commission, &worker, &grade).create().await;
        Self { service, registrar, commission, worker, award, completion, session, employment, lower }
    }

    /// The award rests on these facts since it was granted.
    async fn rest(&self, facts: &[&str]) {
        rest(&self.service, &self.award, &self.worker, facts).await;
    }

    async fn reviews(&self, filters: &str) -> Vec<Value> {
        self.commission.list(&format!("{PATH}?{filters}"), "awardReviews").await
    }

    async fn void_completion(&self, id: &str) {
        self.registrar.post(&format!("/api/v1/completions/{id}/voids"), void()).await.expect(201);
    }

    /// An open review of the award, by its path.
    async fn review(&self) -> String {
        self.rest(&[&self.completion]).await;
        self.void_completion(&self.completion).await;
        let [review] = self.reviews("").await.try_into().expect("one review");
        format!("{PATH}/{}", text(&review, "id"))
    }

    /// The completion corrected to other hours: the id of the one that takes its place.
    async fn correct_completion(&self, hours: &str) -> String {
        let path = format!("/api/v1/completions/{}", self.completion);
        let mut completion = self.registrar.get(&path).await.expect(200).body;
        let kept = ["programmeId", "completedOn", "hours", "result", "reference"];
        completion.as_object_mut().expect("an object").retain(|field, _| kept.contains(&field.as_str()));
        completion["hours"] = json!(hours);
        let correction = json!({ "completion": completion, "reason": "ore introduse greșit" });
        made(&self.registrar, &format!("{path}/corrections"), correction).await
    }
}

async fn made(client: &Client, path: &str, body: Value) -> String {
    client.post(path, body).await.expect(201).id()
}

async fn rest(service: &Service, award: &str, worker: &str, facts: &[&str]) {
    let (award, worker) =
        (award.parse::<AwardId>().expect("an id"), worker.parse::<WorkerId>().expect("an id"));
    let facts: Vec<Uuid> = facts.iter().map(|fact| fact.parse().expect("an id")).collect();
    service.hall.db.write(move |tx| reviews::rest(tx, award, worker, &facts)).await.expect("it rests");
}

fn void() -> Value {
    json!({ "reason": "introdus din greșeală" })
}

fn resolution(outcome: &str) -> Value {
    json!({ "outcome": outcome, "reason": "orele rămase ajung" })
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// What a review is about and why, without its id and moments.
fn told(review: &Value) -> [&str; 5] {
    ["awardId", "factKind", "factId", "cause", "status"].map(|name| text(review, name))
}

#[actix_web::test]
async fn each_kind_of_fact_that_is_withdrawn_raises_a_review_and_changes_no_award() {
    let scene = Scene::start().await;
    // A fact that two requirements counted is one fact.
    scene
        .rest(&[&scene.completion, &scene.session, &scene.employment, &scene.lower, &scene.completion])
        .await;
    let path = format!("/api/v1/awards/{}", scene.award);
    let before = scene.commission.get(&path).await.expect(200).body;
    assert!(scene.reviews("").await.is_empty(), "nothing has happened yet");

    scene.void_completion(&scene.completion).await;
    scene
        .registrar
        .post(&format!("/api/v1/supervision-sessions/{}/voids", scene.session), void())
        .await
        .expect(201);
    scene
        .registrar
        .post(&format!("/api/v1/employments/{}/voids", scene.employment), void())
        .await
        .expect(201);
    let revocation = json!({ "revokedFrom": "2026-11-23", "reason": "decizia a fost anulată" });
    scene
        .commission
        .post(&format!("/api/v1/awards/{}/revocations", scene.lower), revocation)
        .await
        .expect(201);

    let found = scene.reviews("").await;
    let expected = [
        [scene.award.as_str(), "completion", &scene.completion, "voided", "open"],
        [&scene.award, "supervisionSession", &scene.session, "voided", "open"],
        [&scene.award, "employment", &scene.employment, "voided", "open"],
        [&scene.award, "award", &scene.lower, "revoked", "open"],
    ];
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expected);
    let review = &found[0];
    assert_eq!(text(review, "workerId"), scene.worker);
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
    let scene = Scene::start().await;
    scene.rest(&[&scene.session]).await;
    scene.void_completion(&scene.completion).await;
    scene
        .registrar
        .post(&format!("/api/v1/employments/{}/voids", scene.employment), void())
        .await
        .expect(201);
    assert!(scene.reviews("").await.is_empty());
}

#[actix_web::test]
async fn a_fact_withdrawn_again_or_in_vain_raises_nothing_more() {
    let scene = Scene::start().await;
    scene.rest(&[&scene.completion]).await;
    let path = format!("/api/v1/completions/{}/voids", scene.completion);
    let stranger = scene.service.client(Role::Provider).await;
    stranger.post(&path, void()).await.expect(404);
    assert!(scene.reviews("").await.is_empty(), "a refused void withdraws nothing");
    for _ in 0..2 {
        scene.registrar.post_once(&path, "key-1", void()).await.expect(201);
    }
    scene.registrar.post(&path, void()).await.expect(409);
    assert_eq!(scene.reviews("").await.len(), 1);
}

#[actix_web::test]
async fn an_award_rests_on_the_correction_from_then_on() {
    let scene = Scene::start().await;
    scene.rest(&[&scene.completion, &scene.employment]).await;
    let corrected = scene.correct_completion("20.00").await;
    let [review] = scene.reviews("").await.try_into().expect("one review");
    assert_eq!(told(&review), [scene.award.as_str(), "completion", &scene.completion, "corrected", "open"]);
    scene.void_completion(&corrected).await;
    let found = scene.reviews("").await;
    assert_eq!(told(&found[1]), [scene.award.as_str(), "completion", &corrected, "voided", "open"]);

    let moved = json!({
        "employment": {
            "organisationId": scene.registrar.organisation.to_string(), "post": "asistent-social", "validFrom": "2025-04-01"
        },
        "reason": "angajat mai târziu"
    });
    let path = format!("/api/v1/employments/{}/corrections", scene.employment);
    let later = made(&scene.registrar, &path, moved).await;
    scene.registrar.post(&format!("/api/v1/employments/{later}/voids"), void()).await.expect(201);
    let found = scene.reviews("").await;
    assert_eq!(told(&found[2]), [scene.award.as_str(), "employment", &scene.employment, "corrected", "open"]);
    assert_eq!(told(&found[3]), [scene.award.as_str(), "employment", &later, "voided", "open"]);
}

#[actix_web::test]
async fn every_award_that_rests_on_a_fact_is_reviewed_and_found_by_what_is_asked() {
    let scene = Scene::start().await;
    let other = fixtures::worker(&scene.registrar).create().await;
    let grade = fixtures::grade(&scene.registrar, "grade-3", 3).create().await;
    let others = fixtures::award(&scene.commission, &other, &grade).create().await;
    scene.rest(&[&scene.session, &scene.completion]).await;
    rest(&scene.service, &others, &other, &[&scene.session]).await;
    rest(&scene.service, &scene.lower, &scene.worker, &[&scene.session]).await;
    scene
        .registrar
        .post(&format!("/api/v1/supervision-sessions/{}/voids", scene.session), void())
        .await
        .expect(201);
    scene.void_completion(&scene.completion).await;
    let first = scene.reviews(&format!("awardId={others}")).await;
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
        (format!("workerId={}", scene.worker), 3),
        (format!("workerId={other}"), 1),
        (format!("workerId={other}&status=open"), 0),
        (format!("awardId={}", scene.award), 2),
        (format!("awardId={}", scene.lower), 1),
        (format!("awardId={}&workerId={other}", scene.award), 0),
    ];
    for (filters, count) in counts {
        assert_eq!(scene.reviews(&filters).await.len(), count, "{filters}");
    }
    let faulty = scene.commission.get(&format!("{PATH}?status=closed&workerId=7&awardId=x&limit=0")).await;
    faulty.expect_faults(&["status", "workerId", "awardId", "limit"]);
}

#[actix_web::test]
async fn a_review_is_resolved_once_with_a_reason() {
    let scene = Scene::start().await;
    let path = scene.review().await;
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
    let scene = Scene::start().await;
    let path = scene.review().await;
    let other = scene.service.client(Role::Commission).await;
    let resolutions = format!("{path}/resolutions");
    let both = [(&scene.commission, "upheld"), (&other, "revoked")];
    let answers =
        join_all(both.map(|(client, outcome)| client.post(&resolutions, resolution(outcome)))).await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let winner = answers.iter().find(|answer| answer.status == 201).expect("one wins");
    assert_eq!(scene.commission.get(&path).await.expect(200).body, winner.body);
}

#[actix_web::test]
async fn who_sees_everyone_reads_reviews_and_only_a_commission_resolves_them() {
    let scene = Scene::start().await;
    let path = scene.review().await;
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
    let scene = Scene::start().await;
    let path = scene.review().await;
    scene.commission.get(&path).await.expect(200);
    scene.commission.post(&format!("{path}/resolutions"), resolution("upheld")).await.expect(201);
    let auditor = scene.service.client(Role::Auditor).await;
    let entries =
        auditor.list(&format!("/api/v1/journal-entries?workerId={}", scene.worker), "journalEntries").await;
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
