//! Rows whose cells cannot all be read: what can be is looked at as in any other row, so that everything that
//! is wrong is told at once.

use serde_json::{Value, json};

use crate::fixtures::{self, Scene, text};
use crate::imports::faults;
use crate::service::Client;

const LOOK: &str = "mode=validate";
const CORRECT: &str = "mode=validate&onChange=correct";
const COMPLETIONS: &str = "/api/v1/completion-batches";
const WORKERS: &str = "/api/v1/worker-batches";
const SESSIONS: &str = "/api/v1/supervision-session-batches";
const AWARDS: &str = "/api/v1/award-batches";

/// The rows of a file that a client sends, with what became of them.
async fn told(client: &Client, path: &str, order: &str, file: String) -> Vec<Value> {
    let batch = client.batch(path, order, "text/csv", file.into_bytes()).await;
    client.list(&format!("{path}/{}/rows", batch.id()), "rows").await
}

#[actix_web::test]
async fn a_row_of_completions_tells_all_its_faults_at_once() {
    let scene = Scene::with_people(2).await;
    let (one, other, nobody) = (scene.idnp(0), scene.idnp(1), scene.service.fresh_code());
    scene.deactivate(scene.id(1)).await;
    let head = "IDNP;Nume și prenume;Cod program;Data absolvirii;Ore;Rezultat;Referință;Acțiune;Motiv";
    let file = format!(
        "{head}\n\
         {nobody};;CFP-999;31.02.2026;24;promovat;R-1;;\n\
         {one};Popa Vasile;CFP-101;12.06.2026;;poate;R-2;;\n\
         {other};;CFP-101;12.06.2031;multe;promovat;R-3;;\n\
         {one};;CFP-101;12.06.2026;multe;promovat;R-4;corectează;x\n\
         ;;CFP-101;12.06.2014;24;promovat;R-5;;\n\
         {one};;CFP-999;12.06.2026;24;promovat;;;\n"
    );
    let rows = told(&scene.provider, COMPLETIONS, LOOK, file).await;
    let expected: [&[(&str, &str)]; 6] = [
        &[("dayInvalid", "completedOn"), ("workerUnknown", "idnp"), ("programmeUnknown", "programme")],
        &[("required", "hours"), ("wordUnknown", "result"), ("nameDiffers", "fullName")],
        &[("hoursInvalid", "hours"), ("workerClosed", "idnp"), ("dayInFuture", "completedOn")],
        &[("textInvalid", "reason"), ("hoursInvalid", "hours"), ("referenceUnknown", "reference")],
        &[("required", "idnp"), ("programmeNotTaught", "completedOn")],
        &[("required", "reference"), ("programmeUnknown", "programme")],
    ];
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!(faults(row), expected, "{row}");
    }
}

#[actix_web::test]
async fn a_faulty_row_is_compared_with_what_has_its_reference() {
    let scene = Scene::with_people(1).await;
    let idnp = scene.idnp(0);
    let completion = fixtures::completion(&scene.provider, scene.worker(), &scene.programme);
    completion.on("2026-10-30").hours("24").reference("R-1").create().await;
    let head = "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință;IDNO prestator";
    let row = |day: &str, hours: &str, result: &str, provider: &str| {
        format!("{head}\n{idnp};CFP-101;{day};{hours};{result};R-1;{provider}\n")
    };
    for (order, file, expected) in [
        (LOOK, row("30.10.2026", "x", "passed", ""), &[("hoursInvalid", "hours")][..]),
        (LOOK, row("30.10.2026", "x", "failed", ""), &[("hoursInvalid", "hours"), ("differs", "result")]),
        (LOOK, row("30.10.26", "16", "passed", ""), &[("dayInvalid", "completedOn"), ("differs", "hours")]),
        // Where corrections are asked for, nothing is wrong about a difference.
        (CORRECT, row("30.10.2026", "x", "failed", ""), &[("hoursInvalid", "hours")]),
        // Of whose reference it is nothing is known.
        (LOOK, row("30.10.2026", "24", "failed", "12"), &[("idnoInvalid", "provider")]),
    ] {
        assert_eq!(faults(&told(&scene.provider, COMPLETIONS, order, file).await[0]), expected);
    }
    // A reference that two rows have hides nothing of the second.
    let twice = format!("{}{idnp};CFP-999;01.10.2026;8;passed;R-1;\n", row("30.10.2026", "24", "passed", ""));
    let rows = told(&scene.provider, COMPLETIONS, LOOK, twice).await;
    let codes: Vec<_> =
        rows[1]["errors"].as_array().expect("errors").iter().map(|one| text(one, "code")).collect();
    assert_eq!(
        (&rows[0]["outcome"], codes),
        (&json!("unchanged"), vec!["referenceTwice", "programmeUnknown", "differs", "differs"])
    );
}

#[actix_web::test]
async fn a_faulty_row_takes_nothing_from_the_rows_beside_it() {
    let scene = Scene::with_people(1).await;
    let idnp = scene.idnp(0);
    let file = format!(
        "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință\n\
         {idnp};CFP-101;30.10.2026;x;passed;R-1\n\
         {idnp};CFP-101;30.10.2026;24;passed;R-1\n"
    );
    let rows = told(&scene.provider, COMPLETIONS, LOOK, file).await;
    assert_eq!([&rows[0]["outcome"], &rows[1]["outcome"]], ["rejected", "created"], "{rows:?}");
}

#[actix_web::test]
async fn a_row_of_a_session_tells_all_its_faults_at_once() {
    let scene = Scene::with_people(2).await;
    let (one, nobody) = (scene.idnp(0), scene.service.fresh_code());
    let mentor = scene.mentor();
    let head = "ID supervizor;Participanți;Tip;Cadru;Mod;Data ședinței;Minute;Temă;Referință";
    let file = format!(
        "{head}\n\
         {mentor};{nobody};individual;intern;online;20.11.2026;mult;tema-unu;S-1\n\
         {mentor};{one}, {nobody}, 123;individual;intern;online;20.11.2026;90;tema-unu;S-2\n\
         {mentor};{nobody};group;intern;online;31.02.2026;90;tema-unu;S-3\n\
         {mentor};{mentor};individual;intern;altfel;20.11.2031;90;tema-unu;S-4\n"
    );
    let rows = told(&scene.registrar, SESSIONS, LOOK, file).await;
    let expected: [&[(&str, &str)]; 4] = [
        &[("minutesInvalid", "minutes"), ("workerUnknown", "attendees")],
        &[("idnpInvalid", "attendees"), ("workerUnknown", "attendees"), ("attendeesInvalid", "attendees")],
        // Who may be named is a matter of the day.
        &[("dayInvalid", "heldOn"), ("attendeesInvalid", "attendees")],
        &[("wordUnknown", "method"), ("dayInFuture", "heldOn"), ("attendeesInvalid", "attendees")],
    ];
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!(faults(row), expected, "{row}");
    }
}

#[actix_web::test]
async fn a_row_of_an_award_tells_all_its_faults_at_once() {
    let scene = Scene::with_people(1).await;
    scene.new_grade("grade-2", 1).create().await;
    let (one, nobody) = (scene.idnp(0), scene.service.fresh_code());
    let file = format!(
        "IDNP;Nume și prenume;Cod grad;Număr decizie;Data deciziei;Valabil din\n\
         {nobody};;grade-9;17/2025;31.02.2025;01.03.2025\n\
         {one};Popa Vasile;grade-9;17/2025;20.02.2025;x\n\
         {one};;grade-2;;20.02.2031;01.03.2025\n"
    );
    let rows = told(&scene.commission, AWARDS, LOOK, file).await;
    let expected: [&[(&str, &str)]; 3] = [
        &[("dayInvalid", "decidedOn"), ("workerUnknown", "idnp"), ("gradeCodeUnknown", "grade")],
        &[("dayInvalid", "validFrom"), ("nameDiffers", "fullName"), ("gradeCodeUnknown", "grade")],
        &[("required", "decisionNumber"), ("dayInFuture", "decidedOn")],
    ];
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!(faults(row), expected, "{row}");
    }
}

#[actix_web::test]
async fn a_row_of_a_worker_tells_all_its_faults_and_nothing_of_a_stranger() {
    let scene = Scene::with_people(1).await;
    let (own, elsewhere) = (scene.idnp(0), scene.service.fresh_code());
    let other = scene.service.client(registry::call::Role::Employer).await;
    let stranger = fixtures::worker(&scene.registrar).employed_at(&other.organisation);
    stranger.known_by(&elsewhere).named("Ceban", "Ion").create().await;
    let nobody = scene.service.fresh_code();
    let organisation = &scene.employer.organisation;
    let head = "IDNP;Nume;Prenume;IDNO angajator;Funcția;Angajat din;Angajat până la";
    let row = |idnp: &str, names: &str, employer: &str, from: &str| {
        format!("{idnp};{names};{employer};asistent-social;{from};\n")
    };
    let file = [
        format!("{head}\n"),
        row(own, "Popa;Vasile", &organisation.to_string(), "31.02.2025"),
        row(own, "Rusu;", &other.organisation.to_string(), "01.03.2025"),
        // Somebody else's worker, and nobody: the same is told of both.
        row(&elsewhere, "Popa;Vasile", &organisation.to_string(), "31.02.2025"),
        row(&nobody, "Popa;Vasile", &organisation.to_string(), "31.02.2025"),
        row(&elsewhere, "Ceban;", &other.organisation.to_string(), "x"),
        row(&nobody, "Ceban;", &other.organisation.to_string(), "x"),
    ];
    let rows = told(&scene.employer, WORKERS, LOOK, file.concat()).await;
    assert_eq!(faults(&rows[0]), [("dayInvalid", "validFrom"), ("nameDiffers", "familyName")], "{}", rows[0]);
    assert_eq!(faults(&rows[1]), [("required", "givenName"), ("organisationUnknown", "organisation")]);
    for (seen, unseen) in [(2, 3), (4, 5)] {
        assert_eq!(faults(&rows[seen]), faults(&rows[unseen]));
        assert_eq!(rows[seen]["errors"], rows[unseen]["errors"]);
        assert!(rows[seen]["workerId"].is_null() && rows[unseen]["workerId"].is_null());
    }
    assert_eq!(faults(&rows[2]), [("dayInvalid", "validFrom")]);
    // A row that could not be read is no guess: five of these are allowed a day.
    let guess = row(&elsewhere, "Popa;Vasile", &organisation.to_string(), "01.03.2025");
    let guessed = told(&scene.employer, WORKERS, LOOK, format!("{head}\n{guess}")).await;
    assert_eq!(guessed[0]["errors"][0]["code"], "identityToConfirm");
}
