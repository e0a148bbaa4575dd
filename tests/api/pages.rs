//! Pages of facts while facts change: what the first page knew is what all of them tell.

use serde_json::{Value, json};

use crate::fixtures::{Scene, employment, text};
use crate::service::Client;

/// Walks a list two facts at a time, and has something happen after the first page.
async fn walk(client: &Client, path: &str, name: &str, meanwhile: impl AsyncFnOnce()) -> Vec<Value> {
    let mark = if path.contains('?') { '&' } else { '?' };
    let path = format!("{path}{mark}limit=2");
    let first = client.get(&path).await.expect(200).body;
    meanwhile().await;
    let mut all = first[name].as_array().expect("a list").clone();
    let mut cursor = text(&first, "nextCursor").to_owned();
    while !cursor.is_empty() {
        let page = client.get(&format!("{path}&cursor={cursor}")).await.expect(200).body;
        all.extend(page[name].as_array().expect("a list").iter().cloned());
        text(&page, "nextCursor").clone_into(&mut cursor);
    }
    all
}

/// The same list at once.
async fn whole(client: &Client, path: &str, name: &str) -> Vec<Value> {
    client.list(path, name).await
}

#[actix_web::test]
async fn a_completion_that_is_corrected_between_two_pages_comes_once_as_it_was() {
    let scene = Scene::start().await;
    let mut ids = Vec::new();
    for day in 1..=6 {
        ids.push(scene.completion().on(&format!("2026-05-0{day}")).create().await);
    }
    let path = format!("/api/v1/completions?workerId={}", scene.worker());
    let before = whole(&scene.registrar, &path, "completions").await;
    // One that was shown, one that was not, and a new one.
    let told = walk(&scene.registrar, &path, "completions", async || {
        scene.correct_hours(&ids[0], "12").await;
        scene.correct_hours(&ids[4], "13").await;
        scene.void(&format!("completions/{}", ids[5])).await;
        scene.completion().on("2026-05-09").create().await;
    })
    .await;
    assert_eq!(told, before);
    let after = whole(&scene.registrar, &path, "completions").await;
    assert_eq!(after.len(), 6);
    assert_ne!(after, before);
}

#[actix_web::test]
async fn sessions_awards_employments_and_suspensions_are_paged_as_the_first_page_knew_them() {
    let scene = Scene::start().await;
    let (mut sessions, mut awards, mut suspensions) = (Vec::new(), Vec::new(), Vec::new());
    let jobs = format!("/api/v1/workers/{}/employments", scene.worker());
    for at in 1..=4 {
        sessions.push(scene.session().on(&format!("2026-05-0{at}")).create().await);
        let grade = scene.new_grade(&format!("grade-{at}"), at).create().await;
        awards.push(
            scene
                .award(&grade)
                .decided(&format!("{at}/2026"), "2026-01-01")
                .valid("2026-01-01", None)
                .create()
                .await,
        );
        let suspension = json!({
            "workerId": scene.worker(), "validFrom": format!("2026-05-0{at}"), "legalBasis": "Codul muncii, art. 76",
            "reason": "anchetă"
        });
        suspensions.push(scene.commission.post("/api/v1/suspensions", suspension).await.expect(201).id());
        let mut job = employment(&scene.employer.organisation, &format!("2025-05-0{at}"));
        job["post"] = json!("psiholog");
        scene.registrar.post(&jobs, job).await.expect(201);
    }
    let void = json!({ "reason": "introdus din greșeală" });
    let of_worker = |of: &str| format!("/api/v1/{of}?workerId={}", scene.worker());
    let lists = [
        ("supervisionSessions", of_worker("supervision-sessions")),
        ("awards", of_worker("awards")),
        ("suspensions", of_worker("suspensions")),
        ("employments", jobs.clone()),
    ];
    for (name, path) in lists {
        let before = whole(&scene.registrar, &path, name).await;
        let told = walk(&scene.registrar, &path, name, async || match name {
            "supervisionSessions" => {
                for at in [0, 3] {
                    scene.void(&format!("supervision-sessions/{}", sessions[at])).await;
                }
                scene.session().on("2026-05-09").create().await;
            }
            "awards" => {
                for at in [0, 3] {
                    let revocation = json!({ "revokedFrom": "2026-06-01", "reason": "hotărâre anulată" });
                    let path = format!("/api/v1/awards/{}/revocations", awards[at]);
                    scene.commission.post(&path, revocation).await.expect(201);
                }
            }
            "suspensions" => {
                for at in [0, 3] {
                    let path = format!("/api/v1/suspensions/{}/voids", suspensions[at]);
                    scene.commission.post(&path, void.clone()).await.expect(201);
                }
            }
            _ => {
                for at in [0, 3] {
                    let mut job = employment(&scene.employer.organisation, "2025-04-01");
                    job["validUntil"] = json!(format!("2025-12-0{}", at + 1));
                    let correction = json!({ "employment": job, "reason": "ziua greșită" });
                    let path = format!("/api/v1/employments/{}/corrections", text(&before[at], "id"));
                    scene.registrar.post(&path, correction).await.expect(201);
                }
            }
        })
        .await;
        assert_eq!(told, before, "{name}");
        assert_ne!(whole(&scene.registrar, &path, name).await, before, "{name}");
    }
}
