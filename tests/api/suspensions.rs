//! From which day to which day a worker may not practise: recorded, read and voided.

use registry::call::Role;
use registry::qualifications::{SuspensionFact, suspension_history};
use registry::values::{Recorded, WorkerId};
use serde_json::{Value, json};

use crate::fixtures::{Scene, text};
use crate::service::{Client, TODAY};

const PATH: &str = "/api/v1/suspensions";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

/// A suspension of the worker's as a request, for a period.
fn suspension(scene: &Scene, from: &str, until: Option<&str>) -> Value {
    json!({
        "workerId": scene.worker(), "validFrom": from, "validUntil": until, "legalBasis": "Ordinul nr. 17 din 2026-10-28",
        "reason": "anchetă disciplinară"
    })
}

/// A suspension of the commission's, by its id.
async fn suspended(scene: &Scene, from: &str, until: Option<&str>) -> String {
    scene.commission.post(PATH, suspension(scene, from, until)).await.expect(201).id()
}

async fn ids(scene: &Scene, client: &Client) -> Vec<String> {
    let found = client.list(&format!("{PATH}?workerId={}", scene.worker()), "suspensions").await;
    found.iter().map(|one| text(one, "id").to_owned()).collect()
}

/// Suspensions as a status is given them.
async fn told(scene: &Scene) -> Vec<Recorded<SuspensionFact>> {
    let worker: WorkerId = scene.worker().parse().expect("an id");
    scene.service.hall.db.read(move |view| suspension_history(view, worker)).await.expect("suspensions")
}

fn void() -> Value {
    json!({ "reason": "hotărârea a fost anulată" })
}

#[actix_web::test]
async fn a_suspension_is_recorded_read_and_voided_once() {
    let scene = Scene::start().await;
    let made =
        scene.commission.post(PATH, suspension(&scene, "2026-11-01", Some("2027-01-31"))).await.expect(201);
    let path = format!("{PATH}/{}", made.id());
    assert_eq!(made.header("location"), Some(path.as_str()));
    assert_eq!(
        (&made.body["validFrom"], &made.body["validUntil"]),
        (&json!("2026-11-01"), &json!("2027-01-31"))
    );
    assert_eq!(made.body["organisationId"], json!(scene.commission.organisation.to_string()));
    assert_eq!(scene.registrar.get(&path).await.expect(200).body, made.body);

    // Whoever may record suspensions may void another's.
    scene.service.clock.advance_seconds(60);
    let voided = scene.registrar.post(&format!("{path}/voids"), void()).await.expect(201).body;
    assert_eq!(
        (&voided["withdrawal"], &voided["withdrawalReason"]),
        (&json!("voided"), &json!("hotărârea a fost anulată"))
    );
    assert!(voided["withdrawnAt"].is_string());
    assert_eq!(scene.commission.get(&path).await.expect(200).body, voided, "it stays on the register");
    let again = scene.commission.post(&format!("{path}/voids"), void()).await.expect(409);
    assert_eq!(again.body["location"], json!(path));
    scene.commission.post(&format!("{PATH}/{NOBODY}/voids"), void()).await.expect(404);
}

#[actix_web::test]
async fn suspensions_overlap_and_one_without_an_end_is_recorded_again_with_it() {
    let scene = Scene::start().await;
    let open = suspended(&scene, "2026-11-01", None).await;
    let other = suspended(&scene, "2026-11-10", Some("2026-11-10")).await;
    scene.commission.post(&format!("{PATH}/{open}/voids"), void()).await.expect(201);
    let ended = suspended(&scene, "2026-11-01", Some(TODAY)).await;
    assert_eq!(ids(&scene, &scene.commission).await, [open, other, ended]);
}

#[actix_web::test]
async fn a_suspension_that_ended_early_is_corrected_and_was_believed_until_then() {
    let scene = Scene::start().await;
    let open = suspended(&scene, "2026-11-01", None).await;
    let path = format!("{PATH}/{open}/corrections");
    let stated = |until: &str| {
        json!({
            "suspension": {
                "validFrom": "2026-11-01", "validUntil": until, "legalBasis": "Ordinul nr. 18", "reason": "anchetă disciplinară"
            },
            "reason": "încheiată mai devreme"
        })
    };
    scene.service.clock.advance_seconds(60);
    // Whoever may record suspensions may correct another's.
    let after = scene.registrar.post(&path, stated("2026-11-10")).await.expect(201);
    assert_eq!(after.header("location"), Some(format!("{PATH}/{}", after.id()).as_str()));
    assert_eq!((&after.body["supersedes"], &after.body["validUntil"]), (&json!(open), &json!("2026-11-10")));
    let before = scene.commission.get(&format!("{PATH}/{open}")).await.expect(200).body;
    assert_eq!(
        (&before["withdrawal"], &before["supersededBy"], &before["withdrawalReason"]),
        (&json!("corrected"), &json!(after.id()), &json!("încheiată mai devreme"))
    );
    assert_eq!(ids(&scene, &scene.employer).await, [open.as_str(), &after.id()]);
    // Both times: the one before was believed until the other one was.
    let [first, second] = told(&scene).await.try_into().expect("two");
    assert_eq!(first.withdrawn_at, Some(second.recorded_at));
    assert_eq!(first.withdrawal.map(registry::values::Withdrawal::as_str), Some("corrected"));
    // Corrected once; the answer says by which one. That one can be corrected in turn.
    for way in ["corrections", "voids"] {
        let body = if way == "voids" { void() } else { stated("2026-11-11") };
        let again = scene.commission.post(&format!("{PATH}/{open}/{way}"), body).await.expect(409);
        assert_eq!(again.body["location"], json!(format!("{PATH}/{}", after.id())), "{way}");
        assert_eq!(again.body["code"], "suspensionWithdrawn");
    }
    let next = format!("{PATH}/{}/corrections", after.id());
    scene.commission.post(&next, stated("2026-10-31")).await.expect_faults(&["/suspension/validUntil"]);
    scene.commission.post(&next, json!({ "suspension": {} })).await.expect_faults(&[
        "/suspension/validFrom",
        "/suspension/legalBasis",
        "/suspension/reason",
        "/reason",
    ]);
    scene.employer.post(&next, stated("2026-11-12")).await.expect(403);
    scene.commission.post(&format!("{PATH}/{NOBODY}/corrections"), stated("2026-11-12")).await.expect(404);
    scene.commission.post(&next, stated("2026-11-12")).await.expect(201);
}

/// Reviews of awards for suspensions, each as the award, the suspension and the cause.
async fn reviewed(scene: &Scene) -> Vec<[String; 3]> {
    let found = scene.commission.list("/api/v1/award-reviews", "awardReviews").await;
    assert!(found.iter().all(|one| one["factKind"] == "suspension"), "{found:?}");
    found.iter().map(|one| ["awardId", "factId", "cause"].map(|name| text(one, name).to_owned())).collect()
}

#[actix_web::test]
async fn an_award_decided_on_a_day_that_is_now_one_of_a_suspension_is_reviewed() {
    let scene = Scene::start().await;
    let grade = scene.new_grade("grade-2", 1).create().await;
    // Of 2026-11-23.
    let award = scene.award(&grade).create().await;
    suspended(&scene, "2026-11-24", None).await;
    let before = suspended(&scene, "2026-11-01", Some("2026-11-22")).await;
    assert!(reviewed(&scene).await.is_empty());
    let correction = |until: Option<&str>| {
        json!({
            "suspension": {
                "validFrom": "2026-11-01", "validUntil": until, "legalBasis": "Ordinul nr. 17 din 2026-10-28",
                "reason": "anchetă disciplinară"
            },
            "reason": "termenul a fost scris greșit"
        })
    };
    let corrections = format!("{PATH}/{before}/corrections");
    // A correction that changes nothing is none, and raises nothing.
    let same = scene.commission.post(&corrections, correction(Some("2026-11-22"))).await;
    same.expect_faults(&["/suspension"]);
    let longer = scene.commission.post(&corrections, correction(Some("2026-11-23"))).await.expect(201).id();
    let raised = [award.clone(), longer.clone(), "suspended".to_owned()];
    assert_eq!(reviewed(&scene).await, std::slice::from_ref(&raised));
    // It goes on covering that day: the same is asked.
    let corrections = format!("{PATH}/{longer}/corrections");
    scene.commission.post(&corrections, correction(None)).await.expect(201);
    assert_eq!(reviewed(&scene).await, std::slice::from_ref(&raised));
    let other = suspended(&scene, TODAY, Some(TODAY)).await;
    assert_eq!(reviewed(&scene).await, [raised, [award, other, "suspended".to_owned()]]);
}

#[actix_web::test]
async fn an_award_revoked_for_a_suspension_is_reviewed_when_that_is_taken_back() {
    let scene = Scene::start().await;
    let grade = scene.new_grade("grade-2", 1).create().await;
    let award = scene.award(&grade).create().await;
    let first = suspended(&scene, "2026-11-01", None).await;
    let revocation = json!({ "revokedFrom": TODAY, "reason": "era suspendată" });
    scene.commission.post(&format!("/api/v1/awards/{award}/revocations"), revocation).await.expect(201);
    let [review] =
        scene.commission.list("/api/v1/award-reviews", "awardReviews").await.try_into().expect("one");
    let resolutions = format!("/api/v1/award-reviews/{}/resolutions", text(&review, "id"));
    let resolution = json!({ "outcome": "revoked", "reason": "era suspendată" });
    scene.commission.post(&resolutions, resolution).await.expect(201);
    // Corrected in its basis alone, it goes on covering the day; then it never was.
    let correction = json!({
        "suspension": {
            "validFrom": "2026-11-01", "validUntil": null, "legalBasis": "Ordinul nr. 18 din 2026-10-28",
            "reason": "anchetă disciplinară"
        },
        "reason": "numărul ordinului"
    });
    let second =
        scene.commission.post(&format!("{PATH}/{first}/corrections"), correction).await.expect(201).id();
    assert_eq!(reviewed(&scene).await.len(), 1);
    scene.commission.post(&format!("{PATH}/{second}/voids"), void()).await.expect(201);
    assert_eq!(reviewed(&scene).await[1..], [[award, first, "voided".to_owned()]]);
}

#[actix_web::test]
async fn every_fault_of_a_suspension_is_named_at_once() {
    let scene = Scene::start().await;
    let body = json!({ "workerId": "x", "validFrom": "2026-02-30", "validUntil": 7, "legalBasis": "", "colour": "red" });
    let unreadable = scene.commission.post(PATH, body).await;
    unreadable.expect_faults(&[
        "/workerId",
        "/validFrom",
        "/validUntil",
        "/legalBasis",
        "/reason",
        "/colour",
    ]);
    let mut wrong = suspension(&scene, "2026-11-02", Some("2026-11-01"));
    wrong["workerId"] = json!(NOBODY);
    scene.commission.post(PATH, wrong).await.expect_faults(&["/workerId", "/validUntil"]);
    scene.deactivate(scene.worker()).await;
    scene.commission.post(PATH, suspension(&scene, "2026-11-01", None)).await.expect_faults(&["/workerId"]);
    assert!(ids(&scene, &scene.commission).await.is_empty());
}

#[actix_web::test]
async fn an_employer_reads_the_suspensions_of_its_present_workers_and_records_none() {
    let scene = Scene::start().await;
    let id = suspended(&scene, "2026-11-01", None).await;
    assert_eq!(ids(&scene, &scene.employer).await, [id.as_str()]);
    scene.employer.get(&format!("{PATH}/{id}")).await.expect(200);
    scene.employer.get(PATH).await.expect_faults(&["workerId"]);
    scene.employer.post(PATH, suspension(&scene, "2026-11-01", None)).await.expect(403);

    let other = scene.service.client(Role::Employer).await;
    other.get(&format!("{PATH}/{id}")).await.expect(404);
    other.get(&format!("{PATH}?workerId={}", scene.worker())).await.expect(404);
    scene.service.client(Role::Payroll).await.get(&format!("{PATH}/{id}")).await.expect(403);
}

#[actix_web::test]
async fn what_was_recorded_under_a_merged_record_is_listed_under_the_other_one() {
    let scene = Scene::start().await;
    let id = suspended(&scene, "2026-11-01", None).await;
    let survivor = scene.new_colleague().create().await;
    scene.merge(scene.worker(), &survivor).await;
    let found = scene.employer.list(&format!("{PATH}?workerId={survivor}"), "suspensions").await;
    assert_eq!(found.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&json!(id)]);
    scene.employer.get(&format!("{PATH}/{id}")).await.expect(200);
}

#[actix_web::test]
async fn pages_join_without_gap_or_double() {
    let scene = Scene::start().await;
    let mut recorded = Vec::new();
    for day in 1..=7 {
        recorded.push(suspended(&scene, &format!("2026-11-0{}", 8 - day), None).await);
    }
    assert_eq!(ids(&scene, &scene.employer).await, recorded);
    let everyones = scene.registrar.list(PATH, "suspensions").await;
    assert_eq!(everyones.len(), 7);
    let cursor = scene.registrar.get(&format!("{PATH}?limit=2")).await.expect(200).body["nextCursor"].clone();
    let cursor = cursor.as_str().expect("a cursor");
    scene
        .registrar
        .get(&format!("{PATH}?workerId={}&cursor={cursor}", scene.worker()))
        .await
        .expect_faults(&["cursor"]);
}

#[actix_web::test]
async fn the_same_suspension_sent_twice_is_recorded_once_and_everything_is_in_the_journal() {
    let scene = Scene::start().await;
    let new = suspension(&scene, "2026-11-01", None);
    let id = scene.commission.post_once(PATH, "s-1", new.clone()).await.expect(201).id();
    assert_eq!(scene.commission.post_once(PATH, "s-1", new).await.expect(201).id(), id);
    scene.employer.get(&format!("{PATH}/{id}")).await.expect(200);
    assert_eq!(ids(&scene, &scene.employer).await, [id.as_str()]);
    scene.commission.post_once(&format!("{PATH}/{id}/voids"), "v-1", void()).await.expect(201);
    scene.commission.post_once(&format!("{PATH}/{id}/voids"), "v-1", void()).await.expect(201);

    let entries = scene.noted_about(scene.worker()).await;
    let ours = entries.iter().filter(|entry| entry["objectType"] == "suspension");
    let (again, ours): (Vec<_>, Vec<_>) = ours.partition(|entry| entry["event"] == "repeat");
    assert_eq!(again.len(), 2, "the kept answer of each was given once more");
    let noted: Vec<_> = ours.iter().map(|entry| entry["operation"].as_str().expect("an operation")).collect();
    let mut sorted = noted.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["create_suspension", "create_suspension_void", "get_suspension", "list_suspensions"]);
}

#[actix_web::test]
async fn a_status_is_told_all_that_was_recorded_withdrawn_or_not() {
    let scene = Scene::start().await;
    let later = suspended(&scene, "2026-11-20", None).await;
    let earlier = suspended(&scene, "2026-11-01", Some("2026-11-05")).await;
    scene.commission.post(&format!("{PATH}/{earlier}/voids"), void()).await.expect(201);

    let ids = |told: &[Recorded<SuspensionFact>]| {
        told.iter().map(|one| one.fact.id.to_string()).collect::<Vec<_>>()
    };
    let all = told(&scene).await;
    assert_eq!(ids(&all), [earlier, later]);
    assert!(
        all[0].withdrawn_at.is_some() && all[0].withdrawal.is_some() && all[0].fact.valid_until.is_some()
    );
    assert!(
        all[1].withdrawn_at.is_none() && all[1].withdrawal.is_none() && all[1].fact.valid_until.is_none()
    );
}
