//! A stranger's first five minutes.

use serde_json::{Value, json};

use crate::program::{Caller, Place, mode, person, text};

const STATUS: &str = "/api/v1/qualification-status-queries";

fn programmes(caller: &Caller) -> Vec<Value> {
    caller.list("/api/v1/programmes", "programmes")
}

#[test]
fn an_empty_folder_becomes_a_register_with_samples_and_a_first_client() {
    let place = Place::new();
    let server = place.serve(&[]);
    let credentials = place.first_client();
    for part in ["clientId", "clientSecret", "organisationId"] {
        assert!(credentials[part].is_string(), "{part}");
    }
    let written = server.written();
    assert!(
        written.contains(&format!("serves {}, data in {}", server.url(""), place.data().display())),
        "{written}"
    );
    assert!(written.contains("first-client.json"), "{written}");
    assert!(
        written.contains(&format!("try: curl -s '{}'", server.url("/api/v1/programmes?limit=2"))),
        "{written}"
    );

    let registrar = server.client(&credentials);
    let samples = programmes(&registrar);
    assert_eq!(samples.len(), 66);
    assert!(samples.iter().all(|programme| programme["sample"] == true));
    let grades = server.get("/api/v1/grades").expect(200).body["grades"].clone();
    let codes: Vec<_> =
        grades.as_array().expect("grades").iter().map(|grade| (&grade["code"], &grade["sample"])).collect();
    assert_eq!(json!(codes), json!([["grade-2", true], ["grade-1", true], ["grade-superior", true]]));
    let ministry =
        format!("/api/v1/organisations/{}", credentials["organisationId"].as_str().expect("an id"));
    let ministry = registrar.get(&ministry).expect(200).body;
    assert_eq!((&ministry["kind"], &ministry["sample"]), (&json!("ministry"), &json!(true)));

    let secret = credentials["clientSecret"].as_str().expect("a secret");
    assert!(!server.stop().contains(secret), "the secret was written to a terminal or a log");
}

#[test]
fn only_their_owner_may_read_the_data_folder_and_its_secrets() {
    let place = Place::new();
    let _server = place.serve(&[]);
    assert_eq!(mode(&place.data()), 0o700);
    assert_eq!(mode(&place.data().join("first-client.json")), 0o600);
    let files: Vec<_> = std::fs::read_dir(place.data())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    let keys: Vec<_> =
        files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "key")).collect();
    assert_eq!(keys.len(), 2, "the register's key and one that signs tokens: {files:?}");
    for key in keys {
        assert_eq!(mode(key), 0o600, "{}", key.display());
    }
    assert!(
        !files.iter().any(|file| file.extension().is_some_and(|extension| extension == "part")),
        "{files:?}"
    );
}

#[test]
fn a_second_start_keeps_everything() {
    let place = Place::new();
    let server = place.serve(&[]);
    let credentials = place.first_client();
    let registrar = server.client(&credentials);
    let worker = registrar.post("/api/v1/workers", person("2000000000004")).expect(201).id();
    let samples = programmes(&registrar);
    drop(registrar);
    server.stop();

    let server = place.serve(&[]);
    assert!(!server.written().contains("a new register"), "{}", server.written());
    assert_eq!(place.first_client(), credentials);
    let registrar = server.client(&credentials);
    assert_eq!(programmes(&registrar), samples);
    // Found by its IDNP: the key of the first start is the key of the second.
    assert_eq!(
        registrar.post("/api/v1/worker-lookups", json!({ "idnp": "2000000000004" })).expect(200).id(),
        worker
    );
}

#[test]
fn an_empty_start_has_no_samples_and_still_a_first_client() {
    let place = Place::new();
    let server = place.serve(&["--empty"]);
    let registrar = server.client(&place.first_client());
    assert_eq!(programmes(&registrar), Vec::<Value>::new());
    assert_eq!(server.get("/api/v1/grades").expect(200).body["grades"], json!([]));
    drop(registrar);
    // Empty stays empty, also when it is not asked for again.
    server.stop();
    assert_eq!(programmes(&Caller::nobody(place.serve(&[]).port)), Vec::<Value>::new());
}

/// Moving a database away and keeping the folder gives no second register under the first one's credentials.
#[test]
fn a_new_register_does_not_take_over_another_ones_credentials() {
    let place = Place::new();
    place.serve(&["--empty"]).stop();
    let credentials = place.first_client();
    let other = Place::new();
    std::fs::create_dir(other.data()).expect("a folder");
    std::fs::copy(place.data().join("first-client.json"), other.data().join("first-client.json"))
        .expect("copied");
    let refused = other.run(&["serve", "--bind", "127.0.0.1:0", "--empty"]);
    assert!(
        !refused.status.success() && text(&refused.stderr).contains("first-client.json"),
        "{}",
        text(&refused.stderr)
    );
    assert_eq!(other.first_client(), credentials);
    // Nothing was half done: moved away, it is a first start.
    std::fs::remove_file(other.data().join("first-client.json")).expect("removed");
    let server = other.serve(&["--empty"]);
    assert_ne!(other.first_client()["clientId"], credentials["clientId"]);
    server.client(&other.first_client());
}

#[test]
fn five_minutes_from_nothing_to_an_answer() {
    let place = Place::new();
    let server = place.serve(&[]);
    let first = place.first_client();
    let registrar = server.client(&first);

    let employer = json!({ "idno": "1008600038413", "name": "Direcția Asistență Socială", "kind": "employer", "district": "MD-FL" });
    let employer = registrar.post("/api/v1/organisations", employer).expect(201).id();
    let employed = |idnp: &str| {
        let mut new = person(idnp);
        new["employment"] =
            json!({ "organisationId": employer, "post": "asistent-social", "validFrom": "2025-03-01" });
        registrar.post("/api/v1/workers", new).expect(201).id()
    };
    let (worker, supervisor) = (employed("2000000000004"), employed("2001000000012"));
    let found = registrar.post("/api/v1/worker-lookups", json!({ "idnp": "2000000000004" })).expect(200);
    assert_eq!(found.id(), worker);

    let programme = server.get("/api/v1/programmes?limit=1").expect(200).body["programmes"][0]["id"].clone();
    let completion = json!({
        "workerId": worker, "programmeId": programme, "completedOn": "2026-05-12", "hours": "24", "result": "passed", "reference": "2026/118-04"
    });
    registrar.post("/api/v1/completions", completion).expect(201);
    let session = json!({
        "supervisorId": supervisor, "kind": "individual", "setting": "internal", "method": "in_person", "heldOn": "2026-06-20",
        "minutes": 90, "theme": "burnout", "attendeeIds": [worker]
    });
    registrar.post("/api/v1/supervision-sessions", session).expect(201);

    let ministry = first["organisationId"].as_str().expect("an id");
    let commission = place.json(&[
        "clients",
        "create",
        "--name",
        "Comisia",
        "--organisation",
        ministry,
        "--role",
        "commission",
    ]);
    let commission = server.client(&commission);
    let grade = server.get("/api/v1/grades?limit=1").expect(200).body["grades"][0]["id"].clone();
    let award = json!({
        "workerId": worker, "gradeId": grade, "decisionNumber": "12/2026", "decidedOn": "2026-06-30", "validFrom": "2026-07-01",
        "validUntil": "2031-06-30"
    });
    commission.post("/api/v1/awards", award).expect(201);

    let basis = ["--standing-basis", "Legea 270/2018, art. 12"];
    let payroll =
        ["clients", "create", "--name", "Salarizare", "--organisation", ministry, "--role", "payroll"];
    let payroll = server.client(&place.json(&[&payroll[..], &basis[..]].concat()));
    let asked = |day: &str| {
        let query = json!({ "workers": [{ "idnp": "2000000000004" }], "validAt": day });
        payroll.post(STATUS, query).expect(200).body["results"][0].clone()
    };
    let status = asked("2026-10-01");
    assert_eq!((&status["outcome"], &status["worker"]["workerId"]), (&json!("found"), &json!(worker)));
    assert_eq!(status["grade"]["code"], "grade-2");
    assert_eq!(
        (&status["supplement"]["due"], &status["supplement"]["percent"]),
        (&json!(true), &json!("10.00"))
    );
    assert_eq!(status["supplement"]["sample"], true);
    assert_eq!(status["training"]["lastFiveYears"]["hours"], "24");
    assert_eq!(status["training"]["lastTwelveMonths"]["hours"], "24");
    assert_eq!(status["supervision"]["lastTwelveMonths"]["hours"], "1.5");
    // The day before the award there is nothing to pay.
    assert_eq!(asked("2026-06-30")["supplement"]["due"], false);
    assert_eq!(asked("2026-06-30")["grade"], Value::Null);
    place.verify_journal();
}
