//! Completions of programmes: recorded once, voided or corrected, never overwritten, and seen by whom it
//! concerns.

use futures_util::future::join_all;
use registry::call::Role;
use registry::completions;
use registry::values::{OrganisationKind, Withdrawal};
use serde_json::{Value, json};

use crate::fixtures::{self, Scene, void};
use crate::service::{Client, TODAY};

const PATH: &str = "/api/v1/completions";

/// The provider's completion under R-1, as a request.
fn body(scene: &Scene) -> Value {
    scene.completion().reference("R-1").body()
}

/// A completion of the provider's, by its path.
async fn recorded(scene: &Scene, on: &str, reference: &str) -> String {
    format!("{PATH}/{}", scene.completion().on(on).reference(reference).create().await)
}

/// Operations that the journal holds about the worker.
async fn journal(scene: &Scene) -> Vec<Value> {
    let entries = scene.noted_about(scene.worker()).await;
    entries.into_iter().filter(|entry| entry["operation"] != "list_journal_entries").collect()
}

/// A correction to other hours, everything else as in the request.
fn correction(new: &Value, hours: &str) -> Value {
    let mut completion = new.clone();
    completion
        .as_object_mut()
        .expect("an object")
        .retain(|field, _| field != "workerId" && field != "providerId");
    completion["hours"] = json!(hours);
    json!({ "completion": completion, "reason": "ore introduse greșit" })
}

async fn ids(client: &Client, filters: &str) -> Vec<String> {
    let found = client.list(&format!("{PATH}?{filters}"), "completions").await;
    found.iter().map(|completion| completion["id"].as_str().expect("an id").to_owned()).collect()
}

#[actix_web::test]
async fn a_completion_is_recorded_and_read() {
    let scene = Scene::start().await;
    let created = scene.completion().hours("24.00").reference("2026/118-04").send().await.expect(201);
    let path = format!("{PATH}/{}", created.id());
    assert_eq!(created.header("location"), Some(path.as_str()));
    let expected = json!({
        "id": created.id(), "workerId": scene.worker(), "programmeId": scene.programme,
        "providerId": scene.provider.organisation.to_string(), "reference": "2026/118-04", "startedOn": null, "completedOn": "2026-10-30", "part": null, "hours": "24", "minutes": 1440,
        "result": "passed", "recordedAt": created.body["recordedAt"], "recordedBy": scene.provider.id.to_string(), "supersedes": null,
        "withdrawnAt": null, "withdrawal": null, "withdrawalReason": null, "supersededBy": null
    });
    assert_eq!(created.body, expected);
    let read = scene.provider.get(&path).await.expect(200);
    assert_eq!((&read.body, read.header("cache-control")), (&expected, Some("no-store")));
}

#[actix_web::test]
async fn every_fault_of_form_is_named_at_once() {
    let scene = Scene::start().await;
    let body = json!({
        "workerId": "x", "completedOn": "2026-02-30", "hours": "0", "result": "excellent", "reference": "2000000000004", "colour": "red"
    });
    let faults = ["/workerId", "/programmeId", "/completedOn", "/hours", "/result", "/reference", "/colour"];
    let answer = scene.provider.post(PATH, body).await.expect_faults(&faults);
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("2000000000004"));
    for bad in ["0", "-3", "2000.01", "7.125", "1e2", ""] {
        scene.completion().with("hours", bad).send().await.expect_faults(&["/hours"]);
    }
    scene.completion().with("hours", 24).send().await.expect_faults(&["/hours"]);
    assert!(ids(&scene.provider, "state=all").await.is_empty());
}

#[actix_web::test]
async fn every_broken_rule_is_named_at_once() {
    let scene = Scene::start().await;
    let nobody = "01990000-0000-7000-8000-000000000001";
    let body = json!({
        "workerId": nobody, "programmeId": nobody, "providerId": nobody, "completedOn": "2026-11-24", "hours": "24", "result": "passed",
        "reference": "R-1"
    });
    let faults = ["/workerId", "/programmeId", "/providerId", "/completedOn"];
    scene.provider.post(PATH, body.clone()).await.expect_faults(&faults);
    scene.registrar.post(PATH, body).await.expect_faults(&faults);
    assert!(ids(&scene.registrar, "state=all").await.is_empty());
}

#[actix_web::test]
async fn a_programme_is_completed_from_its_approval_until_the_day_before_its_retirement() {
    let scene = Scene::start().await;
    let retired =
        scene.new_programme("CFP-102").approved_from("2024-03-01").retired_from("2026-06-01").create().await;
    for (on, is_taught) in
        [("2024-02-29", false), ("2024-03-01", true), ("2026-05-31", true), ("2026-06-01", false)]
    {
        let answer =
            scene.completion().on(on).reference(on).with("programmeId", retired.as_str()).send().await;
        if is_taught { drop(answer.expect(201)) } else { drop(answer.expect_faults(&["/completedOn"])) }
    }
}

#[actix_web::test]
async fn a_draft_cannot_be_completed_and_looks_like_nothing() {
    let scene = Scene::start().await;
    let draft = scene.new_programme("CFP-103").create().await;
    let refused = scene.completion().with("programmeId", draft).send().await.expect_faults(&["/programmeId"]);
    let nothing = scene.completion().with("programmeId", "01990000-0000-7000-8000-000000000001").send().await;
    assert_eq!(refused.body["errors"], nothing.expect_faults(&["/programmeId"]).body["errors"]);
}

#[actix_web::test]
async fn today_is_a_day_of_chisinau_and_tomorrow_is_refused() {
    let scene = Scene::start().await;
    scene.completion().on(TODAY).reference("R-1").send().await.expect(201);
    scene.completion().on("2026-11-24").reference("R-2").send().await.expect_faults(&["/completedOn"]);
    // 22:00 UTC is midnight in winter.
    scene.service.clock.advance_seconds(12 * 3600);
    let late = scene.service.client_of(scene.provider.organisation, Role::Provider).await;
    late.post(PATH, scene.completion().on("2026-11-24").reference("R-2").body()).await.expect(201);
}

#[actix_web::test]
async fn a_provider_records_its_own_and_the_registrar_anyone_s() {
    let scene = Scene::start().await;
    let own = scene.provider.organisation.to_string();
    let university = scene.service.client(Role::University).await;
    university
        .post(PATH, scene.completion().with("providerId", own.clone()).body())
        .await
        .expect_faults(&["/providerId"]);
    scene.completion().with("providerId", own.clone()).send().await.expect(201);
    let created = scene
        .completion()
        .on("2026-10-29")
        .reference("R-2")
        .by(&scene.registrar)
        .with("providerId", own.clone())
        .send()
        .await
        .expect(201);
    assert_eq!(
        (&created.body["providerId"], &created.body["recordedBy"]),
        (&json!(own), &json!(scene.registrar.id.to_string()))
    );
    scene.provider.get(&format!("{PATH}/{}", created.id())).await.expect(200);
    for role in
        [Role::Employer, Role::Ministry, Role::Commission, Role::Supervisor, Role::Payroll, Role::Auditor]
    {
        scene
            .service
            .client(role)
            .await
            .post(PATH, scene.completion().on("2026-10-28").reference("R-3").body())
            .await
            .expect(403);
    }
}

#[actix_web::test]
async fn a_reference_is_its_provider_s_once() {
    let scene = Scene::start().await;
    let first = recorded(&scene, "2026-10-30", "R-1").await;
    let second = scene.completion().on("2026-10-29").reference("R-1").send().await.expect(409);
    assert_eq!(second.body["location"], json!(first));
    scene
        .service
        .client(Role::University)
        .await
        .post(PATH, scene.completion().on("2026-10-29").reference("R-1").body())
        .await
        .expect(201);
}

#[actix_web::test]
async fn a_worker_completes_a_programme_once_a_day_wherever_it_is_taught() {
    let scene = Scene::start().await;
    let first = recorded(&scene, "2026-10-30", "R-1").await;
    // The provider of the first is told which it is; another one may not see it.
    for (client, told) in
        [(&scene.provider, json!(first)), (&scene.service.client(Role::University).await, Value::Null)]
    {
        let second =
            client.post(PATH, scene.completion().on("2026-10-30").reference("R-2").body()).await.expect(409);
        assert_eq!(second.body["location"], told);
    }
    let other = scene.new_programme("CFP-104").approved_from("2024-03-01").create().await;
    scene.completion().on("2026-10-30").reference("R-2").with("programmeId", other).send().await.expect(201);
}

#[actix_web::test]
async fn a_voided_completion_stays_readable_and_makes_room_for_another() {
    let scene = Scene::start().await;
    let path = recorded(&scene, "2026-10-30", "R-1").await;
    scene.service.clock.advance_seconds(60);
    let voided = scene.provider.post(&format!("{path}/voids"), void()).await.expect(201);
    assert_eq!(
        (&voided.body["withdrawal"], &voided.body["withdrawalReason"]),
        (&json!("voided"), &json!("introdus din greșeală"))
    );
    assert!(voided.body["withdrawnAt"].as_str() > voided.body["recordedAt"].as_str());
    assert_eq!(scene.provider.get(&path).await.expect(200).body, voided.body);
    scene.provider.post(&format!("{path}/voids"), void()).await.expect(409);
    scene.provider.post(&format!("{path}/corrections"), correction(&body(&scene), "18")).await.expect(409);
    assert_ne!(recorded(&scene, "2026-10-30", "R-1").await, path);
}

#[actix_web::test]
async fn a_correction_takes_the_place_of_what_it_corrects() {
    let scene = Scene::start().await;
    let new = body(&scene);
    let before = recorded(&scene, "2026-10-30", "R-1").await;
    scene.service.clock.advance_seconds(60);
    let corrected =
        scene.provider.post(&format!("{before}/corrections"), correction(&new, "18.5")).await.expect(201);
    let after = format!("{PATH}/{}", corrected.id());
    assert_eq!(corrected.header("location"), Some(after.as_str()));
    let old = scene.provider.get(&before).await.expect(200);
    let now = scene.provider.get(&after).await.expect(200).body;
    assert_eq!(
        (&now["hours"], &now["supersedes"], &now["withdrawnAt"]),
        (&json!("18.5"), &json!(old.id()), &json!(null))
    );
    assert_eq!((&now["workerId"], &now["providerId"]), (&old.body["workerId"], &old.body["providerId"]));
    assert_eq!((&old.body["hours"], &old.body["withdrawal"]), (&json!("24"), &json!("corrected")));
    assert_eq!((&old.body["supersededBy"], &old.body["withdrawnAt"]), (&now["id"], &now["recordedAt"]));
    let again =
        scene.provider.post(&format!("{before}/corrections"), correction(&new, "12")).await.expect(409);
    assert_eq!(again.body["location"], json!(after));
    assert_eq!(ids(&scene.provider, "state=current").await, [corrected.id()]);
    scene
        .provider
        .post(
            &format!("{after}/corrections"),
            correction(&scene.completion().on("2026-10-29").reference("R-9").body(), "12"),
        )
        .await
        .expect(201);
}

#[actix_web::test]
async fn a_correction_keeps_the_rules_and_a_refused_one_changes_nothing() {
    let scene = Scene::start().await;
    let path = recorded(&scene, "2026-10-30", "R-1").await;
    let other = recorded(&scene, "2026-10-29", "R-2").await;
    let before = scene.provider.get(&path).await.expect(200).body;
    let corrections = format!("{path}/corrections");
    let mut wrong = correction(&scene.completion().on("2026-11-24").reference("R-1").body(), "18");
    wrong["completion"]["programmeId"] = json!("01990000-0000-7000-8000-000000000001");
    scene
        .provider
        .post(&corrections, wrong)
        .await
        .expect_faults(&["/completion/programmeId", "/completion/completedOn"]);
    let malformed = json!({ "completion": { "workerId": scene.worker(), "hours": "0" } });
    let faults = [
        "/completion/workerId",
        "/completion/hours",
        "/completion/programmeId",
        "/completion/completedOn",
        "/completion/result",
        "/completion/reference",
        "/reason",
    ];
    scene.provider.post(&corrections, malformed).await.expect_faults(&faults);
    for taken in [
        scene.completion().on("2026-10-28").reference("R-2").body(),
        scene.completion().on("2026-10-29").reference("R-3").body(),
    ] {
        let refused = scene.provider.post(&corrections, correction(&taken, "18")).await.expect(409);
        assert_eq!(refused.body["location"], json!(other));
    }
    assert_eq!(scene.provider.get(&path).await.expect(200).body, before);
    assert_eq!(ids(&scene.registrar, "state=all").await.len(), 2);
}

#[actix_web::test]
async fn what_another_provider_recorded_does_not_exist() {
    let scene = Scene::start().await;
    let path = recorded(&scene, "2026-10-30", "R-1").await;
    let nothing = format!("{PATH}/01990000-0000-7000-8000-000000000001");
    for role in [Role::Provider, Role::University] {
        let other = scene.service.client(role).await;
        for path in [&path, &nothing] {
            other.get(path).await.expect(404);
            other.post(&format!("{path}/voids"), void()).await.expect(404);
            other.post(&format!("{path}/corrections"), correction(&body(&scene), "18")).await.expect(404);
        }
        for filters in [
            "",
            "state=all",
            &format!("workerId={}", scene.worker()),
            &format!("providerId={}", scene.provider.organisation),
        ] {
            assert!(ids(&other, filters).await.is_empty(), "{filters}");
        }
    }
    assert_eq!(scene.provider.get(&path).await.expect(200).body["withdrawnAt"], json!(null));
    scene.registrar.post(&format!("{path}/voids"), void()).await.expect(201);
}

#[actix_web::test]
async fn an_employer_sees_the_completions_of_its_present_workers_only() {
    let scene = Scene::start().await;
    let path = recorded(&scene, "2026-10-30", "R-1").await;
    let list = format!("{PATH}?workerId={}", scene.worker());
    let agency = scene.service.client(Role::Employer).await;
    let structure = scene.service.organisation(OrganisationKind::Employer, Some(agency.organisation)).await;
    agency.get(&path).await.expect(404);
    agency.get(&list).await.expect(404);
    scene.employer.get(&path).await.expect(200);
    scene.employer.get(PATH).await.expect_faults(&["workerId"]);
    assert_eq!(scene.employer.get(&list).await.expect(200).body["completions"][0]["reference"], "R-1");

    // The worker leaves after yesterday, for a structure below the agency.
    let employments = format!("/api/v1/workers/{}/employments", scene.worker());
    let first = scene.registrar.list(&employments, "employments").await.remove(0);
    let ended = json!({
        "employment": {
            "organisationId": first["organisationId"], "post": first["post"], "validFrom": first["validFrom"], "validUntil": "2026-11-22"
        },
        "reason": "încetarea contractului"
    });
    let correction = format!("/api/v1/employments/{}/corrections", first["id"].as_str().expect("an id"));
    scene.registrar.post(&correction, ended).await.expect(201);
    let next = fixtures::employment(&structure, TODAY);
    scene.registrar.post(&employments, next).await.expect(201);
    scene.employer.get(&path).await.expect(404);
    scene.employer.get(&list).await.expect(404);
    agency.get(&path).await.expect(200);
    assert_eq!(ids(&agency, &format!("workerId={}", scene.worker())).await.len(), 1);
}

#[actix_web::test]
async fn who_reads_everything_reads_it_and_the_others_nothing() {
    let scene = Scene::start().await;
    let path = recorded(&scene, "2026-10-30", "R-1").await;
    for role in [Role::Registrar, Role::Ministry, Role::Commission] {
        let client = scene.service.client(role).await;
        client.get(&path).await.expect(200);
        assert_eq!(ids(&client, "").await.len(), 1);
    }
    for role in [Role::Payroll, Role::Supervisor, Role::Auditor] {
        let client = scene.service.client(role).await;
        client.get(&path).await.expect(403);
        client.get(PATH).await.expect(403);
    }
    scene.service.get(&path).await.expect(401);
}

#[actix_web::test]
async fn lists_filter_and_their_pages_join_without_gap_or_double() {
    let scene = Scene::start().await;
    let other = scene.new_colleague().create().await;
    let mut all = Vec::new();
    for day in 1..=7 {
        all.push(
            recorded(&scene, &format!("2026-10-0{day}"), &format!("R-{day}"))
                .await
                .replace(&format!("{PATH}/"), ""),
        );
    }
    let others = scene.completion().on("2026-10-01").reference("R-8").of(&other).create().await;
    scene.provider.post(&format!("{PATH}/{}/voids", all[0]), void()).await.expect(201);

    let (client, worker) = (&scene.registrar, scene.worker());
    assert_eq!(ids(client, &format!("workerId={worker}&state=all")).await, all);
    assert_eq!(ids(client, &format!("workerId={worker}")).await, all[1..]);
    assert_eq!(ids(client, "state=withdrawn").await, all[..1]);
    assert_eq!(ids(client, &format!("workerId={other}")).await, [others]);
    assert_eq!(ids(client, "from=2026-10-03&until=2026-10-05").await, all[2..5]);
    assert_eq!(ids(client, &format!("programmeId={}", scene.programme)).await.len(), 7);
    assert_eq!(ids(client, &format!("providerId={}", scene.provider.organisation)).await.len(), 7);
    assert_eq!(
        ids(&scene.provider, &format!("workerId={worker}&providerId={}", scene.provider.organisation)).await,
        all[1..]
    );
    for filters in ["workerId", "programmeId", "providerId"] {
        assert!(
            ids(client, &format!("{filters}=01990000-0000-7000-8000-000000000001")).await.is_empty(),
            "{filters}"
        );
    }
    client
        .get(&format!("{PATH}?state=gone&from=2026-13-01&colour=red"))
        .await
        .expect_faults(&["state", "from", "colour"]);
    let cursor = client.get(&format!("{PATH}?limit=1")).await.expect(200).body["nextCursor"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    client.get(&format!("{PATH}?limit=1&state=all&cursor={cursor}")).await.expect_faults(&["cursor"]);
}

#[actix_web::test]
async fn nothing_is_recorded_about_a_closed_worker() {
    let scene = Scene::start().await;
    let survivor = scene.new_colleague().create().await;
    let path = recorded(&scene, "2026-10-30", "R-1").await;
    scene.merge(scene.worker(), &survivor).await;
    let refused =
        scene.completion().on("2026-10-29").reference("R-2").send().await.expect_faults(&["/workerId"]);
    assert!(refused.body["errors"]["/workerId"][0].as_str().expect("a text").contains(&survivor));
    // Facts recorded before are the survivor's, and can still be mended.
    assert_eq!(
        ids(&scene.registrar, &format!("workerId={survivor}")).await,
        [path.replace(&format!("{PATH}/"), "")]
    );
    scene.provider.post(&format!("{path}/corrections"), correction(&body(&scene), "18")).await.expect(201);

    scene.deactivate(&survivor).await;
    scene
        .completion()
        .on("2026-10-29")
        .reference("R-2")
        .of(&survivor)
        .send()
        .await
        .expect_faults(&["/workerId"]);
}

#[actix_web::test]
async fn the_same_request_again_has_one_effect_and_one_answer() {
    let scene = Scene::start().await;
    let new = body(&scene);
    let first = scene.provider.post_once(PATH, "k-1", new.clone()).await.expect(201);
    let again = scene.provider.post_once(PATH, "k-1", new.clone()).await.expect(201);
    assert_eq!((&first.bytes, first.header("location")), (&again.bytes, again.header("location")));
    scene
        .provider
        .post_once(PATH, "k-1", scene.completion().on("2026-10-29").reference("R-2").body())
        .await
        .expect(422);
    scene.provider.post_once(PATH, "k-2", new).await.expect(409);
    let voids = format!("{PATH}/{}/voids", first.id());
    let once = scene.provider.post_once(&voids, "k-3", void()).await.expect(201);
    assert_eq!(scene.provider.post_once(&voids, "k-3", void()).await.expect(201).bytes, once.bytes);
    assert_eq!(ids(&scene.provider, "state=all").await.len(), 1);
}

#[actix_web::test]
async fn of_sixteen_at_once_one_is_recorded_and_fifteen_are_told_which() {
    let scene = Scene::start().await;
    let answers =
        join_all((0..16).map(|_| scene.completion().on("2026-10-30").reference("R-1").send())).await;
    let recorded = ids(&scene.provider, "state=all").await;
    assert_eq!(recorded.len(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for refused in answers.into_iter().filter(|answer| answer.status != 201) {
        assert_eq!(refused.expect(409).body["location"], json!(format!("{PATH}/{}", recorded[0])));
    }
}

#[actix_web::test]
async fn of_sixteen_corrections_at_once_one_is_kept() {
    let scene = Scene::start().await;
    let path = format!("{}/corrections", recorded(&scene, "2026-10-30", "R-1").await);
    let new = body(&scene);
    let answers =
        join_all((1..=16).map(|hours| scene.provider.post(&path, correction(&new, &hours.to_string()))))
            .await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(answers.iter().all(|answer| answer.status == 201 || answer.status == 409));
    assert_eq!(ids(&scene.provider, "").await.len(), 1);
}

#[actix_web::test]
async fn who_saw_or_changed_a_completion_is_in_the_journal() {
    let scene = Scene::start().await;
    let start = journal(&scene).await.len();
    let path = recorded(&scene, "2026-10-30", "R-1").await;
    scene.employer.get(&path).await.expect(200);
    scene.registrar.get(PATH).await.expect(200);
    scene.provider.get(&format!("{PATH}?workerId={}&from={TODAY}", scene.worker())).await.expect(200);
    let corrected =
        scene.provider.post(&format!("{path}/corrections"), correction(&body(&scene), "18")).await;
    let after = format!("{PATH}/{}", corrected.expect(201).id());
    scene.provider.post(&format!("{after}/voids"), void()).await.expect(201);
    // Requests that are refused or find nothing leave nothing.
    scene.service.client(Role::Provider).await.get(&after).await.expect(404);
    scene.provider.post(&format!("{after}/voids"), void()).await.expect(409);

    let entries = journal(&scene).await.split_off(start);
    let noted: Vec<_> = entries
        .iter()
        .map(|entry| (entry["operation"].as_str().expect("a text"), &entry["organisationId"]))
        .collect();
    let [provider, employer, registrar] =
        [&scene.provider, &scene.employer, &scene.registrar].map(|one| json!(one.organisation.to_string()));
    let expected = [
        ("create_completion", &provider),
        ("get_completion", &employer),
        ("list_completions", &registrar),
        ("list_completions", &provider),
        ("create_completion_correction", &provider),
        ("create_completion_void", &provider),
    ];
    assert_eq!(noted, expected);
    assert_eq!(
        (&entries[1]["objectType"], &entries[1]["objectId"]),
        (&json!("completion"), &json!(path.replace(&format!("{PATH}/"), "")))
    );
}

#[actix_web::test]
async fn a_call_that_does_not_say_why_is_told_so() {
    let scene = Scene::start().await;
    let path = recorded(&scene, "2026-10-30", "R-1").await;
    let bare = actix_web::test::TestRequest::get()
        .uri(&path)
        .insert_header(("Authorization", format!("Bearer {}", scene.provider.token)));
    scene.provider.send(bare).await.expect_faults(&["Call-Basis", "Call-Reason"]);
}

#[actix_web::test]
async fn all_that_was_ever_recorded_is_told_for_an_explanation() {
    let scene = Scene::start().await;
    let late = recorded(&scene, "2026-10-30", "R-1").await;
    let early = recorded(&scene, "2026-09-01", "R-2").await;
    scene.service.clock.advance_seconds(60);
    let corrected = correction(&body(&scene), "18.5");
    let after = scene.provider.post(&format!("{late}/corrections"), corrected).await.expect(201).id();
    scene.provider.post(&format!("{early}/voids"), void()).await.expect(201);
    let worker = scene.worker().parse().expect("an id");
    let told = scene
        .service
        .hall
        .db
        .read(move |view| completions::history(view, worker))
        .await
        .expect("completions");
    let shown: Vec<_> = told
        .iter()
        .map(|one| (format!("{PATH}/{}", one.fact.id), one.fact.hours.to_string(), one.withdrawal))
        .collect();
    let hours = |hours: &str| hours.to_owned();
    let expected = [
        (early, hours("24"), Some(Withdrawal::Voided)),
        (late, hours("24"), Some(Withdrawal::Corrected)),
        (format!("{PATH}/{after}"), hours("18.5"), None),
    ];
    assert_eq!(shown, expected);
    assert!(told.iter().all(|one| one.withdrawn_at.is_some() == one.withdrawal.is_some()));
    assert!(told.iter().all(|one| one.fact.provider_id == scene.provider.organisation
        && one.fact.programme_id.to_string() == scene.programme));
    assert!(told[0].recorded_at < told[2].recorded_at);
}
