//! Days on which a programme is taught, corrected: awards that rest on what was completed on others are
//! looked at again, and how it stood stays answerable.

use registry::values::{AwardId, WorkerId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fixtures::{Scene, text};
use crate::slips::reviews;
use crate::status::{awarded, grades};

const PROGRAMMES: &str = "/api/v1/programmes";

fn approval(from: &str) -> Value {
    json!({ "approval": { "approvedFrom": from, "legalBasis": "Ordinul nr. 42" }, "reason": "altă zi" })
}

fn ending(last: &str) -> Value {
    json!({ "lastCompletionOn": last, "reason": "înlocuit" })
}

/// A scene with a programme of its own, and an award that rests on its completion of 2026-06-12.
async fn with_award() -> (Scene, String, String) {
    let scene = Scene::start().await;
    let programme = scene.new_programme("CFP-301").approved_from("2026-01-01").create().await;
    let completion = scene.completion().with("programmeId", programme.as_str()).on("2026-06-12");
    let fact = completion.create().await;
    let award = awarded(&scene, &grades(&scene).await[0], "2026-07-01", None).await;
    let (id, worker) =
        (award.parse::<AwardId>().expect("an id"), scene.worker().parse::<WorkerId>().expect("an id"));
    let facts: Vec<Uuid> = vec![fact.parse().expect("an id")];
    let rests = scene.service.hall.db.write(move |tx| registry::reviews::rest(tx, id, worker, &facts));
    rests.await.expect("it rests");
    (scene, format!("{PROGRAMMES}/{programme}"), award)
}

/// Reviews of an award, as kind, cause and status.
async fn asked(scene: &Scene, award: &str) -> Vec<String> {
    let found = reviews(scene, award).await;
    found.iter().map(|one| ["factKind", "cause", "status"].map(|name| text(one, name)).join(" ")).collect()
}

async fn resolve(scene: &Scene, award: &str, outcome: &str) {
    let open = reviews(scene, award).await.into_iter().find(|one| one["status"] == "open").expect("open");
    let path = format!("/api/v1/award-reviews/{}/resolutions", text(&open, "id"));
    let resolution = json!({ "outcome": outcome, "reason": "după noua zi" });
    scene.commission.post(&path, resolution).await.expect(201);
}

#[actix_web::test]
async fn an_approval_that_loses_the_day_of_a_completion_has_its_award_reviewed() {
    let (scene, at, award) = with_award().await;
    let correct = async |from: &str| {
        scene.ministry.post(&format!("{at}/approval-corrections"), approval(from)).await.expect(201)
    };
    correct("2026-06-12").await;
    assert_eq!(asked(&scene, &award).await, [""; 0], "it was taught on the day");
    correct("2026-06-13").await;
    assert_eq!(asked(&scene, &award).await, ["programme corrected open"]);
    correct("2026-06-30").await;
    assert_eq!(asked(&scene, &award).await.len(), 1, "it is asked once");
    // It goes on asking until somebody answers, and is asked again where the day is lost again.
    correct("2026-06-01").await;
    resolve(&scene, &award, "upheld").await;
    correct("2026-07-01").await;
    assert_eq!(asked(&scene, &award).await, ["programme corrected resolved", "programme corrected open"]);
    // Revoked because of it, it is looked at once more where the day is there again.
    let revocation = json!({ "revokedFrom": "2026-07-01", "reason": "programul nu era aprobat" });
    scene.commission.post(&format!("/api/v1/awards/{award}/revocations"), revocation).await.expect(201);
    resolve(&scene, &award, "revoked").await;
    correct("2026-05-01").await;
    assert_eq!(asked(&scene, &award).await[2..], ["programme restored open"]);
}

#[actix_web::test]
async fn a_retirement_that_loses_the_day_of_a_completion_has_its_award_reviewed() {
    let (scene, at, award) = with_award().await;
    scene.ministry.post(&format!("{at}/retirements"), ending("2026-06-30")).await.expect(201);
    assert_eq!(asked(&scene, &award).await, [""; 0], "what was completed before still counts");
    let correct = async |last: &str| {
        let correction = json!({ "retirement": ending(last), "reason": "altă zi" });
        scene.ministry.post(&format!("{at}/retirement-corrections"), correction).await.expect(201)
    };
    correct("2026-06-12").await;
    assert_eq!(asked(&scene, &award).await, [""; 0]);
    correct("2026-06-11").await;
    assert_eq!(asked(&scene, &award).await, ["programme corrected open"]);
}

#[actix_web::test]
async fn a_programme_answers_as_it_was_known_to_stand() {
    let scene = Scene::start().await;
    let made = scene.new_programme("CFP-301").send().await.expect(201);
    let at = format!("{PROGRAMMES}/{}", made.id());
    let mut moments = vec![(text(&made.body, "updatedAt").to_owned(), made.body.clone())];
    let steps = [
        ("approvals", json!({ "approvedFrom": "2026-05-01", "legalBasis": "Ordinul nr. 41" })),
        ("approval-corrections", approval("2026-06-01")),
        ("retirements", ending("2026-10-31")),
        ("retirement-corrections", json!({ "retirement": ending("2026-11-30"), "reason": "altă zi" })),
        ("approval-corrections", approval("2026-04-01")),
    ];
    for (step, body) in steps {
        scene.service.clock.advance_seconds(60);
        let stands = scene.ministry.post(&format!("{at}/{step}"), body).await.expect(201).body;
        moments.push((text(&stands, "updatedAt").to_owned(), stands));
    }
    for (moment, stood) in &moments {
        let then = scene.ministry.get(&format!("{at}?knownAt={moment}")).await.expect(200).body;
        assert_eq!(&then, stood, "{moment}");
    }
    // It was a draft then, and others than those who see drafts were not told of it.
    scene.service.get(&format!("{at}?knownAt={}", moments[0].0)).await.expect(404);
    let public = scene.service.get(&format!("{at}?knownAt={}", moments[1].0)).await.expect(200);
    assert_eq!(public.body, moments[1].1);
    scene.ministry.get(&format!("{at}?knownAt=2026-01-01T00:00:00Z")).await.expect(404);
    scene.ministry.get(&format!("{at}?knownAt=2030-01-01T00:00:00Z")).await.expect(400);
}
