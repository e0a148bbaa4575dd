//! Programmes named by their titles in files of completions: taken where one has it, to choose from where not.

use serde_json::json;

use crate::fixtures::{self, Scene};
use crate::imports::{counts, faults, import, rows_of, warned};

const BY_ROW: &str = "mode=commit&atomicity=row";
const LOOK: &str = "mode=validate";

/// A file in which a column names the programme of each row.
fn csv(scene: &Scene, title: &str, programmes: &[&str]) -> String {
    let row = |(day, programme): (i32, &&str)| {
        format!("{};\"{programme}\";{day}.10.2026;8;passed;T-{day}\n", scene.idnp(0))
    };
    let rows = (1..).zip(programmes).map(row).collect::<String>();
    format!("IDNP;{title};Data absolvirii;Ore;Rezultat;Referință\n{rows}")
}

/// Programmes besides CFP-101, „Supervizarea în asistența socială”.
async fn scene() -> Scene {
    let scene = Scene::with_people(1).await;
    for (code, title) in [
        ("CFP-201", "Plasament familial"),
        ("CFP-202", "Etica profesională"),
        ("CFP-203", "ETICA PROFESIONALA"),
    ] {
        let new = fixtures::programme(&scene.registrar, code).with("titleRo", title);
        new.with("titleEn", format!("Course {code}")).approved_from("2015-01-01").create().await;
    }
    scene
}

#[actix_web::test]
async fn a_title_that_one_programme_has_is_taken_with_a_warning() {
    let scene = scene().await;
    let titles = [
        "Supervizarea în asistența socială",
        "SUPERVIZAREA IN ASISTENTA SOCIALA",
        "„Supervizarea în asistenţa socială”",
        "course cfp-201",
        "CFP-202",
    ];
    for column in ["Program", "Programme title", "Программа", "Denumirea programului", "Cod program"]
    {
        let batch = import(&scene, LOOK, csv(&scene, column, &titles)).await;
        let rows = rows_of(&scene, &batch).await;
        assert_eq!(counts(&batch), [5, 0, 0, 0, 0, 0], "{column}: {rows:?}");
        assert!(rows[..4].iter().all(|row| warned(row) == ["programmeByTitle"]), "{rows:?}");
        assert!(warned(&rows[4]).is_empty(), "{rows:?}");
        let warning = &rows[0]["warnings"][0];
        assert_eq!(
            (&warning["severity"], &warning["params"]["code"]),
            (&json!("warning"), &json!("CFP-101"))
        );
    }
    assert_eq!(counts(&import(&scene, BY_ROW, csv(&scene, "Program", &titles)).await), [5, 0, 0, 0, 0, 0]);
    // With the codes, it is the same.
    let by_code = ["cfp-101", "CFP-101", "CFP-101", "CFP-201", "CFP-202"];
    let again = import(&scene, BY_ROW, csv(&scene, "Cod program", &by_code)).await;
    assert_eq!(counts(&again), [0, 0, 0, 5, 0, 0]);
}

#[actix_web::test]
async fn a_title_of_a_word_and_a_number_is_no_code() {
    let scene = scene().await;
    let new = fixtures::programme(&scene.registrar, "CFP-204").with("titleRo", "Legea 140");
    new.approved_from("2015-01-01").create().await;
    for column in ["Program", "Cod program"] {
        let named = csv(&scene, column, &["Legea 140", "CFP 201", "cfp201", "Legea 141"]);
        let batch = import(&scene, LOOK, named).await;
        let rows = rows_of(&scene, &batch).await;
        assert_eq!(counts(&batch), [3, 0, 0, 0, 0, 1], "{column}: {rows:?}");
        assert_eq!(warned(&rows[0]), ["programmeByTitle"], "{column}");
        assert!(warned(&rows[1]).is_empty() && warned(&rows[2]).is_empty(), "{column}: {rows:?}");
    }
}

#[actix_web::test]
async fn a_title_beside_a_code_is_compared_with_it() {
    let scene = scene().await;
    let both = [
        ("CFP-101", "SUPERVIZAREA IN ASISTENTA SOCIALA"),
        ("cfp-201", "Course CFP-201"),
        ("CFP-202", "Etica profesionala"),
        ("CFP-203", "Etica profesionala"),
        ("CFP-101", ""),
        ("CFP-101", "Plasament familial"),
        ("CFP-202", "course cfp-203"),
        ("CFP-101", "altceva complet"),
    ];
    let cells: Vec<_> = both.iter().map(|(code, title)| format!("{code}\";\"{title}")).collect();
    let cells: Vec<_> = cells.iter().map(String::as_str).collect();
    let batch = import(&scene, BY_ROW, csv(&scene, "Cod program;Program", &cells)).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(counts(&batch), [6, 0, 0, 0, 0, 2], "{rows:?}");
    assert!(rows[..5].iter().all(|row| warned(row).is_empty()), "{rows:?}");
    for (row, code, other) in [(5, "CFP-101", "CFP-201"), (6, "CFP-202", "CFP-203")] {
        assert_eq!(faults(&rows[row]), [("programmeContradicts", "programmeTitle")]);
        assert_eq!(rows[row]["errors"][0]["params"], json!({ "code": code, "other": other }));
    }
    assert_eq!(warned(&rows[7]), ["programmeTitleDiffers"], "{}", rows[7]);
    let said = &rows[7]["warnings"][0]["message"];
    assert!(said["ro"].as_str().is_some_and(|said| said.contains("CFP-101")), "{said}");
    assert!(said["ru"].as_str().is_some_and(|said| said.contains("Supervizarea în asistența")), "{said}");
    // A title that the provider confirmed is compared as that of its programme.
    let listed = scene.registrar.list("/api/v1/programmes", "programmes").await;
    let first = listed.iter().find(|one| one["code"] == "CFP-201").expect("a programme");
    let alias = json!({ "title": "Altceva complet", "programmeId": first["id"] });
    scene.provider.post("/api/v1/programme-aliases", alias).await.expect(201);
    let cells = ["CFP-201\";\"altceva complet", "CFP-101\";\"altceva complet"];
    let batch = import(&scene, LOOK, csv(&scene, "Cod program;Program", &cells)).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(faults(&rows[1]), [("programmeContradicts", "programmeTitle")], "{rows:?}");
}

#[actix_web::test]
async fn a_title_that_is_unclear_is_rejected_with_codes_to_choose_from() {
    let scene = scene().await;
    let titles = ["Etica profesionala", "Plasamentul familial", "Contabilitate", ""];
    let batch = import(&scene, BY_ROW, csv(&scene, "Program", &titles)).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 4], "{rows:?}");
    let told: Vec<_> = rows.iter().map(|row| row["errors"][0]["code"].as_str().expect("a code")).collect();
    assert_eq!(told, ["programmeTitleUnclear", "programmeTitleUnclear", "programmeUnknown", "required"]);
    let params = |row: usize| &rows[row]["errors"][0]["params"];
    assert_eq!(params(0), &json!({ "case": "several", "codes": "CFP-202, CFP-203" }));
    assert_eq!(params(1), &json!({ "case": "near", "codes": "CFP-201" }));
}

#[actix_web::test]
async fn a_title_that_a_provider_confirmed_is_remembered() {
    let scene = scene().await;
    let programme = |code: &'static str| {
        let listed = scene.registrar.list("/api/v1/programmes", "programmes");
        async move {
            let found = listed.await.into_iter().find(|one| one["code"] == code);
            found.expect("a programme")["id"].as_str().expect("an id").to_owned()
        }
    };
    let (first, second) = (programme("CFP-201").await, programme("CFP-202").await);
    let confirm = async |title: &str, programme: &str| {
        let new = json!({ "title": title, "programmeId": programme });
        scene.provider.post("/api/v1/programme-aliases", new).await
    };
    let file = csv(&scene, "Program", &["Curs de plasament, nivelul I", "ETICA PROFESIONALĂ"]);
    let looked = import(&scene, LOOK, file.clone()).await;
    assert_eq!(counts(&looked), [0, 0, 0, 0, 0, 2], "{:?}", rows_of(&scene, &looked).await);
    let confirmed = confirm("Curs de plasament, nivelul I", &first).await.expect(201);
    confirm("Etica profesionala", &second).await.expect(201);
    let batch = import(&scene, BY_ROW, file.clone()).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 0], "{rows:?}");
    assert!(rows.iter().all(|row| warned(row).is_empty()), "{rows:?}");
    // The latest choice holds, and it is one choice.
    let again = confirm("CURS DE PLASAMENT (nivelul I)", &second).await.expect(201);
    assert_eq!((again.id(), &again.body["programmeId"]), (confirmed.id(), &json!(second)));
    let listed = scene.provider.list("/api/v1/programme-aliases", "programmeAliases").await;
    let titles: Vec<_> = listed.iter().map(|one| one["title"].as_str().expect("a title")).collect();
    assert_eq!(titles, ["CURS DE PLASAMENT (nivelul I)", "Etica profesionala"]);
    // Each provider has its own.
    let other = scene.service.client(registry::call::Role::Provider).await;
    assert!(other.list("/api/v1/programme-aliases", "programmeAliases").await.is_empty());
    let batch = other.batch("/api/v1/completion-batches", LOOK, "text/csv", file).await;
    assert_eq!(counts(&batch)[5], 2);
    let draft = scene.new_programme("CFP-301").create().await;
    confirm("Altceva", &draft).await.expect_faults(&["/programmeId"]);
    confirm("—", &first).await.expect_faults(&["/title"]);
    // The catalogue says itself whose title that is.
    confirm("PLASAMENT familial", &second).await.expect_faults(&["/title"]);
    confirm("Plasament familial", &first).await.expect(201);
}
