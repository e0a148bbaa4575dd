//! Mistakes about whose record is whose: a number recorded in error, two people merged into one, a record that
//! was closed. Each is put right as a fact with a reason, and what was known before stays as it was.

use actix_web::http::Method;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::fixtures::{self, Scene, text};
use crate::service::{Answer, TODAY};
use crate::status::{PATH as STATUS, now};

const WORKERS: &str = "/api/v1/workers";

/// The result about whoever is asked for.
async fn asked(scene: &Scene, who: Value, valid_at: &str, known_at: Option<&str>) -> Value {
    let query = json!({ "workers": [who], "validAt": valid_at, "knownAt": known_at });
    let answer = scene.payroll.token_again().await.post(STATUS, query).await.expect(200);
    answer.body["results"][0].clone()
}

/// The record to which a number leads, or the outcome.
async fn led_to(scene: &Scene, idnp: &str, known_at: Option<&str>) -> String {
    let result = asked(scene, json!({ "idnp": idnp }), TODAY, known_at).await;
    let to = if result["outcome"] == "found" { &result["worker"]["workerId"] } else { &result["outcome"] };
    to.as_str().expect("a text").to_owned()
}

async fn hours(scene: &Scene, worker: &str, known_at: Option<&str>) -> String {
    let result = asked(scene, json!({ "workerId": worker }), TODAY, known_at).await;
    text(&result["training"]["lastFiveYears"], "hours").to_owned()
}

async fn correct(scene: &Scene, worker: &str, idnp: &str) -> Answer {
    let correction = json!({ "idnp": idnp, "reason": "IDNP-ul altei persoane" });
    scene.registrar.post(&format!("{WORKERS}/{worker}/idnp-corrections"), correction).await
}

async fn unmerge(scene: &Scene, worker: &str) -> Answer {
    let why = json!({ "reason": "două persoane cu același nume" });
    scene.registrar.post(&format!("{WORKERS}/{worker}/merge-withdrawals"), why).await
}

/// Reviews, each as the award, the kind of fact and the cause.
async fn reviews(scene: &Scene) -> Vec<[String; 3]> {
    let found = scene.commission.list("/api/v1/award-reviews", "awardReviews").await;
    found.iter().map(|one| ["awardId", "factKind", "cause"].map(|name| text(one, name).to_owned())).collect()
}

fn review(award: &str, kind: &str, cause: &str) -> [String; 3] {
    [award, kind, cause].map(str::to_owned)
}

#[actix_web::test]
async fn a_number_recorded_in_error_is_free_and_what_was_known_stays_answerable() {
    let scene = Scene::start().await;
    let (elena, wrong, right) = (scene.worker(), scene.idnp(0), scene.service.fresh_code());
    let grade = scene.new_grade("grade-2", 1).create().await;
    let award = scene.award(&grade).create().await;
    let before = now(&scene).await;
    assert_eq!(led_to(&scene, &right, None).await, "unknown");
    let corrected = correct(&scene, elena, &right).await.expect(201);
    assert_eq!((&corrected.body["id"], corrected.id().as_str()), (&json!(elena), elena));
    assert_eq!(text(&corrected.body, "idnpLast4"), &right[9..]);
    // Now, and as it was known then.
    assert_eq!(led_to(&scene, wrong, None).await, "unknown");
    assert_eq!(led_to(&scene, &right, None).await, elena);
    assert_eq!(led_to(&scene, wrong, Some(&before)).await, elena);
    assert_eq!(led_to(&scene, &right, Some(&before)).await, "unknown");
    assert_eq!(reviews(&scene).await, [review(&award, "identity", "corrected")]);
    // Maria is registered under her own number, and what comes for it is hers.
    scene.registrar.post("/api/v1/worker-lookups", json!({ "idnp": wrong })).await.expect(404);
    let maria = scene.new_worker().known_by(wrong).named("Ceban", "Maria").create().await;
    assert_eq!(led_to(&scene, wrong, None).await, maria);
    assert_eq!(led_to(&scene, wrong, Some(&before)).await, elena);
    let row = format!(
        "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință\n{wrong};CFP-101;12.06.2026;24;passed;N-1\n"
    );
    let file = scene.provider.batch("/api/v1/completion-batches", "mode=commit", "text/csv", row).await;
    assert_eq!(file.body["counts"]["created"], 1, "{}", file.body);
    assert_eq!([hours(&scene, &maria, None).await, hours(&scene, elena, None).await], ["24", "0"]);
    // It is noted about whom, and never given back.
    let noted = scene.noted_about(elena).await;
    assert!(noted.iter().any(|entry| entry["operation"] == "create_worker_idnp_correction"));
    assert!(!String::from_utf8_lossy(&corrected.bytes).contains(&right));
    // An error in the correction is corrected as well, and reviewed as well.
    let again = scene.service.fresh_code();
    correct(&scene, elena, &again).await.expect(201);
    assert_eq!(led_to(&scene, &right, None).await, "unknown");
    assert_eq!(led_to(&scene, &again, None).await, elena);
    assert_eq!(reviews(&scene).await.len(), 2);
    assert_eq!(led_to(&scene, wrong, Some(&before)).await, elena);
}

#[actix_web::test]
async fn a_number_in_use_is_a_conflict_for_the_registrar_alone() {
    let scene = Scene::start().await;
    let (worker, other) = (scene.worker(), scene.mentor());
    let conflict = correct(&scene, worker, scene.idnp(1)).await.expect(409);
    assert_eq!(conflict.body["location"], json!(format!("{WORKERS}/{other}")));
    assert_eq!(conflict.body["code"], "workerKnown");
    assert!(!String::from_utf8_lossy(&conflict.bytes).contains(scene.idnp(1)));
    let noted = scene.noted_about(other).await;
    let looked =
        |entry: &&Value| entry["operation"] == "create_worker_idnp_correction" && entry["event"] == "search";
    assert_eq!(noted.iter().filter(looked).count(), 1, "whom the registrar learns of");
    correct(&scene, worker, scene.idnp(0)).await.expect_faults(&["/idnp"]);
    correct(&scene, worker, "2000000000005").await.expect_faults(&["/idnp"]);
    let path = format!("{WORKERS}/{worker}/idnp-corrections");
    scene.registrar.post(&path, json!({})).await.expect_faults(&["/idnp", "/reason"]);
    let body = json!({ "idnp": scene.service.fresh_code(), "reason": "greșit" });
    for client in [&scene.employer, &scene.ministry, &scene.commission, &scene.payroll, &scene.provider] {
        client.post(&path, body.clone()).await.expect(403);
    }
    // Two at once: one is corrected, and the other is told of it.
    let right = scene.service.fresh_code();
    let all = join_all((0..8).map(|at| correct(&scene, [worker, other][at % 2], &right))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(all.iter().all(|answer| [201, 400, 409].contains(&answer.status.as_u16())));
    assert_ne!(led_to(&scene, &right, None).await, "unknown");
}

#[actix_web::test]
async fn closing_or_merging_a_record_does_not_keep_a_number_that_is_another_persons() {
    let scene = Scene::with_people(3).await;
    // Closed, it leads nowhere; with the right number it frees the one recorded in error.
    scene.deactivate(scene.id(2)).await;
    correct(&scene, scene.id(2), &scene.service.fresh_code()).await.expect(201);
    scene.new_worker().known_by(scene.idnp(2)).create().await;
    // A second record of Elena's under Maria's number, merged into the first.
    let (wrong, right) = (scene.id(0), scene.id(1));
    correct(&scene, wrong, scene.idnp(1)).await.expect(409);
    scene.merge(wrong, right).await;
    assert_eq!(led_to(&scene, scene.idnp(0), None).await, right);
    correct(&scene, wrong, scene.idnp(1)).await.expect(201);
    assert_eq!(led_to(&scene, scene.idnp(0), None).await, "unknown");
    assert_eq!(led_to(&scene, scene.idnp(1), None).await, right);
    let maria = scene.new_worker().known_by(scene.idnp(0)).create().await;
    assert_eq!(led_to(&scene, scene.idnp(0), None).await, maria);
    // It has no number to which it could come back.
    let refused = unmerge(&scene, wrong).await.expect(409);
    assert_eq!(refused.body["code"], "workerWithoutIdnp");
    correct(&scene, wrong, &scene.service.fresh_code()).await.expect(201);
    unmerge(&scene, wrong).await.expect(201);
}

#[actix_web::test]
async fn a_merge_is_withdrawn_also_after_the_survivor_was_corrected() {
    let scene = Scene::start().await;
    let (away, survivor) = (scene.worker(), scene.mentor());
    let grades = [scene.new_grade("grade-2", 1).create().await, scene.new_grade("grade-1", 2).create().await];
    let early = scene.award(&grades[0]).of(survivor).create().await;
    let own = scene.completion().on("2026-05-05").create().await;
    scene.completion().of(survivor).on("2026-05-06").hours("8").create().await;
    let apart = now(&scene).await;
    scene.merge(away, survivor).await;
    let late = scene.award(&grades[1]).of(survivor).decided("18/2026", TODAY).create().await;
    // The survivor is corrected: its number, and a fact under it.
    let number = scene.service.fresh_code();
    correct(&scene, survivor, &number).await.expect(201);
    let together = now(&scene).await;
    assert_eq!(hours(&scene, survivor, None).await, "32");
    let answer = unmerge(&scene, away).await.expect(201);
    assert_eq!((&answer.body["status"], &answer.body["mergedInto"]), (&json!("active"), &Value::Null));
    // Each has its own.
    for (worker, own) in [(away, "24"), (survivor, "8")] {
        assert_eq!(hours(&scene, worker, None).await, own);
        assert_eq!(hours(&scene, worker, Some(&apart)).await, own);
        assert_eq!(hours(&scene, worker, Some(&together)).await, "32");
        scene.registrar.get(&format!("{WORKERS}/{worker}")).await.expect(200);
    }
    let then = asked(&scene, json!({ "workerId": away }), TODAY, Some(&together)).await;
    assert_eq!(then["worker"]["workerId"], json!(survivor), "as it was known then");
    assert_eq!(led_to(&scene, scene.idnp(0), None).await, away);
    let listed =
        scene.registrar.list(&format!("/api/v1/completions?workerId={survivor}"), "completions").await;
    assert_eq!(listed.len(), 1);
    // Decisions from while they were one are looked at again; earlier ones are not, but for the number.
    let found = reviews(&scene).await;
    let of = |award: &str| -> Vec<_> { found.iter().filter(|one| one[0] == award).cloned().collect() };
    assert_eq!(of(&early), [review(&early, "identity", "corrected")]);
    assert_eq!(of(&late), [review(&late, "identity", "corrected"), review(&late, "merge", "voided")]);
    let told = unmerge(&scene, away).await.expect(409);
    assert_eq!(
        (&told.body["code"], &told.body["location"]),
        (&json!("workerNotMerged"), &json!(format!("{WORKERS}/{away}")))
    );
    // Facts are taken again, and the record may be merged again.
    scene.correct_hours(&own, "16").await;
    assert_eq!(hours(&scene, away, None).await, "16");
    scene.merge(survivor, away).await;
    assert_eq!(hours(&scene, survivor, None).await, "24");
    assert_eq!(hours(&scene, survivor, Some(&together)).await, "32");
}

#[actix_web::test]
async fn a_merge_is_withdrawn_once_by_the_registrar() {
    let scene = Scene::with_people(3).await;
    scene.merge(scene.id(0), scene.id(1)).await;
    scene.merge(scene.id(1), scene.id(2)).await;
    let path = format!("{WORKERS}/{}/merge-withdrawals", scene.id(0));
    for client in [&scene.employer, &scene.ministry, &scene.commission, &scene.payroll] {
        client.post(&path, json!({ "reason": "greșit" })).await.expect(403);
    }
    scene.registrar.post(&path, json!({})).await.expect_faults(&["/reason"]);
    let nobody = format!("{WORKERS}/01990000-0000-7000-8000-000000000009");
    for (way, body) in [
        ("merge-withdrawals", json!({ "reason": "greșit" })),
        ("idnp-corrections", json!({ "idnp": scene.service.fresh_code(), "reason": "greșit" })),
    ] {
        scene.registrar.post(&format!("{nobody}/{way}"), body).await.expect(404);
    }
    let all = join_all((0..8).map(|_| unmerge(&scene, scene.id(0)))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(all.iter().all(|answer| answer.status == 201 || answer.status == 409));
    // The other link stays, and a closed record that is not merged has none.
    assert_eq!(led_to(&scene, scene.idnp(1), None).await, scene.id(2));
    assert_eq!(led_to(&scene, scene.idnp(0), None).await, scene.id(0));
    scene.deactivate(scene.id(0)).await;
    unmerge(&scene, scene.id(0)).await.expect(409);
}

#[actix_web::test]
async fn days_before_a_record_was_closed_answer_as_they_were() {
    let scene = Scene::start().await;
    let grade = scene.new_grade("grade-2", 1).with("supplementPercent", "10").create().await;
    scene.award(&grade).valid("2026-01-01", None).decided("1/2026", "2026-01-01").create().await;
    scene.completion().on("2026-05-05").create().await;
    let open = now(&scene).await;
    let who = || json!({ "idnp": scene.idnp(0) });
    let mut august = asked(&scene, who(), "2026-08-31", None).await;
    assert_eq!(august["outcome"], "found");
    let closing = |body: Value| async {
        scene.registrar.post(&format!("{WORKERS}/{}/deactivations", scene.worker()), body).await
    };
    closing(json!({ "reason": "deces", "effectiveOn": "2026-11-24" })).await.expect_faults(&["/effectiveOn"]);
    closing(json!({ "reason": "deces", "effectiveOn": "1899-12-31" })).await.expect_faults(&["/effectiveOn"]);
    let closed = closing(json!({ "reason": "deces", "effectiveOn": "2026-09-01" })).await.expect(201).body;
    assert_eq!(
        (&closed["status"], &closed["deactivatedFrom"]),
        (&json!("deactivated"), &json!("2026-09-01"))
    );
    // As it was, but that the last day of pay is known.
    august["supplement"]["until"] = json!("2026-08-31");
    assert_eq!(asked(&scene, who(), "2026-08-31", None).await, august);
    for day in ["2026-09-01", TODAY] {
        assert_eq!(asked(&scene, who(), day, None).await["outcome"], "deactivated", "{day}");
        assert_eq!(asked(&scene, who(), day, Some(&open)).await["outcome"], "found", "{day}");
    }
    // The short form, and many at once.
    let query = json!({
        "workers": [who(), { "workerId": scene.worker() }, { "workerId": scene.mentor() }],
        "validAt": "2026-08-31", "explain": false
    });
    let many = scene.payroll.post(STATUS, query).await.expect(200).body;
    for result in many["results"].as_array().expect("results") {
        assert_eq!(result["outcome"], "found");
    }
    // A simulation counts on each day whom the status tells of.
    let rules = json!({
        "code": "rules", "nameRo": "rules", "effectiveFrom": "2020-01-01", "legalBasis": "Ordinul nr. 44",
        "grades": [{ "grade": "grade-2", "requirement":
            { "id": "hours", "kind": "trainingHours", "hours": "24", "withinMonths": 60 } }]
    });
    let rules = scene.publish(rules).await;
    let known_at = now(&scene).await;
    for (day, known_at, evaluated) in [
        ("2026-08-31", Some(&known_at), 2),
        ("2026-09-01", Some(&known_at), 1),
        ("2026-08-31", Some(&known_at), 2),
        (TODAY, Some(&open), 2),
        (TODAY, None, 1),
    ] {
        let new = json!({ "ruleSetId": rules, "validAt": day, "knownAt": known_at });
        let found = crate::simulations::simulated(&scene, new).await;
        assert_eq!(found["result"]["evaluated"], evaluated, "{day} {known_at:?}");
    }
    // Nothing is read of it or recorded of it any more.
    let path = format!("{WORKERS}/{}", scene.worker());
    scene.registrar.get(&path).await.expect(410);
    scene.registrar.get(&format!("{path}/pathway")).await.expect(410);
    scene.completion().on("2026-05-07").send().await.expect_faults(&["/workerId"]);
    let change = scene.registrar.request(Method::PATCH, &path).insert_header(("If-Match", "*"));
    scene.registrar.send(change.set_json(json!({ "givenName": "X" }))).await.expect(410);
}

#[actix_web::test]
async fn a_record_is_closed_from_today_unless_a_day_is_said_and_once() {
    let scene = Scene::start().await;
    let (registrar, worker) = (&scene.registrar, scene.worker());
    let way = |way: &str, body: Value| {
        let path = format!("{WORKERS}/{worker}/{way}");
        async move { registrar.post(&path, body).await }
    };
    let all = join_all((0..8).map(|at| match at % 2 {
        0 => way("deactivations", json!({ "reason": "deces" })),
        _ => way("deactivations", json!({ "reason": "deces", "effectiveOn": TODAY })),
    }))
    .await;
    let closed: Vec<_> = all.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(closed.len(), 1);
    assert_eq!(closed[0].body["deactivatedFrom"], TODAY);
    assert!(all.iter().all(|answer| answer.status == 201 || answer.status == 409));
    let yesterday = asked(&scene, json!({ "workerId": scene.worker() }), "2026-11-22", None).await;
    assert_eq!(yesterday["outcome"], "found");
    way("merges", json!({ "into": scene.mentor(), "reason": "aceeași persoană" })).await.expect(409);
    fixtures::session(&scene.registrar, scene.mentor(), scene.worker())
        .send()
        .await
        .expect_faults(&["/attendeeIds/0"]);
}

/// All that were answered so, of calls that were made at once.
async fn at_once(scene: &Scene, path: &str, body: &Value) -> Vec<Answer> {
    join_all((0..8).map(|_| scene.registrar.post(path, body.clone()))).await
}

/// One was recorded, and the others name it.
fn once(all: &[Answer], code: &str) -> (String, Value) {
    let made: Vec<_> = all.iter().filter(|answer| answer.status == 201).map(Answer::id).collect();
    assert_eq!(made.len(), 1, "{code}");
    let told = all.iter().find(|answer| answer.status != 201).expect("the others");
    for answer in all.iter().filter(|answer| answer.status != 201) {
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (409, &json!(code)));
        assert_eq!(answer.body["location"], told.body["location"]);
    }
    (made[0].clone(), told.body["location"].clone())
}

#[actix_web::test]
async fn an_equal_fact_without_a_reference_is_a_conflict_that_names_the_first() {
    let scene = Scene::with_people(3).await;
    // A session: what differs in anything is another one, and two true ones carry references.
    let path = "/api/v1/supervision-sessions";
    let session = || fixtures::session(&scene.registrar, scene.id(1), scene.id(0));
    let all = at_once(&scene, path, &session().body()).await;
    let (first, location) = once(&all, "sessionKnown");
    assert_eq!(location, json!(format!("{path}/{first}")));
    for (field, value) in [
        ("minutes", json!(60)),
        ("theme", json!("altceva")),
        ("method", json!("online")),
        ("setting", json!("external")),
        ("heldOn", json!("2026-11-19")),
        ("supervisorId", json!(scene.id(2))),
        ("reference", json!("S-1")),
        ("reference", json!("S-2")),
    ] {
        session().with(field, value.clone()).send().await.expect(201);
        let again = session().with(field, value).send().await.expect(409);
        let code = if field == "reference" { "sessionReferenceKnown" } else { "sessionKnown" };
        assert_eq!(again.body["code"], code, "{field}");
    }
    let group = |attendees: [&str; 2]| {
        session()
            .with("kind", "group")
            .with("attendeeIds", json!(attendees))
            .with("supervisorId", scene.id(1))
    };
    group([scene.id(0), scene.id(2)]).send().await.expect(201);
    group([scene.id(2), scene.id(0)]).send().await.expect(409);
    session().reference("S-1").send().await.expect(409);
    // One that is voided makes room.
    scene.void(&format!("supervision-sessions/{first}")).await;
    for answer in [session().reference("S-3").send().await, session().with("minutes", 91).send().await] {
        answer.expect(201);
    }
    // Brought in with a reference, it is the same session when it is recorded by hand without one.
    assert_eq!(session().send().await.expect(409).body["code"], "sessionKnown");

    // An employment; what it pays does not make it another one.
    let path = format!("{WORKERS}/{}/employments", scene.worker());
    let mut employment = fixtures::employment(&scene.employer.organisation, "2024-01-01");
    employment["validUntil"] = json!("2024-12-31");
    let (first, location) = once(&at_once(&scene, &path, &employment).await, "employmentKnown");
    assert_eq!(location, json!(path));
    employment["basePay"] = json!("9000.00");
    let told = scene.registrar.post(&path, employment.clone()).await.expect(409);
    assert_eq!(told.body["params"]["employment"], json!(first), "{}", told.body);
    for (field, value) in [
        ("validUntil", Value::Null),
        ("validFrom", json!("2024-01-02")),
        ("post", json!("manager")),
        ("organisationId", json!(scene.registrar.organisation.to_string())),
    ] {
        let mut other = employment.clone();
        other[field] = value;
        scene.registrar.post(&path, other.clone()).await.expect(201);
        scene.registrar.post(&path, other).await.expect(409);
    }
    // A correction may say what it corrects, and not what another one says.
    let corrections = format!("/api/v1/employments/{first}/corrections");
    let correction = |employment: &Value| json!({ "employment": employment, "reason": "salariu greșit" });
    let mut other = employment.clone();
    other["post"] = json!("manager");
    scene.registrar.post(&corrections, correction(&other)).await.expect(409);
    scene.registrar.post(&corrections, correction(&employment)).await.expect(201);

    // A suspension.
    let path = "/api/v1/suspensions";
    let suspension = json!({
        "workerId": scene.worker(), "validFrom": "2026-11-01", "validUntil": null, "legalBasis": "Ordinul nr. 17",
        "reason": "anchetă disciplinară"
    });
    let (first, location) = once(&at_once(&scene, path, &suspension).await, "suspensionKnown");
    assert_eq!(location, json!(format!("{path}/{first}")));
    for (field, value) in [
        ("validFrom", json!("2026-11-02")),
        ("validUntil", json!("2026-12-01")),
        ("legalBasis", json!("Ordinul nr. 18")),
        ("reason", json!("altă anchetă")),
        ("workerId", json!(scene.mentor())),
    ] {
        let mut other = suspension.clone();
        other[field] = value;
        scene.registrar.post(path, other.clone()).await.expect(201);
        scene.registrar.post(path, other).await.expect(409);
    }
    scene.void(&format!("suspensions/{first}")).await;
    scene.registrar.post(path, suspension).await.expect(201);
}

#[actix_web::test]
async fn a_file_says_of_a_session_recorded_by_hand_that_it_is_there() {
    let scene = Scene::start().await;
    let by_hand = scene.session().create().await;
    let row = |minutes: i32, reference: &str| {
        json!({
            "supervisorIdnp": scene.idnp(1), "attendees": [scene.idnp(0)], "kind": "individual", "setting": "internal",
            "method": "in_person", "heldOn": "2026-11-20", "minutes": minutes, "theme": "burnout-prevention",
            "reference": reference
        })
    };
    let rows = json!([row(90, "S-1"), row(60, "S-2"), row(60, "S-3")]).to_string();
    let path = "/api/v1/supervision-session-batches";
    let batch =
        scene.registrar.batch(path, "mode=commit&atomicity=row", "application/json", rows.clone()).await;
    let rows_of = |batch: &Answer| {
        let path = format!("{path}/{}/rows", batch.id());
        let registrar = &scene.registrar;
        async move { registrar.list(&path, "rows").await }
    };
    let outcomes =
        |rows: &[Value]| rows.iter().map(|row| text(row, "outcome").to_owned()).collect::<Vec<_>>();
    let rows_told = rows_of(&batch).await;
    assert_eq!(outcomes(&rows_told), ["duplicate", "created", "created"], "{}", batch.body);
    assert_eq!(rows_told[0]["objectId"], json!(by_hand));
    let again = scene.registrar.batch(path, "mode=commit&atomicity=row", "application/json", rows).await;
    assert_eq!(outcomes(&rows_of(&again).await), ["duplicate", "unchanged", "unchanged"]);
}
