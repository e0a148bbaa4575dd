//! Files of awards: who holds a grade already, brought in by commissions and, with the basis, by the
//! registrar.

use registry::call::Role;
use registry::values::OrganisationKind;
use serde_json::{Value, json};

use crate::fixtures::{Scene, text};
use crate::imports::{counts, faults};
use crate::service::{Answer, Client};

const PATH: &str = "/api/v1/award-batches";
const TITLES: &str = "IDNP;Cod grad;Număr decizie;Data deciziei;Valabil din;Valabil până la";
/// Ways to send a file that is taken.
const ORDERS: [&str; 2] = ["mode=commit", "mode=commit&atomicity=row"];
const BY_ROW: &str = ORDERS[1];

async fn send(client: &Client, order: &str, titles: &str, rows: &[String]) -> Answer {
    client.batch(PATH, order, "text/csv", format!("{titles}\n{}\n", rows.join("\n"))).await
}

async fn told(client: &Client, batch: &Answer) -> Vec<Value> {
    client.list(&format!("{PATH}/{}/rows", batch.id()), "rows").await
}

async fn awards(scene: &Scene, worker: &str) -> Vec<Value> {
    scene.registrar.list(&format!("/api/v1/awards?workerId={worker}"), "awards").await
}

/// A scene with two grades.
async fn start() -> Scene {
    let scene = Scene::start().await;
    scene.new_grade("grade-2", 1).create().await;
    scene.new_grade("grade-1", 2).create().await;
    scene
}

#[actix_web::test]
async fn a_commission_brings_its_awards_once() {
    for order in ORDERS {
        let scene = start().await;
        let rows = [
            format!("{};GRADE-2;17/2020;20.02.2020;01.03.2020;28.02.2025", scene.idnp(0)),
            format!("{};grade-2;17/2025;2025-02-20;2025-03-01;", scene.idnp(0)),
            format!("{};grade-1;17/2025;2025-02-20;2025-03-01;2030-02-28", scene.idnp(1)),
        ];
        let look = send(&scene.commission, "mode=validate", TITLES, &rows).await;
        assert_eq!(counts(&look), [3, 0, 0, 0, 0, 0], "{:?}", told(&scene.commission, &look).await);
        assert_eq!(awards(&scene, scene.id(0)).await, Vec::<Value>::new());
        let batch = send(&scene.commission, order, TITLES, &rows).await;
        assert_eq!((&batch.body["status"], counts(&batch)), (&json!("completed"), [3, 0, 0, 0, 0, 0]));
        let rows_told = told(&scene.commission, &batch).await;
        let held = awards(&scene, scene.id(0)).await;
        assert_eq!((held.len(), &held[0]["id"]), (2, &rows_told[0]["objectId"]));
        assert_eq!(
            (&rows_told[0]["workerId"], text(&rows_told[0], "reference")),
            (&json!(scene.id(0)), "17/2020")
        );
        let fields =
            ["decisionNumber", "decidedOn", "validFrom", "validUntil"].map(|name| text(&held[0], name));
        assert_eq!(fields, ["17/2020", "2020-02-20", "2020-03-01", "2025-02-28"]);
        assert_eq!(
            (&held[0]["commissionId"], &held[0]["migrationBasis"]),
            (&json!(scene.commission.organisation), &Value::Null)
        );
        assert_eq!(
            (&held[1]["validUntil"], &held[1]["recordedBy"]),
            (&Value::Null, &json!(scene.commission.id))
        );
        // The same again is there, under either atomicity, and each row twice is there once.
        let again = send(&scene.commission, order, TITLES, &[rows.to_vec(), rows.to_vec()].concat()).await;
        assert_eq!((&again.body["status"], counts(&again)), (&json!("completed"), [0, 0, 0, 0, 6, 0]));
        let known = &told(&scene.commission, &again).await[0];
        assert_eq!(
            (&known["warnings"][0]["code"], &known["objectId"]),
            (&json!("awardKnown"), &held[0]["id"])
        );
        // Each has its event and its entry, as one that is recorded by itself.
        let path =
            format!("/api/v1/journal-entries?workerId={}&clientId={}", scene.id(1), scene.commission.id);
        let entries = scene.auditor.list(&path, "journalEntries").await;
        assert!(entries.iter().any(|entry| entry["operation"] == "create_award_batch"), "{entries:?}");
    }
}

#[actix_web::test]
async fn an_award_that_cannot_be_is_rejected_for_its_cause() {
    let scene = start().await;
    let first = format!("{};grade-2;17/2025;2025-02-20;2025-03-01;2030-02-28", scene.idnp(0));
    assert_eq!(counts(&send(&scene.commission, BY_ROW, TITLES, &[first]).await), [1, 0, 0, 0, 0, 0]);
    let closed = scene.service.fresh_code();
    let gone = scene.new_worker().known_by(&closed).create().await;
    let path = format!("/api/v1/workers/{gone}/deactivations");
    scene.registrar.post(&path, json!({ "reason": "deces" })).await.expect(201);
    let nobody = scene.service.fresh_code();
    let (ana, ion) = (scene.idnp(0), scene.idnp(1));
    for (row, expected) in [
        (format!("{ana};grade-2;18/2025;2025-02-20;2030-02-28;2031-01-01"), vec![("gradeHeldBy", "grade")]),
        (
            format!("{ana};grade-2;17/2025;2025-02-21;2025-03-01;2031-02-28"),
            vec![("decisionDiffers", "decidedOn"), ("decisionDiffers", "validUntil")],
        ),
        (format!("{ion};grade-9;18/2025;2025-02-20;2025-03-01;"), vec![("gradeCodeUnknown", "grade")]),
        (format!("{ion};grade-1;18/2025;2027-02-20;2025-03-01;"), vec![("dayInFuture", "decidedOn")]),
        (
            format!("{ion};grade-1;18/2025;2025-02-20;2025-03-01;2025-02-28"),
            vec![("endsBeforeItBegins", "validUntil")],
        ),
        (format!("{nobody};grade-1;18/2025;2025-02-20;2025-03-01;"), vec![("workerUnknown", "idnp")]),
        (format!("{closed};grade-1;18/2025;2025-02-20;2025-03-01;"), vec![("workerClosed", "idnp")]),
        (
            "2000000000005;;;31.02.2025;;".to_owned(),
            vec![
                ("idnpInvalid", "idnp"),
                ("required", "grade"),
                ("required", "decisionNumber"),
                ("dayInvalid", "decidedOn"),
                ("required", "validFrom"),
            ],
        ),
    ] {
        for order in ["mode=validate", BY_ROW, "mode=commit&onChange=correct"] {
            let batch = send(&scene.commission, order, TITLES, std::slice::from_ref(&row)).await;
            assert_eq!(faults(&told(&scene.commission, &batch).await[0]), expected, "{row}");
        }
    }
    // The cause is named: which decision, and which row.
    let overlap = [format!("{ana};grade-2;18/2025;2025-02-20;2026-01-01;")];
    let batch = send(&scene.commission, BY_ROW, TITLES, &overlap).await;
    let message = told(&scene.commission, &batch).await[0]["errors"][0]["message"].to_string();
    assert!(message.matches("17/2025").count() == 3 && message.contains("01.03.2025"), "{message}");
    let two = [
        format!("{ion};grade-1;18/2025;2025-02-20;2025-03-01;"),
        format!("{ion};grade-1;19/2025;2025-02-20;2026-03-01;"),
    ];
    let batch = send(&scene.commission, BY_ROW, TITLES, &two).await;
    let rows = told(&scene.commission, &batch).await;
    assert_eq!((counts(&batch)[0], faults(&rows[1])), (1, vec![("gradeHeldInRow", "grade")]));
    assert_eq!(rows[1]["errors"][0]["params"]["about"], "2", "{}", rows[1]);
    // An award that was revoked since is not the same as the one that the row says.
    let award = text(&awards(&scene, scene.id(0)).await[0], "id").to_owned();
    let revocation = json!({ "revokedFrom": "2025-03-01", "reason": "decizia a fost anulată" });
    scene.commission.post(&format!("/api/v1/awards/{award}/revocations"), revocation).await.expect(201);
    let same = [format!("{ana};grade-2;17/2025;2025-02-20;2025-03-01;2030-02-28")];
    let batch = send(&scene.commission, BY_ROW, TITLES, &same).await;
    let row = &told(&scene.commission, &batch).await[0];
    assert_eq!((faults(row), &row["objectId"]), (vec![("decisionRevoked", "decisionNumber")], &json!(award)));
    let call = json!({
        "workerId": scene.id(0), "gradeId": awards(&scene, scene.id(0)).await[0]["gradeId"],
        "decisionNumber": "17/2025", "decidedOn": "2025-02-20", "validFrom": "2025-03-01",
        "validUntil": "2030-02-28"
    });
    let refused = scene.commission.post("/api/v1/awards", call).await.expect(409);
    assert_eq!(refused.body["code"], "decisionRevoked", "{}", refused.body);
    // Revoked in error it is there again; and then rightly.
    let path = format!("/api/v1/awards/{award}");
    let why = json!({ "reason": "altă decizie" });
    scene.commission.post(&format!("{path}/revocation-withdrawals"), why).await.expect(201);
    let batch = send(&scene.commission, BY_ROW, TITLES, &same).await;
    let row = &told(&scene.commission, &batch).await[0];
    assert_eq!((counts(&batch), &row["objectId"]), ([0, 0, 0, 0, 1, 0], &json!(award)));
    let revocation = json!({ "revokedFrom": "2025-03-01", "reason": "decizia a fost anulată" });
    scene.commission.post(&format!("{path}/revocations"), revocation).await.expect(201);
    // As it should have been it is recorded under the same decision, by file and by call.
    let mended = [format!("{ana};grade-2;17/2025;2025-02-20;2025-04-01;2030-03-31")];
    for order in ["mode=validate", BY_ROW] {
        assert_eq!(counts(&send(&scene.commission, order, TITLES, &mended).await), [1, 0, 0, 0, 0, 0]);
    }
    let held = awards(&scene, scene.id(0)).await;
    let standing: Vec<_> = held.iter().filter(|one| one["revokedAt"].is_null()).collect();
    assert_eq!((held.len(), standing.len(), text(standing[0], "validFrom")), (2, 1, "2025-04-01"));
    assert_eq!(counts(&send(&scene.commission, BY_ROW, TITLES, &mended).await), [0, 0, 0, 0, 1, 0]);
}

#[actix_web::test]
async fn an_award_under_somebody_elses_number_is_told_by_the_name() {
    let scene = start().await;
    let titles = format!("{TITLES};Nume;Prenume");
    let row =
        |name: &str| format!("{};grade-2;17/2025;2025-02-20;2025-03-01;2030-02-28;{name}", scene.idnp(0));
    let batch = send(&scene.commission, BY_ROW, &titles, &[row("Țurcan;Ion")]).await;
    let told_row = &told(&scene.commission, &batch).await[0];
    assert_eq!((text(told_row, "outcome"), faults(told_row)[0].0), ("rejected", "nameDiffers"));
    assert!(awards(&scene, scene.id(0)).await.is_empty());
    let batch = send(&scene.commission, BY_ROW, &titles, &[row("RUSU;Ana")]).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 0], "{:?}", told(&scene.commission, &batch).await);
    // The registrar decides nothing itself, so that it says whose decision it is.
    let row = [format!("{};grade-1;18/2025;2025-02-20;2025-03-01;;", scene.idnp(1))];
    let titles = format!("{TITLES};IDNO comisie");
    let batch = send(&scene.registrar, "mode=validate", &titles, &row).await;
    assert_eq!(faults(&told(&scene.registrar, &batch).await[0]), [("required", "commission")]);
}

#[actix_web::test]
async fn the_registrar_brings_awards_of_any_commission_with_their_basis() {
    let scene = start().await;
    let titles = format!("{TITLES};IDNO comisie;Temei juridic");
    let other = scene.service.organisation(OrganisationKind::Ministry, None).await;
    let organisation = scene.registrar.get(&format!("/api/v1/organisations/{other}")).await.expect(200);
    let idno = text(&organisation.body, "idno");
    let basis = "Ordinul nr. 5 din 10.01.2020";
    let rows = [
        format!("{};grade-2;17/2020;2020-02-20;2020-03-01;;{idno};{basis}", scene.idnp(0)),
        format!("{};grade-2;17/2020;2020-02-20;2020-03-01;;{idno};", scene.idnp(1)),
    ];
    let batch = send(&scene.registrar, "mode=commit", &titles, &rows).await;
    assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 0], "{:?}", told(&scene.registrar, &batch).await);
    let (first, second) = (awards(&scene, scene.id(0)).await, awards(&scene, scene.id(1)).await);
    assert_eq!((&first[0]["commissionId"], &first[0]["migrationBasis"]), (&json!(other), &json!(basis)));
    // Once more with another basis it is not the same.
    let other_basis = [rows[0].replace("nr. 5", "nr. 6")];
    let batch = send(&scene.registrar, "mode=commit", &titles, &other_basis).await;
    assert_eq!(faults(&told(&scene.registrar, &batch).await[0]), [("decisionDiffers", "legalBasis")]);
    let again = send(&scene.registrar, "mode=commit", &titles, &rows[..1]).await;
    assert_eq!(counts(&again), [0, 0, 0, 0, 1, 0]);
    // Without one of its own it has that of the call.
    assert!(second[0]["migrationBasis"].is_string(), "{second:?}");
    // A commission names none but itself.
    let row = [format!("{};grade-1;17/2020;2020-02-20;2020-03-01;;{idno};", scene.idnp(0))];
    let batch = send(&scene.commission, "mode=validate", &titles, &row).await;
    assert_eq!(faults(&told(&scene.commission, &batch).await[0]), [("organisationUnknown", "commission")]);
    // Others do not bring any.
    let provider = scene.service.client(Role::Provider).await;
    provider.send_file(PATH, "mode=validate", "text/csv", format!("{TITLES}\n")).await.expect(403);
}

#[actix_web::test]
async fn files_of_the_same_awards_at_once_record_each_of_them_once() {
    let scene = Scene::with_people(8).await;
    scene.new_grade("grade-2", 1).create().await;
    let rows: Vec<_> =
        (0..8).map(|one| format!("{};grade-2;17/2020;2020-02-20;2020-03-01;", scene.idnp(one))).collect();
    let all = (0..3).map(|_| send(&scene.commission, BY_ROW, TITLES, &rows));
    let batches = futures_util::future::join_all(all).await;
    let created: i64 = batches.iter().map(|batch| counts(batch)[0]).sum();
    let known: i64 = batches.iter().map(|batch| counts(batch)[4]).sum();
    assert_eq!((created, known), (8, 16));
}

#[actix_web::test]
async fn a_grade_is_named_by_its_code_or_its_name_and_a_refusal_lists_some() {
    let scene = Scene::start().await;
    let ladder = [
        ("grade-2", "gradul II", "Second grade", "вторая степень"),
        ("grade-1", "gradul I", "First grade", "первая степень"),
    ];
    for (rank, (code, ro, en, ru)) in (1..).zip(ladder) {
        let new = scene.new_grade(code, rank).with("nameRo", ro);
        new.with("nameEn", en).with("nameRu", ru).create().await;
    }
    let titles = TITLES.replace("Cod grad", "Gradul").replace("Număr decizie", "Nr. deciziei");
    let row = |grade: &str| format!("{};{grade};17/2025;2025-02-20;2025-03-01;fără termen", scene.idnp(0));
    for grade in ["grade-2", "GRADE 2", "Gradul II", "GRADUL  II", "second grade", "Вторая степень", "II"]
    {
        let look = send(&scene.commission, "mode=validate", &titles, &[row(grade)]).await;
        assert_eq!(counts(&look), [1, 0, 0, 0, 0, 0], "{grade}: {:?}", told(&scene.commission, &look).await);
    }
    // A name that two have is nobody's; a code is its own.
    let psychologists =
        scene.new_grade("psy-2", 3).with("nameRo", "Gradul III").with("nameEn", "First grade");
    let psychologists = psychologists.create().await;
    let look = send(&scene.commission, "mode=validate", &titles, &[row("First grade"), row("psy-2")]).await;
    let rows = told(&scene.commission, &look).await;
    assert_eq!(faults(&rows[0])[0].0, "gradeCodeUnknown", "{psychologists}: {rows:?}");
    assert_eq!(text(&rows[1], "outcome"), "created", "{rows:?}");
    let batch =
        send(&scene.commission, BY_ROW, &titles, &[row("Gradul II"), row("grade-2"), row("степень")]).await;
    let rows = told(&scene.commission, &batch).await;
    // By its code it is the same award.
    assert_eq!(
        (&rows[1]["outcome"], &rows[1]["warnings"][0]["code"], faults(&rows[2])[0].0),
        (&json!("duplicate"), &json!("rowTwice"), "gradeCodeUnknown"),
        "{rows:?}"
    );
    let listed = "grade-2 (gradul II), grade-1 (gradul I), psy-2 (Gradul III)";
    for language in ["ro", "en", "ru"] {
        let expected = rows[2]["errors"][0]["expected"][language].as_str().expect("words");
        assert!(expected.ends_with(listed) && !expected.contains("GET"), "{expected}");
    }
    let held = awards(&scene, scene.id(0)).await;
    let grades = scene.registrar.list("/api/v1/grades", "grades").await;
    let second = grades.iter().find(|grade| grade["code"] == "grade-2").expect("a grade");
    assert_eq!((held.len(), &held[0]["gradeId"], &held[0]["validUntil"]), (1, &second["id"], &Value::Null));
}
