//! Files of workers: who comes onto the register by one, who is there already, and what is corrected.

use registry::call::Role;
use registry::values::OrganisationKind;
use serde_json::{Value, json};

use crate::fixtures::{self, text};
use crate::imports::{counts, faults};
use crate::service::{Answer, Client, Service};

const PATH: &str = "/api/v1/worker-batches";
const COMMIT: &str = "mode=commit";
const BY_ROW: &str = "mode=commit&atomicity=row";
const CORRECT: &str = "mode=commit&atomicity=row&onChange=correct";
const TITLES: &str = "IDNP;Nume;Prenume;Angajator;Funcția;Angajat din";

/// A file of these lines.
fn file(lines: &[String]) -> String {
    format!("{TITLES}\n{}\n", lines.join("\n"))
}

async fn send(client: &Client, order: &str, lines: &[String]) -> Answer {
    client.batch(PATH, order, "text/csv", file(lines)).await
}

async fn rows(client: &Client, batch: &Answer) -> Vec<Value> {
    client.list(&format!("{PATH}/{}/rows", batch.id()), "rows").await
}

async fn worker(client: &Client, row: &Value) -> Value {
    client
        .get(&format!("/api/v1/workers/{}", row["objectId"].as_str().expect("an id")))
        .await
        .expect(200)
        .body
}

async fn register(registrar: &Client, idnp: &str) -> String {
    fixtures::worker(registrar).known_by(idnp).create().await
}

#[actix_web::test]
async fn an_employer_registers_its_workers_by_one_file_and_once() {
    for order in [COMMIT, BY_ROW] {
        let service = Service::start().await;
        let employer = service.client(Role::Employer).await;
        let (ana, ion) = (service.fresh_code(), service.fresh_code());
        let lines = [
            format!("{ana};Rusu;Ana;{};asistent-social;01.03.2025", employer.organisation),
            format!("{ion};Țurcanu;Ion;{};psiholog;2026-01-15", employer.organisation),
        ];
        let look = send(&employer, "mode=validate", &lines).await;
        assert_eq!(counts(&look), [2, 0, 0, 0, 0, 0], "{:?}", rows(&employer, &look).await);
        let batch = send(&employer, order, &lines).await;
        assert_eq!((&batch.body["status"], counts(&batch)), (&json!("completed"), [2, 0, 0, 0, 0, 0]));
        let told = rows(&employer, &batch).await;
        let second = worker(&employer, &told[1]).await;
        assert_eq!((&second["familyName"], &second["idnpLast4"]), (&json!("Țurcanu"), &json!(ion[9..])));
        let path = format!("/api/v1/workers/{}/employments", told[1]["objectId"].as_str().expect("an id"));
        let employments = employer.list(&path, "employments").await;
        assert_eq!(employments.len(), 1);
        assert_eq!(
            (&employments[0]["post"], &employments[0]["validFrom"]),
            (&json!("psiholog"), &json!("2026-01-15"))
        );
        assert_eq!(employments[0]["recordedBy"], json!(employer.id));
        // The same again, in another order and twice, is there already.
        let again = send(&employer, order, &[lines[1].clone(), lines[0].clone(), lines[1].clone()]).await;
        assert_eq!(counts(&again), [0, 0, 0, 2, 1, 0]);
        assert_eq!(rows(&employer, &again).await[0]["objectId"], told[1]["objectId"]);
        // The register finds by IDNP whom the file brought.
        let found = employer.post("/api/v1/worker-lookups", json!({ "idnp": ana })).await.expect(200);
        assert_eq!(json!(found.id()), told[0]["objectId"]);
    }
}

#[actix_web::test]
async fn files_of_the_same_people_at_once_register_each_of_them_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let lines: Vec<_> = (0..30).map(|_| format!("{};Rusu;Ana;;;", service.fresh_code())).collect();
    let send_all = (0..3).map(|_| send(&registrar, BY_ROW, &lines));
    let mut single = vec![];
    for line in &lines[..5] {
        single.push(fixtures::worker(&registrar).known_by(&line[..13]).send());
    }
    let (batches, singles) = futures_util::future::join(
        futures_util::future::join_all(send_all),
        futures_util::future::join_all(single),
    )
    .await;
    let created: i64 = batches.iter().map(|batch| counts(batch)[0]).sum();
    let singly = singles.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(usize::try_from(created).expect("few") + singly, 30);
    assert!(
        batches
            .iter()
            .all(|batch| batch.body["status"] == "completed" && counts(batch)[0] + counts(batch)[3] == 30)
    );
}

#[actix_web::test]
async fn an_employer_must_say_where_its_workers_work_and_only_of_its_own() {
    let service = Service::start().await;
    let employer = service.client(Role::Employer).await;
    let other = service.organisation(OrganisationKind::Employer, None).await;
    let code = || service.fresh_code();
    let lines = [
        format!("{};Rusu;Ana;;;", code()),
        format!("{};Rusu;Ana;{};;", code(), employer.organisation),
        format!("{};Rusu;Ana;{other};asistent-social;2025-03-01", code()),
        "200000000000;;;1;Asistent Oarecare;31.02.2025".to_owned(),
    ];
    let batch = send(&employer, BY_ROW, &lines).await;
    assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 4]);
    let told = rows(&employer, &batch).await;
    assert_eq!(
        faults(&told[0]),
        [("required", "organisation"), ("required", "post"), ("required", "validFrom")]
    );
    assert_eq!(faults(&told[1]), [("required", "post"), ("required", "validFrom")]);
    assert_eq!(faults(&told[2]), [("organisationUnknown", "organisation")]);
    assert_eq!(
        faults(&told[3]),
        [
            ("idnpInvalid", "idnp"),
            ("required", "familyName"),
            ("required", "givenName"),
            ("idnoInvalid", "organisation"),
            ("wordUnknown", "post"),
            ("dayInvalid", "validFrom")
        ]
    );
    // A client that registers for everybody may leave the employment out, and names an employer by IDNO as
    // well.
    let registrar = service.client(Role::Registrar).await;
    let idno =
        registrar.get(&format!("/api/v1/organisations/{other}")).await.expect(200).body["idno"].clone();
    let idno = idno.as_str().expect("an IDNO");
    let lines =
        [format!("{};Rusu;Ana;;;", code()), format!("{};Rusu;Ion;{idno};asistent-social;2025-03-01", code())];
    assert_eq!(counts(&send(&registrar, COMMIT, &lines).await), [2, 0, 0, 0, 0, 0]);
}

#[actix_web::test]
async fn another_name_corrects_only_when_that_is_asked() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let employer = service.organisation(OrganisationKind::Employer, None).await;
    let idnp = service.fresh_code();
    let line = |names: &str, employment: &str| [format!("{idnp};{names};{employment}")];
    let there = format!("{employer};asistent-social;2025-03-01");
    assert_eq!(counts(&send(&registrar, COMMIT, &line("Rusu;Ana", &there)).await), [1, 0, 0, 0, 0, 0]);
    assert_eq!(counts(&send(&registrar, COMMIT, &line("Rusu;Ana", ";;")).await), [0, 0, 0, 1, 0, 0]);

    let batch = send(&registrar, COMMIT, &line("Moraru;Anna", &there)).await;
    let told = rows(&registrar, &batch).await;
    assert_eq!(
        (&batch.body["status"], faults(&told[0])),
        (&json!("failed"), vec![("differs", "familyName"), ("differs", "givenName")])
    );
    assert_eq!(worker(&registrar, &told[0]).await["familyName"], "Rusu");

    let batch = send(&registrar, CORRECT, &line("Moraru;Anna", &there)).await;
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 0]);
    let told = rows(&registrar, &batch).await;
    assert_eq!(told[0]["warnings"][0]["code"], "corrects");
    let changed = worker(&registrar, &told[0]).await;
    assert_eq!((&changed["familyName"], &changed["givenName"]), (&json!("Moraru"), &json!("Anna")));

    // All that differs is told at once.
    let batch =
        send(&registrar, BY_ROW, &line("Rusu;Anna", &format!("{employer};asistent-social;2025-03-02"))).await;
    let told = rows(&registrar, &batch).await;
    assert_eq!(faults(&told[0]), [("differs", "validFrom"), ("differs", "familyName")]);
    // Of workers no text speaks of a reference, which they do not have.
    let errors = told[0]["errors"].to_string();
    assert!(
        !errors.contains("referin") && !errors.contains("reference") && !errors.contains("ссылк"),
        "{errors}"
    );
}

#[actix_web::test]
async fn an_employer_learns_nothing_of_a_worker_out_of_its_sight_whom_it_cannot_name() {
    let service = Service::start().await;
    let (registrar, employer) = (service.client(Role::Registrar).await, service.client(Role::Employer).await);
    let idnp = service.fresh_code();
    let id = register(&registrar, &idnp).await;
    let lines = [format!("{idnp};Altul;Nume;{};asistent-social;2025-03-01", employer.organisation)];
    for (order, status) in [(COMMIT, "failed"), (CORRECT, "completed"), ("mode=validate", "completed")] {
        let batch = send(&employer, order, &lines).await;
        assert_eq!((&batch.body["status"], counts(&batch)), (&json!(status), [0, 0, 0, 0, 0, 1]));
        let answer = employer.get(&format!("{PATH}/{}/rows", batch.id())).await.expect(200);
        let row = &answer.body["rows"][0];
        assert_eq!(
            (&row["objectId"], &row["workerId"], &row["reference"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        assert_eq!(row["errors"][0]["code"], "identityToConfirm");
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(!text.contains(&idnp) && !text.contains("Rusu") && !text.contains(&id), "{text}");
    }
    employer.get(&format!("/api/v1/workers/{id}")).await.expect(404);
    // The journal has those who asked.
    let auditor = service.client(Role::Auditor).await;
    let entries = auditor
        .list(&format!("/api/v1/journal-entries?workerId={id}&clientId={}", employer.id), "journalEntries")
        .await;
    assert!(entries.iter().any(|entry| entry["operation"] == "create_worker_batch"), "{entries:?}");
    // Named as the register has it the person is hired, as a new one is; and the file has nothing to add, also
    // once the employment has ended.
    let same = [lines[0].replace("Altul;Nume", "RUSU;Ana")];
    let hired = send(&employer, COMMIT, &same).await;
    assert_eq!(counts(&hired), [1, 0, 0, 0, 0, 0]);
    assert_eq!(rows(&employer, &hired).await[0]["objectId"], json!(id));
    assert_eq!(
        text(&employer.get(&format!("/api/v1/workers/{id}")).await.expect(200).body, "familyName"),
        "Rusu"
    );
    let told = auditor.list("/api/v1/hirings", "hirings").await;
    assert_eq!(told.iter().map(|one| &one["workerId"]).collect::<Vec<_>>(), [&json!(id)]);
    let employments = format!("/api/v1/workers/{id}/employments");
    let recorded = employer.get(&employments).await.expect(200).body["employments"][0]["id"].clone();
    let mut ended = fixtures::employment(&employer.organisation, "2025-03-01");
    ended["validUntil"] = json!("2026-10-31");
    let correction = json!({ "employment": ended, "reason": "încetarea contractului" });
    let path = format!("/api/v1/employments/{}/corrections", recorded.as_str().expect("an id"));
    employer.post(&path, correction).await.expect(201);
    assert_eq!(counts(&send(&employer, COMMIT, &same).await), [0, 0, 0, 1, 0, 0]);
}

#[actix_web::test]
async fn files_and_calls_share_the_refusals_of_a_day() {
    let service = Service::start().await;
    let (registrar, employer) = (service.client(Role::Registrar).await, service.client(Role::Employer).await);
    let mut lines = Vec::new();
    for _ in 0..7 {
        let idnp = service.fresh_code();
        register(&registrar, &idnp).await;
        lines.push(format!("{idnp};Altul;Nume;{};asistent-social;2025-03-01", employer.organisation));
    }
    // Somebody new as well: what is no longer looked at is one answer.
    lines.push(format!(
        "{};Altul;Nume;{};asistent-social;2025-03-01",
        service.fresh_code(),
        employer.organisation
    ));
    let codes = async |batch: &Answer| {
        let rows = rows(&employer, batch).await;
        rows.iter()
            .map(|row| row["errors"][0]["code"].as_str().expect("a code").to_owned())
            .collect::<Vec<_>>()
    };
    let looked = send(&employer, "mode=validate", &lines).await;
    let expected = [vec!["identityToConfirm"; 5], vec!["identitiesRefused"; 3]].concat();
    assert_eq!(codes(&looked).await, expected);
    let again = send(&employer, "mode=validate", &lines).await;
    assert_eq!(codes(&again).await, ["identitiesRefused"; 8]);
    fixtures::worker(&employer).employed_at(&employer.organisation).send().await.expect(429);
    // Those whom it sees, and the registrar's files, are as they were.
    let seen = service.fresh_code();
    let own = fixtures::worker(&registrar).known_by(&seen).employed_at(&employer.organisation);
    own.create().await;
    let line = [format!("{seen};Rusu;Ana;{};asistent-social;2025-03-01", employer.organisation)];
    assert_eq!(counts(&send(&employer, COMMIT, &line).await), [0, 0, 0, 1, 0, 0]);
}

#[actix_web::test]
async fn a_closed_record_takes_nothing_and_a_merged_one_goes_on_under_the_other() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let (closed, merged, survivor) = (service.fresh_code(), service.fresh_code(), service.fresh_code());
    let gone = register(&registrar, &closed).await;
    let (from, into) = (register(&registrar, &merged).await, register(&registrar, &survivor).await);
    registrar
        .post(&format!("/api/v1/workers/{gone}/deactivations"), json!({ "reason": "deces" }))
        .await
        .expect(201);
    let merge = json!({ "into": into, "reason": "aceeași persoană" });
    registrar.post(&format!("/api/v1/workers/{from}/merges"), merge).await.expect(201);
    let batch =
        send(&registrar, CORRECT, &[format!("{closed};Rusu;Anna;;;"), format!("{merged};Rusu;Ana;;;")]).await;
    assert_eq!(counts(&batch), [0, 0, 0, 1, 0, 1]);
    let told = rows(&registrar, &batch).await;
    assert_eq!(faults(&told[0]), [("workerClosed", "idnp")]);
    assert_eq!(told[1]["objectId"], json!(into));
}

#[actix_web::test]
async fn no_idnp_is_told_or_kept_of_a_file() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let (good, twice) = (service.fresh_code(), service.fresh_code());
    let wrong = "2000000000005";
    let lines = [
        format!("{good};Rusu;Ana;;;"),
        format!("{wrong};Rusu;Ana;;;"),
        format!("{twice};Rusu;Ana;;;"),
        format!("{twice};Rusu;Ion;;;"),
        format!("{};Rusu {good};Ana;;;", service.fresh_code()),
    ];
    let batch = send(&registrar, BY_ROW, &lines).await;
    assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 3]);
    let answer = registrar.get(&format!("{PATH}/{}/rows", batch.id())).await.expect(200);
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    for idnp in [good.as_str(), wrong, &twice] {
        assert!(!text.contains(idnp), "{text}");
    }
    let told = rows(&registrar, &batch).await;
    assert_eq!(faults(&told[3])[0].0, "referenceTwice");
    assert_eq!(faults(&told[4]), [("textInvalid", "familyName")]);
}

#[actix_web::test]
async fn a_person_of_two_records_is_renamed_once_by_a_file_with_both_idnps() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let (merged, survivor) = (service.fresh_code(), service.fresh_code());
    let (from, into) = (register(&registrar, &merged).await, register(&registrar, &survivor).await);
    let merge = json!({ "into": into, "reason": "aceeași persoană" });
    registrar.post(&format!("/api/v1/workers/{from}/merges"), merge).await.expect(201);
    let organisation = service.organisation(OrganisationKind::Employer, None).await;
    let employment = fixtures::employment(&organisation, "2025-03-01");
    registrar.post(&format!("/api/v1/workers/{into}/employments"), employment).await.expect(201);
    let lines = |one: &str, other: &str| {
        let employment = format!("{organisation};asistent-social;2025-03-01");
        [format!("{merged};{one};{employment}"), format!("{survivor};{other};{employment}")]
    };
    // Both say what is there.
    assert_eq!(counts(&send(&registrar, CORRECT, &lines("Rusu;Ana", "Rusu;Ana")).await), [0, 0, 0, 2, 0, 0]);
    let batch = send(&registrar, CORRECT, &lines("Moraru;Ana", "Moraru;Ana")).await;
    assert_eq!(
        (&batch.body["status"], counts(&batch)),
        (&json!("completed"), [0, 1, 0, 0, 1, 0]),
        "{}",
        batch.body
    );
    assert_eq!(rows(&registrar, &batch).await[1]["warnings"][0]["code"], "rowTwice");
    // Each says something else: whichever is right, it is not for the file's order to say.
    for (one, other) in [("Ceban;Ana", "Lupu;Ana"), ("Moraru;Ana", "Lupu;Ana")] {
        let batch = send(&registrar, "mode=validate&onChange=correct", &lines(one, other)).await;
        assert_eq!(counts(&batch)[5], 1);
        assert_eq!(faults(&rows(&registrar, &batch).await[1]), [("referenceTwice", "")]);
    }
    let seen = registrar.get(&format!("/api/v1/workers/{into}")).await.expect(200);
    assert_eq!(seen.body["familyName"], "Moraru");
}
