//! Names in files that are none, are damaged, or are of somebody else: told by their true cause, beside the API.

use serde_json::{Value, json};

use crate::fixtures::Scene;
use crate::imports::{codes, counts, faults};
use crate::service::{Answer, Client};

const WORKERS: &str = "/api/v1/worker-batches";
const COMPLETIONS: &str = "/api/v1/completion-batches";
const SESSIONS: &str = "/api/v1/supervision-session-batches";
const AWARDS: &str = "/api/v1/award-batches";
const BY_ROW: &str = "mode=commit&atomicity=row";
const CORRECT: &str = "mode=commit&atomicity=row&onChange=correct";

async fn rows(client: &Client, path: &str, batch: &Answer) -> Vec<Value> {
    client.list(&format!("{path}/{}/rows", batch.id()), "rows").await
}

async fn name_of(scene: &Scene, person: usize) -> [String; 2] {
    let body = scene.registrar.get(&format!("/api/v1/workers/{}", scene.id(person))).await.expect(200).body;
    ["familyName", "givenName"].map(|field| body[field].as_str().expect("a name").to_owned())
}

/// Names that are none, with the code of the file and that of the API.
const NONE: [(&str, &str, &str); 13] = [
    ("?tefan", "textGarbled", "lettersLost"),
    ("Rusu-?urcan", "textGarbled", "lettersLost"),
    ("Ionu?", "textGarbled", "lettersLost"),
    ("0", "nameUnfit", "nameUnfit"),
    ("12.05.1980", "nameUnfit", "nameUnfit"),
    ("#12", "nameUnfit", "nameUnfit"),
    ("Rusu2", "nameUnfit", "nameUnfit"),
    ("R\u{443}su", "nameMixed", "nameMixed"),
    ("#N/A", "cellBroken", "nameUnfit"),
    ("#REF!", "cellBroken", "nameUnfit"),
    ("#NUME?", "cellBroken", "nameUnfit"),
    ("#ССЫЛКА!", "cellBroken", "nameUnfit"),
    ("########", "cellBroken", "nameUnfit"),
];

#[actix_web::test]
async fn what_is_no_name_is_refused_by_file_and_by_call() {
    let scene = Scene::with_people(1).await;
    let before = name_of(&scene, 0).await;
    for order in [BY_ROW, CORRECT] {
        let line = |(name, ..): (&str, &str, &str)| {
            let [family_name, given_name] = &before;
            format!("{0};{name};{given_name}\n{0};{family_name};{name}\n", scene.idnp(0))
        };
        let file = format!("IDNP;Nume;Prenume\n{}", NONE.map(line).concat());
        let batch = scene.registrar.batch(WORKERS, order, "text/csv", file).await;
        let told = rows(&scene.registrar, WORKERS, &batch).await;
        let found: Vec<_> = told.iter().map(codes).collect();
        let expected: Vec<_> = NONE.iter().flat_map(|(_, code, _)| [vec![*code], vec![*code]]).collect();
        assert_eq!(found, expected);
    }
    let path = format!("/api/v1/workers/{}", scene.id(0));
    for (name, _, code) in NONE {
        let new = json!({ "idnp": scene.service.fresh_code(), "familyName": name, "givenName": name });
        let refused = scene.registrar.post("/api/v1/workers", new).await.expect(400);
        assert_eq!(refused.body["faults"][0]["code"], code, "{name}: {}", refused.body);
        scene.registrar.patch(&path, json!({ "givenName": name })).await.expect(400);
    }
    assert_eq!(name_of(&scene, 0).await, before);
    // A foreigner's name is for the registrar, who sees the document; an employer is told so.
    let foreign = |idnp: String| {
        json!({ "idnp": idnp, "familyName": "Ðóñó", "givenName": "Ana", "employment": {
            "organisationId": scene.employer.organisation, "post": "psiholog", "validFrom": "2026-01-01"
        } })
    };
    let refused =
        scene.employer.post("/api/v1/workers", foreign(scene.service.fresh_code())).await.expect(400);
    assert_eq!(refused.body["faults"][0]["code"], "letterForeign", "{}", refused.body);
    scene.registrar.post("/api/v1/workers", foreign(scene.service.fresh_code())).await.expect(201);
}

#[actix_web::test]
async fn the_text_of_an_error_is_an_error_in_whatever_column() {
    let scene = Scene::with_people(1).await;
    for broken in ["#N/A", "#VALOARE!", "#Н/Д", "Err:502", "#####", "#div/0!"] {
        let file = format!(
            "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință\n{0};CFP-101;2026-01-12;8;passed;{broken}\n\
             {0};CFP-101;{broken};8;passed;R-1\n",
            scene.idnp(0)
        );
        let batch = scene.provider.batch(COMPLETIONS, BY_ROW, "text/csv", file).await;
        let told = rows(&scene.provider, COMPLETIONS, &batch).await;
        assert_eq!(faults(&told[0]), [("cellBroken", "reference")], "{broken}");
        assert_eq!(faults(&told[1]), [("cellBroken", "completedOn")], "{broken}");
    }
}

#[actix_web::test]
async fn a_file_in_an_encoding_of_another_system_is_refused_by_name() {
    let scene = Scene::with_people(0).await;
    let line = |names: &[u8]| {
        let idnp = scene.service.fresh_code();
        [b"IDNP;Nume;Prenume\n", idnp.as_bytes(), b";", names, b"\n"].concat()
    };
    let encoded = |encoding: &'static encoding_rs::Encoding, text: &str| encoding.encode(text).0.into_owned();
    for (names, name) in [
        (b"B\xC7lan;Ion".to_vec(), "IBM 852"),
        (b"F\xC7tu;M\xC7lina".to_vec(), "IBM 852"),
        (encoded(encoding_rs::KOI8_R, "РУСУ;АННА"), "KOI8-R"),
        (b"\xE2\xE8\xE4\xE8;\xA1\xD5\xD5\xA1".to_vec(), "IBM 855"),
        (encoded(encoding_rs::ISO_8859_5, "Юн;Ия"), "ISO 8859-5"),
        (encoded(encoding_rs::X_MAC_CYRILLIC, "Русу;Анна"), "Macintosh"),
    ] {
        let refused = scene.registrar.send_file(WORKERS, BY_ROW, "text/csv", line(&names)).await.expect(400);
        let told = refused.body["faults"].to_string();
        assert!(told.contains("encodingOther") && told.contains(name), "{name}: {told}");
    }
    let small = encoded(encoding_rs::WINDOWS_1251, "русу;анна");
    let batch = scene.registrar.batch(WORKERS, BY_ROW, "text/csv", line(&small)).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 0]);
}

#[actix_web::test]
async fn no_file_makes_one_person_of_another() {
    let scene = Scene::with_people(1).await;
    let before = name_of(&scene, 0).await;
    assert_eq!(before, ["Rusu", "Ana"]);
    let send = async |order: &str, names: &str| {
        let file = format!("IDNP;Nume;Prenume\n{};{names}\n", scene.idnp(0));
        let batch = scene.registrar.batch(WORKERS, order, "text/csv", file).await;
        rows(&scene.registrar, WORKERS, &batch).await.remove(0)
    };
    for order in [BY_ROW, CORRECT] {
        for (names, cause) in [
            ("Ana;Rusu", "Family name and given name look swapped"),
            ("ANA;RUSU", "Family name and given name look swapped"),
            ("Popescu;Elena", "are both others than on the register"),
            ("Русу;Анна", "in another alphabet"),
        ] {
            let told = send(order, names).await;
            assert_eq!(faults(&told), [("nameDiffers", "familyName")], "{told}");
            let said = told["errors"][0]["message"]["en"].as_str().expect("words");
            assert!(said.contains(cause), "{said}");
        }
    }
    assert_eq!(name_of(&scene, 0).await, before);
    // A name by marriage goes on being corrected, also with a second given name.
    for (names, after) in [("Popescu;Ana", ["Popescu", "Ana"]), ("Moraru;Ana Maria", ["Moraru", "Ana Maria"])]
    {
        assert_eq!(send(CORRECT, names).await["outcome"], "corrected");
        assert_eq!(name_of(&scene, 0).await, after);
    }
}

#[actix_web::test]
async fn both_ways_of_saying_a_name_are_compared() {
    let scene = Scene::start().await;
    let titles = "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință;Nume;Prenume;Nume și prenume";
    for (names, expected) in [
        ("Rusu;Ana;Rusu Ana", None),
        ("Rusu;Ana;Popa Ion", Some("fullName")),
        ("Popa;Ion;Rusu Ana", Some("familyName")),
        (";Ana;Popa Ion", Some("fullName")),
        (";;Rusu Ana", None),
    ] {
        let file = format!("{titles}\n{};CFP-101;2026-01-12;8;passed;R-1;{names}\n", scene.idnp(0));
        let batch = scene.provider.batch(COMPLETIONS, "mode=validate", "text/csv", file).await;
        let row = &rows(&scene.provider, COMPLETIONS, &batch).await[0];
        assert_eq!(codes(row), expected.map(|_| "nameDiffers").into_iter().collect::<Vec<_>>(), "{names}");
        assert_eq!(row["errors"][0]["column"].as_str(), expected, "{names}");
    }
}

#[actix_web::test]
async fn each_row_is_judged_by_its_own_names() {
    let scene = Scene::start().await;
    scene.new_grade("grade-2", 1).create().await;
    let expected = [(vec!["nameDiffers"], "rejected"), (vec![], "created"), (vec!["rowTwice"], "duplicate")];
    let names = ["Popa;Ion", "Rusu;Ana", "RUSU;ANA"];
    let check = |told: &[Value]| {
        for (row, (found, outcome)) in told.iter().zip(&expected) {
            let warnings = row["warnings"].as_array().into_iter().flatten();
            let warned = warnings.filter_map(|warning| warning["code"].as_str());
            let all: Vec<_> = codes(row).into_iter().chain(warned).collect();
            assert_eq!((&all, row["outcome"].as_str()), (found, Some(*outcome)), "{row}");
        }
    };
    // Sent once more: the row of the person says what is there, whatever the one before it says.
    let check_again = |told: &[Value]| {
        let outcomes: Vec<_> = told.iter().map(|row| row["outcome"].as_str().expect("an outcome")).collect();
        assert!(["rejected", "unchanged"].contains(&outcomes[0]), "{told:?}");
        assert_eq!(outcomes[1..], ["unchanged", "duplicate"], "{told:?}");
    };
    let line = |names: &str| format!("{};grade-2;17/2025;2025-02-20;2025-03-01;;{names}", scene.idnp(0));
    let titles = "IDNP;Cod grad;Număr decizie;Data deciziei;Valabil din;Valabil până la;Nume;Prenume";
    let file = format!("{titles}\n{}\n", names.map(line).join("\n"));
    let batch = scene.commission.batch(AWARDS, BY_ROW, "text/csv", file).await;
    check(&rows(&scene.commission, AWARDS, &batch).await);

    let line = |names: &str| format!("{};CFP-101;2026-01-12;8;passed;R-1;{names}", scene.idnp(0));
    let titles = "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință;Nume;Prenume";
    let file = format!("{titles}\n{}\n", names.map(line).join("\n"));
    let batch = scene.provider.batch(COMPLETIONS, BY_ROW, "text/csv", file.clone()).await;
    check(&rows(&scene.provider, COMPLETIONS, &batch).await);
    let batch = scene.provider.batch(COMPLETIONS, BY_ROW, "text/csv", file).await;
    check_again(&rows(&scene.provider, COMPLETIONS, &batch).await);

    let line = |names: &str| {
        let [supervisor, attendee] = [scene.idnp(0), scene.idnp(1)];
        format!(
            "S-1;{supervisor};{attendee};individual;internal;online;2026-11-20;90;burnout-prevention;{names}"
        )
    };
    let titles = "Referință;IDNP supervizor;Participanți;Tip;Cadru;Mod;Data ședinței;Minute;Temă;Nume supervizor;\
                  Prenume supervizor";
    let file = format!("{titles}\n{}\n", names.map(line).join("\n"));
    let batch = scene.supervisor.batch(SESSIONS, BY_ROW, "text/csv", file.clone()).await;
    check(&rows(&scene.supervisor, SESSIONS, &batch).await);
    let batch = scene.supervisor.batch(SESSIONS, BY_ROW, "text/csv", file).await;
    check_again(&rows(&scene.supervisor, SESSIONS, &batch).await);
}

#[actix_web::test]
async fn a_theme_is_taken_as_people_call_it() {
    let scene = Scene::start().await;
    let themes = [
        ("Epuizare profesională", Some("burnout-prevention")),
        ("Burnout prevention", Some("burnout-prevention")),
        ("выгорание", Some("burnout-prevention")),
        ("EPUIZARE", Some("burnout-prevention")),
        ("Lucrul în echipă", Some("lucrul-in-echipa")),
        ("foster_care", Some("foster_care")),
        ("работа в команде", None),
        ("a", None),
        ("Cazul familiei R. (str. Florilor)", None),
    ];
    let lines: Vec<_> = themes
        .iter()
        .enumerate()
        .map(|(at, (theme, _))| {
            let day = at + 1;
            let [supervisor, attendee] = [scene.idnp(0), scene.idnp(1)];
            format!("T-{at};{supervisor};{attendee};individual;internal;online;2026-10-0{day};90;{theme}\n")
        })
        .collect();
    let titles = "Referință;IDNP supervizor;Participanți;Tip;Cadru;Mod;Data ședinței;Minute;Temă";
    let file = format!("{titles}\n{}", lines.concat());
    let batch = scene.supervisor.batch(SESSIONS, BY_ROW, "text/csv", file).await;
    let told = rows(&scene.supervisor, SESSIONS, &batch).await;
    for (row, (theme, expected)) in told.iter().zip(themes) {
        match expected {
            None => assert_eq!(codes(row), ["themeInvalid"], "{theme}"),
            Some(code) => {
                let path = format!("/api/v1/supervision-sessions/{}", row["objectId"].as_str().expect(theme));
                assert_eq!(scene.supervisor.get(&path).await.expect(200).body["theme"], code);
            }
        }
    }
}
