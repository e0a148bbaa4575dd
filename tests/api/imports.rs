//! Files of completions: what is taken, what is refused and why, and that each row has its effect once.

use futures_util::future::{join, join_all};
use registry::call::Role;
use serde_json::{Value, json};

use crate::fixtures::{Scene, text};
use crate::service::Answer;

const PATH: &str = "/api/v1/completion-batches";
const CSV: &str = "text/csv";
const COMMIT: &str = "mode=commit";
const BY_ROW: &str = "mode=commit&atomicity=row";

/// A file of these rows: whose, day, hours and reference.
pub fn csv_of(scene: &Scene, rows: &[(usize, &str, &str, &str)]) -> String {
    let row = |(worker, on, hours, reference): &(usize, &str, &str, &str)| {
        format!("{},CFP-101,{on},{hours},passed,{reference}\n", scene.idnp(*worker))
    };
    format!(
        "IDNP,Cod program,Data absolvirii,Ore,Rezultat,Referință\n{}",
        rows.iter().map(row).collect::<String>()
    )
}

/// The provider's file, once the work on it has ended.
pub async fn import(scene: &Scene, order: &str, file: impl Into<Vec<u8>>) -> Answer {
    scene.provider.batch(PATH, order, CSV, file).await
}

pub async fn rows_of(scene: &Scene, batch: &Answer) -> Vec<Value> {
    scene.provider.list(&format!("{PATH}/{}/rows", batch.id()), "rows").await
}

/// Everything believed that the provider taught: worker, day, hours and reference, in order.
pub async fn believed(scene: &Scene) -> Vec<[String; 4]> {
    let completions = scene.provider.list("/api/v1/completions", "completions").await;
    let fields = ["workerId", "completedOn", "hours", "reference"];
    let mut all: Vec<_> =
        completions.iter().map(|one| fields.map(|field| text(one, field).to_owned())).collect();
    all.sort();
    all
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

/// Codes of a row's warnings.
pub fn warned(row: &Value) -> Vec<&str> {
    let warnings = row["warnings"].as_array().expect("warnings");
    warnings.iter().map(|warning| warning["code"].as_str().expect("a code")).collect()
}

/// Codes and columns of a row's errors.
pub fn faults(row: &Value) -> Vec<(&str, &str)> {
    let errors = row["errors"].as_array().expect("errors");
    errors
        .iter()
        .map(|error| (error["code"].as_str().expect("a code"), error["column"].as_str().unwrap_or_default()))
        .collect()
}

#[actix_web::test]
async fn every_row_of_a_good_file_is_on_the_register() {
    let scene = Scene::with_people(2).await;
    let file = csv_of(
        &scene,
        &[(0, "2026-10-30", "24", "R-1"), (1, "30.10.2026", "7.5", "R-2"), (0, "2026-10-31", "8", "R-3")],
    );
    for order in [COMMIT, BY_ROW] {
        let scene = Scene::with_people(2).await;
        let file = csv_of(
            &scene,
            &[(0, "2026-10-30", "24", "R-1"), (1, "30.10.2026", "7.5", "R-2"), (0, "2026-10-31", "8", "R-3")],
        );
        let batch = import(&scene, order, file).await;
        assert_eq!(
            (&batch.body["status"], &batch.body["total"], &batch.body["processed"]),
            (&json!("completed"), &json!(3), &json!(3))
        );
        assert_eq!(counts(&batch), [3, 0, 0, 0, 0, 0]);
        let rows = rows_of(&scene, &batch).await;
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
        assert_eq!(created.body["workerId"], json!(scene.id(1)));
        assert_eq!(believed(&scene).await.len(), 3);
    }
    // Looked at only, nothing is there.
    let batch = import(&scene, "mode=validate", file).await;
    assert_eq!((counts(&batch), believed(&scene).await.len()), ([3, 0, 0, 0, 0, 0], 0));
}

#[actix_web::test]
async fn what_is_sent_again_has_its_effect_once() {
    let scene = Scene::with_people(2).await;
    let file = csv_of(
        &scene,
        &[(0, "2026-10-30", "24", "R-1"), (1, "2026-10-30", "7.5", "R-2"), (0, "2026-10-31", "8", "R-3")],
    );
    import(&scene, COMMIT, file.clone()).await;
    let before = believed(&scene).await;
    for order in [COMMIT, BY_ROW, "mode=validate", "mode=commit&onChange=correct"] {
        assert_eq!(counts(&import(&scene, order, file.clone()).await), [0, 0, 0, 3, 0, 0]);
    }
    // In another order, in part, and twice in one file.
    let shuffled = csv_of(
        &scene,
        &[
            (0, "2026-10-31", "8", "R-3"),
            (0, "2026-10-30", "24", "R-1"),
            (0, "2026-10-31", "8", "R-3"),
            (1, "2026-11-02", "6", "R-4"),
        ],
    );
    let batch = import(&scene, BY_ROW, shuffled.clone()).await;
    assert_eq!(counts(&batch), [1, 0, 0, 2, 1, 0]);
    let after = believed(&scene).await;
    assert_eq!(after.len(), 4);
    assert!(before.iter().all(|row| after.contains(row)));
}

#[actix_web::test]
async fn rows_that_several_send_at_once_in_files_and_singly_have_their_effect_once() {
    const ROWS: usize = 300;
    let scene = Scene::with_people(2).await;
    let day = |n: usize| format!("2025-{:02}-{:02}", 1 + n / 2 / 28 % 12, 1 + n / 2 % 28);
    let rows: Vec<_> = (0..ROWS).map(|n| (n % 2, day(n), format!("R-{n}"))).collect();
    let file = csv_of(
        &scene,
        &rows
            .iter()
            .map(|(worker, on, reference)| (*worker, on.as_str(), "8", reference.as_str()))
            .collect::<Vec<_>>(),
    );
    let singly = rows.iter().rev().take(20).map(|(worker, on, reference)| {
        scene.completion().of(scene.id(*worker)).on(on).hours("8").reference(reference).send()
    });
    let (batches, singly) =
        join(join_all((0..4).map(|_| import(&scene, BY_ROW, file.clone()))), join_all(singly)).await;
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
    assert_eq!((created, believed(&scene).await.len()), (ROWS, ROWS));
}

#[actix_web::test]
async fn a_row_that_differs_corrects_only_when_that_is_asked() {
    let scene = Scene::with_people(2).await;
    import(&scene, COMMIT, csv_of(&scene, &[(0, "2026-10-30", "24", "R-1"), (1, "2026-10-30", "8", "R-2")]))
        .await;
    let changed = csv_of(&scene, &[(0, "2026-10-30", "16", "R-1"), (0, "2026-10-30", "8", "R-2")]);
    let batch = import(&scene, BY_ROW, changed.clone()).await;
    assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 2]);
    let rows = rows_of(&scene, &batch).await;
    assert_eq!((codes(&rows[0]), &rows[0]["errors"][0]["column"]), (vec!["differs"], &json!("hours")));
    assert_eq!(codes(&rows[1]), ["referenceOfAnother"]);
    // The change is told before it is made.
    let look = import(&scene, "mode=validate&onChange=correct", changed.clone()).await;
    assert_eq!(counts(&look), [0, 1, 0, 0, 0, 1]);
    let batch = import(&scene, "mode=commit&atomicity=row&onChange=correct", changed.clone()).await;
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 1]);
    let rows = rows_of(&scene, &batch).await;
    let corrected = scene
        .provider
        .get(&format!("/api/v1/completions/{}", rows[0]["objectId"].as_str().expect("an id")))
        .await
        .expect(200);
    assert_eq!((&corrected.body["hours"], corrected.body["supersedes"].is_string()), (&json!("16"), true));
    assert_eq!(
        counts(&import(&scene, "mode=commit&atomicity=row&onChange=correct", changed).await),
        [0, 0, 0, 1, 0, 1]
    );
}

#[actix_web::test]
async fn rows_may_void_and_correct_by_themselves() {
    let scene = Scene::with_people(1).await;
    scene.new_programme("CFP-102").approved_from("2015-01-01").create().await;
    import(&scene, COMMIT, csv_of(&scene, &[(0, "2026-10-29", "24", "R-1"), (0, "2026-10-30", "8", "R-2")]))
        .await;
    let idnp = scene.idnp(0);
    let file = format!(
        "action;reference;idnp;programme;completedOn;hours;result;reason\nvoid;R-1;;;;;;scrisă de două ori\ncorrect;R-2;{idnp};CFP-102;2026-10-28;7,5;admis;altă zi\nvoid;R-9;;;;;;\n"
    );
    let batch = import(&scene, BY_ROW, file.clone()).await;
    assert_eq!(counts(&batch), [0, 1, 1, 0, 0, 1], "{:?}", rows_of(&scene, &batch).await);
    let rows = rows_of(&scene, &batch).await;
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
    assert_eq!(believed(&scene).await, [[scene.id(0), "2026-10-28", "7.5", "R-2"].map(str::to_owned)]);
    assert_eq!(counts(&import(&scene, BY_ROW, file).await), [0, 0, 0, 2, 0, 1]);
}

#[actix_web::test]
async fn all_faults_of_a_row_are_named_and_under_all_nothing_is_kept() {
    let scene = Scene::with_people(1).await;
    let other = scene.service.client(Role::Provider).await.organisation;
    let idnp = scene.idnp(0);
    let unknown = scene.service.fresh_code();
    let file = format!(
        "idnp,programme,completedOn,hours,result,reference,provider\n\
         {idnp},CFP-101,2026-10-30,24,passed,R-1,\n\
         {idnp},CFP-999,31.02.2026,0,perhaps,,\n\
         {unknown},CFP-101,2027-01-01,24,passed,R-3,\n\
         {idnp},CFP-101,2014-12-31,24,passed,R-4,{other}\n\
         2.00E+12,CFP-101,2026-10-30,24,passed,R-5,\n"
    );
    let batch = import(&scene, COMMIT, file.clone()).await;
    assert_eq!((&batch.body["status"], counts(&batch)), (&json!("failed"), [1, 0, 0, 0, 0, 4]));
    let failure = &batch.body["failure"];
    assert_eq!(
        (&failure["code"], &failure["params"]),
        (&json!("rowsFaulty"), &json!({ "rejected": 4, "total": 5 }))
    );
    let said = |language: &str| failure["message"][language].as_str().expect("a text").to_owned();
    assert!(said("ro").starts_with("Rânduri cu greșeli: 4 din 5"), "{failure}");
    assert!(said("en").starts_with("4 of 5 rows have faults"), "{failure}");
    assert!(said("ru").starts_with("Строк с ошибками: 4 из 5"), "{failure}");
    assert!(believed(&scene).await.is_empty());
    let rows = rows_of(&scene, &batch).await;
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
            ("wordUnknown", "result"),
            ("programmeUnknown", "programme")
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
    assert_eq!(counts(&import(&scene, BY_ROW, file).await), [1, 0, 0, 0, 0, 4]);
    assert_eq!(believed(&scene).await.len(), 1);
    let told = scene.provider.get(&format!("{PATH}/{}/rows?outcome=rejected", batch.id())).await.expect(200);
    assert_eq!(told.body["rows"].as_array().expect("rows").len(), 4);
    assert!(!String::from_utf8_lossy(&told.bytes).contains(&unknown), "an IDNP is told");
}

#[actix_web::test]
async fn two_rows_of_one_reference_say_the_same_or_are_refused() {
    let scene = Scene::with_people(1).await;
    let file = csv_of(
        &scene,
        &[
            (0, "2026-10-30", "24", "R-1"),
            (0, "30.10.2026", "24.00", "R-1"),
            (0, "2026-10-31", "8", "R-1"),
            (0, "2026-10-30", "24", "R-2"),
            (0, "2026-02-31", "8", "R-3"),
        ],
    );
    let batch = import(&scene, BY_ROW, file).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 2, 2]);
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(codes(&rows[2]), ["referenceTwice"]);
    // A row's reference is told, whatever is wrong about it.
    assert_eq!((codes(&rows[4]), &rows[4]["reference"]), (vec!["dayInvalid"], &json!("R-3")));
    assert_eq!(rows[3]["warnings"][0]["code"], "rowTwice");
    // The same fact under another reference is on the register already.
    let batch = import(&scene, COMMIT, csv_of(&scene, &[(0, "2026-10-30", "24", "R-9")])).await;
    assert_eq!(counts(&batch), [0, 0, 0, 0, 1, 0]);
    assert_eq!(rows_of(&scene, &batch).await[0]["warnings"][0]["code"], "factKnown");
}

#[actix_web::test]
async fn a_batch_is_its_senders_organisations_own() {
    let scene = Scene::with_people(1).await;
    let batch = import(&scene, COMMIT, csv_of(&scene, &[(0, "2026-10-30", "24", "R-1")])).await;
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
    let scene = Scene::with_people(1).await;
    let send = async |order: &str, file: String| {
        let request = scene.provider.request(actix_web::http::Method::POST, &format!("{PATH}?{order}"));
        let request =
            request.insert_header(("content-type", CSV)).insert_header(("Idempotency-Key", "file-1"));
        scene.provider.send(request.set_payload(file)).await
    };
    let file = csv_of(&scene, &[(0, "2026-10-30", "24", "R-1")]);
    let first = send(COMMIT, file.clone()).await.expect(201);
    let again = send(COMMIT, file.clone()).await.expect(201);
    assert_eq!(first.bytes, again.bytes);
    send(BY_ROW, file).await.expect(422);
    assert_eq!(scene.provider.get(PATH).await.body["batches"].as_array().expect("batches").len(), 1);
}

#[actix_web::test]
async fn every_form_of_the_same_rows_comes_to_the_same() {
    let scene = Scene::with_people(1).await;
    let row = json!({ "idnp": scene.idnp(0), "programme": "CFP-101", "completedOn": "2026-10-30", "hours": "24", "result": "passed", "reference": "R-1" });
    let json = scene.provider.batch(PATH, COMMIT, "application/json", json!([row]).to_string()).await;
    assert_eq!(counts(&json), [1, 0, 0, 0, 0, 0], "{:?}", rows_of(&scene, &json).await);
    let ndjson = scene.provider.batch(PATH, COMMIT, "application/x-ndjson", format!("{row}\n")).await;
    assert_eq!(counts(&ndjson), [0, 0, 0, 1, 0, 0]);
    let csv = import(&scene, COMMIT, csv_of(&scene, &[(0, "30.10.2026", "24.00", "R-1")])).await;
    assert_eq!(counts(&csv), [0, 0, 0, 1, 0, 0]);
}

#[actix_web::test]
async fn a_reference_is_one_of_its_provider_however_that_is_named() {
    let scene = Scene::with_people(1).await;
    scene.new_programme("CFP-102").approved_from("2015-01-01").create().await;
    let (idnp, own) = (scene.idnp(0), scene.provider.organisation);
    let file = format!(
        "idnp,programme,completedOn,hours,result,reference,provider\n{idnp},CFP-101,2026-10-30,24,passed,R-1,\n{idnp},CFP-102,2026-10-31,8,passed,R-1,{own}\n"
    );
    let batch = import(&scene, BY_ROW, file).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 1], "{}", batch.body);
    assert_eq!(codes(&rows_of(&scene, &batch).await[1]), ["referenceTwice"]);
}

#[actix_web::test]
async fn a_batch_is_seen_by_its_senders_role_not_by_another_one_of_the_organisation() {
    let scene = Scene::with_people(1).await;
    // The agency that keeps the register employs people, teaches and supervises as well.
    let agency = scene.registrar.organisation;
    let people = format!(
        "idnp,familyName,givenName,organisation,post,validFrom\n{},Ceban,Ion,{agency},psiholog,2026-10-01\n",
        scene.service.fresh_code()
    );
    for (role, (path, file)) in [
        (Role::Employer, ("/api/v1/worker-batches", people)),
        (Role::Provider, (PATH, csv_of(&scene, &[(0, "2026-10-30", "24", "R-1")]))),
        (Role::University, (PATH, csv_of(&scene, &[(0, "2026-10-31", "24", "R-2")]))),
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
    let scene = Scene::with_people(4).await;
    let supervisor = &scene.supervisor;
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
    for (worker, person) in scene.people.iter().enumerate() {
        let id = &person.id;
        let about =
            scene.auditor.list(&format!("/api/v1/journal-entries?workerId={id}"), "journalEntries").await;
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
