//! Names wherever they enter: letters as Romanian writes them, compared without capitals and diacritics, and
//! beside a number a check that both are of one person.

use registry::call::Role;
use serde_json::json;

use crate::fixtures::{self, Scene};
use crate::imports::{codes, counts, faults, rows_of, warned};
use crate::service::Answer;

const WORKERS: &str = "/api/v1/workers";
const WORKER_BATCHES: &str = "/api/v1/worker-batches";
const COMPLETION_BATCHES: &str = "/api/v1/completion-batches";
const SESSION_BATCHES: &str = "/api/v1/supervision-session-batches";
const BY_ROW: &str = "mode=commit&atomicity=row";
const CORRECT: &str = "mode=commit&atomicity=row&onChange=correct";
const CSV: &str = "text/csv";

/// Family and given name of a person on the register.
async fn name_of(scene: &Scene, idnp: &str) -> (String, String) {
    let found = scene.registrar.post("/api/v1/worker-lookups", json!({ "idnp": idnp })).await.expect(200);
    let text = |field: &str| found.body[field].as_str().expect("a name").to_owned();
    (text("familyName"), text("givenName"))
}

#[actix_web::test]
async fn comma_letters_are_kept_wherever_a_name_enters() {
    let scene = Scene::with_people(1).await;
    let kept = ("Țurcan".to_owned(), "Ștefan".to_owned());
    let code = || scene.service.fresh_code();
    let (composed, decomposed) = (code(), code());
    let new = scene.new_worker().known_by(&composed).named("Ţurcan", "Ştefan");
    let worker = new.create().await;
    let new = scene.new_worker().known_by(&decomposed).named("T\u{327}urcan", "S\u{327}tefan");
    new.create().await;
    for idnp in [composed, decomposed] {
        assert_eq!(name_of(&scene, &idnp).await, kept);
    }
    let path = format!("{WORKERS}/{worker}");
    let changed = scene.registrar.patch(&path, json!({ "familyName": "Ţurcan" })).await.expect(200);
    assert_eq!(changed.body["familyName"], "Țurcan");
    let row = |code: &str| format!("{code};Ţurcan;Ştefan");
    let file = |code: &str| format!("IDNP;Nume;Prenume\n{}\n", row(code));
    let (windows, _, _) = encoding_rs::WINDOWS_1250.encode("IDNP;Nume;Prenume\nCODE;Ţurcan;Ştefan\n");
    let windows = |code: &str| {
        let at = windows.windows(4).position(|part| part == b"CODE").expect("its place");
        [&windows[..at], code.as_bytes(), &windows[at + 4..]].concat()
    };
    let object = |code: &str| json!({ "idnp": code, "familyName": "Ţurcan", "givenName": "Ştefan" });
    let wide = |text: &str| {
        [vec![0xFF, 0xFE], text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat()
    };
    let codes: Vec<_> = (0..5).map(|_| code()).collect();
    for (code, (format, file)) in codes.iter().zip([
        (CSV, file(&codes[0]).into_bytes()),
        (CSV, windows(&codes[1])),
        (CSV, wide(&file(&codes[2]))),
        ("application/json", json!([object(&codes[3])]).to_string().into_bytes()),
        ("application/x-ndjson", format!("{}\n", object(&codes[4])).into_bytes()),
    ]) {
        let batch = scene.registrar.batch(WORKER_BATCHES, BY_ROW, format, file).await;
        assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 0], "{format}: {}", batch.body);
        assert_eq!(name_of(&scene, code).await, kept, "{format}");
    }
}

#[actix_web::test]
async fn a_better_spelling_stays_and_a_worse_one_is_no_other_name() {
    let scene = Scene::with_people(0).await;
    let code = scene.service.fresh_code();
    let file = |family_name: &str, given_name: &str| {
        format!("IDNP;Nume;Prenume\n{code};{family_name};{given_name}\n")
    };
    let send = async |order: &str, family_name: &str, given_name: &str| {
        counts(&scene.registrar.batch(WORKER_BATCHES, order, CSV, file(family_name, given_name)).await)
    };
    let (unchanged, corrected) = ([0, 0, 0, 1, 0, 0], [0, 1, 0, 0, 0, 0]);
    assert_eq!(send(BY_ROW, "TURCAN", "Ana").await, [1, 0, 0, 0, 0, 0]);
    // Names are compared without capitals and diacritics, and nothing is corrected that nobody asked for.
    assert_eq!(send(BY_ROW, "Țurcan", "ANA").await, unchanged);
    assert_eq!(send(CORRECT, "Ţurcan", "ANA").await, corrected);
    assert_eq!(name_of(&scene, &code).await, ("Țurcan".to_owned(), "Ana".to_owned()));
    for worse in ["TURCAN", "Turcan", "ȚURCAN", "turcan", "Ţurcan"] {
        assert_eq!(send(CORRECT, worse, "ana").await, unchanged, "{worse}");
    }
    assert_eq!(send(CORRECT, "Țurcan", "Ana-Maria").await, corrected);
    for worse in ["Ana Maria", "Ana-maria", "ana-Maria", "ANA-MARIA", "A.", "A. M.", "Ana M."] {
        for order in [BY_ROW, CORRECT] {
            assert_eq!(send(order, "Țurcan", worse).await, unchanged, "{worse}");
        }
    }
    assert_eq!(send(BY_ROW, "Țurcan", "I.").await, [0, 0, 0, 0, 0, 1]);
    assert_eq!(send(CORRECT, "Țurcan", "Ana").await, corrected);
    assert_eq!(send(BY_ROW, "Țurcanu", "Ana").await, [0, 0, 0, 0, 0, 1]);
    assert_eq!(send(CORRECT, "ȚURCANU", "Ana").await, corrected);
    assert_eq!(name_of(&scene, &code).await, ("ȚURCANU".to_owned(), "Ana".to_owned()));
}

/// A completion of a person under a name.
fn completion(scene: &Scene, titles: &str, rows: &[(usize, &str)]) -> String {
    let row = |(at, (person, name)): (usize, &(usize, &str))| {
        format!("{};{name};CFP-101;12.06.2026;8;passed;N-{at}\n", scene.idnp(*person))
    };
    let rows = rows.iter().enumerate().map(row).collect::<String>();
    format!("IDNP;{titles};Cod program;Data absolvirii;Ore;Rezultat;Referință\n{rows}")
}

/// Two people, Ana Rusu and Ștefan Țurcan.
async fn two() -> Scene {
    let mut scene = Scene::with_people(1).await;
    let idnp = scene.service.fresh_code();
    let id = fixtures::worker(&scene.registrar).known_by(&idnp).named("Țurcan", "Ștefan").create().await;
    scene.people.push(fixtures::Person { id, idnp });
    scene
}

#[actix_web::test]
async fn names_beside_numbers_show_that_a_column_was_moved() {
    let scene = two().await;
    let file = completion(&scene, "Nume;Prenume", &[(0, "TURCAN;STEFAN"), (1, "Rusu;Ana")]);
    let batch = scene.provider.batch(COMPLETION_BATCHES, BY_ROW, CSV, file).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 2], "{rows:?}");
    assert!(rows.iter().all(|row| codes(row) == ["nameDiffers"]), "{rows:?}");
    // What the register has is not told.
    let told = rows[1].to_string();
    assert!(!told.contains("urcan") && !told.contains("tefan"), "{told}");
    for (titles, names) in [
        ("Nume;Prenume", ["RUSU;ANA", "Ţurcan;Ştefan"]),
        ("Prenume;Nume", ["Ana;Rusu", "Stefan;Turcan"]),
        ("Nume și prenume;Note", ["Rusu Ana;", "Ștefan Țurcan;"]),
        ("Numele;Note", ["rusu;", "TURCAN;"]),
        ("ФИО;Note", ["Rusu Ana Ionovna;", "Цуркан Стефан;"]),
        ("Nume;Prenume", ["Rusu;A.", "Țurcan;Ș."]),
        ("Nume și prenume;Note", ["A. Rusu;", "TURCAN S;"]),
    ] {
        let file = completion(&scene, titles, &[(0, names[0]), (1, names[1])]);
        let batch = scene.provider.batch(COMPLETION_BATCHES, "mode=validate", CSV, file).await;
        let rows = rows_of(&scene, &batch).await;
        assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 0], "{titles}: {rows:?}");
        let expected = if titles.starts_with("ФИО") { vec!["nameUncompared"] } else { vec![] };
        assert_eq!(warned(&rows[1]), expected, "{rows:?}");
    }
}

#[actix_web::test]
async fn two_spellings_of_one_sound_are_one_name_and_initials_alone_are_nobodys() {
    let mut scene = Scene::with_people(0).await;
    let idnp = scene.service.fresh_code();
    let id = fixtures::worker(&scene.registrar).known_by(&idnp).named("Sîrbu", "Anișoara").create().await;
    scene.people.push(fixtures::Person { id, idnp });
    for (name, expected) in [
        ("Sârbu Anișoara", vec![]),
        ("SARBU ANISOARA", vec![]),
        ("Sirbu A.", vec![]),
        ("Sârbu", vec![]),
        ("S. A.", vec!["nameDiffers"]),
        ("A", vec!["nameDiffers"]),
        ("Sârbu Ion", vec!["nameDiffers"]),
        ("Serbu A.", vec!["nameDiffers"]),
    ] {
        let file = completion(&scene, "Nume și prenume", &[(0, name)]);
        let batch = scene.provider.batch(COMPLETION_BATCHES, "mode=validate", CSV, file).await;
        assert_eq!(codes(&rows_of(&scene, &batch).await[0]), expected, "{name}");
    }
    // A new employer knows both names, in whichever spelling.
    let employer = scene.service.client(Role::Employer).await;
    let hire = |family_name: &str, given_name: &str| {
        let draft = fixtures::worker(&employer).known_by(scene.idnp(0)).named(family_name, given_name);
        draft.employed_at(&employer.organisation).send()
    };
    for [family_name, given_name] in [["Sârbu", "A."], ["S.", "Anișoara"], ["S.", "A."]] {
        let refused = hire(family_name, given_name).await.expect(409);
        assert_eq!(refused.body["code"], "identityToConfirm", "{family_name} {given_name}");
    }
    let hired = hire("SÂRBU", "Anisoara").await.expect(201);
    assert_eq!((&hired.body["familyName"], &hired.body["givenName"]), (&json!("Sîrbu"), &json!("Anișoara")));
}

#[actix_web::test]
async fn a_supervisors_name_is_compared_with_the_supervisor_and_attendees_with_attendees() {
    let scene = two().await;
    let registrar = scene.service.client(Role::Registrar).await;
    let send = async |titles: &str, names: &str, [supervisor, attendee]: [usize; 2]| {
        let file = format!(
            "Referință;IDNP supervizor;{titles};Participanți;Tip;Cadru;Mod;Data ședinței;Minute;Temă\n\
             S-1;{};{names};{};individual;internal;online;20.11.2026;1:30;burnout\n",
            scene.idnp(supervisor),
            scene.idnp(attendee)
        );
        let batch = registrar.batch(SESSION_BATCHES, "mode=validate", CSV, file).await;
        registrar.list(&format!("{SESSION_BATCHES}/{}/rows", batch.id()), "rows").await.remove(0)
    };
    let both = "Nume supervizor;Prenume supervizor;Nume participanți";
    for (titles, names, swapped) in [
        ("Nume supervizor", "Rusu Ana", vec!["supervisorName"]),
        ("ФИО супервизора", "RUSU A.", vec!["supervisorName"]),
        ("Supervisor name;Supervisor given name", "Rusu;Ana", vec!["supervisorName"]),
        ("Numele și prenumele participantului", "Țurcan Ștefan", vec!["attendeeNames"]),
        (both, "Rusu;Ana;\"Turcan, Stefan\"", vec!["supervisorName", "attendeeNames"]),
        (both, "Rusu;Ana;\"Turcan, S.;\"", vec!["supervisorName", "attendeeNames"]),
        // A name of which nothing more is said may be anybody's of the session.
        ("Nume;Prenume", "Rusu;Ana", vec![]),
    ] {
        let row = send(titles, names, [0, 1]).await;
        assert_eq!((codes(&row), warned(&row)), (vec![], vec![]), "{titles}: {row}");
        let row = send(titles, names, [1, 0]).await;
        let columns: Vec<_> = swapped.iter().map(|column| ("nameDiffers", *column)).collect();
        assert_eq!(faults(&row), columns, "{titles}: {row}");
    }
}

#[actix_web::test]
async fn names_in_a_file_of_sessions_are_of_somebody_whom_the_row_names() {
    let scene = two().await;
    let supervisor = scene.service.client(Role::Registrar).await;
    let file = |name: &str| {
        format!(
            "Referință;IDNP supervizor;Nume;Prenume;Participanți;Tip;Cadru;Mod;Data ședinței;Minute;Temă\n\
             S-1;{};{name};{};individual;internal;online;20.11.2026;1:30;burnout\n",
            scene.idnp(0),
            scene.idnp(1)
        )
    };
    let send = async |name: &str| supervisor.batch(SESSION_BATCHES, BY_ROW, CSV, file(name)).await;
    let rows = async |batch: &Answer| {
        supervisor.list(&format!("{SESSION_BATCHES}/{}/rows", batch.id()), "rows").await
    };
    let refused = send("Moraru;Ion").await;
    let found = rows(&refused).await;
    assert_eq!((counts(&refused), codes(&found[0])), ([0, 0, 0, 0, 0, 1], vec!["nameDiffers"]), "{found:?}");
    let taken = send("RUSU;Ana").await;
    assert_eq!(counts(&taken), [1, 0, 0, 0, 0, 0], "{:?}", rows(&taken).await);
    assert_eq!(counts(&send("Turcan;Stefan").await), [0, 0, 0, 1, 0, 0]);
}

#[actix_web::test]
async fn many_mismatches_have_a_bounded_answer() {
    const ROWS: usize = 3_000;
    let scene = two().await;
    let names: Vec<_> = (0..ROWS).map(|_| (0, "Moraru;Ion")).collect();
    let file = completion(&scene, "Nume;Prenume", &names);
    let batch = scene.provider.batch(COMPLETION_BATCHES, "mode=commit", CSV, file).await;
    assert_eq!(counts(&batch)[5], i64::try_from(ROWS).expect("some"));
    assert!(batch.bytes.len() < 20_000, "{} bytes", batch.bytes.len());
    let page = scene.provider.get(&format!("{COMPLETION_BATCHES}/{}/rows", batch.id())).await.expect(200);
    assert!(page.bytes.len() < 500_000, "{} bytes", page.bytes.len());
}
