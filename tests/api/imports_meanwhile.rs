//! Files and a register that changes while they are worked on: by others, by other processes, and by an end
//! in between.

use std::collections::BTreeSet;
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use actix_web::rt::task::yield_now;
use actix_web::rt::time::timeout;
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{ExpressionMethods, QueryDsl, QueryableByName, RunQueryDsl, sql_query};
use futures_util::future::join;
use registry::call::{Actor, Role};
use registry::db::schema::{batch_chunks, jobs, workers};
use registry::imports::{self, BatchKind, housekeeping};
use registry::journal;
use registry::values::{BatchId, OrganisationId, WorkerId};
use serde_json::json;

use crate::fixtures::{self, Scene};
use crate::imports::{codes, counts};
use crate::service::{allow_rows_of, on_postgres, refuse_rows_of, skipped_if, wait_for};

const PATH: &str = "/api/v1/completion-batches";
const CSV: &str = "text/csv";
const BY_ROW: &str = "mode=commit&atomicity=row";

/// A file with so many rows, each a fact of its own about one of the scene's people in turn.
fn file(scene: &Scene, rows: usize) -> String {
    let people = scene.people.len();
    let line = |n: usize| {
        let (worker, k) = (n % people, n / people);
        format!(
            "{},CFP-101,{}-{:02}-{:02},8,passed,R-{n}\n",
            scene.idnp(worker),
            2024 + k / 196,
            4 + k / 28 % 7,
            1 + k % 28
        )
    };
    format!("idnp,programme,completedOn,hours,result,reference\n{}", (0..rows).map(line).collect::<String>())
}

/// Waits until work on a batch has begun.
async fn begun(scene: &Scene, path: &str) {
    wait_for("the beginning of the work", async || {
        let batch = scene.provider.get(path).await.expect(200).body;
        (batch["status"] != json!("received")).then_some(())
    })
    .await;
}

#[actix_web::test]
async fn who_leaves_while_a_file_is_worked_on_takes_only_their_own_rows_along() {
    const ROWS: usize = 4_800;
    let scene = Scene::with_people(30).await;
    let mut gone = BTreeSet::new();
    let mut leave = async |worker: &String| {
        scene.deactivate(worker).await;
        gone.insert(worker.clone());
    };
    let mut last = scene.people.iter().rev().map(|person| &person.id).take(15);
    // One has left before, so that there is something to see however quick the work is.
    leave(last.next().expect("a worker")).await;
    let sent = scene.provider.send_file(PATH, BY_ROW, CSV, file(&scene, ROWS)).await.expect(201);
    let path = format!("{PATH}/{}", sent.id());
    // From the beginning of the work who comes last leaves, one after the other, as long as it goes on:
    // before the plan of their rows, between it and the commit, or after it. Whichever it is, the batch ends
    // well.
    begun(&scene, &path).await;
    for worker in last {
        if scene.provider.get(&path).await.expect(200).body["finishedAt"].is_string() {
            break;
        }
        leave(worker).await;
    }
    let batch = scene.provider.finished(&path).await;
    assert_eq!(batch.body["status"], "completed", "{}", batch.body);
    let [created, .., rejected] = counts(&batch);
    let of_one = ROWS / scene.people.len();
    assert!(rejected >= i64::try_from(of_one).expect("small"), "{}", batch.body);
    assert_eq!(created + rejected, i64::try_from(ROWS).expect("small"), "{}", batch.body);
    for row in scene.provider.list_by(&format!("{path}/rows?outcome=rejected"), "rows", 200).await {
        assert_eq!(codes(&row), ["workerClosed"]);
    }
    // Those of who stayed are all there.
    let register = scene.provider.list_by("/api/v1/completions", "completions", 200).await;
    assert_eq!(i64::try_from(register.len()).expect("small"), created);
    let stayed = scene.people.iter().filter(|person| !gone.contains(&person.id)).count();
    let theirs =
        register.iter().filter(|one| !gone.contains(one["workerId"].as_str().expect("an id"))).count();
    assert_eq!(theirs, stayed * of_one);
}

#[actix_web::test]
async fn who_leaves_between_the_plan_and_the_commit_gets_no_more_rows() {
    const ROWS: usize = 1_200;
    let why = "only an embedded database's one writer can be held until the commit waits behind it";
    if skipped_if(on_postgres(), why) {
        return;
    }
    let scene = Scene::with_people(6).await;
    let sent = scene.provider.send_file(PATH, BY_ROW, CSV, file(&scene, ROWS)).await.expect(201);
    let path = format!("{PATH}/{}", sent.id());
    begun(&scene, &path).await;
    let gone: WorkerId = scene.id(5).parse().expect("an id");
    let left = scene.service.hall.db.write(move |tx| {
        let began = Instant::now();
        while !tx.is_waited_for() {
            assert!(began.elapsed() < Duration::from_mins(1), "the commit does not come");
            std::thread::yield_now();
        }
        let closed = (workers::status.eq("deactivated"), workers::status_reason.eq("plecare"));
        Ok(diesel::update(workers::table.find(gone)).set(closed).execute(&mut **tx)?)
    });
    assert_eq!(left.await.expect("written"), 1);
    let batch = scene.provider.finished(&path).await;
    assert_eq!(
        (&batch.body["status"], counts(&batch)),
        (&json!("completed"), [1_000, 0, 0, 0, 0, 200]),
        "{}",
        batch.body
    );
    for row in scene.provider.list_by(&format!("{path}/rows?outcome=rejected"), "rows", 200).await {
        assert_eq!(codes(&row), ["workerClosed"]);
    }
}

#[actix_web::test]
async fn two_processes_with_the_same_rows_put_each_on_the_register_once() {
    const ROWS: usize = 2_400;
    if skipped_if(!on_postgres(), "an embedded database has one server") {
        return;
    }
    let scene = Scene::with_people(30).await;
    // Of another organisation: one organisation's files are worked on one after the other.
    let other = scene.service.client(Role::Provider).await.of(&scene.service.beside().await);
    let (one, same) = (file(&scene, ROWS), file(&scene, ROWS));
    let (first, second) =
        join(scene.provider.batch(PATH, BY_ROW, CSV, one), other.batch(PATH, "mode=commit", CSV, same)).await;
    for batch in [&first, &second] {
        let [created, _, _, unchanged, duplicates, _] = counts(batch);
        assert_eq!(
            (&batch.body["status"], created + unchanged + duplicates),
            (&json!("completed"), i64::try_from(ROWS).expect("small")),
            "{}",
            batch.body
        );
    }
    assert_eq!(counts(&first)[0] + counts(&second)[0], i64::try_from(ROWS).expect("small"));
    assert_eq!(scene.registrar.list_by("/api/v1/completions", "completions", 200).await.len(), ROWS);
}

#[actix_web::test]
async fn two_processes_with_the_same_people_register_each_of_them_once() {
    const PATH: &str = "/api/v1/worker-batches";
    const ROWS: i64 = 1_200;
    if skipped_if(!on_postgres(), "an embedded database has one server") {
        return;
    }
    let scene = Scene::with_people(0).await;
    let other = scene.service.client(Role::Registrar).await.of(&scene.service.beside().await);
    let lines = (0..ROWS).map(|_| format!("{},Rusu,Ana\n", scene.service.fresh_code()));
    let file = format!("idnp,familyName,givenName\n{}", lines.collect::<String>());
    let (first, second) = join(
        scene.registrar.batch(PATH, BY_ROW, CSV, file.clone()),
        other.batch(PATH, "mode=commit", CSV, file),
    )
    .await;
    for batch in [&first, &second] {
        let [created, _, _, unchanged, ..] = counts(batch);
        assert_eq!(
            (&batch.body["status"], created + unchanged),
            (&json!("completed"), ROWS),
            "{}",
            batch.body
        );
    }
    assert_eq!(counts(&first)[0] + counts(&second)[0], ROWS);
}

#[actix_web::test]
async fn what_one_process_leaves_half_done_the_next_one_ends() {
    const GOOD: usize = 4_800;
    for order in [BY_ROW, "mode=commit"] {
        let scene = Scene::with_people(30).await;
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
        wait_for("the first rows", async || {
            let batch = scene.provider.get(&path).await.expect(200).body;
            (batch["processed"] != json!(0) || batch["status"] == json!("validating")).then_some(())
        })
        .await;
        scene.service.hall.leave();
        let begun = scene.provider.get(&path).await.expect(200).body["startedAt"].clone();
        wait_for("a batch that is laid down or done", async || {
            let batch = scene.provider.get(&path).await.expect(200).body;
            matches!(batch["status"].as_str(), Some("received" | "completed")).then_some(())
        })
        .await;
        scene.service.clock.advance_seconds(30);
        let next = scene.service.beside().await;
        next.house.runner.beat().await.expect("a beat");
        let provider = scene.provider.of(&next);
        let batch = provider.finished(&path).await;
        assert_eq!(
            (&batch.body["status"], &batch.body["processed"]),
            (&json!("completed"), &json!(rows_sent)),
            "{}",
            batch.body
        );
        assert_eq!(batch.body["startedAt"], begun, "when work on it began, not when it was taken up again");
        let [good, again, rejected] = [GOOD, again, rejected].map(|rows| i64::try_from(rows).expect("small"));
        assert_eq!(counts(&batch), [good, 0, 0, 0, again, rejected]);
        let rows = provider.list_by(&format!("{path}/rows"), "rows", 200).await;
        let numbers: BTreeSet<_> = rows.iter().map(|row| row["number"].as_u64().expect("a number")).collect();
        assert_eq!((rows.len(), numbers.len()), (rows_sent, rows_sent));
        assert_eq!(provider.list_by("/api/v1/completions", "completions", 200).await.len(), GOOD);
    }
}

#[actix_web::test]
async fn who_writes_does_not_wait_for_what_is_looked_for_to_be_forgotten() {
    let scene = Scene::with_people(1).await;
    scene.provider.batch(PATH, BY_ROW, CSV, file(&scene, 3)).await;
    // Somebody writes, for as long as the house is kept.
    let (release, released) = mpsc::channel::<()>();
    let (released, db) = (Mutex::new(released), scene.service.hall.db.clone());
    let writing = actix_web::rt::spawn(async move {
        let write = db.write(move |_| Ok(released.lock().expect("whole").recv().is_ok()));
        write.await
    });
    yield_now().await;
    let kept = timeout(Duration::from_secs(20), housekeeping(&scene.service.hall)).await;
    kept.expect("it waits for nobody").expect("the house is kept");
    release.send(()).expect("somebody writes");
    assert!(writing.await.expect("it ends").expect("written"));
}

#[actix_web::test]
async fn what_is_to_be_forgotten_is_found_without_reading_the_files() {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }
    if skipped_if(on_postgres(), "a plan of PostgreSQL depends on how much there is") {
        return;
    }
    let scene = Scene::with_people(1).await;
    for (question, index) in [
        (
            "SELECT batch_id FROM batch_chunks WHERE uploaded_at < 1 AND NOT EXISTS (SELECT 1 FROM batches WHERE id = batch_id) LIMIT 1",
            "USING COVERING INDEX batch_chunks_uploaded",
        ),
        (
            "SELECT id FROM batches WHERE finished_at < 1 AND forgotten_at IS NULL LIMIT 1",
            "INDEX batches_finished",
        ),
    ] {
        let plan = scene.service.hall.db.read(move |view| {
            Ok(sql_query(format!("EXPLAIN QUERY PLAN {question}")).load::<Step>(&mut **view)?)
        });
        let plan = plan.await.expect("a plan");
        assert!(plan[0].detail.contains(index), "{}", plan[0].detail);
    }
}

#[actix_web::test]
async fn files_are_forgotten_when_they_are_old_and_strays_before() {
    let scene = Scene::with_people(1).await;
    let batch = scene.provider.batch(PATH, BY_ROW, CSV, file(&scene, 3)).await;
    let count = async || {
        let pieces = scene
            .service
            .hall
            .db
            .read(|view| Ok(batch_chunks::table.count().get_result::<i64>(&mut **view)?));
        pieces.await.expect("counted")
    };
    let stray = scene.service.hall.db.write(|tx| {
        let piece = (
            batch_chunks::batch_id.eq(BatchId::new()),
            batch_chunks::place.eq(0),
            batch_chunks::sealed.eq(vec![0_u8]),
        );
        let now = tx.now;
        Ok(diesel::insert_into(batch_chunks::table)
            .values((piece, batch_chunks::uploaded_at.eq(now)))
            .execute(&mut **tx)?)
    });
    stray.await.expect("it arrives");
    let mut left = Vec::new();
    for seconds in [3_000, 1_000, 30 * 24 * 60 * 60] {
        housekeeping(&scene.service.hall).await.expect("the house is kept");
        left.push(count().await);
        scene.service.clock.advance_seconds(seconds);
        // Work under way began before, and reads beside it are of a moment before it.
        scene.service.hall.db.write(|_| Ok(())).await.expect("nothing is under way");
    }
    housekeeping(&scene.service.hall).await.expect("the house is kept");
    left.push(count().await);
    assert_eq!(left, [2, 2, 1, 0]);
    let provider = scene.provider.token_again().await;
    provider.get(&format!("{PATH}/{}/annotated", batch.id())).await.expect(410);
}

/// A disk that is full for longer than any one try, and on which somebody makes room again.
#[actix_web::test]
async fn a_disk_that_is_full_for_a_while_ends_no_file() {
    for order in [BY_ROW, "mode=commit"] {
        let scene = Scene::with_people(3).await;
        let refuse = refuse_rows_of("completions");
        scene.service.hall.db.write(move |tx| Ok(tx.batch_execute(&refuse)?)).await.expect("full");
        let sent = scene.provider.send_file(PATH, order, CSV, file(&scene, 300)).await.expect(201);
        // Somebody looks for jobs every now and then.
        let looks = async || {
            scene.service.house.runner.beat().await.expect("a beat");
            scene.service.hall.db.refresh();
        };
        for failures in 1..=4 {
            wait_for("a failure that is kept", async || {
                looks().await;
                let failed = jobs::table.select(jobs::failures);
                let failed = scene.service.hall.db.read(move |view| Ok(failed.first::<i32>(&mut **view)?));
                (failed.await.expect("a job") == failures).then_some(())
            })
            .await;
            // Before the pause is over: then the next look takes it up.
            if failures == 4 {
                let allow = allow_rows_of("completions");
                scene.service.hall.db.write(move |tx| Ok(tx.batch_execute(&allow)?)).await.expect("room");
            }
            scene.service.clock.advance_seconds(1 << failures);
        }
        let batch = wait_for("the end of the work", async || {
            looks().await;
            let batch = scene.provider.get(&format!("{PATH}/{}", sent.id())).await.expect(200);
            (batch.body["finishedAt"] != json!(null)).then_some(batch)
        })
        .await;
        assert_eq!((&batch.body["status"], counts(&batch)), (&json!("completed"), [300, 0, 0, 0, 0, 0]));
    }
}

/// The same references in several files, taken in before anybody works on them, and several servers.
#[actix_web::test]
async fn of_files_about_the_same_the_last_one_stands() {
    let scene = Scene::with_people(3).await;
    scene.service.hall.leave();
    let rows = file(&scene, 600);
    let corrected = rows.replace(",8,", ",4,");
    let order = "mode=commit&atomicity=row&onChange=correct";
    let mut sent = Vec::new();
    for file in [rows.clone(), corrected, rows.replace(",8,", ",2,")] {
        sent.push(scene.provider.send_file(PATH, order, CSV, file).await.expect(201).id());
        // By the clock of a server that is behind.
        scene.service.clock.advance_seconds(-60);
    }
    scene.service.clock.advance_seconds(600);
    // An embedded database has one server.
    let mut servers = vec![scene.service.beside().await];
    if on_postgres() {
        servers.push(scene.service.beside().await);
    }
    for server in &servers {
        server.house.runner.beat().await.expect("a beat");
    }
    let provider = scene.provider.of(&servers[0]);
    for (at, id) in sent.iter().enumerate() {
        let batch = provider.finished(&format!("{PATH}/{id}")).await;
        let outcomes = if at == 0 { [600, 0, 0, 0, 0, 0] } else { [0, 600, 0, 0, 0, 0] };
        assert_eq!(
            (&batch.body["status"], counts(&batch)),
            (&json!("completed"), outcomes),
            "{at}: {}",
            batch.body
        );
    }
    // The clock stands still, and a server's moments run ahead of it by a little with each write.
    scene.service.clock.advance_seconds(1);
    let believed = provider.list_by("/api/v1/completions", "completions", 200).await;
    assert_eq!(believed.len(), 600);
    assert!(believed.iter().all(|completion| completion["hours"] == "2"), "{}", believed[0]);
}

#[actix_web::test]
async fn what_a_client_left_waiting_is_not_done_once_it_is_revoked() {
    let scene = Scene::with_people(1).await;
    // About to end, so that it takes files in and works on none.
    scene.service.hall.leave();
    let sent = scene.provider.send_file(PATH, BY_ROW, CSV, file(&scene, 3)).await.expect(201);
    scene
        .registrar
        .post(&format!("/api/v1/clients/{}/revocations", scene.provider.id), json!({}))
        .await
        .expect(201);
    let next = scene.service.beside().await;
    next.house.runner.beat().await.expect("a beat");
    let registrar = scene.registrar.of(&next);
    let batch = registrar.finished(&format!("{PATH}/{}", sent.id())).await;
    assert_eq!(
        (&batch.body["status"], &batch.body["failure"]["code"]),
        (&json!("failed"), &json!("senderRevoked")),
        "{}",
        batch.body
    );
    assert_eq!(counts(&batch), [0; 6]);
    assert!(registrar.list("/api/v1/completions", "completions").await.is_empty());
}

#[actix_web::test]
async fn what_is_small_or_only_looked_at_does_not_wait_for_a_large_file() {
    let scene = Scene::with_people(30).await;
    scene.service.hall.leave();
    let mut sent = Vec::new();
    for (order, rows) in [(BY_ROW, 5_001), (BY_ROW, 200), ("mode=validate", 200), ("mode=validate", 5_001)] {
        sent.push(scene.provider.send_file(PATH, order, CSV, file(&scene, rows)).await.expect(201).id());
    }
    let waiting = scene.service.hall.db.read(|view| {
        let jobs = jobs::table.order(jobs::created_at).select((jobs::id, jobs::size, jobs::ordering_key));
        Ok(jobs.load::<(BatchId, String, Option<OrganisationId>)>(&mut **view)?)
    });
    let waiting: Vec<_> = waiting.await.expect("read");
    let own = Some(scene.provider.organisation);
    let expected = [("large", own), ("small", own), ("small", None), ("large", None)];
    for ((id, (job, size, key)), expected) in sent.iter().zip(&waiting).zip(expected) {
        assert_eq!((job.to_string(), (size.as_str(), *key)), (id.clone(), expected));
    }
    assert_eq!(waiting.len(), 4);
}

#[actix_web::test]
async fn who_follows_a_batch_in_a_command_takes_it_up() {
    let scene = Scene::with_people(1).await;
    scene.service.hall.leave();
    let sent = scene.provider.send_file(PATH, BY_ROW, CSV, file(&scene, 3)).await.expect(201);
    let next = scene.service.beside().await;
    let actor =
        Actor { client: scene.provider.id, organisation: scene.provider.organisation, role: Role::Provider };
    let id: BatchId = sent.id().parse().expect("an id");
    wait_for("somebody who takes it up", async || {
        let batch = imports::report(&next.house.importer, &actor, BatchKind::Completions, id).await;
        batch.expect("a batch").finished_at
    })
    .await;
    assert_eq!(counts(&scene.provider.finished(&format!("{PATH}/{}", sent.id())).await), [3, 0, 0, 0, 0, 0]);
}

/// Two processes in one lane of the journal, as two commands on a data folder are.
#[actix_web::test]
async fn who_met_another_process_in_the_journal_goes_on_behind_it() {
    let scene = Scene::with_people(1).await;
    let other = scene.registrar.of(&scene.service.beside().await);
    fixtures::worker(&other).send().await.expect(201);
    if !on_postgres() {
        scene.new_worker().send().await.expect(500);
    }
    scene.new_worker().send().await.expect(201);
    let key = scene.service.hall.keys.journal();
    let report = journal::verify_all(&scene.service.hall.db, key, None).await.expect("read");
    assert_eq!(report.faults, [] as [String; 0]);
}
