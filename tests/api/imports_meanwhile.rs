//! Files and a register that changes while they are worked on: by others, by other processes, and by an end in between.

use std::collections::BTreeSet;

use actix_web::rt::task::yield_now;
use futures_util::future::join;
use registry::imports::keep_house;
use serde_json::json;

use crate::imports::{Scene, codes, counts};
use crate::service::on_postgres;

const PATH: &str = "/api/v1/completion-batches";
const CSV: &str = "text/csv";
const BY_ROW: &str = "mode=commit&atomicity=row";

/// A file with so many rows, each a fact of its own about one of the scene's people in turn.
fn file(scene: &Scene, rows: usize) -> String {
    let people = scene.workers.len();
    let line = |n: usize| {
        let (worker, k) = (n % people, n / people);
        format!("{},CFP-001,{}-{:02}-{:02},8,passed,R-{n}\n", scene.idnp(worker), 2024 + k / 196, 4 + k / 28 % 7, 1 + k % 28)
    };
    format!("idnp,programme,completedOn,hours,result,reference\n{}", (0..rows).map(line).collect::<String>())
}

#[actix_web::test]
async fn who_leaves_while_a_file_is_worked_on_takes_only_their_own_rows_along() {
    const ROWS: usize = 4_800;
    let scene = Scene::start(30).await;
    let sent = scene.provider.send_file(PATH, BY_ROW, CSV, file(&scene, ROWS)).await.expect(201);
    let path = format!("{PATH}/{}", sent.id());
    // As soon as something is committed all is planned; then who comes last leaves, one after the other, as long as the
    // work goes on: between the plan of their rows and the commit, or after it. Whichever it is, the batch ends well.
    while scene.provider.get(&path).await.expect(200).body["processed"] == json!(0) {
        yield_now().await;
    }
    let mut gone = BTreeSet::new();
    for (_, worker) in scene.workers.iter().rev().take(15) {
        if scene.provider.get(&path).await.expect(200).body["finishedAt"].is_string() {
            break;
        }
        scene.registrar.post(&format!("/api/v1/workers/{worker}/deactivations"), json!({ "reason": "plecare" })).await.expect(201);
        gone.insert(worker.clone());
    }
    let batch = scene.provider.finished(&path).await;
    assert_eq!(batch.body["status"], "completed", "{}", batch.body);
    let [created, .., rejected] = counts(&batch);
    assert_eq!(created + rejected, i64::try_from(ROWS).expect("small"), "{}", batch.body);
    for row in scene.provider.list_by(&format!("{path}/rows?outcome=rejected"), "rows", 200).await {
        assert_eq!(codes(&row), ["workerClosed"]);
    }
    // Those of who stayed are all there.
    let register = scene.provider.list_by("/api/v1/completions", "completions", 200).await;
    assert_eq!(i64::try_from(register.len()).expect("small"), created);
    let stayed = scene.workers.iter().filter(|(_, id)| !gone.contains(id)).count();
    let theirs = register.iter().filter(|one| !gone.contains(one["workerId"].as_str().expect("an id"))).count();
    assert_eq!(theirs, stayed * (ROWS / scene.workers.len()));
}

#[actix_web::test]
async fn two_processes_with_the_same_rows_put_each_on_the_register_once() {
    const ROWS: usize = 2_400;
    // An embedded database has one server.
    if !on_postgres() {
        return;
    }
    let scene = Scene::start(30).await;
    let other = scene.provider.of(&scene.service.beside().await);
    let (one, same) = (file(&scene, ROWS), file(&scene, ROWS));
    let (first, second) = join(scene.provider.batch(PATH, BY_ROW, CSV, one), other.batch(PATH, "mode=commit", CSV, same)).await;
    for batch in [&first, &second] {
        let [created, _, _, unchanged, ..] = counts(batch);
        assert_eq!(
            (&batch.body["status"], created + unchanged),
            (&json!("completed"), i64::try_from(ROWS).expect("small")),
            "{}",
            batch.body
        );
    }
    assert_eq!(counts(&first)[0] + counts(&second)[0], i64::try_from(ROWS).expect("small"));
    assert_eq!(scene.provider.list_by("/api/v1/completions", "completions", 200).await.len(), ROWS);
}

#[actix_web::test]
async fn two_processes_with_the_same_people_register_each_of_them_once() {
    const PATH: &str = "/api/v1/worker-batches";
    const ROWS: i64 = 1_200;
    if !on_postgres() {
        return;
    }
    let scene = Scene::start(0).await;
    let other = scene.registrar.of(&scene.service.beside().await);
    let lines = (0..ROWS).map(|_| format!("{},Rusu,Ana\n", scene.service.fresh_code()));
    let file = format!("idnp,familyName,givenName\n{}", lines.collect::<String>());
    let (first, second) = join(scene.registrar.batch(PATH, BY_ROW, CSV, file.clone()), other.batch(PATH, "mode=commit", CSV, file)).await;
    for batch in [&first, &second] {
        let [created, _, _, unchanged, ..] = counts(batch);
        assert_eq!((&batch.body["status"], created + unchanged), (&json!("completed"), ROWS), "{}", batch.body);
    }
    assert_eq!(counts(&first)[0] + counts(&second)[0], ROWS);
}

#[actix_web::test]
async fn what_one_process_leaves_half_done_the_next_one_ends() {
    const GOOD: usize = 4_800;
    for order in [BY_ROW, "mode=commit"] {
        let scene = Scene::start(30).await;
        let (mut file, mut again) = (String::new(), 0);
        for (at, line) in self::file(&scene, GOOD).lines().enumerate() {
            file.extend([line, "\n"]);
            // Some rows stand there twice, and where each stands by itself, some are at fault.
            if at % 40 == 1 {
                again += 1;
                file.extend([line, "\n"]);
                if order == BY_ROW {
                    file.extend([&line.replace(",8,", ",x,"), "\n"]);
                }
            }
        }
        let rejected = if order == BY_ROW { again } else { 0 };
        let rows_sent = GOOD + again + rejected;
        let sent = scene.provider.send_file(PATH, order, CSV, file).await.expect(201);
        let path = format!("{PATH}/{}", sent.id());
        // It is about to end as soon as something is done, and lays down what it is at.
        let begun = |batch: &serde_json::Value| batch["processed"] != json!(0) || batch["status"] == json!("validating");
        while !begun(&scene.provider.get(&path).await.expect(200).body) {
            yield_now().await;
        }
        scene.service.state.leave();
        loop {
            let status = scene.provider.get(&path).await.expect(200).body["status"].clone();
            if status == "received" || status == "completed" {
                break;
            }
            yield_now().await;
        }
        let next = scene.service.beside().await;
        keep_house(&next.state).await.expect("the house is kept");
        let provider = scene.provider.of(&next);
        let batch = provider.finished(&path).await;
        assert_eq!((&batch.body["status"], &batch.body["processed"]), (&json!("completed"), &json!(rows_sent)), "{}", batch.body);
        let [good, again, rejected] = [GOOD, again, rejected].map(|rows| i64::try_from(rows).expect("small"));
        assert_eq!(counts(&batch), [good, 0, 0, 0, again, rejected]);
        let rows = provider.list_by(&format!("{path}/rows"), "rows", 200).await;
        let numbers: BTreeSet<_> = rows.iter().map(|row| row["number"].as_u64().expect("a number")).collect();
        assert_eq!((rows.len(), numbers.len()), (rows_sent, rows_sent));
        assert_eq!(provider.list_by("/api/v1/completions", "completions", 200).await.len(), GOOD);
    }
}
