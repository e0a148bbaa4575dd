//! Files of completions: what is taken, what is refused and why, and that each row has its effect once.

use futures_util::future::{join, join_all};
use registry::call::Role;
use serde_json::{Value, json};

use crate::fixtures;
use crate::service::{Answer, Client, Service};

const PATH: &str = "/api/v1/completion-batches";
const CSV: &str = "text/csv";
const COMMIT: &str = "mode=commit";
const BY_ROW: &str = "mode=commit&atomicity=row";

/// A provider, workers by IDNP and id, and approved programmes.
pub struct Scene {
    pub service: Service,
    pub registrar: Client,
    pub provider: Client,
    pub workers: Vec<(String, String)>,
}

impl Scene {
    /// The programmes CFP-001 and CFP-002 are approved from 2024-03-01.
    pub async fn start(workers: usize) -> Self {
        let service = Service::start().await;
        let (registrar, provider) =
            (service.client(Role::Registrar).await, service.client(Role::Provider).await);
        for code in ["CFP-001", "CFP-002"] {
            fixtures::programme(&registrar, code).approved_from("2024-03-01").create().await;
        }
        let mut known = Vec::new();
        for _ in 0..workers {
            let idnp = service.fresh_code();
            let worker = fixtures::worker(&registrar).known_by(&idnp).create().await;
            known.push((idnp, worker));
        }
        Self { service, registrar, provider, workers: known }
    }

    pub fn idnp(&self, worker: usize) -> &str {
        &self.workers[worker].0
    }

    /// A file of these rows: worker, day, hours and reference.
    pub fn csv(&self, rows: &[(usize, &str, &str, &str)]) -> String {
        let row = |(worker, on, hours, reference): &(usize, &str, &str, &str)| {
            format!("{},CFP-001,{on},{hours},passed,{reference}\n", self.idnp(*worker))
        };
        format!(
            "IDNP,Cod program,Data absolvirii,Ore,Rezultat,Referință\n{}",
            rows.iter().map(row).collect::<String>()
        )
    }

    pub async fn send(&self, order: &str, file: impl Into<Vec<u8>>) -> Answer {
        self.provider.batch(PATH, order, CSV, file).await
    }

    pub async fn rows(&self, batch: &Answer) -> Vec<Value> {
        self.provider.list(&format!("{PATH}/{}/rows", batch.id()), "rows").await
    }

    /// Everything believed that the provider taught: worker, day, hours and reference, in order.
    pub async fn register(&self) -> Vec<[String; 4]> {
        let completions = self.provider.list("/api/v1/completions", "completions").await;
        let text = |one: &Value, field: &str| one[field].as_str().expect("a text").to_owned();
        let mut all: Vec<_> = completions
            .iter()
            .map(|one| {
                [text(one, "workerId"), text(one, "completedOn"), text(one, "hours"), text(one, "reference")]
            })
            .collect();
        all.sort();
        all
    }
}

pub fn counts(batch: &Answer) -> [i64; 6] {
    ["created", "corrected", "voided", "unchanged", "duplicates", "rejected"]
        .map(|count| batch.body["counts"][count].as_i64().expect("a count"))
}

/// Codes of a row's errors.
pub fn codes(row: &Value) -> Vec<&str> {
    row["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| error["code"].as_str().expect("a code"))
        .collect()
}

#[actix_web::test]
async fn every_row_of_a_good_file_is_on_the_register() {
    let scene = Scene::start(2).await;
    let file = scene.csv(&[
        (0, "2026-10-30", "24", "R-1"),
        (1, "30.10.2026", "7.5", "R-2"),
        (0, "2026-10-31", "8", "R-3"),
    ]);
    for order in [COMMIT, BY_ROW] {
        let scene = Scene::start(2).await;
        let file = scene.csv(&[
            (0, "2026-10-30", "24", "R-1"),
            (1, "30.10.2026", "7.5", "R-2"),
            (0, "2026-10-31", "8", "R-3"),
        ]);
        let batch = scene.send(order, file).await;
        assert_eq!(
            (&batch.body["status"], &batch.body["total"], &batch.body["processed"]),
            (&json!("completed"), &json!(3), &json!(3))
        );
        assert_eq!(counts(&batch), [3, 0, 0, 0, 0, 0]);
        let rows = scene.rows(&batch).await;
        assert_eq!(
            rows.iter().map(|row| row["number"].as_i64().expect("a number")).collect::<Vec<_>>(),
            [2, 3, 4]
        );
        let created = scene
            .provider
            .get(&format!("/api/v1/completions/{}", rows[1]["objectId"].as_str().expect("an id")))
            .await
            .expect(200);
        assert_eq!(
            (&created.body["hours"], &created.body["completedOn"]),
            (&json!("7.5"), &json!("2026-10-30"))
        );
        assert_eq!(created.body["workerId"], json!(scene.workers[1].1));
        assert_eq!(scene.register().await.len(), 3);
    }
    // Looked at only, nothing is there.
    let batch = scene.send("mode=validate", file).await;
    assert_eq!((counts(&batch), scene.register().await.len()), ([3, 0, 0, 0, 0, 0], 0));
}

#[actix_web::test]
async fn what_is_sent_again_has_its_effect_once() {
    let scene = Scene::start(2).await;
    let file = scene.csv(&[
        (0, "2026-10-30", "24", "R-1"),
        (1, "2026-10-30", "7.5", "R-2"),
        (0, "2026-10-31", "8", "R-3"),
    ]);
    scene.send(COMMIT, file.clone()).await;
    let before = scene.register().await;
    for order in [COMMIT, BY_ROW, "mode=validate", "mode=commit&onChange=correct"] {
        assert_eq!(counts(&scene.send(order, file.clone()).await), [0, 0, 0, 3, 0, 0]);
    }
    // In another order, in part, and twice in one file.
    let shuffled = scene.csv(&[
        (0, "2026-10-31", "8", "R-3"),
        (0, "2026-10-30", "24", "R-1"),
        (0, "2026-10-31", "8", "R-3"),
        (1, "2026-11-02", "6", "R-4"),
    ]);
    let batch = scene.send(BY_ROW, shuffled.clone()).await;
    assert_eq!(counts(&batch), [1, 0, 0, 2, 1, 0]);
    let after = scene.register().await;
    assert_eq!(after.len(), 4);
    assert!(before.iter().all(|row| after.contains(row)));
}

#[actix_web::test]
async fn rows_that_several_send_at_once_in_files_and_singly_have_their_effect_once() {
    const ROWS: usize = 300;
    let scene = Scene::start(2).await;
    let programmes = scene.registrar.list("/api/v1/programmes", "programmes").await;
    let programme =
        programmes.iter().find(|one| one["code"] == "CFP-001").expect("it is there")["id"].clone();
    let day = |n: usize| format!("2025-{:02}-{:02}", 1 + n / 2 / 28 % 12, 1 + n / 2 % 28);
    let rows: Vec<_> = (0..ROWS).map(|n| (n % 2, day(n), format!("R-{n}"))).collect();
    let file = scene.csv(
        &rows
            .iter()
            .map(|(worker, on, reference)| (*worker, on.as_str(), "8", reference.as_str()))
            .collect::<Vec<_>>(),
    );
    let singly = rows.iter().rev().take(20).map(|(worker, on, reference)| {
        let new = json!({
            "workerId": scene.workers[*worker].1, "programmeId": programme, "completedOn": on, "hours": "8", "result": "passed",
            "reference": reference
        });
        scene.provider.post("/api/v1/completions", new)
    });
    let (batches, singly) =
        join(join_all((0..4).map(|_| scene.send(BY_ROW, file.clone()))), join_all(singly)).await;
    let mut created = 0;
    for batch in &batches {
        let [new, _, _, unchanged, ..] = counts(batch);
        assert_eq!(
            (&batch.body["status"], new + unchanged),
            (&json!("completed"), i64::try_from(ROWS).expect("few")),
            "{}",
            batch.body
        );
        created += usize::try_from(new).expect("few");
    }
    for answer in &singly {
        assert!(matches!(answer.status.as_u16(), 201 | 409), "{}", answer.body);
        created += usize::from(answer.status == 201);
    }
    assert_eq!((created, scene.register().await.len()), (ROWS, ROWS));
}

#[actix_web::test]
async fn a_row_that_differs_corrects_only_when_that_is_asked() {
    let scene = Scene::start(2).await;
    scene.send(COMMIT, scene.csv(&[(0, "2026-10-30", "24", "R-1"), (1, "2026-10-30", "8", "R-2")])).await;
    let changed = scene.csv(&[(0, "2026-10-30", "16", "R-1"), (0, "2026-10-30", "8", "R-2")]);
    let batch = scene.send(BY_ROW, changed.clone()).await;
    assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 2]);
    let rows = scene.rows(&batch).await;
    assert_eq!((codes(&rows[0]), &rows[0]["errors"][0]["column"]), (vec!["differs"], &json!("hours")));
    assert_eq!(codes(&rows[1]), ["cannotCorrect"]);
    // What it would change is told before it does.
    let look = scene.send("mode=validate&onChange=correct", changed.clone()).await;
    assert_eq!(counts(&look), [0, 1, 0, 0, 0, 1]);
    let batch = scene.send("mode=commit&atomicity=row&onChange=correct", changed.clone()).await;
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 1]);
    let rows = scene.rows(&batch).await;
    let corrected = scene
        .provider
        .get(&format!("/api/v1/completions/{}", rows[0]["objectId"].as_str().expect("an id")))
        .await
        .expect(200);
    assert_eq!((&corrected.body["hours"], corrected.body["supersedes"].is_string()), (&json!("16"), true));
    assert_eq!(
        counts(&scene.send("mode=commit&atomicity=row&onChange=correct", changed).await),
        [0, 0, 0, 1, 0, 1]
    );
}

#[actix_web::test]
async fn rows_may_void_and_correct_by_themselves() {
    let scene = Scene::start(1).await;
    scene.send(COMMIT, scene.csv(&[(0, "2026-10-29", "24", "R-1"), (0, "2026-10-30", "8", "R-2")])).await;
    let idnp = scene.idnp(0);
    let file = format!(
        "action;reference;idnp;programme;completedOn;hours;result;reason\nvoid;R-1;;;;;;scrisă de două ori\ncorrect;R-2;{idnp};CFP-002;2026-10-28;7,5;admis;altă zi\nvoid;R-9;;;;;;\n"
    );
    let batch = scene.send(BY_ROW, file.clone()).await;
    assert_eq!(counts(&batch), [0, 1, 1, 0, 0, 1], "{:?}", scene.rows(&batch).await);
    let rows = scene.rows(&batch).await;
    assert_eq!(codes(&rows[2]), ["referenceUnknown"]);
    let voided = scene
        .provider
        .get(&format!("/api/v1/completions/{}", rows[0]["objectId"].as_str().expect("an id")))
        .await
        .expect(200);
    assert_eq!(
        (&voided.body["withdrawal"], &voided.body["withdrawalReason"]),
        (&json!("voided"), &json!("scrisă de două ori"))
    );
    assert_eq!(
        scene.register().await,
        [[scene.workers[0].1.clone(), "2026-10-28".into(), "7.5".into(), "R-2".into()]]
    );
    assert_eq!(counts(&scene.send(BY_ROW, file).await), [0, 0, 0, 2, 0, 1]);
}

#[actix_web::test]
async fn all_faults_of_a_row_are_named_and_under_all_nothing_is_kept() {
    let scene = Scene::start(1).await;
    let other = scene.service.client(Role::Provider).await.organisation;
    let idnp = scene.idnp(0);
    let unknown = scene.service.fresh_code();
    let file = format!(
        "idnp,programme,completedOn,hours,result,reference,provider\n\
         {idnp},CFP-001,2026-10-30,24,passed,R-1,\n\
         {idnp},CFP-999,31.02.2026,0,perhaps,,\n\
         {unknown},CFP-001,2027-01-01,24,passed,R-3,\n\
         {idnp},CFP-001,2023-01-01,24,passed,R-4,{other}\n\
         2.00E+12,CFP-001,2026-10-30,24,passed,R-5,\n"
    );
    let batch = scene.send(COMMIT, file.clone()).await;
    assert_eq!((&batch.body["status"], counts(&batch)), (&json!("failed"), [1, 0, 0, 0, 0, 4]));
    assert!(batch.body["failure"].as_str().is_some_and(|why| why.starts_with("4 of 5 rows have faults")));
    assert!(scene.register().await.is_empty());
    let rows = scene.rows(&batch).await;
    let faults: Vec<Vec<(&str, &str)>> = rows
        .iter()
        .map(|row| {
            let errors = row["errors"].as_array().expect("errors");
            errors
                .iter()
                .map(|one| (one["code"].as_str().expect("a code"), one["column"].as_str().expect("a column")))
                .collect()
        })
        .collect();
    assert_eq!(faults[0], []);
    assert_eq!(
        faults[1],
        [
            ("required", "reference"),
            ("dayInvalid", "completedOn"),
            ("hoursInvalid", "hours"),
            ("wordUnknown", "result")
        ]
    );
    assert_eq!(faults[2], [("workerUnknown", "idnp"), ("dayInFuture", "completedOn")]);
    assert_eq!(faults[3], [("organisationUnknown", "provider"), ("programmeNotTaught", "completedOn")]);
    assert_eq!(faults[4], [("idnpScientific", "idnp")]);
    for error in rows.iter().flat_map(|row| row["errors"].as_array().expect("errors")) {
        for language in ["ro", "en", "ru"] {
            assert!(error["message"][language].as_str().is_some_and(|text| !text.is_empty()), "{error}");
            assert!(error["expected"][language].as_str().is_some_and(|text| !text.is_empty()), "{error}");
        }
    }
    // Row by row, the good one is kept.
    assert_eq!(counts(&scene.send(BY_ROW, file).await), [1, 0, 0, 0, 0, 4]);
    assert_eq!(scene.register().await.len(), 1);
    let told = scene.provider.get(&format!("{PATH}/{}/rows?outcome=rejected", batch.id())).await.expect(200);
    assert_eq!(told.body["rows"].as_array().expect("rows").len(), 4);
    assert!(!String::from_utf8_lossy(&told.bytes).contains(&unknown), "an IDNP is told");
}

#[actix_web::test]
async fn two_rows_of_one_reference_say_the_same_or_are_refused() {
    let scene = Scene::start(1).await;
    let file = scene.csv(&[
        (0, "2026-10-30", "24", "R-1"),
        (0, "30.10.2026", "24.00", "R-1"),
        (0, "2026-10-31", "8", "R-1"),
        (0, "2026-10-30", "24", "R-2"),
        (0, "2026-02-31", "8", "R-3"),
    ]);
    let batch = scene.send(BY_ROW, file).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 2, 2]);
    let rows = scene.rows(&batch).await;
    assert_eq!(codes(&rows[2]), ["referenceTwice"]);
    // Whatever is wrong about a row, its reference is told.
    assert_eq!((codes(&rows[4]), &rows[4]["reference"]), (vec!["dayInvalid"], &json!("R-3")));
    assert_eq!(rows[3]["warnings"][0]["code"], "rowTwice");
    // The same fact under another reference is on the register already.
    let batch = scene.send(COMMIT, scene.csv(&[(0, "2026-10-30", "24", "R-9")])).await;
    assert_eq!(counts(&batch), [0, 0, 0, 0, 1, 0]);
    assert_eq!(scene.rows(&batch).await[0]["warnings"][0]["code"], "factKnown");
}

#[actix_web::test]
async fn a_batch_is_its_senders_organisations_own() {
    let scene = Scene::start(1).await;
    let batch = scene.send(COMMIT, scene.csv(&[(0, "2026-10-30", "24", "R-1")])).await;
    let other = scene.service.client(Role::Provider).await;
    let path = format!("{PATH}/{}", batch.id());
    other.get(&path).await.expect(404);
    other.get(&format!("{path}/rows")).await.expect(404);
    assert_eq!(other.get(PATH).await.expect(200).body["batches"], json!([]));
    scene.registrar.get(&path).await.expect(200);
    assert_eq!(scene.provider.get(PATH).await.expect(200).body["batches"][0]["id"], json!(batch.id()));
}

#[actix_web::test]
async fn the_same_request_twice_is_one_batch() {
    let scene = Scene::start(1).await;
    let send = async |order: &str, file: String| {
        let request = scene.provider.request(actix_web::http::Method::POST, &format!("{PATH}?{order}"));
        let request =
            request.insert_header(("content-type", CSV)).insert_header(("Idempotency-Key", "file-1"));
        scene.provider.send(request.set_payload(file)).await
    };
    let file = scene.csv(&[(0, "2026-10-30", "24", "R-1")]);
    let first = send(COMMIT, file.clone()).await.expect(201);
    let again = send(COMMIT, file.clone()).await.expect(201);
    assert_eq!(first.bytes, again.bytes);
    send(BY_ROW, file).await.expect(422);
    assert_eq!(scene.provider.get(PATH).await.body["batches"].as_array().expect("batches").len(), 1);
}

#[actix_web::test]
async fn every_form_of_the_same_rows_comes_to_the_same() {
    let scene = Scene::start(1).await;
    let row = json!({ "idnp": scene.idnp(0), "programme": "CFP-001", "completedOn": "2026-10-30", "hours": "24", "result": "passed", "reference": "R-1" });
    let json = scene.provider.batch(PATH, COMMIT, "application/json", json!([row]).to_string()).await;
    assert_eq!(counts(&json), [1, 0, 0, 0, 0, 0], "{:?}", scene.rows(&json).await);
    let ndjson = scene.provider.batch(PATH, COMMIT, "application/x-ndjson", format!("{row}\n")).await;
    assert_eq!(counts(&ndjson), [0, 0, 0, 1, 0, 0]);
    let csv = scene.send(COMMIT, scene.csv(&[(0, "30.10.2026", "24.00", "R-1")])).await;
    assert_eq!(counts(&csv), [0, 0, 0, 1, 0, 0]);
}

#[actix_web::test]
async fn a_reference_is_one_of_its_provider_however_that_is_named() {
    let scene = Scene::start(1).await;
    let (idnp, own) = (scene.idnp(0), scene.provider.organisation);
    let file = format!(
        "idnp,programme,completedOn,hours,result,reference,provider\n{idnp},CFP-001,2026-10-30,24,passed,R-1,\n{idnp},CFP-002,2026-10-31,8,passed,R-1,{own}\n"
    );
    let batch = scene.send(BY_ROW, file).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 1], "{}", batch.body);
    assert_eq!(codes(&scene.rows(&batch).await[1]), ["referenceTwice"]);
}

#[actix_web::test]
async fn a_batch_is_seen_by_its_senders_role_not_by_another_one_of_the_organisation() {
    let scene = Scene::start(1).await;
    // The agency that keeps the register employs people, teaches and supervises as well.
    let agency = scene.registrar.organisation;
    let people = format!("idnp,familyName,givenName\n{},Ceban,Ion\n", scene.service.fresh_code());
    for (role, (path, file)) in [
        (Role::Employer, ("/api/v1/worker-batches", people)),
        (Role::Provider, (PATH, scene.csv(&[(0, "2026-10-30", "24", "R-1")]))),
        (Role::University, (PATH, scene.csv(&[(0, "2026-10-31", "24", "R-2")]))),
    ] {
        let beside = scene.service.client_of(agency, role).await;
        let batch = scene.registrar.batch(path, "mode=validate", CSV, file.clone()).await;
        let one = format!("{path}/{}", batch.id());
        for seen in [one.clone(), format!("{one}/rows"), format!("{one}/annotated")] {
            beside.get(&seen).await.expect(404);
            scene.registrar.get(&seen).await.expect(200);
        }
        assert_eq!(beside.get(path).await.expect(200).body["batches"], json!([]), "{role}");
        // Its own it sees, and so does another client of its role.
        let own = beside.batch(path, "mode=validate", CSV, file).await;
        let colleague = scene.service.client_of(agency, role).await;
        colleague.get(&format!("{path}/{}/rows", own.id())).await.expect(200);
        assert_eq!(colleague.get(path).await.expect(200).body["batches"][0]["id"], json!(own.id()), "{role}");
    }
}

#[actix_web::test]
async fn who_is_told_of_a_session_leaves_a_trace_with_who_attended() {
    let scene = Scene::start(4).await;
    let (supervisor, auditor) =
        (scene.service.client(Role::Supervisor).await, scene.service.client(Role::Auditor).await);
    let path = "/api/v1/supervision-session-batches";
    let file = format!(
        "reference,supervisorIdnp,attendees,kind,setting,method,heldOn,minutes,theme\n\
         S-1,{},{};{},group,internal,in_person,2026-11-22,90,burnout-prevention\n",
        scene.idnp(0),
        scene.idnp(1),
        scene.idnp(2)
    );
    let batch = supervisor.batch(path, COMMIT, CSV, file).await;
    assert_eq!(
        counts(&batch),
        [1, 0, 0, 0, 0, 0],
        "{:?}",
        supervisor.list(&format!("{path}/{}/rows", batch.id()), "rows").await
    );
    // Of somebody else, so that only this look names who is in the file.
    scene.registrar.get(&format!("{path}/{}/rows", batch.id())).await.expect(200);
    scene.registrar.get(&format!("{path}/{}/annotated", batch.id())).await.expect(200);
    for (worker, (_, id)) in scene.workers.iter().enumerate() {
        let about = auditor.list(&format!("/api/v1/journal-entries?workerId={id}"), "journalEntries").await;
        let told = |operation: &str| {
            let ours = |entry: &&Value| {
                entry["operation"] == operation && entry["clientId"] == json!(scene.registrar.id.to_string())
            };
            about.iter().filter(ours).count()
        };
        let expected = usize::from(worker < 3);
        let found =
            (told("list_supervision_session_batch_rows"), told("get_supervision_session_batch_annotated"));
        assert_eq!(found, (expected, expected), "worker {worker}");
    }
}
