//! Files of supervision sessions: recorded, corrected and voided, each session once.

use registry::call::Role;
use serde_json::{Value, json};

use crate::fixtures::{self, Scene, text};
use crate::imports::{counts, faults};
use crate::service::{Answer, Client};

const PATH: &str = "/api/v1/supervision-session-batches";
const SESSIONS: &str = "/api/v1/supervision-sessions";
const CSV: &str = "text/csv";
const COMMIT: &str = "mode=commit";
const BY_ROW: &str = "mode=commit&atomicity=row";
const CORRECT: &str = "mode=commit&atomicity=row&onChange=correct";
const TITLES: &str = "Referință;IDNP supervizor;Participanți;Tip;Cadru;Mod;Data ședinței;Minute;Temă";

/// A session of these on the day before today, with so many minutes.
fn line(scene: &Scene, reference: &str, attendees: &[usize], minutes: &str) -> String {
    let names: Vec<_> = attendees.iter().map(|attendee| scene.idnp(*attendee)).collect();
    let kind = if attendees.len() == 1 { "individuală" } else { "групповая" };
    format!(
        "{reference};{};{};{kind};intern;fizic;22.11.2026;{minutes};burnout-prevention",
        scene.idnp(0),
        names.join(", ")
    )
}

async fn import(scene: &Scene, order: &str, lines: &[String]) -> Answer {
    scene.supervisor.batch(PATH, order, CSV, format!("{TITLES}\n{}\n", lines.join("\n"))).await
}

async fn rows_of(scene: &Scene, batch: &Answer) -> Vec<Value> {
    scene.supervisor.list(&format!("{PATH}/{}/rows", batch.id()), "rows").await
}

async fn session(scene: &Scene, row: &Value) -> Value {
    scene.supervisor.get(&format!("{SESSIONS}/{}", text(row, "objectId"))).await.expect(200).body
}

/// References and minutes of what is believed, in order.
async fn believed(scene: &Scene) -> Vec<(String, i64)> {
    let sessions = scene.supervisor.list(SESSIONS, "supervisionSessions").await;
    let one = |session: &Value| {
        (
            session["reference"].as_str().unwrap_or_default().to_owned(),
            session["minutes"].as_i64().expect("minutes"),
        )
    };
    let mut all: Vec<_> = sessions.iter().map(one).collect();
    all.sort();
    all
}

#[actix_web::test]
async fn a_list_that_counts_from_one_again_corrects_no_session_of_the_month_before() {
    let scene = Scene::with_people(4).await;
    import(&scene, COMMIT, &[line(&scene, "1", &[1], "90")]).await;
    let next = line(&scene, "1", &[2, 3], "60").replace("22.11.2026", "21.11.2026");
    for order in [BY_ROW, CORRECT] {
        let batch = import(&scene, order, std::slice::from_ref(&next)).await;
        assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 1], "{order}");
        let rows = rows_of(&scene, &batch).await;
        assert!(faults(&rows[0]).iter().all(|(code, _)| *code == "referenceOfAnother"), "{rows:?}");
    }
    // The same person on another day, about something else.
    let next = line(&scene, "1", &[1], "90")
        .replace("22.11.2026", "21.11.2026")
        .replace("burnout-prevention", "ethics");
    let batch = import(&scene, CORRECT, &[next]).await;
    let rows = rows_of(&scene, &batch).await;
    let expected = [("referenceOfAnother", "heldOn"), ("referenceOfAnother", "theme")];
    assert_eq!(faults(&rows[0]), expected, "{rows:?}");
    // Other people on the same day: the list of another house.
    let batch = import(&scene, CORRECT, &[line(&scene, "1", &[2], "60")]).await;
    let rows = rows_of(&scene, &batch).await;
    let expected = [("referenceOfAnother", "attendees"), ("referenceOfAnother", "minutes")];
    assert_eq!(faults(&rows[0]), expected, "{rows:?}");
    assert_eq!(believed(&scene).await, [("1".to_owned(), 90)]);
}

#[actix_web::test]
async fn a_voided_session_does_not_come_back_with_its_file() {
    let scene = Scene::with_people(2).await;
    let lines = [line(&scene, "S-1", &[1], "90")];
    let batch = import(&scene, COMMIT, &lines).await;
    let id = text(&rows_of(&scene, &batch).await[0], "objectId").to_owned();
    scene.supervisor.post(&format!("{SESSIONS}/{id}/voids"), fixtures::void()).await.expect(201);
    let batch = import(&scene, BY_ROW, &lines).await;
    assert_eq!(faults(&rows_of(&scene, &batch).await[0]), [("factVoided", "reference")]);
    assert_eq!(counts(&import(&scene, CORRECT, &lines).await), [1, 0, 0, 0, 0, 0]);
}

#[actix_web::test]
async fn sessions_of_a_file_are_recorded_once_with_who_attended() {
    let scene = Scene::with_people(4).await;
    let lines = [line(&scene, "S-1", &[1], "90"), line(&scene, "S-2", &[2, 1, 3], "120")];
    assert_eq!(counts(&import(&scene, "mode=validate", &lines).await), [2, 0, 0, 0, 0, 0]);
    assert!(believed(&scene).await.is_empty());
    let batch = import(&scene, COMMIT, &lines).await;
    assert_eq!(
        (&batch.body["status"], counts(&batch)),
        (&json!("completed"), [2, 0, 0, 0, 0, 0]),
        "{:?}",
        rows_of(&scene, &batch).await
    );
    let told = rows_of(&scene, &batch).await;
    let (one, group) = (session(&scene, &told[0]).await, session(&scene, &told[1]).await);
    assert_eq!(
        (&one["kind"], &one["setting"], &one["method"]),
        (&json!("individual"), &json!("internal"), &json!("in_person"))
    );
    assert_eq!((&one["supervisorId"], &one["heldOn"]), (&json!(scene.id(0)), &json!("2026-11-22")));
    assert_eq!(one["organisationId"], json!(scene.supervisor.organisation));
    let mut expected = [scene.id(1), scene.id(2), scene.id(3)];
    expected.sort_unstable();
    assert_eq!((&group["kind"], &group["attendeeIds"]), (&json!("group"), &json!(expected)));
    // The same again, in another order, is there already.
    for order in [COMMIT, BY_ROW, CORRECT] {
        assert_eq!(
            counts(&import(&scene, order, &[lines[1].clone(), lines[0].clone(), lines[1].clone()]).await),
            [0, 0, 0, 2, 1, 0]
        );
    }
    // One session more or less of a reference is a conflict for the single request as well.
    let again = fixtures::session(&scene.supervisor, scene.id(0), scene.id(1)).on("2026-11-22");
    again.reference("S-1").send().await.expect(409);
    // Everybody whom the file named is in the journal.
    for worker in 0..4 {
        let entries = scene
            .auditor
            .list(&format!("/api/v1/journal-entries?workerId={}", scene.id(worker)), "journalEntries")
            .await;
        assert!(
            entries.iter().any(|entry| entry["operation"] == "create_supervision_session_batch"),
            "{entries:?}"
        );
    }
}

#[actix_web::test]
async fn attendees_are_named_by_idnp_or_id_in_a_cell_or_a_list() {
    let scene = Scene::with_people(4).await;
    let row = |reference: &str, attendees: Value| {
        json!({
            "supervisorId": scene.id(0), "attendees": attendees, "kind": "group", "setting": "external", "method": "online",
            "heldOn": "2026-11-22", "minutes": 60, "theme": "burnout-prevention", "reference": reference
        })
    };
    let rows = json!([
        row("S-1", json!([scene.idnp(1), scene.id(2)])),
        row("S-2", json!(format!("{} | {}", scene.id(1), scene.idnp(2))))
    ]);
    let batch = scene.supervisor.batch(PATH, COMMIT, "application/json", rows.to_string()).await;
    assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 0], "{:?}", rows_of(&scene, &batch).await);
    let told = rows_of(&scene, &batch).await;
    assert_eq!(
        session(&scene, &told[0]).await["attendeeIds"],
        session(&scene, &told[1]).await["attendeeIds"]
    );
}

#[actix_web::test]
async fn a_session_that_differs_corrects_only_when_that_is_asked() {
    let scene = Scene::with_people(4).await;
    let first = import(&scene, COMMIT, &[line(&scene, "S-1", &[1], "90")]).await;
    let before = rows_of(&scene, &first).await.remove(0);
    let changed = [line(&scene, "S-1", &[1, 2], "60")];
    let batch = import(&scene, BY_ROW, &changed).await;
    assert_eq!(
        faults(&rows_of(&scene, &batch).await[0]),
        [("differs", "attendees"), ("differs", "kind"), ("differs", "minutes")]
    );
    assert_eq!(counts(&import(&scene, "mode=validate&onChange=correct", &changed).await), [0, 1, 0, 0, 0, 0]);
    assert_eq!(believed(&scene).await, [("S-1".to_owned(), 90)]);

    let batch = import(&scene, CORRECT, &changed).await;
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 0]);
    let after = rows_of(&scene, &batch).await.remove(0);
    assert_eq!(after["warnings"][0]["code"], "corrects");
    assert_ne!(after["objectId"], before["objectId"]);
    assert_eq!(believed(&scene).await, [("S-1".to_owned(), 60)]);
    let old = session(&scene, &before).await;
    assert_eq!((&old["withdrawal"], &old["minutes"]), (&json!("corrected"), &json!(90)));
    assert_eq!(old["withdrawnAt"], session(&scene, &after).await["recordedAt"]);
    assert_eq!(counts(&import(&scene, CORRECT, &changed).await), [0, 0, 0, 1, 0, 0]);
}

#[actix_web::test]
async fn rows_may_void_and_correct_by_themselves() {
    let scene = Scene::with_people(4).await;
    import(&scene, COMMIT, &[line(&scene, "S-1", &[1], "90"), line(&scene, "S-2", &[1], "90")]).await;
    let file = format!(
        "{TITLES};action;reason\nS-1;;;;;;;;;void;scrisă de două ori\n{};correct;alte minute\nS-9;;;;;;;;;anulează;\n{};correct;\n",
        line(&scene, "S-2", &[2], "45"),
        line(&scene, "S-8", &[2], "45")
    );
    let batch = scene.supervisor.batch(PATH, BY_ROW, CSV, file.clone()).await;
    let told = rows_of(&scene, &batch).await;
    assert_eq!(counts(&batch), [0, 1, 1, 0, 0, 2], "{told:?}");
    let voided = session(&scene, &told[0]).await;
    assert_eq!(
        (&voided["withdrawal"], &voided["withdrawalReason"]),
        (&json!("voided"), &json!("scrisă de două ori"))
    );
    assert_eq!(session(&scene, &told[1]).await["attendeeIds"], json!([scene.id(2)]));
    assert_eq!(
        (faults(&told[2]), faults(&told[3])),
        (vec![("referenceUnknown", "reference")], vec![("referenceUnknown", "reference")])
    );
    assert_eq!(believed(&scene).await, [("S-2".to_owned(), 45)]);
    // The same file once more changes nothing.
    assert_eq!(counts(&scene.supervisor.batch(PATH, BY_ROW, CSV, file).await), [0, 0, 0, 2, 0, 2]);
    // Who means another session is told so, though that which has the reference is voided.
    let other = format!("{TITLES};action\n{};void\n", line(&scene, "S-1", &[2], "90"));
    let batch = scene.supervisor.batch(PATH, BY_ROW, CSV, other).await;
    assert_eq!(faults(&rows_of(&scene, &batch).await[0]), [("voidsAnother", "attendees")]);
}

#[actix_web::test]
async fn a_row_voids_no_session_that_is_another_by_its_other_cells() {
    let scene = Scene::with_people(4).await;
    let own = line(&scene, "S-1", &[1], "90");
    import(&scene, COMMIT, std::slice::from_ref(&own)).await;
    for (row, expected) in [
        (line(&scene, "S-1", &[2], "90"), vec![("voidsAnother", "attendees")]),
        (own.replace("22.11.2026", "21.11.2026"), vec![("voidsAnother", "heldOn")]),
        (own.replace(";90;", ";45;"), vec![("voidsAnother", "minutes")]),
        (own.replace("22.11.2026", "31.02.2026"), vec![("dayInvalid", "heldOn")]),
    ] {
        let file = format!("{TITLES};action\n{row};void\n");
        let batch = scene.supervisor.batch(PATH, BY_ROW, CSV, file).await;
        let rows = rows_of(&scene, &batch).await;
        assert_eq!(faults(&rows[0]), expected, "{row}");
    }
    // Without the day people are named all the same.
    for (titles, cells) in [
        ("Participanți", scene.idnp(2)),
        ("IDNP supervizor", scene.idnp(1)),
        ("Nume participanți", "Cebanu Ion"),
    ] {
        let file = format!("action;reference;{titles}\nvoid;S-1;{cells}\n");
        let batch = scene.supervisor.batch(PATH, BY_ROW, CSV, file).await;
        assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 1], "{titles}");
    }
    assert_eq!(believed(&scene).await, [("S-1".to_owned(), 90)]);
    let file = format!("{TITLES};action\n{own};void\n");
    assert_eq!(counts(&scene.supervisor.batch(PATH, BY_ROW, CSV, file).await), [0, 0, 1, 0, 0, 0]);
}

#[actix_web::test]
async fn what_cannot_have_been_is_named_and_nothing_is_kept() {
    let scene = Scene::with_people(4).await;
    let nobody = scene.service.fresh_code();
    let (mentor, ana, ion) = (scene.idnp(0), scene.idnp(1), scene.idnp(2));
    let rest = "intern;fizic;2026-11-22;90;burnout-prevention";
    let lines = [
        line(&scene, "S-1", &[1], "90"),
        format!("S-2;{mentor};{ana};grup;{rest}"),
        format!("S-3;{mentor};{ana} {ion};individual;{rest}"),
        format!("S-4;{mentor};{mentor} {ana};grup;{rest}"),
        format!("S-5;{mentor};{ana} {};grup;{rest}", scene.id(1)),
        format!("S-6;{nobody};{nobody} {ana};grup;intern;fizic;2026-11-24;721;burnout-prevention"),
        format!("S-7;{mentor};{ana} 2000000000005 x;trio;intern;telefon;azi;mult;Caz: R."),
        format!(";;;;;;;;{ana}"),
    ];
    let batch = import(&scene, COMMIT, &lines).await;
    assert_eq!((&batch.body["status"], counts(&batch)), (&json!("failed"), [1, 0, 0, 0, 0, 7]));
    assert!(believed(&scene).await.is_empty());
    let told = rows_of(&scene, &batch).await;
    for row in &told[1..5] {
        assert_eq!(faults(row), [("attendeesInvalid", "attendees")], "{row}");
    }
    assert_eq!(
        faults(&told[5]),
        [
            ("workerUnknown", "supervisorIdnp"),
            ("workerUnknown", "attendees"),
            ("dayInFuture", "heldOn"),
            ("minutesInvalid", "minutes")
        ]
    );
    assert_eq!(
        faults(&told[6]),
        [
            ("idnpInvalid", "attendees"),
            ("idnpInvalid", "attendees"),
            ("wordUnknown", "kind"),
            ("wordUnknown", "method"),
            ("dayInvalid", "heldOn"),
            ("minutesInvalid", "minutes"),
            ("themeInvalid", "theme")
        ]
    );
    assert_eq!(faults(&told[7]).len(), 9);
    let text = serde_json::to_string(&told).expect("JSON");
    assert!([mentor, ana, ion, &nobody, "2000000000005"].iter().all(|idnp| !text.contains(idnp)), "{text}");
}

#[actix_web::test]
async fn an_employer_records_of_those_who_worked_for_it_on_that_day() {
    let scene = Scene::with_people(4).await;
    let employer = scene.service.client(Role::Employer).await;
    let employment = fixtures::employment(&employer.organisation, "2026-11-21");
    // Where the mentor works supervision is offered to others.
    scene.service.client_of(scene.employer.organisation, Role::Supervisor).await;
    let path = format!("/api/v1/workers/{}/employments", scene.id(1));
    let employed = scene.registrar.post(&path, employment).await.expect(201).id();
    let (mentor, own, other) = (scene.idnp(0), scene.idnp(1), scene.idnp(2));
    let line = |reference: &str, attendee: &str, day: &str| {
        format!("{reference};{mentor};{attendee};individual;intern;fizic;{day};90;burnout-prevention\n")
    };
    let (good, early, foreign) =
        (line("S-1", own, "2026-11-22"), line("S-2", own, "2026-11-20"), line("S-3", other, "2026-11-22"));
    let file = format!("{TITLES}\n{good}{early}{foreign}");
    let batch = employer.batch(PATH, BY_ROW, CSV, file.clone()).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 2]);
    let told = employer.list(&format!("{PATH}/{}/rows", batch.id()), "rows").await;
    assert_eq!(
        (faults(&told[1]), faults(&told[2])),
        (vec![("workerUnknown", "attendees")], vec![("workerUnknown", "attendees")])
    );
    // Records stay the same when the file comes again and the worker was never employed there
    // after all.
    scene
        .registrar
        .post(&format!("/api/v1/employments/{employed}/voids"), json!({ "reason": "altă persoană" }))
        .await
        .expect(201);
    assert_eq!(counts(&employer.batch(PATH, BY_ROW, CSV, file).await), [0, 0, 0, 1, 0, 2]);
}

#[actix_web::test]
async fn a_reference_is_one_of_its_organisation_however_that_is_named() {
    let scene = Scene::with_people(4).await;
    let own = scene.supervisor.organisation;
    let other = scene.service.client(Role::Supervisor).await.organisation;
    let file = format!(
        "{TITLES};organisation\n{};\n{};{own}\n{};{other}\n",
        line(&scene, "S-1", &[1], "90"),
        line(&scene, "S-1", &[1], "60"),
        line(&scene, "S-1", &[1], "30")
    );
    let batch = scene.supervisor.batch(PATH, BY_ROW, CSV, file).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 2]);
    let told = rows_of(&scene, &batch).await;
    assert_eq!(faults(&told[1])[0].0, "referenceTwice");
    assert_eq!(faults(&told[2]), [("organisationUnknown", "organisation")]);
}

#[actix_web::test]
async fn a_closed_record_takes_no_session_and_keeps_those_it_has() {
    let scene = Scene::with_people(4).await;
    let there = [line(&scene, "S-1", &[1], "90")];
    import(&scene, COMMIT, &there).await;
    scene.deactivate(scene.id(1)).await;
    let batch = import(&scene, BY_ROW, &[there[0].clone(), line(&scene, "S-2", &[1], "90")]).await;
    assert_eq!(counts(&batch), [0, 0, 0, 1, 0, 1]);
    assert_eq!(faults(&rows_of(&scene, &batch).await[1]), [("workerClosed", "attendees")]);
    // A session of a closed record is corrected all the same.
    assert_eq!(
        counts(&import(&scene, CORRECT, &[line(&scene, "S-1", &[1], "60")]).await),
        [0, 1, 0, 0, 0, 0]
    );
}

#[actix_web::test]
async fn whom_a_rejected_row_finds_is_in_the_journal() {
    let scene = Scene::with_people(4).await;
    scene.deactivate(scene.id(3)).await;
    // Too long, with somebody whose record is closed.
    let batch = import(&scene, "mode=validate", &[line(&scene, "S-1", &[1, 3], "721")]).await;
    assert_eq!(
        faults(&rows_of(&scene, &batch).await[0]),
        [("workerClosed", "attendees"), ("minutesInvalid", "minutes")]
    );
    // An employer that does not see who attended learns nothing of them.
    let employer = scene.service.client(Role::Employer).await;
    let file = format!("{TITLES}\n{}\n", line(&scene, "S-1", &[1], "90"));
    let refused = employer.batch(PATH, BY_ROW, CSV, file).await;
    assert_eq!(counts(&refused), [0, 0, 0, 0, 0, 1]);
    let is_named = async |client: &Client, worker: usize| {
        let path = format!("/api/v1/journal-entries?workerId={}&clientId={}", scene.id(worker), client.id);
        let entries = scene.auditor.list(&path, "journalEntries").await;
        entries.iter().any(|entry| entry["operation"] == "create_supervision_session_batch")
    };
    for (worker, expected) in [(0, true), (1, true), (2, false), (3, true)] {
        assert_eq!(is_named(&scene.supervisor, worker).await, expected, "{worker}");
    }
    assert!(is_named(&employer, 0).await && !is_named(&employer, 1).await);
}
